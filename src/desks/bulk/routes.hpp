// Routes of bulk uploads, in two stages; docs/api/openapi.yaml says what each takes and answers.
//
//   bulk::add_routes(router, {pack, procedures, databases, people, cookie, random});
//
// First the table is looked at: a wrong shape refuses all of it, else each row is tried and undone,
// so that all that is wrong with any row is known before anything is done. Then the good rows are
// done, each by itself. A row is a request of the API by the same caller (asking.hpp): bulk may
// nothing that he may not do row by row. A call works for kWorkMs and says what is left. A row that
// is done is never done again, whatever dies meanwhile: its request has one key for good.
#pragma once

#include <cstdint>

#include "desks/casework/procedure.hpp"
#include "pack/pack.hpp"
#include "platform/http/rate_limit.hpp"
#include "platform/http/router.hpp"
#include "platform/identity/door/door.hpp"
#include "platform/store/pool.hpp"

namespace fugong::bulk {

inline constexpr std::size_t kMaxTableBytes = std::size_t{5} << 20;
inline constexpr std::int64_t kWorkMs = 2'000;  ///< of one call
inline constexpr std::int64_t kTablesPerMinute = 20;

/// What the routes need; what is referred to must outlive the router.
struct BulkDesk {
  const pack::Pack& pack;
  const casework::Procedures& procedures;
  store::Pool& databases;
  const identity::Context& people;
  identity::Cookie cookie;
  Random& random;  ///< workers share it
  http::RateLimits& limits;
};

/// POST /api/v1/bulk, GET /api/v1/bulk/{id}, POST /api/v1/bulk/{id}/check and .../run,
/// GET /api/v1/bulk/{id}/faults.csv, GET /api/v1/bulk/template. The router has the routes of cases,
/// too, when it is asked.
void add_routes(http::Router& router, const BulkDesk& desk);

}  // namespace fugong::bulk
