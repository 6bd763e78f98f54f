// The check of one enterprise: subjects x provisions, each with its reasons. What is open and what
// to ask stands in check_open.cpp, one provision in judge.cpp.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engines/law/checking.hpp"

namespace fugong::law {

using feel::Kind;
using feel::Value;

Checking::Checking(const Rulebook::Impl& book, const Moment& moment, const CheckOptions& options,
                   const Provision* only)
    : book_(book),
      options_(options),
      only_(only),
      host_(book, moment.known_at),
      term_reasons_(book.terms.size()) {
  answer_.moment = moment;
  environment_.functions = &host_;
  environment_.trace = options.trace;
  environment_.call.now.date = moment.on;
  const auto place = book_.fact_by_name.find(book_.source.place_fact);
  if (place != book_.fact_by_name.end()) place_fact_ = place->second;
}

Answer Checking::run(const Subject& root) {
  decision::Frame frame = book_.program->new_frame();
  if (only_ == nullptr) answer_.entitlements.reserve(book_.provisions.size() * 2);
  set_validity(frame);
  choose_decisions();
  const auto kind = std::find_if(book_.kinds.begin(), book_.kinds.end(),
                                 [&](const auto& each) { return each.kind->name == root.kind; });
  FUGONG_CHECK(kind != book_.kinds.end(), "an enterprise is of a declared kind");
  visit(root, *kind, false, frame);
  if (only_ != nullptr) return std::move(answer_);
  sort_entitlements();
  choose_questions();
  return std::move(answer_);
}

void Checking::set_validity(decision::Frame& frame) {
  validity_reasons_.resize(book_.decisions.size());
  for (std::size_t i = 0; i < book_.decisions.size(); ++i) {
    const CompiledDecision& decision = book_.decisions[i];
    if (!is_known(*decision.decision)) {  // what rests on it can't be said yet
      const Text& label = decision.decision->definition.label;
      const std::string day = answer_.moment.known_at.to_string();
      validity_reasons_[i].push_back(
          {fmt::format("{}：到 {} 为止依据的文件还没有发布", label.zh, day),
           fmt::format("{}: its document was not issued by {}", label.en, day)});
      continue;
    }
    const Truth truth =
        holds_on(decision.decision->in_force, answer_.moment.on, validity_reasons_[i]);
    if (truth == Truth::open) continue;  // not set: unknown
    book_.program->set(frame, decision.in_force, Value::of(truth == Truth::holds));
  }
}

/// Those that what is asked for rests on; of all measures every one.
void Checking::choose_decisions() {
  if (only_ != nullptr) return;
  derives_.assign(book_.decisions.size(), options_.measures.empty());
  for (const CompiledProvision& provision : book_.provisions) {
    if (!is_asked_for(*provision.provision) || !is_known(provision)) continue;
    for (const std::size_t decision : provision.decisions)
      derives_[decision] = true;
  }
}

bool Checking::is_known(const Decision& decision) const {
  const auto& issued = decision.document.issued.earliest;
  return !issued || *issued <= answer_.moment.known_at;
}

bool Checking::is_known(const CompiledProvision& compiled) const {
  return compiled.provision->known_from <= answer_.moment.known_at;
}

bool Checking::is_asked_for(const Provision& provision) const {
  if (only_ != nullptr) return &provision == only_;
  const std::vector<int>& asked = options_.measures;
  return asked.empty() || std::find(asked.begin(), asked.end(), provision.measure) != asked.end();
}

/// In the order of the pack, subjects in theirs. Entitlements are large: each moves once.
void Checking::sort_entitlements() {
  std::vector<std::pair<const Provision*, std::size_t>> order;  // provisions stand in one vector
  order.reserve(answer_.entitlements.size());
  for (std::size_t i = 0; i < answer_.entitlements.size(); ++i)
    order.emplace_back(answer_.entitlements[i].provision, i);
  std::sort(order.begin(), order.end());
  std::vector<Entitlement> sorted;
  sorted.reserve(order.size());
  for (const auto& entry : order)
    sorted.push_back(std::move(answer_.entitlements[entry.second]));
  answer_.entitlements = std::move(sorted);
}

void Checking::visit(const Subject& subject, const CompiledKind& kind, bool hypothetical,
                     decision::Frame& frame) {
  for (const GivenFact& given : subject.facts) {
    FUGONG_CHECK(given.fact < book_.fact_slots.size(), "facts are given by their index");
    book_.program->set(frame, book_.fact_slots[given.fact], given.value);
  }
  if (!place_path_ && place_fact_) {
    const Value& place = value_of(book_.fact_slots[*place_fact_], frame);
    if (place.kind() == Kind::string && book_.places != nullptr) {
      place_path_ = book_.places->ancestry(place.string());
    }
  }
  if (hypothetical && !options_.trace) {  // a trace wants the working too
    for (const auto& [slot, value] : kind.unsaid)
      book_.program->keep(frame, slot, value);
  }
  for (const std::size_t decision : kind.decisions) {
    if (only_ == nullptr && derives_[decision]) derive(book_.decisions[decision], subject, frame);
  }
  for (const std::size_t provision : kind.provisions) {
    const CompiledProvision& compiled = book_.provisions[provision];
    if (is_asked_for(*compiled.provision)) judge(compiled, subject, hypothetical, frame);
  }
  visit_children(subject, kind, frame);
}

void Checking::visit_children(const Subject& subject, const CompiledKind& of,
                              decision::Frame& frame) {
  const std::size_t mark = decision::Program::mark(frame);
  for (const std::size_t index : of.children) {
    const CompiledKind& kind = book_.kinds[index];
    const std::string& name = kind.kind->name;
    const auto visit_child = [&](const Subject& child, bool hypothetical) {
      visit(child, kind, hypothetical, frame);
      decision::Program::go_back(frame, mark);
    };
    if (std::find(subject.none_of.begin(), subject.none_of.end(), name) != subject.none_of.end()) {
      refuse_absent(kind);
      continue;
    }
    bool any = false;
    for (const Subject& child : subject.children) {
      if (child.kind != name) continue;
      any = true;
      visit_child(child, false);
    }
    if (any) continue;
    Subject unknown;
    unknown.kind = name;
    visit_child(unknown, true);
  }
}

void Checking::refuse_absent(const CompiledKind& kind) {
  for (const std::size_t index : kind.provisions) {
    const CompiledProvision& provision = book_.provisions[index];
    if (!is_asked_for(*provision.provision) || !is_known(provision)) continue;
    Entitlement refused;
    refused.provision = provision.provision;
    refused.subject_kind = kind.kind->name;
    refused.state = State::not_entitled;
    ConditionAnswer condition;
    condition.origin = ConditionAnswer::Origin::has_subject;
    condition.label = &kind.kind->absent;
    condition.truth = Truth::fails;
    refused.conditions.push_back(std::move(condition));
    answer_.entitlements.push_back(std::move(refused));
  }
}

const Value& Checking::value_of(Slot slot, decision::Frame& frame) {
  environment_.steps = 0;
  return book_.program->evaluate(slot, frame, environment_);
}

void Checking::derive(const CompiledDecision& decision, const Subject& subject,
                      decision::Frame& frame) {
  if (!is_known(*decision.decision)) return;
  environment_.matches.clear();
  DerivedFact derived;
  derived.decision = decision.decision;
  derived.subject_id = subject.id;
  derived.value = value_of(decision.value, frame);
  if (derived.value.is_unknown()) derived.open = open_points(derived.value);
  if (options_.trace) {
    derived.steps = steps_of(decision.steps, frame);
    Step result{&decision.decision->definition, derived.value, matched(decision.result)};
    derived.steps.push_back(std::move(result));
  }
  answer_.derived.push_back(std::move(derived));
}

std::vector<int> Checking::matched(Slot slot) const {
  for (const decision::TableMatch& match : environment_.matches) {
    if (match.slot == slot) return match.rules;
  }
  return {};
}

std::vector<Step> Checking::steps_of(const std::vector<CompiledDefinition>& definitions,
                                     decision::Frame& frame) {
  std::vector<Step> steps;
  for (const CompiledDefinition& definition : definitions) {
    Value value = value_of(definition.slot, frame);
    steps.push_back({definition.definition, std::move(value), matched(definition.slot)});
  }
  return steps;
}

Answer Rulebook::check(const Subject& enterprise, const Moment& moment,
                       const CheckOptions& options) const {
  Answer answer = Checking(*impl_, moment, options).run(enterprise);
  if (options.changes) find_changes(*impl_, enterprise, answer);
  return answer;
}

}  // namespace fugong::law
