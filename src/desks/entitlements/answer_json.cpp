#include <algorithm>

#include "desks/entitlements/entitlements.hpp"
#include "desks/entitlements/views.hpp"

namespace fugong::entitlements {

using feel::Value;

namespace {

const law::Benefit& no_benefit() {
  static const law::Benefit kNone;
  return kNone;
}

void write_open(JsonWriter& w, const pack::Pack& pack, const law::OpenPoints& open) {
  w.begin_object().key("facts").begin_array();
  for (const std::uint16_t fact : open.facts)
    w.string(pack.book.facts()[fact].name);
  w.end_array().key("reasons").begin_array();
  for (const Text& reason : open.reasons)
    w.text(reason);
  w.end_array().key("terms").begin_array();
  for (const law::OpenTerm* term : open.terms)
    write_open_term(w, *term);
  w.end_array().end_object();
}

void write_shown(JsonWriter& w, const pack::Pack& pack, std::string_view name, const Text& label,
                 const Value& value, const Shape& shape, const std::vector<int>& matched_rules) {
  w.begin_object().key("name").string(name).key("label").text(label).key("value");
  if (value.is_unknown()) {
    w.null();
  } else {
    w.string(feel::to_feel(value));
  }
  w.key("display").text(display(pack.book, value, shape));
  if (!matched_rules.empty()) {
    w.key("matched_rules").begin_array();
    for (const int rule : matched_rules)
      w.number(rule);
    w.end_array();
  }
  w.end_object();
}

void write_used(JsonWriter& w, const pack::Pack& pack, const law::Used& used) {
  if (used.fact != nullptr) {
    write_shown(w, pack, used.fact->name, used.fact->label, used.value, shape_of(*used.fact), {});
  } else if (used.parameter != nullptr) {
    const law::Parameter& parameter = *used.parameter;
    write_shown(w, pack, parameter.name, parameter.label, used.value, shape_of(parameter), {});
  } else if (used.definition != nullptr) {
    const law::Definition& definition = *used.definition;
    write_shown(w, pack, definition.name, definition.label, used.value, shape_of(definition), {});
  } else if (used.term != nullptr) {
    write_shown(w, pack, used.term->name, used.term->label, used.value, shape_of(*used.term), {});
  }
}

void write_steps(JsonWriter& w, const pack::Pack& pack, const std::vector<law::Step>& steps) {
  w.begin_array();
  for (const law::Step& step : steps) {
    const law::Definition& definition = *step.definition;
    write_shown(w, pack, definition.name, definition.label, step.value, shape_of(definition),
                step.matched_rules);
  }
  w.end_array();
}

void write_condition(JsonWriter& w, const pack::Pack& pack, const law::ConditionAnswer& condition) {
  w.begin_object().key("origin").string(name_of(condition.origin)).key("id");
  if (condition.condition != nullptr) {
    w.string(condition.condition->id);
  } else {
    w.null();
  }
  w.key("label").text(*condition.label).key("clause").text(*condition.clause);
  w.key("truth").string(name_of(condition.truth)).key("used").begin_array();
  for (const law::Used& used : condition.used) {
    if (used.fact != nullptr || used.parameter != nullptr || used.definition != nullptr ||
        used.term != nullptr) {
      write_used(w, pack, used);
    }
  }
  w.end_array().key("open");
  write_open(w, pack, condition.open);
  w.end_object();
}

void write_exceptions(JsonWriter& w, const pack::Pack& pack, const law::Entitlement& e) {
  w.key("exceptions").begin_array();
  for (const law::ExceptionAnswer& answer : e.exceptions) {
    const law::Exception& exception = *answer.exception;
    w.begin_object().key("id").string(exception.id).key("label").text(exception.label);
    w.key("clause").text(exception.clause).key("priority").number(exception.priority);
    w.key("truth").string(name_of(answer.truth));
    w.key("standing").string(name_of(answer.standing)).key("open");
    write_open(w, pack, answer.open);
    w.end_object();
  }
  w.end_array().key("terms").begin_array();
  for (const law::TermAnswer& answer : e.terms) {
    w.begin_object().key("term");
    write_open_term(w, *answer.term);
    w.key("display").text(display(pack.book, answer.value, shape_of(*answer.term))).key("by");
    if (answer.by != nullptr) {
      w.string(answer.by->id);
    } else {
      w.null();
    }
    w.end_object();
  }
  w.end_array();
}

void write_changes(JsonWriter& w, const pack::Pack& pack, const std::vector<law::Change>& changes) {
  w.key("changes").begin_array();
  for (const law::Change& change : changes) {
    const law::Fact& fact = pack.book.facts()[change.fact];
    w.begin_object().key("from");
    write_shown(w, pack, fact.name, fact.label, change.from, shape_of(fact), {});
    w.key("to");
    write_shown(w, pack, fact.name, fact.label, change.to, shape_of(fact), {});
    w.key("state").string(name_of(change.state));
    w.key("condition").string(change.condition->id).end_object();
  }
  w.end_array();
}

void write_register_calls(JsonWriter& w, const pack::Pack& pack, const law::Answer& answer) {
  w.key("register_calls").begin_array();
  for (const law::RegisterCall& call : answer.register_calls) {
    w.begin_object().key("register").string(call.office).key("facts").begin_array();
    for (const std::uint16_t fact : call.facts)
      w.string(pack.book.facts()[fact].name);
    w.end_array().key("settles").number(static_cast<std::int64_t>(call.settles));
    w.key("helps").number(static_cast<std::int64_t>(call.helps)).end_object();
  }
  w.end_array();
}

void write_optional(JsonWriter& w, const std::optional<Date>& date) {
  if (date) {
    w.string(date->to_string());
  } else {
    w.null();
  }
}

void write_entitlement(JsonWriter& w, const pack::Pack& pack, const law::Entitlement& e) {
  const law::Provision& provision = *e.provision;
  const law::Benefit& benefit = provision.benefit ? *provision.benefit : no_benefit();
  w.begin_object();
  w.key("provision").string(provision.id).key("measure").number(provision.measure);
  w.key("title").text(provision.title).key("document");
  write_document(w, provision.document);
  w.key("subject_kind").string(e.subject_kind).key("subject_id");
  if (e.subject_id.empty()) {
    w.null();
  } else {
    w.string(e.subject_id);
  }
  w.key("hypothetical").boolean(e.hypothetical).key("state").string(name_of(e.state));
  w.key("event_date");
  write_optional(w, e.event_date);
  w.key("kind");
  if (provision.benefit) {
    w.string(name_of(benefit.kind));
  } else {
    w.null();
  }
  w.key("benefit").text(benefit.label).key("amount_fen");
  if (e.amount) {
    w.number(e.amount->fen);
  } else {
    w.null();
  }
  w.key("amount_range");
  if (e.amount_range) {
    write_range(w, *e.amount_range);
  } else {
    w.null();
  }
  w.key("rate_percent");
  if (e.rate) {
    w.string(e.rate->to_string());
  } else {
    w.null();
  }
  w.key("period_from");
  write_optional(w, e.period_from);
  w.key("period_to");
  write_optional(w, e.period_to);
  w.key("payer").text(benefit.payer).key("contact").text(benefit.contact);
  w.key("deadline").text(benefit.deadline).key("apply_by");
  if (benefit.apply_by) {
    write_imprecise(w, *benefit.apply_by);
  } else {
    w.null();
  }
  w.key("conditions").begin_array();
  for (const law::ConditionAnswer& condition : e.conditions)
    write_condition(w, pack, condition);
  w.end_array().key("steps");
  write_steps(w, pack, e.steps);
  write_exceptions(w, pack, e);
  write_changes(w, pack, e.changes);
  w.key("open");
  write_open(w, pack, e.open);
  w.key("unconfirmed").begin_array();
  for (const law::Parameter* parameter : e.unconfirmed)
    write_parameter(w, pack.book, *parameter);
  w.end_array().end_object();
}

void write_derived(JsonWriter& w, const pack::Pack& pack, const law::DerivedFact& derived) {
  const law::Definition& definition = derived.decision->definition;
  w.begin_object().key("name").string(definition.name).key("label").text(definition.label);
  w.key("document");
  write_document(w, derived.decision->document);
  w.key("known").boolean(!derived.value.is_unknown()).key("value");
  if (derived.value.is_unknown()) {
    w.null();
  } else {
    w.string(feel::to_feel(derived.value));
  }
  w.key("display").text(display(pack.book, derived.value, shape_of(definition)));
  w.key("open");
  write_open(w, pack, derived.open);
  w.key("steps");
  write_steps(w, pack, derived.steps);
  w.end_object();
}

void write_replaced(JsonWriter& w, const law::Replaced& replaced) {
  w.begin_object().key("provision").string(replaced.provision->id);
  w.key("by").string(replaced.by->id);
  w.key("title").text(replaced.provision->title).key("by_title").text(replaced.by->title);
  w.key("subject_id");
  if (replaced.subject_id.empty()) {
    w.null();
  } else {
    w.string(replaced.subject_id);
  }
  w.end_object();
}

}  // namespace

std::string answer_json(const pack::Pack& pack, const law::Answer& answer,
                        const receipt::Papers* papers) {
  JsonWriter w;
  w.begin_object().key("on").string(answer.moment.on.to_string());
  w.key("known_at").string(answer.moment.known_at.to_string());
  w.key("pack").raw(pack_id_json(pack));
  w.key("derived").begin_array();
  for (const law::DerivedFact& derived : answer.derived)
    write_derived(w, pack, derived);
  w.end_array().key("entitlements").begin_array();
  for (const law::Entitlement& e : answer.entitlements)
    write_entitlement(w, pack, e);
  w.end_array().key("replaced").begin_array();
  for (const law::Replaced& replaced : answer.replaced)
    write_replaced(w, replaced);
  w.end_array().key("next_questions").begin_array();
  for (const std::uint16_t fact : answer.next_questions)
    w.string(pack.book.facts()[fact].name);
  w.end_array();
  write_register_calls(w, pack, answer);
  w.key("combination");
  write_combination(w, stacking::stack_up(pack.stacking, answer), answer);
  if (papers != nullptr) w.key("receipt").raw(papers->receipt).key("opening").raw(papers->opening);
  w.end_object();
  return w.take();
}

}  // namespace fugong::entitlements
