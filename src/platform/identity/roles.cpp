#include "platform/identity/roles.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.hpp"
#include "base/text.hpp"

namespace fugong::identity {
namespace {

/// Digits of GB/T 2260 that a region must have; any even number up to six.
constexpr int kAnyRegion = -1;

struct RoleFacts {
  std::string_view name;
  ScopeKind scope = ScopeKind::none;
  int digits = 0;
  Text label;
};

const std::array<RoleFacts, kRoles>& facts() {
  static const std::array<RoleFacts, kRoles> kFacts{{
      {"owner", ScopeKind::firm, 0, {"企业经办人", "owner"}},
      {"helper", ScopeKind::firm, 0, {"受托代办人", "helper"}},
      {"county_officer", ScopeKind::region, 6, {"县级经办", "county officer"}},
      {"city_officer", ScopeKind::region, 4, {"市级经办", "city officer"}},
      {"province_officer", ScopeKind::region, 2, {"省级经办", "province officer"}},
      {"ministry_officer", ScopeKind::region, 0, {"部级经办", "ministry officer"}},
      {"second_approver", ScopeKind::region, kAnyRegion, {"复核人", "second approver"}},
      {"policy_officer", ScopeKind::none, 0, {"政策编制", "policy officer"}},
      {"analyst", ScopeKind::region, kAnyRegion, {"分析人员", "analyst"}},
      {"partner", ScopeKind::body, 0, {"合作机构", "partner"}},
      {"system_admin", ScopeKind::none, 0, {"系统管理员", "system administrator"}},
      {"security_admin", ScopeKind::none, 0, {"安全管理员", "security administrator"}},
      {"audit_admin", ScopeKind::none, 0, {"审计管理员", "audit administrator"}},
  }};
  return kFacts;
}

constexpr std::array<std::string_view, kActions> kActionNames{
    "case_read",     "case_file",      "case_decide", "case_approve",    "case_pay",
    "fund_manage",   "fund_approve",   "pack_draft",  "pack_review",     "pack_publish",
    "people_manage", "people_lock",    "roles_grant", "keys_manage",     "mandate_confirm",
    "helper_invite", "partner_answer", "audit_read",  "statistics_read", "own_data"};

const RoleFacts& facts_of(Role role) {
  return facts()[static_cast<std::size_t>(role)];
}

bool is_firm_code(std::string_view scope) {
  return scope.size() == 18 &&
         std::ranges::all_of(scope, [](char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); });
}
bool is_body(std::string_view scope) {
  return !scope.empty() && scope.size() <= 64 && std::ranges::all_of(scope, [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-';
  });
}

tl::unexpected<Faults> scope_invalid(Role role, std::string_view scope, Text remedy) {
  const Text& label = label_of(role);
  return fail("scope-invalid", {},
              {fmt::format("“{}”不能是“{}”的范围", scope, label.zh),
               fmt::format("'{}' can't be the scope of '{}'", scope, label.en)},
              std::move(remedy));
}

}  // namespace

std::array<Role, kRoles> all_roles() {
  std::array<Role, kRoles> all{};
  for (std::size_t i = 0; i < kRoles; ++i)
    all[i] = static_cast<Role>(i);
  return all;
}

std::array<Action, kActions> all_actions() {
  std::array<Action, kActions> all{};
  for (std::size_t i = 0; i < kActions; ++i)
    all[i] = static_cast<Action>(i);
  return all;
}

std::string_view name_of(Role role) {
  return facts_of(role).name;
}
std::string_view name_of(Action action) {
  return kActionNames[static_cast<std::size_t>(action)];
}
const Text& label_of(Role role) {
  return facts_of(role).label;
}

const Text& label_of(Action action) {
  static const std::array<Text, kActions> kLabels{{
      {"查看案件", "read cases"},
      {"申请和补件", "apply and add papers"},
      {"审核案件", "decide cases"},
      {"复核案件", "approve cases"},
      {"拨付", "release payments"},
      {"提议资金收支", "propose moves of public money"},
      {"复核资金收支", "approve moves of public money"},
      {"起草政策包", "draft packs"},
      {"审查政策包", "review packs"},
      {"发布政策包", "publish packs"},
      {"管理人员", "manage people"},
      {"锁定人员", "lock people"},
      {"授予和收回角色", "give and end roles"},
      {"管理密钥", "manage keys"},
      {"确认授权", "confirm mandates"},
      {"邀请代办人", "invite helpers"},
      {"答复企业", "answer firms"},
      {"查阅审计记录", "read the audit record"},
      {"查看统计", "see figures"},
      {"管理自己的信息", "see to one's own data"},
  }};
  return kLabels[static_cast<std::size_t>(action)];
}

std::optional<Role> role_of(std::string_view name) {
  for (const Role role : all_roles())
    if (name_of(role) == name) return role;
  return std::nullopt;
}

std::optional<Action> action_of(std::string_view name) {
  for (const Action action : all_actions())
    if (name_of(action) == name) return action;
  return std::nullopt;
}

ScopeKind scope_kind(Role role) {
  return facts_of(role).scope;
}
bool is_administrator(Role role) {
  return role == Role::system_admin || role == Role::security_admin || role == Role::audit_admin;
}
bool needs_second_factor(Role role) {
  return role != Role::owner && role != Role::helper;
}

bool is_in_force(const Grant& grant, std::int64_t now_ms) {
  return grant.from_ms <= now_ms && (!grant.until_ms || now_ms < *grant.until_ms);
}

Result<void> check_scope(Role role, std::string_view scope) {
  const RoleFacts& of = facts_of(role);
  switch (of.scope) {
    case ScopeKind::firm:
      if (is_firm_code(scope)) return {};
      return scope_invalid(
          role, scope, {"写 18 位统一社会信用代码", "write a firm's credit code of 18 characters"});
    case ScopeKind::body:
      if (is_body(scope)) return {};
      return scope_invalid(
          role, scope,
          {"写合作机构的编号：小写字母、数字和短横，至多 64 个字符",
           "write a partner's id: lower-case letters, digits and '-', at most 64"});
    case ScopeKind::none:
      if (scope.empty()) return {};
      return scope_invalid(role, scope, {"不要写范围", "leave the scope out"});
    case ScopeKind::region:
      break;
  }
  const bool digits = std::ranges::all_of(scope, is_digit);
  if (of.digits == kAnyRegion) {
    if (digits && scope.size() <= 6 && scope.size() % 2 == 0) return {};
    return scope_invalid(
        role, scope,
        {"写行政区划代码的前 2、4 或 6 位，全国则不写",
         "write the first 2, 4 or 6 digits of a place's code, none for the country"});
  }
  if (digits && scope.size() == static_cast<std::size_t>(of.digits)) return {};
  return scope_invalid(
      role, scope,
      of.digits == 0
          ? Text{"不要写范围，指全国", "leave the scope out: it is the whole country"}
          : Text{fmt::format("写行政区划代码的前 {} 位", of.digits),
                 fmt::format("write the first {} digits of the place's code", of.digits)});
}

std::string join_actions(const std::vector<Action>& actions) {
  std::string names;
  for (const Action action : actions) {
    if (!names.empty()) names += ' ';
    names += name_of(action);
  }
  return names;
}

Result<std::vector<Action>> split_actions(std::string_view names) {
  std::vector<Action> actions;
  while (!(names = trim(names)).empty()) {
    const std::string_view name = names.substr(0, names.find(' '));
    names.remove_prefix(name.size());
    const auto action = action_of(name);
    if (!action) {
      const auto like = nearest(name, kActionNames);
      return fail(
          "unknown-action", {},
          {fmt::format("没有“{}”这种操作", name), fmt::format("no action '{}'", name)},
          {like ? fmt::format("是不是 {}？", *like) : "见 docs/identity.md 的表",
           like ? fmt::format("did you mean {}?", *like) : "see the table in docs/identity.md"});
    }
    if (std::ranges::find(actions, *action) == actions.end()) actions.push_back(*action);
  }
  return actions;
}

}  // namespace fugong::identity
