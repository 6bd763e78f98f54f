// What the body of POST /api/v1/cases/{reference}/acts asks for. Private to the room.
#pragma once

#include "base/tree.hpp"
#include "desks/casework/case.hpp"
#include "engines/law/rulebook.hpp"

namespace fugong::casework {

struct WantedAct {
  Event event;                  ///< by nobody yet
  const Node* facts = nullptr;  ///< of an amendment or an inspection, within the body
};

/// {act, amount_fen?, reasons?, note?, instalments?, pay_by?, payments?, reference?, facts?,
/// documents?, warnings?}. Every fault has its JSON pointer; what an act needs is the case's to
/// say.
Result<WantedAct> read_act(const law::Rulebook& book, const Node& body);

}  // namespace fugong::casework
