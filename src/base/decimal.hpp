// Decimal: an exact number as FEEL and the law use it (IEEE 754-2008 decimal128: 34 digits,
// exponents -6143..6144). The only file that includes Intel's library is decimal.cpp.
//
//   auto rate = Decimal::parse("3.15");            // optional
//   auto half = multiply(*rate, Decimal(5, -1));   // optional: empty on overflow
//   half->to_string()                              // "1.575"
//
// Always finite: what would be infinite or NaN is std::nullopt. Value type, 16 bytes.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fugong {

enum class Rounding : std::uint8_t { half_even, half_up, half_down, up, down, ceiling, floor };

class Decimal {
 public:
  /// Zero.
  constexpr Decimal() = default;
  /// coefficient * 10^exponent, exactly. Implicit from whole numbers on purpose.
  Decimal(std::int64_t coefficient, int exponent = 0);  // NOLINT(google-explicit-constructor)

  /// Reads "12", "-0.50", ".5", "1.2e3". Empty on anything else, on more than kMaxDigits
  /// significant digits (never silently rounded) and on overflow.
  static std::optional<Decimal> parse(std::string_view text);
  static constexpr int kMaxDigits = 34;

  /// Plain notation without exponent and without trailing zeros after the point: "1.5", "300", "0".
  std::string to_string() const;

  bool is_zero() const;
  bool is_negative() const;
  bool is_integer() const;
  /// Number of digits after the point once trailing zeros are removed (0 for whole numbers).
  int scale() const;
  /// The value if it is whole and fits.
  std::optional<std::int64_t> to_int64() const;

  Decimal negated() const;
  Decimal abs() const;
  /// Rounded to `scale` digits after the point (negative: tens, hundreds). Empty if out of range.
  std::optional<Decimal> round(int scale, Rounding mode) const;

  /// By value: 1.0 equals 1.
  friend bool operator==(const Decimal& a, const Decimal& b);
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);

  friend std::optional<Decimal> add(const Decimal& a, const Decimal& b);
  friend std::optional<Decimal> subtract(const Decimal& a, const Decimal& b);
  friend std::optional<Decimal> multiply(const Decimal& a, const Decimal& b);
  friend std::optional<Decimal> divide(const Decimal& a, const Decimal& b);  ///< empty for b = 0
  friend std::optional<Decimal> power(const Decimal& a, const Decimal& b);
  /// FEEL's modulo: a - b * floor(a / b); the sign is b's. Empty for b = 0.
  friend std::optional<Decimal> modulo(const Decimal& a, const Decimal& b);
  friend std::optional<Decimal> square_root(const Decimal& a);
  friend std::optional<Decimal> exponential(const Decimal& a);
  friend std::optional<Decimal> natural_logarithm(const Decimal& a);

  /// Equal decimals have equal hashes.
  std::size_t hash() const;

 private:
  std::array<std::uint64_t, 2> bits_{0, 0x3040000000000000ULL};  // +0E0 in BID encoding
};

// Declared at namespace scope too, so that they can be named with a qualifier.
std::optional<Decimal> add(const Decimal& a, const Decimal& b);
std::optional<Decimal> subtract(const Decimal& a, const Decimal& b);
std::optional<Decimal> multiply(const Decimal& a, const Decimal& b);
std::optional<Decimal> divide(const Decimal& a, const Decimal& b);
std::optional<Decimal> power(const Decimal& a, const Decimal& b);
std::optional<Decimal> modulo(const Decimal& a, const Decimal& b);
std::optional<Decimal> square_root(const Decimal& a);
std::optional<Decimal> exponential(const Decimal& a);
std::optional<Decimal> natural_logarithm(const Decimal& a);

}  // namespace fugong
