// Fuzz target of the CSV reader: whatever the bytes, it answers with a table whose rows are all as
// wide as its header and that reads the same once written out, or with faults that have a place
// and both languages.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void write_row(std::string& out, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ',';
    out += '"';
    for (const char c : cells[i]) {
      if (c == '"') out += '"';
      out += c;
    }
    out += '"';
  }
  out += "\r\n";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto csv = fugong::parse_csv(text, "fuzz.csv");
  if (!csv) {
    require(!csv.error().empty());
    for (const auto& fault : csv.error()) {
      require(!fault.message.zh.empty() && !fault.message.en.empty());
      require(!fault.remedy.zh.empty() && !fault.remedy.en.empty());
      require(fault.place.line > 0 || fault.code == "csv-too-large");
    }
    return 0;
  }
  std::string out;
  require(!csv->header.empty());
  write_row(out, csv->header);
  std::int32_t line = 0;
  for (const auto& row : csv->rows) {
    require(row.cells.size() == csv->header.size());
    require(row.line > line);
    line = row.line;
    write_row(out, row.cells);
  }
  const auto again = fugong::parse_csv(out, "again.csv");
  require(again.has_value() && again->header == csv->header);
  require(again->rows.size() == csv->rows.size());
  for (std::size_t i = 0; i < csv->rows.size(); ++i) {
    require(again->rows[i].cells == csv->rows[i].cells);
  }
  return 0;
}
