// Connection: a database as the store's transactions use it, whichever it is. Private to the store.
//
// A statement may run inside the scan of another one, even of the same text. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/fault.hpp"
#include "platform/store/database.hpp"
#include "platform/store/scoped_statement.hpp"

namespace fugong::store {

/// Statements kept prepared; the one used longest ago goes first.
inline constexpr std::size_t kMaxStatements = 256;

/// What a transaction is for.
enum class Purpose : std::uint8_t { change, migrate, read, work };

/// Finds a text among strings without making it one.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

struct Connection {
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() = default;

  virtual Dialect dialect() const = 0;
  virtual Result<void> begin(Purpose purpose) = 0;
  virtual Result<void> commit() = 0;
  /// Nothing if there is no transaction.
  virtual void roll_back() = 0;
  virtual bool in_transaction() const = 0;

  /// Runs one statement of a transaction's body.
  virtual Result<void> scan(std::string_view sql, const std::vector<Cell>& parameters,
                            const std::function<bool(Row&)>& each) = 0;
  /// The same, with all its rows.
  virtual Result<std::vector<Row>> run(std::string_view sql, const std::vector<Cell>& parameters);
  virtual Result<std::int64_t> load(std::string_view table, const std::vector<std::string>& columns,
                                    const NextRow& next) = 0;
  /// Runs one statement of a body again and again; its rows are dropped.
  virtual Result<void> run_each(std::string_view sql, const NextRow& next);
  /// Runs our own statements, one after the other, without parameters; rows are dropped.
  virtual Result<void> execute(std::string_view sql) = 0;

  /// Makes the table of migrations where it isn't, for one program at a time.
  virtual Result<void> prepare_migrations() = 0;
  /// Refuses tables that would take what a Cell can't hold, and rows that refer to nothing.
  virtual Result<void> check_schema() = 0;

  /// Reads which tables are scoped, if any ever were, within a transaction.
  Result<void> read_scoped_tables();
  /// Refuses scoped tables that lack their columns, and views that would show their rows to all.
  Result<void> check_scoped_tables();
  /// `scan` of a statement as a body gives it: narrowed, or refused. `scope` may be null.
  Result<void> scan_within(const Scope* scope, std::string_view sql,
                           const std::vector<Cell>& parameters,
                           const std::function<bool(Row&)>& each);
  Result<std::vector<Row>> run_within(const Scope* scope, std::string_view sql,
                                      const std::vector<Cell>& parameters);
  Result<void> run_each_within(const Scope* scope, std::string_view sql, const NextRow& next);
  Result<std::int64_t> load_within(const Scope* scope, std::string_view table,
                                   const std::vector<std::string>& columns, const NextRow& next);

  Place place() const { return Place{name, 0, 0, ""}; }
  bool is_cancelled() const { return cancelled && cancelled(); }
  tl::unexpected<Faults> transaction_lost() const;
  tl::unexpected<Faults> text_invalid() const;
  tl::unexpected<Faults> column_type() const;
  tl::unexpected<Faults> was_cancelled() const;
  tl::unexpected<Faults> wrong_cells() const;

  std::string name;  ///< for people
  std::int64_t busy_timeout_ms = 0;
  std::function<bool()> cancelled;
  std::int64_t bytes_received = 0;
  bool busy_seen = false;  ///< in this run of the transaction: it may succeed if run again
  bool running = false;    ///< inside a transaction
  bool spoiled = false;    ///< a row was put out of scope in it: it must not be kept

 private:
  /// scoped_name_in, remembered.
  const std::string& named_by(std::string_view sql);
  /// Whether the statement reaches scoped tables.
  bool is_scoped(std::string_view sql) { return !scoped_.empty() && !named_by(sql).empty(); }
  Result<const NarrowedStatement*> narrowed(std::string_view sql, const Scope& scope);

  ScopedTables scoped_;
  std::string schema_;  ///< in which they stand
  std::unordered_map<std::string, std::string, TextHash, std::equal_to<>> named_;
  std::unordered_map<std::string, NarrowedStatement> narrowed_;
};

/// Until there is none, or a fault.
Result<void> for_each_row(const NextRow& next, const std::function<Result<void>(const Row&)>& run);

/// Runs a body in a transaction, and rolls back unless it succeeds.
Result<void> run_once(Connection& connection, Purpose purpose,
                      const std::function<Result<void>()>& body);
/// Runs it again until it is not busy or the time is over.
Result<void> run_with_retries(Connection& connection, Purpose purpose,
                              const std::function<Result<void>()>& body);

/// For the store's other files.
struct Inside {
  static Connection& of(Database& database);
};

Result<std::unique_ptr<Connection>> open_sqlite(const std::string& path, const Options& options);
Result<std::unique_ptr<Connection>> open_postgres(const std::string& url, const Options& options);

/// A name as SQL writes it.
std::string quote_name(std::string_view name);

}  // namespace fugong::store
