// What is worked out with the numbers of a row. The ranges of the operands show beforehand that
// nothing leaves the 64 bits; where they don't, the operation isn't one for SQL.
#include <algorithm>
#include <array>
#include <string_view>

#include "engines/feel/domain.hpp"
#include "engines/sql/maker.hpp"
#include "engines/sql/ranges.hpp"

namespace fugong::sql {

using columns::Node;
using decision::Op;
using feel::Kind;

namespace {

ExprPtr two(const ExprPtr& x) {
  return infix(x, " * ", whole(2, true));
}

/// n / d as a whole number, where n >= 0 and d > 0: whole counts are divided and the rest dropped.
ExprPtr quotient(const ExprPtr& n, const ExprPtr& d, Rounding rounding) {
  const bool known = d->kind == Expr::Kind::whole;
  const auto plus = [](const ExprPtr& a, const ExprPtr& b) { return infix(a, " + ", b); };
  switch (rounding) {
    case Rounding::down:
    case Rounding::floor:
      return infix(n, " / ", d);
    case Rounding::up:
    case Rounding::ceiling:
      if (known) return infix(plus(n, whole(d->whole - 1, true)), " / ", d);
      return infix(infix(plus(n, d), " - ", whole(1, true)), " / ", d);
    case Rounding::half_up:
      if (known && d->whole % 2 == 0) return infix(plus(n, whole(d->whole / 2, true)), " / ", d);
      return infix(plus(two(n), d), " / ", two(d));
    case Rounding::half_down:
      return infix(infix(plus(two(n), d), " - ", whole(1, true)), " / ", two(d));
    case Rounding::half_even: {
      const ExprPtr odd = infix(infix(n, " / ", d), " % ", whole(2, true));
      const ExprPtr most = infix(plus(two(n), d), " - ", whole(1, true));
      return infix(plus(most, odd), " / ", two(d));
    }
  }
  FUGONG_CHECK(false, "every rounding has its quotient");
}

/// What it is for the mirrored number.
Rounding mirrored(Rounding rounding) {
  if (rounding == Rounding::floor) return Rounding::ceiling;
  return rounding == Rounding::ceiling ? Rounding::floor : rounding;
}

ExprPtr negative(const ExprPtr& x) {
  return text({"(- ", ")"}, {x});
}

}  // namespace

/// Without any where none of the operand's values is a number.
Numbers Maker::numbers_of(NodeId id) const {
  const Form& form = forms_[id];
  Numbers made;
  if (form.has_number) {
    made.any = true;
    made.unit = form.unit;
    made.scale = form.scale;
    made.range = form.range;
    made.is_quotient = form.is_quotient;
    made.divisors = form.divisors;
    made.whole = form.codes.empty();
    return made;
  }
  for (const Code code : form.codes) {
    if (code == kAsk || form.dictionary.at(code).kind() != Kind::number) continue;
    const int scale = form.dictionary.at(code).number().scale();
    if (scale <= kMostValueScale) made.scale = std::max(made.scale, scale);
  }
  for (const Code code : form.codes) {
    std::int64_t count = 0;
    Unit unit = made.unit;
    const bool counts = code != kAsk &&
                        columns::count_of(form.dictionary.at(code), made.scale, unit, count) &&
                        fits({count, count}) && (!made.any || unit == made.unit);
    made.whole = made.whole && counts;
    if (!counts) continue;
    made.range = made.any ? around(made.range, {count, count}) : Range{count, count};
    made.any = true;
    made.unit = unit;
    made.counts.emplace(code, count);
  }
  return made;
}

bool Maker::is_number_at(NodeId, const Numbers& numbers, const Point& at) const {
  return at.is_number || numbers.counts.contains(at.code);
}

/// A number at a scale that is its own or finer; NULL where it is none.
ExprPtr Maker::number_at(NodeId id, int scale) {
  const Form& form = forms_[id];
  if (form.has_number) return times_power_of_ten(refer(id, Flavour::number), scale - form.scale);
  return counts_of(id, scale);
}

ExprPtr Maker::divisor_of(NodeId id) {
  if (!forms_[id].is_quotient) return whole(1, true);
  return refer(id, Flavour::divisor);
}

/// The codes of a node whose numbers are worked out: what its operands come to where not all of
/// them are numbers.
bool Maker::settle_codes(NodeId id, bool zero_divisor) {
  const Node& node = *nodes_[id];
  std::vector<Dimension> dimensions;
  std::vector<Numbers> numbers;  // of each child
  bool constants_count = true;
  for (const NodeId child : node.children) {
    numbers.push_back(numbers_of(child));
    if (forms_[child].is_constant) {
      constants_count = constants_count && numbers.back().whole;
    } else {
      dimensions.push_back({child, points_as_one(child)});
    }
  }
  const std::vector<Dimension> kept = dimensions;
  const auto outcome = [&](std::span<const Point> at) -> Outcome {
    bool all = constants_count;
    bool own = false;
    bool settled = true;  // every operand that is no number is nothing
    for (std::size_t i = 0, child = 0; child < node.children.size(); ++child) {
      if (forms_[node.children[child]].is_constant) {
        settled = settled && (numbers[child].whole || is_nothing(constant(node.children[child])));
        continue;
      }
      const Point& point = at[i];
      const Form& form = forms_[kept[i].node];
      ++i;
      if (!point.is_number && point.code == kAsk) return kAsk;
      own = own || point.is_number;
      if (is_number_at(node.children[child], numbers[child], point)) continue;
      all = false;
      settled = settled && is_nothing(form.dictionary.at(point.code));
    }
    if (all) return zero_divisor ? kSpecial : Outcome{kNumber};
    if (own && !settled) return kAsk;
    return evaluate(id, kept, at);
  };
  Form& form = forms_[id];
  // An operand that is always a number makes no difference to the codes.
  if (!choose_among(id, std::move(dimensions), outcome)) return false;
  form.has_number = true;
  finish(form);
  return true;
}

bool Maker::by_numbers(NodeId id) {
  const Node& node = *nodes_[id];
  const decision::Typed& shell = *node.shell;
  switch (shell.op) {
    case Op::add:
    case Op::subtract:
      return add_or_subtract(id, shell.op == Op::add) || shift_by_months(id);
    case Op::multiply:
      return multiply(id);
    case Op::divide:
      return divide(id);
    case Op::negate:
      return negate(id);
    case Op::choose:
      return choose(id);
    case Op::path: {
      const Numbers x = numbers_of(node.children[0]);
      if (x.any && x.unit == Unit::day) return part_of_date(id);
      if (shell.text != "days" || !x.any || x.unit != Unit::days) return false;
      Form& form = forms_[id];
      form.range = x.range;
      form.number = number_at(node.children[0], 0);
      return settle_codes(id, false);
    }
    case Op::call_builtin:
      if (const auto rounding = columns::rounding_of(shell.builtin->name))
        return round(id, *rounding);
      if (shell.builtin->name == "min" || shell.builtin->name == "max") {
        return extreme(id, shell.builtin->name == "max");
      }
      return false;
    default:
      return false;
  }
}

bool Maker::add_or_subtract(NodeId id, bool add) {
  const Node& node = *nodes_[id];
  const Numbers a = numbers_of(node.children[0]);
  const Numbers b = numbers_of(node.children[1]);
  if (!a.any || !b.any || a.is_quotient || b.is_quotient) return false;
  Form& form = forms_[id];
  form.unit = a.unit;
  if (a.unit != b.unit || a.unit == Unit::day) {
    if (a.unit == Unit::day && b.unit == Unit::day && !add) {
      form.unit = Unit::days;
    } else if (a.unit != Unit::day || b.unit != Unit::days) {
      return false;
    }
  }
  const int scale = std::max(a.scale, b.scale);
  if (!scales(a.range, scale - a.scale) || !scales(b.range, scale - b.scale)) return false;
  const Range x = times(a.range, power_of_ten(scale - a.scale));
  const Range y = times(b.range, power_of_ten(scale - b.scale) * (add ? 1 : -1));
  form.range = {x.low + y.low, x.high + y.high};
  if (!fits(form.range)) return false;
  form.scale = scale;
  form.number = infix(number_at(node.children[0], scale), add ? " + " : " - ",
                      number_at(node.children[1], scale));
  return settle_codes(id, false);
}

bool Maker::multiply(NodeId id) {
  const Node& node = *nodes_[id];
  const Numbers a = numbers_of(node.children[0]);
  const Numbers b = numbers_of(node.children[1]);
  if (!a.any || !b.any || a.is_quotient || b.is_quotient) return false;
  if (a.unit != Unit::number || b.unit != Unit::number || a.scale + b.scale > kMostScale) {
    return false;
  }
  Form& form = forms_[id];
  form.range = product(a.range, b.range);
  if (!fits(form.range)) return false;
  form.scale = a.scale + b.scale;
  form.number =
      infix(number_at(node.children[0], a.scale), " * ", number_at(node.children[1], b.scale));
  return settle_codes(id, false);
}

/// a / b = (a * 10^scale(b)) / count(b), at the scale of a; by 2, 5, 100 and the like exactly, at a
/// finer scale. Whoever goes on from a quotient rounds or compares it: the language would round it
/// to 34 digits, which no such step can tell from the exact one.
bool Maker::divide(NodeId id) {
  const Node& node = *nodes_[id];
  const Numbers a = numbers_of(node.children[0]);
  const Numbers b = numbers_of(node.children[1]);
  if (!a.any || !b.any || a.is_quotient || b.is_quotient) return false;
  if (a.unit != Unit::number || b.unit != Unit::number || !scales(a.range, b.scale)) return false;
  Form& form = forms_[id];
  const Range above = times(a.range, power_of_ten(b.scale));
  const ExprPtr number = times_power_of_ten(number_at(node.children[0], a.scale), b.scale);
  if (forms_[node.children[1]].is_constant && b.whole) {
    const Wide by = b.range.low;
    for (int digits = 0; by != 0 && digits <= 6; ++digits) {
      if (power_of_ten(digits) % by != 0) continue;
      const Wide factor = power_of_ten(digits) / by;
      form.range = times(above, factor);
      if (a.scale + digits > kMostScale || !fits(form.range)) return false;
      form.scale = a.scale + digits;
      form.number = factor == 1
                        ? number
                        : infix(number, " * ", whole(static_cast<std::int64_t>(factor), true));
      return settle_codes(id, false);
    }
  }
  const ExprPtr by = number_at(node.children[1], b.scale);
  const bool may_be_negative = b.range.low < 0;
  const bool may_be_zero = b.range.low <= 0 && b.range.high >= 0;
  form.scale = a.scale;
  form.is_quotient = true;
  form.range = may_be_negative ? around(above, times(above, -1)) : above;
  form.divisors = {1, std::max<Wide>(b.range.size(), 1)};
  form.number = number;
  form.divisor = by;
  if (may_be_negative) {
    const ExprPtr below = comparison(Op::less, by, whole(0));
    form.number = when(below, negative(number), number);
    form.divisor = when(below, negative(by), by);
  }
  if (may_be_zero) {
    // A row whose divisor is nought has the same whatever it divides.
    form.divisor = text({"NULLIF(", ", 0)"}, {form.divisor});
    Node& shell = *nodes_[id];
    const auto hole = [&](std::size_t i, const Numbers& of, std::int64_t count) {
      if (!forms_[node.children[i]].is_constant) {
        shell.holes[i]->value = columns::value_of(count, Unit::number, of.scale);
      }
    };
    hole(0, a, static_cast<std::int64_t>(a.range.high));
    hole(1, b, 0);
    environment_.steps = 0;
    const Code none = form.dictionary.intern(
        decision::Evaluator(program_.impl(), frame_, environment_).evaluate(*shell.shell));
    form.codes.push_back(none);
    form.special_is_number = comparison(Op::not_equal, by, whole(0));
    form.special_code = when(form.special_is_number, whole(kNumber), whole(none));
  }
  return settle_codes(id, may_be_zero);
}

bool Maker::extreme(NodeId id, bool greatest) {
  const Node& node = *nodes_[id];
  std::vector<Numbers> all;
  int scale = 0;
  for (const NodeId child : node.children) {
    all.push_back(numbers_of(child));
    const Numbers& x = all.back();
    if (!x.any || x.is_quotient || x.unit != all[0].unit) return false;
    scale = std::max(scale, x.scale);
  }
  if (all.empty()) return false;
  Form& form = forms_[id];
  std::optional<Range> range;
  std::vector<ExprPtr> parts;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!scales(all[i].range, scale - all[i].scale)) return false;
    const Range x = times(all[i].range, power_of_ten(scale - all[i].scale));
    if (!range) {
      range = x;
    } else if (greatest) {
      range = Range{std::max(range->low, x.low), std::max(range->high, x.high)};
    } else {
      range = Range{std::min(range->low, x.low), std::min(range->high, x.high)};
    }
    parts.push_back(number_at(node.children[i], scale));
  }
  form.range = *range;
  form.unit = all[0].unit;
  form.scale = scale;
  const bool lite = request_.dialect == Dialect::sqlite;
  std::vector<std::string> pieces(parts.size() + 1, ", ");
  pieces.front() = lite ? (greatest ? "max(" : "min(") : (greatest ? "greatest(" : "least(");
  pieces.back() = ")";
  form.number = parts.size() == 1 ? parts[0] : text(std::move(pieces), parts);
  // PostgreSQL would pass over what is NULL; no number may ever leave its range.
  for (std::size_t i = 0; i < all.size() && !lite && parts.size() > 1; ++i) {
    if (!all[i].whole) form.number = when(is_null(parts[i]), null_number(), form.number);
  }
  return settle_codes(id, false);
}

bool Maker::negate(NodeId id) {
  const NodeId child = nodes_[id]->children[0];
  const Numbers x = numbers_of(child);
  if (!x.any || x.unit != Unit::number) return false;
  Form& form = forms_[id];
  form.scale = x.scale;
  form.range = times(x.range, -1);
  form.number = negative(number_at(child, x.scale));
  form.is_quotient = x.is_quotient;
  form.divisors = x.divisors;
  if (x.is_quotient) form.divisor = divisor_of(child);
  return settle_codes(id, false);
}

bool Maker::round(NodeId id, Rounding rounding) {
  const Node& node = *nodes_[id];
  std::int64_t digits = 0;
  if (node.children.size() == 2) {
    const NodeId child = node.children[1];
    if (!forms_[child].is_constant || constant(child).kind() != Kind::number) return false;
    const auto said = constant(child).number().to_int64();
    if (!said || *said < 0 || *said > kMostValueScale) return false;
    digits = *said;
  }
  const NodeId child = node.children[0];
  const Numbers x = numbers_of(child);
  if (!x.any || x.unit != Unit::number || node.children.size() > 2) return false;
  Form& form = forms_[id];
  form.scale = static_cast<int>(digits);
  const int finer = x.scale - form.scale;
  Range above = x.range;
  ExprPtr number = number_at(child, x.scale);
  if (finer < 0) {
    if (!scales(above, -finer)) return false;
    above = times(above, power_of_ten(-finer));
    number = number_at(child, form.scale);
  }
  const Wide factor = power_of_ten(std::max(finer, 0));
  const Range by = x.is_quotient ? times(x.divisors, factor) : Range{factor, factor};
  if (!fits(by)) return false;
  // A quotient is at most what it divides, and rounding adds at most one.
  form.range = x.is_quotient
                   ? Range{std::min<Wide>(above.low, 0) - 1, std::max<Wide>(above.high, 0) + 1}
                   : Range{above.low / factor - 1, above.high / factor + 1};
  if (!fits(form.range)) return false;
  if (!x.is_quotient && factor == 1) {
    form.range = above;
    form.number = number;
    return settle_codes(id, false);
  }
  const ExprPtr divisor = x.is_quotient ? times_power_of_ten(divisor_of(child), std::max(finer, 0))
                                        : whole(static_cast<std::int64_t>(factor), true);
  const ExprPtr upwards = quotient(number, divisor, rounding);
  const ExprPtr downwards = negative(quotient(negative(number), divisor, mirrored(rounding)));
  if (above.low >= 0) {
    form.number = upwards;
  } else if (above.high <= 0) {
    form.number = downwards;
  } else {
    form.number = when(comparison(Op::greater_equal, number, whole(0)), upwards, downwards);
  }
  return settle_codes(id, false);
}

}  // namespace fugong::sql
