#include "platform/identity/rate_limit.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fugong::identity {
namespace {

TEST(RateLimits, ABurstAndThenAsMuchAsComesBack) {
  FixedClock clock(1'000'000);
  RateLimits limits(clock, {{"login", {.burst = 3, .per_minute = 6}}});
  for (std::int64_t left = 2; left >= 0; --left) {
    const Taken taken = limits.take("login", "a");
    EXPECT_TRUE(taken.allowed);
    EXPECT_EQ(taken.remaining, left);
  }
  EXPECT_FALSE(limits.take("login", "a").allowed);
  EXPECT_EQ(limits.take("login", "a").retry_after_ms, 10'000);
  clock.move_to(1'009'999);
  EXPECT_EQ(limits.take("login", "a").retry_after_ms, 1);
  clock.move_to(1'010'000);
  EXPECT_TRUE(limits.take("login", "a").allowed);
  EXPECT_FALSE(limits.take("login", "a").allowed);
}

TEST(RateLimits, SendersAndClassesAreCountedApart) {
  FixedClock clock(0);
  RateLimits limits(
      clock, {{"login", {.burst = 1, .per_minute = 1}}, {"check", {.burst = 1, .per_minute = 1}}});
  EXPECT_TRUE(limits.take("login", "a").allowed);
  EXPECT_TRUE(limits.take("login", "b").allowed);
  EXPECT_TRUE(limits.take("check", "a").allowed);
  EXPECT_FALSE(limits.take("login", "a").allowed);
}

TEST(RateLimits, NoMoreThanABurstIsSavedUp) {
  FixedClock clock(0);
  RateLimits limits(clock, {{"check", {.burst = 2, .per_minute = 60}}});
  EXPECT_TRUE(limits.take("check", "a").allowed);
  clock.move_to(std::int64_t{400} * 365 * 86'400'000);
  EXPECT_TRUE(limits.take("check", "a").allowed);
  EXPECT_TRUE(limits.take("check", "a").allowed);
  EXPECT_FALSE(limits.take("check", "a").allowed);
}

TEST(RateLimits, AClockThatIsSetBackBringsNothing) {
  FixedClock clock(1'000'000);
  RateLimits limits(clock, {{"check", {.burst = 1, .per_minute = 1}}});
  EXPECT_TRUE(limits.take("check", "a").allowed);
  clock.move_to(0);
  EXPECT_FALSE(limits.take("check", "a").allowed);
}

TEST(RateLimits, WhoIsQuietMakesRoom) {
  FixedClock clock(0);
  RateLimits limits(clock, {{"check", {.burst = 2, .per_minute = 1}}});
  for (std::size_t i = 0; i < kMaxBuckets - 1; ++i)
    ASSERT_TRUE(limits.take("check", std::to_string(i)).allowed);
  clock.move_to(60'000);
  EXPECT_TRUE(limits.take("check", "busy").allowed);
  EXPECT_TRUE(limits.take("check", "busy").allowed);
  // One more than there is room for: the others are full again and go, the busy one is kept.
  EXPECT_TRUE(limits.take("check", "new").allowed);
  EXPECT_FALSE(limits.take("check", "busy").allowed);
}

}  // namespace
}  // namespace fugong::identity
