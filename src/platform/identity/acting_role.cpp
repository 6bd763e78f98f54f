#include "platform/identity/acting_role.hpp"

#include <algorithm>

#include "platform/identity/access.hpp"
#include "platform/identity/tables.hpp"

namespace fugong::identity {

Result<std::optional<Role>> acting_role(store::Transaction& t, std::int64_t person,
                                        std::initializer_list<Action> actions,
                                        std::int64_t now_ms) {
  const auto grants = read_grants(t, person, now_ms);
  if (!grants) return fail(grants.error());
  for (const Grant& grant : *grants) {
    if (!is_in_force(grant, now_ms)) continue;
    if (std::ranges::any_of(actions, [&](Action action) { return may_ever(grant.role, action); }))
      return grant.role;
  }
  return std::nullopt;
}

}  // namespace fugong::identity
