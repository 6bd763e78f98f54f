#include "base/decimal.hpp"

#include <algorithm>
#include <cstring>
#include <functional>

#include "base/fault.hpp"

#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
extern "C" {
#include <bid_conf.h>
#include <bid_functions.h>
}
#pragma GCC diagnostic pop

namespace fugong {
namespace {

BID_UINT128 raw(const Decimal& value) {
  static_assert(sizeof(Decimal) == sizeof(BID_UINT128));
  BID_UINT128 bits;
  std::memcpy(&bits, static_cast<const void*>(&value), sizeof bits);
  return bits;
}

Decimal wrap(const BID_UINT128& bits) {
  Decimal value;
  std::memcpy(static_cast<void*>(&value), &bits, sizeof bits);
  return value;
}

std::optional<Decimal> finite(BID_UINT128 bits) {
  if (__bid128_isFinite(bits) == 0) return std::nullopt;
  return wrap(bits);
}

/// Sign, digits without leading zeros (at least one), and exponent of the last digit.
struct Parts {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

Parts parts_of(const Decimal& value) {
  char text[64] = {};
  _IDEC_flags flags = 0;
  __bid128_to_string(text, raw(value), &flags);  // "+12345E-2"
  Parts parts;
  parts.negative = text[0] == '-';
  const char* at = text + 1;
  const char* e = std::strchr(at, 'E');
  FUGONG_CHECK(e != nullptr, "a finite decimal prints with an exponent");
  while (at + 1 < e && *at == '0')
    ++at;
  parts.digits.assign(at, e);
  parts.exponent = std::atoi(e + 1);
  return parts;
}

/// Without trailing zeros; zero is "0" with exponent 0.
Parts reduced(const Decimal& value) {
  Parts parts = parts_of(value);
  while (parts.digits.size() > 1 && parts.digits.back() == '0') {
    parts.digits.pop_back();
    ++parts.exponent;
  }
  if (parts.digits == "0") {
    parts.exponent = 0;
    parts.negative = false;
  }
  return parts;
}

unsigned library_mode(Rounding mode, bool negative) {
  switch (mode) {
    case Rounding::half_even:
      return BID_ROUNDING_TO_NEAREST;
    case Rounding::half_up:
      return BID_ROUNDING_TIES_AWAY;
    case Rounding::down:
      return BID_ROUNDING_TO_ZERO;
    case Rounding::up:
      return negative ? BID_ROUNDING_DOWN : BID_ROUNDING_UP;
    case Rounding::ceiling:
      return BID_ROUNDING_UP;
    case Rounding::floor:
      return BID_ROUNDING_DOWN;
    case Rounding::half_down:
      break;
  }
  FUGONG_CHECK(false, "half_down is made from the others");
}

/// True if rounding to `scale` changes nothing.
bool ends_within(const Parts& parts, int scale) {
  return -parts.exponent <= scale;
}

/// Not one of the library's modes: the nearer neighbour, and of two as near the one nearer to zero.
std::optional<Decimal> round_half_down(const Decimal& value, int scale) {
  const auto down = value.round(scale, Rounding::down);
  const auto away = value.round(scale, Rounding::up);
  if (!down || !away) return std::nullopt;
  const auto to_down = subtract(value.abs(), down->abs());
  const auto to_away = subtract(away->abs(), value.abs());
  if (!to_down || !to_away) return std::nullopt;
  return *to_down <= *to_away ? down : away;
}

// 10^6176 is beyond the smallest digit; 10^6111 is the largest unit.
constexpr int kMaxScale = 6176;
constexpr int kMinScale = -6111;

}  // namespace

Decimal::Decimal(std::int64_t coefficient, int exponent) {
  BID_UINT128 bits = __bid128_from_int64(coefficient);
  _IDEC_flags flags = 0;
  if (exponent != 0) bits = __bid128_scalbn(bits, exponent, BID_ROUNDING_TO_NEAREST, &flags);
  FUGONG_CHECK(__bid128_isFinite(bits) != 0 && (flags & BID_INEXACT_EXCEPTION) == 0,
               "a constant decimal is in range");
  *this = wrap(bits);
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
  constexpr std::size_t kMaxText = 7000;
  if (text.empty() || text.size() > kMaxText) return std::nullopt;
  std::size_t at = 0;
  std::string plain;
  if (text[0] == '-') plain += text[at++];
  std::string digits;
  int exponent = 0;
  bool any = false;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, any = true) {
    digits += text[at];
  }
  if (at < text.size() && text[at] == '.') {
    const std::size_t point = ++at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, any = true) {
      digits += text[at];
      --exponent;
    }
    if (at == point) return std::nullopt;
  }
  if (!any) return std::nullopt;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    bool minus = false;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) minus = text[at++] == '-';
    const std::size_t start = at;
    int value = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
      value = std::min(value * 10 + (text[at] - '0'), 100'000);
    }
    if (at == start) return std::nullopt;
    exponent += minus ? -value : value;
  }
  if (at != text.size()) return std::nullopt;
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  while (!digits.empty() && digits.back() == '0') {
    digits.pop_back();
    ++exponent;
  }
  if (digits.empty()) return Decimal();
  if (digits.size() > kMaxDigits) return std::nullopt;
  // Adjusted exponents outside -6176..6144 can't be held exactly.
  const int adjusted = exponent + static_cast<int>(digits.size()) - 1;
  if (adjusted > 6144 || exponent < -6176) return std::nullopt;
  plain += digits + "E" + std::to_string(exponent);
  _IDEC_flags flags = 0;
  return finite(__bid128_from_string(plain.data(), BID_ROUNDING_TO_NEAREST, &flags));
}

std::string Decimal::to_string() const {
  const Parts parts = reduced(*this);
  std::string out = parts.negative ? "-" : "";
  if (parts.exponent >= 0) {
    return out + parts.digits + std::string(static_cast<std::size_t>(parts.exponent), '0');
  }
  const auto fraction = static_cast<std::size_t>(-parts.exponent);
  if (parts.digits.size() > fraction) {
    const std::size_t whole = parts.digits.size() - fraction;
    return out + parts.digits.substr(0, whole) + "." + parts.digits.substr(whole);
  }
  return out + "0." + std::string(fraction - parts.digits.size(), '0') + parts.digits;
}

bool Decimal::is_zero() const {
  return __bid128_isZero(raw(*this)) != 0;
}
bool Decimal::is_negative() const {
  return !is_zero() && __bid128_isSigned(raw(*this)) != 0;
}
bool Decimal::is_integer() const {
  return reduced(*this).exponent >= 0;
}
int Decimal::scale() const {
  return std::max(0, -reduced(*this).exponent);
}

std::optional<std::int64_t> Decimal::to_int64() const {
  _IDEC_flags flags = 0;
  const auto value = __bid128_to_int64_xint(raw(*this), &flags);
  if ((flags & (BID_INVALID_EXCEPTION | BID_INEXACT_EXCEPTION)) != 0) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

Decimal Decimal::negated() const {
  return is_zero() ? Decimal() : wrap(__bid128_negate(raw(*this)));
}
Decimal Decimal::abs() const {
  return wrap(__bid128_abs(raw(*this)));
}

std::optional<Decimal> Decimal::round(int scale, Rounding mode) const {
  if (scale > kMaxScale || scale < kMinScale) return std::nullopt;
  if (mode == Rounding::half_down) return round_half_down(*this, scale);
  _IDEC_flags flags = 0;
  const BID_UINT128 unit = raw(Decimal(1, -scale));
  const BID_UINT128 rounded =
      __bid128_quantize(raw(*this), unit, library_mode(mode, is_negative()), &flags);
  if (__bid128_isFinite(rounded) != 0) return wrap(rounded);
  // More than 34 digits would be needed: fine where there is nothing to round.
  return ends_within(reduced(*this), scale) ? std::optional(*this) : std::nullopt;
}

bool operator==(const Decimal& a, const Decimal& b) {
  _IDEC_flags flags = 0;
  return __bid128_quiet_equal(raw(a), raw(b), &flags) != 0;
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  _IDEC_flags flags = 0;
  if (__bid128_quiet_less(raw(a), raw(b), &flags) != 0) return std::strong_ordering::less;
  if (__bid128_quiet_equal(raw(a), raw(b), &flags) != 0) return std::strong_ordering::equal;
  return std::strong_ordering::greater;
}

std::optional<Decimal> add(const Decimal& a, const Decimal& b) {
  _IDEC_flags flags = 0;
  return finite(__bid128_add(raw(a), raw(b), BID_ROUNDING_TO_NEAREST, &flags));
}

std::optional<Decimal> subtract(const Decimal& a, const Decimal& b) {
  _IDEC_flags flags = 0;
  return finite(__bid128_sub(raw(a), raw(b), BID_ROUNDING_TO_NEAREST, &flags));
}

std::optional<Decimal> multiply(const Decimal& a, const Decimal& b) {
  _IDEC_flags flags = 0;
  return finite(__bid128_mul(raw(a), raw(b), BID_ROUNDING_TO_NEAREST, &flags));
}

std::optional<Decimal> divide(const Decimal& a, const Decimal& b) {
  if (b.is_zero()) return std::nullopt;
  _IDEC_flags flags = 0;
  return finite(__bid128_div(raw(a), raw(b), BID_ROUNDING_TO_NEAREST, &flags));
}

std::optional<Decimal> power(const Decimal& a, const Decimal& b) {
  _IDEC_flags flags = 0;
  return finite(__bid128_pow(raw(a), raw(b), BID_ROUNDING_TO_NEAREST, &flags));
}

std::optional<Decimal> modulo(const Decimal& a, const Decimal& b) {
  if (b.is_zero()) return std::nullopt;
  _IDEC_flags flags = 0;
  // fmod is exact and has a's sign; FEEL wants b's.
  const auto remainder = finite(__bid128_fmod(raw(a), raw(b), &flags));
  if (!remainder || remainder->is_zero()) return remainder ? std::optional(Decimal()) : remainder;
  if (remainder->is_negative() == b.is_negative()) return remainder;
  return add(*remainder, b);
}

std::optional<Decimal> square_root(const Decimal& a) {
  if (a.is_negative()) return std::nullopt;
  _IDEC_flags flags = 0;
  return finite(__bid128_sqrt(raw(a), BID_ROUNDING_TO_NEAREST, &flags));
}

std::optional<Decimal> exponential(const Decimal& a) {
  _IDEC_flags flags = 0;
  return finite(__bid128_exp(raw(a), BID_ROUNDING_TO_NEAREST, &flags));
}

std::optional<Decimal> natural_logarithm(const Decimal& a) {
  if (a.is_zero() || a.is_negative()) return std::nullopt;
  _IDEC_flags flags = 0;
  return finite(__bid128_log(raw(a), BID_ROUNDING_TO_NEAREST, &flags));
}

std::size_t Decimal::hash() const {
  const Parts parts = reduced(*this);
  return std::hash<std::string>()(parts.digits) * 31 + static_cast<std::size_t>(parts.exponent) +
         (parts.negative ? 1 : 0);
}

}  // namespace fugong
