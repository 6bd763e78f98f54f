// A pack to a tree of parts.
#include "pack/diff/part_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engines/wording/wording.hpp"
#include "pack/names.hpp"

namespace fugong::pack {

namespace {

/// Equal for two layouts of one expression.
std::string tree_of(const law::Sourced& source) {
  const auto ast = feel::parse_expression(source.text, source.place, {}, feel::Profile::policy);
  return ast ? feel::to_string(**ast) : source.text;
}

std::string day(const std::optional<Date>& date) {
  return date ? date->to_string() : "";
}

class PartTreeMaker {
 public:
  explicit PartTreeMaker(const law::Rulebook& book) : book_(book), words_(book) {}

  Part provision(const law::Provision& provision) const {
    const wording::Scope scope{&provision, nullptr};
    Part part = named(provision.id, "provision", provision.title);
    part.value = provision.title;
    add_text(part, "title", provision.title);
    add_text(part, "summary", provision.summary);
    part.parts.push_back(document(provision.document));
    add_validity(part, provision.in_force);
    add_date(part, "known_from", provision.known_from);
    add(part, "region", joined(provision.region));
    add(part, "subject", provision.subject);
    add(part, "applies_by", provision.applies_by);
    Part old = named("supersedes", "supersedes", {});
    for (const law::Supersession& one : provision.supersedes) {
      Part item = named(one.provision, "supersedes", {one.provision, one.provision});
      add(item, "retroactive", one.retroactive ? "true" : "false");
      old.parts.push_back(std::move(item));
    }
    part.parts.push_back(std::move(old));
    part.parts.push_back(parameters(provision.parameters));
    part.parts.push_back(open_terms(provision));
    part.parts.push_back(definitions(scope, provision.definitions));
    part.parts.push_back(conditions(provision));
    if (provision.benefit) part.parts.push_back(benefit(scope, *provision.benefit));
    part.parts.push_back(exceptions(provision));
    part.parts.push_back(fills(provision));
    part.parts.push_back(untranslatable(provision));
    return part;
  }

  Part decision(const law::Decision& decision) const {
    const wording::Scope scope{nullptr, &decision};
    Part part = definition(scope, decision.definition);
    part.what = "decision";
    part.parts.push_back(document(decision.document));
    add_validity(part, decision.in_force);
    add(part, "subject", decision.subject);
    part.parts.push_back(parameters(decision.parameters));
    part.parts.push_back(definitions(scope, decision.definitions));
    return part;
  }

  Part fact(const law::Fact& fact) const {
    Part part = named(fact.name, "fact", fact.label);
    add_text(part, "label", fact.label);
    add(part, "subject", fact.subject);
    add(part, "type", name_in(kFactTypes, fact.type));
    add(part, "list", fact.list);
    add_text(part, "question", fact.question);
    add_text(part, "help", fact.help);
    add_text(part, "unit", fact.unit);
    add(part, "min", fact.minimum ? fact.minimum->to_string() : "");
    add(part, "max", fact.maximum ? fact.maximum->to_string() : "");
    add(part, "order", std::to_string(fact.order));
    add(part, "effort", std::to_string(fact.effort));
    add(part, "registers", joined(fact.registers));
    add(part, "finding", fact.finding ? "true" : "false");
    add_text(part, "evidence", fact.evidence);
    if (fact.applies_if) add_feel(part, "applies_if", {}, *fact.applies_if);
    add(part, "not_applicable", fact.not_applicable);
    return part;
  }

  static Part list(const law::CodeList& list) {
    Part part = named(list.name, "list", list.label);
    part.counted = true;
    for (const law::ListEntry& entry : list.entries) {
      Part item = named(entry.code, "entry", entry.label);
      add(item, "parent", entry.parent);
      add_text(item, "label", entry.label);
      part.parts.push_back(std::move(item));
    }
    return part;
  }

  static Part lookup(const law::Lookup& lookup) {
    Part part = named(lookup.name, "lookup", lookup.label);
    part.counted = true;
    for (const law::Lookup::Row& row : lookup.rows) {
      Part item = named(row.key + (row.known_from ? " @" + day(row.known_from) : ""), "entry", {});
      add(item, "value", row.value);
      part.parts.push_back(std::move(item));
    }
    return part;
  }

  static Part named(std::string key, const char* what, const Text& label) {
    Part part;
    part.key = std::move(key);
    part.what = what;
    part.label = label;
    return part;
  }

  static std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts)
      (all += all.empty() ? "" : ", ") += text;
    return all;
  }

  /// A field that says nothing is left out: giving it a value is an addition.
  static void add(Part& to, const char* key, std::string_view value) {
    if (value.empty()) return;
    Part part = named(key, key, {});
    part.identity = value;
    part.value = {part.identity, part.identity};
    to.parts.push_back(std::move(part));
  }

  static void add_text(Part& to, const char* key, const Text& text) {
    if (text.zh.empty()) return;
    Part part = named(key, key, {});
    part.text = true;
    part.identity = text.zh + '\n' + text.en;
    part.value = text;
    to.parts.push_back(std::move(part));
  }

 private:
  static void add_date(Part& to, const char* key, Date date) {
    Part part = named(key, key, {});
    part.identity = date.to_string();
    part.value = wording::in_words(date);
    to.parts.push_back(std::move(part));
  }

  static void add_date(Part& to, const char* key, const law::ImpreciseDate& date) {
    Part part = named(key, key, {});
    part.identity = day(date.earliest) + ".." + day(date.latest);
    part.value = wording::in_words(date);
    to.parts.push_back(std::move(part));
    if (!date.to_be_fixed.zh.empty()) add_text(to.parts.back(), "to_be_fixed", date.to_be_fixed);
  }

  static void add_validity(Part& to, const law::Validity& validity) {
    Part part = named("in_force", "in_force", {});
    add_date(part, "from", validity.from);
    add_date(part, "to", validity.to);
    to.parts.push_back(std::move(part));
  }

  void add_feel(Part& to, const char* key, const wording::Scope& scope,
                const law::Sourced& source) const {
    Part part = named(key, key, {});
    say_feel(part, scope, source);
    to.parts.push_back(std::move(part));
  }

  void say_feel(Part& part, const wording::Scope& scope, const law::Sourced& source) const {
    part.identity = tree_of(source);
    const Text said = words_.expression(scope, source);
    std::string feel = source.text;
    std::replace(feel.begin(), feel.end(), '\n', ' ');
    while (feel.ends_with(' '))
      feel.pop_back();
    part.value = {fmt::format("{}〔{}〕", said.zh, feel), fmt::format("{} [{}]", said.en, feel)};
  }

  static Part document(const law::Document& document) {
    Part part = named("document", "document", {});
    add(part, "number", document.number);
    add_text(part, "title", document.title);
    add_text(part, "issuer", document.issuer);
    add_date(part, "issued", document.issued);
    add(part, "status", name_in(kStatuses, document.status));
    add_text(part, "source", document.source);
    return part;
  }

  Part parameters(const std::vector<law::Parameter>& parameters) const {
    Part all = named("parameters", "parameters", {});
    for (const law::Parameter& parameter : parameters) {
      Part part = named(parameter.name, "parameter", parameter.label);
      // 0.5 and 0.50 are one value.
      const auto number = Decimal::parse(parameter.value);
      part.identity = number ? number->to_string() : parameter.value;
      part.value = wording::display(book_, parameter.value, parameter.type);
      const Text status = wording::in_words(parameter.status);
      add(part, "status", status.en);
      add_text(part, "label", parameter.label);
      add_text(part, "clause", parameter.clause);
      add_text(part, "source", parameter.source);
      all.parts.push_back(std::move(part));
    }
    return all;
  }

  Part open_terms(const law::Provision& provision) const {
    Part all = named("open_terms", "open_terms", {});
    for (const law::OpenTerm& term : provision.open_terms) {
      Part part = named(term.name, "open_term", term.label);
      part.value = words_.open_term(term);
      add(part, "minimum", term.minimum ? term.minimum->to_string() : "");
      add(part, "maximum", term.maximum ? term.maximum->to_string() : "");
      add_text(part, "authority", term.authority);
      add_text(part, "label", term.label);
      add_text(part, "clause", term.clause);
      all.parts.push_back(std::move(part));
    }
    return all;
  }

  static Part fills(const law::Provision& provision) {
    Part all = named("fills", "fills", {});
    for (const law::Fill& fill : provision.fills) {
      Part part = named(fill.provision + " " + fill.term, "fill", {});
      part.identity = fill.value;
      part.value = {fill.value, fill.value};
      add_text(part, "clause", fill.clause);
      all.parts.push_back(std::move(part));
    }
    return all;
  }

  Part definitions(const wording::Scope& scope,
                   const std::vector<law::Definition>& definitions) const {
    Part all = named("definitions", "definitions", {});
    for (const law::Definition& one : definitions)
      all.parts.push_back(definition(scope, one));
    return all;
  }

  Part definition(const wording::Scope& scope, const law::Definition& definition) const {
    Part part = named(definition.name, "definition", definition.label);
    if (const auto* source = std::get_if<law::Sourced>(&definition.body)) {
      say_feel(part, scope, *source);
    } else {
      part.parts.push_back(table(std::get<decision::Table>(definition.body)));
    }
    add_text(part, "label", definition.label);
    add_text(part, "clause", definition.clause);
    return part;
  }

  static Part table(const decision::Table& table) {
    Part part = named("table", "table", {});
    add(part, "hit", std::string(decision::symbol_of(table.hit)));
    std::string inputs;
    for (const decision::TableInput& input : table.inputs)
      inputs += tree_of(input.expression) + " ";
    add(part, "inputs", inputs);
    Part rows = named("rows", "rows", {});
    rows.ordered =
        table.hit == decision::HitPolicy::first || table.hit == decision::HitPolicy::rule_order;
    std::map<std::string, int> seen;
    for (const decision::TableRule& rule : table.rules) {
      std::string key;
      std::string value;
      std::string identity;
      for (const law::Sourced& test : rule.tests)
        (key += key.empty() ? "" : " | ") += test.text;
      for (const law::Sourced& output : rule.outputs) {
        (value += value.empty() ? "" : " | ") += output.text;
        identity += tree_of(output) + " ";
      }
      if (const int again = seen[key]++; again > 0) key += fmt::format(" #{}", again + 1);
      Part row = named(key, "row", {key, key});
      row.identity = identity;
      row.value = {value, value};
      rows.parts.push_back(std::move(row));
    }
    part.parts.push_back(std::move(rows));
    for (const decision::TableOutput& output : table.outputs) {
      if (output.otherwise) add(part, "otherwise", output.otherwise->text);
    }
    return part;
  }

  Part conditions(const law::Provision& provision) const {
    Part all = named("conditions", "conditions", {});
    for (const law::Condition& condition : provision.conditions) {
      Part part = named(condition.id, "condition", condition.label);
      say_feel(part, {&provision, nullptr}, condition.expression);
      add_text(part, "label", condition.label);
      add_text(part, "clause", condition.clause);
      all.parts.push_back(std::move(part));
    }
    return all;
  }

  Part benefit(const wording::Scope& scope, const law::Benefit& benefit) const {
    Part part = named("benefit", "benefit", benefit.label);
    part.value = benefit.label;
    add(part, "kind", name_in(kBenefitKinds, benefit.kind));
    add(part, "total", name_in(kTotals, benefit.total));
    add_text(part, "label", benefit.label);
    if (benefit.amount) {
      add_feel(part, "amount", scope, *benefit.amount);
      add(part, "rounding",
          fmt::format("{} {}", benefit.rounding_scale, name_in(kRoundings, benefit.rounding)));
    }
    if (benefit.rate) add_feel(part, "rate", scope, *benefit.rate);
    if (benefit.period_from) add_feel(part, "period_from", scope, *benefit.period_from);
    if (benefit.period_to) add_feel(part, "period_to", scope, *benefit.period_to);
    add_text(part, "payer", benefit.payer);
    add_text(part, "contact", benefit.contact);
    add_text(part, "deadline", benefit.deadline);
    if (benefit.apply_by) add_date(part, "apply_by", *benefit.apply_by);
    return part;
  }

  Part exceptions(const law::Provision& provision) const {
    const wording::Scope scope{&provision, nullptr};
    Part all = named("exceptions", "exceptions", {});
    for (const law::Exception& exception : provision.exceptions) {
      Part part = named(exception.id, "exception", exception.label);
      add_feel(part, "when", scope, exception.when);
      add(part, "priority", std::to_string(exception.priority));
      add(part, "excludes", exception.excludes ? "true" : "false");
      if (exception.amount) add_feel(part, "amount", scope, *exception.amount);
      add_text(part, "label", exception.label);
      add_text(part, "clause", exception.clause);
      all.parts.push_back(std::move(part));
    }
    return all;
  }

  static Part untranslatable(const law::Provision& provision) {
    Part all = named("untranslatable", "untranslatable", {});
    std::map<std::string, int> seen;
    for (const law::Untranslatable& one : provision.untranslatable) {
      std::string key(name_in(kUntranslatableReasons, one.reason));
      if (const int again = seen[key]++; again > 0) key += fmt::format(" #{}", again + 1);
      Part part = named(key, "untranslatable", one.note);
      add_text(part, "note", one.note);
      all.parts.push_back(std::move(part));
    }
    return all;
  }

  const law::Rulebook& book_;
  wording::Wording words_;
};

template <class Rule>
Part stacking_rule(const Rule& rule, const std::string& members) {
  Part part = PartTreeMaker::named(rule.text.id, "stacking", rule.text.label);
  PartTreeMaker::add(part, "members", members);
  PartTreeMaker::add_text(part, "label", rule.text.label);
  PartTreeMaker::add_text(part, "clause", rule.text.clause);
  return part;
}

Part stacking_parts(const stacking::Rules& rules) {
  Part all = PartTreeMaker::named("stacking", "stacking", {});
  for (const auto& rule : rules.exclusive) {
    Part part = stacking_rule(rule, PartTreeMaker::joined(rule.provisions));
    PartTreeMaker::add(part, "per", name_in(kPer, rule.per));
    all.parts.push_back(std::move(part));
  }
  for (const auto& rule : rules.caps) {
    Part part = stacking_rule(rule, PartTreeMaker::joined(rule.provisions));
    PartTreeMaker::add(part, "per", name_in(kPer, rule.per));
    PartTreeMaker::add(part, "limit", rule.limit);
    all.parts.push_back(std::move(part));
  }
  for (const auto& rule : rules.requirements) {
    all.parts.push_back(
        stacking_rule(rule, rule.provision + " <- " + PartTreeMaker::joined(rule.needs)));
  }
  return all;
}

Part measure_parts(const Measure& measure) {
  Part part = PartTreeMaker::named(std::to_string(measure.number), "measure", measure.title);
  PartTreeMaker::add(part, "section", measure.section);
  PartTreeMaker::add(part, "desk", measure.desk);
  PartTreeMaker::add(part, "state", name_in(kMeasureStates, measure.state));
  PartTreeMaker::add_text(part, "title", measure.title);
  PartTreeMaker::add_text(part, "clause", measure.clause);
  PartTreeMaker::add_text(part, "who_acts", measure.who_acts);
  return part;
}

Part example_parts(const Pack& pack) {
  Part all = PartTreeMaker::named("examples", "examples", {"算例", "worked examples"});
  all.counted = true;
  for (const Example& example : pack.examples) {
    Part part = PartTreeMaker::named(example.file + "#" + example.id, "example", example.note);
    part.identity = example.working;
    for (const Example::Expected& expected : example.expected) {
      part.identity += "\n" + expected.provision + expected.decision + expected.subject_id;
      if (expected.state) part.identity += std::to_string(static_cast<int>(*expected.state));
      part.identity += expected.amount ? " " + expected.amount->to_string() : " -";
      for (const auto& range : {expected.withheld, expected.range}) {
        part.identity += range ? " from " + range->low.to_string() : " -";
        if (range && range->high) part.identity += " to " + range->high->to_string();
      }
      if (expected.rate) part.identity += expected.rate->to_string();
      part.identity += expected.value.value_or("") + (expected.absent ? " absent" : "");
    }
    all.parts.push_back(std::move(part));
  }
  return all;
}

}  // namespace

Part parts_of(const law::Rulebook& book, const law::Provision& provision) {
  return PartTreeMaker(book).provision(provision);
}

Part parts_of(const Pack& pack) {
  const PartTreeMaker maker(pack.book);
  const law::Source& source = pack.book.source();
  Part root = PartTreeMaker::named("", "pack", pack.title);
  PartTreeMaker::add_text(root, "title", pack.title);
  PartTreeMaker::add_text(root, "credit", pack.credit);
  const auto group = [&](const char* key, const auto& items, const auto& make) {
    Part part = PartTreeMaker::named(key, key, {});
    for (const auto& item : items)
      part.parts.push_back(make(item));
    root.parts.push_back(std::move(part));
  };
  group("measures", pack.notice.measures, measure_parts);
  group("provisions", source.provisions,
        [&](const law::Provision& one) { return maker.provision(one); });
  group("decisions", source.decisions,
        [&](const law::Decision& one) { return maker.decision(one); });
  group("facts", source.facts, [&](const law::Fact& one) { return maker.fact(one); });
  group("lists", source.lists, PartTreeMaker::list);
  group("lookups", source.lookups, PartTreeMaker::lookup);
  root.parts.push_back(stacking_parts(pack.stacking));
  root.parts.push_back(example_parts(pack));
  return root;
}

}  // namespace fugong::pack
