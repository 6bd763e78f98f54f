#include "engines/proof/conditions.hpp"

#include <gtest/gtest.h>

#include "engines/law/check_sample.hpp"
#include "engines/proof/solve.hpp"

namespace fugong::proof {
namespace {

using feel::Value;

law::Rulebook book_of(std::vector<const char*> conditions) {
  law::Source source = law::house();
  for (law::Fact& fact : source.facts) {
    if (fact.name == "staff") fact.minimum = Decimal(0);
  }
  source.provisions = {law::provision("a", "firm", std::move(conditions))};
  return law::build(std::move(source));
}

ConditionsProof proof_of(const law::Rulebook& book) {
  return prove_conditions(book, book.source().provisions[0], law::day("2020-03-01"), {});
}

TEST(Conditions, CanHoldAndFail) {
  const law::Rulebook book = book_of({"staff >= 10", "listed"});
  const ConditionsProof proof = proof_of(book);
  EXPECT_EQ(proof.may_hold, Finding::shown);
  const law::Answer answer =
      book.check(law::Subject{"firm", "", proof.witness, {}, {}}, law::at("2020-03-01"));
  EXPECT_EQ(law::only(answer, "a").state, law::State::entitled);
  for (const ConditionsProof::One& one : proof.conditions) {
    EXPECT_EQ(one.may_fail, Finding::shown);
    EXPECT_EQ(one.may_hold, Finding::shown);
    EXPECT_EQ(one.decides, Finding::shown);
  }
}

TEST(Conditions, ThatAlwaysOrNeverHold) {
  const ConditionsProof always = proof_of(book_of({"staff >= 0"}));
  EXPECT_EQ(always.conditions[0].may_fail, Finding::refuted);
  EXPECT_EQ(always.may_hold, Finding::shown);
  const ConditionsProof always_by_cases = proof_of(book_of({"listed or not(listed)"}));
  EXPECT_EQ(always_by_cases.conditions[0].may_fail, Finding::refuted);
  const ConditionsProof never = proof_of(book_of({"staff < 0"}));
  EXPECT_EQ(never.conditions[0].may_hold, Finding::refuted);
  EXPECT_EQ(never.may_hold, Finding::refuted);
}

TEST(Conditions, ThatContradictOrImplyEachOther) {
  const ConditionsProof apart = proof_of(book_of({"staff >= 10", "staff < 10"}));
  EXPECT_EQ(apart.may_hold, Finding::refuted);
  EXPECT_EQ(apart.conditions[0].may_hold, Finding::shown);
  const ConditionsProof touching = proof_of(book_of({"staff >= 10", "staff <= 10"}));
  EXPECT_EQ(touching.may_hold, Finding::shown);
  const ConditionsProof implied = proof_of(book_of({"staff >= 10", "staff >= 5"}));
  EXPECT_EQ(implied.conditions[0].decides, Finding::shown);
  EXPECT_EQ(implied.conditions[1].decides, Finding::refuted);
}

TEST(Conditions, ThatCannotBeDecidedStayUnproved) {
  // Two facts in one comparison: no piece of either settles it where they meet.
  const ConditionsProof proof = proof_of(book_of({"staff * staff < 0"}));
  EXPECT_NE(proof.may_hold, Finding::shown);
  EXPECT_NE(proof.conditions[0].may_fail, Finding::refuted);
}

TEST(Conditions, ThatAskForTodayAreNotRefutedByOneDay) {
  // On the day that is tried it fails for every firm; on a later one it does not.
  const ConditionsProof proof = proof_of(book_of({"today() > date(\"2020-06-01\") and listed"}));
  EXPECT_EQ(proof.may_hold, Finding::unproved);
  EXPECT_EQ(proof.conditions[0].may_hold, Finding::unproved);
  // Nor where it is a decision of the pack that asks.
  law::Source source = law::house();
  law::Decision late;
  late.definition.name = "late";
  late.definition.body = law::feel_text("today() > date(\"2020-06-01\")");
  late.subject = "firm";
  late.in_force.from = law::on("2000-01-01");
  source.decisions = {late};
  source.provisions = {law::provision("a", "firm", {"late"})};
  const law::Rulebook book = law::build(std::move(source));
  EXPECT_EQ(proof_of(book).may_hold, Finding::unproved);
  EXPECT_TRUE(asks_for_today(book, book.source().provisions[0]));
  const law::Rulebook plain = book_of({"listed"});
  EXPECT_FALSE(asks_for_today(plain, plain.source().provisions[0]));
}

TEST(Conditions, FirmsThatWereTriedComeFirst) {
  const law::Rulebook book = book_of({"staff * staff = 1522756"});
  EXPECT_NE(proof_of(book).may_hold, Finding::refuted);
  const Situation firm{{book.fact_index("staff").value(), Value::of(1234)}};
  const ConditionsProof proof =
      prove_conditions(book, book.source().provisions[0], law::day("2020-03-01"), {firm});
  EXPECT_EQ(proof.may_hold, Finding::shown);
}

TEST(Solve, TurnsLookupsAndLinesRound) {
  law::Source source = law::house();
  law::Provision provision = law::provision("a", "firm", {"half > 3"});
  law::Definition half;
  half.name = "half";
  half.body = law::feel_text("staff * 0.5");
  provision.definitions.push_back(half);
  source.provisions = {provision};
  const law::Rulebook book = law::build(std::move(source));
  const std::vector<std::string> inputs{"listed", "zone(place)", "half"};
  const Date known = law::day("2020-03-01");
  const auto found =
      solve(book, "a", inputs, {Value::of(true), Value::of("warm"), Value::of(7)}, known);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 3u);
  EXPECT_EQ(feel::to_display((*found)[1].value), "20");
  EXPECT_EQ(feel::to_display((*found)[2].value), "14");
  EXPECT_FALSE(solve(book, "a", inputs, {Value::of(true), Value::of("hot"), Value::of(7)}, known));
}

}  // namespace
}  // namespace fugong::proof
