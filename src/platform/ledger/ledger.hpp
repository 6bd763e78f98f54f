// The ledger of public money: double entry, append only, with a hash chain.
//
//   Ledger::migrate(database);                       // once, at start
//   const Ledger ledger(clock, 330100);
//   database.transact([&](Transaction& t) -> Result<void> {
//     auto answers = ledger.submit(t, batch);        // together with the desk's own changes
//     ...
//   });
//
// What a caller may build on (docs/ledger.md tells how each is enforced): money is conserved in
// each book of each fund; an account that is limited never gives more than it was given, what is
// pending counted; the same id takes effect once; nothing is ever changed or taken away; each entry
// has a document, a purpose, and an approver who is not its actor. Submitting reads and writes the
// database only, so a transaction may run again. Value; the clock must outlive it; any thread.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "platform/ledger/transfer.hpp"
#include "platform/store/database.hpp"

namespace fugong::ledger {

inline constexpr std::size_t kMaxBatch = 8192;      ///< transfers
inline constexpr std::size_t kMaxAccounts = 24576;  ///< accounts that come with a batch

/// How far a machine's clock may stand behind the last entry; the entry then gets that one's time.
inline constexpr std::int64_t kMaxClockBehindMs = 60'000;

class Ledger {
 public:
  /// Makes the tables.
  static Result<void> migrate(store::Database& database);

  /// From now on no shard takes an entry of a day before this one (of China): a clock that stands
  /// on such a day is behind.
  static Result<void> begin_day(store::Transaction& transaction, Date day);

  explicit Ledger(const Clock& clock, Shard shard = 0) : clock_(&clock), shard_(shard) {}

  Shard shard() const { return shard_; }

  /// Opens accounts that are not open yet and tries one transfer after the other; an answer to
  /// each. What is refused leaves no trace, and the others go on. A fault of the whole: a batch
  /// that is too large ("ledger-batch-too-large"), an account that can't be ("ledger-text-invalid",
  /// "ledger-account-differs"), a clock that stands behind ("ledger-clock-behind"), the database.
  Result<std::vector<Answer>> submit(store::Transaction& transaction, const Batch& batch) const;

  /// The same as a transaction of its own. After "store-lost" submit the same again.
  Result<std::vector<Answer>> submit(store::Database& database, const Batch& batch) const;

 private:
  const Clock* clock_;
  Shard shard_;
};

}  // namespace fugong::ledger
