#include "desks/assessment/holding_tally.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace fugong::assessment {

namespace {

std::optional<std::size_t> index_of(law::Total total) {
  if (total == law::Total::none) return std::nullopt;
  return static_cast<std::size_t>(total);
}

}  // namespace

std::int64_t limit_in_fen(const feel::Value& value) {
  if (value.kind() != feel::Kind::number) return law::kNoBound;
  const auto rounded = value.number().round(2, Rounding::half_up);
  const auto money = rounded ? Money::from_yuan(*rounded) : std::nullopt;
  return money ? money->fen : law::kNoBound;
}

HoldingTally::HoldingTally(const pack::Pack& pack, Date on) : pack_(pack), on_(on.days()) {
  const auto& source = pack.book.source();
  of_.resize(source.provisions.size());
  for (std::size_t i = 0; i < of_.size(); ++i) {
    const law::Provision& provision = source.provisions[i];
    const auto& benefit = provision.benefit;
    if (benefit && benefit->amount) of_[i].total = index_of(benefit->total);
    while (source.subjects[of_[i].kind].name != provision.subject)
      ++of_[i].kind;
  }
  find_groups();
}

void HoldingTally::find_groups() {
  const auto& provisions = pack_.book.source().provisions;
  std::vector<std::size_t> leader(provisions.size());
  std::iota(leader.begin(), leader.end(), std::size_t{0});
  const auto root = [&](std::size_t at) {
    while (leader[at] != at)
      at = leader[at];
    return at;
  };
  const auto index = [&](const std::string& id) {
    const law::Provision* found = pack_.book.find_provision(id);
    FUGONG_CHECK(found != nullptr, "rules of stacking name provisions of the pack");
    return static_cast<std::uint32_t>(found - provisions.data());
  };
  const auto indexes = [&](const std::vector<std::string>& ids) {
    std::vector<std::uint32_t> made;
    for (const std::string& id : ids)
      made.push_back(index(id));
    return made;
  };
  std::vector<Rule> exclusive;
  std::vector<Rule> caps;
  std::vector<Rule> requirements;
  for (const stacking::ExclusiveRule& rule : pack_.stacking.exclusive)
    exclusive.push_back({rule.per, indexes(rule.provisions), {}, 0});
  for (const stacking::CapRule& rule : pack_.stacking.caps)
    caps.push_back({rule.per, indexes(rule.provisions), rule.limit, 0});
  for (const stacking::RequiresRule& rule : pack_.stacking.requirements)
    requirements.push_back({{}, indexes(rule.needs), {}, index(rule.provision)});
  for (const auto* rules : {&exclusive, &caps, &requirements}) {
    for (const Rule& rule : *rules) {
      for (const std::uint32_t provision : rule.provisions)
        leader[root(provision)] = root(rule.provisions[0]);
    }
  }
  for (const Rule& rule : requirements)
    leader[root(rule.top)] = root(rule.provisions[0]);
  std::map<std::size_t, std::size_t> group_of;  // by leader
  const auto group_for = [&](const Rule& rule) -> Group& {
    const auto [at, is_new] = group_of.try_emplace(root(rule.provisions[0]), groups_.size());
    if (is_new) groups_.emplace_back();
    return groups_[at->second];
  };
  for (Rule& rule : exclusive)
    group_for(rule).exclusive.push_back(rule);
  for (Rule& rule : caps)
    group_for(rule).caps.push_back(rule);
  for (Rule& rule : requirements)
    group_for(rule).requirements.push_back(rule);
  for (std::size_t i = 0; i < of_.size(); ++i) {
    const auto found = group_of.find(root(i));
    if (found != group_of.end()) of_[i].group = found->second;
  }
}

std::vector<std::string> HoldingTally::limits() const {
  std::vector<std::string> names;
  for (const stacking::CapRule& rule : pack_.stacking.caps)
    names.push_back(rule.limit);
  return names;
}

void HoldingTally::begin() {
  held_.clear();
  limits_.clear();
  for (Group& group : groups_)
    group.offers.clear();
}

void HoldingTally::add(const law::Tally& tally, std::span<const std::uint32_t> firm_of_row) {
  const Of& of = of_[tally.provision];
  if (!of.total && !of.group) return;
  if (!pack_.book.source().provisions[tally.provision].benefit) return;
  for (std::size_t row = 0; row < tally.findings.size(); ++row) {
    if (tally.findings[row] != law::Finding::entitled) continue;
    const bool stated = tally.low[row] != law::kNoAmount;
    const Offer offer{firm_of_row[row],
                      static_cast<std::uint32_t>(tally.provision),
                      static_cast<std::uint32_t>(row),
                      stated ? tally.low[row] : 0,
                      stated ? tally.high[row] : law::kNoBound,
                      tally.days.empty() ? on_ : tally.days[row]};
    add(offer);
  }
}

void HoldingTally::add(const Offer& offer) {
  const Of& of = of_[offer.provision];
  (of.group ? groups_[*of.group].offers : held_).push_back(offer);
}

std::vector<HoldingTally::Tie> HoldingTally::ties() const {
  std::vector<Tie> made;
  for (const Group& group : groups_)
    made.push_back({{}, !group.caps.empty() || !group.requirements.empty()});
  for (std::size_t provision = 0; provision < of_.size(); ++provision) {
    if (of_[provision].group) {
      made[*of_[provision].group].provisions.push_back(static_cast<std::uint32_t>(provision));
    }
  }
  return made;
}

void HoldingTally::finish(law::Census& census) {
  finish([&](const std::string& decision, std::size_t kind, std::uint32_t row) {
    return limit_of(census, decision, kind, row);
  });
}

void HoldingTally::finish(const Limits& limits) {
  for (Group& group : groups_) {
    // Of one firm beside each other; provisions stay in their order.
    std::stable_sort(group.offers.begin(), group.offers.end(),
                     [](const Offer& a, const Offer& b) { return a.firm < b.firm; });
    for (std::size_t first = 0; first < group.offers.size();) {
      std::size_t end = first;
      while (end < group.offers.size() && group.offers[end].firm == group.offers[first].firm)
        ++end;
      combine(group, std::span(group.offers).subspan(first, end - first), limits);
      first = end;
    }
  }
}

/// What one firm may hold of a group.
void HoldingTally::combine(const Group& group, std::span<Offer> offers, const Limits& limits) {
  const bool alone = offers.size() == 1 && group.caps.empty() && group.requirements.empty();
  if (alone) return held_.push_back(offers[0]);
  for (Offer& offer : offers)
    offer.compared = true;
  if (by_greatest(group, offers)) return;
  by_sets(group, offers, limits);
}

/// Where one rule excludes and every amount is known: of each scope the provision that gives most,
/// by the totals in the order in which they count. False if it isn't so.
bool HoldingTally::by_greatest(const Group& group, std::span<const Offer> offers) {
  if (group.exclusive.size() != 1 || !group.caps.empty() || !group.requirements.empty()) {
    return false;
  }
  if (std::any_of(offers.begin(), offers.end(),
                  [](const Offer& offer) { return !offer.is_settled(); })) {
    return false;
  }
  for (const std::vector<std::size_t>& scope : scopes(group.exclusive[0], offers)) {
    std::vector<std::pair<std::array<Sum, kTotals>, std::uint32_t>> given;
    for (const std::size_t at : scope) {
      const Offer& offer = offers[at];
      if (given.empty() || given.back().second != offer.provision) {
        given.push_back({{}, offer.provision});
      }
      const auto& total = of_[offer.provision].total;
      for (std::size_t i = 0; total && i < kTotals; ++i) {
        if (static_cast<std::size_t>(pack_.stacking.objective[i]) == *total) {
          given.back().first[i] += offer.low;
        }
      }
    }
    const auto best = std::max_element(
        given.begin(), given.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const std::size_t at : scope) {
      if (offers[at].provision == best->second) held_.push_back(offers[at]);
    }
  }
  return true;
}

/// Offers that a rule compares with each other, in the order in which it names their provisions.
std::vector<std::vector<std::size_t>> HoldingTally::scopes(const Rule& rule,
                                                           std::span<const Offer> offers) const {
  std::vector<std::pair<std::pair<std::size_t, std::uint32_t>, std::vector<std::size_t>>> found;
  for (const std::uint32_t provision : rule.provisions) {
    for (std::size_t i = 0; i < offers.size(); ++i) {
      if (offers[i].provision != provision) continue;
      const bool of_all = rule.per == stacking::Per::enterprise;
      const auto key = of_all ? std::pair<std::size_t, std::uint32_t>()
                              : std::pair(of_[provision].kind, offers[i].row);
      auto scope = std::find_if(found.begin(), found.end(),
                                [&](const auto& each) { return each.first == key; });
      if (scope == found.end()) scope = found.insert(found.end(), {key, {}});
      scope->second.push_back(i);
    }
  }
  std::vector<std::vector<std::size_t>> made;
  for (auto& [key, scope] : found)
    made.push_back(std::move(scope));
  return made;
}

/// By every legal set, as stacking::stack_up does for an answer.
void HoldingTally::by_sets(const Group& group, std::span<const Offer> offers,
                           const Limits& limits) {
  stacking::Problem problem;
  for (const Offer& offer : offers) {
    const auto& benefit = *pack_.book.source().provisions[offer.provision].benefit;
    const auto total = benefit.amount ? benefit.total : law::Total::none;
    stacking::Range range{Money{offer.low}, std::nullopt};
    if (offer.high != law::kNoBound) range.high = Money{offer.high};
    problem.offers.push_back({offer.provision, total, range});
  }
  for (const Rule& rule : group.exclusive) {
    for (auto& scope : scopes(rule, offers))
      problem.exclusive.push_back({std::move(scope)});
  }
  for (const Rule& rule : group.caps) {
    for (auto& scope : scopes(rule, offers)) {
      const Offer& first = offers[scope.front()];
      const std::int64_t limit = limits(rule.limit, of_[first.provision].kind, first.row);
      problem.caps.push_back(
          {std::move(scope), limit == law::kNoBound ? std::nullopt : std::optional(Money{limit})});
    }
  }
  for (const Rule& rule : group.requirements) {
    for (std::size_t top = 0; top < offers.size(); ++top) {
      if (offers[top].provision != rule.top) continue;
      stacking::Requirement need{top, {}};
      for (std::size_t base = 0; base < offers.size(); ++base) {
        const bool wanted = std::find(rule.provisions.begin(), rule.provisions.end(),
                                      offers[base].provision) != rule.provisions.end();
        const bool same_kind = of_[offers[base].provision].kind == of_[offers[top].provision].kind;
        if (wanted && (!same_kind || offers[base].row == offers[top].row)) {
          need.any_of.push_back(base);
        }
      }
      problem.requirements.push_back(std::move(need));
    }
  }
  const stacking::Combination best = stacking::combine(problem, pack_.stacking.objective);
  for (std::size_t i = 0; i < offers.size(); ++i) {
    const stacking::Placed& placed = best.offers[i];
    if (!placed.taken) continue;
    Offer held = offers[i];
    held.low = placed.amount.low.fen;
    held.high = placed.amount.high ? placed.amount.high->fen : law::kNoBound;
    held_.push_back(held);
  }
}

std::int64_t HoldingTally::limit_of(law::Census& census, const std::string& decision,
                                    std::size_t kind, std::uint32_t wanted) {
  auto [at, is_new] = limits_.try_emplace({decision, kind});
  if (is_new) {
    const columns::Vector& of = census.decision(decision, kind);
    const auto rounded = columns::round_counts(of, of.numbers, 2, Rounding::half_up);
    at->second.resize(census.rows(kind));
    for (std::size_t row = 0; row < at->second.size(); ++row) {
      const columns::Code code = of.code(row);
      if (code == columns::kAsk) {
        at->second[row] = limit_in_fen(census.decision_of_row(decision, kind, row));
      } else if (code == columns::kNumber && rounded.size() == of.numbers.size()) {
        const std::int64_t fen = rounded[row];
        at->second[row] = fen <= Money::kMaxFen && fen >= -Money::kMaxFen ? fen : law::kNoBound;
      } else {
        at->second[row] = limit_in_fen(of.value(row));
      }
    }
  }
  return at->second[wanted];
}

}  // namespace fugong::assessment
