#include "platform/http/rate_limit.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace fugong::http {
namespace {

std::string header_of(const Response& response, std::string_view name) {
  for (const auto& [header, value] : response.headers) {
    if (header == name) return value;
  }
  return "";
}

class RateLimit : public testing::Test {
 protected:
  void pass(std::int64_t ms) { clock_.move_to(clock_.now_ms() + ms); }
  /// How many of so many are granted.
  static int granted(RateLimiter& limiter, std::string_view client, int asked) {
    int count = 0;
    for (int i = 0; i < asked; ++i)
      count += limiter.take(client).granted ? 1 : 0;
    return count;
  }
  FixedClock clock_{1'000'000};
};

TEST_F(RateLimit, AFullBucketIsGrantedAndFillsUpEvenly) {
  RateLimiter limiter(clock_, {"login", 5, 60'000});
  EXPECT_EQ(granted(limiter, "a", 9), 5);
  pass(11'999);
  EXPECT_EQ(granted(limiter, "a", 9), 0);
  pass(1);
  EXPECT_EQ(granted(limiter, "a", 9), 1);
  pass(24'000);
  EXPECT_EQ(granted(limiter, "a", 9), 2);
  pass(3'600'000);
  EXPECT_EQ(granted(limiter, "a", 9), 5);
}

TEST_F(RateLimit, PartsOfATokenAreNotLost) {
  RateLimiter limiter(clock_, {"x", 7, 1'000});
  EXPECT_EQ(granted(limiter, "a", 9), 7);
  int count = 0;
  for (int i = 0; i < 10'000; ++i) {
    pass(1);
    count += granted(limiter, "a", 2);
  }
  EXPECT_EQ(count, 70);
}

TEST_F(RateLimit, EachClientHasItsBucket) {
  RateLimiter limiter(clock_, {"x", 2, 1'000});
  EXPECT_EQ(granted(limiter, "a", 3), 2);
  EXPECT_EQ(granted(limiter, "b", 3), 2);
  EXPECT_EQ(granted(limiter, "a", 3), 0);
}

TEST_F(RateLimit, ARequestMayCostMore) {
  RateLimiter limiter(clock_, {"x", 10, 10'000});
  EXPECT_TRUE(limiter.take("a", 8).granted);
  const Allowance refused = limiter.take("a", 5);
  EXPECT_FALSE(refused.granted);
  EXPECT_EQ(refused.remaining, 2);
  EXPECT_EQ(refused.retry_in_s, 3);
  pass(3'000);
  EXPECT_TRUE(limiter.take("a", 5).granted);
}

TEST_F(RateLimit, WhoHasWaitedAsToldIsGranted) {
  RateLimiter limiter(clock_, {"x", 7, 60'000});
  EXPECT_EQ(granted(limiter, "a", 7), 7);
  pass(123);
  const Allowance refused = limiter.take("a");
  EXPECT_EQ(refused.retry_in_s, 9);  // 8.571 s for a token, less 0.123 s
  pass(refused.retry_in_s * 1'000);
  EXPECT_TRUE(limiter.take("a").granted);
}

TEST_F(RateLimit, AClockThatIsPutBackGivesNothing) {
  RateLimiter limiter(clock_, {"x", 3, 3'000});
  EXPECT_EQ(granted(limiter, "a", 4), 3);
  pass(-600'000);
  EXPECT_EQ(granted(limiter, "a", 4), 0);
  pass(1'000);
  EXPECT_EQ(granted(limiter, "a", 4), 1);
}

TEST_F(RateLimit, TheClientSeenLongestAgoIsForgotten) {
  RateLimiter limiter(clock_, {"x", 1, 1'000}, 2);
  EXPECT_EQ(granted(limiter, "a", 2), 1);
  EXPECT_EQ(granted(limiter, "b", 2), 1);
  EXPECT_EQ(granted(limiter, "a", 1), 0);
  EXPECT_EQ(granted(limiter, "c", 2), 1);  // b goes
  EXPECT_EQ(granted(limiter, "a", 1), 0);
  EXPECT_EQ(granted(limiter, "b", 1), 1);
}

TEST_F(RateLimit, AnswersSayHowMuchIsLeft) {
  RateLimiter limiter(clock_, {"login", 5, 60'000});
  Response response;
  limiter.add_headers(response, limiter.take("a", 2));
  EXPECT_EQ(header_of(response, "RateLimit-Policy"), "\"login\";q=5;w=60");
  EXPECT_EQ(header_of(response, "RateLimit"), "\"login\";r=3;t=24");
  const Response refused = limiter.refusal(limiter.take("a", 5), Request{});
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header_of(refused, "Retry-After"), "24");
  EXPECT_EQ(header_of(refused, "RateLimit"), "\"login\";r=3;t=24");
  EXPECT_NE(refused.body.find("rate-limited"), std::string::npos);
}

TEST_F(RateLimit, ManyThreadsShareABucket) {
  RateLimiter limiter(clock_, {"x", 1'000, 1'000});
  std::atomic<int> count = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] { count += granted(limiter, "a", 500); });
  for (std::thread& thread : threads)
    thread.join();
  EXPECT_EQ(count.load(), 1'000);
}

}  // namespace
}  // namespace fugong::http
