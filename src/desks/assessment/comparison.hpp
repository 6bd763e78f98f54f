// Comparison: what a reform comes to for a whole register: cost before and after, who gains, who
// loses, who comes in and who falls out.
//
//   auto reform = pack::read_reform(text, "r.yaml", files, id);
//   auto after = pack::load(reform->files, id);
//   auto found = compare({before, snapshot}, {*after, snapshot_of_after}, reform->changed,
//   options); found->all.totals[0].up.firms      // firms that surely hold more cash
//
// Provisions that the reform can't reach are counted once: it reaches those whose files it changes,
// what replaces or fills what, and what rules of stacking tie to them; everything, if it changes
// something that all share. A gain is one of what a firm surely holds in its best legal
// combination.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "desks/assessment/assessment.hpp"

namespace fugong::assessment {

/// Firms for whom something changes.
struct Swing {
  std::int64_t better = 0;  ///< some total rises and none falls
  std::int64_t worse = 0;   ///< some total falls and none rises
  std::int64_t mixed = 0;   ///< one rises, another falls
  struct Side {
    std::int64_t firms = 0;
    Sum amount = 0;
  };
  struct Total {
    Side up;
    Side down;
  };
  std::array<Total, stacking::kTotals> totals;

  Swing& operator+=(const Swing& other);
};

/// A firm of those that gain or lose most.
struct Extreme {
  std::size_t firm = 0;  ///< its position in the snapshot
  std::string id;        ///< its credit code
  Held before{};
  Held after{};
};

/// Firms by how much one of their totals changes: band b holds changes of 10^(b-1) to under 10^b
/// yuan, band 0 those under 1 yuan, the last one all above.
inline constexpr std::size_t kBands = 9;
inline constexpr std::size_t kExtremes = 10;

/// A provision that the reform reaches.
struct Moved {
  std::string provision;
  std::int64_t firms_in = 0;   ///< entitled to it after, not before
  std::int64_t firms_out = 0;  ///< before, not after
  /// Whether anything of it is another on the two sides.
  bool has_moved(const Line& before, const Line& after) const;
};

struct Comparison {
  Assessment before;
  Assessment after;
  std::vector<Moved> moved;  ///< in the order of the packs, the one before first
  Swing all;
  std::vector<std::vector<Swing>> by;  ///< grouping and group of the pack before
  struct Bands {
    std::array<std::int64_t, kBands> up{};
    std::array<std::int64_t, kBands> down{};
  };
  std::array<Bands, stacking::kTotals> bands;
  /// By total, the greatest first.
  std::array<std::vector<Extreme>, stacking::kTotals> gains;
  std::array<std::vector<Extreme>, stacking::kTotals> losses;

  /// What moves, by provision; by group; the firms that gain or lose most.
  std::vector<Table> tables() const;
  /// For a terminal, in "zh" or "en".
  std::string text(std::string_view language) const;
};

/// A pack, and the snapshot opened with its rulebook.
struct Side {
  const pack::Pack& pack;
  const enterprise_register::Snapshot& snapshot;
};

/// Provisions of either pack that may come to something else, by id, in the order of the packs.
/// `changed`: paths of the files that differ.
std::vector<std::string> reached_by(const pack::Pack& before, const pack::Pack& after,
                                    const std::vector<std::string>& changed);

/// As assess(), for both packs over one snapshot.
Result<Comparison> compare(const Side& before, const Side& after,
                           const std::vector<std::string>& changed, const Options& options);

}  // namespace fugong::assessment
