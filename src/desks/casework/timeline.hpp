// Timeline: a case's way through its procedure, step by step, with the clock of each.
//
//   for (const Stage& stage : timeline(now, procedure, calendar, today)) ...
//
// Pure.
#pragma once

#include <optional>
#include <vector>

#include "desks/casework/case.hpp"

namespace fugong::casework {

struct Stage {
  enum class State : std::uint8_t {
    done,
    current,
    skipped,  ///< this case did not have to go through it
    ahead,
    dropped,  ///< the case was closed before it
  };
  const Step* step = nullptr;
  State state = State::ahead;
  std::optional<Role> by;   ///< who does it at the amount that is expected; none of a publication
  std::optional<Date> on;   ///< of a step that is done
  std::optional<Date> due;  ///< of the current one, while its clock runs
  /// Of the current one in the step's count of days: what is left of its clock; below 0: late by.
  std::optional<std::int64_t> days_left;
};

std::vector<Stage> timeline(const Case& now, const Procedure& procedure, const Calendar& calendar,
                            const Date& today);

}  // namespace fugong::casework
