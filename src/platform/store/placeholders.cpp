#include "platform/store/placeholders.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ascii.hpp"
#include "platform/store/sql_tokens.hpp"

namespace fugong::store {
namespace {

/// Above PostgreSQL's own limit of parameters, so that a greater one is the server's to refuse.
constexpr std::size_t kMostParameters = 100'000;

/// Behind the closing quote, or the end; a doubled quote is one that doesn't close.
std::size_t behind_quotes(std::string_view sql, std::size_t at, bool backslashes) {
  const char quote = sql[at++];
  while (at < sql.size()) {
    const bool escaped = backslashes && sql[at] == '\\';
    const bool doubled = sql[at] == quote && at + 1 < sql.size() && sql[at + 1] == quote;
    if (escaped || doubled) {
      at += 2;
    } else if (sql[at++] == quote) {
      return at;
    }
  }
  return sql.size();
}

/// Comments of PostgreSQL nest.
std::size_t behind_comment(std::string_view sql, std::size_t at) {
  std::size_t depth = 0;
  while (at < sql.size()) {
    const std::string_view two = sql.substr(at, 2);
    if (two == "/*") {
      ++depth;
      at += 2;
    } else if (two == "*/") {
      at += 2;
      if (--depth == 0) return at;
    } else {
      ++at;
    }
  }
  return sql.size();
}

/// Behind $tag$ ... $tag$; behind the dollar if it opens no such quote.
std::size_t behind_dollar(std::string_view sql, std::size_t at) {
  std::size_t end = at + 1;
  while (end < sql.size() && is_word(sql[end]) && !(end == at + 1 && is_digit(sql[end])))
    ++end;
  if (end >= sql.size() || sql[end] != '$') return at + 1;
  const std::string_view tag = sql.substr(at, end + 1 - at);
  const std::size_t close = sql.find(tag, end + 1);
  return close == std::string_view::npos ? sql.size() : close + tag.size();
}

/// Behind what starts at `at` and is no code: a quote or a comment; `at` where it is code.
std::size_t behind_passive(std::string_view sql, std::size_t at) {
  const char c = sql[at];
  if (c == '\'') {
    const bool escapes = at > 0 && lower(sql[at - 1]) == 'e' && (at == 1 || !is_word(sql[at - 2]));
    return behind_quotes(sql, at, escapes);
  }
  if (c == '"') return behind_quotes(sql, at, false);
  if (sql.substr(at, 2) == "--") {
    const std::size_t line = sql.find('\n', at);
    return line == std::string_view::npos ? sql.size() : line;
  }
  if (sql.substr(at, 2) == "/*") return behind_comment(sql, at);
  if (c == '$' && (at == 0 || !is_word(sql[at - 1]))) return behind_dollar(sql, at);
  return at;
}

}  // namespace

NumberedStatement number_placeholders(std::string_view sql) {
  NumberedStatement made;
  made.sql.reserve(sql.size() + 16);
  std::size_t at = 0;
  while (at < sql.size()) {
    const std::size_t passive = behind_passive(sql, at);
    if (passive > at) {
      made.sql.append(sql.substr(at, passive - at));
      at = passive;
      continue;
    }
    if (sql[at] != '?') {
      made.sql += sql[at++];
      continue;
    }
    ++at;
    std::size_t number = made.parameters + 1;
    if (at < sql.size() && is_digit(sql[at])) {
      const char* end = sql.data() + sql.size();
      const auto read = std::from_chars(sql.data() + at, end, number);
      if (read.ec != std::errc{}) number = kMostParameters;
      at = static_cast<std::size_t>(read.ptr - sql.data());
    }
    number = std::min(number, kMostParameters);
    made.parameters = std::max(made.parameters, number);
    made.sql.append("$").append(std::to_string(number));
  }
  return made;
}

bool steers_session(std::string_view sql) {
  constexpr std::array<std::string_view, 21> kWords = {
      "abort",   "begin",   "call",  "close",    "commit",    "copy",  "deallocate",
      "declare", "discard", "do",    "end",      "execute",   "fetch", "listen",
      "prepare", "release", "reset", "rollback", "savepoint", "set",   "start"};
  std::size_t at = 0;
  while (at < sql.size()) {
    if (sql[at] == ' ' || sql[at] == '\n' || sql[at] == '\t' || sql[at] == '\r' || sql[at] == ';') {
      ++at;
      continue;
    }
    const std::size_t passive = sql[at] == '-' || sql[at] == '/' ? behind_passive(sql, at) : at;
    if (passive == at) break;
    at = passive;
  }
  std::string word;
  while (at < sql.size() && is_word(sql[at]))
    word += lower(sql[at++]);
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

}  // namespace fugong::store
