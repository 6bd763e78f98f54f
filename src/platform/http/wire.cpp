#include "platform/http/wire.hpp"

#include <utility>  // Boost 1.74's Asio needs it first

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/verb.hpp>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"
#include "platform/http/target.hpp"

namespace fugong::http {
namespace {

namespace beast = boost::beast::http;
using Error = boost::system::error_code;

constexpr std::size_t kMaxMethodBytes = 16;
constexpr std::size_t kMaxHostBytes = 255;
constexpr std::size_t kIdleBufferBytes = 4096;
constexpr std::string_view kDigits = "0123456789";

Refusal malformed(const char* zh, const char* en) {
  return {400,
          {"request-malformed",
           {},
           {zh, en},
           {"按 HTTP/1.1（RFC 9112）发送请求", "send requests as HTTP/1.1 (RFC 9112) says"}}};
}

Refusal ambiguous(int status, const char* zh, const char* en) {
  return {status,
          {"framing-ambiguous",
           {},
           {zh, en},
           {"只用一个 Content-Length，或只用 Transfer-Encoding: chunked",
            "use one Content-Length, or Transfer-Encoding: chunked, never both"}}};
}

Refusal bad_line_end() {
  return malformed("行须以 CRLF 结束", "lines must end with CRLF");
}

Refusal folded() {
  return malformed("请求头不得折行", "headers must not be folded");
}

Refusal bad_request_line() {
  return malformed("请求行有误", "the request line is malformed");
}

Refusal target_too_long() {
  return {414,
          {"target-too-long",
           {},
           {"网址太长", "the target is too long"},
           {"缩短查询参数，或改用 POST", "shorten the query, or use POST"}}};
}

Refusal headers_too_large(const char* zh, const char* en) {
  return {
      431,
      {"headers-too-large",
       {},
       {zh, en},
       {"减少或缩短请求头（例如 Cookie）", "send fewer or shorter headers, for example cookies"}}};
}

Refusal body_too_large() {
  return {413,
          {"body-too-large",
           {},
           {"请求体太大", "the body is too large"},
           {"分成几次提交", "split it into several requests"}}};
}

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

bool is_host(std::string_view value) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$%&'*+:[]";
  return !value.empty() && value.size() <= kMaxHostBytes &&
         value.find_first_not_of(kAllowed) == std::string_view::npos;
}

std::optional<Method> method_of(beast::verb verb) {
  switch (verb) {
    case beast::verb::get:
      return Method::get;
    case beast::verb::head:
      return Method::head;
    case beast::verb::post:
      return Method::post;
    case beast::verb::put:
      return Method::put;
    case beast::verb::patch:
      return Method::patch;
    case beast::verb::delete_:
      return Method::del;
    case beast::verb::options:
      return Method::options;
    default:
      return std::nullopt;
  }
}

/// Headers whose second copy would be read by nobody, or by somebody else.
bool is_single(std::string_view name) {
  static constexpr std::array<std::string_view, 7> kSingle = {
      "host",         "content-length", "transfer-encoding",
      "content-type", "authorization",  "idempotency-key",
      "expect"};
  return std::find(kSingle.begin(), kSingle.end(), name) != kSingle.end();
}

/// True for a request line that asks for a version other than 1.0 and 1.1.
bool asks_other_version(std::string_view line) {
  constexpr std::string_view kForm = " HTTP/d.d";
  if (line.size() < kForm.size()) return false;
  const std::string_view tail = line.substr(line.size() - kForm.size());
  return tail.starts_with(" HTTP/") && tail[7] == '.' &&
         kDigits.find(tail[6]) != std::string_view::npos &&
         kDigits.find(tail[8]) != std::string_view::npos && tail != " HTTP/1.0" &&
         tail != " HTTP/1.1";
}

/// What is refused before its headers were read is refused in the language that they ask for all
/// the same. Only whole lines count.
void note_language(std::string_view head, Request& request) {
  constexpr std::string_view kName = "accept-language";
  if (request.header(kName)) return;
  while (!head.empty()) {
    const std::size_t end = head.find("\r\n");
    if (end == 0 || end == std::string_view::npos) return;
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end + 2);
    const std::size_t colon = line.find(':');
    if (colon != kName.size() || lowered(line.substr(0, colon)) != kName) continue;
    const std::string_view value = line.substr(colon + 1);
    if (!find_invalid_utf8(value)) request.headers.emplace_back(kName, trim(value));
    return;
  }
}

/// What the parser's error means; `line` is the one that it could not read.
Refusal refusal_of(const Error& error, std::string_view line, const Request& request) {
  if (error == beast::error::body_limit) return body_too_large();
  if (error == beast::error::bad_version && asks_other_version(line)) {
    return {505,
            {"version-unsupported",
             {},
             {"不支持此 HTTP 版本", "this HTTP version is not served"},
             {"改用 HTTP/1.1", "use HTTP/1.1"}}};
  }
  if (error == beast::error::bad_content_length) {
    // A number beyond 64 bits is a length all the same, of a body that is too large.
    const std::string_view value = trim(line.substr(std::min(line.find(':'), line.size() - 1) + 1));
    if (!value.empty() && value.find_first_not_of(kDigits) == std::string_view::npos &&
        !request.header("content-length") && !request.header("transfer-encoding")) {
      return body_too_large();
    }
    return ambiguous(400, "Content-Length 有误或给了多种长度",
                     "Content-Length is not one number, or not the only length");
  }
  if (error == beast::error::bad_transfer_encoding) {
    return ambiguous(400, "请求体长度给了两次", "the length of the body is given twice");
  }
  if (error == beast::error::bad_chunk || error == beast::error::bad_chunk_extension) {
    return malformed("分块有误", "a chunk is malformed");
  }
  if (error == beast::error::bad_field || error == beast::error::bad_value ||
      error == beast::error::bad_line_ending) {
    return malformed("请求头有误（名称、空白或控制字符）",
                     "a header is malformed (name, blank or control character)");
  }
  return bad_request_line();
}

}  // namespace

/// Beast's parser, writing into a ReceivedRequest, with our rules for what it would let pass.
class RequestReader::Parser final : public beast::basic_parser<true> {
 public:
  explicit Parser(const WireLimits& limits) : limits_(limits) {
    header_limit(static_cast<std::uint32_t>(limits.max_header_bytes));
    body_limit(limits.max_body_bytes);
  }

  /// Bytes of `bytes` that were used.
  std::size_t put_some(std::string_view bytes, Error& error) {
    return put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
  }

  /// Why `error` came; `line` is the one that could not be read.
  Refusal why(const Error& error, std::string_view line) {
    return refusal_ ? std::move(*refusal_) : refusal_of(error, line, received.request);
  }

  ReceivedRequest received;
  bool may_be_large = false;
  std::uint64_t chunk_left = 0;  ///< bytes missing of the chunk under way
  bool after_chunk = false;      ///< the next chunk line stands behind a CRLF

 private:
  void refuse(Error& error, Refusal why) {
    refusal_ = std::move(why);
    error = beast::error::bad_value;
  }

  void on_request_impl(beast::verb verb, boost::beast::string_view,
                       boost::beast::string_view target, int version, Error& error) override {
    const auto method = method_of(verb);
    if (!method) {
      return refuse(
          error,
          {501,
           {"method-unknown",
            {},
            {"不支持此请求方法", "this method is not served"},
            {"改用 GET、POST、PUT、PATCH 或 DELETE", "use GET, POST, PUT, PATCH or DELETE"}}});
    }
    received.request.method = *method;
    received.old_version = version == 10;
    if (target.size() > limits_.max_target_bytes) return refuse(error, target_too_long());
    if (auto why = read_target(view(target), received.request)) {
      return refuse(error, {400, std::move(*why)});
    }
    const std::size_t larger =
        limits_.larger_body_of ? limits_.larger_body_of(received.request) : 0;
    may_be_large = larger > limits_.max_body_bytes;
    if (may_be_large) body_limit(larger);
  }

  void on_field_impl(beast::field, boost::beast::string_view raw_name,
                     boost::beast::string_view raw_value, Error& error) override {
    Request& request = received.request;
    std::string name = lowered(view(raw_name));
    const std::string_view value = view(raw_value);
    if (find_invalid_utf8(value)) {
      return refuse(error,
                    malformed("请求头的值不是有效的 UTF-8", "a header value is not valid UTF-8"));
    }
    // Trailers are checked for form and dropped: none may pose as a header.
    if (is_header_done()) return;
    if (request.headers.size() == kMaxHeaderFields) {
      return refuse(error, headers_too_large("请求头太多", "there are too many headers"));
    }
    if (is_single(name) && request.header(name)) {
      return refuse(error,
                    malformed("同一请求头给了两次", "a header that may stand once stands twice"));
    }
    if (name == "content-length" && value.find_first_not_of(kDigits) != std::string_view::npos) {
      return refuse(error,
                    ambiguous(400, "Content-Length 不是数字", "Content-Length is not a number"));
    }
    if (name == "transfer-encoding") {
      const std::string coding = lowered(value);
      const bool chunks = coding.find("chunked") != std::string::npos;
      if (coding != "chunked" || received.old_version) {
        return refuse(error, ambiguous(chunks ? 400 : 501, "不支持此传输编码",
                                       "this transfer coding is not served"));
      }
    }
    request.headers.emplace_back(std::move(name), std::string(value));
  }

  void on_header_impl(Error& error) override {
    const Request& request = received.request;
    received.keep_alive = keep_alive();
    const auto host = request.header("host");
    if (host ? !is_host(*host) : !received.old_version) {
      return refuse(error, {400,
                            {"host-invalid",
                             {},
                             {"Host 请求头缺失或有误", "the Host header is missing or wrong"},
                             {"给出一个 Host，例如 Host: 127.0.0.1:8020",
                              "send one Host, for example Host: 127.0.0.1:8020"}}});
    }
    const auto coding = request.header("content-encoding");
    if (coding && lowered(*coding) != "identity") {
      return refuse(error, {415,
                            {"content-encoding-unsupported",
                             {},
                             {"请求体不得压缩", "a compressed body is not accepted"},
                             {"不压缩请求体再发送", "send the body without Content-Encoding"}}});
    }
    const auto expect = request.header("expect");
    if (expect && lowered(*expect) != "100-continue") {
      return refuse(error, {417,
                            {"expectation-unsupported",
                             {},
                             {"不支持此 Expect", "this Expect is not served"},
                             {"去掉 Expect 请求头", "leave the Expect header out"}}});
    }
  }

  std::size_t on_body_impl(boost::beast::string_view part, Error&) override {
    received.request.body.append(part.data(), part.size());
    return part.size();
  }

  void on_chunk_header_impl(std::uint64_t size, boost::beast::string_view, Error&) override {
    chunk_left = size;
  }

  std::size_t on_chunk_body_impl(std::uint64_t remain, boost::beast::string_view part,
                                 Error& error) override {
    chunk_left = remain - part.size();
    after_chunk = chunk_left == 0;
    return on_body_impl(part, error);
  }

  void on_response_impl(int, boost::beast::string_view, int, Error&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
  void on_finish_impl(Error&) override {}

  const WireLimits& limits_;        ///< of the reader, which outlives its parsers
  std::optional<Refusal> refusal_;  ///< set when one of our rules stopped the parser
};

RequestReader::RequestReader(const WireLimits& limits)
    : limits_(limits), parser_(std::make_unique<Parser>(limits_)) {}

RequestReader::~RequestReader() = default;

const Request& RequestReader::partial() const {
  return parser_->received.request;
}

bool RequestReader::started() const {
  return parser_->is_header_done() || !buffer_.empty();
}

bool RequestReader::may_be_large() const {
  return parser_->may_be_large;
}

bool RequestReader::take_wants_continue() {
  return std::exchange(wants_continue_, false) && buffer_.empty();
}

ReceivedRequest RequestReader::take() {
  FUGONG_CHECK(parser_->is_done() && !refused_, "a request is taken only when it is complete");
  ReceivedRequest out = std::move(parser_->received);
  parser_ = std::make_unique<Parser>(limits_);
  scanned_ = line_start_ = 0;
  wants_continue_ = false;
  skipped_empty_line_ = false;
  // An idle connection must not hold what its largest request needed.
  if (buffer_.empty() && buffer_.capacity() > kIdleBufferBytes) std::string().swap(buffer_);
  return out;
}

ReadState RequestReader::refuse(Refusal why) {
  refused_ = true;
  refusal_ = std::move(why);
  if (!parser_->is_header_done()) note_language(buffer_, parser_->received.request);
  return ReadState::refused;
}

ReadState RequestReader::advance() {
  if (refused_) return ReadState::refused;
  ReadState state = ReadState::complete;
  if (!parser_->is_header_done()) state = advance_head();
  while (state == ReadState::complete && !parser_->is_done())
    state = advance_body();
  buffer_.erase(0, std::exchange(consumed_, 0));
  return state;
}

ReadState RequestReader::advance_head() {
  // One empty line before a request is tolerated, as RFC 9112 2.2 asks.
  if (!skipped_empty_line_ && line_start_ == 0 && buffer_.starts_with("\r\n")) {
    skipped_empty_line_ = true;
    scanned_ = 0;
    buffer_.erase(0, 2);
  }
  // Beast would wait for an empty line before it looks at a bare LF, and would join folded lines.
  for (bool empty_line = false; !empty_line;) {
    const std::size_t end = buffer_.find('\n', scanned_);
    if (end == std::string::npos) {
      scanned_ = buffer_.size();
      return check_unfinished_head();
    }
    if (end == 0 || buffer_[end - 1] != '\r') return refuse(bad_line_end());
    if (buffer_[line_start_] == ' ' || buffer_[line_start_] == '\t') {
      return refuse(folded());
    }
    empty_line = end - 1 == line_start_;
    scanned_ = line_start_ = end + 1;
  }
  if (scanned_ > limits_.max_header_bytes) return check_unfinished_head();
  const std::string_view head = std::string_view(buffer_).substr(0, scanned_);
  Error error;
  consumed_ = parser_->put_some(head, error);
  if (error) {
    const std::string_view unread = head.substr(consumed_);
    return refuse(parser_->why(error, unread.substr(0, unread.find('\r'))));
  }
  wants_continue_ =
      !parser_->is_done() && partial().header("expect") && !parser_->received.old_version;
  return ReadState::complete;
}

ReadState RequestReader::check_unfinished_head() {
  if (buffer_.empty()) return ReadState::need_more;
  // Also catches TLS spoken to a plain port, without waiting for a line end that never comes.
  if (buffer_[0] != '\r' && (buffer_[0] <= ' ' || buffer_[0] >= 0x7f)) {
    return refuse(malformed("这不是 HTTP 请求", "this is not an HTTP request"));
  }
  const std::size_t line_bytes = std::min(buffer_.find('\n'), buffer_.size());
  if (line_bytes > limits_.max_target_bytes + kMaxMethodBytes + 12) {
    return refuse(buffer_.find(' ') > kMaxMethodBytes ? bad_request_line() : target_too_long());
  }
  if (buffer_.size() > limits_.max_header_bytes) {
    return refuse(headers_too_large("请求头太大", "the headers are too large"));
  }
  return ReadState::need_more;
}

ReadState RequestReader::advance_body() {
  if (rest().empty()) return ReadState::need_more;
  if (parser_->chunked() && parser_->chunk_left == 0) return advance_chunk_line();
  Error error;
  consumed_ += parser_->put_some(rest(), error);
  return error ? refuse(parser_->why(error, {})) : ReadState::complete;
}

ReadState RequestReader::advance_chunk_line() {
  // Beast takes the CRLF after a chunk together with the next line. It gets whole lines only: of
  // half a line it can't say yet that it is wrong, and there is no limit to how long it waits.
  const std::size_t start = parser_->after_chunk ? 2 : 0;
  const std::size_t end = rest().find('\n', start);
  if (std::min(end, rest().size()) > start + kMaxChunkLineBytes) {
    return refuse(malformed("分块大小行太长", "a chunk size line is too long"));
  }
  if (end == std::string_view::npos) return ReadState::need_more;
  if (end == start || rest()[end - 1] != '\r') return refuse(bad_line_end());
  const std::string_view line = rest().substr(start, end - 1 - start);
  const std::string_view size = line.substr(0, line.find(';'));
  // Beast allows blanks before ";" and, inside quotes, any byte and line after line.
  if (line.find_first_of(" \t\"") != std::string_view::npos) {
    return refuse(malformed("分块大小有误", "a chunk size is malformed"));
  }
  // With the last chunk Beast takes the trailers, all at once.
  const bool last = !size.empty() && size.find_first_not_of('0') == std::string_view::npos;
  const std::size_t most = end + 1 + (last ? limits_.max_header_bytes : 0);
  Error error;
  const std::size_t used = parser_->put_some(rest().substr(0, most), error);
  const std::string_view read = rest().substr(0, used);
  if (read.find("\n ") != std::string_view::npos || read.find("\n\t") != std::string_view::npos) {
    return refuse(folded());
  }
  consumed_ += used;
  if (error == beast::error::need_more && last) {
    if (rest().size() < most) return ReadState::need_more;
    return refuse(headers_too_large("尾部请求头太大", "the trailers are too large"));
  }
  if (error == beast::error::need_more) error = beast::error::bad_chunk;
  return error ? refuse(parser_->why(error, {})) : ReadState::complete;
}

}  // namespace fugong::http
