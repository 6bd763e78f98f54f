// The folder in which signed checkpoints are kept: one file for each, whose name is its size.
//
//   CheckpointFolder folder("/other-disk/checkpoints");
//   auto made = folder.extend(database, key);             // sequences, signs, writes: or nothing
//   auto newest = folder.newest();                        // Result<optional<CheckpointFile>>
//
// As safe for threads as NoteFolder is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/note_folder.hpp"
#include "platform/audit/checkpoint.hpp"
#include "platform/audit/verify.hpp"
#include "platform/store/database.hpp"

namespace fugong::app {

class CheckpointFolder {
 public:
  static constexpr const char* kEnding = ".checkpoint";

  explicit CheckpointFolder(std::string path) : folder_(std::move(path), kEnding) {}

  /// Nothing where there is none yet.
  Result<std::optional<audit::CheckpointFile>> newest() { return folder_.newest(); }
  /// At most so many, those of most events first.
  Result<std::vector<audit::CheckpointFile>> latest(std::size_t most) {
    return folder_.latest(most);
  }

  struct Made {
    audit::Checkpoint checkpoint;
    std::string file;  ///< empty: there was nothing new to sign
  };
  /// Takes all committed events into the tree, and signs what it is then. Makes the folder.
  Result<Made> extend(store::Database& database, const audit::SigningKey& key);

 private:
  NoteFolder folder_;
};

}  // namespace fugong::app
