// Scoped tables: what a scope shows and lets change, and that nothing is reached without one.
#include "platform/store/scope.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "postgres/test_databases.hpp"

namespace fugong::store {
namespace {

using Rows = std::vector<Row>;

const std::vector<Migration> kApplications = {
    {1, "applications",
     "CREATE TABLE office (id INTEGER PRIMARY KEY NOT NULL,\n"
     "  region TEXT NOT NULL) STRICT;\n"
     "CREATE TABLE application (\n"
     "  id INTEGER PRIMARY KEY NOT NULL,\n"
     "  region TEXT,\n"
     "  firm TEXT NOT NULL,\n"
     "  state TEXT NOT NULL\n"
     ") STRICT;\n"
     "SCOPED TABLE application BY REGION region, FIRM firm;\n"
     "CREATE TABLE letter (id INTEGER NOT NULL,\n"
     "  firm TEXT NOT NULL) STRICT;\n"
     "SCOPED TABLE letter BY FIRM firm;\n"
     "CREATE TABLE task (id INTEGER PRIMARY KEY NOT NULL, region TEXT NOT NULL,\n"
     "  body TEXT NOT NULL) STRICT;\n"
     "SCOPED TABLE task BY REGION region;\n"
     "SCOPED TABLE task BY REGION region, BODY body;\n"}};

Scope regions(std::vector<std::string> prefixes) {
  return *Scope::regions(std::move(prefixes));
}
Scope firms(std::vector<std::string> ids) {
  return *Scope::firms(std::move(ids));
}
Scope everything() {
  return Scope::everything("a test looks at all of it");
}

class ScopedTables : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    database_.emplace(*Database::open({.url = place_->url()}));
    const auto migrated = database_->migrate("test", kApplications);
    ASSERT_EQ(code_of(migrated), "") << describe(migrated.error().front(), "en");
    ASSERT_EQ(change(everything(),
                     "INSERT INTO application (id, region, firm, state) VALUES "
                     "(1, '210100', 'a', 'open'), (2, '210900', 'b', 'open'), "
                     "(3, '220100', 'a', 'open'), (4, '2', 'c', 'open'), (5, NULL, 'd', 'open')"),
              "");
    ASSERT_EQ(change(everything(), "INSERT INTO letter (id, firm) VALUES (1, 'a'), (2, 'b')"), "");
    ASSERT_EQ(change(std::nullopt, "INSERT INTO office (id, region) VALUES (1, '210100')"), "");
  }

  /// The code of the fault of one statement in a transaction of its own.
  std::string change(const std::optional<Scope>& scope, std::string_view sql,
                     const std::vector<Cell>& cells = {}) {
    return code_of(database_->transact([&](Transaction& t) -> Result<void> {
      auto rows = scope ? t.within(*scope).run(sql, cells) : t.run(sql, cells);
      if (!rows) return fail(rows.error());
      changed_ = std::move(*rows);
      return {};
    }));
  }

  /// The rows, or one with the code of the fault.
  Rows rows(const std::optional<Scope>& scope, std::string_view sql,
            const std::vector<Cell>& cells = {}) {
    Rows read;
    const auto done = database_->read([&](Transaction& t) -> Result<void> {
      auto found = scope ? t.within(*scope).run(sql, cells) : t.run(sql, cells);
      if (!found) return fail(found.error());
      read = std::move(*found);
      return {};
    });
    return done ? read : Rows{{code_of(done)}};
  }

  /// The ids that a statement gives, one behind the other.
  std::string ids(const std::optional<Scope>& scope, std::string_view sql,
                  const std::vector<Cell>& cells = {}) {
    std::string text;
    for (const Row& row : rows(scope, sql, cells)) {
      const auto* id = std::get_if<std::int64_t>(&row.at(0));
      text += id != nullptr ? std::to_string(*id) : std::get<std::string>(row.at(0));
    }
    return text;
  }

  std::string states() {
    std::string text;
    for (const Row& row : rows(everything(), "SELECT state FROM application ORDER BY id"))
      text += std::get<std::string>(row[0]).substr(0, 1);
    return text;
  }

  std::optional<TestDatabase> place_;
  std::optional<Database> database_;
  Rows changed_;  // what the last change returned
};

INSTANTIATE_TEST_SUITE_P(All, ScopedTables, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return name_of(of.param); });

constexpr std::string_view kAll = "SELECT id FROM application ORDER BY id";

TEST_P(ScopedTables, ShowOnlyWhatTheScopeCovers) {
  EXPECT_EQ(ids(regions({"21"}), kAll), "12");
  EXPECT_EQ(ids(regions({"2109", "22"}), kAll), "23");
  EXPECT_EQ(ids(regions({"2"}), kAll), "1234");
  EXPECT_EQ(ids(regions({}), kAll), "");
  EXPECT_EQ(ids(regions({"210100", "21"}), kAll), "12");
  EXPECT_EQ(ids(firms({"a"}), kAll), "13");
  EXPECT_EQ(ids(firms({"d", "b", "nobody"}), kAll), "25");
  EXPECT_EQ(ids(firms({}), kAll), "");
  EXPECT_EQ(ids(everything(), kAll), "12345");
}

TEST_P(ScopedTables, AreNarrowedWhereverTheyStandInAStatement) {
  const Scope mine = regions({"21"});
  const auto one = [&](std::string_view sql, const std::vector<Cell>& cells = {}) {
    return ids(mine, sql, cells);
  };
  EXPECT_EQ(one("SELECT a.id FROM application a JOIN application b ON b.firm = a.firm "
                "ORDER BY a.id"),
            "12");
  EXPECT_EQ(one("SELECT count(*) FROM (SELECT * FROM application) x, application y"), "4");
  EXPECT_EQ(one("SELECT (SELECT max(id) FROM application)"), "2");
  EXPECT_EQ(one("SELECT id FROM office WHERE EXISTS (SELECT 1 FROM application WHERE id = 3)"), "");
  EXPECT_EQ(one("WITH x AS (SELECT id FROM application) SELECT id FROM x ORDER BY id"), "12");
  EXPECT_EQ(one("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) "
                "SELECT id FROM application JOIN n ON n.i = id ORDER BY id"),
            "12");
  EXPECT_EQ(one("SELECT id FROM \"application\" ORDER BY id"), "12");
  if (GetParam() == Dialect::sqlite) {
    EXPECT_EQ(one("SELECT id FROM 'application' ORDER BY id"), "12");
  }
  EXPECT_EQ(one("SELECT id FROM Application UNION SELECT id + 10 FROM application ORDER BY id"),
            "121112");
  EXPECT_EQ(one("SELECT application.id FROM application -- all of 'them\nORDER BY id"), "12");
  EXPECT_EQ(one("SELECT id FROM application WHERE region = '220100' OR 1 = 1 ORDER BY id"), "12");
  EXPECT_EQ(change(mine, "INSERT INTO office (id, region) SELECT id + 10, region FROM application"),
            "");
  EXPECT_EQ(ids(std::nullopt, "SELECT id FROM office ORDER BY id"), "11112");
}

TEST_P(ScopedTables, TheStatementsOwnParametersStayInOrder) {
  const Scope mine = regions({"2109", "22"});
  EXPECT_EQ(ids(mine, "SELECT id FROM application WHERE id = ? AND state = ?",
                {number(3), std::string("open")}),
            "3");
  EXPECT_EQ(ids(mine, "SELECT id FROM application WHERE state = ?2 AND id = ?1 AND firm = ?",
                {number(3), std::string("open"), std::string("a")}),
            "3");
  EXPECT_EQ(change(mine, "UPDATE application SET state = ? WHERE id = ? OR id = ?",
                   {std::string("x"), number(1), number(2)}),
            "");
  EXPECT_EQ(states(), "oxooo");
  EXPECT_EQ(change(firms({"c"}),
                   "INSERT INTO application (id, region, firm, state) "
                   "VALUES (?, ?, ?, ?)",
                   {number(9), std::string("23"), std::string("c"), std::string("new")}),
            "");
  EXPECT_EQ(ids(firms({"c"}), kAll), "49");
}

TEST_P(ScopedTables, ChangesLeaveOtherRowsAlone) {
  EXPECT_EQ(change(regions({"21"}), "UPDATE application SET state = 'x'"), "");
  EXPECT_EQ(states(), "xxooo");
  EXPECT_EQ(
      change(regions({"22"}), "UPDATE application AS a SET state = 'y' WHERE a.id > 0 OR 1 = 1"),
      "");
  EXPECT_EQ(states(), "xxyoo");
  EXPECT_EQ(change(firms({"b"}),
                   "UPDATE application SET state = 'z' WHERE id IN (1, 2, 3) -- these\n "
                   "RETURNING id, state"),
            "");
  EXPECT_EQ(changed_, (Rows{{number(2), "z"}})) << "without the cell that was looked at";
  EXPECT_EQ(states(), "xzyoo");
  EXPECT_EQ(change(regions({"21"}),
                   "UPDATE application SET state = 'w' FROM office WHERE office.region = "
                   "application.region"),
            "");
  EXPECT_EQ(states(), "wzyoo");
  EXPECT_EQ(change(firms({"a"}), "DELETE FROM application WHERE id < 3 OR id = 4;"), "");
  EXPECT_EQ(ids(everything(), kAll), "2345");
  EXPECT_EQ(change(firms({"a"}), "DELETE FROM application"), "");
  EXPECT_EQ(ids(everything(), kAll), "245");
  EXPECT_EQ(change(firms({"b"}), "DELETE FROM application RETURNING id"), "");
  EXPECT_EQ(changed_, (Rows{{number(2)}}));
}

TEST_P(ScopedTables, ARowPutOutsideIsAFaultAndNothingIsKept) {
  const std::string put = "INSERT INTO application (id, region, firm, state) VALUES ";
  EXPECT_EQ(change(regions({"21"}), put + "(7, '210200', 'e', 'open')"), "");
  EXPECT_EQ(changed_, Rows{});
  EXPECT_EQ(change(regions({"21"}), put + "(8, '210200', 'e', 'open'), (9, '22', 'e', 'open')"),
            "store-out-of-scope");
  EXPECT_EQ(change(regions({"21"}), put + "(8, NULL, 'e', 'open')"), "store-out-of-scope");
  EXPECT_EQ(change(regions({}), put + "(8, '21', 'e', 'open')"), "store-out-of-scope");
  EXPECT_EQ(change(firms({"a"}), "UPDATE application SET firm = 'b'"), "store-out-of-scope");
  EXPECT_EQ(change(firms({"a"}), "UPDATE application SET firm = 'b' WHERE id = 1 RETURNING id"),
            "store-out-of-scope");
  EXPECT_EQ(ids(everything(), kAll), "123457");
  EXPECT_EQ(ids(firms({"a"}), kAll), "13");
  // A body that overlooks the fault must not have it kept.
  const auto overlooked = database_->transact([&](Transaction& t) -> Result<void> {
    EXPECT_FALSE(t.within(regions({"21"})).run(put + "(8, '22', 'e', 'open')"));
    EXPECT_FALSE(t.run("SELECT id FROM office"));
    return {};
  });
  EXPECT_EQ(code_of(overlooked), "store-transaction-lost");
  EXPECT_EQ(ids(everything(), kAll), "123457");
}

TEST_P(ScopedTables, AConflictDoesNotGiveAwayOthersRows) {
  const std::string put =
      "INSERT INTO application (id, region, firm, state) VALUES (?, ?, ?, 'mine') "
      "ON CONFLICT (id) DO UPDATE SET state = excluded.state, region = excluded.region";
  EXPECT_EQ(change(regions({"21"}), put, {number(1), "210300", "a"}), "");
  EXPECT_EQ(change(regions({"21"}), put, {number(3), "210300", "a"}), "");
  EXPECT_EQ(change(regions({"21"}), put + " WHERE application.id > 0 OR 1 = 1",
                   {number(3), "210300", "a"}),
            "");
  EXPECT_EQ(states(), "moooo");
  EXPECT_EQ(rows(everything(), "SELECT region FROM application WHERE id = 3"),
            (Rows{{std::string("220100")}}));
  EXPECT_EQ(change(regions({"21"}),
                   "INSERT INTO application (id, region, firm, state) VALUES (3, '21', 'a', 'x') "
                   "ON CONFLICT (id) DO NOTHING"),
            "");
  EXPECT_EQ(states(), "moooo");
  // SQLite would take the condition for that of the second only.
  ASSERT_EQ(change(everything(), "CREATE UNIQUE INDEX one ON application (firm, id)"), "");
  EXPECT_EQ(change(regions({"21"}),
                   "INSERT INTO application (id, region, firm, state) VALUES (3, '21', 'x', 'x') "
                   "ON CONFLICT (id) DO UPDATE SET region = excluded.region "
                   "ON CONFLICT (firm, id) DO UPDATE SET state = 'x' WHERE 1 = 1"),
            "store-unscoped");
}

TEST_P(ScopedTables, LoadingKeepsToTheScope) {
  const std::vector<std::string> columns{"id", "firm", "region", "state"};
  const auto load = [&](const std::optional<Scope>& scope, const std::string& table,
                        const std::vector<std::string>& of, Rows given) {
    std::size_t at = 0;
    return code_of(database_->transact([&](Transaction& t) -> Result<void> {
      const NextRow next = [&](Row& row) -> Result<bool> {
        if (at == given.size()) return false;
        row = given[at++];
        return true;
      };
      auto loaded = scope ? t.within(*scope).load(table, of, next) : t.load(table, of, next);
      return loaded ? Result<void>{} : fail(loaded.error());
    }));
  };
  const Row inside{number(20), "x", "2101", "new"};
  const Row another{number(22), "x", "2102", "new"};
  const Row outside{number(21), "x", "2201", "new"};
  EXPECT_EQ(load(regions({"21"}), "application", columns, {inside}), "");
  EXPECT_EQ(load(regions({"21"}), "application", columns, {another, outside}),
            "store-out-of-scope");
  EXPECT_EQ(load(std::nullopt, "application", columns, {outside}), "store-unscoped");
  EXPECT_EQ(load(std::nullopt, "APPLICATION", columns, {outside}), "store-unscoped");
  EXPECT_EQ(
      load(regions({"21"}), "application", {"id", "firm", "state"}, {{number(21), "x", "new"}}),
      "store-unscoped");
  EXPECT_EQ(load(regions({"21"}), "letter", {"id", "firm"}, {{number(21), "x"}}), "store-unscoped");
  EXPECT_EQ(load(std::nullopt, "office", {"id", "region"}, {{number(21), "x"}}), "");
  EXPECT_EQ(ids(everything(), kAll), "1234520");
}

/// Every shape of a statement that names a table, for each of which there must be no way round.
std::vector<std::string> statements_about(const std::string& table) {
  return {"SELECT * FROM " + table,
          "SELECT count(*) FROM office, " + table,
          "SELECT 1 WHERE EXISTS (SELECT 1 FROM " + table + ")",
          "SELECT * FROM \"" + table + "\"",
          "select * from/**/" + table + " t",
          "WITH x AS (SELECT * FROM " + table + ") SELECT * FROM x",
          "INSERT INTO office (id, region) SELECT 99, max(firm) FROM " + table,
          "INSERT INTO " + table + " (id, firm) VALUES (99, 'x')",
          "UPDATE " + table + " SET firm = 'x'",
          "UPDATE office SET region = (SELECT max(firm) FROM " + table + ")",
          "DELETE FROM " + table,
          "DELETE FROM office WHERE id IN (SELECT id FROM " + table + ")",
          "CREATE VIEW shown AS SELECT * FROM " + table,
          "CREATE TABLE copied AS SELECT * FROM " + table,
          "ALTER TABLE " + table + " RENAME TO other",
          "DROP TABLE " + table,
          "SELECT * FROM '" + table + "'",
          "SELECT * FROM office, '" + table + "'",
          "INSERT INTO '" + table + "' (id, firm) VALUES (99, 'x')",
          "-- \rSELECT * FROM " + table + " --",
          "SELECT 1 -- \r, id FROM " + table,
          "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT max(id) FROM " + table + "'",
          "CREATE VIRTUAL TABLE f USING fts5(id, content=" + table + ")",
          "CREATE TRIGGER f AFTER INSERT ON office BEGIN DELETE FROM " + table + "; END",
          "DELETE FROM scoped_table",
          "UPDATE 'scoped_table' SET name = 'x'"};
}

TEST_P(ScopedTables, RunningForEachRowKeepsToTheScope) {
  const auto close = [&](const std::optional<Scope>& scope, std::string_view sql,
                         std::vector<Row> with) {
    return code_of(database_->transact([&](Transaction& t) {
      auto at = with.begin();
      const auto next = [&](Row& row) -> Result<bool> {
        if (at == with.end()) return false;
        row = *at++;
        return true;
      };
      return scope ? t.within(*scope).run_each(sql, next) : t.run_each(sql, next);
    }));
  };
  constexpr std::string_view kClose = "UPDATE application SET state = 'done' WHERE id = ?";
  const std::vector<Row> all = {{number(1)}, {number(2)}, {number(3)}, {number(4)}};
  EXPECT_EQ(close(std::nullopt, kClose, all), "store-unscoped");
  EXPECT_EQ(states(), "ooooo");
  EXPECT_EQ(close(regions({"21"}), kClose, all), "");
  EXPECT_EQ(states(), "ddooo");
  EXPECT_EQ(close(regions({"21"}), "UPDATE application SET region = '22' WHERE id = ?", all),
            "store-out-of-scope");
  EXPECT_EQ(close(std::nullopt, "UPDATE office SET region = '22' WHERE id = ?", all), "");
}

TEST_P(ScopedTables, AreOutOfReachWithoutAScope) {
  for (const char* table : {"application", "letter"}) {
    for (const std::string& sql : statements_about(table))
      EXPECT_EQ(change(std::nullopt, sql), "store-unscoped") << sql;
  }
  EXPECT_EQ(ids(everything(), kAll), "12345");
  // Nor for a program that doesn't know what is scoped.
  auto other = Database::open({.url = place_->url()});
  ASSERT_TRUE(other);
  EXPECT_EQ(code_of(other->read([](Transaction& t) -> Result<void> {
              auto read = t.run("SELECT * FROM application");
              return read ? Result<void>{} : fail(read.error());
            })),
            "store-unscoped");
}

TEST_P(ScopedTables, AScopeHasNoWayRoundItself) {
  const Scope mine = regions({"21"});
  const std::string own = GetParam() == Dialect::sqlite ? "main" : "public";
  for (const std::string& sql : {
           "SELECT * FROM " + own + ".application",
           std::string("SELECT * FROM \"x\".\"application\""),
           std::string("SELECT * FROM application, letter"),
           std::string("SELECT * FROM application) x, (SELECT 1"),
           std::string("UPDATE application SET state = 'x' WHERE 1 = 0) OR (1 = 1"),
           std::string("UPDATE OR IGNORE application SET state = 'x'"),
           std::string("UPDATE ONLY application SET state = 'x'"),
           std::string("DELETE FROM ONLY application"),
           std::string("INSERT OR REPLACE INTO application (id) VALUES (3)"),
           std::string("REPLACE INTO application (id) VALUES (3)"),
           std::string("WITH x AS (DELETE FROM application RETURNING *) SELECT * FROM x"),
           std::string("/* /* */ SELECT 1 -- */ */\n FROM application"),
           std::string("SELECT $a$ ' $a$, id FROM application --'"),
           std::string("SELECT E'\\'', id FROM application --'"),
           std::string("SELECT [application] FROM application"),
           std::string("SELECT * FROM main.'application'"),
           std::string("UPDATE 'application' SET state = 'x'"),
           std::string("DELETE FROM scoped_table"),
           std::string("CREATE VIEW v AS SELECT 1 AS a"),
           std::string("TABLE application"),
           std::string("CREATE VIEW v AS SELECT * FROM application"),
           std::string("SELECT * FROM query_to_xml('SELECT * FROM application', true, true, '')"),
           std::string("DROP TABLE application"),
           std::string("SELECT 1; SELECT * FROM application"),
       }) {
    const std::string code = change(mine, sql);
    EXPECT_TRUE(code == "store-unscoped" || code == "store-statement") << sql << ": " << code;
  }
  // A name of the statement's own over the table's is refused by the database.
  EXPECT_EQ(change(mine, "WITH application AS (SELECT 1 AS id) SELECT id FROM application"),
            "store-statement");
  EXPECT_EQ(states(), "ooooo");
}

TEST_P(ScopedTables, OneTransactionMayHaveSeveralScopes) {
  const auto done = database_->transact([&](Transaction& t) -> Result<void> {
    Transaction mine = t.within(firms({"a"}));
    Transaction all = t.within(Scope::everything("the same paper is filed once in the country"));
    EXPECT_TRUE(mine.run("UPDATE application SET state = 'seen'"));
    EXPECT_EQ(mine.run("SELECT count(*) FROM application")->at(0), Row{number(2)});
    EXPECT_EQ(all.run("SELECT count(*) FROM application WHERE state = 'seen'")->at(0),
              Row{number(2)});
    EXPECT_FALSE(t.run("SELECT count(*) FROM application"));
    return fail("enough", {}, {"够了", "enough"}, {"", ""});
  });
  EXPECT_EQ(code_of(done), "enough");
  EXPECT_EQ(states(), "ooooo");
}

TEST_P(ScopedTables, ARegionsIndexIsUsed) {
  if (GetParam() != Dialect::sqlite) GTEST_SKIP() << "PostgreSQL's plan depends on statistics";
  ASSERT_EQ(change(everything(), "CREATE INDEX application_region ON application (region)"), "");
  std::string plan;
  // The plan of what the statement becomes: the narrowing itself takes no EXPLAIN.
  const auto read = database_->read([&](Transaction& t) -> Result<void> {
    auto rows =
        t.within(everything())
            .run(
                "EXPLAIN QUERY PLAN WITH \"application\" AS NOT MATERIALIZED (SELECT * FROM "
                "\"main\".\"application\" WHERE ((\"region\" >= ?1 AND \"region\" < ?2))) "
                "SELECT id FROM application WHERE state = ?3",
                {"21", "22", "open"});
    if (!rows) return fail(rows.error());
    for (const Row& row : *rows)
      plan += std::get<std::string>(row.back()) + "\n";
    return {};
  });
  EXPECT_EQ(code_of(read), "");
  EXPECT_NE(plan.find("application_region (region>? AND region<?)"), std::string::npos) << plan;
}

TEST_P(ScopedTables, APartnerSeesAndTouchesWhatIsHis) {
  ASSERT_EQ(change(everything(),
                   "INSERT INTO task (id, region, body) VALUES (1, '2101', 'bank'), "
                   "(2, '2101', 'park'), (3, '2201', 'bank'), (4, '2201', '')"),
            "");
  const Scope bank = *Scope::bodies({"bank"});
  EXPECT_EQ(ids(bank, "SELECT id FROM task ORDER BY id"), "13");
  EXPECT_EQ(ids(*Scope::bodies({"park", "bank"}), "SELECT id FROM task ORDER BY id"), "123");
  EXPECT_EQ(ids(*Scope::bodies({}), "SELECT id FROM task"), "");
  EXPECT_EQ(ids(regions({"21"}), "SELECT id FROM task ORDER BY id"), "12");
  EXPECT_EQ(ids(std::nullopt, "SELECT id FROM task"), "store-unscoped");
  EXPECT_EQ(ids(bank, "SELECT id FROM application"), "store-unscoped");
  EXPECT_EQ(ids(firms({"a"}), "SELECT id FROM task"), "store-unscoped");
  EXPECT_EQ(change(bank, "UPDATE task SET region = '23'"), "");
  EXPECT_EQ(ids(everything(), "SELECT id FROM task WHERE region = '23' ORDER BY id"), "13");
  EXPECT_EQ(change(bank, "UPDATE task SET body = 'park' WHERE id = 1"), "store-out-of-scope");
  EXPECT_EQ(change(bank, "INSERT INTO task (id, region, body) VALUES (5, '21', '')"),
            "store-out-of-scope");
  EXPECT_EQ(change(bank, "DELETE FROM task"), "");
  EXPECT_EQ(ids(everything(), "SELECT id FROM task ORDER BY id"), "24");
}

// Whoever opens a database that a program without bodies made sees its scopes as they were.
TEST_P(ScopedTables, ADatabaseFromBeforeThereWereBodiesIsHeldToItsScopes) {
  EXPECT_EQ(code_of(database_->migrate(
                "older", {{1, "older", "ALTER TABLE scoped_table DROP COLUMN body_column;\n"}})),
            "");
  auto again = Database::open({.url = place_->url()});
  ASSERT_TRUE(again);
  const auto read = [&](const std::optional<Scope>& scope, const char* sql) {
    return code_of(again->read([&](Transaction& t) -> Result<void> {
      auto found = scope ? t.within(*scope).run(sql, {}) : t.run(sql, {});
      return found ? Result<void>{} : fail(found.error());
    }));
  };
  EXPECT_EQ(read(std::nullopt, "SELECT id FROM task"), "store-unscoped");
  EXPECT_EQ(read(regions({"21"}), "SELECT id FROM task"), "");
  EXPECT_EQ(read(*Scope::bodies({"bank"}), "SELECT id FROM task"), "store-unscoped");
  const std::string more =
      "CREATE TABLE more (body TEXT) STRICT;\nSCOPED TABLE more BY BODY body;\n";
  EXPECT_EQ(code_of(again->migrate("more", {{1, "more", more}})), "");
  EXPECT_EQ(read(*Scope::bodies({"bank"}), "SELECT body FROM more"), "");
}

TEST_P(ScopedTables, AWrongDeclarationIsRefused) {
  const auto migrate = [&](const std::string& sql) {
    return code_of(database_->migrate("other", {{1, "other", sql}}));
  };
  const std::string table = "CREATE TABLE other (id INTEGER NOT NULL, firm TEXT) STRICT;\n";
  EXPECT_EQ(migrate(table + "SCOPED TABLE other BY FIRM frim;\n"), "store-statement");
  EXPECT_EQ(migrate(table + "SCOPED TABLE other;\n"), "store-statement");
  EXPECT_EQ(migrate(table + "SCOPED TABLE other BY firm;\n"), "store-statement");
  EXPECT_EQ(migrate(table + "SCOPED TABLE other BY BODY firm, FIRM firm;\n"), "store-statement");
  EXPECT_EQ(migrate("CREATE VIEW shown AS SELECT id FROM application;\n"), "store-unscoped");
  EXPECT_EQ(migrate(table + "SCOPED TABLE other BY FIRM firm;\n"), "");
  EXPECT_EQ(ids(std::nullopt, "SELECT id FROM other"), "store-unscoped");
}

TEST_P(ScopedTables, OtherTablesAreMadeAndChangedAsEver) {
  EXPECT_EQ(
      change(std::nullopt,
             GetParam() == Dialect::sqlite
                 ? "CREATE TABLE made (rule INTEGER, view TEXT) STRICT"
                 : "CREATE TABLE made (rule bigint, view text, list bigint[] DEFAULT ARRAY[1])"),
      "");
  EXPECT_EQ(
      change(std::nullopt, "INSERT INTO made (rule, view) VALUES (?, 'trigger')", {number(1)}), "");
  EXPECT_EQ(change(regions({"21"}), "UPDATE made SET rule = rule + ? RETURNING rule", {number(1)}),
            "");
  EXPECT_EQ(changed_, (Rows{{number(2)}}));
  EXPECT_EQ(ids(std::nullopt, "SELECT rule FROM made -- not the application's"), "2");
}

TEST_P(ScopedTables, ATableThatGoesIsTakenOffTheList) {
  auto more = kApplications;
  more.push_back({2, "no letters", "DROP TABLE letter;\n"});
  EXPECT_EQ(code_of(database_->migrate("test", more)), "store-statement");
  more.back().sql += "DELETE FROM scoped_table WHERE name = 'letter';\n";
  EXPECT_EQ(code_of(database_->migrate("test", more)), "");
  EXPECT_EQ(change(std::nullopt, "SELECT count(*) FROM application"), "store-unscoped");
}

TEST(Scope, NamesAreKeptInOrderAndOnce) {
  EXPECT_EQ(regions({"22", "2109", "21", "22"}).names(), (std::vector<std::string>{"21", "22"}));
  EXPECT_EQ(firms({"b", "a", "b"}).names(), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(regions({"21", "22"}).covers("210100"));
  EXPECT_TRUE(regions({"21"}).covers("21"));
  EXPECT_FALSE(regions({"21"}).covers("2"));
  EXPECT_FALSE(regions({"21", "23"}).covers("220100"));
  EXPECT_FALSE(regions({}).covers(""));
  EXPECT_TRUE(firms({"a"}).covers("a"));
  EXPECT_FALSE(firms({"a"}).covers("ab"));
  EXPECT_TRUE(everything().covers(""));
  EXPECT_TRUE(Scope::bodies({"bank"})->covers("bank"));
  EXPECT_FALSE(Scope::bodies({"bank"})->covers("bank-a"));
  EXPECT_FALSE(Scope::bodies({"bank"})->covers(""));
  EXPECT_EQ(Scope::bodies({"bank", ""}).error().front().code, "scope-body-invalid");
}

TEST(Scope, WhatIsNoScopeIsAFault) {
  for (const char* prefix : {"", "2%", "21'", "二一", " 21"})
    EXPECT_FALSE(Scope::regions({prefix})) << prefix;
  EXPECT_FALSE(Scope::regions({std::string(65, '1')}));
  EXPECT_TRUE(Scope::regions({std::string(64, '1')}));
  std::vector<std::string> many;
  for (std::size_t i = 0; i <= kMaxScopeFirms; ++i)
    many.push_back(std::to_string(1'000'000 + i));
  EXPECT_EQ(Scope::firms(many).error().front().code, "scope-too-large");
  EXPECT_EQ(Scope::regions(many).error().front().code, "scope-too-large");
  many.pop_back();
  EXPECT_TRUE(Scope::firms(many));
}

TEST(ScopeDeathTest, WhoeverWorksOnEverythingSaysWhy) {
  EXPECT_DEATH(static_cast<void>(Scope::everything("")), "says why");
}

}  // namespace
}  // namespace fugong::store
