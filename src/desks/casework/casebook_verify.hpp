// Verification of cases: whether what happened to each is what the audit log says of it.
//
//   auto verified = verify_cases(database);
//   if (!verified) ...                       // the first event that is not what it was, in words
//
// The event of the audit log that belongs to an act has the SHA-256 of the case's event, drawn up
// with it in one transaction (Counter). So whoever changes, adds or takes away rows of cases must
// change the log too, which `fugong audit verify` finds. Events from before that hash was kept are
// counted as not bound: that they are there is seen, what they say isn't. Reads everything, one
// case after the other; memory: eight bytes or so for each case.
#pragma once

#include <cstdint>

#include "platform/store/database.hpp"

namespace fugong::casework {

struct VerifiedCases {
  std::int64_t cases = 0;
  std::int64_t events = 0;
  std::int64_t not_bound = 0;  ///< of these
};

/// In one transaction. The first fault only: "case-event-changed", "case-event-removed",
/// "case-event-unlogged" (it is there and the log doesn't know it); the place is the case's
/// reference and the event's number.
Result<VerifiedCases> verify_cases(store::Database& database);

}  // namespace fugong::casework
