// Findings of a whole register: what offices had found about its firms, for whoever counts them.
//
//   auto found = findings_known(t, moment);                    // t within the scope of everything
//   law::Subject firm = with_findings(book, subject, one_firm_of(*found));
//
// Of a single case the Casebook tells (casebook.hpp).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "desks/casework/case.hpp"
#include "engines/law/rulebook.hpp"
#include "platform/store/database.hpp"

namespace fugong::casework {

/// What stands now, had been decided on the day as of which things are known, and holds on the
/// service date; of each fact of a firm what was decided last. By the firm's id.
Result<std::map<std::string, std::vector<Finding>>> findings_known(store::Transaction& t,
                                                                   const law::Moment& moment);

/// The firm with what has been found about it in place of what else was said.
law::Subject with_findings(const law::Rulebook& book, law::Subject firm,
                           const std::vector<Finding>& findings);

}  // namespace fugong::casework
