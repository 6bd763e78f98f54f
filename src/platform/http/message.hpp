// What a request and its answer are, free of any transport.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fault.hpp"

namespace fugong::http {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options };

/// A request whose size, framing and encoding the server has already checked.
struct Request {
  Method method = Method::get;
  std::string path;  ///< percent-decoded, normalised, starts with "/", no "." or ".." segments
  std::vector<std::pair<std::string, std::string>> query;    ///< decoded, in order
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::string body;
  std::map<std::string, std::string> path_values;  ///< of {name} segments, set by the router
  /// The IP address that the connection came from; behind a proxy that is the proxy's.
  std::string source;
  /// Set by our own program only: what it would change is tried and undone (platform/api).
  bool is_rehearsal = false;

  std::optional<std::string_view> header(std::string_view lower_case_name) const;
  std::optional<std::string_view> query_value(std::string_view name) const;
  /// "zh" or "en": what Accept-Language asks for; Chinese if it says neither.
  std::string_view language() const;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  /// Set instead of body where bytes are shared between answers (static files).
  std::shared_ptr<const std::string> shared_body;
  /// The bytes are those of somebody outside: a browser runs nothing in them.
  bool is_foreign = false;
  /// Why the server could not do it, which is written down and not sent.
  Faults untold;

  static Response json(std::string body, int status = 200);
};

/// application/problem+json (RFC 9457) in the language of the request: type, title, status, detail
/// and one entry of `errors` {pointer, code, detail, remedy, place} for each fault.
Response problem(int status, const Text& title, const Text& detail, const Faults& faults,
                 const Request& request);

/// "query-invalid" at the query's parameter `name`, which a desk can't use. 400.
tl::unexpected<Faults> wrong_query(std::string_view name, Text remedy);

}  // namespace fugong::http
