// What is told to the author: where, what was found, and what would have been right.
#include <array>
#include <utility>

#include "base/text.hpp"
#include "engines/feel/parser.hpp"

namespace fugong::feel {
namespace {

struct Slip {
  std::string_view written;
  std::string_view feel;
};

// Habits from other languages and from Chinese keyboards. Longer ones first.
constexpr std::array<Slip, 41> kSlips{{{"==", "="},       {"=<", "<="},  {"=>", ">="},
                                       {"<>", "!="},      {"&&", "and"}, {"||", "or"},
                                       {"!", "not(...)"}, {"'", "\""},   {"%", "modulo(a, b)"},
                                       {"^", "**"},       {";", ","},    {"（", "("},
                                       {"）", ")"},       {"，", ","},   {"、", ","},
                                       {"；", ","},       {"：", ":"},   {"。", "."},
                                       {"“", "\""},       {"”", "\""},   {"‘", "\""},
                                       {"’", "\""},       {"＂", "\""},  {"【", "["},
                                       {"】", "]"},       {"［", "["},   {"］", "]"},
                                       {"｛", "{"},       {"｝", "}"},   {"＜", "<"},
                                       {"＞", ">"},       {"＝", "="},   {"≤", "<="},
                                       {"≥", ">="},       {"≠", "!="},   {"＋", "+"},
                                       {"－", "-"},       {"—", "-"},    {"×", "*"},
                                       {"÷", "/"},        {"−", "-"}}};

const Slip* slip_at(std::string_view text) {
  if (text.starts_with("!=")) return nullptr;
  for (const Slip& slip : kSlips) {
    if (text.starts_with(slip.written)) return &slip;
  }
  return nullptr;
}

// At most this many characters of the source are repeated in a message.
constexpr std::size_t kMaxShown = 24;

}  // namespace

std::string shortened(std::string_view text) {
  std::size_t end = 0;
  for (std::size_t n = 0; n < kMaxShown && end < text.size(); ++n)
    next_code_point(text, end);
  return std::string(text.substr(0, end)) + (end < text.size() ? "…" : "");
}

// On the first line columns count from the place of the text, on later lines from their beginning.
Place Parser::place_of(std::size_t offset) const {
  Place place = place_;
  if (place.line <= 0) place.line = 1;
  if (place.column <= 0) place.column = 1;
  const std::string_view before = source_.substr(0, offset);
  const std::size_t line_begin = before.rfind('\n');
  if (line_begin == std::string_view::npos) {
    place.column += static_cast<std::int32_t>(count_code_points(before));
    return place;
  }
  for (const char c : before)
    place.line += c == '\n' ? 1 : 0;
  place.column = 1 + static_cast<std::int32_t>(count_code_points(before.substr(line_begin + 1)));
  return place;
}

void Parser::set_fault(std::string code, std::size_t offset, Text message, Text remedy) {
  if (fault_) return;
  fault_ = Fault{std::move(code), place_of(offset), std::move(message), std::move(remedy)};
}

Text Parser::found_here() const {
  if (lexer_.at_end()) return {"表达式到此结束", "the expression ends here"};
  std::string shown(lexer_.word());
  if (shown.empty()) {
    const std::size_t number = lexer_.match_number();
    std::size_t end = lexer_.at();
    next_code_point(source_, end);
    shown = std::string(source_.substr(lexer_.at(), number > 0 ? number : end - lexer_.at()));
  }
  shown = shortened(shown);
  return {"这里是 “" + shown + "”", "found `" + shown + "`"};
}

bool Parser::slip_here() const {
  return slip_at(lexer_.rest()) != nullptr;
}

// The first character of a word that came from a Chinese keyboard.
bool Parser::slip_within(std::string_view word, std::size_t at) {
  for (std::size_t i = 0; i < word.size(); next_code_point(word, i)) {
    if (slip_at(word.substr(i)) == nullptr) continue;
    lexer_.move_to(at + i);
    familiar_slip();
    return true;
  }
  return false;
}

bool Parser::familiar_slip() {
  const Slip* slip = slip_at(lexer_.rest());
  if (slip == nullptr) return false;
  const std::string written(slip->written);
  const std::string feel(slip->feel);
  set_fault("not-feel", lexer_.at(),
            {"“" + written + "” 不是 FEEL 的写法", "`" + written + "` is not FEEL"},
            {"改写为 " + feel, "write `" + feel + "` instead"});
  return true;
}

void Parser::unexpected(const Text& wanted) {
  if (fault_ || familiar_slip()) return;
  Text found = found_here();
  if (lexer_.at_end() && opened_) {
    const Text open = opened_text(*opened_);
    found = {found.zh + "，" + open.zh + " 没有结束",
             found.en + " and " + open.en + " is not closed"};
  }
  set_fault(lexer_.at_end() ? "expression-incomplete" : "expression-unexpected", lexer_.at(),
            {"缺少" + wanted.zh + "，" + found.zh, "wanted " + wanted.en + ", but " + found.en},
            lexer_.at_end() ? Text{"在末尾补上" + wanted.zh, "add " + wanted.en + " at the end"}
                            : Text{"在这里写" + wanted.zh + "，或删去多余的部分",
                                   "write " + wanted.en + " here, or remove what is too much"});
}

// The expression was complete, but the text goes on.
void Parser::left_over(bool cell) {
  if (fault_ || familiar_slip()) return;
  Text remedy{"在它前面写一个运算符（如 + - = < and or），或把它删去",
              "put an operator such as + - = < and or before it, or remove it"};
  const std::string_view word = lexer_.word();
  if (lexer_.looking_at("..")) {
    remedy = {"区间要加括号，例如 [1..10]", "a range stands in brackets, such as [1..10]"};
  } else if (lexer_.looking_at("?")) {
    remedy = {"条件选择写 if … then … else …", "a choice is written if ... then ... else ..."};
  } else if (std::string_view(")]}>").find(lexer_.peek()) != std::string_view::npos) {
    remedy = {"删去它，或在前面补上左括号", "remove it, or open the bracket before it"};
  } else if (cell && (word == "or" || word == "and")) {
    remedy = {"几个条件任选其一用逗号隔开；同时满足写区间或 ? > 1 and ? < 5",
              "tests of which one must hold are separated by commas; for both write a range or "
              "? > 1 and ? < 5"};
  }
  const Text found = found_here();
  set_fault(
      "expression-unexpected", lexer_.at(),
      {"表达式到这里已经完整，但" + found.zh, "the expression is complete here, but " + found.en},
      std::move(remedy));
}

bool Parser::expect_word(std::string_view word, const Text& after) {
  skip();
  if (fault_) return false;
  if (lexer_.accept_word(word)) return true;
  if (familiar_slip()) return false;
  const Text found = found_here();
  const std::string wanted(word);
  set_fault("keyword-missing", lexer_.at(),
            {after.zh + "缺少 " + wanted + "，" + found.zh,
             "`" + wanted + "` is missing " + after.en + ": " + found.en},
            {"在这里写 " + wanted, "write " + wanted + " here"});
  return false;
}

Text Parser::opened_text(std::size_t at) const {
  const Place opened = place_of(at);
  const std::string bracket(source_.substr(at, 1));
  const std::string line = std::to_string(opened.line);
  const std::string column = std::to_string(opened.column);
  return {"第 " + line + " 行第 " + column + " 列的 “" + bracket + "”",
          "the `" + bracket + "` opened at line " + line + ", column " + column};
}

bool Parser::expect_close(std::string_view close, std::size_t opened_at) {
  skip();
  if (fault_) return false;
  if (lexer_.accept(close)) return true;
  if (familiar_slip()) return false;
  const Text found = found_here();
  const Text open = opened_text(opened_at);
  const std::string wanted(close);
  set_fault("bracket-not-closed", lexer_.at(),
            {open.zh + " 没有结束，" + found.zh, open.en + " is not closed: " + found.en},
            {"在这里写 “" + wanted + "”，或检查前面是否少了运算符或逗号",
             "write `" + wanted + "` here, or look for a missing operator or comma before it"});
  return false;
}

}  // namespace fugong::feel
