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
// Stricter than the standard must be: what a proxy before us could read differently is refused
// (bare LF, folded lines, two lengths, a length beside chunks, odd transfer codings, blanks before
// a colon). One reader belongs to one connection; no threads.
#pragma once

#include <cstddef>
#include <cstdint>
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
  explicit RequestReader(const WireLimits& limits) : limits_(limits) {}

  void feed(std::string_view bytes) { buffer_.append(bytes); }
  ReadState advance();
  /// The request that is complete; the reader starts on the next one.
  ReceivedRequest take();
  const Refusal& refusal() const { return refusal_; }
  /// What was understood of the request so far (its language matters for a refusal).
  const Request& partial() const { return received_.request; }
  /// True from the first byte of a request until it is taken.
  bool started() const { return phase_ != Phase::head || !buffer_.empty(); }
  /// True once, when the client waits for "100 Continue" before it sends the body.
  bool take_wants_continue();

 private:
  enum class Phase : std::uint8_t { head, body, chunk_size, chunk_data, chunk_end, trailer, done };

  ReadState refuse(int status, Fault fault);
  ReadState advance_head();
  ReadState advance_body();
  ReadState advance_chunks();
  ReadState advance_trailer();
  ReadState read_head(std::string_view head);
  bool read_request_line(std::string_view line);
  bool read_field(std::string_view line);
  bool check_fields();
  bool check_framing();
  ReadState check_unfinished_head();
  ReadState read_chunk_size(std::string_view line);
  void drop(std::size_t bytes);

  WireLimits limits_;
  std::string buffer_;       ///< bytes not yet consumed
  std::size_t scanned_ = 0;  ///< of the head: how far line ends were looked for
  std::size_t line_start_ = 0;
  std::size_t consumed_ = 0;  ///< of buffer_, while chunks are read
  Phase phase_ = Phase::head;
  std::uint64_t wanted_ = 0;  ///< bytes still missing of the body or of the chunk
  std::size_t trailer_bytes_ = 0;
  bool wants_continue_ = false;
  bool skipped_empty_line_ = false;
  bool refused_ = false;
  ReceivedRequest received_;
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
