#include "desks/casework/partner_queues.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "desks/casework/case_sample.hpp"
#include "pack/small_pack_sample.hpp"
#include "platform/identity/bodies.hpp"
#include "platform/store/scope.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::casework {
namespace {

using store::Database;
using store::Dialect;
using store::Transaction;

/// Cases that wait for the partner who serves their place.
using store::Scope;
using Numbers = std::vector<std::int64_t>;

/// Cases that wait for the partner who serves their place, or whom a fact of the firm names.
class Queues : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    database_.emplace(std::move(*Database::open({.url = place_->url()})));
    pack_.emplace(std::move(*pack::load(pack::small_pack(), "p")));
    enterprises_.emplace(std::move(*enterprise_register::Register::open(
        std::move(*Database::open({.url = place_->url()})), pack_->book)));
    ask("");
    ASSERT_TRUE(database_->migrate("identity", identity::migrations()));
    auto book = Casebook::open(
        *database_, [this](std::string_view) { return &procedures_; }, calendar_,
        served_by_bodies());
    ASSERT_TRUE(book.has_value());
    book_.emplace(std::move(*book));
  }

  /// The partner that serves the place, or that the fact names.
  void ask(const std::string& fact) {
    Step& first = story_.procedure.steps.front();
    first.deed = Deed::confirm;
    first.by = {{Role::partner, Money{}, fact}};
    procedures_.all = {story_.procedure};
  }

  void file(std::int64_t number, const std::string& at, const std::string& partner = "") {
    Event filing = story_.filing(yuan(20'000));
    filing.matter->subject = "group-" + std::to_string(number);
    filing.matter->place = at;
    within(Scope::firms({filing.matter->firm}).value(), [&](Transaction& t) -> Result<void> {
      auto filed = book_->file(t, filing, number, partner);
      return filed ? Result<void>{} : fail(filed.error());
    });
  }
  template <class F>
  void within(const Scope& scope, F&& body) {
    const auto done = database_->transact([&](Transaction& whole) -> Result<void> {
      Transaction t = whole.within(scope);
      return body(t);
    });
    EXPECT_TRUE(done.has_value()) << describe(done.error().front(), "en");
  }
  /// The operator's word, and what follows, in one transaction.
  void serve(const std::string& body, const std::string& place, bool ends = false) {
    const auto done = database_->transact([&](Transaction& t) -> Result<void> {
      identity::Bodies bodies(t, people_);
      const auto serving = bodies.list();
      if (!serving) return fail(serving.error());
      const auto one = std::ranges::find_if(*serving, [&](const identity::ServingBody& each) {
        return each.body == body && each.place == place;
      });
      const auto console = identity::Caller::console();
      const auto put = ends ? bodies.end(console, one->id)
                            : bodies.name(console, {.body = body, .place = place}).map([](auto) {});
      return put ? Casebook::hand_over(t, served_by_bodies(), place, "") : put;
    });
    EXPECT_TRUE(done.has_value()) << describe(done.error().front(), "en");
  }
  void follow() {
    const PartnerQueues queues{*book_, procedures_, *pack_, *enterprises_, served_by_bodies()};
    const auto next = follow_partners(*database_, queues, {}, [this](Transaction&) {
      ++passed_;
      return Result<void>{};
    });
    ASSERT_TRUE(next.has_value()) << describe(next.error().front(), "en");
    EXPECT_EQ(next->number, 0) << "all were looked at";
  }
  /// What somebody of this body sees, as the store lets him.
  Numbers seen_by(const std::string& body) {
    Numbers found;
    within(Scope::bodies({body}).value(), [&](Transaction& t) -> Result<void> {
      auto lines = book_->list(t, {.waits_for = Role::partner}, {}, kMaxPage);
      if (!lines) return fail(std::move(lines.error()));
      for (const Queued& line : *lines) {
        EXPECT_EQ(line.body, body);
        found.push_back(line.number);
      }
      return {};
    });
    return found;
  }

  int passed_ = 0;  ///< the guard, in all
  Story story_;
  Calendar calendar_;
  Procedures procedures_;
  std::optional<pack::Pack> pack_;
  std::optional<store::TestDatabase> place_;
  std::optional<Database> database_;
  std::optional<enterprise_register::Register> enterprises_;
  std::optional<Casebook> book_;

 private:
  class Silent final : public identity::Recorder {
   public:
    Result<void> record(Transaction&, const identity::Change&) override { return {}; }
  };
  FixedClock clock_{0};
  SeededRandom random_{7};
  identity::PasswordHasher hasher_;
  Silent recorder_;
  identity::Context people_{clock_, random_, hasher_, recorder_, {}};
};

INSTANTIATE_TEST_SUITE_P(Both, Queues, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

TEST_P(Queues, ANewCaseIsSeenByWhoServesItsPlaceAndByNobodyElse) {
  serve("bank-a", "3201");
  serve("bank-b", "33");
  file(1, "320100");
  file(2, "330100");
  file(3, "340100");
  EXPECT_EQ(seen_by("bank-a"), Numbers{1});
  EXPECT_EQ(seen_by("bank-b"), Numbers{2});
  within(Scope::bodies({"bank-a"}).value(), [&](Transaction& t) -> Result<void> {
    EXPECT_TRUE(book_->find(t, 1)->has_value());
    EXPECT_FALSE(book_->find(t, 2)->has_value());
    EXPECT_EQ(book_->history(t, 2).error().front().code, "case-unknown");
    return {};
  });
}

TEST_P(Queues, CasesGoWithTheTaskInTheTransactionThatMovesIt) {
  serve("bank-a", "");
  file(1, "320100");
  file(2, "330100");
  serve("bank-b", "32");
  EXPECT_EQ(seen_by("bank-a"), Numbers{2});
  EXPECT_EQ(seen_by("bank-b"), Numbers{1});
  serve("bank-b", "32", true);
  EXPECT_EQ(seen_by("bank-a"), (Numbers{1, 2}));
  EXPECT_EQ(seen_by("bank-b"), Numbers{});
  serve("bank-a", "", true);
  EXPECT_EQ(seen_by("bank-a"), Numbers{});
  serve("bank-c", "3201");
  EXPECT_EQ(seen_by("bank-c"), Numbers{1}) << "one that was nobody's";
}

TEST_P(Queues, ACaseThatIsHandedOnIsSeenByAnother) {
  serve("bank-a", "3201");
  serve("bank-b", "3205");
  file(1, "320100");
  Event transfer = story_.event(Act::transfer, Role::county_officer, "clerk");
  transfer.reference = "320500";
  within(Scope::everything("a transfer"), [&](Transaction& t) -> Result<void> {
    auto moved = book_->happen(t, 1, 1, transfer);
    return moved ? Result<void>{} : fail(moved.error());
  });
  EXPECT_EQ(seen_by("bank-a"), Numbers{});
  EXPECT_EQ(seen_by("bank-b"), Numbers{1});
}

TEST_P(Queues, APartnerActsWithinHisScope) {
  serve("bank-a", "32");
  file(1, "320100");
  const Event confirm = story_.event(Act::confirm, Role::partner, "teller");
  within(Scope::bodies({"bank-b"}).value(), [&](Transaction& t) -> Result<void> {
    EXPECT_EQ(book_->happen(t, 1, 1, confirm).error().front().code, "case-unknown");
    return {};
  });
  within(Scope::bodies({"bank-a"}).value(), [&](Transaction& t) -> Result<void> {
    auto done = book_->happen(t, 1, 1, confirm);
    EXPECT_TRUE(done.has_value()) << describe(done.error().front(), "en");
    return {};
  });
  EXPECT_EQ(seen_by("bank-a"), Numbers{}) << "it waits for him no more";
}

TEST_P(Queues, WhomAFactNamesSeesTheCaseAndServesNoPlace) {
  ask("landlord");
  serve("bank-a", "");
  file(1, "320100", "park");
  EXPECT_EQ(seen_by("park"), Numbers{1});
  EXPECT_EQ(seen_by("bank-a"), Numbers{});
  serve("bank-b", "32");
  EXPECT_EQ(seen_by("park"), Numbers{1}) << "the operator has no say in it";
  follow();
  EXPECT_EQ(seen_by("park"), Numbers{}) << "the register names nobody any more";
}

TEST_P(Queues, WhatStandsWithTheWrongPartnerIsPutRight) {
  serve("bank-a", "");
  for (std::int64_t number = 1; number <= 450; ++number)
    file(number, "320100");
  within(Scope::everything("lines from before"), [&](Transaction& t) -> Result<void> {
    for (std::int64_t number = 1; number <= 450; ++number) {
      auto put = book_->hand_to(t, number, "", "bank-z");
      if (!put) return put;
    }
    return {};
  });
  follow();
  EXPECT_EQ(seen_by("bank-a").size(), kMaxPage);
  EXPECT_EQ(seen_by("bank-z"), Numbers{});
  passed_ = 0;
  follow();
  EXPECT_EQ(passed_, 3) << "also where nothing moves, so that the lease of a long round is kept";
}

}  // namespace
}  // namespace fugong::casework
