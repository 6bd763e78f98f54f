// Roundings of whole counts and of quotients of them.
#include <algorithm>

#include "engines/sql/ends.hpp"
#include "engines/sql/ranges.hpp"

namespace fugong::sql {

using columns::kFar;
using decision::Op;

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

}  // namespace

std::optional<Ends> rounded(const Ends& x, int scale, int digits, Rounding rounding,
                            const Divisor& divisor) {
  const int finer = scale - digits;
  if (finer > kMostScale) return std::nullopt;
  auto above = scaled(x, std::max(-finer, 0));
  const Wide factor = power_of_ten(std::max(finer, 0));
  const bool is_quotient = divisor.at != nullptr;
  const Range by = is_quotient ? times(divisor.range, factor) : Range{factor, factor};
  if (!above || !fits(by)) return std::nullopt;
  if (!is_quotient && factor == 1) return above;
  Ends made = *above;
  // A quotient is at most what it divides, and rounding adds at most one.
  made.range = is_quotient ? Range{std::min<Wide>(above->range.low, 0) - 1,
                                   std::max<Wide>(above->range.high, 0) + 1}
                           : Range{above->range.low / factor - 1, above->range.high / factor + 1};
  if (!fits(made.range)) return std::nullopt;
  const ExprPtr d = is_quotient ? times_power_of_ten(divisor.at, std::max(finer, 0))
                                : whole(static_cast<std::int64_t>(factor), true);
  const auto of_end = [&](const ExprPtr& number, bool may_be_far, std::int64_t far) {
    const ExprPtr upwards = quotient(number, d, rounding);
    const ExprPtr downwards = negative(quotient(negative(number), d, mirrored(rounding)));
    ExprPtr near;
    if (above->range.low >= 0) {
      near = upwards;
    } else if (above->range.high <= 0) {
      near = downwards;
    } else {
      near = when(comparison(Op::greater_equal, number, whole(0)), upwards, downwards);
    }
    if (!may_be_far) return near;
    return when(comparison(Op::equal, number, whole(far, true)), whole(far, true), near);
  };
  made.low = of_end(above->low, above->low_far, -kFar);
  made.high = above->low == above->high ? made.low : of_end(above->high, above->high_far, kFar);
  return made;
}

}  // namespace fugong::sql
