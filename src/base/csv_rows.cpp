#include "base/csv_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace fugong {
namespace {

constexpr std::size_t kBlockBytes = 256u << 10;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
/// scan() found no end of the row in the buffer.
constexpr std::size_t kUnfinished = static_cast<std::size_t>(-1);

Fault file_fault(const std::string& file, std::string code, Text message, Text remedy) {
  return {std::move(code), Place{file, 0, 0, ""}, std::move(message), std::move(remedy)};
}

}  // namespace

CsvRows::CsvRows(ReadBytes read, std::string file, std::optional<Encoding> encoding,
                 const CsvRowLimits& limits)
    : read_(std::move(read)), file_(std::move(file)), encoding_(encoding), limits_(limits) {}

Result<void> CsvRows::refill() {
  buffer_.erase(0, at_);
  at_ = 0;
  block_.resize(kBlockBytes);
  auto got = read_(block_);
  if (!got) return fail(std::move(got.error()));
  buffer_.append(block_, 0, *got);
  bytes_ += *got;
  ended_ = *got == 0;
  if (bytes_ > limits_.max_bytes) {
    return fail(
        Faults{file_fault(file_, "csv-too-large",
                          {fmt::format("文件超过上限 {} 字节", limits_.max_bytes),
                           fmt::format("the file has more than {} bytes", limits_.max_bytes)},
                          {"拆成几个文件", "split it into several files"})});
  }
  return {};
}

void CsvRows::bad(CsvRecord& record, std::size_t column, std::string code, Text message,
                  Text remedy) {
  if (record.fault) return;
  record.bad_column = column;
  record.fault = Fault{std::move(code), Place{file_, static_cast<std::int32_t>(record.line), 0, ""},
                       std::move(message), std::move(remedy)};
}

/// Cuts one row from the buffer into raw cells; the number of bytes that it takes.
std::size_t CsvRows::scan(CsvRecord& record) {
  const std::string_view text = std::string_view(buffer_).substr(at_);
  std::size_t i = 0;
  record.cells.clear();
  while (true) {
    std::string cell;
    const std::size_t column = record.cells.size() + 1;
    const bool quoted = i < text.size() && text[i] == '"';
    if (quoted) {
      ++i;
      while (true) {
        const std::size_t quote = text.find('"', i);
        if (quote == std::string_view::npos) return kUnfinished;
        if (quote + 1 >= text.size() && !ended_) return kUnfinished;
        cell += text.substr(i, quote - i);
        i = quote + 1;
        if (i >= text.size() || text[i] != '"') break;
        cell += '"';
        ++i;
      }
    }
    std::size_t stop = i;
    while (stop < text.size() && text[stop] != ',' && text[stop] != '\n')
      ++stop;
    if (stop == text.size() && !ended_) return kUnfinished;
    std::string_view rest = text.substr(i, stop - i);
    const bool row_ends = stop == text.size() || text[stop] == '\n';
    if (row_ends && rest.ends_with('\r')) rest.remove_suffix(1);
    if (quoted && !rest.empty()) {
      bad(record, column, "csv-text-after-quote",
          {"引号结束后还有内容", "there is more after the closing quote"},
          {"引号结束后只能是逗号或换行；内容里的双引号写两个",
           "only a comma or the end of the line may follow; write quotes inside twice"});
    } else if (!quoted && rest.find_first_of("\"\r") != std::string_view::npos) {
      bad(record, column, "csv-stray-quote",
          {"内容里有引号或单独的回车符", "the cell holds a quote or a carriage return of its own"},
          {"把整格加上双引号，里面的双引号写两个",
           "put the whole cell in double quotes and write those inside twice"});
    }
    if (column > limits_.max_columns) {
      bad(record, 0, "csv-too-many-columns",
          {fmt::format("超过 {} 列", limits_.max_columns),
           fmt::format("more than {} columns", limits_.max_columns)},
          {"减少列数", "use fewer columns"});
    } else {
      record.cells.push_back(quoted ? std::move(cell) : std::string(rest));
    }
    i = stop < text.size() ? stop + 1 : stop;
    if (row_ends) return i;
  }
}

void CsvRows::consume(std::size_t bytes) {
  const auto from = buffer_.begin() + static_cast<std::ptrdiff_t>(at_);
  line_ += std::count(from, from + static_cast<std::ptrdiff_t>(bytes), '\n');
  at_ += bytes;
}

/// Goes on behind the first line of a row that has no end: what follows may be sound.
Result<void> CsvRows::skip_broken(CsvRecord& record) {
  record.cells.clear();
  if (ended_ && buffer_.size() - at_ <= limits_.max_row_bytes) {
    bad(record, 0, "csv-open-quote", {"引号没有结束", "a quote is not closed"},
        {"补上右边的双引号；内容里的双引号写两个；文件是否被截断？",
         "close it; write a double quote inside a cell twice; was the file cut off?"});
  } else {
    bad(record, 0, "csv-row-too-long",
        {fmt::format("一行超过 {} 字节", limits_.max_row_bytes),
         fmt::format("the row has more than {} bytes", limits_.max_row_bytes)},
        {"缩短内容；或检查是否少了引号", "shorten it, or look for a missing quote"});
  }
  while (true) {
    const std::size_t end = buffer_.find('\n', at_);
    if (end != std::string::npos) {
      consume(end + 1 - at_);
      return {};
    }
    consume(buffer_.size() - at_);
    if (ended_) return {};
    auto more = refill();
    if (!more) return more;
  }
}

/// True if the file ends here: blank lines at its end are common and harmless.
Result<bool> CsvRows::skip_blank_end() {
  while (buffer_.find_first_not_of("\r\n", at_) == std::string::npos) {
    if (ended_) return true;
    if (buffer_.size() - at_ > limits_.max_row_bytes) return false;
    auto more = refill();
    if (!more) return fail(std::move(more.error()));
  }
  return false;
}

Result<bool> CsvRows::cut(CsvRecord& record) {
  record.fault.reset();
  record.bad_column = 0;
  auto over = skip_blank_end();
  if (!over) return fail(std::move(over.error()));
  if (*over) return false;
  record.row = ++row_;
  record.line = line_;
  while (true) {
    const std::size_t taken = scan(record);
    if (taken != kUnfinished && taken <= limits_.max_row_bytes) {
      // A stray quote may have swallowed sound rows: go on behind the first line.
      const std::size_t newline = buffer_.find('\n', at_);
      const bool torn = record.fault && newline < at_ + taken;
      if (!record.fault) decode(record);
      consume(torn ? newline + 1 - at_ : taken);
      return true;
    }
    const bool too_long = taken != kUnfinished || buffer_.size() - at_ > limits_.max_row_bytes;
    if (too_long || ended_) {
      record.fault.reset();  // the limit says more than what a cut-off row looks like
      auto skipped = skip_broken(record);
      if (!skipped) return fail(std::move(skipped.error()));
      return true;
    }
    record.fault.reset();
    auto more = refill();
    if (!more) return fail(std::move(more.error()));
  }
}

void CsvRows::find_encoding() {
  std::size_t bad_utf8 = 0;
  std::size_t bad_gb18030 = 0;
  std::string unused;
  std::string_view left = std::string_view(buffer_).substr(at_);
  while (!left.empty()) {
    const std::size_t end = left.find('\n');
    if (end == std::string_view::npos && !ended_) break;  // perhaps cut inside a character
    const std::string_view line = left.substr(0, end);
    left.remove_prefix(end == std::string_view::npos ? left.size() : end + 1);
    unused.clear();
    if (decoder_.decode(Encoding::utf8, line, unused)) ++bad_utf8;
    if (decoder_.decode(Encoding::gb18030, line, unused)) ++bad_gb18030;
  }
  encoding_ = bad_gb18030 < bad_utf8 ? Encoding::gb18030 : Encoding::utf8;
  found_out_ = true;
}

void CsvRows::decode(CsvRecord& record) {
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    if (is_ascii(record.cells[i])) continue;
    if (!encoding_) find_encoding();
    std::string text;
    const auto at = decoder_.decode(*encoding_, record.cells[i], text);
    record.cells[i] = std::move(text);
    if (!at) continue;
    const char* name = *encoding_ == Encoding::utf8 ? "UTF-8" : "GB18030";
    bad(record, i + 1, "text-encoding",
        {fmt::format("第 {} 个字节起不是 {} 编码", *at + 1, name),
         fmt::format("not {} from byte {} of the cell on", name, *at + 1)},
        {"用 UTF-8 或 GB18030 重新导出；或用 --encoding 指明编码",
         "export it again as UTF-8 or GB18030, or name the encoding with --encoding"});
  }
}

Result<std::vector<std::string>> CsvRows::header() {
  while (!ended_ && buffer_.size() < kByteOrderMark.size()) {
    auto first = refill();
    if (!first) return fail(std::move(first.error()));
  }
  if (std::string_view(buffer_).starts_with(kByteOrderMark)) {
    at_ = kByteOrderMark.size();
    encoding_ = Encoding::utf8;
  }
  CsvRecord record;
  auto there = cut(record);
  if (!there) return fail(std::move(there.error()));
  if (!*there) {
    return fail(
        Faults{file_fault(file_, "csv-empty", {"文件里没有表头", "the file has no header row"},
                          {"第一行写列名", "write the names of the columns in the first row"})});
  }
  if (record.fault) return fail(Faults{*std::move(record.fault)});
  width_ = record.cells.size();
  return std::move(record.cells);
}

Result<bool> CsvRows::next(CsvRecord& record) {
  auto there = cut(record);
  if (!there || !*there || record.fault) return there;
  if (record.cells.size() != width_) {
    bad(record, 0, "csv-uneven-row",
        {fmt::format("这一行有 {} 格，表头有 {} 列", record.cells.size(), width_),
         fmt::format("the row has {} cells, the header has {} columns", record.cells.size(),
                     width_)},
        {"补齐或删去多余的格；内容里有逗号时把整格加上双引号",
         "add or remove cells; put a cell that holds a comma in double quotes"});
  }
  return true;
}

}  // namespace fugong
