#include "platform/identity/bodies.hpp"

#include "identity/people.hpp"

namespace fugong::identity {
namespace {

class BodiesTest : public People {
 protected:
  Bodies bodies() { return {*database_, context_}; }
};

TEST_P(BodiesTest, TheSmallestPlaceAnswersAndThenTheVeryTask) {
  const Caller console = Caller::console();
  good(bodies().name(console, {.body = "anywhere"}));
  good(bodies().name(console, {.body = "city", .place = "2109"}));
  good(bodies().name(console, {.body = "city-deferral", .place = "2109", .task = "deferral"}));
  good(bodies().name(console, {.body = "deferral", .task = "deferral"}));
  const auto serving = good(bodies().list());
  ASSERT_EQ(serving.size(), 4u);
  EXPECT_EQ(Bodies::of(serving, "210902", "deferral"), "city-deferral");
  EXPECT_EQ(Bodies::of(serving, "210902", "rent"), "city");
  EXPECT_EQ(Bodies::of(serving, "360102", "deferral"), "deferral");
  EXPECT_EQ(Bodies::of(serving, "360102", "rent"), "anywhere");
  EXPECT_EQ(Bodies::of(serving, "21", "rent"), "anywhere");
  EXPECT_EQ(Bodies::of({}, "210902", "rent"), "");
}

TEST_P(BodiesTest, OneServesAPlaceUntilItIsEnded) {
  const Caller security = join("sec", Role::security_admin);
  const ServingBody first = good(bodies().name(security, {.body = "bank-a", .place = "2109"}));
  EXPECT_EQ(code_of(bodies().name(security, {.body = "bank-b", .place = "2109"})), "body-there");
  EXPECT_EQ(code_of(bodies().end(security, first.id)), "");
  EXPECT_EQ(code_of(bodies().end(security, first.id)), "body-unknown");
  good(bodies().name(security, {.body = "bank-b", .place = "2109"}));
  EXPECT_EQ(Bodies::of(good(bodies().list()), "210902", ""), "bank-b");
  EXPECT_EQ(count("body-named"), 2);
  EXPECT_EQ(count("body-ended"), 1);
}

TEST_P(BodiesTest, OnlyWhoeverAppointsPartnersNamesThem) {
  const Caller officer = join("officer", Role::province_officer, "36");
  const Caller security = join("sec", Role::security_admin);
  EXPECT_EQ(code_of(bodies().name(officer, {.body = "bank-a"})), "access-no-role");
  EXPECT_EQ(code_of(bodies().name(security, {.body = "Bank A"})), "scope-invalid");
  EXPECT_EQ(code_of(bodies().name(security, {.body = "bank-a", .place = "210"})), "body-invalid");
  EXPECT_EQ(code_of(bodies().name(security, {.body = "bank-a", .task = "Rent!"})), "body-invalid");
  const ServingBody named = good(bodies().name(security, {.body = "bank-a"}));
  EXPECT_EQ(code_of(bodies().end(officer, named.id)), "body-unknown");
}

FUGONG_ON_BOTH_DATABASES(BodiesTest);

}  // namespace
}  // namespace fugong::identity
