#include "desks/casework/case_access.hpp"

#include <gtest/gtest.h>

#include "desks/casework/case_sample.hpp"

namespace fugong::casework {
namespace {

using identity::Action;
using identity::Caller;
using identity::Grant;

constexpr std::int64_t kNow = 1'583'812'800'000;

Caller holding(std::vector<Grant> grants) {
  return {.person = 7, .login = "a", .grants = std::move(grants)};
}
Grant of(identity::Role role, const char* scope) {
  return {.role = role, .scope = scope};
}

/// "regions 21 2109; firms a", or the code of the fault.
std::string seen_by(const Caller& caller) {
  const auto reaches = reaches_of(caller, kNow);
  if (!reaches) return reaches.error().front().code;
  std::string all;
  for (const store::Scope& scope : *reaches) {
    all += all.empty() ? "" : "; ";
    all += scope.kind() == store::Scope::Kind::regions  ? "regions"
           : scope.kind() == store::Scope::Kind::firms  ? "firms"
           : scope.kind() == store::Scope::Kind::bodies ? "bodies"
                                                        : "everything";
    for (const std::string& name : scope.names())
      all += " " + name;
  }
  return all;
}

TEST(CaseAccess, WhatIsSeenIsWhatTheGrantsReach) {
  EXPECT_EQ(seen_by(holding({of(identity::Role::county_officer, "210902"),
                             of(identity::Role::second_approver, "33")})),
            "regions 210902 33");
  EXPECT_EQ(seen_by(holding({of(identity::Role::owner, "firm-1")})), "firms firm-1");
  EXPECT_EQ(seen_by(holding({of(identity::Role::ministry_officer, "")})), "everything");
  EXPECT_EQ(seen_by(holding({of(identity::Role::partner, "grid")})), "bodies grid");
  EXPECT_EQ(seen_by(holding({of(identity::Role::owner, "firm-1"),
                             of(identity::Role::county_officer, "210902")})),
            "regions 210902; firms firm-1")
      << "an officer with a firm of his own sees both";
  EXPECT_EQ(seen_by(holding({of(identity::Role::analyst, "21")})), "access-no-role");
  Grant ended = of(identity::Role::county_officer, "210902");
  ended.until_ms = kNow;
  EXPECT_EQ(seen_by(holding({ended})), "access-no-role");
  Grant narrow = of(identity::Role::helper, "firm-1");
  narrow.only = {Action::case_file};
  EXPECT_EQ(seen_by(holding({narrow})), "access-no-role");
}

TEST(CaseAccess, ARoleCountsWhereItsGrantReachesTheCase) {
  const Matter matter = *Story().filing(yuan(1)).matter;  // of firm-1, in 320100
  const auto roles = [&](identity::Role role, const char* scope, const char* body = "") {
    return roles_at(holding({of(role, scope)}), matter, body, kNow).size();
  };
  EXPECT_EQ(roles(identity::Role::owner, "firm-1"), 1U);
  EXPECT_EQ(roles(identity::Role::owner, "firm-2"), 0U);
  EXPECT_EQ(roles(identity::Role::city_officer, "3201"), 1U);
  EXPECT_EQ(roles(identity::Role::city_officer, "3202"), 0U);
  EXPECT_EQ(roles(identity::Role::partner, "grid", "grid"), 1U);
  EXPECT_EQ(roles(identity::Role::partner, "bank", "grid"), 0U);
  EXPECT_EQ(roles(identity::Role::partner, ""), 0U) << "no body is nobody's";
  EXPECT_EQ(roles(identity::Role::policy_officer, ""), 0U);
}

TEST(CaseAccess, EachActTakesItsAction) {
  EXPECT_EQ(action_of(Act::withdraw, Role::owner), Action::case_file);
  EXPECT_EQ(action_of(Act::confirm, Role::partner), Action::partner_answer);
  EXPECT_EQ(action_of(Act::grant, Role::city_officer), Action::case_decide);
  EXPECT_EQ(action_of(Act::uphold, Role::city_officer), Action::case_decide);
  EXPECT_EQ(action_of(Act::countersign, Role::second_approver), Action::case_approve);
  EXPECT_EQ(action_of(Act::annul, Role::second_approver), Action::case_approve);
  EXPECT_EQ(action_of(Act::annul, Role::owner), Action::case_file);
  EXPECT_EQ(action_of(Act::order_payment, Role::second_approver), Action::case_pay);
  EXPECT_EQ(action_of(Act::recover, Role::second_approver), Action::case_pay);
  EXPECT_EQ(action_of(Act::recover, Role::county_officer), Action::case_decide);
  EXPECT_EQ(action_of(Act::rerun, Role::county_officer), Action::case_decide);
  EXPECT_EQ(action_of(Act::rerun, Role::owner), std::nullopt);
  for (const Act act : {Act::time_ran_out, Act::publication_ends})
    EXPECT_EQ(action_of(act, Role::county_officer), std::nullopt);
}

TEST(CaseAccess, WhoDecidedIsTheAuthorForTheSecondPair) {
  Story story;
  story.happen(story.filing(yuan(100)));
  EXPECT_TRUE(resource_of(story.now, "").authors.empty());
  story.happen(Act::accept, Role::county_officer, "5");
  story.grant(yuan(100), Role::county_officer, "5");
  const identity::Resource on = resource_of(story.now, "grid", {.acted = {3, 4}, .vouched = {6}});
  EXPECT_EQ(on.authors, (std::vector<std::int64_t>{6, 5}));
  EXPECT_EQ(on.applicants, (std::vector<std::int64_t>{3, 4}));
  EXPECT_EQ(on.firm, "firm-1");
  EXPECT_EQ(on.region, "320100");
  EXPECT_EQ(on.body, "grid");
}

}  // namespace
}  // namespace fugong::casework
