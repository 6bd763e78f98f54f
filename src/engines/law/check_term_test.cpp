// Open terms and the texts that fill them.
#include <gtest/gtest.h>

#include "engines/law/check_sample.hpp"

namespace fugong::law {
namespace {

/// Pays a share of what the firm gives as staff; the authority sets the share.
Provision shared(std::vector<const char*> conditions = {}) {
  Provision made =
      with_amount(provision("national", "firm", std::move(conditions)), "1000 * share");
  OpenTerm share;
  share.name = "share";
  share.minimum = Decimal(2, -1);
  share.maximum = Decimal(5, -1);
  share.authority = text("the province");
  share.label = text("share");
  made.open_terms = {share};
  return made;
}

Provision local(const char* id, std::vector<std::string> region, const char* value,
                const char* from = "2020-02-01") {
  Provision made = provision(id, "firm", {});
  made.region = std::move(region);
  made.in_force.from = on(from);
  made.known_from = day(from);
  made.fills = {{"national", "share", value, "0.1", {}, {}}};
  return made;
}

Entitlement national(const std::vector<Provision>& provisions, std::vector<Named> facts,
                     const char* service, const char* known_at = nullptr) {
  static std::vector<Rulebook> books;  // an answer points into its book
  books.push_back(book_of(provisions));
  const Rulebook& book = books.back();
  return only(book.check(firm(book, std::move(facts)), at(service, known_at)), "national");
}

Named in(const char* place) {
  return {"place", Value::of(place)};
}

TEST(OpenTerm, LeavesARangeAndTheStateEntitled) {
  const Entitlement e = national({shared()}, {}, "2020-02-01");
  EXPECT_EQ(e.state, State::entitled);
  EXPECT_EQ(e.amount, std::nullopt);
  EXPECT_EQ(e.amount_range, (AmountRange{Money{20000}, Money{50000}}));
  ASSERT_EQ(e.open.terms.size(), 1U);
  EXPECT_EQ(e.open.terms[0]->authority.en, "the province");
  EXPECT_TRUE(e.open.facts.empty() && e.open.reasons.empty());
}

TEST(OpenTerm, AnOpenConditionBesideItStillAsks) {
  const Entitlement e = national({shared({"listed"})}, {}, "2020-02-01");
  EXPECT_EQ(e.state, State::depends);
  EXPECT_EQ(e.amount_range, (AmountRange{Money{20000}, Money{50000}}));
}

TEST(OpenTerm, InAConditionItIsNeverClaimed) {
  EXPECT_EQ(national({shared({"share >= 0.3"})}, {}, "2020-02-01").state, State::depends);
  EXPECT_EQ(national({shared({"share >= 0.2"})}, {}, "2020-02-01").state, State::entitled);
  EXPECT_EQ(national({shared({"share > 0.5"})}, {}, "2020-02-01").state, State::not_entitled);
}

TEST(OpenTerm, WithoutABoundNothingIsClaimed) {
  Provision made = shared();
  made.open_terms[0].maximum.reset();
  const Entitlement e = national({made}, {}, "2020-02-01");
  EXPECT_EQ(e.state, State::depends);
  EXPECT_EQ(e.amount_range, (AmountRange{Money{20000}, std::nullopt}));
  made.open_terms[0].minimum.reset();
  EXPECT_EQ(national({made}, {}, "2020-02-01").amount_range, std::nullopt);
}

TEST(OpenTerm, IsFilledByTheTextOfTheRegion) {
  const std::vector<Provision> law{shared(), local("north", {"10"}, "0.3")};
  const Entitlement e = national(law, {in("1001")}, "2020-02-01");
  EXPECT_EQ(e.state, State::entitled);
  EXPECT_EQ(e.amount, Money{30000});
  EXPECT_TRUE(e.open.empty());
  ASSERT_EQ(e.terms.size(), 1U);
  EXPECT_EQ(e.terms[0].by->id, "north");
  const Entitlement south = national(law, {in("20")}, "2020-02-01");
  EXPECT_EQ(south.amount_range, (AmountRange{Money{20000}, Money{50000}}));
  EXPECT_TRUE(south.open.facts.empty());
}

TEST(OpenTerm, TheFillNeedsToBeKnownAndInForceOnTheDay) {
  const std::vector<Provision> law{shared(), local("north", {"10"}, "0.3", "2020-02-10")};
  EXPECT_EQ(national(law, {in("10")}, "2020-02-09").amount, std::nullopt);
  EXPECT_EQ(national(law, {in("10")}, "2020-02-10").amount, Money{30000});
  EXPECT_EQ(national(law, {in("10")}, "2020-02-10", "2020-02-09").amount, std::nullopt);
  EXPECT_EQ(national(law, {in("10")}, "2020-02-09", "2020-02-10").amount, std::nullopt);
}

TEST(OpenTerm, WhilePlaceOrEventIsOpenTheFillIsToo) {
  const std::vector<Provision> law{shared(), local("city", {"1001"}, "0.3")};
  for (const std::vector<Named>& facts : {std::vector<Named>{}, std::vector<Named>{in("10")}}) {
    const Entitlement e = national(law, facts, "2020-02-01");
    EXPECT_EQ(e.state, State::depends);
    EXPECT_EQ(e.open.facts, std::vector<std::uint16_t>{0}) << "the place";
    EXPECT_EQ(e.amount_range, (AmountRange{Money{20000}, Money{50000}}));
  }
}

TEST(OpenTerm, TheNarrowerRegionWinsThenTheLaterText) {
  std::vector<Provision> law{shared(), local("all", {}, "0.2"), local("north", {"10"}, "0.3"),
                             local("city", {"1001"}, "0.4")};
  EXPECT_EQ(national(law, {in("20")}, "2020-03-01").amount, Money{20000});
  EXPECT_EQ(national(law, {in("1002")}, "2020-03-01").amount, Money{30000});
  EXPECT_EQ(national(law, {in("100101")}, "2020-03-01").amount, Money{40000});
  law.push_back(local("north-2", {"20", "10"}, "0.5", "2020-02-20"));
  EXPECT_EQ(national(law, {in("1002")}, "2020-03-01").amount, Money{50000});
  EXPECT_EQ(national(law, {in("1002")}, "2020-02-19").amount, Money{30000});
  EXPECT_EQ(national(law, {in("1001")}, "2020-03-01").amount, Money{40000});
}

TEST(OpenTerm, AFillThatMayBeBeatenLeavesBothValues) {
  const std::vector<Provision> law{shared(), local("north", {"10"}, "0.3"),
                                   local("city", {"1001"}, "0.4"), local("all", {}, "0.5")};
  const Entitlement e = national(law, {in("10")}, "2020-03-01");
  EXPECT_EQ(e.amount_range, (AmountRange{Money{30000}, Money{40000}}))
      << "never that of the nation";
  EXPECT_EQ(e.state, State::depends);
}

TEST(OpenTerm, AnUndatedFillSaysWhatItWaitsFor) {
  Provision vague = local("north", {"10"}, "0.3", "2020-01-20");
  vague.in_force.from = between("2020-02-01", "2020-02-29");
  const Entitlement e = national({shared(), vague}, {in("10")}, "2020-02-10");
  EXPECT_EQ(e.state, State::depends);
  ASSERT_EQ(e.open.reasons.size(), 1U);
  EXPECT_NE(e.open.reasons[0].en.find("2020-02-29"), std::string::npos);
}

TEST(OpenTerm, AReplacedTextFillsNoMore) {
  Provision next = provision("next", "firm", {});
  next.known_from = day("2020-02-15");
  next.in_force.from = on("2020-02-15");
  next.supersedes = {{"north", false, {}}};
  const std::vector<Provision> law{shared(), local("north", {"10"}, "0.3"), next};
  EXPECT_EQ(national(law, {in("10")}, "2020-02-14").amount, Money{30000});
  EXPECT_EQ(national(law, {in("10")}, "2020-02-15").amount, std::nullopt);
}

TEST(OpenTerm, AFillFromMemoryNeverPays) {
  Provision vague = local("north", {"10"}, "0.3");
  vague.document.status = Status::from_memory;
  const Entitlement e = national({shared(), vague}, {in("10")}, "2020-02-10");
  EXPECT_EQ(e.state, State::depends);
  EXPECT_EQ(e.amount, std::nullopt);
  EXPECT_EQ(e.amount_range, std::nullopt);
  EXPECT_EQ(e.withheld, (AmountRange{Money{30000}, Money{30000}}));
}

TEST(OpenTerm, OfATextFromMemoryIsWithheldAsARange) {
  const auto ask = [](std::vector<const char*> conditions) {
    Provision unsure = shared(std::move(conditions));
    unsure.document.status = Status::from_memory;
    return national({unsure}, {}, "2020-02-10");
  };
  const Entitlement e = ask({});
  EXPECT_EQ(e.state, State::depends);
  EXPECT_EQ(e.amount_range, std::nullopt);
  EXPECT_EQ(e.withheld, (AmountRange{Money{20000}, Money{50000}}));
  EXPECT_EQ(ask({"listed"}).withheld, std::nullopt) << "a fact may still refuse it";
}

TEST(OpenTerm, RoundingKeepsTheRangeSound) {
  Provision made = shared();
  made.benefit->amount = feel_text("10.01 * share");
  made.benefit->rounding = Rounding::up;
  const Entitlement e = national({made}, {}, "2020-02-01");
  EXPECT_EQ(e.amount_range, (AmountRange{Money{201}, Money{501}}));
}

TEST(OpenTerm, OfEveryType) {
  Provision made = provision("national", "firm", {});
  made.benefit = Benefit{};
  made.benefit->period_from = feel_text("start");
  made.benefit->period_to = feel_text("start + length");
  OpenTerm start;
  start.name = "start";
  start.type = Parameter::Type::date;
  OpenTerm length;
  length.name = "length";
  length.type = Parameter::Type::months;
  made.open_terms = {start, length};
  Provision fills = local("all", {}, "0");
  fills.fills = {{"national", "start", "2020-02-01", "", {}, {}},
                 {"national", "length", "P3M", "P1M", {}, {}}};
  const Entitlement e = national({made, fills}, {}, "2020-02-10");
  EXPECT_EQ(e.state, State::entitled);
  EXPECT_EQ(e.period_from, day("2020-02-01"));
  EXPECT_EQ(e.period_to, day("2020-05-01"));
  EXPECT_EQ(national({made}, {}, "2020-02-10").state, State::depends) << "nobody bounds them";
}

std::vector<std::string> faults_of(std::vector<Provision> provisions) {
  Source source = house();
  source.provisions = std::move(provisions);
  return codes(Rulebook::build(std::move(source)));
}

TEST(OpenTerm, FaultsAtLoad) {
  using Codes = std::vector<std::string>;
  EXPECT_EQ(faults_of({shared(), local("a", {"10"}, "0.6")}), Codes{"fill-out-of-bounds"});
  EXPECT_EQ(faults_of({shared(), local("a", {"10"}, "0.1")}), Codes{"fill-out-of-bounds"});
  EXPECT_EQ(faults_of({shared(), local("a", {"10"}, "P1M")}), Codes{"fill-value"});
  EXPECT_EQ(faults_of({local("a", {"10"}, "0.3")}), Codes{"unknown-term"});
  Provision other = shared();
  other.open_terms[0].name = "part";
  other.benefit->amount = feel_text("part");
  EXPECT_EQ(faults_of({other, local("a", {"10"}, "0.3")}), Codes{"unknown-term"});
  Provision turned = shared();
  std::swap(turned.open_terms[0].minimum, turned.open_terms[0].maximum);
  EXPECT_EQ(faults_of({turned}), Codes{"term-bounds"});
  EXPECT_EQ(faults_of({shared(), local("a", {"10"}, "0.3"), local("b", {"20", "10"}, "0.4")}),
            Codes{"fill-collision"});
  EXPECT_EQ(faults_of({shared(), local("a", {}, "0.3"), local("b", {}, "0.4")}),
            Codes{"fill-collision"});
  EXPECT_EQ(faults_of({shared(), local("a", {"10"}, "0.3"), local("b", {"1001"}, "0.4"),
                       local("c", {"10"}, "0.5", "2020-02-02")}),
            Codes{});
  Provision ended = local("a", {"10"}, "0.3");
  ended.in_force.to = on("2020-02-09");
  Provision after = local("b", {"10"}, "0.4");
  after.in_force.from = on("2020-02-10");
  EXPECT_EQ(faults_of({shared(), ended, after}), Codes{});
}

}  // namespace
}  // namespace fugong::law
