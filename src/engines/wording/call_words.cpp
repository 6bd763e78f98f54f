// Functions and members in words.
#include <array>

#include "engines/feel/builtins.hpp"
#include "engines/wording/expression.hpp"

namespace fugong::wording {

using feel::Ast;
using feel::Syntax;

namespace {

/// Built-ins that rules of policy use, by their name there.
struct Phrase {
  std::string_view name;
  std::size_t arguments;
  std::string_view zh;
  std::string_view en;
};

constexpr std::array kPhrases{
    Phrase{"today", 0, "服务日期", "the service date"},
    Phrase{"not", 1, "并非“{0}”", "not \u201c{0}\u201d"},
    Phrase{"abs", 1, "{0}的绝对值", "the absolute value of {0}"},
    Phrase{"floor", 1, "{0}（舍去小数）", "{0} (rounded down to a whole number)"},
    Phrase{"ceiling", 1, "{0}（进位取整）", "{0} (rounded up to a whole number)"},
    Phrase{"decimal", 2, "{0}（保留 {1} 位小数，四舍六入五成双）",
           "{0} (to {1} decimals, half to even)"},
    Phrase{"round_half_up", 2, "{0}（保留 {1} 位小数，四舍五入）",
           "{0} (to {1} decimals, half up)"},
    Phrase{"round_half_down", 2, "{0}（保留 {1} 位小数，五舍六入）",
           "{0} (to {1} decimals, half down)"},
    Phrase{"round_up", 2, "{0}（保留 {1} 位小数，进位）", "{0} (to {1} decimals, rounded up)"},
    Phrase{"round_down", 2, "{0}（保留 {1} 位小数，舍去）", "{0} (to {1} decimals, rounded down)"},
    Phrase{"modulo", 2, "{0}除以{1}的余数", "the remainder of {0} divided by {1}"},
    Phrase{"sum", 1, "{0}的合计", "the sum of {0}"},
    Phrase{"mean", 1, "{0}的平均值", "the mean of {0}"},
    Phrase{"count", 1, "{0}的个数", "the number of {0}"},
    Phrase{"list_contains", 2, "{0}包含{1}", "{0} holds {1}"},
    Phrase{"years_and_months_duration", 2, "{0}至{1}的年月数", "years and months from {0} to {1}"},
};

}  // namespace

Text Speaker::call(const Ast& ast) const {
  const std::string& function = ast.children[0]->text;
  const std::size_t count = ast.children.size() - 1;
  if (function == "date" && count == 1 && ast.children[1]->kind == Syntax::literal &&
      ast.children[1]->value.kind() == feel::Kind::string) {
    if (const auto day = Date::parse(ast.children[1]->value.string())) return in_words(*day);
  }
  if ((function == "min" || function == "max") && count > 0) {
    return smallest(ast, function == "min");
  }
  std::vector<Text> arguments;
  for (std::size_t i = 1; i <= count; ++i)
    arguments.push_back(words(*ast.children[i]));
  for (const Phrase& phrase : kPhrases) {
    if (phrase.name == function && phrase.arguments == count) {
      return say(phrase.zh, phrase.en, arguments);
    }
  }
  Text all;
  for (std::size_t i = 0; i < arguments.size(); ++i)
    all = i == 0 ? arguments[0] : say("{0}、{1}", "{0}, {1}", {all, arguments[i]});
  for (const law::Lookup& lookup : book_.source().lookups) {
    if (lookup.name != function) continue;
    return lookup.match == law::Lookup::Match::latest_on_or_before
               ? say("{0}（{1}当日）", "{0} (as of: {1})", {lookup.label, all})
               : say("{0}（按{1}）", "{0} (for: {1})", {lookup.label, all});
  }
  // The English name of a built-in without its marks.
  const feel::Builtin* builtin = feel::find_builtin(function);
  std::string spoken(builtin == nullptr ? std::string_view(function) : builtin->name);
  for (char& c : spoken)
    c = c == '_' ? ' ' : c;
  return say("函数“{0}”（{1}）", "the function \u201c{0}\u201d of ({1})", {{spoken, spoken}, all});
}

Text Speaker::smallest(const Ast& ast, bool least) const {
  const std::size_t count = ast.children.size() - 1;
  Shape shape = shape_of_ast(ast);
  if (!shape.type) shape = shape_of_ast(*ast.children[1]);
  const auto is_zero = [](const Ast& child) {
    return child.kind == Syntax::literal && child.value.kind() == feel::Kind::number &&
           child.value.number().is_zero();
  };
  if (!least && count == 2 && (is_zero(*ast.children[1]) || is_zero(*ast.children[2]))) {
    const Ast& other = *ast.children[is_zero(*ast.children[1]) ? 2 : 1];
    return say("{0}（低于零的按零计）", "{0} (nought if it is below nought)",
               {inside(other, Level::atom, shape)});
  }
  Text all;
  for (std::size_t i = 1; i <= count; ++i) {
    const Text one = inside(*ast.children[i], Level::product, shape);
    const bool last = i == count;
    all = i == 1
              ? one
              : say(last ? "{0}与{1}" : "{0}、{1}", last ? "{0} and {1}" : "{0}, {1}", {all, one});
  }
  const bool date = shape.type == law::FactType::date;
  if (date) {
    return least ? say("{0}中较早的一天", "the earlier of {0}", {all})
                 : say("{0}中较晚的一天", "the later of {0}", {all});
  }
  return least ? say("{0}中较小的一个", "the smaller of {0}", {all})
               : say("{0}中较大的一个", "the larger of {0}", {all});
}

Text Speaker::member(const Ast& ast) const {
  const Ast& object = *ast.children[0];
  if (ast.text == "days" && object.kind == Syntax::subtract) {
    return say(
        "从{0}到{1}的天数（算头不算尾）", "the days from {0} to {1} (the last not counted)",
        {inside(*object.children[1], Level::atom), inside(*object.children[0], Level::atom)});
  }
  static constexpr std::array<std::array<std::string_view, 3>, 9> kMembers{{
      {"year", "{0}的年份", "the year of {0}"},
      {"month", "{0}的月份", "the month of {0}"},
      {"day", "{0}的日", "the day of the month of {0}"},
      {"weekday", "{0}的星期", "the weekday of {0}"},
      {"years", "{0}的整年数", "the whole years of {0}"},
      {"months", "{0}的月数", "the months of {0}"},
      {"days", "{0}的天数", "the days of {0}"},
      {"start", "{0}的起点", "the start of {0}"},
      {"end", "{0}的终点", "the end of {0}"},
  }};
  for (const auto& [name, zh, en] : kMembers) {
    if (name == ast.text) return say(zh, en, {inside(object, Level::atom)});
  }
  // An entry of a context, or of the subject: loan.rate.
  const Text entry = name(ast.text);
  return say("{0}的{1}", "{1} of {0}", {inside(object, Level::atom), entry});
}

}  // namespace fugong::wording
