// The options of `fugong audit`. For the command line only.
#pragma once

#include <functional>

#include "app/commands.hpp"

namespace CLI {
class App;
}

namespace fugong::app {

/// Adds the commands to `app`. The one that is given leaves in `action` what is to be run; all that
/// is passed must outlive it.
void add_audit(CLI::App& app, Common& common, AuditCommand& audit, std::function<int()>& action);

}  // namespace fugong::app
