#include "base/csv.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace fugong {
namespace {

/// Faults beyond this number are not collected.
constexpr std::size_t kMaxFaults = 100;

class CsvReader {
 public:
  CsvReader(std::string_view text, const CsvLimits& limits, Csv& csv)
      : text_(text),
        limits_(limits),
        csv_(csv),
        content_end_(text.find_last_not_of("\r\n") + 1) {}  // npos + 1 is 0

  Faults read() {
    while (at_ < text_.size() && !stopped_) {
      CsvRow row;
      row.line = line_;
      if (!read_row(row)) return std::move(faults_);
      take(std::move(row));
    }
    if (csv_.header.empty() && faults_.empty()) {
      report("csv-empty", line_, 1, {"文件里没有表头", "the file has no header row"},
             {"第一行写列名", "write the names of the columns in the first row"});
    }
    return std::move(faults_);
  }

 private:
  void report(std::string code, std::int32_t line, std::int32_t column, Text message, Text remedy) {
    if (faults_.size() >= kMaxFaults) return;
    faults_.push_back({std::move(code), Place{csv_.file, line, column, ""}, std::move(message),
                       std::move(remedy)});
  }

  /// Reports, and false: nothing after it can be read with sense.
  bool stop(std::string code, Text message, Text remedy) {
    report(std::move(code), line_, column_of(line_start_, at_), std::move(message),
           std::move(remedy));
    stopped_ = true;
    return false;
  }

  std::int32_t column_of(std::size_t line_start, std::size_t at) const {
    const std::string_view before = text_.substr(line_start, at - line_start);
    return static_cast<std::int32_t>(count_code_points(before)) + 1;
  }

  /// "row 3, column 2", the header being row 1.
  Text spot(std::size_t cell) const {
    return {fmt::format("第 {} 行第 {} 列", row_, cell + 1),
            fmt::format("row {}, column {}", row_, cell + 1)};
  }

  bool read_row(CsvRow& row) {
    ++row_;
    while (true) {
      if (row.cells.size() >= limits_.max_columns) {
        return stop("csv-too-many-columns",
                    {fmt::format("第 {} 行超过 {} 列", row_, limits_.max_columns),
                     fmt::format("row {} has more than {} columns", row_, limits_.max_columns)},
                    {"减少列数", "use fewer columns"});
      }
      if (++cells_ > limits_.max_cells) {
        return stop("csv-too-many-cells",
                    {fmt::format("表格超过 {} 格", limits_.max_cells),
                     fmt::format("the table has more than {} cells", limits_.max_cells)},
                    {"拆成几个文件", "split it into several files"});
      }
      std::string cell;
      const bool quoted = at_ < text_.size() && text_[at_] == '"';
      const std::size_t index = row.cells.size();
      if (!(quoted ? read_quoted(cell, index) : read_bare(cell, index))) return false;
      row.cells.push_back(std::move(cell));
      if (at_ >= text_.size()) return true;
      if (text_[at_] == ',') {
        ++at_;
        continue;
      }
      at_ += text_[at_] == '\r' ? 2U : 1U;
      next_line();
      return true;
    }
  }

  void next_line() {
    ++line_;
    line_start_ = at_;
  }

  bool at_row_end() const {
    return at_ >= text_.size() || text_[at_] == '\n' || text_.substr(at_).starts_with("\r\n");
  }

  bool too_long(std::size_t bytes, std::size_t index) {
    if (bytes <= limits_.max_cell_bytes) return false;
    const Text where = spot(index);
    stop("csv-cell-too-long",
         {fmt::format("{}的内容超过 {} 字节", where.zh, limits_.max_cell_bytes),
          fmt::format("{} holds more than {} bytes", where.en, limits_.max_cell_bytes)},
         {"缩短内容；或检查前面是否少了引号", "shorten it, or look for a missing quote before it"});
    return true;
  }

  bool read_bare(std::string& cell, std::size_t index) {
    const std::size_t start = at_;
    while (!at_row_end() && text_[at_] != ',') {
      if (text_[at_] == '"' || text_[at_] == '\r') {
        const bool quote = text_[at_] == '"';
        const Text where = spot(index);
        return stop(quote ? "csv-stray-quote" : "csv-stray-return",
                    {fmt::format("{}的内容里有{}", where.zh, quote ? "引号" : "单独的回车符"),
                     fmt::format("{} holds {}", where.en,
                                 quote ? "a quote" : "a carriage return of its own")},
                    {"把整格加上双引号，里面的双引号写两个",
                     "put the whole cell in double quotes and write those inside twice"});
      }
      ++at_;
    }
    if (too_long(at_ - start, index)) return false;
    cell = text_.substr(start, at_ - start);
    return true;
  }

  bool read_quoted(std::string& cell, std::size_t index) {
    const std::int32_t open_line = line_;
    const std::size_t open_line_start = line_start_;
    const std::size_t open_at = at_;
    ++at_;
    while (true) {
      if (at_ >= text_.size()) {
        const Text where = spot(index);
        report("csv-open-quote", open_line, column_of(open_line_start, open_at),
               {fmt::format("{}的引号没有结束", where.zh),
                fmt::format("the quote of {} is not closed", where.en)},
               {"补上右边的双引号；内容里的双引号写两个",
                "close it; write a double quote inside the cell twice"});
        return false;
      }
      const char c = text_[at_++];
      if (c == '"') {
        if (at_ >= text_.size() || text_[at_] != '"') break;
        ++at_;
      }
      cell += c;
      if (c == '\n') next_line();
      if (too_long(cell.size(), index)) return false;
    }
    if (at_row_end() || text_[at_] == ',') return true;
    const Text where = spot(index);
    return stop("csv-text-after-quote",
                {fmt::format("{}的引号结束后还有内容", where.zh),
                 fmt::format("{} has more after its closing quote", where.en)},
                {"引号结束后只能是逗号或换行；内容里的双引号写两个",
                 "only a comma or the end of the line may follow; write quotes inside twice"});
  }

  void take(CsvRow row) {
    if (csv_.header.empty()) {
      check_header(row);
      csv_.header = std::move(row.cells);
      return;
    }
    const std::size_t wanted = csv_.header.size();
    if (row.cells.size() != wanted) {
      if (row.cells.size() == 1 && row.cells[0].empty() && only_blank_lines_follow()) {
        at_ = text_.size();
        return;
      }
      report("csv-uneven-row", row.line, 1,
             {fmt::format("第 {} 行有 {} 格，表头有 {} 列", row_, row.cells.size(), wanted),
              fmt::format("row {} has {} cells, the header has {} columns", row_, row.cells.size(),
                          wanted)},
             {"补齐或删去多余的格；内容里有逗号时把整格加上双引号",
              "add or remove cells; put a cell that holds a comma in double quotes"});
      stopped_ = stopped_ || faults_.size() >= kMaxFaults;
      return;
    }
    if (csv_.rows.size() >= limits_.max_rows) {
      report("csv-too-many-rows", row.line, 1,
             {fmt::format("表格超过 {} 行", limits_.max_rows),
              fmt::format("the table has more than {} rows", limits_.max_rows)},
             {"拆成几个文件", "split it into several files"});
      stopped_ = true;
      return;
    }
    csv_.rows.push_back(std::move(row));
  }

  /// Blank lines at the end of a file are common and harmless; elsewhere they are uneven rows.
  bool only_blank_lines_follow() const { return at_ >= content_end_; }

  void check_header(const CsvRow& row) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const std::string& name = row.cells[i];
      if (name.empty()) {
        report(
            "csv-unnamed-column", row.line, 0,
            {fmt::format("第 {} 列没有列名", i + 1), fmt::format("column {} has no name", i + 1)},
            {"在表头写上列名，或删去这一列", "name it in the header, or remove the column"});
      } else if (std::find(row.cells.begin(), row.cells.begin() + static_cast<std::ptrdiff_t>(i),
                           name) != row.cells.begin() + static_cast<std::ptrdiff_t>(i)) {
        report("csv-duplicate-column", row.line, 0,
               {fmt::format("列名“{}”出现了两次", name),
                fmt::format("the column name \"{}\" stands twice", name)},
               {"改掉其中一个", "rename one of them"});
      }
    }
  }

  std::string_view text_;
  const CsvLimits& limits_;
  Csv& csv_;
  std::size_t content_end_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  std::int32_t line_ = 1;
  std::size_t row_ = 0;
  std::size_t cells_ = 0;
  bool stopped_ = false;
  Faults faults_;
};

std::optional<Fault> check_text(std::string_view text, const std::string& file,
                                const CsvLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return Fault{"csv-too-large",
                 {file, 0, 0, ""},
                 {fmt::format("文件有 {} 字节，超过上限 {} 字节", text.size(), limits.max_bytes),
                  fmt::format("the file has {} bytes; the limit is {} bytes", text.size(),
                              limits.max_bytes)},
                 {"拆成几个文件", "split it into several files"}};
  }
  const auto bad = find_invalid_utf8(text);
  if (!bad) return std::nullopt;
  const std::string_view before = text.substr(0, *bad);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_start =
      before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return Fault{"text-not-utf8",
               {file, static_cast<std::int32_t>(line),
                static_cast<std::int32_t>(count_code_points(before.substr(line_start))) + 1, ""},
               {fmt::format("第 {} 行含有不是 UTF-8 的内容", line),
                fmt::format("line {} holds bytes that are not UTF-8", line)},
               {"用 UTF-8 编码重新保存（Excel 里选“CSV UTF-8”），不要用 GBK",
                "save it again as UTF-8 (\"CSV UTF-8\" in Excel), not GBK"}};
}

}  // namespace

std::optional<std::size_t> Csv::column(std::string_view name) const {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found == header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header.begin());
}

Result<Csv> parse_csv(std::string_view text, std::string file, const CsvLimits& limits) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (auto fault = check_text(text, file, limits)) return fail(Faults{*std::move(fault)});
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  Csv csv;
  csv.file = std::move(file);
  Faults faults = CsvReader(text, limits, csv).read();
  if (!faults.empty()) return fail(std::move(faults));
  return csv;
}

}  // namespace fugong
