// Batch: a program for many rows at once, block after block.
//
//   Batch batch(program, settings, {{size, subsidy}});    // the slots that will be asked for
//   batch.begin(rows_of_level);                           // a block
//   const Vector& v = batch.evaluate(size);               // of each row
//   v.value(17)                                           // as Program::evaluate says, or kAsk
//
// Dictionary evaluation: whatever hangs on few different values is worked out by the row
// interpreter once for each combination that occurs, and looked up for every other row. So
// unknowns, nulls and errors are what they are there, by construction. Facts that are compared with
// written numbers count as the few cells that those numbers cut them into. Only sums, products,
// quotients and comparisons of two numbers of a row are worked out by themselves, in 64 bits; what
// would leave them, or would be a value of one row alone, is kAsk.
//
// Belongs to one thread; the program must outlive it.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/date.hpp"
#include "base/decimal.hpp"
#include "engines/columns/vector.hpp"
#include "engines/decision/program.hpp"

namespace fugong::columns {

/// Of a leaf: the fact was not said.
inline constexpr Code kUnsaid = 1;

/// What the rows of a block say of an input: a number of its own (kNumber), kUnsaid, or a value.
/// Columns may be given as they lie, narrower, instead of `numbers` and `codes`; they must stay
/// until the next block begins.
struct Leaf {
  Unit unit = Unit::number;
  int scale = 0;
  /// Empty: no row has a number; 0 in rows without; none beyond 2^60.
  std::vector<std::int64_t> numbers;
  std::vector<Code> codes;              ///< empty: every row has a number
  std::span<const feel::Value> values;  ///< of the codes from kFirst on; they only grow
  Narrow narrow;                        ///< instead of `numbers`; anything in rows without
  const std::uint8_t* bytes = nullptr;  ///< instead of `codes`, of values only: those less kFirst
};

/// Kinds of rows: those of a level belong to rows of a level before it; the first has no parent.
struct Level {
  std::size_t parent = 0;
};

/// The rows of one level in a block.
struct LevelRows {
  std::size_t rows = 0;
  std::span<const std::uint32_t> parents;  ///< for each row the row of its parent's level
};

struct Settings {
  const decision::Functions* functions = nullptr;
  Date today;
  std::vector<Level> levels{Level{}};
  /// The level of an input whose rows differ; empty for one that is the same for all (`fixed`).
  std::function<std::optional<std::size_t>(decision::Slot)> level_of;
  /// Reads an input's rows of the block at hand. False: nobody has said it of any row.
  std::function<bool(decision::Slot, Leaf&)> read;
  /// Inputs that are the same for all rows; others are unset.
  std::vector<std::pair<decision::Slot, feel::Value>> fixed;
};

/// Rules of a table (1-based) that surely fire for a row, and those that may.
struct Hits {
  std::vector<int> sure;
  std::vector<int> maybe;
  friend auto operator<=>(const Hits&, const Hits&) = default;
};

class Batch {
 public:
  Batch(const decision::Program& program, Settings settings,
        std::span<const decision::Slot> wanted);
  ~Batch();
  Batch(Batch&&) noexcept;

  /// Starts a block. Vectors of the block before are gone.
  void begin(std::span<const LevelRows> levels);
  /// Of a wanted slot, for each row of the level, which holds it or is below the one that does.
  /// Valid until the next block.
  const Vector& evaluate(decision::Slot slot, std::size_t level);
  /// The level of a wanted slot: the deepest of the inputs that it rests on.
  std::size_t level_of(decision::Slot slot) const;
  /// The rules that fired, for each row of a wanted slot that is a table: codes into hits_at, kAsk
  /// where only the row interpreter can say. Known once the slot was evaluated. Empty of a table
  /// that is the same for all rows, and of one that only makes sense as a whole.
  std::span<const Code> matched(decision::Slot slot) const;
  const Hits& hits_at(decision::Slot slot, Code code) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Counts of a vector (its numbers, or ends of its spans) as whole counts of 10^-digits, as
/// Decimal::round would round them; far ends stay. Empty if some would leave the 64 bits.
std::vector<std::int64_t> round_counts(const Vector& of, const std::vector<std::int64_t>& counts,
                                       int digits, Rounding rounding);

/// marks[row] |= by_code[codes[row]], of which only the lowest eight bits count. Whether a row is
/// left that doesn't bear `last`. `by_code` is as it was afterwards.
bool mark(const std::vector<Code>& codes, std::vector<Code>& by_code, std::uint8_t last,
          std::vector<std::uint8_t>& marks);

}  // namespace fugong::columns
