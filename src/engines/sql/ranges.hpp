// Ranges of whole counts, in 128 bits: what shows that nothing leaves the 64. Private to
// engines/sql.
#pragma once

#include <algorithm>
#include <array>

#include "engines/feel/domain.hpp"
#include "engines/sql/maker.hpp"

namespace fugong::sql {

inline constexpr int kMostScale = 18;
inline constexpr int kMostValueScale = 9;

inline Wide power_of_ten(int exponent) {
  Wide power = 1;
  for (int i = 0; i < exponent; ++i)
    power *= 10;
  return power;
}

inline bool fits(const Range& range) {
  return range.low >= -columns::kMostCount && range.high <= columns::kMostCount;
}

inline Range times(const Range& range, Wide factor) {
  Range made{range.low * factor, range.high * factor};
  if (factor < 0) std::swap(made.low, made.high);
  return made;
}

inline Range product(const Range& a, const Range& b) {
  const std::array ends{a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high};
  const auto [low, high] = std::minmax_element(ends.begin(), ends.end());
  return {*low, *high};
}

inline Range around(const Range& a, const Range& b) {
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

inline bool holds_nought(const Range& range) {
  return range.low <= 0 && range.high >= 0;
}

/// Whether the range is still within the 64 bits at a finer scale.
inline bool scales(const Range& range, int by) {
  return by <= kMostScale && fits(times(range, power_of_ten(by)));
}

/// Null, or unknown without bounds: what an operation comes to whatever its numbers are.
inline bool is_nothing(const feel::Value& value) {
  return value.is_null() || (value.is_unknown() && value.domain().is_anything());
}

}  // namespace fugong::sql
