// Database: the thin layer over SQLite (PostgreSQL joins it behind the same face).
//
//   auto db = Database::open({.path = "var/fugong.db"});     // Result<Database>
//   db->transact([](Transaction& t) { t.run("INSERT INTO ...", {1, "x"}); return done(); });
//
// Every change is a transaction given as a closure that may run more than once: it must not do
// anything outside the database. Statements are prepared once and kept. STRICT tables, foreign keys
// on, double-quoted strings off, WAL, synchronous FULL. One Database belongs to one thread at a
// time (callers on several threads open their own, or lock).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/fault.hpp"

namespace fugong::store {

/// A bound parameter or a column read: null, 64-bit integer or text. No floating point.
using Cell = std::variant<std::monostate, std::int64_t, std::string>;
using Row = std::vector<Cell>;

struct Options {
  std::string path;  ///< ":memory:" for tests
  bool create = true;
  std::int64_t busy_timeout_ms = 5'000;
};

struct Connection;  // the SQLite handle and its prepared statements

class Transaction {
 public:
  /// Runs one statement; returns its rows (empty for a change).
  Result<std::vector<Row>> run(std::string_view sql, const std::vector<Cell>& parameters = {});
  /// Calls `each` for every row without keeping them; stop by returning false.
  Result<void> scan(std::string_view sql, const std::vector<Cell>& parameters,
                    const std::function<bool(const Row&)>& each);

 private:
  friend class Database;
  explicit Transaction(Connection& connection) : connection_(connection) {}
  Connection& connection_;
};

/// One step of the schema; numbers count up from 1 and never change once released.
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

  /// Brings the schema up; refuses a database from a newer program and a migration whose text
  /// differs from the one that was applied (checksums are kept).
  Result<void> migrate(const std::vector<Migration>& migrations);

  /// All or nothing; run again when the database was busy. A fault from the body rolls back.
  Result<void> transact(const std::function<Result<void>(Transaction&)>& body);
  /// Reads the database as it stands at the first statement, however long that takes and whoever
  /// writes meanwhile. A statement that changes anything is a fault. Runs once.
  Result<void> read(const std::function<Result<void>(Transaction&)>& body);

 private:
  explicit Database(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

}  // namespace fugong::store
