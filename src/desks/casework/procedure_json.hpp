// Procedures as the API gives them to everybody (docs/api/openapi.yaml). Private to the room.
#pragma once

#include <string>

#include "desks/casework/procedure.hpp"

namespace fugong::casework {

/// Procedure: of one provision.
std::string procedure_json(const Procedure& procedure, const std::string& provision);
/// ProcedureList: every provision that is obtained by one.
std::string procedures_json(const Procedures& procedures);

}  // namespace fugong::casework
