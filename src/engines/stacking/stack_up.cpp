// An answer of the law to a problem of combination, and back.
#include <algorithm>
#include <map>

#include "base/fault.hpp"
#include "engines/stacking/beside.hpp"

namespace fugong::stacking {

namespace {

using law::Answer;
using law::Entitlement;
using law::State;

class StackUp {
 public:
  StackUp(const Rules& rules, const Answer& answer, bool with_open)
      : rules_(rules), answer_(answer), with_open_(with_open) {}

  Holding run() {
    add_offers();
    for (const ExclusiveRule& rule : rules_.exclusive) {
      for (auto& offers : scopes(rule.provisions, rule.per)) {
        problem_.exclusive.push_back({std::move(offers)});
        exclusive_texts_.push_back(&rule.text);
      }
    }
    for (const CapRule& rule : rules_.caps) {
      for (auto& offers : scopes(rule.provisions, rule.per)) {
        const auto limit = limit_of(rule, answer_, *entitlements_[offers.front()]);
        problem_.caps.push_back({std::move(offers), limit});
        cap_texts_.push_back(&rule.text);
      }
    }
    for (const RequiresRule& rule : rules_.requirements)
      add_requirements(rule);
    return holding(combine(problem_, rules_.objective));
  }

 private:
  /// What the firm may take. A provision that is only shown (tainted) never counts.
  void add_offers() {
    std::map<const law::Provision*, std::size_t> numbers;
    for (std::size_t i = 0; i < answer_.entitlements.size(); ++i) {
      const Entitlement& entitlement = answer_.entitlements[i];
      const law::Provision& provision = *entitlement.provision;
      if (entitlement.state == State::not_entitled || !provision.benefit) continue;
      if (entitlement.state == State::depends && (!with_open_ || entitlement.tainted)) continue;
      Offer offer;
      offer.provision = numbers.try_emplace(&provision, numbers.size()).first->second;
      offer.total = provision.benefit->amount ? provision.benefit->total : Total::none;
      offer.amount = amount_of(entitlement);
      problem_.offers.push_back(offer);
      entitlements_.push_back(&entitlement);
      indexes_.push_back(i);
    }
  }

  static Range amount_of(const Entitlement& entitlement) {
    if (entitlement.amount) return {*entitlement.amount, entitlement.amount};
    Range range = entitlement.amount_range.value_or(Range{Money{}, std::nullopt});
    // What is still open may also come to nothing.
    if (entitlement.state == State::depends) range.low = std::min(range.low, Money{});
    return range;
  }

  /// The offers that a rule compares with each other: all, or those of each subject; in the order
  /// in which the rule names their provisions.
  std::vector<std::vector<std::size_t>> scopes(const std::vector<std::string>& provisions,
                                               Per per) const {
    std::vector<std::pair<std::string, std::vector<std::size_t>>> found;
    for (const std::string& id : provisions) {
      for (std::size_t offer = 0; offer < entitlements_.size(); ++offer) {
        const Entitlement& entitlement = *entitlements_[offer];
        if (entitlement.provision->id != id) continue;
        const std::string key = per == Per::enterprise ? std::string()
                                                       : std::string(entitlement.subject_kind) +
                                                             "/" + entitlement.subject_id;
        auto scope = std::find_if(found.begin(), found.end(),
                                  [&](const auto& entry) { return entry.first == key; });
        if (scope == found.end()) scope = found.insert(found.end(), {key, {}});
        scope->second.push_back(offer);
      }
    }
    std::vector<std::vector<std::size_t>> offers;
    for (auto& [key, members] : found)
      offers.push_back(std::move(members));
    return offers;
  }

  void add_requirements(const RequiresRule& rule) {
    for (std::size_t offer = 0; offer < entitlements_.size(); ++offer) {
      const Entitlement& top_up = *entitlements_[offer];
      if (top_up.provision->id != rule.provision) continue;
      Requirement need{offer, {}};
      for (std::size_t base = 0; base < entitlements_.size(); ++base) {
        const Entitlement& below = *entitlements_[base];
        const bool wanted = std::find(rule.needs.begin(), rule.needs.end(), below.provision->id) !=
                            rule.needs.end();
        const bool same =
            below.subject_kind != top_up.subject_kind || below.subject_id == top_up.subject_id;
        if (wanted && same) need.any_of.push_back(base);
      }
      problem_.requirements.push_back(std::move(need));
      requirement_texts_.push_back(&rule.text);
    }
  }

  Holding holding(const Combination& best) const {
    Holding held;
    held.totals = best.totals;
    held.settled = best.settled;
    held.exhaustive = best.exhaustive;
    for (std::size_t offer = 0; offer < best.offers.size(); ++offer) {
      const Placed& placed = best.offers[offer];
      Position position{indexes_[offer], placed, nullptr};
      if (placed.lost) {
        position.because = exclusive_texts_[*placed.lost];
      } else if (placed.without) {
        position.because = requirement_texts_[*placed.without];
      } else if (placed.cut) {
        position.because = cap_texts_[*placed.cut];
      }
      held.positions.push_back(position);
    }
    return held;
  }

  const Rules& rules_;
  const Answer& answer_;
  bool with_open_;
  Problem problem_;
  std::vector<const Entitlement*> entitlements_;  // of each offer
  std::vector<std::size_t> indexes_;              // of each offer in the answer
  std::vector<const RuleText*> exclusive_texts_;  // of Problem::exclusive
  std::vector<const RuleText*> cap_texts_;
  std::vector<const RuleText*> requirement_texts_;
};

}  // namespace

Stack stack_up(const Rules& rules, const Answer& answer) {
  Stack stack;
  stack.objective = rules.objective;
  stack.now = StackUp(rules, answer, false).run();
  stack.possible = StackUp(rules, answer, true).run();
  return stack;
}

}  // namespace fugong::stacking
