#include "platform/store/sql_tokens.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace fugong::store {
namespace {

using Kind = SqlToken::Kind;

bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

class Lexer {
 public:
  Lexer(std::string_view sql, Dialect dialect) : sql_(sql), dialect_(dialect) {}

  std::optional<std::vector<SqlToken>> run() {
    while (at_ < sql_.size()) {
      if (!step()) return std::nullopt;
    }
    if (depth_ != 0) return std::nullopt;
    return std::move(tokens_);
  }

 private:
  bool step() {
    const char c = sql_[at_];
    const std::string_view two = sql_.substr(at_, 2);
    if (is_blank(c)) {
      ++at_;
      return true;
    }
    if (two == "--") return line_comment();
    if (two == "/*") return comment();
    if (c == '\'' || c == '"') return quoted(c);
    if (c == '`' || c == '$' || c == '\0') return false;
    if (c == '[' && dialect_ == Dialect::sqlite) return false;
    if (is_word(c)) return word();
    if (c == '?') {
      std::size_t end = at_ + 1;
      while (end < sql_.size() && is_digit(sql_[end]))
        ++end;
      push(Kind::parameter, end);
      return true;
    }
    if (c == ')' && --depth_ < 0) return false;
    push(Kind::mark, at_ + 1);
    if (c == '(') ++depth_;
    return true;
  }

  /// Of PostgreSQL it ends at a carriage return, too.
  bool line_comment() {
    const std::size_t line = std::min(sql_.find('\n', at_), sql_.size());
    if (sql_.substr(at_, line - at_).find('\r') != std::string_view::npos) return false;
    at_ = line;
    return true;
  }

  bool comment() {
    const std::size_t close = sql_.find("*/", at_ + 2);
    if (close == std::string_view::npos) return false;
    if (sql_.substr(at_ + 2, close - at_ - 2).find("/*") != std::string_view::npos) return false;
    at_ = close + 2;
    return true;
  }

  /// A word right before the quote gives it another meaning; of those only x'00' is the same in
  /// both.
  bool quoted(char quote) {
    if (at_ > 0 && (is_word(sql_[at_ - 1]) || sql_[at_ - 1] == '&')) return false;
    std::string inner;
    for (std::size_t end = at_ + 1; end < sql_.size(); ++end) {
      if (sql_[end] != quote) {
        if (sql_[end] == '\0') return false;
        inner += lower(sql_[end]);
        continue;
      }
      if (end + 1 < sql_.size() && sql_[end + 1] == quote) {
        inner += sql_[end++];
        continue;
      }
      push(quote == '"' ? Kind::name : Kind::text, end + 1);
      tokens_.back().lower = std::move(inner);
      return true;
    }
    return false;
  }

  bool word() {
    std::size_t end = at_;
    std::string text;
    while (end < sql_.size() && (is_word(sql_[end]) || sql_[end] == '$'))
      text += lower(sql_[end++]);
    push(Kind::word, end);
    tokens_.back().lower = std::move(text);
    return true;
  }

  void push(Kind kind, std::size_t end) {
    tokens_.push_back({kind, at_, end - at_, depth_, {}});
    at_ = end;
  }

  std::string_view sql_;
  Dialect dialect_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::vector<SqlToken> tokens_;
};

}  // namespace

bool is_word(char c) {
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::optional<std::vector<SqlToken>> tokens_of(std::string_view sql, Dialect dialect) {
  return Lexer(sql, dialect).run();
}

}  // namespace fugong::store
