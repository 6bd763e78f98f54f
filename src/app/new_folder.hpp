// A folder of results that is there whole or not at all.
//
//   auto folder = NewFolder::begin("out/may");        // out/may.4711.part
//   ... write files into folder->path() ...
//   folder->finish();                                  // out/may
//
// Without finish() it goes away with everything in it; what a killed program left behind is swept
// up by the next one that makes the same folder.
#pragma once

#include <string>

#include "base/fault.hpp"

namespace fugong::app {

class NewFolder {
 public:
  /// A folder or file of that name is a fault.
  static Result<NewFolder> begin(const std::string& path);
  NewFolder(NewFolder&& other) noexcept;
  NewFolder& operator=(NewFolder&&) = delete;
  ~NewFolder();

  /// Where its files are to be written.
  const std::string& path() const { return part_; }
  Result<void> finish();

 private:
  NewFolder() = default;
  std::string path_;
  std::string part_;  // empty once it has its name
};

}  // namespace fugong::app
