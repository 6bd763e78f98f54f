#include "desks/casework/calendar.hpp"

#include <algorithm>
#include <utility>

#include "base/hash.hpp"

namespace fugong::casework {
namespace {

constexpr int kFriday = 5;
constexpr std::size_t kMarkDigits = 16;

/// The days that a pack's lookup names.
std::map<Date, bool> named_days(const law::Rulebook& book) {
  std::map<Date, bool> named;
  const auto& lookups = book.source().lookups;
  const auto found = std::find_if(lookups.begin(), lookups.end(), [](const law::Lookup& lookup) {
    return lookup.name == kCalendarLookup;
  });
  if (found == lookups.end()) return named;
  for (const law::Lookup::Row& row : found->rows) {
    const auto day = Date::parse(row.key);
    if (day && row.value == "holiday") named[*day] = false;
    if (day && row.value == "makeup_workday") named[*day] = true;
  }
  return named;
}

}  // namespace

Calendar::Calendar(const law::Rulebook& book, std::int64_t since_ms)
    : Calendar(named_days(book), since_ms) {}

Calendar::Calendar(std::map<Date, bool> named, std::int64_t since_ms)
    : named_(std::move(named)), since_ms_(since_ms) {
  std::string days;
  for (const auto& [day, is_working] : named_)
    days.append(day.to_string()).append(is_working ? "+" : "-");
  mark_ = sha256_hex(days).substr(0, kMarkDigits);
}

bool Calendar::is_working(const Date& day) const {
  const auto named = named_.find(day);
  return named == named_.end() ? day.weekday() <= kFriday : named->second;
}

std::optional<Date> Calendar::until() const {
  if (named_.empty()) return std::nullopt;
  return Date::from_civil(named_.rbegin()->first.year(), 12, 31);
}

Date Calendar::after(const Date& day, const Period& period) const {
  Date end = day;
  if (period.days <= 0) {
    while (!is_working(end))
      end = end.plus_days(1);
    return end;
  }
  if (period.count == DayCount::calendar) {
    end = day.plus_days(period.days);
    while (!is_working(end))
      end = end.plus_days(1);
    return end;
  }
  for (std::int64_t left = period.days; left > 0;) {
    end = end.plus_days(1);
    if (is_working(end)) --left;
  }
  return end;
}

std::int64_t Calendar::between(const Date& from, const Date& to, DayCount count) const {
  if (to <= from) return 0;
  if (count == DayCount::calendar) return to.days() - from.days();
  std::int64_t days = 0;
  for (Date day = from.plus_days(1); day <= to; day = day.plus_days(1)) {
    if (is_working(day)) ++days;
  }
  return days;
}

}  // namespace fugong::casework
