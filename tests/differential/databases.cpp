#include "differential/databases.hpp"

#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>

namespace fugong::differential {
namespace {

class Sqlite final : public Database {
 public:
  Sqlite() {
    if (sqlite3_open(":memory:", &connection_) != SQLITE_OK) std::abort();
  }
  ~Sqlite() override { sqlite3_close(connection_); }
  Sqlite(const Sqlite&) = delete;
  Sqlite& operator=(const Sqlite&) = delete;

  sql::Dialect dialect() const override { return sql::Dialect::sqlite; }
  void run(const std::string& statement) override { rows(statement); }
  std::vector<Row> rows(const std::string& query) override {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v2(connection_, query.c_str(), -1, &statement, nullptr), query);
    std::vector<Row> all;
    int status = SQLITE_OK;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
      Row& row = all.emplace_back();
      for (int column = 0; column < sqlite3_column_count(statement); ++column) {
        auto& value = row.emplace_back();
        const auto type = sqlite3_column_type(statement, column);
        if (type == SQLITE_NULL) continue;
        // A number that left the 64 bits would come as a floating one.
        if (type == SQLITE_FLOAT) check(SQLITE_RANGE, query);
        const void* text = sqlite3_column_text(statement, column);
        value = static_cast<const char*>(text);
      }
    }
    if (status != SQLITE_DONE) check(status, query);
    sqlite3_finalize(statement);
    return all;
  }

 private:
  void check(int status, const std::string& what) {
    if (status == SQLITE_OK) return;
    std::fprintf(stderr, "SQLite: %s\n%s\n", sqlite3_errmsg(connection_),
                 what.substr(0, 4'000).c_str());
    std::abort();
  }
  sqlite3* connection_ = nullptr;
};

class Postgresql final : public Database {
 public:
  explicit Postgresql(const std::string& where) : connection_(where) {
    connection_.run("SET jit = off");  // compiling takes longer than so few rows do
  }
  sql::Dialect dialect() const override { return sql::Dialect::postgresql; }
  void run(const std::string& statement) override { connection_.run(statement); }
  std::vector<Row> rows(const std::string& query) override { return connection_.rows(query); }

 private:
  postgres::Connection connection_;
};

}  // namespace

std::optional<Got> read(const sql::Answer& answer, const Row& row, std::size_t& next) {
  const auto take = [&](const std::string& column, std::int64_t otherwise) -> std::int64_t {
    if (column.empty()) return otherwise;
    const auto& cell = row.at(next++);
    if (!cell) return otherwise;
    return *cell == "t" ? 1 : *cell == "f" ? 0 : std::stoll(*cell);
  };
  auto code = take(answer.code_column, columns::kNumber);
  if (answer.is_truth) code = code == 1 ? columns::kTrue : columns::kFalse;
  const auto number = take(answer.number_column, 0);
  const auto divisor = take(answer.divisor_column, 1);
  const auto low = take(answer.low_column, 0);
  const auto high = take(answer.high_column, 0);
  if (code == columns::kAsk) return std::nullopt;
  const auto of = static_cast<sql::Code>(code);
  return Got{answer.value(of, number, divisor, low, high),
             of == columns::kNumber || answer.is_span(of)};
}

std::unique_ptr<Database> open_sqlite() {
  return std::make_unique<Sqlite>();
}

std::unique_ptr<Database> open_postgresql() {
  const postgres::Cluster* cluster = postgres::Cluster::of_this_program();
  return cluster != nullptr ? std::make_unique<Postgresql>(cluster->where()) : nullptr;
}

}  // namespace fugong::differential
