// The built-ins that convert: dates, times, durations, numbers and texts (DMN 1.5, table 73).
// range("[1..3]") stands in builtins_literal.cpp.
#include <algorithm>

#include "engines/feel/builtins_parts.hpp"

namespace fugong::feel::parts {
namespace {

using K = Type::Kind;

constexpr std::int32_t kMaxOffsetSeconds = 18 * 3600;

template <class T>
Value made(const CallContext& context, std::optional<T> value) {
  return value ? Value::of(*std::move(value)) : error(context, kWrongArgument);
}

std::optional<Date> civil_date(Arguments arguments) {
  const auto year = whole_at(arguments, 0);
  const auto month = whole_at(arguments, 1);
  const auto day = whole_at(arguments, 2);
  constexpr std::int64_t kMaxGivenYear = 999'999'999;
  if (!year || !month || !day || *year < -kMaxGivenYear || *year > kMaxGivenYear)
    return std::nullopt;
  if (*month < 1 || *month > 12 || *day < 1 || *day > 31) return std::nullopt;
  return Date::from_civil(*year, static_cast<int>(*month), static_cast<int>(*day));
}

/// date(from) or date(year, month, day).
Value date(const CallContext& context, Arguments arguments) {
  if (arguments.size() == 3) return made(context, civil_date(arguments));
  if (arguments.size() != 1) return error(context, kWrongArgument);
  const Value& from = scalar_at(arguments, 0);
  switch (from.kind()) {
    case Kind::date:
      return from;
    case Kind::date_time:
      return Value::of(from.date_time().date);
    case Kind::string:
      return made(context, Date::parse(from.string()));
    default:
      return error(context, kWrongArgument);
  }
}

/// Seconds may have a fraction, down to nanoseconds.
std::optional<Time> clock_time(Arguments arguments) {
  const auto hour = whole_at(arguments, 0);
  const auto minute = whole_at(arguments, 1);
  const Decimal* second = number_at(arguments, 2);
  if (!hour || !minute || second == nullptr) return std::nullopt;
  if (*hour < 0 || *hour > 23 || *minute < 0 || *minute > 59) return std::nullopt;
  const auto scaled = multiply(*second, Decimal(1'000'000'000));
  const auto cut = scaled ? scaled->round(0, Rounding::down) : std::nullopt;
  const auto nanos = cut ? cut->to_int64() : std::nullopt;
  constexpr std::int64_t kNanosOfMinute = 60'000'000'000;
  if (!nanos || *nanos < 0 || *nanos >= kNanosOfMinute) return std::nullopt;
  Time time;
  time.second_of_day =
      static_cast<std::int32_t>(*hour * 3600 + *minute * 60 + *nanos / 1'000'000'000);
  time.nanos = static_cast<std::int32_t>(*nanos % 1'000'000'000);
  if (is_missing(arguments, 3)) return time;
  const Value& offset = scalar_at(arguments, 3);
  if (offset.kind() != Kind::seconds_duration) return std::nullopt;
  const std::int64_t seconds = offset.seconds_duration().seconds;
  if (seconds > kMaxOffsetSeconds || seconds < -kMaxOffsetSeconds) return std::nullopt;
  time.zone.kind = Zone::Kind::offset;
  time.zone.offset_s = static_cast<std::int32_t>(seconds);
  return time;
}

/// time(from) or time(hour, minute, second, offset).
Value time(const CallContext& context, Arguments arguments) {
  if (arguments.size() == 3 || arguments.size() == 4) return made(context, clock_time(arguments));
  if (arguments.size() != 1) return error(context, kWrongArgument);
  const Value& from = scalar_at(arguments, 0);
  switch (from.kind()) {
    case Kind::time:
      return from;
    case Kind::date_time:
      return Value::of(from.date_time().time);
    case Kind::date: {
      // A day is its midnight in UTC.
      Time midnight;
      midnight.zone.kind = Zone::Kind::offset;
      return Value::of(std::move(midnight));
    }
    case Kind::string:
      return made(context, parse_time(from.string()));
    default:
      return error(context, kWrongArgument);
  }
}

/// date and time(from), (date, time) or (date, timezone).
Value date_and_time(const CallContext& context, Arguments arguments) {
  const Value& first = scalar_at(arguments, 0);
  if (arguments.size() == 1) {
    if (first.kind() == Kind::date_time) return first;
    if (first.kind() == Kind::date) return Value::of(DateTime{first.date(), {}});
    if (first.kind() != Kind::string) return error(context, kWrongArgument);
    return made(context, parse_date_time(first.string()));
  }
  const Value& second = scalar_at(arguments, 1);
  const bool has_date = first.kind() == Kind::date || first.kind() == Kind::date_time;
  if (arguments.size() != 2 || !has_date) return error(context, kWrongArgument);
  if (second.kind() == Kind::time) {
    const Date& day = first.kind() == Kind::date ? first.date() : first.date_time().date;
    return Value::of(DateTime{day, second.time()});
  }
  // The same reading of the clock, now in that zone.
  if (second.kind() != Kind::string || first.kind() != Kind::date_time ||
      !zone_exists(second.string())) {
    return error(context, kWrongArgument);
  }
  DateTime moved = first.date_time();
  moved.time.zone = {Zone::Kind::named, 0, second.string()};
  return Value::of(std::move(moved));
}

Value duration(const CallContext& context, Arguments arguments) {
  if (arguments.size() != 1) return error(context, kWrongArgument);
  const Value& from = scalar_at(arguments, 0);
  if (from.kind() == Kind::months_duration || from.kind() == Kind::seconds_duration) return from;
  if (from.kind() != Kind::string) return error(context, kWrongArgument);
  if (const auto months = parse_months_duration(from.string())) return Value::of(*months);
  return made(context, parse_seconds_duration(from.string()));
}

/// Whole months from one moment to the other; a month is whole once its day and hour are reached.
std::int64_t whole_months(const DateTime& from, const DateTime& to) {
  const auto key = [](const DateTime& at) {
    return std::pair(at.date.day(), std::int64_t{at.time.second_of_day});
  };
  std::int64_t months =
      (to.date.year() - from.date.year()) * 12 + to.date.month() - from.date.month();
  if (months > 0 && key(to) < key(from)) --months;
  if (months < 0 && key(to) > key(from)) ++months;
  return months;
}

Value months_between(const CallContext& context, Arguments arguments) {
  const auto moment = [&](std::size_t index) -> std::optional<DateTime> {
    const Value& value = scalar_at(arguments, index);
    if (value.kind() == Kind::date) return DateTime{value.date(), {}};
    if (value.kind() == Kind::date_time) return value.date_time();
    return std::nullopt;
  };
  const auto from = moment(0);
  const auto to = moment(1);
  if (arguments.size() != 2 || !from || !to) return error(context, kWrongArgument);
  return Value::of(MonthsDuration{whole_months(*from, *to)});
}

/// Whether the separator is one that the standard allows; null is "none".
bool is_separator(const Value& value, std::string_view allowed) {
  if (value.is_null()) return true;
  return value.kind() == Kind::string && value.string().size() == 1 &&
         allowed.find(value.string()[0]) != std::string_view::npos;
}

/// number(from), number(from, grouping separator, decimal separator).
Value number(const CallContext& context, Arguments arguments) {
  const Value& from = scalar_at(arguments, 0);
  if (arguments.size() == 1) {
    if (from.kind() == Kind::number) return from;
    if (from.kind() != Kind::string) return error(context, kWrongArgument);
    return made(context, Decimal::parse(from.string()));
  }
  const Value& grouping = scalar_at(arguments, 1);
  const Value& point = scalar_at(arguments, 2);
  if (arguments.size() != 3 || from.kind() != Kind::string || !is_separator(grouping, " ,.") ||
      !is_separator(point, ".,")) {
    return error(context, kWrongArgument);
  }
  const char decimal_point = point.is_null() ? '.' : point.string()[0];
  const char group = grouping.is_null() ? '\0' : grouping.string()[0];
  if (group == decimal_point) return error(context, kWrongArgument);
  std::string plain;
  for (const char c : from.string()) {
    if (!grouping.is_null() && c == group) continue;
    // A point that isn't the one agreed on must not slip through as one.
    if (c == '.' && decimal_point != '.') return error(context, kWrongArgument);
    plain += c == decimal_point ? '.' : c;
  }
  return made(context, Decimal::parse(plain));
}

Value string(const CallContext& context, Arguments arguments) {
  if (arguments.size() != 1) return error(context, kWrongArgument);
  if (arguments[0].is_null()) return Value();
  return Value::of(to_display(arguments[0]));
}

bool is_moment(const Type& type) {
  return type.is(K::date) || type.is(K::date_time) || type.is(K::null);
}

std::optional<Type> type_of_date(Types types) {
  if (types.size() == 3) return fixed<K::date, K::number, K::number, K::number>(types);
  if (types.size() != 1 || !(types[0].is(K::string) || is_moment(types[0]))) return std::nullopt;
  return Type(K::date);
}

std::optional<Type> type_of_time(Types types) {
  if (types.size() > 1) {
    return fixed<K::time, K::number, K::number, K::number, K::seconds_duration>(types);
  }
  const bool fits_one =
      types.size() == 1 && (types[0].is(K::string) || types[0].is(K::time) || is_moment(types[0]));
  return fits_one ? std::optional<Type>(K::time) : std::nullopt;
}

std::optional<Type> type_of_date_time(Types types) {
  if (types.size() == 1 && (types[0].is(K::string) || is_moment(types[0]))) {
    return Type(K::date_time);
  }
  const bool fits_pair = types.size() == 2 && is_moment(types[0]) &&
                         (types[1].is(K::time) || types[1].is(K::string) || types[1].is(K::null));
  return fits_pair ? std::optional<Type>(K::date_time) : std::nullopt;
}

/// Which of the two kinds it makes is not known before the text is read, unless it is one already.
std::optional<Type> type_of_duration(Types types) {
  if (types.size() != 1) return std::nullopt;
  const bool known = types[0].is(K::months_duration) || types[0].is(K::seconds_duration);
  return known ? std::optional<Type>(types[0]) : std::nullopt;
}

std::optional<Type> type_of_months_between(Types types) {
  const bool fits_pair = types.size() == 2 && is_moment(types[0]) && is_moment(types[1]);
  return fits_pair ? std::optional<Type>(K::months_duration) : std::nullopt;
}

std::optional<Type> type_of_number(Types types) {
  if (types.size() == 1 && types[0].is(K::number)) return Type(K::number);
  return fixed<K::number, K::string, K::string, K::string>(types);
}

}  // namespace

void add_conversion_builtins(std::vector<Builtin>& table) {
  table.push_back({"date", {"from"}, 1, false, date, type_of_date, {{"year", "month", "day"}}, {}});
  table.push_back({"time",
                   {"from"},
                   1,
                   false,
                   time,
                   type_of_time,
                   {{"hour", "minute", "second", "offset"}},
                   {}});
  table.push_back({"date and time",
                   {"from"},
                   1,
                   false,
                   date_and_time,
                   type_of_date_time,
                   {{"date", "time"}, {"date", "timezone"}},
                   {}});
  table.push_back({"duration", {"from"}, 1, false, duration, type_of_duration, {}, {}});
  table.push_back({"years and months duration",
                   {"from", "to"},
                   2,
                   false,
                   months_between,
                   type_of_months_between,
                   {},
                   {}});
  table.push_back({"number",
                   {"from", "grouping separator", "decimal separator"},
                   1,
                   false,
                   number,
                   type_of_number,
                   {},
                   {}});
  table.push_back({"string", {"from"}, 1, false, string, fixed<K::string, K::any>, {}, {}});
  // Of what its ends are is not known before the text is read.
  table.push_back({"range", {"from"}, 1, false, read_range, nullptr, {}, {}});
}

}  // namespace fugong::feel::parts
