#include <gtest/gtest.h>

#include <algorithm>

#include "engines/law/check_sample.hpp"

namespace fugong::law {
namespace {

TEST(Check, UnknownIsAnAnswerAndGoesThroughTheRules) {
  const Rulebook book = book_of({provision("or", "firm", {"listed or staff < 10"}),
                                 provision("and", "firm", {"listed and staff < 10"})});
  const Answer nothing = book.check(firm(book, {}), at("2020-02-01"));
  EXPECT_EQ(only(nothing, "or").state, State::depends);
  EXPECT_EQ(names(book, only(nothing, "or").open.facts), (Names{"listed", "staff"}));

  const Answer small = book.check(firm(book, {{"staff", number(5)}}), at("2020-02-01"));
  EXPECT_EQ(only(small, "or").state, State::entitled) << "whatever the list says";
  EXPECT_EQ(only(small, "and").state, State::depends);
  EXPECT_EQ(names(book, only(small, "and").open.facts), (Names{"listed"}));

  const Answer big = book.check(firm(book, {{"staff", number(50)}}), at("2020-02-01"));
  EXPECT_EQ(only(big, "or").state, State::depends);
  EXPECT_EQ(only(big, "and").state, State::not_entitled) << "whatever the list says";
  EXPECT_TRUE(only(big, "and").open.empty()) << "nothing could change it";
}

TEST(Check, AnAmountWaitsForItsFactsAndIsRoundedOnce) {
  Provision rule = with_amount(provision("p", "loan", {"rate > 0"}), "principal * rate / 300");
  const Rulebook book = book_of({rule});
  const Answer open =
      book.check(firm(book, {}, {loan(book, "a", {{"rate", number(3)}})}), at("2020-02-01"));
  EXPECT_EQ(only(open, "p").state, State::depends);
  EXPECT_FALSE(only(open, "p").amount.has_value());
  EXPECT_EQ(names(book, only(open, "p").open.facts), (Names{"principal"}));

  const auto amount = [&](Value principal) {
    const Answer answer = book.check(
        firm(book, {}, {loan(book, "a", {{"rate", number(1)}, {"principal", principal}})}),
        at("2020-02-01"));
    EXPECT_EQ(only(answer, "p").state, State::entitled);
    return only(answer, "p").amount.value().to_string();
  };
  EXPECT_EQ(amount(number(1)), "0.00");
  EXPECT_EQ(amount(number(15, -1)), "0.01") << "half a fen goes up";
  EXPECT_EQ(amount(number(149, -2)), "0.00");
}

TEST(Check, WhatTheRulesDidNotForeseeIsOpenWithAReason) {
  const Rulebook book = book_of({provision("p", "firm", {"100 / staff > 1"}),
                                 with_amount(provision("q", "firm", {}), "100 / staff")});
  const Answer answer = book.check(firm(book, {{"staff", number(0)}}), at("2020-02-01"));
  for (const char* id : {"p", "q"}) {
    const Entitlement& e = only(answer, id);
    EXPECT_EQ(e.state, State::depends) << id;
    EXPECT_TRUE(e.open.facts.empty()) << "no fact can settle it";
    ASSERT_EQ(e.open.reasons.size(), 1U) << id;
    EXPECT_NE(e.open.reasons[0].en.find("can't be worked out"), std::string::npos);
    EXPECT_FALSE(e.open.reasons[0].zh.empty());
  }
  EXPECT_TRUE(answer.next_questions.empty());
}

TEST(Check, AnAmountBeyondMoneyIsNotPaid) {
  const Rulebook book =
      book_of({with_amount(provision("p", "firm", {}), "staff * 1000000000000000000")});
  const Answer answer = book.check(firm(book, {{"staff", number(9)}}), at("2020-02-01"));
  EXPECT_EQ(only(answer, "p").state, State::depends);
  EXPECT_FALSE(only(answer, "p").amount.has_value());
}

// --- time ----------------------------------------------------------------------------------------

TEST(Check, AProvisionExistsFromTheDayItWasKnown) {
  Provision rule = provision("p", "firm", {});
  rule.known_from = day("2020-02-07");
  const Rulebook book = book_of({rule});
  EXPECT_FALSE(shows(book.check(firm(book, {}), at("2020-02-21", "2020-02-06")), "p"));
  EXPECT_TRUE(shows(book.check(firm(book, {}), at("2020-02-06", "2020-02-07")), "p"));
}

TEST(Check, ItsOwnEventDateDecides) {
  Provision rule = provision("p", "loan", {});
  rule.applies_by = "granted";
  rule.in_force = {on("2020-01-20"), on("2020-05-31")};
  const Rulebook book = book_of({rule});
  const auto state = [&](const char* granted) {
    return only(book.check(firm(book, {}, {loan(book, "a", {{"granted", date(granted)}})}),
                           at("2021-01-01")),
                "p")
        .state;
  };
  EXPECT_EQ(state("2020-01-19"), State::not_entitled);
  EXPECT_EQ(state("2020-01-20"), State::entitled);
  EXPECT_EQ(state("2020-05-31"), State::entitled);
  EXPECT_EQ(state("2020-06-01"), State::not_entitled);

  const Answer unknown = book.check(firm(book, {}, {loan(book, "a", {})}), at("2021-01-01"));
  EXPECT_EQ(only(unknown, "p").state, State::depends);
  EXPECT_FALSE(only(unknown, "p").event_date.has_value());
  EXPECT_EQ(names(book, only(unknown, "p").open.facts), (Names{"granted"}));
}

TEST(Check, AnImpreciseEdgeGivesDependsAndNeverAGuessedDay) {
  Provision rule = provision("p", "firm", {});
  rule.in_force.from = between("2020-02-01", "2020-02-29");
  rule.in_force.to = {
      day("2020-05-30"), std::nullopt, {"直到银行停止", "until the bank ends it"}, {}};
  const Rulebook book = book_of({rule});
  const auto answer = [&](const char* service) {
    return book.check(firm(book, {}), at(service, "2021-01-01"));
  };
  EXPECT_EQ(only(answer("2020-01-31"), "p").state, State::not_entitled);
  EXPECT_EQ(only(answer("2020-02-01"), "p").state, State::depends);
  EXPECT_EQ(only(answer("2020-02-28"), "p").state, State::depends);
  EXPECT_EQ(only(answer("2020-02-29"), "p").state, State::entitled);
  EXPECT_EQ(only(answer("2020-05-30"), "p").state, State::entitled);
  const Answer later = answer("2020-05-31");
  EXPECT_EQ(only(later, "p").state, State::depends);
  ASSERT_EQ(only(later, "p").open.reasons.size(), 1U);
  EXPECT_EQ(only(later, "p").open.reasons[0].en, "until the bank ends it");
  const Answer early = answer("2020-02-15");
  ASSERT_EQ(only(early, "p").open.reasons.size(), 1U);
  EXPECT_NE(only(early, "p").open.reasons[0].en.find("2020-02-29"), std::string::npos);
}

Provision replacing(const char* id, const char* old, bool retroactive) {
  Provision made = provision(id, "loan", {});
  made.applies_by = "granted";
  made.known_from = day("2020-02-07");
  made.supersedes = {{old, retroactive, {}}};
  return made;
}

Answer check_loan(const Rulebook& book, const char* granted, const Moment& moment) {
  return book.check(firm(book, {}, {loan(book, "a", {{"granted", date(granted)}})}), moment);
}

TEST(Check, ARetroactiveProvisionReplacesTheOldOneForThePastToo) {
  Provision old = provision("old", "loan", {});
  old.applies_by = "granted";
  const Rulebook book = book_of({old, replacing("new", "old", true)});

  const Answer before = check_loan(book, "2020-02-05", at("2020-02-06"));
  EXPECT_TRUE(shows(before, "old"));
  EXPECT_FALSE(shows(before, "new"));
  EXPECT_TRUE(before.replaced.empty());

  const Answer after = check_loan(book, "2020-02-05", at("2020-02-07"));
  EXPECT_FALSE(shows(after, "old"));
  EXPECT_EQ(only(after, "new").state, State::entitled);
  ASSERT_EQ(after.replaced.size(), 1U);
  EXPECT_EQ(after.replaced[0].provision->id, "old");
  EXPECT_EQ(after.replaced[0].by->id, "new");
  EXPECT_EQ(after.replaced[0].subject_id, "a");

  // The new one covers every day of the old one: even a loan without a date is its business.
  const Answer undated = book.check(firm(book, {}), at("2020-02-07"));
  EXPECT_FALSE(shows(undated, "old"));
}

TEST(Check, AProvisionThatIsNotRetroactiveLeavesEarlierEventsAlone) {
  Provision old = provision("old", "loan", {});
  old.applies_by = "granted";
  const Rulebook book = book_of({old, replacing("new", "old", false)});
  EXPECT_TRUE(shows(check_loan(book, "2020-02-06", at("2020-02-21")), "old"));
  EXPECT_FALSE(shows(check_loan(book, "2020-02-07", at("2020-02-21")), "old"));
  EXPECT_TRUE(shows(check_loan(book, "2020-02-07", at("2020-02-21", "2020-02-06")), "old"));
}

TEST(Check, AProvisionReplacesOnlyWhileItIsInForce) {
  Provision old = provision("old", "loan", {});
  old.applies_by = "granted";
  Provision by = replacing("new", "old", true);
  by.in_force = {on("2020-02-01"), on("2020-03-31")};
  const Rulebook book = book_of({old, by});
  EXPECT_TRUE(shows(check_loan(book, "2020-01-31", at("2020-05-01")), "old"));
  EXPECT_FALSE(shows(check_loan(book, "2020-02-01", at("2020-05-01")), "old"));
  EXPECT_FALSE(shows(check_loan(book, "2020-03-31", at("2020-05-01")), "old"));
  EXPECT_TRUE(shows(check_loan(book, "2020-04-01", at("2020-05-01")), "old"));
}

TEST(Check, OfSeveralReplacementsTheFirstThatCoversTheEventIsNamed) {
  Provision old = provision("old", "loan", {});
  old.applies_by = "granted";
  Provision some = replacing("some", "old", false);
  some.in_force = {on("2020-02-01"), on("2020-06-30")};
  const Rulebook book = book_of({old, some, replacing("always", "old", true)});
  const auto by = [&](const char* granted) {
    return check_loan(book, granted, at("2020-08-01")).replaced.at(0).by->id;
  };
  EXPECT_EQ(by("2020-03-01"), "some");
  EXPECT_EQ(by("2020-02-06"), "always");  // the other was not known yet
  EXPECT_EQ(by("2020-07-01"), "always");
}

TEST(Check, WhatMayAlreadyBeReplacedIsNotPromised) {
  Provision old = provision("old", "loan", {});
  old.applies_by = "granted";
  Provision by = replacing("new", "old", true);
  by.in_force.from = between("2020-02-01", "2020-02-29");
  const Rulebook book = book_of({old, by});
  EXPECT_EQ(only(check_loan(book, "2020-01-31", at("2020-05-01")), "old").state, State::entitled);
  const Answer doubtful = check_loan(book, "2020-02-15", at("2020-05-01"));
  EXPECT_EQ(only(doubtful, "old").state, State::depends);
  EXPECT_EQ(only(doubtful, "new").state, State::depends);
  EXPECT_FALSE(only(doubtful, "old").open.reasons.empty());
  EXPECT_FALSE(shows(check_loan(book, "2020-02-29", at("2020-05-01")), "old"));
}

// --- place ---------------------------------------------------------------------------------------

TEST(Check, ARegionHoldsThePlaceItselfAndWhatLiesInIt) {
  Provision rule = provision("p", "firm", {});
  rule.region = {"1001"};
  const Rulebook book = book_of({rule});
  const auto state = [&](const char* place) {
    return only(book.check(firm(book, {{"place", Value::of(place)}}), at("2020-02-01")), "p").state;
  };
  EXPECT_EQ(state("1001"), State::entitled);
  EXPECT_EQ(state("100101"), State::entitled);
  EXPECT_EQ(state("20"), State::not_entitled);
  EXPECT_EQ(state("10"), State::depends) << "the firm may be in the city";
  const Answer nothing = book.check(firm(book, {}), at("2020-02-01"));
  EXPECT_EQ(only(nothing, "p").state, State::depends);
  EXPECT_EQ(names(book, only(nothing, "p").open.facts), (Names{"place"}));
}

TEST(Check, OneOfSeveralRegionsIsEnough) {
  Provision rule = provision("p", "firm", {});
  rule.region = {"100101", "20"};
  const Rulebook book = book_of({rule});
  EXPECT_EQ(only(book.check(firm(book, {{"place", Value::of("20")}}), at("2020-02-01")), "p").state,
            State::entitled);
}

// --- children ------------------------------------------------------------------------------------

TEST(Check, EachChildIsAnsweredInItsOrderAndSeesItsParent) {
  const Rulebook book = book_of({provision("p", "loan", {"listed and rate < 4"})});
  const Answer answer = book.check(
      firm(book, {{"listed", Value::of(true)}},
           {loan(book, "b", {{"rate", number(3)}}), loan(book, "a", {{"rate", number(5)}})}),
      at("2020-02-01"));
  ASSERT_EQ(answer.entitlements.size(), 2U);
  EXPECT_EQ(answer.entitlements[0].subject_id, "b");
  EXPECT_EQ(answer.entitlements[0].state, State::entitled);
  EXPECT_FALSE(answer.entitlements[0].hypothetical);
  EXPECT_EQ(answer.entitlements[1].subject_id, "a");
  EXPECT_EQ(answer.entitlements[1].state, State::not_entitled);
}

TEST(Check, AChildOfWhichNothingWasSaidIsHypothetical) {
  const Rulebook book = book_of({provision("p", "loan", {"rate < 4"})});
  const Answer answer = book.check(firm(book, {}), at("2020-02-01"));
  EXPECT_TRUE(only(answer, "p").hypothetical);
  EXPECT_EQ(only(answer, "p").state, State::depends);
  EXPECT_EQ(only(answer, "p").subject_id, "");
  EXPECT_EQ(names(book, answer.next_questions), (Names{"rate"}));
}

TEST(Check, NoneOfAKindIsANo) {
  Provision later = provision("later", "loan", {});
  later.known_from = day("2020-02-02");
  const Rulebook book = book_of({provision("p", "loan", {"rate < 4"}), later});
  Subject none = firm(book, {});
  none.none_of = {"loan"};
  const Answer answer = book.check(none, at("2020-02-01"));
  EXPECT_EQ(only(answer, "p").state, State::not_entitled);
  ASSERT_EQ(only(answer, "p").conditions.size(), 1U);
  EXPECT_EQ(only(answer, "p").conditions[0].origin, ConditionAnswer::Origin::has_subject);
  EXPECT_EQ(only(answer, "p").conditions[0].label->en, "none of it");
  EXPECT_FALSE(shows(answer, "later")) << "not known yet";
  EXPECT_TRUE(answer.next_questions.empty());
}

// --- lookups -------------------------------------------------------------------------------------

}  // namespace
}  // namespace fugong::law
