// One worker's survey: block after block, added up. Private to desks/survey.
#pragma once

#include <map>
#include <span>
#include <utility>
#include <vector>

#include "desks/assessment/holding_tally.hpp"
#include "desks/survey/shifted_roster.hpp"
#include "desks/survey/survey.hpp"

namespace fugong::survey {

class Surveying {
 public:
  Surveying(const pack::Pack& pack, const enterprise_register::Snapshot& snapshot,
            const Options& options);

  void count(std::size_t first, std::size_t firms);
  void add(const Surveying& other);
  const Survey& found() const { return found_; }
  /// Once all is added up: without facts of which the register has no figure.
  Survey take();

 private:
  /// A tally that stays.
  struct Kept {
    std::vector<law::Finding> findings;
    std::vector<std::int64_t> low;
    std::vector<std::int64_t> high;
    std::vector<std::int64_t> days;
  };
  /// What each firm of a block surely holds, in fen.
  using Held = std::vector<std::array<std::int64_t, stacking::kTotals>>;

  void choose_shifts(const Options& options);
  static void keep(const law::Tally& tally, Kept& in);
  law::Tally tally_of(std::size_t provision, const Kept& kept) const;
  /// For each row of a kind the row above it of another kind, or itself.
  std::span<const std::uint32_t> rows_above(std::size_t kind, std::size_t above);
  Example example_of(std::size_t kind, std::size_t row);
  void note(Count& count, std::size_t kind, std::size_t row);
  Held held();

  void add_reasons(const law::Tally& tally);
  void add_refusal(const law::Tally& tally, ProvisionFigures& figures, std::size_t row);
  void add_hits(std::size_t table);
  void add_cliffs(Cliffs& cliffs);
  void add_cliff(const law::Tally& before, const law::Tally& after, std::size_t kind_of_fact,
                 Cliff& cliff);
  void add_totals(const Held& before, const Held& after, Cliffs& cliffs);
  void lose(Changes& changes, std::int64_t fen, std::size_t kind, std::size_t row);

  const pack::Pack& pack_;
  const std::int64_t on_;
  assessment::HoldingTally holding_;
  law::Census census_;
  enterprise_register::SnapshotCursor cursor_;
  ShiftedRoster roster_;
  std::vector<std::size_t> kind_of_;  // of each provision
  std::size_t root_ = 0;              // kind of the enterprise
  Survey found_;

  // of the block
  std::size_t first_ = 0;
  std::size_t firms_ = 0;
  std::vector<law::KindRows> kinds_;
  std::map<std::pair<std::size_t, std::size_t>, std::vector<std::uint32_t>> above_;
  std::vector<Kept> before_;  // by provision
  std::vector<Kept> after_;
  Held held_before_;
};

}  // namespace fugong::survey
