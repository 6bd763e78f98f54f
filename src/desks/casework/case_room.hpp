// Room: which acts the state of a case leaves room for, by whom. Private to the room.
#pragma once

#include "desks/casework/case.hpp"

namespace fugong::casework {

/// Who applies: the firm itself, or who helps it.
bool is_applicant(Role role);
/// Whether a role does what a step or a decision wants of `wanted`: a helper does what the firm
/// does.
bool does(Role wanted, Role role);

/// Without a calendar no day is too early or too late. `rules`: those that the event is kept by.
bool has_room(const Case& now, const Procedure& procedure, const Calendar* calendar, Role role,
              const Date& today, std::int64_t rules, Act act);

}  // namespace fugong::casework
