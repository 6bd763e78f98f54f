// Files: bytes in a folder of the program's own, under names that the program makes.
//
//   const Files files("var/uploads");
//   files.put(id, bytes);                        // all of it is there afterwards, or nothing
//   Result<std::string> bytes = files.read(id);
//
// A file is written beside its place, made durable, and only then takes its name: whoever dies at
// any moment leaves whole files and leftovers, never half a file. The folder is outside what is
// served, for its owner only; several servers of one database share it. Safe from many threads.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"

namespace fugong::uploads {

inline constexpr std::size_t kIdDigits = 32;

class Files {
 public:
  /// Called before each step of put: for tests, which stop the program there.
  using Step = std::function<void(const char* step)>;

  explicit Files(std::string folder, Step step = {})
      : folder_(std::move(folder)), step_(std::move(step)) {}

  /// `id`: kIdDigits hex digits. A fault "upload-unwritable".
  Result<void> put(std::string_view id, std::string_view bytes) const;
  /// A fault "upload-unreadable".
  Result<std::string> read(std::string_view id) const;
  /// Whether there was one.
  bool remove(std::string_view id) const;
  /// Where it is, for a scanner.
  std::string path(std::string_view id) const;

  struct Found {
    std::string id;  ///< empty: a leftover of one that was never finished
    std::string path;
    std::int64_t age_ms = 0;
  };
  /// All that is there, by the clock of the file system.
  std::vector<Found> all() const;
  /// Whether it was still there.
  static bool remove_found(const Found& found);

 private:
  void at(const char* step) const {
    if (step_) step_(step);
  }
  std::string folder_;
  Step step_;
};

}  // namespace fugong::uploads
