#include "app/kept_elsewhere.hpp"

#include <set>

#include "platform/audit/about.hpp"
#include "platform/identity/mandates.hpp"
#include "platform/store/scope.hpp"

namespace fugong::app {
namespace {

using store::Transaction;

Result<void> add_cases(Transaction& t, const casework::Casebook& cases, const std::string& firm,
                       const std::string& actor, identity::KeptAmount& into) {
  auto scope = store::Scope::firms({firm});
  if (!scope) return fail(std::move(scope.error()));
  Transaction of_firm = t.within(*scope);
  casework::Wanted wanted;
  wanted.firm = firm;
  wanted.actors = std::vector<std::string>{actor};
  for (casework::After after;;) {
    const auto lines = cases.list(of_firm, wanted, after, casework::kMaxPage);
    if (!lines) return fail(lines.error());
    for (const casework::Queued& line : *lines)
      into.items.push_back(line.reference);
    if (lines->size() < casework::kMaxPage) return {};
    after = casework::behind(lines->back());
  }
}

}  // namespace

Result<identity::KeptAmounts> find_kept(store::Database& database, const identity::Context& people,
                                        const casework::Casebook& cases,
                                        const identity::Caller& caller) {
  const auto mandates = identity::Mandates(database, people, {}).list_own(caller);
  if (!mandates) return fail(mandates.error());
  std::set<std::string> firms;
  for (const identity::Mandate& m : *mandates)
    firms.insert(m.claim.firm);
  // A role for a firm may also have been given without a mandate.
  for (const identity::Grant& grant : caller.grants)
    if (identity::scope_kind(grant.role) == identity::ScopeKind::firm) firms.insert(grant.scope);
  const std::string id = std::to_string(caller.person);
  identity::KeptAmounts amounts;
  auto read = database.read([&](Transaction& t) -> Result<void> {
    amounts.clear();
    identity::KeptAmount& acted = amounts["cases"];
    for (const std::string& firm : firms) {
      auto added = add_cases(t, cases, firm, id, acted);
      if (!added) return added;
    }
    acted.count = static_cast<std::int64_t>(acted.items.size());
    const auto uploads = audit::count_by(t, id, "upload.put");
    if (!uploads) return fail(uploads.error());
    amounts["uploads"].count = *uploads;
    const auto events = audit::count_about(t, id);
    if (!events) return fail(events.error());
    amounts["audit"].count = *events;
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return amounts;
}

}  // namespace fugong::app
