// Impact: what a pack would come to in place of the one that is in force: for the firms of the
// register, and for the cases that are open.
//
//   auto sample = sample_register(enterprises, 100'000, seed, stopped);
//   auto impact = work_out(before, after, *sample, moment, progress);
//   impact_json(*impact, cases)
//
// A register that is not larger than asked for is counted whole. Of a larger one so many firms are
// drawn, each with the same chance, and figures are scaled to the register. How far off they may be
// is told by the random groups of the sample (Wolter, Introduction to Variance Estimation, ch. 2):
// the error of a figure is one standard error of the difference, from how the kGroups groups
// differ. Firms are counted as desks/assessment does; no firm is named.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desks/assessment/comparison.hpp"
#include "desks/publishing/shelf.hpp"
#include "desks/register/register.hpp"

namespace fugong::publishing {

inline constexpr std::size_t kGroups = 10;
inline constexpr std::size_t kMaxCasesShown = 200;

/// Firms of a register, in snapshots.
struct Sample {
  std::size_t firms = 0;    ///< of the register, without those of the demo
  std::size_t counted = 0;  ///< in the snapshots
  bool synthetic = false;
  std::vector<std::string> groups;  ///< the bytes of each; one if the register is whole
  bool is_whole() const { return counted == firms; }
};

/// Asked now and then: true ends the work with a fault "cancelled".
using Stopped = std::function<bool()>;
/// Told how far it is; false ends the work.
using OnProgress = std::function<bool(std::int64_t done, std::int64_t total)>;

/// Reads all of the register once. The same seed and register give the same sample.
Result<Sample> sample_register(enterprise_register::Register& enterprises, std::size_t most,
                               std::string_view seed, Date taken_on, const Stopped& stopped);

/// A figure, scaled to the register, on both sides.
struct Figure {
  assessment::Sum before = 0;
  assessment::Sum after = 0;
  std::optional<assessment::Sum> error = {};  ///< of after - before; of a whole register none
};

struct Impact {
  std::string hash;
  std::string base_hash;
  law::Moment moment;
  std::size_t firms = 0;
  std::size_t counted = 0;
  bool synthetic = false;
  struct OfTotal {
    Figure amount;  ///< what firms surely hold, in fen
    std::int64_t firms_up = 0;
    std::int64_t firms_down = 0;
    assessment::Sum up = 0;
    assessment::Sum down = 0;
  };
  std::array<OfTotal, stacking::kTotals> totals;
  assessment::Swing swing;
  struct OfProvision {
    std::string id;
    Text title;
    std::int64_t entitled_before = 0;
    std::int64_t entitled_after = 0;
    Figure amount;
    assessment::Sum held_before = 0;
    assessment::Sum held_after = 0;
    std::int64_t firms_in = 0;
    std::int64_t firms_out = 0;
  };
  std::vector<OfProvision> provisions;  ///< with something on either side
  struct Group {
    std::string code;
    Text label;
    assessment::Swing swing;
  };
  struct Grouping {
    std::string name;
    Text label;
    std::vector<Group> groups;  ///< in which somebody gains or loses
  };
  std::vector<Grouping> groupings;
};

/// Both packs must have loaded.
Result<Impact> work_out(const Loaded& before, const Loaded& after, const Sample& sample,
                        const law::Moment& moment, const OnProgress& progress);

/// An open case of which the new pack says something else. Neither firm nor facts: whoever writes
/// packs reads no cases.
struct CaseChange {
  struct Judged {
    std::string state;  ///< "entitled"; empty: the provision no longer answers
    std::optional<Money> amount;
  };
  std::string reference;
  std::string provision;
  std::string place;
  Judged before;
  Judged after;
};
struct CaseImpact {
  std::int64_t open = 0;
  std::int64_t changed = 0;
  std::int64_t not_judged = 0;    ///< of which nothing can be said, for want of facts
  std::vector<CaseChange> shown;  ///< at most kMaxCasesShown of those that change
};

/// `cases`: null where nobody keeps cases.
std::string impact_json(const Impact& impact, const CaseImpact* cases);

}  // namespace fugong::publishing
