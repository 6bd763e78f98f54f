// Who has a say over whose account. Private to the room.
#pragma once

#include <cstddef>
#include <cstdint>

#include "platform/identity/accounts.hpp"

namespace fugong::identity {

inline constexpr std::size_t kInvitationBytes = 20;

/// Whether the grant was not narrowed to other actions: a key's, a helper's, an officer's.
bool goes_so_far(const Grant& grant, Action action);

/// Whether one of the caller's grants, as far as it goes, gives and ends this role there.
bool may_give(const Caller& by, Role role, std::string_view scope, Action action,
              std::int64_t now_ms);

/// Whether the holder of a grant may give this role anew: an officer, who decides cases, names no
/// second pair of eyes.
bool may_give_new(const Grant& by, Role role, std::string_view scope);

/// Whether an administrator's role of the caller lets him do so to anybody.
bool is_over_all(const Caller& by, Action action, std::int64_t now_ms);

/// Whether the caller is an officer who may lock people and grant every role that the person holds
/// as an office, of which there is one.
bool is_above(const Caller& by, const Person& person, std::int64_t now_ms);

/// Whether an administrator has handed the person his secret, so that somebody knows who it is, and
/// that was another than the caller: with the secret and what the caller adds to it he would be
/// that person.
bool is_of_another(const Caller& by, const Person& person);
/// The fault of who isn't: grant-self-joined, person-handed.
tl::unexpected<Faults> not_of_another(const Person& person);

bool may_see(const Caller& by, const Person& person, std::int64_t now_ms);
/// Somebody who was let in and holds no office yet, to whom the caller may give one.
bool is_newcomer_to(const Caller& by, const Person& person, std::int64_t now_ms);

/// The grant that the caller wants to give, if he may: access-no-role, access-outside,
/// access-beyond-consent, grant-by-mandate, grant-time, grant-only, scope-invalid.
Result<Grant> make_grant(const Caller& by, std::int64_t person, const NewGrant& wanted,
                         Action action, std::int64_t now_ms, Random& random);

/// In place of those that the person had.
Result<void> write_invitation(store::Transaction& t, const OneTimeSecret& secret);

}  // namespace fugong::identity
