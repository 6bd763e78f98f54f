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

/// Whether the holder of a grant may give this role anew: an officer gives no second pair of eyes,
/// because he hands out secrets as well.
bool may_give_new(const Grant& by, Role role, std::string_view scope);

/// Whether an administrator's role of the caller lets him do so to anybody.
bool is_over_all(const Caller& by, Action action, std::int64_t now_ms);

/// Whether the caller may grant every role that the person holds as an office, and there is one, by
/// roles that may do so to people.
bool is_above(const Caller& by, const Person& person, Action action, std::int64_t now_ms);

/// Whether the caller may have a one-time secret of that person: an officer none of somebody who is
/// a second pair of eyes, or acts for a firm, since with it he would be that person.
bool may_hand_secret(const Caller& by, const Person& person, std::int64_t now_ms);

bool may_see(const Caller& by, const Person& person, std::int64_t now_ms);

/// The grant that the caller wants to give, if he may: access-no-role, access-outside,
/// access-beyond-consent, grant-by-mandate, grant-time, grant-only, scope-invalid.
Result<Grant> make_grant(const Caller& by, std::int64_t person, const NewGrant& wanted,
                         Action action, std::int64_t now_ms, Random& random);

/// In place of those that the person had.
Result<void> write_invitation(store::Transaction& t, const OneTimeSecret& secret);

}  // namespace fugong::identity
