#include "platform/store/database.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "base/hash.hpp"
#include "platform/store/connection.hpp"
#include "platform/store/sqlite_faults.hpp"

namespace fugong::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::int64_t kFirstBackoffMs = 1;
constexpr std::int64_t kLastBackoffMs = 100;

Place place_of(const Connection& connection) {
  return Place{connection.file, 0, 0, ""};
}

/// Rolls back unless it was told that the transaction is over.
class Rollback {
 public:
  explicit Rollback(Connection& connection) : connection_(connection) {
    FUGONG_CHECK(!connection.running, "transactions are not nested");
    connection_.running = true;
  }
  ~Rollback() {
    connection_.guarded = false;
    if (connection_.in_transaction()) {
      sqlite3_exec(connection_.handle.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
    connection_.running = false;
  }
  Rollback(const Rollback&) = delete;
  Rollback& operator=(const Rollback&) = delete;

 private:
  Connection& connection_;
};

Result<void> run_once(Connection& connection, const char* begin,
                      const std::function<Result<void>()>& body) {
  const Rollback rollback(connection);
  auto begun = connection.execute(begin);
  if (!begun) return begun;
  auto done = body();
  if (!done) return done;
  if (!connection.in_transaction()) {
    return fail("store-transaction-lost", place_of(connection),
                {"事务已被撤销", "the transaction has been rolled back"},
                {"重新提交", "submit it again"});
  }
  return connection.execute("COMMIT");
}

/// Runs until it is not busy or the time is over.
Result<void> run_with_retries(Connection& connection, const std::function<Result<void>()>& body) {
  const auto give_up = steady_clock::now() + milliseconds(connection.busy_timeout_ms);
  std::int64_t backoff_ms = kFirstBackoffMs;
  while (true) {
    connection.busy_seen = false;
    auto result = run_once(connection, "BEGIN IMMEDIATE", body);
    if (result || !connection.busy_seen) return result;
    if (steady_clock::now() + milliseconds(backoff_ms) >= give_up) return result;
    std::this_thread::sleep_for(milliseconds(backoff_ms));
    backoff_ms = std::min(backoff_ms * 2, kLastBackoffMs);
  }
}

struct Applied {
  std::int64_t number;
  std::string name;
  std::string checksum;
};

Result<std::vector<Applied>> read_applied(Connection& connection) {
  std::vector<Applied> applied;
  auto read = connection.scan(
      "SELECT number, name, checksum FROM schema_migrations ORDER BY number", {},
      [&](const Row& row) {
        applied.push_back({std::get<std::int64_t>(row[0]), std::get<std::string>(row[1]),
                           std::get<std::string>(row[2])});
        return true;
      });
  if (!read) return fail(std::move(read.error()));
  return applied;
}

Result<void> check_applied(const std::vector<Applied>& applied,
                           const std::vector<Migration>& migrations, const Place& place) {
  if (applied.size() > migrations.size()) {
    return fail(
        "store-newer-schema", place,
        {"数据库由更新版本的程序建立", "the database comes from a newer program"},
        {"改用新版本的程序，或恢复旧备份", "run the newer program, or restore an older backup"});
  }
  for (std::size_t i = 0; i < applied.size(); ++i) {
    const Migration& ours = migrations[i];
    if (applied[i].number == ours.number && applied[i].checksum == sha256_hex(ours.sql)) continue;
    const std::string name = std::to_string(ours.number) + " " + ours.name;
    return fail("store-migration-changed", place,
                {"已执行的数据库变更被改动：" + name,
                 "a migration was changed after it was applied: " + name},
                {"还原这个变更，另写新的变更", "restore it, and write a new migration instead"});
  }
  return {};
}

/// Refuses tables that would store a text in a number column, and rows that refer to nothing.
Result<void> check_schema(Connection& connection) {
  std::string loose;
  auto found = connection.scan(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
      "AND strict = 0 AND name NOT LIKE 'sqlite_%'",
      {}, [&](const Row& row) {
        loose = std::get<std::string>(row[0]);
        return false;
      });
  if (!found) return found;
  if (!loose.empty()) {
    return fail("store-table-not-strict", place_of(connection),
                {"表没有声明 STRICT：" + loose, "a table is not declared STRICT: " + loose},
                {"在 CREATE TABLE 末尾加上 STRICT", "end its CREATE TABLE with STRICT"});
  }
  std::string orphan;
  found =
      connection.scan("SELECT \"table\" FROM pragma_foreign_key_check", {}, [&](const Row& row) {
        orphan = std::get<std::string>(row[0]);
        return false;
      });
  if (!found || orphan.empty()) return found;
  return fail("store-constraint", place_of(connection),
              {"变更后有记录指向不存在的记录：" + orphan,
               "after the migration, rows refer to rows that are not there: " + orphan},
              {"先补上所指的记录", "add the rows that are referred to first"});
}

Result<void> apply_all(Connection& connection, const std::vector<Migration>& migrations) {
  auto made = connection.execute(
      "CREATE TABLE IF NOT EXISTS schema_migrations (number INTEGER PRIMARY KEY, "
      "name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT");
  if (!made) return made;
  const auto applied = read_applied(connection);
  if (!applied) return fail(applied.error());
  auto good = check_applied(*applied, migrations, place_of(connection));
  if (!good || applied->size() == migrations.size()) return good;
  for (std::size_t i = applied->size(); i < migrations.size(); ++i) {
    const Migration& migration = migrations[i];
    auto changed = connection.execute(migration.sql);
    if (!changed) {
      Faults faults = std::move(changed.error());
      for (Fault& fault : faults)
        fault.place.pointer = "/migrations/" + migration.name;
      return fail(std::move(faults));
    }
    // A migration that ends the transaction would leave half a schema behind if a later one failed.
    FUGONG_CHECK(connection.in_transaction(), "a migration leaves the transaction open");
    auto noted =
        connection.scan("INSERT INTO schema_migrations (number, name, checksum) VALUES (?, ?, ?)",
                        {std::int64_t{migration.number}, migration.name, sha256_hex(migration.sql)},
                        [](const Row&) { return true; });
    if (!noted) return noted;
  }
  return check_schema(connection);
}

}  // namespace

Result<std::vector<Row>> Transaction::run(std::string_view sql,
                                          const std::vector<Cell>& parameters) {
  std::vector<Row> rows;
  auto done = connection_.scan(sql, parameters, [&](Row& row) {
    rows.push_back(std::move(row));
    return true;
  });
  if (!done) return fail(std::move(done.error()));
  return rows;
}

Result<void> Transaction::scan(std::string_view sql, const std::vector<Cell>& parameters,
                               const std::function<bool(const Row&)>& each) {
  return connection_.scan(sql, parameters, each);
}

Database::Database(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const Options& options) {
  auto connection = Connection::open(options);
  if (!connection) return fail(std::move(connection.error()));
  return Database(std::move(*connection));
}

Result<void> Database::migrate(const std::vector<Migration>& migrations) {
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    FUGONG_CHECK(migrations[i].number == static_cast<int>(i) + 1,
                 "migrations count up from 1 without gaps");
  }
  return run_with_retries(*connection_, [&] { return apply_all(*connection_, migrations); });
}

Result<void> Database::transact(const std::function<Result<void>(Transaction&)>& body) {
  return run_with_retries(*connection_, [&] {
    Transaction transaction(*connection_);
    return body(transaction);
  });
}

Result<void> Database::read(const std::function<Result<void>(Transaction&)>& body) {
  auto barred = connection_->execute("PRAGMA query_only = ON");
  if (!barred) return barred;
  auto done = run_once(*connection_, "BEGIN", [&] {
    Transaction transaction(*connection_);
    return body(transaction);
  });
  auto allowed = connection_->execute("PRAGMA query_only = OFF");
  return done ? allowed : done;
}

}  // namespace fugong::store
