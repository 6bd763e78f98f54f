// From one step of signing in to the next. Private to the room.
#pragma once

#include <cstdint>
#include <string>

#include "platform/identity/session_rows.hpp"

namespace fugong::identity {

/// What a session needs of chance, drawn before its transaction, which may run again.
struct Drawn {
  explicit Drawn(Random& random);
  std::int64_t id;
  std::string token;
};

/// A session with a new token in place of `before` (of id 0: of none), at the stage that is next.
Result<Entry> open_session(store::Transaction& t, const Context& context, const Drawn& drawn,
                           const SessionRow& before, std::int64_t now_ms);

tl::unexpected<Faults> session_over();

}  // namespace fugong::identity
