#include "app/partner_service.hpp"

#include "desks/casework/partner_queues.hpp"

namespace fugong::app {
namespace {

using identity::ServingBody;
using store::Transaction;

/// What is changed of who serves where, and then the cases of those places.
template <class Change>
Result<void> follow(store::Database& database, const ServingBody& where, const Change& change) {
  auto migrated = database.migrate("casework", casework::migrations());
  if (!migrated) return migrated;
  return database.transact([&](Transaction& t) -> Result<void> {
    auto changed = change(t);
    if (!changed) return changed;
    return casework::Casebook::hand_over(t, casework::served_by_bodies(), where.place, where.task);
  });
}

}  // namespace

Result<ServingBody> begin_service(store::Database& database, const identity::Context& context,
                                  const ServingBody& wanted) {
  ServingBody named;
  auto done = follow(database, wanted, [&](Transaction& t) -> Result<void> {
    auto made = identity::Bodies(t, context).name(identity::Caller::console(), wanted);
    if (!made) return fail(std::move(made.error()));
    named = std::move(*made);
    return {};
  });
  if (!done) return fail(std::move(done.error()));
  return named;
}

Result<void> end_service(store::Database& database, const identity::Context& context,
                         const ServingBody& serving) {
  return follow(database, serving, [&](Transaction& t) -> Result<void> {
    return identity::Bodies(t, context).end(identity::Caller::console(), serving.id);
  });
}

}  // namespace fugong::app
