// Transfer: to where a case may be handed on. Private to the room.
#pragma once

#include <string>

#include "desks/casework/case.hpp"
#include "engines/law/rulebook.hpp"

namespace fugong::casework {

/// Whether the offices of a place do what the case still needs: what a county does is done nowhere
/// at the code of a city that has counties, and a case there would be in nobody's queue. Faults:
/// "place-without-office".
Result<void> can_be_handed_to(const std::string& place, const law::Rulebook& book, const Case& now,
                              const Procedure& procedure);

}  // namespace fugong::casework
