// Roles, and the grants that give them to people: who somebody is to this platform, where, since
// when and until when.
//
//   Grant{.role = Role::city_officer, .scope = "3601"}     // an officer of the city of Nanchang
//
// What a role may do stands in one table in access.cpp. Values; no database, no clock.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"

namespace fugong::identity {

/// The order is that of the tables in access.cpp; the names in the database are those of name_of.
enum class Role : std::uint8_t {
  owner,             ///< acts for a firm as one who may bind it; only by a confirmed mandate
  helper,            ///< acts for a firm with its consent; only by a confirmed mandate
  county_officer,    ///< decides cases of a county
  city_officer,      ///< of a city at prefecture level and of its counties
  province_officer,  ///< of a province-level unit and below
  ministry_officer,  ///< of the whole country
  second_approver,   ///< the second pair of eyes, and who releases payments; of any region
  policy_officer,    ///< drafts, reviews and publishes packs
  analyst,           ///< sees figures, no case; of any region
  partner,           ///< works for a bank, a landlord, a park: a body that takes part
  system_admin,      ///< people join, leave, are locked
  security_admin,    ///< roles and keys
  audit_admin,       ///< reads the audit record
};
inline constexpr std::size_t kRoles = 13;

/// What may be asked of the platform. The order is that of the table in access.cpp.
enum class Action : std::uint8_t {
  case_read,
  case_file,     ///< apply, add papers, object, for a firm
  case_decide,   ///< advise or refuse as the first officer
  case_approve,  ///< as the second one
  case_pay,      ///< release a payment
  fund_manage,   ///< propose that public money comes into a fund or leaves it
  fund_approve,  ///< the second pair of eyes for that
  pack_draft,
  pack_review,
  pack_publish,
  people_manage,  ///< join, leave, reset
  people_lock,
  roles_grant,  ///< which ones, says may_grant
  keys_manage,
  mandate_confirm,  ///< say that somebody may act for a firm
  helper_invite,
  partner_answer,  ///< offer, refuse or confirm what a firm asked of the body
  audit_read,
  statistics_read,
  own_data,  ///< see, correct and take along what is kept about oneself
};
inline constexpr std::size_t kActions = 20;

/// What a grant of a role is tied to.
enum class ScopeKind : std::uint8_t {
  firm,    ///< a unified social credit code
  region,  ///< the first digits of a code of GB/T 2260; none: the whole country
  body,    ///< the id of a partner
  none,
};

std::array<Role, kRoles> all_roles();
std::array<Action, kActions> all_actions();
/// "city_officer": stable, in the database, the API and the command line.
std::string_view name_of(Role role);
std::string_view name_of(Action action);
std::optional<Role> role_of(std::string_view name);
std::optional<Action> action_of(std::string_view name);
/// For people.
const Text& label_of(Role role);
const Text& label_of(Action action);

ScopeKind scope_kind(Role role);
/// One of the three that no two of are ever with one person (GB/T 22239-2019, 8.1.5).
bool is_administrator(Role role);
/// All but owners and helpers sign in with a second factor.
bool needs_second_factor(Role role);

/// A role given to somebody. Times are milliseconds since 1970 (UTC).
struct Grant {
  std::int64_t id = 0;
  std::int64_t person = 0;
  Role role = Role::owner;
  std::string scope = {};         ///< as scope_kind says; empty where there is none
  std::vector<Action> only = {};  ///< narrowed to these; empty: all that the role may
  std::int64_t from_ms = 0;
  std::optional<std::int64_t> until_ms = {};  ///< first moment at which it no longer holds
  std::int64_t granted_by = 0;                ///< a person; 0: the console
  friend bool operator==(const Grant&, const Grant&) = default;
};

bool is_in_force(const Grant& grant, std::int64_t now_ms);

/// Whether a role may have this scope: a county has 6 digits, a city 4, a province 2, the ministry
/// none; a firm's code 18 letters and digits; a body's id 1 to 64 of a-z, 0-9, '-'. Codes:
/// scope-invalid.
Result<void> check_scope(Role role, std::string_view scope);

/// Names with blanks between them, as the database and the command line have them; a name that is
/// none is a fault "unknown-action".
std::string join_actions(const std::vector<Action>& actions);
Result<std::vector<Action>> split_actions(std::string_view names);

}  // namespace fugong::identity
