#include "desks/bulk/table.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/csv_rows.hpp"
#include "base/decimal.hpp"
#include "base/text.hpp"
#include "base/tree.hpp"
#include "platform/sheets/archive.hpp"
#include "platform/sheets/workbook.hpp"

namespace fugong::bulk {
namespace {

using sheets::SheetCell;
using sheets::SheetRow;

tl::unexpected<Faults> too_many() {
  return fail(
      "bulk-too-many-rows", {},
      {fmt::format("一次至多 {} 行", kMaxRows), fmt::format("at most {} rows at once", kMaxRows)},
      {"分成几个文件", "split it into several files"});
}
tl::unexpected<Faults> unreadable(const Fault& why) {
  return fail("bulk-unreadable", {}, why.message, why.remedy);
}

bool is_blank(const SheetRow& row) {
  return std::ranges::all_of(row.cells, [](const SheetCell& cell) {
    return cell.kind == SheetCell::Kind::text && trim(cell.text).empty();
  });
}

Result<std::vector<SheetRow>> read_csv(std::string_view bytes) {
  std::size_t at = 0;
  CsvRowLimits limits;
  limits.max_columns = kMaxColumns;
  CsvRows csv(
      [&](std::span<char> to) -> Result<std::size_t> {
        const std::size_t n = std::min(to.size(), bytes.size() - at);
        std::memcpy(to.data(), bytes.data() + at, n);
        at += n;
        return n;
      },
      "", std::nullopt, limits);
  auto header = csv.header();
  if (!header) return unreadable(header.error().front());
  const auto cells_of = [](std::vector<std::string>& texts) {
    std::vector<SheetCell> cells;
    for (std::string& text : texts)
      cells.push_back({SheetCell::Kind::text, std::move(text)});
    return cells;
  };
  std::vector<SheetRow> rows{{1, cells_of(*header)}};
  for (CsvRecord record;;) {
    const auto more = csv.next(record);
    if (!more) return unreadable(more.error().front());
    if (!*more) return rows;
    if (record.fault) {
      return fail("bulk-row-shape", {},
                  {fmt::format("第 {} 行：{}", record.row, record.fault->message.zh),
                   fmt::format("row {}: {}", record.row, record.fault->message.en)},
                  record.fault->remedy);
    }
    SheetRow row{record.row, cells_of(record.cells)};
    if (is_blank(row)) continue;
    if (rows.size() > kMaxRows) return too_many();
    rows.push_back(std::move(row));
  }
}

Result<std::vector<SheetRow>> read_rows(std::string_view bytes) {
  if (!sheets::looks_like_archive(bytes)) return read_csv(bytes);
  sheets::SheetLimits limits;
  limits.max_columns = kMaxColumns;
  auto rows = sheets::read_first_sheet(bytes, limits);
  if (!rows) return unreadable(rows.error().front());
  std::erase_if(*rows, is_blank);
  return rows;
}

}  // namespace

Result<Table> read_table(std::string_view bytes) {
  auto rows = read_rows(bytes);
  if (!rows) return fail(std::move(rows.error()));
  if (rows->size() < 2) {
    return fail("bulk-empty", {},
                {"表中没有数据，或者文件不是表格", "there are no rows in it, or it is no table"},
                {"上传 Excel（.xlsx）或 CSV 文件；第一行写列名，其下每行一件",
                 "upload an Excel (.xlsx) or CSV file; name the columns in the first row, and put "
                 "one matter in each row below"});
  }
  if (rows->size() - 1 > kMaxRows) return too_many();
  Table table;
  std::set<std::string> seen;
  std::size_t width = 0;
  for (const SheetCell& cell : rows->front().cells) {
    table.columns.emplace_back(trim(cell.text));
    if (!table.columns.back().empty()) width = table.columns.size();
    if (!table.columns.back().empty() && !seen.insert(table.columns.back()).second) {
      Place place;
      place.pointer = pointer_child("/columns", table.columns.back());
      return fail("bulk-column-twice", std::move(place),
                  {fmt::format("列“{}”出现两次", table.columns.back()),
                   fmt::format("there are two columns '{}'", table.columns.back())},
                  {"只留一列", "keep one of them"});
    }
  }
  table.columns.resize(width);
  rows->erase(rows->begin());
  for (SheetRow& row : *rows) {
    row.cells.resize(width);
    table.rows.push_back(std::move(row));
  }
  return table;
}

bool is_formula(std::string_view text) {
  // Chinese spreadsheets take the wide forms of these signs for the same.
  constexpr std::array<std::string_view, 4> kWide{"＝", "＋", "－", "＠"};
  return (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != text.npos) ||
         std::ranges::any_of(kWide, [&](std::string_view sign) { return text.starts_with(sign); });
}

std::string csv_of(const std::vector<std::string>& columns,
                   const std::vector<std::vector<std::string>>& rows) {
  std::string out = "\xef\xbb\xbf";
  const auto add = [&out](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      std::string cell = cells[i];
      if (is_formula(cell) && !Decimal::parse(cell)) cell.insert(0, 1, '\'');
      if (i > 0) out += ',';
      if (cell.find_first_of(",\"\r\n") == std::string::npos) {
        out += cell;
        continue;
      }
      out += '"';
      for (const char c : cell)
        out.append(c == '"' ? "\"\"" : std::string(1, c));
      out += '"';
    }
    out += "\r\n";
  };
  add(columns);
  std::ranges::for_each(rows, add);
  return out;
}

Result<std::string> xlsx_of(const std::string& sheet, const std::vector<std::string>& columns,
                            const std::vector<std::vector<std::string>>& rows) {
  // The library writes files only.
  std::string folder = (std::filesystem::temp_directory_path() / "fugong_sheet_XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) {
    return fail("file-unwritable", {folder, 0, 0, ""}, {"无法写入", "can't be written"},
                {"检查文件夹和权限", "check the folder and its permissions"});
  }
  const std::string path = folder + "/a.xlsx";
  const auto make = [&]() -> Result<std::string> {
    auto book = sheets::Workbook::create(path);
    if (!book) return fail(std::move(book.error()));
    book->begin_sheet(sheet, columns);
    for (const auto& row : rows)
      book->add_row({row.begin(), row.end()});
    auto closed = book->close();
    if (!closed) return fail(std::move(closed.error()));
    std::ifstream file(path, std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(file), {}};
  };
  auto made = make();
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return made;
}

}  // namespace fugong::bulk
