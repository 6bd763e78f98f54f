#include "engines/columns/memo.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>

namespace fugong::columns {
namespace {

TEST(PairTable, KeepsWhatItKnowsWhileItGrows) {
  std::mt19937 random(3);
  for (int round = 0; round < 200; ++round) {
    PairTable table;
    std::map<std::pair<Code, Code>, Code> known;
    std::size_t a_end = 1;
    std::size_t b_end = 1;
    for (int step = 0; step < 12; ++step) {
      a_end = std::max<std::size_t>(a_end, 1 + random() % 9'000);
      b_end = std::max<std::size_t>(b_end, 1 + random() % 2'200);
      if (!table.cover(a_end, b_end)) {
        EXPECT_GT(a_end * b_end, PairTable::kMost / 4);
        break;
      }
      for (const auto& [at, code] : known)
        ASSERT_EQ(table.at(at.first, at.second), code);
      for (int i = 0; i < 50; ++i) {
        const std::pair at{static_cast<Code>(random() % a_end),
                           static_cast<Code>(random() % b_end)};
        const auto [kept, is_new] = known.try_emplace(at, static_cast<Code>(random() % 60'000));
        EXPECT_EQ(table.at(at.first, at.second), is_new ? kUnset : kept->second);
        table.at(at.first, at.second) = kept->second;
      }
    }
  }
}

TEST(NumberTable, GrowsOnBothSides) {
  NumberTable table;
  ASSERT_TRUE(table.cover(18'000, 18'010));
  table.at(18'005) = 7;
  ASSERT_TRUE(table.cover(17'000, 18'001));
  ASSERT_TRUE(table.cover(18'000, 19'000));
  EXPECT_EQ(table.at(18'005), 7);
  EXPECT_EQ(table.at(17'000), kUnset);
  EXPECT_FALSE(table.cover(0, NumberTable::kMost + 20'000));
  EXPECT_FALSE(NumberTable().cover(0, std::int64_t{1} << 50));
}

TEST(TupleMemo, FindsEachKeyUntilItForgetsThemAll) {
  TupleMemo memo;
  const auto key = [](std::uint64_t i) { return std::array<std::uint64_t, 3>{i, i * i, ~i}; };
  constexpr std::uint64_t kMany = 50'000;
  for (std::uint64_t i = 0; i < kMany; ++i) {
    EXPECT_EQ(memo.find(key(i)), kUnset);
    memo.keep(key(i), static_cast<Code>(i % 60'000));
  }
  for (std::uint64_t i = 0; i < kMany; ++i)
    ASSERT_EQ(memo.find(key(i)), static_cast<Code>(i % 60'000));
  for (std::uint64_t i = kMany; i < kMany + TupleMemo::kMost; ++i)
    memo.keep(key(i), 5);
  EXPECT_EQ(memo.find(key(kMany + TupleMemo::kMost - 1)), 5);
}

}  // namespace
}  // namespace fugong::columns
