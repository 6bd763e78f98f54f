// Jobs of several servers on one database, on SQLite and on PostgreSQL.
#include "app/jobs.hpp"

#include <gtest/gtest.h>

#include "postgres/test_databases.hpp"

namespace fugong::app {
namespace {

using store::Database;
using store::Dialect;
using store::Transaction;

class TwoServers : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    database_.emplace(std::move(*Database::open({.url = place_->url()})));
    ASSERT_TRUE(store::Leases::migrate(*database_).has_value());
    for (Jobs* server : {&one_, &other_})
      server->add({"count", 60'000, [this](Database& database, const Held& held) {
                     ++runs_;
                     return body_ ? body_(database, held) : Result<void>{};
                   }});
  }
  store::Options nowhere() const { return {.path = ":memory:"}; }

  FixedClock clock_{1'583'812'800'000};
  std::optional<store::TestDatabase> place_;
  std::optional<Database> database_;
  int runs_ = 0;
  std::vector<std::string> said_;
  std::function<Result<void>(Database&, const Held&)> body_;
  std::function<void(const std::string&, const Faults&)> say_ =
      [this](const std::string&, const Faults& faults) { said_.push_back(faults.front().code); };
  Jobs one_{nowhere(), clock_, say_};
  Jobs other_{nowhere(), clock_, say_};
};

INSTANTIATE_TEST_SUITE_P(Both, TwoServers, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

TEST_P(TwoServers, OneOfThemDoesIt) {
  EXPECT_EQ(one_.run_due(*database_), std::vector<std::string>{"count"});
  EXPECT_TRUE(other_.run_due(*database_).empty());
  EXPECT_TRUE(one_.run_due(*database_).empty());
  clock_.move_to(clock_.now_ms() + 59'999);
  EXPECT_TRUE(one_.run_due(*database_).empty());
  EXPECT_TRUE(other_.run_due(*database_).empty());
  EXPECT_EQ(runs_, 1);
}

TEST_P(TwoServers, WhenItsTimeHasComeEitherDoesIt) {
  EXPECT_EQ(one_.run_due(*database_).size(), 1u);
  clock_.move_to(clock_.now_ms() + 60'000);
  EXPECT_EQ(other_.run_due(*database_).size(), 1u) << "the first one may have died";
  EXPECT_TRUE(one_.run_due(*database_).empty());
  EXPECT_EQ(runs_, 2);
}

TEST_P(TwoServers, WhatALateOneDoesIsUndone) {
  body_ = [this](Database& database, const Held& held) {
    if (runs_ > 1) return Result<void>{};
    // It takes so long that the other one takes over.
    clock_.move_to(clock_.now_ms() + 60'000);
    EXPECT_EQ(other_.run_due(database).size(), 1u);
    return database.transact([&](Transaction& t) { return held(t); });
  };
  EXPECT_EQ(one_.run_due(*database_).size(), 1u);
  EXPECT_EQ(said_, std::vector<std::string>{"lease-lost"});
}

TEST_P(TwoServers, ALongJobKeepsItsLeaseFromPageToPage) {
  body_ = [this](Database& database, const Held& held) {
    EXPECT_EQ(runs_, 1) << "the other one does it beside this one";
    for (int page = 0; page < 5; ++page) {
      clock_.move_to(clock_.now_ms() + 40'000);
      auto mine = database.transact([&](Transaction& t) { return held(t); });
      if (!mine) return mine;
      clock_.move_to(clock_.now_ms() + 25'000);
      EXPECT_TRUE(other_.run_due(database).empty());
    }
    return Result<void>{};
  };
  EXPECT_EQ(one_.run_due(*database_).size(), 1u);
  EXPECT_TRUE(said_.empty());
}

TEST_P(TwoServers, WhatIsHurriedIsDoneByWhoeverHasIt) {
  EXPECT_EQ(one_.run_due(*database_).size(), 1u);
  one_.hurry("count");
  other_.hurry("count");
  EXPECT_TRUE(other_.run_due(*database_).empty()) << "it is the first one's";
  EXPECT_EQ(one_.run_due(*database_).size(), 1u);
  EXPECT_TRUE(one_.run_due(*database_).empty());
  EXPECT_EQ(runs_, 2);
}

TEST_P(TwoServers, AJobThatFailsIsSaidAndDoneAgain) {
  body_ = [](Database&, const Held&) -> Result<void> {
    return fail("no-good", Place{}, {"不行", "no good"}, {"再试", "again"});
  };
  EXPECT_EQ(one_.run_due(*database_).size(), 1u);
  EXPECT_EQ(said_, std::vector<std::string>{"no-good"});
  clock_.move_to(clock_.now_ms() + 60'000);
  EXPECT_EQ(one_.run_due(*database_).size(), 1u);
}

}  // namespace
}  // namespace fugong::app
