// One provision for one subject: is it there, does it cover the day and the place, do its
// conditions hold, does an exception stand against it.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "engines/law/checking.hpp"

namespace fugong::law {

using feel::Kind;
using feel::Value;

/// Replaced by a provision that is known and covers this event; says which. `doubts` tells of
/// those that may cover it, once an imprecise date is fixed.
const CompiledProvision* Checking::replacement(const CompiledProvision& old,
                                               const std::optional<Date>& event,
                                               std::vector<Text>& doubts) const {
  for (const CompiledProvision::Replacement& link : old.replaced_by) {
    const CompiledProvision& by = book_.provisions[link.by];
    if (!is_known(by)) continue;
    if (link.always) return &by;
    if (!event) continue;
    if (!link.retroactive && *event < by.provision->known_from) continue;
    std::vector<Text> reasons;
    const Truth truth = holds_on(by.provision->in_force, *event, reasons);
    if (truth == Truth::holds) return &by;
    if (truth == Truth::open) {
      doubts.push_back({fmt::format("可能已被 {} 取代", by.provision->id),
                        fmt::format("may be replaced by {}", by.provision->id)});
    }
  }
  return nullptr;
}

/// Empty while its fact isn't known.
std::optional<Date> Checking::event_of(const CompiledProvision& compiled) {
  if (!compiled.event_fact) return moment_.on;
  const Value& day = value_of(book_.fact_slots[*compiled.event_fact]);
  return day.kind() == Kind::date ? std::optional(day.date()) : std::nullopt;
}

Coverage Checking::coverage_of(const CompiledProvision& compiled,
                               const std::optional<Date>& event) const {
  Coverage coverage;
  std::vector<Text> doubts;
  coverage.replaced_by = replacement(compiled, event, doubts);
  if (!event) return coverage;
  coverage.in_force = holds_on(compiled.provision->in_force, *event, coverage.reasons);
  if (coverage.in_force != Truth::fails && !doubts.empty()) {
    coverage.in_force = Truth::open;
    std::move(doubts.begin(), doubts.end(), std::back_inserter(coverage.reasons));
  }
  return coverage;
}

const Coverage& Checking::coverage_here(std::size_t index, const std::optional<Date>& event) {
  const CompiledProvision& compiled = book_.provisions[index];
  if (!compiled.event_fact) return today_[index];
  return of_event_ = coverage_of(compiled, event);
}

void Checking::judge(std::size_t index, const Subject& subject, bool hypothetical) {
  const CompiledProvision& compiled = book_.provisions[index];
  environment_.errors.clear();
  const std::optional<Date> event = event_of(compiled);
  const Coverage& coverage = coverage_here(index, event);
  if (coverage.replaced_by != nullptr) {
    answer_.replaced.push_back({compiled.provision, coverage.replaced_by->provision, subject.id});
    return;
  }
  Entitlement& entitlement = answer_.entitlements[next_place_[index]++];
  entitlement.subject_id = subject.id;
  entitlement.hypothetical = hypothetical;
  entitlement.event_date = event;
  judge_into(entitlement, index, coverage);
  if (options_.trace) entitlement.steps = steps_of(compiled.steps);
}

void Checking::judge_into(Entitlement& entitlement, std::size_t index, const Coverage& coverage) {
  const CompiledProvision& compiled = book_.provisions[index];
  const Provision& provision = *compiled.provision;
  entitlement.provision = &provision;
  entitlement.subject_kind = provision.subject;
  entitlement.unconfirmed = compiled.unconfirmed;
  entitlement.tainted = provision.is_tainted();
  if (entitlement.hypothetical && !options_.trace) {  // a trace wants the working too
    for (const auto& [slot, value] : compiled.unsaid)
      book_.program->keep(frame_, slot, value);
  }
  settle_terms(compiled, entitlement);
  if (stands(compiled, coverage, entitlement) && rules_hold(compiled, entitlement)) {
    conclude(compiled, entitlement);
    return;
  }
  entitlement.state = State::not_entitled;
  entitlement.open = {};
  entitlement.decisive.clear();
}

/// Adds a condition as far as it is to be shown. False if nothing is to be judged after it.
bool Checking::add(Entitlement& entitlement, ConditionAnswer&& condition) const {
  const bool fails = condition.truth == Truth::fails;
  if (condition.truth == Truth::open) wait_for(entitlement, condition.open);
  if (options_.trace || fails) entitlement.conditions.emplace_back() = std::move(condition);
  return options_.trace || !fails;
}

/// Whether the text covers the event and the place.
bool Checking::stands(const CompiledProvision& compiled, const Coverage& coverage,
                      Entitlement& entitlement) {
  if (options_.trace) entitlement.conditions.reserve(compiled.conditions.size() + 3);
  const bool shown = options_.trace || coverage.in_force != Truth::holds;
  if (shown && !add(entitlement, in_force(compiled, coverage, entitlement.event_date))) {
    return false;
  }
  if (compiled.provision->region.empty()) return true;
  const Truth here = region_truth(compiled);
  return (!options_.trace && here == Truth::holds) || add(entitlement, in_region(compiled, here));
}

/// False if one fails. Without trace nothing is judged after it. What is open is told to the
/// entitlement.
bool Checking::rules_hold(const CompiledProvision& compiled, Entitlement& entitlement) {
  const Provision& provision = *compiled.provision;
  for (std::size_t i = 0; i < compiled.conditions.size(); ++i) {
    const Slot slot = compiled.conditions[i];
    if (!options_.trace && value_of(slot).is_true()) continue;
    if (!add(entitlement, rule(provision.conditions[i], slot))) return false;
  }
  if (compiled.excluded) add(entitlement, not_excluded(compiled));
  return std::none_of(entitlement.conditions.begin(), entitlement.conditions.end(),
                      [](const auto& each) { return each.truth == Truth::fails; });
}

void Checking::wait_for(Entitlement& entitlement, const OpenPoints& open) const {
  FUGONG_CHECK(!open.empty(), "an open condition says what it waits for");
  merge(entitlement.open, open);
  if (open.reasons.empty() && open.facts.size() == 1) entitlement.decisive.push_back(open.facts[0]);
}

ConditionAnswer Checking::in_force(const CompiledProvision& compiled, const Coverage& coverage,
                                   const std::optional<Date>& event) const {
  ConditionAnswer answer;
  answer.origin = ConditionAnswer::Origin::in_force;
  answer.label = &compiled.within_validity;
  answer.truth = coverage.in_force;
  if (!event) {
    answer.open.facts = {*compiled.event_fact};
    return answer;
  }
  answer.open.reasons = coverage.reasons;
  if (options_.trace && compiled.event_fact) {
    answer.used.push_back(
        {.fact = &book_.source.facts[*compiled.event_fact], .value = Value::of(*event)});
  }
  return answer;
}

Truth Checking::region_truth(const CompiledProvision& compiled) const {
  const std::vector<const ListEntry*>& region = compiled.region;
  const std::vector<const ListEntry*>& around = compiled.around;
  if (region.empty()) return Truth::holds;
  if (!place_path_) return Truth::open;
  for (const ListEntry* at : *place_path_) {
    if (std::find(region.begin(), region.end(), at) != region.end()) return Truth::holds;
  }
  // A firm that names only its province may still be in a county of it.
  const bool coarser = !place_path_->empty() && std::find(around.begin(), around.end(),
                                                          place_path_->front()) != around.end();
  return coarser ? Truth::open : Truth::fails;
}

ConditionAnswer Checking::in_region(const CompiledProvision& compiled, Truth here) const {
  ConditionAnswer answer;
  answer.origin = ConditionAnswer::Origin::region;
  answer.label = &compiled.within_region;
  answer.truth = here;
  if (answer.truth == Truth::open) answer.open.facts = {*place_fact_};
  if (options_.trace && place_path_ && !place_path_->empty()) {
    answer.used.push_back({.fact = &book_.source.facts[*place_fact_],
                           .value = Value::of(place_path_->front()->code)});
  }
  return answer;
}

void Checking::set_truth(ConditionAnswer& answer, Slot slot) {
  const Value& value = value_of(slot);
  if (value.kind() == Kind::boolean) {
    answer.truth = value.boolean() ? Truth::holds : Truth::fails;
  } else {
    answer.truth = Truth::open;
    answer.open = value.is_unknown() ? open_points(value) : not_computable();
  }
}

ConditionAnswer Checking::rule(const Condition& condition, Slot slot) {
  ConditionAnswer answer;
  answer.condition = &condition;
  answer.label = &condition.label;
  answer.clause = &condition.clause;
  set_truth(answer, slot);
  if (!options_.trace) return answer;
  const std::size_t errors_before = environment_.errors.size();
  const auto uses = book_.program->uses(slot);
  answer.used.reserve(uses.size());
  for (const Slot used : uses) {
    if (used >= book_.slot_meaning.size()) continue;
    Used& meaning = answer.used.emplace_back(book_.slot_meaning[used]);
    meaning.value = value_of(used);
  }
  environment_.errors.resize(std::min(errors_before, environment_.errors.size()));
  return answer;
}

// ---- exceptions

std::vector<ExceptionAnswer> Checking::exceptions_of(const CompiledProvision& compiled) {
  using Standing = ExceptionAnswer::Standing;
  std::vector<ExceptionAnswer> answers;
  bool beaten = false;  // one of a higher priority surely holds
  bool doubt = false;   // one of a higher priority may hold
  for (const CompiledException& each : compiled.exceptions) {
    ConditionAnswer when;
    set_truth(when, each.when);
    ExceptionAnswer answer{each.exception, when.truth, Standing::none, std::move(when.open)};
    if (!beaten && answer.truth != Truth::fails) {
      const bool sure = answer.truth == Truth::holds;
      answer.standing = sure && !doubt ? Standing::wins : Standing::may_win;
      beaten = sure;
      doubt = doubt || !sure;
    }
    answers.push_back(std::move(answer));
  }
  return answers;
}

ConditionAnswer Checking::not_excluded(const CompiledProvision& compiled) {
  static const Text kNone{"没有排除适用的例外情形", "No exception excludes it"};
  ConditionAnswer answer;
  answer.origin = ConditionAnswer::Origin::exception;
  answer.label = &kNone;
  set_truth(answer, *compiled.excluded);
  if (answer.truth != Truth::open) {
    answer.truth = answer.truth == Truth::holds ? Truth::fails : Truth::holds;
  }
  if (!options_.trace) return answer;
  const std::vector<ExceptionAnswer> found = exceptions_of(compiled);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Exception& exception = *found[i].exception;
    if (!exception.excludes || found[i].standing == ExceptionAnswer::Standing::none) continue;
    answer.label = &compiled.exceptions[i].not_excepted;
    answer.clause = &exception.clause;
    break;
  }
  return answer;
}

}  // namespace fugong::law
