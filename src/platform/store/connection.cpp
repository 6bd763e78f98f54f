#include "platform/store/connection.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <thread>

#include "base/text.hpp"
#include "platform/store/sqlite_faults.hpp"

namespace fugong::store {
namespace {

/// A value above this is refused; documents are kept in pieces.
constexpr int kMaxValueBytes = 64 << 20;

constexpr int kOpenRetryMs = 10;

/// The count reads the schema, so that a damaged file is found now and not at the first request.
constexpr std::string_view kPreparation =
    "PRAGMA cell_size_check = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    "PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON; SELECT count(*) FROM sqlite_schema";

int authorise(void* connection, int action, const char*, const char*, const char*, const char*) {
  if (!static_cast<const Connection*>(connection)->guarded) return SQLITE_OK;
  switch (action) {
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
    case SQLITE_PRAGMA:
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
      return SQLITE_DENY;
    default:
      return SQLITE_OK;
  }
}

/// The file holds people's data: nobody else may read it. SQLite gives its side files the same
/// mode.
void create_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file >= 0) ::close(file);
}

Result<Row> read_row(sqlite3_stmt* statement, const std::string& file) {
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
        break;
      case SQLITE_TEXT: {
        const void* text = sqlite3_column_text(statement, column);
        const int size = sqlite3_column_bytes(statement, column);
        row.emplace_back(
            std::string(static_cast<const char*>(text), static_cast<std::size_t>(size)));
        break;
      }
      default:
        return fail("store-column-type", Place{file, 0, 0, ""},
                    {"列含有浮点数或二进制数据", "a column holds a floating point number or bytes"},
                    {"只用整数和文本", "use integers and text only"});
    }
  }
  return row;
}

}  // namespace

tl::unexpected<Faults> Connection::failed(int code) {
  if (is_busy(code)) busy_seen = true;
  const char* message = handle ? sqlite3_errmsg(handle.get()) : sqlite3_errstr(code);
  return fail(Faults{sqlite_fault(code, message, file)});
}

Result<std::unique_ptr<Connection>> Connection::open(const Options& options) {
  auto connection = std::make_unique<Connection>();
  connection->file = options.path;
  connection->busy_timeout_ms = options.busy_timeout_ms;
  if (options.create && options.path != ":memory:") create_private(options.path);
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (options.create ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(options.path.c_str(), &handle, flags, nullptr);
  connection->handle.reset(handle);
  if (code != SQLITE_OK) return connection->failed(code);
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
  sqlite3_set_authorizer(handle, authorise, connection.get());
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout);
  while (true) {
    connection->busy_seen = false;
    auto prepared = connection->execute(kPreparation);
    if (prepared) break;
    // Turning WAL on does not wait for others by itself.
    if (!connection->busy_seen || std::chrono::steady_clock::now() >= give_up) {
      return fail(std::move(prepared.error()));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(kOpenRetryMs));
  }
  return connection;
}

Result<void> Connection::execute(std::string_view sql) {
  while (true) {
    sqlite3_stmt* raw = nullptr;
    const char* tail = nullptr;
    const int code =
        sqlite3_prepare_v3(handle.get(), sql.data(), static_cast<int>(sql.size()), 0, &raw, &tail);
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

Result<Statement> Connection::take(std::string_view sql) {
  if (const auto found = by_sql_.find(sql); found != by_sql_.end()) {
    const auto place = found->second;
    Statement statement = std::move(place->second);
    by_sql_.erase(found);
    kept_.erase(place);
    return statement;
  }
  sqlite3_stmt* raw = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(handle.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, &tail);
  Statement statement(raw);
  if (code != SQLITE_OK) return failed(code);
  const std::string_view rest = sql.substr(static_cast<std::size_t>(tail - sql.data()));
  if (raw == nullptr || !trim(rest).empty()) {
    return fail(Faults{sqlite_fault(SQLITE_MISUSE, "one statement at a time", file)});
  }
  return statement;
}

void Connection::put_back(std::string_view sql, Statement statement) {
  // The same text may have been prepared twice, by a statement inside its own scan.
  if (by_sql_.contains(sql)) return;
  kept_.emplace_front(std::string(sql), std::move(statement));
  by_sql_.emplace(kept_.front().first, kept_.begin());
  if (kept_.size() <= kMaxStatements) return;
  by_sql_.erase(kept_.back().first);
  kept_.pop_back();
}

Result<void> Connection::bind(sqlite3_stmt* statement, const std::vector<Cell>& parameters) {
  const int wanted = sqlite3_bind_parameter_count(statement);
  if (static_cast<std::size_t>(wanted) != parameters.size()) {
    return fail(Faults{sqlite_fault(SQLITE_MISUSE, "wrong number of parameters", file)});
  }
  for (int i = 0; i < wanted; ++i) {
    const Cell& cell = parameters[static_cast<std::size_t>(i)];
    int code = SQLITE_OK;
    if (const auto* number = std::get_if<std::int64_t>(&cell)) {
      code = sqlite3_bind_int64(statement, i + 1, *number);
    } else if (const auto* text = std::get_if<std::string>(&cell)) {
      if (find_invalid_utf8(*text)) {
        return fail("store-text-invalid", Place{file, 0, 0, ""},
                    {"文本不是有效的 UTF-8", "a text is not valid UTF-8"},
                    {"改用 UTF-8 编码", "encode it as UTF-8"});
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

Result<void> Connection::step_all(sqlite3_stmt* statement, const std::function<bool(Row&)>& each) {
  while (true) {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_DONE) return {};
    if (code != SQLITE_ROW) return failed(code);
    auto row = read_row(statement, file);
    if (!row) return fail(std::move(row.error()));
    if (!each(*row)) return {};
  }
}

Result<void> Connection::scan(std::string_view sql, const std::vector<Cell>& parameters,
                              const std::function<bool(Row&)>& each) {
  // Some errors make SQLite roll back by itself; going on would write outside any transaction.
  if (!in_transaction()) {
    return fail("store-transaction-lost", Place{file, 0, 0, ""},
                {"事务已被撤销", "the transaction has been rolled back"},
                {"重新提交", "submit it again"});
  }
  guarded = true;
  auto statement = take(sql);
  guarded = false;
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

}  // namespace fugong::store
