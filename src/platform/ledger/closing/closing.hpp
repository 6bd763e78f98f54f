// Closing: a signed paper for each day of the ledger (daily_root.hpp), and what they prove later.
//
//   auto closed = close_days(database, files, key, clock, audit);    // those that are over
//   for (const Paper& paper : *closed) ...                           // keep it outside the
//   database
//
//   auto checked = check_days(database, files, key.verifying());     // the first that doesn't fit
//
// A day gets a paper when it is over and something was entered on it; what lies between is said by
// the next one. From then on the ledger takes no entry of that day any more. Nothing is signed
// before the whole ledger was verified and fits every paper there is. Each paper's SHA-256 is an
// event of the audit log too ("ledger.day-closed"), so that a paper that somebody takes away is
// missed, and the checkpoints of that log cover the ledger. Functions that keep nothing; any thread
// with a database of its own.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "platform/audit/audit.hpp"
#include "platform/audit/note.hpp"
#include "platform/ledger/closing/daily_root.hpp"
#include "platform/store/database.hpp"

namespace fugong::ledger {

/// So long after its end a day still takes entries, of a server whose clock is slow.
inline constexpr std::int64_t kSettledAfterMs = 10 * kMinuteMs;

struct Paper {
  std::string name;  ///< of its file: "2020-02-21.ledger-root"
  std::string bytes;
};
inline constexpr const char* kPaperEnding = ".ledger-root";

struct Checked {
  std::vector<Verified> shards;
  std::vector<DailyRoot> days;  ///< those that were signed, in order
};

/// The whole ledger and all papers, in order of their days, against each other and the audit log.
/// The first fault only: those of verify, whose heads are the papers'; those of read_root;
/// "ledger-root-missing" (a paper that the next one or the audit log names), "ledger-root-unlogged"
/// (a paper that the audit log doesn't know), "ledger-root-differs" (entries of a day that came
/// when it had been signed).
Result<Checked> check_days(store::Database& database, const std::vector<Paper>& papers,
                           const audit::VerifyingKey& key);

/// Papers of the days that are over by the clock and that no paper is of; the events of them stand
/// in the audit log when this returns. Called again with the same papers, it gives the same.
Result<std::vector<Paper>> close_days(store::Database& database, const std::vector<Paper>& papers,
                                      const audit::SigningKey& key, const Clock& clock,
                                      const audit::Audit& audit);

}  // namespace fugong::ledger
