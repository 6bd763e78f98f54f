#include "platform/identity/door/door.hpp"

#include <algorithm>

#include "identity/people.hpp"

namespace fugong::identity {
namespace {

class Door : public People {
 protected:
  /// What comes of a request with these headers: a login, "nobody" or a fault's code.
  std::string who(http::Method method, std::vector<std::pair<std::string, std::string>> headers) {
    http::Request request;
    request.method = method;
    request.headers = std::move(headers);
    Sessions sessions(*database_, context_);
    Keys keys(*database_, context_);
    const auto caller = identity::caller_of(request, {}, sessions, keys);
    if (!caller) return caller.error().front().code;
    return *caller ? (**caller).login : "nobody";
  }
};

using http::Method;

TEST_P(Door, ACookieOpensItForReadingAndWithItsTokenForMore) {
  join_self("owner");
  const Entry entry = good(sign_in().with_password("owner", kPassword, "a"));
  const Entry other = good(sign_in().with_password("owner", kPassword, "a"));
  const std::string cookie = "a=b; __Host-fugong=" + entry.token + ";c=d";
  EXPECT_EQ(who(Method::get, {}), "nobody");
  EXPECT_EQ(who(Method::get, {{"cookie", cookie}}), "owner");
  EXPECT_EQ(who(Method::get, {{"cookie", "fugong=" + entry.token}}), "nobody");
  EXPECT_EQ(who(Method::get, {{"cookie", "__Host-fugong=" + entry.token.substr(1)}}), "nobody");
  for (const Method method : {Method::post, Method::put, Method::patch, Method::del}) {
    EXPECT_EQ(who(method, {{"cookie", cookie}}), "caller-forged");
    EXPECT_EQ(who(method, {{"cookie", cookie}, {"x-csrf-token", other.csrf}}), "caller-forged");
    EXPECT_EQ(who(method, {{"cookie", cookie}, {"x-csrf-token", entry.csrf}}), "owner");
    EXPECT_EQ(
        who(method,
            {{"cookie", cookie}, {"x-csrf-token", entry.csrf}, {"sec-fetch-site", "cross-site"}}),
        "caller-forged");
    EXPECT_EQ(
        who(method,
            {{"cookie", cookie}, {"x-csrf-token", entry.csrf}, {"sec-fetch-site", "same-origin"}}),
        "owner");
  }
}

TEST_P(Door, AKeyOpensItForPrograms) {
  const MadeKey key =
      good(Keys(*database_, context_)
               .make(join("bank", Role::partner, "bank-a"), {.label = "claims",
                                                             .scope = "bank-a",
                                                             .only = {Action::case_read},
                                                             .until_ms = kNoon + kDay}));
  EXPECT_EQ(who(Method::post, {{"authorization", "Bearer " + key.secret}}), "key:claims");
  EXPECT_EQ(who(Method::post, {{"authorization", "Bearer x" + key.secret}}), "caller-key");
  EXPECT_EQ(who(Method::post, {{"authorization", "Basic " + key.secret}}), "caller-key");
  EXPECT_EQ(
      who(Method::get, {{"authorization", "Bearer " + key.secret}, {"cookie", "__Host-fugong=x"}}),
      "caller-two");
}

FUGONG_ON_BOTH_DATABASES(Door);

TEST(DoorAnswers, CookiesAreOutOfReachOfScriptsAndOtherSites) {
  http::Response response;
  set_token(response, {}, "abc");
  EXPECT_EQ(response.headers[0].second,
            "__Host-fugong=abc; Path=/; HttpOnly; SameSite=Strict; Secure");
  EXPECT_EQ(response.headers[1].second, "no-store");
  http::Response gone;
  drop_token(gone, {.is_secure = false});
  EXPECT_EQ(gone.headers[0].second, "fugong=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
}

TEST(DoorAnswers, EachFaultHasItsStatus) {
  const auto status = [](const char* code) {
    return refusal({{code, {}, {"一", "one"}, {"二", "two"}}}, {}).status;
  };
  EXPECT_EQ(status("sign-in-wrong"), 401);
  EXPECT_EQ(refusal(sign_in_needed(), {}).status, 401);
  EXPECT_EQ(status("access-outside"), 403);
  EXPECT_EQ(status("caller-forged"), 403);
  EXPECT_EQ(status("person-unknown"), 404);
  EXPECT_EQ(status("login-taken"), 409);
  EXPECT_EQ(status("mandate-there"), 409);
  EXPECT_EQ(status("password-short"), 422);
  EXPECT_EQ(status("unknown-action"), 422);
  EXPECT_EQ(status("sign-in-later"), 429);
  EXPECT_EQ(status("store-busy"), 503);
  EXPECT_EQ(status("store-lost"), 503);
  EXPECT_EQ(status("store-cannot-open"), 503);
  EXPECT_EQ(status("ledger-clock-behind"), 503);
  EXPECT_EQ(status("store-constraint"), 500);
}

TEST(DoorAnswers, AFaultOfTheDatabaseTellsTheClientNothing) {
  const http::Response response =
      refusal({{"store-constraint",
                {},
                {"UNIQUE identity_person.login", "UNIQUE identity_person.login"},
                {"", ""}}},
              {});
  EXPECT_EQ(response.body.find("identity_person"), std::string::npos) << response.body;
  EXPECT_NE(response.body.find("/problems/internal-error"), std::string::npos) << response.body;
  EXPECT_EQ(response.untold.front().code, "store-constraint");
}

TEST(DoorAnswers, ALostDatabaseIsOneProblemThatSaysWhenToComeBack) {
  for (const char* code : {"store-lost", "store-cannot-open"}) {
    const http::Response response =
        refusal({{code, Place{"db.inner:5432", 0, 0, ""}, {"拒绝", "refused"}, {"", ""}}}, {});
    EXPECT_EQ(response.status, 503);
    EXPECT_NE(response.body.find("/problems/store-lost"), std::string::npos) << response.body;
    EXPECT_EQ(response.body.find("db.inner"), std::string::npos) << response.body;
    const auto said = std::ranges::find(response.headers, std::string("Retry-After"),
                                        &std::pair<std::string, std::string>::first);
    EXPECT_NE(said, response.headers.end());
    EXPECT_EQ(response.untold.front().place.file, "db.inner:5432");
  }
  EXPECT_TRUE(refusal({{"store-busy", {}, {"忙", "busy"}, {"", ""}}}, {}).untold.empty());
}

}  // namespace
}  // namespace fugong::identity
