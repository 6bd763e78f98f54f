// The file of a backup: the tables of a database as text, the same from either database. What
// stands in it is written down in docs/store.md. Knows no database.
//
//   BackupWriter writer(sink);                    // and back:
//   writer.begin(steps);                          BackupReader reader(source, "may.backup");
//   writer.begin_table("entry", {"id", "body"});  auto steps = reader.begin();
//   writer.row({1, "a"});                         while (auto table = reader.next_table(); *table)
//   writer.end_table();                             while (*reader.next_row(row)) ...
//   writer.finish();
//
// The reader takes nothing that the writer would have written otherwise, and believes no row before
// the sums behind it are right: who keeps rows as they come undoes it if a later call is a fault
// ("backup-invalid", with the line; "backup-damaged" where sums differ or the end is missing).
// One thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"
#include "base/hash.hpp"
#include "platform/store/database.hpp"

namespace fugong::store {

inline constexpr std::string_view kBackupFormat = "fugong-backup/1";
/// Of one row as it is written.
inline constexpr std::size_t kMaxBackupLineBytes = std::size_t{256} << 20;
inline constexpr std::size_t kMaxBackupColumns = 1'000;

/// Takes bytes in order.
using BackupSink = std::function<Result<void>(std::string_view)>;
/// Gives up to so many bytes; none at the end.
using BackupSource = std::function<Result<std::size_t>(char* to, std::size_t size)>;

/// A step of a room's schema as it was applied (Migration).
struct SchemaStep {
  std::string room;
  std::int64_t number = 0;
  std::string checksum;
  std::string name;
  friend bool operator==(const SchemaStep&, const SchemaStep&) = default;
};

/// What a table holds, whatever the order of its rows: the sum modulo 2^256 of the SHA-256 of each.
/// Against mistakes and damage; whoever means harm could make rows with a sum of his choice.
class RowSum {
 public:
  /// A row as it is written, without what stands around its cells.
  void add(std::string_view cells);
  std::int64_t rows() const { return rows_; }
  /// 64 hex digits.
  std::string hex() const;

 private:
  std::array<std::uint64_t, 4> sum_{};  // the lowest first
  std::int64_t rows_ = 0;
};

struct TableSum {
  std::string table;
  std::int64_t rows = 0;
  std::string sum;  ///< RowSum::hex
  friend bool operator==(const TableSum&, const TableSum&) = default;
};

struct BackupTable {
  std::string name;
  std::vector<std::string> columns;
};

/// Adds the cells of a row as they are written; false if a text is not valid UTF-8.
bool append_cells(std::string& to, const Row& row);

class BackupWriter {
 public:
  explicit BackupWriter(BackupSink sink) : sink_(std::move(sink)) {}

  Result<void> begin(const std::vector<SchemaStep>& steps);
  Result<void> begin_table(const std::string& name, const std::vector<std::string>& columns);
  /// A fault "store-text-invalid" for a text that is not valid UTF-8.
  Result<void> row(const Row& row);
  Result<TableSum> end_table();
  Result<void> finish();

 private:
  Result<void> flush();
  void line(std::string_view text);

  BackupSink sink_;
  std::string bytes_;
  Sha256 whole_;
  std::optional<Sha256> of_table_;
  RowSum sum_;
  std::string table_;
  std::int64_t tables_ = 0;
  std::int64_t rows_ = 0;
};

class BackupReader {
 public:
  /// `name` is for people.
  BackupReader(BackupSource source, std::string name)
      : source_(std::move(source)), name_(std::move(name)) {}

  Result<std::vector<SchemaStep>> begin();
  /// The next table, to whose end all rows must have been read; none at the end of the file, which
  /// is then known to be whole.
  Result<std::optional<BackupTable>> next_table();
  /// False behind the last row, when the table is known to be whole.
  Result<bool> next_row(Row& row);
  /// Of the tables read so far.
  const std::vector<TableSum>& sums() const { return sums_; }

 private:
  /// The next line without its end, valid until the next call.
  Result<std::string_view> next_line();
  /// Takes the line into the sums.
  void count(std::string_view line);
  Result<bool> end_table(std::string_view line);
  Result<void> end_file(std::string_view line);
  tl::unexpected<Faults> invalid(const Text& what) const;
  tl::unexpected<Faults> damaged(const Text& what) const;

  BackupSource source_;
  std::string name_;
  std::string buffer_;
  std::size_t at_ = 0;
  bool ended_ = false;
  std::int64_t line_ = 0;
  Sha256 whole_;
  std::optional<Sha256> of_table_;
  RowSum sum_;
  std::optional<BackupTable> table_;
  std::vector<TableSum> sums_;
  std::int64_t rows_ = 0;
};

}  // namespace fugong::store
