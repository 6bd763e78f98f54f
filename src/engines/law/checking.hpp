// The check of one enterprise: subjects x provisions, each with its reasons. Private to
// engines/law.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engines/law/compiled.hpp"

namespace fugong::law {

/// A bound of more yuan than this says nothing about one firm: it comes from the largest number
/// that a fact may be.
inline constexpr std::int64_t kLargestStatedYuan = 10'000'000'000;

/// Whether a provision covers an event.
struct Coverage {
  const CompiledProvision* replaced_by = nullptr;
  Truth in_force = Truth::open;
  std::vector<Text> reasons;  ///< of an open one, where a day isn't fixed
};

/// What hangs on the open facts of a provision for one subject.
struct Stake {
  const Provision& provision;
  bool tainted;
  const std::optional<AmountRange>& range;
  const OpenPoints& open;
  const std::vector<std::uint16_t>& decisive;
};

enum class Presence : std::uint8_t { given, hypothetical, absent };

class Checking {
 public:
  /// `only`: that provision alone is judged, and nothing is derived for its own sake.
  Checking(const Rulebook::Impl& book, const Moment& moment, const CheckOptions& options,
           const Provision* only = nullptr);
  virtual ~Checking() = default;
  Checking(const Checking&) = delete;
  Checking& operator=(const Checking&) = delete;
  Answer run(const Subject& root);

 protected:
  /// Judges every provision for every subject of an enterprise; as often as there are enterprises.
  void walk(const Subject& root);
  /// Before a walk: an answer for each of so many places of `next_place_`, some may stay empty.
  virtual void make_places(std::size_t count);
  virtual void judge(std::size_t provision, const Subject& subject, bool hypothetical);
  virtual void derive(const CompiledDecision& decision, const Subject& subject, bool hypothetical);
  virtual void refuse_absent(std::size_t provision);

  // check.cpp: the walk
  void set_validity();
  bool is_known(const Decision& decision) const;
  bool is_known(const CompiledProvision& compiled) const;
  bool is_asked_for(const Provision& provision) const;
  void choose_provisions();
  const std::vector<std::size_t>& chosen_of(const CompiledKind& kind) const {
    return provisions_[static_cast<std::size_t>(&kind - book_.kinds.data())];
  }
  void choose_decisions();
  void visit(const Subject& subject, const CompiledKind& kind, bool hypothetical);
  void visit_children(const Subject& subject, const CompiledKind& of);
  void make_room(const Subject& root, const CompiledKind& kind);
  void count_subjects(const Subject& subject, const CompiledKind& kind, Presence presence);
  /// What the frame holds, and which rules of tables fired for it: they go together.
  struct Mark {
    std::size_t frame = 0;
    std::size_t matches = 0;
  };
  Mark mark() const;
  void go_back(const Mark& to);
  Step step_of(const Definition& definition, Slot slot, const feel::Value& value) const;
  std::vector<Step> steps_of(const std::vector<CompiledDefinition>& definitions);
  const feel::Value& value_of(Slot slot);

  // check_open.cpp: what an unknown waits for, and what to ask next
  OpenPoints open_points(const feel::Value& value) const;
  OpenPoints not_computable() const;
  void merge(OpenPoints& to, const OpenPoints& from) const;
  void sort_facts(std::vector<std::uint16_t>& facts) const;

  // judge.cpp: one provision for one subject
  std::optional<Date> event_of(const CompiledProvision& compiled);
  Coverage coverage_of(const CompiledProvision& compiled, const std::optional<Date>& event) const;
  const Coverage& coverage_here(std::size_t provision, const std::optional<Date>& event);
  void judge_into(Entitlement& entitlement, std::size_t provision, const Coverage& coverage);
  const CompiledProvision* replacement(const CompiledProvision& old,
                                       const std::optional<Date>& event,
                                       std::vector<Text>& doubts) const;
  bool stands(const CompiledProvision& compiled, const Coverage& coverage,
              Entitlement& entitlement);
  bool rules_hold(const CompiledProvision& compiled, Entitlement& entitlement);
  bool add(Entitlement& entitlement, ConditionAnswer&& condition) const;
  void wait_for(Entitlement& entitlement, const OpenPoints& open) const;
  ConditionAnswer in_force(const CompiledProvision& compiled, const Coverage& coverage,
                           const std::optional<Date>& event) const;
  ConditionAnswer in_region(const CompiledProvision& compiled, Truth here) const;
  ConditionAnswer rule(const Condition& condition, Slot slot);
  ConditionAnswer not_excluded(const CompiledProvision& compiled);
  void set_truth(ConditionAnswer& answer, Slot slot);
  Truth region_truth(const CompiledProvision& compiled) const;
  std::size_t region_depth(const CompiledProvision& compiled) const;
  std::vector<ExceptionAnswer> exceptions_of(const CompiledProvision& compiled);

  // terms.cpp: open terms and what fills them
  void settle_terms(const CompiledProvision& compiled, Entitlement& entitlement);
  TermAnswer settle(const CompiledTerm& term, std::optional<std::uint16_t> event_fact,
                    Entitlement& entitlement);

  // benefit.cpp: the conclusion and what it gives
  void conclude(const CompiledProvision& compiled, Entitlement& entitlement);
  void set_benefit(const CompiledProvision& compiled, Entitlement& entitlement);
  std::optional<feel::Value> benefit_value(const std::optional<Slot>& slot,
                                           Entitlement& entitlement);
  void withhold(const Provision& provision, Entitlement& entitlement) const;
  void unbounded(Entitlement& entitlement) const;

  // questions.cpp: what to ask next, and what a register could tell
  void choose_questions();
  void call_registers();
  static void add_stake(std::vector<std::int64_t>& scores, const Stake& stake);
  std::vector<std::uint16_t> best_first(std::vector<std::int64_t> scores) const;
  void guards_first(std::vector<std::uint16_t>& facts) const;

  const Rulebook::Impl& book_;
  const CheckOptions options_;
  const Provision* only_;
  const Moment moment_;
  LookupHost host_;
  decision::Environment environment_;
  decision::Frame frame_;
  Mark ready_;                                        // what the day alone decides
  std::vector<std::vector<std::size_t>> provisions_;  // to be judged, of each kind
  std::vector<bool> is_judged_;                       // of each provision
  struct Subjects {
    std::size_t judged = 0;
    std::size_t absent = 0;
  };
  std::vector<Subjects> subjects_;       // of this enterprise, of each kind
  std::vector<std::size_t> next_place_;  // in the answer, of each provision
  std::vector<Coverage> today_;  // of each provision: on the service date, or if no event matters
  std::vector<bool> derives_;    // of each decision
  std::vector<std::vector<Text>> validity_reasons_;          // of each decision
  std::vector<std::vector<Text>> term_reasons_;              // of each open term, for this subject
  Coverage of_event_;                                        // of the provision at hand
  std::optional<std::vector<const ListEntry*>> place_path_;  // of the enterprise, if it is known
  std::optional<std::uint16_t> place_fact_;
  Answer answer_;
};

/// Tries what would better each state (changes.cpp).
void find_changes(const Rulebook::Impl& book, const Subject& enterprise, Answer& answer);

}  // namespace fugong::law
