#include "sme10/rows.hpp"

namespace fugong::bench {

std::uint64_t Random::next() {
  state_ += 0x9e3779b97f4a7c15ULL;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
  return mixed ^ (mixed >> 31);
}

double Random::unit() {
  return static_cast<double>(next() >> 11) * 0x1p-53;
}

std::int64_t Random::below(std::int64_t bound) {
  return static_cast<std::int64_t>(unit() * static_cast<double>(bound));
}

std::vector<Sme10Row> sme10_rows(std::size_t count) {
  constexpr std::uint64_t kSeed = 42;
  const Date first_application = *Date::from_civil(2025, 10, 1);
  const Date first_registration = *Date::from_civil(2015, 1, 1);
  Random random(kSeed);
  std::vector<Sme10Row> rows(count);
  // The order of the draws is part of the definition.
  for (Sme10Row& row : rows) {
    row.industry = static_cast<std::uint8_t>(random.below(6));
    const double a = random.unit();
    row.employees = 1 + static_cast<std::int32_t>(1500 * a * a * a);
    const double b = random.unit();
    const auto revenue = static_cast<std::int32_t>(60000 * b * b * b);
    if (random.unit() >= 0.01) row.revenue_10k = revenue;
    row.region = static_cast<std::uint8_t>(random.below(kRegions));
    row.industry_code = static_cast<std::uint8_t>(random.below(kIndustryCodes));
    row.application = first_application.plus_days(random.below(600));
    row.registration = first_registration.plus_days(random.below(4200));
    row.tax_arrears = random.unit() < 0.05;
    row.blacklisted = random.unit() < 0.02;
    row.si_months = static_cast<std::int32_t>(random.below(37));
    row.layoffs = static_cast<std::int32_t>(random.unit() * row.employees * 0.1);
    row.loan_fen = 1'000'000 + random.below(999'000'000);
    row.rate_bp = 250 + static_cast<std::int32_t>(random.below(750));
  }
  return rows;
}

std::optional<Sme10Sums> sme10_expected(std::size_t count) {
  if (count == 2'000) return Sme10Sums{347, 3'485'251'203};
  if (count == 200'000) return Sme10Sums{35'885, 351'882'444'685};
  if (count == 4'000'000) return Sme10Sums{717'372, 7'042'260'345'604};
  return std::nullopt;
}

}  // namespace fugong::bench
