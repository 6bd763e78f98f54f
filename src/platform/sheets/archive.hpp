// Archive: the entries of a ZIP file (APPNOTE 6.3.x), as office documents are made of, for bytes
// that nobody vouches for.
//
//   auto archive = Archive::open(bytes);              // looks at every header, unpacks nothing
//   auto sheet = archive->read("xl/workbook.xml");    // no more than its header says, CRC checked
//   auto sound = archive->check();                    // unpacks all of it, keeps nothing
//
// Stricter than the format: the file is its entries one behind the other, then their directory,
// then its end, and nothing before, between or behind; both headers of an entry agree. So two
// readers can't see two different contents, and entries can't share bytes (how small files become
// huge ones). Encrypted entries, Zip64, other methods than "stored" and "deflated", names that
// leave the folder or stand twice, too many entries, too large or too tightly packed ones are
// faults: "archive-damaged", "archive-refused". Refers to the bytes, which must outlive it. Any
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"

namespace fugong::sheets {

struct ArchiveLimits {
  std::size_t max_entries = 2'000;
  std::size_t max_name_bytes = 255;
  std::uint64_t max_unpacked_bytes = std::uint64_t{100} << 20;  ///< of all entries
  std::uint64_t max_ratio = 200;                            ///< unpacked to packed, of an entry ...
  std::uint64_t ratio_from_bytes = std::uint64_t{1} << 20;  ///< ... that unpacks to more than this
};

/// Whether these bytes claim to be one.
bool looks_like_archive(std::string_view bytes);
/// Whether what a lenient reader would take for the end of one stands near the end of the bytes.
bool ends_like_archive(std::string_view bytes);

class Archive {
 public:
  static Result<Archive> open(std::string_view bytes, const ArchiveLimits& limits = {});

  std::vector<std::string_view> names() const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
  /// A fault "archive-entry-missing" if there is none of this name.
  Result<std::string> read(std::string_view name) const;
  Result<void> check() const;

 private:
  struct Entry {
    std::string name;
    bool is_deflated = false;
    std::uint32_t crc = 0;
    std::uint64_t unpacked = 0;
    std::string_view packed;
  };
  friend class ArchiveReader;
  const Entry* find(std::string_view name) const;
  std::vector<Entry> entries_;
};

}  // namespace fugong::sheets
