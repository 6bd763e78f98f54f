// A counter on either database, with a fund of 100,000 yuan and cases by number, for the tests of
// this room. Not part of the library.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "desks/casework/case_sample.hpp"
#include "desks/casework/counter.hpp"
#include "platform/ledger/verify.hpp"
#include "platform/store/scope.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::casework {

using ledger::Fund;
using ledger::FundSummary;
using store::Dialect;
using store::Transaction;

inline constexpr ledger::Shard kShard = 320000;

class CounterSample : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    auto database = store::Database::open({.url = place_->url()});
    ASSERT_TRUE(database.has_value());
    database_.emplace(std::move(*database));
    ASSERT_TRUE(database_->migrate("audit", audit::migrations()).has_value());
    ASSERT_TRUE(ledger::Ledger::migrate(*database_).has_value());
    procedures_.all = {story_.procedure};
    auto cases = Casebook::open(
        *database_, [this](std::string_view) { return &procedures_; }, calendar_);
    ASSERT_TRUE(cases.has_value());
    cases_.emplace(std::move(*cases));
    counter_.emplace(*cases_, audit_, clock_, [](std::string_view) { return kShard; });
    give("first", 100'000'00);
  }

  /// So much more authority and cash.
  void give(const std::string& id, std::int64_t fen) {
    const Fund fund({"training", 2020, "province", "subsidy"});
    ledger::Batch batch;
    const ledger::Act act{id, "budget 2020", "treasurer", "head", "budget"};
    fund.appropriate(batch, act, fen);
    ledger::Act cash = act;
    cash.id += "-cash";
    fund.pay_in(batch, cash, fen);
    const auto answers = ledger::Ledger(clock_, kShard).submit(*database_, batch);
    ASSERT_TRUE(answers.has_value());
    for (const ledger::Answer& answer : *answers)
      ASSERT_TRUE(answer.stands()) << describe(*answer.fault, "en");
  }

  template <class F>
  std::string in(F&& body) {
    return store::code_in(*database_, [&](Transaction& whole) {
      Transaction t = whole.within(store::Scope::everything("a test"));
      return body(t);
    });
  }
  std::string file(std::int64_t number, Money amount, Start start = Start::automatic) {
    Event event = story_.filing(amount, start);
    event.matter->subject = std::to_string(number);
    versions_[number] = 1;
    return in([&](Transaction& t) { return counter_->file(t, event, number); });
  }
  std::string file_about(std::int64_t number, std::int64_t subject) {
    Event event = story_.filing(yuan(20'000), Start::automatic);
    event.matter->subject = std::to_string(subject);
    versions_[number] = 1;
    return in([&](Transaction& t) { return counter_->file(t, event, number); });
  }
  /// The case that stands against another about this.
  std::string open_about(const Matter& matter) {
    std::string open;
    EXPECT_EQ(in([&](Transaction& t) -> Result<void> {
                auto found = cases_->open_case(t, matter);
                if (!found) return fail(found.error());
                open = *found;
                return {};
              }),
              "");
    return open;
  }
  std::string recover(std::int64_t number, Money amount) {
    Event event = story_.event(Act::recover, Role::county_officer, "decider");
    event.reasons = because("two trainees too many");
    event.amount = amount;
    event.instalments = 2;
    event.pay_by = clock_.today().plus_days(90);
    return happen(number, event);
  }
  std::string repay(std::int64_t number, Money amount) {
    Event event = story_.event(Act::repay, Role::second_approver, "payer");
    event.amount = amount;
    return happen(number, event);
  }
  std::string happen(std::int64_t number, Event event) {
    const std::string code =
        in([&](Transaction& t) { return counter_->happen(t, number, versions_[number], event); });
    if (code.empty()) ++versions_[number];
    return code;
  }
  std::string happen(std::int64_t number, Act act, Role role, const char* who) {
    return happen(number, story_.event(act, role, who));
  }
  std::string grant(std::int64_t number, Money amount, const char* who = "decider") {
    Event event = story_.event(Act::grant, Role::county_officer, who);
    event.amount = amount;
    event.reasons = because("checked");
    return happen(number, event);
  }
  std::string with_reasons(std::int64_t number, Act act, Role role, const char* who) {
    Event event = story_.event(act, role, who);
    event.reasons = because("so it is");
    return happen(number, event);
  }
  std::string publish_and_pay(std::int64_t number) {
    clock_.move_to(clock_.now_ms() + 14 * kDay);
    const std::string published = happen(number, Act::publication_ends, Role::programme, "clock");
    return published.empty() ? happen(number, Act::order_payment, Role::second_approver, "payer")
                             : published;
  }

  FundSummary money() {
    FundSummary found;
    EXPECT_EQ(in([&](Transaction& t) -> Result<void> {
                auto all = ledger::summaries(t, kShard);
                if (!all) return fail(all.error());
                if (!all->empty()) found = all->front().summary;
                return {};
              }),
              "");
    EXPECT_EQ(found.appropriated, found.available + found.reserved + found.committed +
                                      found.expended + found.returned + found.lapsed);
    return found;
  }
  Case find(std::int64_t number) {
    Case now;
    EXPECT_EQ(in([&](Transaction& t) -> Result<void> {
                auto found = cases_->find(t, number);
                if (!found) return fail(found.error());
                now = (*found)->now;
                return {};
              }),
              "");
    return now;
  }
  std::size_t proofs(std::int64_t number) {
    std::size_t count = 0;
    EXPECT_EQ(in([&](Transaction& t) -> Result<void> {
                auto page = audit::search(t, {.kind = "case", .record = reference_of(number)});
                if (!page) return fail(page.error());
                count = page->records.size();
                return {};
              }),
              "");
    return count;
  }

  FixedClock clock_{noon("2020-03-02")};
  SeededRandom random_{1};
  audit::Audit audit_{clock_, random_};
  Story story_;
  Calendar calendar_;
  Procedures procedures_;
  std::map<std::int64_t, std::int64_t> versions_;
  std::optional<store::TestDatabase> place_;
  std::optional<store::Database> database_;
  std::optional<Casebook> cases_;
  std::optional<Counter> counter_;
};

}  // namespace fugong::casework
