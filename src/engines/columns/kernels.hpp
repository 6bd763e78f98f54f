// The loops over rows, in one copy for each level of instructions; kernels() is the best that this
// machine has. Private to engines/columns.
//
// Nothing here can fail: whoever calls has seen to it that no sum or product leaves the 64 bits
// (arithmetic.cpp), and that codes lie inside of their tables.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/decimal.hpp"
#include "engines/columns/vector.hpp"

namespace fugong::columns {

/// Of a table of codes: not worked out yet.
inline constexpr Code kUnset = 0xFFFF;

/// Of a table of counts: no count.
inline constexpr std::int64_t kNoCount = INT64_MIN;

/// Tables are read in steps of so many entries.
inline constexpr std::size_t kTableStep = 64;

/// Numbers of 64 bits as a column.
inline Narrow wide(const std::int64_t* x) {
  return {x, sizeof(*x)};
}

/// factor * x + plus, of a column of 4 or 8 bytes.
struct Line {
  Narrow x;
  std::int64_t factor = 1;
  std::int64_t plus = 0;
};

enum class Order : std::uint8_t { less, less_equal, equal };

struct Kernels {
  const char* name;  ///< "x86-64-v4"
  /// out = table[a]; whether any is kUnset. A table has `end` entries in room for kTableStep more.
  bool (*map)(const Code* a, std::size_t rows, const Code* table, std::size_t end, Code* out);
  /// The same of bytes.
  bool (*map_bytes)(const std::uint8_t* a, std::size_t rows, const Code* table, std::size_t end,
                    Code* out);
  /// out = table[a << shift | b]; whether any is kUnset.
  bool (*map_pair)(const Code* a, const Code* b, std::size_t rows, unsigned shift,
                   const Code* table, std::size_t end, Code* out);
  /// marks |= table[a], of which only the lowest eight bits count; whether any lacks `last`.
  bool (*mark)(const Code* a, std::size_t rows, const Code* table, std::size_t end,
               std::uint8_t last, std::uint8_t* marks);
  /// out = table[x - first]; whether any is kUnset.
  bool (*map_number)(const std::int64_t* x, std::size_t rows, std::int64_t first, const Code* table,
                     Code* out);
  /// out = table[a], of which there are `end`; whether any is kNoCount.
  bool (*count_codes)(const Code* a, std::size_t rows, const std::int64_t* table, std::size_t end,
                      std::int64_t* out);
  /// out = x; the greatest, or 0.
  std::int64_t (*widen)(Narrow x, std::size_t rows, std::int64_t* out);
  /// numbers = 0 where the code isn't kNumber.
  void (*keep_numbers)(const Code* codes, std::size_t rows, std::int64_t* numbers);
  /// out = kFirst + how many of the thresholds (sorted) are at most x. Their number is one less
  /// than a power of two.
  void (*rank)(Narrow x, std::size_t rows, const std::int64_t* thresholds, std::size_t count,
               Code* out);
  void (*bounds)(Narrow x, std::size_t rows, std::int64_t* low, std::int64_t* high);
  void (*add)(const std::int64_t* a, const std::int64_t* b, std::size_t rows, std::int64_t* out);
  void (*subtract)(const std::int64_t* a, const std::int64_t* b, std::size_t rows,
                   std::int64_t* out);
  /// Of columns of 4 or 8 bytes.
  void (*multiply)(Narrow a, const std::int64_t* b, std::size_t rows, std::int64_t* out);
  void (*multiply_by)(Narrow a, std::int64_t b, std::size_t rows, std::int64_t* out);
  void (*least)(const std::int64_t* a, const std::int64_t* b, std::size_t rows, std::int64_t* out);
  void (*greatest)(const std::int64_t* a, const std::int64_t* b, std::size_t rows,
                   std::int64_t* out);
  /// out = kTrue or kFalse.
  void (*compare)(const Line& a, const Line& b, Order order, std::size_t rows, Code* out);
  /// out = a where `which` is kTrue, else b.
  void (*choose)(const Code* which, const std::int64_t* a, const std::int64_t* b, std::size_t rows,
                 std::int64_t* out);
  /// out = x / divisor, rounded to a whole number; divisors > 0.
  void (*divide)(const std::int64_t* x, const std::int64_t* divisors, std::size_t rows,
                 Rounding rounding, std::int64_t* out);
  /// The same with one divisor for all; no x is further from 0 than `most`.
  void (*divide_by)(const std::int64_t* x, std::int64_t most, std::int64_t divisor,
                    std::size_t rows, Rounding rounding, std::int64_t* out);
};

const Kernels& kernels();
/// Every level that this machine can run, the plainest first: for tests.
std::size_t kernel_levels();
const Kernels& kernels_of_level(std::size_t level);

}  // namespace fugong::columns
