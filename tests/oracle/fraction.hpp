// Exact numbers of the oracle: fractions of whole numbers of any size. Every operation is what
// school teaches; nothing is rounded unless somebody asks for it.
//
//   Fraction half = *read_fraction("0.5");
//   rounded(half, 0, Round::half_up)            // 1
//   as_decimal128(Fraction(1, 3))               // 0.3333... with 34 threes, as FEEL keeps it
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace fugong::oracle {

class Fraction {
 public:
  Fraction(std::int64_t whole = 0);  // NOLINT(google-explicit-constructor): as school writes it
  Fraction(std::int64_t above, std::int64_t below);

  friend Fraction operator+(const Fraction& a, const Fraction& b);
  friend Fraction operator-(const Fraction& a, const Fraction& b);
  friend Fraction operator*(const Fraction& a, const Fraction& b);
  /// b isn't zero.
  friend Fraction operator/(const Fraction& a, const Fraction& b);
  friend Fraction operator-(const Fraction& a);
  friend bool operator==(const Fraction& a, const Fraction& b);
  friend std::strong_ordering operator<=>(const Fraction& a, const Fraction& b);

  struct Number;  // of the library
  explicit Fraction(Number number);
  const Number& number() const { return *number_; }

 private:
  std::shared_ptr<const Number> number_;
};

/// What becomes of a result that has more digits than a number of FEEL: it is kept, or rounded to
/// 34 digits, half to even (DMN 1.5, 10.3.2.3.1).
enum class Arithmetic : std::uint8_t { exact, standard };

enum class Round : std::uint8_t { half_even, half_up, half_down, up, down, ceiling, floor };

/// "12", "-0.50".
std::optional<Fraction> read_fraction(std::string_view text);
Fraction power_of_ten(int exponent);
Fraction size_of(const Fraction& number);
Fraction rounded(const Fraction& number, int scale, Round mode);
/// Empty where it is too large for FEEL.
std::optional<Fraction> as_decimal128(const Fraction& number);
/// The whole number if it is one.
std::optional<std::int64_t> whole_of(const Fraction& number);
/// For messages: "63/40".
std::string text_of(const Fraction& number);

}  // namespace fugong::oracle
