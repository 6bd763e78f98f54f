#include "platform/identity/door/routes.hpp"

#include <memory>

#include "base/clock.hpp"
#include "base/json_writer.hpp"
#include "platform/http/json_body.hpp"
#include "platform/http/rate_limit.hpp"
#include "platform/identity/accounts.hpp"
#include "platform/identity/door/reception.hpp"
#include "platform/identity/sign_in.hpp"
#include "platform/qr/qr.hpp"

namespace fugong::identity {
namespace {

using http::Fields;
using http::Method;
using http::Request;
using http::Response;
using store::Database;

constexpr std::size_t kMaxLoginBytes = 200;
constexpr std::size_t kMaxPasswordBytes = 1024;
constexpr std::size_t kMaxCodeBytes = 100;  ///< of an app, a recovery code, a one-time secret

/// What is still to be done before a session is complete.
Faults left_to_do(Stage stage) {
  switch (stage) {
    case Stage::second_factor:
      return {{"factor-needed",
               {},
               {"还要输入动态码", "the second factor is still to be shown"},
               {"把动态码发到 /api/v1/session/factor，或随密码一起发送 code",
                "send its code to /api/v1/session/factor, or as 'code' with the password"}}};
    case Stage::enrol:
      return {{"factor-unset",
               {},
               {"还要设置第二因素", "a second factor is still to be set up"},
               {"用 /api/v1/session/enrolment 设置", "set it up with /api/v1/session/enrolment"}}};
    default:
      return {{"password-old",
               {},
               {"密码已到期", "the password is too old"},
               {"用 /api/v1/session/password 换一个", "change it with /api/v1/session/password"}}};
  }
}

void write_roles(JsonWriter& json, const std::vector<Grant>& grants) {
  json.begin_array();
  for (const Grant& grant : grants) {
    json.begin_object().key("role").string(name_of(grant.role));
    json.key("label").text(label_of(grant.role));
    json.key("scope").string(grant.scope).end_object();
  }
  json.end_array();
}

class SignInRoutes {
 public:
  explicit SignInRoutes(const SignInDesk& parts)
      : databases_(parts.databases),
        context_(parts.context),
        cookie_(parts.cookie),
        guesses_(parts.limits.of({"sign-in", kGuessesPerMinute, kMinuteMs})) {}

  Response sign_in(const Request& request) {
    return with_body(request, {"login", "password", "code"}, [&](Fields& fields) -> Act {
      const std::string login = fields.text("login", kMaxLoginBytes);
      const std::string password = fields.text("password", kMaxPasswordBytes);
      const auto code = fields.maybe_text("code", kMaxCodeBytes);
      return [=, this, &request](Database& database) -> Result<Response> {
        SignIn steps(database, context_);
        auto entry = steps.with_password(login, password, request.source);
        if (entry && entry->stage == Stage::second_factor && code)
          entry = steps.second_factor(entry->token, *code);
        return welcome(database, request, entry);
      };
    });
  }

  Response first(const Request& request) {
    return with_body(request, {"secret", "password"}, [&](Fields& fields) -> Act {
      const std::string secret = fields.text("secret", kMaxCodeBytes);
      const std::string password = fields.text("password", kMaxPasswordBytes);
      return [=, this, &request](Database& database) -> Result<Response> {
        return welcome(database, request,
                       SignIn(database, context_).with_secret(secret, password, request.source));
      };
    });
  }

  Response factor(const Request& request) {
    return with_body(request, {"code"}, [&](Fields& fields) -> Act {
      const std::string code = fields.text("code", kMaxCodeBytes);
      return [=, this, &request](Database& database) -> Result<Response> {
        auto token = own_token(database, request);
        if (!token) return fail(std::move(token.error()));
        return welcome(database, request, SignIn(database, context_).second_factor(*token, code));
      };
    });
  }

  Response password(const Request& request) {
    return with_body(request, {"old", "new"}, [&](Fields& fields) -> Act {
      const std::string before = fields.text("old", kMaxPasswordBytes);
      const std::string after = fields.text("new", kMaxPasswordBytes);
      return [=, this, &request](Database& database) -> Result<Response> {
        auto token = own_token(database, request);
        if (!token) return fail(std::move(token.error()));
        return welcome(database, request,
                       SignIn(database, context_).change_password(*token, before, after));
      };
    });
  }

  Response enrolment(const Request& request) {
    return with_body(request, {"code"}, [&](Fields& fields) -> Act {
      const auto code = fields.maybe_text("code", kMaxCodeBytes);
      return [=, this, &request](Database& database) -> Result<Response> {
        auto token = own_token(database, request);
        if (!token) return fail(std::move(token.error()));
        return code ? finish_enrolment(database, *token, *code) : begin_enrolment(database, *token);
      };
    });
  }

  Response who(const Request& request) {
    return answer(request, [&](Database& database) -> Result<Response> {
      auto caller = caller_in(database, request);
      if (!caller) return fail(std::move(caller.error()));
      JsonWriter json;
      json.begin_object();
      auto written = write_caller(json, database, *caller, token_of(request, cookie_));
      if (!written) return fail(std::move(written.error()));
      return Response::json(json.end_object().take());
    });
  }

  /// Whatever the cookie was good for, it is gone afterwards.
  Response sign_out(const Request& request) {
    return answer(request, [&](Database& database) -> Result<Response> {
      auto caller = caller_in(database, request);
      if (!caller) return fail(std::move(caller.error()));
      if (*caller && (**caller).session != 0) {
        auto ended = Sessions(database, context_).end(**caller, (**caller).session);
        if (!ended) return fail(std::move(ended.error()));
      }
      Response response;
      response.status = 204;
      drop_token(response, cookie_);
      return response;
    });
  }

 private:
  using Act = std::function<Result<Response>(Database&)>;

  Response answer(const Request& request, const Act& act) {
    auto response = databases_.use(act);
    return response ? std::move(*response) : refusal(response.error(), request);
  }

  /// Within the limit of the address: `read` takes the fields, and says what to do with them.
  template <class Read>
  Response with_body(const Request& request, std::initializer_list<std::string_view> names,
                     Read&& read) {
    const http::Allowance allowance = guesses_.take(request.source);
    if (!allowance.granted) return guesses_.refusal(allowance, request);
    auto body = http::read_json_body(request);
    if (!body) return std::move(body.error());
    Fields fields(*body, names);
    const Act act = read(fields);
    Response response =
        fields.faults().empty() ? answer(request, act) : http::unreadable(fields.faults(), request);
    guesses_.add_headers(response, allowance);
    return response;
  }

  Result<std::optional<Caller>> caller_in(Database& database, const Request& request) {
    Sessions sessions(database, context_);
    Keys keys(database, context_);
    return caller_of(request, cookie_, sessions, keys);
  }

  /// Of a request that no other page has sent; its session need not be complete.
  Result<std::string> own_token(Database& database, const Request& request) {
    auto caller = caller_in(database, request);
    if (!caller) return fail(std::move(caller.error()));
    const std::string_view token = token_of(request, cookie_);
    if (token.empty()) return fail(sign_in_needed());
    return std::string(token);
  }

  /// person, roles and csrf of an object that has been begun.
  Result<void> write_caller(JsonWriter& json, Database& database,
                            const std::optional<Caller>& caller, std::string_view token) {
    json.key("person");
    if (!caller) {
      json.null();
    } else {
      std::string name;
      if (caller->person != 0) {
        auto person = Accounts(database, context_).own(*caller);
        if (!person) return fail(std::move(person.error()));
        name = person->name;
      }
      json.begin_object().key("login").string(caller->login);
      json.key("name").string(name).end_object();
    }
    write_roles(json.key("roles"), caller ? caller->grants : std::vector<Grant>{});
    json.key("csrf");
    if (token.empty() || !caller) {
      json.null();
    } else {
      json.string(csrf_of(token));
    }
    return {};
  }

  /// The answer to a step that gave a new token.
  Result<Response> welcome(Database& database, const Request& request, const Result<Entry>& entry) {
    if (!entry) return fail(entry.error());
    if (entry->stage != Stage::complete) {
      Response response = refusal(left_to_do(entry->stage), request);
      response.headers.emplace_back("X-CSRF-Token", entry->csrf);
      set_token(response, cookie_, entry->token);
      return response;
    }
    auto caller = Sessions(database, context_).find(entry->token);
    if (!caller) return fail(std::move(caller.error()));
    JsonWriter json;
    json.begin_object();
    auto written = write_caller(json, database, *caller, entry->token);
    if (!written) return fail(std::move(written.error()));
    Response response = Response::json(json.end_object().take());
    set_token(response, cookie_, entry->token);
    return response;
  }

  Result<Response> begin_enrolment(Database& database, const std::string& token) {
    auto begun = SignIn(database, context_).begin_enrolment(token);
    if (!begun) return fail(std::move(begun.error()));
    JsonWriter json;
    json.begin_object().key("secret").string(begun->secret).key("uri").string(begun->uri);
    json.key("qr").begin_array();
    for (const std::string& row : qr::rows_of(qr::make_qr(begun->uri)))
      json.string(row);
    json.end_array();
    json.key("recovery_codes").begin_array().end_array().key("csrf").null();
    return private_json(json.end_object().take());
  }

  Result<Response> finish_enrolment(Database& database, const std::string& token,
                                    const std::string& code) {
    auto done = SignIn(database, context_).finish_enrolment(token, code);
    if (!done) return fail(std::move(done.error()));
    JsonWriter json;
    json.begin_object().key("secret").null().key("uri").null().key("qr").null();
    json.key("recovery_codes").begin_array();
    for (const std::string& one : done->recovery_codes)
      json.string(one);
    json.end_array().key("csrf").string(done->entry.csrf);
    Response response = private_json(json.end_object().take());
    set_token(response, cookie_, done->entry.token);
    return response;
  }

  store::Pool& databases_;
  const Context& context_;
  const Cookie cookie_;
  http::RateLimiter& guesses_;
};

}  // namespace

void add_routes(http::Router& router, const SignInDesk& parts) {
  const auto desk = std::make_shared<SignInRoutes>(parts);
  router.add(Method::post, "/api/v1/session",
             [desk](const Request& request) { return desk->sign_in(request); });
  router.add(Method::get, "/api/v1/session",
             [desk](const Request& request) { return desk->who(request); });
  router.add(Method::del, "/api/v1/session",
             [desk](const Request& request) { return desk->sign_out(request); });
  router.add(Method::post, "/api/v1/session/factor",
             [desk](const Request& request) { return desk->factor(request); });
  router.add(Method::post, "/api/v1/session/enrolment",
             [desk](const Request& request) { return desk->enrolment(request); });
  router.add(Method::post, "/api/v1/session/password",
             [desk](const Request& request) { return desk->password(request); });
  router.add(Method::post, "/api/v1/session/first",
             [desk](const Request& request) { return desk->first(request); });
}

}  // namespace fugong::identity
