// The steps of rooms' schemas: which were applied to a database, and applying more, within a
// transaction of Purpose::migrate. Private to the store.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/fault.hpp"
#include "platform/store/backup_file.hpp"
#include "platform/store/connection.hpp"

namespace fugong::store {

/// Of all rooms, room by room in order.
Result<std::vector<SchemaStep>> read_applied(Connection& connection);
std::vector<SchemaStep> steps_of(const std::vector<SchemaStep>& all, std::string_view room);

/// Whether what was applied of a room is the beginning of its migrations.
Result<void> check_applied(const std::vector<SchemaStep>& applied,
                           const std::vector<Migration>& migrations, const Place& place);
tl::unexpected<Faults> newer_schema(const Place& place);

/// Those of a room behind the first `from`, up to `to`.
Result<void> apply(Connection& connection, std::string_view room,
                   const std::vector<Migration>& migrations, std::size_t from, std::size_t to);
/// Reads which tables are scoped, and looks whether all is as it must be after migrations.
Result<void> check_whole_schema(Connection& connection);
/// All that are missing of one room.
Result<void> apply_all(Connection& connection, std::string_view room,
                       const std::vector<Migration>& migrations);

}  // namespace fugong::store
