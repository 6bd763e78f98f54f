// The folder in which signed checkpoints are kept: one file for each, whose name is its size.
//
//   CheckpointFolder folder("/other-disk/checkpoints");
//   auto made = folder.extend(database, key);             // sequences, signs, writes: or nothing
//   new auto newest = folder.newest();                        // Result<optional<CheckpointFile>>
//
// A file is on the disk, whole, before it has its name, and none is ever overwritten. Many threads
// may use one: what the folder holds is read again only when it has changed.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "platform/audit/checkpoint.hpp"
#include "platform/audit/verify.hpp"
#include "platform/store/database.hpp"

namespace fugong::app {

class CheckpointFolder {
 public:
  explicit CheckpointFolder(std::string path) : path_(std::move(path)) {}
  const std::string& path() const { return path_; }

  /// Nothing where there is none yet.
  Result<std::optional<audit::CheckpointFile>> newest();
  /// At most so many, those of most events first.
  Result<std::vector<audit::CheckpointFile>> latest(std::size_t most);

  struct Made {
    audit::Checkpoint checkpoint;
    std::string file;  ///< empty: there was nothing new to sign
  };
  /// Takes all committed events into the tree, and signs what it is then. Makes the folder.
  Result<Made> extend(store::Database& database, const audit::SigningKey& key);

 private:
  /// In order of size.
  Result<std::vector<std::string>> names();

  const std::string path_;
  std::mutex mutex_;
  std::filesystem::file_time_type read_at_{};
  std::vector<std::string> names_;
};

}  // namespace fugong::app
