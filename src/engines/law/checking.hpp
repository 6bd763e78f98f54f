// The check of one enterprise: subjects x provisions, each with its reasons. Private to
// engines/law.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engines/law/compiled.hpp"

namespace fugong::law {

class Checking {
 public:
  /// `only`: that provision alone is judged, and nothing is derived for its own sake.
  Checking(const Rulebook::Impl& book, const Moment& moment, const CheckOptions& options,
           const Provision* only = nullptr);
  Answer run(const Subject& root);

 private:
  // check.cpp: the walk
  void set_validity(decision::Frame& frame);
  bool is_known(const Decision& decision) const;
  bool is_known(const CompiledProvision& compiled) const;
  bool is_asked_for(const Provision& provision) const;
  void choose_decisions();
  void visit(const Subject& subject, const CompiledKind& kind, bool hypothetical,
             decision::Frame& frame);
  void visit_children(const Subject& subject, const CompiledKind& of, decision::Frame& frame);
  void sort_entitlements();
  void refuse_absent(const CompiledKind& kind);
  void derive(const CompiledDecision& decision, const Subject& subject, decision::Frame& frame);
  std::vector<int> matched(Slot slot) const;
  std::vector<Step> steps_of(const std::vector<CompiledDefinition>& definitions,
                             decision::Frame& frame);
  const feel::Value& value_of(Slot slot, decision::Frame& frame);

  // check_open.cpp: what an unknown waits for, and what to ask next
  OpenPoints open_points(const feel::Value& value) const;
  OpenPoints not_computable() const;
  void merge(OpenPoints& to, const OpenPoints& from) const;
  void sort_facts(std::vector<std::uint16_t>& facts) const;

  // judge.cpp: one provision for one subject
  void judge(const CompiledProvision& compiled, const Subject& subject, bool hypothetical,
             decision::Frame& frame);
  bool judge_conditions(const CompiledProvision& compiled, Entitlement& entitlement,
                        std::vector<Text> doubts, decision::Frame& frame);
  const CompiledProvision* replacement(const CompiledProvision& old,
                                       const std::optional<Date>& event,
                                       std::vector<Text>& doubts) const;
  void wait_for(Entitlement& entitlement, const OpenPoints& open) const;
  ConditionAnswer in_force(const CompiledProvision& compiled, const std::optional<Date>& event);
  ConditionAnswer in_region(const CompiledProvision& compiled) const;
  ConditionAnswer rule(const Condition& condition, Slot slot, decision::Frame& frame);
  ConditionAnswer not_excluded(const CompiledProvision& compiled, decision::Frame& frame);
  void set_truth(ConditionAnswer& answer, Slot slot, decision::Frame& frame);
  Truth region_truth(const CompiledProvision& compiled) const;
  std::size_t region_depth(const CompiledProvision& compiled) const;
  std::vector<ExceptionAnswer> exceptions_of(const CompiledProvision& compiled,
                                             decision::Frame& frame);

  // terms.cpp: open terms and what fills them
  void settle_terms(const CompiledProvision& compiled, Entitlement& entitlement,
                    decision::Frame& frame);
  TermAnswer settle(const CompiledTerm& term, std::optional<std::uint16_t> event_fact,
                    Entitlement& entitlement);

  // benefit.cpp: the conclusion and what it gives
  void conclude(const CompiledProvision& compiled, Entitlement& entitlement,
                decision::Frame& frame);
  void set_benefit(const CompiledProvision& compiled, Entitlement& entitlement,
                   decision::Frame& frame);
  std::optional<feel::Value> benefit_value(const std::optional<Slot>& slot,
                                           Entitlement& entitlement, decision::Frame& frame);
  void withhold(const Provision& provision, Entitlement& entitlement) const;
  void unbounded(Entitlement& entitlement) const;

  // questions.cpp: what to ask next, and what a register could tell
  void choose_questions();
  void call_registers();
  std::vector<std::int64_t> scores() const;
  void guards_first(std::vector<std::uint16_t>& facts) const;

  const Rulebook::Impl& book_;
  const CheckOptions& options_;
  const Provision* only_;
  LookupHost host_;
  decision::Environment environment_;
  std::vector<bool> derives_;                                // of each decision
  std::vector<std::vector<Text>> validity_reasons_;          // of each decision
  std::vector<std::vector<Text>> term_reasons_;              // of each open term, for this subject
  std::optional<std::vector<const ListEntry*>> place_path_;  // of the enterprise, if it is known
  std::optional<std::uint16_t> place_fact_;
  Answer answer_;
};

/// Tries what would better each state (changes.cpp).
void find_changes(const Rulebook::Impl& book, const Subject& enterprise, Answer& answer);

}  // namespace fugong::law
