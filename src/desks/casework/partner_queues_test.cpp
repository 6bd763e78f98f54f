#include "desks/casework/partner_queues.hpp"

#include <gtest/gtest.h>

#include "desks/casework/case_sample.hpp"
#include "pack/small_pack_sample.hpp"
#include "platform/store/scope.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::casework {
namespace {

using store::Database;
using store::Dialect;
using store::Transaction;

/// Cases that wait for the partner who serves their place.
class Queues : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    database_.emplace(std::move(*Database::open({.url = place_->url()})));
    pack_.emplace(std::move(*pack::load(pack::small_pack(), "p")));
    enterprises_.emplace(std::move(*enterprise_register::Register::open(
        std::move(*Database::open({.url = place_->url()})), pack_->book)));
    Step& first = story_.procedure.steps.front();
    first.deed = Deed::confirm;
    first.by = {{Role::partner, Money{}, ""}};
    procedures_.all = {story_.procedure};
    auto book = Casebook::open(
        *database_, [this](std::string_view) { return &procedures_; }, calendar_);
    ASSERT_TRUE(book.has_value());
    book_.emplace(std::move(*book));
  }

  void file(std::int64_t number, const std::string& at) {
    Event filing = story_.filing(yuan(20'000));
    filing.matter->subject = "group-" + std::to_string(number);
    filing.matter->place = at;
    within([&](Transaction& t) -> Result<void> {
      auto filed = book_->file(t, filing, number);
      return filed ? Result<void>{} : fail(filed.error());
    });
  }
  template <class F>
  void within(F&& body) {
    const auto done = database_->transact([&](Transaction& whole) -> Result<void> {
      Transaction t = whole.within(store::Scope::everything("a test"));
      return body(t);
    });
    EXPECT_TRUE(done.has_value()) << describe(done.error().front(), "en");
  }
  void sort(const ServedBy& served_by) {
    const PartnerQueues queues{*book_, procedures_, *pack_, *enterprises_, served_by};
    const auto next = sort_partner_queues(*database_, queues, {}, [this](Transaction&) {
      ++passed_;
      return Result<void>{};
    });
    ASSERT_TRUE(next.has_value()) << describe(next.error().front(), "en");
    EXPECT_EQ(next->number, 0) << "all were looked at";
  }
  std::vector<std::int64_t> in(const std::string& body) {
    std::vector<std::int64_t> found;
    within([&](Transaction& t) -> Result<void> {
      auto lines = book_->list(t, {.waits_for = Role::partner, .body = body}, {}, kMaxPage);
      if (!lines) return fail(std::move(lines.error()));
      for (const Queued& line : *lines)
        found.push_back(line.number);
      return {};
    });
    return found;
  }

  using Numbers = std::vector<std::int64_t>;
  int passed_ = 0;  ///< the guard, in all
  Story story_;
  Calendar calendar_;
  Procedures procedures_;
  std::optional<pack::Pack> pack_;
  std::optional<store::TestDatabase> place_;
  std::optional<Database> database_;
  std::optional<enterprise_register::Register> enterprises_;
  std::optional<Casebook> book_;
};

INSTANTIATE_TEST_SUITE_P(Both, Queues, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

TEST_P(Queues, ACaseStandsInThatOfWhoIsAskedNow) {
  file(1, "320100");
  file(2, "330100");
  file(3, "340100");
  EXPECT_EQ(in(""), (Numbers{1, 2, 3})) << "nobody has looked yet";
  sort([](const Matter& matter) {
    return matter.place == "320100" ? "bank-a" : matter.place == "330100" ? "bank-b" : "";
  });
  EXPECT_EQ(in("bank-a"), Numbers{1});
  EXPECT_EQ(in("bank-b"), Numbers{2});
  EXPECT_EQ(in(kNobodysQueue), Numbers{3});
  EXPECT_EQ(in(""), Numbers{});
  file(4, "320100");
  EXPECT_EQ(in(""), Numbers{4});
  sort([](const Matter&) { return "bank-b"; });
  EXPECT_EQ(in("bank-a"), Numbers{});
  EXPECT_EQ(in("bank-b"), (Numbers{1, 2, 3, 4}));
}

TEST_P(Queues, ACaseThatIsHandedOnWaitsForAnother) {
  file(1, "320100");
  sort([](const Matter&) { return "bank-a"; });
  Event transfer = story_.event(Act::transfer, Role::county_officer, "clerk");
  transfer.reference = "330100";
  within([&](Transaction& t) -> Result<void> {
    auto moved = book_->happen(t, 1, 1, transfer);
    return moved ? Result<void>{} : fail(moved.error());
  });
  EXPECT_EQ(in("bank-a"), Numbers{});
  EXPECT_EQ(in(""), Numbers{1});
}

TEST_P(Queues, ManyAreSortedInRoundsThatGoOn) {
  for (std::int64_t number = 1; number <= 450; ++number)
    file(number, "320100");
  sort([](const Matter&) { return "bank-a"; });
  EXPECT_EQ(in("bank-a").size(), kMaxPage);
  EXPECT_EQ(passed_, 6) << "before every page, so that the lease of a long round is kept";
  passed_ = 0;
  sort([](const Matter&) { return "bank-a"; });
  EXPECT_EQ(passed_, 4) << "also where nothing moves";
  EXPECT_EQ(in(""), Numbers{});
}

}  // namespace
}  // namespace fugong::casework
