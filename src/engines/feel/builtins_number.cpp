// The numeric built-ins (DMN 1.5, table 80).
#include "engines/feel/builtins_parts.hpp"

namespace fugong::feel::parts {
namespace {

using K = Type::Kind;

// The exponents of decimal128: a scale outside of them is an error, not a rounding.
constexpr std::int64_t kMinScale = -6111;
constexpr std::int64_t kMaxScale = 6176;

Value number_or_error(const CallContext& context, const std::optional<Decimal>& number) {
  return number ? Value::of(*number) : error(context, kOutOfRange);
}

/// f(number, scale); a fraction in the scale is cut off.
Value round_to(const CallContext& context, Arguments arguments, Rounding mode) {
  const Decimal* number = number_at(arguments, 0);
  const Decimal* scale = number_at(arguments, 1);
  if (number == nullptr || scale == nullptr) return error(context, kWrongArgument);
  const auto whole = scale->round(0, Rounding::down);
  const auto digits = whole ? whole->to_int64() : std::nullopt;
  if (!digits || *digits < kMinScale || *digits > kMaxScale) return error(context, kOutOfRange);
  return number_or_error(context, number->round(static_cast<int>(*digits), mode));
}

template <Rounding Mode>
Value rounded(const CallContext& context, Arguments arguments) {
  return round_to(context, arguments, Mode);
}

/// floor and ceiling: the scale may be left out.
template <Rounding Mode>
Value rounded_whole(const CallContext& context, Arguments arguments) {
  if (arguments.size() > 1) return round_to(context, arguments, Mode);
  const Decimal* number = number_at(arguments, 0);
  if (number == nullptr) return error(context, kWrongArgument);
  return number_or_error(context, number->round(0, Mode));
}

Value absolute(const CallContext& context, Arguments arguments) {
  const Value& value = scalar_at(arguments, 0);
  switch (value.kind()) {
    case Kind::number:
      return Value::of(value.number().abs());
    case Kind::months_duration:
      return value.months_duration().months < 0 ? negate(value) : value;
    case Kind::seconds_duration:
      return value.seconds_duration() < SecondsDuration{} ? negate(value) : value;
    default:
      return error(context, kWrongArgument);
  }
}

Value modulo_of(const CallContext& context, Arguments arguments) {
  const Decimal* dividend = number_at(arguments, 0);
  const Decimal* divisor = number_at(arguments, 1);
  if (dividend == nullptr || divisor == nullptr) return error(context, kWrongArgument);
  if (divisor->is_zero()) return error(context, kDivisionByZero);
  return number_or_error(context, modulo(*dividend, *divisor));
}

template <std::optional<Decimal> (*Function)(const Decimal&)>
Value of_one(const CallContext& context, Arguments arguments) {
  const Decimal* number = number_at(arguments, 0);
  if (number == nullptr) return error(context, kWrongArgument);
  return number_or_error(context, Function(*number));
}

/// Whether the number leaves that rest by 2; a number that is not whole leaves neither.
template <int Rest>
Value parity(const CallContext& context, Arguments arguments) {
  const Decimal* number = number_at(arguments, 0);
  if (number == nullptr) return error(context, kWrongArgument);
  const auto rest = modulo(*number, Decimal(2));
  if (!rest) return error(context, kOutOfRange);
  return Value::of(*rest == Decimal(Rest));
}

std::optional<Type> type_of_abs(Types types) {
  if (types.size() != 1) return std::nullopt;
  const bool fits_one = types[0].is(K::number) || types[0].is(K::months_duration) ||
                        types[0].is(K::seconds_duration) || types[0].is(K::null);
  return fits_one ? std::optional<Type>(types[0]) : std::nullopt;
}

constexpr auto kOneNumber = fixed<K::number, K::number>;
constexpr auto kTwoNumbers = fixed<K::number, K::number, K::number>;
constexpr auto kParity = fixed<K::boolean, K::number>;

}  // namespace

void add_number_builtins(std::vector<Builtin>& table) {
  table.push_back(
      {"decimal", {"n", "scale"}, 2, false, rounded<Rounding::half_even>, kTwoNumbers, {}, {}});
  table.push_back(
      {"floor", {"n", "scale"}, 1, false, rounded_whole<Rounding::floor>, kTwoNumbers, {}, {}});
  table.push_back(
      {"ceiling", {"n", "scale"}, 1, false, rounded_whole<Rounding::ceiling>, kTwoNumbers, {}, {}});
  table.push_back(
      {"round up", {"n", "scale"}, 2, false, rounded<Rounding::up>, kTwoNumbers, {}, {}});
  table.push_back(
      {"round down", {"n", "scale"}, 2, false, rounded<Rounding::down>, kTwoNumbers, {}, {}});
  table.push_back(
      {"round half up", {"n", "scale"}, 2, false, rounded<Rounding::half_up>, kTwoNumbers, {}, {}});
  table.push_back({"round half down",
                   {"n", "scale"},
                   2,
                   false,
                   rounded<Rounding::half_down>,
                   kTwoNumbers,
                   {},
                   {}});
  table.push_back({"abs", {"n"}, 1, false, absolute, type_of_abs, {}, {}});
  table.push_back({"modulo", {"dividend", "divisor"}, 2, false, modulo_of, kTwoNumbers, {}, {}});
  table.push_back({"sqrt", {"number"}, 1, false, of_one<square_root>, kOneNumber, {}, {}});
  table.push_back({"log", {"number"}, 1, false, of_one<natural_logarithm>, kOneNumber, {}, {}});
  table.push_back({"exp", {"number"}, 1, false, of_one<exponential>, kOneNumber, {}, {}});
  table.push_back({"odd", {"number"}, 1, false, parity<1>, kParity, {}, {}});
  table.push_back({"even", {"number"}, 1, false, parity<0>, kParity, {}, {}});
}

}  // namespace fugong::feel::parts
