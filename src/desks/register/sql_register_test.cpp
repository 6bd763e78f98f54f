#include "desks/register/sql_register.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "desks/register/sample_book.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::enterprise_register {
namespace {

using feel::Value;
using law::Subject;
using store::Dialect;
using store::Transaction;

/// Firms of every sort: facts that are left out, that nobody has, numbers of several scales, loans
/// that are there, that aren't, and of which nothing is said.
std::string write_snapshot(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&](unsigned limit) { return static_cast<std::int64_t>(random() % limit); };
  const auto give = [&](Subject& subject, const char* fact, const Value& value) {
    if (below(5) != 0) subject.facts.push_back({*book().fact_index(fact), value});
  };
  std::string file;
  SnapshotWriter writer(book(), {*Date::parse("2020-03-01"), true}, [&](std::string_view bytes) {
    file += bytes;
    return Result<void>{};
  });
  for (std::size_t i = 0; i < count; ++i) {
    Subject firm;
    firm.kind = "enterprise";
    firm.facts.push_back(
        {*book().fact_index("place"), Value::of(below(2) == 0 ? "330112" : "340221")});
    give(firm, "employees", below(40) == 0 ? Value() : Value::of(below(3000)));
    give(firm, "revenue", Value::of(Decimal(below(2) * 5'000'000'000 + below(1'000'000'000), -2)));
    give(firm, "listed", Value::of(below(2) == 0));
    const std::int64_t loans = below(4);
    if (loans == 3) firm.none_of = {"loan"};
    for (std::int64_t l = 0; l < loans % 3; ++l) {
      Subject loan;
      loan.kind = "loan";
      loan.id = "L\t" + std::to_string(l);
      give(loan, "loan_principal", Value::of(Decimal(below(1'000'000'000), -2)));
      // Of more digits in the last group only, where there are several.
      const bool is_fine = i >= (count > kFirmsInGroup ? kFirmsInGroup : count / 2);
      give(loan, "loan_rate", Value::of(Decimal(below(700), is_fine ? -4 : -2)));
      give(loan, "loan_grant_date",
           Value::of(Date::from_civil(1970, 1, 1)->plus_days(below(400) - 200)));
      firm.children.push_back(std::move(loan));
    }
    EXPECT_TRUE(writer.add("F" + std::to_string(i), firm));
  }
  EXPECT_TRUE(writer.finish());
  return file;
}

std::string text_of_subject(const Subject& subject) {
  std::string text = subject.kind + " " + subject.id;
  for (const law::GivenFact& given : subject.facts)
    text += " " + std::to_string(given.fact) + "=" + feel::to_feel(given.value);
  for (const std::string& none : subject.none_of)
    text += " no " + none;
  for (const Subject& child : subject.children)
    text += " [" + text_of_subject(child) + "]";
  return text;
}

std::string place_of(const Result<void>& result) {
  return result ? "" : result.error().front().place.pointer;
}

class SqlRegisters : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    auto opened = store::Database::open({.url = place_->url()});
    ASSERT_TRUE(opened) << describe(opened.error().front(), "en");
    database_.emplace(std::move(*opened));
  }

  Snapshot open(const std::string& file) {
    auto snapshot = Snapshot::open(file, "r.columns", book());
    EXPECT_TRUE(snapshot) << describe(snapshot.error().front(), "en");
    return std::move(*snapshot);
  }

  void write(const std::string& file) {
    const auto written = write_sql(open(file), *database_, {});
    ASSERT_TRUE(written) << describe(written.error().front(), "en");
  }

  Result<void> change(const std::string& sql) {
    return database_->transact([&](Transaction& t) -> Result<void> {
      auto ran = t.run(sql);
      return ran ? Result<void>{} : fail(ran.error());
    });
  }

  Result<void> read(const std::function<Result<void>(Transaction&, const SqlRegister&)>& body) {
    return database_->read([&](Transaction& t) -> Result<void> {
      auto reg = SqlRegister::read(t, book());
      return reg ? body(t, *reg) : fail(reg.error());
    });
  }

  Result<void> read_and_verify() {
    return read([](Transaction& t, const SqlRegister& reg) { return reg.verify(t); });
  }

  std::optional<store::TestDatabase> place_;
  std::optional<store::Database> database_;
};

TEST_P(SqlRegisters, SayOfEachFirmWhatTheSnapshotSays) {
  const std::string file = write_snapshot(kFirmsInGroup + 700, 1);
  const Snapshot snapshot = open(file);
  write(file);
  for (std::size_t group = 0; group < snapshot.groups(); ++group)
    ASSERT_TRUE(snapshot.verify(group));
  SnapshotCursor cursor(snapshot);
  std::size_t loans = 0;
  const auto result = read([&](Transaction& t, const SqlRegister& reg) -> Result<void> {
    EXPECT_EQ(reg.info().taken_on.to_string(), "2020-03-01");
    EXPECT_TRUE(reg.info().synthetic);
    EXPECT_EQ(reg.info().firms, static_cast<std::int64_t>(snapshot.firms()));
    EXPECT_EQ(reg.info().fingerprint, snapshot.fingerprint());
    for (std::size_t firm = 0; firm < snapshot.firms(); firm += 37) {
      cursor.go_to(firm, 1);
      auto read = reg.subject(t, static_cast<std::int64_t>(firm));
      if (!read) return fail(read.error());
      loans += read->children.size();
      const Subject expected = cursor.subject(0);
      EXPECT_EQ(text_of_subject(*read), text_of_subject(expected)) << firm;
      auto named = t.run("SELECT name FROM register_enterprise WHERE \"row\" = ?",
                         {static_cast<std::int64_t>(firm)});
      if (!named) return fail(named.error());
      EXPECT_EQ(named->front(), store::Row{std::string(snapshot.id(firm))});
    }
    EXPECT_EQ(code_of(std::move(reg.subject(t, 999'999)).map([](const Subject&) {})),
              "register-sql-row");
    return reg.verify(t);
  });
  EXPECT_TRUE(result) << describe(result.error().front(), "en");
  EXPECT_GT(loans, 200u);
}

TEST_P(SqlRegisters, SayWhatThereIs) {
  write(write_snapshot(500, 2));
  EXPECT_EQ(
      code_of(read([](Transaction& t, const SqlRegister& reg) -> Result<void> {
        const auto fact = [&](const char* name) { return reg.facts()[*book().fact_index(name)]; };
        EXPECT_TRUE(fact("place").complete);
        EXPECT_FALSE(fact("place").numbers);
        EXPECT_EQ(fact("place").values.size(), 2u);
        EXPECT_TRUE(fact("employees").numbers && fact("employees").codes);
        EXPECT_FALSE(fact("employees").complete);
        EXPECT_EQ(fact("employees").values.size(), 1u);
        EXPECT_TRUE(fact("employees").values.front().second.is_null());
        EXPECT_EQ(fact("revenue").scale, 2);
        EXPECT_EQ(fact("loan_rate").scale, 4);
        EXPECT_EQ(fact("loan_grant_date").scale, 0);
        EXPECT_LT(fact("loan_grant_date").low, 0);
        EXPECT_FALSE(fact("industry_code").numbers || fact("industry_code").codes);
        EXPECT_EQ(feel::to_feel(fact("listed").values.front().second), "false");
        EXPECT_TRUE(reg.kinds()[1].is_here);
        auto bounds = t.run("SELECT min(loan_rate), max(loan_rate) FROM register_loan");
        if (!bounds) return fail(bounds.error());
        EXPECT_EQ(bounds->front(), (store::Row{fact("loan_rate").low, fact("loan_rate").high}));
        return {};
      })),
      "");
}

TEST_P(SqlRegisters, AreReplacedOnlyWhenAsked) {
  write(write_snapshot(50, 3));
  const std::string file = write_snapshot(20, 4);
  EXPECT_EQ(code_of(write_sql(open(file), *database_, {})), "register-sql-exists");
  EXPECT_EQ(code_of(write_sql(open(file), *database_, {.replace = true})), "");
  EXPECT_EQ(code_of(read([](Transaction& t, const SqlRegister& reg) {
              EXPECT_EQ(reg.info().firms, 20);
              return reg.verify(t);
            })),
            "");
  // Who reads meanwhile isn't held up.
  auto reader = store::Database::open({.busy_timeout_ms = 100, .url = place_->url()});
  ASSERT_TRUE(reader);
  int seen = 0;
  const SqlWriteOptions watched = {.replace = true, .progress = [&](std::size_t, std::size_t all) {
                                     const auto read =
                                         reader->read([&](Transaction& t) -> Result<void> {
                                           auto reg = SqlRegister::read(t, book());
                                           if (!reg) return fail(reg.error());
                                           EXPECT_EQ(reg->info().firms, 20);
                                           return {};
                                         });
                                     EXPECT_EQ(code_of(read), "");
                                     seen += all > 0 ? 1 : 0;
                                     return true;
                                   }};
  const std::string large = write_snapshot(9'000, 5);
  EXPECT_EQ(code_of(write_sql(open(large), *database_, watched)), "");
  EXPECT_GE(seen, 2);
  EXPECT_EQ(code_of(write_sql(open(file), *database_, {.replace = true})), "");
  // One that was ended leaves the register that stood there.
  const SqlWriteOptions ended = {.replace = true,
                                 .progress = [](std::size_t, std::size_t all) { return all == 0; }};
  EXPECT_EQ(code_of(write_sql(open(large), *database_, ended)), "cancelled");
  EXPECT_EQ(code_of(read([](Transaction& t, const SqlRegister& reg) {
              EXPECT_EQ(reg.info().firms, 20);
              return reg.verify(t);
            })),
            "");
  // A ministry's own views are not ours to drop.
  ASSERT_EQ(code_of(change("DROP TABLE register_loan")), "");
  ASSERT_EQ(code_of(change("CREATE VIEW register_loan AS SELECT 1 AS a")), "");
  EXPECT_EQ(code_of(write_sql(open(file), *database_, {.replace = true})), "register-sql-exists");
}

TEST_P(SqlRegisters, AnEmptySnapshotIsOneToo) {
  write(write_snapshot(0, 1));
  EXPECT_EQ(code_of(read_and_verify()), "");
}

TEST_P(SqlRegisters, ViewsOverOnesOwnTablesServe) {
  write(write_snapshot(300, 6));
  for (const char* sql :
       {"ALTER TABLE register_enterprise RENAME TO own_firms",
        "ALTER TABLE own_firms RENAME COLUMN revenue TO turnover",
        "CREATE VIEW register_enterprise AS SELECT \"row\", name, no_loan, place_code, employees, "
        "employees_code, turnover AS revenue, listed_code FROM own_firms"})
    ASSERT_EQ(code_of(change(sql)), "") << sql;
  EXPECT_EQ(code_of(read_and_verify()), "");
}

TEST_P(SqlRegisters, WhatIsMissingOrWrongIsNamed) {
  const std::string file = write_snapshot(60, 7);
  const struct {
    const char* sql;
    const char* code;
    const char* place;
  } cases[] = {
      {"DROP TABLE register_info", "register-sql-table", "/register_info"},
      {"DROP TABLE register_loan", "register-sql-table", "/register_loan"},
      {"ALTER TABLE register_enterprise RENAME COLUMN employees TO staff", "register-sql-column",
       "/register_enterprise/employees"},
      {"ALTER TABLE register_enterprise RENAME COLUMN no_loan TO loanless", "register-sql-column",
       "/register_enterprise/no_loan"},
      {"UPDATE register_info SET format = 'fugong-register-sql/9'", "register-sql-format",
       "/register_info/format"},
      {"UPDATE register_info SET taken_on = 'yesterday'", "register-sql-directory",
       "/register_info/taken_on"},
      {"DELETE FROM register_info", "register-sql-directory", "/register_info"},
      {"UPDATE register_info SET firms = 61", "register-sql-directory", "/register_info/firms"},
      {"UPDATE register_kinds SET parent = 'loan' WHERE kind = 'loan'", "register-sql-directory",
       "/register_kinds/loan"},
      {"DELETE FROM register_kinds WHERE kind = 'enterprise'", "register-sql-directory",
       "/register_kinds/enterprise"},
      {"UPDATE register_facts SET type = 'text' WHERE fact = 'employees'", "register-sql-fact",
       "/register_facts/employees"},
      {"UPDATE register_facts SET kind = 'loan' WHERE fact = 'employees'", "register-sql-fact",
       "/register_facts/employees"},
      {"UPDATE register_facts SET scale = 1 WHERE fact = 'revenue'", "register-sql-directory",
       "/register_facts/revenue"},
      {"UPDATE register_facts SET low = NULL WHERE fact = 'revenue'", "register-sql-directory",
       "/register_facts/revenue"},
      {"UPDATE register_values SET value = '999999' WHERE fact = 'place' AND code = 2",
       "unknown-code", "/register_values/place"},
      {"UPDATE register_values SET value = 'maybe' WHERE fact = 'listed' AND code = 2",
       "register-sql-directory", "/register_values/listed"},
      {"UPDATE register_values SET code = -1 WHERE fact = 'place' AND code = 2",
       "register-sql-directory", "/register_values/place"},
      {"DELETE FROM register_values WHERE fact = 'place' AND code = 2", "register-sql-row",
       "/register_enterprise/place_code"},
      {"UPDATE register_enterprise SET place_code = 77 WHERE \"row\" = 5", "register-sql-row",
       "/register_enterprise/place_code"},
      {"UPDATE register_enterprise SET place_code = NULL WHERE \"row\" = 5", "register-sql-row",
       "/register_enterprise/place"},
      {"UPDATE register_enterprise SET revenue = -5 WHERE \"row\" = 5", "register-sql-row",
       "/register_enterprise/revenue"},
      {"UPDATE register_enterprise SET employees = (SELECT low FROM register_facts WHERE fact = "
       "'employees'), employees_code = 2 WHERE \"row\" = 5",
       "register-sql-row", "/register_enterprise/employees"},
      {"DELETE FROM register_enterprise WHERE \"row\" = 59", "register-sql-row",
       "/register_enterprise/row"},
      {"UPDATE register_loan SET parent = 60 WHERE \"row\" = 1", "register-sql-row",
       "/register_loan/parent"},
      {"UPDATE register_enterprise SET no_loan = (1 = 1)", "register-sql-row",
       "/register_enterprise/no_loan"},
  };
  const SqlWriteOptions replace = {.replace = true};
  for (const auto& each : cases) {
    ASSERT_EQ(code_of(write_sql(open(file), *database_, replace)), "") << each.sql;
    ASSERT_EQ(code_of(change(each.sql)), "") << each.sql;
    const auto result = read_and_verify();
    EXPECT_EQ(code_of(result), each.code) << each.sql;
    EXPECT_EQ(place_of(result), each.place) << each.sql;
  }
}

TEST_P(SqlRegisters, AColumnOfAnotherTypeIsNamed) {
  if (GetParam() == Dialect::sqlite) GTEST_SKIP() << "strict tables can't come to it";
  write(write_snapshot(60, 8));
  ASSERT_EQ(code_of(change("ALTER TABLE register_enterprise ALTER revenue TYPE numeric")), "");
  const auto result = read_and_verify();
  EXPECT_EQ(code_of(result), "register-sql-column");
  EXPECT_EQ(place_of(result), "/register_enterprise/revenue");
}

TEST_P(SqlRegisters, ARowWithAnImpossibleCodeIsNamedWhenItIsRead) {
  write(write_snapshot(60, 9));
  ASSERT_EQ(code_of(change("UPDATE register_enterprise SET place_code = 77 WHERE \"row\" = 5")),
            "");
  EXPECT_EQ(code_of(read([](Transaction& t, const SqlRegister& reg) -> Result<void> {
              EXPECT_TRUE(reg.subject(t, 4));
              auto subject = reg.subject(t, 5);
              return subject ? Result<void>{} : fail(subject.error());
            })),
            "register-sql-row");
}

INSTANTIATE_TEST_SUITE_P(Each, SqlRegisters, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

}  // namespace
}  // namespace fugong::enterprise_register
