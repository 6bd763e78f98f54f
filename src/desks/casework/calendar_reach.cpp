#include "desks/casework/calendar_reach.hpp"

#include <fmt/format.h>

#include "desks/casework/calendar.hpp"

namespace fugong::casework {
namespace {

/// The last day that it names itself; an open end names none.
std::optional<Date> last_day_of(const law::Validity& in_force) {
  if (in_force.to.latest) return in_force.to.latest;
  return in_force.from.latest;
}

}  // namespace

Faults calendar_reach(const Procedures& procedures, const law::Rulebook& book) {
  const auto until = Calendar(book).until();
  if (!until) return {};
  const Procedure* last = nullptr;
  std::string of;
  Date day;
  for (const Procedure& procedure : procedures.all) {
    for (const std::string& id : procedure.provisions) {
      const law::Provision* provision = book.find_provision(id);
      const auto named = provision != nullptr ? last_day_of(provision->in_force) : std::nullopt;
      if (!named || named->year() < until->year() || (last != nullptr && *named <= day)) continue;
      last = &procedure;
      of = id;
      day = *named;
    }
  }
  if (last == nullptr) return {};
  const std::string end = until->to_string();
  return {{"calendar-ends",
           last->place,
           {fmt::format("日历只到 {}，条款 {} 写明的日子到 {}：其后的期限只按周一至周五算", end, of,
                        day.to_string()),
            fmt::format("the calendar ends on {}, provision {} names a day as late as {}: time "
                        "limits beyond count Monday to Friday only",
                        end, of, day.to_string())},
           {fmt::format("在 {} 的表中补上下一年的放假和补班日", kCalendarLookup),
            fmt::format("add the holidays and make-up days of the next year to the table of {}",
                        kCalendarLookup)}}};
}

}  // namespace fugong::casework
