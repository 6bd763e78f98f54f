// Compiled with all that the compiler can do (bench/CMakeLists.txt): every loop below becomes
// vectors.
#include "sme10/fused.hpp"

namespace fugong::bench {

namespace {

constexpr std::int32_t kNever = 0x7FFFFFFF;
// By industry: the least staff and revenue of large, medium, small.
constexpr std::int32_t kStaff[3][8] = {{1000, 200, 300, 300, kNever, kNever, kNever, kNever},
                                       {300, 20, 50, 100, kNever, kNever, kNever, kNever},
                                       {20, 5, 10, 10, kNever, kNever, kNever, kNever}};
constexpr std::int32_t kRevenue[3][8] = {{40000, 40000, 20000, 10000, 0, 0, 0, 0},
                                         {2000, 5000, 500, 1000, 0, 0, 0, 0},
                                         {300, 1000, 100, 50, 0, 0, 0, 0}};
constexpr std::uint32_t bits(std::initializer_list<int> numbers) {
  std::uint32_t made = 0;
  for (const int number : numbers)
    made |= 1U << (number - 1);
  return made;
}
constexpr std::uint32_t kTier1 = bits({1, 2, 9, 10, 11});
constexpr std::uint32_t kTier2 = bits({3, 4, 6, 7, 12, 13, 14, 15});
constexpr std::uint32_t kTier4 = bits({26, 28, 29, 30, 31});
constexpr std::uint64_t kEncouraged = [] {
  std::uint64_t made = 0;
  for (int code = 2; code <= 47; code += 3)
    made |= std::uint64_t{1} << (code - 1);
  return made;
}();
constexpr std::int32_t kFirstDay = 20'454;  // 2026-01-01
constexpr std::int32_t kLastDay = 20'818;   // 2026-12-31
constexpr std::int64_t kMicroLimit = 10'000'000;
constexpr std::int64_t kSmallLimit = 20'000'000;
constexpr std::int64_t kLimit = 50'000'000;

template <class T, class Get>
void fill(const std::vector<Sme10Row>& rows, std::vector<T>& column, Get get) {
  column.reserve(rows.size());
  for (const Sme10Row& row : rows)
    column.push_back(static_cast<T>(get(row)));
}

}  // namespace

Sme10Columns::Sme10Columns(const std::vector<Sme10Row>& rows) {
  fill(rows, industry, [](const Sme10Row& row) { return row.industry; });
  fill(rows, region, [](const Sme10Row& row) { return row.region; });
  fill(rows, industry_code, [](const Sme10Row& row) { return row.industry_code; });
  fill(rows, tax_arrears, [](const Sme10Row& row) { return row.tax_arrears; });
  fill(rows, blacklisted, [](const Sme10Row& row) { return row.blacklisted; });
  fill(rows, si_months, [](const Sme10Row& row) { return row.si_months; });
  fill(rows, employees, [](const Sme10Row& row) { return row.employees; });
  fill(rows, revenue, [](const Sme10Row& row) { return row.revenue_10k.value_or(-1); });
  fill(rows, application, [](const Sme10Row& row) { return row.application.days(); });
  fill(rows, registration, [](const Sme10Row& row) { return row.registration.days(); });
  fill(rows, layoffs, [](const Sme10Row& row) { return row.layoffs; });
  fill(rows, rate_bp, [](const Sme10Row& row) { return row.rate_bp; });
  fill(rows, loan_fen, [](const Sme10Row& row) { return row.loan_fen; });
}

Sme10Results::Sme10Results(std::size_t rows)
    : size(rows),
      tier(rows),
      encouraged(rows),
      in_window(rows),
      age_ok(rows),
      size_ok(rows),
      clean(rows),
      eligible(rows),
      cap_rate_bp(rows),
      subsidy_fen(rows) {}

void fused(const Sme10Columns& rows, std::size_t first, std::size_t count, Sme10Results& results,
           Sme10Sums& sums) {
  const std::uint8_t* industry = rows.industry.data() + first;
  const std::int32_t* employees = rows.employees.data() + first;
  const std::int32_t* revenue = rows.revenue.data() + first;
  std::uint8_t* size = results.size.data();
  for (std::size_t i = 0; i < count; ++i) {
    const int of = industry[i];
    const std::int32_t staff = employees[i];
    const std::int32_t sales = revenue[i];
    const int large =
        static_cast<int>(staff >= kStaff[0][of]) & static_cast<int>(sales >= kRevenue[0][of]);
    const int medium =
        static_cast<int>(staff >= kStaff[1][of]) & static_cast<int>(sales >= kRevenue[1][of]);
    const int small =
        static_cast<int>(staff >= kStaff[2][of]) & static_cast<int>(sales >= kRevenue[2][of]);
    const int none = static_cast<int>(of >= 4);
    // 0 large, 1 medium, 2 small, 3 micro, 4 none
    const int class_of = large != 0 ? 0 : medium != 0 ? 1 : small != 0 ? 2 : 3;
    size[i] = static_cast<std::uint8_t>(none != 0 ? 4 : class_of);
  }
  const std::uint8_t* region = rows.region.data() + first;
  const std::uint8_t* code = rows.industry_code.data() + first;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t at = region[i];
    const std::uint32_t one = kTier1 >> at & 1U;
    const std::uint32_t two = kTier2 >> at & 1U;
    const std::uint32_t four = kTier4 >> at & 1U;
    results.tier[i] = static_cast<std::uint8_t>(3 - 2 * one - two + four);
  }
  for (std::size_t i = 0; i < count; ++i)
    results.encouraged[i] = static_cast<std::uint8_t>(kEncouraged >> code[i] & 1U);
  for (std::size_t i = 0; i < count; ++i) {
    const int tier = results.tier[i];
    const int cap = 200 + 25 * (tier - 1) + (tier == 4 ? 25 : 0) + 50 * results.encouraged[i];
    results.cap_rate_bp[i] = static_cast<std::int16_t>(cap);
  }
  const std::int32_t* application = rows.application.data() + first;
  const std::int32_t* registration = rows.registration.data() + first;
  const std::int32_t* layoffs = rows.layoffs.data() + first;
  for (std::size_t i = 0; i < count; ++i) {
    const int in_window = static_cast<int>(application[i] >= kFirstDay) &
                          static_cast<int>(application[i] <= kLastDay);
    const int age = static_cast<int>(application[i] >= registration[i] + 365);
    const int few = static_cast<int>(layoffs[i] * 1000 <= employees[i] * 55);
    results.in_window[i] = static_cast<std::uint8_t>(in_window);
    results.age_ok[i] = static_cast<std::uint8_t>(age);
    results.eligible[i] = static_cast<std::uint8_t>(few & in_window & age);
  }
  for (std::size_t i = 0; i < count; ++i) {
    const int size_ok = static_cast<int>(size[i] >= 1) & static_cast<int>(size[i] <= 3);
    const int clean = static_cast<int>(rows.tax_arrears[first + i] == 0) &
                      static_cast<int>(rows.blacklisted[first + i] == 0) &
                      static_cast<int>(rows.si_months[first + i] >= 6);
    results.size_ok[i] = static_cast<std::uint8_t>(size_ok);
    results.clean[i] = static_cast<std::uint8_t>(clean);
    results.eligible[i] = static_cast<std::uint8_t>(results.eligible[i] & size_ok & clean);
  }
  const std::int64_t* loan = rows.loan_fen.data() + first;
  const std::int32_t* rate = rows.rate_bp.data() + first;
  std::int64_t fen = 0;
  std::int64_t eligible = 0;
  for (std::size_t i = 0; i < count; ++i) {
    // In thousandths of a per cent: half of the rate, at most the cap.
    const std::int64_t half = std::int64_t{rate[i]} * 5;
    const std::int64_t cap = std::int64_t{results.cap_rate_bp[i]} * 10;
    const std::int64_t by = half < cap ? half : cap;
    const auto whole =
        static_cast<std::int64_t>(static_cast<double>(loan[i] * by + 50'000) / 100'000.0);
    const std::int64_t limit = size[i] == 3 ? kMicroLimit : size[i] == 2 ? kSmallLimit : kLimit;
    const std::int64_t amount = whole < limit ? whole : limit;
    const std::int64_t subsidy = results.eligible[i] != 0 ? amount : 0;
    results.subsidy_fen[i] = subsidy;
    fen += subsidy;
    eligible += results.eligible[i];
  }
  sums.subsidy_fen += fen;
  sums.eligible += eligible;
}

}  // namespace fugong::bench
