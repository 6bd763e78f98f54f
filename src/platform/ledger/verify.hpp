// Going over the whole ledger again: does it say what was once written, and does it add up?
//
//   auto verified = verify(transaction, shard, {{shard, 4711, "9f86..."}});
//   if (!verified) ...   // the first record that is wrong, in words
//
// From the entries alone it works out the hash chain, every balance, every limit at every moment
// and every settlement, and holds the tables against that. A chain can be written anew as a whole
// by whoever owns the database; only heads that are kept elsewhere tell. Memory: the accounts, and
// a bit for each entry. Reads as of one moment.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "platform/ledger/books.hpp"

namespace fugong::ledger {

/// A head that somebody kept.
struct Checkpoint {
  Shard shard = 0;
  std::int64_t seq = 0;
  std::string hash;
  std::string kept_in = {};  ///< file, for the fault; empty: it came otherwise
};

/// Where a shard stood at the end of a day.
struct DayEnd {
  Date day;
  std::int64_t seq = 0;  ///< the day's last entry
  std::string hash;
  /// What all accounts of a role hold together, in fen, by book and role: "budget available".
  std::map<std::string, __int128> held;
};

struct Verified {
  Head head;
  std::int64_t accounts = 0;
  std::int64_t funds = 0;
  std::vector<DayEnd> days;  ///< those with entries, in order
};

/// Checkpoints of other shards are left alone. Faults: ledger-account-forged, ledger-chain-broken,
/// ledger-entry-invalid, ledger-head-differs, ledger-balance-differs, ledger-not-conserved,
/// ledger-checkpoint-differs, ledger-row-damaged; their place is table, shard and number.
Result<Verified> verify(store::Transaction& transaction, Shard shard,
                        const std::vector<Checkpoint>& checkpoints = {});

/// Shards that have a head or an account, by number.
Result<std::vector<Shard>> shards(store::Transaction& transaction);

}  // namespace fugong::ledger
