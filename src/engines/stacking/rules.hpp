// Rules of stacking as a pack states them, and their application to the answer of a check.
//
//   Rules rules = ...;                                  // src/pack reads stacking.yaml
//   Faults faults = check(rules, book);                 // names, kinds, size
//   Stack stack = stack_up(rules, answer);              // what may be held together
//
// Two combinations are worked out: `now`, of what the firm is surely entitled to, and `possible`,
// of what it may be entitled to as well. The first can be relied on; the second says what open
// questions are worth.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engines/law/rulebook.hpp"
#include "engines/stacking/best.hpp"

namespace fugong::stacking {

/// Whether a rule compares the benefits of the whole enterprise, or those of each subject (each
/// loan) by itself.
enum class Per : std::uint8_t { enterprise, subject };

struct RuleText {
  std::string id;
  Text label;   ///< in words: 同一笔贷款的贴息合计不超过利息
  Text clause;  ///< where it stands
  Place place;
};

/// At most one of these provisions.
struct ExclusiveRule {
  RuleText text;
  Per per = Per::enterprise;
  std::vector<std::string> provisions;
};

/// These provisions together give at most the value of a decision of the pack (yuan); who is named
/// first is served first.
struct CapRule {
  RuleText text;
  Per per = Per::enterprise;
  std::vector<std::string> provisions;
  std::string limit;  ///< name of a decision; of the subject, or of the enterprise
};

/// A top-up: given only on top of one of `needs`, for the same subject.
struct RequiresRule {
  RuleText text;
  std::string provision;
  std::vector<std::string> needs;
};

struct Rules {
  Objective objective = kPaidFirst;
  std::vector<ExclusiveRule> exclusive;
  std::vector<CapRule> caps;
  std::vector<RequiresRule> requirements;
};

/// Names that don't exist, a cap that mixes kinds of subject, a rule with one member, and
/// components with more legal sets than can be tried for a firm with one subject of each kind.
Faults check(const Rules& rules, const law::Rulebook& book);

/// What became of one entitlement of the answer.
struct Position {
  std::size_t entitlement = 0;  ///< index in Answer::entitlements
  Placed placed;
  const RuleText* because = nullptr;  ///< the rule that dropped or cut it
};

struct Holding {
  std::vector<Position> positions;
  std::array<Range, kTotals> totals;
  bool settled = true;
  bool exhaustive = true;
};

struct Stack {
  Objective objective;
  Holding now;       ///< of the states entitled and entitled_in_range
  Holding possible;  ///< and depends, at its widest
};

/// `rules` must have passed check() against the answer's rulebook and must outlive the result.
Stack stack_up(const Rules& rules, const law::Answer& answer);

}  // namespace fugong::stacking
