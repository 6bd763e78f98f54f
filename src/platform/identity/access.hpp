// Access: may this caller do that to this thing? One pure decision over one table (access.cpp),
// with the reason.
//
//   const Verdict verdict = decide(caller, Action::case_approve,
//                                  {.region = "360102", .firm = code, .authors = {decided_by}},
//                                  now_ms);
//   if (!verdict.allowed()) return denied(verdict);
//
// Whoever serves a request asks it once for each thing that is touched; what lists rows puts the
// caller's grants into its query and may ask for each row as well. No database, no clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"
#include "platform/identity/roles.hpp"

namespace fugong::identity {

/// How long a second factor is fresh enough to approve, pay, publish and make keys.
inline constexpr std::int64_t kStepUpMs = 5 * 60'000;

/// Who asks: a person in a session, a key, or the console.
struct Caller {
  std::int64_t person = 0;  ///< 0: a key or the console
  std::string login = {};
  std::vector<Grant> grants = {};
  std::int64_t session = 0;    ///< 0: no session
  std::int64_t key = 0;        ///< 0: no API key
  std::int64_t factor_ms = 0;  ///< when a second factor was shown last; 0: never
  bool is_test = false;        ///< a key for trials: nothing that it does is real

  /// Whoever can open the database from the command line: the powers over people, roles and keys,
  /// none over cases. It goes through the same rules and is recorded.
  static Caller console();
};

/// Whether he has shown a second factor lately (kStepUpMs).
bool is_fresh(const Caller& caller, std::int64_t now_ms);

/// As the audit log, the ledger and the events of cases have him: a person's id, or "key-" and the
/// key's.
std::string actor_of(const Caller& caller);

/// What is touched. Leave empty what it has not: what isn't known is not reached.
struct Resource {
  std::string region = {};  ///< the code of the place to which it belongs, as long as it is known
  std::string firm = {};
  std::string body = {};
  std::int64_t person = 0;  ///< whose data it is
  /// Who decided the case or drafted the pack, and who let its applicants act for the firm.
  std::vector<std::int64_t> authors = {};
  std::vector<std::int64_t> applicants = {};  ///< who acts or once acted for the firm
  std::vector<std::int64_t> partners = {};    ///< who answered in it for a partner
};

enum class Reason : std::uint8_t {
  allowed,
  no_role,         ///< none of the caller's roles may ever do that
  outside,         ///< a role may, but not in this region, for this firm or body
  beyond_consent,  ///< the firm's consent, or the key, doesn't go so far
  own_work,        ///< whoever decided or drafted it is not the second pair of eyes
  own_firm,        ///< nobody decides about a firm for which he acts or once acted
  stale_factor,    ///< show the second factor again
};

struct Verdict {
  Reason reason = Reason::no_role;
  std::optional<Role> role = {};  ///< in which it is allowed
  bool allowed() const { return reason == Reason::allowed; }
};

Verdict decide(const Caller& caller, Action action, const Resource& on, std::int64_t now_ms);

/// Whether a role may do so at all, somewhere.
bool may_ever(Role role, Action action);

/// Whether the role approves, pays, reviews or publishes what another has decided or drafted: one
/// of two pairs of eyes is not named by the other.
bool is_second_pair(Role role);

/// Whether a holder of `by` may give (and end) this role there: each only below itself and within
/// its own region. To give one that is_second_pair() he has to be an administrator. Owners
/// and helpers come of mandates, never of a grant by hand.
bool may_grant(const Grant& by, Role role, std::string_view scope);

std::string_view name_of(Reason reason);
/// A fault "access-" + the reason's name, with the remedy.
tl::unexpected<Faults> denied(const Verdict& verdict);

}  // namespace fugong::identity
