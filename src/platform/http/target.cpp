#include "platform/http/target.hpp"

#include <string>

#include "base/text.hpp"

namespace fugong::http {
namespace {

Fault target_fault(const char* zh, const char* en) {
  return Fault{"target-invalid",
               {},
               {zh, en},
               {"按标准写网址：路径以“/”开头，特殊字符用百分号编码的 UTF-8",
                "write the address as the standard says: a path from \"/\", other characters as "
                "percent-encoded UTF-8"}};
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// Decodes %XX (and "+" where `plus_is_blank`); nothing if it is broken.
std::optional<std::string> decode(std::string_view raw, bool plus_is_blank) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t at = 0; at < raw.size(); ++at) {
    char c = raw[at];
    if (c == '%') {
      if (at + 2 >= raw.size()) return std::nullopt;
      const int high = hex_value(raw[at + 1]);
      const int low = hex_value(raw[at + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      at += 2;
    } else if (c == '+' && plus_is_blank) {
      c = ' ';
    }
    if (is_control(c)) return std::nullopt;
    out.push_back(c);
  }
  if (find_invalid_utf8(out)) return std::nullopt;
  return out;
}

bool allowed_raw(char c) {
  if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7f) return false;
  return c != '#' && c != '"' && c != '<' && c != '>' && c != '\\';
}

/// "http://host/path" -> "/path" (a server must accept the absolute form).
std::optional<std::string_view> strip_authority(std::string_view raw) {
  if (raw.starts_with('/')) return raw;
  std::size_t skip = 0;
  if (raw.starts_with("http://")) skip = 7;
  if (raw.starts_with("https://")) skip = 8;
  if (skip == 0) return std::nullopt;
  const std::size_t slash = raw.find('/', skip);
  if (slash == std::string_view::npos || slash == skip) return std::nullopt;
  const std::string_view authority = raw.substr(skip, slash - skip);
  if (authority.find('@') != std::string_view::npos) return std::nullopt;
  if (authority.find('?') != std::string_view::npos) return std::nullopt;
  return raw.substr(slash);
}

std::optional<Fault> read_path(std::string_view raw, Request& request) {
  for (std::size_t start = 1; start <= raw.size();) {
    std::size_t end = raw.find('/', start);
    if (end == std::string_view::npos) end = raw.size();
    const auto segment = decode(raw.substr(start, end - start), false);
    if (!segment) {
      return target_fault("路径的百分号编码或 UTF-8 有误",
                          "the path has broken percent-encoding or UTF-8");
    }
    const bool empty_inside = segment->empty() && end < raw.size();
    if (empty_inside || *segment == "." || *segment == ".." ||
        segment->find('/') != std::string::npos || segment->find('\\') != std::string::npos) {
      return target_fault("路径含有空段、“.”、“..”或编码的斜线",
                          "the path has an empty segment, \".\", \"..\" or an encoded slash");
    }
    request.path += '/';
    request.path += *segment;
    start = end + 1;
  }
  return std::nullopt;
}

std::optional<Fault> read_query(std::string_view raw, Request& request) {
  for (std::size_t start = 0; start < raw.size();) {
    std::size_t end = raw.find('&', start);
    if (end == std::string_view::npos) end = raw.size();
    const std::string_view pair = raw.substr(start, end - start);
    start = end + 1;
    if (pair.empty()) continue;
    if (request.query.size() == kMaxQueryPairs) {
      return target_fault("查询参数太多", "there are too many query parameters");
    }
    const std::size_t equals = pair.find('=');
    auto name = decode(pair.substr(0, equals), true);
    auto value =
        equals == std::string_view::npos ? std::string() : decode(pair.substr(equals + 1), true);
    if (!name || !value) {
      return target_fault("查询参数的百分号编码或 UTF-8 有误",
                          "the query has broken percent-encoding or UTF-8");
    }
    request.query.emplace_back(std::move(*name), std::move(*value));
  }
  return std::nullopt;
}

}  // namespace

std::optional<Fault> read_target(std::string_view raw, Request& request) {
  request.path.clear();
  request.query.clear();
  for (const char c : raw) {
    if (!allowed_raw(c)) {
      return target_fault("网址含有不允许的字符", "the target has a character that is not allowed");
    }
  }
  const auto target = strip_authority(raw);
  if (!target) return target_fault("网址须以“/”开头", "the target must start with \"/\"");
  const std::size_t question = target->find('?');
  if (auto fault = read_path(target->substr(0, question), request)) return fault;
  if (question == std::string_view::npos) return std::nullopt;
  return read_query(target->substr(question + 1), request);
}

}  // namespace fugong::http
