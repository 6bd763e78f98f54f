// Who does what in a case, and that nobody does two of it that take two people.
#include <gtest/gtest.h>

#include "desks/casework/case_sample.hpp"

namespace fugong::casework {
namespace {

// One person alone neither has money paid twice nor strikes out what is owed.
TEST(Case, WhoOrderedAPaymentNeitherTakesItBackNorClaimsIt) {
  Story story;
  EXPECT_EQ(story.go_all_the_way(yuan(20'000)), "");
  const auto failed = [&](const char* who) {
    return story.happen(Act::payment_failed, Role::second_approver, who, because("no account"));
  };
  EXPECT_EQ(failed("paymaster"), "same-person");
  Event recover = story.event(Act::recover, Role::second_approver, "paymaster");
  recover.reasons = because("two trainees too many");
  recover.instalments = 1;
  recover.amount = yuan(2'000);
  EXPECT_EQ(story.happen(recover), "same-person");
  Event old = story.event(Act::payment_failed, Role::second_approver, "paymaster");
  old.reasons = because("no account");
  old.rules = 1;
  EXPECT_TRUE(could(story.now, story.procedure, old)) << "kept as it was";

  const Story paid = story;
  EXPECT_EQ(failed("teller"), "");
  EXPECT_EQ(story.happen(Act::amend, Role::owner, "owner"), "");
  EXPECT_EQ(story.pay("teller"), "same-person") << "on his own word";
  EXPECT_EQ(story.pay(), "");

  // The bank's own error needs no answer of the firm, but a word why.
  story = paid;
  EXPECT_EQ(failed("teller"), "");
  Event again = story.event(Act::order_payment, Role::second_approver, "paymaster");
  again.reference = "transfer-3";
  EXPECT_EQ(story.happen(again), "note-missing");
  again.note = "the bank had mistaken the number";
  EXPECT_EQ(story.happen(again), "");
  EXPECT_EQ(story.now.paid, yuan(20'000));

  story = paid;
  recover.by.id = "teller";
  EXPECT_EQ(story.happen(recover), "");
  Event repay = story.event(Act::repay, Role::second_approver, "teller");
  repay.amount = yuan(2'000);
  repay.reference = "transfer-2";
  EXPECT_EQ(story.happen(repay), "same-person");
  repay.by.id = "paymaster";
  EXPECT_EQ(story.happen(repay), "");
}

// Who may grant it is who may cut or refuse it, and the second person looks at that too.
TEST(Case, WhatIsAtStakeSaysWhoDecidesBeItCutOrRefused) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(120'000))), "");
  EXPECT_EQ(story.happen(Act::accept, Role::county_officer, "clerk"), "");
  Event cut = story.event(Act::grant, Role::county_officer, "decider");
  cut.reasons = because("few came");
  cut.amount = Money{49'999'99};
  EXPECT_EQ(story.happen(cut), "decided-by-another");
  EXPECT_EQ(story.happen(Act::refuse, Role::county_officer, "decider", because("no")),
            "decided-by-another");
  cut.by.role = Role::city_officer;
  cut.amount = Money{};
  EXPECT_EQ(story.happen(cut), "grant-of-nothing");
  const Story open = story;

  cut.amount = Money{49'999'99};
  EXPECT_EQ(story.happen(cut), "") << "the city may grant less";
  EXPECT_EQ(story.now.phase, Phase::to_countersign);
  EXPECT_EQ(story.happen(Act::countersign, Role::second_approver, "second"), "");
  EXPECT_EQ(story.step_id(), "publicity");

  story = open;
  const auto refuse = [&] {
    return story.happen(Act::refuse, Role::city_officer, "decider", because("no payroll"));
  };
  EXPECT_EQ(refuse(), "");
  EXPECT_EQ(story.now.phase, Phase::to_countersign);
  EXPECT_EQ(expected(story.now), yuan(120'000)) << "it is not refused yet";
  EXPECT_EQ(story.pay(), "not-now");
  EXPECT_EQ(story.happen(Act::object, Role::owner, "owner", because("too early")), "not-now");
  EXPECT_EQ(story.happen(Act::countersign, Role::second_approver, "decider"), "same-person");
  EXPECT_EQ(story.happen(Act::send_back, Role::second_approver, "second", because("it is here")),
            "");
  EXPECT_EQ(story.step_id(), "decision");
  EXPECT_EQ(refuse(), "");
  EXPECT_EQ(story.happen(Act::countersign, Role::second_approver, "second"), "");
  EXPECT_EQ(story.now.outcome, Outcome::refused);
  EXPECT_EQ(story.now.decision->amount, Money{});
  EXPECT_EQ(story.happen(Act::object, Role::owner, "owner", because("it is there")), "");

  story = open;
  Event old = story.event(Act::refuse, Role::county_officer, "decider");
  old.reasons = because("no");
  old.rules = 1;
  ASSERT_TRUE(could(story.now, story.procedure, old)) << "kept as it was";
  EXPECT_EQ(after(story.now, story.procedure, story.calendar, old).outcome, Outcome::refused);
}

TEST(Case, AFindingThatTwoMustSeeIsRefusedByTwo) {
  Story story;
  story.procedure = difficulty();
  Event filing = story.filing(Money{});
  filing.matter->procedure = "difficulty";
  filing.matter->provision = "in_difficulty";
  filing.judgement = Judgement{law::State::depends, std::nullopt, std::nullopt, "pack", "receipt"};
  EXPECT_EQ(story.happen(filing), "");
  EXPECT_EQ(story.happen(Act::accept, Role::county_officer, "clerk"), "");
  EXPECT_EQ(story.happen(Act::refuse, Role::county_officer, "decider", because("no loss")), "");
  EXPECT_FALSE(finding_of(story.now, story.procedure, "case")) << "one person alone";
  EXPECT_EQ(story.happen(Act::countersign, Role::second_approver, "second"), "");
  const auto found = finding_of(story.now, story.procedure, "case");
  ASSERT_TRUE(found.has_value());
  EXPECT_FALSE(found->is_so);
}

}  // namespace
}  // namespace fugong::casework
