// Failures by what was aimed at (a login, a source address, a person's second factor), and how long
// the next attempt must wait. Private to the room.
#pragma once

#include <cstdint>
#include <string_view>

#include "platform/identity/context.hpp"

namespace fugong::identity {

/// Counts an attempt as failed, until forgive() or take_back() says otherwise: whoever sends many
/// at once gets no more of them than one after the other. A fault "sign-in-later" while it must
/// wait, the same for whatever was aimed at, and whether or not there is such a thing.
Result<void> begin_attempt(store::Transaction& t, std::string_view kind, std::string_view name,
                           const Lockout& lockout, std::int64_t now_ms);
/// The attempt was good, and so all failures before it are forgotten.
Result<void> forgive(store::Transaction& t, std::string_view kind, std::string_view name);
/// The attempt was good, which says nothing of the failures before it.
Result<void> take_back(store::Transaction& t, std::string_view kind, std::string_view name,
                       std::int64_t now_ms);

}  // namespace fugong::identity
