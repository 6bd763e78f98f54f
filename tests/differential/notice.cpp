#include "differential/notice.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace fugong::differential {

const pack::Pack& notice() {
  static const pack::Pack kLoaded = [] {
    pack::Files files;
    const std::filesystem::path folder = FUGONG_SOURCE_DIR "/packs";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      std::ostringstream text;
      text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      files[entry.path().lexically_relative(folder).generic_string()] = text.str();
    }
    auto loaded = pack::load(files, "miit-2020-14");
    EXPECT_TRUE(loaded);
    return std::move(*loaded);
  }();
  return kLoaded;
}

}  // namespace fugong::differential
