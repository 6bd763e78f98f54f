// Days of the oracle: the proleptic Gregorian calendar, counted year by year and month by month.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fugong::oracle {

struct Day {
  std::int64_t year = 1970;
  int month = 1;
  int day = 1;
  friend auto operator<=>(const Day&, const Day&) = default;
};

/// Years beyond are not counted: it would take too long.
inline constexpr std::int64_t kFarthestYear = 200'000;

bool is_leap(std::int64_t year);
int days_of_month(std::int64_t year, int month);
/// "2020-02-21"; empty if there is no such day.
std::optional<Day> read_day(std::string_view iso);
std::string text_of(const Day& day);
/// How many days `to` comes after `from`.
std::int64_t days_between(const Day& from, const Day& to);
Day days_later(const Day& day, std::int64_t days);
/// A day that the month doesn't have becomes its last.
Day months_later(const Day& day, std::int64_t months);
/// 1 = Monday ... 7 = Sunday.
int weekday_of(const Day& day);
/// Whole months from one day to the other, negative backwards.
std::int64_t whole_months(const Day& from, const Day& to);

}  // namespace fugong::oracle
