#include "desks/publishing/draft_rules.hpp"

#include <gtest/gtest.h>

namespace fugong::publishing {
namespace {

using identity::Caller;
using identity::Grant;
using identity::Reason;
using identity::Role;

constexpr std::int64_t kNow = 1'000'000'000;

Caller officer(std::int64_t person, bool is_fresh = true) {
  Caller caller;
  caller.person = person;
  Grant grant;
  grant.role = Role::policy_officer;
  caller.grants = {grant};
  caller.factor_ms = is_fresh ? kNow - 1000 : kNow - identity::kStepUpMs;
  return caller;
}

Standing standing(State state) {
  Standing made;
  made.draft.state = state;
  made.draft.hash = "h";
  made.draft.base_hash = "b";
  made.authors = {"1"};
  return made;
}

Date day(const char* text) {
  return *Date::parse(text);
}

Replacing change_of(const std::string& base) {
  return {base, day("2020-03-10"), day("2020-03-12"), kNow};
}

Job done(Job::Kind kind, const std::string& hash) {
  Job job;
  job.kind = kind;
  job.hash = hash;
  job.state = Job::State::done;
  job.passed = true;
  job.base_hash = "b";
  job.sample = kUsualSample;
  job.on = day("2020-03-10");
  job.asked_ms = kNow;
  return job;
}

TEST(DraftRules, WhoWroteAnyOfItNeitherReviewsNorPublishes) {
  for (const Act act : {Act::send_back, Act::approve, Act::publish, Act::withdraw}) {
    EXPECT_EQ(may(officer(1), act, {"1", "3"}, kNow).reason, Reason::own_work);
    EXPECT_EQ(may(officer(3), act, {"1", "3"}, kNow).reason, Reason::own_work);
    EXPECT_EQ(may(officer(2), act, {"1", "3"}, kNow).reason, Reason::allowed);
  }
  EXPECT_EQ(may(officer(1), Act::submit, {"1"}, kNow).reason, Reason::allowed);
}

TEST(DraftRules, ApprovingAndPublishingTakeAFreshFactor) {
  EXPECT_EQ(may(officer(2, false), Act::approve, {"1"}, kNow).reason, Reason::stale_factor);
  EXPECT_EQ(may(officer(2, false), Act::publish, {"1"}, kNow).reason, Reason::stale_factor);
  EXPECT_EQ(may(officer(2, false), Act::send_back, {"1"}, kNow).reason, Reason::allowed);
  EXPECT_EQ(open_acts(officer(2, false), standing(State::approved), kNow),
            (std::vector<Act>{Act::send_back, Act::publish}));
}

TEST(DraftRules, OthersDoNothing) {
  Caller analyst = officer(5);
  analyst.grants[0].role = Role::analyst;
  for (const Act act : {Act::change, Act::submit, Act::approve, Act::publish})
    EXPECT_EQ(may(analyst, act, {"1"}, kNow).reason, Reason::no_role);
}

TEST(DraftRules, EachStateHasItsActs) {
  EXPECT_EQ(state_after(State::draft, Act::submit), State::in_review);
  EXPECT_EQ(state_after(State::in_review, Act::approve), State::approved);
  EXPECT_EQ(state_after(State::approved, Act::publish), State::published);
  EXPECT_EQ(state_after(State::published, Act::withdraw), State::withdrawn);
  EXPECT_EQ(state_after(State::draft, Act::approve), std::nullopt);
  EXPECT_EQ(state_after(State::in_review, Act::publish), std::nullopt);
  EXPECT_EQ(state_after(State::withdrawn, Act::publish), std::nullopt);
}

TEST(DraftRules, ACheckOfAnotherStateIsNone) {
  Standing draft = standing(State::draft);
  EXPECT_EQ(missing_before(Act::submit, draft, change_of("b"))->code, "check-missing");
  draft.check = done(Job::Kind::check, "old");
  EXPECT_EQ(missing_before(Act::submit, draft, change_of("b"))->code, "check-missing");
  draft.check = done(Job::Kind::check, "h");
  EXPECT_FALSE(missing_before(Act::submit, draft, change_of("b")).has_value());
  draft.check->passed = false;
  EXPECT_EQ(missing_before(Act::submit, draft, change_of("b"))->code, "check-missing");
}

TEST(DraftRules, NothingIsPublishedWithoutItsImpactOnWhatIsInForce) {
  Standing draft = standing(State::approved);
  draft.check = done(Job::Kind::check, "h");
  EXPECT_EQ(missing_before(Act::publish, draft, change_of("b"))->code, "impact-missing");
  draft.impact = done(Job::Kind::impact, "old");
  EXPECT_EQ(missing_before(Act::publish, draft, change_of("b"))->code, "impact-missing");
  draft.impact = done(Job::Kind::impact, "h");
  EXPECT_FALSE(missing_before(Act::publish, draft, change_of("b")).has_value());
  draft.draft.base_hash = "another";
  EXPECT_EQ(missing_before(Act::publish, draft, change_of("another"))->code, "impact-missing");
}

TEST(DraftRules, NothingIsPublishedInPlaceOfWhatItWasNotMadeFrom) {
  Standing draft = standing(State::approved);
  draft.check = done(Job::Kind::check, "h");
  draft.impact = done(Job::Kind::impact, "h");
  EXPECT_EQ(missing_before(Act::publish, draft, change_of("another"))->code, "base-moved");
  Replacing change = change_of("b");
  change.next_on = day("2020-04-01");
  EXPECT_EQ(missing_before(Act::publish, draft, change)->code, "undone-later");
  draft = standing(State::in_review);
  EXPECT_FALSE(missing_before(Act::approve, draft, change_of("another")).has_value())
      << "its base may be one that is to come";
  draft.base_stands = false;
  EXPECT_EQ(missing_before(Act::approve, draft, change_of("b"))->code, "base-moved");
}

TEST(DraftRules, ATrialOfAFewFirmsOrOfOtherDaysIsNoImpact) {
  Standing draft = standing(State::approved);
  draft.check = done(Job::Kind::check, "h");
  draft.impact = done(Job::Kind::impact, "h");
  const auto is_missing = [&](std::int64_t now_ms = kNow) {
    Replacing change = change_of("b");
    change.now_ms = now_ms;
    return missing_before(Act::publish, draft, change).has_value();
  };
  draft.impact->sample = 1;
  EXPECT_TRUE(is_missing());
  draft.impact->sample = kUsualSample;
  draft.impact->on = day("1990-01-01");
  EXPECT_TRUE(is_missing());
  draft.impact->on = day("2020-03-12");
  EXPECT_FALSE(is_missing());
  draft.impact->on = day("2020-03-13");
  EXPECT_TRUE(is_missing()) << "another pack may be in force by then";
  draft.impact->on = day("2020-03-05");
  EXPECT_TRUE(is_missing()) << "it had passed when it was asked for";
  EXPECT_FALSE(is_missing(kNow + 5LL * 24 * 3'600'000)) << "it had not";
}

}  // namespace
}  // namespace fugong::publishing
