// An event as it is kept and hashed: canonical JSON (RFC 8785). Money is whole fen; members that an
// event doesn't have are left out.
//
//   {"act":"grant","amount_fen":2000000,"at_ms":1583208000000,
//    "by":{"id":"u7","role":"county_officer"}}
#pragma once

#include <string>
#include <string_view>

#include "desks/casework/case.hpp"

namespace fugong::casework {

std::string event_json(const Event& event);

/// Whatever is missing, too much or of another kind is a fault with its JSON pointer; `name` is the
/// place's file.
Result<Event> read_event(std::string_view json, const std::string& name);

}  // namespace fugong::casework
