// Content: what an event must say, where there is room for it. Private to the room.
#pragma once

#include "desks/casework/case.hpp"

namespace fugong::casework {

/// All that is wrong with it.
Faults faults_of(const Case& now, const Procedure& procedure, const Event& event);

}  // namespace fugong::casework
