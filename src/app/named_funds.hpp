// The funds that a pack's procedures pay out of, for the desk of funds: each once, with the
// procedures that do, and in the provinces where what they grant is law.
#pragma once

#include <vector>

#include "desks/casework/procedure.hpp"
#include "desks/funds/fund_view.hpp"
#include "pack/pack.hpp"

namespace fugong::app {

std::vector<funds::NamedFund> named_funds(const pack::Pack& pack,
                                          const casework::Procedures& procedures);

}  // namespace fugong::app
