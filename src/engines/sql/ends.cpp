#include "engines/sql/ends.hpp"

#include <algorithm>

#include "engines/sql/ranges.hpp"

namespace fugong::sql {

using columns::kFar;
using decision::Op;

namespace {

enum class Side : std::uint8_t { low, high };

/// One end of a number; `may_be_far` on its own side.
struct End {
  ExprPtr at;
  Side side = Side::low;
  bool may_be_far = false;
};

End low_of(const Ends& x) {
  return {x.low, Side::low, x.low_far};
}

End high_of(const Ends& x) {
  return {x.high, Side::high, x.high_far};
}

ExprPtr far(Side side) {
  return whole(side == Side::low ? -kFar : kFar, true);
}

ExprPtr is_far(const End& x) {
  return comparison(Op::equal, x.at, far(x.side));
}

/// What the end comes to; the same end if it is far.
ExprPtr unless_far(const End& x, const ExprPtr& near) {
  return x.may_be_far ? when(is_far(x), far(x.side), near) : near;
}

ExprPtr sum(const End& a, const End& b) {
  return unless_far(a, unless_far(b, infix(a.at, " + ", b.at)));
}

/// Far times a number is far to one side or the other, or nought.
ExprPtr far_times(const End& x, const ExprPtr& factor) {
  const ExprPtr same = far(x.side);
  const ExprPtr other = far(x.side == Side::low ? Side::high : Side::low);
  return when(comparison(Op::greater, factor, whole(0)), same,
              when(comparison(Op::less, factor, whole(0)), other, whole(0, true)));
}

ExprPtr product(const End& a, const End& b) {
  ExprPtr made = infix(a.at, " * ", b.at);
  if (b.may_be_far) made = when(is_far(b), far_times(b, a.at), made);
  if (a.may_be_far) made = when(is_far(a), far_times(a, b.at), made);
  return made;
}

/// The product of two, where that of `b` is at least nought in every row.
Ends product_by_signs(const Ends& a, const Ends& b) {
  Ends made;
  const ExprPtr outer = product(low_of(a), high_of(b));
  const ExprPtr inner = product(low_of(a), low_of(b));
  const ExprPtr top = product(high_of(a), high_of(b));
  const ExprPtr bottom = product(high_of(a), low_of(b));
  const bool above = !a.low_far && a.range.low >= 0;
  const bool below = !a.high_far && a.range.high <= 0;
  made.low = above   ? inner
             : below ? outer
                     : when(comparison(Op::greater_equal, a.low, whole(0)), inner, outer);
  made.high = above   ? top
              : below ? bottom
                      : when(comparison(Op::greater_equal, a.high, whole(0)), top, bottom);
  return made;
}

bool is_known(const Ends& x) {
  return x.low == x.high;
}

}  // namespace

ExprPtr negative(const ExprPtr& x) {
  if (x->kind == Expr::Kind::whole) return whole(-x->whole, x->wide);
  return text({"(- ", ")"}, {x});
}

ExprPtr either(const ExprPtr& a, const ExprPtr& b) {
  if (a == nullptr || b == nullptr) return a == nullptr ? b : a;
  return infix(a, " OR ", b);
}

ExprPtr best_of(const std::vector<ExprPtr>& of, bool greatest, Dialect dialect) {
  if (of.size() == 1) return of[0];
  std::vector<std::string> pieces(of.size() + 1, ", ");
  pieces.front() = dialect == Dialect::sqlite ? (greatest ? "max(" : "min(")
                                              : (greatest ? "greatest(" : "least(");
  pieces.back() = ")";
  return text(std::move(pieces), of);
}

std::optional<Ends> scaled(const Ends& x, int digits) {
  if (digits == 0) return x;
  if (!scales(x.range, digits)) return std::nullopt;
  Ends made = x;
  made.range = times(x.range, power_of_ten(digits));
  made.low = unless_far(low_of(x), times_power_of_ten(x.low, digits));
  made.high = is_known(x) ? made.low : unless_far(high_of(x), times_power_of_ten(x.high, digits));
  return made;
}

std::optional<Ends> limited(const Ends& x, Wide most, ExprPtr& beyond) {
  constexpr Wide kLeastRoom = 1'000'000;
  if (x.range.size() <= most) return x;
  if (most < kLeastRoom) return std::nullopt;
  Ends made = x;
  made.range = {std::max(x.range.low, -most), std::min(x.range.high, most)};
  const auto limit = static_cast<std::int64_t>(most);
  const auto outside = [&](const End& end) {
    ExprPtr made_of;
    if (x.range.high > most) made_of = comparison(Op::greater, end.at, whole(limit, true));
    if (x.range.low < -most) {
      made_of = either(made_of, comparison(Op::less, end.at, whole(-limit, true)));
    }
    return end.may_be_far ? infix(made_of, " AND ", negation(is_far(end))) : made_of;
  };
  // Both, or the least of several products with one of them would be that with the other.
  const ExprPtr either_end =
      is_known(x) ? outside(low_of(x)) : either(outside(low_of(x)), outside(high_of(x)));
  beyond = either(beyond, either_end);
  made.low = when(either_end, null_number(), x.low);
  made.high = is_known(x) ? made.low : when(either_end, null_number(), x.high);
  return made;
}

std::optional<std::pair<Ends, Ends>> with_room_for_sum(const Ends& a, int digits_a, const Ends& b,
                                                       int digits_b, ExprPtr& beyond) {
  if (digits_a > kMostScale || digits_b > kMostScale) return std::nullopt;
  const Wide half = columns::kMostCount / 2;
  const Wide size_a = a.range.size() * power_of_ten(digits_a);
  const Wide size_b = b.range.size() * power_of_ten(digits_b);
  // The lesser one has the room that it needs, at most half.
  const Wide room_b = size_a <= half ? columns::kMostCount - size_a : std::min(size_b, half);
  const auto p = limited(a, (columns::kMostCount - room_b) / power_of_ten(digits_a), beyond);
  const auto q = limited(b, room_b / power_of_ten(digits_b), beyond);
  const auto x = p ? scaled(*p, digits_a) : std::nullopt;
  const auto y = q ? scaled(*q, digits_b) : std::nullopt;
  if (!x || !y) return std::nullopt;
  return std::pair(*x, *y);
}

Ends mirrored(const Ends& x) {
  Ends made{negative(x.high), negative(x.low), times(x.range, -1), x.high_far, x.low_far};
  if (is_known(x)) made.high = made.low;
  return made;
}

std::optional<Ends> times(const Ends& x, const ExprPtr& factor, const Range& of_factor) {
  Ends made = x;
  made.range = product(x.range, of_factor);
  if (!fits(made.range)) return std::nullopt;
  made.low = unless_far(low_of(x), infix(x.low, " * ", factor));
  made.high = is_known(x) ? made.low : unless_far(high_of(x), infix(x.high, " * ", factor));
  return made;
}

std::optional<Ends> sum(const Ends& a, const Ends& b) {
  Ends made;
  made.range = {a.range.low + b.range.low, a.range.high + b.range.high};
  if (!fits(made.range)) return std::nullopt;
  made.low_far = a.low_far || b.low_far;
  made.high_far = a.high_far || b.high_far;
  made.low = sum(low_of(a), low_of(b));
  made.high = is_known(a) && is_known(b) ? made.low : sum(high_of(a), high_of(b));
  return made;
}

std::optional<Ends> product(const Ends& a, const Ends& b, ExprPtr& lost, Dialect dialect) {
  const Range range = product(a.range, b.range);
  if (!fits(range)) return std::nullopt;
  const auto above = [](const Ends& x) { return !x.low_far && x.range.low >= 0; };
  const auto below = [](const Ends& x) { return !x.high_far && x.range.high <= 0; };
  Ends made;
  if (is_known(a) && is_known(b)) {
    made.low = infix(a.low, " * ", b.low);
    made.high = made.low;
  } else if (above(b)) {
    made = product_by_signs(a, b);
  } else if (above(a)) {
    made = product_by_signs(b, a);
  } else if (below(b)) {
    made = mirrored(product_by_signs(a, mirrored(b)));
  } else if (below(a)) {
    made = mirrored(product_by_signs(b, mirrored(a)));
  } else {
    // Of one that has no sign of its own and another: the least and the greatest of four.
    const End ends[] = {low_of(a), high_of(a), low_of(b), high_of(b)};
    std::vector<ExprPtr> corners;
    for (const End* x : {&ends[0], &ends[1]}) {
      for (const End* y : {&ends[2], &ends[3]})
        corners.push_back(product(*x, *y));
    }
    made.low = best_of(corners, false, dialect);
    made.high = best_of(corners, true, dialect);
  }
  made.range = range;
  const bool far = a.low_far || a.high_far || b.low_far || b.high_far;
  made.low_far = far;
  made.high_far = far;
  if (far && above(a) && above(b)) made.low_far = false;
  // Farther than far.
  for (const End& x : {low_of(a), high_of(a)}) {
    for (const End& y : {low_of(b), high_of(b)}) {
      if (!x.may_be_far || !y.may_be_far) continue;
      lost = either(lost, infix(is_far(x), " AND ", is_far(y)));
    }
  }
  return made;
}

Ends extreme_of(const Ends& a, const Ends& b, bool greatest, Dialect dialect) {
  Ends made;
  made.low = best_of({a.low, b.low}, greatest, dialect);
  made.high = is_known(a) && is_known(b) ? made.low : best_of({a.high, b.high}, greatest, dialect);
  // An end that is far bounds nothing.
  made.range = around(a.range, b.range);
  if (greatest) {
    if (!a.low_far) made.range.low = b.low_far ? a.range.low : std::max(a.range.low, b.range.low);
    if (a.low_far && !b.low_far) made.range.low = b.range.low;
  } else {
    if (!a.high_far)
      made.range.high = b.high_far ? a.range.high : std::min(a.range.high, b.range.high);
    if (a.high_far && !b.high_far) made.range.high = b.range.high;
  }
  made.low_far = greatest ? a.low_far && b.low_far : a.low_far || b.low_far;
  made.high_far = greatest ? a.high_far || b.high_far : a.high_far && b.high_far;
  return made;
}

Ends around(const Ends& a, const Ends& b, Dialect dialect) {
  return {best_of({a.low, b.low}, false, dialect), best_of({a.high, b.high}, true, dialect),
          around(a.range, b.range), a.low_far || b.low_far, a.high_far || b.high_far};
}

ExprPtr may_be(Op op, const Ends& a, const Ends& b) {
  switch (op) {
    case Op::less:
    case Op::less_equal:
      return comparison(op, a.low, b.high);
    case Op::greater:
    case Op::greater_equal:
      return comparison(op, a.high, b.low);
    default:
      return infix(comparison(Op::less_equal, a.low, b.high), " AND ",
                   comparison(Op::less_equal, b.low, a.high));
  }
}

}  // namespace fugong::sql
