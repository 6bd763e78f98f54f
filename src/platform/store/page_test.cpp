#include "platform/store/page.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "platform/store/scope.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::store {
namespace {

const std::vector<Migration> kFirms = {
    {1, "firms",
     "CREATE TABLE firm (region TEXT NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL,\n"
     "  PRIMARY KEY (region, id)) STRICT;\n"
     "SCOPED TABLE firm BY REGION region;\n"}};

class Pages : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    database_.emplace(*Database::open({.url = place_->url()}));
    ASSERT_TRUE(database_->migrate("test", kFirms));
    for (const char* region : {"A", "_", "a"}) {
      for (std::int64_t id = 1; id <= 4; ++id)
        put(region, id);
    }
  }

  void put(const char* region, std::int64_t id) {
    ASSERT_EQ(
        change("INSERT INTO firm (region, id, name) VALUES (?, ?, 'n')", {region, number(id)}), "");
  }

  std::string change(std::string_view sql, const std::vector<Cell>& cells = {}) {
    return code_of(database_->transact([&](Transaction& t) -> Result<void> {
      auto rows = t.within(everything_).run(sql, cells);
      return rows ? Result<void>{} : fail(rows.error());
    }));
  }

  Result<Page> page(const PageQuery& query, const std::vector<Cell>& after, std::size_t limit) {
    return page_within(everything_, query, after, limit);
  }

  Result<Page> page_within(const Scope& scope, const PageQuery& query,
                           const std::vector<Cell>& after, std::size_t limit) {
    Page found;
    const auto read = database_->read([&](Transaction& t) -> Result<void> {
      Transaction mine = t.within(scope);
      auto made = read_page(mine, query, after, limit);
      if (!made) return fail(made.error());
      found = std::move(*made);
      return {};
    });
    if (!read) return fail(read.error());
    return found;
  }

  /// "A1 A2 | A3 A4 | ...": every page, each from the end of the one before.
  std::string all(const PageQuery& query, std::size_t limit) {
    std::string text;
    std::vector<Cell> after;
    do {
      const auto made = page(query, after, limit);
      if (!made) return made.error().front().code;
      if (!text.empty()) text += "| ";
      for (const Row& row : made->rows) {
        EXPECT_EQ(row.size(), 3U);
        text +=
            std::get<std::string>(row[0]) + std::to_string(std::get<std::int64_t>(row[1])) + " ";
      }
      after = made->next;
    } while (!after.empty());
    return text;
  }

  const Scope everything_ = Scope::everything("a test pages through it");
  std::optional<TestDatabase> place_;
  std::optional<Database> database_;
};

INSTANTIATE_TEST_SUITE_P(All, Pages, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return name_of(of.param); });

const PageQuery kAll = {.select = "SELECT region, id, name FROM firm", .key = {"region", "id"}};

TEST_P(Pages, GoThroughAllRowsInTheOrderOfTheKey) {
  EXPECT_EQ(all(kAll, 5), "A1 A2 A3 A4 _1 | _2 _3 _4 a1 a2 | a3 a4 ");
  EXPECT_EQ(all(kAll, 12), "A1 A2 A3 A4 _1 _2 _3 _4 a1 a2 a3 a4 ");
  EXPECT_EQ(all(kAll, 6), "A1 A2 A3 A4 _1 _2 | _3 _4 a1 a2 a3 a4 ") << "no empty page at the end";
  PageQuery down = kAll;
  down.descending = true;
  EXPECT_EQ(all(down, 5), "a4 a3 a2 a1 _4 | _3 _2 _1 A4 A3 | A2 A1 ");
}

TEST_P(Pages, KeepTheQuerysOwnParameters) {
  const PageQuery some = {
      .select = "SELECT region, id, name FROM firm WHERE id > ? AND name = ? -- all",
      .parameters = {number(2), "n"},
      .key = {"id", "region"}};
  EXPECT_EQ(all(some, 2), "A3 _3 | a3 A4 | _4 a4 ");
}

TEST_P(Pages, RowsThatComeAndGoShiftNothing) {
  const auto first = page(kAll, {}, 4);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->next, (std::vector<Cell>{"A", number(4)}));
  ASSERT_EQ(change("DELETE FROM firm WHERE region = 'A'"), "");
  put("0", 7);
  const auto second = page(kAll, first->next, 2);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->rows, (std::vector<Row>{{"_", number(1), "n"}, {"_", number(2), "n"}}));
}

TEST_P(Pages, ShowWhatTheScopeCovers) {
  const auto mine = page_within(*Scope::regions({"_"}), kAll, {}, 3);
  ASSERT_TRUE(mine) << describe(mine.error().front(), "en");
  EXPECT_EQ(mine->rows.size(), 3U);
  const auto rest = page_within(*Scope::regions({"_"}), kAll, mine->next, 3);
  ASSERT_TRUE(rest);
  EXPECT_EQ(rest->rows, (std::vector<Row>{{"_", number(4), "n"}}));
  EXPECT_TRUE(rest->next.empty());
  EXPECT_TRUE(page_within(*Scope::regions({}), kAll, {}, 3)->rows.empty());
}

TEST_P(Pages, AWrongLimitOrPlaceIsAFault) {
  EXPECT_EQ(code_of(page(kAll, {}, 0)), "page-limit-invalid");
  EXPECT_EQ(code_of(page(kAll, {}, kMaxPageRows + 1)), "page-limit-invalid");
  EXPECT_EQ(code_of(page(kAll, {}, kMaxPageRows)), "");
  EXPECT_EQ(code_of(page(kAll, {"A"}, 5)), "page-key-invalid");
  EXPECT_EQ(code_of(page(kAll, {"A", Cell{}}, 5)), "page-key-invalid");
}

}  // namespace
}  // namespace fugong::store
