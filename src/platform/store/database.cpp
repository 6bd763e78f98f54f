#include "platform/store/database.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "base/hash.hpp"
#include "platform/store/connection.hpp"
#include "platform/store/schema_text.hpp"

namespace fugong::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::int64_t kFirstBackoffMs = 1;
constexpr std::int64_t kLastBackoffMs = 100;

/// Rolls back unless the transaction is over.
class Rollback {
 public:
  explicit Rollback(Connection& connection) : connection_(connection) {
    FUGONG_CHECK(!connection.running, "transactions are not nested");
    connection_.running = true;
  }
  ~Rollback() {
    connection_.roll_back();
    connection_.running = false;
  }
  Rollback(const Rollback&) = delete;
  Rollback& operator=(const Rollback&) = delete;

 private:
  Connection& connection_;
};

Result<void> run_once(Connection& connection, Purpose purpose,
                      const std::function<Result<void>()>& body) {
  const Rollback rollback(connection);
  connection.spoiled = false;
  auto begun = connection.begin(purpose);
  if (!begun) return begun;
  auto done = body();
  if (!done) return done;
  if (connection.spoiled || !connection.in_transaction()) return connection.transaction_lost();
  if (purpose == Purpose::work) return {};
  return connection.commit();
}

/// Runs until it is not busy or the time is over.
Result<void> run_with_retries(Connection& connection, Purpose purpose,
                              const std::function<Result<void>()>& body) {
  const auto give_up = steady_clock::now() + milliseconds(connection.busy_timeout_ms);
  std::int64_t backoff_ms = kFirstBackoffMs;
  while (true) {
    connection.busy_seen = false;
    auto result = run_once(connection, purpose, body);
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

Result<std::vector<Applied>> read_applied(Connection& connection, std::string_view room) {
  std::vector<Applied> applied;
  auto read = connection.scan(
      "SELECT number, name, checksum FROM migration WHERE room = ? ORDER BY number",
      {std::string(room)}, [&](const Row& row) {
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

Result<void> apply_all(Connection& connection, std::string_view room,
                       const std::vector<Migration>& migrations) {
  auto made = connection.prepare_migrations();
  if (!made) return made;
  const auto applied = read_applied(connection, room);
  if (!applied) return fail(applied.error());
  auto good = check_applied(*applied, migrations, connection.place());
  if (!good) return good;
  if (applied->size() == migrations.size()) return connection.read_scoped_tables();
  for (std::size_t i = applied->size(); i < migrations.size(); ++i) {
    const Migration& migration = migrations[i];
    auto changed = connection.execute(render_schema(migration.sql, connection.dialect()));
    if (!changed) {
      Faults faults = std::move(changed.error());
      for (Fault& fault : faults)
        fault.place.pointer = "/migrations/" + migration.name;
      return fail(std::move(faults));
    }
    // A migration that ends the transaction would leave half a schema behind if a later one failed.
    FUGONG_CHECK(connection.in_transaction(), "a migration leaves the transaction open");
    auto noted =
        connection.scan("INSERT INTO migration (room, number, name, checksum) VALUES (?, ?, ?, ?)",
                        {std::string(room), std::int64_t{migration.number}, migration.name,
                         sha256_hex(migration.sql)},
                        [](const Row&) { return true; });
    if (!noted) return noted;
  }
  auto known = connection.read_scoped_tables();
  if (known) known = connection.check_scoped_tables();
  return known ? connection.check_schema() : known;
}

}  // namespace

Result<std::vector<Row>> Transaction::run(std::string_view sql,
                                          const std::vector<Cell>& parameters) {
  std::vector<Row> rows;
  auto done = connection_.scan_within(scope_.get(), sql, parameters, [&](Row& row) {
    rows.push_back(std::move(row));
    return true;
  });
  if (!done) return fail(std::move(done.error()));
  return rows;
}

Result<void> Transaction::scan(std::string_view sql, const std::vector<Cell>& parameters,
                               const std::function<bool(const Row&)>& each) {
  return connection_.scan_within(scope_.get(), sql, parameters, each);
}

Result<std::int64_t> Transaction::load(std::string_view table,
                                       const std::vector<std::string>& columns,
                                       const NextRow& next) {
  return connection_.load_within(scope_.get(), table, columns, next);
}

Transaction Transaction::within(const Scope& scope) const {
  Transaction made(connection_);
  made.scope_ = std::make_shared<const Scope>(scope);
  return made;
}

Dialect Transaction::dialect() const {
  return connection_.dialect();
}

const std::string& Transaction::name() const {
  return connection_.name;
}

Database::Database(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const Options& options) {
  const std::string_view url = options.url;
  const bool is_server = url.starts_with("postgresql://") || url.starts_with("postgres://");
  std::string path = options.path;
  if (!url.empty()) path = url.starts_with("sqlite:") ? url.substr(7) : url;
  auto connection = is_server ? open_postgres(options.url, options) : open_sqlite(path, options);
  if (!connection) return fail(std::move(connection.error()));
  auto known =
      run_once(**connection, Purpose::read, [&] { return (*connection)->read_scoped_tables(); });
  if (!known) return fail(std::move(known.error()));
  return Database(std::move(*connection));
}

Dialect Database::dialect() const {
  return connection_->dialect();
}

const std::string& Database::name() const {
  return connection_->name;
}

std::int64_t Database::bytes_received() const {
  return connection_->bytes_received;
}

Result<void> Database::migrate(std::string_view room, const std::vector<Migration>& migrations) {
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    FUGONG_CHECK(migrations[i].number == static_cast<int>(i) + 1,
                 "migrations count up from 1 without gaps");
  }
  return run_with_retries(*connection_, Purpose::migrate,
                          [&] { return apply_all(*connection_, room, migrations); });
}

Result<void> Database::transact(const std::function<Result<void>(Transaction&)>& body) {
  return run_with_retries(*connection_, Purpose::change, [&] {
    Transaction transaction(*connection_);
    return body(transaction);
  });
}

Result<void> Database::read(const std::function<Result<void>(Transaction&)>& body) {
  return run_once(*connection_, Purpose::read, [&] {
    Transaction transaction(*connection_);
    return body(transaction);
  });
}

Result<void> Database::work(const std::function<Result<void>(Transaction&)>& body) {
  return run_once(*connection_, Purpose::work, [&] {
    Transaction transaction(*connection_);
    return body(transaction);
  });
}

}  // namespace fugong::store
