// Backup, restore, copy and check of a whole database, from either database to either.
//
//   back_up(database, rooms, sink);        // one moment of it, while others write
//   (backup_file.hpp) restore(empty, rooms, source, "may");  // all of it or nothing copy(sqlite,
//   postgresql, rooms); check(database, rooms);                // what it holds, and whether it is
//   sound
//
// What is kept is what the program's rooms have made: their tables, as far as the steps of their
// schemas were applied. The rows of a table come in any order; its sum (TableSum) is the same for
// the same rows in either database, so that two databases can be told to be equal by what check()
// says.
//
// A restore applies the same steps again to a database without any table, puts the rows in,
// compares every sum with those of the file and those of what then stands in the database, applies
// the steps that the program has learnt since, and only then keeps it: a program that is killed, a
// full disk or a damaged file leave an empty database. Rows that a migration puts in are replaced
// by the file's.
//
// Faults besides those of the databases: "store-newer-schema" (a room or a step that this program
// doesn't know), "store-migration-changed", "store-not-empty", "backup-invalid", "backup-damaged",
// "backup-not-restored" (the database has made other rows of them), "store-corrupt".
// One thread for each database; copy() starts one of its own.
#pragma once

#include <string>
#include <vector>

#include "base/fault.hpp"
#include "platform/store/backup_file.hpp"
#include "platform/store/database.hpp"

namespace fugong::store {

/// The schema of one room, as Database::migrate takes it.
struct RoomSchema {
  std::string room;
  std::vector<Migration> migrations;
};

struct StoreContents {
  std::vector<TableSum> tables;       ///< in an order in which none refers to a later one
  std::vector<std::string> left_out;  ///< tables in the database that no room has made
};

/// `rooms` are all that the program has; a room stands behind those to whose tables its own refer.
Result<StoreContents> back_up(Database& database, const std::vector<RoomSchema>& rooms,
                              const BackupSink& sink);
/// `name` is the file's, for people.
Result<StoreContents> restore(Database& database, const std::vector<RoomSchema>& rooms,
                              const BackupSource& source, const std::string& name);
/// A backup that is restored at once.
Result<StoreContents> copy(Database& from, Database& to, const std::vector<RoomSchema>& rooms);
/// Reads all that a backup would, and looks whether pages (of SQLite) and references are sound.
Result<StoreContents> check(Database& database, const std::vector<RoomSchema>& rooms);

}  // namespace fugong::store
