// Whether the calendar of a pack reaches as far as its procedures need it.
#pragma once

#include "desks/casework/procedure.hpp"
#include "engines/law/rulebook.hpp"

namespace fugong::casework {

/// A warning "calendar-ends" if a provision says that it holds, or begins, in the last year of
/// which the calendar names days off, or behind it: its cases are decided, and may be objected to,
/// when nobody has said yet which days are off. Of a pack without such a lookup nothing is said.
Faults calendar_reach(const Procedures& procedures, const law::Rulebook& book);

}  // namespace fugong::casework
