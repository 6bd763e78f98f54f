#include "platform/store/backup_file.hpp"

#include <charconv>
#include <cstring>
#include <utility>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace fugong::store {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{64} << 10;
constexpr std::size_t kSumDigits = 64;

void append_number(std::string& to, std::int64_t number) {
  char digits[24];
  const auto written = std::to_chars(digits, digits + sizeof digits, number);
  to.append(digits, written.ptr);
}

void append_text(std::string& to, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '\\':
        to += "\\\\";
        break;
      case '\n':
        to += "\\n";
        break;
      case '\r':
        to += "\\r";
        break;
      case '\t':
        to += "\\t";
        break;
      case '\0':
        to += "\\0";
        break;
      default:
        to += c;
    }
  }
}

/// What append_text wrote; nothing else.
bool read_text(std::string_view from, std::string& to) {
  to.clear();
  for (std::size_t i = 0; i < from.size(); ++i) {
    const char c = from[i];
    if (c == '\r' || c == '\0' || c == '\t' || c == '\n') return false;
    if (c != '\\') {
      to += c;
      continue;
    }
    if (++i == from.size()) return false;
    switch (from[i]) {
      case '\\':
        to += '\\';
        break;
      case 'n':
        to += '\n';
        break;
      case 'r':
        to += '\r';
        break;
      case 't':
        to += '\t';
        break;
      case '0':
        to += '\0';
        break;
      default:
        return false;
    }
  }
  return !find_invalid_utf8(to);
}

/// As to_chars writes it: no plus sign, no zeros in front.
bool read_number(std::string_view from, std::int64_t& to) {
  const auto read = std::from_chars(from.data(), from.data() + from.size(), to);
  if (read.ec != std::errc{} || read.ptr != from.data() + from.size()) return false;
  char digits[24];
  const auto written = std::to_chars(digits, digits + sizeof digits, to);
  return from == std::string_view(digits, static_cast<std::size_t>(written.ptr - digits));
}

bool read_cell(std::string_view from, Cell& to) {
  if (from == "~") {
    to = std::monostate{};
    return true;
  }
  if (from.starts_with('\'')) {
    auto* text = std::get_if<std::string>(&to);
    if (text == nullptr) text = &to.emplace<std::string>();
    return read_text(from.substr(1), *text);
  }
  return read_number(from, to.emplace<std::int64_t>());
}

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  while (true) {
    const std::size_t tab = line.find('\t');
    fields.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return fields;
    line.remove_prefix(tab + 1);
  }
}

/// A fuzzer would never find a sum that is right.
bool sums_differ(std::string_view stated, std::string_view counted) {
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
  static_cast<void>(counted);
  return stated.empty();
#else
  return stated != counted;
#endif
}

}  // namespace

void RowSum::add(std::string_view cells) {
  const Sha256Digest digest = sha256(cells);
  std::uint64_t carry = 0;
  for (std::size_t word = 0; word < sum_.size(); ++word) {
    std::uint64_t value = 0;
    // The last byte of a digest is its lowest.
    for (std::size_t byte = 0; byte < 8; ++byte)
      value = value << 8 | digest[8 * (sum_.size() - 1 - word) + byte];
    const std::uint64_t with_carry = value + carry;
    carry = with_carry < carry ? 1 : 0;
    sum_[word] += with_carry;
    if (sum_[word] < with_carry) ++carry;
  }
  ++rows_;
}

std::string RowSum::hex() const {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (std::size_t word = sum_.size(); word-- > 0;) {
    for (int shift = 60; shift >= 0; shift -= 4)
      text += kHex[sum_[word] >> shift & 15];
  }
  return text;
}

bool append_cells(std::string& to, const Row& row) {
  bool first = true;
  for (const Cell& cell : row) {
    if (!first) to += '\t';
    first = false;
    if (const auto* number = std::get_if<std::int64_t>(&cell)) {
      append_number(to, *number);
    } else if (const auto* text = std::get_if<std::string>(&cell)) {
      if (find_invalid_utf8(*text)) return false;
      to += '\'';
      append_text(to, *text);
    } else {
      to += '~';
    }
  }
  return true;
}

Result<void> BackupWriter::flush() {
  if (bytes_.empty()) return {};
  whole_.add(bytes_);
  if (of_table_) of_table_->add(bytes_);
  auto taken = sink_(bytes_);
  bytes_.clear();
  return taken;
}

void BackupWriter::line(std::string_view text) {
  bytes_.append(text).append("\n");
}

Result<void> BackupWriter::begin(const std::vector<SchemaStep>& steps) {
  line(kBackupFormat);
  for (const SchemaStep& step : steps) {
    bytes_ += "schema\t";
    append_text(bytes_, step.room);
    bytes_ += '\t';
    append_number(bytes_, step.number);
    bytes_ += '\t';
    bytes_ += step.checksum;
    bytes_ += '\t';
    append_text(bytes_, step.name);
    bytes_ += '\n';
  }
  return flush();
}

Result<void> BackupWriter::begin_table(const std::string& name,
                                       const std::vector<std::string>& columns) {
  of_table_.emplace();
  sum_ = {};
  table_ = name;
  bytes_ += "table\t";
  append_text(bytes_, name);
  for (const std::string& column : columns) {
    bytes_ += '\t';
    append_text(bytes_, column);
  }
  bytes_ += '\n';
  return {};
}

Result<void> BackupWriter::row(const Row& row) {
  bytes_ += '+';
  const std::size_t from = bytes_.size();
  if (!append_cells(bytes_, row)) {
    return fail("store-text-invalid", Place{table_, 0, 0, ""},
                {"文本不是有效的 UTF-8", "a text is not valid UTF-8"},
                {"改用 UTF-8 编码", "encode it as UTF-8"});
  }
  sum_.add(std::string_view(bytes_).substr(from));
  bytes_ += '\n';
  return bytes_.size() < kPieceBytes ? Result<void>{} : flush();
}

Result<TableSum> BackupWriter::end_table() {
  if (auto flushed = flush(); !flushed) return fail(std::move(flushed.error()));
  TableSum sum{table_, sum_.rows(), sum_.hex()};
  bytes_ = "end\t" + std::to_string(sum.rows) + "\t" + sum.sum + "\t" + of_table_->hex() + "\n";
  of_table_.reset();
  ++tables_;
  rows_ += sum.rows;
  if (auto flushed = flush(); !flushed) return fail(std::move(flushed.error()));
  return sum;
}

Result<void> BackupWriter::finish() {
  if (auto flushed = flush(); !flushed) return flushed;
  return sink_("whole\t" + std::to_string(tables_) + "\t" + std::to_string(rows_) + "\t" +
               whole_.hex() + "\n");
}

tl::unexpected<Faults> BackupReader::invalid(const Text& what) const {
  return fail("backup-invalid", Place{name_, static_cast<std::int32_t>(line_), 0, ""},
              {"备份文件有误：" + what.zh, "this is no sound backup: " + what.en},
              {"换一份备份", "take another backup"});
}

tl::unexpected<Faults> BackupReader::damaged(const Text& what) const {
  return fail("backup-damaged", Place{name_, static_cast<std::int32_t>(line_), 0, ""},
              {"备份文件已损坏：" + what.zh, "the backup is damaged: " + what.en},
              {"换一份备份", "take another backup"});
}

Result<std::string_view> BackupReader::next_line() {
  std::size_t searched = at_;
  while (true) {
    const std::size_t end = buffer_.find('\n', searched);
    if (end != std::string::npos) {
      const std::string_view line = std::string_view(buffer_).substr(at_, end - at_);
      at_ = end + 1;
      if (line_ < INT32_MAX) ++line_;
      return line;
    }
    if (ended_) return damaged({"结尾缺失", "its end is missing"});
    buffer_.erase(0, at_);
    at_ = 0;
    searched = buffer_.size();
    if (buffer_.size() > kMaxBackupLineBytes) return invalid({"行太长", "a line is too long"});
    buffer_.resize(searched + kPieceBytes);
    auto got = source_(buffer_.data() + searched, kPieceBytes);
    if (!got) return fail(std::move(got.error()));
    buffer_.resize(searched + *got);
    ended_ = *got == 0;
  }
}

void BackupReader::count(std::string_view line) {
  whole_.add(line);
  whole_.add("\n");
  if (!of_table_) return;
  of_table_->add(line);
  of_table_->add("\n");
}

Result<std::vector<SchemaStep>> BackupReader::begin() {
  auto head = next_line();
  if (!head) return fail(std::move(head.error()));
  if (*head != kBackupFormat) {
    return invalid({"不是 fugong-backup/1", "it is not of the format fugong-backup/1"});
  }
  count(*head);
  std::vector<SchemaStep> steps;
  while (true) {
    auto line = next_line();
    if (!line) return fail(std::move(line.error()));
    if (!line->starts_with("schema\t")) {
      // It is for whoever asks for the next table.
      at_ -= line->size() + 1;
      --line_;
      return steps;
    }
    const auto fields = fields_of(*line);
    SchemaStep step;
    if (fields.size() != 5 || !read_text(fields[1], step.room) ||
        !read_number(fields[2], step.number) || !is_hex(fields[3], kSumDigits) ||
        !read_text(fields[4], step.name)) {
      return invalid({"schema 行", "the line 'schema'"});
    }
    step.checksum = fields[3];
    count(*line);
    steps.push_back(std::move(step));
  }
}

Result<std::optional<BackupTable>> BackupReader::next_table() {
  FUGONG_CHECK(!table_, "all rows of a table are read before the next one");
  auto line = next_line();
  if (!line) return fail(std::move(line.error()));
  if (line->starts_with("whole\t")) {
    if (auto ended = end_file(*line); !ended) return fail(std::move(ended.error()));
    return std::optional<BackupTable>();
  }
  const auto fields = fields_of(*line);
  if (fields[0] != "table" || fields.size() < 3 || fields.size() > kMaxBackupColumns + 2) {
    return invalid({"这里应为 table 行", "a line 'table' should stand here"});
  }
  BackupTable table;
  bool good = read_text(fields[1], table.name);
  for (std::size_t i = 2; i < fields.size(); ++i)
    good = read_text(fields[i], table.columns.emplace_back()) && good;
  if (!good) return invalid({"table 行", "the line 'table'"});
  of_table_.emplace();
  sum_ = {};
  count(*line);
  table_ = table;
  return std::optional<BackupTable>(std::move(table));
}

Result<bool> BackupReader::next_row(Row& row) {
  FUGONG_CHECK(table_, "rows stand in a table");
  auto line = next_line();
  if (!line) return fail(std::move(line.error()));
  if (!line->starts_with('+')) return end_table(*line);
  count(*line);
  std::string_view cells = line->substr(1);
  sum_.add(cells);
  row.resize(table_->columns.size());
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::size_t tab = cells.find('\t');
    const bool last = i + 1 == row.size();
    if ((tab == std::string_view::npos) != last) {
      return invalid({"单元格数与列数不符", "a row has not as many cells as there are columns"});
    }
    if (!read_cell(cells.substr(0, tab), row[i])) return invalid({"单元格", "a cell"});
    if (!last) cells.remove_prefix(tab + 1);
  }
  return true;
}

Result<bool> BackupReader::end_table(std::string_view line) {
  const auto fields = fields_of(line);
  std::int64_t rows = 0;
  if (fields[0] != "end" || fields.size() != 4 || !read_number(fields[1], rows) ||
      !is_hex(fields[2], kSumDigits) || !is_hex(fields[3], kSumDigits)) {
    return invalid({"这里应为 end 行", "a line 'end' should stand here"});
  }
  if (rows != sum_.rows() || sums_differ(fields[2], sum_.hex()) ||
      sums_differ(fields[3], of_table_->hex())) {
    return damaged({"表“" + table_->name + "”的校验和不符",
                    "the sums of the table '" + table_->name + "' differ"});
  }
  sums_.push_back({table_->name, sum_.rows(), sum_.hex()});
  rows_ += sum_.rows();
  of_table_.reset();
  table_.reset();
  count(line);
  return false;
}

Result<void> BackupReader::end_file(std::string_view line) {
  const auto fields = fields_of(line);
  std::int64_t tables = 0;
  std::int64_t rows = 0;
  if (fields.size() != 4 || !read_number(fields[1], tables) || !read_number(fields[2], rows) ||
      !is_hex(fields[3], kSumDigits)) {
    return invalid({"whole 行", "the line 'whole'"});
  }
  if (static_cast<std::size_t>(tables) != sums_.size() || rows != rows_ ||
      sums_differ(fields[3], whole_.hex())) {
    return damaged({"整个文件的校验和不符", "the sum of the whole file differs"});
  }
  // Nothing stands behind it.
  char more = 0;
  bool over = at_ == buffer_.size();
  if (over && !ended_) {
    auto got = source_(&more, 1);
    if (!got) return fail(std::move(got.error()));
    over = *got == 0;
  }
  if (!over) return invalid({"结尾之后还有内容", "something stands behind its end"});
  return {};
}

}  // namespace fugong::store
