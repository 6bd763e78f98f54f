// The times and durations of FEEL (DMN 1.5, 10.3.2.3). Days themselves are base/date.
//
// A zone is none (local), an offset in seconds, or an IANA name whose offset is looked up in the
// system's tz database. Instants compare across zones; a local time never compares with a zoned
// one. Comparison and equality are at seconds, as the TCK tests them; nanoseconds are kept for
// reading.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.hpp"

namespace fugong::feel {

inline constexpr std::int64_t kSecondsOfDay = 86'400;

struct Zone {
  enum class Kind : std::uint8_t { local, offset, named };
  Kind kind = Kind::local;
  std::int32_t offset_s = 0;  ///< of an offset: east positive, |offset| <= 18 h
  std::string name;           ///< of a named zone, e.g. "Asia/Shanghai"
  friend bool operator==(const Zone&, const Zone&) = default;
};

struct Time {
  std::int32_t second_of_day = 0;  ///< 0 .. 86399
  std::int32_t nanos = 0;
  Zone zone;
};

struct DateTime {
  Date date;
  Time time;
};

/// P1Y2M: months, may be negative.
struct MonthsDuration {
  std::int64_t months = 0;
  friend auto operator<=>(const MonthsDuration&, const MonthsDuration&) = default;
};

/// P1DT2H: seconds, may be negative; nanos has the sign of the whole.
struct SecondsDuration {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
  friend auto operator<=>(const SecondsDuration&, const SecondsDuration&) = default;
};

// Reading: the lexical forms of the standard (XML Schema plus "@Zone"); empty if invalid.
std::optional<Time> parse_time(std::string_view text);
std::optional<DateTime> parse_date_time(std::string_view text);  ///< a bare date is midnight local
std::optional<MonthsDuration> parse_months_duration(std::string_view text);
std::optional<SecondsDuration> parse_seconds_duration(std::string_view text);

// Writing: the canonical form, which reads back to the same value.
std::string to_string(const Time& value);
std::string to_string(const DateTime& value);
std::string to_string(MonthsDuration value);
std::string to_string(SecondsDuration value);

/// Offset east of UTC in seconds at that local date and time; empty for local and for names that
/// the tz database doesn't have.
std::optional<std::int32_t> offset_at(const Zone& zone, const Date& date,
                                      std::int32_t second_of_day);
bool zone_exists(std::string_view name);

/// Seconds since 1970-01-01T00:00:00Z for zoned values; empty for local ones.
std::optional<std::int64_t> to_instant(const DateTime& value);

}  // namespace fugong::feel
