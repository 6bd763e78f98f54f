// What files in columns have in common: checksums, the end of the file, the directory before it.
// For desks that keep something of every row of a register in a file of its own; docs/snapshot.md
// describes the bytes.
//
//   const Text wrong = find_directory(bytes, text);   // nothing is wrong: `text` is the directory
//   auto directory = read_directory(text, file);
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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
/// The directory of a whole file; else what is wrong, in words.
Text find_directory(std::string_view bytes, std::string_view& directory);
Result<Node> read_directory(std::string_view directory, const std::string& file);

/// Of a directory: a number without sign, a text; empty where it is none.
std::optional<std::uint64_t> whole_number(const Node* node, int base = 10);
std::string text_of(const Node* node);

}  // namespace fugong::enterprise_register
