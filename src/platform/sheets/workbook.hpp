// Workbook: figures as an XLSX file (ECMA-376), for people who work with spreadsheets.
//
//   auto book = Workbook::create("out/report.xlsx");
//   book->begin_sheet("provisions", {"provision", "amount (yuan)"});
//   book->add_row({"5.2", __int128{12345}}) ...          // 123.45
//   book->close();                                    // whether all of it was written
//
// One row after the other, in constant memory. Texts are texts: nothing is read as a formula.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/fault.hpp"

namespace fugong::sheets {

/// Rows that a sheet can have, its head among them.
inline constexpr std::size_t kMaxRows = 1'048'576;

class Workbook {
 public:
  /// A text, a count, or fen: a sheet keeps fifteen digits of a number, so larger ones are texts.
  using Cell = std::variant<std::string, std::int64_t, __int128>;

  static Result<Workbook> create(const std::string& path);
  Workbook(Workbook&&) noexcept;
  Workbook& operator=(Workbook&&) noexcept;
  ~Workbook();

  /// `name`: at most 31 characters, none of []:*?/\ among them.
  /// Lines of a title are shown below each other.
  void begin_sheet(const std::string& name, const std::vector<std::string>& titles);
  /// As many cells as columns. Rows beyond kMaxRows are a fault of close().
  void add_row(const std::vector<Cell>& cells);
  Result<void> close();

 private:
  struct Impl;
  explicit Workbook(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace fugong::sheets
