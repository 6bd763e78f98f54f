// Connection: one SQLite handle and the statements prepared on it. Private to the store.
//
// A statement is taken from the cache while it runs and put back afterwards, so a scan may run
// other statements, even the same one. One thread at a time.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/fault.hpp"
#include "platform/store/database.hpp"

namespace fugong::store {

/// Statements kept prepared; the one used longest ago goes first.
inline constexpr std::size_t kMaxStatements = 256;

struct StatementCloser {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, StatementCloser>;

struct HandleCloser {
  void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};

struct Connection {
  static Result<std::unique_ptr<Connection>> open(const Options& options);

  /// Runs one statement of a transaction's body.
  Result<void> scan(std::string_view sql, const std::vector<Cell>& parameters,
                    const std::function<bool(Row&)>& each);
  /// Runs our own statements, one after the other, without parameters; rows are dropped.
  Result<void> execute(std::string_view sql);

  tl::unexpected<Faults> failed(int code);
  bool in_transaction() const { return sqlite3_get_autocommit(handle.get()) == 0; }

  std::string file;
  std::int64_t busy_timeout_ms = 0;
  bool busy_seen = false;  ///< in this run of the transaction
  bool guarded = false;    ///< statements come from a body: no PRAGMA, ATTACH or BEGIN
  bool running = false;    ///< inside transact
  std::unique_ptr<sqlite3, HandleCloser> handle;

 private:
  using Kept = std::list<std::pair<std::string, Statement>>;

  Result<Statement> take(std::string_view sql);
  void put_back(std::string_view sql, Statement statement);
  Result<void> bind(sqlite3_stmt* statement, const std::vector<Cell>& parameters);
  Result<void> step_all(sqlite3_stmt* statement, const std::function<bool(Row&)>& each);

  Kept kept_;  ///< most recently used first
  std::unordered_map<std::string_view, Kept::iterator> by_sql_;
};

}  // namespace fugong::store
