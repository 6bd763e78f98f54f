// Segments: what is said of the rows of a group, packed: codes in as few bits as they need, numbers
// as distances from the least. For desks that keep rows in files in columns (column_file.hpp); the
// bytes are described in docs/snapshot.md.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engines/columns/batch.hpp"

namespace fugong::enterprise_register {

/// As it stands in the table of a group: 32 bytes.
struct SegmentHead {
  std::uint64_t offset = 0;  ///< of its bytes, from the start of the group
  std::uint64_t bytes = 0;
  std::int64_t base = 0;          ///< the least number
  std::uint8_t has_codes = 0;     ///< else every row has a number
  std::uint8_t code_bits = 0;     ///< 1, 2, 4, 8 or 16 for each row
  std::uint8_t has_numbers = 0;   ///< where the code is kNumber
  std::uint8_t number_bytes = 0;  ///< 0, 1, 2, 4 or 8: the distance from `base`, of every row
  std::uint8_t scale = 0;
  std::uint8_t unit = 0;
  std::uint16_t reserved = 0;
};
static_assert(sizeof(SegmentHead) == 32);

/// Appends the packed rows.
SegmentHead pack(const std::vector<columns::Code>& codes, const std::vector<std::int64_t>& numbers,
                 columns::Unit unit, int scale, std::string& to);
/// Whether so many rows fit the bytes that the head names, of a group of that size.
bool is_sound(const SegmentHead& head, std::size_t rows, std::size_t group_bytes);
/// Rows [first, first + count). `group` is of a sound segment.
void unpack(const SegmentHead& head, const char* group, std::size_t all_rows, std::size_t first,
            std::size_t count, columns::Leaf& into);

}  // namespace fugong::enterprise_register
