// Sessions: who sends this request, by the opaque token of a cookie. Only the token's hash is kept.
//
//   auto caller = Sessions(database, context).find(token);          //
//   Result<std::optional<Caller>> if (!is_csrf_of(token, request_header)) ... // for whatever
//   changes anything
//
// A session ends after a time without requests, after a longest time whatever happens, when it is
// ended, and with any change of roles. Signing in and stepping up (sign_in.hpp) give a new token.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/identity/access.hpp"
#include "platform/identity/context.hpp"

namespace fugong::identity {

/// 256 random bits.
inline constexpr std::size_t kTokenBytes = 32;
/// How often a session's last use is written down.
inline constexpr std::int64_t kSeenEveryMs = 60'000;

struct Session {
  std::int64_t id = 0;  ///< no secret
  std::string source;   ///< the address from which it was begun
  std::int64_t started_ms = 0;
  std::int64_t seen_ms = 0;  ///< to the minute
  bool is_current = false;
};

class Sessions {
 public:
  /// Both must outlive it.
  Sessions(store::Database& database, const Context& context)
      : database_(database), context_(context) {}

  /// Empty if there is no such session that is complete and goes on. Counts as a use of it.
  Result<std::optional<Caller>> find(std::string_view token);
  /// The caller's own, the one used last first.
  Result<std::vector<Session>> list(const Caller& caller);
  /// One of the caller's own; "session-unknown".
  Result<void> end(const Caller& caller, std::int64_t session);
  /// All of the caller's but the one in which he asks.
  Result<void> end_others(const Caller& caller);

 private:
  store::Database& database_;
  const Context& context_;
};

/// A token against forged requests that only whoever knows the session's can make.
std::string csrf_of(std::string_view token);
/// In constant time.
bool is_csrf_of(std::string_view token, std::string_view csrf);

}  // namespace fugong::identity
