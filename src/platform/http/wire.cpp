#include "platform/http/wire.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/text.hpp"
#include "platform/http/target.hpp"

namespace fugong::http {
namespace {

constexpr std::size_t kMaxMethodBytes = 16;
constexpr std::size_t kIdleBufferBytes = 4096;
constexpr std::size_t kMaxLengthDigits = 15;

Fault fault(const char* code, Text message, Text remedy) {
  return Fault{code, {}, std::move(message), std::move(remedy)};
}

Fault malformed(const char* zh, const char* en) {
  return fault("request-malformed", {zh, en},
               {"按 HTTP/1.1（RFC 9112）发送请求", "send requests as HTTP/1.1 (RFC 9112) says"});
}

Fault ambiguous(const char* zh, const char* en) {
  return fault("framing-ambiguous", {zh, en},
               {"只用一个 Content-Length，或只用 Transfer-Encoding: chunked",
                "use one Content-Length, or Transfer-Encoding: chunked, never both"});
}

bool is_token_char(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return c != 0 && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

bool is_field_value(std::string_view value) {
  for (const char c : value) {
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) return false;
  }
  return !find_invalid_utf8(value);
}

bool is_host(std::string_view value) {
  if (value.empty() || value.size() > 255) return false;
  return std::all_of(value.begin(), value.end(), [](char c) {
    return is_token_char(c) ? c != '#' && c != '^' && c != '`' && c != '|'
                            : c == ':' || c == '[' || c == ']';
  });
}

std::optional<Method> method_of(std::string_view name) {
  static constexpr std::array kNames = {
      std::pair{std::string_view("GET"), Method::get},
      std::pair{std::string_view("HEAD"), Method::head},
      std::pair{std::string_view("POST"), Method::post},
      std::pair{std::string_view("PUT"), Method::put},
      std::pair{std::string_view("PATCH"), Method::patch},
      std::pair{std::string_view("DELETE"), Method::del},
      std::pair{std::string_view("OPTIONS"), Method::options},
  };
  for (const auto& [text, method] : kNames) {
    if (text == name) return method;
  }
  return std::nullopt;
}

/// True if a comma list holds the word (lower case).
bool list_has(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    if (lowered(without_blanks(list.substr(0, comma))) == word) return true;
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
  return false;
}

/// Headers whose second copy would be read by nobody, or by somebody else.
bool is_single(std::string_view name) {
  static constexpr std::array<std::string_view, 7> kSingle = {
      "host",         "content-length", "transfer-encoding",
      "content-type", "authorization",  "idempotency-key",
      "expect"};
  return std::find(kSingle.begin(), kSingle.end(), name) != kSingle.end();
}

}  // namespace

ReadState RequestReader::refuse(int status, Fault why) {
  refused_ = true;
  refusal_ = Refusal{status, std::move(why)};
  return ReadState::refused;
}

void RequestReader::drop(std::size_t bytes) {
  buffer_.erase(0, bytes);
}

bool RequestReader::take_wants_continue() {
  return std::exchange(wants_continue_, false) && buffer_.empty();
}

ReceivedRequest RequestReader::take() {
  FUGONG_CHECK(phase_ == Phase::done, "a request is taken only when it is complete");
  ReceivedRequest out = std::move(received_);
  received_ = ReceivedRequest{};
  phase_ = Phase::head;
  scanned_ = line_start_ = 0;
  trailer_bytes_ = 0;
  wants_continue_ = false;
  skipped_empty_line_ = false;
  // An idle connection must not hold what its largest request needed.
  if (buffer_.empty() && buffer_.capacity() > kIdleBufferBytes) std::string().swap(buffer_);
  return out;
}

ReadState RequestReader::advance() {
  if (refused_) return ReadState::refused;
  ReadState state = ReadState::complete;
  if (phase_ == Phase::head) state = advance_head();
  if (state != ReadState::complete) return state;
  if (phase_ == Phase::body) return advance_body();
  if (phase_ != Phase::done) state = advance_chunks();
  return state;
}

ReadState RequestReader::advance_head() {
  // One empty line before a request is tolerated, as RFC 9112 2.2 asks.
  if (!skipped_empty_line_ && line_start_ == 0 && buffer_.starts_with("\r\n")) {
    skipped_empty_line_ = true;
    scanned_ = 0;
    drop(2);
  }
  while (true) {
    const std::size_t feed_at = buffer_.find('\n', scanned_);
    if (feed_at == std::string::npos) {
      scanned_ = buffer_.size();
      return check_unfinished_head();
    }
    if (feed_at == 0 || buffer_[feed_at - 1] != '\r') {
      return refuse(400, malformed("行须以 CRLF 结束", "lines must end with CRLF"));
    }
    const std::size_t line_end = feed_at - 1;
    const bool empty_line = line_end == line_start_;
    if (line_start_ == 0 && empty_line) {
      return refuse(400, malformed("请求行为空", "the request line is empty"));
    }
    scanned_ = feed_at + 1;
    if (empty_line) break;
    line_start_ = scanned_;
  }
  if (scanned_ > limits_.max_header_bytes) return check_unfinished_head();
  const std::string head = buffer_.substr(0, scanned_);
  drop(scanned_);
  return read_head(head);
}

ReadState RequestReader::check_unfinished_head() {
  if (buffer_.empty()) return ReadState::need_more;
  // Also catches TLS spoken to a plain port, without waiting for a line end that never comes.
  if (buffer_[0] != '\r' && !is_token_char(buffer_[0])) {
    return refuse(400, malformed("这不是 HTTP 请求", "this is not an HTTP request"));
  }
  const std::size_t line_bytes = std::min(buffer_.find('\n'), buffer_.size());
  if (line_bytes > limits_.max_target_bytes + kMaxMethodBytes + 12) {
    if (buffer_.find(' ') > kMaxMethodBytes) {
      return refuse(400, malformed("请求行有误", "the request line is malformed"));
    }
    return refuse(414, fault("target-too-long", {"网址太长", "the target is too long"},
                             {"缩短查询参数，或改用 POST", "shorten the query, or use POST"}));
  }
  if (buffer_.size() > limits_.max_header_bytes) {
    return refuse(431, fault("headers-too-large", {"请求头太大", "the headers are too large"},
                             {"减少或缩短请求头（例如 Cookie）",
                              "send fewer or shorter headers, for example cookies"}));
  }
  return ReadState::need_more;
}

ReadState RequestReader::read_head(std::string_view head) {
  std::size_t at = 0;
  bool first = true;
  while (at < head.size()) {
    const std::size_t end = head.find("\r\n", at);
    const std::string_view line = head.substr(at, end - at);
    at = end + 2;
    if (line.empty()) break;
    const bool good = first ? read_request_line(line) : read_field(line);
    first = false;
    if (!good) return ReadState::refused;
  }
  return check_fields() && check_framing() ? ReadState::complete : ReadState::refused;
}

bool RequestReader::read_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || last == first || line.find(' ', first + 1) != last ||
      last == first + 1) {
    refuse(400, malformed("请求行有误", "the request line is malformed"));
    return false;
  }
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!is_token(method) || version.size() != 8 || !version.starts_with("HTTP/") ||
      !digit(version[5]) || version[6] != '.' || !digit(version[7])) {
    refuse(400, malformed("请求行有误", "the request line is malformed"));
    return false;
  }
  if (version[5] != '1' || version[7] > '1') {
    refuse(505,
           fault("version-unsupported", {"不支持此 HTTP 版本", "this HTTP version is not served"},
                 {"改用 HTTP/1.1", "use HTTP/1.1"}));
    return false;
  }
  received_.old_version = version[7] == '0';
  const auto known = method_of(method);
  if (!known) {
    refuse(501,
           fault("method-unknown", {"不支持此请求方法", "this method is not served"},
                 {"改用 GET、POST、PUT、PATCH 或 DELETE", "use GET, POST, PUT, PATCH or DELETE"}));
    return false;
  }
  received_.request.method = *known;
  if (target.size() > limits_.max_target_bytes) {
    refuse(414, fault("target-too-long", {"网址太长", "the target is too long"},
                      {"缩短查询参数，或改用 POST", "shorten the query, or use POST"}));
    return false;
  }
  if (auto why = read_target(target, received_.request)) {
    refuse(400, std::move(*why));
    return false;
  }
  return true;
}

bool RequestReader::read_field(std::string_view line) {
  auto& headers = received_.request.headers;
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
    refuse(400, malformed("请求头有误（名称、折行或空白）",
                          "a header is malformed (name, folded line or blank)"));
    return false;
  }
  if (headers.size() == kMaxHeaderFields) {
    refuse(431, fault("headers-too-large", {"请求头太多", "there are too many headers"},
                      {"减少请求头", "send fewer headers"}));
    return false;
  }
  const std::string_view value = without_blanks(line.substr(colon + 1));
  if (!is_field_value(value)) {
    refuse(400, malformed("请求头的值含有控制字符或无效的 UTF-8",
                          "a header value has a control character or invalid UTF-8"));
    return false;
  }
  std::string name = lowered(line.substr(0, colon));
  if (is_single(name) && received_.request.header(name)) {
    const bool framing = name == "content-length" || name == "transfer-encoding";
    refuse(400, framing
                    ? ambiguous("请求体长度给了两次", "the length of the body is given twice")
                    : malformed("同一请求头给了两次", "a header that may stand once stands twice"));
    return false;
  }
  headers.emplace_back(std::move(name), std::string(value));
  return true;
}

bool RequestReader::check_fields() {
  const Request& request = received_.request;
  const auto host = request.header("host");
  if ((!host && !received_.old_version) || (host && !is_host(*host))) {
    refuse(400,
           fault("host-invalid", {"Host 请求头缺失或有误", "the Host header is missing or wrong"},
                 {"给出一个 Host，例如 Host: 127.0.0.1:8020",
                  "send one Host, for example Host: 127.0.0.1:8020"}));
    return false;
  }
  if (const auto coding = request.header("content-encoding");
      coding && lowered(*coding) != "identity") {
    refuse(415, fault("content-encoding-unsupported",
                      {"请求体不得压缩", "a compressed body is not accepted"},
                      {"不压缩请求体再发送", "send the body without Content-Encoding"}));
    return false;
  }
  // A Connection header may be repeated; any "close" counts.
  bool close = false;
  bool keep = false;
  for (const auto& [name, value] : request.headers) {
    if (name != "connection") continue;
    close = close || list_has(value, "close");
    keep = keep || list_has(value, "keep-alive");
  }
  received_.keep_alive = !close && (!received_.old_version || keep);
  return true;
}

bool RequestReader::check_framing() {
  const Request& request = received_.request;
  const auto length = request.header("content-length");
  const auto coding = request.header("transfer-encoding");
  if (length && coding) {
    refuse(400, ambiguous("同时给了 Content-Length 和 Transfer-Encoding",
                          "both Content-Length and Transfer-Encoding are given"));
    return false;
  }
  wanted_ = 0;
  phase_ = Phase::done;
  if (coding) {
    const std::string name = lowered(*coding);
    if (name != "chunked" || received_.old_version) {
      const bool mixed = name.find("chunked") != std::string::npos;
      refuse(mixed ? 400 : 501,
             ambiguous("不支持此传输编码", "this transfer coding is not served"));
      return false;
    }
    phase_ = Phase::chunk_size;
  } else if (length) {
    const bool digits = !length->empty() && std::all_of(length->begin(), length->end(), [](char c) {
      return c >= '0' && c <= '9';
    });
    if (!digits) {
      refuse(400, ambiguous("Content-Length 不是数字", "Content-Length is not a number"));
      return false;
    }
    if (length->size() <= kMaxLengthDigits) {
      std::from_chars(length->data(), length->data() + length->size(), wanted_);
    } else {
      wanted_ = UINT64_MAX;
    }
    if (wanted_ > 0) phase_ = Phase::body;
  }
  const auto expect = request.header("expect");
  if (expect && lowered(*expect) != "100-continue") {
    refuse(417, fault("expectation-unsupported", {"不支持此 Expect", "this Expect is not served"},
                      {"去掉 Expect 请求头", "leave the Expect header out"}));
    return false;
  }
  if (wanted_ > limits_.max_body_bytes) {
    refuse(413, fault("body-too-large", {"请求体太大", "the body is too large"},
                      {"分成几次提交", "split it into several requests"}));
    return false;
  }
  wants_continue_ = expect && phase_ != Phase::done && !received_.old_version;
  return true;
}

ReadState RequestReader::advance_body() {
  std::string& body = received_.request.body;
  const std::size_t part =
      static_cast<std::size_t>(std::min<std::uint64_t>(wanted_, buffer_.size()));
  body.append(buffer_, 0, part);
  drop(part);
  wanted_ -= part;
  if (wanted_ > 0) return ReadState::need_more;
  phase_ = Phase::done;
  return ReadState::complete;
}

ReadState RequestReader::read_chunk_size(std::string_view line) {
  const std::string_view digits = line.substr(0, line.find(';'));
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size() ||
      !is_field_value(line)) {
    return refuse(400, malformed("分块大小有误", "a chunk size is malformed"));
  }
  if (size > limits_.max_body_bytes - received_.request.body.size()) {
    return refuse(413, fault("body-too-large", {"请求体太大", "the body is too large"},
                             {"分成几次提交", "split it into several requests"}));
  }
  wanted_ = size;
  phase_ = size == 0 ? Phase::trailer : Phase::chunk_data;
  return ReadState::complete;
}

ReadState RequestReader::advance_chunks() {
  ReadState state = ReadState::complete;
  consumed_ = 0;
  while (state == ReadState::complete && phase_ != Phase::done) {
    const std::string_view rest = std::string_view(buffer_).substr(consumed_);
    if (phase_ == Phase::chunk_size) {
      const std::size_t end = rest.find('\n');
      if (std::min(end, rest.size()) > kMaxChunkLineBytes) {
        state = refuse(400, malformed("分块大小行太长", "a chunk size line is too long"));
      } else if (end == std::string_view::npos) {
        state = ReadState::need_more;
      } else if (end == 0 || rest[end - 1] != '\r') {
        state = refuse(400, malformed("行须以 CRLF 结束", "lines must end with CRLF"));
      } else {
        state = read_chunk_size(rest.substr(0, end - 1));
        consumed_ += end + 1;
      }
    } else if (phase_ == Phase::chunk_data) {
      const std::size_t part =
          static_cast<std::size_t>(std::min<std::uint64_t>(wanted_, rest.size()));
      received_.request.body.append(rest.substr(0, part));
      consumed_ += part;
      wanted_ -= part;
      if (wanted_ > 0)
        state = ReadState::need_more;
      else
        phase_ = Phase::chunk_end;
    } else if (phase_ == Phase::chunk_end) {
      if (rest.size() < 2) state = ReadState::need_more;
      if (!std::string_view("\r\n").starts_with(rest.substr(0, 2))) {
        state = refuse(400, malformed("分块没有以 CRLF 结束", "a chunk does not end with CRLF"));
      } else if (state == ReadState::complete) {
        consumed_ += 2;
        phase_ = Phase::chunk_size;
      }
    } else {
      state = advance_trailer();
    }
  }
  drop(consumed_);
  return state;
}

ReadState RequestReader::advance_trailer() {
  // Trailers are checked for form and dropped: nothing here needs them.
  const std::string_view rest = std::string_view(buffer_).substr(consumed_);
  const std::size_t end = rest.find('\n');
  const std::size_t line_bytes = std::min(end, rest.size());
  if (trailer_bytes_ + line_bytes > limits_.max_header_bytes) {
    return refuse(431, fault("headers-too-large", {"尾部请求头太大", "the trailers are too large"},
                             {"不要发送尾部请求头", "send no trailers"}));
  }
  if (end == std::string_view::npos) return ReadState::need_more;
  if (end == 0 || rest[end - 1] != '\r') {
    return refuse(400, malformed("行须以 CRLF 结束", "lines must end with CRLF"));
  }
  const std::string_view line = rest.substr(0, end - 1);
  consumed_ += end + 1;
  trailer_bytes_ += end + 1;
  if (line.empty()) {
    phase_ = Phase::done;
    return ReadState::complete;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon)) ||
      !is_field_value(line.substr(colon + 1))) {
    return refuse(400, malformed("尾部请求头有误", "a trailer is malformed"));
  }
  return ReadState::complete;
}

}  // namespace fugong::http
