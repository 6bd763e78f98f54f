#include "engines/decision/lifting.hpp"

#include <algorithm>
#include <array>

namespace fugong::decision {

using feel::Domain;
using feel::Kind;
using feel::Range;
using feel::Value;

Value arithmetic_known(Op op, const Value& a, const Value& b) {
  switch (op) {
    case Op::add:
      return feel::add(a, b);
    case Op::subtract:
      return feel::subtract(a, b);
    case Op::multiply:
      return feel::multiply(a, b);
    case Op::divide:
      return feel::divide(a, b);
    case Op::power:
      return feel::power(a, b);
    default:
      FUGONG_CHECK(false, "not arithmetic");
  }
}

Value compare_known(Op op, const Value& a, const Value& b) {
  if (op == Op::equal || op == Op::not_equal) {
    Value same = feel::equal(a, b);
    if (op == Op::equal || same.kind() != Kind::boolean) return same;
    return Value::of(!same.boolean());
  }
  const auto order = feel::compare(a, b);
  if (!order) return Value();
  switch (op) {
    case Op::less:
      return Value::of(*order < 0);
    case Op::less_equal:
      return Value::of(*order <= 0);
    case Op::greater:
      return Value::of(*order > 0);
    case Op::greater_equal:
      return Value::of(*order >= 0);
    default:
      FUGONG_CHECK(false, "not an ordering");
  }
}

Value within(const Value& sources, const Domain& domain) {
  return domain.is_anything() ? sources : Value::unknown(sources.sources(), domain);
}

Value doubt_inside(const Value& value) {
  Value doubt;
  const auto look = [&doubt](const Value& item) {
    const Value found = item.is_unknown() ? item : doubt_inside(item);
    if (found.is_unknown()) doubt = Value::unknown_from(doubt, found);
  };
  if (value.kind() == Kind::list) {
    for (const Value& item : value.list())
      look(item);
  } else if (value.kind() == Kind::context) {
    for (const auto& [name, item] : value.context())
      look(item);
  }
  return doubt;
}

Truths truths_of(const Value& value) {
  if (value.kind() == Kind::boolean) return {value.boolean(), !value.boolean(), false};
  if (!value.is_unknown()) return {false, false, true};
  const feel::List& candidates = value.domain().candidates();
  if (candidates.empty()) return {true, true, true};
  Truths all;
  for (const Value& candidate : candidates) {
    if (candidate.kind() != Kind::boolean) {
      all.may_be_null = true;
    } else {
      (candidate.boolean() ? all.may_be_true : all.may_be_false) = true;
    }
  }
  return all;
}

namespace {

Value truth(const Value& sources, const Truths& truths) {
  if (truths.may_be_true && truths.may_be_false && truths.may_be_null) return sources;
  return within(sources,
                Domain::truths(truths.may_be_true, truths.may_be_false, truths.may_be_null));
}

bool is_open(const Value& value) {
  return value.is_unknown() && value.domain().is_anything();
}

bool holds_zero(const Range& range) {
  if (range.low->kind() == Kind::date) return true;  // nothing is divided by a day
  const Value nought = feel::subtract(*range.low, *range.low);
  return feel::exact_order(*range.low, nought) <= 0 && feel::exact_order(*range.high, nought) >= 0;
}

/// The operation at the corners. Every operator is monotone in each operand while the other stands
/// (which way may hang on its sign), rounding to 34 digits included, so that its extremes lie
/// there. The ends are closed: rounding may reach the end from a value before it.
Domain at_corners(Op op, const Range& a, const Range& b) {
  if (op == Op::divide && holds_zero(b)) return {};
  std::optional<Range> all;
  for (const Value* x : {&*a.low, &*a.high}) {
    for (const Value* y : {&*b.low, &*b.high}) {
      const Value corner = arithmetic_known(op, *x, *y);
      if (!feel::has_intervals(corner.kind())) return {};  // not defined, or too large
      if (!all) {
        all = Range{corner, corner, true, true};
        continue;
      }
      if (feel::exact_order(corner, *all->low) < 0) all->low = corner;
      if (feel::exact_order(corner, *all->high) > 0) all->high = corner;
    }
  }
  return Domain::within(*all);
}

/// a < b (or a <= b) of two intervals of one kind.
Truths less(const Range& a, const Range& b, bool or_equal) {
  Truths result;
  const auto order = [](const Value& x, const Value& y) { return *feel::compare(x, y); };
  const int tops = order(*a.high, *b.low);
  const bool meet_open = !a.high_included || !b.low_included;
  result.may_be_false = or_equal ? tops > 0 : tops > 0 || (tops == 0 && !meet_open);
  const int bottoms = order(*a.low, *b.high);
  const bool touch = a.low_included && b.high_included;
  result.may_be_true = or_equal ? bottoms < 0 || (bottoms == 0 && touch) : bottoms < 0;
  return result;
}

Truths compare_intervals(Op op, const Range& a, const Range& b) {
  switch (op) {
    case Op::less:
      return less(a, b, false);
    case Op::less_equal:
      return less(a, b, true);
    case Op::greater:
      return less(b, a, false);
    case Op::greater_equal:
      return less(b, a, true);
    default: {
      const bool may_meet = less(a, b, true).may_be_true && less(b, a, true).may_be_true;
      return op == Op::equal ? Truths{may_meet, true, false} : Truths{true, may_meet, false};
    }
  }
}

/// The values to try one by one; empty if there are too many.
std::optional<feel::List> few(const Value& value) {
  if (!value.is_unknown()) return feel::List{value};
  if (value.domain().candidates().empty()) return std::nullopt;
  return value.domain().candidates();
}

}  // namespace

std::optional<Range> interval_of(const Value& value) {
  if (value.is_unknown()) return value.domain().interval();
  if (!feel::has_intervals(value.kind())) return std::nullopt;
  return Range{value, value, true, true};
}

std::optional<Value> for_each_candidate(std::span<const Value> arguments, const Known& f) {
  std::vector<feel::List> choices;
  std::size_t combinations = 1;
  Value sources;
  for (const Value& argument : arguments) {
    if (argument.is_unknown()) sources = Value::unknown_from(sources, argument);
    auto values = argument.is_unknown() ? argument.domain().values() : few(argument);
    if (!values) return std::nullopt;
    combinations *= values->size();
    if (combinations > feel::kMaxCandidates) return std::nullopt;
    choices.push_back(*std::move(values));
  }
  std::vector<Value> chosen(arguments.size());
  std::optional<Domain> all;
  for (std::size_t combination = 0; combination < combinations; ++combination) {
    std::size_t rest = combination;
    for (std::size_t i = 0; i < choices.size(); ++i) {
      chosen[i] = choices[i][rest % choices[i].size()];
      rest /= choices[i].size();
    }
    const Value result = f(chosen);
    if (result.is_unknown()) sources = Value::unknown_from(sources, result);
    all = all ? Domain::hull(*all, Domain::of(result)) : Domain::of(result);
  }
  return within(sources, *all);
}

const Lifting& Lifting::sound() {
  static const Lifting kSound;
  return kSound;
}

Value Lifting::negate(const Value& x) const {
  const Domain& domain = x.domain();
  if (domain.is_anything()) return x;
  if (!domain.is_interval()) {
    return *for_each_candidate({&x, 1}, [](auto chosen) { return feel::negate(chosen[0]); });
  }
  const Range range = *domain.interval();
  Value sources = Value::unknown_from(x, x);
  if (range.low->kind() == Kind::date) return sources;
  return within(sources, Domain::within({feel::negate(*range.high), feel::negate(*range.low),
                                         range.high_included, range.low_included}));
}

Value Lifting::arithmetic(Op op, const Value& a, const Value& b) const {
  Value sources = Value::unknown_from(a, b);
  if (is_open(a) || is_open(b)) return sources;
  const auto few_a = few(a);
  const auto few_b = few(b);
  if (few_a && few_b && few_a->size() * few_b->size() <= feel::kMaxCandidates) {
    const std::array both{a, b};
    return *for_each_candidate(
        both, [op](auto chosen) { return arithmetic_known(op, chosen[0], chosen[1]); });
  }
  if (op == Op::power) return sources;
  const auto x = interval_of(a);
  const auto y = interval_of(b);
  if (!x || !y) return sources;
  return within(sources, at_corners(op, *x, *y));
}

Value Lifting::comparison(Op op, const Value& a, const Value& b) const {
  Value sources = Value::unknown_from(a, b);
  if (is_open(a) || is_open(b)) return sources;
  const auto tries = [](const Value& value) {
    // Each candidate is compared by itself; an interval as a whole.
    feel::List all = few(value).value_or(feel::List{});
    if (all.empty()) all.push_back(value);
    return all;
  };
  Truths result;
  for (const Value& x : tries(a)) {
    for (const Value& y : tries(b)) {
      Truths one;
      if (!x.is_unknown() && !y.is_unknown()) {
        one = truths_of(compare_known(op, x, y));
      } else {
        const auto p = interval_of(x);
        const auto q = interval_of(y);
        if (x.is_null() || y.is_null()) {  // an interval is never null
          one = {op == Op::not_equal, op == Op::equal, op != Op::equal && op != Op::not_equal};
        } else if (p && q && p->low->kind() == q->low->kind()) {
          one = compare_intervals(op, *p, *q);
        } else {
          return sources;
        }
      }
      result.may_be_true |= one.may_be_true;
      result.may_be_false |= one.may_be_false;
      result.may_be_null |= one.may_be_null;
    }
    if (result.may_be_true && result.may_be_false && result.may_be_null) return sources;
  }
  return truth(sources, result);
}

Value Lifting::combine(const Value& a, const Value& b, bool deciding) const {
  const Truths x = truths_of(a);
  const Truths y = truths_of(b);
  Truths result;
  if (deciding) {
    result.may_be_true = x.may_be_true || y.may_be_true;
    result.may_be_false = x.may_be_false && y.may_be_false;
    result.may_be_null =
        (x.may_be_null && (y.may_be_null || y.may_be_false)) || (y.may_be_null && x.may_be_false);
  } else {
    result.may_be_false = x.may_be_false || y.may_be_false;
    result.may_be_true = x.may_be_true && y.may_be_true;
    result.may_be_null =
        (x.may_be_null && (y.may_be_null || y.may_be_true)) || (y.may_be_null && x.may_be_true);
  }
  // One that surely decides needs no other.
  const auto decides = [deciding](const Value& value) {
    return value.kind() == Kind::boolean && value.boolean() == deciding;
  };
  if (decides(a) || decides(b)) return Value::of(deciding);
  return truth(Value::unknown_from(a, b), result);
}

Value Lifting::negated_truth(const Value& x) const {
  const Truths was = truths_of(x);
  return truth(Value::unknown_from(x, x), {was.may_be_false, was.may_be_true, was.may_be_null});
}

Value Lifting::either(const Value& condition, const Value& a, const Value& b) const {
  const Truths truths = truths_of(condition);
  if (!truths.may_be_true) return b;  // "else" holds for null too
  if (!truths.may_be_false && !truths.may_be_null) return a;
  const Value sources = Value::unknown_from(condition, Value::unknown_from(a, b));
  return within(sources, Domain::hull(Domain::of(a), Domain::of(b)));
}

std::vector<std::size_t> Lifting::doubtful(HitPolicy, std::vector<std::size_t> maybe) const {
  return maybe;
}

}  // namespace fugong::decision
