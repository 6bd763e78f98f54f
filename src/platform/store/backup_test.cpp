// Backup, restore, copy and check, from either database to either.
#include "platform/store/backup.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "platform/store/scope.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::store {
namespace {

// Tables in an order other than that of their names, one that refers to itself, an append-only one.
const Migration kFirst = {1, "cases",
                          "CREATE TABLE zone (code TEXT PRIMARY KEY NOT NULL, above TEXT\n"
                          "  REFERENCES zone (code)) STRICT;\n"
                          "CREATE TABLE application (id INTEGER PRIMARY KEY NOT NULL,\n"
                          "  zone TEXT NOT NULL REFERENCES zone (code), note TEXT,\n"
                          "  amount_fen INTEGER) STRICT;\n"
                          "SCOPED TABLE application BY REGION zone;\n"
                          "CREATE TABLE kind (id INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL"
                          ") STRICT;\n"
                          "INSERT INTO kind (id, name) VALUES (1, 'a first guess');\n"};
const Migration kSecond = {2, "diary",
                           "CREATE TABLE diary (id INTEGER PRIMARY KEY NOT NULL,\n"
                           "  application INTEGER NOT NULL REFERENCES application (id),\n"
                           "  line TEXT NOT NULL) STRICT;\n"
                           "APPEND ONLY diary;\n"};
const RoomSchema kCases = {"cases", {kFirst, kSecond}};
const RoomSchema kLater = {"later",
                           {{1, "later",
                             "CREATE TABLE later (application INTEGER NOT NULL REFERENCES\n"
                             "  application (id)) STRICT;\n"}}};
const std::vector<RoomSchema> kRooms = {kCases, kLater};

class Backups : public testing::TestWithParam<std::tuple<Dialect, Dialect>> {
 protected:
  void SetUp() override {
    const auto [from, to] = GetParam();
    if (!TestDatabase::is_here(from) || !TestDatabase::is_here(to))
      GTEST_SKIP() << "no PostgreSQL here";
    from_place_.emplace(from);
    to_place_.emplace(to);
    from_.emplace(*Database::open({.url = from_place_->url()}));
    to_.emplace(*Database::open({.url = to_place_->url()}));
  }

  static void run(Database& database, std::string_view sql, const std::vector<Cell>& cells = {}) {
    const auto done = database.transact([&](Transaction& t) -> Result<void> {
      auto rows = t.within(Scope::everything("a test fills it")).run(sql, cells);
      return rows ? Result<void>{} : fail(rows.error());
    });
    ASSERT_TRUE(done) << describe(done.error().front(), "en");
  }

  void fill() {
    ASSERT_EQ(code_of(from_->migrate("cases", kCases.migrations)), "");
    run(*from_, "UPDATE kind SET name = 'known since' WHERE id = 1");
    run(*from_, "INSERT INTO zone (code, above) VALUES ('21', NULL), ('2101', '21')");
    run(*from_, "UPDATE zone SET above = '2101' WHERE code = '21'");  // in a circle
    const auto filled = from_->transact([](Transaction& t) -> Result<void> {
      Transaction all = t.within(Scope::everything("a test fills it"));
      for (std::int64_t i = 0; i < 500; ++i) {
        auto put =
            all.run("INSERT INTO application (id, zone, note, amount_fen) VALUES (?, '2101', ?, ?)",
                    {number(i), i % 3 == 0 ? Cell{} : Cell("中文'\\\n\t" + std::to_string(i)),
                     number(i % 2 == 0 ? INT64_MAX - i : -i)});
        if (!put) return fail(put.error());
      }
      return {};
    });
    ASSERT_TRUE(filled);
    run(*from_, "INSERT INTO diary (id, application, line) VALUES (1, 7, 'opened'), (2, 7, '')");
  }

  std::string taken() {
    std::string bytes;
    const auto contents = back_up(*from_, kRooms, [&](std::string_view part) -> Result<void> {
      bytes += part;
      return {};
    });
    EXPECT_TRUE(contents) << describe(contents.error().front(), "en");
    return bytes;
  }

  static Result<StoreContents> put(Database& to, const std::string& bytes,
                                   const std::vector<RoomSchema>& rooms = kRooms) {
    std::size_t at = 0;
    return restore(
        to, rooms,
        [&](char* into, std::size_t size) -> Result<std::size_t> {
          const std::size_t given = bytes.copy(into, size, at);
          at += given;
          return given;
        },
        "b");
  }

  /// Nothing at all stands in it, as in a new one.
  static void expect_untouched(Database& database) {
    const auto tables =
        back_up(database, kRooms, [](std::string_view) -> Result<void> { return {}; });
    EXPECT_EQ(code_of(tables), "store-empty");
  }

  std::optional<TestDatabase> from_place_;
  std::optional<TestDatabase> to_place_;
  std::optional<Database> from_;
  std::optional<Database> to_;
};

INSTANTIATE_TEST_SUITE_P(All, Backups,
                         testing::Combine(testing::Values(Dialect::sqlite, Dialect::postgresql),
                                          testing::Values(Dialect::sqlite, Dialect::postgresql)),
                         [](const auto& of) {
                           return std::string(name_of(std::get<0>(of.param))) + "_to_" +
                                  name_of(std::get<1>(of.param));
                         });

TEST_P(Backups, ARestoredDatabaseHoldsTheSame) {
  fill();
  const auto before = check(*from_, kRooms);
  ASSERT_TRUE(before) << describe(before.error().front(), "en");
  const auto restored = put(*to_, taken());
  ASSERT_TRUE(restored) << describe(restored.error().front(), "en");
  const auto after = check(*to_, kRooms);
  ASSERT_TRUE(after) << describe(after.error().front(), "en");
  EXPECT_EQ(before->tables, after->tables);
  EXPECT_EQ(restored->tables, after->tables);
  std::string order;
  for (const TableSum& table : after->tables)
    order += table.table + ":" + std::to_string(table.rows) + " ";
  EXPECT_EQ(order, "kind:1 zone:2 application:500 diary:2 ");
  // The program works with it as with any other, and append only is append only.
  EXPECT_EQ(code_of(to_->migrate("cases", kCases.migrations)), "");
  EXPECT_EQ(code_of(to_->transact([](Transaction& t) -> Result<void> {
              auto changed = t.run("UPDATE diary SET line = 'x'");
              return changed ? Result<void>{} : fail(changed.error());
            })),
            "store-constraint");
  EXPECT_EQ(code_of(to_->read([](Transaction& t) -> Result<void> {
              auto read = t.run("SELECT * FROM application");
              return read ? Result<void>{} : fail(read.error());
            })),
            "store-unscoped");
}

TEST_P(Backups, ABackupIsOneMomentWhileOthersWrite) {
  fill();
  auto writer = Database::open({.url = from_place_->url()});
  ASSERT_TRUE(writer);
  std::string bytes;
  const auto contents = back_up(*from_, kRooms, [&](std::string_view part) -> Result<void> {
    if (bytes.empty()) {
      run(*writer, "INSERT INTO diary (id, application, line) VALUES (3, 7, 'late')");
      run(*writer, "DELETE FROM application WHERE id = 499");
    }
    bytes += part;
    return {};
  });
  ASSERT_TRUE(contents);
  const auto restored = put(*to_, bytes);
  ASSERT_TRUE(restored) << describe(restored.error().front(), "en");
  EXPECT_EQ(restored->tables[2].rows, 500);
  EXPECT_EQ(restored->tables[3].rows, 2);
}

TEST_P(Backups, ACopyHoldsTheSame) {
  fill();
  run(*from_, "CREATE TABLE stray (a " +
                  std::string(from_->dialect() == Dialect::sqlite ? "INTEGER) STRICT" : "bigint)"));
  const auto copied = copy(*from_, *to_, kRooms);
  ASSERT_TRUE(copied) << describe(copied.error().front(), "en");
  EXPECT_EQ(copied->tables, check(*from_, kRooms)->tables);
  EXPECT_EQ(copied->tables, check(*to_, kRooms)->tables);
  EXPECT_EQ(copied->left_out, std::vector<std::string>{"stray"});
  EXPECT_EQ(code_of(copy(*from_, *to_, kRooms)), "store-not-empty");
  auto empty = Database::open({.path = ":memory:"});
  EXPECT_EQ(code_of(copy(*empty, *to_, kRooms)), "store-empty");
}

TEST_P(Backups, ADamagedFileLeavesNothing) {
  fill();
  const std::string bytes = taken();
  for (const std::size_t at :
       {bytes.find("+499") + 1, bytes.find("\tapplication"), bytes.size() - 3}) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    const std::string code = code_of(put(*to_, damaged));
    EXPECT_TRUE(code == "backup-damaged" || code == "backup-invalid") << code;
    expect_untouched(*to_);
  }
  EXPECT_EQ(code_of(put(*to_, bytes.substr(0, bytes.size() / 2))), "backup-damaged");
  expect_untouched(*to_);
  EXPECT_EQ(code_of(put(*to_, bytes)), "");
}

TEST_P(Backups, OnlyAnEmptyDatabaseIsRestoredInto) {
  fill();
  const std::string bytes = taken();
  EXPECT_EQ(code_of(put(*from_, bytes)), "store-not-empty");
  ASSERT_EQ(code_of(to_->migrate("later", {{1, "x", "CREATE TABLE x (a INTEGER) STRICT;"}})), "");
  EXPECT_EQ(code_of(put(*to_, bytes)), "store-not-empty");
}

TEST_P(Backups, AnotherSchemaIsRefusedAndAnOlderOneBroughtUp) {
  ASSERT_EQ(code_of(from_->migrate("cases", {kFirst})), "");
  run(*from_, "INSERT INTO zone (code) VALUES ('99')");
  const std::string older = taken();
  fill();
  const std::string bytes = taken();
  const std::vector<RoomSchema> without_second = {{"cases", {kFirst}}, kLater};
  EXPECT_EQ(code_of(put(*to_, bytes, without_second)), "store-newer-schema");
  EXPECT_EQ(code_of(put(*to_, bytes, {kLater})), "store-newer-schema");
  auto changed = kRooms;
  changed[0].migrations[1].sql += " ";
  EXPECT_EQ(code_of(put(*to_, bytes, changed)), "store-migration-changed");
  EXPECT_EQ(code_of(check(*from_, without_second)), "store-newer-schema");
  expect_untouched(*to_);
  const auto restored = put(*to_, older);
  ASSERT_TRUE(restored) << describe(restored.error().front(), "en");
  const auto now = check(*to_, kRooms);
  ASSERT_TRUE(now);
  EXPECT_EQ(now->tables.size(), 4U) << "with the diary that the program has since";
}

TEST_P(Backups, RowsThatTheDatabaseWouldMakeOthersOfAreRefused) {
  fill();
  std::string bytes;
  BackupWriter writer([&](std::string_view part) -> Result<void> {
    bytes += part;
    return {};
  });
  std::vector<SchemaStep> steps = {{"cases", 1, sha256_hex(kFirst.sql), "cases"}};
  ASSERT_TRUE(writer.begin(steps));
  ASSERT_TRUE(writer.begin_table("kind", {"id", "name"}));
  ASSERT_TRUE(writer.row({std::string("12"), "a number as a text"}));
  ASSERT_TRUE(writer.end_table());
  for (const auto& [table, columns] :
       {std::pair<std::string, std::vector<std::string>>{"zone", {"code", "above"}},
        {"application", {"id", "zone", "note", "amount_fen"}}}) {
    ASSERT_TRUE(writer.begin_table(table, columns));
    ASSERT_TRUE(writer.end_table());
  }
  ASSERT_TRUE(writer.finish());
  const std::string code = code_of(put(*to_, bytes));
  EXPECT_TRUE(code == "backup-not-restored" || code == "store-constraint") << code;
  expect_untouched(*to_);
}

TEST_P(Backups, RowsThatReferToNothingAreRefused) {
  ASSERT_EQ(code_of(from_->migrate("cases", {kFirst})), "");
  run(*from_, "INSERT INTO zone (code, above) VALUES ('21', NULL)");
  std::string bytes;
  BackupWriter writer([&](std::string_view part) -> Result<void> {
    bytes += part;
    return {};
  });
  ASSERT_TRUE(writer.begin({{"cases", 1, sha256_hex(kFirst.sql), "cases"}}));
  ASSERT_TRUE(writer.begin_table("kind", {"id", "name"}));
  ASSERT_TRUE(writer.end_table());
  ASSERT_TRUE(writer.begin_table("zone", {"code", "above"}));
  ASSERT_TRUE(writer.row({"21", "99"}));
  ASSERT_TRUE(writer.end_table());
  ASSERT_TRUE(writer.begin_table("application", {"id", "zone", "note", "amount_fen"}));
  ASSERT_TRUE(writer.end_table());
  ASSERT_TRUE(writer.finish());
  EXPECT_EQ(code_of(put(*to_, bytes)), "store-constraint");
  expect_untouched(*to_);
}

}  // namespace
}  // namespace fugong::store
