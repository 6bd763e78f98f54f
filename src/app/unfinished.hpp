// Results that are there whole or not at all: a folder, or one large file.
//
//   auto folder = Unfinished::begin_folder("out/may");   // out/may.4711.part
//   ... write files into folder->path() ...
//   folder->finish();                                     // out/may
//
// Without finish() it goes away with everything in it; what a killed program left behind is swept
// up by the next one on this machine that makes the same.
#pragma once

#include <string>

#include "base/fault.hpp"

namespace fugong::app {

class Unfinished {
 public:
  /// Something of that name is a fault.
  static Result<Unfinished> begin_folder(const std::string& path);
  static Result<Unfinished> begin_file(const std::string& path);
  Unfinished(Unfinished&& other) noexcept;
  Unfinished& operator=(Unfinished&&) = delete;
  ~Unfinished();

  /// Where it is to be written.
  const std::string& path() const { return part_; }
  /// Once all of it is on the disk it gets its name.
  Result<void> finish();

 private:
  Unfinished() = default;
  static Result<Unfinished> begin(const std::string& path);
  std::string path_;
  std::string part_;  // empty once it has its name
};

}  // namespace fugong::app
