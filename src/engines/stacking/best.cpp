#include "engines/stacking/best.hpp"

#include <algorithm>
#include <numeric>

#include "base/fault.hpp"

namespace fugong::stacking {

namespace {

/// Sums of fen that may pass the limits of one amount; an absent high is unbounded.
Money plus(Money a, Money b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a.fen, b.fen, &sum)) sum = INT64_MAX;
  return Money{sum};
}

void add(Range& to, const Range& amount) {
  to.low = plus(to.low, amount.low);
  if (to.high && amount.high) {
    to.high = plus(*to.high, *amount.high);
  } else {
    to.high.reset();
  }
}

/// Offers that rules tie together, directly or through others.
class Components {
 public:
  explicit Components(const Problem& problem) : parent_(problem.offers.size()) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
    for (const Exclusive& group : problem.exclusive)
      tie(group.offers);
    for (const Cap& cap : problem.caps)
      tie(cap.offers);
    for (const Requirement& need : problem.requirements) {
      for (const std::size_t base : need.any_of)
        unite(need.offer, base);
    }
  }

  std::size_t of(std::size_t offer) {
    while (parent_[offer] != offer) {
      parent_[offer] = parent_[parent_[offer]];
      offer = parent_[offer];
    }
    return offer;
  }

 private:
  void unite(std::size_t a, std::size_t b) {
    const std::size_t x = of(a);
    const std::size_t y = of(b);
    parent_[std::max(x, y)] = std::min(x, y);
  }
  void tie(const std::vector<std::size_t>& offers) {
    for (const std::size_t offer : offers)
      unite(offers.front(), offer);
  }

  std::vector<std::size_t> parent_;
};

/// One component: its offers and the rules that concern them.
struct Component {
  std::vector<std::size_t> offers;
  std::vector<std::size_t> exclusive;
  std::vector<std::size_t> caps;
  std::vector<std::size_t> requirements;
};

class Solver {
 public:
  Solver(const Problem& problem, const Objective& objective, Combination& result)
      : problem_(problem), objective_(objective), result_(result) {}

  void run(const Component& component) {
    component_ = &component;
    for (const std::size_t offer : component.offers)
      trial_of(offer);
    groups_.clear();
    for (const std::size_t index : component.exclusive) {
      groups_.push_back({index, {}, provisions_of(problem_.exclusive[index].offers), 0});
    }
    add_optional();
    candidates_.clear();
    std::size_t sets = 0;
    do {
      if (++sets > kMaxSets) {
        result_.exhaustive = false;
        break;
      }
      consider();
    } while (next_choice());
    finish();
  }

 private:
  /// A choice: which provision of an exclusive group; or whether one offer is taken at all.
  struct Group {
    std::optional<std::size_t> exclusive;
    std::size_t offer = 0;
    std::vector<std::size_t> provisions;
    std::size_t chosen = 0;
    std::size_t ways() const { return exclusive ? provisions.size() : 2; }
  };
  struct Candidate {
    std::vector<std::size_t> chosen;
    std::array<Range, kTotals> totals;
  };

  std::vector<std::size_t> provisions_of(const std::vector<std::size_t>& offers) const {
    std::vector<std::size_t> provisions;
    for (const std::size_t offer : offers) {
      const std::size_t provision = problem_.offers[offer].provision;
      if (std::find(provisions.begin(), provisions.end(), provision) == provisions.end()) {
        provisions.push_back(provision);
      }
    }
    return provisions;
  }

  /// Taking more is never worse, but for offers under caps: where a cap holds several totals, or
  /// caps share an offer, one that is served early may crowd out what counts more.
  void add_optional() {
    std::vector<std::size_t> optional;
    for (const std::size_t index : component_->caps) {
      const std::vector<std::size_t>& offers = problem_.caps[index].offers;
      const bool crowds = std::any_of(offers.begin(), offers.end(), [&](std::size_t offer) {
        return problem_.offers[offer].total != problem_.offers[offers.front()].total ||
               std::any_of(component_->caps.begin(), component_->caps.end(),
                           [&](std::size_t other) {
                             const auto& theirs = problem_.caps[other].offers;
                             return other != index &&
                                    std::find(theirs.begin(), theirs.end(), offer) != theirs.end();
                           });
      });
      if (crowds) optional.insert(optional.end(), offers.begin(), offers.end());
    }
    std::sort(optional.begin(), optional.end());
    optional.erase(std::unique(optional.begin(), optional.end()), optional.end());
    for (const std::size_t offer : optional)
      groups_.push_back({std::nullopt, offer, {}, 0});
  }

  Placed& trial_of(std::size_t offer) { return result_.offers[offer] = Placed{}; }

  /// The next way of choosing one provision in each group, as an odometer turns.
  bool next_choice() {
    for (Group& group : groups_) {
      if (++group.chosen < group.ways()) return true;
      group.chosen = 0;
    }
    return false;
  }

  /// Which offers the present choice leaves, and what the caps leave of them.
  std::array<Range, kTotals> place() {
    for (const std::size_t offer : component_->offers)
      trial_of(offer).taken = true;
    for (const Group& group : groups_) {
      if (!group.exclusive) {
        if (group.chosen == 0) continue;
        Placed& placed = result_.offers[group.offer];
        placed.declined = placed.taken;
        placed.taken = false;
        continue;
      }
      for (const std::size_t offer : problem_.exclusive[*group.exclusive].offers) {
        if (problem_.offers[offer].provision == group.provisions[group.chosen]) continue;
        Placed& placed = result_.offers[offer];
        placed.taken = false;
        if (!placed.lost) placed.lost = group.exclusive;
      }
    }
    drop_without_base();
    for (const std::size_t offer : component_->offers) {
      Placed& placed = result_.offers[offer];
      placed.amount = placed.taken ? problem_.offers[offer].amount : Range{Money{}, Money{}};
    }
    for (const std::size_t index : component_->caps)
      apply(index);
    std::array<Range, kTotals> totals = no_totals();
    for (const std::size_t offer : component_->offers) {
      const Total total = problem_.offers[offer].total;
      if (total == Total::none || !result_.offers[offer].taken) continue;
      add(totals[static_cast<std::size_t>(total)], result_.offers[offer].amount);
    }
    return totals;
  }

  /// A dropped base takes down what stands on it, and so on.
  void drop_without_base() {
    bool changed = true;
    while (changed) {
      changed = false;
      for (const std::size_t index : component_->requirements) {
        const Requirement& need = problem_.requirements[index];
        Placed& placed = result_.offers[need.offer];
        if (!placed.taken) continue;
        const bool met = std::any_of(need.any_of.begin(), need.any_of.end(),
                                     [&](std::size_t base) { return result_.offers[base].taken; });
        if (met) continue;
        placed.taken = false;
        placed.without = index;
        changed = true;
      }
    }
  }

  void apply(std::size_t index) {
    const Cap& cap = problem_.caps[index];
    std::int64_t left_low = cap.limit ? cap.limit->fen : 0;
    std::int64_t left_high = left_low;
    for (const std::size_t offer : cap.offers) {
      Placed& placed = result_.offers[offer];
      if (!placed.taken) continue;
      Range& amount = placed.amount;
      const Range before = amount;
      if (cap.limit) {
        // The least that may come is what is left when those served before took the most.
        amount.low = Money{std::min(amount.low.fen, left_low)};
        const std::int64_t most = amount.high ? amount.high->fen : left_high;
        amount.high = Money{std::min(most, left_high)};
        left_high -= std::min(left_high, before.low.fen);
        left_low -= std::min(left_low, most);
      } else {
        amount.low = Money{};
      }
      if (amount != before) placed.cut = index;
    }
  }

  static std::array<Range, kTotals> no_totals() {
    std::array<Range, kTotals> totals;
    totals.fill({Money{}, Money{}});
    return totals;
  }

  void consider() {
    Candidate candidate;
    candidate.totals = place();
    for (const Group& group : groups_)
      candidate.chosen.push_back(group.chosen);
    candidates_.push_back(std::move(candidate));
  }

  /// By what is sure, in the order of the objective; then by what is possible.
  bool better(const Candidate& a, const Candidate& b) const {
    for (const Total total : objective_) {
      const Money x = a.totals[static_cast<std::size_t>(total)].low;
      const Money y = b.totals[static_cast<std::size_t>(total)].low;
      if (x != y) return x > y;
    }
    for (const Total total : objective_) {
      const auto& x = a.totals[static_cast<std::size_t>(total)].high;
      const auto& y = b.totals[static_cast<std::size_t>(total)].high;
      if (x == y) continue;
      return !x || (y && *x > *y);
    }
    return false;
  }

  /// Whether the set that is placed now may turn out better than `best` once the ranges close. What
  /// both hold in the same way comes to the same in both and is left out.
  bool may_beat(const std::vector<Placed>& best) const {
    std::array<Range, kTotals> mine = no_totals();
    std::array<Range, kTotals> theirs = no_totals();
    for (std::size_t i = 0; i < component_->offers.size(); ++i) {
      const std::size_t offer = component_->offers[i];
      const Total total = problem_.offers[offer].total;
      const Placed& here = result_.offers[offer];
      if (total == Total::none) continue;
      if (here.taken == best[i].taken && here.amount == best[i].amount) continue;
      add(mine[static_cast<std::size_t>(total)], here.amount);
      add(theirs[static_cast<std::size_t>(total)], best[i].amount);
    }
    for (const Total total : objective_) {
      const Range& x = mine[static_cast<std::size_t>(total)];
      const Range& y = theirs[static_cast<std::size_t>(total)];
      if (!x.high || *x.high > y.low) return true;
      if (*x.high < y.low) return false;
      // At most equal: the next total decides only if that equality can come about.
    }
    return false;
  }

  void choose(const Candidate& candidate) {
    for (std::size_t i = 0; i < groups_.size(); ++i)
      groups_[i].chosen = candidate.chosen[i];
    place();
  }

  void finish() {
    const auto best =
        std::min_element(candidates_.begin(), candidates_.end(),
                         [&](const Candidate& a, const Candidate& b) { return better(a, b); });
    FUGONG_CHECK(best != candidates_.end(), "the first set is always tried");
    choose(*best);
    std::vector<Placed> placed;
    for (const std::size_t offer : component_->offers)
      placed.push_back(result_.offers[offer]);
    for (const Candidate& candidate : candidates_) {
      if (!result_.settled || candidates_.size() == 1) break;
      choose(candidate);
      if (may_beat(placed)) result_.settled = false;
    }
    choose(*best);
    for (std::size_t total = 0; total < kTotals; ++total) {
      add(result_.totals[total], best->totals[total]);
    }
  }

  const Problem& problem_;
  const Objective& objective_;
  Combination& result_;
  const Component* component_ = nullptr;
  std::vector<Group> groups_;
  std::vector<Candidate> candidates_;
};

}  // namespace

Combination combine(const Problem& problem, const Objective& objective) {
  Combination result;
  result.offers.resize(problem.offers.size());
  result.totals.fill({Money{}, Money{}});
  Components roots(problem);
  std::vector<std::size_t> component_at(problem.offers.size(), SIZE_MAX);
  std::vector<Component> components;
  for (std::size_t offer = 0; offer < problem.offers.size(); ++offer) {
    std::size_t& at = component_at[roots.of(offer)];
    if (at == SIZE_MAX) {
      at = components.size();
      components.emplace_back();
    }
    components[at].offers.push_back(offer);
  }
  const auto component_of = [&](std::size_t offer) -> Component& {
    return components[component_at[roots.of(offer)]];
  };
  for (std::size_t i = 0; i < problem.exclusive.size(); ++i) {
    const auto& offers = problem.exclusive[i].offers;
    if (!offers.empty()) component_of(offers.front()).exclusive.push_back(i);
  }
  for (std::size_t i = 0; i < problem.caps.size(); ++i) {
    const auto& offers = problem.caps[i].offers;
    if (!offers.empty()) component_of(offers.front()).caps.push_back(i);
  }
  for (std::size_t i = 0; i < problem.requirements.size(); ++i) {
    component_of(problem.requirements[i].offer).requirements.push_back(i);
  }
  for (const Component& component : components)
    Solver(problem, objective, result).run(component);
  return result;
}

}  // namespace fugong::stacking
