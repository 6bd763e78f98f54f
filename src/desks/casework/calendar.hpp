// Calendar: which days are working days, as the pack's calendar says, and what a deadline in days
// comes to.
//
//   const Calendar calendar(pack.book);
//   calendar.after(*Date::parse("2020-01-22"), {5, DayCount::working});
//
// The day on which a period begins is not counted (民法总则 s. 201; 行政许可法 s. 82 counts working
// days without legal holidays). A period in calendar days that ends on a day off ends on the next
// working day (民法总则 s. 203).
//
// A value; any thread. Days that the calendar does not name work from Monday to Friday. Behind the
// last year of which it names any nobody has said yet which are off: until() says so.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/date.hpp"
#include "engines/law/rulebook.hpp"

namespace fugong::casework {

/// The lookup of a pack that names days off and make-up days: "holiday", "makeup_workday".
inline constexpr std::string_view kCalendarLookup = "calendar_day";

enum class DayCount : std::uint8_t { working, calendar };

struct Period {
  std::int64_t days = 0;
  DayCount count = DayCount::working;
  friend bool operator==(const Period&, const Period&) = default;
};

class Calendar {
 public:
  Calendar() : Calendar(std::map<Date, bool>{}) {}  ///< Monday to Friday
  /// `since_ms`: when it came to be the one in force.
  explicit Calendar(const law::Rulebook& book, std::int64_t since_ms = 0);
  /// Whether each is a working day.
  explicit Calendar(std::map<Date, bool> named, std::int64_t since_ms = 0);

  /// Short, and another for a calendar that names other days: by which of them something was
  /// counted.
  const std::string& mark() const { return mark_; }
  /// Of two calendars the later one counts: a server that has yet to take over the next pack leaves
  /// what that one's has counted.
  std::int64_t since_ms() const { return since_ms_; }

  bool is_working(const Date& day) const;
  /// The end of the last year of which it names days off; empty: of none.
  std::optional<Date> until() const;
  /// The last day of a period that begins on `day`. Of no days at all: the
  /// first working day from `day` on.
  Date after(const Date& day, const Period& period) const;
  /// How many days of that count lie behind `from`, `to` included; 0 if `to` is not later.
  std::int64_t between(const Date& from, const Date& to, DayCount count) const;
  /// How many are left on `today` until `due`, itself included; below 0: how many it is late.
  std::int64_t left(const Date& today, const Date& due, DayCount count) const {
    return today <= due ? between(today, due, count) : -between(due, today, count);
  }

 private:
  std::map<Date, bool> named_;
  std::int64_t since_ms_ = 0;
  std::string mark_;
};

}  // namespace fugong::casework
