// A folder in which signed papers of one kind are kept, one file for each.
//
//   NoteFolder folder("/other-disk/checkpoints", ".checkpoint");
//   auto added = folder.add("0000000000000001200.checkpoint", bytes);
//   auto newest = folder.newest();                        // Result<optional<CheckpointFile>>
//
// Names sort as the papers follow each other. A file is on the disk, whole, before it has its name,
// and none is ever overwritten. Many threads may use one: what the folder holds is read again only
// when it has changed.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "platform/audit/verify.hpp"

namespace fugong::app {

class NoteFolder {
 public:
  NoteFolder(std::string path, std::string ending)
      : path_(std::move(path)), ending_(std::move(ending)) {}

  /// Nothing where there is none yet.
  Result<std::optional<audit::CheckpointFile>> newest();
  /// At most so many, the last ones first.
  Result<std::vector<audit::CheckpointFile>> latest(std::size_t most);
  /// Its path. Makes the folder.
  Result<std::string> add(const std::string& name, const std::string& bytes);

 private:
  /// In order.
  Result<std::vector<std::string>> names();

  const std::string path_;
  const std::string ending_;
  std::mutex mutex_;
  std::filesystem::file_time_type read_at_{};
  std::vector<std::string> names_;
};

}  // namespace fugong::app
