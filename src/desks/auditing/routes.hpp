// Routes for those who audit; docs/api/openapi.yaml says what each takes and answers.
//
//   auditing::add_routes(router, {databases, people, audit, cookie, cursors, log, &verification});
//
// For holders of "audit_read" only. Who looked at what is itself an event of the log, in the chain
// "audit": each page of a search, each event, each opening of personal values with its reason, each
// verification.
#pragma once

#include <string_view>

#include "desks/auditing/verification.hpp"
#include "platform/audit/audit.hpp"
#include "platform/audit/signed_log.hpp"
#include "platform/http/cursor.hpp"
#include "platform/http/router.hpp"
#include "platform/identity/context.hpp"
#include "platform/identity/door/door.hpp"
#include "platform/store/pool.hpp"

namespace fugong::auditing {

/// The chain of the events about reading.
inline constexpr std::string_view kChain = "audit";
inline constexpr std::size_t kMaxReasonBytes = 500;

/// What the routes need; what is referred to must outlive the router.
struct AuditDesk {
  store::Pool& databases;
  const identity::Context& people;
  const audit::Audit& audit;
  identity::Cookie cookie;
  http::Cursors cursors;
  const audit::SignedLog* log;  ///< null: this server has no checkpoints
  Verification* verification;   ///< null like `log`
};

/// GET /api/v1/audit/events, /events/{region}/{position}, the proof of it, /checkpoints,
/// /verification;
/// POST /api/v1/audit/events/{region}/{position}/openings, /verification.
void add_routes(http::Router& router, const AuditDesk& desk);

}  // namespace fugong::auditing
