// Cases as the API gives them (docs/api/openapi.yaml). Private to the room.
#pragma once

#include <string>
#include <vector>

#include "desks/casework/casebook.hpp"

namespace fugong::casework {

/// Case: the open acts are those of whoever asks.
std::string case_json(const Stored& stored, const Procedure& procedure, const Calendar& calendar,
                      const std::vector<Act>& acts, const std::vector<Event>& history);
/// CaseLine; `procedure` is null where the pack has it no longer.
std::string line_json(const Queued& line, const Procedure* procedure);

}  // namespace fugong::casework
