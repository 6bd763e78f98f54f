// Signed log: what a server knows of the log beside the database: whose it is, and the checkpoints
// that were signed, wherever they are kept.
//
//   const SignedLog log{key.verifying(), [&] { return folder.newest(); }, ...};
//   auto under = newest(&log);                           // Result<optional<Signed>>
//   auto paper = prove_under(t, id, **under, log.key);   // what `fugong audit check` takes
//
// The functions may be called from many threads.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "platform/audit/checkpoint.hpp"
#include "platform/audit/event.hpp"
#include "platform/audit/note.hpp"
#include "platform/audit/verify.hpp"
#include "platform/store/database.hpp"

namespace fugong::audit {

struct SignedLog {
  VerifyingKey key;
  /// The one of most events; nothing where none was made yet.
  std::function<Result<std::optional<CheckpointFile>>()> newest;
  /// At most so many, those of most events first.
  std::function<Result<std::vector<CheckpointFile>>(std::size_t most)> latest;
};

/// A checkpoint, and the note in which it was signed.
struct Signed {
  std::string bytes;
  Checkpoint checkpoint;
};

/// Of a file as SignedLog gives it; nothing where there is none. Faults: the file's own, those of
/// read_checkpoint.
Result<std::optional<Signed>> read_signed(Result<std::optional<CheckpointFile>> file,
                                          const VerifyingKey& key);

/// The newest one of a log; nothing where none was made yet, or the server keeps no log (null).
Result<std::optional<Signed>> newest(const SignedLog* log);

/// The proof that a checkpoint has an event, as a file (write_proof); empty while it doesn't have
/// it. What leaves the house holds, or doesn't leave: of a tree that was tampered with there is a
/// fault of read_proof.
Result<std::string> prove_under(store::Transaction& t, const EventId& id, const Signed& under,
                                const VerifyingKey& key);

/// What is told where it is empty: "proof-none".
tl::unexpected<Faults> no_proof_yet();

}  // namespace fugong::audit
