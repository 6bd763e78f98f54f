// Reading packs from disk, for the tests of this room. Not part of the library.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "pack/pack.hpp"

namespace fugong::pack {

inline Files files_below(const std::filesystem::path& root) {
  namespace fs = std::filesystem;
  Files files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    files[fs::relative(entry.path(), root).generic_string()] = text.str();
  }
  return files;
}

inline Pack loaded(const Files& files, std::string_view id) {
  auto pack = load(files, id);
  if (!pack) {
    ADD_FAILURE() << describe(pack.error()[0], "en");
    std::abort();
  }
  return std::move(*pack);
}

}  // namespace fugong::pack
