// The built-in functions that packs use, and a few beside them (DMN 1.5, 10.3.4).
#include <algorithm>
#include <array>

#include "oracle/evaluator.hpp"

namespace fugong::oracle {

namespace {

constexpr std::int64_t kLeastScale = -6111;
constexpr std::int64_t kMostScale = 6176;

/// A list of one item is the item, where no list is wanted.
const Value& single(const Value& value) {
  const List* items = value.get<List>();
  return items != nullptr && items->size() == 1 ? (*items)[0] : value;
}

/// f(list) or f(a, b, ...).
List items_of(const List& arguments) {
  if (arguments.size() == 1 && arguments[0].get<List>() != nullptr) {
    return *arguments[0].get<List>();
  }
  return arguments;
}

std::optional<std::int64_t> cut(const Value& value) {
  const auto* number = value.get<Fraction>();
  return number == nullptr ? std::nullopt : whole_of(rounded(*number, 0, Round::down));
}

Value round_to(const List& arguments, Round mode) {
  const auto* number = single(arguments[0]).get<Fraction>();
  const auto scale = arguments.size() > 1 ? cut(single(arguments[1])) : std::optional(0L);
  if (number == nullptr || !scale || *scale < kLeastScale || *scale > kMostScale) return {};
  return {rounded(*number, static_cast<int>(*scale), mode)};
}

Value extreme(const List& items, int wanted) {
  if (items.empty()) return {};
  Value best = items[0];
  for (const Value& item : items) {
    const auto at = order(item, best);
    if (!at) return {};
    if (*at == wanted) best = item;
  }
  return best;
}

Value date_of(const List& arguments) {
  if (arguments.size() == 3) {
    const auto year = cut(arguments[0]);
    const auto month = cut(arguments[1]);
    const auto day = cut(arguments[2]);
    if (!year || !month || !day || *month < 1 || *month > 12 || *day < 1 ||
        *day > days_of_month(*year, static_cast<int>(*month))) {
      return {};
    }
    return {Day{*year, static_cast<int>(*month), static_cast<int>(*day)}};
  }
  const Value& from = single(arguments[0]);
  if (from.get<Day>() != nullptr) return from;
  if (from.get<std::string>() == nullptr) return {};
  const auto day = read_day(*from.get<std::string>());
  return day ? Value{*day} : Value{};
}

Value text_value(const Value& from) {
  if (from.is_null() || from.get<std::string>() != nullptr) return from;
  if (const auto* truth = from.get<bool>()) return {std::string(*truth ? "true" : "false")};
  if (const auto* day = from.get<Day>()) return {text_of(*day)};
  throw NotCovered("the text of this kind of value");
}

Value name_of_weekday(const Value& day) {
  static constexpr std::array kNames{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                     "Friday", "Saturday", "Sunday"};
  if (day.get<Day>() == nullptr) return {};
  return {std::string(kNames[static_cast<std::size_t>(weekday_of(*day.get<Day>()) - 1)])};
}

Value items_in(const Value& value) {
  if (value.is_null()) return {};
  const List* items = value.get<List>();
  return {Fraction(items != nullptr ? static_cast<std::int64_t>(items->size()) : 1)};
}

Value size_without_sign(const Value& value) {
  if (const auto* number = value.get<Fraction>()) return {size_of(*number)};
  if (const auto* months = value.get<Months>()) return {Months{std::abs(months->count)}};
  if (const auto* seconds = value.get<Seconds>()) return {Seconds{std::abs(seconds->count)}};
  return {};
}

}  // namespace

Value Evaluator::call_builtin(const std::string& name, const List& arguments) {
  if (name == "today") return {world_.today()};
  if (arguments.empty()) throw NotCovered("function " + name + " of nothing");
  const Value& first = single(arguments[0]);
  if (name == "not") return value_of(negation(truth_of(first)));
  if (name == "min") return extreme(items_of(arguments), -1);
  if (name == "max") return extreme(items_of(arguments), 1);
  if (name == "sum") {
    const List items = items_of(arguments);
    Value total;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const bool adds = items[i].get<Fraction>() != nullptr || items[i].get<Months>() != nullptr ||
                        items[i].get<Seconds>() != nullptr;
      if (!adds || items[i].of.index() != items[0].of.index()) return {};
      total = i == 0 ? items[0] : sum(total, items[i]);
      if (total.is_null()) return {};
    }
    return total;
  }
  if (name == "count") return items_in(arguments[0]);
  if (name == "abs") return size_without_sign(first);
  if (name == "decimal") return round_to(arguments, Round::half_even);
  if (name == "floor") return round_to(arguments, Round::floor);
  if (name == "ceiling") return round_to(arguments, Round::ceiling);
  if (name == "round up") return round_to(arguments, Round::up);
  if (name == "round down") return round_to(arguments, Round::down);
  if (name == "round half up") return round_to(arguments, Round::half_up);
  if (name == "round half down") return round_to(arguments, Round::half_down);
  if (name == "date") return date_of(arguments);
  if (name == "string") return text_value(first);
  if (name == "day of week") return name_of_weekday(first);
  if (name == "years and months duration") {
    const Value& to = single(arguments.at(1));
    if (first.get<Day>() == nullptr || to.get<Day>() == nullptr) return {};
    return {Months{whole_months(*first.get<Day>(), *to.get<Day>())}};
  }
  throw NotCovered("function " + name);
}

}  // namespace fugong::oracle
