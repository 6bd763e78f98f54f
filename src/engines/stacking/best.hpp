// Best legal combination: which of several benefits a firm may hold together, after what the texts
// say about exclusion, base and cap, gives it most.
//
//   Problem p;
//   p.offers = {{.provision = 0, .total = Total::cash, .amount = {low, high}}, ...};
//   p.exclusive = {{.offers = {0, 1}}};          // at most one provision of these
//   p.caps = {{.offers = {2, 3}, .limit = {..}}};  // together at most that much, first served
//   first p.requires = {{.offer = 3, .any_of = {2}}};   // 3 only on top of 2 Combination best =
//   combine(p, kPaidFirst);
//
// Three totals are never added together: cash is paid out, relief is not collected, liquidity is
// deferred or lent and must be paid back. The objective is an order of the three: the first is
// maximised, the next decides among equals. Amounts may be ranges (an authority has yet to set a
// figure): then sets are compared by what is sure, and `settled` says whether another legal set
// could still turn out better.
//
// Exact: every legal set of a component (offers that a rule ties together) is enumerated. Pure; no
// policy stands here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/money.hpp"
#include "engines/law/source.hpp"

namespace fugong::stacking {

using law::Total;
inline constexpr std::size_t kTotals = 3;

using Range = law::AmountRange;

/// A benefit for one subject that may be taken.
struct Offer {
  std::size_t provision = 0;  ///< exclusion is between provisions, not between subjects of one
  Total total = Total::none;
  Range amount;  ///< of `none`: ignored
};

/// Of these offers only those of one provision may be held.
struct Exclusive {
  std::vector<std::size_t> offers;
};

/// These offers together are at most `limit`; they are served in the order in which they stand.
/// Without `limit` the bound is unknown.
struct Cap {
  std::vector<std::size_t> offers;
  std::optional<Money> limit;
};

/// `offer` may be held only together with one of `any_of`.
struct Requirement {
  std::size_t offer = 0;
  std::vector<std::size_t> any_of;
};

struct Problem {
  std::vector<Offer> offers;
  std::vector<Exclusive> exclusive;
  std::vector<Cap> caps;
  std::vector<Requirement> requirements;
};

/// The totals from the one that counts most to the one that counts least.
using Objective = std::array<Total, kTotals>;
inline constexpr Objective kPaidFirst{Total::cash, Total::relief, Total::liquidity};

/// What became of an offer.
struct Placed {
  bool taken = false;
  Range amount;                        ///< after the caps
  std::optional<std::size_t> lost;     ///< index of the exclusion that it lost to
  std::optional<std::size_t> without;  ///< index of the requirement that is not met
  std::optional<std::size_t> cut;      ///< index of the last cap that made it smaller
  bool declined = false;  ///< nothing forbids it: it would use up a cap that something better needs
};

struct Combination {
  std::vector<Placed> offers;  ///< as Problem::offers
  std::array<Range, kTotals> totals;
  bool settled = true;     ///< no other legal set can turn out better
  bool exhaustive = true;  ///< false: a component had more than kMaxSets sets, the first were tried
};

/// Legal sets that are tried for one component.
inline constexpr std::size_t kMaxSets = 50'000;

Combination combine(const Problem& problem, const Objective& objective = kPaidFirst);

}  // namespace fugong::stacking
