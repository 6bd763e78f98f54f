// Reading the ledger: balances now and on any day, statements, what is overdue, the chain's end.
//
//   database.read([&](Transaction& t) -> Result<void> {
//     auto page = statement(t, shard, {.account = available.id()}, 0, 100);
//     auto later = statement(t, shard, {.account = available.id()}, page->next, 100);
//     ...
//
// Whatever is read in one transaction is of one moment: balances and what is pending belong
// together. Every read names its shard. Any thread with a database of its own.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "platform/ledger/transfer.hpp"
#include "platform/store/database.hpp"

namespace fugong::ledger {

/// The last entry of a shard. Whoever keeps it somewhere else can prove later that nothing before
/// it was changed (verify.hpp).
struct Head {
  Shard shard = 0;
  std::int64_t seq = 0;  ///< 0: there is no entry yet
  std::string hash;      ///< 64 hex digits
  /// No entry behind it is older: its own time, or when the last day that was begun began.
  std::int64_t at_ms = 0;
};

/// Of all shards, by number.
Result<std::vector<Head>> heads(store::Transaction& transaction);
/// Of one; with seq 0 where it has no entry.
Result<Head> head(store::Transaction& transaction, Shard shard);

/// The entry with this id, if there is one.
Result<std::optional<Entry>> find(store::Transaction& transaction, Shard shard,
                                  const std::string& id);

/// The account with this id, if it is open.
Result<std::optional<Account>> find_account(store::Transaction& transaction, Shard shard,
                                            std::int64_t id);

struct AccountBalance {
  std::int64_t id = 0;
  Account account;
  Balance balance;
};

/// What to read balances of.
struct Which {
  std::optional<std::int64_t> fund = std::nullopt;  ///< FundKey::id; empty: all of the shard
  /// As they stood at the end of this day (of China), replayed from the entries; empty: as stored.
  std::optional<Date> on = std::nullopt;
};

/// Calls `each` for every account, by fund, book and id, until it returns false.
Result<void> scan_balances(store::Transaction& transaction, Shard shard, const Which& which,
                           const std::function<bool(const AccountBalance&)>& each);
/// The same as a list.
Result<std::vector<AccountBalance>> balances(store::Transaction& transaction, Shard shard,
                                             const Which& which = {});

inline constexpr std::int64_t kMaxPage = 1'000;  ///< entries

/// Of what a statement is: one of the two; neither: of all.
struct StatementOf {
  std::optional<std::int64_t> account = std::nullopt;
  std::optional<std::int64_t> fund = std::nullopt;
};

struct Page {
  std::vector<Entry> entries;
  std::int64_t next = 0;  ///< `after` of the next page; 0: this is the last one
};

/// Entries in the order of the chain, behind `after` (0: from the first on), at most `limit` of
/// them (1 to kMaxPage).
Result<Page> statement(store::Transaction& transaction, Shard shard, const StatementOf& of,
                       std::int64_t after, std::int64_t limit);

/// What is pending and has a last day before `today`, earliest first, at most `limit`.
Result<std::vector<Entry>> overdue(store::Transaction& transaction, Shard shard, Date today,
                                   std::int64_t limit);

}  // namespace fugong::ledger
