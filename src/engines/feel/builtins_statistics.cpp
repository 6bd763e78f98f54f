// The built-ins that make one value out of a list: f(list) or f(a, b, ...) (DMN 1.5, table 77).
#include <algorithm>

#include "engines/feel/builtins_parts.hpp"

namespace fugong::feel::parts {
namespace {

using K = Type::Kind;

/// min (Sign = -1) and max (Sign = 1) of anything that has an order. Of nothing it is null.
template <int Sign>
Value extreme(const CallContext& context, Arguments arguments) {
  const Arguments items = items_of(arguments);
  if (items.empty()) return Value();
  const Value* best = &items.front();
  for (const Value& item : items) {
    const auto order = compare(item, *best);
    if (!order) return error(context, kWrongArgument);
    if (*order == Sign) best = &item;
  }
  return *best;
}

/// Adds (or multiplies) up; durations may be added too. Of nothing it is null.
template <Value (*Operation)(const Value&, const Value&)>
Value fold(const CallContext& context, Arguments arguments) {
  const Arguments items = items_of(arguments);
  if (items.empty()) return Value();
  const Kind kind = items.front().kind();
  const bool is_duration = kind == Kind::months_duration || kind == Kind::seconds_duration;
  const bool fits_kind = kind == Kind::number || (is_duration && Operation == add);
  if (!fits_kind) return error(context, kWrongArgument);
  Value total = items.front();
  for (const Value& item : items.subspan(1)) {
    if (item.kind() != kind) return error(context, kWrongArgument);
    total = Operation(total, item);
    if (total.is_null()) return error(context, kOutOfRange);
  }
  return total;
}

Value count_of(Arguments items) {
  return Value::of(static_cast<std::int64_t>(items.size()));
}

Value mean(const CallContext& context, Arguments arguments) {
  const Value total = fold<add>(context, arguments);
  return total.is_null() ? total : divide(total, count_of(items_of(arguments)));
}

/// The numbers in ascending order; empty if one of the items isn't a number.
std::optional<std::vector<Decimal>> sorted_numbers(Arguments items) {
  std::vector<Decimal> numbers;
  numbers.reserve(items.size());
  for (const Value& item : items) {
    if (item.kind() != Kind::number) return std::nullopt;
    numbers.push_back(item.number());
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

Value median(const CallContext& context, Arguments arguments) {
  const auto numbers = sorted_numbers(items_of(arguments));
  if (!numbers) return error(context, kWrongArgument);
  if (numbers->empty()) return Value();
  const std::size_t middle = numbers->size() / 2;
  const Decimal& upper = (*numbers)[middle];
  if (numbers->size() % 2 == 1) return Value::of(upper);
  const auto sum = add((*numbers)[middle - 1], upper);
  const auto half = sum ? divide(*sum, Decimal(2)) : std::nullopt;
  return half ? Value::of(*half) : error(context, kOutOfRange);
}

std::optional<Decimal> sum_of_squares(const std::vector<Decimal>& numbers, const Decimal& centre) {
  Decimal total;
  for (const Decimal& number : numbers) {
    const auto distance = subtract(number, centre);
    const auto square = distance ? multiply(*distance, *distance) : std::nullopt;
    const auto sum = square ? add(total, *square) : std::nullopt;
    if (!sum) return std::nullopt;
    total = *sum;
  }
  return total;
}

/// Of a sample: by n - 1.
Value standard_deviation(const CallContext& context, Arguments arguments) {
  const auto numbers = sorted_numbers(items_of(arguments));
  if (!numbers || numbers->size() < 2) return error(context, kWrongArgument);
  Value centre = mean(context, arguments);
  if (centre.is_null()) return centre;
  const auto squares = sum_of_squares(*numbers, centre.number());
  const auto degrees = Decimal(static_cast<std::int64_t>(numbers->size() - 1));
  const auto variance = squares ? divide(*squares, degrees) : std::nullopt;
  const auto root = variance ? square_root(*variance) : std::nullopt;
  return root ? Value::of(*root) : error(context, kOutOfRange);
}

/// All values that occur most often, ascending.
Value mode(const CallContext& context, Arguments arguments) {
  const auto numbers = sorted_numbers(items_of(arguments));
  if (!numbers) return error(context, kWrongArgument);
  List modes;
  std::ptrdiff_t most = 0;
  for (auto from = numbers->begin(); from != numbers->end();) {
    const auto to = std::upper_bound(from, numbers->end(), *from);
    if (to - from > most) {
      most = to - from;
      modes.clear();
    }
    if (to - from == most) modes.push_back(Value::of(*from));
    from = to;
  }
  return Value::of(std::move(modes));
}

template <bool NumbersOnly>
std::optional<Type> type_of_sum(Types types) {
  const auto item = item_type(types);
  if (!item) return std::nullopt;
  const bool is_duration = item->is(K::months_duration) || item->is(K::seconds_duration);
  if (item->is(K::number) || item->is(K::null)) return Type(K::number);
  return is_duration && !NumbersOnly ? item : std::nullopt;
}

std::optional<Type> type_of_extreme(Types types) {
  auto item = item_type(types);
  if (!item || !is_ordered(*item)) return std::nullopt;
  return item;
}

std::optional<Type> type_of_mode(Types types) {
  return type_of_sum<true>(types) ? std::optional<Type>(Type::list_of(K::number)) : std::nullopt;
}

}  // namespace

void add_statistics_builtins(std::vector<Builtin>& table) {
  table.push_back({"min", {"list"}, 1, true, extreme<-1>, type_of_extreme, {}, {}});
  table.push_back({"max", {"list"}, 1, true, extreme<1>, type_of_extreme, {}, {}});
  table.push_back({"sum", {"list"}, 1, true, fold<add>, type_of_sum<false>, {}, {}});
  table.push_back({"mean", {"list"}, 1, true, mean, type_of_sum<false>, {}, {}});
  table.push_back({"product", {"list"}, 1, true, fold<multiply>, type_of_sum<true>, {}, {}});
  table.push_back({"median", {"list"}, 1, true, median, type_of_sum<true>, {}, {}});
  table.push_back({"stddev", {"list"}, 1, true, standard_deviation, type_of_sum<true>, {}, {}});
  table.push_back({"mode", {"list"}, 1, true, mode, type_of_mode, {}, {}});
}

}  // namespace fugong::feel::parts
