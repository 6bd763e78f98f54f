#include "platform/store/database.hpp"
#include "postgres/test_databases.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <thread>

namespace fugong::store {
namespace {

const std::vector<Migration> kItems = {
    {1, "items", "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"},
    {2, "parts",
     "CREATE TABLE part (id INTEGER PRIMARY KEY, item INTEGER NOT NULL REFERENCES item(id),"
     " size INTEGER CHECK (size > 0)) STRICT; -- with an index\n"
     "CREATE INDEX part_item ON part (item);"}};

class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "store_test_XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~StoreTest() override { std::filesystem::remove_all(folder_); }

  std::string path() const { return (folder_ / "a.db").string(); }

  Database open(std::int64_t busy_timeout_ms = 5'000) const {
    auto database = Database::open({path(), true, busy_timeout_ms});
    EXPECT_TRUE(database.has_value());
    return std::move(database.value());
  }

  Database open_migrated() const {
    Database database = open();
    EXPECT_TRUE(database.migrate("test", kItems).has_value());
    return database;
  }

  std::filesystem::path folder_;
};

/// Runs one statement in its own transaction; the code of its first fault, or "".
Result<void> run(Database& database, std::string_view sql, const std::vector<Cell>& cells = {}) {
  return database.transact([&](Transaction& t) -> Result<void> {
    auto rows = t.run(sql, cells);
    if (!rows) return fail(rows.error());
    return {};
  });
}

std::int64_t count(Database& database, std::string_view table) {
  std::int64_t out = -1;
  const auto read = database.transact([&](Transaction& t) -> Result<void> {
    auto rows = t.run("SELECT count(*) FROM " + std::string(table));
    if (!rows) return fail(rows.error());
    out = std::get<std::int64_t>(rows->front().front());
    return {};
  });
  EXPECT_TRUE(read.has_value());
  return out;
}

TEST_F(StoreTest, KeepsNullsNumbersAndTexts) {
  Database database = open();
  const std::string odd("中\0文", 7);
  std::vector<Row> rows;
  const auto result = database.transact([&](Transaction& t) -> Result<void> {
    auto read = t.run("SELECT ?, ?, ?, ?", {Cell{}, number(INT64_MIN), odd, std::string()});
    if (!read) return fail(read.error());
    rows = *read;
    return done();
  });
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(rows, (std::vector<Row>{{Cell{}, number(INT64_MIN), odd, std::string()}}));
}

TEST_F(StoreTest, AnExceptionFromTheBodyRollsBack) {
  Database database = open_migrated();
  EXPECT_THROW(static_cast<void>(database.transact([](Transaction& t) -> Result<void> {
                 EXPECT_TRUE(t.run("INSERT INTO item VALUES (1, 'a')").has_value());
                 throw std::runtime_error("x");
               })),
               std::runtime_error);
  EXPECT_EQ(count(database, "item"), 0);
  EXPECT_EQ(code_of(run(database, "INSERT INTO item VALUES (1, 'a')")), "");
}

TEST_F(StoreTest, BrokenConstraintsAreFaults) {
  Database database = open_migrated();
  EXPECT_EQ(code_of(run(database, "INSERT INTO item VALUES (1, 'a')")), "");
  const auto twice = run(database, "INSERT INTO item VALUES (2, 'a')");
  EXPECT_EQ(code_of(twice), "store-constraint");
  EXPECT_NE(twice.error().front().message.en.find("item.name"), std::string::npos);
  EXPECT_EQ(code_of(run(database, "INSERT INTO item VALUES (3, NULL)")), "store-constraint");
  EXPECT_EQ(code_of(run(database, "INSERT INTO part VALUES (1, 9, 1)")), "store-constraint");
  EXPECT_EQ(code_of(run(database, "INSERT INTO part VALUES (1, 1, 0)")), "store-constraint");
  EXPECT_EQ(code_of(run(database, "INSERT INTO part VALUES (1, 1, '12x')")), "store-constraint");
  EXPECT_EQ(count(database, "part"), 0);
}

TEST_F(StoreTest, WrongStatementsAreFaults) {
  Database database = open_migrated();
  EXPECT_EQ(code_of(run(database, "SELEC 1")), "store-statement");
  EXPECT_EQ(code_of(run(database, "SELECT \"text\"")), "store-statement");
  EXPECT_EQ(code_of(run(database, "SELECT 1; SELECT 2")), "store-statement");
  EXPECT_EQ(code_of(run(database, "  -- nothing")), "store-statement");
  EXPECT_EQ(code_of(run(database, "SELECT ?")), "store-statement");
  EXPECT_EQ(code_of(run(database, "SELECT 1", {number(1)})), "store-statement");
  EXPECT_EQ(code_of(run(database, "SELECT ?", {std::string("\xff")})), "store-text-invalid");
  EXPECT_EQ(code_of(run(database, "SELECT 0.5")), "store-column-type");
  EXPECT_EQ(code_of(run(database, "SELECT x'00'")), "store-column-type");
  EXPECT_EQ(code_of(run(database, "SELECT length(hex(zeroblob(40000000)))")), "store-too-big");
}

TEST_F(StoreTest, ABodyCannotSetOrAttach) {
  Database database = open_migrated();
  for (const char* sql : {"PRAGMA foreign_keys = OFF", "ATTACH 'x.db' AS x"})
    EXPECT_EQ(code_of(run(database, sql)), "store-forbidden") << sql;
}

TEST_F(StoreTest, ScanStopsAndMayRunOtherStatements) {
  Database database = open_migrated();
  EXPECT_EQ(code_of(run(database,
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                        "100) INSERT INTO item SELECT i, 'n' || i FROM n")),
            "");
  int seen = 0;
  const auto result = database.transact([&](Transaction& t) -> Result<void> {
    const std::string sql = "SELECT id FROM item ORDER BY id";
    return t.scan(sql, {}, [&](const Row& row) {
      EXPECT_EQ(row, Row{number(++seen)});
      EXPECT_EQ(t.run(sql)->size(), 100u);
      return seen < 10;
    });
  });
  EXPECT_TRUE(result.has_value());
  EXPECT_EQ(seen, 10);
}

TEST_F(StoreTest, MigratesOnceAndGoesOn) {
  {
    Database database = open();
    EXPECT_EQ(code_of(database.migrate("test", {kItems[0]})), "");
    EXPECT_EQ(code_of(run(database, "INSERT INTO item VALUES (1, 'a')")), "");
  }
  Database database = open();
  EXPECT_EQ(code_of(database.migrate("test", kItems)), "");
  EXPECT_EQ(code_of(database.migrate("test", kItems)), "");
  EXPECT_EQ(count(database, "item"), 1);
  EXPECT_EQ(count(database, "migration"), 2);
}

// Until a database had several rooms, the register's steps stood in a table without a room.
TEST_F(StoreTest, AnOlderDatabaseKeepsTheRegistersMigrations) {
  {
    Database database = open();
    EXPECT_EQ(code_of(database.migrate("register", kItems)), "");
    EXPECT_EQ(code_of(run(database,
                          "CREATE TABLE schema_migrations (number INTEGER PRIMARY KEY, "
                          "name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT")),
              "");
    EXPECT_EQ(code_of(run(database,
                          "INSERT INTO schema_migrations "
                          "SELECT number, name, checksum FROM migration")),
              "");
    EXPECT_EQ(code_of(run(database, "DROP TABLE migration")), "");
  }
  Database database = open();
  EXPECT_EQ(code_of(database.migrate("other", {{1, "x", "CREATE TABLE x (a INTEGER) STRICT;"}})),
            "");
  EXPECT_EQ(code_of(database.migrate("register", kItems)), "");
  EXPECT_EQ(count(database, "migration"), 3);
}

TEST_F(StoreTest, RefusesAChangedMigrationAndANewerSchema) {
  Database database = open_migrated();
  auto changed = kItems;
  changed[0].sql += " ";
  EXPECT_EQ(code_of(database.migrate("test", changed)), "store-migration-changed");
  EXPECT_EQ(code_of(database.migrate("test", {kItems[0]})), "store-newer-schema");
  EXPECT_EQ(code_of(database.migrate("test", kItems)), "");
}

TEST_F(StoreTest, TablesMustBeStrict) {
  Database database = open();
  EXPECT_EQ(code_of(database.migrate("test", {{1, "loose", "CREATE TABLE loose (id INTEGER)"}})),
            "store-table-not-strict");
  EXPECT_EQ(code_of(database.migrate("test", kItems)), "");
}

TEST_F(StoreTest, AMigrationCannotLeaveOrphans) {
  Database database = open_migrated();
  EXPECT_EQ(code_of(run(database, "INSERT INTO item VALUES (1, 'a')")), "");
  auto more = kItems;
  more.push_back(
      {3, "orphans", "PRAGMA defer_foreign_keys = ON; INSERT INTO part VALUES (1, 99, 1);"});
  EXPECT_EQ(code_of(database.migrate("test", more)), "store-constraint");
  EXPECT_EQ(count(database, "part"), 0);
}

TEST_F(StoreTest, TwoProgramsMayMigrateAtOnce) {
  std::vector<std::thread> programs;
  for (int i = 0; i < 4; ++i) {
    programs.emplace_back([this] {
      Database database = open(20'000);
      EXPECT_EQ(code_of(database.migrate("test", kItems)), "");
    });
  }
  for (std::thread& program : programs)
    program.join();
  Database database = open();
  EXPECT_EQ(count(database, "migration"), 2);
}

TEST_F(StoreTest, DamagedAndMissingFilesAreFaults) {
  std::ofstream(path()) << std::string(5000, 'x');
  const auto damaged = Database::open({path()});
  ASSERT_FALSE(damaged.has_value());
  EXPECT_EQ(damaged.error().front().code, "store-corrupt");
  EXPECT_EQ(damaged.error().front().place.file, path());
  const auto missing = Database::open({(folder_ / "b.db").string(), false});
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().front().code, "store-cannot-open");
  const auto nowhere = Database::open({(folder_ / "none" / "b.db").string()});
  ASSERT_FALSE(nowhere.has_value());
  EXPECT_EQ(nowhere.error().front().code, "store-cannot-open");
}

TEST_F(StoreTest, DamageInTheMiddleIsFoundWhenRead) {
  {
    Database database = open_migrated();
    EXPECT_EQ(code_of(run(database,
                          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i "
                          "< 9000) INSERT INTO item SELECT i, 'name ' || i FROM n")),
              "");
  }
  const auto size = std::filesystem::file_size(path());
  ASSERT_GT(size, 40'000u);
  std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
  for (std::size_t at = 5 * 4096; at + 4096 <= size; at += 4096) {
    file.seekp(static_cast<std::streamoff>(at));
    file << std::string(64, '\x7f');
  }
  file.close();
  Database database = open();
  EXPECT_EQ(code_of(run(database, "SELECT * FROM item")), "store-corrupt");
}

TEST_F(StoreTest, AFullDatabaseKeepsTheOldState) {
  Database database = open_migrated();
  auto more = kItems;
  more.push_back({3, "small", "PRAGMA max_page_count = 20"});
  EXPECT_EQ(code_of(database.migrate("test", more)), "");
  bool went_on = false;
  const auto result = database.transact([&](Transaction& t) -> Result<void> {
    auto rows = t.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90000) "
        "INSERT INTO item SELECT i, 'name ' || i FROM n");
    EXPECT_FALSE(rows.has_value());
    // A body that overlooks the fault must not write outside the transaction.
    went_on = t.run("INSERT INTO item VALUES (1, 'a')").has_value();
    if (!rows) return fail(rows.error());
    return done();
  });
  EXPECT_EQ(code_of(result), "store-full");
  EXPECT_EQ(count(database, "item"), 0) << went_on;
}

TEST_F(StoreTest, OnlyTheOwnerMayReadTheFile) {
  open_migrated();
  struct stat info {};
  ASSERT_EQ(::stat(path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(StoreTest, AReadOnlyFileIsAFault) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write anything";
  open_migrated();
  ::chmod(path().c_str(), 0400);
  auto database = Database::open({path(), false});
  const std::string code = database ? code_of(run(*database, "INSERT INTO item VALUES (1, 'a')"))
                                    : database.error().front().code;
  EXPECT_EQ(code, "store-readonly");
}

TEST_F(StoreTest, WaitsForABusyWriterAndThenGivesUp) {
  Database holder = open_migrated();
  const auto result = holder.transact([&](Transaction&) -> Result<void> {
    std::thread other([this] {
      Database database = open(100);
      EXPECT_EQ(code_of(run(database, "INSERT INTO item VALUES (1, 'a')")), "store-busy");
    });
    other.join();
    return done();
  });
  EXPECT_TRUE(result.has_value());
}

TEST_F(StoreTest, WritersOnSeveralThreadsAllSucceed) {
  open_migrated();
  std::vector<std::thread> writers;
  for (std::int64_t w = 0; w < 4; ++w) {
    writers.emplace_back([this, w] {
      Database database = open(30'000);
      for (std::int64_t i = 0; i < 50; ++i) {
        const std::int64_t id = w * 1000 + i;
        EXPECT_EQ(code_of(run(database, "INSERT INTO item VALUES (?, ?)",
                              {number(id), std::to_string(id)})),
                  "");
      }
    });
  }
  for (std::thread& writer : writers)
    writer.join();
  Database database = open();
  EXPECT_EQ(count(database, "item"), 200);
}

TEST_F(StoreTest, AProcessKilledInATransactionLeavesTheOldState) {
  {
    Database database = open_migrated();
    EXPECT_EQ(code_of(run(database, "INSERT INTO item VALUES (1, 'kept')")), "");
  }
  int pipe_ends[2] = {};
  ASSERT_EQ(::pipe(pipe_ends), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto database = Database::open({path()});
    if (!database) ::_exit(1);
    static_cast<void>(database->transact([&](Transaction& t) -> Result<void> {
      // Enough to spill out of the cache into the log before the commit.
      auto rows = t.run(
          "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 90000) "
          "INSERT INTO item SELECT i, 'name ' || i FROM n");
      const char state = rows ? 'r' : 'f';
      if (::write(pipe_ends[1], &state, 1) != 1) ::_exit(1);
      while (true)
        ::pause();
    }));
    ::_exit(1);
  }
  char state = 0;
  ASSERT_EQ(::read(pipe_ends[0], &state, 1), 1);
  EXPECT_EQ(state, 'r');
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  ::close(pipe_ends[0]);
  ::close(pipe_ends[1]);
  Database database = open();
  EXPECT_EQ(count(database, "item"), 1);
  EXPECT_EQ(code_of(run(database, "INSERT INTO item VALUES (2, 'after')")), "");
}

TEST(StoreMemory, WorksWithoutAFile) {
  auto database = Database::open({":memory:"});
  ASSERT_TRUE(database.has_value());
  EXPECT_EQ(code_of(database->migrate("test", kItems)), "");
  EXPECT_EQ(count(*database, "item"), 0);
}

TEST(StoreDeathTest, NestedTransactionsAreOurBug) {
  auto database = Database::open({":memory:"});
  ASSERT_TRUE(database.has_value());
  EXPECT_DEATH(static_cast<void>(database->transact([&](Transaction&) {
                 return database->transact([](Transaction&) { return done(); });
               })),
               "not nested");
}

TEST_F(StoreTest, ReadingChangesNothing) {
  auto database = Database::open({path()});
  ASSERT_TRUE(database);
  ASSERT_TRUE(database->migrate("test", kItems));
  const auto changed = database->read([](Transaction& t) -> Result<void> {
    auto ran = t.run("INSERT INTO item VALUES (1, 'a')");
    return ran ? done() : fail(std::move(ran.error()));
  });
  EXPECT_FALSE(changed);
  // And afterwards the database can be written to.
  EXPECT_TRUE(database->transact([](Transaction& t) -> Result<void> {
    auto ran = t.run("INSERT INTO item VALUES (1, 'a')");
    return ran ? done() : fail(std::move(ran.error()));
  }));
}

}  // namespace
}  // namespace fugong::store
