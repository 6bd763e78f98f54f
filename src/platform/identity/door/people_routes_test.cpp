#include "identity/people_door.hpp"

namespace fugong::identity {
namespace {

using http::Method;
using http::Response;

class PeopleRoutes : public PeopleDoor {
 protected:
  /// A change of a person, of the version that is there now.
  Response change(Method method, const std::string& path, const std::string& person,
                  const std::string& body = "") {
    return send(method, path, body,
                {{"idempotency-key", "k" + std::to_string(++keys_)},
                 {"if-match", etag("/api/v1/people/" + person)}});
  }
  Response act(const std::string& person, const std::string& body) {
    return change(Method::post, "/api/v1/people/" + person + "/acts", person, body);
  }
};

TEST_P(PeopleRoutes, ListsShowMaskedPeopleAndWhatMayBeDoneWithThem) {
  come("sys", Role::system_admin);
  come("city", Role::city_officer, "3601");
  const Caller near = join("near", Role::county_officer, "360102");
  join("far", Role::county_officer, "360203");
  be("city");
  const Response list = get("/api/v1/people");
  ASSERT_EQ(list.status, 200) << list.body;
  EXPECT_EQ(header(list, "Cache-Control"), "no-store");
  EXPECT_EQ(at(list, "people.0.login"), "near");
  EXPECT_EQ(at(list, "people.1"), "(none)") << "of another city";
  EXPECT_EQ(at(list, "people.0.name"), "王**");
  EXPECT_EQ(at(list, "people.0.phone"), "138****5678");
  EXPECT_EQ(at(list, "people.0.acts"), "lock leave");
  EXPECT_EQ(at(list, "people.0.grants.0.may_end"), "true");
  EXPECT_EQ(at(list, "people.0.grantable.0.role"), "county_officer");
  EXPECT_EQ(at(list, "people.0.grantable.0.within"), "3601");
  EXPECT_EQ(at(list, "people.0.grantable.1"), "(none)");
  EXPECT_EQ(at(list, "may_join"), "false");
  EXPECT_EQ(outcome(get("/api/v1/people/" + id(near))), "200");
  be("sys");
  EXPECT_EQ(at(get("/api/v1/people"), "may_join"), "true");
  EXPECT_EQ(at(get("/api/v1/people?login=far"), "people.0.login"), "far");
  EXPECT_EQ(at(get("/api/v1/people?login=nobody"), "people.0"), "(none)");
  const std::string own = "/api/v1/people/" + id(caller_of(*good(accounts().find("sys"))));
  EXPECT_EQ(at(get(own), "acts"), "") << "nothing over oneself";
  EXPECT_EQ(at(get(own), "grantable.0"), "(none)");
  EXPECT_EQ(at(get(own), "let_in"), "true");
  join_self("alias");
  EXPECT_EQ(at(get("/api/v1/people?login=alias"), "people.0.let_in"), "false");
}

TEST_P(PeopleRoutes, ANewcomerIsFoundByHisLoginAndGivenAnOfficeByAnOfficer) {
  come("sys", Role::system_admin);
  come("city", Role::city_officer, "3601");
  join("far", Role::county_officer, "360203");
  be("sys");
  const std::string made =
      at(post("/api/v1/people", R"({"login":"li","name":"李四"})"), "person.id");
  const std::string path = "/api/v1/people/" + made;
  EXPECT_EQ(at(get(path), "grantable.0"), "(none)")
      << "whoever handed out the secret gives no role";
  be("city");
  EXPECT_EQ(at(get("/api/v1/people"), "people.0"), "(none)");
  EXPECT_EQ(at(get("/api/v1/people?login=far"), "people.0"), "(none)") << "of another city";
  const Response found = get("/api/v1/people?login=li");
  EXPECT_EQ(at(found, "people.0.id"), made);
  EXPECT_EQ(at(found, "people.0.name"), "李*");
  EXPECT_EQ(at(found, "people.0.acts"), "");
  const Response given =
      change(Method::post, path + "/grants", made, R"({"role":"county_officer","scope":"360102"})");
  EXPECT_EQ(given.status, 201) << given.body;
  EXPECT_EQ(at(get("/api/v1/people"), "people.0.login"), "li");
}

TEST_P(PeopleRoutes, PagesFollowOneAnotherAndCantBeMadeUp) {
  come("sys", Role::system_admin);
  for (const char* login : {"aa", "bb", "cc"})
    join(login, Role::county_officer, "360102");
  be("sys");
  std::string seen;
  std::string next;
  for (int pages = 0; pages < 4 && next != "null"; ++pages) {
    http::Request request;
    const Response page =
        next.empty() ? get("/api/v1/people?limit=3") : get("/api/v1/people?cursor=" + next);
    if (next.empty()) {
      for (int i = 0; i < 3; ++i)
        seen += at(page, "people." + std::to_string(i) + ".login") + " ";
      EXPECT_EQ(at(page, "people.3"), "(none)");
    } else {
      seen += at(page, "people.0.login") + " ";
      EXPECT_EQ(at(page, "people.1"), "(none)");
    }
    next = at(page, "next_cursor");
  }
  for (const char* login : {"aa", "bb", "cc", "sys"})
    EXPECT_NE(seen.find(std::string(login) + " "), std::string::npos) << seen;
  EXPECT_EQ(outcome(get("/api/v1/people?cursor=MTIz")), "400 cursor-invalid");
  EXPECT_EQ(outcome(get("/api/v1/people?limit=0")), "400 limit-invalid");
}

TEST_P(PeopleRoutes, OnePersonIsSeenWholeWithAReasonThatGoesOnRecord) {
  come("sys", Role::system_admin);
  const Caller officer = join("officer", Role::county_officer, "360102");
  be("sys");
  const std::string path = "/api/v1/people/" + id(officer);
  EXPECT_EQ(at(get(path), "name"), "王**");
  EXPECT_EQ(count("person-revealed"), 0);
  const Response whole = get(path + "?reason=a call about case 7");
  EXPECT_EQ(at(whole, "name"), "王小明");
  EXPECT_EQ(at(whole, "phone"), "13812345678");
  EXPECT_EQ(at(whole, "whole"), "true");
  EXPECT_EQ(count("person-revealed"), 1);
  EXPECT_EQ(outcome(get(path + "?reason= ")), "422 reveal-why");
  EXPECT_EQ(header(whole, "ETag"), etag(path)) << "a tag says nothing of name and phone";
}

TEST_P(PeopleRoutes, WhoJoinsGetsASecretThatIsInTheFirstAnswerOnly) {
  come("sys", Role::system_admin);
  come("city", Role::city_officer, "3601");
  be("sys");
  const std::string body = R"({"login":"li","name":"李四"})";
  EXPECT_EQ(outcome(send(Method::post, "/api/v1/people", body)), "400 idempotency-key-missing");
  const Headers key{{"idempotency-key", "one"}};
  const Response first = send(Method::post, "/api/v1/people", body, key);
  ASSERT_EQ(first.status, 201) << first.body;
  const std::string secret = at(first, "secret");
  EXPECT_EQ(secret.size(), 40u);
  EXPECT_EQ(header(first, "Location"), "/api/v1/people/" + at(first, "person.id"));
  const Response again = send(Method::post, "/api/v1/people", body, key);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(header(again, "Idempotency-Hit"), "true");
  EXPECT_EQ(at(again, "person.login"), "li");
  EXPECT_EQ(at(again, "secret"), "null");
  for (const store::Row& row : rows("SELECT body FROM api_answer"))
    EXPECT_EQ(std::get<std::string>(row[0]).find(secret), std::string::npos) << "kept nowhere";
  EXPECT_EQ(good(sign_in().with_secret(secret, kPassword, "a")).stage, Stage::complete);
  EXPECT_EQ(outcome(post("/api/v1/people", body)), "409 login-taken");
  EXPECT_EQ(outcome(post("/api/v1/people", R"({"login":"zhao","name":"赵","grants":[]})")),
            "422 unknown-field");
  be("city");
  EXPECT_EQ(outcome(post("/api/v1/people", R"({"login":"zhao","name":"赵"})")),
            "403 access-no-role");
}

TEST_P(PeopleRoutes, RolesAreGivenAndEndedToTheVersionThatWasSeen) {
  come("sec", Role::security_admin);
  const Caller officer = join("officer", Role::county_officer, "360102");
  be("sec");
  const std::string path = "/api/v1/people/" + id(officer);
  const std::string body = R"({"role":"analyst","scope":"36"})";
  const std::string before = etag(path);
  EXPECT_EQ(outcome(post(path + "/grants", body)), "428 precondition-required");
  const Response given = post(path + "/grants", body, {{"if-match", before}});
  ASSERT_EQ(given.status, 201) << given.body;
  EXPECT_EQ(at(given, "person.grants.0.role"), "analyst");
  EXPECT_EQ(outcome(post(path + "/grants", R"({"role":"partner","scope":"bank-a"})",
                         {{"if-match", before}})),
            "412 precondition-failed");
  const std::string grant = at(given, "person.grants.0.id");
  EXPECT_EQ(outcome(send(Method::del, path + "/grants/" + grant)), "428 precondition-required");
  const Response ended = change(Method::del, path + "/grants/" + grant, id(officer));
  EXPECT_EQ(ended.status, 200) << ended.body;
  EXPECT_EQ(at(ended, "person.grants.0.role"), "county_officer");
  EXPECT_EQ(outcome(change(Method::del, path + "/grants/" + grant, id(officer))),
            "404 grant-unknown");
  EXPECT_EQ(outcome(change(Method::post, path + "/grants", id(officer), R"({"role":"owner"})")),
            "422 grant-by-mandate");
}

TEST_P(PeopleRoutes, ActsLockResetAndEndAPerson) {
  come("sys", Role::system_admin);
  const Caller officer = come("officer", Role::county_officer, "360102");
  be("sys");
  EXPECT_EQ(outcome(act(id(officer), R"({"act":"lock"})")), "422 field-missing");
  EXPECT_EQ(outcome(act(id(officer), R"({"act":"promote"})")), "422 field-invalid");
  const Response locked = act(id(officer), R"({"act":"lock","why":"lost phone"})");
  EXPECT_EQ(at(locked, "person.state"), "locked");
  EXPECT_EQ(at(locked, "person.acts"), "unlock reset leave");
  EXPECT_EQ(at(act(id(officer), R"({"act":"unlock"})"), "person.state"), "active");
  const Response reset = act(id(officer), R"({"act":"reset"})");
  EXPECT_EQ(at(reset, "person.state"), "locked") << "until another lets him in";
  EXPECT_EQ(at(reset, "person.acts"), "reset leave");
  EXPECT_EQ(at(reset, "secret").size(), 40u);
  EXPECT_EQ(outcome(act(id(officer), R"({"act":"unlock"})")), "403 person-handed");
  const Response gone = act(id(officer), R"({"act":"leave"})");
  EXPECT_EQ(at(gone, "person.state"), "left");
  EXPECT_EQ(at(gone, "person.acts"), "");
  EXPECT_EQ(outcome(act(id(officer), R"({"act":"unlock"})")), "404 person-unknown");
  be("officer");
  EXPECT_EQ(outcome(get("/api/v1/me")), "401 sign-in-needed");
}

TEST_P(PeopleRoutes, ANarrowedGrantAndAKeyChangeNobody) {
  const Caller boss = come("boss", Role::city_officer, "3601");
  const Caller officer = join("officer", Role::county_officer, "360102");
  Caller narrow = boss;
  narrow.grants[0].only = {Action::case_read};
  EXPECT_EQ(code_of(accounts().lock(narrow, officer.person, "x")), "access-no-role");
  EXPECT_EQ(code_of(accounts().reset(narrow, officer.person)), "access-no-role");
  EXPECT_EQ(code_of(accounts().revoke(narrow, officer.grants[0].id)), "grant-unknown");
  EXPECT_EQ(code_of(accounts().grant(narrow, officer.person,
                                     {.role = Role::county_officer, .scope = "360103"})),
            "access-beyond-consent");
  EXPECT_TRUE(good(accounts().list(narrow, 0, 10)).empty());
}

TEST_P(PeopleRoutes, RolesAndActionsAreThereForEverybody) {
  const Response roles = get("/api/v1/roles");
  ASSERT_EQ(roles.status, 200);
  EXPECT_EQ(at(roles, "roles.3.role"), "city_officer");
  EXPECT_EQ(at(roles, "roles.3.scope_kind"), "region");
  EXPECT_EQ(at(roles, "roles.12.actions"), "audit_read own_data");
  EXPECT_EQ(at(roles, "actions.19.label.en"), "see to one's own data");
}

FUGONG_ON_BOTH_DATABASES(PeopleRoutes);

class KeyRoutes : public PeopleDoor {};

TEST_P(KeyRoutes, AKeyIsMadeOnceShownOnceAndEnded) {
  come("bank", Role::partner, "bank-a");
  be("bank");
  EXPECT_EQ(at(get("/api/v1/keys"), "makeable.0.scope"), "bank-a");
  EXPECT_EQ(at(get("/api/v1/keys"), "makeable.0.only"), "case_read partner_answer");
  const std::string body =
      R"({"label":"claims","role":"partner","scope":"bank-a","only":["case_read"],"until_ms":)" +
      std::to_string(kNoon + 30 * kDay) + "}";
  const Headers key{{"idempotency-key", "one"}};
  const Response made = send(Method::post, "/api/v1/keys", body, key);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_TRUE(at(made, "secret").starts_with("fg_live_"));
  EXPECT_EQ(at(send(Method::post, "/api/v1/keys", body, key), "secret"), "null");
  EXPECT_EQ(at(get("/api/v1/keys"), "keys.0.label"), "claims");
  EXPECT_EQ(at(get("/api/v1/keys"), "keys.1"), "(none)");
  // A program is no person.
  token_.clear();
  const Headers bearer{{"authorization", "Bearer " + at(made, "secret")}};
  EXPECT_EQ(outcome(send(Method::get, "/api/v1/keys", "", bearer)), "403 access-no-role");
  EXPECT_EQ(outcome(send(Method::get, "/api/v1/me", "", bearer)), "403 access-no-role");
  be("bank");
  const std::string path = "/api/v1/keys/" + at(made, "key.id");
  EXPECT_EQ(send(Method::del, path).status, 204);
  EXPECT_EQ(outcome(send(Method::del, path)), "404 key-unknown");
  EXPECT_EQ(outcome(send(Method::del, "/api/v1/keys/x")), "404 key-unknown");
  EXPECT_EQ(outcome(post("/api/v1/keys", R"({"label":"x","role":"partner","scope":"bank-a",)"
                                         R"("only":["case_decide"],"kind":"real"})")),
            "422 field-invalid");
  EXPECT_EQ(outcome(post("/api/v1/keys", R"({"label":"x","role":"partner","scope":"bank-b",)"
                                         R"("only":["case_read"]})")),
            "403 access-outside");
}

TEST_P(KeyRoutes, AnAdministratorListsAndEndsKeysAndMakesNone) {
  come("sec", Role::security_admin);
  come("dh", Role::county_officer, "360102");
  come("nc", Role::city_officer, "3601");
  be("dh");
  EXPECT_EQ(at(get("/api/v1/keys"), "makeable.0.role"), "county_officer");
  EXPECT_EQ(at(get("/api/v1/keys"), "makeable.0.scope"), "360102");
  EXPECT_EQ(at(get("/api/v1/keys"), "makeable.0.only"), "case_read statistics_read");
  EXPECT_EQ(at(get("/api/v1/keys"), "makeable.1"), "(none)");
  const std::string body =
      R"({"label":"ledger","role":"county_officer","scope":"360102","only":["case_read"],)"
      R"("until_ms":)" +
      std::to_string(kNoon + 30 * kDay) + "}";
  const Response made = post("/api/v1/keys", body);
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string path = "/api/v1/keys/" + at(made, "key.id");
  be("nc");
  EXPECT_EQ(at(get("/api/v1/keys"), "keys.0"), "(none)");
  EXPECT_EQ(outcome(post("/api/v1/keys", body)), "403 access-no-role");
  EXPECT_EQ(outcome(send(Method::del, path)), "404 key-unknown");
  be("sec");
  EXPECT_EQ(at(get("/api/v1/keys"), "keys.0.label"), "ledger");
  EXPECT_EQ(at(get("/api/v1/keys"), "makeable.0"), "(none)");
  EXPECT_EQ(outcome(post("/api/v1/keys", body)), "403 access-no-role");
  EXPECT_EQ(send(Method::del, path).status, 204);
}

FUGONG_ON_BOTH_DATABASES(KeyRoutes);

}  // namespace
}  // namespace fugong::identity
