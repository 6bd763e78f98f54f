// Money: whole fen (0.01 yuan) in int64. Between the world and the rules money is a whole number
// of fen; inside FEEL it is an exact decimal number of yuan that a named rounding step ends.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "base/decimal.hpp"

namespace fugong {

struct Money {
  std::int64_t fen = 0;

  /// Empty unless `yuan` is a whole number of fen within kMaxFen.
  static std::optional<Money> from_yuan(const Decimal& yuan);
  /// Largest amount that is accepted from outside: 90 trillion yuan, exact in a JSON number too.
  static constexpr std::int64_t kMaxFen = 9'007'199'254'740'991;

  Decimal yuan() const { return Decimal(fen, -2); }
  /// "160125.00": always two digits after the point, no grouping.
  std::string to_string() const;

  friend bool operator==(const Money&, const Money&) = default;
  friend auto operator<=>(const Money&, const Money&) = default;
};

/// Sums of fen that more than 64 bits may need, as yuan with two decimals.
std::string yuan(__int128 fen);

}  // namespace fugong
