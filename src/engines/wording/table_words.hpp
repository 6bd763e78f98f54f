// Decision tables in words. Private to engines/wording.
#pragma once

#include <vector>

#include "engines/wording/expression.hpp"

namespace fugong::wording {

/// How the table is read, then one line for each rule. `shape` is that of a table's one output.
std::vector<Text> table_words(const Speaker& speaker, const decision::Table& table,
                              const Shape& shape);

}  // namespace fugong::wording
