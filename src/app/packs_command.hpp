// `fugong packs`: what was published to a database, taking it back where no server starts, and the
// packs that a database keeps as files.
// Private to the program.
#pragma once

#include <functional>
#include <string>

#include "app/commands.hpp"

namespace CLI {
class App;
}

namespace fugong::app {

struct PacksCommand {
  DataPlace data;
  std::string pack;
  std::string hash;
  std::string because;
  std::string kept_folder = kKeptFolder;
  bool json = false;
};
/// Every published pack, with who published it and how it stands today.
int run_packs_list(const Common& common, const PacksCommand& command);
/// Does to a publication what its withdrawal in the staff app does; says what is in force then.
int run_packs_withdraw(const Common& common, const PacksCommand& command);
/// Writes the kept pack of that hash into a folder, as `fugong replay` reads it there.
int run_packs_export(const Common& common, const PacksCommand& command);

/// Adds the group to the command line; the command that is chosen is put into `action`.
void add_packs(CLI::App& app, const Common& common, std::function<int()>& action);

}  // namespace fugong::app
