// What the tests of the ledger share: a ledger on either database, and short ways to say things.
// For tests only.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/ledger/books.hpp"
#include "platform/ledger/fund.hpp"
#include "platform/ledger/ledger.hpp"
#include "platform/ledger/verify.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::ledger {

/// Noon of 2020-02-21 in China.
inline constexpr std::int64_t kNoonMs = 1'582'257'600'000;
inline constexpr std::int64_t kDayMs = 86'400'000;
inline constexpr Shard kShard = 330100;

inline FundKey relief() {
  return {"epidemic-relief", 2020, "central", "loan-discount"};
}

inline Act act(const std::string& id, const std::string& case_ref = "case-1") {
  return {id, "财金〔2020〕5号", "clerk", "head", case_ref};
}

inline std::string describe_all(const Faults& faults) {
  std::string text;
  for (const Fault& fault : faults)
    text += describe(fault, "en") + "\n";
  return text;
}

/// A ledger in a database of its own.
class LedgerCase : public testing::TestWithParam<store::Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    database_.emplace(open());
    const auto made = Ledger::migrate(*database_);
    ASSERT_TRUE(made.has_value()) << describe_all(made.error());
  }

  store::Database open(std::int64_t busy_timeout_ms = 20'000) const {
    auto database =
        store::Database::open({.busy_timeout_ms = busy_timeout_ms, .url = place_->url()});
    EXPECT_TRUE(database.has_value()) << describe_all(database.error());
    return std::move(*database);
  }

  bool is_sqlite() const { return GetParam() == store::Dialect::sqlite; }

  std::vector<Answer> submit(const Batch& batch) {
    auto answers = ledger().submit(*database_, batch);
    EXPECT_TRUE(answers.has_value()) << describe_all(answers.error());
    return answers ? std::move(*answers) : std::vector<Answer>(batch.transfers.size());
  }

  /// The code of what the ledger says to a step: "created", "exists" or that of a fault.
  template <class Step>
  std::string say(const Step& step) {
    Batch batch;
    step(batch);
    const auto answers = submit(batch);
    const Answer& answer = answer_of_step(answers);
    if (answer.fault) return answer.fault->code;
    return answer.outcome == Outcome::created ? "created" : "exists";
  }

  template <class Read>
  auto read(const Read& body) {
    std::optional<typename decltype(body(std::declval<store::Transaction&>()))::value_type> value;
    const auto done = database_->read([&](store::Transaction& t) -> Result<void> {
      auto result = body(t);
      if (!result) return fail(std::move(result.error()));
      value = std::move(*result);
      return {};
    });
    EXPECT_TRUE(done.has_value()) << describe_all(done.error());
    return std::move(value.value());
  }

  FundSummary summary(const FundKey& key = relief(), std::optional<Date> on = std::nullopt) {
    const auto all = read(
        [&](store::Transaction& t) { return summaries(t, kShard, {.fund = key.id(), .on = on}); });
    return all.empty() ? FundSummary{} : all.front().summary;
  }

  /// The code of what is wrong with the ledger; empty if nothing is.
  std::string verdict(const std::vector<Checkpoint>& checkpoints = {}) {
    std::string code;
    const auto done = database_->read([&](store::Transaction& t) -> Result<void> {
      auto verified = verify(t, kShard, checkpoints);
      if (!verified) {
        code = verified.error().front().code;
        last_verdict_ = describe_all(verified.error());
      }
      return {};
    });
    EXPECT_TRUE(done.has_value()) << describe_all(done.error());
    return code;
  }

  std::string run_sql(const std::string& sql) {
    const auto done = database_->transact([&](store::Transaction& t) -> Result<void> {
      auto rows = t.run(sql);
      if (!rows) return fail(std::move(rows.error()));
      return {};
    });
    return done ? "" : done.error().front().code;
  }

  Ledger ledger() const { return Ledger(clock_, kShard); }

  FixedClock clock_{kNoonMs};
  const Fund fund_{relief()};
  std::optional<store::TestDatabase> place_;
  std::optional<store::Database> database_;
  std::string last_verdict_;
};

#define FUGONG_LEDGER_ON_BOTH(suite)                                                            \
  INSTANTIATE_TEST_SUITE_P(Each, suite,                                                         \
                           testing::Values(store::Dialect::sqlite, store::Dialect::postgresql), \
                           [](const auto& of) { return store::name_of(of.param); })

}  // namespace fugong::ledger
