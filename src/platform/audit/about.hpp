// About: what the log has by and about one person, for himself, and without what is personal in it
// once nobody needs that any more.
//
//   database.transact([&](store::Transaction& t) { return erase_about(t, person); });
//
// By the person's id as events name him. Free functions in the caller's transaction; any thread.
#pragma once

#include <cstdint>
#include <string>

#include "base/fault.hpp"
#include "platform/store/database.hpp"

namespace fugong::audit {

/// Events that he did; `action`: only such ones.
Result<std::int64_t> count_by(store::Transaction& t, const std::string& person,
                              const std::string& action);
/// Events that he did or that are about him.
Result<std::int64_t> count_about(store::Transaction& t, const std::string& person);
/// Erases the personal values of all of those for good (audit.hpp); how many. Whoever calls this
/// appends an event that says so.
Result<std::int64_t> erase_about(store::Transaction& t, const std::string& person);

}  // namespace fugong::audit
