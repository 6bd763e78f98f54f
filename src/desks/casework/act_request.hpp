// What the body of POST /api/v1/cases/{reference}/acts asks for. Private to the room.
#pragma once

#include "base/tree.hpp"
#include "desks/casework/case.hpp"
#include "engines/law/rulebook.hpp"

namespace fugong::casework {

/// {act, amount_fen?, reasons?, note?, instalments?, reference?}, as an event by nobody yet. Every
/// fault has its JSON pointer; what an act needs is the case's to say.
Result<Event> read_act(const law::Rulebook& book, const Node& body);

}  // namespace fugong::casework
