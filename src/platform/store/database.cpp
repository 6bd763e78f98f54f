#include "platform/store/database.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "platform/store/connection.hpp"
#include "platform/store/migrations.hpp"

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

}  // namespace

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

Result<std::vector<Row>> Transaction::run(std::string_view sql,
                                          const std::vector<Cell>& parameters) {
  return connection_.run_within(scope_.get(), sql, parameters);
}

Result<void> Transaction::scan(std::string_view sql, const std::vector<Cell>& parameters,
                               const std::function<bool(const Row&)>& each) {
  return connection_.scan_within(scope_.get(), sql, parameters, each);
}

Result<void> Transaction::run_each(std::string_view sql, const NextRow& next) {
  return connection_.run_each_within(scope_.get(), sql, next);
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

Connection& Inside::of(Database& database) {
  return *database.connection_;
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
