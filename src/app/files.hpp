// Reading and writing files and folders. The only place of the program that opens files by name
// (besides the database).
#pragma once

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/csv_rows.hpp"
#include "pack/pack.hpp"

namespace fugong::app {

/// A whole file, at most `max_bytes`. "-" is standard input.
Result<std::string> read_file(const std::string& path, std::size_t max_bytes);
/// The same for a secret: a fault "file-exposed" if others than its owner can read it.
Result<std::string> read_private_file(const std::string& path, std::size_t max_bytes);
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
/// Reads the packs folder and loads one pack. `id` may be the hash of a pack that is kept there.
Result<pack::Pack> load_pack(const std::string& folder, const std::string& id,
                             pack::Files* files = nullptr);

/// A file to be written.
struct NewFile {
  std::string path;
  std::string bytes;
  bool is_private = false;  ///< readable by its owner only
};
/// Writes all of them or none: each whole and on the disk under another name first. A file that is
/// there already is a fault and stays as it is.
Result<void> write_new_files(const std::vector<NewFile>& files);

/// Keeps the bytes of a pack as HASH.pack in a folder, which is made if need be.
Result<void> keep_pack(const std::string& folder, const pack::Files& files, const pack::Pack& pack);
/// The same of its kept form (pack/archive.hpp), if it is that of this hash; gives its path.
Result<std::string> keep_pack_bytes(const std::string& folder, const std::string& hash,
                                    const std::string& bytes);
/// The files of a kept pack, checked against its hash.
Result<pack::Files> read_kept_pack(const std::string& folder, const std::string& hash);
/// Of the files of a kept pack the one that has its hash; the others are what it imports.
Result<pack::Pack> load_kept(const pack::Files& files, const std::string& hash);
/// "file-unreadable"
tl::unexpected<Faults> cant_read(const std::string& path, const std::string& why);
/// "file-unwritable"
tl::unexpected<Faults> cant_write(const std::string& path, const std::string& why);
/// Puts the whole text in place of the file or, on any trouble, leaves the file as it was.
Result<std::monostate> replace_file(const std::string& path, std::string_view text);

/// Makes a folder that isn't there yet.
Result<std::monostate> make_folder(const std::string& path);

}  // namespace fugong::app
