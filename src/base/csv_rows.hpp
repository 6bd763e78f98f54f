// CsvRows: the rows of a CSV file one after the other, in bounded memory, for files of other
// offices. RFC 4180; UTF-8 with or without a byte order mark, or GB18030.
//
//   CsvRows rows(read, "firms.csv", std::nullopt);     // nullopt: find out the encoding
//   auto header = rows.header();                       // Result<std::vector<std::string>>
//   CsvRecord record;
//   while (*rows.next(record)) if (record.fault) ... else use(record.cells);
//
// A row that can't be read is a record with a fault and the reader goes on behind it; only a fault
// of the whole file (it can't be read, is too large, has no header) ends the reading.
//
// Where the encoding is to be found out, it is the one in which fewer lines of the first block with
// other than ASCII bytes are invalid; UTF-8 if both are as good. Delimiters never stand inside a
// character of either encoding, so rows are cut first and decoded afterwards.
// Holds one row and one block at a time. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/encoding.hpp"
#include "base/fault.hpp"

namespace fugong {

struct CsvRowLimits {
  std::uint64_t max_bytes = std::uint64_t{4} << 30;
  std::size_t max_row_bytes = 64u << 10;
  std::size_t max_columns = 256;
};

struct CsvRecord {
  std::int64_t row = 0;   ///< 1 is the header, as a spreadsheet counts
  std::int64_t line = 0;  ///< of the file, on which the row starts
  std::vector<std::string> cells;
  std::optional<Fault> fault;
  std::size_t bad_column = 0;  ///< of the fault, 1-based; 0 = the whole row
};

/// Fills the span from the front; the number of bytes, 0 at the end.
using ReadBytes = std::function<Result<std::size_t>(std::span<char>)>;

class CsvRows {
 public:
  CsvRows(ReadBytes read, std::string file, std::optional<Encoding> encoding,
          const CsvRowLimits& limits = {});

  /// The first row; to be called once, before next().
  Result<std::vector<std::string>> header();
  /// False at the end of the file.
  Result<bool> next(CsvRecord& record);

  /// Empty while nothing but ASCII was seen.
  std::optional<Encoding> encoding() const { return encoding_; }
  bool encoding_was_found_out() const { return found_out_; }
  std::uint64_t bytes_read() const { return bytes_; }

 private:
  Result<void> refill();
  Result<bool> cut(CsvRecord& record);
  Result<bool> skip_blank_end();
  std::size_t scan(CsvRecord& record);
  Result<void> skip_broken(CsvRecord& record);
  void decode(CsvRecord& record);
  void find_encoding();
  void consume(std::size_t bytes);
  void bad(CsvRecord& record, std::size_t column, std::string code, Text message, Text remedy);

  ReadBytes read_;
  std::string file_;
  std::optional<Encoding> encoding_;
  CsvRowLimits limits_;
  Decoder decoder_;
  std::string block_;   ///< where bytes arrive
  std::string buffer_;  ///< those that are not used yet
  std::size_t at_ = 0;  ///< start of the next row in the buffer
  bool ended_ = false;  ///< no more bytes will come
  bool found_out_ = false;
  std::uint64_t bytes_ = 0;
  std::int64_t row_ = 0;
  std::int64_t line_ = 1;
  std::size_t width_ = 0;
};

}  // namespace fugong
