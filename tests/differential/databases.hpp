// SQLite in memory and a private PostgreSQL behind the few things that these tests ask of them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engines/sql/query.hpp"
#include "postgres/postgres.hpp"

namespace fugong::differential {

using postgres::Row;

class Database {
 public:
  virtual ~Database() = default;
  virtual sql::Dialect dialect() const = 0;
  virtual void run(const std::string& statement) = 0;
  virtual std::vector<Row> rows(const std::string& query) = 0;
};

struct Got {
  feel::Value value;
  bool is_own = false;  // a number of the row, or between two
};

/// What an answer says in a row of the query; `next` is its first column and goes on to the next
/// answer's. Empty: kAsk.
std::optional<Got> read(const sql::Answer& answer, const Row& row, std::size_t& next);

std::unique_ptr<Database> open_sqlite();
/// Null where there is no PostgreSQL.
std::unique_ptr<Database> open_postgresql();

}  // namespace fugong::differential
