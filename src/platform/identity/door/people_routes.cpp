// People and their roles: who is there, joining, roles given and ended, locked, reset, gone.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.hpp"
#include "platform/identity/accounts.hpp"
#include "platform/identity/door/reception.hpp"
#include "platform/identity/powers.hpp"

namespace fugong::identity {
namespace {

using http::Fields;
using http::Method;
using http::Request;
using http::Response;
using store::Database;
using store::Transaction;

constexpr std::string_view kList = "GET /api/v1/people";

/// Of what others than the person change. Names and phones are left out: a tag could be tried.
std::string tag_of(const Person& person) {
  std::string text = fmt::format("{} {}", person.id, name_of(person.state));
  for (const Grant& grant : person.grants)
    text += fmt::format(" {}", grant.id);
  return http::etag_of_bytes(text);
}

std::string_view name_of(ScopeKind kind) {
  constexpr std::array<std::string_view, 4> kNames{"firm", "region", "body", "none"};
  return kNames[static_cast<std::size_t>(kind)];
}

void write_grantable(JsonWriter& json, const std::vector<Grantable>& grantable) {
  json.begin_array();
  for (const Grantable& one : grantable) {
    json.begin_object().key("role").string(name_of(one.role));
    json.key("label").text(label_of(one.role));
    json.key("scope_kind").string(name_of(scope_kind(one.role)));
    json.key("within").string(one.within).end_object();
  }
  json.end_array();
}

std::string person_json(const Caller& by, const Person& person, bool whole, std::int64_t now_ms) {
  const Powers powers = powers_over(by, person, now_ms);
  JsonWriter json;
  json.begin_object().key("id").string(std::to_string(person.id));
  json.key("login").string(person.login).key("name").string(person.name);
  json.key("phone").string(person.phone).key("whole").boolean(whole);
  json.key("state").string(name_of(person.state)).key("demo").boolean(person.is_demo);
  json.key("let_in").boolean(person.handed_by.has_value());
  json.key("joined_ms").number(person.joined_ms).key("etag").string(tag_of(person));
  json.key("grants").begin_array();
  for (const Grant& grant : person.grants) {
    json.begin_object().key("id").string(std::to_string(grant.id));
    write_grant(json, grant);
    json.key("may_end").boolean(std::ranges::find(powers.endable, grant.id) !=
                                powers.endable.end());
    json.end_object();
  }
  json.end_array().key("acts").begin_array();
  for (const PersonAct act : powers.acts)
    json.string(name_of(act));
  write_grantable(json.end_array().key("grantable"), powers.grantable);
  return json.end_object().take();
}

/// What a change answers: the person as the caller sees him now (null: no more), and a secret.
std::string changed_json(const std::string& person, const std::optional<OneTimeSecret>& secret) {
  JsonWriter json;
  json.begin_object().key("person").raw(person).key("secret");
  if (secret) {
    json.string(secret->secret).key("expires_ms").number(secret->expires_ms);
  } else {
    json.null().key("expires_ms").null();
  }
  return json.end_object().take();
}

NewGrant read_grant(Fields& fields) {
  NewGrant grant;
  if (const auto role = read_role(fields, "role")) grant.role = *role;
  grant.scope = fields.maybe_text("scope", kMaxScopeBytes).value_or("");
  grant.only = read_actions(fields, "only");
  grant.from_ms = fields.maybe_number("from_ms", 0, kLatestMs);
  grant.until_ms = fields.maybe_number("until_ms", 0, kLatestMs);
  return grant;
}

class PeopleRoutes : public Reception {
 public:
  using Reception::Reception;

  Response roles() const {
    JsonWriter json;
    json.begin_object().key("roles").begin_array();
    for (const Role role : all_roles()) {
      json.begin_object().key("role").string(name_of(role)).key("label").text(label_of(role));
      json.key("scope_kind").string(name_of(scope_kind(role)));
      json.key("second_factor").boolean(needs_second_factor(role));
      json.key("administrator").boolean(is_administrator(role)).key("actions").begin_array();
      for (const Action action : all_actions())
        if (may_ever(role, action)) json.string(name_of(action));
      json.end_array().end_object();
    }
    json.end_array().key("actions").begin_array();
    for (const Action action : all_actions()) {
      json.begin_object().key("action").string(name_of(action));
      json.key("label").text(label_of(action)).key("for_keys").boolean(is_for_keys(action));
      json.end_object();
    }
    return Response::json(json.end_array().end_object().take());
  }

  Response list(const Request& request) const {
    return as_person(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      if (!has_say(caller, now_ms())) return denied({Reason::no_role});
      if (const auto login = request.query_value("login"))
        return find(database, request, caller, *login);
      const auto limit = http::page_limit(request);
      if (!limit) return bad_query(limit.error(), request);
      std::int64_t after = 0;
      if (const auto cursor = request.query_value("cursor")) {
        const auto opened = is_.cursors.open(kList, http::filter_of(request), *cursor);
        if (!opened) return bad_query(opened.error(), request);
        std::from_chars(opened->data(), opened->data() + opened->size(), after);
      }
      // One more than the page has says whether there is another.
      const std::size_t most = std::min(static_cast<std::size_t>(*limit), kMaxListed - 1);
      const auto people = Accounts(database, is_.context).list(caller, after, most + 1);
      if (!people) return fail(people.error());
      return private_json(page(request, caller, *people, most));
    });
  }

  Response show(const Request& request) const {
    return as_person(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto id = id_of(request, "id");
      if (!id) return person_unknown();
      Accounts accounts(database, is_.context);
      const auto why = request.query_value("reason");
      if (why && (why->size() > kMaxReasonBytes || find_invalid_utf8(*why)))
        return fail("reveal-why", {}, {"理由太长", "the reason is too long"},
                    {"写短一些", "make it shorter"});
      const auto person = why ? accounts.reveal(caller, *id, *why) : accounts.see(caller, *id);
      if (!person) return fail(person.error());
      Response response = private_json(person_json(caller, *person, why.has_value(), now_ms()));
      response.headers.emplace_back("ETag", tag_of(*person));
      return response;
    });
  }

  Response join(const Request& request) const {
    return as_person(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      auto body = http::read_json_body(request);
      if (!body) return std::move(body.error());
      Fields fields(*body, {"login", "name", "phone"});
      NewPerson person{.login = fields.text("login", kMaxLoginBytes),
                       .name = fields.text("name", kMaxNameBytes),
                       .phone = fields.maybe_text("phone", kMaxPhoneBytes).value_or("")};
      if (!fields.faults().empty()) return http::unreadable(fields.faults(), request);
      return secretly(database, request, caller, {}, 201,
                      [&](Accounts& accounts) { return accounts.join(caller, person); });
    });
  }

  Response grant(const Request& request) const {
    return as_person(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto id = id_of(request, "id");
      if (!id) return person_unknown();
      auto body = http::read_json_body(request);
      if (!body) return std::move(body.error());
      Fields fields(*body, {"role", "scope", "only", "from_ms", "until_ms"});
      const NewGrant wanted = read_grant(fields);
      if (!fields.faults().empty()) return http::unreadable(fields.faults(), request);
      return openly(database, request, caller, *id, 201, [&](Accounts& accounts) -> Result<void> {
        const auto granted = accounts.grant(caller, *id, wanted);
        return granted ? Result<void>{} : fail(granted.error());
      });
    });
  }

  /// By its nature it happens once, so no key is asked for.
  Response revoke(const Request& request) const {
    return as_person(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto id = id_of(request, "id");
      const auto grant = id_of(request, "grant");
      if (!id) return person_unknown();
      http::IfMatch condition(request);
      std::string shown;
      auto done = database.transact([&](Transaction& t) -> Result<void> {
        Accounts accounts(t, is_.context);
        const auto person = accounts.see(caller, *id);
        if (!person) return fail(person.error());
        const bool there =
            grant && std::ranges::find(person->grants, *grant, &Grant::id) != person->grants.end();
        if (!there) return grant_unknown();
        auto fits = condition.check(tag_of(*person));
        if (!fits) return fits;
        auto revoked = accounts.revoke(caller, *grant);
        if (revoked) shown = seen_now(accounts, caller, *id);
        return revoked;
      });
      if (!done) return condition.over(fail(std::move(done.error())));
      return private_json(changed_json(shown, std::nullopt));
    });
  }

  Response act(const Request& request) const {
    return as_person(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto id = id_of(request, "id");
      if (!id) return person_unknown();
      auto body = http::read_json_body(request);
      if (!body) return std::move(body.error());
      Fields fields(*body, {"act", "why"});
      const std::string act = fields.text("act", kMaxWordBytes);
      const std::string why = fields.maybe_text("why", kMaxReasonBytes).value_or("");
      check_act(fields, act, why);
      if (!fields.faults().empty()) return http::unreadable(fields.faults(), request);
      if (act == name_of(PersonAct::reset)) {
        return secretly(database, request, caller, id, 200,
                        [&](Accounts& accounts) { return accounts.reset(caller, *id); });
      }
      return openly(database, request, caller, *id, 200, [&](Accounts& accounts) -> Result<void> {
        if (act == name_of(PersonAct::lock)) return accounts.lock(caller, *id, why);
        if (act == name_of(PersonAct::unlock)) return accounts.unlock(caller, *id);
        return accounts.leave(caller, *id);
      });
    });
  }

 private:
  static tl::unexpected<Faults> person_unknown() {
    return fail("person-unknown", {}, {"没有这个人", "there is no such person"},
                {"在列表里再找一次", "look in the list again"});
  }
  static tl::unexpected<Faults> grant_unknown() {
    return fail("grant-unknown", {}, {"此人没有这个角色", "the person hasn't got this role"},
                {"重新打开看看", "look again"});
  }

  static void check_act(Fields& fields, const std::string& act, const std::string& why) {
    constexpr std::array kActs{PersonAct::lock, PersonAct::unlock, PersonAct::reset,
                               PersonAct::leave};
    const bool known =
        std::ranges::any_of(kActs, [&](PersonAct one) { return name_of(one) == act; });
    if (!act.empty() && !known) {
      fields.faults().push_back(
          {"field-invalid",
           fields.node("act")->place,
           {"没有这种操作", "there is no such act"},
           {"写 lock、unlock、reset 或 leave", "write lock, unlock, reset or leave"}});
    }
    if (act == name_of(PersonAct::lock) && trim(why).empty()) {
      Place place;
      place.pointer = "/why";
      fields.faults().push_back({"field-missing",
                                 std::move(place),
                                 {"没有写为什么锁定", "it doesn't say why to lock"},
                                 {"写明理由，会记入审计", "give the reason; it goes on record"}});
    }
  }

  std::string page(const Request& request, const Caller& caller, const std::vector<Person>& people,
                   std::size_t most) const {
    JsonWriter json;
    json.begin_object().key("people").begin_array();
    const std::size_t shown = std::min(most, people.size());
    for (std::size_t i = 0; i < shown; ++i)
      json.raw(person_json(caller, people[i], false, now_ms()));
    json.end_array().key("next_cursor");
    if (people.size() > most) {
      json.string(
          is_.cursors.seal(kList, http::filter_of(request), std::to_string(people[most - 1].id)));
    } else {
      json.null();
    }
    json.key("may_join").boolean(may_join(caller, now_ms()));
    return json.end_object().take();
  }

  /// A page with whoever has this login, if the caller may see him.
  Result<Response> find(Database& database, const Request& request, const Caller& caller,
                        std::string_view login) const {
    if (login.empty() || login.size() > kMaxLoginBytes) {
      const auto wrong = http::wrong_query("login", {"写登录名", "give a login"});
      return bad_query(wrong.value(), request);
    }
    Accounts accounts(database, is_.context);
    const auto id = accounts.find(login);
    if (!id) return fail(id.error());
    JsonWriter json;
    json.begin_object().key("people").begin_array();
    if (const auto person = *id ? accounts.see(caller, **id) : person_unknown())
      json.raw(person_json(caller, *person, false, now_ms()));
    json.end_array().key("next_cursor").null();
    json.key("may_join").boolean(may_join(caller, now_ms()));
    return private_json(json.end_object().take());
  }

  /// "null" for whom the caller doesn't see any more.
  std::string seen_now(Accounts& accounts, const Caller& caller, std::int64_t id) const {
    const auto person = accounts.see(caller, id);
    return person ? person_json(caller, *person, false, now_ms()) : "null";
  }

  std::function<Result<std::string>(Transaction&)> tag_now(const Caller& caller,
                                                           std::int64_t id) const {
    return [this, &caller, id](Transaction& t) -> Result<std::string> {
      const auto person = Accounts(t, is_.context).see(caller, id);
      if (!person) return fail(person.error());
      return tag_of(*person);
    };
  }

  /// A change of somebody who is there, and what he is afterwards.
  Result<Response> openly(Database& database, const Request& request, const Caller& caller,
                          std::int64_t id, int status,
                          const std::function<Result<void>(Accounts&)>& change) const {
    return once_if_match(
        database, request, caller, tag_now(caller, id), [&](Transaction& t) -> Result<Response> {
          Accounts accounts(t, is_.context);
          const auto done = change(accounts);
          if (!done) return fail(done.error());
          return private_json(changed_json(seen_now(accounts, caller, id), std::nullopt), status);
        });
  }

  /// One that gives a secret. What is kept for the same request sent again hasn't got it.
  Result<Response> secretly(Database& database, const Request& request, const Caller& caller,
                            std::optional<std::int64_t> id, int status,
                            const std::function<Result<OneTimeSecret>(Accounts&)>& change) const {
    std::optional<OneTimeSecret> secret;
    std::string person;
    const auto act = [&](Transaction& t) -> Result<Response> {
      Accounts accounts(t, is_.context);
      auto given = change(accounts);
      if (!given) return fail(std::move(given.error()));
      secret = std::move(*given);
      person = seen_now(accounts, caller, secret->person);
      Response response = private_json(changed_json(person, std::nullopt), status);
      if (!id) {
        response.headers.emplace_back("Location", fmt::format("/api/v1/people/{}", secret->person));
      }
      return response;
    };
    auto response = id ? once_if_match(database, request, caller, tag_now(caller, *id), act)
                       : once(database, request, caller, act);
    if (response && response->status == status && secret)
      response->body = changed_json(person, secret);
    return response;
  }
};

}  // namespace

void add_people(http::Router& router, const PeopleDesk& parts) {
  const auto desk = std::make_shared<const PeopleRoutes>(parts);
  router.add(Method::get, "/api/v1/roles", [desk](const Request&) { return desk->roles(); });
  router.add(Method::get, "/api/v1/people",
             [desk](const Request& request) { return desk->list(request); });
  router.add(Method::post, "/api/v1/people",
             [desk](const Request& request) { return desk->join(request); });
  router.add(Method::get, "/api/v1/people/{id}",
             [desk](const Request& request) { return desk->show(request); });
  router.add(Method::post, "/api/v1/people/{id}/grants",
             [desk](const Request& request) { return desk->grant(request); });
  router.add(Method::del, "/api/v1/people/{id}/grants/{grant}",
             [desk](const Request& request) { return desk->revoke(request); });
  router.add(Method::post, "/api/v1/people/{id}/acts",
             [desk](const Request& request) { return desk->act(request); });
}

}  // namespace fugong::identity
