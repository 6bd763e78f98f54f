// The rows of SME-10: invented enterprises, the same for every engine that is measured.
// splitmix64 from one seed; docs/benchmarks.md says how each column is drawn.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/date.hpp"

namespace fugong::bench {

struct Sme10Row {
  std::uint8_t industry = 0;  ///< index into kIndustries
  std::int32_t employees = 0;
  std::optional<std::int32_t> revenue_10k;
  std::uint8_t region = 0;         ///< 0 = R01
  std::uint8_t industry_code = 0;  ///< 0 = C01
  Date application;
  Date registration;
  bool tax_arrears = false;
  bool blacklisted = false;
  std::int32_t si_months = 0;
  std::int32_t layoffs = 0;
  std::int64_t loan_fen = 0;
  std::int32_t rate_bp = 0;  ///< hundredths of a per cent
};

inline constexpr const char* kIndustries[] = {"MANUFACTURING", "WHOLESALE", "RETAIL",
                                              "SOFTWARE",      "TRANSPORT", "OTHER"};
inline constexpr std::size_t kRegions = 31;
inline constexpr std::size_t kIndustryCodes = 60;

/// splitmix64: small, fast, and the same on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  /// In [0, 1), 53 bits.
  double unit();
  /// In [0, bound).
  std::int64_t below(std::int64_t bound);

 private:
  std::uint64_t state_;
};

std::vector<Sme10Row> sme10_rows(std::size_t count);

/// What every engine must find for the first so many rows.
struct Sme10Sums {
  std::int64_t eligible = 0;
  std::int64_t subsidy_fen = 0;
  friend bool operator==(const Sme10Sums&, const Sme10Sums&) = default;
};
/// Known for 2,000, 200,000 and 4,000,000 rows; empty otherwise.
std::optional<Sme10Sums> sme10_expected(std::size_t count);

}  // namespace fugong::bench
