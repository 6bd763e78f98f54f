// The compiled rulebook. Private to engines/law.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engines/decision/program.hpp"
#include "engines/law/rulebook.hpp"

namespace fugong::law {

using decision::Slot;

struct CompiledList {
  const CodeList* list = nullptr;
  std::unordered_map<std::string_view, const ListEntry*> by_code;
  std::vector<const ListEntry*> parents;  // of each entry of the list; null at the top
  /// Null for an unknown code.
  const ListEntry* find(std::string_view code) const;
  const ListEntry* parent_of(const ListEntry& entry) const {
    return parents[static_cast<std::size_t>(&entry - list->entries.data())];
  }
  /// The entry itself, then its parents up to the top. Empty for an unknown code.
  std::vector<const ListEntry*> ancestry(std::string_view code) const;
};

struct CompiledRow {
  feel::Value value;
  Date key_date;
  std::optional<Date> known_from;
};

struct CompiledLookup {
  const Lookup* lookup = nullptr;
  const CompiledList* list = nullptr;
  std::unordered_map<std::string, CompiledRow> by_key;  // exact, nearest_ancestor
  std::unordered_set<std::string> coarse;  // nearest_ancestor: codes below which rows differ
  std::vector<CompiledRow> dated;          // latest_on_or_before, by key_date
  feel::Value otherwise;
};

struct CompiledDefinition {
  const Definition* definition = nullptr;
  Slot slot = 0;
};

struct CompiledDecision {
  const Decision* decision = nullptr;
  Slot in_force = 0;  // input
  Slot result = 0;    // the body
  Slot value = 0;     // the body while in force, else null
  std::vector<CompiledDefinition> steps;
};

/// A text that may settle an open term.
struct CompiledFill {
  std::size_t by = 0;  // index of the provision that stands for it
  const Fill* fill = nullptr;
  feel::Value value;
};

struct CompiledTerm {
  const OpenTerm* term = nullptr;
  Slot slot = 0;             // input
  std::uint16_t source = 0;  // of its unknown value
  feel::Domain bounds;
  std::vector<CompiledFill> fills;
};

struct CompiledException {
  const Exception* exception = nullptr;
  Slot when = 0;
  Text not_excepted;  // as the label of the condition that it doesn't exclude
};

struct CompiledProvision {
  const Provision* provision = nullptr;
  std::size_t kind = 0;                     // of its subject
  std::optional<std::uint16_t> event_fact;  // empty: the service date
  std::vector<const ListEntry*> region;     // as provision->region
  std::vector<const ListEntry*> around;     // places that hold a place of the region
  Text within_validity;                     // labels of the conditions that the law itself sets
  Text within_region;
  std::vector<Slot> conditions;  // as provision->conditions
  std::vector<CompiledDefinition> steps;
  std::optional<Slot> amount;
  std::optional<Slot> rate;
  std::optional<Slot> period_from;
  std::optional<Slot> period_to;
  std::vector<CompiledTerm> terms;
  std::vector<CompiledException> exceptions;  // highest priority first
  std::optional<Slot> excluded;               // whether the exception that wins excludes
  std::vector<const Parameter*> unconfirmed;
  std::vector<std::size_t> decisions;  // that it rests on, by index
  // What it makes of a child of which nothing is said, where nothing else decides it.
  std::vector<std::pair<Slot, feel::Value>> unsaid;
  struct Replacement {
    std::size_t by = 0;  // index of the provision
    bool retroactive = false;
    bool always = false;  // its validity covers the whole of ours
  };
  std::vector<Replacement> replaced_by;

  /// Of one of `exceptions`: where it stands in provision->exceptions.
  std::size_t position_of(const CompiledException& each) const {
    return static_cast<std::size_t>(each.exception - provision->exceptions.data());
  }
  /// Whether another text may settle one of its open terms: by place and day.
  bool is_filled() const {
    return std::any_of(terms.begin(), terms.end(),
                       [](const CompiledTerm& term) { return !term.fills.empty(); });
  }
};

/// What there is for a kind of subject, by index.
struct CompiledKind {
  const SubjectKind* kind = nullptr;
  std::vector<std::size_t> provisions;
  std::vector<std::size_t> decisions;
  std::vector<std::size_t> children;  // kinds
  Subject nobody;                     // of whom nothing is known
};

struct Rulebook::Impl {
  Source source;
  std::optional<decision::Program> program;
  std::map<std::string, std::uint16_t, std::less<>> fact_by_name;
  std::vector<Slot> fact_slots;
  std::map<std::string, CompiledList, std::less<>> lists;
  std::vector<CompiledLookup> lookups;
  std::vector<CompiledDecision> decisions;
  std::vector<CompiledProvision> provisions;
  std::vector<CompiledKind> kinds;  // as source.subjects
  const CompiledList* places = nullptr;
  /// Slots that more than one provision or decision may look at: facts and derived facts.
  std::vector<bool> shared;
  /// What a slot is for people; all null for inner slots.
  std::vector<Used> slot_meaning;
  /// Every open term, in the order of its source.
  std::vector<const OpenTerm*> terms;
  /// Position of each fact in the question bank; one that its guard rests on comes before it.
  std::vector<std::uint16_t> fact_rank;

  // Sources of unknown values (feel::Sources): facts first, then lookups, decisions, open terms.
  std::uint16_t lookup_source(std::size_t lookup) const {
    return static_cast<std::uint16_t>(source.facts.size() + lookup);
  }
  std::uint16_t decision_source(std::size_t decision) const {
    return static_cast<std::uint16_t>(source.facts.size() + source.lookups.size() + decision);
  }
  std::uint16_t term_source(std::size_t term) const {
    return static_cast<std::uint16_t>(source.facts.size() + source.lookups.size() +
                                      source.decisions.size() + term);
  }
};

/// Three-valued: is the day inside? `reason` says what an open answer waits for.
Truth holds_on(const Validity& validity, const Date& day, std::vector<Text>& reasons);
/// Whether every day of `inner` lies inside `outer` whatever imprecise edges turn out to be.
bool covers(const Validity& outer, const Validity& inner);
/// "2020-01-01 起" / "from 2020-01-01", with the end if there is one.
Text describe(const Validity& validity);

/// Whether a fact is given that others rule out (Fact::applies_if).
bool contradicts_itself(const Rulebook::Impl& book, const Subject& enterprise);
/// What a fact may be while nobody has said it.
feel::Domain domain_of(const Fact& fact);

/// A value from text by its type; empty if it isn't one.
std::optional<feel::Value> value_from_text(FactType type, std::string_view text);
feel::Type feel_type(FactType type);
std::optional<feel::Value> parameter_value(Parameter::Type type, const std::string& text);

/// Answers lookups for one check.
class LookupHost final : public decision::Functions {
 public:
  LookupHost(const Rulebook::Impl& book, Date known_at) : book_(book), known_at_(known_at) {}
  feel::Value call(std::size_t function, std::span<const feel::Value> arguments) const override;

 private:
  feel::Value dated(const CompiledLookup& lookup, std::size_t index, Date day) const;
  const Rulebook::Impl& book_;
  Date known_at_;
};

/// Compiles lists and lookups; faults are added.
void compile_lists(Rulebook::Impl& book, Faults& faults);
void compile_lookups(Rulebook::Impl& book, Faults& faults);

}  // namespace fugong::law
