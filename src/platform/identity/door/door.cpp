#include "platform/identity/door/door.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace fugong::identity {
namespace {

constexpr std::string_view kBearer = "Bearer ";
/// Seconds; the text of the fault is exact.
constexpr const char* kRetryAfter = "30";

bool may_change(http::Method method) {
  return method != http::Method::get && method != http::Method::head &&
         method != http::Method::options;
}

/// Whether it may have been sent by a page of somebody else.
bool is_forged(const http::Request& request, std::string_view token) {
  const auto site = request.header("sec-fetch-site");
  if (site && *site != "same-origin" && *site != "none") return true;
  const auto csrf = request.header("x-csrf-token");
  return !csrf || !is_csrf_of(token, *csrf);
}

/// The database can't be reached: sooner or later it is there again.
bool is_lost(std::string_view code) {
  return code == "store-lost" || code == "store-cannot-open";
}

int status_of(std::string_view code) {
  constexpr std::array<std::string_view, 10> kSignIn{
      "sign-in-wrong", "sign-in-over", "sign-in-needed", "secret-invalid", "factor-wrong",
      "factor-needed", "factor-unset", "password-old",   "caller-key",     "mandate-code"};
  constexpr std::array<std::string_view, 3> kTaken{"login-taken", "person-last-administrator",
                                                   "grant-administrator"};
  if (std::ranges::find(kSignIn, code) != kSignIn.end()) return 401;
  if (code == "sign-in-later") return 429;
  if (code.starts_with("access-") || code == "caller-forged" || code == "sign-in-locked" ||
      code == "person-oneself" || code == "person-handed" || code == "join-closed" ||
      code == "factor-stale")
    return 403;
  if (code.ends_with("-there") || std::ranges::find(kTaken, code) != kTaken.end()) return 409;
  if (code == "query-invalid" || code == "limit-invalid" || code == "cursor-invalid") return 400;
  if (code == "unknown-action") return 422;
  if (code.ends_with("-unknown")) return 404;
  if (code == "store-busy" || is_lost(code) || code == "password-memory" ||
      code == "ledger-clock-behind")
    return 503;
  return code.starts_with("store-") || code == "factor-key" ? 500 : 422;
}

Text title_of(int status) {
  switch (status) {
    case 400:
      return {"请求有误", "Something in the request is wrong"};
    case 401:
      return {"需要登录", "Sign in"};
    case 403:
      return {"不允许", "Not allowed"};
    case 404:
      return {"没有找到", "Not found"};
    case 409:
      return {"与现有的冲突", "In conflict with what is there"};
    case 429:
      return {"请稍后再试", "Try again later"};
    case 500:
      return {"服务出错", "Something went wrong"};
    case 503:
      return {"暂时不能办理", "Not just now"};
    default:
      return {"请求有误", "Something in the request is wrong"};
  }
}

/// What the client is told of them: nothing of a database's insides or whereabouts.
Faults told_of(int status, const Faults& faults) {
  if (status == 500) {
    return {{"internal-error",
             {},
             {"服务器出错，已记录", "the server failed; this has been recorded"},
             {"请稍后再试或联系管理员", "try again later, or ask an administrator"}}};
  }
  if (is_lost(faults.front().code)) {
    return {{"store-lost",
             {},
             {"数据库暂时连不上，已记录", "the database can't be reached now; this was recorded"},
             {"过一会儿再发同一个请求（用同一个 Idempotency-Key，不会办两次）",
              "send the same request again in a while: with its Idempotency-Key it happens once"}}};
  }
  return faults;
}

std::string cookie_of(const Cookie& cookie, std::string_view token, std::string_view more) {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}{}", cookie.name(), token,
                     cookie.is_secure ? "; Secure" : "", more);
}

void add_cookie(http::Response& response, std::string value) {
  response.headers.emplace_back("Set-Cookie", std::move(value));
  const bool said = std::ranges::any_of(
      response.headers, [](const auto& header) { return header.first == "Cache-Control"; });
  if (!said) response.headers.emplace_back("Cache-Control", "no-store");
}

}  // namespace

std::string_view token_of(const http::Request& request, const Cookie& cookie) {
  for (const auto& [name, value] : request.headers) {
    if (name != "cookie") continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::string_view pair = trim(rest.substr(0, rest.find(';')));
      rest.remove_prefix(
          std::min(rest.size(), rest.find(';') == rest.npos ? rest.size() : rest.find(';') + 1));
      const std::size_t equals = pair.find('=');
      if (equals != pair.npos && pair.substr(0, equals) == cookie.name())
        return pair.substr(equals + 1);
    }
  }
  return {};
}

Result<std::optional<Caller>> caller_of(const http::Request& request, const Cookie& cookie,
                                        Sessions& sessions, Keys& keys) {
  const std::string_view token = token_of(request, cookie);
  const auto authorization = request.header("authorization");
  if (authorization) {
    if (!token.empty()) {
      return fail("caller-two", {},
                  {"同时带了会话和密钥", "the request carries a session and a key"},
                  {"只带一个", "send one of them"});
    }
    Result<std::optional<Caller>> caller = std::nullopt;
    if (authorization->starts_with(kBearer))
      caller = keys.find(authorization->substr(kBearer.size()));
    if (caller && !*caller) {
      return fail("caller-key", {},
                  {"密钥无效、已停用或已过期", "the key is no good, or was ended, or has expired"},
                  {"请管理员换一把", "ask an administrator for another"});
    }
    return caller;
  }
  if (token.empty()) return std::nullopt;
  if (may_change(request.method) && is_forged(request, token)) {
    return fail("caller-forged", {},
                {"这个请求可能不是从本页面发出的", "this request may come from another page"},
                {"刷新页面后再试", "load the page again and try once more"});
  }
  return sessions.find(token);
}

void set_token(http::Response& response, const Cookie& cookie, std::string_view token) {
  // Without an age: the browser forgets it when it is closed.
  add_cookie(response, cookie_of(cookie, token, ""));
}

void drop_token(http::Response& response, const Cookie& cookie) {
  add_cookie(response, cookie_of(cookie, "", "; Max-Age=0"));
}

Faults sign_in_needed() {
  return {{"sign-in-needed",
           {},
           {"这里要先登录", "this takes a sign-in"},
           {"登录后再来", "sign in first"}}};
}

Result<Caller> signed_in(const http::Request& request, const Cookie& cookie,
                         store::Database& database, const Context& people) {
  Sessions sessions(database, people);
  Keys keys(database, people);
  auto caller = caller_of(request, cookie, sessions, keys);
  if (!caller) return fail(std::move(caller.error()));
  if (!*caller) return fail(sign_in_needed());
  return std::move(**caller);
}

Result<Caller> signed_in_for_real(const http::Request& request, const Cookie& cookie,
                                  store::Database& database, const Context& people) {
  auto caller = signed_in(request, cookie, database, people);
  const bool reads = request.method == http::Method::get || request.method == http::Method::head;
  if (caller && caller->is_test && !reads) {
    return fail("access-test-key", {},
                {"试用密钥不能办理真实的事", "a key for trials makes nothing real"},
                {"换一把正式的密钥", "use a live key"});
  }
  return caller;
}

http::Response refusal(const Faults& faults, const http::Request& request) {
  return refusal(faults, request, {});
}

http::Response refusal(const Faults& faults, const http::Request& request, const OwnRefusals& own) {
  FUGONG_CHECK(!faults.empty(), "a refusal has a reason");
  const Fault& first = faults.front();
  const auto found =
      std::ranges::find(own.statuses, first.code, &std::pair<std::string_view, int>::first);
  const bool is_own = found != own.statuses.end();
  const int status = is_own ? found->second : status_of(first.code);
  const Faults told = told_of(status, faults);
  http::Response response = http::problem(status, is_own ? own.title : title_of(status),
                                          told.front().message, told, request);
  // Of a crowd there would be a line for each of it.
  if (status >= 500 && first.code != "store-busy" && first.code != "password-memory")
    response.untold = faults;
  if (status == 429 || status == 503) response.headers.emplace_back("Retry-After", kRetryAfter);
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

}  // namespace fugong::identity
