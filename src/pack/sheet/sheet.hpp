// Sheet: the parameters and decision tables of one provision or pack decision, to be edited cell by
// cell, and written back into the pack's text.
//
//   auto sheet = read_sheet(files, "5.2");                     // from the text: it need not
//   compile SheetEdit edit;  edit.tables = {{"tier", std::nullopt, rows, "/tables/0"}}; auto
//   changed = write_sheet(files, "5.2", edit);            // only the files that change law::Source
//   source = book.source(); apply(edit, "5.2", source);                                // the same,
//   to be tried unsaved
//
// Cells are the texts of the file: "-", ">= 10", "\"large\"". Written back, the file keeps its
// comments, its order and everything else that it says; a file that was not in canonical form
// (pack/format) is then. What is compiled of an edit names its cells: the fault of a cell stands at
// the pointer of its table with "/rows/ROW/COLUMN" behind, that of a parameter at its own.
//
// Faults: sheet-unknown (no such owner), sheet-part (no parameter or table of that name),
// table-cells (a row with too few or too many cells), cell-invalid (a line break in it, or empty),
// and those of the readers of YAML and CSV. Pure; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pack/pack.hpp"

namespace fugong::pack {

inline constexpr std::size_t kMaxCellBytes = 2000;

struct SheetColumn {
  bool is_input = true;
  std::string name;  ///< the expression that is tested, or the name of the output
  std::string type;  ///< as the file says it; empty: it is inferred
};

struct SheetTable {
  std::string name;  ///< of the definition, or of the decision itself
  Text label;
  std::string file;  ///< that its rules stand in
  std::string hit;   ///< "F"
  std::vector<SheetColumn> columns;
  std::vector<std::vector<std::string>> rows;
};

struct SheetParameter {
  std::string name;
  Text label;
  Text clause;
  std::string type;
  std::string step;
  std::string value;
};

struct Sheet {
  std::string owner;
  bool is_decision = false;
  Text title;
  std::string file;
  std::vector<SheetParameter> parameters;
  std::vector<SheetTable> tables;
};

/// What is to stand there instead. What is not named stays.
struct SheetEdit {
  struct Value {
    std::string name;
    std::string value;
    std::string pointer;  ///< of the value in what was sent
  };
  struct Rows {
    std::string name;
    std::optional<std::string> hit;
    std::vector<std::vector<std::string>> rows;
    std::string pointer;  ///< of the table in what was sent
  };
  std::vector<Value> parameters;
  std::vector<Rows> tables;
};

/// Every provision and pack decision that has parameters or tables; what can't be read is left out.
std::vector<Sheet> sheets_of(const Files& files);
Result<Sheet> read_sheet(const Files& files, std::string_view owner);

/// The files that change, as they are then.
Result<Files> write_sheet(const Files& files, std::string_view owner, const SheetEdit& edit);

/// Puts the edit into a source whose owner has the same tables.
Result<void> apply(const SheetEdit& edit, std::string_view owner, law::Source& source);

}  // namespace fugong::pack
