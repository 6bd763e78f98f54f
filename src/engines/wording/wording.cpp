#include "engines/wording/wording.hpp"

#include <fmt/format.h>

#include "engines/wording/expression.hpp"
#include "engines/wording/table_words.hpp"

namespace fugong::wording {

namespace {

Text rounding_words(const law::Benefit& benefit) {
  Text how;
  switch (benefit.rounding) {
    case Rounding::half_up:
      how = {"四舍五入", "half up"};
      break;
    case Rounding::half_even:
      how = {"四舍六入五成双", "half to even"};
      break;
    case Rounding::half_down:
      how = {"五舍六入", "half down"};
      break;
    case Rounding::up:
    case Rounding::ceiling:
      how = {"进位", "up"};
      break;
    case Rounding::down:
    case Rounding::floor:
      how = {"舍去", "down"};
      break;
  }
  Text unit;
  switch (benefit.rounding_scale) {
    case 2:
      unit = {"分", "fen"};
      break;
    case 1:
      unit = {"角", "tenth of a yuan"};
      break;
    case 0:
      unit = {"元", "yuan"};
      break;
    default:
      unit = {"元后 " + std::to_string(benefit.rounding_scale) + " 位",
              "ten to the power of " + std::to_string(-benefit.rounding_scale) + " yuan"};
  }
  return say("最后{0}到{1}", "rounded {0} to the {1} at the end", {how, unit});
}

}  // namespace

Text Wording::expression(const Scope& scope, const law::Sourced& source) const {
  return Speaker(book_, scope).expression(source);
}

Text Wording::condition(const law::Provision& provision, const law::Condition& condition) const {
  return expression({&provision, nullptr}, condition.expression);
}

std::vector<Text> Wording::definition(const Scope& scope, const law::Definition& definition) const {
  const Speaker speaker(book_, scope);
  if (const auto* source = std::get_if<law::Sourced>(&definition.body)) {
    return {say("{0}：{1}", "{0}: {1}",
                {definition.label, speaker.value(*source, shape_of(definition))})};
  }
  auto lines =
      table_words(speaker, std::get<decision::Table>(definition.body), shape_of(definition));
  lines[0] = say("{0}——{1}", "{0} — {1}", {definition.label, lines[0]});
  return lines;
}

std::optional<Text> Wording::amount(const law::Provision& provision) const {
  if (!provision.benefit || !provision.benefit->amount) return std::nullopt;
  return say("{0}；{1}", "{0}; {1}",
             {expression({&provision, nullptr}, *provision.benefit->amount),
              rounding_words(*provision.benefit)});
}

std::optional<Text> Wording::rate(const law::Provision& provision) const {
  if (!provision.benefit || !provision.benefit->rate) return std::nullopt;
  return expression({&provision, nullptr}, *provision.benefit->rate);
}

std::optional<Text> Wording::period(const law::Provision& provision) const {
  if (!provision.benefit || !provision.benefit->period_from || !provision.benefit->period_to) {
    return std::nullopt;
  }
  const Scope scope{&provision, nullptr};
  return say("{0}至{1}", "{0} to {1}",
             {expression(scope, *provision.benefit->period_from),
              expression(scope, *provision.benefit->period_to)});
}

Text Wording::parameter(const law::Parameter& parameter) const {
  const Text line = say("{0}：{1}", "{0}: {1}",
                        {parameter.label, display(book_, parameter.value, parameter.type)});
  const Text status = in_words(parameter.status);
  return status.zh.empty() ? line : say("{0}（{1}）", "{0} ({1})", {line, status});
}

Text Wording::open_term(const law::OpenTerm& term) const {
  const auto bound = [&](const std::optional<Decimal>& value) {
    return value ? display(book_, feel::Value::of(*value), shape_of(term)) : Text{};
  };
  Text line = say("{0}：由{1}确定", "{0}: set by {1}", {term.label, term.authority});
  if (term.minimum) line = say("{0}，不低于{1}", "{0}, at least {1}", {line, bound(term.minimum)});
  if (term.maximum) line = say("{0}，不高于{1}", "{0}, at most {1}", {line, bound(term.maximum)});
  return line;
}

Text Wording::exception(const law::Provision& provision, const law::Exception& exception) const {
  const Scope scope{&provision, nullptr};
  const Text when = expression(scope, exception.when);
  if (exception.excludes || !exception.amount) {
    return say("如果{0}，则不能享受", "if {0}, there is no benefit", {when});
  }
  return say("如果{0}，金额改为：{1}", "if {0}, the amount is instead: {1}",
             {when, expression(scope, *exception.amount)});
}

}  // namespace fugong::wording
