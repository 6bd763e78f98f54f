// Built-ins that sum a list up (DMN 1.5, 10.3.4.4). Each takes one list or its items one by one.
#include <algorithm>

#include "engines/feel/builtin_table.hpp"

namespace fugong::feel::builtin_table {
namespace {

using Items = std::span<const Value>;
using Folded = std::optional<Decimal>;

/// Runs `fold` over the items if all of them are numbers and there are at least `least`.
template <Folded (*Fold)(Items), std::size_t Least>
Value over_numbers(const CallContext& context, Arguments arguments) {
  const auto items = items_of(arguments);
  if (!items) return refuse(context, kWrongKind);
  for (const Value& item : *items) {
    if (item.kind() != Kind::number) return refuse(context, kWrongKind);
  }
  if (items->size() < Least) return refuse(context, kOutOfRange);
  const Folded result = Fold(*items);
  return result ? Value::of(*result) : refuse(context, kOutOfRange);
}

Folded total(Items items) {
  Folded sum = Decimal(0);
  for (const Value& item : items) {
    sum = add(*sum, item.number());
    if (!sum) return sum;
  }
  return sum;
}

Folded average(Items items) {
  const Folded sum = total(items);
  if (!sum) return sum;
  return divide(*sum, Decimal(static_cast<std::int64_t>(items.size())));
}

Folded times(Items items) {
  Folded result = Decimal(1);
  for (const Value& item : items) {
    result = multiply(*result, item.number());
    if (!result) return result;
  }
  return result;
}

/// Of the sample: the squares are divided by one less than the count.
Folded deviation(Items items) {
  const Folded middle = average(items);
  if (!middle) return middle;
  Folded squares = Decimal(0);
  for (const Value& item : items) {
    const auto distance = subtract(item.number(), *middle);
    const auto square = distance ? multiply(*distance, *distance) : std::nullopt;
    squares = square ? add(*squares, *square) : std::nullopt;
    if (!squares) return squares;
  }
  const auto variance = divide(*squares, Decimal(static_cast<std::int64_t>(items.size()) - 1));
  return variance ? square_root(*variance) : std::nullopt;
}

std::vector<Decimal> sorted_numbers(Items items) {
  std::vector<Decimal> numbers;
  numbers.reserve(items.size());
  for (const Value& item : items)
    numbers.push_back(item.number());
  std::stable_sort(numbers.begin(), numbers.end());
  return numbers;
}

Folded middle_of(Items items) {
  const std::vector<Decimal> numbers = sorted_numbers(items);
  const std::size_t half = numbers.size() / 2;
  if (numbers.size() % 2 == 1) return numbers[half];
  const auto sum = add(numbers[half - 1], numbers[half]);
  return sum ? divide(*sum, Decimal(2)) : std::nullopt;
}

/// The numbers that occur most often, in ascending order.
Value mode_of(const CallContext& context, Arguments arguments) {
  const auto items = items_of(arguments);
  if (!items) return refuse(context, kWrongKind);
  for (const Value& item : *items) {
    if (item.kind() != Kind::number) return refuse(context, kWrongKind);
  }
  const std::vector<Decimal> numbers = sorted_numbers(*items);
  List most;
  std::size_t best = 0;
  for (std::size_t begin = 0, end = 0; begin < numbers.size(); begin = end) {
    while (end < numbers.size() && numbers[end] == numbers[begin])
      ++end;
    if (end - begin > best) most.clear();
    if (end - begin < best) continue;
    best = end - begin;
    most.push_back(Value::of(numbers[begin]));
  }
  return Value::of(std::move(most));
}

/// Direction 1: the greatest, -1: the least.
template <int Direction>
Value extreme(const CallContext& context, Arguments arguments) {
  const auto items = items_of(arguments);
  if (!items) return refuse(context, kWrongKind);
  if (items->empty()) return refuse(context, kOutOfRange);
  const Value* best = &items->front();
  for (const Value& item : *items) {
    const auto order = compare(item, *best);
    if (!order) return refuse(context, kNotComparable);
    if (*order * Direction > 0) best = &item;
  }
  return *best;
}

Value count_of(const CallContext& context, Arguments arguments) {
  const auto items = items_of(arguments);
  if (!items) return refuse(context, kWrongKind);
  return Value::of(static_cast<std::int64_t>(items->size()));
}

/// all (Decisive = false) and any (Decisive = true): one decisive item settles it; otherwise an
/// item that is no boolean leaves it open.
template <bool Decisive>
Value quantified(const CallContext& context, Arguments arguments) {
  const auto items = items_of(arguments);
  if (!items) return refuse(context, kWrongKind);
  bool open = false;
  for (const Value& item : *items) {
    if (item.kind() != Kind::boolean) {
      open = true;
    } else if (item.boolean() == Decisive) {
      return Value::of(Decisive);
    }
  }
  return open ? refuse(context, kWrongKind) : Value::of(!Decisive);
}

std::optional<Type> extreme_type(Types types) {
  const auto element = element_type(types);
  if (!element) return std::nullopt;
  switch (element->kind()) {
    case K::number:
    case K::string:
    case K::date:
    case K::time:
    case K::date_time:
    case K::months_duration:
    case K::seconds_duration:
    case K::null:
      return element;
    default:
      return std::nullopt;
  }
}

std::optional<Type> count_type(Types types) {
  return types.empty() ? std::nullopt : std::optional(Type(K::number));
}

std::optional<Type> mode_type(Types types) {
  return over_items<K::number, K::number>(types) ? std::optional(Type::list_of(K::number))
                                                 : std::nullopt;
}

}  // namespace

void add_statistics(std::vector<Builtin>& to) {
  constexpr auto kNumber = over_items<K::number, K::number>;
  constexpr auto kBoolean = over_items<K::boolean, K::boolean>;
  to.insert(to.end(), {
                          {"count", {"list"}, 1, true, count_of, count_type, {}, {}},
                          {"min", {"list"}, 1, true, extreme<-1>, extreme_type, {}, {}},
                          {"max", {"list"}, 1, true, extreme<1>, extreme_type, {}, {}},
                          {"sum", {"list"}, 1, true, over_numbers<total, 1>, kNumber, {}, {}},
                          {"mean", {"list"}, 1, true, over_numbers<average, 1>, kNumber, {}, {}},
                          {"product", {"list"}, 1, true, over_numbers<times, 1>, kNumber, {}, {}},
                          {"median", {"list"}, 1, true, over_numbers<middle_of, 1>, kNumber, {},
                           {}},
                          {"stddev", {"list"}, 1, true, over_numbers<deviation, 2>, kNumber, {},
                           {}},
                          {"mode", {"list"}, 1, true, mode_of, mode_type, {}, {}},
                          {"all", {"list"}, 1, true, quantified<false>, kBoolean, {}, {}},
                          {"any", {"list"}, 1, true, quantified<true>, kBoolean, {}, {}},
                      });
}

}  // namespace fugong::feel::builtin_table
