#include "desks/casework/timeline.hpp"

#include <gtest/gtest.h>

#include "desks/casework/case_sample.hpp"

namespace fugong::casework {
namespace {

/// "acceptance done 2020-03-03, decision current 10, ..."
std::string told(const Story& story, const char* today) {
  std::string all;
  for (const Stage& stage :
       timeline(story.now, story.procedure, story.calendar, *Date::parse(today))) {
    all += all.empty() ? "" : ", ";
    all += stage.step->id;
    constexpr const char* kWords[] = {"done", "current", "skipped", "ahead", "dropped"};
    all += std::string(" ") + kWords[static_cast<int>(stage.state)];
    if (stage.on) all += " " + stage.on->to_string();
    if (stage.due) all += " until " + stage.due->to_string();
    if (stage.days_left) all += " " + std::to_string(*stage.days_left);
  }
  return all;
}

TEST(Timeline, StepsAreDoneCurrentAndAhead) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(20'000))), "");
  EXPECT_EQ(
      told(story, "2020-03-02"),
      "acceptance current until 2020-03-09 5, decision ahead, publicity ahead, payment ahead");
  EXPECT_EQ(told(story, "2020-03-11"),
            "acceptance current until 2020-03-09 -2, decision ahead, publicity ahead, "
            "payment ahead");
  story.on("2020-03-04");
  EXPECT_EQ(story.happen(Act::accept, Role::county_officer, "clerk"), "");
  EXPECT_EQ(told(story, "2020-03-04"),
            "acceptance done 2020-03-04, decision current until 2020-03-18 10, publicity ahead, "
            "payment ahead");
}

TEST(Timeline, AClockThatStandsStillKeepsWhatIsLeft) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(20'000))), "");
  story.on("2020-03-04");
  EXPECT_EQ(story.happen(Act::tell_gaps, Role::county_officer, "clerk", because("no list")), "");
  EXPECT_EQ(told(story, "2020-03-20"),
            "acceptance current 3, decision ahead, publicity ahead, payment ahead");
}

TEST(Timeline, WhatIsSkippedAndWhatIsDropped) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(20'000), Start::automatic)), "");
  EXPECT_EQ(told(story, "2020-03-02").substr(0, 20), "acceptance skipped, ");
  story.on("2020-03-03");
  EXPECT_EQ(story.happen(Act::refuse, Role::county_officer, "clerk", because("no")), "");
  EXPECT_EQ(told(story, "2020-03-03"),
            "acceptance skipped, decision done 2020-03-03, publicity dropped, payment dropped");
  EXPECT_EQ(story.happen(Act::object, Role::owner, "owner", because("yes")), "");
  EXPECT_EQ(story.due_day(), "2020-05-04") << "60 days end on a Saturday";
  EXPECT_EQ(story.happen(Act::uphold, Role::city_officer, "judge", because("so it is")), "");
  EXPECT_EQ(told(story, "2020-03-03"),
            "acceptance skipped, decision current until 2020-03-17 10, publicity ahead, "
            "payment ahead");
}

}  // namespace
}  // namespace fugong::casework
