// Lifted members and built-ins, and the parts that a table cuts an interval into.
#include <algorithm>
#include <array>

#include "engines/decision/lifting.hpp"

namespace fugong::decision {

using feel::Domain;
using feel::Kind;
using feel::Range;
using feel::Value;

namespace {

Value all_doubts(std::span<const Value> arguments) {
  Value doubt;
  for (const Value& argument : arguments) {
    const Value found = argument.is_unknown() ? argument : doubt_inside(argument);
    if (found.is_unknown()) doubt = Value::unknown_from(doubt, found);
  }
  return doubt;
}

/// Grows with its first argument while the others are known: the interval between the results at
/// its ends.
Value growing(std::span<const Value> arguments, const Known& call) {
  Value doubt = all_doubts(arguments);
  const auto range = interval_of(arguments[0]);
  const bool alone = std::none_of(arguments.begin() + 1, arguments.end(),
                                  [](const Value& other) { return other.is_unknown(); });
  if (!range || !alone) return doubt;
  std::vector<Value> at(arguments.begin(), arguments.end());
  at[0] = *range->low;
  const Value low = call(at);
  at[0] = *range->high;
  const Value high = call(at);
  if (!feel::has_intervals(low.kind()) || low.kind() != high.kind()) return doubt;
  return within(doubt, Domain::within({low, high, true, true}));
}

Value absolute(const Value& x, const Known& call) {
  const auto range = interval_of(x);
  if (!range || range->low->kind() == Kind::date) return Value::unknown_from(x, x);
  const Value nought = feel::subtract(*range->low, *range->low);
  const Value a = call({&*range->low, 1});
  const Value b = call({&*range->high, 1});
  const bool crosses =
      feel::exact_order(*range->low, nought) < 0 && feel::exact_order(*range->high, nought) > 0;
  const bool rising = feel::exact_order(a, b) <= 0;
  const Value& low = crosses ? nought : rising ? a : b;
  return within(Value::unknown_from(x, x), Domain::within({low, rising ? b : a, true, true}));
}

/// The least (direction -1) or greatest of items; those that can't be it add no source.
Value extreme(std::span<const Value> items, int direction) {
  std::vector<Range> ranges;
  for (const Value& item : items) {
    auto range = interval_of(item);
    if (!range || (!ranges.empty() && ranges[0].low->kind() != range->low->kind())) {
      return all_doubts(items);
    }
    ranges.push_back(*std::move(range));
  }
  Range best = ranges[0];
  const auto better = [direction](const Value& a, const Value& b) {
    return feel::exact_order(a, b) * direction > 0;
  };
  for (const Range& range : ranges) {
    if (better(*range.low, *best.low)) best.low = range.low;
    if (better(*range.high, *best.high)) best.high = range.high;
  }
  Value doubt;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Value& own_best = direction < 0 ? *ranges[i].low : *ranges[i].high;
    const Value& surely = direction < 0 ? *best.high : *best.low;
    if (items[i].is_unknown() && !better(surely, own_best)) {
      doubt = Value::unknown_from(doubt, items[i]);
    }
  }
  // An end that only open intervals reach is closed here: wider, never too narrow.
  if (feel::exact_order(*best.low, *best.high) == 0) return *best.low;
  return within(doubt, Domain::within({best.low, best.high, true, true}));
}

constexpr std::array<std::string_view, 7> kGrowing{
    "floor", "ceiling", "decimal", "round up", "round down", "round half up", "round half down"};

}  // namespace

Value Lifting::property(const Value& x, std::string_view name) const {
  const auto member = [name](std::span<const Value> chosen) {
    if (chosen[0].kind() == Kind::context) {
      const Value* entry = chosen[0].find(name);
      return entry != nullptr ? *entry : Value();
    }
    return feel::property(chosen[0], name).value_or(Value());
  };
  const feel::List& candidates = x.domain().candidates();
  const bool has_list = std::any_of(candidates.begin(), candidates.end(),
                                    [](const Value& value) { return value.kind() == Kind::list; });
  if (!has_list) {
    if (auto tried = for_each_candidate({&x, 1}, member)) return *std::move(tried);
  }
  // Members that only grow with their owner; the others start anew.
  constexpr std::array<std::pair<Kind, std::string_view>, 3> kMembers{
      {{Kind::seconds_duration, "days"}, {Kind::date, "year"}, {Kind::months_duration, "years"}}};
  const auto range = x.domain().interval();
  for (const auto& [kind, growing_member] : kMembers) {
    if (!range || range->low->kind() != kind || name != growing_member) continue;
    return within(Value::unknown_from(x, x),
                  Domain::within({feel::property(*range->low, name),
                                  feel::property(*range->high, name), true, true}));
  }
  return Value::unknown_from(x, x);
}

Value Lifting::builtin(std::string_view name, std::span<const Value> arguments,
                       const Known& call) const {
  if (name == "not" && arguments.size() == 1) return negated_truth(arguments[0]);
  const bool one_list = arguments.size() == 1 && arguments[0].kind() == Kind::list;
  if (name == "count" && one_list) return call(arguments);  // whatever the items are
  const bool inside = std::any_of(arguments.begin(), arguments.end(), [](const Value& argument) {
    return doubt_inside(argument).is_unknown();
  });
  const bool folds = name == "min" || name == "max" || name == "sum";
  if (inside && !(folds && one_list)) return all_doubts(arguments);
  const auto items = one_list ? std::span<const Value>(arguments[0].list()) : arguments;
  const auto tried = for_each_candidate(items, [&](std::span<const Value> chosen) {
    if (!one_list) return call(chosen);
    const Value list = Value::of(feel::List(chosen.begin(), chosen.end()));
    return call({&list, 1});
  });
  if (tried) return *tried;
  if (name == "min" || name == "max") return extreme(items, name == "min" ? -1 : 1);
  if (name == "sum") {
    Value total = items[0];
    for (const Value& item : items.subspan(1)) {
      total = total.is_unknown() || item.is_unknown() ? arithmetic(Op::add, total, item)
                                                      : arithmetic_known(Op::add, total, item);
    }
    return total;
  }
  if (name == "abs") return absolute(arguments[0], call);
  const bool grows = std::find(kGrowing.begin(), kGrowing.end(), name) != kGrowing.end();
  return grows ? growing(arguments, call) : all_doubts(arguments);
}

std::vector<Value> pieces(const Value& interval, feel::List cuts) {
  const Range whole = *interval.domain().interval();
  const Kind kind = whole.low->kind();
  std::erase_if(
      cuts, [&](const Value& cut) { return cut.kind() != kind || !interval.domain().may_be(cut); });
  std::sort(cuts.begin(), cuts.end(),
            [](const Value& a, const Value& b) { return feel::exact_order(a, b) < 0; });
  std::vector<Value> parts;
  Range rest = whole;
  const auto add = [&](const Range& part) {
    const Domain domain = Domain::within(part);
    // Without any value (two days that follow each other) there is no part.
    if (!domain.is_anything()) parts.push_back(Value::unknown(interval.sources(), domain));
  };
  for (const Value& cut : cuts) {
    const bool again =
        !parts.empty() && parts.back().kind() == kind && feel::exact_order(parts.back(), cut) == 0;
    if (again) continue;
    add({rest.low, cut, rest.low_included, false});
    parts.push_back(cut);
    rest.low = cut;
    rest.low_included = false;
  }
  add(rest);
  return parts;
}

}  // namespace fugong::decision
