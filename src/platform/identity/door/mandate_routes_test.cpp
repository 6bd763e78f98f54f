#include "identity/people_door.hpp"

namespace fugong::identity {
namespace {

using http::Method;
using http::Response;

constexpr const char* kMandates = "/api/v1/mandates";
constexpr const char* kConfirm =
    R"({"act":"confirm","papers":["business-licence","identity-card"]})";

class MandateRoutes : public PeopleDoor {
 protected:
  std::string path(const Response& mandate) {
    return "/api/v1/mandates/" + at(mandate, "id") + "/acts";
  }
  Response ask(const std::string& evidence, const std::string& firm = kFirm) {
    return send(Method::post, kMandates,
                R"({"firm":")" + firm + R"(","evidence":")" + evidence + R"("})");
  }
  Response act(const Response& mandate, const std::string& body) {
    return send(Method::post, path(mandate), body, {{"if-match", at(mandate, "etag")}});
  }
  Response invite(const std::string& login, const std::string& only = R"("case_read")") {
    return send(Method::post, kMandates,
                std::string(R"({"firm":")") + kFirm + R"(","helper":")" + login + R"(","only":[)" +
                    only + R"(],"until_ms":)" + std::to_string(kNoon + 30 * kDay) + "}");
  }
};

TEST_P(MandateRoutes, AnOfficerConfirmsWhatAPersonAsks) {
  come_self("boss");
  come("near", Role::county_officer, "360102");
  come("far", Role::county_officer, "360103");
  be("boss");
  const Response asked = ask("officer");
  ASSERT_EQ(asked.status, 201) << asked.body;
  EXPECT_EQ(at(asked, "state"), "asked");
  EXPECT_EQ(at(asked, "waits_for"), "officer");
  EXPECT_EQ(at(asked, "region"), "360102") << "the register says so";
  EXPECT_EQ(at(asked, "firm_name.en"), "Firm A");
  EXPECT_EQ(at(asked, "acts"), "end") << "nobody confirms his own";
  EXPECT_EQ(outcome(ask("officer")), "409 mandate-there");
  EXPECT_EQ(outcome(act(asked, kConfirm)), "403 access-no-role");
  be("far");
  EXPECT_EQ(at(get(kMandates), "waiting.0"), "(none)");
  EXPECT_EQ(outcome(act(asked, kConfirm)), "404 mandate-unknown");
  be("near");
  const Response list = get(kMandates);
  EXPECT_EQ(at(list, "waiting.0.person.name"), "李四") << "to hold against the papers";
  EXPECT_EQ(at(list, "waiting.0.acts"), "confirm refuse end");
  EXPECT_EQ(outcome(send(Method::post, path(asked), kConfirm)), "428 precondition-required");
  EXPECT_EQ(outcome(act(asked, R"({"act":"refuse"})")), "422 mandate-reason");
  EXPECT_EQ(outcome(act(asked, R"({"act":"confirm"})")), "422 mandate-papers");
  EXPECT_EQ(outcome(act(asked, R"({"act":"confirm","papers":["passport"]})")), "422 field-invalid");
  const Response done = act(asked, kConfirm);
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(at(done, "state"), "confirmed");
  EXPECT_EQ(outcome(act(asked, kConfirm)), "412 precondition-failed");
  be("boss");
  EXPECT_EQ(outcome(get(kMandates)), "401 sign-in-needed") << "a role more: sign in again";
  enter_again("boss");
  be("boss");
  EXPECT_EQ(at(get(kMandates), "own.0.state"), "confirmed");
  EXPECT_EQ(at(get(kMandates), "of_firms.0.mine"), "true");
}

TEST_P(MandateRoutes, ACodeIsAnsweredThreeTimesAtMost) {
  come_self("boss");
  come_self("other");
  be("boss");
  const Response asked = ask("phone-code");
  EXPECT_EQ(at(asked, "acts"), "code end");
  const auto answer = [&](const std::string& code) {
    return send(Method::post, path(asked), R"({"act":"code","code":")" + code + "\"}");
  };
  EXPECT_EQ(outcome(answer("00000000")), "401 mandate-code");
  be("other");
  EXPECT_EQ(outcome(answer("12345678")), "404 mandate-unknown");
  be("boss");
  EXPECT_EQ(outcome(answer("00000000")), "401 mandate-code") << "the count stays";
  EXPECT_EQ(at(answer("00000000"), "state"), "refused");
  EXPECT_EQ(outcome(answer("12345678")), "404 mandate-unknown");
  pass(kHour);
  be("other");
  enter_again("other");
  be("other");
  const Response again = ask("phone-code", kOtherFirm);
  const Response good = send(Method::post, path(again), R"({"act":"code","code":"12345678"})");
  EXPECT_EQ(at(good, "state"), "confirmed") << good.body;
  EXPECT_EQ(outcome(send(Method::post, path(again), R"({"act":"confirm","code":"1"})")),
            "401 sign-in-needed");
}

TEST_P(MandateRoutes, AnOwnerInvitesAHelperWhoAccepts) {
  come_owner("boss");
  come_self("aid");
  pass(kMinute);
  be("boss");
  EXPECT_EQ(outcome(invite("nobody-here")), "404 person-unknown");
  EXPECT_EQ(outcome(invite("aid", R"("case_decide")")), "422 mandate-consent");
  const Response invited = invite("aid");
  ASSERT_EQ(invited.status, 201) << invited.body;
  EXPECT_EQ(at(invited, "waits_for"), "helper");
  EXPECT_EQ(at(invited, "person.name"), "李*");
  EXPECT_EQ(at(invited, "acts"), "end");
  be("aid");
  EXPECT_EQ(at(get(kMandates), "own.0.acts"), "refuse accept end");
  EXPECT_EQ(outcome(invite("boss")), "403 access-no-role");
  const Response accepted = act(invited, R"({"act":"accept"})");
  EXPECT_EQ(at(accepted, "state"), "confirmed") << accepted.body;
  be("boss");
  EXPECT_EQ(at(get(kMandates), "of_firms.1.role"), "helper");
  const std::string tag = at(get(kMandates), "of_firms.1.etag");
  const auto end = [&](const std::string& body) {
    return send(Method::post, path(invited), body, {{"if-match", tag}});
  };
  EXPECT_EQ(outcome(end(R"({"act":"end"})")), "422 mandate-reason");
  EXPECT_EQ(at(end(R"({"act":"end","reason":"done"})"), "state"), "ended");
}

TEST_P(MandateRoutes, AnImpostorIsReportedFoundAndEnded) {
  come_owner("impostor");
  come_owner("boss");
  come("near", Role::county_officer, "360102");
  come("far", Role::county_officer, "360103");
  be("boss");
  const Response list = get(kMandates);
  const std::string one = at(list, "of_firms.0.mine") == "true" ? "of_firms.1" : "of_firms.0";
  EXPECT_EQ(at(list, one + ".acts"), "report");
  const std::string acts = "/api/v1/mandates/" + at(list, one + ".id") + "/acts";
  const auto act = [&](const std::string& body, const std::string& tag) {
    return send(Method::post, acts, body, {{"if-match", tag}});
  };
  const std::string seen = at(list, one + ".etag");
  EXPECT_EQ(outcome(act(R"({"act":"report"})", seen)), "422 mandate-reason");
  const Response reported = act(R"({"act":"report","reason":"who is that"})", seen);
  EXPECT_EQ(at(reported, "report.reason"), "who is that") << reported.body;
  EXPECT_EQ(at(reported, "seen.papers"), "identity-card");
  EXPECT_EQ(at(reported, "seen.by"), "null");
  be("impostor");
  EXPECT_EQ(at(get(kMandates), "own.0.report"), "null") << "he isn't warned";
  const std::string of_firm = std::string(kMandates) + "?firm=" + kFirm;
  be("far");
  EXPECT_EQ(outcome(get(of_firm)), "403 access-outside");
  EXPECT_EQ(at(get(kMandates), "reported.0"), "(none)");
  be("near");
  EXPECT_EQ(outcome(get(std::string(kMandates) + "?firm=91360102M00009000X")), "422 firm-missing");
  EXPECT_EQ(outcome(get(std::string(kMandates) + "?firm=" + std::string(19, '9'))),
            "422 firm-missing");
  EXPECT_EQ(at(get(of_firm), "of_firms.1.state"), "confirmed");
  const Response waits = get(kMandates);
  EXPECT_EQ(at(waits, "reported.0.report.by.login"), "boss");
  EXPECT_EQ(at(waits, "reported.0.acts"), "end clear");
  EXPECT_EQ(at(waits, "papers.0.paper"), "business-licence");
  EXPECT_EQ(outcome(act(R"({"act":"end","reason":"stolen"})", seen)), "412 precondition-failed");
  const Response ended = act(R"({"act":"end","reason":"stolen"})", at(waits, "reported.0.etag"));
  EXPECT_EQ(at(ended, "state"), "ended") << ended.body;
  be("impostor");
  EXPECT_EQ(outcome(get(kMandates)), "401 sign-in-needed");
}

TEST_P(MandateRoutes, WhatIsNotThereIsSaid) {
  come_self("boss");
  be("boss");
  EXPECT_EQ(outcome(ask("officer", "91360102M00009000X")), "422 firm-missing");
  EXPECT_EQ(outcome(ask("palm-reading")), "404 evidence-unknown");
  EXPECT_EQ(outcome(send(Method::post, "/api/v1/mandates/7/acts", R"({"act":"dance"})")),
            "422 field-invalid");
  EXPECT_EQ(outcome(send(Method::post, "/api/v1/mandates/x/acts", R"({"act":"end"})")),
            "404 mandate-unknown");
  EXPECT_EQ(at(get(kMandates), "evidence.1.kind"), "partner");
}

TEST_P(MandateRoutes, PeopleJoinByThemselvesWhereTheyMayAndNotTooOften) {
  const auto join = [&](const std::string& login) {
    return send(Method::post, "/api/v1/accounts", R"({"login":")" + login + R"(","name":"赵"})");
  };
  const Response joined = join("zhao");
  ASSERT_EQ(joined.status, 201) << joined.body;
  EXPECT_EQ(good(sign_in().with_secret(at(joined, "secret"), kPassword, "a")).stage,
            Stage::complete);
  EXPECT_EQ(outcome(join("zhao")), "409 login-taken");
  for (std::int64_t i = 2; i < kJoinsPerHour; ++i)
    EXPECT_EQ(outcome(join("zhao")), "409 login-taken");
  EXPECT_EQ(outcome(join("qian")), "429 rate-limited");
  open(false);
  EXPECT_EQ(outcome(join("qian")), "403 join-closed");
}

FUGONG_ON_BOTH_DATABASES(MandateRoutes);

class OwnRoutes : public PeopleDoor {};

TEST_P(OwnRoutes, EverybodySeesWhatIsKeptAndWhy) {
  come("officer", Role::county_officer, "360102");
  be("officer");
  const Response me = get("/api/v1/me");
  ASSERT_EQ(me.status, 200) << me.body;
  EXPECT_EQ(at(me, "name"), "王小明");
  EXPECT_EQ(at(me, "second_factor"), "true");
  EXPECT_EQ(at(me, "recovery_codes_left"), "10");
  EXPECT_EQ(at(me, "correctable"), "false");
  EXPECT_EQ(at(me, "kept.2.value"), "13812345678");
  EXPECT_EQ(at(me, "kept.2.purpose.en"), "to reach the person");
  EXPECT_EQ(at(me, "kept.2.count"), "null") << "there is one, and it is shown";
  EXPECT_EQ(at(me, "roles.0.scope"), "360102");
  EXPECT_EQ(outcome(send(Method::patch, "/api/v1/me", R"({"name":"王"})",
                         {{"if-match", header(me, "ETag")}})),
            "403 person-oneself");
  const Response file = get("/api/v1/me/export");
  EXPECT_EQ(header(file, "Content-Disposition"), "attachment; filename=\"fugong-my-data.json\"");
  EXPECT_EQ(at(file, "sessions.0.current"), "true");
  EXPECT_EQ(file.body.find("argon2"), std::string::npos);
}

TEST_P(OwnRoutes, WhatThereIsOfEachKindIsCountedAndNamed) {
  const Caller boss = come_owner("boss");
  pass(kMinute);
  good(Keys(*database_, context_)
           .make(boss, {.label = "ledger",
                        .role = Role::helper,
                        .scope = kFirm,
                        .only = {Action::case_read},
                        .until_ms = clock_.now_ms() + kDay}));
  be("boss");
  const Response me = get("/api/v1/me");
  std::map<std::string, std::string> kept;
  for (std::size_t i = 0; i < all_kept().size(); ++i) {
    const std::string one = "kept." + std::to_string(i);
    kept[at(me, one + ".field")] = at(me, one + ".count") + ": " + at(me, one + ".items");
  }
  EXPECT_EQ(kept["keys"], "1: ledger");
  EXPECT_EQ(kept["mandates"], std::string("1: ") + kFirm);
  EXPECT_EQ(kept["roles"], "1: ");
  EXPECT_EQ(kept["cases"], "3: A B C") << "of another room, which is asked";
  EXPECT_EQ(kept["answers"], "null: ") << "which doesn't say";
}

TEST_P(OwnRoutes, WhoHoldsNoOfficeSetsItRight) {
  come_owner("boss");
  be("boss");
  const std::string tag = etag("/api/v1/me");
  const auto patch = [&](const std::string& body, const std::string& match) {
    return send(Method::patch, "/api/v1/me", body,
                match.empty() ? Headers{} : Headers{{"if-match", match}});
  };
  EXPECT_EQ(outcome(patch(R"({"phone":"13900001111"})", "")), "428 precondition-required");
  const Response set = patch(R"({"phone":"13900001111"})", tag);
  EXPECT_EQ(at(set, "phone"), "13900001111") << set.body;
  EXPECT_EQ(at(set, "name"), "李四");
  EXPECT_EQ(outcome(patch(R"({"name":"李五"})", tag)), "412 precondition-failed");
  EXPECT_EQ(at(patch(R"({"phone":""})", header(set, "ETag")), "phone"), "");
  EXPECT_EQ(outcome(patch(R"({"phone":"call me"})", etag("/api/v1/me"))), "422 person-phone");
  EXPECT_EQ(count("person-corrected"), 2);
}

TEST_P(OwnRoutes, SessionsAreListedAndEnded) {
  come_self("boss");
  const std::string first = tokens_["boss"];
  enter_again("boss");
  const std::string second = tokens_["boss"];
  enter_again("boss");
  be("boss");
  const Response list = get("/api/v1/me/sessions");
  EXPECT_EQ(at(list, "sessions.0.source"), "10.0.0.9");
  std::string other;
  for (const char* i : {"0", "1", "2", "3"}) {
    const std::string one = "sessions." + std::string(i);
    if (at(list, one + ".current") == "false") other = at(list, one + ".id");
  }
  EXPECT_EQ(send(Method::del, "/api/v1/me/sessions/" + other).status, 204);
  EXPECT_EQ(outcome(send(Method::del, "/api/v1/me/sessions/" + other)), "404 session-unknown");
  EXPECT_EQ(outcome(send(Method::del, "/api/v1/me/sessions/x")), "404 session-unknown");
  EXPECT_EQ(send(Method::del, "/api/v1/me/sessions").status, 204);
  EXPECT_FALSE(is_in(first) || is_in(second));
  EXPECT_TRUE(is_in(token_));
}

TEST_P(OwnRoutes, RecoveryCodesAreRenewedWithAFreshFactor) {
  come("officer", Role::county_officer, "360102");
  be("officer");
  const std::string before = recovery_["officer"].front();
  const Response fresh = send(Method::post, "/api/v1/me/recovery-codes");
  ASSERT_EQ(fresh.status, 200) << fresh.body;
  const auto document = parse_json(fresh.body, "");
  const std::string after = document->find("recovery_codes")->items.at(0).text;
  EXPECT_EQ(code_of(sign_in().second_factor(token_, before)), "factor-wrong");
  const Entry by_code = good(sign_in().second_factor(token_, after));
  token_ = by_code.token;
  pass(kStepUpMs);
  EXPECT_EQ(outcome(send(Method::post, "/api/v1/me/recovery-codes")), "403 factor-stale");
  come_self("boss");
  be("boss");
  EXPECT_EQ(outcome(send(Method::post, "/api/v1/me/recovery-codes")), "422 factor-none");
}

FUGONG_ON_BOTH_DATABASES(OwnRoutes);

}  // namespace
}  // namespace fugong::identity
