// Reading files and folders. The only place of the program that opens files by name (besides the
// database).
#pragma once

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/csv_rows.hpp"
#include "pack/pack.hpp"

namespace fugong::app {

/// A whole file, at most `max_bytes`. "-" is standard input.
Result<std::string> read_file(const std::string& path, std::size_t max_bytes);
/// Opens a file to be read piece by piece.
Result<ReadBytes> open_bytes(const std::string& path);

/// A text file that is written piece by piece, in place of what stood there.
class TextFile {
 public:
  static Result<TextFile> create(const std::string& path);
  void write(std::string_view text);
  /// Whether all of it was written.
  Result<void> close();

 private:
  struct Closer {
    void operator()(std::FILE* file) const;
  };
  std::string path_;
  std::unique_ptr<std::FILE, Closer> file_;
};

/// Every regular file below a folder by its path relative to it, in order. Hidden files and links
/// out of the folder are left out.
Result<std::map<std::string, std::string>> read_folder(const std::string& folder,
                                                       std::size_t max_files,
                                                       std::size_t max_bytes);
/// Reads the packs folder and loads one pack.
Result<pack::Pack> load_pack(const std::string& folder, const std::string& id,
                             pack::Files* files = nullptr);

}  // namespace fugong::app
