// What files in columns have in common: checksums, the end of the file, the directory before it.
// For desks that keep something of every row of a register in a file of its own; docs/snapshot.md
// describes the bytes.
//
//   auto found = find_directory(source, kMagic);  // its text, or `wrong` says why there is none
//   auto directory = read_directory(found->text, file);
//   groups.verify(source, group, ...);            // a copy, whatever becomes of the file
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"
#include "base/tree.hpp"

namespace fugong::enterprise_register {

inline constexpr std::size_t kMaxDirectoryBytes = 64u << 20;
inline constexpr std::size_t kMaxDirectoryNodes = 4'000'000;
/// The bytes that tell what a file is.
inline constexpr std::size_t kColumnMagicBytes = 8;

/// XXH3 with 64 bits: against damage, not against forgery.
std::uint64_t checksum_of(std::string_view bytes);
/// Whether bytes are those that were written. In a fuzz build always, so that what stands behind it
/// is reached.
bool is_intact(std::string_view bytes, std::uint64_t checksum);

/// What a file ends with after its directory.
std::string tail_after(std::string_view directory);

/// Where a file is read from, part by part. `read` fills `to` from an offset, or says that the file
/// isn't what it was any more; any thread may call it.
struct ColumnSource {
  using Read = std::function<Result<void>(std::uint64_t offset, std::span<char> to)>;
  ColumnSource(std::uint64_t bytes, Read from) : size(bytes), read(std::move(from)) {}
  /// Of bytes in memory, which must outlive it.
  ColumnSource(std::string_view bytes);    // NOLINT(google-explicit-constructor)
  ColumnSource(const std::string& bytes);  // NOLINT(google-explicit-constructor)
  std::uint64_t size;
  Read read;
};

/// The directory of a whole file that begins with `magic`.
struct ColumnDirectory {
  bool is_magic = false;
  std::string text;
  Text wrong;  ///< why there is none, in words
};
Result<ColumnDirectory> find_directory(const ColumnSource& source, std::string_view magic);

/// The groups of a file that are in memory, each a copy of its own: what was verified stays so,
/// whatever is written to the file meanwhile.
class LoadedGroups {
 public:
  explicit LoadedGroups(std::size_t groups) : groups_(groups) {}
  /// Reads a group, if it isn't there, and sees whether it is what was written: its checksum, and
  /// what `is_sound` says of it, which reads it as `at`. What is wrong, in words; then it isn't
  /// kept. A group belongs to one thread at a time.
  Result<Text> verify(const ColumnSource& source, std::size_t group, std::uint64_t offset,
                      std::uint64_t bytes, std::uint64_t checksum,
                      const std::function<bool()>& is_sound);
  /// Of one that is there.
  const std::string& at(std::size_t group) const;
  void let_go(std::size_t group);

 private:
  bool has(std::size_t group) const { return !groups_[group].empty(); }
  Result<void> load(const ColumnSource& source, std::size_t group, std::uint64_t offset,
                    std::uint64_t bytes);
  std::vector<std::string> groups_;
  std::mutex mutex_;
  std::vector<std::string> spare_;  // room of those that were let go
};

Result<Node> read_directory(std::string_view directory, const std::string& file);

/// Of a directory: a number without sign, a text; empty where it is none.
std::optional<std::uint64_t> whole_number(const Node* node, int base = 10);
std::string text_of(const Node* node);

}  // namespace fugong::enterprise_register
