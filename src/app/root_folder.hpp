// The folder in which the daily roots of the ledger are kept, beside the checkpoints of the audit
// log: one file for each day that was closed.
//
//   RootFolder folder("/other-disk/checkpoints");
//   auto closed = folder.close(database, key, clock, audit);   // names of the files that are new
//   auto checked = ledger::check_days(database, *folder.papers(), key.verifying());
//
// As safe for threads as NoteFolder is.
#pragma once

#include <string>
#include <vector>

#include "app/note_folder.hpp"
#include "platform/ledger/closing/closing.hpp"

namespace fugong::app {

class RootFolder {
 public:
  explicit RootFolder(std::string path) : folder_(std::move(path), ledger::kPaperEnding) {}

  Result<std::vector<ledger::Paper>> papers();
  /// Closes the days that are over (closing.hpp). Makes the folder.
  Result<std::vector<std::string>> close(store::Database& database, const audit::SigningKey& key,
                                         const Clock& clock, const audit::Audit& audit);

 private:
  NoteFolder folder_;
};

}  // namespace fugong::app
