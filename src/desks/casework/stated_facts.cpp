#include "desks/casework/stated_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/json_writer.hpp"
#include "engines/law/facts.hpp"

namespace fugong::casework {
namespace {

using law::GivenFact;
using law::Subject;

const law::SubjectKind* root_of(const law::Rulebook& book) {
  const auto& kinds = book.source().subjects;
  const auto root = std::find_if(kinds.begin(), kinds.end(),
                                 [](const auto& kind) { return kind.parent.empty(); });
  return root == kinds.end() ? nullptr : &*root;
}

void write_document(JsonWriter& w, const law::Rulebook& book, const Subject& subject) {
  w.begin_object();
  if (!subject.id.empty()) w.key("id").string(subject.id);
  for (const GivenFact& given : subject.facts) {
    if (given.value.is_null() || given.value.is_unknown()) continue;
    w.key(book.facts()[given.fact].name);
    if (given.value.kind() == feel::Kind::boolean) {
      w.boolean(given.value.boolean());
    } else {
      w.string(feel::to_display(given.value));
    }
  }
  for (const law::SubjectKind& kind : book.source().subjects) {
    if (kind.parent != subject.kind) continue;
    const bool none = std::find(subject.none_of.begin(), subject.none_of.end(), kind.name) !=
                      subject.none_of.end();
    const bool any = std::any_of(subject.children.begin(), subject.children.end(),
                                 [&](const Subject& child) { return child.kind == kind.name; });
    if (!none && !any) continue;
    w.key(kind.plural).begin_array();
    for (const Subject& child : subject.children) {
      if (child.kind == kind.name) write_document(w, book, child);
    }
    w.end_array();
  }
  w.end_object();
}

}  // namespace

Sources::Sources(const std::vector<enterprise_register::Statement>& statements,
                 const std::vector<Finding>& findings) {
  for (const enterprise_register::Statement& one : statements) {
    if (one.counts)
      said_[{one.subject_kind, one.subject_id, one.fact}] = {one.source, one.stated_on};
  }
  for (const Finding& one : findings)
    said_[{"", "", one.fact}] = {std::string(kFound), one.on.to_string(), one.by};
}

void Sources::add_inspected(const law::Rulebook& book, const Subject& found, const Date& on) {
  const Said said{std::string(kInspected), on.to_string(), std::nullopt};
  const auto put = [&](const Subject& of, const std::string& kind, const std::string& id) {
    for (const GivenFact& given : of.facts) {
      const auto [at, is_new] = said_.try_emplace({kind, id, book.facts()[given.fact].name}, said);
      if (!is_new && at->second.source == kInspected) at->second = said;
    }
  };
  put(found, "", "");
  for (const Subject& child : found.children)
    put(child, child.kind, child.id);
}

Sources::Said Sources::of(const std::string& kind, const std::string& id, const std::string& fact,
                          const Date& today) const {
  const auto found = said_.find({kind, id, fact});
  if (found != said_.end()) return found->second;
  return {std::string(kDeclared), today.to_string()};
}

std::vector<StatedFact> stated_facts(const law::Rulebook& book, const Subject& firm,
                                     const std::string& claimed_kind, const std::string& claimed_id,
                                     const Sources& sources, const Date& today) {
  std::vector<StatedFact> facts = all_facts(book, firm, sources, today);
  std::erase_if(facts, [&](const StatedFact& one) {
    return !one.kind.empty() && (one.kind != claimed_kind || one.id != claimed_id);
  });
  return facts;
}

std::vector<StatedFact> all_facts(const law::Rulebook& book, const Subject& firm,
                                  const Sources& sources, const Date& today) {
  std::vector<StatedFact> facts;
  const auto state = [&](const Subject& subject, const std::string& kind, const std::string& id) {
    for (const GivenFact& given : subject.facts) {
      if (given.value.is_unknown() || given.value.is_null()) continue;
      const std::string& name = book.facts()[given.fact].name;
      auto [source, day, found] = sources.of(kind, id, name, today);
      facts.push_back({kind, id, name, feel::to_display(given.value), std::move(source),
                       std::move(day), std::move(found)});
    }
  };
  state(firm, "", "");
  for (const Subject& child : firm.children)
    state(child, child.kind, child.id);
  return facts;
}

Subject with_findings(const law::Rulebook& book, Subject firm,
                      const std::vector<Finding>& findings) {
  Subject found;
  for (const Finding& one : findings) {
    const auto index = book.fact_index(one.fact);
    if (index && book.facts()[*index].type == law::FactType::boolean)
      found.facts.push_back({*index, feel::Value::of(one.is_so)});
  }
  overlay(firm, found);
  return firm;
}

Subject in_words_of(const law::Rulebook& to, const law::Rulebook& from, const Subject& subject) {
  Subject said;
  said.kind = subject.kind;
  said.id = subject.id;
  said.none_of = subject.none_of;
  for (const GivenFact& given : subject.facts) {
    const auto index = to.fact_index(from.facts()[given.fact].name);
    if (!index || given.value.is_null() || given.value.is_unknown()) continue;
    Node node;
    node.kind = Node::Kind::plain;
    node.text = feel::to_display(given.value);
    auto value = law::read_fact_value(to, to.facts()[*index], node);
    if (value) said.facts.push_back({*index, std::move(*value)});
  }
  for (const Subject& child : subject.children) {
    const auto& kinds = to.source().subjects;
    const bool known = std::any_of(kinds.begin(), kinds.end(),
                                   [&](const auto& k) { return k.name == child.kind; });
    if (known) said.children.push_back(in_words_of(to, from, child));
  }
  return said;
}

void overlay(Subject& older, const Subject& newer) {
  for (const GivenFact& fact : newer.facts) {
    const auto same = std::find_if(older.facts.begin(), older.facts.end(),
                                   [&](const GivenFact& one) { return one.fact == fact.fact; });
    if (same == older.facts.end()) {
      older.facts.push_back(fact);
    } else {
      same->value = fact.value;
    }
  }
  for (const Subject& child : newer.children) {
    std::erase(older.none_of, child.kind);
    const auto same = std::find_if(
        older.children.begin(), older.children.end(),
        [&](const Subject& one) { return one.kind == child.kind && one.id == child.id; });
    if (same == older.children.end()) {
      older.children.push_back(child);
    } else {
      overlay(*same, child);
    }
  }
  for (const std::string& kind : newer.none_of) {
    std::erase_if(older.children, [&](const Subject& one) { return one.kind == kind; });
    if (std::find(older.none_of.begin(), older.none_of.end(), kind) == older.none_of.end())
      older.none_of.push_back(kind);
  }
}

std::string same_key(const Procedure& procedure, const law::Rulebook& book, const Subject& child) {
  std::string key;
  for (const std::string& name : procedure.same_if) {
    const auto index = book.fact_index(name);
    const auto given =
        index ? std::ranges::find(child.facts, *index, &GivenFact::fact) : child.facts.end();
    if (given == child.facts.end() || given->value.is_null() || given->value.is_unknown())
      return {};
    std::string value = enterprise_register::name_key(feel::to_display(given->value));
    // What people leave out or put between the parts of a number.
    if (book.facts()[*index].type == law::FactType::text)
      std::erase_if(value, [](unsigned char c) { return c < 0x80 && std::isalnum(c) == 0; });
    if (value.empty()) return {};
    key.append(key.empty() ? "" : "|").append(value);
  }
  return key;
}

Subject subject_stated(const law::Rulebook& book, const std::vector<StatedFact>& facts) {
  const law::SubjectKind* root = root_of(book);
  FUGONG_CHECK(root != nullptr, "a rulebook has a root subject");
  Subject firm;
  firm.kind = root->name;
  for (const StatedFact& stated : facts) {
    const auto index = book.fact_index(stated.fact);
    if (!index) continue;
    Node node;
    node.kind = Node::Kind::plain;
    node.text = stated.value;
    auto value = law::read_fact_value(book, book.facts()[*index], node);
    if (!value) continue;
    Subject of;
    of.kind = stated.kind.empty() ? firm.kind : stated.kind;
    of.id = stated.id;
    of.facts.push_back({*index, std::move(*value)});
    if (!stated.kind.empty()) {
      Subject around;
      around.kind = firm.kind;
      around.children.push_back(std::move(of));
      of = std::move(around);
    }
    overlay(firm, of);
  }
  return firm;
}

std::string facts_document(const law::Rulebook& book, const Subject& subject) {
  JsonWriter w;
  write_document(w, book, subject);
  return w.take();
}

Result<std::shared_ptr<const PackInUse>> on_shelf(const PackShelf& shelf, std::string_view hash) {
  auto found = shelf(hash);
  if (found != nullptr) return found;
  return fail(
      "pack-not-kept", Place{},
      {fmt::format("没有留存政策包 {}", hash), fmt::format("the pack {} is not kept", hash)},
      {"把它放回数据文件夹的 packs 下", "put it back into 'packs' of the data folder"});
}

namespace {

/// A document that was kept in the words of one pack, in those of another.
Result<Subject> in_words_now(const law::Rulebook& book, const PackShelf& shelf,
                             const std::string& hash, const std::string& text) {
  const auto pack = on_shelf(shelf, hash);
  if (!pack) return fail(pack.error());
  const law::Rulebook& theirs = (**pack).pack->book;
  const auto document = parse_json(text, "own_facts");
  if (!document) return fail(document.error());
  const auto subject = law::read_subject(theirs, *document);
  if (!subject) return fail(subject.error());
  return in_words_of(book, theirs, *subject);
}

}  // namespace

Result<Subject> own_facts_of(const law::Rulebook& book, const PackShelf& shelf, const Case& now) {
  Subject all;
  const law::SubjectKind* root = root_of(book);
  FUGONG_CHECK(root != nullptr, "a rulebook has a root subject");
  all.kind = root->name;
  for (const auto& [hash, text] : now.own_facts) {
    const auto stated = in_words_now(book, shelf, hash, text);
    if (!stated) return fail(stated.error());
    overlay(all, *stated);
  }
  return all;
}

Result<std::vector<std::pair<Subject, Date>>> inspected_in(const law::Rulebook& book,
                                                           const PackShelf& shelf,
                                                           const Case& now) {
  std::vector<std::pair<Subject, Date>> all;
  for (const Inspected& one : now.inspected) {
    auto found = in_words_now(book, shelf, one.pack, one.facts);
    if (!found) return fail(std::move(found.error()));
    all.emplace_back(std::move(*found), one.on);
  }
  return all;
}

}  // namespace fugong::casework
