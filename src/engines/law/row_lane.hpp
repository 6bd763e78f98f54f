// The slow lane of a census: one provision for one subject, through the row interpreter. Private to
// engines/law.
#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "engines/law/census.hpp"
#include "engines/law/checking.hpp"

namespace fugong::law {

class RowLane final : public Checking {
 public:
  /// Of one with trace: how each requirement stands, as Reasons, and the tables of the provision.
  struct Look {
    Truth in_force = Truth::open;
    Truth in_region = Truth::holds;
    std::vector<Truth> conditions;
    std::vector<Truth> exceptions;
    Truth not_excluded = Truth::holds;
    std::vector<columns::Hits> hits;  // of the steps that are tables, in their order
  };

  /// With trace for looks, without for the rest.
  using Checking::Checking;

  /// Forgets the enterprises of the block before.
  void begin() { firms_.clear(); }
  /// Of a row of a kind.
  RowFinding judge(Roster& roster, const std::vector<KindRows>& kinds, std::size_t provision,
                   std::size_t row);
  /// Of each subject of a firm that stands in the register, in their order.
  std::vector<RowFinding> judge(const Subject& firm, std::size_t provision);
  /// The value of a decision for each subject of the kind that it is made for, alike.
  std::vector<feel::Value> values(const Subject& firm, Slot slot);
  /// Of a row whose provision isn't replaced; stays until the next block.
  const Look& look(Roster& roster, const std::vector<KindRows>& kinds, std::size_t provision,
                   std::size_t row);
  /// Which rules of a decision's table fire for a row of a kind.
  columns::Hits hits(Roster& roster, const std::vector<KindRows>& kinds, const Decision& decision,
                     Slot table, std::size_t kind, std::size_t row);
  /// The value of a slot for a row of a kind.
  feel::Value value(Roster& roster, const std::vector<KindRows>& kinds, Slot slot, std::size_t kind,
                    std::size_t row);

 private:
  void make_places(std::size_t) override {}
  void derive(const CompiledDecision& decision, const Subject& subject, bool hypothetical) override;
  void refuse_absent(std::size_t) override {}
  void judge(std::size_t provision, const Subject& subject, bool hypothetical) override;

  template <class T>
  struct OfSubject {
    T value;
    bool hypothetical = false;
  };
  template <class T>
  using OfSubjects = std::vector<OfSubject<T>>;  // in their order
  /// That of a row, which may be of a roster that leaves hypothetical subjects out.
  template <class T>
  static const T& pick(const OfSubjects<T>& all, std::size_t number, const KindRows& rows);
  struct Firm {
    Subject subject;
    std::map<std::size_t, OfSubjects<RowFinding>> outcomes;  // by provision
    std::map<std::size_t, OfSubjects<Look>> looks;           // by provision
    std::map<Slot, OfSubjects<columns::Hits>> hits;          // by table
  };
  /// The enterprise of a row, and which of its subjects of that kind the row is.
  std::pair<std::size_t, std::size_t> find(const std::vector<KindRows>& kinds, std::size_t kind,
                                           std::size_t row) const;
  Firm& firm_of(Roster& roster, std::size_t root);
  Look look_here(std::size_t provision);
  columns::Hits hits_of(Slot table) const;

  std::map<std::size_t, Firm> firms_;  // of the block, by row
  std::optional<Slot> wanted_slot_;
  OfSubjects<feel::Value> values_;
  std::optional<std::size_t> wanted_;  // provision
  OfSubjects<RowFinding> found_;
  OfSubjects<Look> looked_;
  std::optional<Slot> wanted_table_;
  const Decision* table_of_ = nullptr;
  OfSubjects<columns::Hits> hits_;
};

}  // namespace fugong::law
