// Compiled for AVX-512 with its byte permutations (bench/CMakeLists.txt), whatever the machine that
// builds has. Figures as in fused.cpp, which are those of rules.yaml.
// GCC 12 takes the undefined vectors of its own header for a fault.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include "sme10/avx512.hpp"

#include <immintrin.h>

namespace fugong::bench {

namespace {

constexpr std::size_t kRound = kAvx512Rows;
constexpr int kNever = 0x7FFFFFFF;
constexpr int kFirstDay = 20'454;  // 2026-01-01
constexpr int kLastDay = 20'818;   // 2026-12-31
constexpr double kLimit = 50'000'000;

// By industry, for large, medium and small: the least staff and the least revenue.
alignas(64) constexpr int kStaff[3][16] = {{1000, 200, 300, 300, kNever, kNever},
                                           {300, 20, 50, 100, kNever, kNever},
                                           {20, 5, 10, 10, kNever, kNever}};
alignas(64) constexpr int kRevenue[3][16] = {
    {40000, 40000, 20000, 10000}, {2000, 5000, 500, 1000}, {300, 1000, 100, 50}};
/// In fen, by size: large, medium, small, micro, none.
alignas(64) constexpr double kLimits[8] = {kLimit, kLimit, 20'000'000, 10'000'000, kLimit};

struct alignas(64) Bytes {
  char at[kRound] = {};
};
constexpr Bytes kTiers = [] {
  Bytes tiers;
  for (char& tier : tiers.at)
    tier = 3;
  for (const int region : {1, 2, 9, 10, 11})
    tiers.at[region - 1] = 1;
  for (const int region : {3, 4, 6, 7, 12, 13, 14, 15})
    tiers.at[region - 1] = 2;
  for (const int region : {26, 28, 29, 30, 31})
    tiers.at[region - 1] = 4;
  return tiers;
}();
constexpr Bytes kEncouraged = [] {
  Bytes encouraged;
  for (int code = 2; code <= 47; code += 3)
    encouraged.at[code - 1] = 1;
  return encouraged;
}();
/// In quarters of a per cent, by tier.
constexpr Bytes kCaps{{0, 8, 9, 10, 12}};

/// Sixteen of 64 bytes as whole numbers, eight as long ones.
__m512i sixteen(const std::uint8_t* bytes) {
  return _mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes)));
}
__m512i eight(const std::uint8_t* bytes) {
  return _mm512_cvtepu8_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(bytes)));
}

/// Rows of a round that reach the least staff and revenue of a size.
struct Reached {
  __mmask64 rows[3] = {};
};

void store_truths(std::vector<std::uint8_t>& to, std::size_t at, __mmask64 truths) {
  _mm512_storeu_si512(to.data() + at, _mm512_maskz_set1_epi8(truths, 1));
}

/// Where 64 rows of each column begin.
struct Round {
  Round(const Sme10Columns& rows, std::size_t at)
      : industry(rows.industry.data() + at),
        region(rows.region.data() + at),
        industry_code(rows.industry_code.data() + at),
        tax_arrears(rows.tax_arrears.data() + at),
        blacklisted(rows.blacklisted.data() + at),
        si_months(rows.si_months.data() + at),
        employees(rows.employees.data() + at),
        revenue(rows.revenue.data() + at),
        application(rows.application.data() + at),
        registration(rows.registration.data() + at),
        layoffs(rows.layoffs.data() + at),
        rate(rows.rate_bp.data() + at),
        loan(rows.loan_fen.data() + at) {}
  const std::uint8_t *industry, *region, *industry_code, *tax_arrears, *blacklisted, *si_months;
  const std::int32_t *employees, *revenue, *application, *registration, *layoffs, *rate;
  const std::int64_t* loan;
};

/// One round of 64 rows; the results at `out`.
void one_round(const Round& of, std::size_t out, Sme10Results& results, __m512i& fen,
               std::int64_t& eligible_count) {
  Reached reached;
  __mmask64 in_window = 0;
  __mmask64 age_ok = 0;
  __mmask64 few = 0;
  for (std::size_t part = 0; part < kRound; part += 16) {
    const __m512i industry = sixteen(of.industry + part);
    const __m512i staff = _mm512_loadu_si512(of.employees + part);
    const __m512i revenue = _mm512_loadu_si512(of.revenue + part);
    for (int size = 0; size < 3; ++size) {
      const __mmask16 many = _mm512_cmpge_epi32_mask(
          staff, _mm512_permutexvar_epi32(industry, _mm512_load_si512(kStaff[size])));
      const __mmask16 both = _mm512_mask_cmpge_epi32_mask(
          many, revenue, _mm512_permutexvar_epi32(industry, _mm512_load_si512(kRevenue[size])));
      reached.rows[size] |= static_cast<__mmask64>(both) << part;
    }
    const __m512i application = _mm512_loadu_si512(of.application + part);
    const __m512i registration = _mm512_loadu_si512(of.registration + part);
    const __m512i layoffs = _mm512_loadu_si512(of.layoffs + part);
    const __mmask16 begun = _mm512_cmpge_epi32_mask(application, _mm512_set1_epi32(kFirstDay));
    in_window |= static_cast<__mmask64>(
                     _mm512_mask_cmple_epi32_mask(begun, application, _mm512_set1_epi32(kLastDay)))
                 << part;
    age_ok |= static_cast<__mmask64>(_mm512_cmpge_epi32_mask(
                  application, _mm512_add_epi32(registration, _mm512_set1_epi32(365))))
              << part;
    few |= static_cast<__mmask64>(
               _mm512_cmple_epi32_mask(_mm512_mullo_epi32(layoffs, _mm512_set1_epi32(200)),
                                       _mm512_mullo_epi32(staff, _mm512_set1_epi32(11))))
           << part;
  }
  const __m512i industry = _mm512_loadu_si512(of.industry);
  const __mmask64 none = _mm512_cmpge_epu8_mask(industry, _mm512_set1_epi8(4));
  __m512i size = _mm512_set1_epi8(3);
  for (int at = 2; at >= 0; --at) {
    const __m512i this_size = _mm512_set1_epi8(static_cast<char>(at));
    size = _mm512_mask_mov_epi8(size, reached.rows[at], this_size);
  }
  size = _mm512_mask_mov_epi8(size, none, _mm512_set1_epi8(4));
  _mm512_storeu_si512(results.size.data() + out, size);

  const __m512i tier =
      _mm512_permutexvar_epi8(_mm512_loadu_si512(of.region), _mm512_load_si512(kTiers.at));
  const __m512i encouraged = _mm512_permutexvar_epi8(_mm512_loadu_si512(of.industry_code),
                                                     _mm512_load_si512(kEncouraged.at));
  _mm512_storeu_si512(results.tier.data() + out, tier);
  _mm512_storeu_si512(results.encouraged.data() + out, encouraged);
  const __m512i quarters =
      _mm512_add_epi8(_mm512_permutexvar_epi8(tier, _mm512_load_si512(kCaps.at)),
                      _mm512_add_epi8(encouraged, encouraged));
  const __m512i basis_points = _mm512_set1_epi16(25);
  _mm512_storeu_si512(
      results.cap_rate_bp.data() + out,
      _mm512_mullo_epi16(_mm512_cvtepu8_epi16(_mm512_castsi512_si256(quarters)), basis_points));
  _mm512_storeu_si512(
      results.cap_rate_bp.data() + out + kRound / 2,
      _mm512_mullo_epi16(_mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(quarters, 1)),
                         basis_points));

  const __mmask64 size_ok =
      _mm512_cmple_epu8_mask(_mm512_sub_epi8(size, _mm512_set1_epi8(1)), _mm512_set1_epi8(2));
  const __m512i bad =
      _mm512_or_si512(_mm512_loadu_si512(of.tax_arrears), _mm512_loadu_si512(of.blacklisted));
  const __mmask64 clean = _mm512_mask_cmpge_epu8_mask(
      _mm512_testn_epi8_mask(bad, bad), _mm512_loadu_si512(of.si_months), _mm512_set1_epi8(6));
  const __mmask64 eligible = size_ok & clean & in_window & age_ok & few;
  store_truths(results.in_window, out, in_window);
  store_truths(results.age_ok, out, age_ok);
  store_truths(results.size_ok, out, size_ok);
  store_truths(results.clean, out, clean);
  store_truths(results.eligible, out, eligible);
  eligible_count += __builtin_popcountll(eligible);

  const __m512d limits = _mm512_load_pd(kLimits);
  for (std::size_t part = 0; part < kRound; part += 8) {
    // In thousandths of a per cent: half of the rate, at most the cap.
    const __m512d half = _mm512_cvtepi32_pd(
        _mm256_mullo_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(of.rate + part)),
                           _mm256_set1_epi32(5)));
    const __m512d cap = _mm512_cvtepi32_pd(_mm256_mullo_epi32(
        _mm256_cvtepi16_epi32(_mm_loadu_si128(
            reinterpret_cast<const __m128i*>(results.cap_rate_bp.data() + out + part))),
        _mm256_set1_epi32(10)));
    const __m512d loan = _mm512_cvtepi64_pd(_mm512_loadu_si512(of.loan + part));
    // Half a fen more, and half of the finest step, so that no quotient lies on a whole number.
    const __m512d more = _mm512_fmadd_pd(loan, _mm512_min_pd(half, cap), _mm512_set1_pd(50'000.5));
    const __m512d amount = _mm512_mul_pd(more, _mm512_set1_pd(1e-5));
    const __m512d limit = _mm512_permutexvar_pd(eight(results.size.data() + out + part), limits);
    const __m512i subsidy = _mm512_maskz_cvttpd_epi64(static_cast<__mmask8>(eligible >> part),
                                                      _mm512_min_pd(amount, limit));
    _mm512_storeu_si512(results.subsidy_fen.data() + out + part, subsidy);
    fen = _mm512_add_epi64(fen, subsidy);
  }
}

}  // namespace

void by_avx512(const Sme10Columns& rows, std::size_t first, std::size_t count,
               Sme10Results& results, Sme10Sums& sums) {
  __m512i fen = _mm512_setzero_si512();
  std::int64_t eligible = 0;
  for (std::size_t at = 0; at < count; at += kRound)
    one_round(Round(rows, first + at), at, results, fen, eligible);
  sums.subsidy_fen += _mm512_reduce_add_epi64(fen);
  sums.eligible += eligible;
}

}  // namespace fugong::bench
