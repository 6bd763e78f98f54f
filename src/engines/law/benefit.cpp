// What a provision comes to once its conditions are judged: the state, the amount or its range.
#include <algorithm>
#include <utility>

#include "engines/law/checking.hpp"

namespace fugong::law {

using feel::Domain;
using feel::Value;

namespace {

/// As it would be paid; empty where that is no sum of money.
std::optional<Money> paid(const Benefit& benefit, const Decimal& amount) {
  const auto rounded = amount.round(benefit.rounding_scale, benefit.rounding);
  return rounded ? Money::from_yuan(*rounded) : std::nullopt;
}

/// Rounding keeps the order, so that the ends round to the ends.
std::optional<AmountRange> range_of(const Benefit& benefit, const Domain& domain) {
  const auto least = domain.least();
  const auto low = least ? paid(benefit, least->number()) : std::nullopt;
  if (!low) return std::nullopt;
  const auto greatest = domain.greatest();
  auto high = greatest ? paid(benefit, greatest->number()) : std::nullopt;
  if (high && high->fen / 100 > kLargestStatedYuan) high.reset();
  return AmountRange{*low, high};
}

/// Whatever it turns out to be, there is a value.
bool is_bounded(const Domain& domain) {
  if (domain.is_interval()) return true;
  const feel::List& candidates = domain.candidates();
  return !candidates.empty() && std::none_of(candidates.begin(), candidates.end(),
                                             [](const Value& value) { return value.is_null(); });
}

}  // namespace

void Checking::conclude(const CompiledProvision& compiled, Entitlement& entitlement) {
  const bool waits = !entitlement.open.empty();
  set_benefit(compiled, entitlement);
  const OpenPoints& open = entitlement.open;
  // Only a figure is missing, and an authority sets it within bounds: nothing can refuse it now.
  const auto only_terms = [&] { return !waits && open.facts.empty() && open.reasons.empty(); };
  const bool computed = only_terms();
  withhold(*compiled.provision, entitlement);
  entitlement.state = only_terms() ? State::entitled : State::depends;
  if (entitlement.state == State::depends) {
    if (!computed) entitlement.withheld.reset();
    entitlement.amount.reset();
    entitlement.rate.reset();
  }
  if (entitlement.amount) entitlement.amount_range.reset();
  if (options_.trace) entitlement.exceptions = exceptions_of(compiled);
}

/// A text that we are not sure of, or can't express, never pays.
void Checking::withhold(const Provision& provision, Entitlement& entitlement) const {
  if (!entitlement.tainted) return;
  entitlement.withheld = std::exchange(entitlement.amount_range, std::nullopt);
  entitlement.amount.reset();
  entitlement.rate.reset();
  if (provision.document.status == Status::from_memory) {
    entitlement.open.reasons.push_back(
        {"本条凭记忆录入，尚未与原文核对，暂不给出金额",
         "this text is written from memory and not yet checked against the original: no amount"});
  }
  for (const Untranslatable& part : provision.untranslatable)
    entitlement.open.reasons.push_back(part.note);
  if (!provision.is_tainted()) {
    entitlement.open.reasons.push_back(
        {"填写待定数值的地方文件还不能确认，暂不给出金额",
         "the text that sets the open figure is not sure enough: no amount"});
  }
}

std::optional<Value> Checking::benefit_value(const std::optional<Slot>& slot,
                                             Entitlement& entitlement) {
  if (!slot) return std::nullopt;
  const Value& found = value_of(*slot);
  if (found.is_null()) {
    merge(entitlement.open, not_computable());
    return std::nullopt;
  }
  if (!found.is_unknown()) return found;
  merge(entitlement.open, open_points(found));
  if (!is_bounded(found.domain())) unbounded(entitlement);
  return found;
}

/// An authority may set what nobody has bounded: then no claim is made.
void Checking::unbounded(Entitlement& entitlement) const {
  if (entitlement.open.terms.empty()) return;
  OpenPoints open;
  open.reasons.push_back({"待定项没有足够的上下限，结果还不能确定",
                          "the open term has no sufficient bounds: the result can't be told yet"});
  merge(entitlement.open, open);
}

void Checking::set_benefit(const CompiledProvision& compiled, Entitlement& entitlement) {
  if (const auto amount = benefit_value(compiled.amount, entitlement)) {
    const Benefit& benefit = *compiled.provision->benefit;
    if (amount->is_unknown()) {
      entitlement.amount_range = range_of(benefit, amount->domain());
      if (!entitlement.amount_range || !entitlement.amount_range->high) unbounded(entitlement);
    } else {
      entitlement.amount = paid(benefit, amount->number());
      if (!entitlement.amount) merge(entitlement.open, not_computable());
      if (entitlement.amount) entitlement.amount_range = {*entitlement.amount, entitlement.amount};
    }
  }
  const auto known = [&](const std::optional<Slot>& slot) -> std::optional<Value> {
    auto value = benefit_value(slot, entitlement);
    return value && !value->is_unknown() ? std::move(value) : std::nullopt;
  };
  if (const auto rate = known(compiled.rate)) entitlement.rate = rate->number();
  if (const auto from = known(compiled.period_from)) entitlement.period_from = from->date();
  if (const auto to = known(compiled.period_to)) entitlement.period_to = to->date();
}

}  // namespace fugong::law
