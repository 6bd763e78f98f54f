// What a text leaves open, can't say in rules, or is not sure of.
#include <gtest/gtest.h>

#include "engines/law/check_sample.hpp"

namespace fugong::law {
namespace {

TEST(Tainted, ATextFromMemoryNeverPays) {
  Provision rule = with_amount(provision("p", "firm", {"listed"}), "staff * 100");
  rule.document.status = Status::from_memory;
  const Rulebook book = book_of({rule});
  const auto ask = [&](bool listed, bool count) {
    std::vector<Named> facts{{"listed", Value::of(listed)}};
    if (count) facts.push_back({"staff", number(3)});
    return only(book.check(firm(book, std::move(facts)), at("2020-02-01")), "p");
  };
  const Entitlement held = ask(true, true);
  EXPECT_EQ(held.state, State::depends);
  EXPECT_FALSE(held.amount.has_value());
  EXPECT_EQ(held.withheld, (AmountRange{Money{30000}, Money{30000}}));
  ASSERT_EQ(held.open.reasons.size(), 1U);
  EXPECT_NE(held.open.reasons[0].en.find("from memory"), std::string::npos);
  EXPECT_FALSE(ask(true, false).withheld.has_value()) << "the amount isn't known";
  EXPECT_EQ(ask(false, true).state, State::not_entitled) << "what fails still fails";
}

TEST(Tainted, WhatRulesCannotExpressIsSaidAndNeverClaimed) {
  Provision rule = with_amount(provision("p", "firm", {}), "100");
  rule.untranslatable.push_back(
      {Untranslatable::Reason::no_figure, text("how much isn't said"), {}});
  Provision bare = provision("q", "firm", {});
  bare.untranslatable.push_back(
      {Untranslatable::Reason::not_about_enterprise, text("it binds the bank"), {}});
  const Rulebook book = book_of({rule, bare});
  const Answer answer = book.check(firm(book, {}), at("2020-02-01"));
  EXPECT_EQ(only(answer, "p").state, State::depends);
  EXPECT_FALSE(only(answer, "p").amount.has_value());
  EXPECT_EQ(only(answer, "p").withheld, (AmountRange{Money{10000}, Money{10000}}));
  EXPECT_EQ(only(answer, "p").open.reasons[0].en, "how much isn't said");
  EXPECT_EQ(only(answer, "q").state, State::depends);
  EXPECT_TRUE(answer.next_questions.empty()) << "no answer of the owner could settle it";
}

TEST(Benefits, CountInTheUsualTotal) {
  EXPECT_EQ(usual_total(BenefitKind::refund), Total::cash);
  EXPECT_EQ(usual_total(BenefitKind::waiver), Total::relief);
  EXPECT_EQ(usual_total(BenefitKind::term_extension), Total::liquidity);
  EXPECT_EQ(usual_total(BenefitKind::service), Total::none);
}

}  // namespace
}  // namespace fugong::law
