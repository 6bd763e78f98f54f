// Routes of the desk at which packs are written, checked, approved and published;
// docs/api/openapi.yaml says what each takes and answers, docs/publishing.md what it is for.
//
//   publishing::add_routes(router, {databases, shelf, workshop, people, ...});
//
// Policy officers by their session; who wrote any of a draft neither reviews nor publishes it.
// What takes long is a job of the workshop; packs are loaded by the shelf.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "desks/publishing/workshop.hpp"
#include "platform/api/idempotency.hpp"
#include "platform/audit/audit.hpp"
#include "platform/http/router.hpp"
#include "platform/identity/door/door.hpp"

namespace fugong::publishing {

/// What the routes need; what is referred to must outlive the router.
struct PublishingDesk {
  store::Pool& databases;
  Shelf& shelf;
  Workshop& workshop;
  std::shared_ptr<const Loaded> founding;  ///< the pack that the program has
  std::string served;                      ///< hash of the pack that other routes answer by
  const identity::Context& people;
  identity::Cookie cookie;
  const Clock& office;
  Random& random;  ///< workers share it
  const api::Idempotency& idempotency;
  const audit::Audit& audit;
  /// Told when another pack may be in force. May be empty.
  std::function<void()> changed;
};

/// /api/v1/pack-drafts and below; GET /api/v1/packs, which is public.
void add_routes(http::Router& router, const PublishingDesk& desk);

}  // namespace fugong::publishing
