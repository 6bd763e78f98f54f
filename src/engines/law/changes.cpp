// Which single fact, were it different, would make a better state. Nothing is reported that was not
// tried: values to try are the written bounds that a condition rests on, and one step beside each.
#include <algorithm>
#include <utility>

#include "engines/law/checking.hpp"

namespace fugong::law {

using feel::Kind;
using feel::Value;

namespace {

/// The smallest step between two values of a fact.
std::optional<Value> moved(const Fact& fact, const Value& value, int steps) {
  if (value.kind() == Kind::date) return Value::of(value.date().plus_days(steps));
  const bool whole = fact.type == FactType::integer;
  const auto sum = add(value.number(), Decimal(steps, whole ? 0 : -2));
  return sum ? std::optional(Value::of(*sum)) : std::nullopt;
}

bool in_reach(const Fact& fact, const Value& value) {
  if (value.kind() != Kind::number) return true;
  if (fact.type == FactType::integer && !value.number().to_int64()) return false;
  if (fact.type == FactType::money && !Money::from_yuan(value.number())) return false;
  return (!fact.minimum || value.number() >= *fact.minimum) &&
         (!fact.maximum || value.number() <= *fact.maximum);
}

/// The subjects of a kind, in the order in which they are judged.
void find_subjects(Subject& subject, std::string_view kind, std::vector<Subject*>& path,
                   std::vector<std::vector<Subject*>>& found) {
  path.push_back(&subject);
  if (subject.kind == kind) found.push_back(path);
  for (Subject& child : subject.children)
    find_subjects(child, kind, path, found);
  path.pop_back();
}

class Changes {
 public:
  Changes(const Rulebook::Impl& book, Subject enterprise, Answer& answer)
      : book_(book), enterprise_(std::move(enterprise)), answer_(answer) {
    options_.trace = false;
  }

  void run() {
    for (std::size_t i = 0; i < answer_.entitlements.size();) {
      std::size_t end = i;
      while (end < answer_.entitlements.size() &&
             answer_.entitlements[end].provision == answer_.entitlements[i].provision) {
        ++end;
      }
      of_provision(i, end);
      i = end;
    }
  }

 private:
  void of_provision(std::size_t begin, std::size_t end) {
    std::vector<Subject*> path;
    std::vector<std::vector<Subject*>> subjects;
    find_subjects(enterprise_, answer_.entitlements[begin].subject_kind, path, subjects);
    if (subjects.size() != end - begin) return;  // hypothetical, absent or replaced ones
    judge_.reset();
    for (std::size_t i = begin; i < end; ++i) {
      index_ = i - begin;
      of_entitlement(answer_.entitlements[i], subjects[index_]);
    }
  }

  void of_entitlement(Entitlement& entitlement, const std::vector<Subject*>& path) {
    if (entitlement.state == State::entitled) return;
    const auto compiled =
        std::find_if(book_.provisions.begin(), book_.provisions.end(),
                     [&](const auto& each) { return each.provision == entitlement.provision; });
    for (const ConditionAnswer& condition : entitlement.conditions) {
      if (condition.truth != Truth::fails || condition.condition == nullptr) continue;
      const auto index = condition.condition - compiled->provision->conditions.data();
      const Slot slot = compiled->conditions[static_cast<std::size_t>(index)];
      for (const Slot input : book_.program->inputs_of(slot)) {
        if (input < book_.slot_meaning.size() && book_.slot_meaning[input].fact != nullptr) {
          of_fact(entitlement, condition, slot, *book_.slot_meaning[input].fact, path);
        }
      }
    }
  }

  void of_fact(Entitlement& entitlement, const ConditionAnswer& condition, Slot slot,
               const Fact& fact, const std::vector<Subject*>& path) {
    const auto index = static_cast<std::uint16_t>(&fact - book_.source.facts.data());
    const auto seen = std::any_of(entitlement.changes.begin(), entitlement.changes.end(),
                                  [&](const Change& change) { return change.fact == index; });
    GivenFact* given = nullptr;
    for (Subject* subject : path) {
      for (GivenFact& each : subject->facts) {
        if (each.fact == index) given = &each;
      }
    }
    if (seen || given == nullptr || given->value.is_unknown()) return;
    const Value from = given->value;
    for (const Value& to : values_to_try(condition, slot, fact, from)) {
      if (++trials_ > kMaxTrials) break;
      given->value = to;
      const auto state = state_now(*entitlement.provision);
      if (!state || *state >= entitlement.state) continue;
      if (contradicts_itself(book_, enterprise_)) continue;
      entitlement.changes.push_back({index, from, to, *state, condition.condition});
      break;
    }
    given->value = from;
  }

  /// Nearest to what it is now first.
  std::vector<Value> values_to_try(const ConditionAnswer& condition, Slot slot, const Fact& fact,
                                   const Value& from) const {
    if (from.kind() == Kind::boolean) return {Value::of(!from.boolean())};
    if (from.kind() != Kind::number && from.kind() != Kind::date) return {};
    std::vector<Value> bounds = book_.program->literals_of(slot);
    for (const Used& used : condition.used) {
      if (used.fact == nullptr) bounds.push_back(used.value);
    }
    std::vector<Value> values;
    for (const Value& bound : bounds) {
      if (bound.kind() != from.kind()) continue;
      for (const int steps : {0, -1, 1}) {
        const auto value = moved(fact, bound, steps);
        if (value && in_reach(fact, *value) && feel::exact_order(*value, from) != 0) {
          values.push_back(*value);
        }
      }
    }
    const auto distance = [&](const Value& value) {
      if (from.kind() == Kind::date) {
        return Decimal(std::abs(value.date().days() - from.date().days()));
      }
      const auto apart = subtract(value.number(), from.number());
      return apart ? apart->abs() : Decimal(0);
    };
    std::stable_sort(values.begin(), values.end(),
                     [&](const Value& a, const Value& b) { return distance(a) < distance(b); });
    values.erase(
        std::unique(values.begin(), values.end(),
                    [](const Value& a, const Value& b) { return feel::exact_order(a, b) == 0; }),
        values.end());
    if (values.size() > kMaxTrialValues) values.resize(kMaxTrialValues);
    return values;
  }

  std::optional<State> state_now(const Provision& provision) {
    if (!judge_) judge_.emplace(book_, answer_.moment, options_, &provision);
    const Answer answer = judge_->run(enterprise_);
    if (index_ >= answer.entitlements.size()) return std::nullopt;
    return answer.entitlements[index_].state;
  }

  const Rulebook::Impl& book_;
  Subject enterprise_;
  Answer& answer_;
  CheckOptions options_;
  std::optional<Checking> judge_;  // of the provision at hand, once something is tried
  std::size_t index_ = 0;          // of the subject among those of its kind
  std::size_t trials_ = 0;
};

}  // namespace

void find_changes(const Rulebook::Impl& book, const Subject& enterprise, Answer& answer) {
  Changes(book, enterprise, answer).run();
}

}  // namespace fugong::law
