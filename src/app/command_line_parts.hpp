// What several groups of the command line share. Private to the program.
#pragma once

#include "app/commands.hpp"

namespace CLI {
class App;
}

namespace fugong::app {

/// --data and --db: where the program keeps what it knows.
void add_data(CLI::App& command, const Common& common, DataPlace& data);

}  // namespace fugong::app
