#include "app/report_files.hpp"

#include <utility>
#include <vector>

#include "app/files.hpp"
#include "app/register_run.hpp"
#include "desks/assessment/fund.hpp"
#include "platform/sheets/workbook.hpp"

namespace fugong::app {

namespace {

using assessment::Cell;
using assessment::Column;
using assessment::Fen;
using assessment::Table;
using sheets::Workbook;

/// Tables for one folder below that of the run; empty: the folder itself.
struct Part {
  std::string folder;
  std::vector<Table> tables;
};

/// A text takes two columns, as in CSV.
void add_sheet(Workbook& book, const std::string& name, const Table& table) {
  std::vector<std::string> titles;
  for (const Column& column : table.columns) {
    if (column.kind == Column::Kind::text) {
      titles.insert(titles.end(), {column.label.zh, column.label.en});
    } else {
      titles.push_back(column.label.zh + "\n" + column.label.en);
    }
  }
  book.begin_sheet(name, titles);
  for (const std::vector<Cell>& row : table.rows) {
    std::vector<Workbook::Cell> cells;
    for (const Cell& cell : row) {
      if (const auto* text = std::get_if<Text>(&cell)) {
        cells.insert(cells.end(), {text->zh, text->en});
      } else if (const auto* count = std::get_if<std::int64_t>(&cell)) {
        cells.emplace_back(*count);
      } else if (const auto* money = std::get_if<Fen>(&cell)) {
        cells.emplace_back(money->sum);
      } else {
        cells.emplace_back(std::get<std::string>(cell));
      }
    }
    book.add_row(cells);
  }
}

Result<void> write_tables(const std::string& folder, const std::vector<Part>& parts) {
  auto book = Workbook::create(folder + "/report.xlsx");
  if (!book) return fail(std::move(book.error()));
  for (const Part& part : parts) {
    const std::string within = part.folder.empty() ? folder : folder + "/" + part.folder;
    if (!part.folder.empty()) {
      if (auto made = make_folder(within); !made) return fail(std::move(made.error()));
    }
    for (const Table& table : part.tables) {
      auto written = write_file(within + "/" + table.name + ".csv", assessment::to_csv(table));
      if (!written) return written;
      add_sheet(*book, part.folder.empty() ? table.name : part.folder + " " + table.name, table);
    }
  }
  return book->close();
}

template <class Figures>
Result<void> write_pages(const std::string& folder, const Figures& figures,
                         assessment::ReportFrame& frame) {
  constexpr const char* kZh = "report.html";
  constexpr const char* kEn = "report.en.html";
  frame.other_page = kEn;
  auto written = write_file(folder + "/" + kZh, assessment::report_page(figures, frame, "zh"));
  if (!written) return written;
  frame.other_page = kZh;
  return write_file(folder + "/" + kEn, assessment::report_page(figures, frame, "en"));
}

}  // namespace

Result<void> write_report(const std::string& folder, const assessment::Assessment& assessment,
                          assessment::ReportFrame frame) {
  auto written = write_tables(folder, {{"", assessment.tables()}});
  if (!written) return written;
  return write_pages(folder, assessment, frame);
}

Result<void> write_report(const std::string& folder, const assessment::Comparison& comparison,
                          assessment::ReportFrame frame) {
  std::vector<Table> tables = comparison.tables();
  if (frame.reform != nullptr && !frame.reform->funds.empty()) {
    tables.push_back(assessment::fund_table(comparison.before, &comparison, frame.reform->funds));
  }
  auto written = write_tables(folder, {{"", std::move(tables)},
                                       {"before", comparison.before.tables()},
                                       {"after", comparison.after.tables()}});
  if (!written) return written;
  return write_pages(folder, comparison, frame);
}

}  // namespace fugong::app
