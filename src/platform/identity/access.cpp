#include "platform/identity/access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace fugong::identity {
namespace {

// How far a role's action goes: '.' nowhere, F the firm, R the region, B the body, S oneself,
// A anywhere. One line for each role, one column for each action, in the order of the enums.
constexpr std::array<std::string_view, kRoles> kReach{
    // read, file, decide, approve, pay, fund, approve it; draft, review, publish;
    // people, lock, roles, keys; confirm, invite, answer; audit, statistics, own
    // clang-format off
    "FF....." "..." "...F" ".F." "..S",  // owner
    "FF....." "..." "...." "..." "..S",  // helper
    "R.R...." "..." "...R" "R.." ".RS",  // county officer
    "R.R.RR." "..." ".RRR" "R.." ".RS",  // city officer
    "R.R.RRR" "..." ".RRR" "R.." ".RS",  // province officer
    "R.R..RR" "..." ".RRR" "R.." ".RS",  // ministry officer
    "R..RR.R" "..." "...R" "..." ".RS",  // second approver
    "......." "AAA" "...A" "..." ".AS",  // policy officer
    "......." "..." "...R" "..." ".RS",  // analyst
    "B......" "..." "...B" "B.B" "..S",  // partner
    "......." "..." "AAA." "..." "..S",  // system administrator
    "......." "..." ".AAA" "..." "..S",  // security administrator
    "......." "..." "...." "..." "A.S",  // audit administrator
    // clang-format on
};
static_assert(std::ranges::all_of(kReach, [](auto line) { return line.size() == kActions; }));

// Which roles the holder of one gives and ends. Within its region, where it has one.
bool is_below(Role by, Role role) {
  switch (by) {
    case Role::system_admin:
      return role == Role::security_admin || role == Role::audit_admin;
    case Role::security_admin:
      return role != Role::security_admin && role != Role::audit_admin && role != Role::owner &&
             role != Role::helper;
    case Role::ministry_officer:
      return role == Role::province_officer || is_below(Role::province_officer, role);
    case Role::province_officer:
      return role == Role::city_officer || is_below(Role::city_officer, role);
    case Role::city_officer:
      return role == Role::county_officer;
    default:
      return false;
  }
}

char reach_of(Role role, Action action) {
  return kReach[static_cast<std::size_t>(role)][static_cast<std::size_t>(action)];
}

bool reaches(char reach, const Grant& grant, const Caller& caller, const Resource& on) {
  switch (reach) {
    case 'A':
      return true;
    case 'F':
      return !on.firm.empty() && on.firm == grant.scope;
    case 'B':
      return !on.body.empty() && on.body == grant.scope;
    case 'R':
      return on.region.starts_with(grant.scope);
    case 'S':
      return caller.person != 0 && on.person == caller.person;
    default:
      return false;
  }
}

/// What nobody does in a case in which he stands on the firm's side.
bool is_for_others(Action action) {
  return action == Action::case_decide || action == Action::case_approve ||
         action == Action::case_pay || action == Action::mandate_confirm ||
         action == Action::partner_answer;
}

/// What is for officials, and so for nobody who has answered for a partner.
bool is_official(Action action) {
  return is_for_others(action) && action != Action::partner_answer;
}

/// What another than the author must do.
bool takes_two(Action action) {
  return action == Action::case_approve || action == Action::case_pay ||
         action == Action::fund_approve || action == Action::pack_review ||
         action == Action::pack_publish;
}

bool takes_fresh_factor(Action action) {
  return action == Action::case_approve || action == Action::case_pay ||
         action == Action::fund_approve || action == Action::pack_publish;
}

/// The person behind what is done: of a key whoever made it, so that nobody does by a key what he
/// himself has to leave to others.
std::int64_t person_behind(const Caller& caller) {
  if (caller.key == 0) return caller.person;
  return caller.grants.empty() ? 0 : caller.grants.front().granted_by;
}

bool is_among(const Caller& caller, const std::vector<std::int64_t>& people) {
  const std::int64_t person = person_behind(caller);
  return person != 0 && std::ranges::find(people, person) != people.end();
}

bool acts_for(const Caller& caller, const std::string& firm, std::int64_t now_ms) {
  return !firm.empty() && std::ranges::any_of(caller.grants, [&](const Grant& grant) {
    return scope_kind(grant.role) == ScopeKind::firm && grant.scope == firm &&
           is_in_force(grant, now_ms);
  });
}

}  // namespace

std::string actor_of(const Caller& caller) {
  return caller.person != 0 ? std::to_string(caller.person) : "key-" + std::to_string(caller.key);
}

bool is_fresh(const Caller& caller, std::int64_t now_ms) {
  return caller.factor_ms != 0 && now_ms - caller.factor_ms < kStepUpMs;
}

Caller Caller::console() {
  return {.login = "console",
          .grants = {{.role = Role::system_admin}, {.role = Role::security_admin}}};
}

Verdict decide(const Caller& caller, Action action, const Resource& on, std::int64_t now_ms) {
  Reason best = Reason::no_role;
  std::optional<Role> role;
  for (const Grant& grant : caller.grants) {
    const char reach = reach_of(grant.role, action);
    if (reach == '.' || !is_in_force(grant, now_ms)) continue;
    Reason reason = Reason::allowed;
    if (!reaches(reach, grant, caller, on)) {
      reason = Reason::outside;
    } else if (!grant.only.empty() && std::ranges::find(grant.only, action) == grant.only.end()) {
      reason = Reason::beyond_consent;
    }
    // One grant that goes so far is enough; else the reason that is nearest to it.
    best = reason == Reason::allowed ? reason : std::max(best, reason);
    role = grant.role;
    if (best == Reason::allowed) break;
  }
  if (best != Reason::allowed) return {best};
  if (takes_two(action) && is_among(caller, on.authors)) return {Reason::own_work};
  if (is_for_others(action) &&
      (acts_for(caller, on.firm, now_ms) || is_among(caller, on.applicants)))
    return {Reason::own_firm};
  if (is_official(action) && is_among(caller, on.partners)) return {Reason::own_firm};
  if (takes_fresh_factor(action) && !is_fresh(caller, now_ms)) return {Reason::stale_factor};
  return {Reason::allowed, role};
}

bool may_ever(Role role, Action action) {
  return reach_of(role, action) != '.';
}

bool is_second_pair(Role role) {
  return std::ranges::any_of(
      all_actions(), [&](Action action) { return takes_two(action) && may_ever(role, action); });
}

bool may_grant(const Grant& by, Role role, std::string_view scope) {
  if (!is_below(by.role, role)) return false;
  return scope_kind(by.role) != ScopeKind::region || scope.starts_with(by.scope);
}

std::string_view name_of(Reason reason) {
  constexpr std::array<std::string_view, 7> kNames{
      "allowed", "no-role", "outside", "beyond-consent", "own-work", "own-firm", "stale-factor"};
  return kNames[static_cast<std::size_t>(reason)];
}

tl::unexpected<Faults> denied(const Verdict& verdict) {
  FUGONG_CHECK(!verdict.allowed(), "what is allowed is not refused");
  struct Words {
    Text message;
    Text remedy;
  };
  static const std::array<Words, 6> kWords{{
      {{"您的角色不能做这件事", "none of your roles may do that"},
       {"需要时请安全管理员授予角色", "if you need to, ask the security administrator for a role"}},
      {{"不在您的地区、企业或机构之内", "it is outside your region, firm or body"},
       {"请由管辖它的人办理", "leave it to whoever is in charge of it"}},
      {{"企业的授权或密钥的范围不到这一步", "the firm's consent, or the key, doesn't go so far"},
       {"请企业扩大授权，或换一把密钥", "ask the firm for wider consent, or use another key"}},
      {{"自己决定、起草的，或申请人的授权由自己确认的，不能由自己复核",
        "you decided or drafted it, or confirmed who applies, so you can't be the second pair of "
        "eyes"},
       {"请另一人办理", "have another person do it"}},
      {{"您代表或代表过这家企业，或替合作机构答复过，须回避",
        "you act or acted for this firm, or answered for a partner, and have no other part in its "
        "case"},
       {"请另一人办理", "have another person do it"}},
      {{"这一步要重新验证第二因素", "this step takes a fresh second factor"},
       {"再输入一次动态码", "enter a code once more"}},
  }};
  const Words& words = kWords[static_cast<std::size_t>(verdict.reason) - 1];
  return fail(fmt::format("access-{}", name_of(verdict.reason)), {}, words.message, words.remedy);
}

}  // namespace fugong::identity
