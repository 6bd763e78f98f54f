// The nodes of a batch: a program's typed form, cut so that each works from vectors to a vector.
// Private to engines/columns and to engines/sql, which goes from the same nodes.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "engines/columns/batch.hpp"
#include "engines/columns/memo.hpp"
#include "engines/decision/typed.hpp"

namespace fugong::columns {

using NodeId = std::uint32_t;

/// A value at which what is made of a number turns: `from` it on (below it something else), or
/// `beyond` it (at it still as below), or both.
struct Cut {
  feel::Value at;
  bool from = true;
  bool beyond = true;
};
using Cuts = std::vector<Cut>;

/// The cells that numbers are cut into: between two neighbours of what they are compared with.
struct Thresholds {
  Unit unit = Unit::number;
  int scale = 0;
  std::vector<std::int64_t> sorted;  // 2^n - 1, those at the end never passed
  Code others = 0;                   // what is added to a code that is no number's
};

/// The least counts of a unit and a scale from which on a number has turned, for each of the cuts.
Thresholds thresholds_of(Cuts cuts, Unit unit, int scale);

/// What the rules of a table see of its inputs: two tuples of one class give the same.
struct TableClass {
  std::vector<std::uint64_t> rules;                   // that may still fire
  std::vector<std::pair<std::size_t, Code>> unknown;  // inputs that aren't known, with their codes
  std::vector<feel::Value> inputs;                    // one such tuple
  Hits hits;                                          // once worked out
  friend bool operator<(const TableClass& a, const TableClass& b) {
    return std::tie(a.rules, a.unknown) < std::tie(b.rules, b.unknown);
  }
};

struct TableClasses {
  std::vector<TableClass> classes;                     // by code - kFirst
  std::vector<std::map<TableClass, Code>> by_content;  // of tuples of so many inputs
};

/// Counts beyond this leave no room for what comes after: 2^61, so that a quotient by doubles
/// can't leave the 64 bits either.
inline constexpr std::int64_t kMostCount = std::int64_t{1} << 61;

/// What a number of one row may be: all between two counts, or one of the two; known if they are
/// the same. `whence` has a bit for each operand that leaves it open.
struct Span {
  std::int64_t low = 0;
  std::int64_t high = 0;
  bool is_pair = false;
  unsigned whence = 0;
};

/// How a built-in rounds, by its FEEL name; empty if it doesn't.
std::optional<Rounding> rounding_of(std::string_view builtin);

/// Whether an end of a domain was left out.
bool is_far(const Decimal& number);

/// What an unknown value may be as a count; empty where that is no interval or pair of counts.
std::optional<Span> span_of_value(const feel::Value& value, int scale);

/// The values of an operand's dictionary as counts.
struct OperandCounts {
  std::size_t end = 0;  // of the dictionary, when they were taken
  int at_least = 0;     // the scale that was asked for
  Unit unit = Unit::number;
  int scale = 0;
  bool any = false;                        // whether there is a number, or an unknown between two
  std::int64_t most = 0;                   // none of the counts is further from 0
  std::vector<std::int64_t> counts;        // by code
  std::vector<std::int64_t> known;         // the same, kNoCount where there is none
  std::vector<std::uint8_t> counted;       // by code: whether it is one
  std::vector<std::optional<Span>> spans;  // by code: what an unknown may be
};

/// What a node comes to for the rows of one level, in a place that stays.
struct OfLevel {
  bool ready = false;
  Vector vector;
};

struct Node {
  enum class Kind : std::uint8_t {
    constant,
    input,      // a leaf, with its guard as child if it has one
    operation,  // one operation on its children
    table,
    whole,  // a part of a definition that only makes sense as a whole: a loop, a list, a filter
  };
  Kind kind = Kind::constant;
  std::optional<std::size_t> level;  // empty: the same for all rows
  decision::Slot slot = 0;           // of an input, a table; of a whole that it stands in
  std::vector<NodeId> children;
  /// How to work out one row: the operation, with literals for the children.
  decision::TypedPtr shell;
  std::unique_ptr<decision::TypedTable> table;
  std::vector<decision::Typed*> holes;  // of each child, the literal that stands for it
  std::vector<decision::Slot> loads;    // of a whole: the slots that its children are
  /// What the node's own number is compared with wherever it is used.
  Cuts cuts;

  // ---- of the block at hand
  bool ready = false;
  Vector result;
  std::vector<Code> said;                         // of an input: as it was read
  Vector spare;                                   // of whose vectors those of the result are taken
  std::vector<std::unique_ptr<OfLevel>> spreads;  // the result for rows of each level below
  std::vector<std::unique_ptr<OfLevel>> cells;    // the same cut into cells
  std::vector<const Vector*> operands;            // the children's, for the rows of this node
  std::vector<std::vector<std::int64_t>> rooms;   // of each operand as numbers
  std::vector<std::uint32_t> mixed;               // rows that go by themselves
  std::vector<Code> classes;                      // of a table

  // ---- kept from block to block
  Dictionary dictionary;
  std::optional<Thresholds> thresholds;
  CodeTable leaf_codes;          // of an input: its code for each of the leaf's
  std::size_t leaf_values = 0;   // how many of the leaf's values were seen
  std::vector<Code> unsaid;      // of an input: its code for each of its guard's
  std::vector<PairTable> pairs;  // of a table: two for each input, whose codes may be of cells
  std::vector<Code> class_ends;  // of an operation on codes: of the classes of its first operands
  CodeTable by_code;
  CodeTable by_cell;
  NumberTable by_number;
  int by_number_scale = 0;
  std::vector<OperandCounts> operand_counts;
  TupleMemo tuples;
  std::vector<PairTable> doubts;  // codes of what rows leave open, by those of two operands
  TupleMemo other_doubts;         // by those of any number
  std::unique_ptr<TableClasses> table_classes;
};

}  // namespace fugong::columns
