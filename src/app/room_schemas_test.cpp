// What must hold for the tables of every room that keeps something.
#include "app/room_schemas.hpp"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "platform/store/scope.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::app {
namespace {

using store::Dialect;
using store::Row;
using store::Transaction;

/// Columns that say whose a row is.
const std::set<std::string> kOwners = {
    "region",     "region_code", "place",         "place_code",  "firm",           "firm_code",
    "enterprise", "uscc",        "enterprise_id", "credit_code", "enterprise_code"};

/// Tables with such a column that are no scoped tables all the same, and why.
const std::map<std::string, std::string> kOpen = {
    {"audit_end", "as audit_event"},
    {"audit_event", "one tree over all regions: who may read it is asked before, by role"},
    {"audit_leaf", "as audit_event"},
    {"audit_node", "as audit_event"},
    {"audit_opening", "as audit_event"},
    {"identity_body", "which partner serves where: about nobody, and known to every case"},
    {"identity_mandate", "behind platform/identity, which says who may see what"},
    {"identity_representative", "hashes that never leave platform/identity"},
    {"subject", "the register's own, behind desks/register: never shown but by its code"},
    {"fact", "the register's own, behind desks/register: never shown but by its code"},
};

class RoomSchemas : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    database_.emplace(*store::Database::open({.url = place_->url()}));
    for (const store::RoomSchema& room : room_schemas()) {
      const auto migrated = database_->migrate(room.room, room.migrations);
      ASSERT_TRUE(migrated) << describe(migrated.error().front(), "en");
    }
  }

  std::vector<Row> rows(std::string_view sql) {
    std::vector<Row> found;
    const auto read = database_->read([&](Transaction& t) -> Result<void> {
      auto all = t.run(sql);
      if (!all) return fail(all.error());
      found = std::move(*all);
      return {};
    });
    EXPECT_TRUE(read) << describe(read.error().front(), "en");
    return found;
  }

  std::string code_of(const std::optional<store::Scope>& scope, std::string_view sql) {
    const auto done = database_->transact([&](Transaction& t) -> Result<void> {
      auto ran = scope ? t.within(*scope).run(sql) : t.run(sql);
      return ran ? Result<void>{} : fail(ran.error());
    });
    return done ? "" : done.error().front().code;
  }

  std::optional<store::TestDatabase> place_;
  std::optional<store::Database> database_;
};

INSTANTIATE_TEST_SUITE_P(All, RoomSchemas, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

TEST_P(RoomSchemas, NoScopedTableIsReachedWithoutAScope) {
  for (const Row& row :
       rows("SELECT name, region_column, firm_column, body_column FROM scoped_table")) {
    const auto& table = std::get<std::string>(row[0]);
    const std::string& owner = std::get<std::string>(row[1]).empty()
                                   ? std::get<std::string>(row[2])
                                   : std::get<std::string>(row[1]);
    for (const std::string& sql :
         {"SELECT * FROM " + table, "SELECT 1 FROM (SELECT 1) x, " + table,
          "UPDATE " + table + " SET " + owner + " = '21'", "DELETE FROM " + table,
          "INSERT INTO " + table + " (" + owner + ") VALUES ('21')"}) {
      EXPECT_EQ(code_of(std::nullopt, sql), "store-unscoped") << sql;
    }
    // And what it is narrowed by is there.
    const std::array nothing{*store::Scope::regions({}), *store::Scope::firms({}),
                             *store::Scope::bodies({})};
    for (std::size_t i = 0; i < nothing.size(); ++i) {
      const bool by_this = !std::get<std::string>(row[i + 1]).empty();
      EXPECT_EQ(code_of(nothing[i], "SELECT count(*) FROM " + table),
                by_this ? "" : "store-unscoped")
          << table << ' ' << i;
    }
  }
}

TEST_P(RoomSchemas, RowsThatBelongToSomebodyStandInScopedTables) {
  std::set<std::string> scoped;
  for (const Row& row : rows("SELECT name FROM scoped_table"))
    scoped.insert(std::get<std::string>(row[0]));
  const auto columns =
      rows(GetParam() == Dialect::sqlite
               ? "SELECT t.name, c.name FROM pragma_table_list t, pragma_table_info(t.name) c "
                 "WHERE t.schema = 'main' AND t.type = 'table'"
               : "SELECT CAST(table_name AS text), CAST(column_name AS text) FROM "
                 "information_schema.columns WHERE table_schema = current_schema()");
  ASSERT_GT(columns.size(), 10U);
  std::set<std::string> seen;
  for (const Row& row : columns) {
    const auto& table = std::get<std::string>(row[0]);
    seen.insert(table);
    const bool owned = kOwners.contains(std::get<std::string>(row[1]));
    EXPECT_TRUE(!owned || scoped.contains(table) || kOpen.contains(table))
        << table << " says whose its rows are: declare it SCOPED TABLE, or say here why not";
  }
  for (const auto& [table, why] : kOpen)
    EXPECT_TRUE(seen.contains(table) && !scoped.contains(table)) << table << " is no open table";
}

// An empty database of this program is backed up and restored: each table can be told apart.
TEST_P(RoomSchemas, EveryRoomCanBeBackedUp) {
  std::string bytes;
  const auto taken =
      store::back_up(*database_, room_schemas(), [&](std::string_view part) -> Result<void> {
        bytes += part;
        return {};
      });
  ASSERT_TRUE(taken) << describe(taken.error().front(), "en");
  EXPECT_EQ(taken->left_out, std::vector<std::string>{}) << "tables of a room that isn't listed";
  auto other = store::Database::open({.path = ":memory:"});
  ASSERT_TRUE(other);
  std::size_t at = 0;
  const auto restored = store::restore(
      *other, room_schemas(),
      [&](char* to, std::size_t size) -> Result<std::size_t> {
        const std::size_t given = bytes.copy(to, size, at);
        at += given;
        return given;
      },
      "b");
  ASSERT_TRUE(restored) << describe(restored.error().front(), "en");
  EXPECT_EQ(restored->tables, taken->tables);
}

// A room that brings its own schema up and isn't listed would be left out of every backup.
TEST(RoomSchemasOfTheTree, EveryRoomThatKeepsSomethingIsListed) {
  constexpr std::string_view kCall = "migrate(\"";
  std::set<std::string> listed;
  for (const store::RoomSchema& room : room_schemas())
    listed.insert(room.room);
  std::set<std::string> found;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(FUGONG_SOURCE_DIR "/src")) {
    const std::string path = entry.path().string();
    if (!path.ends_with(".cpp") || path.ends_with("_test.cpp")) continue;
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    const std::string code = text.str();
    for (std::size_t at = 0; (at = code.find(kCall, at)) != std::string::npos;) {
      at += kCall.size();
      found.insert(code.substr(at, code.find('"', at) - at));
    }
  }
  EXPECT_TRUE(found.contains("register"));
  for (const std::string& room : found)
    EXPECT_TRUE(listed.contains(room)) << room << " belongs into room_schemas()";
}

}  // namespace
}  // namespace fugong::app
