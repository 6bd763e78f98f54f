#include "platform/identity/powers.hpp"

#include <algorithm>
#include <array>

#include "platform/identity/authority.hpp"

namespace fugong::identity {
namespace {

/// By grants that hold and go so far; one that another goes beyond is left out.
std::vector<Grantable> grantable_by(const Caller& by, std::int64_t now_ms) {
  std::vector<Grantable> all;
  for (const Grant& grant : by.grants) {
    if (!is_in_force(grant, now_ms) || !goes_so_far(grant, Action::roles_grant)) continue;
    for (const Role role : all_roles()) {
      if (!may_give_new(grant, role, grant.scope)) continue;
      const Grantable one{
          role, scope_kind(role) == ScopeKind::region && scope_kind(grant.role) == ScopeKind::region
                    ? grant.scope
                    : ""};
      const auto within = [&](const Grantable& more) {
        return more.role == role && one.within.starts_with(more.within);
      };
      if (std::ranges::none_of(all, within)) all.push_back(one);
    }
  }
  std::ranges::stable_sort(all, {}, &Grantable::role);
  return all;
}

/// Whether the role may stand beside what the person holds, whatever its scope.
bool fits(const Person& person, Role role) {
  return std::ranges::all_of(person.grants, [&](const Grant& held) {
    if (scope_kind(held.role) == ScopeKind::firm) return true;
    const bool partners = held.role == Role::partner || role == Role::partner;
    return !is_administrator(held.role) && !is_administrator(role) &&
           (!partners || held.role == role);
  });
}

/// Whether the grant holds and goes so far, wherever.
bool may_by(const Grant& grant, Action action, std::int64_t now_ms) {
  return is_in_force(grant, now_ms) && may_ever(grant.role, action) && goes_so_far(grant, action);
}

bool may_somewhere(const Caller& by, Action action, std::int64_t now_ms) {
  return std::ranges::any_of(by.grants,
                             [&](const Grant& grant) { return may_by(grant, action, now_ms); });
}

}  // namespace

std::string_view name_of(PersonAct act) {
  constexpr std::array<std::string_view, 4> kNames{"lock", "unlock", "reset", "leave"};
  return kNames[static_cast<std::size_t>(act)];
}

Powers powers_over(const Caller& by, const Person& person, std::int64_t now_ms) {
  Powers powers;
  if ((by.person != 0 && by.person == person.id) || person.state == PersonState::left)
    return powers;
  const auto may_stop = [&](Action action) {
    return is_over_all(by, action, now_ms) || is_above(by, person, now_ms);
  };
  const bool locked = person.state == PersonState::locked;
  const bool handed = person.handed_by && !is_of_another(by, person);
  if (may_stop(Action::people_lock) && !(locked && handed))
    powers.acts.push_back(locked ? PersonAct::unlock : PersonAct::lock);
  if (is_over_all(by, Action::people_manage, now_ms)) powers.acts.push_back(PersonAct::reset);
  if (may_stop(Action::people_manage)) powers.acts.push_back(PersonAct::leave);
  if (is_of_another(by, person)) powers.grantable = grantable_by(by, now_ms);
  std::erase_if(powers.grantable, [&](const Grantable& one) { return !fits(person, one.role); });
  for (const Grant& held : person.grants) {
    if (may_give(by, held.role, held.scope, Action::roles_grant, now_ms))
      powers.endable.push_back(held.id);
  }
  return powers;
}

bool has_say(const Caller& by, std::int64_t now_ms) {
  return std::ranges::any_of(
      std::array{Action::people_manage, Action::people_lock, Action::roles_grant},
      [&](Action action) { return may_somewhere(by, action, now_ms); });
}

bool may_join(const Caller& by, std::int64_t now_ms) {
  return is_over_all(by, Action::people_manage, now_ms);
}

bool is_for_keys(Action action) {
  return action == Action::case_read || action == Action::case_file ||
         action == Action::partner_answer || action == Action::statistics_read;
}

Role role_for_keys(Role holder) {
  return holder == Role::owner ? Role::helper : holder;
}

std::vector<Makeable> makeable_by(const Caller& by, std::int64_t now_ms) {
  std::vector<Makeable> all;
  for (const Grant& grant : by.grants) {
    if (!may_by(grant, Action::keys_manage, now_ms)) continue;
    Makeable one{role_for_keys(grant.role), grant.scope, {}};
    for (const Action action : all_actions()) {
      if (is_for_keys(action) && may_ever(one.role, action) && goes_so_far(grant, action))
        one.only.push_back(action);
    }
    if (!one.only.empty()) all.push_back(std::move(one));
  }
  return all;
}

bool has_keys(const Caller& by, std::int64_t now_ms) {
  return may_somewhere(by, Action::keys_manage, now_ms);
}

}  // namespace fugong::identity
