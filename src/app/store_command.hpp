// `fugong store`: backup, restore, copy and check of a database. Private to the program.
#pragma once

#include <functional>
#include <string>

#include "app/commands.hpp"

namespace CLI {
class App;
}

namespace fugong::app {

struct StoreCommand {
  DataPlace data;    ///< of backup, restore, check
  std::string file;  ///< the backup: of `backup` one that isn't there yet
  std::string from;  ///< URLs of `copy`
  std::string to;
};
/// Each prints what each table holds.
int run_store_backup(const Common& common, const StoreCommand& command);
int run_store_restore(const Common& common, const StoreCommand& command);
int run_store_copy(const Common& common, const StoreCommand& command);
int run_store_check(const Common& common, const StoreCommand& command);

/// Adds the group to the command line; the command that is chosen is put into `action`.
void add_store(CLI::App& app, const Common& common, std::function<int()>& action);

}  // namespace fugong::app
