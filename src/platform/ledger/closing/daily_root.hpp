// Daily root: where each shard of the ledger stood at the end of a day, as a paper that leaves the
// database, signed with the key of the audit log (docs/ledger.md has the lines).
//
//   std::string paper = write_root({day, root_text_hash, shards}, key);
//   auto root = read_root(paper, "2020-02-21.ledger-root", key.verifying());
//
// Each paper names the one before by the SHA-256 of its text, so that none can be missing between
// two. Its root is that of RFC 6962 over the texts of the shards: one shard can be shown to belong
// to it without the others. Pure functions and values; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/audit/note.hpp"
#include "platform/ledger/verify.hpp"

namespace fugong::ledger {

struct ShardEnd {
  Shard shard = 0;
  std::int64_t seq = 0;  ///< the last entry up to the end of that day
  std::string hash;
  /// What the accounts of each role hold together, in fen, as DayEnd has it; a number as text,
  /// because sums over many funds may pass 2^63.
  std::vector<std::pair<std::string, std::string>> held;

  /// The lines of it, which are a leaf of the root.
  std::string text() const;
  friend bool operator==(const ShardEnd&, const ShardEnd&) = default;
};

struct DailyRoot {
  Date day;
  std::string previous;  ///< SHA-256 of the text of the paper before, hex; of the first zeroes
  std::vector<ShardEnd> shards;  ///< those that have entries by then, by number

  audit::Hash root() const;
  /// What is signed, under the name of the key. Its SHA-256 names it.
  std::string text(std::string_view origin) const;
  friend bool operator==(const DailyRoot&, const DailyRoot&) = default;
};

/// A fault "ledger-root-too-large" where there are more shards than a signed note has room for.
Result<std::string> write_root(const DailyRoot& root, const audit::SigningKey& key);
/// Faults: those of open_note; "ledger-root-invalid" for what is signed but is no such paper.
Result<DailyRoot> read_root(std::string_view note, const std::string& file,
                            const audit::VerifyingKey& key);

}  // namespace fugong::ledger
