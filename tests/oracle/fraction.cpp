#include "oracle/fraction.hpp"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <limits>
#include <utility>

namespace fugong::oracle {

using Whole = boost::multiprecision::cpp_int;
using Rational = boost::multiprecision::cpp_rational;

struct Fraction::Number {
  Rational value;
};

namespace {

Fraction make(const Rational& value) {
  return Fraction(Fraction::Number{value});
}

constexpr int kDigits = 34;
constexpr int kSmallestExponent = -6176;
constexpr int kLargestExponent = 6111;

Whole ten_to(unsigned exponent) {
  return boost::multiprecision::pow(Whole(10), exponent);
}

Rational power(int exponent) {
  if (exponent >= 0) return Rational(ten_to(static_cast<unsigned>(exponent)));
  return Rational(Whole(1), ten_to(static_cast<unsigned>(-exponent)));
}

Whole floor_of(const Rational& number) {
  const Whole above = numerator(number);
  const Whole below = denominator(number);
  Whole quotient = above / below;  // cut towards zero
  if (above < 0 && quotient * below != above) quotient -= 1;
  return quotient;
}

}  // namespace

Fraction::Fraction(Number number) : number_(std::make_shared<const Number>(std::move(number))) {}
Fraction::Fraction(std::int64_t whole) : Fraction(Number{Rational(whole)}) {}
Fraction::Fraction(std::int64_t above, std::int64_t below)
    : Fraction(Number{Rational(above, below)}) {}

Fraction operator+(const Fraction& a, const Fraction& b) {
  return make(a.number().value + b.number().value);
}
Fraction operator-(const Fraction& a, const Fraction& b) {
  return make(a.number().value - b.number().value);
}
Fraction operator*(const Fraction& a, const Fraction& b) {
  return make(a.number().value * b.number().value);
}
Fraction operator/(const Fraction& a, const Fraction& b) {
  return make(a.number().value / b.number().value);
}
Fraction operator-(const Fraction& a) {
  return make(-a.number().value);
}
bool operator==(const Fraction& a, const Fraction& b) {
  return a.number().value == b.number().value;
}
std::strong_ordering operator<=>(const Fraction& a, const Fraction& b) {
  // Denominators are positive, so that both may be multiplied by both.
  const Whole left = numerator(a.number().value) * denominator(b.number().value);
  const Whole right = numerator(b.number().value) * denominator(a.number().value);
  if (left < right) return std::strong_ordering::less;
  return right < left ? std::strong_ordering::greater : std::strong_ordering::equal;
}

std::optional<Fraction> read_fraction(std::string_view text) {
  bool negative = false;
  if (!text.empty() && text[0] == '-') {
    negative = true;
    text.remove_prefix(1);
  }
  Whole digits = 0;
  unsigned after_point = 0;
  bool point = false;
  bool any = false;
  for (const char c : text) {
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    digits = digits * 10 + (c - '0');
    any = true;
    if (point) ++after_point;
  }
  if (!any) return std::nullopt;
  const Fraction number = make(Rational(digits, ten_to(after_point)));
  return negative ? -number : number;
}

Fraction power_of_ten(int exponent) {
  return make(power(exponent));
}

Fraction size_of(const Fraction& number) {
  return number < 0 ? -number : number;
}

Fraction rounded(const Fraction& number, int scale, Round mode) {
  const Rational scaled = number.number().value * power(scale);
  const Whole low = floor_of(scaled);
  const Rational rest = scaled - Rational(low);
  if (rest == 0) return number;
  const Rational half(1, 2);
  const bool negative = number < 0;
  const bool low_is_even = low % 2 == 0;
  bool to_high = false;
  switch (mode) {
    case Round::floor:
      to_high = false;
      break;
    case Round::ceiling:
      to_high = true;
      break;
    case Round::down:
      to_high = negative;
      break;
    case Round::up:
      to_high = !negative;
      break;
    case Round::half_even:
      to_high = rest > half || (rest == half && !low_is_even);
      break;
    case Round::half_up:
      to_high = rest > half || (rest == half && !negative);
      break;
    case Round::half_down:
      to_high = rest > half || (rest == half && negative);
      break;
  }
  const Whole chosen = to_high ? Whole(low + 1) : low;
  return make(Rational(chosen) * power(-scale));
}

std::optional<Fraction> as_decimal128(const Fraction& number) {
  static const Whole kTooManyDigits = ten_to(kDigits);
  static const Rational kLargest = Rational(kTooManyDigits - 1) * power(kLargestExponent);
  const Rational size = abs(number.number().value);
  const Whole above = numerator(size);
  const Whole below = denominator(size);
  if (below == 1 && above < kTooManyDigits) return number;
  // The least exponent for which at most 34 digits are left of the point.
  const auto bits = static_cast<int>(msb(above)) - static_cast<int>(msb(below));
  int exponent = std::max(bits * 3 / 10 - kDigits - 2, kSmallestExponent);
  if (bits < 0) exponent = std::max(bits * 31 / 100 - kDigits - 2, kSmallestExponent);
  while (size >= power(exponent + kDigits))
    ++exponent;
  Fraction kept = rounded(number, -exponent, Round::half_even);
  if (abs(kept.number().value) > kLargest) return std::nullopt;
  return kept;
}

std::optional<std::int64_t> whole_of(const Fraction& number) {
  if (denominator(number.number().value) != 1) return std::nullopt;
  const Whole whole = numerator(number.number().value);
  if (whole > std::numeric_limits<std::int64_t>::max() ||
      whole < std::numeric_limits<std::int64_t>::min()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(whole);
}

std::string text_of(const Fraction& number) {
  return number.number().value.str();
}

}  // namespace fugong::oracle
