#include "oracle/calendar.hpp"

#include <algorithm>
#include <array>

namespace fugong::oracle {

namespace {

int days_of_year(std::int64_t year) {
  return is_leap(year) ? 366 : 365;
}

/// Days since 1 January 1970.
std::int64_t count_of(const Day& day) {
  std::int64_t count = 0;
  for (std::int64_t year = 1970; year < day.year; ++year)
    count += days_of_year(year);
  for (std::int64_t year = day.year; year < 1970; ++year)
    count -= days_of_year(year);
  for (int month = 1; month < day.month; ++month)
    count += days_of_month(day.year, month);
  return count + day.day - 1;
}

std::string two_digits(int number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

bool is_leap(std::int64_t year) {
  if (year % 400 == 0) return true;
  if (year % 100 == 0) return false;
  return year % 4 == 0;
}

int days_of_month(std::int64_t year, int month) {
  static constexpr std::array kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month == 2 && is_leap(year)) return 29;
  return kDays[static_cast<std::size_t>(month - 1)];
}

std::optional<Day> read_day(std::string_view iso) {
  std::array<std::int64_t, 3> parts{};
  std::size_t part = 0;
  bool digit = false;
  bool negative = false;
  for (std::size_t i = 0; i < iso.size(); ++i) {
    if (i == 0 && iso[i] == '-') {
      negative = true;
    } else if (iso[i] == '-') {
      if (!digit || ++part == parts.size()) return std::nullopt;
      digit = false;
    } else {
      if (iso[i] < '0' || iso[i] > '9') return std::nullopt;
      parts[part] = parts[part] * 10 + (iso[i] - '0');
      digit = true;
    }
  }
  if (part != 2 || !digit) return std::nullopt;
  const Day day{negative ? -parts[0] : parts[0], static_cast<int>(parts[1]),
                static_cast<int>(parts[2])};
  if (day.month < 1 || day.month > 12 || day.day < 1) return std::nullopt;
  if (day.day > days_of_month(day.year, day.month)) return std::nullopt;
  return day;
}

std::string text_of(const Day& day) {
  std::string year = std::to_string(day.year < 0 ? -day.year : day.year);
  while (year.size() < 4)
    year.insert(0, "0");
  return (day.year < 0 ? "-" : "") + year + "-" + two_digits(day.month) + "-" + two_digits(day.day);
}

std::int64_t days_between(const Day& from, const Day& to) {
  return count_of(to) - count_of(from);
}

Day days_later(const Day& day, std::int64_t days) {
  std::int64_t left = count_of(day) + days;
  Day found;
  while (left < 0) {
    --found.year;
    left += days_of_year(found.year);
  }
  while (left >= days_of_year(found.year)) {
    left -= days_of_year(found.year);
    ++found.year;
  }
  while (left >= days_of_month(found.year, found.month)) {
    left -= days_of_month(found.year, found.month);
    ++found.month;
  }
  found.day = static_cast<int>(left) + 1;
  return found;
}

Day months_later(const Day& day, std::int64_t months) {
  Day found = day;
  for (; months > 0; --months) {
    if (++found.month > 12) {
      found.month = 1;
      ++found.year;
    }
  }
  for (; months < 0; ++months) {
    if (--found.month < 1) {
      found.month = 12;
      --found.year;
    }
  }
  found.day = std::min(found.day, days_of_month(found.year, found.month));
  return found;
}

int weekday_of(const Day& day) {
  // 5 January 1970 was a Monday.
  const std::int64_t since_monday = days_between(Day{1970, 1, 5}, day);
  return static_cast<int>((since_monday % 7 + 7) % 7) + 1;
}

std::int64_t whole_months(const Day& from, const Day& to) {
  std::int64_t months = (to.year - from.year) * 12 + (to.month - from.month);
  if (months > 0 && to.day < from.day) --months;
  if (months < 0 && to.day > from.day) ++months;
  return months;
}

}  // namespace fugong::oracle
