#include "desks/casework/case_access.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "desks/casework/case_room.hpp"

namespace fugong::casework {
namespace {

using identity::Action;
using identity::Grant;
using identity::ScopeKind;

constexpr std::array<std::pair<identity::Role, Role>, 8> kRolesInCases{{
    {identity::Role::owner, Role::owner},
    {identity::Role::helper, Role::helper},
    {identity::Role::county_officer, Role::county_officer},
    {identity::Role::city_officer, Role::city_officer},
    {identity::Role::province_officer, Role::province_officer},
    {identity::Role::ministry_officer, Role::ministry_officer},
    {identity::Role::second_approver, Role::second_approver},
    {identity::Role::partner, Role::partner},
}};

/// Keys and the programme are nobody who could do something else besides.
void add_person(const std::string& actor, std::vector<std::int64_t>& people) {
  std::int64_t id = 0;
  const auto read = std::from_chars(actor.data(), actor.data() + actor.size(), id);
  if (read.ec == std::errc() && read.ptr == actor.data() + actor.size() && id != 0)
    people.push_back(id);
}

bool reaches(const Grant& grant, Action action, std::int64_t now_ms) {
  return identity::is_in_force(grant, now_ms) && identity::may_ever(grant.role, action) &&
         (grant.only.empty() || std::ranges::find(grant.only, action) != grant.only.end());
}

}  // namespace

Result<std::vector<store::Scope>> reaches_of(const identity::Caller& caller, std::int64_t now_ms,
                                             Action action) {
  std::vector<store::Scope> scopes;
  std::vector<std::string> regions;
  std::vector<std::string> firms;
  std::vector<std::string> bodies;
  bool is_everywhere = false;
  for (const Grant& grant : caller.grants) {
    if (!reaches(grant, action, now_ms)) continue;
    switch (identity::scope_kind(grant.role)) {
      case ScopeKind::region:
        if (grant.scope.empty()) is_everywhere = true;
        regions.push_back(grant.scope);
        break;
      case ScopeKind::firm:
        firms.push_back(grant.scope);
        break;
      case ScopeKind::body:
        bodies.push_back(grant.scope);
        break;
      case ScopeKind::none:
        is_everywhere = true;  // of a role that may do so, but without a place of its own
        break;
      default:
        break;
    }
  }
  if (is_everywhere) {
    scopes.push_back(store::Scope::everything("an office of the whole country"));
    return scopes;
  }
  const auto add = [&](Result<store::Scope> scope) -> Result<void> {
    if (!scope) return fail(std::move(scope.error()));
    scopes.push_back(std::move(*scope));
    return {};
  };
  Result<void> added;
  if (!regions.empty()) added = add(store::Scope::regions(std::move(regions)));
  if (added && !firms.empty()) added = add(store::Scope::firms(std::move(firms)));
  if (added && !bodies.empty()) added = add(store::Scope::bodies(std::move(bodies)));
  if (!added) return fail(std::move(added.error()));
  if (scopes.empty()) return identity::denied({identity::Reason::no_role});
  return scopes;
}

identity::Resource resource_of(const Case& now, const std::string& body, identity::Ties ties) {
  identity::Resource on;
  on.region = now.matter.place;
  on.firm = now.matter.firm;
  on.body = body;
  on.applicants = std::move(ties.acted);
  on.authors = std::move(ties.vouched);
  if (now.decision) add_person(now.decision->by, on.authors);
  for (const std::string& one : now.partners)
    add_person(one, on.partners);
  return on;
}

std::optional<Action> action_of(Act act, Role role) {
  const Action usual = is_applicant(role)      ? Action::case_file
                       : role == Role::partner ? Action::partner_answer
                                               : Action::case_decide;
  switch (act) {
    case Act::publication_ends:
    case Act::time_ran_out:
      return std::nullopt;
    case Act::rerun:
      return is_officer(role) ? std::optional(Action::case_decide) : std::nullopt;
    case Act::countersign:
    case Act::send_back:
      return Action::case_approve;
    case Act::annul:
      return role == Role::second_approver ? Action::case_approve : usual;
    case Act::order_payment:
    case Act::payment_failed:
    case Act::repay:
      return Action::case_pay;
    case Act::recover:
      return role == Role::second_approver ? Action::case_pay : Action::case_decide;
    default:
      return usual;
  }
}

std::vector<Role> roles_at(const identity::Caller& caller, const Matter& matter,
                           const std::string& body, std::int64_t now_ms) {
  std::vector<Role> roles;
  for (const auto& [theirs, ours] : kRolesInCases) {
    const bool holds = std::ranges::any_of(caller.grants, [&](const Grant& grant) {
      if (grant.role != theirs || !identity::is_in_force(grant, now_ms)) return false;
      switch (identity::scope_kind(theirs)) {
        case ScopeKind::firm:
          return grant.scope == matter.firm;
        case ScopeKind::region:
          return matter.place.starts_with(grant.scope);
        default:
          return !body.empty() && grant.scope == body;
      }
    });
    if (holds) roles.push_back(ours);
  }
  return roles;
}

}  // namespace fugong::casework
