#include "pack/diff/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "engines/wording/wording.hpp"
#include "pack/diff/part_tree.hpp"
#include "pack/names.hpp"

namespace fugong::pack {

namespace {

/// The same facts for another rulebook. What that doesn't know, or reads as another type, is left
/// out: unknown.
law::Subject translated(const law::Subject& subject, const law::Rulebook& from,
                        const law::Rulebook& to) {
  law::Subject made;
  made.kind = subject.kind;
  made.id = subject.id;
  const auto has_kind = [&](const std::string& name) {
    const auto& kinds = to.source().subjects;
    return std::any_of(kinds.begin(), kinds.end(),
                       [&](const law::SubjectKind& kind) { return kind.name == name; });
  };
  for (const law::GivenFact& given : subject.facts) {
    const law::Fact& fact = from.facts()[given.fact];
    const auto index = to.fact_index(fact.name);
    if (!index) continue;
    const law::Fact& other = to.facts()[*index];
    if (other.type != fact.type || other.subject != fact.subject || other.list != fact.list) {
      continue;
    }
    if (fact.type == law::FactType::code && given.value.kind() == feel::Kind::string &&
        to.find_entry(other.list, given.value.string()) == nullptr) {
      continue;
    }
    made.facts.push_back({*index, given.value});
  }
  std::sort(made.facts.begin(), made.facts.end(),
            [](const law::GivenFact& a, const law::GivenFact& b) { return a.fact < b.fact; });
  for (const law::Subject& child : subject.children) {
    if (has_kind(child.kind)) made.children.push_back(translated(child, from, to));
  }
  for (const std::string& none : subject.none_of) {
    if (has_kind(none)) made.none_of.push_back(none);
  }
  return made;
}

/// What an answer says of each provision, subject and decision.
std::map<std::string, std::string> outcomes(const law::Answer& answer) {
  std::map<std::string, std::string> found;
  for (const law::Entitlement& one : answer.entitlements) {
    std::string said(name_in(kStates, one.state));
    if (one.amount) said += " " + one.amount->to_string();
    if (one.amount_range) {
      said += " from " + one.amount_range->low.to_string();
      if (one.amount_range->high) said += " to " + one.amount_range->high->to_string();
    }
    if (one.withheld) {
      said += " withheld " + one.withheld->low.to_string();
      if (one.withheld->high && one.withheld->high != one.withheld->low)
        said += " to " + one.withheld->high->to_string();
    }
    if (one.rate) said += " " + one.rate->to_string() + " %";
    found[one.provision->id + (one.subject_id.empty() ? "" : " " + one.subject_id)] = said;
  }
  for (const law::DerivedFact& one : answer.derived) {
    found[one.decision->definition.name + (one.subject_id.empty() ? "" : " " + one.subject_id)] =
        one.value.is_unknown() ? std::string("unknown") : feel::to_display(one.value);
  }
  return found;
}

void compare_example(const Example& example, const Pack& from, const Pack& before,
                     const Pack& after, Diff& into) {
  const auto ask = [&](const Pack& pack) {
    return outcomes(pack.book.check(translated(example.subject, from.book, pack.book),
                                    example.moment, {.trace = false}));
  };
  const auto old_said = ask(before);
  const auto new_said = ask(after);
  ++into.examples_run;
  std::set<std::string> abouts;
  for (const auto& [about, said] : old_said)
    abouts.insert(about);
  for (const auto& [about, said] : new_said)
    abouts.insert(about);
  const auto said = [](const auto& all, const std::string& about) {
    const auto found = all.find(about);
    return found == all.end() ? std::string("absent") : found->second;
  };
  for (const std::string& about : abouts) {
    const std::string was = said(old_said, about);
    const std::string is = said(new_said, about);
    if (was != is) into.results.push_back({example.id, example.file, about, was, is});
  }
}

PackName name_of(const Pack& pack) {
  return {pack.id, pack.version, pack.hash};
}

}  // namespace

std::vector<Change> changes_between(const Pack& before, const Pack& after) {
  std::vector<Change> changes;
  if (before.hash != after.hash) compare(parts_of(before), parts_of(after), "", changes);
  return changes;
}

Diff diff(const Pack& before, const Pack& after) {
  Diff made;
  made.before = name_of(before);
  made.after = name_of(after);
  if (before.hash == after.hash) return made;
  made.changes = changes_between(before, after);
  std::set<std::string> seen;
  for (const Pack* from : {&after, &before}) {
    for (const Example& example : from->examples) {
      if (!seen.insert(example.file + "#" + example.id).second) continue;
      compare_example(example, *from, before, after, made);
    }
  }
  return made;
}

std::vector<Change> diff(const law::Rulebook& book, const law::Provision& before,
                         const law::Provision& after) {
  std::vector<Change> changes;
  compare(parts_of(book, before), parts_of(book, after), "", changes);
  return changes;
}

std::string_view name_of(Change::Kind kind) {
  switch (kind) {
    case Change::Kind::added:
      return "added";
    case Change::Kind::removed:
      return "removed";
    case Change::Kind::changed:
      return "changed";
    case Change::Kind::reworded:
      return "reworded";
    case Change::Kind::moved:
      return "moved";
  }
  return "";
}

std::string diff_json(const Diff& diff) {
  JsonWriter w;
  const auto name = [&](const PackName& pack) {
    w.begin_object().key("id").string(pack.id).key("version").string(pack.version);
    w.key("hash").string(pack.hash).end_object();
  };
  w.begin_object().key("before");
  name(diff.before);
  w.key("after");
  name(diff.after);
  w.key("changes");
  write_changes(w, diff.changes);
  w.key("examples").begin_object().key("run");
  w.number(static_cast<std::int64_t>(diff.examples_run)).key("different").begin_array();
  for (const OtherResult& result : diff.results) {
    w.begin_object().key("example").string(result.example).key("file").string(result.file);
    w.key("about").string(result.about).key("before").string(result.before);
    w.key("after").string(result.after).end_object();
  }
  w.end_array().end_object().end_object();
  return w.take();
}

void write_changes(JsonWriter& w, const std::vector<Change>& changes) {
  const auto optional = [&](const std::optional<Text>& text) {
    if (text) {
      w.text(*text);
    } else {
      w.null();
    }
  };
  w.begin_array();
  for (const Change& change : changes) {
    w.begin_object().key("kind").string(name_of(change.kind)).key("what").string(change.what);
    w.key("what_label").text(part_words(change.what)).key("path").string(change.path);
    w.key("label").text(change.label).key("before");
    optional(change.before);
    w.key("after");
    optional(change.after);
    w.end_object();
  }
  w.end_array();
}

}  // namespace fugong::pack
