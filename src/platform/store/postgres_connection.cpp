#include <algorithm>
#include <deque>
#include <list>
#include <optional>
#include <unordered_map>
#include <utility>

#include "platform/store/connection.hpp"
#include "platform/store/copy_text.hpp"
#include "platform/store/placeholders.hpp"
#include "platform/store/postgres_faults.hpp"
#include "platform/store/postgres_wire.hpp"

namespace fugong::store {
namespace {

constexpr std::size_t kCopyPieceBytes = 64 << 10;
/// The lock under which programs bring a schema up: any number of our own.
constexpr std::string_view kMigrationLock = "SELECT pg_advisory_xact_lock(7310015)";

/// Rows of one scan: those that still come, or were taken in because another statement ran.
struct Stream {
  PostgresAnswer answer{nullptr};
  int read = 0;  ///< rows of the answer
  std::deque<Row> kept;
  std::optional<Faults> fault;  ///< behind the last row
  bool ended = false;
};

class PostgresConnection final : public Connection {
 public:
  explicit PostgresConnection(std::string url, const Options& options)
      : url_(std::move(url)), wire_(options.cancelled) {
    busy_timeout_ms = options.busy_timeout_ms;
    cancelled = options.cancelled;
  }
  Result<void> connect();

  Dialect dialect() const override { return Dialect::postgresql; }
  Result<void> begin(Purpose purpose) override;
  Result<void> commit() override;
  void roll_back() override;
  bool in_transaction() const override { return wire_.is_in_transaction(); }
  Result<void> scan(std::string_view sql, const std::vector<Cell>& parameters,
                    const std::function<bool(Row&)>& each) override {
    return ask(sql, parameters, true, each);
  }
  Result<std::vector<Row>> run(std::string_view sql, const std::vector<Cell>& parameters) override;
  Result<std::int64_t> load(std::string_view table, const std::vector<std::string>& columns,
                            const NextRow& next) override;
  Result<void> execute(std::string_view sql) override;
  Result<void> prepare_migrations() override;
  Result<void> check_schema() override;

 private:
  using Kept = std::list<std::pair<std::string, std::string>>;

  tl::unexpected<Faults> lost();
  tl::unexpected<Faults> failed(const PostgresAnswer& answer);
  Result<void> ready_for_statement();
  /// Reads every answer that is left; the first that is a fault.
  Result<void> finish_answers();
  Result<std::string> prepare(std::string_view sql, const std::vector<Cell>& parameters);
  Result<void> ask(std::string_view sql, const std::vector<Cell>& parameters, bool one_by_one,
                   const std::function<bool(Row&)>& each);
  /// The next row of the stream that is being received; false when it ended.
  Result<bool> receive(Stream& stream, Row& row);
  Result<bool> next_row(Stream& stream, Row& row);
  void keep_rest();
  Result<std::int64_t> copy(std::size_t columns, const NextRow& next);
  Result<void> put_piece(std::string& piece);
  void forget_statements();

  std::string url_;
  PostgresWire wire_;
  bool loading_ = false;
  bool reused_ = false;  ///< the statement that runs was prepared before
  bool stale_ = false;   ///< and no longer fits
  Purpose purpose_ = Purpose::change;
  Stream* receiving_ = nullptr;
  Kept kept_;  ///< text with the types of its parameters, and name; most recently used first
  std::unordered_map<std::string_view, Kept::iterator> by_key_;
  std::int64_t names_given_ = 0;
};

std::string begin_of(Purpose purpose) {
  switch (purpose) {
    case Purpose::migrate:
      // It must see what another program did while this one waited for it.
      return "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
    case Purpose::read:
      return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    case Purpose::work:
      return "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE";
    default:
      return "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE";
  }
}

tl::unexpected<Faults> PostgresConnection::lost() {
  if (wire_.was_cancelled()) return was_cancelled();
  return fail(Faults{postgres_fault("", "", name)});
}

tl::unexpected<Faults> PostgresConnection::failed(const PostgresAnswer& answer) {
  if (wire_.was_cancelled()) return was_cancelled();
  const std::string_view state = answer.state();
  // A statement kept prepared whose table has since been made anew with other columns.
  if (state == "0A000" && reused_) stale_ = true;
  if (may_run_again(state) || stale_) busy_seen = true;
  return fail(Faults{postgres_fault(stale_ ? "40001" : state, answer.message(), name)});
}

Result<void> PostgresConnection::connect() {
  forget_statements();
  auto connected = wire_.connect(url_);
  name = wire_.name();
  if (!connected) return connected;
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
  wire_.forget_cancel();
  const std::string begin = begin_of(purpose);
  if (!wire_.is_lost()) {
    auto begun = execute(begin);
    if (begun || !wire_.is_lost() || wire_.was_cancelled()) return begun;
  }
  // It may have been lost while nobody used it; nothing is lost with it then.
  auto connected = connect();
  return connected ? execute(begin) : connected;
}

Result<void> PostgresConnection::commit() {
  if (wire_.was_cancelled() || is_cancelled()) return was_cancelled();
  // Not asked meanwhile: what was cancelled must not stand.
  if (wire_.send("COMMIT")) {
    auto done = finish_answers();
    if (done || !wire_.is_lost()) return done;
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
    if (wire_.is_lost() || wire_.is_idle()) break;
    if (wire_.send("ROLLBACK")) static_cast<void>(finish_answers());
  }
  // After work, statements may be about temporary tables that the next body makes otherwise.
  if ((purpose_ == Purpose::work || stale_) && !wire_.is_lost()) {
    stale_ = false;
    forget_statements();
    if (wire_.send("DEALLOCATE ALL")) static_cast<void>(finish_answers());
  }
  purpose_ = Purpose::change;
}

Result<void> PostgresConnection::finish_answers() {
  Result<void> result;
  while (const PostgresAnswer answer = wire_.next()) {
    if (answer.kind() == PostgresAnswer::Kind::failed && result) result = failed(answer);
    // A migration that loads rows has none to give; what follows says so.
    if (answer.kind() == PostgresAnswer::Kind::wants_rows) wire_.end_rows(false);
  }
  if (result && wire_.is_lost()) return lost();
  return result;
}

Result<void> PostgresConnection::execute(std::string_view sql) {
  keep_rest();
  if (wire_.is_lost()) return lost();
  if (!wire_.send(std::string(sql))) return lost();
  wire_.allow_cancelling(true);
  auto done = finish_answers();
  wire_.allow_cancelling(false);
  return done;
}

Result<void> PostgresConnection::ready_for_statement() {
  FUGONG_CHECK(!loading_, "a load's rows don't come from its own transaction");
  keep_rest();
  if (wire_.is_lost()) return lost();
  if (wire_.was_cancelled()) return was_cancelled();
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
  std::string prepared = "s";
  prepared.append(std::to_string(++names_given_));
  if (!wire_.send_prepare(prepared, numbered.sql, parameters)) return lost();
  wire_.allow_cancelling(true);
  auto done = finish_answers();
  wire_.allow_cancelling(false);
  if (!done) return fail(std::move(done.error()));
  kept_.emplace_front(std::move(key), prepared);
  by_key_.emplace(kept_.front().first, kept_.begin());
  return prepared;
}

Result<bool> PostgresConnection::receive(Stream& stream, Row& row) {
  while (true) {
    if (stream.read < stream.answer.rows()) {
      if (!stream.answer.read(stream.read++, row, bytes_received)) return column_type();
      return true;
    }
    stream.answer = wire_.next();
    stream.read = 0;
    if (!stream.answer) break;
    switch (stream.answer.kind()) {
      case PostgresAnswer::Kind::rows:
      case PostgresAnswer::Kind::done:
        break;
      case PostgresAnswer::Kind::nothing:
        return fail(Faults{postgres_fault("42601", "one statement at a time", name)});
      default:
        return failed(stream.answer);
    }
  }
  stream.ended = true;
  receiving_ = nullptr;
  if (wire_.was_cancelled()) return was_cancelled();
  if (wire_.is_lost()) return lost();
  return false;
}

void PostgresConnection::keep_rest() {
  if (receiving_ == nullptr) return;
  Stream& stream = *receiving_;
  wire_.allow_cancelling(true);
  while (!stream.ended && !stream.fault) {
    Row row;
    auto more = receive(stream, row);
    if (!more) {
      stream.fault = std::move(more.error());
    } else if (*more) {
      stream.kept.push_back(std::move(row));
    }
  }
  if (!stream.ended && !wire_.is_lost()) static_cast<void>(finish_answers());
  wire_.allow_cancelling(false);
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
  wire_.allow_cancelling(true);
  auto more = receive(stream, row);
  wire_.allow_cancelling(false);
  return more;
}

Result<std::vector<Row>> PostgresConnection::run(std::string_view sql,
                                                 const std::vector<Cell>& parameters) {
  std::vector<Row> rows;
  auto done = ask(sql, parameters, false, [&](Row& row) {
    rows.push_back(std::move(row));
    return true;
  });
  if (!done) return fail(std::move(done.error()));
  return rows;
}

Result<void> PostgresConnection::ask(std::string_view sql, const std::vector<Cell>& parameters,
                                     bool one_by_one, const std::function<bool(Row&)>& each) {
  auto ready = ready_for_statement();
  if (!ready) return ready;
  const auto prepared = prepare(sql, parameters);
  if (!prepared) return fail(prepared.error());
  for (const Cell& cell : parameters) {
    const auto* text = std::get_if<std::string>(&cell);
    if (text != nullptr && !is_storable(*text)) return text_invalid();
  }
  if (!wire_.send_prepared(*prepared, parameters, one_by_one)) return lost();
  Stream stream;
  receiving_ = &stream;
  // Whatever happens to the rows, the next statement needs a server that has sent them all.
  struct Discard {
    PostgresConnection& connection;
    const Stream& stream;
    ~Discard() {
      if (connection.receiving_ != &stream) return;
      connection.receiving_ = nullptr;
      connection.wire_.allow_cancelling(true);
      if (!connection.wire_.is_lost()) static_cast<void>(connection.finish_answers());
      connection.wire_.allow_cancelling(false);
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
  const bool put = wire_.put_rows(piece);
  piece.clear();
  if (!put) return lost();
  if (wire_.is_time_to_stop()) return was_cancelled();
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
  if (!wire_.send(sql)) return lost();
  if (const PostgresAnswer answer = wire_.next();
      !answer || answer.kind() != PostgresAnswer::Kind::wants_rows) {
    tl::unexpected<Faults> refused = answer ? failed(answer) : lost();
    static_cast<void>(finish_answers());
    return refused;
  }
  // Ends the copying as a failure unless it was ended well, should `next` throw, too.
  struct End {
    PostgresConnection& connection;
    bool ended = false;
    ~End() {
      connection.loading_ = false;
      if (ended || connection.wire_.is_lost()) return;
      connection.wire_.end_rows(false);
      static_cast<void>(connection.finish_answers());
    }
  };
  loading_ = true;
  End end{*this};
  auto loaded = copy(columns.size(), next);
  if (!loaded) return loaded;
  end.ended = true;
  if (!wire_.end_rows(true)) return lost();
  wire_.allow_cancelling(true);
  auto done = finish_answers();
  wire_.allow_cancelling(false);
  if (!done) return fail(std::move(done.error()));
  return loaded;
}

Result<void> PostgresConnection::prepare_migrations() {
  auto locked = execute(kMigrationLock);
  if (!locked) return locked;
  return execute(
      "CREATE TABLE IF NOT EXISTS migration (room text NOT NULL, number bigint NOT NULL, "
      "name text NOT NULL, checksum text NOT NULL, PRIMARY KEY (room, number));"
      "CREATE TABLE IF NOT EXISTS scoped_table (name text PRIMARY KEY NOT NULL, "
      "region_column text NOT NULL, firm_column text NOT NULL);"
      "ALTER TABLE scoped_table ADD COLUMN IF NOT EXISTS body_column text NOT NULL DEFAULT ''");
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
  auto connection = std::make_unique<PostgresConnection>(url, options);
  auto opened = connection->connect();
  if (!opened) return fail(std::move(opened.error()));
  return connection;
}

}  // namespace fugong::store
