#include "engines/law/concluding.hpp"

#include <algorithm>

namespace fugong::law {

using feel::Kind;
using feel::Value;

std::uint8_t standing_of(const Value& value, bool negated) {
  if (value.kind() != Kind::boolean) return kOpen;
  return value.boolean() != negated ? kHolds : kFails;
}

bool Concluding::Settlement::same(const Settlement& other) const {
  return tainted == other.tainted && reasons == other.reasons &&
         std::equal(values.begin(), values.end(), other.values.begin(), other.values.end(),
                    feel::same);
}

Slot Concluding::slot_of_decision(std::string_view name) const {
  const auto found =
      std::find_if(book_.decisions.begin(), book_.decisions.end(),
                   [&](const auto& each) { return each.decision->definition.name == name; });
  FUGONG_CHECK(found != book_.decisions.end(), "a decision of the rulebook");
  return found->value;
}

std::uint8_t Concluding::covered(const CompiledProvision& compiled,
                                 const std::optional<Date>& event) const {
  const Coverage coverage = coverage_of(compiled, event);
  return coverage.replaced_by != nullptr ? kReplaced : standing_of(coverage.in_force);
}

void Concluding::set_place(const Value& place) {
  place_path_.reset();
  if (place.kind() == Kind::string && book_.places != nullptr) {
    place_path_ = book_.places->ancestry(place.string());
  }
}

Concluding::Settlement Concluding::settle_on(const CompiledProvision& compiled,
                                             const std::optional<Date>& event, const Value* place) {
  Settlement made;
  made.event = event;
  place_path_.reset();
  if (place != nullptr) set_place(*place);
  made.place = place_path_;
  Entitlement entitlement;
  settle_as(made, compiled, entitlement);
  made.tainted = entitlement.tainted;
  for (const CompiledTerm& term : compiled.terms) {
    made.values.push_back(value_of(term.slot));
    made.reasons.push_back(term_reasons_[term.source - book_.term_source(0)]);
  }
  return made;
}

void Concluding::settle_as(const Settlement& settlement, const CompiledProvision& compiled,
                           Entitlement& entitlement) {
  place_path_ = settlement.place;
  entitlement.event_date = settlement.event;
  settle_terms(compiled, entitlement);
}

RowFinding Concluding::conclude_with(const CompiledProvision& compiled,
                                     const Settlement* settlement, bool open,
                                     std::span<const std::pair<Slot, Value>> values) {
  Entitlement entitlement;
  entitlement.provision = compiled.provision;
  entitlement.tainted = compiled.provision->is_tainted();
  const Mark before = mark();
  environment_.errors.clear();
  if (settlement != nullptr) settle_as(*settlement, compiled, entitlement);
  for (const auto& [slot, value] : values)
    book_.program->keep(frame_, slot, value);
  if (open) {
    static const Text kSomething{"有条件未定", "a condition is open"};
    entitlement.open.reasons.push_back(kSomething);
  }
  conclude(compiled, entitlement);
  go_back(before);
  RowFinding made;
  made.finding = entitlement.state == State::entitled ? Finding::entitled : Finding::depends;
  std::optional<AmountRange> range = entitlement.amount_range;
  if (entitlement.amount) range = AmountRange{*entitlement.amount, entitlement.amount};
  if (!range) return made;
  made.low = range->low.fen;
  made.high = range->high ? range->high->fen : kNoBound;
  return made;
}

std::vector<std::pair<Slot, Value>> Concluding::fixed_by_day(
    std::span<const std::size_t> provisions) {
  std::vector<std::pair<Slot, Value>> fixed;
  const auto fix = [&](Slot slot) {
    if (decision::Program::has(frame_, slot)) fixed.emplace_back(slot, value_of(slot));
  };
  for (const CompiledDecision& decision : book_.decisions)
    fix(decision.in_force);
  for (const std::size_t index : provisions) {
    const CompiledProvision& compiled = book_.provisions[index];
    if (compiled.is_filled()) continue;
    // A term that no text may fill is the same for all.
    Entitlement nobody;
    settle_terms(compiled, nobody);
    for (const CompiledTerm& term : compiled.terms)
      fix(term.slot);
  }
  return fixed;
}

}  // namespace fugong::law
