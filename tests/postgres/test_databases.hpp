// Databases for the tests of the store and of what stands on it: a file, or a schema of its own in
// a private PostgreSQL. For tests only.
#pragma once

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <utility>

#include "platform/store/database.hpp"
#include "postgres/postgres.hpp"

namespace fugong::store {

inline Cell number(std::int64_t value) {
  return value;
}

inline Result<void> done() {
  return {};
}

inline Result<void> without_rows(const Result<std::vector<Row>>& rows) {
  return rows ? done() : fail(rows.error());
}

/// The code of the first fault of what is done in one transaction; empty: none.
template <class F>
std::string code_in(Database& database, F&& body) {
  auto done = database.transact([&](Transaction& t) -> Result<void> {
    auto result = body(t);
    if (!result) return fail(result.error());
    return {};
  });
  return done ? "" : done.error().front().code;
}

inline const char* name_of(Dialect dialect) {
  return dialect == Dialect::sqlite ? "sqlite" : "postgresql";
}

/// Empty and of its own; gone with the object.
class TestDatabase {
 public:
  static bool is_here(Dialect dialect) {
    return dialect == Dialect::sqlite || postgres::Cluster::of_this_program() != nullptr;
  }

  explicit TestDatabase(Dialect dialect) {
    if (dialect == Dialect::sqlite) {
      std::string pattern = (std::filesystem::temp_directory_path() / "store_test_XXXXXX").string();
      folder_ = mkdtemp(pattern.data());
      url_ = "sqlite:" + folder_ + "/a.db";
      return;
    }
    static int made = 0;
    schema_ = "t" + std::to_string(::getpid()) + "_" + std::to_string(++made);
    where_ = postgres::Cluster::of_this_program()->where();
    postgres::Connection(where_).run("CREATE SCHEMA " + schema_);
    const std::size_t from = where_.find("host=") + 5;
    url_ = "postgresql://fugong@/postgres?host=" + where_.substr(from, where_.find(' ') - from);
    url_.append("&options=-csearch_path%3D").append(schema_);
  }
  ~TestDatabase() {
    if (schema_.empty()) {
      std::filesystem::remove_all(folder_);
    } else {
      postgres::Connection(where_).run("SET client_min_messages = error; DROP SCHEMA " + schema_ +
                                       " CASCADE");
    }
  }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  const std::string& url() const { return url_; }

 private:
  std::string folder_;
  std::string schema_;
  std::string where_;
  std::string url_;
};

}  // namespace fugong::store
