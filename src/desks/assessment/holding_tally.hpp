// What each firm of a block may hold together. For desks that go over registers.
//
// Benefits that no rule of stacking compares are added up. Those that rules tie together are
// combined group by group, as engines/stacking combines the answer of a check: the best legal set
// of a group hangs on no other group.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "desks/assessment/assessment.hpp"

namespace fugong::assessment {

/// A benefit that one subject of a firm is entitled to.
struct Offer {
  std::uint32_t firm = 0;  ///< of the block
  std::uint32_t provision = 0;
  std::uint32_t row = 0;  ///< of its kind
  std::int64_t low = 0;
  std::int64_t high = 0;  ///< law::kNoBound: none
  std::int64_t day = 0;   ///< of the event, as in law::Tally
  bool compared = false;  ///< by rules of stacking, with others or with a limit
  bool is_settled() const { return low == high && low >= 0; }
};

/// A limit in whole fen; kNoBound while it isn't known.
std::int64_t limit_in_fen(const feel::Value& value);

class HoldingTally {
 public:
  HoldingTally(const pack::Pack& pack, Date on);

  /// Decisions that limit benefits together: a census is to work them out too.
  std::vector<std::string> limits() const;
  /// Provisions that rules of stacking tie together.
  struct Tie {
    std::vector<std::uint32_t> provisions;
    bool always = false;  ///< a single offer is compared too: with a limit, or with what it tops up
  };
  std::vector<Tie> ties() const;
  bool is_tied(std::size_t provision) const { return of_[provision].group.has_value(); }
  /// Empty: what a provision gives adds to no total.
  std::optional<std::size_t> total_of(std::size_t provision) const { return of_[provision].total; }
  void begin();
  /// `firm_of_row`: of each row of the tally.
  void add(const law::Tally& tally, std::span<const std::uint32_t> firm_of_row);
  /// Of a firm the offers in the order of their provisions.
  void add(const Offer& offer);
  /// What a decision allows to a row of a kind, in fen; kNoBound while it isn't known.
  using Limits =
      std::function<std::int64_t(const std::string& decision, std::size_t kind, std::uint32_t row)>;
  /// Combines what the firms of the block were offered.
  void finish(const Limits& limits);
  void finish(law::Census& census);
  /// Afterwards: what they hold, with the amounts that caps leave.
  std::span<const Offer> held() const { return held_; }

 private:
  static constexpr std::size_t kTotals = stacking::kTotals;

  /// A rule with its provisions by index.
  struct Rule {
    stacking::Per per = stacking::Per::enterprise;
    std::vector<std::uint32_t> provisions;
    std::string limit;      // of a cap
    std::uint32_t top = 0;  // of a requirement: what stands on one of `provisions`
  };
  /// Provisions that rules tie together, directly or by others.
  struct Group {
    std::vector<Rule> exclusive;
    std::vector<Rule> caps;
    std::vector<Rule> requirements;
    std::vector<Offer> offers;  // of the block
  };
  struct Of {                          // a provision
    std::optional<std::size_t> total;  // empty: it adds to none
    std::optional<std::size_t> group;
    std::size_t kind = 0;
  };

  void find_groups();
  void combine(const Group& group, std::span<Offer> offers, const Limits& limits);
  bool by_greatest(const Group& group, std::span<const Offer> offers);
  void by_sets(const Group& group, std::span<const Offer> offers, const Limits& limits);
  std::vector<std::vector<std::size_t>> scopes(const Rule& rule,
                                               std::span<const Offer> offers) const;
  std::int64_t limit_of(law::Census& census, const std::string& decision, std::size_t kind,
                        std::uint32_t row);

  const pack::Pack& pack_;
  const std::int64_t on_;
  std::vector<Of> of_;  // by provision
  std::vector<Group> groups_;
  std::vector<Offer> held_;  // of the block
  /// Of the block: the limits of a decision for the rows of a kind, in fen; kNoBound: not known.
  std::map<std::pair<std::string, std::size_t>, std::vector<std::int64_t>> limits_;
};

}  // namespace fugong::assessment
