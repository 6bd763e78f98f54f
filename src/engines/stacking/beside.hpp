// Beside: what the rules of stacking leave of one benefit beside those that are held already.
//
//   auto limits = limits_for(rules, answer, entitlement);           // when it is judged
//   for (const Bound& bound : bounds_beside(rules, {"5.2", "L1", {}}, limits, held)) ...
//
// stack_up() chooses the best of what may be asked for at once; here what was given first stays,
// and what comes after it gets what is left. Pure; what is returned refers to the rules.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engines/stacking/rules.hpp"

namespace fugong::stacking {

/// What a cap comes to for one benefit.
struct Limit {
  std::string rule;             ///< id of the cap
  std::optional<Money> amount;  ///< none: it can't be said yet
  friend bool operator==(const Limit&, const Limit&) = default;
};

/// A benefit of the firm: one that it holds, or the one that is to be given.
struct Held {
  std::string provision;
  std::string subject;
  Money amount;
};

/// A rule that leaves less than everything.
struct Bound {
  enum class Why : std::uint8_t {
    excluded,  ///< another provision of an exclusive group is held
    cap,       ///< what is held uses up the limit that they share
    open,      ///< nobody can say yet how high that limit is
  } why = Why::excluded;
  const RuleText* rule = nullptr;
  Money left;                   ///< of a cap
  std::vector<std::size_t> by;  ///< the members that are held, as indexes of `held`
};

/// Of the answer that the benefit is judged by; none where the decision says nothing.
std::optional<Money> limit_of(const CapRule& rule, const law::Answer& answer,
                              const law::Entitlement& of);

/// Of every cap that the benefit falls under.
std::vector<Limit> limits_for(const Rules& rules, const law::Answer& answer,
                              const law::Entitlement& of);

/// The rules that bound what may be given of `wanted` (whose amount doesn't count). A cap without a
/// limit among `limits` is open. Top-ups (`requires`) are not asked: what they stand on may be had
/// without a decision.
std::vector<Bound> bounds_beside(const Rules& rules, const Held& wanted,
                                 std::span<const Limit> limits, std::span<const Held> held);

}  // namespace fugong::stacking
