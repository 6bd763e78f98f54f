// What a pack comes to for a register that stands in a database (docs/register-sql.md), worked out
// there: what comes over the wire hangs on the rules and on the firms that must choose, not on how
// many firms there are.
//
//   auto found = assess(pack, database, {.moment = {on, known_at}});
//   found->assessment.text("zh") ...
//
// Comes to what assess() of a snapshot of the same register comes to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "desks/assessment/assessment.hpp"
#include "platform/store/database.hpp"

namespace fugong::assessment {

/// Rows that the database couldn't judge; they went through the row interpreter one by one.
struct SlowRows {
  std::size_t provision = 0;  ///< index into the source of the pack
  std::int64_t rows = 0;
  /// Why all rows of the provision are among them; empty: only those whose value no query can say.
  Text why;
};

struct InDatabase {
  Assessment assessment;
  std::string fingerprint;  ///< of the register
  std::vector<SlowRows> slow;
};

/// Of one moment of the database, whoever writes to it meanwhile; keeps nothing there. Follows no
/// funds (Options::funds) and has one worker.
Result<InDatabase> assess(const pack::Pack& pack, store::Database& database,
                          const Options& options);

}  // namespace fugong::assessment
