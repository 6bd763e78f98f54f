// One's own data (Personal Information Protection Law, articles 44 to 47): what is kept, what for,
// from where and until when; set right, taken along; one's sessions and recovery codes.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "platform/http/rate_limit.hpp"
#include "platform/identity/accounts.hpp"
#include "platform/identity/door/reception.hpp"
#include "platform/identity/keys.hpp"
#include "platform/identity/sign_in.hpp"

namespace fugong::identity {
namespace {

using http::Fields;
using http::Method;
using http::Request;
using http::Response;
using store::Database;
using store::Transaction;

struct Own {
  Person person;
  OwnFactor factor;
};

std::string own_tag_of(const Person& person) {
  return http::etag_of_bytes(
      fmt::format("{} {}\n{}\n{}", person.id, person.login, person.name, person.phone));
}

constexpr std::int64_t kExportsPerMinute = 60;  ///< for a person

class OwnRoutes : public Reception {
 public:
  explicit OwnRoutes(const PeopleDesk& parts)
      : Reception(parts), exports_(parts.limits.of({"export", kExportsPerMinute, kMinuteMs})) {}

  Response show(const Request& request) const {
    return as_person(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto own = read(Accounts(database, is_.context), caller);
      if (!own) return fail(own.error());
      const auto amounts = amounts_of(database, caller, *own);
      if (!amounts) return fail(amounts.error());
      JsonWriter json;
      write(json.begin_object(), caller, *own, *amounts);
      return tagged(json.end_object().take(), own->person);
    });
  }

  Response correct(const Request& request) const {
    return as_person(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      auto body = http::read_json_body(request);
      if (!body) return std::move(body.error());
      Fields fields(*body, {"name", "phone"});
      const auto name = fields.maybe_text("name", kMaxNameBytes);
      // An empty one takes the number away.
      const Node* given = fields.node("phone");
      const bool takes_away = given != nullptr && given->is_text() && given->text.empty();
      const auto phone = takes_away ? std::string() : fields.maybe_text("phone", kMaxPhoneBytes);
      if (!fields.faults().empty()) return http::unreadable(fields.faults(), request);
      const auto before = read(Accounts(database, is_.context), caller);
      if (!before) return fail(before.error());
      const auto amounts = amounts_of(database, caller, *before);
      if (!amounts) return fail(amounts.error());
      Response response;
      auto done = database.transact([&](Transaction& t) -> Result<void> {
        Accounts accounts(t, is_.context);
        auto own = read(accounts, caller);
        if (!own) return fail(std::move(own.error()));
        Person& person = own->person;
        if (auto refused = http::refuse_unless_match(request, own_tag_of(person))) {
          response = std::move(*refused);
          return {};
        }
        person.name = name.value_or(person.name);
        person.phone = phone.value_or(person.phone);
        auto set = accounts.correct(caller, caller.person, person.name, person.phone);
        if (!set) return set;
        JsonWriter json;
        write(json.begin_object(), caller, *own, *amounts);
        response = tagged(json.end_object().take(), person);
        return {};
      });
      if (!done) return fail(std::move(done.error()));
      return response;
    });
  }

  /// All of it in one file, for oneself or to be carried elsewhere.
  Response take_along(const Request& request) {
    return as_person(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto allowance = exports_.take(std::to_string(caller.person));
      if (!allowance.granted) return exports_.refusal(allowance, request);
      const auto own = read(Accounts(database, is_.context), caller);
      if (!own) return fail(own.error());
      const auto sessions = Sessions(database, is_.context).list(caller);
      if (!sessions) return fail(sessions.error());
      const auto mandates = Mandates(database, is_.context, {}).list_own(caller);
      if (!mandates) return fail(mandates.error());
      const auto amounts = amounts_of(database, caller, *own);
      if (!amounts) return fail(amounts.error());
      JsonWriter json;
      json.begin_object().key("taken_ms").number(now_ms());
      write(json.key("me").begin_object(), caller, *own, *amounts);
      json.end_object();
      write_sessions(json.key("sessions"), *sessions);
      json.key("mandates").begin_array();
      for (const Mandate& m : *mandates) {
        json.begin_object().key("firm").string(m.claim.firm).key("role").string(name_of(m.role));
        write_actions(json.key("only"), m.only);
        json.key("evidence").string(m.evidence).key("state").string(name_of(m.state));
        json.key("asked_ms").number(m.asked_ms);
        write_time(json.key("until_ms"), m.until_ms);
        json.key("reason").string(m.reason).end_object();
      }
      Response response = private_json(json.end_array().end_object().take());
      response.headers.emplace_back("Content-Disposition",
                                    "attachment; filename=\"fugong-my-data.json\"");
      return response;
    });
  }

  Response sessions(const Request& request) const {
    return as_person(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto sessions = Sessions(database, is_.context).list(caller);
      if (!sessions) return fail(sessions.error());
      JsonWriter json;
      write_sessions(json.begin_object().key("sessions"), *sessions);
      return private_json(json.end_object().take());
    });
  }

  Response end_session(const Request& request) const {
    return as_person(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      Sessions sessions(database, is_.context);
      // A number that is none is that of no session.
      const auto ended = sessions.end(caller, id_of(request, "id").value_or(0));
      if (!ended) return fail(ended.error());
      return no_content();
    });
  }

  Response end_others(const Request& request) const {
    return as_person(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto ended = Sessions(database, is_.context).end_others(caller);
      if (!ended) return fail(ended.error());
      return no_content();
    });
  }

  Response renew(const Request& request) const {
    return as_person(request, [&](Database& database, const Caller&) -> Result<Response> {
      const auto codes =
          SignIn(database, is_.context).renew_recovery(token_of(request, is_.cookie));
      if (!codes) return fail(codes.error());
      JsonWriter json;
      json.begin_object().key("recovery_codes").begin_array();
      for (const std::string& code : *codes)
        json.string(code);
      return private_json(json.end_array().end_object().take());
    });
  }

 private:
  static Result<Own> read(Accounts accounts, const Caller& caller) {
    auto person = accounts.own(caller);
    if (!person) return fail(std::move(person.error()));
    const auto factor = accounts.own_factor(caller);
    if (!factor) return fail(factor.error());
    return Own{std::move(*person), *factor};
  }

  static Response tagged(std::string body, const Person& person) {
    Response response = private_json(std::move(body));
    response.headers.emplace_back("ETag", own_tag_of(person));
    return response;
  }

  /// This room's own, and what others have.
  Result<KeptAmounts> amounts_of(Database& database, const Caller& caller, const Own& own) const {
    KeptAmounts amounts;
    if (is_.find_kept) {
      auto elsewhere = is_.find_kept(database, caller);
      if (!elsewhere) return elsewhere;
      amounts = std::move(*elsewhere);
    }
    const auto sessions = Sessions(database, is_.context).list(caller);
    if (!sessions) return fail(sessions.error());
    amounts["sessions"].count = static_cast<std::int64_t>(sessions->size());
    const auto mandates = Mandates(database, is_.context, {}).list_own(caller);
    if (!mandates) return fail(mandates.error());
    KeptAmount& firms = amounts["mandates"];
    for (const Mandate& m : *mandates) {
      firms.count += 1;
      if (std::ranges::find(firms.items, m.claim.firm) == firms.items.end())
        firms.items.push_back(m.claim.firm);
    }
    const auto keys = Keys(database, is_.context).list_made(caller);
    if (!keys) return fail(keys.error());
    KeptAmount& made = amounts["keys"];
    made.count = static_cast<std::int64_t>(keys->size());
    for (const Key& key : *keys)
      made.items.push_back(key.label);
    amounts["roles"].count = static_cast<std::int64_t>(own.person.grants.size());
    amounts["second_factor"].count = own.factor.recovery_codes + (own.factor.is_set ? 1 : 0);
    return amounts;
  }

  static void write_amount(JsonWriter& json, const KeptAmounts& amounts, std::string_view field) {
    const auto found = amounts.find(field);
    json.key("count");
    if (found == amounts.end()) {
      json.null().key("items").begin_array().end_array();
      return;
    }
    json.number(found->second.count).key("items").begin_array();
    for (const std::string& item : found->second.items)
      json.string(item);
    json.end_array();
  }

  static void write(JsonWriter& json, const Caller& caller, const Own& own,
                    const KeptAmounts& amounts) {
    const Person& person = own.person;
    json.key("id").string(std::to_string(person.id)).key("login").string(person.login);
    json.key("name").string(person.name).key("phone").string(person.phone);
    json.key("state").string(name_of(person.state)).key("joined_ms").number(person.joined_ms);
    json.key("password_set_ms").number(own.factor.password_set_ms);
    json.key("second_factor").boolean(own.factor.is_set);
    json.key("recovery_codes_left").number(own.factor.recovery_codes);
    json.key("correctable").boolean(is_own_to_correct(caller));
    json.key("kept").begin_array();
    for (const Kept& one : all_kept()) {
      json.begin_object().key("field").string(one.field).key("label").text(one.label);
      json.key("value");
      if (one.field == "login") {
        json.string(person.login);
      } else if (one.field == "name") {
        json.string(person.name);
      } else if (one.field == "phone") {
        json.string(person.phone);
      } else {
        json.null();
      }
      write_amount(json, amounts, one.field);
      json.key("purpose").text(one.purpose).key("source").text(one.source);
      json.key("retention").text(one.retention).end_object();
    }
    json.end_array().key("roles").begin_array();
    for (const Grant& grant : person.grants) {
      write_grant(json.begin_object(), grant);
      json.end_object();
    }
    json.end_array();
  }

  static void write_sessions(JsonWriter& json, const std::vector<Session>& sessions) {
    json.begin_array();
    for (const Session& one : sessions) {
      json.begin_object().key("id").string(std::to_string(one.id));
      json.key("source").string(one.source).key("started_ms").number(one.started_ms);
      json.key("seen_ms").number(one.seen_ms).key("current").boolean(one.is_current);
      json.end_object();
    }
    json.end_array();
  }

  http::RateLimiter& exports_;
};

}  // namespace

void add_own(http::Router& router, const PeopleDesk& parts) {
  const auto desk = std::make_shared<OwnRoutes>(parts);
  router.add(Method::get, "/api/v1/me",
             [desk](const Request& request) { return desk->show(request); });
  router.add(Method::patch, "/api/v1/me",
             [desk](const Request& request) { return desk->correct(request); });
  router.add(Method::get, "/api/v1/me/export",
             [desk](const Request& request) { return desk->take_along(request); });
  router.add(Method::get, "/api/v1/me/sessions",
             [desk](const Request& request) { return desk->sessions(request); });
  router.add(Method::del, "/api/v1/me/sessions",
             [desk](const Request& request) { return desk->end_others(request); });
  router.add(Method::del, "/api/v1/me/sessions/{id}",
             [desk](const Request& request) { return desk->end_session(request); });
  router.add(Method::post, "/api/v1/me/recovery-codes",
             [desk](const Request& request) { return desk->renew(request); });
}

}  // namespace fugong::identity
