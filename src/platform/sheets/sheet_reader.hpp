// The first sheet of an XLSX file (ECMA-376), as rows of texts, for files of people outside.
//
//   auto rows = read_first_sheet(bytes);          // Result<std::vector<SheetRow>>
//   (*rows)[0].cells[2].text
//
// What a cell says is a text: numbers as their digits (fifteen, as spreadsheets keep them), dates
// as 2020-02-21, truth as true and false. What can't be taken at its word is marked instead of
// guessed: a formula, an error, a number of more digits than a spreadsheet keeps (a credit code
// that was read as a number has lost its end). Rows without any text are left out, so are those
// behind. XML with a DTD, too many rows, columns, or bytes are faults ("sheet-unreadable",
// "sheet-too-large"). Expat parses (only sheet_reader.cpp knows that).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"

namespace fugong::sheets {

struct SheetLimits {
  std::size_t max_rows = 10'000;
  std::size_t max_columns = 256;
  std::size_t max_cell_bytes = 8u << 10;
  std::size_t max_text_bytes = 16u << 20;  ///< of all cells together
  std::size_t max_shared_texts = 200'000;
};

struct SheetCell {
  enum class Kind : std::uint8_t {
    text,     ///< also a number or date that is what it says
    formula,  ///< whatever it came to when the file was saved
    rounded,  ///< a number with more digits than were kept
    error,    ///< such as #N/A
  } kind = Kind::text;
  std::string text;
};

struct SheetRow {
  std::int64_t row = 0;  ///< as the spreadsheet counts, from 1
  std::vector<SheetCell> cells;
};

Result<std::vector<SheetRow>> read_first_sheet(std::string_view bytes,
                                               const SheetLimits& limits = {});

}  // namespace fugong::sheets
