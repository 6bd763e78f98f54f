// The tables of the ledger. Private to the ledger; what each of them refuses by itself is told in
// docs/ledger.md.
#pragma once

#include <vector>

#include "platform/store/database.hpp"

namespace fugong::ledger {

const std::vector<store::Migration>& migrations();

}  // namespace fugong::ledger
