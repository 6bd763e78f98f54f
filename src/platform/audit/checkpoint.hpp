// Papers that leave the database: what the log was at a size, signed (a *checkpoint*), and that an
// event stands in it (a *proof*). Anybody can check them with the public key alone.
//
//   std::string paper = write_checkpoint({"audit.example/330000", 1200, root}, key);
//   auto checkpoint = read_checkpoint(paper, "1200.checkpoint", key.verifying());
//
//   auto proof = read_proof(bytes, "e.tlog-proof", key.verifying());   // checks everything in it
//   proof->event                                                       // the canonical text
//
// The formats are those of C2SP: tlog-checkpoint (three lines in a signed note; further lines are
// not looked at) and tlog-proof@v1, with the event's text as its extra data. Pure functions and
// values; safe from many threads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/audit/merkle.hpp"
#include "platform/audit/note.hpp"

namespace fugong::audit {

inline constexpr std::size_t kMaxProofBytes = 128u << 10;

struct Checkpoint {
  std::string origin;  ///< whose log; the name of the key
  std::int64_t size = 0;
  Hash root{};
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

/// `checkpoint.origin` is the key's name: our own, checked.
std::string write_checkpoint(const Checkpoint& checkpoint, const SigningKey& key);
/// Faults: those of open_note; "audit-checkpoint-invalid" for what is signed but is none, or is of
/// another log.
Result<Checkpoint> read_checkpoint(std::string_view note, const std::string& file,
                                   const VerifyingKey& key);

struct Proof {
  std::string event;  ///< canonical text, whose leaf hash is the leaf
  std::int64_t index = 0;
  std::vector<Hash> path;
  std::string checkpoint;  ///< the signed note as it was kept
};

std::string write_proof(const Proof& proof);
/// The same to be printed: each of its lines behind "| ", what is too long going on behind "+ ".
std::string on_paper(std::string_view proof);
/// Of such a file, or of a text in which it stands as on_paper wrote it, whatever is around it.
/// Only if the event's text is leaf `index` of the list that the checkpoint stands for, and the
/// checkpoint is signed. Faults: those of read_checkpoint; "audit-proof-invalid" for what is no
/// proof, "audit-proof-wrong" for one that proves something else.
Result<Proof> read_proof(std::string_view bytes, const std::string& file, const VerifyingKey& key);

}  // namespace fugong::audit
