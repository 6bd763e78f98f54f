// Reading packs from disk, for the tests of src/pack. Not part of the library.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "pack/pack.hpp"

namespace fugong::pack {

inline std::string slurp(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline Files files_below(const std::filesystem::path& root) {
  namespace fs = std::filesystem;
  Files files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    files[fs::relative(entry.path(), root).generic_string()] = slurp(entry.path());
  }
  return files;
}

inline std::string all(const Faults& faults) {
  std::string text;
  for (const Fault& fault : faults)
    text += describe(fault, "en") + "\n";
  return text;
}

template <class T>
std::string all(const Result<T>& result) {
  return result ? std::string("no faults\n") : all(result.error());
}

inline Pack loaded(const Files& files, std::string_view id) {
  auto pack = load(files, id);
  if (!pack) {
    ADD_FAILURE() << all(pack);
    std::abort();
  }
  return std::move(*pack);
}

/// The packs as they ship; read once in a program.
inline const Files& real_files() {
  static const Files kFiles = files_below(std::filesystem::path(FUGONG_SOURCE_DIR) / "packs");
  return kFiles;
}
/// The pack of the notice; loaded once.
inline const Pack& real_pack() {
  static const Pack kPack = loaded(real_files(), "miit-2020-14");
  return kPack;
}

}  // namespace fugong::pack
