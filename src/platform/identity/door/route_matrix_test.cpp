// Who gets what of each route: every role and nobody, against things of the same county.
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>

#include "identity/people_door.hpp"
#include "platform/http/precondition.hpp"

namespace fugong::identity {
namespace {

using http::Method;
using http::Response;

class RouteMatrix : public PeopleDoor {
 protected:
  /// Somebody new in the county, whom nothing has happened to.
  Caller fresh() {
    return join("person-" + std::to_string(++people_), Role::county_officer, "360102");
  }
  std::string path_of(const Caller& caller) { return "/api/v1/people/" + id(caller); }
  /// As it is now, whoever asks.
  Headers version(const Caller& caller) {
    const std::string mine = std::exchange(token_, tokens_.at("the-system-admin"));
    Headers headers{{"if-match", etag(path_of(caller))}};
    token_ = mine;
    return headers;
  }
  /// Asked by somebody new for the firm, and waiting for an officer.
  std::string fresh_mandate() {
    const Caller asker = join_self("asker-" + std::to_string(++people_));
    Mandates mandates(*database_, context_, {&officer_});
    return std::to_string(good(mandates.ask(asker, {kFirm, "360102", "bank-a"}, "officer", "")).id);
  }

  /// A request of each route that nothing but the caller's role can stand against.
  std::map<std::string, std::function<Response()>> requests() {
    std::map<std::string, std::function<Response()>> all;
    const auto read = [&](const std::string& path) {
      all["GET " + path] = [this, path] { return get(path); };
    };
    for (const char* path : {"/api/v1/roles", "/api/v1/people", "/api/v1/keys", "/api/v1/mandates",
                             "/api/v1/me", "/api/v1/me/export", "/api/v1/me/sessions"})
      read(path);
    all["GET /api/v1/people/{id}"] = [this] { return get(path_of(fresh())); };
    all["POST /api/v1/people"] = [this] {
      return post("/api/v1/people",
                  fmt::format(R"({{"login":"new-{}","name":"新人"}})", ++people_));
    };
    all["POST /api/v1/people/{id}/grants"] = [this] {
      const Caller who = fresh();
      return post(path_of(who) + "/grants", R"({"role":"county_officer","scope":"360103"})",
                  version(who));
    };
    all["DELETE /api/v1/people/{id}/grants/{grant}"] = [this] {
      const Caller who = fresh();
      return send(Method::del, fmt::format("{}/grants/{}", path_of(who), who.grants[0].id), "",
                  version(who));
    };
    all["POST /api/v1/people/{id}/acts"] = [this] {
      const Caller who = fresh();
      return post(path_of(who) + "/acts", R"({"act":"reset"})", version(who));
    };
    all["POST /api/v1/keys"] = [this] { return post("/api/v1/keys", key_of_asker()); };
    all["DELETE /api/v1/keys/{id}"] = [this] {
      const Caller bank{.person = 1,
                        .grants = {{.role = Role::partner, .scope = "bank-a"}},
                        .factor_ms = clock_.now_ms()};
      const auto made = good(Keys(*database_, context_)
                                 .make(bank, {.label = "x",
                                              .scope = "bank-a",
                                              .only = {Action::case_read},
                                              .until_ms = clock_.now_ms() + kDay}));
      return send(Method::del, "/api/v1/keys/" + std::to_string(made.id));
    };
    all["POST /api/v1/mandates"] = [this] {
      return send(Method::post, "/api/v1/mandates",
                  fmt::format(R"({{"firm":"{}","evidence":"officer"}})", kOtherFirm));
    };
    all["POST /api/v1/mandates/{id}/acts"] = [this] {
      const std::string mandate = fresh_mandate();
      return send(Method::post, "/api/v1/mandates/" + mandate + "/acts",
                  R"({"act":"confirm","papers":["identity-card"]})",
                  {{"if-match", http::etag_of_bytes(mandate + " asked officer")}});
    };
    all["POST /api/v1/accounts"] = [this] {
      source_ = fmt::format("10.0.1.{}", ++people_);
      return send(Method::post, "/api/v1/accounts",
                  fmt::format(R"({{"login":"self-{}","name":"新人"}})", people_));
    };
    all["PATCH /api/v1/me"] = [this] {
      return send(Method::patch, "/api/v1/me", R"({"phone":"13900001111"})",
                  {{"if-match", etag("/api/v1/me")}});
    };
    all["DELETE /api/v1/me/sessions"] = [this] { return send(Method::del, "/api/v1/me/sessions"); };
    all["DELETE /api/v1/me/sessions/{id}"] = [this] {
      return send(Method::del, "/api/v1/me/sessions/1");
    };
    all["POST /api/v1/me/recovery-codes"] = [this] {
      return send(Method::post, "/api/v1/me/recovery-codes");
    };
    return all;
  }

  /// Such as acts in the asker's own role and place; of who has none that could, a bank's.
  std::string key_of_asker() const {
    Role role = role_of(asker_).value_or(Role::partner);
    if (is_administrator(role)) role = Role::partner;
    if (role == Role::owner) role = Role::helper;
    const char* only = may_ever(role, Action::case_read) ? "case_read" : "statistics_read";
    const std::string scope = scope_kind(role) == ScopeKind::firm ? kFirm : scope_of(role);
    const std::string where = scope.empty() ? "" : fmt::format(R"("scope":"{}",)", scope);
    return fmt::format(R"({{"label":"x","role":"{}",{}"only":["{}"],"until_ms":{}}})",
                       name_of(role), where, only, clock_.now_ms() + kDay);
  }

  static std::string scope_of(Role role) {
    switch (role) {
      case Role::city_officer:
        return "3601";
      case Role::province_officer:
        return "36";
      case Role::ministry_officer:
        return "";
      case Role::partner:
        return "bank-a";
      default:
        return scope_kind(role) == ScopeKind::region ? "360102" : "";
    }
  }

  std::string table() {
    std::string text =
        "# Each route about people, asked by somebody of each role (county 360102, city 3601, "
        "province 36,\n"
        "# firm A, body A), and by nobody, about people, keys and mandates of that "
        "county,\n"
        "# firm and body: what comes of it. Driven, not written by hand.\n";
    come_all();
    for (const std::string& route : router_.routes()) {
      const auto all = requests();
      const auto request = all.find(route);
      EXPECT_NE(request, all.end()) << route << " has no request here";
      if (request == all.end()) continue;
      std::map<std::string, std::string> by_outcome;
      for (const auto& [name, token] : callers_) {
        token_ = token;
        asker_ = name;
        by_outcome[outcome(request->second())] += " " + name;
      }
      text += "\n" + route + "\n";
      for (const auto& [what, who] : by_outcome)
        text += fmt::format("  {:<26}{}\n", what, who);
    }
    return text;
  }

  void come_all() {
    come("the-system-admin", Role::system_admin);
    for (const Role role : all_roles()) {
      const std::string name(name_of(role));
      if (role == Role::owner) {
        come_owner(name);
      } else if (role == Role::helper) {
        come_helper(name);
      } else {
        come(name, role, scope_of(role));
      }
      callers_.emplace_back(name, tokens_[name]);
    }
    callers_.emplace_back("nobody", "");
    const auto fresh = database_->transact([&](store::Transaction& t) -> Result<void> {
      auto done =
          t.run("UPDATE identity_session SET factor_ms = ? WHERE factor_ms > 0", {clock_.now_ms()});
      return done ? Result<void>{} : fail(std::move(done.error()));
    });
    EXPECT_EQ(code_of(fresh), "");
  }

  /// Of a helper to the firm of "owner".
  void come_helper(const std::string& login) {
    const Caller helper = join_self(login);
    Mandates mandates(*database_, context_, {});
    const Caller owner = caller_of(*good(accounts().find("owner")));
    const Mandate asked =
        good(mandates.invite(owner, {kFirm, "360102", "bank-a"}, helper.person,
                             {Action::case_read, Action::case_file}, clock_.now_ms() + kDay));
    good(mandates.accept(helper, asked.id));
    enter_again(login);
  }

  std::vector<std::pair<std::string, std::string>> callers_;
  std::string asker_;  ///< the role of who asks now
  int people_ = 0;
};

TEST_P(RouteMatrix, IsTheOneThatIsKept) {
  const std::string path = std::string(FUGONG_SOURCE_DIR) + "/tests/golden/identity/routes.txt";
  const std::string driven = table();
  if (std::getenv("FUGONG_RECORD") != nullptr) std::ofstream(path, std::ios::binary) << driven;
  std::ifstream file(path, std::ios::binary);
  std::stringstream kept;
  kept << file.rdbuf();
  EXPECT_EQ(driven, kept.str());
}

// What the routes decide hangs on no database; those of each route run on both.
INSTANTIATE_TEST_SUITE_P(Each, RouteMatrix, testing::Values(store::Dialect::sqlite));

}  // namespace
}  // namespace fugong::identity
