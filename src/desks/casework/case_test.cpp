// What may happen to a case, and what it is then. A step's days and who acts are those of the
// sample's procedure, which is nobody's policy; the rules of counting days are those of 民法总则
// s. 201 to 203 and 行政许可法 s. 82.
#include <gtest/gtest.h>

#include <random>

#include "desks/casework/case_sample.hpp"

namespace fugong::casework {
namespace {

TEST(Case, GoesFromFilingToPaymentAndCloses) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(20'000))), "");
  EXPECT_EQ(story.step_id(), "acceptance");
  EXPECT_EQ(story.due_day(), "2020-03-09");  // five working days behind Monday the 2nd
  story.on("2020-03-03");
  EXPECT_EQ(story.happen(Act::accept, Role::county_officer, "clerk"), "");
  EXPECT_EQ(story.due_day(), "2020-03-17");
  EXPECT_EQ(story.grant(yuan(20'000)), "");
  EXPECT_EQ(story.step_id(), "publicity");
  story.on("2020-03-10");
  EXPECT_EQ(story.happen(Act::publication_ends, Role::programme, "clock"), "not-now");
  story.on("2020-03-11");
  EXPECT_EQ(story.happen(Act::publication_ends, Role::programme, "clock"), "");
  EXPECT_EQ(story.pay(), "");
  EXPECT_EQ(story.now.phase, Phase::closed);
  EXPECT_EQ(story.now.outcome, Outcome::granted);
  EXPECT_EQ(story.now.paid, yuan(20'000));
  EXPECT_EQ(story.pay(), "not-now") << "a case is paid once";
}

TEST(Case, WhatNeedsNoApplicationSkipsItsSteps) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(20'000), Start::automatic)), "");
  EXPECT_EQ(story.step_id(), "decision");
  Story other;
  Event event = other.filing(yuan(1), Start::automatic);
  event.judgement->state = law::State::depends;
  EXPECT_EQ(other.happen(event), "not-entitled");
  event = other.filing(yuan(1), Start::automatic);
  event.by = {"owner", Role::owner};
  EXPECT_EQ(other.happen(event), "start-by-another");
}

TEST(Case, GapsStopTheClockAndItGoesOnWithTheDaysThatAreLeft) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(20'000))), "");
  story.on("2020-03-04");  // two of five days are used
  EXPECT_EQ(story.happen(Act::tell_gaps, Role::county_officer, "clerk"), "reasons-missing");
  EXPECT_EQ(story.happen(Act::tell_gaps, Role::county_officer, "clerk",
                         {{Reason::Of::document, "payroll", ""}, {Reason::Of::fact, "staff", ""}}),
            "");
  EXPECT_EQ(story.due_day(), "");
  EXPECT_EQ(waits_for(story.now, story.procedure), Role::owner);
  EXPECT_EQ(story.now.gaps.size(), 2u);
  EXPECT_EQ(story.happen(Act::accept, Role::county_officer, "clerk"), "not-now");
  story.on("2020-03-20");  // a Friday
  EXPECT_EQ(story.happen(Act::amend, Role::helper, "helper"), "");
  EXPECT_EQ(story.due_day(), "2020-03-25");
  EXPECT_TRUE(story.now.gaps.empty());
}

TEST(Case, TheAmountSaysWhoDecidesAndWhoLooksTwice) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(120'000))), "");
  EXPECT_EQ(story.happen(Act::accept, Role::county_officer, "clerk"), "");
  EXPECT_EQ(waits_for(story.now, story.procedure), Role::city_officer);
  EXPECT_EQ(story.grant(yuan(120'000)), "decided-by-another");
  EXPECT_EQ(story.grant(yuan(120'001), Role::city_officer), "amount-beyond-entitlement");
  EXPECT_EQ(story.grant(yuan(110'000), Role::city_officer), "reasons-missing");
  EXPECT_EQ(story.grant(yuan(120'000), Role::city_officer), "");
  EXPECT_EQ(story.now.phase, Phase::to_countersign);
  EXPECT_EQ(story.happen(Act::countersign, Role::second_approver, "decider"), "same-person");
  EXPECT_EQ(story.happen(Act::send_back, Role::second_approver, "second", because("no payroll")),
            "");
  EXPECT_EQ(story.step_id(), "decision");
  EXPECT_EQ(story.grant(yuan(120'000), Role::city_officer), "");
  EXPECT_EQ(story.happen(Act::countersign, Role::second_approver, "second"), "");
  EXPECT_EQ(story.step_id(), "publicity");
  EXPECT_EQ(story.now.decision->countersigned_by, "second");
}

TEST(Case, TheBoundItselfIsSeenByTwo) {
  for (const auto& [amount, phase] : {std::pair(Money{49'999'99}, Phase::in_step),
                                      std::pair(yuan(50'000), Phase::to_countersign)}) {
    Story story;
    EXPECT_EQ(story.happen(story.filing(amount, Start::automatic)), "");
    EXPECT_EQ(story.grant(amount), "");
    EXPECT_EQ(story.now.phase, phase);
  }
}

TEST(Case, SilenceAgreesWhereThePackSaysSoButNeverPays) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(20'000))), "");
  story.on("2020-03-09");
  EXPECT_EQ(story.happen(Act::time_ran_out, Role::programme, "clock"), "not-now");
  story.on("2020-03-10");
  EXPECT_EQ(story.happen(Act::time_ran_out, Role::owner, "owner"), "not-now");
  EXPECT_EQ(story.happen(Act::time_ran_out, Role::programme, "clock"), "");
  EXPECT_EQ(story.step_id(), "decision");
  story.on("2020-06-01");
  EXPECT_EQ(story.happen(Act::time_ran_out, Role::programme, "clock"), "not-now")
      << "late, no more";
  story.procedure.steps[1].within->silence = Silence::agrees;
  EXPECT_EQ(story.happen(Act::time_ran_out, Role::programme, "clock"), "");
  EXPECT_EQ(story.now.decision->amount, yuan(20'000));
  EXPECT_EQ(story.now.paid, Money{});
}

TEST(Case, SilenceDoesNotTakeTheSecondPersonsPlace) {
  Story story;
  story.procedure.steps[1].within->silence = Silence::agrees;
  EXPECT_EQ(story.happen(story.filing(yuan(60'000), Start::automatic)), "");
  story.on("2020-06-01");
  EXPECT_EQ(story.happen(Act::time_ran_out, Role::programme, "clock"), "");
  EXPECT_EQ(story.now.phase, Phase::to_countersign);
}

TEST(Case, ARefusalIsObjectedToAndDecidedAnewByOthers) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(20'000))), "");
  EXPECT_EQ(story.happen(Act::accept, Role::county_officer, "clerk"), "");
  EXPECT_EQ(story.happen(Act::refuse, Role::county_officer, "decider"), "reasons-missing");
  EXPECT_EQ(story.happen(Act::refuse, Role::county_officer, "decider",
                         {{Reason::Of::condition, "trainees", "own staff"}}),
            "");
  EXPECT_EQ(story.now.outcome, Outcome::refused);
  story.on("2020-05-02");  // a Saturday, 61 days on: the last day fell on a working Friday
  EXPECT_EQ(story.happen(Act::object, Role::owner, "owner", because("they are not")), "not-now");
  story.on("2020-05-01");
  EXPECT_EQ(story.happen(Act::object, Role::owner, "owner", because("they are not")), "");
  EXPECT_EQ(waits_for(story.now, story.procedure), Role::city_officer);
  EXPECT_EQ(story.happen(Act::uphold, Role::city_officer, "decider", because("right")),
            "same-person");
  EXPECT_EQ(story.happen(Act::uphold, Role::city_officer, "judge", because("right")), "");
  EXPECT_EQ(story.step_id(), "decision");
  EXPECT_EQ(story.grant(yuan(20'000), Role::county_officer, "another"), "");
}

// 行政复议法实施条例 s. 51: who objects is not worse off for it.
TEST(Case, AnObjectionThatIsRightMakesNothingWorse) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(20'000), Start::automatic)), "");
  Event grant = story.event(Act::grant, Role::county_officer, "decider");
  grant.amount = yuan(15'000);
  grant.reasons = because("five trainees left");
  EXPECT_EQ(story.happen(grant), "");
  EXPECT_EQ(story.happen(Act::object, Role::owner, "owner", because("they did not")), "");
  EXPECT_EQ(story.happen(Act::uphold, Role::city_officer, "judge", because("right")), "");
  EXPECT_EQ(story.happen(Act::refuse, Role::county_officer, "another", because("no")), "not-now");
  grant.by.id = "another";
  grant.amount = yuan(14'999);
  EXPECT_EQ(story.happen(grant), "amount-beyond-entitlement");
  grant.amount = yuan(20'000);
  EXPECT_EQ(story.happen(grant), "");
}

TEST(Case, ADismissedObjectionEndsIt) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(20'000), Start::automatic)), "");
  EXPECT_EQ(story.happen(Act::refuse, Role::county_officer, "decider", because("closed")), "");
  EXPECT_EQ(story.happen(Act::object, Role::owner, "owner", because("it is open")), "");
  EXPECT_EQ(story.happen(Act::dismiss, Role::city_officer, "judge", because("it is closed")), "");
  EXPECT_EQ(story.now.outcome, Outcome::refused);
  EXPECT_EQ(story.happen(Act::object, Role::owner, "owner", because("again")), "not-now");
}

TEST(Case, WhatWasPaidTooMuchComesBackInInstalments) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(20'000), Start::automatic)), "");
  EXPECT_EQ(story.grant(yuan(20'000)), "");
  story.on("2020-03-20");
  EXPECT_EQ(story.happen(Act::publication_ends, Role::programme, "clock"), "");
  EXPECT_EQ(story.pay("decider"), "same-person");
  EXPECT_EQ(story.pay(), "");
  EXPECT_EQ(story.happen(Act::report_error, Role::owner, "owner"), "");
  Event recover = story.event(Act::recover, Role::county_officer, "decider");
  recover.reasons = because("two trainees too many");
  recover.instalments = 13;
  recover.amount = yuan(2'000);
  EXPECT_EQ(story.happen(recover), "instalments-invalid");
  recover.instalments = 2;
  recover.amount = yuan(20'001);
  EXPECT_EQ(story.happen(recover), "amount-invalid");
  recover.amount = yuan(2'000);
  EXPECT_EQ(story.happen(recover), "");
  EXPECT_TRUE(story.now.recovery->good_faith);
  EXPECT_EQ(story.happen(recover), "not-now") << "a payment is recovered once";
  Event repay = story.event(Act::repay, Role::second_approver, "paymaster");
  repay.amount = yuan(1'500);
  repay.reference = "transfer-2";
  EXPECT_EQ(story.happen(repay), "");
  EXPECT_EQ(story.happen(repay), "amount-invalid") << "only 500 are left";
  repay.amount = yuan(500);
  EXPECT_EQ(story.happen(repay), "");
  EXPECT_EQ(story.now.recovery->repaid, story.now.recovery->due);
}

TEST(Case, AnAccountThatIsWrongAsksTheFirmAndPaysOnce) {
  Story story;
  EXPECT_EQ(story.go_all_the_way(yuan(20'000)), "");
  EXPECT_EQ(story.happen(Act::payment_failed, Role::second_approver, "teller",
                         because("no such account")),
            "");
  EXPECT_EQ(story.now.paid, Money{});
  EXPECT_EQ(story.happen(Act::withdraw, Role::owner, "owner"), "") << "nothing was paid";
  Story other;
  EXPECT_EQ(other.happen(other.filing(yuan(20'000), Start::automatic)), "");
  EXPECT_EQ(other.grant(yuan(20'000)), "");
  other.on("2020-03-20");
  EXPECT_EQ(other.happen(Act::publication_ends, Role::programme, "clock"), "");
  EXPECT_EQ(other.pay(), "");
  EXPECT_EQ(other.happen(Act::payment_failed, Role::second_approver, "teller",
                         because("no such account")),
            "");
  EXPECT_EQ(other.happen(Act::amend, Role::owner, "owner"), "");
  EXPECT_EQ(other.step_id(), "payment");
  EXPECT_EQ(other.pay(), "");
  EXPECT_EQ(other.now.paid, yuan(20'000));
}

/// Paid and closed, with an objection that is right.
Story upheld_after_payment() {
  Story story;
  EXPECT_EQ(story.go_all_the_way(yuan(20'000)), "");
  EXPECT_EQ(story.happen(Act::object, Role::owner, "owner", because("too little")), "");
  EXPECT_EQ(story.happen(Act::uphold, Role::city_officer, "judge", because("right")), "");
  return story;
}

TEST(Case, APaymentThatFailsWhileItIsJudgedAnewTakesNobodysDecision) {
  Story story = upheld_after_payment();
  const auto failed = [&] {
    return story.happen(Act::payment_failed, Role::second_approver, "teller", because("closed"));
  };
  EXPECT_EQ(failed(), "");
  EXPECT_EQ(story.now.paid, Money{});
  EXPECT_EQ(story.step_id(), "decision") << "it goes on where it is";
  EXPECT_EQ(story.now.phase, Phase::in_step);
  EXPECT_TRUE(story.now.gaps.empty()) << "the firm isn't asked";
  EXPECT_EQ(story.pay(), "not-now");
  EXPECT_EQ(story.grant(yuan(20'000), Role::county_officer, "another"), "");
  story.on("2020-04-20");
  EXPECT_EQ(story.happen(Act::publication_ends, Role::programme, "clock"), "");
  EXPECT_EQ(story.pay(), "");
  EXPECT_EQ(story.now.paid, yuan(20'000));

  story = upheld_after_payment();
  story.procedure.steps[1].countersigned_from = yuan(10'000);
  EXPECT_EQ(story.grant(yuan(20'000), Role::county_officer, "another"), "");
  EXPECT_EQ(story.now.phase, Phase::to_countersign);
  EXPECT_EQ(failed(), "");
  EXPECT_EQ(story.now.phase, Phase::to_countersign) << "the second person is still to look";
  EXPECT_EQ(story.happen(Act::amend, Role::owner, "owner"), "not-now");
  EXPECT_EQ(story.pay(), "not-now");
}

TEST(Case, WhatIsWithdrawnHasNoObjectionThatBringsItBack) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(20'000), Start::automatic)), "");
  EXPECT_EQ(story.grant(yuan(20'000)), "");
  EXPECT_EQ(story.happen(Act::object, Role::owner, "owner", because("too little")), "");
  Story old = story;
  EXPECT_EQ(story.happen(Act::withdraw, Role::owner, "owner"), "");
  EXPECT_FALSE(waits_for(story.now, story.procedure).has_value());
  EXPECT_EQ(story.due_day(), "");
  EXPECT_EQ(story.happen(Act::uphold, Role::city_officer, "judge", because("right")), "not-now");
  Event withdraw = old.event(Act::withdraw, Role::owner, "owner");
  Event uphold = old.event(Act::uphold, Role::city_officer, "judge");
  uphold.reasons = because("right");
  withdraw.rules = uphold.rules = 0;
  EXPECT_EQ(old.happen(withdraw), "");
  EXPECT_FALSE(waits_for(old.now, old.procedure).has_value());
  EXPECT_EQ(old.happen(Act::uphold, Role::city_officer, "judge", because("right")), "not-now");
  ASSERT_TRUE(could(old.now, old.procedure, uphold)) << "kept as it was";
  EXPECT_EQ(after(old.now, old.procedure, old.calendar, uphold).phase, Phase::in_step);
}

// The letter names the day by the second person's word, by which the decision came about.
TEST(Case, TheTimeToObjectRunsFromTheDayOnWhichTheDecisionStands) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(60'000), Start::automatic)), "");
  EXPECT_EQ(story.grant(yuan(60'000)), "");
  story.on("2020-06-01");
  EXPECT_EQ(story.happen(Act::countersign, Role::second_approver, "second"), "");
  story.on("2020-08-03");
  EXPECT_EQ(story.happen(Act::object, Role::owner, "owner", because("too little")), "not-now");
  story.on("2020-07-31");  // the sixtieth day
  EXPECT_EQ(story.happen(Act::object, Role::owner, "owner", because("too little")), "");
}

TEST(Case, AClockThatStoppedOnItsLastDayHasAWorkingDayLeft) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(20'000))), "");
  story.on("2020-03-09");
  EXPECT_EQ(story.happen(Act::tell_gaps, Role::county_officer, "clerk", because("no lease")), "");
  story.on("2020-03-14");  // a Saturday
  EXPECT_EQ(story.happen(Act::amend, Role::owner, "owner"), "");
  EXPECT_EQ(story.due_day(), "2020-03-16");
  story.on("2020-03-16");
  EXPECT_EQ(story.happen(Act::time_ran_out, Role::programme, "clock"), "not-now");
  story.on("2020-03-17");
  EXPECT_EQ(story.happen(Act::time_ran_out, Role::programme, "clock"), "");
}

TEST(Case, NeitherSilenceNorAPartnerTakesWhatAnUpheldObjectionSecured) {
  Story story;
  story.procedure.steps[1].within->silence = Silence::agrees;
  story.procedure.steps.insert(story.procedure.steps.begin() + 2,
                               step("landlord", Deed::confirm, Role::partner));
  EXPECT_EQ(story.happen(story.filing(yuan(20'000), Start::automatic)), "");
  EXPECT_EQ(story.grant(yuan(20'000)), "");
  EXPECT_EQ(story.happen(Act::object, Role::owner, "owner", because("too little")), "");
  EXPECT_EQ(story.happen(Act::uphold, Role::city_officer, "judge", because("right")), "");
  Event rerun = story.event(Act::rerun, Role::programme, "programme");
  rerun.judgement = story.now.judgement;
  rerun.judgement->amount = yuan(15'000);
  EXPECT_EQ(story.happen(rerun), "");
  story.on("2020-06-01");
  Story old = story;
  EXPECT_EQ(story.happen(Act::time_ran_out, Role::programme, "clock"), "");
  EXPECT_EQ(story.now.decision->amount, yuan(20'000));
  EXPECT_EQ(story.happen(Act::decline, Role::partner, "landlord", because("no")), "not-now");
  EXPECT_EQ(story.happen(Act::confirm, Role::partner, "landlord"), "");
  Event silence = old.event(Act::time_ran_out, Role::programme, "clock");
  silence.rules = 0;
  EXPECT_EQ(old.happen(silence), "");
  EXPECT_EQ(old.now.decision->amount, yuan(15'000)) << "what was kept so was paid so";
}

TEST(Case, ARecoveryNamesThePaymentThatIsThere) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(20'000), Start::automatic)), "");
  Event grant = story.event(Act::grant, Role::county_officer, "decider");
  grant.amount = yuan(5'000);
  grant.reasons = because("few came");
  EXPECT_EQ(story.happen(grant), "");
  const auto published_and_paid = [&](const char* day, const char* reference) {
    story.on(day);
    EXPECT_EQ(story.happen(Act::publication_ends, Role::programme, "clock"), "");
    Event pay = story.event(Act::order_payment, Role::second_approver, "paymaster");
    pay.reference = reference;
    EXPECT_EQ(story.happen(pay), "");
  };
  published_and_paid("2020-03-20", "first");
  EXPECT_EQ(story.happen(Act::object, Role::owner, "owner", because("all came")), "");
  EXPECT_EQ(story.happen(Act::uphold, Role::city_officer, "judge", because("right")), "");
  EXPECT_EQ(story.grant(yuan(20'000), Role::county_officer, "another"), "");
  published_and_paid("2020-04-20", "second");
  EXPECT_EQ(story.happen(Act::payment_failed, Role::second_approver, "teller", because("shut")),
            "");
  EXPECT_EQ(story.now.paid, yuan(5'000));
  EXPECT_EQ(story.happen(Act::withdraw, Role::owner, "owner"), "not-now") << "some of it is paid";
  Event recover = story.event(Act::recover, Role::county_officer, "decider");
  recover.reasons = because("one had left");
  recover.instalments = 1;
  recover.amount = yuan(5'001);
  EXPECT_EQ(story.happen(recover), "amount-invalid");
  recover.amount = yuan(1'000);
  EXPECT_EQ(story.happen(recover), "");
  EXPECT_EQ(story.now.recovery->claims, (std::vector<Claim>{{"first", yuan(1'000)}}));
}

TEST(Case, WhatWasPaidIsNotAnnulledByOneOfficerAlone) {
  Story story = upheld_after_payment();
  Event hold = story.event(Act::hold, Role::county_officer, "clerk");
  hold.note = "the owner says that it never applied";
  EXPECT_EQ(story.happen(hold), "");
  const auto annul = [&](Role role, const char* who) {
    return story.happen(Act::annul, role, who, because("stolen identity"));
  };
  EXPECT_EQ(annul(Role::county_officer, "clerk"), "not-now");
  EXPECT_EQ(annul(Role::second_approver, "clerk"), "same-person");
  EXPECT_EQ(annul(Role::second_approver, "judge"), "same-person");
  Event old = story.event(Act::annul, Role::county_officer, "clerk");
  old.reasons = because("stolen identity");
  old.rules = 0;
  EXPECT_TRUE(could(story.now, story.procedure, old)) << "kept as it was";
  EXPECT_EQ(annul(Role::second_approver, "second"), "");
}

TEST(Case, WhoConfirmedAsAPartnerDoesNotDecideAsAnOfficer) {
  Story story;
  story.procedure.steps.insert(story.procedure.steps.begin(),
                               step("landlord", Deed::confirm, Role::partner));
  EXPECT_EQ(story.happen(story.filing(yuan(20'000), Start::automatic)), "");
  EXPECT_EQ(story.happen(Act::confirm, Role::partner, "both"), "");
  EXPECT_EQ(story.grant(yuan(20'000), Role::county_officer, "both"), "same-person");
  EXPECT_EQ(story.happen(Act::refuse, Role::county_officer, "both", because("no")), "same-person");
  EXPECT_EQ(story.grant(yuan(20'000)), "");
  story.on("2020-03-20");
  EXPECT_EQ(story.happen(Act::publication_ends, Role::programme, "clock"), "");
  EXPECT_EQ(story.pay("both"), "same-person");
  EXPECT_EQ(story.pay(), "");
}

// Before there were rules with a number it went to the payment. What is kept so stays readable, and
// nothing is paid by it.
TEST(Case, WhatHappenedUnderOlderRulesStaysAsItWas) {
  Story story = upheld_after_payment();
  Event failed = story.event(Act::payment_failed, Role::second_approver, "paymaster");
  failed.reasons = because("closed");
  failed.rules = 0;
  EXPECT_EQ(story.happen(failed), "");
  EXPECT_EQ(story.step_id(), "payment");
  EXPECT_EQ(story.happen(Act::amend, Role::owner, "owner"), "");
  EXPECT_EQ(story.pay(), "not-now");
  EXPECT_EQ(story.happen(Act::withdraw, Role::owner, "owner"), "");

  story = upheld_after_payment();
  story.procedure.steps[1].countersigned_from = yuan(10'000);
  EXPECT_EQ(story.grant(yuan(20'000), Role::county_officer, "another"), "");
  EXPECT_EQ(story.happen(failed), "");
  EXPECT_EQ(story.happen(Act::amend, Role::owner, "owner"), "");
  EXPECT_EQ(story.pay(), "not-now") << "nobody looked at it twice";
  Event paid = story.event(Act::order_payment, Role::second_approver, "paymaster");
  paid.reference = "transfer-1";
  paid.rules = 0;
  EXPECT_TRUE(could(story.now, story.procedure, paid)) << "kept by what was the rule then";
}

TEST(Case, AHoldStopsEverythingAndAStolenIdentityOwesNothing) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(20'000))), "");
  story.on("2020-03-04");
  Event hold = story.event(Act::hold, Role::county_officer, "clerk");
  EXPECT_EQ(story.happen(hold), "note-missing");
  hold.note = "the register is down";
  EXPECT_EQ(story.happen(hold), "");
  EXPECT_EQ(story.due_day(), "");
  EXPECT_EQ(story.happen(Act::accept, Role::county_officer, "clerk"), "not-now");
  story.on("2020-04-01");
  EXPECT_EQ(story.happen(Act::time_ran_out, Role::programme, "clock"), "not-now");
  Event release = story.event(Act::release, Role::programme, "programme");
  release.note = "another";
  EXPECT_EQ(story.happen(release), "hold-unknown");
  release.note = "the register is down";
  EXPECT_EQ(story.happen(release), "");
  EXPECT_EQ(story.due_day(), "2020-04-06");  // three of five days are left, 4 and 5 April a weekend

  hold.note = "the owner says that it never applied";
  hold.at_ms = story.at;
  EXPECT_EQ(story.happen(hold), "");
  EXPECT_EQ(story.happen(Act::annul, Role::county_officer, "clerk", because("stolen identity")),
            "");
  EXPECT_EQ(story.now.outcome, Outcome::annulled);
  for (const auto& [name, role] : kRoles)
    EXPECT_TRUE(
        open_acts(story.now, story.procedure, story.calendar, role, *Date::parse("2020-04-01"))
            .empty());
}

TEST(Case, EventsHaveAnOrderAndTheirSizesALimit) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(20'000))), "");
  Event early = story.event(Act::accept, Role::county_officer, "clerk");
  --early.at_ms;
  EXPECT_EQ(story.happen(early), "event-before-the-last");
  Event long_note = story.event(Act::accept, Role::county_officer, "clerk");
  long_note.note.assign(kMaxNoteBytes + 1, 'x');
  EXPECT_EQ(story.happen(long_note), "note-too-long");
  EXPECT_EQ(story.happen(Act::tell_gaps, Role::county_officer, "clerk",
                         std::vector<Reason>(kMaxReasons + 1, {Reason::Of::words, "", "x"})),
            "too-many-reasons");
}

/// What the firm must never see happen, whatever people try.
void check_invariants(const Story& story) {
  const Case& now = story.now;
  const Money most = now.judgement.amount.value_or(Money{});
  EXPECT_LE(now.paid, most);
  if (now.decision && !now.decision->countersigned_by.empty()) {
    EXPECT_NE(now.decision->by, now.decision->countersigned_by);
  }
  if (story.told.back().act == Act::order_payment) {
    ASSERT_TRUE(now.decision.has_value());
    EXPECT_TRUE(now.decision->granted);
    EXPECT_EQ(most >= yuan(50'000), !now.decision->countersigned_by.empty());
    for (const std::string& judge : now.judges)
      EXPECT_NE(judge, story.told.back().by.id);
  }
  if (now.at_least && now.decision) {
    EXPECT_GE(now.decision->amount, *now.at_least);
  }
  if (now.recovery) {
    EXPECT_LE(now.recovery->repaid, now.recovery->due);
  }
  EXPECT_TRUE(now.phase == Phase::closed || now.outcome == Outcome::none);
  EXPECT_EQ(now.phase == Phase::with_applicant, !now.gaps.empty());
}

// Ten thousand lives of cases: whatever may happen leads to a case that keeps its promises, what
// open_acts names is what may happen, and the events alone make the same case again.
TEST(Case, KeepsItsPromisesWhateverHappens) {
  std::mt19937 random(20200209);
  const auto below = [&](std::size_t n) { return random() % n; };
  const char* people[] = {"a", "b", "c", "d"};
  std::size_t happened = 0;
  std::size_t paid = 0;
  std::size_t recovered = 0;
  std::size_t failed_while_judged_anew = 0;
  for (int life = 0; life < 2'000; ++life) {
    Story story;
    const Money amount = yuan(std::int64_t{10'000} << below(5));
    ASSERT_EQ(
        story.happen(story.filing(amount, below(2) == 0 ? Start::application : Start::automatic)),
        "");
    for (int n = 0; n < 40; ++n) {
      story.at += static_cast<std::int64_t>(below(4)) * 3 * kDay;
      // Mostly somebody who may do something, and seldom what ends it.
      Role role = kRoles[below(kRoles.size())].second;
      std::vector<Act> open;
      Event event;
      for (int tries = 0; tries < 12; ++tries) {
        role = kRoles[below(kRoles.size())].second;
        event = story.event(Act::file, role, people[below(4)]);
        open = open_acts(story.now, story.procedure, story.calendar, role, event.day());
        std::vector<Act> taken;
        for (const Act act : open) {
          const bool ends =
              act == Act::withdraw || act == Act::annul || act == Act::hold || act == Act::refuse;
          const bool breaks =
              act == Act::recover || (act == Act::payment_failed && grant_stands(story.now));
          if ((!ends || below(12) == 0) && (!breaks || below(3) == 0)) taken.push_back(act);
        }
        event.act = taken.empty() ? kActs[below(kActs.size())].second : taken[below(taken.size())];
        if (!taken.empty()) break;
      }
      if (below(8) == 0) event.act = kActs[below(kActs.size())].second;
      if (below(10) != 0) event.reasons = because("so");
      event.note = story.now.holds.empty() || below(4) == 0 ? "held" : story.now.holds.front();
      event.reference = below(20) == 0 ? "" : "320200";
      event.amount = below(3) == 0 ? Money{static_cast<std::int64_t>(below(20'000'000))} : amount;
      event.instalments = static_cast<std::int64_t>(below(14));
      event.pay_by = event.day().plus_days(event.instalments == 0 ? 0 : 90);
      if (event.act == Act::rerun || event.act == Act::amend || event.act == Act::inspect)
        event.judgement = story.now.judgement;
      if (event.act == Act::amend && story.now.decision) event.judgement.reset();
      if (event.act == Act::clear) event.cleared = {{"same_subject", {"0000-0001-2345-7Y"}}};
      const bool is_open = std::find(open.begin(), open.end(), event.act) != open.end();
      const bool stood = grant_stands(story.now);
      const std::string code = story.happen(event);
      ASSERT_FALSE(is_open ? code == "not-now" : code.empty())
          << name_in(kActs, event.act) << " " << code;
      if (!code.empty()) continue;
      ++happened;
      if (event.act == Act::order_payment) {
        EXPECT_TRUE(stood);
      }
      if (event.act == Act::payment_failed && !stood) ++failed_while_judged_anew;
      check_invariants(story);
      if (HasFatalFailure()) return;
    }
    if (story.now.paid.fen > 0) ++paid;
    if (story.now.recovery) ++recovered;
    Case again;
    for (const Event& event : story.told)
      again = after(std::move(again), story.procedure, story.calendar, event);
    ASSERT_EQ(again, story.now);
  }
  EXPECT_GT(happened, 20'000u);
  EXPECT_GT(paid, 100u);
  EXPECT_GT(recovered, 50u);
  EXPECT_GT(failed_while_judged_anew, 10u);
}

}  // namespace
}  // namespace fugong::casework
