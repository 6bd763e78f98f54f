// Every copy of the loops does the same as plain arithmetic, one row after the other.
#include "engines/columns/kernels.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

namespace fugong::columns {
namespace {

using Wide = __int128;

constexpr std::size_t kRows = 1'031;  // no multiple of what fits a register

class KernelsTest : public testing::TestWithParam<std::size_t> {
 protected:
  const Kernels& loops() const { return kernels_of_level(GetParam()); }

  /// Small and large ones, of both signs.
  std::vector<std::int64_t> numbers(int most_bits) {
    std::vector<std::int64_t> made(kRows);
    for (std::int64_t& number : made) {
      const auto bits = static_cast<int>(random_() % static_cast<unsigned>(most_bits)) + 1;
      number = static_cast<std::int64_t>(random_() & ((std::uint64_t{1} << bits) - 1));
      if (random_() % 2 == 0) number = -number;
    }
    return made;
  }
  std::vector<Code> codes(std::size_t end) {
    std::vector<Code> made(kRows);
    for (Code& code : made)
      code = static_cast<Code>(random_() % end);
    return made;
  }
  std::vector<Code> table(std::size_t end) {
    std::vector<Code> made(end + kTableStep, kUnset);
    for (std::size_t i = 0; i < end; ++i)
      made[i] = static_cast<Code>(random_() % 1'000);
    return made;
  }

  std::mt19937_64 random_{20'200'209};
};

TEST_P(KernelsTest, MapsByTablesOfEverySize) {
  std::vector<Code> out(kRows);
  constexpr std::size_t kEnds[] = {1, 2, 31, 32, 33, 63, 64, 65, 128, 200, 256, 257, 5'000};
  for (const std::size_t end : kEnds) {
    const auto by = table(end);
    const auto a = codes(end);
    EXPECT_FALSE(loops().map(a.data(), kRows, by.data(), end, out.data())) << end;
    for (std::size_t row = 0; row < kRows; ++row)
      ASSERT_EQ(out[row], by[a[row]]) << end << " row " << row;
  }
}

TEST_P(KernelsTest, MapsBytesAsItMapsCodes) {
  std::vector<Code> out(kRows);
  for (const std::size_t end : {1U, 33U, 64U, 200U, 256U}) {
    auto by = table(end);
    std::vector<std::uint8_t> a(kRows);
    for (std::uint8_t& byte : a)
      byte = static_cast<std::uint8_t>(random_() % end);
    EXPECT_FALSE(loops().map_bytes(a.data(), kRows, by.data(), end, out.data())) << end;
    for (std::size_t row = 0; row < kRows; ++row)
      ASSERT_EQ(out[row], by[a[row]]) << end << " row " << row;
    by[a.back()] = kUnset;
    EXPECT_TRUE(loops().map_bytes(a.data(), kRows, by.data(), end, out.data())) << end;
  }
}

TEST_P(KernelsTest, CountsCodesAndTellsWhichHaveNoCount) {
  std::vector<std::int64_t> out(kRows);
  for (const std::size_t end : {1U, 8U, 9U, 16U, 17U, 40U}) {
    auto by = numbers(60);
    by.resize(end);
    const auto a = codes(end);
    EXPECT_FALSE(loops().count_codes(a.data(), kRows, by.data(), end, out.data())) << end;
    for (std::size_t row = 0; row < kRows; ++row)
      ASSERT_EQ(out[row], by[a[row]]) << end;
    by[a.back()] = kNoCount;
    EXPECT_TRUE(loops().count_codes(a.data(), kRows, by.data(), end, out.data())) << end;
  }
}

TEST_P(KernelsTest, KeepsNumbersWhereTheyStand) {
  const auto by = codes(3);
  const auto before = numbers(60);
  auto after = before;
  loops().keep_numbers(by.data(), kRows, after.data());
  for (std::size_t row = 0; row < kRows; ++row)
    ASSERT_EQ(after[row], by[row] == kNumber ? before[row] : 0);
}

TEST_P(KernelsTest, WidensWithoutSign) {
  std::vector<std::uint64_t> words(kRows);
  for (std::uint64_t& word : words)
    word = random_();
  std::vector<std::int64_t> out(kRows);
  for (const unsigned bytes : {1U, 2U, 4U, 8U}) {
    const std::int64_t most = loops().widen({words.data(), bytes}, kRows, out.data());
    EXPECT_EQ(most, *std::max_element(out.begin(), out.end()));
    for (std::size_t row = 0; row < kRows; ++row) {
      std::uint64_t expected = 0;
      std::memcpy(&expected, reinterpret_cast<const char*>(words.data()) + row * bytes, bytes);
      ASSERT_EQ(out[row], static_cast<std::int64_t>(expected)) << bytes;
    }
  }
}

TEST_P(KernelsTest, MapsByPairsAndTellsOfWhatIsNotKnownYet) {
  std::vector<Code> out(kRows);
  for (const unsigned shift : {0U, 1U, 3U, 5U, 8U}) {
    const std::size_t b_end = std::size_t{1} << shift;
    constexpr std::size_t kEnd = 7;
    auto by = table(kEnd << shift);
    const auto a = codes(kEnd);
    const auto b = codes(b_end);
    EXPECT_FALSE(
        loops().map_pair(a.data(), b.data(), kRows, shift, by.data(), kEnd << shift, out.data()));
    for (std::size_t row = 0; row < kRows; ++row)
      ASSERT_EQ(out[row], by[std::size_t{a[row]} << shift | b[row]]);
    by[std::size_t{a[kRows - 1]} << shift | b[kRows - 1]] = kUnset;
    EXPECT_TRUE(
        loops().map_pair(a.data(), b.data(), kRows, shift, by.data(), kEnd << shift, out.data()));
    EXPECT_EQ(out[kRows - 1], kUnset);
  }
}

TEST_P(KernelsTest, MarksRowsAndTellsWhetherAnyIsLeft) {
  constexpr std::uint8_t kLast = 2;
  for (const std::size_t end : {std::size_t{5}, std::size_t{70}, std::size_t{400}}) {
    const auto a = codes(end);
    std::vector<Code> by(end + kTableStep, 0);
    for (std::size_t i = 0; i < end; ++i)
      by[i] = static_cast<Code>(random_() % 8);
    std::vector<std::uint8_t> marks(kRows);
    for (std::uint8_t& mark : marks)
      mark = static_cast<std::uint8_t>(random_() % 2 * 8);
    const auto was = marks;
    EXPECT_TRUE(loops().mark(a.data(), kRows, by.data(), end, kLast, marks.data()));
    for (std::size_t row = 0; row < kRows; ++row)
      ASSERT_EQ(marks[row], was[row] | by[a[row]]);
    for (std::size_t i = 0; i < end; ++i)
      by[i] = kLast;
    EXPECT_FALSE(loops().mark(a.data(), kRows, by.data(), end, kLast, marks.data()));
    by[a[kRows - 1]] = 0;
    std::vector<std::uint8_t> none(kRows, 0);
    EXPECT_TRUE(loops().mark(a.data(), kRows, by.data(), end, kLast, none.data()));
  }
}

TEST_P(KernelsTest, RanksAmongThresholds) {
  std::vector<Code> out(kRows);
  constexpr std::size_t kCounts[] = {1, 3, 7, 15, 31, 63, 255};
  for (const std::size_t count : kCounts) {
    std::vector<std::int64_t> thresholds(count);
    for (std::int64_t& threshold : thresholds)
      threshold = static_cast<std::int64_t>(random_() % 1'000);
    std::sort(thresholds.begin(), thresholds.end());
    std::vector<std::int64_t> x(kRows);
    for (std::int64_t& number : x)
      number = static_cast<std::int64_t>(random_() % 1'002) - 1;
    loops().rank(wide(x.data()), kRows, thresholds.data(), count, out.data());
    for (std::size_t row = 0; row < kRows; ++row) {
      const auto passed = std::upper_bound(thresholds.begin(), thresholds.end(), x[row]);
      ASSERT_EQ(out[row], kFirst + (passed - thresholds.begin())) << count;
    }
  }
}

TEST_P(KernelsTest, RanksWhatNo32BitsHold) {
  constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kEdge = std::numeric_limits<std::int32_t>::max();
  const std::vector<std::vector<std::int64_t>> kAll{
      {-5, 7, kEdge},         {-kEdge, 0, kNever},
      {3, kNever, kNever},    {-kEdge - 1, 1, 2},
      {1, kEdge + 1, kNever}, {1, 2, 3, kEdge - 1, kEdge, kEdge + 1, std::int64_t{1} << 40}};
  auto x = numbers(60);
  for (int i = -2; i <= 2; ++i) {
    x.push_back(kEdge + i);
    x.push_back(-kEdge + i);
  }
  std::vector<Code> out(x.size());
  for (const auto& thresholds : kAll) {
    loops().rank(wide(x.data()), x.size(), thresholds.data(), thresholds.size(), out.data());
    for (std::size_t row = 0; row < x.size(); ++row) {
      const auto passed = std::upper_bound(thresholds.begin(), thresholds.end(), x[row]);
      ASSERT_EQ(out[row], kFirst + (passed - thresholds.begin())) << x[row];
    }
  }
}

TEST_P(KernelsTest, RanksNarrowNumbersAsWideOnes) {
  std::vector<std::uint64_t> words(kRows);
  for (std::uint64_t& word : words)
    word = random_() >> 1;
  std::vector<std::int64_t> x(kRows);
  std::vector<Code> out(kRows);
  std::vector<Code> expected(kRows);
  for (const unsigned bytes : {1U, 2U, 4U, 8U}) {
    const Narrow narrow{words.data(), bytes};
    loops().widen(narrow, kRows, x.data());
    for (const std::size_t count : {1U, 3U, 7U, 31U, 63U, 127U}) {
      std::vector<std::int64_t> thresholds;
      for (std::size_t i = 0; i < count; ++i)
        thresholds.push_back(x[i * 7]);
      std::sort(thresholds.begin(), thresholds.end());
      loops().rank(narrow, kRows, thresholds.data(), count, out.data());
      for (std::size_t row = 0; row < kRows; ++row) {
        const auto passed = std::upper_bound(thresholds.begin(), thresholds.end(), x[row]);
        ASSERT_EQ(out[row], kFirst + (passed - thresholds.begin())) << bytes << " " << count;
      }
    }
  }
}

TEST_P(KernelsTest, ComparesLinesOfHalfAndWholeColumns) {
  std::vector<std::uint32_t> half(kRows);
  for (std::uint32_t& number : half)
    number = static_cast<std::uint32_t>(random_() >> (32 + random_() % 30));
  const auto whole = numbers(40);
  std::vector<Code> truths(kRows);
  const Narrow of_half{half.data(), 4};
  const Narrow of_whole = wide(whole.data());
  const auto at = [&](const Line& line, std::size_t row) {
    const std::int64_t x = line.x.bytes == 4 ? half[row] : whole[row];
    return line.factor * x + line.plus;
  };
  const Line lines[] = {{of_half},         {of_half, 1, 365},     {of_half, 1'000, -7},
                        {of_half, -3, 12}, {of_half, 1LL << 27},  {of_whole},
                        {of_whole, 9, 1},  {of_whole, -1, 1'000}, {of_half, 55}};
  for (const Line& a : lines) {
    for (const Line& b : lines) {
      loops().compare(a, b, Order::less, kRows, truths.data());
      for (std::size_t row = 0; row < kRows; ++row)
        ASSERT_EQ(truths[row], at(a, row) < at(b, row) ? kTrue : kFalse);
      loops().compare(a, b, Order::less_equal, kRows, truths.data());
      for (std::size_t row = 0; row < kRows; ++row)
        ASSERT_EQ(truths[row], at(a, row) <= at(b, row) ? kTrue : kFalse);
      loops().compare(a, b, Order::equal, kRows, truths.data());
      for (std::size_t row = 0; row < kRows; ++row)
        ASSERT_EQ(truths[row], at(a, row) == at(b, row) ? kTrue : kFalse);
    }
  }
}

TEST_P(KernelsTest, LooksUpNumbers) {
  const auto by = table(500);
  std::vector<std::int64_t> x(kRows);
  for (std::int64_t& number : x)
    number = 1'000 + static_cast<std::int64_t>(random_() % 500);
  std::vector<Code> out(kRows);
  EXPECT_FALSE(loops().map_number(x.data(), kRows, 1'000, by.data(), out.data()));
  for (std::size_t row = 0; row < kRows; ++row)
    ASSERT_EQ(out[row], by[static_cast<std::size_t>(x[row] - 1'000)]);
}

TEST_P(KernelsTest, AddsComparesAndChooses) {
  const auto a = numbers(40);
  auto b = numbers(40);
  std::copy_n(a.begin(), 50, b.begin());  // equal ones too
  std::vector<std::int64_t> out(kRows);
  std::vector<Code> truths(kRows);
  const auto holds = [&](const auto& of) {
    for (std::size_t row = 0; row < kRows; ++row)
      EXPECT_EQ(out[row], of(a[row], b[row]));
  };
  const auto says = [&](const auto& of) {
    for (std::size_t row = 0; row < kRows; ++row)
      EXPECT_EQ(truths[row], of(a[row], b[row]) ? kTrue : kFalse);
  };
  loops().add(a.data(), b.data(), kRows, out.data());
  holds([](auto x, auto y) { return x + y; });
  loops().subtract(a.data(), b.data(), kRows, out.data());
  holds([](auto x, auto y) { return x - y; });
  loops().multiply_by(wide(a.data()), 1'000, kRows, out.data());
  holds([](auto x, auto) { return x * 1'000; });
  loops().least(a.data(), b.data(), kRows, out.data());
  holds([](auto x, auto y) { return std::min(x, y); });
  loops().greatest(a.data(), b.data(), kRows, out.data());
  holds([](auto x, auto y) { return std::max(x, y); });
  loops().compare({wide(a.data())}, {wide(b.data())}, Order::less, kRows, truths.data());
  says([](auto x, auto y) { return x < y; });
  loops().compare({wide(a.data())}, {wide(b.data())}, Order::less_equal, kRows, truths.data());
  says([](auto x, auto y) { return x <= y; });
  loops().compare({wide(a.data())}, {wide(b.data())}, Order::equal, kRows, truths.data());
  says([](auto x, auto y) { return x == y; });
  loops().choose(truths.data(), a.data(), b.data(), kRows, out.data());
  holds([](auto x, auto y) { return x == y ? x : y; });
  std::int64_t low = 0;
  std::int64_t high = 0;
  loops().bounds(wide(a.data()), kRows, &low, &high);
  EXPECT_EQ(low, *std::min_element(a.begin(), a.end()));
  EXPECT_EQ(high, *std::max_element(a.begin(), a.end()));
}

/// By whole numbers of 128 bits.
std::int64_t rounded(std::int64_t x, std::int64_t divisor, Rounding rounding) {
  Wide down = Wide{x} / divisor;
  if (Wide{x} % divisor < 0) --down;
  const Wide rest = Wide{x} - down * divisor;
  const int half = 2 * rest < divisor ? -1 : 2 * rest > divisor ? 1 : 0;
  bool up = false;
  switch (rounding) {
    case Rounding::half_even:
      up = half > 0 || (half == 0 && down % 2 != 0);
      break;
    case Rounding::half_up:
      up = half > 0 || (half == 0 && x > 0);
      break;
    case Rounding::half_down:
      up = half > 0 || (half == 0 && x < 0);
      break;
    case Rounding::up:
      up = rest != 0 && x > 0;
      break;
    case Rounding::down:
      up = rest != 0 && x < 0;
      break;
    case Rounding::ceiling:
      up = rest != 0;
      break;
    case Rounding::floor:
      break;
  }
  return static_cast<std::int64_t>(up ? down + 1 : down);
}

TEST_P(KernelsTest, DividesToTheLastDigit) {
  constexpr Rounding kAll[] = {Rounding::half_even, Rounding::half_up, Rounding::half_down,
                               Rounding::up,        Rounding::down,    Rounding::ceiling,
                               Rounding::floor};
  std::vector<std::int64_t> out(kRows);
  for (int round = 0; round < 40; ++round) {
    auto x = numbers(61);
    std::vector<std::int64_t> divisors(kRows);
    for (std::size_t row = 0; row < kRows; ++row) {
      constexpr std::int64_t kDivisors[] = {1, 2, 3, 10, 100, 365, 36'000, 999'999'937};
      divisors[row] = random_() % 4 == 0
                          ? static_cast<std::int64_t>(random_() % (std::uint64_t{1} << 45)) + 1
                          : kDivisors[random_() % 8];
      // Ties, and what lies one beside them.
      if (random_() % 4 == 0) {
        const std::int64_t many =
            static_cast<std::int64_t>(random_() % (std::uint64_t{1} << 15)) - 16'384;
        x[row] =
            many * divisors[row] + divisors[row] / 2 + static_cast<std::int64_t>(random_() % 3) - 1;
      }
    }
    constexpr std::int64_t kNear = (std::int64_t{1} << 50) - 1;
    auto near = numbers(50);
    near[0] = kNear;
    near[1] = -kNear;
    for (const Rounding rounding : kAll) {
      loops().divide(x.data(), divisors.data(), kRows, rounding, out.data());
      for (std::size_t row = 0; row < kRows; ++row) {
        ASSERT_EQ(out[row], rounded(x[row], divisors[row], rounding))
            << x[row] << " / " << divisors[row] << " rounding " << static_cast<int>(rounding);
      }
      const std::int64_t one = divisors[static_cast<std::size_t>(round)];
      for (const auto* of : {&x, &near}) {
        const std::int64_t most = of == &x ? kFar : kNear;
        // Multiples of this divisor, and what lies one beside them.
        auto dividends = *of;
        for (std::size_t row = 0; row < kRows; row += 3)
          dividends[row] -= dividends[row] % one + static_cast<std::int64_t>(row % 2);
        loops().divide_by(dividends.data(), most, one, kRows, rounding, out.data());
        for (std::size_t row = 0; row < kRows; ++row) {
          ASSERT_EQ(out[row], rounded(dividends[row], one, rounding))
              << dividends[row] << " / " << one << " rounding " << static_cast<int>(rounding);
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Levels, KernelsTest, testing::Range<std::size_t>(0, kernel_levels()),
                         [](const auto& level) {
                           std::string name = kernels_of_level(level.param).name;
                           std::erase_if(name, [](char c) { return c == '-' || c == '_'; });
                           return name;
                         });

}  // namespace
}  // namespace fugong::columns
