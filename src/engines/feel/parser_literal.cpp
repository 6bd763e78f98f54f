// Numbers, strings and @"..." literals.
#include <utility>

#include "base/ascii.hpp"
#include "base/date.hpp"
#include "base/decimal.hpp"
#include "base/text.hpp"
#include "engines/feel/parser.hpp"
#include "engines/feel/temporal.hpp"

namespace fugong::feel {
namespace {

// The number rounded half to even at the digits that a Decimal holds; empty if out of range.
std::optional<Decimal> read_rounded(std::string_view text) {
  const std::size_t e = text.find_first_of("eE");
  const std::string_view mantissa = text.substr(0, e);
  std::string digits;
  bool after_point = false;
  long long exponent = 0;
  bool tail = false;  // something not zero behind the first dropped digit
  char dropped = '0';
  bool dropping = false;
  for (const char c : mantissa) {
    if (c == '.') {
      after_point = true;
      continue;
    }
    if (digits.size() < Decimal::kMaxDigits) {
      if (c != '0' || !digits.empty()) digits += c;
      if (after_point) --exponent;
      continue;
    }
    if (!after_point) ++exponent;
    if (dropping) {
      tail = tail || c != '0';
    } else {
      dropped = c;
    }
    dropping = true;
  }
  const bool odd = !digits.empty() && (digits.back() - '0') % 2 == 1;
  const bool up = dropped > '5' || (dropped == '5' && (tail || odd));
  // The exponent's own digits are few enough for long long, or it is out of any range.
  if (e != std::string_view::npos) {
    const std::string_view written = text.substr(e + 1);
    if (written.size() > 9) return std::nullopt;
    const bool negative = written.front() == '-';
    long long value = 0;
    for (const char c : written) {
      if (is_digit(c)) value = value * 10 + (c - '0');
    }
    exponent += negative ? -value : value;
  }
  const std::string scale = "e" + std::to_string(exponent);
  const auto kept = Decimal::parse((digits.empty() ? "0" : digits) + scale);
  if (!kept || !up) return kept;
  const auto step = Decimal::parse("1" + scale);
  return step ? add(*kept, *step) : std::nullopt;
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_high_surrogate(char32_t c) {
  return c >= 0xD800 && c <= 0xDBFF;
}
bool is_low_surrogate(char32_t c) {
  return c >= 0xDC00 && c <= 0xDFFF;
}

std::optional<Value> read_temporal(std::string_view text) {
  if (const auto date = Date::parse(text)) return Value::of(*date);
  if (auto date_time = parse_date_time(text)) return Value::of(std::move(*date_time));
  if (auto time = parse_time(text)) return Value::of(std::move(*time));
  if (const auto months = parse_months_duration(text)) return Value::of(*months);
  if (const auto seconds = parse_seconds_duration(text)) return Value::of(*seconds);
  return std::nullopt;
}

}  // namespace

Part Parser::number() {
  const std::size_t begin = lexer_.at();
  const std::size_t length = lexer_.match_number();
  const std::string_view text = source_.substr(begin, length);
  lexer_.advance(length);
  if (!lexer_.word().empty()) {
    const std::string written = shortened(std::string(text) + std::string(lexer_.word()));
    set_fault("number-invalid", begin,
              {"“" + written + "” 既不是数也不是名称",
               "`" + written + "` is neither a number nor a name"},
              {"数后面留空格；名称以字母开头；数里不写单位和千位分隔符",
               "put a blank behind the number; a name begins with a letter; a number has no unit "
               "and no thousands separator"});
    return {};
  }
  std::optional<Decimal> value = Decimal::parse(text);
  if (!value && policy()) {
    set_fault("number-invalid", begin,
              {"数超出范围或多于 " + std::to_string(Decimal::kMaxDigits) + " 位有效数字",
               "the number is out of range or has more than " +
                   std::to_string(Decimal::kMaxDigits) + " significant digits"},
              {"写一个位数较少的数", "write a number with fewer digits"});
    return {};
  }
  if (!value) value = read_rounded(text);
  Part result = leaf(Syntax::literal, begin);
  if (result && value) result.ast->value = Value::of(*value);
  return result;
}

Part Parser::string_literal() {
  const std::size_t begin = lexer_.at();
  auto text = string_content();
  if (!text) return {};
  Part result = leaf(Syntax::literal, begin);
  if (result) result.ast->value = Value::of(std::move(*text));
  return result;
}

Part Parser::at_literal() {
  const std::size_t begin = lexer_.at();
  lexer_.advance(1);
  skip();
  if (!lexer_.looking_at("\"")) {
    unexpected({"@ 后面加引号的日期、时间或时长", "a quoted date, time or duration after @"});
    return {};
  }
  const auto text = string_content();
  if (!text) return {};
  auto value = read_temporal(*text);
  if (!value && policy()) {
    set_fault("temporal-invalid", begin,
              {"“" + shortened(*text) + "” 不是日期、时间或时长",
               "`" + shortened(*text) + "` is not a date, a time or a duration"},
              {R"(例如 @"2020-02-21"、@"09:30:00"、@"2020-02-21T09:30:00"、@"P12M"、@"P30D")",
               R"(write for example @"2020-02-21", @"09:30:00", @"2020-02-21T09:30:00", )"
               R"(@"P12M" or @"P30D")"});
    return {};
  }
  Part result = leaf(Syntax::literal, begin);
  if (result && value) result.ast->value = std::move(*value);
  return result;
}

std::optional<std::string> Parser::string_content() {
  const std::size_t begin = lexer_.at();
  lexer_.advance(1);
  std::string text;
  while (!lexer_.at_end()) {
    const char c = lexer_.peek();
    if (c == '"') {
      lexer_.advance(1);
      return text;
    }
    if (policy() && (c == '\n' || c == '\r')) break;
    if (c == '\\') {
      if (!escape(text)) return std::nullopt;
    } else {
      text += c;
      lexer_.advance(1);
    }
  }
  set_fault("string-not-closed", begin,
            {"字符串缺少结尾的引号", "the string lacks its closing quote"},
            {R"(在末尾写 "；换行写作 \n，引号写作 \")",
             R"(close it with "; a line break is written \n and a quote \")"});
  return std::nullopt;
}

std::optional<char32_t> Parser::hex_escape(std::size_t at, std::size_t digits) {
  char32_t code = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const int value = at + i < source_.size() ? hex_value(source_[at + i]) : -1;
    if (value < 0) return std::nullopt;
    code = code * 16 + static_cast<char32_t>(value);
  }
  return code;
}

// At a backslash. What is no escape stands for itself in the standard ("\d" in a pattern).
bool Parser::escape(std::string& to) {
  const std::size_t begin = lexer_.at();
  const char letter = lexer_.peek(1);
  static constexpr std::string_view kLetters = "ntr\"'\\";
  static constexpr std::string_view kMeanings = "\n\t\r\"'\\";
  if (const auto index = kLetters.find(letter); letter != '\0' && index != std::string_view::npos) {
    to += kMeanings[index];
    lexer_.advance(2);
    return true;
  }
  const std::size_t digits = letter == 'u' ? 4 : letter == 'U' ? 6 : 0;
  auto code = digits > 0 ? hex_escape(begin + 2, digits) : std::nullopt;
  std::size_t length = 2 + digits;
  if (code && is_high_surrogate(*code) && source_.substr(begin + length).starts_with("\\u")) {
    const auto low = hex_escape(begin + length + 2, 4);
    if (low && is_low_surrogate(*low)) {
      code = 0x10000 + ((*code - 0xD800) << 10U) + (*low - 0xDC00);
      length += 6;
    }
  }
  const bool valid =
      code && *code <= 0x10FFFF && !is_high_surrogate(*code) && !is_low_surrogate(*code);
  if (!valid && policy()) {
    set_fault("escape-invalid", begin,
              {"字符串中的转义写法无效", "the escape in the string is not valid"},
              {R"(可用 \n \t \r \" \' \\ \uXXXX \UXXXXXX；反斜杠本身写作 \\)",
               R"(the escapes are \n \t \r \" \' \\ \uXXXX \UXXXXXX; a backslash itself is \\)"});
    return false;
  }
  if (!code) {
    to += '\\';
    lexer_.advance(1);
    return true;
  }
  append_utf8(to, valid ? *code : U'\uFFFD');
  lexer_.advance(length);
  return true;
}

}  // namespace fugong::feel
