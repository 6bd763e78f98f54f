// Basis: what a case goes by, of the packs that are its own whichever is served: how it goes on, of
// the pack that it was filed under; the words of its rules and facts, and how it was judged, of the
// pack that judged it last. Private to the room.
//
//   Response::json(basis_json(*judged_by, *procedure, now, moment))
//
// Pure.
#pragma once

#include <optional>
#include <string>

#include "desks/casework/case.hpp"
#include "desks/casework/pack_shelf.hpp"

namespace fugong::casework {

/// CaseBasis. `judged_on`: the moment of the receipt; none: how it was judged is not shown, as to
/// who may not see the firm's facts.
std::string basis_json(const PackInUse& judged_by, const Procedure& procedure, const Case& now,
                       const std::optional<law::Moment>& judged_on);

/// What officers name by ids must be there: documents of the procedure, facts and conditions of the
/// pack that judged the case. "reason-unknown", each at its pointer.
Faults unknown_reasons(const PackInUse& judged_by, const Procedure& procedure, const Case& now,
                       const std::vector<Reason>& reasons);

}  // namespace fugong::casework
