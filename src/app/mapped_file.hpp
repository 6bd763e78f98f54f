// A file as bytes in memory that are read from the disk as they are looked at.
#pragma once

#include <string>
#include <string_view>

#include "base/fault.hpp"

namespace fugong::app {

class MappedFile {
 public:
  static Result<MappedFile> open(const std::string& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();
  std::string_view bytes() const { return bytes_; }

 private:
  MappedFile() = default;
  std::string_view bytes_;
};

}  // namespace fugong::app
