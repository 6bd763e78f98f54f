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

HoldingTally::HoldingTally(const pack::Pack& pack, const law::Moment& moment,
                           std::vector<int> measures)
    : pack_(pack), moment_(moment), measures_(std::move(measures)) {
  const auto& provisions = pack.book.source().provisions;
  of_.resize(provisions.size());
  for (std::size_t i = 0; i < provisions.size(); ++i) {
    const auto& benefit = provisions[i].benefit;
    if (benefit && benefit->amount) of_[i].total = index_of(benefit->total);
  }
  find_groups();
}

/// Provisions that are tied together, directly or by others.
void HoldingTally::find_groups() {
  const auto& provisions = pack_.book.source().provisions;
  std::vector<std::size_t> leader(provisions.size());
  std::iota(leader.begin(), leader.end(), std::size_t{0});
  const auto root = [&](std::size_t at) {
    while (leader[at] != at)
      at = leader[at];
    return at;
  };
  std::vector<bool> tied(provisions.size());
  std::vector<bool> alone(provisions.size());
  const auto tie = [&](const std::vector<std::string>& ids, bool is_alone) {
    std::optional<std::size_t> first;
    for (const std::string& id : ids) {
      const law::Provision* found = pack_.book.find_provision(id);
      if (found == nullptr) continue;
      const auto index = static_cast<std::size_t>(found - provisions.data());
      tied[index] = true;
      alone[index] = alone[index] || is_alone;
      if (first) leader[root(index)] = root(*first);
      first = index;
    }
  };
  const stacking::Rules& rules = pack_.stacking;
  for (const stacking::ExclusiveRule& rule : rules.exclusive)
    tie(rule.provisions, false);
  for (const stacking::CapRule& rule : rules.caps)
    tie(rule.provisions, true);
  for (const stacking::RequiresRule& rule : rules.requirements) {
    std::vector<std::string> all = rule.needs;
    all.push_back(rule.provision);
    tie(all, true);
  }
  std::vector<std::optional<std::size_t>> group_of(provisions.size());
  for (std::size_t i = 0; i < provisions.size(); ++i) {
    if (!tied[i]) continue;
    auto& group = group_of[root(i)];
    if (!group) {
      group = groups_.size();
      groups_.emplace_back();
    }
    of_[i].group = group;
    groups_[*group].alone = groups_[*group].alone || alone[i];
  }
}

void HoldingTally::begin(std::size_t firms) {
  sums_.assign(firms, {});
  tied_.assign(firms, 0);
  for (Group& group : groups_)
    group.offers.assign(firms, 0);
}

void HoldingTally::add(const law::Tally& tally, std::span<const std::uint32_t> firm_of_row) {
  const Of& of = of_[tally.provision];
  if (!of.total && !of.group) return;
  Group* group = of.group ? &groups_[*of.group] : nullptr;
  for (std::size_t row = 0; row < tally.findings.size(); ++row) {
    if (tally.findings[row] != law::Finding::entitled) continue;
    const std::uint32_t firm = firm_of_row[row];
    if (group != nullptr) {
      std::uint8_t& offers = group->offers[firm];
      if (group->alone || offers > 0) tied_[firm] = 1;
      offers = 1;
    }
    if (!of.total) continue;
    Range& sum = sums_[firm][*of.total];
    sum.any = true;
    const bool stated = tally.low[row] != law::kNoAmount;
    sum.low += stated ? tally.low[row] : 0;
    const bool bounded = stated && tally.high[row] != law::kNoBound;
    sum.high += bounded ? tally.high[row] : 0;
    sum.unbounded = sum.unbounded || !bounded;
  }
}

void HoldingTally::finish(std::size_t firm, enterprise_register::SnapshotCursor& cursor,
                          Holdings& to) {
  if (tied_[firm] != 0) {
    ++to.combined;
    return combine(cursor.subject(firm), to);
  }
  for (std::size_t total = 0; total < to.totals.size(); ++total) {
    const Range& sum = sums_[firm][total];
    if (!sum.any) continue;
    ++to.totals[total].firms;
    to.totals[total].low += sum.low;
    to.totals[total].high += sum.high;
    to.totals[total].unbounded += sum.unbounded ? 1 : 0;
  }
}

void HoldingTally::combine(const law::Subject& firm, Holdings& to) const {
  law::CheckOptions options{.trace = false, .measures = measures_};
  law::Answer answer = pack_.book.check(firm, moment_, options);
  // What nobody knows to be there isn't held.
  std::erase_if(answer.entitlements,
                [](const law::Entitlement& each) { return each.hypothetical; });
  const stacking::Stack stack = stacking::stack_up(pack_.stacking, answer);
  std::array<bool, stacking::kTotals> any{};
  for (const stacking::Position& position : stack.now.positions) {
    const law::Entitlement& of = answer.entitlements[position.entitlement];
    const auto index =
        static_cast<std::size_t>(of.provision - pack_.book.source().provisions.data());
    if (position.placed.taken && of_[index].total) any[*of_[index].total] = true;
  }
  for (std::size_t total = 0; total < to.totals.size(); ++total) {
    const stacking::Range& range = stack.now.totals[total];
    if (!any[total]) continue;
    ++to.totals[total].firms;
    to.totals[total].low += range.low.fen;
    to.totals[total].high += range.high ? range.high->fen : 0;
    to.totals[total].unbounded += range.high ? 0 : 1;
  }
}

}  // namespace fugong::assessment
