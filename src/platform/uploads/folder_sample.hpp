// A folder for a test, gone with the object. Not part of the library.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

namespace fugong::uploads {

class SampleFolder {
 public:
  SampleFolder() {
    path_ = (std::filesystem::temp_directory_path() / "uploads_test_XXXXXX").string();
    static_cast<void>(mkdtemp(path_.data()));
  }
  ~SampleFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  SampleFolder(const SampleFolder&) = delete;
  SampleFolder& operator=(const SampleFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace fugong::uploads
