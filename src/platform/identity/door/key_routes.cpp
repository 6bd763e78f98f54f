// Keys for programs: listed, made, ended.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

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

constexpr std::size_t kMaxLabelBytes = 400;

std::string_view kind_of(KeyKind kind) {
  return kind == KeyKind::live ? "live" : "test";
}

std::string key_json(const Key& key) {
  JsonWriter json;
  json.begin_object().key("id").string(std::to_string(key.id)).key("label").string(key.label);
  json.key("kind").string(kind_of(key.kind)).key("role").string(name_of(key.grant.role));
  json.key("role_label").text(label_of(key.grant.role)).key("scope").string(key.grant.scope);
  write_actions(json.key("only"), key.grant.only);
  json.key("made_ms").number(key.made_ms);
  write_time(json.key("until_ms"), key.grant.until_ms);
  return json.end_object().take();
}

std::string made_json(const std::string& key, const std::optional<std::string>& secret) {
  JsonWriter json;
  json.begin_object().key("key").raw(key).key("secret");
  if (secret) {
    json.string(*secret);
  } else {
    json.null();
  }
  return json.end_object().take();
}

class Desk : public Reception {
 public:
  using Reception::Reception;

  Response list(const Request& request) const {
    return as_person(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      if (!has_keys(caller, now_ms())) return denied({Reason::no_role});
      const auto keys = Keys(database, is_.context).list(caller);
      if (!keys) return fail(keys.error());
      JsonWriter json;
      json.begin_object().key("keys").begin_array();
      for (const Key& key : *keys)
        json.raw(key_json(key));
      json.end_array().key("makeable").begin_array();
      for (const Makeable& one : makeable_by(caller, now_ms())) {
        json.begin_object().key("role").string(name_of(one.role));
        json.key("label").text(label_of(one.role)).key("scope").string(one.scope);
        write_actions(json.key("only"), one.only);
        json.end_object();
      }
      return private_json(json.end_array().end_object().take());
    });
  }

  Response make(const Request& request) const {
    return as_person(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      auto body = http::read_json_body(request);
      if (!body) return std::move(body.error());
      Fields fields(*body, {"label", "kind", "role", "scope", "only", "until_ms"});
      const NewKey wanted = read(fields);
      if (!fields.faults().empty()) return http::unreadable(fields.faults(), request);
      std::optional<std::string> secret;
      std::string shown;
      auto response = once(database, request, caller, [&](Transaction& t) -> Result<Response> {
        Keys keys(t, is_.context);
        auto made = keys.make(caller, wanted);
        if (!made) return fail(std::move(made.error()));
        const auto all = keys.list(caller);
        if (!all) return fail(all.error());
        const auto key = std::ranges::find(*all, made->id, &Key::id);
        if (key == all->end()) return denied({Reason::no_role});  // his role ended just now
        secret = std::move(made->secret);
        shown = key_json(*key);
        return private_json(made_json(shown, std::nullopt), 201);
      });
      if (response && response->status == 201 && secret) response->body = made_json(shown, secret);
      return response;
    });
  }

  Response end(const Request& request) const {
    return as_person(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      // A number that is none is that of no key.
      const auto ended = Keys(database, is_.context).end(caller, id_of(request, "id").value_or(0));
      if (!ended) return fail(ended.error());
      return no_content();
    });
  }

 private:
  static NewKey read(Fields& fields) {
    NewKey key;
    key.label = fields.text("label", kMaxLabelBytes);
    const std::string kind = fields.maybe_text("kind", kMaxWordBytes).value_or("live");
    key.kind = kind == "test" ? KeyKind::test : KeyKind::live;
    if (kind != kind_of(key.kind)) {
      fields.faults().push_back({"field-invalid",
                                 fields.node("kind")->place,
                                 {"密钥只有 live 和 test 两种", "a key is live or test"},
                                 {"写 live 或 test", "write live or test"}});
    }
    if (const auto role = read_role(fields, "role")) key.role = *role;
    key.scope = fields.maybe_text("scope", kMaxScopeBytes).value_or("");
    key.only = read_actions(fields, "only");
    // Without an end it is refused as any other that is none.
    key.until_ms = fields.maybe_number("until_ms", 0, kLatestMs).value_or(0);
    return key;
  }
};

}  // namespace

void add_keys(http::Router& router, const PeopleDesk& parts) {
  const auto desk = std::make_shared<const Desk>(parts);
  router.add(Method::get, "/api/v1/keys",
             [desk](const Request& request) { return desk->list(request); });
  router.add(Method::post, "/api/v1/keys",
             [desk](const Request& request) { return desk->make(request); });
  router.add(Method::del, "/api/v1/keys/{id}",
             [desk](const Request& request) { return desk->end(request); });
}

}  // namespace fugong::identity
