// Routes for signing in and out, over HTTP; docs/api/openapi.yaml says what each takes and answers.
//
//   identity::add_routes(router, {databases, context, {.is_secure = false}});
//
// Who is not quite in yet gets 401 that says what is left to do (factor-needed, factor-unset,
// password-old), the cookie to do it with, and its token against forged requests as X-CSRF-Token.
// Requests that guess at something are limited by address, and by identity itself by account.
#pragma once

#include <cstdint>

#include "platform/http/rate_limit.hpp"
#include "platform/http/router.hpp"
#include "platform/identity/context.hpp"
#include "platform/identity/door/door.hpp"
#include "platform/store/pool.hpp"

namespace fugong::identity {

/// Guesses from one address, at once and in a minute: a whole office may stand behind it.
inline constexpr std::int64_t kGuessesPerMinute = 60;

/// What the routes need; what is referred to must outlive the router.
struct SignInDesk {
  store::Pool& databases;  ///< with the rooms "identity" and what the recorder writes to
  const Context& context;
  Cookie cookie;
  http::RateLimits& limits;
};

/// /api/v1/session and below: POST signs in, GET says who one is, DELETE signs out; /factor shows
/// the second factor (again), /enrolment sets it up, /password changes the password, /first is for
/// who joins or was reset, with a one-time secret.
void add_routes(http::Router& router, const SignInDesk& desk);

}  // namespace fugong::identity
