// The tables that rooms' migrations make, by what the program says and not by what a database has:
// the same for both databases. Private to the store.
#pragma once

#include <string>
#include <vector>

#include "base/fault.hpp"
#include "platform/store/backup.hpp"

namespace fugong::store {

struct TableShape {
  std::string name;
  std::vector<std::string> columns;  ///< that are written: not those that the database works out
};

/// After so many steps of each room: in an order in which no table refers to a later one.
Result<std::vector<TableShape>> shapes_after(const std::vector<RoomSchema>& rooms,
                                             const std::vector<std::size_t>& steps);

}  // namespace fugong::store
