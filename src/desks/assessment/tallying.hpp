// One worker's counts of one pack: block after block, added up. Private to desks/assessment.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "desks/assessment/group_rows.hpp"
#include "desks/assessment/holding_tally.hpp"

namespace fugong::assessment {

class Tallying {
 public:
  /// `only`: no other provisions are judged.
  Tallying(const pack::Pack& pack, const enterprise_register::Snapshot& snapshot,
           const Options& options, const std::vector<std::size_t>* only = nullptr);

  /// Counts a block of firms. `seen`: each tally with the firm of each of its rows; `held_besides`:
  /// what the firms hold of provisions that are not judged here.
  using Seen = std::function<void(const law::Tally&, std::span<const std::uint32_t> firms)>;
  void count(std::size_t first, std::size_t firms, const Seen& seen = {},
             std::span<const Offer> held_besides = {});
  /// Of the block counted last.
  std::span<const Offer> held() const { return holding_.held(); }
  Held held_by(std::size_t firm) const;
  const GroupRows& rows() const { return rows_; }
  const law::Census& census() const { return census_; }

  const Assessment& assessment() const { return assessment_; }
  void add(const Tallying& other) { assessment_.add(other.assessment_); }
  /// Once all is added up.
  Assessment take();

 private:
  /// Passes a cursor on and sees which rows each block has.
  class Watching final : public law::Roster {
   public:
    Watching(enterprise_register::SnapshotCursor& cursor, GroupRows& rows)
        : cursor_(cursor), rows_(rows) {}
    std::vector<law::KindRows> go_to(std::size_t first, std::size_t count) override {
      auto kinds = cursor_.go_to(first, count);
      rows_.begin(kinds, count);
      return kinds;
    }
    bool read(std::uint16_t fact, columns::Leaf& into) override { return cursor_.read(fact, into); }
    law::Subject subject(std::size_t row) override { return cursor_.subject(row); }

   private:
    enterprise_register::SnapshotCursor& cursor_;
    GroupRows& rows_;
  };

  /// The lines that a row of a provision counts in: all, its firm's groups, its month.
  struct Lines {
    std::array<Line*, pack::kMaxBreakdowns + 2> at;
    std::size_t count = 0;
    std::span<Line*> all() { return {at.data(), count}; }
  };
  /// Without that of the month.
  Lines firm_lines_of(std::size_t provision, std::uint32_t firm);
  Lines lines_of(std::size_t provision, std::uint32_t firm, std::int64_t day);
  Line& month_line(std::size_t provision, std::int32_t month);
  void count_rows();
  void add(const law::Tally& tally);
  template <class Block>
  struct Row;
  template <class Block>
  void add_rows(std::size_t provision, std::span<const Row<Block>> rows, bool one_day);
  template <class Block>
  void add_months(std::size_t provision, std::span<const Row<Block>> rows);
  void add_held(const Offer& offer, bool counted);
  void add_holdings();

  Assessment assessment_;
  const std::int64_t on_;
  GroupRows rows_;
  HoldingTally holding_;
  law::Census census_;
  enterprise_register::SnapshotCursor cursor_;
  Watching roster_;
  std::vector<std::vector<std::size_t>> funds_of_;  // by provision
  std::vector<std::vector<Line*>> month_lines_;     // by provision: lines of near months
  /// What rows of a block come to that are entitled to a known amount, or to what has none.
  struct Settled {
    std::uint32_t entitled = 0;
    std::uint32_t firms = 0;
    std::int64_t amount = 0;
    void add(const Settled& other) {
      entitled += other.entitled;
      firms += other.firms;
      amount += other.amount;
    }
    bool any() const { return entitled != 0; }
    void add_to(Line& line) const;
  };
  /// Of those that are open: entitled within bounds, or depending.
  struct Open {
    std::uint32_t entitled = 0;
    std::uint32_t depends = 0;
    std::uint32_t firms = 0;
    std::uint32_t unbounded = 0;
    std::int64_t low = 0;   // 0 if none is stated
    std::int64_t high = 0;  // 0 if none is stated or it has no bound
    void add(const Open& other) {
      entitled += other.entitled;
      depends += other.depends;
      firms += other.firms;
      unbounded += other.unbounded;
      low += other.low;
      high += other.high;
    }
    bool any() const { return entitled != 0 || depends != 0; }
    void add_to(Line& line) const;
  };
  /// One row of the tally at hand.
  template <class Block>
  struct Row {
    Block block;
    std::int64_t day = 0;
    std::uint32_t firm = 0;
  };
  std::vector<Row<Settled>> settled_;
  std::vector<Row<Open>> open_;
  std::vector<std::int32_t> months_;  // of the rows that are added up
  /// What a firm holds: of each total one firm, or none.
  struct FirmSum {
    std::array<Holdings::Total, stacking::kTotals> totals;
    bool combined = false;
  };
  std::vector<FirmSum> sums_;  // of the block
};

}  // namespace fugong::assessment
