// Routes of cases over HTTP; docs/api/openapi.yaml says what each takes and answers.
//
//   casework::add_routes(router, {pack, procedures, enterprises, databases, cases, counter, ...});
//
// Who asks is known by his session or key (identity/door); which cases he sees is his grants' to
// say, what he may do theirs and the case's. Each act is one transaction with its proof and money,
// happens once for each Idempotency-Key, and only to the version that he has seen (If-Match).
#pragma once

#include "desks/casework/case_access.hpp"
#include "desks/casework/counter.hpp"
#include "desks/casework/pack_shelf.hpp"
#include "desks/receipt/receipt.hpp"
#include "desks/register/register.hpp"
#include "platform/api/idempotency.hpp"
#include "platform/http/cursor.hpp"
#include "platform/http/rate_limit.hpp"
#include "platform/http/router.hpp"
#include "platform/identity/door/door.hpp"
#include "platform/store/pool.hpp"
#include "platform/uploads/uploads.hpp"

namespace fugong::casework {

/// What the routes need; what is referred to must outlive the router.
struct CaseDesk {
  const pack::Pack& pack;
  const Procedures& procedures;  ///< of the pack
  enterprise_register::Register& enterprises;
  store::Pool& databases;
  const Casebook& cases;
  const Counter& counter;
  const receipt::Issuer& issuer;
  const identity::Context& people;
  identity::Cookie cookie;
  const Clock& clock;  ///< whose day a filing is judged by, as the counter's
  Random& random;      ///< workers share it
  const api::Idempotency& idempotency;
  http::Cursors cursors;
  PackShelf shelf;  ///< of the packs that cases are judged by
  const uploads::Uploads& files;
  http::RateLimits& limits;
};

/// /api/v1/cases and below, /api/v1/procedures, /api/v1/firms, /api/v1/programmes,
/// /api/v1/publications, /api/v1/case-figures.
void add_routes(http::Router& router, const CaseDesk& desk);

}  // namespace fugong::casework
