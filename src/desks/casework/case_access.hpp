// Whose cases a caller sees, and as whom he acts on one: from his grants. For every desk that shows
// something of a case.
//
//   auto reaches = reaches_of(caller, now_ms);              // of what he lists and looks up
//   const Acting as = acting(caller, stored, *procedure, Act::grant, ...);
//
// Pure.
#pragma once

#include <string>
#include <vector>

#include "desks/casework/case.hpp"
#include "platform/identity/access.hpp"
#include "platform/identity/mandates.hpp"
#include "platform/store/scope.hpp"

namespace fugong::casework {

/// All that the caller's grants to read cases (or another action) reach, one behind the other: an
/// officer's regions, an owner's firms, a partner's bodies. "access-*" for whom there are none.
Result<std::vector<store::Scope>> reaches_of(const identity::Caller& caller, std::int64_t now_ms,
                                             identity::Action action = identity::Action::case_read);

/// What a case is to identity; `ties`: of its firm, where it is asked about more than reading.
identity::Resource resource_of(const Case& now, const std::string& body, identity::Ties ties = {});

/// The action that an act by this role takes; none: no person does it.
std::optional<identity::Action> action_of(Act act, Role role);

/// The roles in which the caller meets this case, by the grants that reach it.
std::vector<Role> roles_at(const identity::Caller& caller, const Matter& matter,
                           const std::string& body, std::int64_t now_ms);

}  // namespace fugong::casework
