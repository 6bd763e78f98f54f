// Wire: HTTP/1.1 requests and answers as bytes (RFC 9112), without sockets.
//
//   RequestReader reader(limits);
//   reader.feed(bytes);                       // whatever arrived, cut anywhere
//   switch (reader.advance()) {
//     case ReadState::need_more: ...          // read on
//     case ReadState::complete:  reader.take() ...   // then advance() again: pipelined bytes stay
//     case ReadState::refused:   reader.refusal() ...  // answer it and close
//   }
//
// Boost.Beast parses (only wire.cpp knows that). Stricter than the standard must be: what a proxy
// before us could read differently is refused (bare LF, folded lines, two lengths, a length beside
// chunks, odd transfer codings, blanks before a colon). One reader belongs to one connection; no
// threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/fault.hpp"
#include "platform/http/message.hpp"

namespace fugong::http {

inline constexpr std::size_t kMaxHeaderFields = 100;
inline constexpr std::size_t kMaxChunkLineBytes = 128;

struct WireLimits {
  std::size_t max_header_bytes = 8u << 10;  ///< request line and headers together; trailers too
  std::size_t max_target_bytes = 2048;
  std::size_t max_body_bytes = 1u << 20;
  /// What a body may have beyond that, asked when method and path are known; 0: nothing beyond.
  std::function<std::size_t(const Request&)> larger_body_of = {};
};

/// Why a request never reaches a handler. The status and the fault that the client is told.
struct Refusal {
  int status = 400;
  Fault fault;
};

struct ReceivedRequest {
  Request request;
  bool keep_alive = true;
  bool old_version = false;  ///< HTTP/1.0: keep-alive must be said aloud
};

enum class ReadState : std::uint8_t { need_more, complete, refused };

class RequestReader {
 public:
  explicit RequestReader(const WireLimits& limits);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  void feed(std::string_view bytes) { buffer_.append(bytes); }
  ReadState advance();
  /// The request that is complete; the reader starts on the next one.
  ReceivedRequest take();
  const Refusal& refusal() const { return refusal_; }
  /// What was understood of the request so far (its language matters for a refusal).
  const Request& partial() const;
  /// True from the first byte of a request until it is taken.
  bool started() const;
  /// Whether the request under way may have a body beyond max_body_bytes.
  bool may_be_large() const;
  /// True once, when the client waits for "100 Continue" before it sends the body.
  bool take_wants_continue();

 private:
  class Parser;

  ReadState refuse(Refusal why);
  ReadState advance_head();
  ReadState check_unfinished_head();
  ReadState advance_body();
  ReadState advance_chunk_line();
  std::string_view rest() const { return std::string_view(buffer_).substr(consumed_); }

  WireLimits limits_;
  std::unique_ptr<Parser> parser_;  ///< of the request under way
  std::string buffer_;
  std::size_t consumed_ = 0;    ///< of buffer_, by this advance()
  std::size_t scanned_ = 0;     ///< of the head: how far line ends were looked for
  std::size_t line_start_ = 0;  ///< of the head: its last line
  bool wants_continue_ = false;
  bool skipped_empty_line_ = false;
  bool refused_ = false;
  Refusal refusal_;
};

/// How the connection goes on after an answer.
enum class After : std::uint8_t { keep, keep_said_aloud, close };

/// Status line and headers up to and with the empty line. Framing headers of `response` itself are
/// ignored. `date` is an IMF-fixdate.
std::string response_head(const Response& response, After after, std::string_view date);
std::size_t body_size(const Response& response);
/// "Tue, 24 Nov 2026 03:00:00 GMT"
std::string http_date(std::int64_t seconds_since_1970);
/// Title of an error status for people.
Text status_title(int status);
std::string_view method_name(Method method);

}  // namespace fugong::http
