// What anybody who holds a letter may learn of it: that there is such a letter, of which day and
// kind, whether it still stands, and that the audit log holds the event that it is about. Nothing
// of the firm, the case or the amount.
//
//   auto known = look_up(database, desk, {.code = "7KQ2M-..."});
//   known->to_json()
//
// Private to the room.
#pragma once

#include <optional>
#include <string>

#include "desks/letters/letters.hpp"
#include "desks/letters/routes.hpp"

namespace fugong::letters {

struct Asked {
  std::string code = {};    ///< as typed; empty: by the bytes alone
  std::string sha256 = {};  ///< of a copy; empty: none is compared
};

struct Known {
  Issued letter;
  std::optional<bool> granted;  ///< of a decision
  bool stands = false;
  /// Whether the copy is one that was handed out, if one was given.
  std::optional<bool> is_same;
  std::optional<std::int64_t> leaf;         ///< in the tree; empty: it waits for that
  std::optional<std::int64_t> signed_size;  ///< of the newest checkpoint, if that has it

  std::string to_json() const;
};

/// Faults: "letter-unknown", "query-invalid" (sha256), those of the store.
Result<Known> look_up(store::Database& database, const LetterDesk& desk, const Asked& asked);

using audit::Signed;

/// What a letter is printed with: the proof that it was printed with before, or else the one under
/// `checkpoint`, which is then kept. Nothing while no checkpoint has the event.
Result<std::optional<Inclusion>> inclusion_of(store::Transaction& t, const LetterDesk& desk,
                                              const Issued& letter,
                                              const std::optional<Signed>& checkpoint);

/// The proof as a file (docs/audit.md). A fault "proof-none" while no checkpoint has the event.
Result<std::string> proof_of(store::Database& database, const LetterDesk& desk,
                             const std::string& code);

}  // namespace fugong::letters
