// What to ask next: most money settled for the least trouble. docs/unknown.md has the formula.
#include <algorithm>
#include <bit>
#include <iterator>
#include <utility>

#include "engines/law/checking.hpp"

namespace fugong::law {

namespace {

constexpr std::int64_t kWhole = 1000;  // a provision that is surely settled
/// Of a benefit without an amount; the doublings of a yuan are added to it.
constexpr std::int64_t kBaseWeight = 4;
/// Doublings taken where nobody can say how much it may become: some ten thousand yuan.
constexpr std::int64_t kUnknownDoublings = 14;
constexpr std::int64_t kHardest = 1 << kMaxEffort;

/// What is at stake: sums grow by doublings, so that no large bound drowns all the rest.
std::int64_t weight_of(const Stake& stake) {
  if (stake.tainted || !stake.provision.benefit || !stake.provision.benefit->amount) {
    return kBaseWeight;
  }
  if (!stake.range || !stake.range->high) return kBaseWeight + kUnknownDoublings;
  const std::int64_t yuan = std::max<std::int64_t>(stake.range->high->fen / 100, 0);
  return kBaseWeight + static_cast<std::int64_t>(std::bit_width(static_cast<std::uint64_t>(yuan)));
}

}  // namespace

void Checking::add_stake(std::vector<std::int64_t>& scores, const Stake& stake) {
  const auto open = static_cast<std::int64_t>(stake.open.facts.size());
  if (open == 0) return;
  const std::int64_t weight = weight_of(stake);
  for (const std::uint16_t fact : stake.open.facts) {
    // It may fail each of the conditions that wait for it alone.
    const std::int64_t alone = std::count(stake.decisive.begin(), stake.decisive.end(), fact);
    scores[fact] += weight * kWhole * (1 + alone) / (open + alone);
  }
}

/// The facts that score, best first, the easier to answer the better.
std::vector<std::uint16_t> Checking::best_first(std::vector<std::int64_t> scores) const {
  std::vector<std::uint16_t> facts;
  for (std::size_t fact = 0; fact < scores.size(); ++fact) {
    scores[fact] = scores[fact] * kHardest >> book_.source.facts[fact].effort;
    if (scores[fact] > 0) facts.push_back(static_cast<std::uint16_t>(fact));
  }
  std::sort(facts.begin(), facts.end(), [&](std::uint16_t a, std::uint16_t b) {
    return scores[a] != scores[b] ? scores[a] > scores[b] : book_.fact_rank[a] < book_.fact_rank[b];
  });
  return facts;
}

/// A fact comes behind those of the list that its guard rests on.
void Checking::guards_first(std::vector<std::uint16_t>& facts) const {
  std::vector<std::uint16_t> ordered;
  std::vector<bool> waiting(book_.source.facts.size(), false);
  for (const std::uint16_t fact : facts)
    waiting[fact] = true;
  const auto place = [&](const auto& self, std::uint16_t fact) -> void {
    if (const auto guard = book_.program->guard(book_.fact_slots[fact])) {
      for (const Slot used : book_.program->uses(*guard)) {
        self(self,
             static_cast<std::uint16_t>(book_.slot_meaning[used].fact - book_.source.facts.data()));
      }
    }
    if (!waiting[fact]) return;
    waiting[fact] = false;
    ordered.push_back(fact);
  };
  for (const std::uint16_t fact : facts)
    place(place, fact);
  facts = std::move(ordered);
}

void Checking::choose_questions() {
  std::vector<std::int64_t> score(book_.source.facts.size(), 0);
  for (const Entitlement& e : answer_.entitlements)
    add_stake(score, {*e.provision, e.tainted, e.amount_range, e.open, e.decisive});
  std::vector<std::uint16_t>& questions = answer_.next_questions;
  questions = best_first(score);
  // What only a derived fact waits for comes last: it settles no benefit.
  std::vector<std::uint16_t> rest;
  for (const DerivedFact& derived : answer_.derived) {
    for (const std::uint16_t fact : derived.open.facts) {
      if (score[fact] == 0) rest.push_back(fact);
    }
  }
  sort_facts(rest);
  questions.insert(questions.end(), rest.begin(), rest.end());
  guards_first(questions);
  if (options_.trace) call_registers();
}

void Checking::call_registers() {
  for (const std::string_view office : kRegisters) {
    RegisterCall call;
    call.office = office;
    const auto supplies = [&](std::uint16_t fact) {
      const auto& registers = book_.source.facts[fact].registers;
      return std::find(registers.begin(), registers.end(), office) != registers.end();
    };
    std::copy_if(answer_.next_questions.begin(), answer_.next_questions.end(),
                 std::back_inserter(call.facts), supplies);
    if (call.facts.empty()) continue;
    for (const Entitlement& entitlement : answer_.entitlements) {
      const auto& facts = entitlement.open.facts;
      if (facts.empty()) continue;
      if (std::any_of(facts.begin(), facts.end(), supplies)) ++call.helps;
      const bool nothing_else =
          entitlement.open.reasons.empty() && std::all_of(facts.begin(), facts.end(), supplies);
      if (nothing_else) ++call.settles;
    }
    answer_.register_calls.push_back(std::move(call));
  }
}

}  // namespace fugong::law
