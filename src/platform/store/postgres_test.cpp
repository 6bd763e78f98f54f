// What only PostgreSQL does: a server that goes away, its users, its URLs.
#include <gtest/gtest.h>

#include <optional>

#include "platform/store/postgres_faults.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::store {
namespace {

class PostgresStore : public testing::Test {
 protected:
  void SetUp() override {
    if (!TestDatabase::is_here(Dialect::postgresql)) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(Dialect::postgresql);
  }

  Database open() const {
    auto database = Database::open({.url = place_->url()});
    EXPECT_TRUE(database.has_value()) << describe(database.error().front(), "en");
    return std::move(*database);
  }

  static Result<void> run(Database& database, std::string_view sql,
                          const std::vector<Cell>& cells = {}) {
    return database.transact(
        [&](Transaction& t) -> Result<void> { return without_rows(t.run(sql, cells)); });
  }

  static std::int64_t process_of(Transaction& t) {
    return std::get<std::int64_t>(t.run("SELECT pg_backend_pid()")->front().front());
  }

  static void end_process(std::int64_t process) {
    postgres::Connection(postgres::Cluster::of_this_program()->where())
        .rows("SELECT pg_terminate_backend(" + std::to_string(process) + ", 5000)");
  }

  std::optional<TestDatabase> place_;
};

TEST_F(PostgresStore, ALostConnectionIsAFaultAndTheNextTransactionConnectsAnew) {
  Database database = open();
  ASSERT_EQ(code_of(run(database, "CREATE TABLE t (a integer)")), "");
  EXPECT_EQ(code_of(database.transact([&](Transaction& t) -> Result<void> {
              EXPECT_TRUE(t.run("INSERT INTO t VALUES (1)").has_value());
              end_process(process_of(t));
              auto ran = without_rows(t.run("INSERT INTO t VALUES (2)"));
              EXPECT_EQ(code_of(ran), "store-lost");
              // A body that overlooks it is told again.
              return without_rows(t.run("INSERT INTO t VALUES (3)"));
            })),
            "store-lost");
  EXPECT_EQ(code_of(run(database, "INSERT INTO t VALUES (4)")), "");
  Database other = open();
  EXPECT_EQ(code_of(other.read([](Transaction& t) -> Result<void> {
              EXPECT_EQ(t.run("SELECT a FROM t")->front(), Row{std::int64_t{4}});
              return done();
            })),
            "");
}

TEST_F(PostgresStore, AConnectionLostWhileNobodyUsesItIsMadeAnew) {
  Database database = open();
  std::int64_t process = 0;
  ASSERT_EQ(code_of(database.read([&](Transaction& t) -> Result<void> {
              process = process_of(t);
              return done();
            })),
            "");
  end_process(process);
  EXPECT_EQ(code_of(database.read([&](Transaction& t) -> Result<void> {
              EXPECT_NE(process_of(t), process);
              return done();
            })),
            "");
}

TEST_F(PostgresStore, AConnectionLostAtAnyPointIsAFault) {
  Database database = open();
  ASSERT_EQ(code_of(run(database, "CREATE TABLE t (a integer)")), "");
  // In the middle of the rows; they are more than any buffer holds.
  EXPECT_EQ(code_of(database.read([&](Transaction& t) -> Result<void> {
              const std::int64_t process = process_of(t);
              return t.scan("SELECT i, repeat('x', 1000) FROM generate_series(1, 100000) i", {},
                            [&, first = true](const Row&) mutable {
                              if (first) end_process(process);
                              first = false;
                              return true;
                            });
            })),
            "store-lost");
  // While rows are loaded.
  EXPECT_EQ(code_of(database.transact([&](Transaction& t) -> Result<void> {
              const std::int64_t process = process_of(t);
              auto loaded = t.load("t", {"a"}, [&, i = 0](Row& row) mutable -> Result<bool> {
                if (++i == 1'000) end_process(process);
                row = {std::int64_t{i}};
                return i < 2'000'000;
              });
              return loaded ? done() : fail(loaded.error());
            })),
            "store-lost");
  // Before the changes are kept: nobody knows whether they are.
  EXPECT_EQ(code_of(database.transact([&](Transaction& t) -> Result<void> {
              end_process(process_of(t));
              return done();
            })),
            "store-lost");
  EXPECT_EQ(code_of(database.read([](Transaction& t) -> Result<void> {
              EXPECT_EQ(t.run("SELECT count(*) FROM t")->front(), Row{std::int64_t{0}});
              return done();
            })),
            "");
}

TEST_F(PostgresStore, AfterAStatementThatFailedTheTransactionIsLost) {
  Database database = open();
  ASSERT_EQ(code_of(run(database, "CREATE TABLE t (a integer PRIMARY KEY)")), "");
  EXPECT_EQ(code_of(database.transact([](Transaction& t) -> Result<void> {
              EXPECT_TRUE(t.run("INSERT INTO t VALUES (1)").has_value());
              EXPECT_FALSE(t.run("INSERT INTO t VALUES (1)").has_value());
              EXPECT_EQ(code_of(without_rows(t.run("SELECT 1"))), "store-transaction-lost");
              return done();
            })),
            "store-transaction-lost");
}

TEST_F(PostgresStore, TransactionsThatCrossAreRunAgain) {
  Database one = open();
  Database two = open();
  ASSERT_EQ(code_of(run(one, "CREATE TABLE t (a integer)")), "");
  int runs = 0;
  EXPECT_EQ(code_of(one.transact([&](Transaction& t) -> Result<void> {
              ++runs;
              const auto seen = t.run("SELECT count(*) FROM t");
              if (!seen) return fail(seen.error());
              if (runs == 1) {
                EXPECT_EQ(code_of(two.transact([](Transaction& u) -> Result<void> {
                            EXPECT_TRUE(u.run("SELECT count(*) FROM t").has_value());
                            return without_rows(u.run("INSERT INTO t VALUES (-1)"));
                          })),
                          "");
              }
              return without_rows(t.run("INSERT INTO t VALUES (?)", seen->front()));
            })),
            "");
  EXPECT_EQ(runs, 2);
}

TEST_F(PostgresStore, ATableMadeAnewIsReadByThePreparedStatement) {
  Database one = open();
  Database two = open();
  ASSERT_EQ(code_of(run(one, "CREATE TABLE t (a integer)")), "");
  ASSERT_EQ(code_of(run(one, "SELECT * FROM t")), "");
  ASSERT_EQ(code_of(run(two, "ALTER TABLE t ADD COLUMN b text")), "");
  EXPECT_EQ(code_of(run(one, "SELECT * FROM t")), "");
  // What runs once says that it may be run again.
  ASSERT_EQ(code_of(run(two, "ALTER TABLE t DROP COLUMN a")), "");
  const auto read = [&] {
    return one.read([](Transaction& t) { return without_rows(t.run("SELECT * FROM t")); });
  };
  EXPECT_EQ(code_of(read()), "store-serialization");
  EXPECT_EQ(code_of(read()), "");
}

TEST_F(PostgresStore, TypesAreReadAsCells) {
  Database database = open();
  EXPECT_EQ(code_of(database.read([](Transaction& t) -> Result<void> {
              auto read = t.run(
                  "SELECT 1::smallint, 2::int, true, 12345678901234567890::numeric, 1.50::numeric, "
                  "DATE '2020-02-21', 'x'::varchar(3), 7::numeric(10, 0)");
              if (!read) return fail(read.error());
              EXPECT_EQ(read->front(),
                        (Row{std::int64_t{1}, std::int64_t{2}, std::int64_t{1},
                             std::string("12345678901234567890"), std::string("1.50"),
                             std::string("2020-02-21"), std::string("x"), std::int64_t{7}}));
              auto given =
                  t.run("SELECT 1 WHERE DATE '2020-02-21' = ?", {std::string("2020-02-21")});
              if (!given) return fail(given.error());
              EXPECT_EQ(given->size(), 1u);
              return without_rows(t.run("SELECT '\\x00'::bytea"));
            })),
            "store-column-type");
  EXPECT_EQ(code_of(run(database, "SELECT ?", {std::string("a\0b", 3)})), "store-text-invalid");
}

TEST_F(PostgresStore, MigrationsMakeNothingThatACellCantHold) {
  Database database = open();
  EXPECT_EQ(
      code_of(database.migrate("test", {{1, "float", "CREATE TABLE t (a double precision)"}})),
      "store-column-type");
  EXPECT_EQ(code_of(database.migrate(
                "test", {{1, "orphans",
                          "CREATE TABLE a (id integer PRIMARY KEY); CREATE TABLE b (a integer);"
                          "INSERT INTO b VALUES (1);"
                          "ALTER TABLE b ADD FOREIGN KEY (a) REFERENCES a NOT VALID"}})),
            "store-constraint");
  EXPECT_EQ(code_of(database.migrate("test", {{1, "good", "CREATE TABLE t (a integer)"}})), "");
}

TEST_F(PostgresStore, WhatCantBeOpenedIsAFaultWithoutThePassword) {
  const std::string where = place_->url().substr(place_->url().find("host="));
  for (const std::string& url :
       {"postgresql://nobody:s3cret@/postgres?" + where,
        "postgresql://fugong:s3cret@/none?" + where,
        std::string("postgresql://u:s3cret@127.0.0.1:1/db"),
        std::string("postgres://u@127.0.0.1:1/db?password=s3cret"),
        std::string("postgresql://u:s3cret@/postgres?host=/nowhere"),
        std::string("postgresql://u:s3cret%zz@h/d"), std::string("postgresql://h/d?s3cret=1")}) {
    const auto database = Database::open({.url = url});
    ASSERT_FALSE(database.has_value()) << url;
    const Fault& fault = database.error().front();
    EXPECT_EQ(fault.code, "store-cannot-open");
    for (const char* language : {"zh", "en"})
      EXPECT_EQ(describe(fault, language).find("s3cret"), std::string::npos)
          << describe(fault, language);
  }
  EXPECT_EQ(open().name().substr(0, 34), "postgresql://fugong@/postgres?host");
}

TEST(PostgresFaults, StatesHaveCodes) {
  const auto code = [](const char* state) { return postgres_fault(state, "", "db").code; };
  EXPECT_EQ(code("53100"), "store-full");
  EXPECT_EQ(code("40001"), "store-serialization");
  EXPECT_EQ(code("40P01"), "store-serialization");
  EXPECT_EQ(code("55P03"), "store-busy");
  EXPECT_EQ(code("2BP01"), "store-constraint");
  EXPECT_EQ(code("42501"), "store-forbidden");
  EXPECT_EQ(code("42P01"), "store-statement");
  EXPECT_EQ(code("25006"), "store-readonly");
  EXPECT_EQ(code("28P01"), "store-cannot-open");
  EXPECT_EQ(code("57P01"), "store-lost");
  EXPECT_EQ(code("XX001"), "store-corrupt");
  EXPECT_EQ(code("ZZ999"), "store-failed");
  EXPECT_EQ(code(""), "store-lost");
  EXPECT_TRUE(may_run_again("40001"));
  EXPECT_FALSE(may_run_again("23505"));
}

}  // namespace
}  // namespace fugong::store
