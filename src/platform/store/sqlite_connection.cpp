#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <list>
#include <thread>
#include <unordered_map>
#include <utility>

#include "base/text.hpp"
#include "platform/store/connection.hpp"
#include "platform/store/sqlite_faults.hpp"

namespace fugong::store {
namespace {

/// A value above this is refused; documents are kept in pieces.
constexpr int kMaxValueBytes = 64 << 20;

constexpr int kOpenRetryMs = 10;

/// The count reads the schema, so that a damaged file is found now and not at the first request.
constexpr std::string_view kPreparation =
    "PRAGMA cell_size_check = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8000;"
    "PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON; SELECT count(*) FROM sqlite_schema";

/// Steps of SQLite's machine between two looks at the clock, and how often others are asked.
constexpr int kStepsBetweenLooks = 20'000;
constexpr std::chrono::milliseconds kBetweenLooks{100};

struct StatementCloser {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, StatementCloser>;

struct HandleCloser {
  void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};

/// A statement is taken from the cache while it runs and put back afterwards, so a scan may run
/// other statements, even the same one.
class SqliteConnection final : public Connection {
 public:
  Result<void> open(const std::string& path, const Options& options);

  Dialect dialect() const override { return Dialect::sqlite; }
  Result<void> begin(Purpose purpose) override;
  Result<void> commit() override { return execute("COMMIT"); }
  void roll_back() override;
  bool in_transaction() const override { return sqlite3_get_autocommit(handle_.get()) == 0; }
  Result<void> scan(std::string_view sql, const std::vector<Cell>& parameters,
                    const std::function<bool(Row&)>& each) override;
  Result<std::int64_t> load(std::string_view table, const std::vector<std::string>& columns,
                            const NextRow& next) override;
  Result<void> run_each(std::string_view sql, const NextRow& next) override;
  Result<void> execute(std::string_view sql) override;
  Result<void> prepare_migrations() override;
  Result<void> check_schema() override;

 private:
  using Kept = std::list<std::pair<std::string, Statement>>;

  tl::unexpected<Faults> failed(int code);
  static int authorise(void* self, int action, const char* first, const char* second,
                       const char* database, const char* trigger);
  static int look_up_from_work(void* self);
  bool is_allowed(int action, std::string_view database) const;
  Result<Statement> take(std::string_view sql);
  void put_back(std::string_view sql, Statement statement);
  void forget_statements();
  Result<void> bind(sqlite3_stmt* statement, const std::vector<Cell>& parameters);
  Result<void> step_all(sqlite3_stmt* statement, const std::function<bool(Row&)>& each);
  Result<Row> read_row(sqlite3_stmt* statement);

  bool guarded_ = false;  ///< statements come from a body: no PRAGMA, ATTACH or BEGIN
  Purpose purpose_ = Purpose::change;
  std::chrono::steady_clock::time_point asked_;
  std::unique_ptr<sqlite3, HandleCloser> handle_;
  Kept kept_;  ///< most recently used first
  std::unordered_map<std::string_view, Kept::iterator> by_sql_;
};

/// The file holds people's data: nobody else may read it. SQLite gives its side files the same
/// mode.
void create_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file >= 0) ::close(file);
}

int SqliteConnection::authorise(void* self, int action, const char* name, const char*,
                                const char* database, const char*) {
  const auto& connection = *static_cast<const SqliteConnection*>(self);
  if (!connection.guarded_) return SQLITE_OK;
  // What the columns of a table are called (pragma_table_info) only reads; SQLite lets nobody write
  // to its own table of them, whatever it asks here.
  const std::string_view of = name == nullptr ? "" : name;
  if (action == SQLITE_PRAGMA && of == "table_info") return SQLITE_OK;
  if (action == SQLITE_UPDATE && of == "sqlite_master") return SQLITE_OK;
  return connection.is_allowed(action, database == nullptr ? "" : database) ? SQLITE_OK
                                                                            : SQLITE_DENY;
}

bool SqliteConnection::is_allowed(int action, std::string_view database) const {
  switch (action) {
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
    case SQLITE_PRAGMA:
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
      return false;
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_FUNCTION:
    case SQLITE_RECURSIVE:
      return true;
    default:
      return purpose_ != Purpose::work || database == "temp";
  }
}

int SqliteConnection::look_up_from_work(void* self) {
  auto& connection = *static_cast<SqliteConnection*>(self);
  const auto now = std::chrono::steady_clock::now();
  if (now - connection.asked_ < kBetweenLooks) return 0;
  connection.asked_ = now;
  return connection.is_cancelled() ? 1 : 0;
}

Result<Row> SqliteConnection::read_row(sqlite3_stmt* statement) {
  Row row;
  const int columns = sqlite3_column_count(statement);
  row.reserve(static_cast<std::size_t>(columns));
  for (int column = 0; column < columns; ++column) {
    switch (sqlite3_column_type(statement, column)) {
      case SQLITE_NULL:
        row.emplace_back();
        break;
      case SQLITE_INTEGER:
        row.emplace_back(std::int64_t{sqlite3_column_int64(statement, column)});
        bytes_received += 8;
        break;
      case SQLITE_TEXT: {
        const void* text = sqlite3_column_text(statement, column);
        const int size = sqlite3_column_bytes(statement, column);
        row.emplace_back(
            std::string(static_cast<const char*>(text), static_cast<std::size_t>(size)));
        bytes_received += size;
        break;
      }
      default:
        return column_type();
    }
  }
  return row;
}

tl::unexpected<Faults> SqliteConnection::failed(int code) {
  if ((code & 0xff) == SQLITE_INTERRUPT) return was_cancelled();
  if (is_busy(code)) busy_seen = true;
  const char* message = handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code);
  return fail(Faults{sqlite_fault(code, message, name)});
}

Result<void> SqliteConnection::open(const std::string& path, const Options& options) {
  if (options.create && path != ":memory:") create_private(path);
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (options.create ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK) return failed(code);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
  sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, kMaxValueBytes);
  const std::int64_t timeout =
      std::clamp<std::int64_t>(options.busy_timeout_ms, 0, std::numeric_limits<int>::max());
  sqlite3_busy_timeout(handle, static_cast<int>(timeout));
  sqlite3_set_authorizer(handle, authorise, this);
  if (cancelled) sqlite3_progress_handler(handle, kStepsBetweenLooks, look_up_from_work, this);
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout);
  while (true) {
    busy_seen = false;
    auto prepared = execute(kPreparation);
    if (prepared) return {};
    // Turning WAL on does not wait for others by itself.
    if (!busy_seen || std::chrono::steady_clock::now() >= give_up) return prepared;
    std::this_thread::sleep_for(std::chrono::milliseconds(kOpenRetryMs));
  }
}

Result<void> SqliteConnection::begin(Purpose purpose) {
  purpose_ = purpose;
  if (purpose == Purpose::read) {
    auto barred = execute("PRAGMA query_only = ON");
    if (!barred) return barred;
  }
  // What was prepared for another purpose isn't asked about again.
  if (purpose == Purpose::work) forget_statements();
  const bool waits = purpose == Purpose::change || purpose == Purpose::migrate;
  return execute(waits ? "BEGIN IMMEDIATE" : "BEGIN");
}

void SqliteConnection::roll_back() {
  guarded_ = false;
  if (purpose_ == Purpose::work) forget_statements();
  if (in_transaction()) sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  if (purpose_ == Purpose::read) {
    sqlite3_exec(handle_.get(), "PRAGMA query_only = OFF", nullptr, nullptr, nullptr);
  }
  purpose_ = Purpose::change;
}

Result<void> SqliteConnection::execute(std::string_view sql) {
  while (true) {
    sqlite3_stmt* raw = nullptr;
    const char* tail = nullptr;
    const int code =
        sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()), 0, &raw, &tail);
    const Statement statement(raw);
    if (code != SQLITE_OK) return failed(code);
    if (raw == nullptr) return {};  // only blanks and comments are left
    int step = SQLITE_ROW;
    while (step == SQLITE_ROW)
      step = sqlite3_step(raw);
    if (step != SQLITE_DONE) return failed(step);
    sql.remove_prefix(static_cast<std::size_t>(tail - sql.data()));
  }
}

Result<Statement> SqliteConnection::take(std::string_view sql) {
  if (const auto found = by_sql_.find(sql); found != by_sql_.end()) {
    const auto place = found->second;
    Statement statement = std::move(place->second);
    by_sql_.erase(found);
    kept_.erase(place);
    return statement;
  }
  sqlite3_stmt* raw = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, &tail);
  Statement statement(raw);
  if (code != SQLITE_OK) return failed(code);
  const std::string_view rest = sql.substr(static_cast<std::size_t>(tail - sql.data()));
  if (raw == nullptr || !trim(rest).empty()) {
    return fail(Faults{sqlite_fault(SQLITE_MISUSE, "one statement at a time", name)});
  }
  return statement;
}

void SqliteConnection::put_back(std::string_view sql, Statement statement) {
  // The same text may have been prepared twice, by a statement inside its own scan.
  if (by_sql_.contains(sql)) return;
  kept_.emplace_front(std::string(sql), std::move(statement));
  by_sql_.emplace(kept_.front().first, kept_.begin());
  if (kept_.size() <= kMaxStatements) return;
  by_sql_.erase(kept_.back().first);
  kept_.pop_back();
}

void SqliteConnection::forget_statements() {
  by_sql_.clear();
  kept_.clear();
}

Result<void> SqliteConnection::bind(sqlite3_stmt* statement, const std::vector<Cell>& parameters) {
  const int wanted = sqlite3_bind_parameter_count(statement);
  if (static_cast<std::size_t>(wanted) != parameters.size()) {
    return fail(Faults{sqlite_fault(SQLITE_MISUSE, "wrong number of parameters", name)});
  }
  for (int i = 0; i < wanted; ++i) {
    const Cell& cell = parameters[static_cast<std::size_t>(i)];
    int code = SQLITE_OK;
    if (const auto* number = std::get_if<std::int64_t>(&cell)) {
      code = sqlite3_bind_int64(statement, i + 1, *number);
    } else if (const auto* text = std::get_if<std::string>(&cell)) {
      if (find_invalid_utf8(*text)) {
        return text_invalid();
      }
      // The caller's cells outlive the run, so SQLite need not copy.
      code = sqlite3_bind_text64(statement, i + 1, text->data(), text->size(), SQLITE_STATIC,
                                 SQLITE_UTF8);
    } else {
      code = sqlite3_bind_null(statement, i + 1);
    }
    if (code != SQLITE_OK) return failed(code);
  }
  return {};
}

Result<void> SqliteConnection::step_all(sqlite3_stmt* statement,
                                        const std::function<bool(Row&)>& each) {
  while (true) {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_DONE) return {};
    if (code != SQLITE_ROW) return failed(code);
    auto row = read_row(statement);
    if (!row) return fail(std::move(row.error()));
    if (!each(*row)) return {};
  }
}

Result<void> SqliteConnection::scan(std::string_view sql, const std::vector<Cell>& parameters,
                                    const std::function<bool(Row&)>& each) {
  // Some errors make SQLite roll back by itself; going on would write outside any transaction.
  if (!in_transaction()) {
    return transaction_lost();
  }
  guarded_ = true;
  auto statement = take(sql);
  guarded_ = false;
  if (!statement) return fail(std::move(statement.error()));
  sqlite3_stmt* raw = statement->get();
  struct Reset {
    sqlite3_stmt* statement;
    ~Reset() {
      sqlite3_reset(statement);
      sqlite3_clear_bindings(statement);
    }
  };
  Result<void> result;
  {
    const Reset reset{raw};
    result = bind(raw, parameters);
    if (result) result = step_all(raw, each);
  }
  put_back(sql, std::move(*statement));
  return result;
}

Result<std::int64_t> SqliteConnection::load(std::string_view table,
                                            const std::vector<std::string>& columns,
                                            const NextRow& next) {
  if (!in_transaction()) return transaction_lost();
  std::string sql = "INSERT INTO ";
  sql.append(quote_name(table)).append(" (");
  std::string places;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    sql.append(i > 0 ? ", " : "").append(quote_name(columns[i]));
    places.append(i > 0 ? ", ?" : "?");
  }
  sql.append(") VALUES (").append(places).append(")");
  std::int64_t loaded = 0;
  auto done = run_each(sql, [&](Row& row) -> Result<bool> {
    auto more = next(row);
    if (!more || !*more) return more;
    if (row.size() != columns.size()) return wrong_cells();
    ++loaded;
    return true;
  });
  if (!done) return fail(std::move(done.error()));
  return loaded;
}

Result<void> SqliteConnection::run_each(std::string_view sql, const NextRow& next) {
  if (!in_transaction()) return transaction_lost();
  guarded_ = true;
  auto statement = take(sql);
  guarded_ = false;
  if (!statement) return fail(std::move(statement.error()));
  std::int64_t ran = 0;
  auto done = for_each_row(next, [&](const Row& row) -> Result<void> {
    auto bound = bind(statement->get(), row);
    if (!bound) return bound;
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW)
      code = sqlite3_step(statement->get());
    if (code != SQLITE_DONE) return failed(code);
    sqlite3_reset(statement->get());
    // Short statements never come to the handler that asks.
    if ((++ran & 0xfff) == 0 && look_up_from_work(this) != 0) return was_cancelled();
    return {};
  });
  if (!done) return done;
  sqlite3_clear_bindings(statement->get());
  put_back(sql, std::move(*statement));
  return {};
}

Result<void> SqliteConnection::prepare_migrations() {
  auto made = execute(
      "CREATE TABLE IF NOT EXISTS migration (room TEXT NOT NULL, number INTEGER NOT NULL, "
      "name TEXT NOT NULL, checksum TEXT NOT NULL, PRIMARY KEY (room, number)) STRICT;"
      "CREATE TABLE IF NOT EXISTS scoped_table (name TEXT PRIMARY KEY NOT NULL, "
      "region_column TEXT NOT NULL, firm_column TEXT NOT NULL) STRICT");
  if (!made) return made;
  bool has_bodies = false;
  auto looked = scan("SELECT 1 FROM pragma_table_info('scoped_table') WHERE name = 'body_column'",
                     {}, [&](const Row&) { return has_bodies = true; });
  if (looked && !has_bodies)
    looked = execute("ALTER TABLE scoped_table ADD COLUMN body_column TEXT NOT NULL DEFAULT ''");
  if (!looked) return looked;
  // Until a database had several rooms, the register's steps stood in a table of their own.
  bool older = false;
  auto found = scan("SELECT 1 FROM pragma_table_list WHERE name = 'schema_migrations'", {},
                    [&](const Row&) { return older = true; });
  if (!found || !older) return found;
  return execute(
      "INSERT INTO migration SELECT 'register', number, name, checksum FROM schema_migrations; "
      "DROP TABLE schema_migrations");
}

Result<void> SqliteConnection::check_schema() {
  std::string loose;
  auto found = scan(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
      "AND strict = 0 AND name NOT LIKE 'sqlite_%'",
      {}, [&](const Row& row) {
        loose = std::get<std::string>(row[0]);
        return false;
      });
  if (!found) return found;
  if (!loose.empty()) {
    return fail("store-table-not-strict", place(),
                {"表没有声明 STRICT：" + loose, "a table is not declared STRICT: " + loose},
                {"在 CREATE TABLE 末尾加上 STRICT", "end its CREATE TABLE with STRICT"});
  }
  std::string orphan;
  found = scan("SELECT \"table\" FROM pragma_foreign_key_check", {}, [&](const Row& row) {
    orphan = std::get<std::string>(row[0]);
    return false;
  });
  if (!found || orphan.empty()) return found;
  return fail("store-constraint", place(),
              {"变更后有记录指向不存在的记录：" + orphan,
               "after the migration, rows refer to rows that are not there: " + orphan},
              {"先补上所指的记录", "add the rows that are referred to first"});
}

}  // namespace

Result<std::unique_ptr<Connection>> open_sqlite(const std::string& path, const Options& options) {
  auto connection = std::make_unique<SqliteConnection>();
  connection->name = path;
  connection->busy_timeout_ms = options.busy_timeout_ms;
  connection->cancelled = options.cancelled;
  auto opened = connection->open(path, options);
  if (!opened) return fail(std::move(opened.error()));
  return connection;
}

}  // namespace fugong::store
