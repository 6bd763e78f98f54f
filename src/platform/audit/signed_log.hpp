// Signed log: what a server knows of the log beside the database: whose it is, and the checkpoints
// that were signed, wherever they are kept.
//
//   const SignedLog log{key.verifying(), [&] { return folder.newest(); }, ...};
//   auto newest = log.newest();                          // Result<optional<CheckpointFile>>
//
// The functions may be called from many threads.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "platform/audit/note.hpp"
#include "platform/audit/verify.hpp"

namespace fugong::audit {

struct SignedLog {
  VerifyingKey key;
  /// The one of most events; nothing where none was made yet.
  std::function<Result<std::optional<CheckpointFile>>()> newest;
  /// At most so many, those of most events first.
  std::function<Result<std::vector<CheckpointFile>>(std::size_t most)> latest;
};

}  // namespace fugong::audit
