// JSON bodies: from the bytes of a request to its fields, with every fault at its JSON pointer.
//
//   auto body = read_json_body(request);
//   if (!body) return std::move(body.error());                    // 415 or 400, ready to be sent
//   Fields fields(*body, {"login", "password", "code"});
//   const std::string login = fields.text("login", 64);
//   const auto code = fields.maybe_text("code", 64);
//   if (!fields.faults().empty()) return unreadable(fields.faults(), request);       // 422
//
// All that is wrong is said at once; what could not be read is empty meanwhile. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/tree.hpp"
#include "platform/http/message.hpp"

namespace fugong::http {

/// The document, or the problem to answer with: 415 where the type is not application/json, 400
/// where the bytes are no JSON.
tl::expected<Node, Response> read_json_body(const Request& request);

/// 422 with one entry for each fault.
Response unreadable(const Faults& faults, const Request& request);

/// The fields of an object. Faults: "body-shape" (no object), "unknown-field", "field-missing",
/// "field-invalid" (another type, empty, or beyond its bounds).
class Fields {
 public:
  /// `names` are all that there may be; `body` must outlive it.
  Fields(const Node& body, std::initializer_list<std::string_view> names);

  /// 1 to `max_bytes` bytes of text.
  std::string text(std::string_view name, std::size_t max_bytes);
  /// The same, empty if the field isn't there or is null.
  std::optional<std::string> maybe_text(std::string_view name, std::size_t max_bytes);
  /// A whole number, empty if the field isn't there or is null.
  std::optional<std::int64_t> maybe_number(std::string_view name, std::int64_t low,
                                           std::int64_t high);
  /// The field as it is; null if it isn't there or is null.
  const Node* node(std::string_view name) const;

  /// For what the caller finds beside.
  Faults& faults() { return faults_; }

 private:
  const Node& body_;
  Faults faults_;
};

}  // namespace fugong::http
