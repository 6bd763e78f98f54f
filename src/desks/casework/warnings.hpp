// Warnings: what a case has in common with cases of other firms about the same provision, before
// money goes out. Private to the room.
//
//   for (const Mark& mark : marks_of(now, procedure)) ...       // kept with the case's line
//   auto found = casebook.warnings(t, stored, procedure);       // those of others that are alike
//   std::ranges::all_of(*found, &Warning::is_cleared)
//
// The mechanisms stand here: a subject, a file, a person, a set of facts in common. What counts as
// many is the procedure's to say (`checks`). A mark is a hash: it is compared, and tells nothing.
#pragma once

#include <string>
#include <vector>

#include "desks/casework/case.hpp"

namespace fugong::casework {

struct Mark {
  std::string check;  ///< by its id
  std::string value;  ///< SHA-256 of what is compared
  friend auto operator<=>(const Mark&, const Mark&) = default;
};

struct Warning {
  std::string id;  ///< another one as soon as another case joins
  std::string check;
  Text title;
  std::vector<std::string> cases;  ///< of other firms, by their references
  std::int64_t firms = 0;          ///< others
  bool is_cleared = false;         ///< each of these cases was looked into
};

/// Those of the procedure, and the two that it needn't name.
std::vector<Check> checks_of(const Procedure& procedure);

/// In order, each once.
std::vector<Mark> marks_of(const Case& now, const Procedure& procedure);

}  // namespace fugong::casework
