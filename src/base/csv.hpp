// CSV as in RFC 4180, UTF-8 (a BOM is skipped), first row is the header. Shape faults (a row with
// too few or too many cells, an open quote, bad UTF-8) name file, row and column.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"

namespace fugong {

struct CsvLimits {
  std::size_t max_bytes = 64u << 20;
  std::size_t max_rows = 1'000'000;
  std::size_t max_columns = 256;
  std::size_t max_cells = 16'000'000;
  std::size_t max_cell_bytes = 64u << 10;
};

struct CsvRow {
  std::int32_t line = 0;  ///< line in the file on which the row starts, 1-based
  std::vector<std::string> cells;
};

struct Csv {
  std::string file;
  std::vector<std::string> header;
  std::vector<CsvRow> rows;
  /// Index of a column by its header, if there.
  std::optional<std::size_t> column(std::string_view name) const;
};

Result<Csv> parse_csv(std::string_view text, std::string file, const CsvLimits& limits = {});

}  // namespace fugong
