// Results that are there whole or not at all: a folder, or one large file.
//
//   auto folder = Unfinished::begin_folder("out/may");   // out/may.5f0c9a3e7b21d468.part
//   ... write files into folder->path() ...
//   folder->finish();                                     // out/may
//
// Without finish() it goes away with everything in it; what a killed program left behind is swept
// up by the next one that makes the same.
#pragma once

#include <string>

#include "app/half_written.hpp"
#include "base/fault.hpp"

namespace fugong::app {

class Unfinished {
 public:
  /// Something of that name is a fault. A file is there already, empty.
  static Result<Unfinished> begin_folder(const std::string& path);
  static Result<Unfinished> begin_file(const std::string& path);
  /// Which nobody but its owner can read.
  static Result<Unfinished> begin_private_file(const std::string& path);

  /// Where it is to be written.
  const std::string& path() const { return part_.path(); }
  /// Once all of it is on the disk, folders in it too, it gets its name.
  Result<void> finish();

 private:
  explicit Unfinished(HalfWritten part) : part_(std::move(part)) {}
  static Result<Unfinished> begin(const std::string& path, HalfWritten::Kind kind);
  HalfWritten part_;
};

}  // namespace fugong::app
