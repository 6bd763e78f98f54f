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
    case Kind::seconds_duration:
      return std::hash<std::int64_t>{}(value.seconds_duration().seconds);
    case Kind::unknown: {
      std::size_t hash = 5;
      for (const std::uint16_t source : value.sources())
        hash = hash * 31 + source;
      const feel::Domain& domain = value.domain();
      for (const Value& candidate : domain.candidates())
        hash += hash_of(candidate);  // in no promised order
      if (const auto interval = domain.interval(); interval && domain.is_interval()) {
        hash = (hash * 31 + hash_of(*interval->low)) * 31 + hash_of(*interval->high);
      }
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
    if (!is_span(at->second) && feel::same(values_[at->second - kFirst], value)) return at->second;
  }
  return add(hash, value, Span::none);
}

Code Dictionary::intern_span(const Value& sources, bool is_pair) {
  const Span span = is_pair ? Span::pair : Span::interval;
  const Value any = Value::unknown(sources.sources());
  const std::size_t hash = hash_of(any);
  const auto [first, last] = by_hash_.equal_range(hash);
  for (auto at = first; at != last; ++at) {
    const std::size_t index = at->second - kFirst;
    if (spans_[index] == span && values_[index].sources() == any.sources()) return at->second;
  }
  return add(hash, any, span);
}

Code Dictionary::add(std::size_t hash, const Value& value, Span span) {
  if (end() >= kMaxCodes) return kAsk;
  const auto code = static_cast<Code>(end());
  values_.push_back(value);
  spans_.push_back(span);
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

std::int64_t Narrow::operator[](std::size_t row) const {
  switch (bytes) {
    case 1:
      return static_cast<const std::uint8_t*>(at)[row];
    case 2:
      return static_cast<const std::uint16_t*>(at)[row];
    case 4:
      return static_cast<const std::uint32_t*>(at)[row];
    default:
      return static_cast<const std::int64_t*>(at)[row];
  }
}

Value Vector::value(std::size_t row) const {
  const Code at = code(row);
  if (at != kNumber && dictionary->is_span(at)) return span(row);
  if (at != kNumber) return dictionary->at(at);
  Value number = value_of(numbers.empty() ? narrow[row] : numbers[row], unit, scale);
  if (divisors.empty() || divisors[row] == 1) return number;
  return feel::divide(number, Value::of(divisors[row]));
}

Value Vector::span(std::size_t row) const {
  const auto end = [&](std::int64_t count) {
    if (count == kFar || count == -kFar) {
      return Value::of(Decimal(count > 0 ? 1 : -1, feel::kFarNumberExponent));
    }
    Value number = value_of(count, unit, scale);
    if (divisors.empty() || divisors[row] == 1) return number;
    return feel::divide(number, Value::of(divisors[row]));
  };
  const Value low = end(lows[row]);
  const Value high = end(highs[row]);
  const bool is_pair = dictionary->is_pair(code(row));
  return Value::unknown(
      dictionary->at(code(row)).sources(),
      is_pair ? feel::Domain::one_of({low, high}) : feel::Domain::within({low, high, true, true}));
}

}  // namespace fugong::columns
