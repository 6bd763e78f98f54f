// Facts with a guard (applies_if).
#include <gtest/gtest.h>

#include "engines/law/check_sample.hpp"
#include "engines/law/facts.hpp"

namespace fugong::law {
namespace {

/// The rate of a discount is asked only of listed firms; its share only where there is a rate.
Source guarded() {
  Source source = house();
  Fact discounted = fact("discounted", "firm", FactType::boolean, 5);
  discounted.applies_if = feel_text("listed");
  Fact rate = fact("discount", "firm", FactType::percent, 4);
  rate.applies_if = feel_text("discounted");
  rate.minimum = Decimal(0);
  rate.maximum = Decimal(100);
  Fact stage = fact("stage", "loan", FactType::integer, 3);
  stage.applies_if = feel_text("listed and rate > 3");
  stage.not_applicable = "-1";
  source.facts.insert(source.facts.end(), {discounted, rate, stage});
  return source;
}

Rulebook guarded_book(std::vector<Provision> provisions) {
  Source source = guarded();
  source.provisions = std::move(provisions);
  return build(std::move(source));
}

TEST(Guard, AFactThatDoesNotApplyHasItsValueAndIsNotAsked) {
  const Rulebook book = guarded_book({provision("yes", "firm", {"discounted"}),
                                      provision("no", "firm", {"not(discounted)"}),
                                      provision("none", "firm", {"discount = null"})});
  const Answer answer = book.check(firm(book, {{"listed", Value::of(false)}}), at("2020-02-01"));
  EXPECT_EQ(only(answer, "yes").state, State::not_entitled);
  EXPECT_EQ(only(answer, "no").state, State::entitled);
  EXPECT_EQ(only(answer, "none").state, State::entitled) << "a guard that rests on a guarded fact";
  EXPECT_TRUE(answer.next_questions.empty());
}

TEST(Guard, WhatItIsInsteadIsReadByItsType) {
  const Rulebook book = guarded_book({provision("p", "loan", {"stage < 0"})});
  const auto answer = [&](Value listed, const char* id, std::vector<Named> facts) {
    return book.check(firm(book, {{"listed", listed}}, {loan(book, id, facts)}), at("2020-02-01"));
  };
  EXPECT_EQ(only(answer(Value::of(false), "a", {}), "p").state, State::entitled);
  EXPECT_EQ(only(answer(Value::of(true), "a", {{"rate", number(3)}}), "p").state, State::entitled);
  const Answer open = answer(Value::of(true), "a", {{"rate", number(4)}});
  EXPECT_EQ(only(open, "p").state, State::depends);
  EXPECT_EQ(names(book, only(open, "p").open.facts), (Names{"stage"}));
}

TEST(Guard, WhileTheGuardIsOpenItsFactsAreAskedFirst) {
  const Rulebook book = guarded_book({provision("p", "firm", {"discounted"})});
  const Answer answer = book.check(firm(book, {}), at("2020-02-01"));
  EXPECT_EQ(only(answer, "p").state, State::depends);
  EXPECT_EQ(names(book, only(answer, "p").open.facts), (Names{"listed", "discounted"}))
      << "although the question bank has them the other way round";
  ASSERT_FALSE(answer.next_questions.empty());
  EXPECT_EQ(book.facts()[answer.next_questions[0]].name, "listed");
}

TEST(Guard, AnOpenGuardStillLeavesADomain) {
  const Rulebook book =
      guarded_book({provision("p", "firm", {"if discount = null then true else discount <= 100"}),
                    provision("q", "firm", {"discounted or not(discounted)"})});
  const Answer answer = book.check(firm(book, {}), at("2020-02-01"));
  EXPECT_EQ(only(answer, "q").state, State::depends) << "two uses are taken for independent";
  const Answer listed = book.check(
      firm(book, {{"listed", Value::of(true)}, {"discounted", Value::of(true)}}), at("2020-02-01"));
  EXPECT_EQ(only(listed, "p").state, State::entitled) << "within its bounds";
}

TEST(Guard, WhatIsGivenStandsWhileTheGuardIsOpen) {
  const Rulebook book = guarded_book({provision("p", "firm", {"discounted"})});
  const Answer answer = book.check(firm(book, {{"discounted", Value::of(true)}}), at("2020-02-01"));
  EXPECT_EQ(only(answer, "p").state, State::entitled);
}

Result<Subject> read(const Rulebook& book, const char* json) {
  return read_subject(book, *parse_json(json, ""));
}

TEST(Guard, AFactThatTheOthersRuleOutIsAFaultOfTheRequest) {
  const Rulebook book = guarded_book({});
  const auto wrong = read(book, R"({"listed": false, "discounted": true,
      "loans": [{"id": "A", "stage": 1}, {"id": "B"}, {"id": "C", "stage": 2}]})");
  ASSERT_FALSE(wrong);
  ASSERT_EQ(wrong.error().size(), 3U);
  EXPECT_EQ(wrong.error()[0].code, "fact-not-applicable");
  EXPECT_EQ(wrong.error()[0].place.pointer, "/discounted");
  EXPECT_EQ(wrong.error()[1].place.pointer, "/loans/0/stage");
  EXPECT_EQ(wrong.error()[2].place.pointer, "/loans/2/stage");
  EXPECT_NE(wrong.error()[0].message.en.find("'listed'"), std::string::npos);
}

TEST(Guard, TheValueThatItHasAnywayMayBeGiven) {
  const Rulebook book = guarded_book({});
  EXPECT_TRUE(read(book, R"({"listed": false, "discounted": false, "loans": [{"stage": -1}]})"));
  EXPECT_TRUE(read(book, R"({"listed": true, "discounted": true})"));
  EXPECT_TRUE(read(book, R"({"discounted": true})")) << "nobody knows whether it is listed";
}

std::vector<std::string> faults_of(void (*change)(Source&)) {
  Source source = guarded();
  change(source);
  return codes(Rulebook::build(std::move(source)));
}

TEST(Guard, FaultsAtLoad) {
  using Codes = std::vector<std::string>;
  EXPECT_EQ(faults_of([](Source& s) { s.facts[2].applies_if = feel_text("discounted"); }),
            Codes{"cycle"});
  EXPECT_EQ(faults_of([](Source& s) { s.facts[2].applies_if = feel_text("listed"); }),
            Codes{"cycle"});
  EXPECT_EQ(faults_of([](Source& s) { s.facts[2].applies_if = feel_text("rate > 3"); }),
            Codes{"fact-of-other-subject"});
  EXPECT_EQ(faults_of([](Source& s) { s.facts[2].applies_if = feel_text("staff"); }),
            Codes{"type-mismatch"});
  EXPECT_EQ(faults_of([](Source& s) { s.facts[2].applies_if = feel_text("true"); }),
            Codes{"guard-facts"});
  EXPECT_EQ(faults_of([](Source& s) { s.facts.back().not_applicable = "none"; }),
            Codes{"not-applicable"});
}

}  // namespace
}  // namespace fugong::law
