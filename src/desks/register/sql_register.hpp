// A register in SQL: the tables that docs/register-sql.md lays out, or views of these names over a
// ministry's own; for counting all firms where they stand.
//
//   write_sql(snapshot, database, {.replace = true});             // from a snapshot
//   database.read([&](store::Transaction& t) {
//     auto reg = SqlRegister::read(t, book);                      // what the tables say they hold
//     reg->verify(t);                                             // whether they do
//     reg->subject(t, 17);                                        // one firm by its row
//   });
//
// A snapshot and the tables written from it say the same of every firm. A SqlRegister is a value
// and reads through the transaction that it is given; the rulebook must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/date.hpp"
#include "base/fault.hpp"
#include "desks/register/snapshot.hpp"
#include "engines/law/rulebook.hpp"
#include "platform/store/database.hpp"

namespace fugong::enterprise_register {

inline constexpr std::string_view kSqlFormat = "fugong-register-sql/1";

struct SqlWriteOptions {
  bool replace = false;  ///< drop a register that stands there
  /// Rows written of how many; false ends it with a fault "cancelled".
  std::function<bool(std::size_t done, std::size_t all)> progress = {};
  /// Is called in the transaction that writes them. May be empty.
  std::function<Result<void>(store::Transaction&)> record = {};
};

/// All tables, in one transaction. Verifies the whole snapshot before.
Result<void> write_sql(const Snapshot& snapshot, store::Database& database,
                       const SqlWriteOptions& options);

/// Names of the layout: the table of a kind; the column of a fact's codes; the column that says
/// that a subject has none of a kind.
std::string sql_table(std::string_view kind);
std::string sql_code_column(std::string_view fact);
std::string sql_none_column(std::string_view kind);

struct SqlInfo {
  Date taken_on;
  bool synthetic = false;
  std::int64_t firms = 0;
  std::string fingerprint;
};

/// Of a kind of the book.
struct SqlKind {
  bool is_here = false;
  std::int64_t rows = 0;
};

/// Of a fact of the book.
struct SqlFact {
  std::string kind;
  law::FactType type = law::FactType::boolean;
  int scale = 0;  ///< numbers count 10^-scale; of a date they are days
  std::int64_t low = 0;
  std::int64_t high = 0;
  bool numbers = false;                                      ///< there is a column of them
  bool codes = false;                                        ///< there is a column of them
  bool complete = false;                                     ///< every row has one or the other
  std::vector<std::pair<std::int64_t, feel::Value>> values;  ///< by code, in its order
};

class SqlRegister {
 public:
  /// Reads what is said about the tables and looks whether they have the columns. Kinds and facts
  /// that the rulebook doesn't know are passed over.
  static Result<SqlRegister> read(store::Transaction& t, const law::Rulebook& book);

  const SqlInfo& info() const { return info_; }
  /// In the order of Source::subjects.
  const std::vector<SqlKind>& kinds() const { return kinds_; }
  /// In the order of Rulebook::facts; of one that nobody said there are neither numbers nor codes.
  const std::vector<SqlFact>& facts() const { return facts_; }

  /// Whether rows are counted without gaps and belong to a row above, every number lies between
  /// the bounds that are stated, every code has a value, no row has both, and the facts called
  /// complete are. Reads every table once or a few times.
  Result<void> verify(store::Transaction& t) const;

  /// The row of the enterprise with this credit code; empty if it isn't there.
  Result<std::optional<std::int64_t>> find(store::Transaction& t, std::string_view code) const;
  /// An enterprise with all that is known of it, as SnapshotCursor::subject gives it.
  Result<law::Subject> subject(store::Transaction& t, std::int64_t firm_row) const;

 private:
  explicit SqlRegister(const law::Rulebook& book) : book_(&book) {}

  Result<void> read_info(store::Transaction& t);
  Result<void> read_kinds(store::Transaction& t);
  Result<void> read_facts(store::Transaction& t);
  Result<void> read_values(store::Transaction& t);
  Result<void> check_columns(store::Transaction& t) const;
  Result<void> verify_kind(store::Transaction& t, std::size_t kind) const;
  Result<void> verify_facts(store::Transaction& t, std::size_t kind,
                            const std::vector<std::uint16_t>& facts) const;
  std::size_t root() const;
  std::vector<std::uint16_t> facts_of(std::size_t kind) const;
  std::vector<std::size_t> kinds_below(std::size_t kind) const;
  std::string query_of(std::size_t kind) const;
  Result<law::Subject> read_subject(store::Transaction& t, std::size_t kind,
                                    const store::Row& row) const;

  const law::Rulebook* book_;
  SqlInfo info_;
  std::vector<SqlKind> kinds_;
  std::vector<SqlFact> facts_;
  std::vector<std::string> queries_;  ///< of the rows of each kind
};

}  // namespace fugong::enterprise_register
