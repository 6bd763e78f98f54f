#include "platform/identity/door/routes.hpp"

#include "base/tree.hpp"
#include "identity/people.hpp"
#include "platform/qr/qr.hpp"

namespace fugong::identity {
namespace {

using http::Method;
using http::Response;

std::string header(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

class Routes : public People {
 protected:
  void SetUp() override {
    People::SetUp();
    if (IsSkipped()) return;
    use({.url = place_->url()});
    databases_.emplace(store::Options{.url = place_->url()}, 2);
    add_routes(router_, {*databases_, context_, {.is_secure = false}, limits_});
  }

  /// As a browser sends it: with the cookie and the token that it was given last.
  Response send(Method method, std::string path, std::string body = "") {
    http::Request request;
    request.method = method;
    request.path = std::move(path);
    request.source = source_;
    request.body = std::move(body);
    if (!request.body.empty()) request.headers.emplace_back("content-type", "application/json");
    if (!cookie_.empty()) request.headers.emplace_back("cookie", cookie_);
    if (!csrf_.empty()) request.headers.emplace_back("x-csrf-token", csrf_);
    Response response = router_.answer(request);
    const std::string set = header(response, "Set-Cookie");
    if (!set.empty()) cookie_ = set.substr(0, set.find(';'));
    if (const std::string csrf = header(response, "X-CSRF-Token"); !csrf.empty()) csrf_ = csrf;
    if (response.status == 200) {
      const auto document = parse_json(response.body, "");
      const Node* csrf = document->find("csrf");
      if (csrf != nullptr && csrf->is_text()) csrf_ = csrf->text;
    }
    return response;
  }
  Response sign_in_as(const std::string& login, const std::string& password = kPassword,
                      const std::string& code = "") {
    return send(Method::post, "/api/v1/session",
                "{\"login\":\"" + login + "\",\"password\":\"" + password + "\"" +
                    (code.empty() ? "" : ",\"code\":\"" + code + "\"") + "}");
  }
  /// The person of GET /api/v1/session; empty: nobody.
  std::string who() {
    const auto document = parse_json(send(Method::get, "/api/v1/session").body, "");
    const Node* person = document->find("person");
    return person->kind == Node::Kind::null ? "" : person->find("login")->text;
  }
  static std::string problem(const Response& response) {
    const auto document = parse_json(response.body, "");
    const std::string type = document->find("type")->text;
    return std::to_string(response.status) + " " + type.substr(type.rfind('/') + 1);
  }

  std::optional<store::Pool> databases_;
  http::RateLimits limits_{clock_};
  http::Router router_;
  std::string cookie_;
  std::string csrf_;
  std::string source_ = "10.0.0.1";
};

TEST_P(Routes, AnOwnerSignsInIsKnownAndSignsOut) {
  join_self("owner");
  EXPECT_EQ(who(), "");
  EXPECT_EQ(problem(sign_in_as("owner", "no such words here")), "401 sign-in-wrong");
  EXPECT_EQ(cookie_, "");
  const Response in = sign_in_as("owner");
  ASSERT_EQ(in.status, 200) << in.body;
  EXPECT_TRUE(header(in, "Set-Cookie").ends_with("; Path=/; HttpOnly; SameSite=Strict"));
  EXPECT_EQ(header(in, "Cache-Control"), "no-store");
  EXPECT_NE(in.body.find("\"name\":\"李四\""), std::string::npos) << in.body;
  EXPECT_EQ(who(), "owner");
  const std::string cookie = cookie_;
  const std::string csrf = std::exchange(csrf_, "");
  EXPECT_EQ(problem(send(Method::del, "/api/v1/session")), "403 caller-forged");
  csrf_ = csrf;
  EXPECT_EQ(send(Method::del, "/api/v1/session").status, 204);
  cookie_ = cookie;  // one who kept it has nothing
  EXPECT_EQ(who(), "");
}

TEST_P(Routes, WhoHasASecondFactorShowsItAtOnceOrAfterwards) {
  join("officer", Role::county_officer, "360102");
  enter_first("officer");
  EXPECT_EQ(problem(sign_in_as("officer")), "401 factor-needed");
  EXPECT_EQ(who(), "") << "half a sign-in is none";
  EXPECT_EQ(problem(send(Method::post, "/api/v1/session/factor", R"({"code":"000000"})")),
            "401 factor-wrong");
  const std::string body = R"({"code":")" + next_code(factor_["officer"]) + "\"}";
  const Response shown = send(Method::post, "/api/v1/session/factor", body);
  EXPECT_EQ(shown.status, 200) << shown.body;
  EXPECT_NE(shown.body.find("\"role\":\"county_officer\""), std::string::npos) << shown.body;
  EXPECT_NE(shown.body.find("\"scope\":\"360102\""), std::string::npos) << shown.body;
  EXPECT_EQ(who(), "officer");
  EXPECT_EQ(sign_in_as("officer", kPassword, next_code(factor_["officer"])).status, 200);
  // Step-up: the token is another afterwards, and the factor fresh.
  const std::string before = cookie_;
  const std::string again = R"({"code":")" + next_code(factor_["officer"]) + "\"}";
  EXPECT_EQ(send(Method::post, "/api/v1/session/factor", again).status, 200);
  EXPECT_NE(cookie_, before);
  EXPECT_EQ(who(), "officer");
}

TEST_P(Routes, WhoJoinsSetsAPasswordAndThenTheFactor) {
  join("officer", Role::county_officer, "360102");
  const std::string secret = secrets_["officer"];
  const auto first = [&](const std::string& password) {
    return send(Method::post, "/api/v1/session/first",
                R"({"secret":")" + secret + R"(","password":")" + password + "\"}");
  };
  EXPECT_EQ(problem(first("short")), "422 password-short");
  EXPECT_EQ(problem(first(kPassword)), "401 factor-unset");
  const Response begun = send(Method::post, "/api/v1/session/enrolment", "{}");
  ASSERT_EQ(begun.status, 200) << begun.body;
  EXPECT_NE(begun.body.find("otpauth://totp/"), std::string::npos) << begun.body;
  EXPECT_EQ(header(begun, "Cache-Control"), "no-store");
  // The code on the page is of the very text that stands beside it.
  const auto shown = parse_json(begun.body, "");
  const qr::Qr code = qr::make_qr(shown->find("uri")->text);
  const auto& squares = shown->find("qr")->items;
  ASSERT_EQ(squares.size(), static_cast<std::size_t>(code.size));
  for (int y = 0; y < code.size; ++y) {
    for (int x = 0; x < code.size; ++x)
      ASSERT_EQ(squares[static_cast<std::size_t>(y)].text[static_cast<std::size_t>(x)] == '1',
                code.is_dark(x, y));
  }
  const std::string pending =
      std::get<std::string>(rows("SELECT totp_pending FROM identity_secret")[0][0]);
  const Response done =
      send(Method::post, "/api/v1/session/enrolment", R"({"code":")" + next_code(pending) + "\"}");
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(header(done, "Cache-Control"), "no-store");
  EXPECT_EQ(parse_json(done.body, "")->find("recovery_codes")->items.size(), kRecoveryCodes);
  EXPECT_EQ(who(), "officer");
  EXPECT_EQ(problem(first(kPassword)), "401 secret-invalid");
}

TEST_P(Routes, APasswordIsChangedByWhoKnowsTheOldOne) {
  join_self("owner");
  sign_in_as("owner");
  const auto change = [&](const std::string& before, const std::string& after) {
    return send(Method::post, "/api/v1/session/password",
                R"({"old":")" + before + R"(","new":")" + after + "\"}");
  };
  EXPECT_EQ(problem(change("not the old one", "five words that do not")), "401 sign-in-wrong");
  EXPECT_EQ(change(kPassword, "five words that do not").status, 200);
  EXPECT_EQ(who(), "owner");
  EXPECT_EQ(problem(sign_in_as("owner")), "401 sign-in-wrong");
}

TEST_P(Routes, NothingIsDoneWithoutACookieOrForAnotherPage) {
  for (const char* path : {"factor", "password", "enrolment"}) {
    const std::string body =
        path == std::string("password") ? R"({"old":"a","new":"b"})" : R"({"code":"1"})";
    EXPECT_EQ(problem(send(Method::post, "/api/v1/session/" + std::string(path), body)),
              "401 sign-in-needed");
  }
  join_self("owner");
  sign_in_as("owner");
  csrf_.clear();
  EXPECT_EQ(problem(send(Method::post, "/api/v1/session/password", R"({"old":"a","new":"b"})")),
            "403 caller-forged");
  EXPECT_EQ(send(Method::post, "/api/v1/session", "").status, 415);
  EXPECT_EQ(problem(send(Method::post, "/api/v1/session", R"({"login":"owner","more":1})")),
            "422 unknown-field");
}

TEST_P(Routes, GuessesAreLimitedByAddress) {
  for (std::int64_t i = 0; i < kGuessesPerMinute; ++i)
    EXPECT_EQ(send(Method::post, "/api/v1/session", "{}").status, 422);
  const Response refused = send(Method::post, "/api/v1/session", "{}");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header(refused, "Retry-After"), "1");
  source_ = "10.0.0.2";
  EXPECT_EQ(send(Method::post, "/api/v1/session", "{}").status, 422);
}

FUGONG_ON_BOTH_DATABASES(Routes);

}  // namespace
}  // namespace fugong::identity
