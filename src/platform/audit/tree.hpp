// The tree over the log: gives every committed event its place in one order and proves it.
//
//   auto added = sequence(database);                           // takes what is new into the tree
//   auto checkpoint = next_checkpoint(database, last, "audit.example/330000");
//   database.read([&](Transaction& t) -> Result<void> {
//     auto place = prove(t, *EventId::parse("330100/12"), checkpoint->size);   // leaf and path
//     ...
//   });
//
// An event is leaf number n; numbers have no holes. Of the tree the database keeps the whole nodes
// of every fourth level: a new event costs a fifteenth of a row on the average, a proof reads about
// log2(n) / 4 ranges of sixteen hashes. Programs that sequence at once don't harm each other: one
// of them does the work.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/audit/checkpoint.hpp"
#include "platform/audit/event.hpp"
#include "platform/audit/merkle.hpp"
#include "platform/store/database.hpp"

namespace fugong::audit {

/// At most so many events go into the tree in one transaction.
inline constexpr std::int64_t kMaxBatch = 10'000;

/// Takes all events that were committed before the call into the tree, region by region, each
/// checked first; how many there were. An event that isn't what its chain says is a fault and stays
/// out with all that follows: "audit-event-changed", "audit-event-removed", "audit-chain-broken".
Result<std::int64_t> sequence(store::Database& database);

/// Of the whole tree.
Result<std::int64_t> tree_size(store::Transaction& t);
/// Of its first `size` leaves. A fault "audit-node-missing" if the tree isn't that large.
Result<Hash> root_of(store::Transaction& t, std::int64_t size);

/// What is to be signed now. `last`: the newest that was signed; what the tree says of that size
/// must still be the same ("audit-history-differs"), and it must not have shrunk
/// ("audit-rolled-back"): a checkpoint never covers up what another one shows.
Result<Checkpoint> next_checkpoint(store::Database& database, const std::optional<Checkpoint>& last,
                                   const std::string& origin);

struct Placed {
  std::int64_t index = 0;
  std::vector<Hash> path;
  std::string event;  ///< its canonical text
};
/// Proof that an event is among the first `size`. Nothing if it isn't (yet), or if there is none.
Result<std::optional<Placed>> prove(store::Transaction& t, const EventId& id, std::int64_t size);

/// Proof that the tree of `after` leaves begins with that of `before`.
Result<std::vector<Hash>> prove_growth(store::Transaction& t, std::int64_t before,
                                       std::int64_t after);

}  // namespace fugong::audit
