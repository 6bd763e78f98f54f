#include "pack/format/writers.hpp"

namespace fugong::pack {

namespace {

bool needs_quotes(const std::string& cell, bool alone) {
  if (cell.empty()) return alone;  // else the line would be no row
  return cell.find_first_of(",\"\r\n") != std::string::npos || cell.front() == ' ' ||
         cell.back() == ' ';
}

void write_row(std::string& out, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i != 0) out += ',';
    if (!needs_quotes(cells[i], cells.size() == 1)) {
      out += cells[i];
      continue;
    }
    out += '"';
    for (const char c : cells[i]) {
      if (c == '"') out += c;
      out += c;
    }
    out += '"';
  }
  out += '\n';
}

}  // namespace

std::string write_csv(const Csv& csv) {
  std::string out;
  write_row(out, csv.header);
  for (const CsvRow& row : csv.rows)
    write_row(out, row.cells);
  return out;
}

}  // namespace fugong::pack
