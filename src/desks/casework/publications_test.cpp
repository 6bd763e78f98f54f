// What everybody may see: while it is published, and nothing of a case that is held.
#include "desks/casework/publications.hpp"

#include <gtest/gtest.h>

#include "desks/casework/counter_sample.hpp"
#include "desks/casework/office.hpp"
#include "desks/receipt/receipt_sample.hpp"

namespace fugong::casework {
namespace {

class Publications : public CounterSample {
 protected:
  /// Granted, which begins the publication.
  void publish(std::int64_t number, Money amount = yuan(20'000)) {
    ASSERT_EQ(file(number, amount), "");
    ASSERT_EQ(grant(number, amount), "");
  }
  PublicationPage page(const PublicationsWanted& wanted = {}, const BehindPublication& after = {},
                       const char* today = "2020-03-02", std::size_t limit = 50) {
    PublicationPage found;
    EXPECT_EQ(store::code_in(*database_,
                             [&](Transaction& t) -> Result<void> {
                               auto all =
                                   published(t, *cases_, wanted, after, *Date::parse(today), limit);
                               if (!all) return fail(all.error());
                               found = std::move(*all);
                               return {};
                             }),
              "");
    return found;
  }
  std::vector<std::string> references(const PublicationPage& page) {
    std::vector<std::string> all;
    for (const Publication& one : page.publications)
      all.push_back(one.reference);
    return all;
  }
};

INSTANTIATE_TEST_SUITE_P(All, Publications, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

TEST_P(Publications, AreSeenFromTheDecisionUntilTheirLastDay) {
  ASSERT_EQ(file(1, yuan(20'000)), "");
  EXPECT_TRUE(page().publications.empty()) << "nothing is decided yet";
  ASSERT_EQ(grant(1, yuan(15'000)), "");
  const auto shown = page().publications;
  ASSERT_EQ(shown.size(), 1U);
  EXPECT_EQ(shown[0].reference, reference_of(1));
  EXPECT_EQ(shown[0].amount, yuan(15'000));
  EXPECT_EQ(shown[0].decided_by, Role::county_officer);
  EXPECT_EQ(shown[0].from.to_string(), "2020-03-02");
  EXPECT_EQ(shown[0].until.to_string(), "2020-03-09");
  EXPECT_EQ(page({}, {}, "2020-03-09").publications.size(), 1U);
  EXPECT_TRUE(page({}, {}, "2020-03-10").publications.empty()) << "before the clock has said so";
  EXPECT_EQ(publish_and_pay(1), "");
  EXPECT_TRUE(page().publications.empty()) << "it was published, and is no longer";
}

TEST_P(Publications, ShowNothingThatIsHeldOrWaitsForASecondPerson) {
  publish(1);
  Event hold = story_.event(Act::hold, Role::county_officer, "holder");
  hold.note = "a stolen name";
  EXPECT_EQ(happen(1, hold), "");
  EXPECT_TRUE(page().publications.empty());
  Event release = story_.event(Act::release, Role::county_officer, "holder");
  release.note = hold.note;
  EXPECT_EQ(happen(1, release), "");
  EXPECT_EQ(page().publications.size(), 1U);
  publish(2, yuan(60'000));
  EXPECT_EQ(references(page()), std::vector{reference_of(1)});
  EXPECT_EQ(happen(2, Act::countersign, Role::second_approver, "second"), "");
  EXPECT_EQ(page().publications.size(), 2U);
}

TEST_P(Publications, ArePagedByPlaceAndNarrowed) {
  for (std::int64_t number = 1; number <= 3; ++number)
    publish(number);
  const auto first = page({}, {}, "2020-03-02", 2);
  EXPECT_EQ(references(first), (std::vector{reference_of(1), reference_of(2)}));
  ASSERT_TRUE(first.next);
  const auto second = page({}, *first.next, "2020-03-02", 2);
  EXPECT_EQ(references(second), std::vector{reference_of(3)});
  EXPECT_FALSE(second.next);
  EXPECT_EQ(page({.place_prefix = "32"}).publications.size(), 3U);
  EXPECT_EQ(page({.place_prefix = "320100", .provision = "17.2"}).publications.size(), 3U);
  EXPECT_TRUE(page({.place_prefix = "31"}).publications.empty());
  EXPECT_TRUE(page({.place_prefix = "33"}).publications.empty());
  EXPECT_TRUE(page({.provision = "17.3"}).publications.empty());
}

// A line of a program that knew no publications is written anew by the programme's next round.
TEST_P(Publications, OfLinesFromBeforeAreFoundWhenTheyAreCounted) {
  publish(1);
  ASSERT_EQ(in([&](Transaction& t) {
              return t.run("UPDATE case_file SET is_published = 0, calendar = ''");
            }),
            "");
  ASSERT_TRUE(page().publications.empty());
  ASSERT_EQ(in([&](Transaction& t) -> Result<void> {
              const auto lines = cases_->counted_otherwise(t, {}, 10);
              if (!lines) return fail(lines.error());
              EXPECT_EQ(lines->size(), 1U);
              return cases_->count_anew(t, lines->front().number);
            }),
            "");
  EXPECT_EQ(page().publications.size(), 1U);
}

TEST(PublicNames, HideThePersonBehindAnIndividualBusinessWithoutATradeName) {
  const auto shown = [](const char* name, const char* code) {
    return public_name({name, name}, code).zh;
  };
  EXPECT_EQ(shown("张三丰", "92330102MA00000000"), "张**");
  EXPECT_EQ(shown("张三", "92330102MA00000000"), "张*");
  EXPECT_EQ(shown("阿依古丽", "92330102MA00000000"), "阿***");
  EXPECT_EQ(shown("上城区张三小吃店", "92330102MA00000000"), "上城区张三小吃店");
  EXPECT_EQ(shown("张三丰", "91330102MA00000000"), "张三丰") << "a company";
}

TEST(OfficesInWords, StandAtTheirLevel) {
  const law::Rulebook& book = receipt::notice().pack.book;
  EXPECT_EQ(office_in_words(book, Role::county_officer, "210902").zh, "辽宁省阜新市海州区经办机关");
  EXPECT_EQ(office_in_words(book, Role::city_officer, "210902").zh, "辽宁省阜新市经办机关");
  EXPECT_EQ(office_in_words(book, Role::province_officer, "210902").en,
            "office in charge, Liaoning");
  EXPECT_EQ(office_in_words(book, Role::ministry_officer, "210902").zh, "国家级经办机关");
}

}  // namespace
}  // namespace fugong::casework
