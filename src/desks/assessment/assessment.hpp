// Assessment: what a pack comes to for a whole register: how many may have what, and how much it
// is, by provision and by the breakdowns of the pack (province, industry, size) and by month.
//
//   auto assessment = assess(pack, snapshot, {.moment = {on, known_at}});
//   assessment->text("zh"), assessment->tables() ...
//
// Counts entitlements (a firm with two loans may have two) and firms. Amounts are added only where
// they are known; where an authority or a fact may yet change them, the sums of the least and the
// most are told apart from them, and how many have no most. Such sums are not of what is held: what
// each firm may hold together of all that it is entitled to, its best legal combination, is added
// up apart, by provision, and as the three totals of engines/stacking, which are never added
// together.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "desks/assessment/table.hpp"
#include "desks/register/snapshot.hpp"
#include "pack/pack.hpp"
#include "pack/reform.hpp"

namespace fugong::assessment {

class KeptRules;
class RulesWriter;

struct Line {
  std::int64_t entitled = 0;  ///< entitlements
  std::int64_t depends = 0;
  std::int64_t refused = 0;  ///< 0 in lines of a month
  std::int64_t firms = 0;    ///< with at least one that is entitled; 0 in lines of a month
  Sum amount = 0;            ///< of those that are entitled to a known amount
  /// Of those whose amount isn't settled: entitled within bounds that an authority may use, or
  /// depending.
  Sum open_low = 0;  ///< of those depending: if all that is open turns out well
  Sum open_high = 0;
  std::int64_t open_unbounded = 0;  ///< of which nobody can say how much it may become
  /// Of what is held in the best legal combinations; such lines may be added up.
  std::int64_t held = 0;
  Sum held_low = 0;
  Sum held_high = 0;                ///< of those that have a most
  std::int64_t held_unbounded = 0;  ///< those without one

  Line& operator+=(const Line& other);
};

/// What firms may hold together, of what they are surely entitled to: the best legal combination of
/// each, added up.
struct Holdings {
  struct Total {
    std::int64_t firms = 0;  ///< with something in it
    Sum low = 0;
    Sum high = 0;                ///< of those that have a most
    std::int64_t unbounded = 0;  ///< firms without one
  };
  std::array<Total, stacking::kTotals> totals;  ///< by law::Total: cash, relief, liquidity
  std::int64_t combined = 0;  ///< firms that hold something which rules of stacking compared

  Holdings& operator+=(const Holdings& other);
};

/// What a firm surely holds, by total, in fen.
using Held = std::array<std::int64_t, stacking::kTotals>;

/// What firms are told apart by: a breakdown of the pack, and the codes that it has.
struct Grouping {
  std::string name;  ///< "province"
  Text label;
  struct Group {
    std::string code;  ///< of the first group: none, for firms of which it isn't known
    Text label;
  };
  std::vector<Group> groups;
};

/// Money of a fund by the day of the event.
struct FundDays {
  struct Day {
    Sum low = 0;
    Sum high = 0;
  };
  std::map<std::int64_t, Day> days;  ///< since 1970-01-01
  Day undated;                       ///< of events whose day isn't known
};

struct Progress {
  std::size_t firms_done = 0;
  std::size_t firms = 0;
};

struct Options {
  law::Moment moment;
  std::vector<int> measures = {};  ///< as law::CheckOptions
  unsigned workers = 2;
  /// Funds whose money is followed day by day: the provisions that each pays.
  std::vector<pack::Fund> funds = {};
  /// Is told which rules of tables fire for every row; of a comparison before the reform. Whoever
  /// gives it finishes it.
  RulesWriter* rules = nullptr;
  /// Called now and then by the calling thread; false stops the work.
  std::function<bool(const Progress&)> progress = {};
};

class Assessment {
 public:
  Assessment(const pack::Pack& pack, const Options& options, std::size_t firms, bool synthetic);

  const pack::Pack& pack() const { return *pack_; }
  const law::Moment& moment() const { return moment_; }
  std::size_t firms() const { return firms_; }
  bool is_synthetic() const { return synthetic_; }
  const std::vector<Grouping>& groupings() const { return groupings_; }
  /// Provisions that were judged, as indexes into the source of the pack.
  const std::vector<std::size_t>& judged() const { return judged_; }
  /// All of a provision; zeros if it wasn't judged.
  Line total(std::string_view provision) const;
  Line total(std::size_t provision) const;
  /// Of one group of a grouping (by its code), or of the firms of which it isn't known (empty).
  Line of(std::string_view provision, std::string_view grouping, std::string_view code) const;
  Line of(std::size_t provision, std::size_t grouping, std::size_t group) const;
  /// By the month of the event, in months since January of year 0; kNoMonth: not known.
  const std::map<std::int32_t, Line>& months(std::size_t provision) const;
  Holdings holdings() const { return holdings_; }
  const Holdings& holdings(std::size_t grouping, std::size_t group) const;
  const FundDays& fund(std::size_t fund) const { return funds_[fund]; }
  /// Entitlements that went through the row interpreter one by one.
  std::uint64_t by_row() const;
  std::uint64_t by_row(std::size_t provision) const;

  /// A table for people, in "zh" or "en": provisions with the most money first.
  std::string text(std::string_view language) const;
  /// Provisions; groups; months; holdings.
  std::vector<Table> tables() const;

 private:
  friend class Tallying;
  friend class Comparing;
  friend class DatabaseCount;
  struct OfProvision {
    Line all;
    std::vector<std::vector<Line>> by;  // grouping, group
    std::map<std::int32_t, Line> months;
  };
  /// Rows that provisions of a kind were judged for.
  struct Rows {
    std::int64_t all = 0;
    std::vector<std::vector<std::int64_t>> by;  // grouping, group
  };
  void set_judged(std::vector<std::size_t> provisions);
  void add(const Assessment& other);
  /// Until then `refused` counts what another provision replaced: what is left of all rows was
  /// refused.
  void set_refused();

  const pack::Pack* pack_;
  law::Moment moment_;
  std::size_t firms_;
  bool synthetic_;
  std::vector<Grouping> groupings_;
  std::vector<std::size_t> judged_;
  std::vector<OfProvision> lines_;  // by provision; empty ones weren't judged
  Holdings holdings_;
  std::vector<std::vector<Holdings>> held_by_;  // grouping, group
  std::vector<Rows> rows_;                      // by kind
  std::vector<FundDays> funds_;
  std::vector<std::uint64_t> by_row_;  // by provision
};

inline constexpr std::int32_t kNoMonth = std::numeric_limits<std::int32_t>::min();
/// "2020-02"; empty for kNoMonth.
std::string month_name(std::int32_t month);

/// Over all firms of a snapshot, each group verified before it is read. A fault "cancelled" if
/// `progress` says so.
Result<Assessment> assess(const pack::Pack& pack, const enterprise_register::Snapshot& snapshot,
                          const Options& options);

/// The provision of which a census of one firm says something else than a check of it, or nothing:
/// whoever explains a firm of an assessment shows that it was counted so.
std::string difference(const pack::Pack& pack, const enterprise_register::Snapshot& snapshot,
                       std::size_t firm, const law::Answer& answer);

/// The table ("5.2/tier") of which rules were kept that are not those of the working of a check, or
/// nothing. `snapshot` is the one that was counted; the groups of the firm are verified.
std::string rules_difference(const pack::Pack& pack, const enterprise_register::Snapshot& snapshot,
                             std::size_t firm, const law::Answer& answer, const KeptRules& kept);

}  // namespace fugong::assessment
