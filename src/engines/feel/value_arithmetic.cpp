// Arithmetic and properties of values (DMN 1.5, tables 50 to 66).
#include <cstdlib>

#include "base/fault.hpp"
#include "engines/feel/value.hpp"

namespace fugong::feel {
namespace {

constexpr std::int64_t kNanosOfSecond = 1'000'000'000;
/// Durations and years beyond this are refused, so that no sum overflows.
constexpr std::int64_t kMaxSeconds = std::int64_t{1} << 60;
constexpr std::int64_t kMaxMonths = std::int64_t{1} << 40;
constexpr std::int64_t kMaxYear = 999'999'999;

Value number_or_null(const std::optional<Decimal>& number) {
  return number ? Value::of(*number) : Value();
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - ((a % b != 0 && (a % b < 0) != (b < 0)) ? 1 : 0);
}

// Date stops at the calendar's ends; beyond them FEEL has no date, so these refuse.
std::optional<Date> days_later(const Date& date, std::int64_t days) {
  if (days > Date::kLastDay - date.days() || days < Date::kFirstDay - date.days()) {
    return std::nullopt;
  }
  return date.plus_days(days);
}

std::optional<Date> months_later(const Date& date, std::int64_t months) {
  if (months > kMaxMonths || months < -kMaxMonths) return std::nullopt;
  const std::int64_t year = floor_div(date.year() * 12 + date.month() - 1 + months, 12);
  if (year > kMaxYear || year < -kMaxYear) return std::nullopt;
  return date.plus_months(months);
}

Value date_or_null(const std::optional<Date>& date) {
  return date ? Value::of(*date) : Value();
}

Value make_seconds(std::int64_t seconds, std::int64_t nanos) {
  seconds += nanos / kNanosOfSecond;
  nanos %= kNanosOfSecond;
  if (seconds > 0 && nanos < 0) {
    --seconds;
    nanos += kNanosOfSecond;
  } else if (seconds < 0 && nanos > 0) {
    ++seconds;
    nanos -= kNanosOfSecond;
  }
  if (seconds > kMaxSeconds || seconds < -kMaxSeconds) return Value();
  return Value::of(SecondsDuration{seconds, static_cast<std::int32_t>(nanos)});
}

Value make_months(std::int64_t months) {
  if (months > kMaxMonths || months < -kMaxMonths) return Value();
  return Value::of(MonthsDuration{months});
}

Value shift(const Date& date, std::int64_t months) {
  return date_or_null(months_later(date, months));
}

Value shift(const Date& date, const SecondsDuration& by, int direction) {
  // A day plus hours is the day on which the moment falls, counted from midnight.
  const std::int64_t seconds = direction * by.seconds - (direction * by.nanos < 0 ? 1 : 0);
  const std::int64_t days = floor_div(seconds, kSecondsOfDay);
  return date_or_null(days_later(date, days));
}

Value shift(const DateTime& at, const SecondsDuration& by, int direction) {
  std::int64_t nanos = at.time.nanos + direction * std::int64_t{by.nanos};
  std::int64_t seconds = at.time.second_of_day + direction * by.seconds;
  seconds += floor_div(nanos, kNanosOfSecond);
  nanos -= floor_div(nanos, kNanosOfSecond) * kNanosOfSecond;
  const std::int64_t days = floor_div(seconds, kSecondsOfDay);
  const auto date = days_later(at.date, days);
  if (!date) return Value();
  DateTime moved{*date, at.time};
  moved.time.second_of_day = static_cast<std::int32_t>(seconds - days * kSecondsOfDay);
  moved.time.nanos = static_cast<std::int32_t>(nanos);
  return Value::of(std::move(moved));
}

Value shift(const DateTime& at, std::int64_t months) {
  const auto date = months_later(at.date, months);
  return date ? Value::of(DateTime{*date, at.time}) : Value();
}

Value shift(const Time& at, const SecondsDuration& by, int direction) {
  DateTime moved{Date(), at};
  const Value value = shift(moved, by, direction);
  return value.is_null() ? value : Value::of(value.date_time().time);
}

Value add_duration(const Value& to, const Value& by, int direction) {
  if (by.kind() == Kind::months_duration) {
    const std::int64_t months = direction * by.months_duration().months;
    if (to.kind() == Kind::date) return shift(to.date(), months);
    if (to.kind() == Kind::date_time) return shift(to.date_time(), months);
    if (to.kind() == Kind::months_duration)
      return make_months(to.months_duration().months + months);
  }
  if (by.kind() == Kind::seconds_duration) {
    const SecondsDuration duration = by.seconds_duration();
    if (to.kind() == Kind::date) return shift(to.date(), duration, direction);
    if (to.kind() == Kind::date_time) return shift(to.date_time(), duration, direction);
    if (to.kind() == Kind::time) return shift(to.time(), duration, direction);
    if (to.kind() == Kind::seconds_duration) {
      const SecondsDuration own = to.seconds_duration();
      return make_seconds(own.seconds + direction * duration.seconds,
                          own.nanos + direction * std::int64_t{duration.nanos});
    }
  }
  return Value();
}

/// a - b of two moments; null if only one has a zone.
Value difference(const DateTime& a, const DateTime& b) {
  const bool a_local = a.time.zone.kind == Zone::Kind::local;
  const bool b_local = b.time.zone.kind == Zone::Kind::local;
  if (a_local != b_local) return Value();
  const std::int64_t nanos = std::int64_t{a.time.nanos} - b.time.nanos;
  if (!a_local) {
    const auto x = to_instant(a);
    const auto y = to_instant(b);
    return x && y ? make_seconds(*x - *y, nanos) : Value();
  }
  const std::int64_t days = a.date.days() - b.date.days();
  return make_seconds(days * kSecondsOfDay + a.time.second_of_day - b.time.second_of_day, nanos);
}

/// A day beside a moment is its midnight in UTC, so that a local moment can't be told from it.
DateTime midnight(const Date& date) {
  DateTime at{date, {}};
  at.time.zone.kind = Zone::Kind::offset;
  return at;
}

std::optional<Decimal> seconds_number(const SecondsDuration& duration) {
  return fugong::add(Decimal(duration.seconds), Decimal(duration.nanos, -9));
}

Value seconds_from(const std::optional<Decimal>& seconds) {
  if (!seconds) return Value();
  const auto whole = seconds->round(0, Rounding::down);
  const auto seconds_part = whole ? whole->to_int64() : std::nullopt;
  if (!seconds_part) return Value();
  const auto rest = fugong::subtract(*seconds, *whole);
  const auto scaled = rest ? fugong::multiply(*rest, Decimal(kNanosOfSecond)) : std::nullopt;
  const auto nanos = scaled ? scaled->round(0, Rounding::down) : std::nullopt;
  const auto nanos_part = nanos ? nanos->to_int64() : std::nullopt;
  return nanos_part ? make_seconds(*seconds_part, *nanos_part) : Value();
}

Value months_from(const std::optional<Decimal>& months) {
  const auto whole = months ? months->round(0, Rounding::down) : std::nullopt;
  const auto count = whole ? whole->to_int64() : std::nullopt;
  return count ? make_months(*count) : Value();
}

bool both(const Value& a, const Value& b, Kind kind) {
  return a.kind() == kind && b.kind() == kind;
}
bool is_duration(const Value& value) {
  return value.kind() == Kind::months_duration || value.kind() == Kind::seconds_duration;
}

}  // namespace

Value add(const Value& a, const Value& b) {
  if (both(a, b, Kind::number)) return number_or_null(fugong::add(a.number(), b.number()));
  if (both(a, b, Kind::string)) {
    if (a.string().size() + b.string().size() > kMaxTextBytes) return Value();
    return Value::of(a.string() + b.string());
  }
  if (is_duration(b)) return add_duration(a, b, 1);
  if (is_duration(a)) return add_duration(b, a, 1);
  return Value();
}

Value subtract(const Value& a, const Value& b) {
  if (both(a, b, Kind::number)) return number_or_null(fugong::subtract(a.number(), b.number()));
  if (is_duration(b)) return add_duration(a, b, -1);
  if (both(a, b, Kind::date))
    return make_seconds((a.date().days() - b.date().days()) * kSecondsOfDay, 0);
  if (both(a, b, Kind::date_time)) return difference(a.date_time(), b.date_time());
  if (a.kind() == Kind::date_time && b.kind() == Kind::date) {
    return difference(a.date_time(), midnight(b.date()));
  }
  if (a.kind() == Kind::date && b.kind() == Kind::date_time) {
    return difference(midnight(a.date()), b.date_time());
  }
  if (both(a, b, Kind::time)) return difference({Date(), a.time()}, {Date(), b.time()});
  return Value();
}

Value multiply(const Value& a, const Value& b) {
  if (both(a, b, Kind::number)) return number_or_null(fugong::multiply(a.number(), b.number()));
  if (a.kind() == Kind::number && is_duration(b)) return multiply(b, a);
  if (b.kind() != Kind::number) return Value();
  if (a.kind() == Kind::months_duration) {
    return months_from(fugong::multiply(Decimal(a.months_duration().months), b.number()));
  }
  if (a.kind() == Kind::seconds_duration) {
    const auto seconds = seconds_number(a.seconds_duration());
    return seconds ? seconds_from(fugong::multiply(*seconds, b.number())) : Value();
  }
  return Value();
}

Value divide(const Value& a, const Value& b) {
  if (both(a, b, Kind::number)) return number_or_null(fugong::divide(a.number(), b.number()));
  if (both(a, b, Kind::months_duration)) {
    return number_or_null(
        fugong::divide(Decimal(a.months_duration().months), Decimal(b.months_duration().months)));
  }
  if (both(a, b, Kind::seconds_duration)) {
    const auto x = seconds_number(a.seconds_duration());
    const auto y = seconds_number(b.seconds_duration());
    return x && y ? number_or_null(fugong::divide(*x, *y)) : Value();
  }
  if (b.kind() != Kind::number) return Value();
  if (a.kind() == Kind::months_duration) {
    return months_from(fugong::divide(Decimal(a.months_duration().months), b.number()));
  }
  if (a.kind() == Kind::seconds_duration) {
    const auto seconds = seconds_number(a.seconds_duration());
    return seconds ? seconds_from(fugong::divide(*seconds, b.number())) : Value();
  }
  return Value();
}

Value power(const Value& a, const Value& b) {
  if (both(a, b, Kind::number)) return number_or_null(fugong::power(a.number(), b.number()));
  return Value();
}

Value negate(const Value& a) {
  if (a.kind() == Kind::number) return Value::of(a.number().negated());
  if (a.kind() == Kind::months_duration)
    return Value::of(MonthsDuration{-a.months_duration().months});
  if (a.kind() == Kind::seconds_duration) {
    return Value::of(SecondsDuration{-a.seconds_duration().seconds, -a.seconds_duration().nanos});
  }
  return Value();
}

namespace {

std::optional<Value> date_property(const Date& date, std::string_view name) {
  if (name == "year") return Value::of(date.year());
  if (name == "month") return Value::of(std::int64_t{date.month()});
  if (name == "day") return Value::of(std::int64_t{date.day()});
  if (name == "weekday") return Value::of(std::int64_t{date.weekday()});
  return std::nullopt;
}

std::optional<Value> time_property(const DateTime& at, std::string_view name) {
  const Time& time = at.time;
  if (name == "hour") return Value::of(std::int64_t{time.second_of_day / 3600});
  if (name == "minute") return Value::of(std::int64_t{time.second_of_day / 60 % 60});
  if (name == "second") return Value::of(std::int64_t{time.second_of_day % 60});
  if (name == "time offset") {
    const auto offset = offset_at(time.zone, at.date, time.second_of_day);
    return offset ? Value::of(SecondsDuration{*offset, 0}) : Value();
  }
  if (name == "timezone") {
    return time.zone.kind == Zone::Kind::named ? Value::of(time.zone.name) : Value();
  }
  return std::nullopt;
}

std::optional<Value> seconds_property(const SecondsDuration& duration, std::string_view name) {
  const std::int64_t s = duration.seconds;
  if (name == "days") return Value::of(s / kSecondsOfDay);
  if (name == "hours") return Value::of(s % kSecondsOfDay / 3600);
  if (name == "minutes") return Value::of(s % 3600 / 60);
  if (name == "seconds") {
    return number_or_null(fugong::add(Decimal(s % 60), Decimal(duration.nanos, -9)));
  }
  return std::nullopt;
}

std::optional<Value> range_property(const Range& range, std::string_view name) {
  if (name == "start") return range.low.value_or(Value());
  if (name == "end") return range.high.value_or(Value());
  if (name == "start included") return Value::of(range.low_included);
  if (name == "end included") return Value::of(range.high_included);
  return std::nullopt;
}

}  // namespace

std::optional<Value> property(const Value& value, std::string_view name) {
  switch (value.kind()) {
    case Kind::date:
      return date_property(value.date(), name);
    case Kind::time:
      return time_property({Date(), value.time()}, name);
    case Kind::date_time:
      if (auto found = date_property(value.date_time().date, name)) return found;
      return time_property(value.date_time(), name);
    case Kind::months_duration:
      if (name == "years") return Value::of(value.months_duration().months / 12);
      if (name == "months") return Value::of(value.months_duration().months % 12);
      return std::nullopt;
    case Kind::seconds_duration:
      return seconds_property(value.seconds_duration(), name);
    case Kind::range:
      return range_property(value.range(), name);
    default:
      return std::nullopt;
  }
}

}  // namespace fugong::feel
