// What changes a case while it is open: what the firm sets right unasked, what is found on the
// spot, what chance sends there, an objection to a recovery.
#include <algorithm>

#include "desks/casework/case_sample.hpp"
#include "desks/casework/event_json.hpp"
#include "desks/casework/sampling.hpp"

namespace fugong::casework {
namespace {

Judgement entitled(Money amount) {
  return {law::State::entitled, amount, std::nullopt, "pack-hash", "receipt-2"};
}

Event amended(const Story& story, Money amount) {
  Event event = story.event(Act::amend, Role::owner, "owner");
  event.judgement = entitled(amount);
  event.own_facts = R"({"staff":"11"})";
  event.facts = {{"", "", "staff", "11", std::string(kDeclared), "2020-03-04"}};
  return event;
}

/// Every event reads back as it was written, and makes the same case again.
void replays(const Story& story) {
  Case again;
  for (const Event& event : story.told) {
    const auto read = read_event(event_json(event), "a test");
    ASSERT_TRUE(read.has_value()) << describe(read.error().front(), "en");
    EXPECT_EQ(*read, event);
    ASSERT_TRUE(could(again, story.procedure, *read).has_value());
    again = after(std::move(again), story.procedure, story.calendar, *read);
  }
  EXPECT_EQ(again, story.now);
}

TEST(Amending, IsFreeUntilADecisionAndStartsTheClockAnew) {
  Story story;
  ASSERT_EQ(story.happen(story.filing(yuan(20'000))), "");
  EXPECT_EQ(story.due_day(), "2020-03-09");
  story.on("2020-03-04");
  ASSERT_EQ(story.happen(amended(story, yuan(30'000))), "");
  EXPECT_EQ(story.now.judgement.amount, yuan(30'000));
  EXPECT_EQ(story.step_id(), "acceptance");
  EXPECT_EQ(story.due_day(), "2020-03-11");  // five working days for what nobody has seen yet
  EXPECT_EQ(story.happen(story.event(Act::amend, Role::owner, "owner")), "amendment-empty");
  EXPECT_EQ(story.happen([&] {
    Event event = amended(story, yuan(1));
    event.by = {"clerk", Role::county_officer};
    return event;
  }()),
            "not-now");
  ASSERT_EQ(story.happen(Act::accept, Role::county_officer, "clerk"), "");
  ASSERT_EQ(story.happen(amended(story, yuan(40'000))), "");
  ASSERT_EQ(story.grant(yuan(40'000)), "");
  EXPECT_EQ(story.happen(amended(story, yuan(50'000))), "not-now");
  replays(story);
}

TEST(Amending, UnaskedWasNotOpenBefore) {
  Story story;
  ASSERT_EQ(story.happen(story.filing(yuan(20'000))), "");
  Event event = amended(story, yuan(30'000));
  event.rules = 2;
  EXPECT_FALSE(could(story.now, story.procedure, event).has_value());
  event.rules = 3;
  EXPECT_TRUE(could(story.now, story.procedure, event).has_value());
}

TEST(Amending, TakesTheDecisionFromTheProgramme) {
  Story story;
  story.procedure.steps[1].by = {{Role::programme, {}, ""}, {Role::county_officer, {}, ""}};
  ASSERT_EQ(story.happen(story.filing(yuan(20'000), Start::automatic)), "");
  EXPECT_EQ(waits_for(story.now, story.procedure), Role::programme);
  ASSERT_EQ(story.happen(amended(story, yuan(90'000))), "");
  EXPECT_EQ(waits_for(story.now, story.procedure), Role::county_officer);
}

TEST(Amending, EndsWherePartnersHaveConfirmed) {
  Story story;
  story.procedure.steps[0] = step("landlord", Deed::confirm, Role::partner);
  ASSERT_EQ(story.happen(story.filing(yuan(20'000))), "");
  ASSERT_EQ(story.happen(Act::confirm, Role::partner, "landlord"), "");
  EXPECT_EQ(story.happen(amended(story, yuan(30'000))), "not-now");
}

/// A visit between acceptance and decision.
Story with_visit() {
  Story story;
  story.procedure.steps.insert(story.procedure.steps.begin() + 1,
                               step("visit", Deed::inspect, Role::county_officer));
  story.procedure.answered_within =
      TimeLimit{{5, DayCount::working}, Silence::refuses, {}, law::Status::confirmed};
  return story;
}

Event visited(const Story& story, Money amount) {
  Event event = story.event(Act::inspect, Role::county_officer, "clerk");
  event.note = "Eight people at work";
  event.judgement = entitled(amount);
  event.own_facts = R"({"staff":"8"})";
  event.facts = {{"", "", "staff", "8", std::string(kInspected), "2020-03-03"}};
  return event;
}

TEST(Inspection, AsksTheFirmBeforeItCostsAnything) {
  Story story = with_visit();
  ASSERT_EQ(story.happen(story.filing(yuan(20'000))), "");
  ASSERT_EQ(story.happen(Act::accept, Role::county_officer, "clerk"), "");
  story.on("2020-03-03");
  ASSERT_EQ(story.happen(visited(story, yuan(8'000))), "");
  EXPECT_EQ(story.step_id(), "decision");
  EXPECT_EQ(story.now.phase, Phase::with_applicant);
  EXPECT_EQ(story.now.judgement.amount, yuan(8'000));
  ASSERT_EQ(story.now.gaps.size(), 2u);
  EXPECT_EQ(story.now.gaps[0].id, "staff");
  EXPECT_EQ(story.now.gaps[1].note, "Eight people at work");
  EXPECT_EQ(story.now.own_facts.size(), 0u);
  ASSERT_EQ(story.now.inspected.size(), 1u);
  EXPECT_EQ(story.now.inspected[0].on.to_string(), "2020-03-03");
  EXPECT_EQ(story.grant(yuan(8'000)), "not-now");
  // Who says nothing has lost nothing but the time to speak.
  story.on("2020-03-11");
  ASSERT_EQ(story.happen(Act::time_ran_out, Role::programme, "clock"), "");
  EXPECT_EQ(story.now.phase, Phase::in_step);
  EXPECT_EQ(story.now.outcome, Outcome::none);
  ASSERT_EQ(story.grant(yuan(8'000)), "");
  replays(story);
}

TEST(Inspection, GoesOnWhereNothingIsLost) {
  Story story = with_visit();
  ASSERT_EQ(story.happen(story.filing(yuan(20'000))), "");
  ASSERT_EQ(story.happen(Act::accept, Role::county_officer, "clerk"), "");
  story.on("2020-03-03");
  ASSERT_EQ(story.happen(visited(story, yuan(20'000))), "");
  EXPECT_EQ(story.now.phase, Phase::in_step);
  EXPECT_EQ(story.step_id(), "decision");
}

TEST(Inspection, OfWordsAloneChangesNoFact) {
  Story story = with_visit();
  ASSERT_EQ(story.happen(story.filing(yuan(20'000))), "");
  ASSERT_EQ(story.happen(Act::accept, Role::county_officer, "clerk"), "");
  EXPECT_EQ(story.happen(Act::inspect, Role::county_officer, "clerk"), "note-missing");
  Event event = story.event(Act::inspect, Role::county_officer, "clerk");
  event.note = "As they said";
  ASSERT_EQ(story.happen(event), "");
  EXPECT_EQ(story.now.judgement.amount, yuan(20'000));
  EXPECT_TRUE(story.now.inspected.empty());
}

Story with_chance(std::int64_t per_million, std::optional<Money> from) {
  Story story = with_visit();
  story.procedure.steps[1].sampled = Sampling{per_million, from};
  return story;
}

TEST(Sampling, PassesOverWhatIsNotDrawn) {
  Story story = with_chance(50'000, yuan(60'000));
  ASSERT_EQ(story.happen(story.filing(yuan(20'000))), "");
  ASSERT_EQ(story.happen(Act::accept, Role::county_officer, "clerk"), "");
  EXPECT_EQ(story.step_id(), "decision");

  Story drawn = with_chance(50'000, yuan(60'000));
  Event filing = drawn.filing(yuan(20'000));
  filing.drawn = {"visit"};
  ASSERT_EQ(drawn.happen(filing), "");
  ASSERT_EQ(drawn.happen(Act::accept, Role::county_officer, "clerk"), "");
  EXPECT_EQ(drawn.step_id(), "visit");
  replays(drawn);
}

TEST(Sampling, LeavesNothingToChanceAboveTheBound) {
  Story story = with_chance(0, yuan(60'000));
  ASSERT_EQ(story.happen(story.filing(yuan(60'000))), "");
  ASSERT_EQ(story.happen(Act::accept, Role::county_officer, "clerk"), "");
  EXPECT_EQ(story.step_id(), "visit");
}

TEST(Sampling, ComesBackForAnAmountThatGrowsBehindIt) {
  Story story = with_chance(0, yuan(60'000));
  ASSERT_EQ(story.happen(story.filing(yuan(20'000))), "");
  ASSERT_EQ(story.happen(Act::accept, Role::county_officer, "clerk"), "");
  ASSERT_EQ(story.happen(amended(story, yuan(59'999))), "");
  EXPECT_EQ(story.step_id(), "decision");
  ASSERT_EQ(story.happen(amended(story, yuan(60'000))), "");
  EXPECT_EQ(story.step_id(), "visit");
  replays(story);
}

TEST(Sampling, DrawsTheShareAndTheSameAgain) {
  Story story = with_chance(50'000, std::nullopt);
  std::size_t drawn = 0;
  constexpr std::size_t kCases = 20'000;
  for (std::size_t i = 0; i < kCases; ++i) {
    const std::string reference = std::to_string(i);
    const auto once = drawn_for(story.procedure, "pack-hash", reference);
    EXPECT_EQ(once, drawn_for(story.procedure, "pack-hash", reference));
    drawn += once.size();
  }
  // 1,000 expected, and a standard deviation of 31.
  EXPECT_GT(drawn, 875u);
  EXPECT_LT(drawn, 1'125u);
  story.procedure.steps[1].sampled->per_million = kPerMillion;
  EXPECT_EQ(drawn_for(story.procedure, "p", "r"), std::vector<std::string>{"visit"});
  story.procedure.steps[1].sampled->per_million = 0;
  EXPECT_TRUE(drawn_for(story.procedure, "p", "r").empty());
}

TEST(Sampling, IsCheckedByAnybodyWithAHash) {
  // printf 'pack-hash/subsidy/visit/0000-0001-2345-7Y' | sha256sum: 0x72dbcc53
  Story story = with_chance(448'666, std::nullopt);
  EXPECT_TRUE(drawn_for(story.procedure, "pack-hash", "0000-0001-2345-7Y").empty());
  story.procedure.steps[1].sampled->per_million = 448'667;
  EXPECT_EQ(drawn_for(story.procedure, "pack-hash", "0000-0001-2345-7Y").size(), 1u);
}

Event claimed(const Story& story) {
  Event event = story.event(Act::recover, Role::county_officer, "auditor");
  event.amount = yuan(5'000);
  event.instalments = 1;
  event.reasons = because("Five trainees never came");
  return event;
}

TEST(Recovery, IsObjectedToOnceAndJudgedByAnother) {
  Story story;
  ASSERT_EQ(story.go_all_the_way(yuan(20'000)), "");
  ASSERT_EQ(story.happen(claimed(story)), "");
  const auto by = object_to_recovery_by(story.now, story.procedure, story.calendar);
  ASSERT_TRUE(by.has_value());
  story.on("2020-04-01");
  ASSERT_EQ(story.happen(Act::object_recovery, Role::owner, "owner", because("They came")), "");
  EXPECT_FALSE(object_to_recovery_by(story.now, story.procedure, story.calendar)) << "once";
  EXPECT_EQ(waits_for(story.now, story.procedure), Role::city_officer);
  EXPECT_EQ(story.due_day(), "2020-06-01");  // sixty days end on a Sunday
  Event repay = story.event(Act::repay, Role::second_approver, "paymaster");
  repay.amount = yuan(5'000);
  repay.reference = "transfer-2";
  EXPECT_EQ(story.happen(repay), "not-now");
  EXPECT_EQ(story.happen(Act::dismiss_recovery, Role::city_officer, "auditor", because("No")),
            "same-person");
  EXPECT_EQ(story.happen(Act::dismiss_recovery, Role::city_officer, "decider", because("No")),
            "same-person");
  ASSERT_EQ(story.happen(Act::dismiss_recovery, Role::city_officer, "chief", because("No")), "");
  EXPECT_EQ(story.happen(Act::object_recovery, Role::owner, "owner", because("Again")), "not-now");
  EXPECT_EQ(story.happen(repay), "");
  replays(story);
}

TEST(Recovery, HasItsObjectionDecidedByItsOwnClock) {
  Story story;
  ASSERT_EQ(story.go_all_the_way(yuan(20'000)), "");
  ASSERT_EQ(story.happen(Act::object, Role::owner, "owner", because("It is too little")), "");
  ASSERT_EQ(story.happen(claimed(story)), "");
  story.on("2020-04-01");
  ASSERT_EQ(story.happen(Act::object_recovery, Role::owner, "owner", because("They came")), "");
  const auto day = [&](const std::optional<Objecting>& of) {
    const auto by = decide_by(story.now, story.procedure, story.calendar, of);
    return by ? by->to_string() : "";
  };
  EXPECT_EQ(day(story.now.objection), "2020-05-19");
  EXPECT_EQ(day(story.now.recovery->objection), "2020-06-01");
  EXPECT_EQ(story.due_day(), "2020-05-19") << "of the one that comes first";
  ASSERT_EQ(story.happen(Act::dismiss, Role::city_officer, "chief", because("No")), "");
  EXPECT_EQ(day(story.now.objection), "");
  EXPECT_EQ(story.due_day(), "2020-06-01");
}

TEST(Recovery, ThatWasWrongOwesNothing) {
  Story story;
  ASSERT_EQ(story.go_all_the_way(yuan(20'000)), "");
  ASSERT_EQ(story.happen(claimed(story)), "");
  ASSERT_EQ(story.happen(Act::object_recovery, Role::owner, "owner", because("They came")), "");
  ASSERT_EQ(story.happen(Act::uphold_recovery, Role::city_officer, "chief", because("So it is")),
            "");
  EXPECT_EQ(story.now.recovery->due, Money{});
  EXPECT_EQ(waits_for(story.now, story.procedure), std::nullopt);
  EXPECT_EQ(story.happen(claimed(story)), "not-now");
  replays(story);
}

TEST(Recovery, WaitsForTheFirmUntilAllIsPaidBack) {
  Story story;
  ASSERT_EQ(story.go_all_the_way(yuan(20'000)), "");
  EXPECT_EQ(waits_for(story.now, story.procedure), std::nullopt);
  Event claim = claimed(story);
  claim.instalments = 2;
  claim.pay_by = Date::parse("2020-06-30");
  ASSERT_EQ(story.happen(claim), "");
  EXPECT_EQ(waits_for(story.now, story.procedure), Role::owner);
  EXPECT_EQ(story.due_day(), "2020-06-30");
  EXPECT_EQ(due_count(story.now, story.procedure), DayCount::calendar);
  EXPECT_EQ(story.now.recovery->reasons, claim.reasons);
  EXPECT_EQ(story.now.recovery->role, Role::county_officer);
  EXPECT_EQ(owed(story.now), yuan(5'000));
  Event hold = story.event(Act::hold, Role::county_officer, "clerk");
  hold.note = "stolen identity";
  Story held = story;
  ASSERT_EQ(held.happen(hold), "");
  EXPECT_EQ(waits_for(held.now, held.procedure), std::nullopt);
  EXPECT_EQ(held.due_day(), "");
  Event repay = story.event(Act::repay, Role::second_approver, "cashier");
  repay.amount = yuan(2'000);
  repay.reference = "transfer-2";
  ASSERT_EQ(story.happen(repay), "");
  EXPECT_EQ(waits_for(story.now, story.procedure), Role::owner);
  EXPECT_EQ(owed(story.now), yuan(3'000));
  repay.amount = yuan(3'000);
  repay.reference = "transfer-3";
  ASSERT_EQ(story.happen(repay), "");
  EXPECT_EQ(waits_for(story.now, story.procedure), std::nullopt);
  EXPECT_EQ(story.due_day(), "");
  replays(story);
}

TEST(Recovery, LeavesTheFirmAsManyDaysAsItHad) {
  Story story;
  ASSERT_EQ(story.go_all_the_way(yuan(20'000)), "");  // on 20 March
  Event claim = claimed(story);
  claim.pay_by = Date::parse("2020-06-30");
  ASSERT_EQ(story.happen(claim), "");
  story.on("2020-04-01");
  ASSERT_EQ(story.happen(Act::object_recovery, Role::owner, "owner", because("They came")), "");
  Event hold = story.event(Act::hold, Role::county_officer, "clerk");
  hold.note = "stolen identity";
  story.on("2020-04-06");
  hold.at_ms = story.at;
  ASSERT_EQ(story.happen(hold), "");
  Event release = hold;
  release.act = Act::release;
  story.on("2020-04-11");
  release.at_ms = story.at;
  ASSERT_EQ(story.happen(release), "");
  EXPECT_EQ(story.now.recovery->pay_by, Date::parse("2020-06-30")) << "the objection is open yet";
  story.on("2020-04-21");
  ASSERT_EQ(story.happen(Act::dismiss_recovery, Role::city_officer, "chief", because("No")), "");
  EXPECT_EQ(story.due_day(), "2020-07-20") << "twenty days, however many reasons there were";
  story.on("2020-04-25");
  hold.at_ms = story.at;
  ASSERT_EQ(story.happen(hold), "");
  story.on("2020-04-30");
  release.at_ms = story.at;
  ASSERT_EQ(story.happen(release), "");
  EXPECT_EQ(story.due_day(), "2020-07-25");
  replays(story);
}

TEST(Recovery, OfACaseThatIsDecidedAnewWaitsUntilThatIsDone) {
  Story story;
  ASSERT_EQ(story.go_all_the_way(yuan(20'000)), "");
  ASSERT_EQ(story.happen(claimed(story)), "");
  ASSERT_EQ(story.happen(Act::object, Role::owner, "owner", because("It is too little")), "");
  ASSERT_EQ(story.happen(Act::uphold, Role::city_officer, "chief", because("So it is")), "");
  EXPECT_EQ(waits_for(story.now, story.procedure), Role::county_officer);
  EXPECT_EQ(owed(story.now), yuan(5'000));
  ASSERT_EQ(story.grant(yuan(20'000), Role::county_officer, "another"), "");
  EXPECT_EQ(waits_for(story.now, story.procedure), Role::programme) << "it is published again";
  story.on("2020-04-10");
  ASSERT_EQ(story.happen(Act::publication_ends, Role::programme, "clock"), "");
  EXPECT_EQ(story.now.phase, Phase::closed) << "as much as was paid";
  EXPECT_EQ(waits_for(story.now, story.procedure), Role::owner);
  EXPECT_EQ(story.due_day(), story.now.recovery->pay_by->to_string());
  replays(story);
}

TEST(Recovery, NamesTheLastDayToPayBy) {
  Story story;
  ASSERT_EQ(story.go_all_the_way(yuan(20'000)), "");
  Event claim = claimed(story);
  for (const auto& day : {std::optional<Date>(), std::optional(claim.day()),
                          std::optional(claim.day().plus_days(kMaxPeriodDays + 1))}) {
    claim.pay_by = day;
    EXPECT_EQ(story.happen(claim), "pay-by-invalid");
  }
  Story last = story;
  claim.pay_by = claim.day().plus_days(kMaxPeriodDays);
  EXPECT_EQ(last.happen(claim), "");
  // 60 days behind 20 March are 19 May: within them the firm may object.
  claim.pay_by = Date::parse("2020-05-18");
  EXPECT_EQ(story.happen(claim), "pay-by-invalid");
  Story next = story;
  claim.pay_by = Date::parse("2020-05-19");
  EXPECT_EQ(next.happen(claim), "");
  next = story;
  next.procedure.objection.reset();
  claim.pay_by = claim.day().plus_days(1);
  EXPECT_EQ(next.happen(claim), "");
  claim.pay_by.reset();
  claim.rules = 3;
  EXPECT_EQ(story.happen(claim), "") << "the house didn't ask for it then";
  EXPECT_EQ(waits_for(story.now, story.procedure), Role::owner);
  EXPECT_EQ(story.due_day(), "");
  replays(story);
}

TEST(Recovery, IsNotObjectedToTooLateOrBehindAPayment) {
  Story late;
  ASSERT_EQ(late.go_all_the_way(yuan(20'000)), "");
  ASSERT_EQ(late.happen(claimed(late)), "");
  Story paid = late;
  late.on("2020-05-20");
  EXPECT_EQ(late.happen(Act::object_recovery, Role::owner, "owner", because("They came")),
            "not-now");
  Event repay = paid.event(Act::repay, Role::second_approver, "cashier");
  repay.amount = yuan(5'000);
  repay.reference = "transfer-2";
  ASSERT_EQ(paid.happen(repay), "");
  EXPECT_EQ(paid.happen(Act::object_recovery, Role::owner, "owner", because("They came")),
            "not-now");
}

TEST(Transfer, StaysInTheProvinceThatPays) {
  Story story;
  ASSERT_EQ(story.happen(story.filing(yuan(20'000))), "");
  Event transfer = story.event(Act::transfer, Role::county_officer, "clerk");
  transfer.reference = "330106";
  EXPECT_EQ(story.happen(transfer), "place-other-province");
  transfer.reference = "320102";
  EXPECT_EQ(story.happen(transfer), "");
  // Where nothing is paid, nothing is bound.
  Story finding;
  finding.procedure = difficulty();
  Event filing = finding.filing(Money{});
  filing.matter->procedure = "difficulty";
  filing.matter->provision = "in_difficulty";
  ASSERT_EQ(finding.happen(filing), "");
  transfer.reference = "330106";
  EXPECT_EQ(finding.happen(transfer), "");
}

TEST(Case, IsOfferedToWhoDecidesAboutItsAmount) {
  Story story;
  ASSERT_EQ(story.happen(story.filing(yuan(100'000), Start::automatic)), "");
  const auto offered = [&](Role role, Act act) {
    const auto acts =
        open_acts(story.now, story.procedure, story.calendar, role, *Date::parse("2020-03-02"));
    return std::ranges::find(acts, act) != acts.end();
  };
  EXPECT_FALSE(offered(Role::county_officer, Act::grant));
  EXPECT_FALSE(offered(Role::county_officer, Act::refuse));
  EXPECT_TRUE(offered(Role::county_officer, Act::tell_gaps));
  EXPECT_TRUE(offered(Role::city_officer, Act::grant));
  EXPECT_TRUE(offered(Role::city_officer, Act::refuse));
  EXPECT_EQ(story.grant(yuan(100'000)), "decided-by-another");
}

}  // namespace
}  // namespace fugong::casework
