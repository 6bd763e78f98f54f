#include "base/date.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/fault.hpp"

namespace fugong {
namespace {

constexpr std::int64_t kMaxYear = 999'999'999;

struct Civil {
  std::int64_t year;
  int month;
  int day;
};

bool is_leap(std::int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - ((a % b != 0 && (a % b < 0) != (b < 0)) ? 1 : 0);
}

// Years are counted from 1 March, so that the leap day is the last of its year; an era is 400 years
// (146097 days).
std::int64_t days_from_civil(std::int64_t year, int month, int day) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = floor_div(y, 400);
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

Civil civil_from_days(std::int64_t days) {
  const std::int64_t shifted = days + 719'468;
  const std::int64_t era = floor_div(shifted, 146'097);
  const std::int64_t day_of_era = shifted - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const int day = static_cast<int>(day_of_year - (153 * month_from_march + 2) / 5 + 1);
  const int month =
      static_cast<int>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

bool read_two(std::string_view text, int& value) {
  if (text.size() != 2 || text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') {
    return false;
  }
  value = (text[0] - '0') * 10 + (text[1] - '0');
  return true;
}

}  // namespace

int days_in_month(std::int64_t year, int month) {
  FUGONG_CHECK(month >= 1 && month <= 12, "a year has twelve months");
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kDays[month - 1];
}

std::optional<Date> Date::from_civil(std::int64_t year, int month, int day) {
  if (year < -kMaxYear || year > kMaxYear || month < 1 || month > 12) return std::nullopt;
  if (day < 1 || day > days_in_month(year, month)) return std::nullopt;
  return from_days(days_from_civil(year, month, day));
}

std::optional<Date> Date::parse(std::string_view iso) {
  bool negative = false;
  if (!iso.empty() && iso[0] == '-') {
    negative = true;
    iso.remove_prefix(1);
  }
  if (iso.size() < 10 || iso[iso.size() - 3] != '-' || iso[iso.size() - 6] != '-') {
    return std::nullopt;
  }
  const std::string_view digits = iso.substr(0, iso.size() - 6);
  if (digits.size() < 4 || digits.size() > 9 || (digits.size() > 4 && digits[0] == '0')) {
    return std::nullopt;
  }
  std::int64_t year = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), year);
  if (error != std::errc() || end != digits.data() + digits.size() || year < 0) return std::nullopt;
  int month = 0;
  int day = 0;
  if (!read_two(iso.substr(iso.size() - 5, 2), month) ||
      !read_two(iso.substr(iso.size() - 2), day)) {
    return std::nullopt;
  }
  if (negative && year == 0) return std::nullopt;
  return from_civil(negative ? -year : year, month, day);
}

std::string Date::to_string() const {
  const Civil civil = civil_from_days(days_);
  const std::int64_t magnitude = civil.year < 0 ? -civil.year : civil.year;
  return fmt::format("{}{:04}-{:02}-{:02}", civil.year < 0 ? "-" : "", magnitude, civil.month,
                     civil.day);
}

std::int64_t Date::year() const {
  return civil_from_days(days_).year;
}
int Date::month() const {
  return civil_from_days(days_).month;
}
int Date::day() const {
  return civil_from_days(days_).day;
}

int Date::weekday() const {
  // 1970-01-01 was a Thursday.
  const std::int64_t from_monday = days_ + 3 - floor_div(days_ + 3, 7) * 7;
  return static_cast<int>(from_monday) + 1;
}

Date Date::plus_months(std::int64_t n) const {
  constexpr std::int64_t kMostMonths =
      std::int64_t{24} * (kMaxYear + 1);  // from one end to the other
  if (n > kMostMonths) return from_days(kLastDay);
  if (n < -kMostMonths) return from_days(kFirstDay);
  const Civil civil = civil_from_days(days_);
  const std::int64_t months = civil.year * 12 + (civil.month - 1) + n;
  const std::int64_t year = floor_div(months, 12);
  const int month = static_cast<int>(months - year * 12) + 1;
  const int last = days_in_month(year, month);
  return from_days(days_from_civil(year, month, civil.day < last ? civil.day : last));
}

}  // namespace fugong
