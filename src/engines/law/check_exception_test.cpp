// Labelled exceptions.
#include <gtest/gtest.h>

#include "engines/law/check_sample.hpp"

namespace fugong::law {
namespace {

using Standing = ExceptionAnswer::Standing;

Exception excludes(const char* id, int priority, const char* when) {
  Exception made;
  made.id = id;
  made.label = text(id);
  made.priority = priority;
  made.when = feel_text(when);
  made.excludes = true;
  return made;
}

Exception pays(const char* id, int priority, const char* when, const char* amount) {
  Exception made = excludes(id, priority, when);
  made.excludes = false;
  made.amount = feel_text(amount);
  return made;
}

/// 100 yuan; of a listed firm 300; nothing from 1000 staff on, but for a listed firm in the South.
Rulebook sample() {
  Provision made = with_amount(provision("p", "firm", {"staff > 0"}), "100");
  made.exceptions = {excludes("large", 5, "staff >= 1000"), pays("listed", 1, "listed", "300"),
                     pays("south", 9, "listed and place = \"20\"", "staff * 2")};
  return book_of({made});
}

Entitlement of(const Rulebook& book, std::vector<Named> facts) {
  return only(book.check(firm(book, std::move(facts)), at("2020-02-01")), "p");
}

const Named kListed{"listed", Value::of(true)};
const Named kUnlisted{"listed", Value::of(false)};
const Named kNorth{"place", Value::of("10")};
const Named kSouth{"place", Value::of("20")};
Named staff(int many) {
  return {"staff", number(many)};
}

TEST(Exceptions, TheHighestPriorityOfThoseThatHoldWins) {
  const Rulebook book = sample();
  EXPECT_EQ(of(book, {staff(10), kUnlisted}).amount, Money{10000});
  EXPECT_EQ(of(book, {staff(10), kListed, kNorth}).amount, Money{30000});
  EXPECT_EQ(of(book, {staff(10), kListed, kSouth}).amount, Money{2000});
  EXPECT_EQ(of(book, {staff(1000), kListed, kSouth}).amount, Money{200000});
  EXPECT_EQ(of(book, {staff(1000), kListed, kNorth}).state, State::not_entitled);
  EXPECT_EQ(of(book, {staff(1000), kUnlisted}).state, State::not_entitled);
  EXPECT_EQ(of(book, {staff(999), kUnlisted}).state, State::entitled);
}

TEST(Exceptions, TheTraceSaysWhichOneWon) {
  const Rulebook book = sample();
  const Entitlement e = of(book, {staff(1000), kListed, kSouth});
  ASSERT_EQ(e.exceptions.size(), 3U);
  EXPECT_EQ(e.exceptions[0].exception->id, "south");
  EXPECT_EQ(e.exceptions[0].standing, Standing::wins);
  EXPECT_EQ(e.exceptions[1].truth, Truth::holds);
  EXPECT_EQ(e.exceptions[1].standing, Standing::none) << "beaten";
  const Entitlement refused = of(book, {staff(1000), kUnlisted});
  const ConditionAnswer& why = refused.conditions.back();
  EXPECT_EQ(why.origin, ConditionAnswer::Origin::exception);
  EXPECT_EQ(why.truth, Truth::fails);
  EXPECT_NE(why.label->en.find("large"), std::string::npos);
}

TEST(Exceptions, OneThatMayHoldLeavesWhatMayComeOfIt) {
  const Rulebook book = sample();
  const Entitlement e = of(book, {staff(10), kNorth});
  EXPECT_EQ(e.state, State::depends);
  EXPECT_EQ(e.amount_range, (AmountRange{Money{10000}, Money{30000}}));
  EXPECT_EQ(names(book, e.open.facts), (Names{"listed"}));
  ASSERT_EQ(e.exceptions.size(), 3U);
  EXPECT_EQ(e.exceptions[2].standing, Standing::may_win);
  const Entitlement nobody = of(book, {kUnlisted});
  EXPECT_EQ(nobody.state, State::depends);
  EXPECT_EQ(nobody.amount_range, (AmountRange{Money{10000}, Money{10000}}));
}

TEST(Exceptions, AreSettledWhereTheyMakeNoDifference) {
  Provision made = with_amount(provision("p", "firm", {}), "100");
  made.exceptions = {pays("same", 1, "listed", "50 + 50")};
  const Rulebook book = book_of({made});
  EXPECT_EQ(of(book, {}).amount, Money{10000});
  made.exceptions = {excludes("a", 2, "listed"), excludes("b", 1, "listed or true")};
  EXPECT_EQ(of(book_of({made}), {}).state, State::not_entitled);
}

TEST(Exceptions, OneThatCantBeWorkedOutSettlesNothing) {
  Provision made = with_amount(provision("p", "firm", {}), "100");
  made.exceptions = {excludes("a", 2, "1 / staff > 3")};
  const Rulebook book = book_of({made});
  const Entitlement e = of(book, {staff(0)});
  EXPECT_EQ(e.state, State::depends);
  ASSERT_EQ(e.open.reasons.size(), 1U);
  made.exceptions = {pays("a", 2, "1 / staff > 3", "7")};
  EXPECT_EQ(of(book_of({made}), {staff(0)}).state, State::depends);
}

TEST(Exceptions, FaultsAtLoad) {
  using Codes = std::vector<std::string>;
  const auto faults_of = [](std::vector<Exception> exceptions) {
    Provision made = with_amount(provision("p", "firm", {}), "100");
    made.exceptions = std::move(exceptions);
    Source source = house();
    source.provisions = {made};
    return codes(Rulebook::build(std::move(source)));
  };
  EXPECT_EQ(faults_of({excludes("a", 1, "listed"), excludes("b", 1, "listed")}),
            Codes{"exception-priority"});
  Exception neither = excludes("a", 1, "listed");
  neither.excludes = false;
  EXPECT_EQ(faults_of({neither}), Codes{"exception-effect"});
  Exception both = pays("a", 1, "listed", "3");
  both.excludes = true;
  EXPECT_EQ(faults_of({both}), Codes{"exception-effect"});
  EXPECT_EQ(faults_of({excludes("a", 1, "staff")}), Codes{"type-mismatch"});
  EXPECT_EQ(faults_of({pays("a", 1, "listed", "listed")}), Codes{"type-mismatch"});
}

}  // namespace
}  // namespace fugong::law
