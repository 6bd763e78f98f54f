#include "platform/identity/review.hpp"

#include "identity/people.hpp"

namespace fugong::identity {
namespace {

class ReviewOf : public People {};

TEST_P(ReviewOf, TellsWhoHoldsWhatSinceWhenAndWhetherHeUsesIt) {
  const Caller security = join("sec", Role::security_admin);
  const Caller wang = join("wang", Role::county_officer, "360102");
  enter_first("wang");
  const std::int64_t entered_ms = clock_.now_ms();
  join("li", Role::second_approver, "36");
  join_self("boss");
  pass(kDay);
  good(accounts().grant(security, wang.person, {.role = Role::analyst, .scope = "36"}));
  EXPECT_EQ(code_of(accounts().leave(Caller::console(), join("gone", Role::analyst).person)), "");
  const auto held = good(review_roles(*database_, clock_.now_ms()));
  ASSERT_EQ(held.size(), 4u) << "nobody who left, and none of a firm";
  EXPECT_EQ(held[0].login, "li");
  EXPECT_EQ(held[0].state, PersonState::invited) << "has never come in";
  EXPECT_EQ(held[0].signed_in_ms, std::nullopt);
  EXPECT_EQ(held[1].login, "sec");
  EXPECT_EQ(held[2].grant.role, Role::analyst);
  EXPECT_EQ(held[2].given_by, "sec");
  EXPECT_EQ(held[3].grant.role, Role::county_officer);
  EXPECT_EQ(held[3].grant.from_ms, kNoon);
  EXPECT_EQ(held[3].given_by, "") << "the console";
  ASSERT_TRUE(held[3].signed_in_ms.has_value());
  EXPECT_LE(*held[3].signed_in_ms, entered_ms);
}

FUGONG_ON_BOTH_DATABASES(ReviewOf);

}  // namespace
}  // namespace fugong::identity
