// PostgresWire: one connection to a PostgreSQL server. Its source is the only one that knows libpq.
// Private to the store.
//
//   PostgresWire wire(cancelled);
//   wire.connect(url);                              // a fault never quotes the password
//   wire.send("SELECT 1");
//   while (PostgresAnswer answer = wire.next()) ... // to the last, before anything else is sent
//
// While it waits for the server it asks now and then whether the statement is to be cancelled. What
// returns bool is false where the connection is lost. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"
#include "platform/store/database.hpp"

struct pg_conn;
struct pg_result;

namespace fugong::store {

class PostgresAnswer {
 public:
  enum class Kind : std::uint8_t {
    rows,  ///< one, or all of them
    done,
    nothing,      ///< the statement was empty
    wants_rows,   ///< COPY waits for them
    sends_bytes,  ///< COPY to us; the wire gives the connection up
    failed,
  };
  explicit PostgresAnswer(pg_result* result) : result_(result) {}
  explicit operator bool() const { return result_ != nullptr; }

  Kind kind() const;
  std::string_view state() const;    ///< SQLSTATE of what failed; empty if the server is gone
  std::string_view message() const;  ///< without what it says of single values
  int rows() const;
  /// One of the rows. False if a column has a type that no cell holds. Adds the lengths of the
  /// values to `bytes`.
  bool read(int at, Row& row, std::int64_t& bytes) const;

 private:
  struct Clear {
    void operator()(pg_result* result) const;
  };
  std::unique_ptr<pg_result, Clear> result_;
};

class PostgresWire {
 public:
  explicit PostgresWire(std::function<bool()> cancelled) : cancelled_(std::move(cancelled)) {}

  Result<void> connect(const std::string& url);
  /// The URL without its secrets.
  const std::string& name() const { return name_; }

  bool is_lost() const;
  bool is_idle() const;            ///< in no transaction
  bool is_in_transaction() const;  ///< in one in which nothing failed

  bool send(const std::string& sql);
  bool send_prepare(const std::string& name, const std::string& sql,
                    const std::vector<Cell>& parameters);
  /// The texts must be such as is_storable. The rows come one by one, or all in one answer.
  bool send_prepared(const std::string& name, const std::vector<Cell>& parameters, bool one_by_one);
  bool put_rows(std::string_view lines);
  bool end_rows(bool good);
  /// Empty behind the last, and where the connection is lost.
  PostgresAnswer next();

  /// From now on the answers that are waited for may be cancelled, or not.
  void allow_cancelling(bool allowed) { asks_ = allowed; }
  /// Whether a statement was cancelled since the last forget_cancel().
  bool was_cancelled() const { return cancel_sent_.has_value(); }
  void forget_cancel() { cancel_sent_.reset(); }
  /// Asks whoever may cancel, but not more often than now and then.
  bool is_time_to_stop();

 private:
  struct Finish {
    void operator()(pg_conn* handle) const;
  };
  void cancel_if_asked();

  std::function<bool()> cancelled_;
  std::string name_ = "postgresql://***";
  std::unique_ptr<pg_conn, Finish> handle_;
  bool abandoned_ = false;
  bool asks_ = false;
  std::chrono::steady_clock::time_point asked_;
  std::optional<std::chrono::steady_clock::time_point> cancel_sent_;
};

}  // namespace fugong::store
