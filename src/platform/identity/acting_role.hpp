// As whom somebody did what the record of accounts tells of him.
#pragma once

#include <initializer_list>
#include <optional>

#include "platform/identity/roles.hpp"
#include "platform/store/database.hpp"

namespace fugong::identity {

/// The first role that the person holds at that time and in which one of these may ever be done;
/// empty: none. In the transaction of the change, so that it is the role that he had then.
Result<std::optional<Role>> acting_role(store::Transaction& t, std::int64_t person,
                                        std::initializer_list<Action> actions, std::int64_t now_ms);

}  // namespace fugong::identity
