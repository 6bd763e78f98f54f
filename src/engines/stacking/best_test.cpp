#include "engines/stacking/best.hpp"

#include <gtest/gtest.h>

#include <random>

namespace fugong::stacking {
namespace {

Range fen(std::int64_t exact) {
  return {Money{exact}, Money{exact}};
}
Range fen(std::int64_t low, std::int64_t high) {
  return {Money{low}, Money{high}};
}
Range from(std::int64_t low) {
  return {Money{low}, std::nullopt};
}

const Range& cash(const Combination& c) {
  return c.totals[0];
}
const Range& relief(const Combination& c) {
  return c.totals[1];
}
const Range& liquidity(const Combination& c) {
  return c.totals[2];
}

TEST(Stacking, takesAllWhereNoRuleForbids) {
  Problem p;
  p.offers = {{0, Total::cash, fen(100)}, {1, Total::relief, fen(20)}, {2, Total::none, {}}};
  const Combination best = combine(p);
  EXPECT_EQ(cash(best), fen(100));
  EXPECT_EQ(relief(best), fen(20));
  EXPECT_EQ(liquidity(best), fen(0));
  EXPECT_TRUE(best.offers[2].taken);
  EXPECT_TRUE(best.settled);
}

TEST(Stacking, holdsOneOfAnExclusiveGroupAndSaysWhichRuleTookTheOther) {
  Problem p;
  p.offers = {{0, Total::cash, fen(100)}, {1, Total::cash, fen(300)}};
  p.exclusive = {{{0, 1}}};
  const Combination best = combine(p);
  EXPECT_EQ(cash(best), fen(300));
  EXPECT_FALSE(best.offers[0].taken);
  EXPECT_EQ(best.offers[0].lost, 0U);
  EXPECT_TRUE(best.offers[1].taken);
}

TEST(Stacking, theSubjectsOfOneProvisionDontExcludeEachOther) {
  Problem p;
  p.offers = {{0, Total::cash, fen(200)}, {0, Total::cash, fen(200)}, {1, Total::cash, fen(300)}};
  p.exclusive = {{{0, 1, 2}}};
  EXPECT_EQ(cash(combine(p)), fen(400));
}

TEST(Stacking, whatIsDroppedTakesDownWhatStandsOnIt) {
  Problem p;
  p.offers = {{0, Total::cash, fen(100)},
              {1, Total::cash, fen(50)},
              {2, Total::cash, fen(10)},
              {3, Total::cash, fen(155)}};
  p.exclusive = {{{0, 3}}};
  p.requirements = {{1, {0}}, {2, {1}}};
  Combination best = combine(p);
  EXPECT_EQ(cash(best), fen(160));  // 100 + 50 + 10 > 155
  EXPECT_EQ(best.offers[3].lost, 0U);
  p.offers[2].amount = fen(4);
  best = combine(p);
  EXPECT_EQ(cash(best), fen(155));  // 100 + 50 + 4 < 155
  EXPECT_EQ(best.offers[1].without, 0U);
  EXPECT_EQ(best.offers[2].without, 1U);
}

TEST(Stacking, aRequirementIsMetByAnyOfItsBases) {
  Problem p;
  p.offers = {{0, Total::cash, fen(1)}, {1, Total::cash, fen(2)}, {2, Total::cash, fen(7)}};
  p.exclusive = {{{0, 1}}};
  p.requirements = {{2, {0, 1}}};
  EXPECT_EQ(cash(combine(p)), fen(9));
  p.requirements = {{2, {}}};
  EXPECT_EQ(cash(combine(p)), fen(2));
}

TEST(Stacking, aCapCutsTheLastServed) {
  Problem p;
  p.offers = {{0, Total::cash, fen(60)}, {1, Total::cash, fen(50)}};
  p.caps = {{{0, 1}, Money{100}}};
  const Combination best = combine(p);
  EXPECT_EQ(cash(best), fen(100));
  EXPECT_EQ(best.offers[0].amount, fen(60));
  EXPECT_EQ(best.offers[1].amount, fen(40));
  EXPECT_EQ(best.offers[1].cut, 0U);
  EXPECT_FALSE(best.offers[0].cut.has_value());
}

TEST(Stacking, oneFenUnderTheCapCutsNothing) {
  Problem p;
  p.offers = {{0, Total::cash, fen(60)}, {1, Total::cash, fen(40)}};
  p.caps = {{{0, 1}, Money{100}}};
  EXPECT_FALSE(combine(p).offers[1].cut.has_value());
  p.offers[1].amount = fen(41);
  EXPECT_EQ(combine(p).offers[1].cut, 0U);
}

TEST(Stacking, aCapMayMakeTheSmallerOfTwoTheBetter) {
  Problem p;  // A 100 or B 90; a grant C of 50 shares a cap of 100 with A only
  p.offers = {{0, Total::cash, fen(100)}, {1, Total::cash, fen(90)}, {2, Total::cash, fen(50)}};
  p.exclusive = {{{0, 1}}};
  p.caps = {{{0, 2}, Money{100}}};
  const Combination best = combine(p);
  EXPECT_EQ(cash(best), fen(140));
  EXPECT_TRUE(best.offers[1].taken);
}

TEST(Stacking, theTotalsAreNotAddedAndTheObjectiveSaysWhichCounts) {
  Problem p;
  p.offers = {{0, Total::cash, fen(10)}, {1, Total::liquidity, fen(1'000)}};
  p.exclusive = {{{0, 1}}};
  EXPECT_EQ(cash(combine(p)), fen(10));
  const Combination other = combine(p, {Total::liquidity, Total::cash, Total::relief});
  EXPECT_EQ(liquidity(other), fen(1'000));
  EXPECT_EQ(cash(other), fen(0));
}

TEST(Stacking, aRangeThatMayStillWinLeavesTheChoiceUnsettled) {
  Problem p;
  p.offers = {{0, Total::cash, fen(100)}, {1, Total::cash, fen(20, 150)}};
  p.exclusive = {{{0, 1}}};
  EXPECT_TRUE(combine(p).offers[0].taken);
  EXPECT_FALSE(combine(p).settled);
  p.offers[1].amount = fen(20, 100);
  EXPECT_TRUE(combine(p).settled);
  p.offers[1].amount = from(20);
  EXPECT_FALSE(combine(p).settled);
}

TEST(Stacking, aRangeThatBothSetsHoldUnsettlesNothing) {
  Problem p;
  p.offers = {{0, Total::cash, fen(100)}, {1, Total::cash, fen(90)}, {2, Total::cash, fen(0, 500)}};
  p.exclusive = {{{0, 1}}};
  p.caps = {{{0, 1, 2}, Money{10'000}}};  // ties the three together and never cuts
  EXPECT_TRUE(combine(p).settled);
}

TEST(Stacking, anUnknownCapLeavesNothingSureOfWhatItCovers) {
  Problem p;
  p.offers = {{0, Total::relief, fen(70)}};
  p.caps = {{{0}, std::nullopt}};
  EXPECT_EQ(relief(combine(p)), fen(0, 70));
}

TEST(Stacking, aHugeComponentSaysThatItWasNotSearchedToTheEnd) {
  Problem p;
  for (std::size_t group = 0; group < 20; ++group) {
    p.offers.push_back({2 * group, Total::cash, fen(1)});
    p.offers.push_back({2 * group + 1, Total::cash, fen(2)});
    p.exclusive.push_back({{2 * group, 2 * group + 1}});
  }
  EXPECT_TRUE(combine(p).exhaustive);  // twenty components of two sets
  EXPECT_EQ(cash(combine(p)), fen(40));
  p.caps.emplace_back();
  for (std::size_t offer = 0; offer < p.offers.size(); ++offer)
    p.caps[0].offers.push_back(offer);
  p.caps[0].limit = Money{1'000};
  EXPECT_FALSE(combine(p).exhaustive);
}

// What any legal set gives, worked out by trying all subsets of offers.
struct Brute {
  const Problem& p;

  bool legal(unsigned set) const {
    for (const Exclusive& group : p.exclusive) {
      std::optional<std::size_t> held;
      for (const std::size_t offer : group.offers) {
        if ((set >> offer & 1U) == 0) continue;
        if (held && *held != p.offers[offer].provision) return false;
        held = p.offers[offer].provision;
      }
    }
    for (const Requirement& need : p.requirements) {
      if ((set >> need.offer & 1U) == 0) continue;
      bool met = false;
      for (const std::size_t base : need.any_of)
        met = met || (set >> base & 1U) != 0;
      if (!met) return false;
    }
    return true;
  }

  std::array<std::int64_t, 3> totals(unsigned set) const {
    std::vector<std::int64_t> amounts(p.offers.size(), 0);
    for (std::size_t i = 0; i < amounts.size(); ++i) {
      if ((set >> i & 1U) != 0) amounts[i] = p.offers[i].amount.low.fen;
    }
    for (const Cap& cap : p.caps) {
      std::int64_t left = cap.limit->fen;
      for (const std::size_t offer : cap.offers) {
        amounts[offer] = std::min(amounts[offer], left);
        left -= amounts[offer];
      }
    }
    std::array<std::int64_t, 3> sums{};
    for (std::size_t i = 0; i < amounts.size(); ++i) {
      if (p.offers[i].total != Total::none) {
        sums[static_cast<std::size_t>(p.offers[i].total)] += amounts[i];
      }
    }
    return sums;
  }

  std::array<std::int64_t, 3> best() const {
    std::array<std::int64_t, 3> top{-1, -1, -1};
    for (unsigned set = 0; set < 1U << p.offers.size(); ++set) {
      if (legal(set)) top = std::max(top, totals(set));
    }
    return top;
  }
};

TEST(Stacking, isTheBestOfAllSubsets) {
  std::mt19937 random(20200209);
  const auto below = [&](std::size_t n) { return random() % n; };
  for (int round = 0; round < 2'000; ++round) {
    Problem p;
    const std::size_t n = 2 + below(7);
    for (std::size_t i = 0; i < n; ++i) {
      p.offers.push_back({i, static_cast<Total>(below(4)), fen(static_cast<int>(below(50)))});
    }
    const auto some = [&](std::size_t least) {
      std::vector<std::size_t> offers;
      for (std::size_t i = 0; i < n; ++i) {
        if (below(3) == 0 || offers.size() + (n - i) <= least) offers.push_back(i);
      }
      return offers;
    };
    for (std::size_t i = below(3); i > 0; --i)
      p.exclusive.push_back({some(2)});
    for (std::size_t i = below(3); i > 0; --i) {
      p.caps.push_back({some(1), Money{static_cast<std::int64_t>(below(80))}});
    }
    for (std::size_t i = below(3); i > 0; --i)
      p.requirements.push_back({below(n), some(1)});
    const Combination best = combine(p);
    const auto expected = Brute{p}.best();
    for (std::size_t total = 0; total < kTotals; ++total) {
      ASSERT_EQ(best.totals[total], fen(expected[total])) << "round " << round;
    }
    unsigned set = 0;
    for (std::size_t i = 0; i < n; ++i)
      set |= best.offers[i].taken ? 1U << i : 0U;
    ASSERT_TRUE(Brute{p}.legal(set)) << "round " << round;
  }
}

}  // namespace
}  // namespace fugong::stacking
