#include "engines/feel/lexer.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/text.hpp"

namespace fugong::feel {
namespace {

struct Block {
  char32_t first;
  char32_t last;
};

// DMN 1.5, 10.3.1.2, grammar rules 28 and 29, without ASCII.
constexpr std::array<Block, 12> kNameStart{{{0xC0, 0xD6},
                                            {0xD8, 0xF6},
                                            {0xF8, 0x2FF},
                                            {0x370, 0x37D},
                                            {0x37F, 0x1FFF},
                                            {0x200C, 0x200D},
                                            {0x2070, 0x218F},
                                            {0x2C00, 0x2FEF},
                                            {0x3001, 0xD7FF},
                                            {0xF900, 0xFDCF},
                                            {0xFDF0, 0xFFFD},
                                            {0x10000, 0xEFFFF}}};
constexpr std::array<Block, 3> kNamePart{{{0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}}};
constexpr std::array<Block, 9> kBlank{{{0x85, 0x85},
                                       {0xA0, 0xA0},
                                       {0x1680, 0x1680},
                                       {0x180E, 0x180E},
                                       {0x2000, 0x200B},
                                       {0x2028, 0x2029},
                                       {0x202F, 0x205F},
                                       {0x3000, 0x3000},
                                       {0xFEFF, 0xFEFF}}};

template <std::size_t N>
bool within(const std::array<Block, N>& blocks, char32_t c) {
  return std::any_of(blocks.begin(), blocks.end(),
                     [c](Block b) { return c >= b.first && c <= b.last; });
}

bool is_ascii_letter(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}

// The operators that a declared name may hold.
bool is_name_symbol(char c) {
  return std::string_view("+-*/'.").find(c) != std::string_view::npos;
}

}  // namespace

bool is_blank(char32_t c) {
  if (c < 0x80) return c == U' ' || (c >= U'\t' && c <= U'\r');
  return within(kBlank, c);
}

bool is_name_start(char32_t c) {
  if (c < 0x80) return is_ascii_letter(c) || c == U'_';
  return !is_blank(c) && within(kNameStart, c);
}

bool is_name_part(char32_t c) {
  if (c < 0x80) return is_name_start(c) || (c >= U'0' && c <= U'9');
  return is_name_start(c) || within(kNamePart, c);
}

bool is_reserved(std::string_view word) {
  static constexpr std::array<std::string_view, 16> kReserved{
      "and", "between",  "else", "every", "false",  "for",  "function", "if",
      "in",  "instance", "null", "or",    "return", "some", "then",     "true"};
  return word == "satisfies" ||
         std::find(kReserved.begin(), kReserved.end(), word) != kReserved.end();
}

std::string normalise_name(std::string_view text) {
  std::string result;
  bool blank = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    if (is_blank(next_code_point(text, at))) {
      blank = true;
      continue;
    }
    if (blank && !result.empty()) result += ' ';
    blank = false;
    result += text.substr(begin, at - begin);
  }
  return result;
}

void Lexer::skip_blanks() {
  while (!at_end()) {
    std::size_t next = at_;
    if (!is_blank(next_code_point(source_, next))) return;
    at_ = next;
  }
}

bool Lexer::skip() {
  while (true) {
    skip_blanks();
    if (looking_at("//")) {
      const std::size_t line_end = source_.find_first_of("\r\n", at_);
      at_ = line_end == std::string_view::npos ? source_.size() : line_end;
    } else if (looking_at("/*")) {
      const std::size_t close = source_.find("*/", at_ + 2);
      if (close == std::string_view::npos) return false;
      at_ = close + 2;
    } else {
      return true;
    }
  }
}

bool Lexer::accept(std::string_view symbol) {
  if (!looking_at(symbol)) return false;
  advance(symbol.size());
  return true;
}

std::string_view Lexer::word() const {
  std::size_t end = at_;
  while (end < source_.size()) {
    std::size_t next = end;
    const char32_t c = next_code_point(source_, next);
    if (!(end == at_ ? is_name_start(c) : is_name_part(c))) break;
    end = next;
  }
  return source_.substr(at_, end - at_);
}

bool Lexer::accept_word(std::string_view expected) {
  if (!looking_at(expected) || word() != expected) return false;
  advance(expected.size());
  return true;
}

std::size_t Lexer::match_name(std::string_view name) const {
  if (name.empty()) return 0;
  Lexer reader(source_);
  reader.at_ = at_;
  for (const char c : name) {
    if (c == ' ') {
      const std::size_t before = reader.at_;
      reader.skip_blanks();
      if (reader.at_ == before) return 0;
    } else {
      if (reader.at_end() || reader.peek() != c) return 0;
      ++reader.at_;
    }
  }
  // "rate" must not match the beginning of "rates".
  std::size_t last = name.size() - 1;
  while (last > 0 && (static_cast<unsigned char>(name[last]) & 0xC0U) == 0x80U)
    --last;
  if (!reader.at_end() && is_name_part(next_code_point(name, last))) {
    std::size_t next = reader.at_;
    if (is_name_part(next_code_point(source_, next))) return 0;
  }
  return reader.at_ - at_;
}

std::size_t Lexer::match_number() const {
  std::size_t n = 0;
  while (is_digit(peek(n)))
    ++n;
  if (peek(n) == '.' && is_digit(peek(n + 1))) {
    ++n;
    while (is_digit(peek(n)))
      ++n;
  }
  if (n == 0) return 0;
  if (peek(n) == 'e' || peek(n) == 'E') {
    std::size_t exponent = n + 1;
    if (peek(exponent) == '+' || peek(exponent) == '-') ++exponent;
    if (is_digit(peek(exponent))) {
      n = exponent;
      while (is_digit(peek(n)))
        ++n;
    }
  }
  return n;
}

std::string Lexer::declared_name(bool stop_at_in) {
  const std::size_t begin = at_;
  if (word().empty()) return {};
  std::size_t end = at_;
  while (!at_end()) {
    std::size_t next = at_;
    const char32_t c = next_code_point(source_, next);
    if (is_blank(c)) {
      at_ = next;
      continue;
    }
    if (is_name_symbol(peek())) {
      if (looking_at("//") || looking_at("/*")) break;
    } else if (is_name_start(c)) {
      const std::string_view here = word();
      if (stop_at_in && end != begin && here == "in") break;
      next = at_ + here.size();
    } else if (!is_name_part(c)) {
      break;
    }
    at_ = next;
    end = next;
  }
  at_ = begin;
  advance(end - begin);
  return normalise_name(source_.substr(begin, end - begin));
}

}  // namespace fugong::feel
