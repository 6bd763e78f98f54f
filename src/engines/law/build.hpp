// Building a rulebook. Private to engines/law.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "engines/law/compiled.hpp"

namespace fugong::law {

/// Checks a source, adds it to a program and compiles both. Goes on after a fault, so that all are
/// reported together.
class Build {
 public:
  explicit Build(Source source);
  Result<std::unique_ptr<Rulebook::Impl>> run();

 private:
  void check_subjects();
  void check_facts();
  void check_provisions();
  void check_place_fact();
  void add_facts();
  void add_lookups();
  void add_decision(std::size_t index);
  void add_provision(std::size_t index);
  void add_guard(const Fact& fact, Slot slot);
  void add_terms(CompiledProvision& compiled, const decision::Scope& scope);
  void add_exceptions(CompiledProvision& compiled, const decision::Scope& scope);
  void add_amount_of_exceptions(CompiledProvision& compiled, const decision::Scope& scope);
  void check_exceptions(const Provision& provision);
  void link_fills();
  void link_fill(std::size_t by, const Fill& fill);
  void check_collisions(const CompiledTerm& term);
  void check_guards();
  void rank_facts();
  void add_parameters(const std::vector<Parameter>& parameters, const decision::Scope& scope);
  std::vector<CompiledDefinition> add_definitions(const std::vector<Definition>& definitions,
                                                  const decision::Scope& scope);
  Slot add_definition(const Definition& definition, std::string name, const decision::Scope& scope);
  void link_region(CompiledProvision& compiled);
  void link_kinds();
  void link_unsaid(const CompiledKind& kind);
  void link_supersessions();
  void link_shared();
  static std::vector<Slot> results_of(const CompiledProvision& compiled);
  void link_uses(CompiledProvision& compiled);
  std::vector<Slot> rests_on(std::vector<Slot> waiting) const;
  void remember(Slot slot, Used meaning);

  /// The subject kind and its parents.
  std::set<std::string> visible_groups(const std::string& subject) const;
  const SubjectKind* find_subject(std::string_view name) const;
  void fault(const char* code, const Place& place, Text message, Text remedy);

  std::unique_ptr<Rulebook::Impl> book_;
  decision::ProgramBuilder builder_;
  Faults faults_;
};

}  // namespace fugong::law
