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

void Checking::judge(const CompiledProvision& compiled, const Subject& subject, bool hypothetical,
                     decision::Frame& frame) {
  const Provision& provision = *compiled.provision;
  if (!is_known(compiled)) return;
  environment_.matches.clear();
  environment_.errors.clear();
  std::optional<Date> event = answer_.moment.on;
  if (compiled.event_fact) {
    const Value& day = value_of(book_.fact_slots[*compiled.event_fact], frame);
    event = day.kind() == Kind::date ? std::optional(day.date()) : std::nullopt;
  }
  std::vector<Text> doubts;
  if (const CompiledProvision* by = replacement(compiled, event, doubts)) {
    answer_.replaced.push_back({&provision, by->provision, subject.id});
    return;
  }
  Entitlement& entitlement = answer_.entitlements.emplace_back();
  entitlement.provision = &provision;
  entitlement.subject_kind = provision.subject;
  entitlement.subject_id = subject.id;
  entitlement.hypothetical = hypothetical;
  entitlement.event_date = event;
  entitlement.unconfirmed = compiled.unconfirmed;
  entitlement.tainted = provision.is_tainted();
  settle_terms(compiled, entitlement, frame);
  if (judge_conditions(compiled, entitlement, std::move(doubts), frame)) {
    conclude(compiled, entitlement, frame);
  } else {
    entitlement.state = State::not_entitled;
    entitlement.open = {};
    entitlement.decisive.clear();
  }
  if (options_.trace) entitlement.steps = steps_of(compiled.steps, frame);
}

/// False if one fails. Without trace nothing is judged after it. What is open is told to the
/// entitlement.
bool Checking::judge_conditions(const CompiledProvision& compiled, Entitlement& entitlement,
                                std::vector<Text> doubts, decision::Frame& frame) {
  const Provision& provision = *compiled.provision;
  bool fails = false;
  if (options_.trace) entitlement.conditions.reserve(compiled.conditions.size() + 3);
  const auto add = [&](ConditionAnswer&& condition) {
    fails = fails || condition.truth == Truth::fails;
    if (condition.truth == Truth::open) wait_for(entitlement, condition.open);
    if (options_.trace || condition.truth == Truth::fails) {
      entitlement.conditions.push_back(std::move(condition));
    }
    return options_.trace || !fails;
  };
  ConditionAnswer first = in_force(compiled, entitlement.event_date);
  if (!doubts.empty() && first.truth != Truth::fails) {
    first.truth = Truth::open;
    std::move(doubts.begin(), doubts.end(), std::back_inserter(first.open.reasons));
  }
  if (!add(std::move(first))) return false;
  if (!provision.region.empty() && !add(in_region(compiled))) return false;
  for (std::size_t i = 0; i < compiled.conditions.size(); ++i) {
    const Slot slot = compiled.conditions[i];
    if (!options_.trace && value_of(slot, frame).is_true()) continue;
    if (!add(rule(provision.conditions[i], slot, frame))) return false;
  }
  if (compiled.excluded) add(not_excluded(compiled, frame));
  return !fails;
}

void Checking::wait_for(Entitlement& entitlement, const OpenPoints& open) const {
  FUGONG_CHECK(!open.empty(), "an open condition says what it waits for");
  merge(entitlement.open, open);
  if (open.reasons.empty() && open.facts.size() == 1) entitlement.decisive.push_back(open.facts[0]);
}

ConditionAnswer Checking::in_force(const CompiledProvision& compiled,
                                   const std::optional<Date>& event) {
  ConditionAnswer answer;
  answer.origin = ConditionAnswer::Origin::in_force;
  answer.label = &compiled.within_validity;
  if (!event) {
    answer.truth = Truth::open;
    answer.open.facts = {*compiled.event_fact};
    return answer;
  }
  answer.truth = holds_on(compiled.provision->in_force, *event, answer.open.reasons);
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

ConditionAnswer Checking::in_region(const CompiledProvision& compiled) const {
  ConditionAnswer answer;
  answer.origin = ConditionAnswer::Origin::region;
  answer.label = &compiled.within_region;
  answer.truth = region_truth(compiled);
  if (answer.truth == Truth::open) answer.open.facts = {*place_fact_};
  if (options_.trace && place_path_ && !place_path_->empty()) {
    answer.used.push_back({.fact = &book_.source.facts[*place_fact_],
                           .value = Value::of(place_path_->front()->code)});
  }
  return answer;
}

void Checking::set_truth(ConditionAnswer& answer, Slot slot, decision::Frame& frame) {
  const Value& value = value_of(slot, frame);
  if (value.kind() == Kind::boolean) {
    answer.truth = value.boolean() ? Truth::holds : Truth::fails;
  } else {
    answer.truth = Truth::open;
    answer.open = value.is_unknown() ? open_points(value) : not_computable();
  }
}

ConditionAnswer Checking::rule(const Condition& condition, Slot slot, decision::Frame& frame) {
  ConditionAnswer answer;
  answer.condition = &condition;
  answer.label = &condition.label;
  answer.clause = &condition.clause;
  set_truth(answer, slot, frame);
  if (!options_.trace) return answer;
  const std::size_t errors_before = environment_.errors.size();
  for (const Slot used : book_.program->uses(slot)) {
    if (used >= book_.slot_meaning.size()) continue;
    Used meaning = book_.slot_meaning[used];
    meaning.value = value_of(used, frame);
    answer.used.push_back(std::move(meaning));
  }
  environment_.errors.resize(std::min(errors_before, environment_.errors.size()));
  return answer;
}

// ---- exceptions

std::vector<ExceptionAnswer> Checking::exceptions_of(const CompiledProvision& compiled,
                                                     decision::Frame& frame) {
  using Standing = ExceptionAnswer::Standing;
  std::vector<ExceptionAnswer> answers;
  bool beaten = false;  // one of a higher priority surely holds
  bool doubt = false;   // one of a higher priority may hold
  for (const CompiledException& each : compiled.exceptions) {
    ConditionAnswer when;
    set_truth(when, each.when, frame);
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

ConditionAnswer Checking::not_excluded(const CompiledProvision& compiled, decision::Frame& frame) {
  static const Text kNone{"没有排除适用的例外情形", "No exception excludes it"};
  ConditionAnswer answer;
  answer.origin = ConditionAnswer::Origin::exception;
  answer.label = &kNone;
  set_truth(answer, *compiled.excluded, frame);
  if (answer.truth != Truth::open) {
    answer.truth = answer.truth == Truth::holds ? Truth::fails : Truth::holds;
  }
  if (!options_.trace) return answer;
  const std::vector<ExceptionAnswer> found = exceptions_of(compiled, frame);
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
