// What the rooms besides identity keep about a person, for his own page. Private to the program.
#pragma once

#include <string>
#include <string_view>

#include "desks/casework/casebook.hpp"
#include "platform/identity/context.hpp"
#include "platform/identity/door/kept.hpp"

namespace fugong::app {

/// Cases by reference, of the firms for which he acts or acted; how many files he handed in, and
/// how many events of the log are by or about him. The rest isn't counted.
Result<identity::KeptAmounts> find_kept(store::Database& database, const identity::Context& people,
                                        const casework::Casebook& cases,
                                        const identity::Caller& caller);

}  // namespace fugong::app
