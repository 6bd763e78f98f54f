// Labels: what roles and acts are called by people, where words.hpp has what packs and the API say.
// Pure.
#pragma once

#include "desks/casework/case.hpp"

namespace fugong::casework {

/// "县（区）经办人员"
Text label_of(Role role);
/// "一次告知补正"
Text label_of(Act act);

}  // namespace fugong::casework
