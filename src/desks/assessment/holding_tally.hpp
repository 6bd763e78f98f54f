// What each firm of a block may hold together. Private to desks/assessment.
//
// Benefits that no rule of stacking compares are added up. Those that rules tie together are
// combined group by group, as engines/stacking combines the answer of a check: the best legal set
// of a group hangs on no other group.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "desks/assessment/assessment.hpp"

namespace fugong::assessment {

class HoldingTally {
 public:
  explicit HoldingTally(const pack::Pack& pack);

  /// Decisions that limit benefits together: a census is to work them out too.
  std::vector<std::string> limits() const;
  void begin(std::size_t firms);
  /// `firm_of_row`: of each row of the tally.
  void add(const law::Tally& tally, std::span<const std::uint32_t> firm_of_row);
  /// Adds what the firms of the block hold, each to the holdings of its province.
  void finish(law::Census& census, std::span<const std::uint8_t> provinces,
              std::vector<Holdings>& to);

 private:
  static constexpr std::size_t kTotals = stacking::kTotals;

  struct Range {
    Sum low = 0;
    Sum high = 0;  // without those that have no most
    bool unbounded = false;
    bool any = false;
  };
  using Ranges = std::array<Range, kTotals>;

  /// A benefit that one subject of a firm is entitled to.
  struct Offer {
    std::uint32_t firm = 0;
    std::uint32_t provision = 0;
    std::uint32_t row = 0;  // of its kind
    std::int64_t low = 0;
    std::int64_t high = 0;  // law::kNoBound: none
    bool is_settled() const { return low == high && low >= 0; }
  };
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
  void combine(const Group& group, std::span<const Offer> offers, Ranges& sums,
               law::Census& census);
  bool by_greatest(const Group& group, std::span<const Offer> offers, Ranges& sums) const;
  void by_sets(const Group& group, std::span<const Offer> offers, Ranges& sums,
               law::Census& census);
  std::vector<std::vector<std::size_t>> scopes(const Rule& rule,
                                               std::span<const Offer> offers) const;
  std::int64_t limit_of(const Rule& rule, const Offer& offer, law::Census& census);
  void add_offer(const Offer& offer, Ranges& sums) const;

  const pack::Pack& pack_;
  std::vector<Of> of_;  // by provision
  std::vector<Group> groups_;
  std::vector<Ranges> sums_;            // of each firm: what nothing is compared with
  std::vector<std::uint8_t> combined_;  // of each firm
  /// Of the block: the limits of a decision for the rows of a kind, in fen; kNoBound: not known.
  std::map<std::pair<std::string, std::size_t>, std::vector<std::int64_t>> limits_;
};

}  // namespace fugong::assessment
