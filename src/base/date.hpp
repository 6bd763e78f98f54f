// Date: a day of the proleptic Gregorian calendar, as ISO 8601 and FEEL write it.
//
//   Date::parse("2020-02-21")->plus_months(12).to_string()   // "2021-02-21"
//
// Value type, 8 bytes: days since 1970-01-01. Years -999,999,999 to 999,999,999.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fugong {

class Date {
 public:
  constexpr Date() = default;  ///< 1970-01-01
  /// The day that is so many days after 1970-01-01; beyond the calendar's ends, its end.
  static constexpr Date from_days(std::int64_t days_since_epoch) {
    Date d;
    d.days_ = days_since_epoch < kFirstDay  ? kFirstDay
              : days_since_epoch > kLastDay ? kLastDay
                                            : days_since_epoch;
    return d;
  }
  static constexpr std::int64_t kFirstDay = -365'243'219'162;  ///< -999999999-01-01
  static constexpr std::int64_t kLastDay = 365'241'780'471;    ///< 999999999-12-31
  /// Empty if there is no such day.
  static std::optional<Date> from_civil(std::int64_t year, int month, int day);
  /// "YYYY-MM-DD" (years beyond four digits with their sign, without leading zeros).
  static std::optional<Date> parse(std::string_view iso);

  std::string to_string() const;
  constexpr std::int64_t days() const { return days_; }
  std::int64_t year() const;
  int month() const;
  int day() const;
  /// 1 = Monday ... 7 = Sunday.
  int weekday() const;
  /// Later (or earlier) by whole days; stops at the calendar's ends.
  constexpr Date plus_days(std::int64_t n) const {
    if (n > kLastDay - days_) return from_days(kLastDay);
    if (n < kFirstDay - days_) return from_days(kFirstDay);
    return from_days(days_ + n);
  }
  /// By months; a day that the month doesn't have becomes its last day (31 Jan + 1 = 29 Feb 2020).
  /// Stops at the calendar's ends.
  Date plus_months(std::int64_t n) const;

  friend constexpr bool operator==(const Date&, const Date&) = default;
  friend constexpr auto operator<=>(const Date&, const Date&) = default;

 private:
  std::int64_t days_ = 0;
};

/// Days in the month (1-12) of the year.
int days_in_month(std::int64_t year, int month);

}  // namespace fugong
