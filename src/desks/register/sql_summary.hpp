// What a snapshot holds, seen in one pass: which columns its tables in SQL need. Private to
// desks/register.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "desks/register/sql_register.hpp"
#include "engines/columns/batch.hpp"

namespace fugong::enterprise_register {

inline constexpr int kFinestScale = 9;
/// Counts are within it (docs/snapshot.md).
inline constexpr std::int64_t kMostCount = std::int64_t{1} << 60;

/// What the rows of all groups say of a fact.
struct FactSummary {
  struct Bounds {
    std::int64_t low = kMostCount;
    std::int64_t high = -kMostCount;
    bool any() const { return low <= high; }
  };
  std::array<Bounds, kFinestScale + 1> at_scale;
  bool codes = false;
  bool unsaid = false;
  std::span<const feel::Value> values;
  // Of all, once every group has been seen.
  bool numbers = false;
  int scale = 0;
  Bounds bounds;

  void add(const columns::Leaf& leaf, std::size_t rows);
  /// False if a number has no count at the scale of the fact.
  bool finish(law::FactType type);
};

/// What a snapshot holds.
struct Summary {
  std::vector<FactSummary> facts;  // of the book
  std::vector<std::int64_t> rows;  // of each kind of the book
  std::size_t all = 0;             // rows together
};

/// Verifies every group on the way.
Result<Summary> summarise(const Snapshot& snapshot, const SqlWriteOptions& options);

std::size_t firms_in(const Snapshot& snapshot, std::size_t group);
std::int64_t power_of_ten(int exponent);
tl::unexpected<Faults> sql_cancelled();

}  // namespace fugong::enterprise_register
