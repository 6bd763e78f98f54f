#include "desks/letters/reasons.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fugong::letters {
namespace {

using casework::Matter;
using casework::Reason;

/// Conditions that every provision has, by what they are.
Text what_is(std::string_view id) {
  if (id == "(in_force)") return {"条款在当日有效", "the provision is in force on the day"};
  if (id == "(region)") return {"企业在适用地区", "the firm is in the region that it is for"};
  if (id == "(has_subject)") return {"有适用的事项", "there is something that it is for"};
  if (id == "(exception)") return {"没有被例外排除", "no exception rules it out"};
  return {std::string(id), std::string(id)};
}

Text how_is(std::string_view truth) {
  if (truth == "holds") return {"符合", "holds"};
  if (truth == "fails") return {"不符合", "does not hold"};
  return {"尚不能确定", "not known yet"};
}

std::string text_in(const Node& node, std::string_view key) {
  const Node* value = node.find(key);
  return value != nullptr && value->is_text() ? value->text : std::string();
}

/// The part of the receipt that is about the case: of several subjects the one that it names.
const Node* entitlement_of(const Node& receipt, const Matter& matter) {
  const Node* decision = receipt.find("decision");
  const Node* all = decision != nullptr ? decision->find("entitlements") : nullptr;
  if (all == nullptr) return nullptr;
  const Node* only = nullptr;
  for (const Node& one : all->items) {
    if (text_in(one, "provision") != matter.provision) continue;
    if (text_in(one, "subject_id") == matter.subject) return &one;
    only = &one;
  }
  return only;
}

Found condition_in(const law::Provision& provision, const Node& node) {
  const std::string id = text_in(node, "id");
  const std::string truth = text_in(node, "truth");
  Found found{what_is(id), {}, how_is(truth), truth == "holds"};
  const auto rule = std::ranges::find_if(
      provision.conditions, [&](const law::Condition& condition) { return condition.id == id; });
  if (rule != provision.conditions.end()) {
    found.what = rule->label;
    found.clause = rule->clause;
  }
  return found;
}

/// Which rows of a table gave the figure.
Found table_in(const law::Provision& provision, const Node& node) {
  const std::string name = text_in(node, "table");
  Found found;
  found.what = {name, name};
  const auto step = std::ranges::find_if(
      provision.definitions,
      [&](const law::Definition& definition) { return definition.name == name; });
  if (step != provision.definitions.end()) {
    found.what = step->label;
    found.clause = step->clause;
  }
  std::string rows;
  if (const Node* rules = node.find("rules")) {
    for (const Node& rule : rules->items)
      rows += (rows.empty() ? "" : ", ") + rule.text;
  }
  found.how = {fmt::format("第 {} 行", rows), fmt::format("row {}", rows)};
  return found;
}

}  // namespace

std::vector<Found> found_by_rules(const pack::Pack& pack, const Matter& matter,
                                  const std::optional<Node>& receipt) {
  std::vector<Found> all;
  const law::Provision* provision = pack.book.find_provision(matter.provision);
  const Node* entitlement = receipt ? entitlement_of(*receipt, matter) : nullptr;
  if (provision == nullptr || entitlement == nullptr) return all;
  if (const Node* conditions = entitlement->find("conditions")) {
    for (const Node& one : conditions->items)
      all.push_back(condition_in(*provision, one));
  }
  if (const Node* tables = entitlement->find("tables")) {
    for (const Node& one : tables->items)
      all.push_back(table_in(*provision, one));
  }
  return all;
}

Text in_words(const pack::Pack& pack, const casework::Procedure& procedure, const Matter& matter,
              const Reason& reason) {
  Text text{reason.id, reason.id};
  const law::Provision* provision = pack.book.find_provision(matter.provision);
  if (reason.of == Reason::Of::condition && provision != nullptr) {
    for (const law::Condition& condition : provision->conditions) {
      if (condition.id == reason.id) text = condition.label;
    }
  }
  if (reason.of == Reason::Of::document) {
    if (const auto* document = procedure.find_document(reason.id)) text = document->title;
  }
  if (reason.of == Reason::Of::fact) {
    if (const auto fact = pack.book.fact_index(reason.id)) text = pack.book.facts()[*fact].label;
  }
  if (reason.note.empty()) return text;
  if (text.zh.empty()) return {reason.note, reason.note};
  return {text.zh + "：" + reason.note, text.en + ": " + reason.note};
}

}  // namespace fugong::letters
