// Firms that show what a proof found, as facts documents.
#include <fmt/format.h>

#include <algorithm>

#include "pack/check/prove.hpp"

namespace fugong::pack {

namespace {

const law::SubjectKind* find_kind(const law::Rulebook& book, const std::string& name) {
  for (const law::SubjectKind& kind : book.source().subjects) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

std::string quoted(const std::string& text) {
  std::string out(1, '"');
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
  return out;
}

std::string scalar(const law::Fact& fact, const feel::Value& value) {
  if (value.kind() == feel::Kind::boolean) return value.boolean() ? "true" : "false";
  if (fact.type == law::FactType::integer) return feel::to_display(value);
  return quoted(feel::to_display(value));
}

void write(const law::Rulebook& book, const law::Subject& subject, const std::string& indent,
           std::string& out) {
  for (const law::GivenFact& given : subject.facts) {
    const law::Fact& fact = book.facts()[given.fact];
    if (given.value.is_null()) continue;
    out += fmt::format("{}{}: {}\n", indent, fact.name, scalar(fact, given.value));
  }
  for (const law::SubjectKind& kind : book.source().subjects) {
    if (kind.parent != subject.kind) continue;
    const bool none = std::find(subject.none_of.begin(), subject.none_of.end(), kind.name) !=
                      subject.none_of.end();
    if (none) out += fmt::format("{}{}: []\n", indent, kind.plural);
    bool first = true;
    for (const law::Subject& child : subject.children) {
      if (child.kind != kind.name) continue;
      if (first) out += fmt::format("{}{}:\n", indent, kind.plural);
      first = false;
      out += fmt::format("{}  - id: {}\n", indent, quoted(child.id));
      write(book, child, fmt::format("{}    ", indent), out);
    }
  }
}

}  // namespace

law::Moment moment_of(const Proving& proving, const std::string& owner,
                      const law::Validity& in_force, const Date& known_from) {
  const auto examples = proving.observed.naming(owner);
  if (!examples.empty()) return examples.front()->moment;
  law::Moment moment{known_from, known_from};
  const auto& from = in_force.from.latest ? in_force.from.latest : in_force.from.earliest;
  if (from && moment.on < *from) moment.on = *from;
  if (moment.known_at < moment.on) moment.known_at = moment.on;
  return moment;
}

law::Subject subject_of(const law::Rulebook& book, const std::string& kind,
                        const proof::Situation& situation) {
  law::Subject made;
  made.kind = kind;
  for (const law::GivenFact& given : situation) {
    if (book.facts()[given.fact].subject == kind) made.facts.push_back(given);
  }
  const law::SubjectKind* declared = find_kind(book, kind);
  if (declared == nullptr || declared->parent.empty()) return made;
  made.id.assign(1, '1');
  // Up to the enterprise: each parent holds the one below.
  law::Subject parent = subject_of(book, declared->parent, situation);
  law::Subject* deepest = &parent;
  while (!deepest->children.empty())
    deepest = &deepest->children.front();
  deepest->children.push_back(std::move(made));
  return parent;
}

std::string facts_document(const law::Rulebook& book, const law::Subject& subject,
                           const law::Moment& moment, const Text& why) {
  std::string out = fmt::format("# {}\n# {}\n# fugong check --facts FILE --on {} --known-at {}\n",
                                why.zh, why.en, moment.on.to_string(), moment.known_at.to_string());
  write(book, subject, "", out);
  return out;
}

void add_counter_example(CheckReport& report, const Fault& fault, std::string name,
                         std::string document) {
  for (char& c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '.' || c == '_' || c == '-';
    if (!plain) c = '-';
  }
  report.counter_examples.push_back(
      {std::move(name), fault.code, fault.place, std::move(document)});
}

}  // namespace fugong::pack
