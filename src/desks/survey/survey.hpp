// Survey: what of a pack's rules happens to the firms of a register. Where `pack check` proves what
// can happen, this counts what does: rules that no firm meets, firms that no rule meets, conditions
// that refuse nobody by themselves, and cliffs: what one step more of a figure would cost a firm.
//
//   auto found = survey(pack, snapshot, {.moment = {on, known_at}});
//   found->text("zh"), found->tables() ...
//
// Each figure has an example: the first firm of the snapshot of which it is true, or the one that a
// step costs most. Subjects of which nobody knows whether they exist are not counted.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "desks/assessment/assessment.hpp"
#include "desks/assessment/table.hpp"

namespace fugong::survey {

using assessment::Progress;
using assessment::Sum;

/// A subject of a register.
struct Example {
  std::size_t firm = 0;   ///< position in the snapshot
  std::uint32_t nth = 0;  ///< of its subjects of the kind
  std::string code;       ///< of the firm
  std::string subject;    ///< id of a child
  bool is_before(const Example& other) const {
    return std::pair(firm, nth) < std::pair(other.firm, other.nth);
  }
};

/// Subjects of which something is true.
struct Count {
  std::int64_t subjects = 0;
  std::optional<Example> example;  ///< the first
  Count& operator+=(const Count& other);
};

struct RuleFigures {
  Count sure;            ///< it surely fires
  std::int64_t may = 0;  ///< it may, by what isn't known yet
  RuleFigures& operator+=(const RuleFigures& other);
};

struct TableFigures {
  law::CensusTable of;
  std::vector<RuleFigures> rules;
  Count none;     ///< no rule fires
  Count open;     ///< none surely fires, but one may
  Count several;  ///< more than one surely fires
  TableFigures& operator+=(const TableFigures& other);
};

/// How one requirement of a provision stands.
struct RequirementFigures {
  std::int64_t holds = 0;
  std::int64_t open = 0;
  std::int64_t fails = 0;
  /// Fails while all others hold. Of an exception: it alone excludes.
  Count alone;
  std::int64_t only = 0;  ///< fails while no other does: others may be open
  RequirementFigures& operator+=(const RequirementFigures& other);
};

struct ProvisionFigures {
  std::int64_t subjects = 0;  ///< without those where it is replaced
  RequirementFigures in_force;
  RequirementFigures in_region;  ///< of a provision with a region
  std::vector<RequirementFigures> conditions;
  std::vector<RequirementFigures> exceptions;  ///< `fails`: it doesn't hold
  ProvisionFigures& operator+=(const ProvisionFigures& other);
};

/// A figure that is made one step larger.
struct Shift {
  std::uint16_t fact = 0;
  Decimal step;                         ///< of a date: days
  std::size_t kind = 0;                 ///< of its subject
  std::vector<std::size_t> provisions;  ///< that rest on it
};

/// Amounts that become smaller or larger by a step.
struct Changes {
  std::int64_t less = 0;
  std::int64_t more = 0;
  Sum lost_fen = 0;
  Sum won_fen = 0;
  std::int64_t worst_fen = 0;  ///< greatest single loss
  std::optional<Example> worst;
  Changes& operator+=(const Changes& other);
};

/// What a step does: to entitlements of a provision, or to what firms hold together.
struct Cliff {
  std::int64_t tried = 0;  ///< subjects (firms) whose figure can be one step larger
  Count lost;              ///< entitled before, not surely after
  std::int64_t won = 0;    ///< the other way
  Count chance_lost;       ///< depends before, refused after
  std::int64_t chance_won = 0;
  Changes sure;    ///< of sure amounts, the least of a range
  Changes chance;  ///< of what those that depend would come to at least

  /// What costs most, else what lost its entitlement or its chance; and of that:
  std::optional<Example> example;
  std::string from;
  std::string to;
  Text turns;           ///< conditions, rules of tables, sums
  bool evenly = false;  ///< the next step costs it about as much again, and nobody is refused
  Cliff& operator+=(const Cliff& other);
};

struct Cliffs {
  Shift shift;
  std::vector<Cliff> provisions;  ///< as shift.provisions
  /// What firms may hold together: cash, relief, liquidity. Of facts of the enterprise only.
  std::array<Cliff, stacking::kTotals> totals;
};

struct Options {
  law::Moment moment;
  std::vector<int> measures = {};  ///< as law::CheckOptions
  unsigned workers = 2;
  /// Steps by the name of the fact, instead of the usual ones.
  std::map<std::string, Decimal> steps = {};
  /// Called now and then by the calling thread; false stops the work.
  std::function<bool(const Progress&)> progress = {};
};

/// A whole number: 1. Money: 1 yuan. A percentage: 0.01. A date: a day. Empty for what has none.
std::optional<Decimal> usual_step(const law::Fact& fact);

class Survey {
 public:
  std::size_t firms() const { return firms_; }
  std::span<const TableFigures> table_figures() const { return tables_; }
  /// Null if it isn't judged.
  const ProvisionFigures* provision(std::string_view id) const;
  /// Facts of which the register has figures.
  std::span<const Cliffs> cliffs() const { return cliffs_; }

  /// What an officer should look at first, in "zh" or "en".
  std::string text(std::string_view language) const;
  /// tables, conditions, cliffs.
  std::vector<assessment::Table> tables() const;

 private:
  friend class Surveying;
  friend Result<Survey> survey(const pack::Pack& pack,
                               const enterprise_register::Snapshot& snapshot,
                               const Options& options);
  assessment::Table table_of_tables() const;
  assessment::Table table_of_conditions() const;
  assessment::Table table_of_cliffs() const;

  const pack::Pack* pack_ = nullptr;
  law::Moment moment_;
  std::size_t firms_ = 0;
  bool synthetic_ = false;
  std::vector<std::size_t> judged_;  // provisions, by index
  std::vector<TableFigures> tables_;
  std::vector<ProvisionFigures> provisions_;  // by index
  std::vector<Cliffs> cliffs_;
};

/// Over all firms of a snapshot, each group verified before it is read. A fault "cancelled" if
/// `progress` says so. `pack` must outlive the survey.
Result<Survey> survey(const pack::Pack& pack, const enterprise_register::Snapshot& snapshot,
                      const Options& options);

}  // namespace fugong::survey
