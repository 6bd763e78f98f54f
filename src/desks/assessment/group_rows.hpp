// Which firm a row of a block belongs to, and into which groups the firm falls. Private to
// desks/assessment.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "desks/assessment/assessment.hpp"

namespace fugong::assessment {

/// The groupings of a pack, with every code on top of a list.
std::vector<Grouping> groupings_of(const pack::Pack& pack);
/// The group of a value: that of the code on top of the list above it; 0 if it isn't known.
std::uint16_t group_of(const pack::Pack& pack, const std::vector<Grouping>& groupings,
                       std::size_t grouping, const feel::Value& value);

class GroupRows {
 public:
  /// `groupings`: groupings_of(pack).
  GroupRows(const pack::Pack& pack, const std::vector<Grouping>& groupings);

  /// Decisions that groupings go by: a census is to work them out too.
  std::vector<std::string> decisions() const;
  /// A block: its rows by kind.
  void begin(const std::vector<law::KindRows>& kinds, std::size_t firms);
  /// Once the census works on the block: the groups of its firms.
  void find_groups(law::Roster& roster, law::Census& census);

  /// For each row of a kind its firm in the block.
  std::span<const std::uint32_t> firms_of(std::size_t kind) const { return firm_of_row_[kind]; }
  std::size_t group(std::size_t grouping, std::size_t firm) const {
    return groups_[grouping][firm];
  }
  /// Of each firm of the block.
  std::span<const std::uint16_t> groups(std::size_t grouping) const { return groups_[grouping]; }
  std::size_t groupings() const { return groups_.size(); }

 private:
  /// What a grouping goes by, and the groups of the values that were met.
  struct Source {
    std::optional<std::uint16_t> fact;  // else the decision
    std::string decision;
    std::vector<std::uint16_t> by_code;
  };
  void find_firms(const std::vector<law::KindRows>& kinds, std::size_t kind);
  std::uint16_t group_of(std::size_t grouping, const feel::Value& value) const {
    return assessment::group_of(pack_, groupings_, grouping, value);
  }

  const pack::Pack& pack_;
  const std::vector<Grouping>& groupings_;
  std::vector<Source> sources_;
  std::size_t root_kind_ = 0;
  std::size_t firms_ = 0;
  std::vector<std::vector<std::uint32_t>> firm_of_row_;  // by kind
  std::vector<std::vector<std::uint16_t>> groups_;       // by grouping, of each firm
};

}  // namespace fugong::assessment
