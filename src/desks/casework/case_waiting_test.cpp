// A case that waits for the firm, and what the office and the clock do meanwhile.
#include <gtest/gtest.h>

#include "desks/casework/case_sample.hpp"

namespace fugong::casework {
namespace {

TEST(Case, TheOfficeIsNotBoundToWaitForTheFirm) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(20'000))), "");
  story.on("2020-03-04");  // two of five days are used
  EXPECT_EQ(story.happen(Act::tell_gaps, Role::county_officer, "clerk", because("no payroll")), "");
  const Story asked = story;
  story.on("2020-03-20");
  EXPECT_EQ(story.happen(Act::drop_gaps, Role::owner, "owner"), "not-now");
  EXPECT_EQ(story.happen(Act::drop_gaps, Role::county_officer, "clerk"), "");
  EXPECT_TRUE(story.now.gaps.empty());
  EXPECT_EQ(story.due_day(), "2020-03-25") << "with the days that are left";

  story = asked;
  EXPECT_EQ(story.happen(Act::refuse, Role::county_officer, "clerk"), "reasons-missing");
  EXPECT_EQ(story.happen(Act::refuse, Role::county_officer, "clerk", because("no payroll")), "");
  EXPECT_EQ(story.now.outcome, Outcome::refused);

  // What two must see is sent back to a step whose clock goes on.
  Story two;
  EXPECT_EQ(two.happen(two.filing(yuan(60'000))), "");
  EXPECT_EQ(two.happen(Act::accept, Role::county_officer, "clerk"), "");
  EXPECT_EQ(two.happen(Act::tell_gaps, Role::county_officer, "clerk", because("no payroll")), "");
  EXPECT_EQ(two.happen(Act::refuse, Role::county_officer, "clerk", because("no payroll")), "");
  EXPECT_EQ(two.happen(Act::send_back, Role::second_approver, "second", because("wait")), "");
  EXPECT_EQ(two.due_day(), "2020-03-16");
}

TEST(Case, AFirmThatDoesNotAnswerIsNotWaitedForForEver) {
  Story story;
  story.procedure.answered_within =
      TimeLimit{{5, DayCount::working}, Silence::refuses, {}, law::Status::confirmed};
  EXPECT_EQ(story.happen(story.filing(yuan(20'000))), "");
  EXPECT_EQ(story.happen(Act::tell_gaps, Role::county_officer, "clerk", because("no payroll")), "");
  EXPECT_EQ(story.due_day(), "2020-03-09");
  const Story asked = story;
  const auto silent = [&] { return story.happen(Act::time_ran_out, Role::programme, "clock"); };
  story.on("2020-03-09");
  EXPECT_EQ(silent(), "not-now");
  story.on("2020-03-10");
  EXPECT_EQ(silent(), "");
  EXPECT_EQ(story.now.outcome, Outcome::refused);
  EXPECT_TRUE(story.now.decision->by_silence);
  EXPECT_EQ(story.now.decision->reasons, because("no payroll")) << "what was not answered";

  story = asked;
  story.procedure.answered_within->silence = Silence::agrees;
  story.on("2020-03-10");
  EXPECT_EQ(silent(), "");
  EXPECT_EQ(story.now.phase, Phase::in_step) << "it is decided as it is";
  EXPECT_EQ(story.due_day(), "2020-03-17");

  // Nobody can answer while the case is held: the time begins anew.
  story = asked;
  story.on("2020-03-05");
  Event hold = story.event(Act::hold, Role::county_officer, "clerk");
  hold.note = "the register is down";
  EXPECT_EQ(story.happen(hold), "");
  EXPECT_EQ(story.due_day(), "");
  story.on("2020-03-16");
  EXPECT_EQ(silent(), "not-now");
  Event release = story.event(Act::release, Role::programme, "programme");
  release.note = hold.note;
  EXPECT_EQ(story.happen(release), "");
  EXPECT_EQ(story.due_day(), "2020-03-23");
}

}  // namespace
}  // namespace fugong::casework
