// `fugong partners`: which partner body serves which places. Private to the program.
#pragma once

#include <functional>
#include <string>

#include "app/commands.hpp"

namespace CLI {
class App;
}

namespace fugong::app {

struct PartnersCommand {
  std::string database;  ///< URL or path
  std::string body;
  std::string place;
  std::string task;
  bool json = false;
};

int run_partners_add(const Common& common, const PartnersCommand& command);
int run_partners_list(const Common& common, const PartnersCommand& command);
int run_partners_end(const Common& common, const PartnersCommand& command);

/// Adds the group to the command line; the command that is chosen is put into `action`.
void add_partners(CLI::App& app, const Common& common, std::function<int()>& action);

}  // namespace fugong::app
