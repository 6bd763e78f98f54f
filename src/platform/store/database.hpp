// Database: the thin layer over SQLite and PostgreSQL.
//
//   auto db = Database::open({.path = "var/fugong.db"});     // Result<Database>
//   auto db = Database::open({.url = "postgresql://fugong@db.example/fugong"});
//   db->transact([](Transaction& t) { t.run("INSERT INTO ...", {1, "x"}); return done(); });
//
// Every change is a transaction given as a closure that may run more than once: it must not do
// anything outside the database. Parameters are written `?` in both. Statements are prepared once
// and kept. SQLite: STRICT tables, foreign keys on, double-quoted strings off, WAL, synchronous
// FULL. PostgreSQL: serializable transactions, UTF-8; a statement that failed ends its transaction,
// and a connection that was lost is made again by the next one. One Database belongs to one thread
// at a time (callers on several threads open their own, or lock).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/fault.hpp"

namespace fugong::store {

/// A bound parameter or a column read: null, 64-bit integer or text. No floating point. Of
/// PostgreSQL a boolean is read as 1 or 0, a numeric as an integer where it is one that fits and
/// else as text, any other type as the text that the server writes.
using Cell = std::variant<std::monostate, std::int64_t, std::string>;
using Row = std::vector<Cell>;

/// Of a column that always has one.
inline std::int64_t integer(const Cell& cell) {
  return std::get<std::int64_t>(cell);
}
inline const std::string& text(const Cell& cell) {
  return std::get<std::string>(cell);
}
/// Nothing of null.
inline std::optional<std::int64_t> maybe_integer(const Cell& cell) {
  const auto* value = std::get_if<std::int64_t>(&cell);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

enum class Dialect : std::uint8_t { sqlite, postgresql };

struct Options {
  std::string path = {};  ///< a file of SQLite; ":memory:" for tests
  bool create = true;
  /// How long to wait for others, and how long a transaction is run again.
  std::int64_t busy_timeout_ms = 5'000;
  /// Instead of a path: "postgresql://...", "postgres://...", "sqlite:PATH" or a plain path.
  std::string url = {};
  /// Asked several times a second while a statement runs; true ends it with a fault "cancelled".
  std::function<bool()> cancelled = {};
};

struct Connection;  // the handle of the database and its prepared statements
class Scope;        // scope.hpp

/// Fills the next row; false when there is none. The row comes as it was left.
using NextRow = std::function<Result<bool>(Row& row)>;

class Transaction {
 public:
  /// Runs one statement; returns its rows (empty for a change).
  Result<std::vector<Row>> run(std::string_view sql, const std::vector<Cell>& parameters = {});
  /// Calls `each` for every row without keeping them; stop by returning false. `each` may run other
  /// statements; PostgreSQL then keeps the rest of the rows, and after a stop it still sends them.
  Result<void> scan(std::string_view sql, const std::vector<Cell>& parameters,
                    const std::function<bool(const Row&)>& each);
  /// Runs a change once for each row of parameters that `next` fills, as for `load`. On PostgreSQL
  /// each is a journey to the server: there one statement about many rows is faster.
  Result<void> run_each(std::string_view sql, const NextRow& next);
  /// Puts rows into a table, many at a time (COPY of PostgreSQL); how many. `next` gives a cell for
  /// each column and must not use the transaction; its fault is the load's.
  Result<std::int64_t> load(std::string_view table, const std::vector<std::string>& columns,
                            const NextRow& next);
  /// The same transaction for statements about scoped tables, which are refused outside
  /// (scope.hpp).
  Transaction within(const Scope& scope) const;
  Dialect dialect() const;
  /// Database::name.
  const std::string& name() const;

 private:
  friend class Database;
  explicit Transaction(Connection& connection) : connection_(connection) {}
  Connection& connection_;
  std::shared_ptr<const Scope> scope_;  // none: no scoped table may be named
};

/// One step of a room's schema; numbers count up from 1 and never change once released. The text is
/// written once, for SQLite, and rendered for the other (schema_text.hpp).
struct Migration {
  int number = 0;
  std::string name;
  std::string sql;
};

class Database {
 public:
  static Result<Database> open(const Options& options);
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  Dialect dialect() const;
  /// The file, or the URL without its password: for people.
  const std::string& name() const;
  /// Lengths of all values read so far: of texts their bytes; of numbers eight bytes each in
  /// SQLite, in PostgreSQL the digits that the server sent.
  std::int64_t bytes_received() const;

  /// Brings the schema of a room up; each room of a database counts its own. Refuses a database
  /// from a newer program and a migration whose text differs from the one that was applied
  /// (checksums are kept).
  Result<void> migrate(std::string_view room, const std::vector<Migration>& migrations);

  /// All or nothing; run again when the database was busy. A fault from the body rolls back.
  Result<void> transact(const std::function<Result<void>(Transaction&)>& body);
  /// Reads the database as it stands at the first statement, however long that takes and whoever
  /// writes meanwhile. A statement that changes anything is a fault. Runs once.
  Result<void> read(const std::function<Result<void>(Transaction&)>& body);
  /// As `read`, but the body may keep temporary tables to work with. Nothing of it stays: it is
  /// always rolled back. Runs once.
  Result<void> work(const std::function<Result<void>(Transaction&)>& body);

 private:
  friend struct Inside;
  explicit Database(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

}  // namespace fugong::store
