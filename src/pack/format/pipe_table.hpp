// One row of a table between bars: `| >= 10 | "a\|b" |`. Both the reader of packs and the
// formatter read rows with this.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fugong::pack {

struct Cell {
  std::string text;         ///< without the blanks around it, `\|` read as `|`
  std::int32_t column = 1;  ///< of its first character in the line, in code points
};

/// The cells of a line; nothing if it doesn't start and end with a bar.
std::optional<std::vector<Cell>> split_row(std::string_view line);

}  // namespace fugong::pack
