#include "pack/format/pipe_table.hpp"

#include "base/text.hpp"

namespace fugong::pack {

std::optional<std::vector<Cell>> split_row(std::string_view line) {
  const std::string_view trimmed = trim(line);
  if (trimmed.size() < 2 || trimmed.front() != '|' || trimmed.back() != '|') return std::nullopt;
  const auto first = static_cast<std::size_t>(trimmed.data() - line.data());
  const std::size_t end = first + trimmed.size();
  std::vector<Cell> cells;
  std::size_t start = first + 1;
  for (std::size_t at = start; at < end; ++at) {
    if (line[at] != '|' || line[at - 1] == '\\') continue;
    const std::string_view raw = trim(line.substr(start, at - start));
    Cell cell;
    const std::size_t offset =
        raw.empty() ? start : static_cast<std::size_t>(raw.data() - line.data());
    cell.column = static_cast<std::int32_t>(count_code_points(line.substr(0, offset))) + 1;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      if (raw[i] == '\\' && i + 1 < raw.size() && raw[i + 1] == '|') continue;
      cell.text += raw[i];
    }
    cells.push_back(std::move(cell));
    start = at + 1;
  }
  if (start != end) return std::nullopt;  // the last bar was escaped
  return cells;
}

}  // namespace fugong::pack
