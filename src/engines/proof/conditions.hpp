// Whether the conditions of a provision can all hold, and whether each of them says something.
//
//   ConditionsProof proof = prove_conditions(book, provision, known_at, tried);
//
// First the firms of the worked examples are asked. Where they leave a question open, every fact is
// cut at the values that the provision and the examples name, and the conditions are worked out for
// combinations of the pieces, each as an unknown within its piece (docs/unknown.md): what such an
// unknown gives is true of every firm in it. So "never" and "always" are proved for every firm, and
// "may hold" comes with a firm. At most kMaxTrials combinations are tried for a question; beyond,
// and where a piece can't be decided, it stays unproved.
//
// Rules that ask for today's date are tried on one day: nothing of them is refuted. Validity and
// region are not conditions here. Pure; no threads.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "engines/law/rulebook.hpp"

namespace fugong::proof {

inline constexpr std::size_t kMaxTrials = 2'000;
/// Values of one fact at which it is cut.
inline constexpr std::size_t kMaxCuts = 24;

/// The facts of one subject together with those of the enterprise that it belongs to.
using Situation = std::vector<law::GivenFact>;

enum class Finding : std::uint8_t { shown, refuted, unproved };

struct ConditionsProof {
  /// Whether all conditions can hold at once: shown by `witness`, refuted: for no firm.
  Finding may_hold = Finding::unproved;
  Situation witness;
  struct One {
    /// Whether it can fail: refuted means that it always holds.
    Finding may_fail = Finding::unproved;
    /// Whether it can hold.
    Finding may_hold = Finding::unproved;
    /// Whether it can be what fails alone: refuted means that the others imply it.
    Finding decides = Finding::unproved;
  };
  std::vector<One> conditions;  ///< as those of the provision
};

ConditionsProof prove_conditions(const law::Rulebook& book, const law::Provision& provision,
                                 const Date& known_at, const std::vector<Situation>& tried);

/// Whether a condition hangs on the day of the check, by a decision of the pack too: then another
/// day may show what this one can't.
bool asks_for_today(const law::Rulebook& book, const law::Provision& provision);

}  // namespace fugong::proof
