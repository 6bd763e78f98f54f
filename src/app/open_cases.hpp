// What the cases that are open would be judged by a pack that is not served yet. Private to the
// program.
#pragma once

#include "app/commands.hpp"
#include "app/pack_library.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "desks/publishing/workshop.hpp"

namespace fugong::app {

/// What of the program it takes.
struct OpenCasesParts {
  const DataPlace& data;
  PackLibrary& library;
  const Clock& clock;
  const Clock& office;
  Random& random;
};

/// Every open case that `next`, which has loaded, would judge on the day, until `stopped`; nothing
/// is kept.
Result<publishing::CaseImpact> cases_under(store::Database& database,
                                           const publishing::Loaded& next, Date on,
                                           const std::function<bool()>& stopped,
                                           const OpenCasesParts& parts);

}  // namespace fugong::app
