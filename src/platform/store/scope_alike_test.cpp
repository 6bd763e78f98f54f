// A statement within a scope does to a database what it does without one to a database that holds
// nothing else: statements drawn from a seed are run on both, and the rows outside stay as they
// were.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <random>

#include "platform/store/scope.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::store {
namespace {

using Rows = std::vector<Row>;

constexpr int kStatements = 400;

/// Draws statements about `application`, which is scoped, and `office`, which isn't.
class Drawing {
 public:
  explicit Drawing(std::uint64_t seed) : random_(seed) {}

  struct Statement {
    std::string sql;
    std::vector<Cell> cells;
  };

  Statement next() {
    cells_.clear();
    Statement made;
    made.sql = text();
    made.cells = cells_;
    return made;
  }

 private:
  int pick(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }
  bool coin() { return pick(2) == 0; }

  std::string value() {
    const int drawn = pick(9);
    if (coin()) return std::to_string(drawn);
    cells_.emplace_back(std::int64_t{drawn});
    return "CAST(? AS bigint)";
  }

  /// About the columns that are called `of`.n and so on. SQLite may look at a row when it has
  /// changed others already: a change doesn't ask for each row about the others.
  std::string condition(const std::string& of, int depth = 2) {
    switch (depth > 0 ? pick(changes_ ? 8 : 9) : pick(4)) {
      case 0:
        return of + "n > " + value();
      case 1:
        return of + "id % 3 = " + value();
      case 2:
        return of + "region >= '22'";
      case 3:
        return "1 = 1 -- or ' not\n";
      case 4: {
        const std::string inner = "SELECT z.id FROM application z WHERE " + condition("z.", 0);
        return of + "id IN (" + inner + ")";
      }
      case 5:
        return "NOT (" + condition(of, depth - 1) + ")";
      case 6: {
        const std::string left = condition(of, depth - 1);
        return left + " OR " + condition(of, depth - 1);
      }
      case 7: {
        const std::string left = condition(of, depth - 1);
        return left + " AND " + condition(of, depth - 1);
      }
      default:
        return "EXISTS (SELECT 1 FROM \"application\" y WHERE y.n = " + of + "n AND y.id <> " + of +
               "id)";
    }
  }

  std::string where(const std::string& of) { return coin() ? " WHERE " + condition(of) : ""; }
  std::string returning(const std::string& what) { return coin() ? " RETURNING " + what : ""; }

  std::string text() {
    const int kind = pick(10);
    changes_ = kind >= 4;
    switch (kind) {
      case 0:
        return "SELECT id, n FROM application" + where("application.");
      case 1: {
        const std::string both = "SELECT a.id, b.id FROM application a JOIN application b ON ";
        return both + "a.n = b.n" + where("a.");
      }
      case 2:
        return "SELECT region, count(*), sum(n) FROM application q" + where("q.") +
               " GROUP BY region";
      case 3: {
        const std::string inner =
            "WITH x AS (SELECT id, n FROM application" + where("application.");
        return inner + ") SELECT x.id, x.n, o.n FROM x LEFT JOIN office o ON o.id = x.n";
      }
      case 4: {
        const std::string set = "UPDATE application SET n = n + " + value();
        const std::string changed = set + where("application.");
        return changed + returning("id, n");
      }
      case 5: {
        const std::string set =
            "UPDATE application AS a SET n = (SELECT max(n) FROM application) - ";
        const std::string changed = set + value() + where("a.");
        return changed + returning("n");
      }
      case 6:
        return "UPDATE office SET n = (SELECT count(*) FROM application w" + where("w.") + ")";
      case 7: {
        // Few, so that some stay.
        const std::string gone = "DELETE FROM application WHERE id % 7 = " + value() + " AND (";
        return gone + condition("application.") + ")" + returning("id, region");
      }
      case 8: {
        const std::string put =
            "INSERT INTO application (id, region, n) SELECT row_number() OVER (ORDER BY id) + 1000 "
            "+ "
            "(SELECT coalesce(max(id), 0) FROM application), region, n FROM application "
            "WHERE id % 5 = " +
            value();
        return put + returning("id");
      }
      default: {
        const std::string put = "INSERT INTO application (id, region, n) VALUES (" +
                                std::to_string(2 * pick(12)) + ", '2101', " + value() +
                                ") ON CONFLICT (id) DO UPDATE SET n = excluded.n";
        return put + where("application.") + returning("id, n");
      }
    }
  }

  std::mt19937_64 random_;
  std::vector<Cell> cells_;
  bool changes_ = false;
};

class ScopedAlike : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
  }

  /// Rows with an even id are covered by the scope.
  static void fill(Database& database, bool all) {
    const auto made = database.migrate(
        "test", {{1, "tables",
                  "CREATE TABLE application (id INTEGER PRIMARY KEY NOT NULL,\n"
                  "  region TEXT NOT NULL, n INTEGER NOT NULL) STRICT;\n"
                  "SCOPED TABLE application BY REGION region;\n"
                  "CREATE TABLE office (id INTEGER PRIMARY KEY NOT NULL, n INTEGER NOT NULL)"
                  " STRICT;\n"}});
    ASSERT_TRUE(made) << describe(made.error().front(), "en");
    const auto filled = database.transact([&](Transaction& t) -> Result<void> {
      Transaction own = t.within(Scope::everything("a test fills it"));
      for (std::int64_t id = 0; id < 24; ++id) {
        const char* region =
            id % 2 == 1 ? (id % 3 == 0 ? "22" : "2202") : (id % 4 == 0 ? "2101" : "2203");
        if (!all && id % 2 == 1) continue;
        auto put = own.run("INSERT INTO application (id, region, n) VALUES (?, ?, ?)",
                           {id, region, id % 5});
        if (!put) return fail(put.error());
      }
      for (std::int64_t id = 0; id < 5; ++id) {
        auto put = own.run("INSERT INTO office (id, n) VALUES (?, 0)", {id});
        if (!put) return fail(put.error());
      }
      return {};
    });
    ASSERT_TRUE(filled) << describe(filled.error().front(), "en");
  }

  static Rows sorted(const Result<Rows>& rows, const std::string& sql) {
    EXPECT_TRUE(rows) << sql << "\n" << (rows ? "" : describe(rows.error().front(), "en"));
    Rows made = rows ? *rows : Rows();
    std::sort(made.begin(), made.end());
    return made;
  }
};

INSTANTIATE_TEST_SUITE_P(All, ScopedAlike, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return name_of(of.param); });

TEST_P(ScopedAlike, AScopeIsLikeADatabaseThatHoldsNothingElse) {
  const TestDatabase whole_place(GetParam());
  const TestDatabase part_place(GetParam());
  Database whole = *Database::open({.url = whole_place.url()});
  Database part = *Database::open({.url = part_place.url()});
  fill(whole, true);
  fill(part, false);
  const std::string outside = "SELECT * FROM application WHERE id % 2 = 1 AND id < 24";
  const std::string all = "SELECT * FROM application";
  std::size_t seen = 0;
  const auto done = whole.transact([&](Transaction& on_whole) {
    return part.transact([&](Transaction& on_part) -> Result<void> {
      Transaction scoped = on_whole.within(*Scope::regions({"21", "2203"}));
      Transaction everything = on_whole.within(Scope::everything("a test compares"));
      Transaction alone = on_part.within(Scope::everything("a test compares"));
      const Rows untouched = sorted(everything.run(outside), outside);
      EXPECT_EQ(untouched.size(), 12U);
      Drawing drawing(20'200'209);
      for (int i = 0; i < kStatements && !testing::Test::HasFailure(); ++i) {
        const Drawing::Statement statement = drawing.next();
        const Rows here = sorted(scoped.run(statement.sql, statement.cells), statement.sql);
        const Rows there = sorted(alone.run(statement.sql, statement.cells), statement.sql);
        EXPECT_EQ(here, there) << statement.sql;
        seen += here.size();
        EXPECT_EQ(sorted(scoped.run(all), all), sorted(alone.run(all), all)) << statement.sql;
        EXPECT_EQ(sorted(everything.run(outside), outside), untouched) << statement.sql;
      }
      return {};
    });
  });
  EXPECT_TRUE(done) << describe(done.error().front(), "en");
  EXPECT_GT(seen, 1'000U) << "most statements find something";
}

}  // namespace
}  // namespace fugong::store
