// Rulebook: every provision of a pack, compiled; and the check of one enterprise against it.
//
//   Result<Rulebook> book = Rulebook::build(source);          // all faults at once
//   Answer a = book->check(enterprise, {.on = d, .known_at = k});
//
// Time has two axes (law in force, law as known): a provision applies by the *event date* that it
// names (the loan's grant date, the service date), and it exists for a check only from the day on
// which it was known. An imprecise edge gives "depends", never a guessed day.
//
// Unknown is an answer of its own: a fact that was not given stays unknown through the rules
// (Kleene logic); nothing is claimed that a later fact could overturn.
//
// Immutable after build; safe to check from many threads at once. Holds no clock and does no I/O.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.hpp"
#include "base/tree.hpp"
#include "engines/decision/program.hpp"
#include "engines/feel/value.hpp"
#include "engines/law/source.hpp"

namespace fugong::law {

/// What the engines make of the same rules and facts. Raised with every change after which an
/// answer may differ: receipts state it.
inline constexpr int kDecisionSemantics = 1;

/// A fact of one subject, by its index in Rulebook::facts().
struct GivenFact {
  std::uint16_t fact = 0;
  feel::Value value;
};

/// An enterprise, or one of its children. A fact that is not in the list is unknown. `children` of
/// a kind that is neither listed nor in `none_of` are unknown too: one hypothetical child stands
/// for them.
struct Subject {
  std::string kind;
  std::string id;
  std::vector<GivenFact> facts;
  std::vector<Subject> children;
  std::vector<std::string> none_of;  ///< kinds of which there are said to be none
};

struct Moment {
  Date on;        ///< service date
  Date known_at;  ///< law as known on that day
};

enum class State : std::uint8_t { entitled, depends, not_entitled };
enum class Truth : std::uint8_t { holds, open, fails };

/// A value that a condition looked at: exactly one of the pointers says what it is.
struct Used {
  const Fact* fact = nullptr;
  const Parameter* parameter = nullptr;
  const Definition* definition = nullptr;
  const OpenTerm* term = nullptr;
  feel::Value value = {};
};

/// What a condition or an amount still waits for.
struct OpenPoints {
  std::vector<std::uint16_t>
      facts;                  ///< indexes of facts not given, in the order of the question bank
  std::vector<Text> reasons;  ///< what no fact can settle: an undated end, a rate not yet out
  std::vector<const OpenTerm*> terms;  ///< what an authority has yet to set
  bool empty() const { return facts.empty() && reasons.empty() && terms.empty(); }
};

inline const Text kNoText;

struct ConditionAnswer {
  enum class Origin : std::uint8_t {
    rule,
    in_force,
    region,
    has_subject,
    exception  ///< that none excludes the subject
  } origin = Origin::rule;
  Truth truth = Truth::open;
  const Condition* condition = nullptr;  ///< of a rule; null otherwise
  const Text* label = &kNoText;          ///< never null; of the rulebook, as `clause`
  const Text* clause = &kNoText;
  std::vector<Used> used;  ///< with trace only
  OpenPoints open;
};

/// One line of the working of an amount.
struct Step {
  const Definition* definition = nullptr;
  feel::Value value;
  std::vector<int> matched_rules;  ///< of a table those that surely fire, 1-based
  std::vector<int> maybe_rules;    ///< those that may, as long as something isn't known
};

/// What became of an exception. Of those that hold the one with the highest priority wins.
struct ExceptionAnswer {
  const Exception* exception = nullptr;
  Truth truth = Truth::open;
  enum class Standing : std::uint8_t { none, may_win, wins } standing = Standing::none;
  OpenPoints open;
};

/// One known fact that, were it different, would make a better state: found by trying it.
struct Change {
  std::uint16_t fact = 0;
  feel::Value from;
  feel::Value to;  ///< the nearest of the values tried
  State state = State::depends;
  const Condition* condition = nullptr;  ///< that fails now
};

/// What an open term is here.
struct TermAnswer {
  const OpenTerm* term = nullptr;
  const Provision* by = nullptr;  ///< whose fill settles it; null while it is open
  feel::Value value;
};

/// A benefit computed for one subject.
struct Entitlement {
  const Provision* provision = nullptr;
  std::string_view subject_kind;  ///< of the rulebook
  std::string subject_id;         ///< empty for a hypothetical subject
  bool hypothetical = false;
  State state = State::depends;
  std::optional<Date> event_date;
  std::optional<Money> amount;  ///< only if entitled and known
  /// What a benefit that isn't refused can come to, where that isn't known yet. Never of a tainted
  /// one. Of a state "depends" it says what it would be if every condition held.
  std::optional<AmountRange> amount_range;
  /// What the rules of a tainted provision would give (Provision::is_tainted), both ends the same
  /// where no term is open: for tests of the pack, never to be shown.
  std::optional<AmountRange> withheld;
  std::optional<Decimal> rate;
  std::optional<Date> period_from;
  std::optional<Date> period_to;
  std::vector<ConditionAnswer> conditions;  ///< without trace only the first that fails
  std::vector<Step> steps;                  ///< with trace only
  std::vector<ExceptionAnswer> exceptions;  ///< with trace only, of the highest priority first
  std::vector<TermAnswer> terms;            ///< with trace only
  /// Of conditions and amount together. An entitlement may wait for terms: all holds, and whatever
  /// the authority sets within its bounds, the amount lies in `amount_range`.
  OpenPoints open;
  std::vector<std::uint16_t> decisive;  ///< for each open condition that waits for one fact alone
  std::vector<Change> changes;          ///< with CheckOptions::changes only
  bool tainted = false;  ///< itself, or by a fill from a text that is not sure: never pays
  /// Parameters the amount rests on that are not confirmed.
  std::span<const Parameter* const> unconfirmed;
};

struct DerivedFact {
  const Decision* decision = nullptr;
  std::string subject_id;
  bool hypothetical = false;  ///< as Entitlement::hypothetical
  feel::Value value;          ///< null: the text doesn't cover this case
  OpenPoints open;
  std::vector<Step> steps;  ///< with trace only
};

struct Replaced {
  const Provision* provision = nullptr;
  const Provision* by = nullptr;
  std::string subject_id;
};

/// What an office could tell, and what that would do.
struct RegisterCall {
  std::string_view office;           ///< of kRegisters
  std::vector<std::uint16_t> facts;  ///< open ones that it can supply, best first
  std::size_t settles = 0;           ///< open entitlements that wait for nothing else
  std::size_t helps = 0;             ///< open entitlements that wait for one of the facts
};

struct Answer {
  Moment moment;
  std::vector<DerivedFact> derived;
  std::vector<Entitlement> entitlements;  ///< in the order of the pack, subjects in theirs
  std::vector<Replaced> replaced;
  /// Facts that could change an answer that is still open: those first that settle most money for
  /// the least trouble (docs/unknown.md); a fact only after those that its guard rests on.
  std::vector<std::uint16_t> next_questions;
  std::vector<RegisterCall> register_calls;  ///< in the order of kRegisters; offices that can help
};

struct CheckOptions {
  bool trace = true;
  /// Only provisions of these measures are judged, what they rest on derived, and their questions
  /// asked; empty: all.
  std::vector<int> measures{};
  /// Also tries which single fact, were it different, would make a better state. Costs up to
  /// kMaxTrials checks of one provision.
  bool changes = false;
};

inline constexpr std::size_t kMaxTrials = 2000;
/// Of one condition and one fact.
inline constexpr std::size_t kMaxTrialValues = 24;

class Rulebook {
 public:
  /// Takes the source over. Reports every fault: names, types, cycles, dates, references.
  static Result<Rulebook> build(Source source);
  Rulebook(Rulebook&&) noexcept;
  Rulebook& operator=(Rulebook&&) noexcept;
  ~Rulebook();

  const Source& source() const;
  std::span<const Fact> facts() const;
  std::optional<std::uint16_t> fact_index(std::string_view name) const;
  const Provision* find_provision(std::string_view id) const;
  const CodeList* find_list(std::string_view name) const;
  /// The entry of a list, null if there is none.
  const ListEntry* find_entry(std::string_view list, std::string_view code) const;

  /// `enterprise` must be of the root kind and hold values of the declared types (desks/register
  /// reads and checks facts): otherwise our bug. For many enterprises on one day see docket.hpp.
  Answer check(const Subject& enterprise, const Moment& moment,
               const CheckOptions& options = {}) const;

  /// Facts of an enterprise that was read from `document` that its other facts rule out
  /// (Fact::applies_if), each with its place. `check` takes what is given for granted.
  Faults contradictions(const Subject& enterprise, const Node& document) const;

  /// The compiled rules, for whoever reasons about them. Facts stand by their name, a step as
  /// "5.2/step", a condition as "5.2/condition/id", a decision as "size", its steps as "size/step",
  /// what its text says as "size/result" and whether it is in force as the input "size/in_force".
  const decision::Program& program() const;
  /// Answers the lookups of those rules as known on a day. The rulebook must outlive it.
  std::unique_ptr<decision::Functions> lookups(const Date& known_at) const;

  struct Impl;

 private:
  friend class Census;
  friend class CensusQuery;
  friend class Docket;
  explicit Rulebook(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

}  // namespace fugong::law
