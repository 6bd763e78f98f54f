// HalfWritten: what is being written, under a name of its own beside the one that it is to get.
//
//   auto part = HalfWritten::make("out/may", HalfWritten::Kind::folder);
//   part->path();                                // out/may.5f0c9a3e7b21d468.part
//   ... write into it ...
//   part->name_over();                           // out/may
//
// Without a name it goes away with everything in it. The writer holds a lock on it, which ends with
// him however he ends: so a sweep tells what a killed program left behind, in a container too,
// where process numbers come again.
#pragma once

#include <cstdint>
#include <string>

#include "base/fault.hpp"

namespace fugong::app {

class HalfWritten {
 public:
  enum class Kind : std::uint8_t { folder, file, private_file };
  static Result<HalfWritten> make(const std::string& path, Kind kind);
  HalfWritten(HalfWritten&& other) noexcept;
  HalfWritten& operator=(HalfWritten&&) = delete;
  ~HalfWritten();

  /// Takes away what programs that are no more left of that name.
  static void sweep(const std::string& path);

  const std::string& path() const { return part_; }
  /// Of the file or folder, for as long as this lives.
  int descriptor() const { return descriptor_; }

  /// Gives a file its name, unless something has it: "file-exists".
  Result<void> name_new();
  /// Gives it its name; what file had it is gone.
  Result<void> name_over();

 private:
  HalfWritten(std::string path, std::string part, int descriptor);
  Result<void> sync_folder() const;
  std::string path_;
  std::string part_;  ///< empty once it has its name
  int descriptor_;
};

/// Brings a file or the entries of a folder to the disk.
Result<void> sync(const std::string& path);

}  // namespace fugong::app
