// An installation with its routes about people, and browsers in front of it. For tests only.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/tree.hpp"
#include "identity/people.hpp"
#include "platform/identity/door/people_desk.hpp"

namespace fugong::identity {

using Headers = std::vector<std::pair<std::string, std::string>>;

inline std::string header(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

/// "404 person-unknown", or the status alone of what is no problem.
inline std::string outcome(const http::Response& response) {
  const std::string status = std::to_string(response.status);
  const auto document = parse_json(response.body, "");
  const Node* type =
      document && document->kind == Node::Kind::map ? document->find("type") : nullptr;
  if (type == nullptr || !type->is_text()) return status;
  return status + " " + type->text.substr(type->text.rfind('/') + 1);
}

/// A member of an answer, by names and places joined with '.': "person.grants.0.id". Numbers and
/// truth as their text; "null" and "(none)".
inline std::string at(const http::Response& response, std::string_view path) {
  const auto document = parse_json(response.body, "");
  if (!document) return "(none)";
  const Node* node = &*document;
  while (!path.empty() && node != nullptr) {
    const std::string_view name = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(path.size(), name.size() + 1));
    if (node->kind == Node::Kind::list) {
      const auto i = static_cast<std::size_t>(std::stoul(std::string(name)));
      node = i < node->items.size() ? &node->items[i] : nullptr;
    } else {
      node = node->find(name);
    }
  }
  if (node == nullptr) return "(none)";
  switch (node->kind) {
    case Node::Kind::null:
      return "null";
    case Node::Kind::boolean:
      return node->truth ? "true" : "false";
    case Node::Kind::list: {
      std::string all;
      for (const Node& item : node->items)
        all += (all.empty() ? "" : " ") + item.text;
      return all;
    }
    default:
      return node->text;
  }
}

class PeopleDoor : public People {
 protected:
  /// A code that is always 12345678 goes to the phone of every firm.
  class SentCode final : public MandateEvidence {
   public:
    std::string_view name() const override { return "phone-code"; }
    Result<Judged> judge(const Claim&, std::string_view) override {
      return Judged{Judged::Outcome::asks_code, "12345678"};
    }
  };

  void SetUp() override {
    People::SetUp();
    if (IsSkipped()) return;
    use({.url = place_->url()});
    ASSERT_EQ(code_of(database_->migrate("api", api::migrations())), "");
    databases_.emplace(store::Options{.url = place_->url()}, 2);
    open(true);
  }

  void open(bool self_join) {
    router_ = {};
    limits_.emplace(clock_);
    const auto find = [](std::string_view firm) -> Result<std::optional<KnownFirm>> {
      if (firm != kFirm && firm != kOtherFirm) return std::nullopt;
      return KnownFirm{{std::string(firm), "360102", "bank-a"}, {"甲公司", "Firm A"}};
    };
    add_people_routes(router_, {*databases_,
                                context_,
                                {.is_secure = false},
                                idempotency_,
                                http::Cursors(std::string(64, 'a')),
                                *limits_,
                                find,
                                {{&officer_, {"经办", "officer"}},
                                 {&partner_, {"机构", "partner"}},
                                 {&sent_, {"短信", "message"}}},
                                self_join,
                                [](store::Database&, const Caller&) -> Result<KeptAmounts> {
                                  return KeptAmounts{{"cases", {3, {"A", "B", "C"}}}};
                                }});
  }

  http::Response send(http::Method method, const std::string& path, const std::string& body = "",
                      Headers headers = {}) {
    http::Request request;
    request.method = method;
    request.path = path.substr(0, path.find('?'));
    if (const std::size_t at = path.find('?'); at != std::string::npos) {
      const std::size_t equals = path.find('=', at);
      request.query.emplace_back(path.substr(at + 1, equals - at - 1), path.substr(equals + 1));
    }
    request.source = source_;
    request.body = body;
    request.headers = std::move(headers);
    if (!body.empty()) request.headers.emplace_back("content-type", "application/json");
    if (!token_.empty()) {
      request.headers.emplace_back("cookie", "fugong=" + token_);
      request.headers.emplace_back("x-csrf-token", csrf_of(token_));
    }
    return router_.answer(request);
  }
  http::Response get(const std::string& path) { return send(http::Method::get, path); }
  /// With a key of its own.
  http::Response post(const std::string& path, const std::string& body, Headers headers = {}) {
    headers.emplace_back("idempotency-key", "k" + std::to_string(++keys_));
    return send(http::Method::post, path, body, std::move(headers));
  }

  /// The browser is theirs from now on.
  void be(const std::string& login) { token_ = tokens_.at(login); }
  void be_nobody() { token_.clear(); }

  /// Somebody with a role, who has signed in with both factors.
  Caller come(const std::string& login, Role role, const std::string& scope = "") {
    const Caller caller = join(login, role, scope);
    tokens_[login] = enter_first(login);
    return caller;
  }
  /// Somebody of a firm without a role, who has signed in.
  Caller come_self(const std::string& login) {
    const Caller caller = join_self(login);
    enter_again(login);
    return caller;
  }
  void enter_again(const std::string& login) {
    tokens_[login] = good(sign_in().with_password(login, kPassword, "10.0.0.9")).token;
  }
  /// An owner of the firm, who has signed in.
  Caller come_owner(const std::string& login, const std::string& firm = kFirm) {
    const Caller caller = join_self(login);
    Mandates mandates(*database_, context_, {&officer_});
    const Mandate asked = good(mandates.ask(caller, {firm, "360102", "bank-a"}, "officer", ""));
    const Caller officer{.person = 1,
                         .grants = {{.role = Role::county_officer, .scope = "360102"}}};
    good(mandates.confirm(officer, asked.id, {Paper::identity_card}));
    enter_again(login);
    return caller_of(caller.person);
  }
  static std::string id(const Caller& caller) { return std::to_string(caller.person); }
  std::string etag(const std::string& path) { return header(get(path), "ETag"); }

  std::optional<store::Pool> databases_;
  std::optional<http::RateLimits> limits_;
  http::Router router_;
  api::Idempotency idempotency_{clock_, random_};
  ByOfficer officer_;
  ByPartner partner_;
  SentCode sent_;
  std::map<std::string, std::string> tokens_;
  std::string token_;
  std::string source_ = "10.0.0.1";
  int keys_ = 0;
};

}  // namespace fugong::identity
