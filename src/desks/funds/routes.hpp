// Routes of public money over HTTP; docs/api/openapi.yaml says what each takes and answers.
//
//   funds::add_routes(router, {databases, people, cookie, clock, random, audit, idempotency,
//                              cursors, named});
//
// GET  /api/v1/funds                     where each fund stands, those without money too
// GET  /api/v1/funds/{id}                one, with its proposals and the day on which it runs out
// GET  /api/v1/funds/{id}/statement      every entry of it, as the ledger keeps them
// POST /api/v1/funds/{id}/proposals      somebody wants money to come in or leave
// GET  /api/v1/fund-proposals            what waits for a second person
// POST /api/v1/fund-proposals/{proposal}/decision
//
// Money moves when a second person approves, in one transaction with the event of the audit log;
// the ledger has the one who proposed as its actor and the other one as its approver. Who may see
// what hangs on the province whose money it is; anything else is 404, as if it weren't there.
#pragma once

#include "desks/funds/fund_view.hpp"
#include "platform/api/idempotency.hpp"
#include "platform/audit/audit.hpp"
#include "platform/http/cursor.hpp"
#include "platform/http/router.hpp"
#include "platform/identity/door/door.hpp"
#include "platform/store/pool.hpp"

namespace fugong::funds {

/// What the routes need; what is referred to must outlive the router.
struct FundDesk {
  store::Pool& databases;
  const identity::Context& people;
  identity::Cookie cookie;
  const Clock& clock;  ///< whose day it is at the offices: the ledger's time
  Random& random;      ///< workers share it
  const audit::Audit& audit;
  const api::Idempotency& idempotency;
  http::Cursors cursors;
  std::vector<NamedFund> named;  ///< that the pack pays out of
};

void add_routes(http::Router& router, const FundDesk& desk);

}  // namespace fugong::funds
