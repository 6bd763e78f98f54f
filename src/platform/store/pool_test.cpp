#include "platform/store/pool.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <thread>

#include "postgres/test_databases.hpp"

namespace fugong::store {
namespace {

class Pools : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
  }
  Options options(std::int64_t wait_ms) const {
    return {.busy_timeout_ms = wait_ms, .url = place_->url()};
  }
  std::optional<TestDatabase> place_;
};

Result<const Database*> address(Database& database) {
  return &database;
}

TEST_P(Pools, OneIsUsedAgainAndAllSeeTheSameRows) {
  Pool pool(options(1'000), 2);
  EXPECT_EQ(pool.open_count(), 0U);
  const auto first = pool.use(address);
  EXPECT_EQ(*pool.use(address), *first);
  EXPECT_EQ(pool.open_count(), 1U);
  ASSERT_EQ(code_of(pool.use([](Database& database) {
              return database.migrate("test",
                                      {{1, "t", "CREATE TABLE a (n INTEGER NOT NULL\n) STRICT;"}});
            })),
            "");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&pool] {
      for (int n = 0; n < 5; ++n) {
        const auto done = pool.use([](Database& database) {
          return database.transact([](Transaction& t) -> Result<void> {
            auto rows = t.run("INSERT INTO a VALUES (?)", {std::int64_t{1}});
            return rows ? Result<void>{} : fail(std::move(rows.error()));
          });
        });
        EXPECT_EQ(code_of(done), "");
      }
    });
  }
  for (std::thread& thread : threads)
    thread.join();
  EXPECT_LE(pool.open_count(), 2U);
  const auto count = pool.use([](Database& database) -> Result<std::int64_t> {
    std::int64_t rows = 0;
    auto read = database.read([&](Transaction& t) -> Result<void> {
      auto found = t.run("SELECT n FROM a");
      if (!found) return fail(std::move(found.error()));
      rows = static_cast<std::int64_t>(found->size());
      return {};
    });
    if (!read) return fail(std::move(read.error()));
    return rows;
  });
  EXPECT_EQ(*count, 20);
}

TEST_P(Pools, WhoFindsAllTakenIsToldSo) {
  Pool pool(options(20), 1);
  const auto inner = pool.use([&](Database&) -> Result<std::string> {
    std::string code;
    std::thread([&] { code = code_of(pool.use(address)); }).join();
    return code;
  });
  EXPECT_EQ(*inner, "store-busy");
  EXPECT_EQ(code_of(pool.use(address)), "");
}

TEST_P(Pools, WhoWaitsGetsTheOneThatComesBack) {
  Pool pool(options(10'000), 1);
  std::string code = "none";
  std::thread waiting;
  const auto outer = pool.use([&](Database&) -> Result<void> {
    waiting = std::thread([&] { code = code_of(pool.use(address)); });
    return {};
  });
  waiting.join();
  EXPECT_EQ(code_of(outer), "");
  EXPECT_EQ(code, "");
  EXPECT_EQ(pool.open_count(), 1U);
}

TEST_P(Pools, ALostOneIsClosedAndOtherFaultsLeaveItOpen) {
  Pool pool(options(1'000), 1);
  const auto with = [&](const char* code) {
    return code_of(pool.use([&](Database&) -> Result<void> {
      return fail(code, {}, {"一", "one"}, {"二", "two"});
    }));
  };
  EXPECT_EQ(with("store-constraint"), "store-constraint");
  EXPECT_EQ(pool.open_count(), 1U);
  EXPECT_EQ(with("store-lost"), "store-lost");
  EXPECT_EQ(pool.open_count(), 0U);
  EXPECT_EQ(code_of(pool.use(address)), "");
}

TEST_P(Pools, WhatWasLostTogetherIsOpenedAnewAtOnce) {
  Pool pool(options(1'000), 2);
  EXPECT_EQ(code_of(pool.use([&](Database&) { return pool.use(address); })), "");
  EXPECT_EQ(pool.open_count(), 2U);
  const auto lost = pool.use([&](Database&) -> Result<void> {
    return fail("store-lost", {}, {"一", "one"}, {"二", "two"});
  });
  EXPECT_EQ(code_of(lost), "store-lost");
  EXPECT_EQ(pool.open_count(), 0U) << "the other one's connection was of the same outage";
  EXPECT_EQ(code_of(pool.use(address)), "");
}

INSTANTIATE_TEST_SUITE_P(OnBoth, Pools, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& tested) { return name_of(tested.param); });

TEST(Pool, WhatCanNotBeOpenedTakesNoPlace) {
  Pool pool({.path = "/nowhere/at/all.db"}, 1);
  EXPECT_NE(code_of(pool.use(address)), "");
  EXPECT_EQ(pool.open_count(), 0U);
  EXPECT_NE(code_of(pool.use(address)), "store-busy");
}

}  // namespace
}  // namespace fugong::store
