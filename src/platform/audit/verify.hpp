// Verification: holds the whole log against itself and against the checkpoints that were signed,
// and finds the first record that is not what it was.
//
//   auto verified = verify(database, {{"1200.checkpoint", bytes}}, key);
//   verified->root                                     // or one fault that says what and where
//
// What is found: an event that was changed, removed, put in or moved; a chain that was cut, at its
// end too; a node of the tree that doesn't fit; a database older than its checkpoint; a history
// that was rewritten as a whole; a checkpoint that is forged; a personal value that isn't the one
// committed to. What can't be: a lie told when the event was appended, and events that no
// checkpoint covers yet being rewritten, or taken away with the kept end of their chain, by
// somebody who can write to the database. So checkpoints are made often, and kept where the
// database's administrator can't write; and a letter (docs/letters.md) names its event and the
// event's hash on paper.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "platform/audit/checkpoint.hpp"
#include "platform/store/database.hpp"

namespace fugong::audit {

struct CheckpointFile {
  std::string name;
  std::string bytes;
};

struct Verified {
  std::int64_t events = 0;         ///< in all
  std::int64_t leaves = 0;         ///< of these in the tree
  std::int64_t signed_leaves = 0;  ///< of these under the newest checkpoint
  std::int64_t checkpoints = 0;
  Hash root{};  ///< of all leaves
};

/// Told after each chunk how many events were looked at, and how many are due in all; false ends it
/// with the fault "audit-verification-stopped".
using Watch = std::function<bool(std::int64_t done, std::int64_t all)>;

/// Reads everything, in one transaction that changes nothing. The files must have been read before
/// the call. The first fault only: "audit-event-changed", "audit-event-removed",
/// "audit-event-inserted", "audit-chain-broken", "audit-order", "audit-node-missing",
/// "audit-node-changed", "audit-opening-changed", "audit-rolled-back", "audit-history-differs",
/// "audit-checkpoints-differ" (two are signed that can't both be true), those of read_checkpoint,
/// those of the store.
Result<Verified> verify(store::Database& database, const std::vector<CheckpointFile>& files,
                        const VerifyingKey& key, const Watch& watch = {});

}  // namespace fugong::audit
