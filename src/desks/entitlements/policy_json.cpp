// The policy side of the API: the notice, provisions, facts, lists.
#include <algorithm>

#include "desks/entitlements/entitlements.hpp"
#include "desks/entitlements/views.hpp"
#include "engines/wording/wording.hpp"
#include "pack/diff/diff.hpp"

namespace fugong::entitlements {

namespace {

void write_optional_text(JsonWriter& w, const std::string& text) {
  if (text.empty()) {
    w.null();
  } else {
    w.string(text);
  }
}

template <class T, class Write>
void write_or_null(JsonWriter& w, const std::optional<T>& value, Write write) {
  if (value) {
    write(*value);
  } else {
    w.null();
  }
}

void write_disposition(JsonWriter& w, const pack::Disposition& rule) {
  w.begin_object().key("rule").string(rule.rule).key("disposition").string(name_of(rule.kind));
  w.key("where").begin_array();
  for (const std::string& where : rule.where)
    w.string(where);
  w.end_array().key("reason");
  write_or_null(w, rule.reason,
                [&](law::Untranslatable::Reason reason) { w.string(name_of(reason)); });
  w.key("note");
  if (rule.note.zh.empty()) {
    w.null();
  } else {
    w.text(rule.note);
  }
  w.end_object();
}

std::string stored_text(const feel::Value& value) {
  return feel::to_display(value);
}

}  // namespace

void write_imprecise(JsonWriter& w, const law::ImpreciseDate& date) {
  const auto day = [&](const Date& d) { w.string(d.to_string()); };
  w.begin_object().key("earliest");
  write_or_null(w, date.earliest, day);
  w.key("latest");
  write_or_null(w, date.latest, day);
  w.key("to_be_fixed");
  if (date.to_be_fixed.zh.empty()) {
    w.null();
  } else {
    w.text(date.to_be_fixed);
  }
  w.end_object();
}

void write_document(JsonWriter& w, const law::Document& document) {
  w.begin_object().key("number").string(document.number).key("title").text(document.title);
  w.key("issuer").text(document.issuer).key("issued");
  write_imprecise(w, document.issued);
  w.key("status").string(name_of(document.status)).key("source").text(document.source).end_object();
}

void write_parameter(JsonWriter& w, const law::Rulebook& book, const law::Parameter& parameter) {
  w.begin_object().key("name").string(parameter.name).key("value").string(parameter.value);
  w.key("display").text(display(book, parameter.value, parameter.type));
  w.key("status").string(name_of(parameter.status)).key("label").text(parameter.label);
  w.key("clause").text(parameter.clause).end_object();
}

void write_open_term(JsonWriter& w, const law::OpenTerm& term) {
  const auto bound = [&](const Decimal& value) { w.string(value.to_string()); };
  w.begin_object().key("name").string(term.name).key("type").string(name_of(term.type));
  w.key("minimum");
  write_or_null(w, term.minimum, bound);
  w.key("maximum");
  write_or_null(w, term.maximum, bound);
  w.key("authority").text(term.authority).key("label").text(term.label);
  w.key("clause").text(term.clause).end_object();
}

void write_entry(JsonWriter& w, const law::ListEntry& entry) {
  w.begin_object().key("code").string(entry.code).key("parent");
  write_optional_text(w, entry.parent);
  w.key("label").text(entry.label).end_object();
}

void write_subject(JsonWriter& w, const law::Rulebook& book, const law::Subject& subject) {
  w.begin_object();
  if (!subject.id.empty()) w.key("id").string(subject.id);
  for (const law::GivenFact& given : subject.facts) {
    w.key(book.facts()[given.fact].name);
    if (given.value.kind() == feel::Kind::boolean) {
      w.boolean(given.value.boolean());
    } else if (given.value.is_null() || given.value.is_unknown()) {
      w.null();
    } else {
      w.string(stored_text(given.value));
    }
  }
  for (const law::SubjectKind& kind : book.source().subjects) {
    if (kind.parent != subject.kind) continue;
    bool none = false;
    for (const std::string& absent : subject.none_of)
      none = none || absent == kind.name;
    bool any = false;
    for (const law::Subject& child : subject.children)
      any = any || child.kind == kind.name;
    if (!none && !any) continue;
    w.key(kind.plural).begin_array();
    for (const law::Subject& child : subject.children) {
      if (child.kind == kind.name) write_subject(w, book, child);
    }
    w.end_array();
  }
  w.end_object();
}

std::string pack_id_json(const pack::Pack& pack) {
  JsonWriter w;
  w.begin_object().key("id").string(pack.id).key("version").string(pack.version);
  w.key("hash").string(pack.hash).key("title").text(pack.title).key("credit").text(pack.credit);
  w.end_object();
  return w.take();
}

std::string notice_json(const pack::Pack& pack, Date demo_date) {
  const pack::Notice& notice = pack.notice;
  JsonWriter w;
  w.begin_object().key("number").string(notice.number).key("title").text(notice.title);
  w.key("issuer").text(notice.issuer).key("issued");
  w.string(notice.issued.earliest ? notice.issued.earliest->to_string() : "");
  w.key("source").text(notice.source).key("demo_date").string(demo_date.to_string());
  w.key("sections").begin_array();
  for (const pack::Section& section : notice.sections) {
    w.begin_object().key("id").string(section.id).key("title").text(section.title).end_object();
  }
  w.end_array().key("measures").begin_array();
  for (const pack::Measure& measure : notice.measures) {
    w.begin_object().key("number").number(measure.number).key("section").string(measure.section);
    w.key("title").text(measure.title).key("clause").text(measure.clause);
    w.key("who_acts").text(measure.who_acts).key("desk").string(measure.desk).key("state");
    w.string(measure.state == pack::Measure::State::computed ? "computed" : "planned");
    w.key("keywords").begin_array();
    for (const std::string& keyword : measure.keywords)
      w.string(keyword);
    w.end_array().key("provisions").begin_array();
    for (const law::Provision& provision : pack.book.source().provisions) {
      if (provision.measure != measure.number) continue;
      w.begin_object().key("id").string(provision.id).key("title").text(provision.title);
      w.key("document_number").string(provision.document.number).end_object();
    }
    w.end_array().key("rules").begin_array();
    for (const pack::Disposition& rule : measure.rules)
      write_disposition(w, rule);
    w.end_array().end_object();
  }
  w.end_array().end_object();
  return w.take();
}

namespace {

void write_benefit(JsonWriter& w, const wording::Wording& words, const law::Provision& provision) {
  const law::Benefit& benefit = *provision.benefit;
  const auto feel_text = [&](const law::Sourced& source) { w.string(source.text); };
  const auto text = [&](const Text& said) { w.text(said); };
  w.begin_object().key("kind").string(name_of(benefit.kind)).key("label").text(benefit.label);
  w.key("amount_feel");
  write_or_null(w, benefit.amount, feel_text);
  w.key("amount_in_words");
  write_or_null(w, words.amount(provision), text);
  w.key("rate_feel");
  write_or_null(w, benefit.rate, feel_text);
  w.key("rate_in_words");
  write_or_null(w, words.rate(provision), text);
  w.key("payer").text(benefit.payer).key("contact").text(benefit.contact);
  w.key("deadline").text(benefit.deadline).key("apply_by");
  write_or_null(w, benefit.apply_by,
                [&](const law::ImpreciseDate& date) { write_imprecise(w, date); });
  w.end_object();
}

void write_table(JsonWriter& w, const decision::Table& table) {
  w.begin_object().key("hit").string(decision::symbol_of(table.hit)).key("inputs").begin_array();
  for (const decision::TableInput& input : table.inputs)
    w.string(input.expression.text);
  w.end_array().key("outputs").begin_array();
  for (const decision::TableOutput& output : table.outputs)
    w.string(output.name);
  w.end_array().key("rules").begin_array();
  for (const decision::TableRule& rule : table.rules) {
    w.begin_array();
    for (const decision::Sourced& test : rule.tests)
      w.string(test.text);
    for (const decision::Sourced& output : rule.outputs)
      w.string(output.text);
    w.end_array();
  }
  w.end_array().end_object();
}

void write_untranslatable(JsonWriter& w, const law::Provision& provision) {
  w.key("untranslatable").begin_array();
  for (const law::Untranslatable& one : provision.untranslatable) {
    w.begin_object().key("reason").string(name_of(one.reason)).key("note").text(one.note);
    w.end_object();
  }
  w.end_array();
}

void write_rules(JsonWriter& w, const law::Rulebook& book, const wording::Wording& words,
                 const law::Provision& provision) {
  w.key("parameters").begin_array();
  for (const law::Parameter& parameter : provision.parameters)
    write_parameter(w, book, parameter);
  w.end_array().key("definitions").begin_array();
  for (const law::Definition& definition : provision.definitions) {
    w.begin_object().key("name").string(definition.name).key("label").text(definition.label);
    w.key("feel");
    if (const auto* source = std::get_if<law::Sourced>(&definition.body)) {
      w.string(source->text).key("table").null();
    } else {
      w.null().key("table");
      write_table(w, std::get<decision::Table>(definition.body));
    }
    w.key("in_words").begin_array();
    for (const Text& line : words.definition({&provision, nullptr}, definition))
      w.text(line);
    w.end_array().end_object();
  }
  w.end_array().key("conditions").begin_array();
  for (const law::Condition& condition : provision.conditions) {
    w.begin_object().key("id").string(condition.id).key("label").text(condition.label);
    w.key("clause").text(condition.clause).key("feel").string(condition.expression.text);
    w.key("in_words").text(words.condition(provision, condition)).end_object();
  }
  w.end_array();
}

void write_terms(JsonWriter& w, const wording::Wording& words, const law::Provision& provision) {
  w.key("open_terms").begin_array();
  for (const law::OpenTerm& term : provision.open_terms)
    write_open_term(w, term);
  w.end_array().key("fills").begin_array();
  for (const law::Fill& fill : provision.fills) {
    w.begin_object().key("provision").string(fill.provision).key("term").string(fill.term);
    w.key("value").string(fill.value).key("clause").text(fill.clause).end_object();
  }
  w.end_array().key("exceptions").begin_array();
  for (const law::Exception& exception : provision.exceptions) {
    w.begin_object().key("id").string(exception.id).key("label").text(exception.label);
    w.key("clause").text(exception.clause).key("priority").number(exception.priority);
    w.key("when_feel").string(exception.when.text).key("excludes").boolean(exception.excludes);
    w.key("amount_feel");
    write_or_null(w, exception.amount, [&](const law::Sourced& feel) { w.string(feel.text); });
    w.key("in_words").text(words.exception(provision, exception)).end_object();
  }
  w.end_array();
}

void write_example(JsonWriter& w, const pack::Pack& pack, const pack::Example& example,
                   const std::string& provision) {
  w.begin_object().key("id").string(example.id).key("note").text(example.note);
  w.key("working").string(example.working).key("on").string(example.moment.on.to_string());
  w.key("known_at").string(example.moment.known_at.to_string()).key("facts");
  write_subject(w, pack.book, example.subject);
  w.key("expected").begin_array();
  for (const auto& expected : example.expected) {
    if (expected.provision != provision) continue;
    w.begin_object().key("subject_id");
    write_optional_text(w, expected.subject_id);
    w.key("state");
    write_or_null(w, expected.state, [&](law::State state) { w.string(name_of(state)); });
    w.key("amount_fen");
    write_or_null(w, expected.amount, [&](Money amount) { w.number(amount.fen); });
    w.key("withheld").boolean(expected.withheld.has_value()).key("rate_percent");
    write_or_null(w, expected.rate, [&](const Decimal& rate) { w.string(rate.to_string()); });
    w.key("range");
    write_or_null(w, expected.range, [&](const law::AmountRange& r) { write_range(w, r); });
    w.key("absent").boolean(expected.absent).end_object();
  }
  w.end_array().end_object();
}

bool speaks_of(const pack::Example& example, const std::string& provision) {
  for (const auto& expected : example.expected) {
    if (expected.provision == provision) return true;
  }
  return false;
}

}  // namespace

std::string provision_json(const pack::Pack& pack, const law::Provision& provision) {
  JsonWriter w;
  w.begin_object().key("id").string(provision.id).key("measure").number(provision.measure);
  w.key("title").text(provision.title).key("summary").text(provision.summary).key("document");
  write_document(w, provision.document);
  w.key("in_force").begin_object().key("from");
  write_imprecise(w, provision.in_force.from);
  w.key("to");
  write_imprecise(w, provision.in_force.to);
  w.end_object().key("known_from").string(provision.known_from.to_string());
  w.key("region").begin_array();
  for (const std::string& code : provision.region) {
    write_entry(w, *pack.book.find_entry(pack.book.source().place_list, code));
  }
  w.end_array();
  write_untranslatable(w, provision);
  w.key("subject").string(provision.subject);
  w.key("applies_by").string(provision.applies_by).key("supersedes").begin_array();
  for (const law::Supersession& old : provision.supersedes) {
    w.begin_object().key("provision").string(old.provision);
    w.key("retroactive").boolean(old.retroactive).end_object();
  }
  w.end_array().key("superseded_by").begin_array();
  for (const law::Provision& other : pack.book.source().provisions) {
    for (const law::Supersession& old : other.supersedes) {
      if (old.provision == provision.id) w.string(other.id);
    }
  }
  w.end_array();
  const wording::Wording words(pack.book);
  write_rules(w, pack.book, words, provision);
  write_terms(w, words, provision);
  w.key("benefit");
  write_or_null(w, provision.benefit,
                [&](const law::Benefit&) { write_benefit(w, words, provision); });
  w.key("examples").begin_array();
  for (const pack::Example& example : pack.examples) {
    if (speaks_of(example, provision.id)) write_example(w, pack, example, provision.id);
  }
  w.end_array().end_object();
  return w.take();
}

std::string provision_diff_json(const pack::Pack& pack, const law::Provision& before,
                                const law::Provision& after) {
  JsonWriter w;
  w.begin_object().key("before").string(before.id).key("after").string(after.id).key("changes");
  pack::write_changes(w, pack::diff(pack.book, before, after));
  w.end_object();
  return w.take();
}

std::string facts_json(const pack::Pack& pack) {
  JsonWriter w;
  w.begin_object().key("subjects").begin_array();
  for (const law::SubjectKind& kind : pack.book.source().subjects) {
    w.begin_object().key("name").string(kind.name).key("parent");
    write_optional_text(w, kind.parent);
    w.key("plural");
    write_optional_text(w, kind.plural);
    w.key("label").text(kind.label).key("question").text(kind.question);
    w.key("absent").text(kind.absent).end_object();
  }
  w.end_array().key("facts").begin_array();
  std::vector<const law::Fact*> facts;
  for (const law::Fact& fact : pack.book.facts())
    facts.push_back(&fact);
  std::stable_sort(facts.begin(), facts.end(),
                   [](const law::Fact* a, const law::Fact* b) { return a->order < b->order; });
  const auto bound = [&](const Decimal& value) { w.string(value.to_string()); };
  for (const law::Fact* fact : facts) {
    w.begin_object().key("name").string(fact->name).key("subject").string(fact->subject);
    w.key("type").string(name_of(fact->type)).key("list");
    write_optional_text(w, fact->list);
    w.key("label").text(fact->label).key("question").text(fact->question);
    w.key("help").text(fact->help).key("unit").text(fact->unit).key("minimum");
    write_or_null(w, fact->minimum, bound);
    w.key("maximum");
    write_or_null(w, fact->maximum, bound);
    w.key("effort").number(fact->effort).key("registers").begin_array();
    for (const std::string& office : fact->registers)
      w.string(office);
    w.end_array().key("applies_if");
    write_or_null(w, fact->applies_if, [&](const law::Sourced& feel) { w.string(feel.text); });
    w.key("not_applicable");
    write_optional_text(w, fact->not_applicable);
    w.key("finding").boolean(fact->finding).key("evidence");
    if (fact->evidence.zh.empty()) {
      w.null();
    } else {
      w.text(fact->evidence);
    }
    w.end_object();
  }
  w.end_array().end_object();
  return w.take();
}

std::string list_json(const law::CodeList& list) {
  JsonWriter w;
  w.begin_object().key("name").string(list.name).key("label").text(list.label);
  w.key("source").text(list.source).key("entries").begin_array();
  for (const law::ListEntry& entry : list.entries)
    write_entry(w, entry);
  w.end_array().end_object();
  return w.take();
}

std::string demo_firms_json(const pack::Pack& pack,
                            const std::vector<enterprise_register::Enterprise>& firms) {
  JsonWriter w;
  w.begin_object().key("synthetic").boolean(true).key("firms").begin_array();
  for (const enterprise_register::Enterprise& firm : firms) {
    w.begin_object().key("id").string(firm.id).key("name").text(firm.name);
    w.key("note").text(firm.note).key("facts");
    write_subject(w, pack.book, firm.subject);
    w.end_object();
  }
  w.end_array().end_object();
  return w.take();
}

}  // namespace fugong::entitlements
