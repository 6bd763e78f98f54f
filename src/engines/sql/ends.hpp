// Ends: what a row's number may be as two expressions, a lower and an upper end, which are the same
// where it is known. The operations of engines/columns/spans.cpp, written for a database. Private
// to engines/sql.
//
// An end that lies as far as facts go is -kFar below or kFar above. Nothing is worked out with
// that: wherever an end may be far, the text asks first. Where a row has neither a number nor ends
// both are NULL, and so is what comes of them.
#pragma once

#include <optional>
#include <utility>

#include "engines/sql/expression.hpp"
#include "engines/sql/maker.hpp"

namespace fugong::sql {

struct Ends {
  ExprPtr low;
  ExprPtr high;
  Range range;  ///< of all ends that aren't far
  bool low_far = false;
  bool high_far = false;
};

/// At a scale finer by some digits.
std::optional<Ends> scaled(const Ends& x, int digits);
/// The same, NULL where an end that isn't far is greater in size; `beyond` gains where one is.
/// Empty if that leaves too little room to be worth it.
std::optional<Ends> limited(const Ends& x, Wide most, ExprPtr& beyond);
/// Both at scales finer by some digits, limited so that their sum stays within 64 bits.
std::optional<std::pair<Ends, Ends>> with_room_for_sum(const Ends& a, int digits_a, const Ends& b,
                                                       int digits_b, ExprPtr& beyond);
Ends mirrored(const Ends& x);
/// Times a whole number that is above nought in every row.
std::optional<Ends> times(const Ends& x, const ExprPtr& factor, const Range& of_factor);
std::optional<Ends> sum(const Ends& a, const Ends& b);
/// `lost` gains where two ends are far.
std::optional<Ends> product(const Ends& a, const Ends& b, ExprPtr& lost, Dialect dialect);
Ends extreme_of(const Ends& a, const Ends& b, bool greatest, Dialect dialect);
/// Around both.
Ends around(const Ends& a, const Ends& b, Dialect dialect);
/// Counts of 10^-scale as whole counts of 10^-digits; of a quotient each end is divided by
/// `divisor`, which is above nought. Empty where nothing proves that 64 bits are enough.
struct Divisor {
  ExprPtr at;  ///< null: no quotient
  Range range{1, 1};
};
std::optional<Ends> rounded(const Ends& x, int scale, int digits, Rounding rounding,
                            const Divisor& divisor);
/// Where two intervals may be related so (`equal`: may meet).
ExprPtr may_be(decision::Op op, const Ends& a, const Ends& b);

/// The least or greatest of some numbers, none of which is NULL or all are.
ExprPtr best_of(const std::vector<ExprPtr>& of, bool greatest, Dialect dialect);
ExprPtr negative(const ExprPtr& x);
/// Either may be null, which never holds.
ExprPtr either(const ExprPtr& a, const ExprPtr& b);

}  // namespace fugong::sql
