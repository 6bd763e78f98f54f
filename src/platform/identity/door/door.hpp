// Door: from a request over HTTP to its caller, and from a fault of identity to its answer.
//
//   auto caller = signed_in(request, cookie, database, people);    // cookie or "Bearer KEY"
//   if (!caller) return refusal(caller.error(), request);
//
// Free of state; sessions and keys belong to one thread, as their database does.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "platform/http/message.hpp"
#include "platform/identity/keys.hpp"
#include "platform/identity/sessions.hpp"
#include "platform/store/pool.hpp"

namespace fugong::identity {

/// How the session's cookie is set.
struct Cookie {
  /// Only over TLS, under a name that browsers tie to the host ("__Host-fugong"). Without, for
  /// trials on the machine itself, it is "fugong".
  bool is_secure = true;
  std::string_view name() const { return is_secure ? "__Host-fugong" : "fugong"; }
};

/// The session's token of a request; empty if it has none.
std::string_view token_of(const http::Request& request, const Cookie& cookie);

/// Who sends it. Empty: nobody who has signed in. Faults: caller-key (there is no such key),
/// caller-two (a cookie and a key at once), caller-forged: a request with a cookie that may change
/// something (any method but GET, HEAD and OPTIONS) lacks the right X-CSRF-Token, or comes from
/// another site (Sec-Fetch-Site). Keys are sent by programs, which nobody can trick into it.
Result<std::optional<Caller>> caller_of(const http::Request& request, const Cookie& cookie,
                                        Sessions& sessions, Keys& keys);

/// The same of whoever must have signed in; besides: "sign-in-needed".
Result<Caller> signed_in(const http::Request& request, const Cookie& cookie,
                         store::Database& database, const Context& people);
/// The same where something real may be done, which a key for trials can only look at; besides:
/// "access-test-key".
Result<Caller> signed_in_for_real(const http::Request& request, const Cookie& cookie,
                                  store::Database& database, const Context& people);

/// Gives the browser a token, or takes it away. The answer is kept nowhere (no-store).
void set_token(http::Response& response, const Cookie& cookie, std::string_view token);
void drop_token(http::Response& response, const Cookie& cookie);

/// "sign-in-needed"
Faults sign_in_needed();

/// A problem (RFC 9457) with the status that the first fault asks for: 401 not or wrongly signed
/// in, 403 not allowed, 404 not there, 409 there already, 400 a wrong query, 422 wrong input, 429
/// later, 503 "store-lost" a database that can't be reached, 500 and 503 what else it says. The
/// faults of these go to the log, not to the client.
http::Response refusal(const Faults& faults, const http::Request& request);

/// What the codes of a desk's own faults ask for.
struct OwnRefusals {
  Text title;
  std::span<const std::pair<std::string_view, int>> statuses;
};
/// The same for a desk: a code that it doesn't name is identity's or the store's.
http::Response refusal(const Faults& faults, const http::Request& request, const OwnRefusals& own);

/// Runs `act(database, caller)` for whoever asks at a desk, which has `databases`, `cookie` and
/// `people`. `who`: signed_in or signed_in_for_real; `refuse(faults, request)` is the answer where
/// it fails.
template <class Desk, class Who, class Refuse, class Act>
http::Response as_caller(const Desk& desk, const http::Request& request, const Who& who,
                         const Refuse& refuse, Act&& act) {
  auto response = desk.databases.use([&](store::Database& database) -> Result<http::Response> {
    const auto caller = who(request, desk.cookie, database, desk.people);
    if (!caller) return fail(caller.error());
    return act(database, *caller);
  });
  return response ? std::move(*response) : refuse(response.error(), request);
}

}  // namespace fugong::identity
