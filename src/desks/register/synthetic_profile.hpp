// SyntheticProfile: what a synthetic firm is made of, read from a pack's synthetic/profile.yaml and
// the tables that it names. docs/register.md is the reference of the format.
//
//   auto profile = read_synthetic_profile(files, "miit-2020-14/synthetic/profile.yaml", book);
//
// A profile is a list of draws. Each draws one thing (a province, a staff, a rate) on its own or
// by what was drawn before it. A draw with the name of a fact becomes that fact; any other only
// steers those behind it. No I/O: texts come in. Immutable once read, safe to share.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"
#include "engines/law/rulebook.hpp"

namespace fugong::enterprise_register {

inline constexpr std::size_t kMaxDraws = 200;
inline constexpr std::size_t kMaxDrawGroups = 100'000;  ///< combinations that one draw depends on
inline constexpr std::size_t kMaxChildrenOfKind = 100;
inline constexpr std::uint64_t kMaxWeight = 1'000'000'000'000;  ///< all weights of one group

using SlotIndex = std::uint16_t;

/// A number of a draw counts the smallest units of its type: persons, fen, 0.01 %, days of 1970.
struct QuantilePoint {
  std::uint64_t at = 0;  ///< share, in 2^32
  std::int64_t value = 0;
};
struct WeightedValues {
  std::vector<std::uint64_t> up_to;   ///< running sums of the weights
  std::vector<std::uint32_t> values;  ///< indexes into Draw::values
};

struct Draw {
  enum class Kind : std::uint8_t {
    choose,     ///< one of `values`, by weight
    quantiles,  ///< a number between points
    below,      ///< any leaf of a code list below the code drawn by `of`
    lookup      ///< what a lookup of the pack says for what `of` drew
  };
  /// -1: as the share of unknown facts says; else per cent of the firms that have it.
  static constexpr int kOrdinary = -1;

  std::string name;
  Kind kind = Kind::choose;
  law::FactType type = law::FactType::text;
  std::optional<std::uint16_t> fact;
  int given_percent = 100;
  /// A draw's group is the mixed-radix number of what these drew.
  std::vector<SlotIndex> by;
  std::vector<std::string> values;   ///< of choose, below, and lookup by code
  std::vector<feel::Value> as_fact;  ///< the same, as facts
  std::vector<WeightedValues> weights;
  std::vector<std::vector<QuantilePoint>> points;
  std::int64_t step = 1;
  std::optional<SlotIndex> plus;
  std::optional<SlotIndex> times;
  SlotIndex of = 0;
  std::vector<std::uint32_t> value_of;  ///< lookup by code: per value of `of`
  std::vector<std::pair<std::int64_t, std::int64_t>> number_of;  ///< lookup by day: day, number

  bool is_number() const { return values.empty(); }
};

/// The children of one kind: slots `first` to `last` (not included); the first says how many.
struct ChildDraws {
  std::string kind;
  SlotIndex first = 0;
  SlotIndex last = 0;
};

/// What the drawn firms are held against; never what they are drawn from.
struct SyntheticTarget {
  SlotIndex slot = 0;
  Text label;
  std::vector<std::pair<std::uint32_t, Decimal>> shares;  ///< value, share of all
  std::optional<Decimal> mean;                            ///< of a number
  std::optional<SlotIndex> where;                         ///< only firms for which this drew ...
  std::vector<std::uint32_t> where_values;                ///< ... one of these
};

struct SyntheticProfile {
  std::vector<Draw> draws;  ///< of the firm, then of the children
  SlotIndex firm_draws = 0;
  std::vector<ChildDraws> children;
  std::vector<SyntheticTarget> targets;
  int unknown_percent = 0;
  Text name;  ///< with {number} and {tail}
  std::string type;
  std::optional<SlotIndex> tail, registered_on, registered_capital;
  Text credit;  ///< whose figures these are
  const law::Rulebook* book = nullptr;
};

/// Where a pack has its profile, below the packs folder.
inline std::string profile_path(std::string_view pack, std::string_view name = "profile") {
  return std::string(pack) + "/synthetic/" + std::string(name) + ".yaml";
}

/// Texts by their path below the packs folder. `book` must outlive the profile.
Result<SyntheticProfile> read_synthetic_profile(const std::map<std::string, std::string>& files,
                                                const std::string& path, const law::Rulebook& book);

}  // namespace fugong::enterprise_register
