// `fugong packs`: what was published to a database, and taking it back where no server starts.
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
  bool json = false;
};
/// Every published pack, with who published it and how it stands today.
int run_packs_list(const Common& common, const PacksCommand& command);
/// Does to a publication what its withdrawal in the staff app does; says what is in force then.
int run_packs_withdraw(const Common& common, const PacksCommand& command);

/// Adds the group to the command line; the command that is chosen is put into `action`.
void add_packs(CLI::App& app, const Common& common, std::function<int()>& action);

}  // namespace fugong::app
