// What holds on every database that the store knows.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <thread>

#include "postgres/test_databases.hpp"

namespace fugong::store {
namespace {

class BothDatabases : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
  }

  Database open(std::int64_t busy_timeout_ms = 5'000, std::function<bool()> cancelled = {}) const {
    auto database = Database::open({.busy_timeout_ms = busy_timeout_ms,
                                    .url = place_->url(),
                                    .cancelled = std::move(cancelled)});
    EXPECT_TRUE(database.has_value()) << describe(database.error().front(), "en");
    return std::move(*database);
  }

  bool is_sqlite() const { return GetParam() == Dialect::sqlite; }
  std::string whole() const { return is_sqlite() ? "INTEGER" : "bigint"; }
  std::string strict() const { return is_sqlite() ? " STRICT" : ""; }

  std::vector<Migration> migrations() const {
    return {{1, "items",
             "CREATE TABLE item (id integer PRIMARY KEY, name text NOT NULL UNIQUE)" + strict()},
            {2, "parts",
             "CREATE TABLE part (id integer PRIMARY KEY, item integer NOT NULL REFERENCES item(id),"
             " size integer CHECK (size > 0))" +
                 strict() + "; -- with an index\nCREATE INDEX part_item ON part (item);"}};
  }

  Database open_migrated(std::int64_t busy_timeout_ms = 5'000) const {
    Database database = open(busy_timeout_ms);
    const auto migrated = database.migrate("test", migrations());
    EXPECT_TRUE(migrated.has_value()) << describe(migrated.error().front(), "en");
    return database;
  }

  static Result<void> run(Database& database, std::string_view sql,
                          const std::vector<Cell>& cells = {}) {
    return database.transact(
        [&](Transaction& t) -> Result<void> { return without_rows(t.run(sql, cells)); });
  }

  static std::vector<Row> rows(Database& database, std::string_view sql,
                               const std::vector<Cell>& cells = {}) {
    std::vector<Row> read;
    const auto result = database.read([&](Transaction& t) -> Result<void> {
      auto found = t.run(sql, cells);
      if (found) read = *found;
      return without_rows(found);
    });
    EXPECT_TRUE(result.has_value()) << describe(result.error().front(), "en");
    return read;
  }

  static std::int64_t count(Database& database, const std::string& table) {
    return std::get<std::int64_t>(rows(database, "SELECT count(*) FROM " + table).at(0).at(0));
  }

  /// A statement that runs for hours.
  static constexpr std::string_view kEndless =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) "
      "SELECT count(*) FROM n";

  std::optional<TestDatabase> place_;
};

TEST_P(BothDatabases, KeepsNullsNumbersAndTexts) {
  Database database = open();
  EXPECT_EQ(database.dialect(), GetParam());
  const std::string made =
      "CREATE TABLE t (a " + whole() + ", b " + whole() + ", c text, d text)" + strict();
  ASSERT_EQ(code_of(run(database, made)), "");
  const Row row = {Cell{}, number(INT64_MIN), std::string("中'\"\\\n\t?$1"), std::string()};
  ASSERT_EQ(code_of(run(database, "INSERT INTO t VALUES (?, ?, ?, ?)", row)), "");
  EXPECT_EQ(rows(database, "SELECT a, b, c, d FROM t"), std::vector<Row>{row});
  EXPECT_EQ(rows(database, "SELECT d FROM t WHERE c = ?2 AND b = ?1", {row[1], row[2]}),
            (std::vector<Row>{{std::string()}}));
  EXPECT_EQ(rows(database, "SELECT a FROM t WHERE d = '?' OR d = ? -- ?\n", {Cell{}}),
            std::vector<Row>{});
}

TEST_P(BothDatabases, SumsAndTruthsAreNumbers) {
  Database database = open();
  EXPECT_EQ(rows(database,
                 "SELECT sum(i), count(*), max(i) > 2, sum(i) > 99 FROM (SELECT 1 AS i UNION ALL "
                 "SELECT 9000000000) x"),
            (std::vector<Row>{{number(9'000'000'001), number(2), number(1), number(1)}}));
  EXPECT_EQ(code_of(database.read([&](Transaction& t) {
              return without_rows(t.run("SELECT CAST(1 AS double precision) / 3"));
            })),
            "store-column-type");
}

TEST_P(BothDatabases, AFaultFromTheBodyRollsBack) {
  Database database = open_migrated();
  const auto result = database.transact([](Transaction& t) -> Result<void> {
    EXPECT_TRUE(t.run("INSERT INTO item VALUES (1, 'a')").has_value());
    return fail("mine", {}, {"不行", "no"}, {"别", "don't"});
  });
  EXPECT_EQ(code_of(result), "mine");
  EXPECT_EQ(count(database, "item"), 0);
}

TEST_P(BothDatabases, ConstraintsAndMistakesHaveCodes) {
  Database database = open_migrated();
  ASSERT_EQ(code_of(run(database, "INSERT INTO item VALUES (1, 'a')")), "");
  EXPECT_EQ(code_of(run(database, "INSERT INTO item VALUES (1, 'b')")), "store-constraint");
  EXPECT_EQ(code_of(run(database, "INSERT INTO item VALUES (2, NULL)")), "store-constraint");
  EXPECT_EQ(code_of(run(database, "INSERT INTO part VALUES (1, 9, 1)")), "store-constraint");
  EXPECT_EQ(code_of(run(database, "INSERT INTO part VALUES (1, 1, 0)")), "store-constraint");
  EXPECT_EQ(code_of(run(database, "INSERT INTO item VALUES (?, 'x')", {std::string("no number")})),
            "store-constraint");
  EXPECT_EQ(code_of(run(database, "SELEC 1")), "store-statement");
  EXPECT_EQ(code_of(run(database, "SELECT * FROM nowhere")), "store-statement");
  EXPECT_EQ(code_of(run(database, "SELECT 1; SELECT 2")), "store-statement");
  EXPECT_EQ(code_of(run(database, "")), "store-statement");
  EXPECT_EQ(code_of(run(database, "SELECT ?")), "store-statement");
  EXPECT_EQ(code_of(run(database, "SELECT 1", {number(1)})), "store-statement");
  EXPECT_EQ(code_of(run(database, "SELECT ?", {std::string("\xff")})), "store-text-invalid");
  EXPECT_EQ(count(database, "item"), 1);
}

TEST_P(BothDatabases, ABodyCannotLeaveItsTransaction) {
  Database database = open_migrated();
  for (const char* sql : {"COMMIT", "ROLLBACK", "BEGIN", "SAVEPOINT a", " /* now */ END"})
    EXPECT_EQ(code_of(run(database, sql)), "store-forbidden") << sql;
}

TEST_P(BothDatabases, ScanStopsAndMayRunOtherStatements) {
  Database database = open_migrated();
  ASSERT_EQ(code_of(run(database,
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                        "100) INSERT INTO item SELECT i, 'n' || i FROM n")),
            "");
  int seen = 0;
  const auto result = database.transact([&](Transaction& t) -> Result<void> {
    const std::string sql = "SELECT id FROM item ORDER BY id";
    auto scanned = t.scan(sql, {}, [&](const Row& row) {
      EXPECT_EQ(row, Row{number(++seen)});
      int inner = 0;
      EXPECT_TRUE(t.scan(sql, {}, [&](const Row&) {
                     EXPECT_EQ(t.run(sql)->size(), 100u);
                     return ++inner < 2;
                   }).has_value());
      EXPECT_EQ(inner, 2);
      return seen < 10;
    });
    if (!scanned) return scanned;
    return without_rows(t.run("INSERT INTO item VALUES (1000, 'last')"));
  });
  EXPECT_TRUE(result.has_value());
  EXPECT_EQ(seen, 10);
  EXPECT_EQ(count(database, "item"), 101);
}

TEST_P(BothDatabases, AFaultBehindSomeRowsIsSeen) {
  Database database = open();
  int seen = 0;
  const auto result = database.read([&](Transaction& t) {
    return t.scan(
        is_sqlite() ? "WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i - 1 FROM n WHERE i > 0) "
                      "SELECT CASE i WHEN 0 THEN abs(-9223372036854775807 - 1) ELSE i END FROM n"
                    : "WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i - 1 FROM n WHERE i > 0) "
                      "SELECT 6 / i FROM n",
        {}, [&](const Row&) {
          ++seen;
          return true;
        });
  });
  EXPECT_EQ(code_of(result), "store-statement");
  EXPECT_EQ(seen, 3);
}

TEST_P(BothDatabases, ManyDifferentStatementsAreServed) {
  Database database = open();
  const auto result = database.transact([&](Transaction& t) -> Result<void> {
    for (int round = 0; round < 2; ++round) {
      for (std::int64_t i = 0; i < 600; ++i) {
        auto rows = t.run("SELECT ? + " + std::to_string(i), {number(1)});
        if (!rows) return fail(rows.error());
        EXPECT_EQ(rows->front(), Row{number(i + 1)});
      }
    }
    return done();
  });
  EXPECT_TRUE(result.has_value());
}

TEST_P(BothDatabases, MigratesOnceAndGoesOn) {
  {
    Database database = open();
    EXPECT_EQ(code_of(database.migrate("test", {migrations()[0]})), "");
    EXPECT_EQ(code_of(run(database, "INSERT INTO item VALUES (1, 'a')")), "");
  }
  Database database = open_migrated();
  EXPECT_EQ(code_of(database.migrate("test", migrations())), "");
  EXPECT_EQ(count(database, "item"), 1);
  EXPECT_EQ(count(database, "migration"), 2);
  auto changed = migrations();
  changed[0].sql += " ";
  EXPECT_EQ(code_of(database.migrate("test", changed)), "store-migration-changed");
  EXPECT_EQ(code_of(database.migrate("test", {migrations()[0]})), "store-newer-schema");
}

TEST_P(BothDatabases, EachRoomCountsItsOwnMigrations) {
  Database database = open_migrated();
  EXPECT_EQ(
      code_of(database.migrate("other", {{1, "other", "CREATE TABLE other (a INTEGER) STRICT;"}})),
      "");
  EXPECT_EQ(code_of(database.migrate("test", migrations())), "");
  EXPECT_EQ(count(database, "migration"), 3);
}

// One text of a schema makes the same table in both.
TEST_P(BothDatabases, ASchemaIsRenderedForTheDatabase) {
  Database database = open();
  EXPECT_EQ(code_of(database.migrate("test", {{1, "entries",
                                               "-- INTEGER) STRICT\n"
                                               "CREATE TABLE entry (\n"
                                               "  id INTEGER PRIMARY KEY NOT NULL,\n"
                                               "  INTEGER_like TEXT NOT NULL DEFAULT 'INTEGER'\n"
                                               ") STRICT, WITHOUT ROWID;\n"
                                               "APPEND ONLY entry;\n"}})),
            "");
  EXPECT_EQ(code_of(run(database, "INSERT INTO entry (id) VALUES (9007199254740993)")), "");
  EXPECT_EQ(code_of(run(database, "UPDATE entry SET id = 2")), "store-constraint");
  EXPECT_EQ(code_of(run(database, "DELETE FROM entry")), "store-constraint");
  auto read = database.read([](Transaction& t) -> Result<void> {
    const auto rows = t.run("SELECT id, INTEGER_like FROM entry");
    if (!rows) return fail(rows.error());
    EXPECT_EQ(*rows, (std::vector<Row>{{std::int64_t{9007199254740993}, "INTEGER"}}));
    return {};
  });
  EXPECT_EQ(code_of(read), "");
}

// Whether it is asked about each row or about all together, what refers to nothing is refused.
TEST_P(BothDatabases, KeysAreCheckedAtOnce) {
  Database database = open();
  const std::vector<Migration> steps = {
      {1, "words",
       "CREATE TABLE word (language TEXT NOT NULL, id INTEGER NOT NULL, root INTEGER, near INTEGER,"
       " PRIMARY KEY (language, id), FOREIGN KEY (language, root) REFERENCES word (language, id),"
       " FOREIGN KEY (language, near) REFERENCES word (language, id)) STRICT;\n"},
      {2, "at once",
       "CHECK AT ONCE word\n"
       "  (language, root) REFERENCES word (language, id),\n"
       "  (language, near) REFERENCES word (language, id);\n"}};
  ASSERT_EQ(code_of(database.migrate("test", {steps[0]})), "");
  ASSERT_EQ(code_of(run(database, "INSERT INTO word VALUES ('zh', 1, NULL, NULL)")), "");
  ASSERT_EQ(code_of(database.migrate("test", steps)), "");
  EXPECT_EQ(code_of(run(database,
                        "INSERT INTO word VALUES ('zh', 2, 1, 3), ('zh', 3, 4, NULL), "
                        "('zh', 4, NULL, 2)")),
            "");
  EXPECT_EQ(code_of(run(database, "INSERT INTO word VALUES ('zh', 5, 4, 4), ('zh', 6, 9, 4)")),
            "store-constraint");
  EXPECT_EQ(code_of(run(database, "INSERT INTO word VALUES ('zh', 5, 4, 9)")), "store-constraint");
  EXPECT_EQ(code_of(run(database, "INSERT INTO word VALUES ('en', 5, 4, NULL)")),
            "store-constraint");
  EXPECT_EQ(code_of(database.transact([](Transaction& t) -> Result<void> {
              std::int64_t next = 10;
              auto loaded =
                  t.load("word", {"language", "id", "root"}, [&](Row& row) -> Result<bool> {
                    row = {"zh", next, next == 12 ? std::int64_t{99} : std::int64_t{1}};
                    return next++ < 13;
                  });
              return loaded ? done() : fail(loaded.error());
            })),
            "store-constraint");
  EXPECT_EQ(count(database, "word"), 4);
  EXPECT_EQ(code_of(run(database, "UPDATE word SET root = 99 WHERE id = 2")), "store-constraint");
}

TEST_P(BothDatabases, APartMayBeForOneDatabase) {
  Database database = open();
  ASSERT_EQ(code_of(database.migrate("test", {{1, "parts",
                                               "FOR SQLITE:\n"
                                               "CREATE TABLE name (sqlite TEXT) STRICT;\n"
                                               "FOR POSTGRESQL:\n"
                                               "CREATE TABLE name (postgresql TEXT);\n"
                                               "APPEND ONLY name;\n"
                                               "FOR BOTH:\n"
                                               "CREATE TABLE shared (a INTEGER) STRICT;\n"}})),
            "");
  EXPECT_EQ(code_of(run(database, std::string("INSERT INTO name (") + name_of(GetParam()) +
                                      ") VALUES ('x')")),
            "");
  EXPECT_EQ(code_of(run(database, "DELETE FROM name")), is_sqlite() ? "" : "store-constraint");
  EXPECT_EQ(code_of(run(database, "INSERT INTO shared VALUES (1)")), "");
}

TEST_P(BothDatabases, WhatIsNoDeclarationIsRefused) {
  Database database = open();
  for (const char* wrong :
       {"CHECK AT ONCE t (a) REFERENCES t (a, b);\n", "CHECK AT ONCE t a REFERENCES t (a);\n",
        "CHECK AT ONCE t (a, ) REFERENCES t (a, b);\n", "CHECK AT ONCE t;\n",
        "CHECK AT ONCE t (a) REFERENCES t (a), (b);\n",
        "CHECK AT ONCE t (a) REFERENCES t (a) ON DELETE CASCADE;\n"}) {
    EXPECT_NE(code_of(database.migrate("test", {{1, "t",
                                                 "CREATE TABLE t (a INTEGER PRIMARY KEY, b "
                                                 "INTEGER REFERENCES t (a)) STRICT;\n" +
                                                     std::string(wrong)}})),
              "")
        << wrong;
  }
}

TEST_P(BothDatabases, AFailingMigrationLeavesTheOldSchema) {
  Database database = open_migrated();
  auto more = migrations();
  more.push_back({3, "good", "CREATE TABLE good (id integer PRIMARY KEY)" + strict()});
  more.push_back({4, "bad", "CREATE TABLE half (id integer PRIMARY KEY)" + strict() + "; SELEC"});
  const auto result = database.migrate("test", more);
  ASSERT_EQ(code_of(result), "store-statement");
  EXPECT_EQ(result.error().front().place.pointer, "/migrations/bad");
  EXPECT_EQ(count(database, "migration"), 2);
  EXPECT_EQ(code_of(run(database, "SELECT * FROM good")), "store-statement");
}

TEST_P(BothDatabases, TwoProgramsMayMigrateAtOnce) {
  std::vector<std::thread> programs;
  for (int i = 0; i < 4; ++i)
    programs.emplace_back([this] { open_migrated(20'000); });
  for (std::thread& program : programs)
    program.join();
  Database database = open();
  EXPECT_EQ(count(database, "migration"), 2);
}

TEST_P(BothDatabases, WritersOnSeveralThreadsAllSucceed) {
  open_migrated();
  std::vector<std::thread> writers;
  for (std::int64_t w = 0; w < 4; ++w) {
    writers.emplace_back([this] {
      Database database = open(30'000);
      for (int i = 0; i < 25; ++i) {
        // Each reads what the others write: they must be run one behind the other.
        const auto added = database.transact([](Transaction& t) -> Result<void> {
          auto most = t.run("SELECT coalesce(max(id), 0) FROM item");
          if (!most) return fail(most.error());
          const auto next = std::get<std::int64_t>(most->front().front()) + 1;
          return without_rows(
              t.run("INSERT INTO item VALUES (?, ?)", {number(next), std::to_string(next)}));
        });
        // A key that another took is a fault of its own, not a lost update.
        if (!added && code_of(added) == "store-constraint")
          --i;
        else
          EXPECT_EQ(code_of(added), "");
      }
    });
  }
  for (std::thread& writer : writers)
    writer.join();
  Database database = open();
  EXPECT_EQ(rows(database, "SELECT count(*), max(id) FROM item"),
            (std::vector<Row>{{number(100), number(100)}}));
}

TEST_P(BothDatabases, WaitsForABusyWriterAndThenGivesUp) {
  Database holder = open_migrated();
  const auto result = holder.transact([&](Transaction& t) -> Result<void> {
    EXPECT_TRUE(t.run("INSERT INTO item VALUES (1, 'a')").has_value());
    std::thread other([this] {
      Database database = open(100);
      EXPECT_EQ(code_of(run(database, "INSERT INTO item VALUES (1, 'a')")), "store-busy");
    });
    other.join();
    return done();
  });
  EXPECT_TRUE(result.has_value());
}

TEST_P(BothDatabases, ReadingSeesOneMomentAndChangesNothing) {
  Database database = open_migrated();
  ASSERT_EQ(code_of(run(database, "INSERT INTO item VALUES (1, 'a')")), "");
  Database writer = open();
  EXPECT_EQ(code_of(database.read([&](Transaction& t) -> Result<void> {
              EXPECT_EQ(t.run("SELECT count(*) FROM item")->front(), Row{number(1)});
              EXPECT_EQ(code_of(run(writer, "INSERT INTO item VALUES (2, 'b')")), "");
              EXPECT_EQ(t.run("SELECT count(*) FROM item")->front(), Row{number(1)});
              return without_rows(t.run("INSERT INTO item VALUES (3, 'c')"));
            })),
            "store-readonly");
  EXPECT_EQ(code_of(run(database, "INSERT INTO item VALUES (3, 'c')")), "");
  EXPECT_EQ(count(database, "item"), 3);
}

TEST_P(BothDatabases, WorkKeepsTemporaryTablesAndLeavesNothing) {
  Database database = open_migrated();
  ASSERT_EQ(code_of(run(database, "INSERT INTO item VALUES (1, 'a')")), "");
  Database writer = open();
  for (int round = 0; round < 2; ++round) {
    // The same name with other columns: nothing prepared for the first may be used again.
    const std::string columns = round == 0 ? "id, name" : "name, id, id AS other";
    EXPECT_EQ(code_of(database.work([&](Transaction& t) -> Result<void> {
                const std::string make =
                    "CREATE TEMPORARY TABLE kept AS SELECT " + columns + " FROM item";
                auto made = without_rows(t.run(make));
                if (!made) return made;
                EXPECT_EQ(code_of(run(writer, "INSERT INTO item VALUES (?, ?)",
                                      {number(10 + round), std::to_string(round)})),
                          "");
                EXPECT_EQ(t.run("SELECT count(*) FROM item")->front(), Row{number(1 + round)});
                EXPECT_EQ(t.run("SELECT * FROM kept WHERE id = 1")->front().size(),
                          round == 0 ? 2u : 3u);
                auto loaded =
                    t.load("kept", {"id", "name"}, [left = 3](Row& row) mutable -> Result<bool> {
                      row = {number(left), Cell{}};
                      return left-- > 0;
                    });
                EXPECT_EQ(loaded.value_or(-1), 3);
                return without_rows(t.run("CREATE INDEX kept_by_id ON kept (id)"));
              })),
              "");
    EXPECT_EQ(code_of(run(database, "SELECT * FROM kept")), "store-statement");
  }
  // Written for good by another transaction before, so that it is prepared.
  const char* insert = "INSERT INTO item VALUES (99, 'z')";
  ASSERT_EQ(code_of(run(database, insert)), "");
  ASSERT_EQ(code_of(run(database, "DELETE FROM item WHERE id = 99")), "");
  const auto tried = database.work([&](Transaction& t) { return without_rows(t.run(insert)); });
  EXPECT_EQ(code_of(tried), is_sqlite() ? "store-forbidden" : "");
  EXPECT_EQ(count(database, "item"), 3);
}

TEST_P(BothDatabases, LoadsManyRows) {
  Database database = open();
  const std::string made =
      "CREATE TABLE t (\"a b\" " + whole() + " PRIMARY KEY, c text)" + strict();
  ASSERT_EQ(code_of(run(database, made)), "");
  constexpr std::int64_t kRows = 20'000;
  const auto text = [](std::int64_t i) -> Cell {
    if (i % 3 == 0) return std::monostate{};
    return std::string(i % 2 == 0 ? "\\N" : "a\tb\nc\\d\r中") + std::to_string(i);
  };
  const auto load = [&](std::int64_t first, const std::function<Result<bool>(Row&)>& behind) {
    return database.transact([&](Transaction& t) -> Result<void> {
      std::int64_t i = first;
      auto loaded = t.load("t", {"a b", "c"}, [&](Row& row) -> Result<bool> {
        if (i == first + kRows) return behind(row);
        row = {number(i), text(i)};
        ++i;
        return true;
      });
      if (!loaded) return fail(loaded.error());
      EXPECT_EQ(*loaded, kRows);
      return done();
    });
  };
  const auto nothing = [](Row&) -> Result<bool> { return false; };
  ASSERT_EQ(code_of(load(0, nothing)), "");
  std::int64_t seen = 0;
  EXPECT_EQ(code_of(database.read([&](Transaction& t) {
              return t.scan("SELECT * FROM t ORDER BY 1", {}, [&](const Row& row) {
                EXPECT_EQ(row, (Row{number(seen), text(seen)}));
                ++seen;
                return true;
              });
            })),
            "");
  EXPECT_EQ(seen, kRows);
  // What goes wrong in the middle leaves nothing.
  EXPECT_EQ(code_of(load(kRows,
                         [](Row&) -> Result<bool> {
                           return fail("mine", {}, {"不行", "no"}, {"别", "don't"});
                         })),
            "mine");
  EXPECT_EQ(code_of(load(kRows - 1, nothing)), "store-constraint");
  EXPECT_EQ(code_of(load(kRows,
                         [](Row& row) -> Result<bool> {
                           row = {number(-1)};
                           return true;
                         })),
            "store-statement");
  EXPECT_EQ(code_of(load(kRows,
                         [](Row& row) -> Result<bool> {
                           row[1] = std::string("\xff");
                           return true;
                         })),
            "store-text-invalid");
  EXPECT_EQ(count(database, "t"), kRows);
}

TEST_P(BothDatabases, RunsAChangeForEachRow) {
  Database database = open_migrated();
  ASSERT_EQ(code_of(run(database, "INSERT INTO item VALUES (1, 'a'), (2, 'b'), (3, 'c')")), "");
  const auto rename = [&](const std::vector<Row>& to, Result<bool> last = false) {
    return code_of(database.transact([&](Transaction& t) {
      auto next = to.begin();
      return t.run_each("UPDATE item SET name = ? || name WHERE id = ? RETURNING id",
                        [&](Row& row) -> Result<bool> {
                          if (next == to.end()) return last;
                          row = *next++;
                          return true;
                        });
    }));
  };
  const auto names = [&] {
    std::string all;
    for (const Row& row : rows(database, "SELECT name FROM item ORDER BY id"))
      all += std::get<std::string>(row[0]) + " ";
    return all;
  };
  EXPECT_EQ(rename({{"x", number(1)}, {"y", number(3)}, {"z", number(1)}, {"z", number(9)}}), "");
  EXPECT_EQ(names(), "zxa b yc ");
  EXPECT_EQ(rename({}), "");
  EXPECT_EQ(rename({{"x", number(2)}}, fail("mine", {}, {"不行", "no"}, {"别", "don't"})), "mine");
  EXPECT_EQ(rename({{"x", number(2)}, {std::monostate{}, number(1)}, {"y", number(2)}}),
            "store-constraint");
  EXPECT_EQ(rename({{"x", number(2)}, {"x"}}), "store-statement");
  EXPECT_EQ(names(), "zxa b yc ");
}

TEST_P(BothDatabases, LongStatementsAreCancelled) {
  std::atomic<bool> cancelled = false;
  Database database = open(5'000, [&] { return cancelled.load(); });
  const auto started = std::chrono::steady_clock::now();
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    cancelled = true;
  });
  EXPECT_EQ(code_of(database.read([&](Transaction& t) { return without_rows(t.run(kEndless)); })),
            "cancelled");
  later.join();
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(20));
  cancelled = false;
  EXPECT_EQ(rows(database, "SELECT 1"), std::vector<Row>{Row{number(1)}});
}

TEST_P(BothDatabases, LoadingIsCancelled) {
  std::atomic<bool> cancelled = false;
  Database database = open(5'000, [&] { return cancelled.load(); });
  ASSERT_EQ(code_of(run(database, "CREATE TABLE t (a integer)" + strict())), "");
  EXPECT_EQ(code_of(database.transact([&](Transaction& t) -> Result<void> {
              std::int64_t i = 0;
              auto loaded = t.load("t", {"a"}, [&](Row& row) -> Result<bool> {
                if (++i == 100'000) cancelled = true;
                row = {number(1)};
                return true;  // without end
              });
              return loaded ? done() : fail(loaded.error());
            })),
            "cancelled");
  cancelled = false;
  EXPECT_EQ(count(database, "t"), 0);
}

TEST_P(BothDatabases, CountsWhatItReceives) {
  Database database = open();
  const std::int64_t before = database.bytes_received();
  rows(database, "SELECT 12345678, 'abc', NULL");
  EXPECT_EQ(database.bytes_received() - before, 11);
}

TEST_P(BothDatabases, ADatabaseMayBeMoved) {
  Database first = open_migrated();
  Database second = std::move(first);
  EXPECT_EQ(count(second, "item"), 0);
}

INSTANTIATE_TEST_SUITE_P(Each, BothDatabases, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return name_of(of.param); });

}  // namespace
}  // namespace fugong::store
