// What is worked out with the numbers of a row. The ranges of the operands show beforehand that
// nothing leaves the 64 bits; where they don't, the operation isn't one for SQL.
#include <algorithm>
#include <array>
#include <string_view>

#include "engines/feel/domain.hpp"
#include "engines/sql/ends.hpp"
#include "engines/sql/ranges.hpp"

namespace fugong::sql {

using columns::Node;
using decision::Op;
using feel::Kind;

/// Without any where none of the operand's values is a number or lies between two.
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
    made.open = form.has_spans();
  } else {
    for (const Code code : form.codes) {
      if (code == kAsk) continue;
      feel::List ends;
      columns::collect_ends(form.dictionary.at(code), ends);
      for (const feel::Value& end : ends) {
        if (end.kind() != Kind::number || columns::is_far(end.number())) continue;
        const int scale = end.number().scale();
        if (scale <= kMostValueScale) made.scale = std::max(made.scale, scale);
      }
    }
    count_codes(form, made);
  }
  for (const Code code : form.codes) {
    if (code == kAsk || made.unit != Unit::number || form.dictionary.is_span(code)) continue;
    const feel::Value& value = form.dictionary.at(code);
    if (!value.is_unknown()) continue;
    const auto span = columns::span_of_value(value, made.scale);
    if (!span) continue;
    made.spans.emplace(code, *span);
    made.open = true;
    made.any = true;
  }
  return made;
}

/// Known values as counts at the scale.
void Maker::count_codes(const Form& form, Numbers& made) {
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
bool Maker::settle_codes(NodeId id, Outcome of_numbers, const OfOpen& of_open) {
  std::vector<Dimension> dimensions;
  std::vector<Numbers> numbers;  // of each child
  for (const NodeId child : nodes_[id]->children) {
    numbers.push_back(numbers_of(child));
    if (!forms_[child].is_constant) dimensions.push_back({child, points_as_one(child)});
  }
  const std::vector<Dimension> kept = dimensions;
  const auto outcome = [&](std::span<const Point> at) -> Outcome {
    using Of = Standing::Kind;
    const std::vector<Standing> all = standings_of(id, numbers, at);
    const auto any = [&](Of kind) {
      return std::any_of(all.begin(), all.end(),
                         [kind](const Standing& of) { return of.kind == kind; });
    };
    if (any(Of::ask)) return kAsk;
    const bool own = std::any_of(all.begin(), all.end(), [](const Standing& of) { return of.own; });
    if (!any(Of::nothing) && !any(Of::other)) {
      if (!any(Of::open)) return of_numbers;
      if (own) return of_open ? of_open(all) : Outcome{kAsk};
    }
    // Whatever the numbers are, if there are any.
    if (own && !any(Of::nothing)) return kAsk;
    return evaluate(id, kept, at, true);
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
      return settle_codes(id);
    }
    case Op::call_builtin:
      if (const auto rounding = columns::rounding_of(shell.builtin->name))
        return round(id, *rounding);
      if (shell.builtin->name == "min" || shell.builtin->name == "max") {
        return extreme(id, shell.builtin->name == "max");
      }
      return shell.builtin->name == "years and months duration" && months_between(id);
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
  form.scale = std::max(a.scale, b.scale);
  const auto p = ends_of(node.children[0], a, a.scale);
  const auto q = ends_of(node.children[1], b, b.scale);
  if (!p || !q) return false;
  ExprPtr beyond;
  const auto sides = with_room_for_sum(*p, form.scale - a.scale, *q, form.scale - b.scale, beyond);
  if (!sides) return false;
  const auto& [x, y] = *sides;
  const auto ends = sum(x, add ? y : mirrored(y));
  if (!ends) return false;
  if (a.open || b.open) {
    put_ends(id, *ends);
  } else {
    form.range = ends->range;
    form.number = infix(x.low, add ? " + " : " - ", y.low);
  }
  return settle_codes(id, number_unless(id, beyond), [&](auto all) -> Outcome {
    const Code code = between(id, all);
    return beyond == nullptr ? code : between_or_number(id, code, beyond);
  });
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
  form.scale = a.scale + b.scale;
  auto p = ends_of(node.children[0], a, a.scale);
  auto q = ends_of(node.children[1], b, b.scale);
  if (!p || !q) return false;
  ExprPtr lost;
  if (!fits(product(p->range, q->range))) {
    // Rows beyond what the other one leaves room for are asked by themselves.
    auto& greater = p->range.size() > q->range.size() ? p : q;
    const Ends& lesser = p->range.size() > q->range.size() ? *q : *p;
    greater = limited(*greater, columns::kMostCount / lesser.range.size(), lost);
    if (!greater) return false;
  }
  const Outcome of_numbers = number_unless(id, lost);
  const auto ends = product(*p, *q, lost, request_.dialect);
  if (!ends) return false;
  if (a.open || b.open) {
    put_ends(id, *ends);
  } else {
    form.range = ends->range;
    form.number = ends->low;
  }
  return settle_codes(id, of_numbers, [&](std::span<const Standing> all) -> Outcome {
    const Code code = between(id, all);
    // Times nought it is nought.
    const bool may_vanish = (all[0].is_number() && holds_nought(p->range)) ||
                            (all[1].is_number() && holds_nought(q->range));
    return may_vanish || lost != nullptr ? between_or_number(id, code, lost) : code;
  });
}

/// a / b = (a * 10^scale(b)) / count(b), at the scale of a; by 2, 5, 100 and the like exactly, at a
/// finer scale. Whoever goes on from a quotient rounds or compares it: the language would round it
/// to 34 digits, which no such step can tell from the exact one.
bool Maker::divide(NodeId id) {
  const Node& node = *nodes_[id];
  const Numbers a = numbers_of(node.children[0]);
  const Numbers b = numbers_of(node.children[1]);
  if (!a.any || !b.any || a.is_quotient || b.is_quotient) return false;
  if (a.unit != Unit::number || b.unit != Unit::number) return false;
  Form& form = forms_[id];
  const auto own = ends_of(node.children[0], a, a.scale);
  if (!own || b.scale > kMostValueScale) return false;
  // What is divided: a * 10^scale(b), times a factor above nought.
  ExprPtr beyond;
  const auto above_times = [&](Wide factor) -> std::optional<Ends> {
    const Wide most = columns::kMostCount / (power_of_ten(b.scale) * factor);
    auto above = limited(*own, most, beyond);
    if (above) above = scaled(*above, b.scale);
    if (!above || factor == 1) return above;
    return times(*above, whole(static_cast<std::int64_t>(factor), true), {factor, factor});
  };
  const auto put = [&](const Ends& ends) {
    if (a.open) return put_ends(id, ends);
    form.range = ends.range;
    form.number = ends.low;
  };
  // What isn't known is divided by known numbers only.
  const auto code_of_open = [&](std::span<const Standing> all) {
    return all[1].is_number() ? between(id, all) : kAsk;
  };
  const auto of_open = [&](std::span<const Standing> all) -> Outcome {
    const Code code = code_of_open(all);
    return beyond == nullptr ? code : between_or_number(id, code, beyond);
  };
  if (forms_[node.children[1]].is_constant && b.whole) {
    const Wide by = b.range.low;
    for (int digits = 0; by != 0 && digits <= 6; ++digits) {
      if (power_of_ten(digits) % by != 0) continue;
      const Wide factor = power_of_ten(digits) / by;
      if (a.scale + digits > kMostScale) return false;
      const auto above = above_times(factor < 0 ? -factor : factor);
      if (!above) return false;
      form.scale = a.scale + digits;
      put(factor < 0 ? mirrored(*above) : *above);
      return settle_codes(id, number_unless(id, beyond), of_open);
    }
  }
  const auto above = above_times(1);
  if (!above) return false;
  const ExprPtr by = number_at(node.children[1], b.scale);
  form.scale = a.scale;
  form.is_quotient = true;
  form.divisors = {1, std::max<Wide>(b.range.size(), 1)};
  form.divisor = by;
  if (b.range.low >= 0) {
    put(*above);
  } else {
    const ExprPtr below = comparison(Op::less, by, whole(0));
    form.divisor = when(below, negative(by), by);
    const Ends other = mirrored(*above);
    const bool far = above->low_far || above->high_far;
    put({when(below, other.low, above->low), when(below, other.high, above->high),
         around(above->range, other.range), far, far});
  }
  if (!holds_nought(b.range)) return settle_codes(id, number_unless(id, beyond), of_open);
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
  const ExprPtr by_some = comparison(Op::not_equal, by, whole(0));
  const ExprPtr fits = beyond == nullptr ? by_some : infix(by_some, " AND ", negation(beyond));
  const auto quotient = [&](Code code, Code by_nought) {
    Special made;
    const ExprPtr if_not = whole(by_nought);
    made.code =
        when(fits, whole(code), beyond == nullptr ? if_not : when(by_some, whole(kAsk), if_not));
    made.is_number = code == kNumber ? fits : truth_of(false);
    made.codes = {by_nought, beyond == nullptr ? by_nought : kAsk};
    made.kind = code;
    if (code != kNumber) made.codes.push_back(code);
    return special(id, made);
  };
  const Outcome of_numbers = quotient(kNumber, none);
  return settle_codes(id, of_numbers, [&](std::span<const Standing> all) -> Outcome {
    const Code code = code_of_open(all);
    return code == kAsk ? kAsk : quotient(code, kAsk);
  });
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
  // PostgreSQL would pass over what is NULL; no number may ever leave its range.
  const auto unless_null = [&](ExprPtr best) {
    if (request_.dialect == Dialect::sqlite || parts.size() == 1) return best;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!all[i].whole) best = when(is_null(parts[i]), null_number(), best);
    }
    return best;
  };
  const bool open = std::any_of(all.begin(), all.end(), [](const Numbers& x) { return x.open; });
  if (open && all.size() == 2 && form.unit == Unit::number) {
    const auto a = ends_of(node.children[0], all[0], scale);
    const auto b = ends_of(node.children[1], all[1], scale);
    if (a && b) {
      parts = {a->low, b->low};
      Ends best = extreme_of(*a, *b, greatest, request_.dialect);
      best.low = unless_null(best.low);
      best.high = unless_null(best.high);
      put_ends(id, best);
      return settle_codes(id, kNumber, [&](auto standings) {
        return extreme_of_open(id, *a, *b, standings, greatest);
      });
    }
  }
  form.number = unless_null(best_of(parts, greatest, request_.dialect));
  return settle_codes(id);
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
  const auto ends = x.open ? ends_of(child, x, x.scale) : std::nullopt;
  if (ends) put_ends(id, mirrored(*ends));
  return settle_codes(id, kNumber,
                      [&](auto all) -> Outcome { return ends ? between(id, all) : kAsk; });
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
  const Divisor divisor = x.is_quotient ? Divisor{divisor_of(child), x.divisors} : Divisor{};
  if (x.open) {
    const auto ends = ends_of(child, x, x.scale);
    const auto whole = ends ? rounded(*ends, x.scale, form.scale, rounding, divisor) : std::nullopt;
    if (whole) {
      put_ends(id, *whole);
      return settle_codes(id, kNumber, [&](std::span<const Standing> all) {
        return between_or_number(id, between(id, all));
      });
    }
  }
  const ExprPtr number = number_at(child, x.scale);
  const auto whole = rounded({number, number, x.range}, x.scale, form.scale, rounding, divisor);
  if (!whole) return false;
  form.range = whole->range;
  form.number = whole->low;
  return settle_codes(id);
}

}  // namespace fugong::sql
