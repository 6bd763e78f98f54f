#include "platform/store/lease.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>

#include "postgres/test_databases.hpp"

namespace fugong::store {
namespace {

class LeaseTables : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    database_.emplace(open());
    ASSERT_TRUE(Leases::migrate(*database_));
  }

  Database open() const {
    return std::move(*Database::open({.busy_timeout_ms = 30'000, .url = place_->url()}));
  }

  bool is_held(const Lease& lease) {
    bool held = false;
    EXPECT_TRUE(database_->read([&](Transaction& t) -> Result<void> {
      held = *Leases::is_held(t, lease);
      return {};
    }));
    return held;
  }

  FixedClock clock_{1'000'000};
  std::optional<TestDatabase> place_;
  std::optional<Database> database_;
};

INSTANTIATE_TEST_SUITE_P(All, LeaseTables, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return name_of(of.param); });

TEST_P(LeaseTables, OneHasItUntilItEnds) {
  Leases leases(*database_, clock_);
  const auto lease = *leases.take("letters", "a", 500);
  ASSERT_TRUE(lease);
  EXPECT_EQ(lease->until_ms, 1'000'500);
  EXPECT_FALSE(*leases.take("letters", "b", 500));
  EXPECT_FALSE(*leases.take("letters", "a", 500)) << "a worker that was started anew waits, too";
  EXPECT_TRUE(*leases.take("other", "b", 500));
  clock_.move_to(1'000'499);
  EXPECT_FALSE(*leases.take("letters", "b", 500));
  EXPECT_TRUE(is_held(*lease));
  clock_.move_to(1'000'500);
  const auto next = *leases.take("letters", "b", 500);
  ASSERT_TRUE(next);
  EXPECT_GT(next->token, lease->token);
  EXPECT_FALSE(is_held(*lease));
  EXPECT_TRUE(is_held(*next));
}

TEST_P(LeaseTables, IsRenewedWhileNobodyElseHasTakenIt) {
  Leases leases(*database_, clock_);
  Lease lease = **leases.take("letters", "a", 500);
  clock_.move_to(1'000'400);
  EXPECT_TRUE(*leases.renew(lease, 500));
  EXPECT_EQ(lease.until_ms, 1'000'900);
  clock_.move_to(1'000'800);
  EXPECT_FALSE(*leases.take("letters", "b", 500));
  clock_.move_to(1'002'000);
  EXPECT_TRUE(*leases.renew(lease, 500)) << "it had ended, but nobody wanted it";
  clock_.move_to(1'003'000);
  ASSERT_TRUE(*leases.take("letters", "b", 500));
  EXPECT_FALSE(*leases.renew(lease, 500));
  EXPECT_EQ(lease.until_ms, 1'002'500);
}

TEST_P(LeaseTables, IsGivenBackOnceAndByWhoeverHasIt) {
  Leases leases(*database_, clock_);
  Lease lease = **leases.take("letters", "a", 500);
  ASSERT_TRUE(leases.give_back(lease));
  EXPECT_FALSE(is_held(lease));
  EXPECT_FALSE(*leases.renew(lease, 500)) << "what was given back is not taken up by itself";
  const auto next = *leases.take("letters", "b", 500);
  ASSERT_TRUE(next);
  EXPECT_GT(next->token, lease.token);
  ASSERT_TRUE(leases.give_back(lease));
  EXPECT_TRUE(is_held(*next)) << "another's is not given back";
}

// Threads that fight for one lease, each adding to a number in two steps while it has it.
TEST_P(LeaseTables, TwoWorkersNeverBothHoldOne) {
  constexpr int kWorkers = 4;
  constexpr int kTurns = 8;
  std::atomic<int> inside{0};
  std::atomic<int> turns{0};
  std::atomic<bool> both{false};
  std::vector<std::thread> workers;
  for (int i = 0; i < kWorkers; ++i) {
    workers.emplace_back([&, i] {
      Database own = open();
      Leases leases(own, clock_);
      for (int turn = 0; turn < kTurns;) {
        const auto lease = leases.take("count", std::to_string(i), 1'000);
        ASSERT_TRUE(lease) << describe(lease.error().front(), "en");
        if (!*lease) continue;
        if (inside.fetch_add(1) != 0) both = true;
        std::this_thread::yield();
        inside.fetch_sub(1);
        ++turns;
        ++turn;
        ASSERT_TRUE(leases.give_back(**lease));
      }
    });
  }
  for (std::thread& worker : workers)
    worker.join();
  EXPECT_FALSE(both);
  EXPECT_EQ(turns, kWorkers * kTurns);
}

// A worker that is slow finds out in the transaction in which its work is kept.
TEST_P(LeaseTables, WorkUnderALostLeaseIsNotKept) {
  Leases leases(*database_, clock_);
  const Lease lease = **leases.take("letters", "slow", 500);
  clock_.move_to(1'001'000);
  Database other = open();
  ASSERT_TRUE(*Leases(other, clock_).take("letters", "quick", 500));
  const auto kept = database_->transact([&](Transaction& t) -> Result<void> {
    auto held = Leases::is_held(t, lease);
    if (!held) return fail(held.error());
    if (!*held) return fail("lease-lost", {}, {"租约已失效", "the lease was lost"}, {"", ""});
    return {};
  });
  EXPECT_EQ(code_of(kept), "lease-lost");
}

}  // namespace
}  // namespace fugong::store
