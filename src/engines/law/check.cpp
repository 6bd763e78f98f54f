// The check of one enterprise: subjects x provisions, each with its reasons.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "engines/law/compiled.hpp"

namespace fugong::law {

using feel::Kind;
using feel::Value;

namespace {

class Check {
 public:
  Check(const Rulebook::Impl& book, const Moment& moment, const CheckOptions& options)
      : book_(book), options_(options), host_(book, moment.known_at) {
    answer_.moment = moment;
    environment_.functions = &host_;
    environment_.trace = options.trace;
    environment_.call.now.date = moment.on;
  }

  Answer run(const Subject& root) {
    decision::Frame frame = book_.program->new_frame();
    set_validity(frame);
    visit(root, false, frame);
    std::stable_sort(answer_.entitlements.begin(), answer_.entitlements.end(),
                     [&](const Entitlement& a, const Entitlement& b) {
                       return a.provision < b.provision;  // they stand in one vector
                     });
    choose_questions();
    return std::move(answer_);
  }

 private:
  void set_validity(decision::Frame& frame) {
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

  bool is_known(const Decision& decision) const {
    const auto& issued = decision.document.issued.earliest;
    return !issued || *issued <= answer_.moment.known_at;
  }

  bool is_asked_for(const Provision& provision) const {
    const std::vector<int>& asked = options_.measures;
    return asked.empty() || std::find(asked.begin(), asked.end(), provision.measure) != asked.end();
  }

  void visit(const Subject& subject, bool hypothetical, decision::Frame& frame) {
    for (const GivenFact& given : subject.facts) {
      FUGONG_CHECK(given.fact < book_.fact_slots.size(), "facts are given by their index");
      book_.program->set(frame, book_.fact_slots[given.fact], given.value);
    }
    for (const CompiledDecision& decision : book_.decisions) {
      if (decision.decision->subject == subject.kind) derive(decision, subject, frame);
    }
    for (const CompiledProvision& provision : book_.provisions) {
      if (provision.provision->subject == subject.kind && is_asked_for(*provision.provision)) {
        judge(provision, subject, hypothetical, frame);
      }
    }
    for (const SubjectKind& kind : book_.source.subjects) {
      if (kind.parent != subject.kind) continue;
      const bool none = std::find(subject.none_of.begin(), subject.none_of.end(), kind.name) !=
                        subject.none_of.end();
      if (none) {
        refuse_absent(kind);
        continue;
      }
      bool any = false;
      for (const Subject& child : subject.children) {
        if (child.kind != kind.name) continue;
        any = true;
        decision::Frame own = frame;
        visit(child, false, own);
      }
      if (any) continue;
      Subject unknown;
      unknown.kind = kind.name;
      decision::Frame own = frame;
      visit(unknown, true, own);
    }
  }

  void refuse_absent(const SubjectKind& kind) {
    for (const CompiledProvision& provision : book_.provisions) {
      if (provision.provision->subject != kind.name) continue;
      if (!is_asked_for(*provision.provision)) continue;
      if (provision.provision->known_from > answer_.moment.known_at) continue;
      Entitlement refused;
      refused.provision = provision.provision;
      refused.subject_kind = kind.name;
      refused.state = State::not_entitled;
      ConditionAnswer condition;
      condition.origin = ConditionAnswer::Origin::has_subject;
      condition.label = kind.absent;
      condition.truth = Truth::fails;
      refused.conditions.push_back(std::move(condition));
      answer_.entitlements.push_back(std::move(refused));
    }
  }

  const Value& value_of(Slot slot, decision::Frame& frame) {
    environment_.steps = 0;
    return book_.program->evaluate(slot, frame, environment_);
  }

  void derive(const CompiledDecision& decision, const Subject& subject, decision::Frame& frame) {
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

  std::vector<int> matched(Slot slot) const {
    for (const decision::TableMatch& match : environment_.matches) {
      if (match.slot == slot) return match.rules;
    }
    return {};
  }

  std::vector<Step> steps_of(const std::vector<CompiledDefinition>& definitions,
                             decision::Frame& frame) {
    std::vector<Step> steps;
    for (const CompiledDefinition& definition : definitions) {
      Value value = value_of(definition.slot, frame);
      steps.push_back({definition.definition, std::move(value), matched(definition.slot)});
    }
    return steps;
  }

  /// What an unknown value comes from, in words and facts.
  OpenPoints open_points(const Value& value) const {
    OpenPoints open;
    const std::size_t facts = book_.source.facts.size();
    const std::size_t lookups = book_.source.lookups.size();
    for (const std::uint16_t source : value.sources()) {
      if (source < facts) {
        open.facts.push_back(source);
      } else if (source < facts + lookups) {
        const Lookup& lookup = book_.source.lookups[source - facts];
        if (lookup.match == Lookup::Match::nearest_ancestor) {
          open.reasons.push_back(
              {fmt::format("{}：所填代码太粗，要选更细的一级", lookup.label.zh),
               fmt::format("{}: the code given is too coarse; choose a finer one",
                           lookup.label.en)});
          continue;
        }
        open.reasons.push_back({fmt::format("{}：到 {} 为止还没有公布当日的数值", lookup.label.zh,
                                            answer_.moment.known_at.to_string()),
                                fmt::format("{}: no value for that day was published by {}",
                                            lookup.label.en, answer_.moment.known_at.to_string())});
      } else {
        const auto& reasons = validity_reasons_[source - facts - lookups];
        open.reasons.insert(open.reasons.end(), reasons.begin(), reasons.end());
      }
    }
    sort_facts(open.facts);
    return open;
  }

  void sort_facts(std::vector<std::uint16_t>& facts) const {
    std::stable_sort(facts.begin(), facts.end(), [&](std::uint16_t a, std::uint16_t b) {
      const Fact& x = book_.source.facts[a];
      const Fact& y = book_.source.facts[b];
      return x.order != y.order ? x.order < y.order : a < b;
    });
    facts.erase(std::unique(facts.begin(), facts.end()), facts.end());
  }

  void merge(OpenPoints& to, const OpenPoints& from) const {
    to.facts.insert(to.facts.end(), from.facts.begin(), from.facts.end());
    sort_facts(to.facts);
    for (const Text& reason : from.reasons) {
      if (std::find(to.reasons.begin(), to.reasons.end(), reason) == to.reasons.end()) {
        to.reasons.push_back(reason);
      }
    }
  }

  OpenPoints not_computable() const {
    OpenPoints open;
    std::string code = "undefined";
    if (!environment_.errors.empty()) code = environment_.errors.back().code;
    open.reasons.push_back({fmt::format("按现有数值无法计算（{}）", code),
                            fmt::format("can't be worked out from these values ({})", code)});
    return open;
  }

  /// Replaced by a provision that is known and covers this event; says which. `doubts` tells of
  /// those that may cover it, once an imprecise date is fixed.
  const CompiledProvision* replacement(const CompiledProvision& old,
                                       const std::optional<Date>& event,
                                       std::vector<Text>& doubts) const {
    for (const CompiledProvision::Replacement& link : old.replaced_by) {
      const CompiledProvision& by = book_.provisions[link.by];
      if (by.provision->known_from > answer_.moment.known_at) continue;
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

  void judge(const CompiledProvision& compiled, const Subject& subject, bool hypothetical,
             decision::Frame& frame) {
    const Provision& provision = *compiled.provision;
    if (provision.known_from > answer_.moment.known_at) return;
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
    Entitlement entitlement;
    entitlement.provision = &provision;
    entitlement.subject_kind = subject.kind;
    entitlement.subject_id = subject.id;
    entitlement.hypothetical = hypothetical;
    entitlement.event_date = event;
    entitlement.unconfirmed = compiled.unconfirmed;
    entitlement.conditions.push_back(in_force(compiled, event));
    if (!doubts.empty() && entitlement.conditions[0].truth != Truth::fails) {
      ConditionAnswer& condition = entitlement.conditions[0];
      condition.truth = Truth::open;
      std::move(doubts.begin(), doubts.end(), std::back_inserter(condition.open.reasons));
    }
    if (!provision.region.empty()) entitlement.conditions.push_back(in_region(provision, frame));
    for (std::size_t i = 0; i < compiled.conditions.size(); ++i) {
      entitlement.conditions.push_back(
          rule(provision.conditions[i], compiled.conditions[i], frame));
    }
    conclude(compiled, entitlement, frame);
    answer_.entitlements.push_back(std::move(entitlement));
  }

  void conclude(const CompiledProvision& compiled, Entitlement& entitlement,
                decision::Frame& frame) {
    bool fails = false;
    bool waits = false;
    for (const ConditionAnswer& condition : entitlement.conditions) {
      fails = fails || condition.truth == Truth::fails;
      waits = waits || condition.truth == Truth::open;
      if (condition.truth == Truth::open) merge(entitlement.open, condition.open);
    }
    if (fails) {
      entitlement.state = State::not_entitled;
      entitlement.open = {};
    } else {
      set_benefit(compiled, entitlement, frame);
      const bool computed = entitlement.open.empty();
      withhold(*compiled.provision, entitlement);
      FUGONG_CHECK(!waits || !entitlement.open.empty(), "an open condition says what it waits for");
      entitlement.state = entitlement.open.empty() ? State::entitled : State::depends;
      if (entitlement.state == State::depends) {
        if (!computed) entitlement.withheld_amount.reset();
        entitlement.amount.reset();
        entitlement.rate.reset();
      }
    }
    if (options_.trace) entitlement.steps = steps_of(compiled.steps, frame);
  }

  /// A text that we are not sure of, or can't express, never pays.
  void withhold(const Provision& provision, Entitlement& entitlement) const {
    if (!provision.is_tainted()) return;
    entitlement.withheld_amount = std::exchange(entitlement.amount, std::nullopt);
    entitlement.rate.reset();
    if (provision.document.status == Status::from_memory) {
      entitlement.open.reasons.push_back(
          {"本条凭记忆录入，尚未与原文核对，暂不给出金额",
           "this text is written from memory and not yet checked against the original: no amount"});
    }
    for (const Untranslatable& part : provision.untranslatable)
      entitlement.open.reasons.push_back(part.note);
  }

  void set_benefit(const CompiledProvision& compiled, Entitlement& entitlement,
                   decision::Frame& frame) {
    const auto value = [&](const std::optional<Slot>& slot) -> std::optional<Value> {
      if (!slot) return std::nullopt;
      Value found = value_of(*slot, frame);
      if (found.is_unknown()) {
        merge(entitlement.open, open_points(found));
        return std::nullopt;
      }
      if (found.is_null()) {
        merge(entitlement.open, not_computable());
        return std::nullopt;
      }
      return found;
    };
    if (const auto amount = value(compiled.amount)) {
      const Benefit& benefit = *compiled.provision->benefit;
      const auto rounded = amount->number().round(benefit.rounding_scale, benefit.rounding);
      entitlement.amount = rounded ? Money::from_yuan(*rounded) : std::nullopt;
      if (!entitlement.amount) merge(entitlement.open, not_computable());
    }
    if (const auto rate = value(compiled.rate)) entitlement.rate = rate->number();
    if (const auto from = value(compiled.period_from)) entitlement.period_from = from->date();
    if (const auto to = value(compiled.period_to)) entitlement.period_to = to->date();
  }

  ConditionAnswer in_force(const CompiledProvision& compiled, const std::optional<Date>& event) {
    const Provision& provision = *compiled.provision;
    ConditionAnswer answer;
    answer.origin = ConditionAnswer::Origin::in_force;
    const Text validity = describe(provision.in_force);
    const Text what = compiled.event_fact ? book_.source.facts[*compiled.event_fact].label
                                          : Text{"服务日期", "The service date"};
    answer.label = {fmt::format("{}在有效期内（{}）", what.zh, validity.zh),
                    fmt::format("{} is within the period of validity ({})", what.en, validity.en)};
    if (!event) {
      answer.truth = Truth::open;
      answer.open.facts = {*compiled.event_fact};
      return answer;
    }
    answer.truth = holds_on(provision.in_force, *event, answer.open.reasons);
    if (answer.truth != Truth::open) answer.open.reasons.clear();
    if (options_.trace && compiled.event_fact) {
      answer.used.push_back(
          {&book_.source.facts[*compiled.event_fact], nullptr, nullptr, Value::of(*event)});
    }
    return answer;
  }

  ConditionAnswer in_region(const Provision& provision, decision::Frame& frame) {
    const CompiledList& places = book_.lists.at(book_.source.place_list);
    ConditionAnswer answer;
    answer.origin = ConditionAnswer::Origin::region;
    Text names;
    for (const std::string& code : provision.region) {
      const ListEntry* place = places.by_code.at(code);
      names.zh += (names.zh.empty() ? "" : "、") + place->label.zh;
      names.en += (names.en.empty() ? "" : ", ") + place->label.en;
    }
    answer.label = {"企业在" + names.zh, "The firm is in " + names.en};
    const std::uint16_t fact = book_.fact_by_name.find(book_.source.place_fact)->second;
    const Value& place = value_of(book_.fact_slots[fact], frame);
    if (place.kind() != Kind::string) {
      answer.truth = Truth::open;
      answer.open.facts = {fact};
      return answer;
    }
    answer.truth = Truth::fails;
    const auto path = places.ancestry(place.string());
    for (const std::string& code : provision.region) {
      const bool inside = std::any_of(path.begin(), path.end(),
                                      [&](const ListEntry* at) { return at->code == code; });
      if (inside) answer.truth = Truth::holds;
      // A firm that names only its province may still be in a county of it.
      const auto region_path = places.ancestry(code);
      const bool coarser =
          std::any_of(region_path.begin(), region_path.end(),
                      [&](const ListEntry* at) { return at->code == place.string(); });
      if (!inside && coarser && answer.truth == Truth::fails) answer.truth = Truth::open;
    }
    if (answer.truth == Truth::open) answer.open.facts = {fact};
    if (options_.trace) {
      answer.used.push_back({&book_.source.facts[fact], nullptr, nullptr, place});
    }
    return answer;
  }

  ConditionAnswer rule(const Condition& condition, Slot slot, decision::Frame& frame) {
    ConditionAnswer answer;
    answer.condition = &condition;
    answer.label = condition.label;
    answer.clause = condition.clause;
    const Value value = value_of(slot, frame);
    if (value.kind() == Kind::boolean) {
      answer.truth = value.boolean() ? Truth::holds : Truth::fails;
    } else {
      answer.truth = Truth::open;
      answer.open = value.is_unknown() ? open_points(value) : not_computable();
    }
    if (options_.trace) {
      const std::size_t errors_before = environment_.errors.size();
      for (const Slot used : book_.program->uses(slot)) {
        if (used >= book_.slot_meaning.size()) continue;
        Used meaning = book_.slot_meaning[used];
        meaning.value = value_of(used, frame);
        answer.used.push_back(std::move(meaning));
      }
      environment_.errors.resize(std::min(errors_before, environment_.errors.size()));
    }
    return answer;
  }

  /// Facts that open answers wait for: those that most answers wait for first, then in the order of
  /// the question bank.
  void choose_questions() {
    std::vector<std::uint32_t> waiting(book_.source.facts.size(), 0);
    for (const Entitlement& entitlement : answer_.entitlements) {
      for (const std::uint16_t fact : entitlement.open.facts)
        ++waiting[fact];
    }
    for (std::size_t fact = 0; fact < waiting.size(); ++fact) {
      if (waiting[fact] > 0) answer_.next_questions.push_back(static_cast<std::uint16_t>(fact));
    }
    sort_facts(answer_.next_questions);
    std::stable_sort(answer_.next_questions.begin(), answer_.next_questions.end(),
                     [&](std::uint16_t a, std::uint16_t b) { return waiting[a] > waiting[b]; });
    // What only a derived fact waits for comes last: it settles no benefit.
    std::vector<std::uint16_t> rest;
    for (const DerivedFact& derived : answer_.derived) {
      for (const std::uint16_t fact : derived.open.facts) {
        if (waiting[fact] == 0) rest.push_back(fact);
      }
    }
    sort_facts(rest);
    answer_.next_questions.insert(answer_.next_questions.end(), rest.begin(), rest.end());
  }

  const Rulebook::Impl& book_;
  const CheckOptions& options_;
  LookupHost host_;
  decision::Environment environment_;
  std::vector<std::vector<Text>> validity_reasons_;
  Answer answer_;
};

}  // namespace

Answer Rulebook::check(const Subject& enterprise, const Moment& moment,
                       const CheckOptions& options) const {
  return Check(*impl_, moment, options).run(enterprise);
}

}  // namespace fugong::law
