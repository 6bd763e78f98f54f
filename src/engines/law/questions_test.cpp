// What to ask next, what a register could tell, what would make a better state.
#include <gtest/gtest.h>

#include <random>

#include "engines/law/check_sample.hpp"

namespace fugong::law {
namespace {

Answer ask(const Rulebook& book, std::vector<Named> facts = {}) {
  return book.check(firm(book, std::move(facts)), at("2020-02-01"));
}

std::string first(const Rulebook& book, const Answer& answer) {
  return answer.next_questions.empty() ? "" : book.facts()[answer.next_questions[0]].name;
}

/// Money pays, of known size.
Provision paying(const char* id, std::vector<const char*> conditions, const char* amount) {
  return with_amount(provision(id, "firm", std::move(conditions)), amount);
}

TEST(Questions, MoreMoneyIsAskedAboutFirst) {
  const Rulebook book =
      book_of({paying("small", {"listed"}, "10"), paying("large", {"staff > 3"}, "1000000")});
  EXPECT_EQ(first(book, ask(book)), "staff") << "although the bank has 'listed' first";
}

TEST(Questions, OfEqualMoneyTheOneThatSettlesMore) {
  const Rulebook book =
      book_of({paying("a", {"staff > 3", "listed"}, "10"), paying("b", {"staff > 5"}, "10")});
  EXPECT_EQ(first(book, ask(book)), "staff");
  const Rulebook other = book_of({paying("a", {"listed", "staff > 3 or place = \"10\""}, "10")});
  EXPECT_EQ(first(other, ask(other)), "listed") << "it alone can fail a condition";
}

TEST(Questions, LessTroubleFirst) {
  Source source = house();
  source.facts[2].effort = 3;  // listed
  source.provisions = {paying("a", {"listed"}, "10"), paying("b", {"staff > 5"}, "10")};
  const Rulebook book = build(std::move(source));
  EXPECT_EQ(first(book, ask(book)), "staff");
}

TEST(Questions, WhatCannotChangeAnythingIsNotAsked) {
  const Rulebook book = book_of({paying("a", {"listed", "staff > 5"}, "10")});
  EXPECT_TRUE(ask(book, {{"listed", Value::of(false)}}).next_questions.empty());
}

TEST(Questions, RegistersAreListedApart) {
  Source source = house();
  source.facts[1].registers = {"social_insurance", "tax"};  // staff
  source.facts[2].registers = {"market"};                   // listed
  source.provisions = {paying("a", {"listed", "staff > 5"}, "10"), paying("b", {"staff > 9"}, "9")};
  const Rulebook book = build(std::move(source));
  const Answer answer = ask(book);
  ASSERT_EQ(answer.register_calls.size(), 3U);
  EXPECT_EQ(answer.register_calls[0].office, "market");
  EXPECT_EQ(answer.register_calls[0].settles, 0U);
  EXPECT_EQ(answer.register_calls[0].helps, 1U);
  EXPECT_EQ(answer.register_calls[1].office, "tax");
  EXPECT_EQ(answer.register_calls[1].settles, 1U);
  EXPECT_EQ(answer.register_calls[1].helps, 2U);
}

/// Many provisions over few facts: asks until nothing is open.
int questions_needed(const Rulebook& book, const std::vector<Named>& truth, bool by_score) {
  std::vector<Named> given;
  for (int asked = 0;; ++asked) {
    const Answer answer = ask(book, given);
    if (answer.next_questions.empty()) return asked;
    std::uint16_t next = answer.next_questions[0];
    if (!by_score) {
      next = *std::min_element(answer.next_questions.begin(), answer.next_questions.end(),
                               [&](std::uint16_t a, std::uint16_t b) {
                                 return book.facts()[a].order < book.facts()[b].order;
                               });
    }
    const std::string& name = book.facts()[next].name;
    for (const Named& fact : truth) {
      if (fact.name == name) given.push_back(fact);
    }
  }
}

TEST(Questions, SettleRandomFirmsInNoMoreThanTheOrderOfTheBank) {
  std::mt19937 random(2020);
  const auto draw = [&](int n) {
    return static_cast<int>(random() % static_cast<std::mt19937::result_type>(n));
  };
  static const char* const kNames[] = {"f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7"};
  int by_score = 0;
  int by_bank = 0;
  for (int law = 0; law < 30; ++law) {
    Source source = house();
    for (int i = 0; i < 8; ++i)
      source.facts.push_back(fact(kNames[i], "firm", FactType::boolean, 100 + i));
    for (int i = 0; i < 6; ++i) {
      std::vector<const char*> conditions;
      for (int k = 1 + draw(3); k > 0; --k)
        conditions.push_back(kNames[std::min(draw(8), draw(8) + 3)]);
      source.provisions.push_back(
          paying(("p" + std::to_string(i)).c_str(), conditions, i % 2 == 0 ? "100" : "100000"));
    }
    const Rulebook book = build(std::move(source));
    for (int one = 0; one < 20; ++one) {
      std::vector<Named> truth;
      for (const char* name : kNames)
        truth.push_back({name, Value::of(draw(2) == 0)});
      by_score += questions_needed(book, truth, true);
      by_bank += questions_needed(book, truth, false);
    }
  }
  std::printf("questions for 600 firms: by score %d, in the order of the bank %d\n", by_score,
              by_bank);
  EXPECT_LE(by_score, by_bank);
}

// ---- what would make a better state

std::vector<Change> changes(const Rulebook& book, std::vector<Named> facts) {
  const Answer answer =
      book.check(firm(book, std::move(facts)), at("2020-02-01"), {.changes = true});
  return only(answer, "p").changes;
}

TEST(Changes, ANumberIsSaidWithTheBoundToReach) {
  const Rulebook book = book_of({provision("p", "firm", {"staff < 300", "listed"})});
  const auto found = changes(book, {{"staff", number(450)}, {"listed", Value::of(true)}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(book.facts()[found[0].fact].name, "staff");
  EXPECT_EQ(found[0].to.number(), Decimal(299));
  EXPECT_EQ(found[0].state, State::entitled);
  const auto open = changes(book, {{"staff", number(450)}});
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].state, State::depends);
}

TEST(Changes, OnlyWhatIsEnoughByItself) {
  const Rulebook book = book_of({provision("p", "firm", {"staff < 300", "listed"})});
  EXPECT_TRUE(changes(book, {{"staff", number(450)}, {"listed", Value::of(false)}}).empty());
}

TEST(Changes, ATruthValueTurnsAndAParameterIsABound) {
  Provision rule = provision("p", "firm", {"staff + staff <= limit or listed"});
  rule.parameters = {
      {"limit", Parameter::Type::number, "20", "1", Status::confirmed, {}, {}, {}, {}}};
  const Rulebook book = book_of({rule});
  const auto found = changes(book, {{"staff", number(50)}, {"listed", Value::of(false)}});
  ASSERT_EQ(found.size(), 1U) << "10 staff would do, but no rule names 10";
  EXPECT_EQ(book.facts()[found[0].fact].name, "listed");
  rule.conditions[0].expression = feel_text("staff <= limit");
  const Rulebook direct = book_of({rule});
  const auto bound = changes(direct, {{"staff", number(50)}});
  ASSERT_EQ(bound.size(), 1U);
  EXPECT_EQ(bound[0].to.number(), Decimal(20));
}

TEST(Changes, StayInsideTheBoundsOfAFact) {
  Source source = house();
  source.facts[1].minimum = Decimal(10);  // staff
  source.provisions = {provision("p", "firm", {"staff < 10"})};
  const Rulebook book = build(std::move(source));
  EXPECT_TRUE(changes(book, {{"staff", number(50)}}).empty());
}

TEST(Changes, OfOneLoanAmongSeveral) {
  const Rulebook book = book_of({provision("p", "loan", {"rate <= 3.15"})});
  const Subject all = firm(
      book, {}, {loan(book, "a", {{"rate", number(3)}}), loan(book, "b", {{"rate", number(5)}})});
  const Answer answer = book.check(all, at("2020-02-01"), {.changes = true});
  ASSERT_EQ(answer.entitlements.size(), 2U);
  EXPECT_TRUE(answer.entitlements[0].changes.empty());
  ASSERT_EQ(answer.entitlements[1].changes.size(), 1U);
  EXPECT_EQ(answer.entitlements[1].changes[0].to.number(), Decimal(315, -2));
}

TEST(Changes, AreTriedOnlyOnRequest) {
  const Rulebook book = book_of({provision("p", "firm", {"listed"})});
  EXPECT_TRUE(only(ask(book, {{"listed", Value::of(false)}}), "p").changes.empty());
}

}  // namespace
}  // namespace fugong::law
