// Powers: what a caller may do with people and keys, said beforehand, so that no page has to guess
// it. The same rules decide when it is done (accounts.hpp, keys.hpp), which know more: that
// somebody is the last administrator, say.
//
//   const Powers powers = powers_over(caller, person, now_ms);    // {lock, reset},
//   {county_officer}
//
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/identity/accounts.hpp"

namespace fugong::identity {

enum class PersonAct : std::uint8_t { lock, unlock, reset, leave };
std::string_view name_of(PersonAct act);

/// A role that may be given, with any scope that begins so (of other roles than those of regions:
/// any at all).
struct Grantable {
  Role role = Role::county_officer;
  std::string within = {};
  friend bool operator==(const Grantable&, const Grantable&) = default;
};

struct Powers {
  std::vector<PersonAct> acts;
  std::vector<Grantable> grantable;
  std::vector<std::int64_t> endable;  ///< ids of the person's grants
};
/// Nothing over oneself.
Powers powers_over(const Caller& by, const Person& person, std::int64_t now_ms);

/// Whether the caller manages people, locks them or gives roles at all.
bool has_say(const Caller& by, std::int64_t now_ms);

/// Whether the caller lets people in, who are given their roles by another.
bool may_join(const Caller& by, std::int64_t now_ms);

/// In which role the keys act that the holder of a role makes: in his own, an owner's as helpers.
Role role_for_keys(Role holder);

/// A key that may be made: of this role, for this scope or a part of it, for some of these actions.
struct Makeable {
  Role role = Role::partner;
  std::string scope = {};
  std::vector<Action> only = {};
};
std::vector<Makeable> makeable_by(const Caller& by, std::int64_t now_ms);

/// Whether the caller lists keys at all, be it that he makes none.
bool has_keys(const Caller& by, std::int64_t now_ms);

/// Whether programs may do so with a key; never what people are to decide.
bool is_for_keys(Action action);

}  // namespace fugong::identity
