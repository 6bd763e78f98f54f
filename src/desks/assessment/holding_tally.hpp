// What each firm of a block may hold together. Private to desks/assessment.
//
// Most firms have nothing that a rule of stacking compares: their totals are sums. A firm that has
// goes by itself, through a check and engines/stacking.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "desks/assessment/assessment.hpp"

namespace fugong::assessment {

class HoldingTally {
 public:
  HoldingTally(const pack::Pack& pack, const law::Moment& moment, std::vector<int> measures);

  void begin(std::size_t firms);
  /// `firm_of_row`: of each row of the tally.
  void add(const law::Tally& tally, std::span<const std::uint32_t> firm_of_row);
  /// Adds what a firm holds. The cursor stands at the block.
  void finish(std::size_t firm, enterprise_register::SnapshotCursor& cursor, Holdings& to);

 private:
  struct Group {                       // provisions that rules of stacking tie together
    bool alone = false;                // one of them by itself may be cut or dropped: a cap, a base
    std::vector<std::uint8_t> offers;  // of each firm
  };
  struct Of {                          // a provision
    std::optional<std::size_t> total;  // index; empty: it adds to none
    std::optional<std::size_t> group;
  };
  struct Range {
    std::int64_t low = 0;
    std::int64_t high = 0;
    bool unbounded = false;
    bool any = false;
  };

  void find_groups();
  void combine(const law::Subject& firm, Holdings& to) const;

  const pack::Pack& pack_;
  law::Moment moment_;
  std::vector<int> measures_;
  std::vector<Of> of_;  // by provision
  std::vector<Group> groups_;
  std::vector<std::array<Range, stacking::kTotals>> sums_;  // of each firm
  std::vector<std::uint8_t> tied_;                          // of each firm
};

}  // namespace fugong::assessment
