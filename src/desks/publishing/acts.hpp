// Acts: what is done to a draft as a whole, by a route or from the console; what may be done, and
// by whom, draft_rules.hpp says.
//
//   auto taken = act(t, audit, *draft, {Act::withdraw, "console", now_ms, why}, "console");
//
// The line of the draft's history, what is published or withdrawn by it, and its event in the audit
// log, in the caller's transaction: all of them or none.
#pragma once

#include <optional>
#include <string_view>

#include "desks/publishing/published.hpp"
#include "platform/audit/audit.hpp"

namespace fugong::publishing {

/// `publication`: what Act::publish publishes, at the revision that the act makes. "not-now" if the
/// draft's state is not open to it.
Result<Draft> act(store::Transaction& t, const audit::Audit& audit, const Draft& draft,
                  const Doing& doing, std::string_view role,
                  std::optional<Publication> publication = {});

/// The event of something that was done to the draft, which has become this one.
Result<void> prove(store::Transaction& t, const audit::Audit& audit, const Draft& draft,
                   const Doing& doing, std::string_view role);

}  // namespace fugong::publishing
