// Whether a decision table has an answer for every input, only one, and no rule for nothing.
//
//   TableProof proof = prove(table, columns, constants);
//   if (proof.gap) ...            // values for which no rule matches
//
// Exact where tests are literals, constants, comparisons, intervals, lists of them, not(...) or
// `-`. Each column is cut where its tests name a value; the table is then decided for every
// combination of the pieces, at most kMaxCombinations of them. A test of another form may match or
// not: what hangs on it is left unproved and never claimed.
//
// Pure; no threads.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engines/decision/source.hpp"
#include "engines/proof/pieces.hpp"

namespace fugong::proof {

inline constexpr std::size_t kMaxCombinations = 2'000'000;
/// Overlapping pairs that are told of one table.
inline constexpr std::size_t kMaxOverlaps = 10;

/// Values of the names that stand for one value: parameters.
using Constants = std::map<std::string, feel::Value, std::less<>>;

struct TableProof {
  /// One value for each input; no rule matches.
  std::optional<feel::List> gap;
  struct Overlap {
    std::size_t first = 0;  ///< rules, from 0
    std::size_t second = 0;
    feel::List at;  ///< one value for each input; both match
  };
  std::vector<Overlap> overlaps;  ///< of U; of A, where the outputs differ
  struct Dead {
    std::size_t rule = 0;
    bool matches_nothing = false;  ///< else rules before it take all that it matches (F)
  };
  std::vector<Dead> dead;
  std::vector<std::size_t> inexact;  ///< inputs with tests of another form
  std::size_t combinations = 1;      ///< of pieces; the greatest size_t if more
  bool too_many = false;             ///< none of it is proved
  bool gap_unproved = false;         ///< a test of another form decides whether there is a gap
};

/// `columns`: one for each input. A column whose kind is not known is cut by the kind of its tests.
TableProof prove(const decision::Table& table, std::vector<Column> columns,
                 const Constants& constants);

/// Values that the text names: literals and constants, also inside of lists and ranges. Nothing if
/// it can't be read.
feel::List values_in(const std::string& text, const Constants& constants);

}  // namespace fugong::proof
