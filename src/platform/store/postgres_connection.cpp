#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <deque>
#include <list>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/text.hpp"
#include "platform/store/connection.hpp"
#include "platform/store/copy_text.hpp"
#include "platform/store/placeholders.hpp"
#include "platform/store/postgres_faults.hpp"
#include "platform/store/postgres_url.hpp"

namespace fugong::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kBetweenQuestions{200};
/// A server that doesn't answer to a cancel is left alone after this.
constexpr milliseconds kWaitAfterCancel{5'000};
constexpr std::size_t kCopyPieceBytes = 64 << 10;
/// The lock under which programs bring a schema up: any number of our own.
constexpr std::string_view kMigrationLock = "SELECT pg_advisory_xact_lock(7310015)";

// Types by their fixed numbers (pg_type.dat of PostgreSQL).
constexpr Oid kBool = 16;
constexpr Oid kBytes = 17;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kOid = 26;
constexpr Oid kFloat4 = 700;
constexpr Oid kFloat8 = 701;
constexpr Oid kNumeric = 1700;

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, Clear>;

struct Finish {
  void operator()(PGconn* handle) const { PQfinish(handle); }
};

struct FreeCancel {
  void operator()(PGcancel* cancel) const { PQfreeCancel(cancel); }
};

std::string_view state_of(const PGresult* answer) {
  const char* state = PQresultErrorField(answer, PG_DIAG_SQLSTATE);
  return state == nullptr ? std::string_view{} : state;
}

/// The first line, without what the server says of single values.
std::string_view message_of(const PGresult* answer) {
  const char* message = PQresultErrorField(answer, PG_DIAG_MESSAGE_PRIMARY);
  if (message == nullptr) message = PQresultErrorMessage(answer);
  return trim(message);
}

/// Rows of one scan: those that still come, or were taken in because another statement ran.
struct Stream {
  std::deque<Row> kept;
  std::optional<Faults> fault;  ///< behind the last row
  bool ended = false;
};

class PostgresConnection final : public Connection {
 public:
  Result<void> open(const std::string& url);

  Dialect dialect() const override { return Dialect::postgresql; }
  Result<void> begin(Purpose purpose) override;
  Result<void> commit() override;
  void roll_back() override;
  bool in_transaction() const override {
    return !is_lost() && PQtransactionStatus(handle_.get()) == PQTRANS_INTRANS;
  }
  Result<void> scan(std::string_view sql, const std::vector<Cell>& parameters,
                    const std::function<bool(Row&)>& each) override;
  Result<std::int64_t> load(std::string_view table, const std::vector<std::string>& columns,
                            const NextRow& next) override;
  Result<void> execute(std::string_view sql) override;
  Result<void> prepare_migrations() override;
  Result<void> check_schema() override;

 private:
  using Kept = std::list<std::pair<std::string, std::string>>;

  bool is_lost() const { return abandoned_ || PQstatus(handle_.get()) != CONNECTION_OK; }
  tl::unexpected<Faults> lost();
  tl::unexpected<Faults> failed(const PGresult* answer);
  Result<void> ready_for_statement();
  void cancel_if_asked();
  /// The server's next answer; null behind the last.
  Result<Answer> next_answer();
  /// Reads every answer that is left; the first that is a fault.
  Result<void> finish_answers();
  Result<std::string> prepare(std::string_view sql, const std::vector<Cell>& parameters);
  Result<void> send(const std::string& prepared, const std::vector<Cell>& parameters);
  /// The next row of the stream that is being received; false when it ended.
  Result<bool> receive(Stream& stream, Row& row);
  Result<bool> next_row(Stream& stream, Row& row);
  Result<void> read_row(const PGresult* answer, Row& row);
  void keep_rest();
  Result<std::int64_t> copy(std::size_t columns, const NextRow& next);
  Result<void> put_piece(std::string& piece);
  void forget_statements();

  std::string url_;
  std::unique_ptr<PGconn, Finish> handle_;
  bool abandoned_ = false;  ///< it didn't answer to a cancel
  bool asks_ = false;       ///< a statement runs that may be cancelled
  bool loading_ = false;
  bool reused_ = false;  ///< the statement that runs was prepared before
  bool stale_ = false;   ///< and no longer fits
  Purpose purpose_ = Purpose::change;
  steady_clock::time_point asked_;
  std::optional<steady_clock::time_point> cancel_sent_;
  Stream* receiving_ = nullptr;
  Kept kept_;  ///< text with the types of its parameters, and name; most recently used first
  std::unordered_map<std::string_view, Kept::iterator> by_key_;
  std::int64_t names_given_ = 0;
};

tl::unexpected<Faults> PostgresConnection::lost() {
  if (cancel_sent_) return was_cancelled();
  return fail(Faults{postgres_fault("", "", name)});
}

tl::unexpected<Faults> PostgresConnection::failed(const PGresult* answer) {
  if (cancel_sent_) return was_cancelled();
  const std::string_view state = state_of(answer);
  // A statement kept prepared whose table has since been made anew with other columns.
  if (state == "0A000" && reused_) stale_ = true;
  if (may_run_again(state) || stale_) busy_seen = true;
  return fail(Faults{postgres_fault(state, message_of(answer), name)});
}

Result<void> PostgresConnection::open(const std::string& url) {
  url_ = url;
  forget_statements();
  handle_.reset();
  auto target = read_postgres_url(url);
  if (!target) return fail(std::move(target.error()));
  name = target->name;
  // Those in front of the URL are for it to change, those behind it are not.
  const std::array<const char*, 8> keys = {"connect_timeout", "fallback_application_name",
                                           "keepalives_idle", "keepalives_interval",
                                           "tcp_user_timeout", "dbname",
                                           "client_encoding", nullptr};
  const std::array<const char*, 8> values = {"10", "fugong", "30",   "10",
                                             "60000", url.c_str(), "UTF8", nullptr};
  handle_.reset(PQconnectdbParams(keys.data(), values.data(), 1));
  FUGONG_CHECK(handle_ != nullptr, "libpq has memory");
  if (PQstatus(handle_.get()) != CONNECTION_OK) {
    const std::string why = target->without_secrets(trim(PQerrorMessage(handle_.get())));
    return fail("store-cannot-open", place(),
                {"连不上数据库（" + why + "）", "the database can't be reached (" + why + ")"},
                {"检查 URL、用户、密码和数据库是否在运行",
                 "check the URL, the user, the password and whether the database runs"});
  }
  abandoned_ = false;
  PQsetNoticeProcessor(handle_.get(), [](void*, const char*) {}, nullptr);
  const char* encoding = PQparameterStatus(handle_.get(), "server_encoding");
  if (encoding == nullptr || std::string_view(encoding) != "UTF8") {
    return fail("store-cannot-open", place(),
                {"数据库的编码不是 UTF-8", "the database's encoding is not UTF-8"},
                {"以 UTF8 编码新建数据库", "make a database with the encoding UTF8"});
  }
  return execute(
      "SET standard_conforming_strings = on; SET DateStyle = 'ISO, YMD'; SET TimeZone = 'UTC';"
      "SET client_min_messages = error; SET lock_timeout = " +
      std::to_string(std::clamp<std::int64_t>(busy_timeout_ms, 1, INT32_MAX)));
}

void PostgresConnection::forget_statements() {
  by_key_.clear();
  kept_.clear();
}

Result<void> PostgresConnection::begin(Purpose purpose) {
  purpose_ = purpose;
  cancel_sent_.reset();
  if (is_lost()) {
    auto opened = open(url_);
    if (!opened) return opened;
  }
  switch (purpose) {
    case Purpose::change:
      return execute("BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE");
    case Purpose::migrate:
      // It must see what another program did while this one waited for it.
      return execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
    case Purpose::read:
      return execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    case Purpose::work:
      return execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE");
  }
  return {};
}

Result<void> PostgresConnection::commit() {
  if (cancel_sent_ || is_cancelled()) return was_cancelled();
  // Not asked meanwhile: what was cancelled must not stand.
  if (PQsendQuery(handle_.get(), "COMMIT") == 1) {
    auto done = finish_answers();
    if (done || !is_lost()) return done;
  }
  return fail("store-lost", place(),
              {"提交时与数据库的连接断开，不知是否已保存",
               "the connection was lost while the database was keeping the changes; it is not "
               "known whether they stand"},
              {"核对数据，再决定是否重新提交", "look at the data before you submit them again"});
}

void PostgresConnection::roll_back() {
  // A cancel that was late may hit the first one.
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (is_lost() || PQtransactionStatus(handle_.get()) == PQTRANS_IDLE) break;
    if (PQsendQuery(handle_.get(), "ROLLBACK") == 1) static_cast<void>(finish_answers());
  }
  // After work, statements may be about temporary tables that the next body makes otherwise.
  if ((purpose_ == Purpose::work || stale_) && !is_lost()) {
    stale_ = false;
    forget_statements();
    if (PQsendQuery(handle_.get(), "DEALLOCATE ALL") == 1) static_cast<void>(finish_answers());
  }
  purpose_ = Purpose::change;
}

void PostgresConnection::cancel_if_asked() {
  const auto now = steady_clock::now();
  if (!asks_ || now - asked_ < kBetweenQuestions) return;
  asked_ = now;
  if (cancel_sent_) {
    if (now - *cancel_sent_ > kWaitAfterCancel) abandoned_ = true;
    return;
  }
  if (!is_cancelled()) return;
  cancel_sent_ = now;
  const std::unique_ptr<PGcancel, FreeCancel> cancel(PQgetCancel(handle_.get()));
  std::array<char, 256> why{};
  if (cancel) PQcancel(cancel.get(), why.data(), static_cast<int>(why.size()));
}

Result<Answer> PostgresConnection::next_answer() {
  cancel_if_asked();
  while (PQisBusy(handle_.get()) == 1) {
    pollfd socket{PQsocket(handle_.get()), POLLIN, 0};
    const int readable = ::poll(&socket, 1, static_cast<int>(kBetweenQuestions.count()));
    cancel_if_asked();
    if (abandoned_) return lost();
    if (readable > 0 && PQconsumeInput(handle_.get()) == 0) break;
  }
  return Answer(PQgetResult(handle_.get()));
}

Result<void> PostgresConnection::finish_answers() {
  Result<void> result;
  while (true) {
    auto answer = next_answer();
    if (!answer) return fail(std::move(answer.error()));
    if (*answer == nullptr) break;
    const ExecStatusType status = PQresultStatus(answer->get());
    const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
                      status == PGRES_SINGLE_TUPLE || status == PGRES_EMPTY_QUERY;
    if (!good && result) result = failed(answer->get());
    if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT) {
      // Only a migration could have begun it; the connection is of no use any more.
      abandoned_ = true;
      return result;
    }
  }
  if (result && is_lost()) return lost();
  return result;
}

Result<void> PostgresConnection::execute(std::string_view sql) {
  keep_rest();
  if (is_lost()) return lost();
  if (PQsendQuery(handle_.get(), std::string(sql).c_str()) != 1) return lost();
  asks_ = true;
  auto done = finish_answers();
  asks_ = false;
  return done;
}

Result<void> PostgresConnection::ready_for_statement() {
  FUGONG_CHECK(!loading_, "a load's rows don't come from its own transaction");
  keep_rest();
  if (is_lost()) return lost();
  if (cancel_sent_) return was_cancelled();
  // After a statement that failed the server takes no other one.
  if (!in_transaction()) return transaction_lost();
  return {};
}

Result<std::string> PostgresConnection::prepare(std::string_view sql,
                                                const std::vector<Cell>& parameters) {
  reused_ = false;
  std::string key(sql);
  key += '\0';
  for (const Cell& cell : parameters)
    key += std::holds_alternative<std::int64_t>(cell) ? 'i' : 't';
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    kept_.splice(kept_.begin(), kept_, found->second);
    reused_ = true;
    return kept_.front().second;
  }
  const NumberedStatement numbered = number_placeholders(sql);
  if (numbered.parameters != parameters.size()) {
    return fail(Faults{postgres_fault("42601", "wrong number of parameters", name)});
  }
  if (steers_session(sql)) {
    return fail("store-forbidden", place(), {"不允许此语句", "this statement is not allowed here"},
                {"事务由 transact 管理；不要使用 BEGIN、SET 或 COPY",
                 "transact manages the transaction; use no BEGIN, SET or COPY"});
  }
  if (kept_.size() >= kMaxStatements) {
    auto dropped = execute("DEALLOCATE " + kept_.back().second);
    if (!dropped) return fail(std::move(dropped.error()));
    by_key_.erase(kept_.back().first);
    kept_.pop_back();
  }
  // Of a text the server finds the type where it stands, so that a date may be given as one.
  std::vector<Oid> types;
  for (const Cell& cell : parameters)
    types.push_back(std::holds_alternative<std::int64_t>(cell) ? kInt8 : 0);
  std::string prepared = "s";
  prepared.append(std::to_string(++names_given_));
  if (PQsendPrepare(handle_.get(), prepared.c_str(), numbered.sql.c_str(),
                    static_cast<int>(types.size()), types.data()) != 1) {
    return lost();
  }
  asks_ = true;
  auto done = finish_answers();
  asks_ = false;
  if (!done) return fail(std::move(done.error()));
  kept_.emplace_front(std::move(key), prepared);
  by_key_.emplace(kept_.front().first, kept_.begin());
  return prepared;
}

Result<void> PostgresConnection::send(const std::string& prepared,
                                      const std::vector<Cell>& parameters) {
  std::vector<std::string> digits(parameters.size());
  std::vector<const char*> values(parameters.size());
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (const auto* number = std::get_if<std::int64_t>(&parameters[i])) {
      digits[i] = std::to_string(*number);
      values[i] = digits[i].c_str();
    } else if (const auto* text = std::get_if<std::string>(&parameters[i])) {
      if (!is_storable(*text)) return text_invalid();
      values[i] = text->c_str();
    }
  }
  if (PQsendQueryPrepared(handle_.get(), prepared.c_str(), static_cast<int>(values.size()),
                          values.data(), nullptr, nullptr, 0) != 1) {
    return lost();
  }
  FUGONG_CHECK(PQsetSingleRowMode(handle_.get()) == 1, "a query has just been sent");
  return {};
}

Result<void> PostgresConnection::read_row(const PGresult* answer, Row& row) {
  const int columns = PQnfields(answer);
  row.resize(static_cast<std::size_t>(columns));
  for (int column = 0; column < columns; ++column) {
    Cell& cell = row[static_cast<std::size_t>(column)];
    if (PQgetisnull(answer, 0, column) == 1) {
      cell = std::monostate{};
      continue;
    }
    const auto size = static_cast<std::size_t>(PQgetlength(answer, 0, column));
    const std::string_view value(PQgetvalue(answer, 0, column), size);
    bytes_received += static_cast<std::int64_t>(size);
    switch (PQftype(answer, column)) {
      case kBool:
        cell = std::int64_t{value == "t" ? 1 : 0};
        continue;
      case kInt2:
      case kInt4:
      case kInt8:
      case kOid:
      case kNumeric: {
        std::int64_t number = 0;
        const char* end = value.data() + value.size();
        const auto read = std::from_chars(value.data(), end, number);
        if (read.ec == std::errc{} && read.ptr == end) {
          cell = number;
          continue;
        }
        break;
      }
      case kBytes:
      case kFloat4:
      case kFloat8:
        return column_type();
      default:
        break;
    }
    if (auto* text = std::get_if<std::string>(&cell)) {
      text->assign(value);
    } else {
      cell = std::string(value);
    }
  }
  return {};
}

Result<bool> PostgresConnection::receive(Stream& stream, Row& row) {
  while (true) {
    auto answer = next_answer();
    if (!answer) return fail(std::move(answer.error()));
    if (*answer == nullptr) {
      stream.ended = true;
      receiving_ = nullptr;
      if (cancel_sent_) return was_cancelled();
      if (is_lost()) return lost();
      return false;
    }
    const ExecStatusType status = PQresultStatus(answer->get());
    if (status == PGRES_SINGLE_TUPLE) {
      auto read = read_row(answer->get(), row);
      if (!read) return fail(std::move(read.error()));
      return true;
    }
    if (status == PGRES_EMPTY_QUERY) {
      return fail(Faults{postgres_fault("42601", "one statement at a time", name)});
    }
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) return failed(answer->get());
  }
}

void PostgresConnection::keep_rest() {
  if (receiving_ == nullptr) return;
  Stream& stream = *receiving_;
  asks_ = true;
  while (!stream.ended && !stream.fault) {
    Row row;
    auto more = receive(stream, row);
    if (!more) {
      stream.fault = std::move(more.error());
    } else if (*more) {
      stream.kept.push_back(std::move(row));
    }
  }
  if (!stream.ended && !is_lost()) static_cast<void>(finish_answers());
  asks_ = false;
  stream.ended = true;
  receiving_ = nullptr;
}

Result<bool> PostgresConnection::next_row(Stream& stream, Row& row) {
  if (!stream.kept.empty()) {
    row = std::move(stream.kept.front());
    stream.kept.pop_front();
    return true;
  }
  if (stream.fault) return fail(*stream.fault);
  if (stream.ended) return false;
  asks_ = true;
  auto more = receive(stream, row);
  asks_ = false;
  return more;
}

Result<void> PostgresConnection::scan(std::string_view sql, const std::vector<Cell>& parameters,
                                      const std::function<bool(Row&)>& each) {
  auto ready = ready_for_statement();
  if (!ready) return ready;
  const auto prepared = prepare(sql, parameters);
  if (!prepared) return fail(prepared.error());
  auto sent = send(*prepared, parameters);
  if (!sent) return sent;
  Stream stream;
  receiving_ = &stream;
  // Whatever happens to the rows, the next statement needs a server that has sent them all.
  struct Discard {
    PostgresConnection& connection;
    const Stream& stream;
    ~Discard() {
      if (connection.receiving_ != &stream) return;
      connection.receiving_ = nullptr;
      connection.asks_ = true;
      if (!connection.is_lost()) static_cast<void>(connection.finish_answers());
      connection.asks_ = false;
    }
  };
  const Discard discard{*this, stream};
  Row row;
  while (true) {
    auto more = next_row(stream, row);
    if (!more) return fail(std::move(more.error()));
    if (!*more || !each(row)) return {};
  }
}

Result<void> PostgresConnection::put_piece(std::string& piece) {
  const bool put =
      PQputCopyData(handle_.get(), piece.data(), static_cast<int>(piece.size())) == 1;
  piece.clear();
  if (!put) return lost();
  const auto now = steady_clock::now();
  if (now - asked_ < kBetweenQuestions) return {};
  asked_ = now;
  if (is_cancelled()) return was_cancelled();
  return {};
}

Result<std::int64_t> PostgresConnection::copy(std::size_t columns, const NextRow& next) {
  Row row;
  std::string piece;
  std::int64_t loaded = 0;
  while (true) {
    auto more = next(row);
    if (!more) return fail(std::move(more.error()));
    if (!*more) break;
    if (row.size() != columns) return wrong_cells();
    if (!append_copy_line(piece, row)) return text_invalid();
    ++loaded;
    if (piece.size() < kCopyPieceBytes) continue;
    auto put = put_piece(piece);
    if (!put) return fail(std::move(put.error()));
  }
  auto put = put_piece(piece);
  if (!put) return fail(std::move(put.error()));
  return loaded;
}

Result<std::int64_t> PostgresConnection::load(std::string_view table,
                                              const std::vector<std::string>& columns,
                                              const NextRow& next) {
  auto ready = ready_for_statement();
  if (!ready) return fail(std::move(ready.error()));
  std::string sql = "COPY ";
  sql.append(quote_name(table)).append(" (");
  for (std::size_t i = 0; i < columns.size(); ++i)
    sql.append(i > 0 ? ", " : "").append(quote_name(columns[i]));
  sql.append(") FROM STDIN");
  if (PQsendQuery(handle_.get(), sql.c_str()) != 1) return lost();
  auto answer = next_answer();
  if (!answer) return fail(std::move(answer.error()));
  if (PQresultStatus(answer->get()) != PGRES_COPY_IN) {
    auto refused = failed(answer->get());
    static_cast<void>(finish_answers());
    return refused;
  }
  // Ends the copying as a failure unless it was ended well, should `next` throw, too.
  struct End {
    PostgresConnection& connection;
    bool ended = false;
    ~End() {
      connection.loading_ = false;
      if (ended || connection.is_lost()) return;
      PQputCopyEnd(connection.handle_.get(), "given up");
      static_cast<void>(connection.finish_answers());
    }
  };
  loading_ = true;
  End end{*this};
  auto loaded = copy(columns.size(), next);
  if (!loaded) return loaded;
  end.ended = true;
  if (PQputCopyEnd(handle_.get(), nullptr) != 1) return lost();
  asks_ = true;
  auto done = finish_answers();
  asks_ = false;
  if (!done) return fail(std::move(done.error()));
  return loaded;
}

Result<void> PostgresConnection::prepare_migrations() {
  auto locked = execute(kMigrationLock);
  if (!locked) return locked;
  return execute(
      "CREATE TABLE IF NOT EXISTS schema_migrations (number bigint PRIMARY KEY, "
      "name text NOT NULL, checksum text NOT NULL)");
}

Result<void> PostgresConnection::check_schema() {
  std::string unfit;
  auto found = scan(
      "SELECT table_name || '.' || column_name FROM information_schema.columns "
      "WHERE table_schema = current_schema() "
      "AND data_type IN ('real', 'double precision', 'bytea') LIMIT 1",
      {}, [&](const Row& row) {
        unfit = std::get<std::string>(row[0]);
        return true;
      });
  if (!found) return found;
  if (!unfit.empty()) {
    return fail("store-column-type", place(),
                {"列的类型是浮点数或二进制数据：" + unfit,
                 "a column is of floating point numbers or bytes: " + unfit},
                {"只用整数和文本", "use integers and text only"});
  }
  std::string unchecked;
  found = scan(
      "SELECT conname FROM pg_constraint JOIN pg_namespace n ON n.oid = connamespace "
      "WHERE n.nspname = current_schema() AND NOT convalidated LIMIT 1",
      {}, [&](const Row& row) {
        unchecked = std::get<std::string>(row[0]);
        return true;
      });
  if (!found || unchecked.empty()) return found;
  return fail("store-constraint", place(),
              {"变更后有约束未经核对：" + unchecked,
               "after the migration, a constraint has not been validated: " + unchecked},
              {"用 VALIDATE CONSTRAINT 核对", "VALIDATE it"});
}

}  // namespace

Result<std::unique_ptr<Connection>> open_postgres(const std::string& url, const Options& options) {
  auto connection = std::make_unique<PostgresConnection>();
  connection->busy_timeout_ms = options.busy_timeout_ms;
  connection->cancelled = options.cancelled;
  auto opened = connection->open(url);
  if (!opened) return fail(std::move(opened.error()));
  return connection;
}

}  // namespace fugong::store
