// The schemas of all rooms that keep something in the program's database.
#pragma once

#include <vector>

#include "platform/store/backup.hpp"

namespace fugong::app {

/// A room stands behind those to whose tables its own refer. A room that isn't here is neither
/// backed up nor restored, and its tables show as left out.
const std::vector<store::RoomSchema>& room_schemas();
/// Brings all of them up.
Result<void> migrate_rooms(store::Database& database);

}  // namespace fugong::app
