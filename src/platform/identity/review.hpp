// Review: who holds which office since when, by whom, and whether he uses it: what those who are in
// charge go through each quarter.
//
//   for (const HeldRole& one : *review_roles(database, now_ms)) ...
//
// Roles for firms are none: they come of mandates.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/identity/accounts.hpp"

namespace fugong::identity {

struct HeldRole {
  std::string login;
  PersonState state = PersonState::invited;  ///< invited: has never come in
  Grant grant;
  std::string given_by;  ///< login; empty: the console
  /// The last sign-in of those that are kept (kSessionKeptMs).
  std::optional<std::int64_t> signed_in_ms = {};
};

/// Those that hold now or will, by login, role and scope.
Result<std::vector<HeldRole>> review_roles(store::Database& database, std::int64_t now_ms);

}  // namespace fugong::identity
