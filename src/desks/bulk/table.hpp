// Table: a spreadsheet or CSV that somebody sends, with a head and rows; and the same on its way
// out. Private to the room.
//
//   auto table = read_table(bytes);                 // XLSX by its bytes, else CSV in UTF-8 or
//   GB18030 table->rows[0].cells[2].text std::string csv = csv_of({"reference", "answer"}, rows);
//
// A fault of the shape concerns the whole file: "bulk-unreadable", "bulk-empty",
// "bulk-too-many-rows", "bulk-column-twice", "bulk-row-shape" (a CSV row that isn't as wide as the
// head). Blank rows are left out. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sheets/sheet_reader.hpp"

namespace fugong::bulk {

inline constexpr std::size_t kMaxRows = 1'000;
inline constexpr std::size_t kMaxColumns = 100;
inline constexpr std::size_t kMaxCellBytes = 4'000;

struct Table {
  std::vector<std::string> columns;
  std::vector<sheets::SheetRow> rows;  ///< each as wide as the head
};

Result<Table> read_table(std::string_view bytes);

/// Whether a spreadsheet would take this for something to work out (CWE-1236).
bool is_formula(std::string_view text);
/// UTF-8 with a byte order mark, which spreadsheets want; what they would work out is made a text
/// by an apostrophe before it, but for plain numbers.
std::string csv_of(const std::vector<std::string>& columns,
                   const std::vector<std::vector<std::string>>& rows);
/// The same as XLSX, all of it texts.
Result<std::string> xlsx_of(const std::string& sheet, const std::vector<std::string>& columns,
                            const std::vector<std::vector<std::string>>& rows);

}  // namespace fugong::bulk
