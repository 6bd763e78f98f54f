#include "engines/columns/vector.hpp"

#include <functional>

#include "engines/feel/domain.hpp"

namespace fugong::columns {

using feel::Kind;
using feel::Value;

namespace {

constexpr std::size_t kMaxCodes = 65'000;
constexpr std::int64_t kSecondsOfDay = 86'400;

std::size_t hash_of(const Value& value) {
  switch (value.kind()) {
    case Kind::null:
      return 1;
    case Kind::boolean:
      return value.boolean() ? 3 : 2;
    case Kind::number:
      return value.number().hash();
    case Kind::string:
      return std::hash<std::string>{}(value.string());
    case Kind::date:
      return std::hash<std::int64_t>{}(value.date().days());
    case Kind::unknown: {
      std::size_t hash = 5;
      for (const std::uint16_t source : value.sources())
        hash = hash * 31 + source;
      return hash;
    }
    default:
      return std::hash<std::string>{}(feel::to_feel(value));
  }
}

}  // namespace

Code Dictionary::intern(const Value& value) {
  const std::size_t hash = hash_of(value);
  const auto [first, last] = by_hash_.equal_range(hash);
  for (auto at = first; at != last; ++at) {
    if (feel::same(values_[at->second - kFirst], value)) return at->second;
  }
  if (end() >= kMaxCodes) return kAsk;
  const auto code = static_cast<Code>(end());
  values_.push_back(value);
  by_hash_.emplace(hash, code);
  return code;
}

const Value& Dictionary::at(Code code) const {
  FUGONG_CHECK(code >= kFirst && code < end(), "a code of this dictionary");
  return values_[code - kFirst];
}

Value value_of(std::int64_t number, Unit unit, int scale) {
  switch (unit) {
    case Unit::number:
      return Value::of(Decimal(number, -scale));
    case Unit::day:
      return Value::of(Date::from_days(number));
    case Unit::days:
      return Value::of(feel::SecondsDuration{number * kSecondsOfDay, 0});
  }
  FUGONG_CHECK(false, "every unit has its kind of value");
}

bool count_of(const Value& value, int scale, Unit& unit, std::int64_t& number) {
  switch (value.kind()) {
    case Kind::number: {
      unit = Unit::number;
      const auto scaled = multiply(value.number(), Decimal(1, scale));
      const auto count = scaled ? scaled->to_int64() : std::nullopt;
      if (count) number = *count;
      return count.has_value();
    }
    case Kind::date:
      unit = Unit::day;
      number = value.date().days();
      return true;
    case Kind::seconds_duration: {
      const feel::SecondsDuration span = value.seconds_duration();
      unit = Unit::days;
      number = span.seconds / kSecondsOfDay;
      return span.nanos == 0 && span.seconds % kSecondsOfDay == 0;
    }
    default:
      return false;
  }
}

Value Vector::value(std::size_t row) const {
  const Code at = code(row);
  if (at != kNumber) return dictionary->at(at);
  Value number = value_of(numbers[row], unit, scale);
  if (divisors.empty() || divisors[row] == 1) return number;
  return feel::divide(number, Value::of(divisors[row]));
}

}  // namespace fugong::columns
