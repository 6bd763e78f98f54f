// SME-10 as one loop, fused by hand for this one rule set: the limit that the rules-as-data engine
// is held against. Everything is known when it is compiled: the thresholds, the tiers, the rates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sme10/rows.hpp"

namespace fugong::bench {

/// The rows as columns, as narrow as their values allow.
struct Sme10Columns {
  explicit Sme10Columns(const std::vector<Sme10Row>& rows);
  std::vector<std::uint8_t> industry, region, industry_code, tax_arrears, blacklisted, si_months;
  std::vector<std::int32_t> employees, revenue /* -1: null */, application, registration, layoffs,
      rate_bp;
  std::vector<std::int64_t> loan_fen;
};

/// The ten decisions of a block.
struct Sme10Results {
  explicit Sme10Results(std::size_t rows);
  std::vector<std::uint8_t> size /* 0 large .. 3 micro, 4 null */, tier, encouraged, in_window,
      age_ok, size_ok, clean, eligible;
  std::vector<std::int16_t> cap_rate_bp;
  std::vector<std::int64_t> subsidy_fen;
};

void fused(const Sme10Columns& rows, std::size_t first, std::size_t count, Sme10Results& results,
           Sme10Sums& sums);

}  // namespace fugong::bench
