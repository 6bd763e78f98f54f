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
      moment_(moment),
      host_(book, moment.known_at),
      frame_(book.program->new_frame()),
      term_reasons_(book.terms.size()) {
  environment_.functions = &host_;
  environment_.trace = options.trace;
  environment_.call.now.date = moment.on;
  const auto place = book_.fact_by_name.find(book_.source.place_fact);
  if (place != book_.fact_by_name.end()) place_fact_ = place->second;
  set_validity();
  choose_provisions();
  choose_decisions();
  ready_ = mark();
}

Answer Checking::run(const Subject& root) {
  answer_.moment = moment_;
  walk(root);
  std::erase_if(answer_.entitlements, [](const auto& each) { return each.provision == nullptr; });
  if (only_ == nullptr) choose_questions();
  return std::exchange(answer_, {});
}

void Checking::walk(const Subject& root) {
  go_back(ready_);
  place_path_.reset();
  const auto kind = std::find_if(book_.kinds.begin(), book_.kinds.end(),
                                 [&](const auto& each) { return each.kind->name == root.kind; });
  FUGONG_CHECK(kind != book_.kinds.end(), "an enterprise is of a declared kind");
  make_room(root, *kind);
  visit(root, *kind, false);
}

void Checking::set_validity() {
  validity_reasons_.resize(book_.decisions.size());
  for (std::size_t i = 0; i < book_.decisions.size(); ++i) {
    const CompiledDecision& decision = book_.decisions[i];
    if (!is_known(*decision.decision)) {  // what rests on it can't be said yet
      const Text& label = decision.decision->definition.label;
      const std::string day = moment_.known_at.to_string();
      validity_reasons_[i].push_back(
          {fmt::format("{}：到 {} 为止依据的文件还没有发布", label.zh, day),
           fmt::format("{}: its document was not issued by {}", label.en, day)});
      continue;
    }
    const Truth truth = holds_on(decision.decision->in_force, moment_.on, validity_reasons_[i]);
    if (truth == Truth::open) continue;  // not set: unknown
    book_.program->set(frame_, decision.in_force, Value::of(truth == Truth::holds));
  }
}

/// Those that were known and are asked for; where the service date is their event, whether they
/// cover it.
void Checking::choose_provisions() {
  today_.resize(book_.provisions.size());
  is_judged_.resize(book_.provisions.size());
  next_place_.resize(book_.provisions.size());
  for (const CompiledKind& kind : book_.kinds) {
    std::vector<std::size_t>& chosen = provisions_.emplace_back();
    for (const std::size_t index : kind.provisions) {
      const CompiledProvision& compiled = book_.provisions[index];
      if (!is_asked_for(*compiled.provision) || !is_known(compiled)) continue;
      const auto event = compiled.event_fact ? std::nullopt : std::optional(moment_.on);
      today_[index] = coverage_of(compiled, event);
      chosen.push_back(index);
      is_judged_[index] = true;
    }
  }
}

/// Those that what is asked for rests on; of all measures every one.
void Checking::choose_decisions() {
  if (only_ != nullptr) return;
  derives_.assign(book_.decisions.size(), options_.measures.empty());
  for (const std::vector<std::size_t>& chosen : provisions_) {
    for (const std::size_t provision : chosen) {
      for (const std::size_t decision : book_.provisions[provision].decisions)
        derives_[decision] = true;
    }
  }
}

bool Checking::is_known(const Decision& decision) const {
  const auto& issued = decision.document.issued.earliest;
  return !issued || *issued <= moment_.known_at;
}

bool Checking::is_known(const CompiledProvision& compiled) const {
  return compiled.provision->known_from <= moment_.known_at;
}

bool Checking::is_asked_for(const Provision& provision) const {
  if (only_ != nullptr) return &provision == only_;
  const std::vector<int>& asked = options_.measures;
  return asked.empty() || std::find(asked.begin(), asked.end(), provision.measure) != asked.end();
}

namespace {

/// Calls `visit(kind, child, presence)` for the children of a subject, kind after kind.
template <class Visit>
void for_children(const Rulebook::Impl& book, const Subject& subject, const CompiledKind& of,
                  Visit&& visit) {
  for (const std::size_t index : of.children) {
    const CompiledKind& kind = book.kinds[index];
    const std::string& name = kind.kind->name;
    if (std::find(subject.none_of.begin(), subject.none_of.end(), name) != subject.none_of.end()) {
      visit(kind, kind.nobody, Presence::absent);
      continue;
    }
    bool any = false;
    for (const Subject& child : subject.children) {
      if (child.kind != name) continue;
      any = true;
      visit(kind, child, Presence::given);
    }
    if (!any) visit(kind, kind.nobody, Presence::hypothetical);
  }
}

}  // namespace

/// A place for each provision and subject: in the order of the pack, subjects in theirs.
void Checking::make_room(const Subject& root, const CompiledKind& kind) {
  subjects_.assign(book_.kinds.size(), {});
  count_subjects(root, kind, Presence::given);
  std::size_t places = 0;
  for (std::size_t i = 0; i < book_.provisions.size(); ++i) {
    next_place_[i] = places;
    if (!is_judged_[i]) continue;
    const Subjects& subjects = subjects_[book_.provisions[i].kind];
    places += subjects.absent;
    if (today_[i].replaced_by == nullptr) places += subjects.judged;
  }
  make_places(places);
}

void Checking::make_places(std::size_t count) {
  answer_.entitlements.resize(count);
}

void Checking::count_subjects(const Subject& subject, const CompiledKind& kind, Presence presence) {
  Subjects& subjects = subjects_[static_cast<std::size_t>(&kind - book_.kinds.data())];
  ++(presence == Presence::absent ? subjects.absent : subjects.judged);
  if (presence == Presence::absent) return;
  for_children(book_, subject, kind,
               [&](const CompiledKind& of_child, const Subject& child, Presence of) {
                 count_subjects(child, of_child, of);
               });
}

void Checking::visit(const Subject& subject, const CompiledKind& kind, bool hypothetical) {
  for (const GivenFact& given : subject.facts) {
    FUGONG_CHECK(given.fact < book_.fact_slots.size(), "facts are given by their index");
    book_.program->set(frame_, book_.fact_slots[given.fact], given.value);
  }
  if (!place_path_ && place_fact_) {
    const Value& place = value_of(book_.fact_slots[*place_fact_]);
    if (place.kind() == Kind::string && book_.places != nullptr) {
      place_path_ = book_.places->ancestry(place.string());
    }
  }
  for (const std::size_t decision : kind.decisions) {
    if (only_ == nullptr && derives_[decision])
      derive(book_.decisions[decision], subject, hypothetical);
  }
  for (const std::size_t provision : chosen_of(kind))
    judge(provision, subject, hypothetical);
  visit_children(subject, kind);
}

void Checking::visit_children(const Subject& subject, const CompiledKind& of) {
  const Mark before = mark();
  for_children(book_, subject, of,
               [&](const CompiledKind& kind, const Subject& child, Presence presence) {
                 if (presence == Presence::absent) {
                   for (const std::size_t provision : chosen_of(kind))
                     refuse_absent(provision);
                   return;
                 }
                 visit(child, kind, presence == Presence::hypothetical);
                 go_back(before);
               });
}

void Checking::refuse_absent(std::size_t index) {
  const CompiledProvision& compiled = book_.provisions[index];
  Entitlement& refused = answer_.entitlements[next_place_[index]++];
  refused.provision = compiled.provision;
  refused.subject_kind = compiled.provision->subject;
  refused.state = State::not_entitled;
  ConditionAnswer& condition = refused.conditions.emplace_back();
  condition.origin = ConditionAnswer::Origin::has_subject;
  condition.label = &book_.kinds[compiled.kind].kind->absent;
  condition.truth = Truth::fails;
}

const Value& Checking::value_of(Slot slot) {
  environment_.steps = 0;
  return book_.program->evaluate(slot, frame_, environment_);
}

void Checking::derive(const CompiledDecision& decision, const Subject& subject, bool hypothetical) {
  if (!is_known(*decision.decision)) return;
  DerivedFact derived;
  derived.decision = decision.decision;
  derived.subject_id = subject.id;
  derived.hypothetical = hypothetical;
  derived.value = value_of(decision.value);
  if (derived.value.is_unknown()) derived.open = open_points(derived.value);
  if (options_.trace) {
    derived.steps = steps_of(decision.steps);
    const Definition& result = decision.decision->definition;
    derived.steps.push_back(step_of(result, decision.result, derived.value));
  }
  answer_.derived.push_back(std::move(derived));
}

/// A table runs once for a subject, whoever asks for it first: its rules are kept with its value.
Step Checking::step_of(const Definition& definition, Slot slot, const Value& value) const {
  Step step{&definition, value, {}, {}};
  for (const decision::TableMatch& match : environment_.matches) {
    if (match.slot != slot) continue;
    step.matched_rules = match.rules;
    step.maybe_rules = match.maybe;
    break;
  }
  return step;
}

Checking::Mark Checking::mark() const {
  return {decision::Program::mark(frame_), environment_.matches.size()};
}

void Checking::go_back(const Mark& to) {
  decision::Program::go_back(frame_, to.frame);
  std::vector<decision::TableMatch>& matches = environment_.matches;
  if (matches.size() > to.matches) matches.resize(to.matches);
}

std::vector<Step> Checking::steps_of(const std::vector<CompiledDefinition>& definitions) {
  std::vector<Step> steps;
  for (const CompiledDefinition& each : definitions)
    steps.push_back(step_of(*each.definition, each.slot, value_of(each.slot)));
  return steps;
}

Answer Rulebook::check(const Subject& enterprise, const Moment& moment,
                       const CheckOptions& options) const {
  Answer answer = Checking(*impl_, moment, options).run(enterprise);
  if (options.changes) find_changes(*impl_, enterprise, answer);
  return answer;
}

}  // namespace fugong::law
