// Routes about people, their roles and keys, mandates and one's own data over HTTP;
// docs/api/openapi.yaml says what each takes and answers.
//
//   identity::add_people_routes(router, {databases, context, cookie, idempotency, cursors, ...});
//
// Only people who have signed in have a part in it, no programs with keys. Whom or what the caller
// may not see is not there (404). Changes happen once for each Idempotency-Key, and only to what
// has not changed since it was seen (If-Match). A secret is in the first answer only: what is kept
// for the same request sent again has none.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "platform/api/idempotency.hpp"
#include "platform/http/cursor.hpp"
#include "platform/http/rate_limit.hpp"
#include "platform/http/router.hpp"
#include "platform/identity/door/door.hpp"
#include "platform/identity/door/kept.hpp"
#include "platform/identity/mandates.hpp"
#include "platform/store/pool.hpp"

namespace fugong::identity {

/// Accounts that one address may make in an hour.
inline constexpr std::int64_t kJoinsPerHour = 10;
/// Mandates that one person may ask for or answer in a minute; identity itself counts wrong ones.
inline constexpr std::int64_t kMandatesPerMinute = 20;
/// Mandates that wait, on one list.
inline constexpr std::size_t kMaxWaiting = 200;

/// A firm as the register has it.
struct KnownFirm {
  Claim claim;
  Text name;
};
using FindFirm = std::function<Result<std::optional<KnownFirm>>(std::string_view firm)>;

/// A kind of evidence that this installation takes.
struct OfferedEvidence {
  MandateEvidence* kind = nullptr;
  Text label;
  std::optional<Text> shows = {};  ///< what the person brings; nothing: nothing
};

/// What the routes need; what is referred to must outlive the router.
struct PeopleDesk {
  store::Pool& databases;  ///< with the rooms "identity", "api" and what the recorder writes to
  const Context& context;
  Cookie cookie;
  const api::Idempotency& idempotency;
  http::Cursors cursors;
  http::RateLimits& limits;
  FindFirm find_firm;  ///< must not ask `databases`: one is in use meanwhile
  std::vector<OfferedEvidence> evidence;
  bool self_join = false;   ///< whether people may make accounts, without roles, by themselves
  FindKept find_kept = {};  ///< what other rooms keep about somebody
};

/// /api/v1/roles, people, keys, mandates, accounts, me and below.
void add_people_routes(http::Router& router, const PeopleDesk& desk);

}  // namespace fugong::identity
