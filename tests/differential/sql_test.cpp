// SQL says of every row what the row interpreter says of it, on every database.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <fstream>
#include <random>
#include <sstream>

#include "differential/sample.hpp"
#include "engines/decision/random_rules.hpp"
#include "sme10/stored.hpp"

namespace fugong::differential {
namespace {

using decision::ProgramBuilder;
using decision::RandomRules;
using decision::Slot;
using feel::Value;
using K = feel::Type::Kind;

class Rates final : public decision::Functions {
 public:
  Value call(std::size_t, std::span<const Value> arguments) const override {
    if (arguments[0].kind() != feel::Kind::string) return Value();
    if (arguments[0].string() == "x") return Value::of(2);
    if (arguments[0].string() == "y") return Value::of(-1);
    return Value();
  }
};

class SqlOf : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const std::string name = GetParam();
    database_ = name == "sqlite" ? open_sqlite() : open_postgresql();
    if (database_ == nullptr) {
      GTEST_SKIP() << "no PostgreSQL here (Debian: apt-get install postgresql-15)";
    }
  }
  std::unique_ptr<Database> database_;
};

constexpr const char* kInputs[] = {"a", "b", "n", "m", "s", "d", "e"};

K kind_of(std::string_view name) {
  return name == "a" || name == "b"   ? K::boolean
         : name == "s"                ? K::string
         : name == "d" || name == "e" ? K::date
                                      : K::number;
}

void add_inputs(Sample& sample, ProgramBuilder& builder) {
  for (const char* name : kInputs) {
    sample.inputs.push_back(
        builder.add_input(name, kind_of(name), {}, static_cast<std::uint16_t>(name[0])));
  }
  builder.add_function({"rate", {K::string}, K::number});
}

Sample random_sample(RandomRules& random) {
  Sample made;
  ProgramBuilder builder(feel::Profile::policy);
  add_inputs(made, builder);
  made.wanted.push_back(builder.add_table("t1", random.table()));
  made.wanted.push_back(builder.add_table("t2", random.table()));
  made.source = random.below(2) == 0 ? random.number(3) : random.boolean(3);
  made.wanted.push_back(builder.add_expression("x", {made.source, {}}));
  // Sometimes a fact is asked of some only, and sometimes one has bounds.
  if (random.below(3) == 0) {
    builder.set_guard(made.inputs[2], {"b", {}}, {}, random.below(2) == 0 ? Value() : Value::of(0));
  }
  if (random.below(3) == 0) {
    builder.set_domain(made.inputs[3],
                       feel::Domain::within({Value::of(0), Value::of(6), true, true}));
  }
  auto program = std::move(builder).build();
  if (!program) return made;
  made.program = std::move(*program);
  made.scale = random.below(3);
  made.few_are_raw = random.below(2) == 0;
  made.from_select = random.below(2) == 0;
  bool plain[std::size(kInputs)];
  for (bool& of : plain)
    of = random.below(2) == 0;
  for (int row = 0; row < 60; ++row) {
    auto& values = made.rows.emplace_back();
    for (std::size_t i = 0; i < std::size(kInputs); ++i) {
      std::optional<Value> value;
      const auto [partial, domain] = random.partial(kInputs[i]);
      if (!plain[i] && random.below(5) == 0) {
        if (random.below(2) == 0) value = partial;
      } else {
        value = random.completion(kInputs[i], plain[i] ? feel::Domain() : domain);
      }
      values.push_back(std::move(value));
    }
  }
  return made;
}

unsigned from_environment(const char* name, unsigned otherwise) {
  const char* said = std::getenv(name);
  return said != nullptr ? static_cast<unsigned>(std::atoi(said)) : otherwise;
}

TEST_P(SqlOf, RandomRules) {
  const Rates rates;
  Tally tally;
  for (unsigned seed = from_environment("FUGONG_FIRST_CASE", 0);
       seed < from_environment("FUGONG_MORE_CASES", 300) && !HasFatalFailure(); ++seed) {
    RandomRules random(seed);
    const Sample sample = random_sample(random);
    if (!sample.program) continue;
    SCOPED_TRACE(seed);
    compare(sample, *database_, &rates, tally);
  }
  tally.print(GetParam());
  EXPECT_GT(tally.known, tally.values / 3);
  // Mostly tables that compare a fact with another one of the row.
  EXPECT_LT(tally.refused, tally.values / 4);
  EXPECT_LT(tally.asked, tally.values / 50);
}

/// One expression over n, m (numbers), a (a truth) and d, e (dates).
Sample sample_of(const std::string& source) {
  Sample made;
  made.source = source;
  ProgramBuilder builder(feel::Profile::policy);
  add_inputs(made, builder);
  made.wanted.push_back(builder.add_expression("x", {source, {}}));
  auto program = std::move(builder).build();
  EXPECT_TRUE(program) << source;
  made.program = std::move(*program);
  return made;
}

std::uint16_t source_of(std::string_view input) {
  return static_cast<std::uint16_t>(input[0]);
}

/// Ends that aren't said lie as far as facts go.
Value unknown_between(std::string_view input, std::optional<Decimal> low,
                      std::optional<Decimal> high) {
  const auto end = [](const Decimal& number) { return Value::of(number); };
  return Value::unknown(
      {source_of(input)},
      feel::Domain::within({low ? std::optional(end(*low)) : std::nullopt,
                            high ? std::optional(end(*high)) : std::nullopt, true, true}));
}

Value unknown_one_of(std::string_view input, feel::List values) {
  return Value::unknown({source_of(input)}, feel::Domain::one_of(std::move(values)));
}

/// Sums of money, rates and days as the notice has them, on both sides of nought.
TEST_P(SqlOf, MoneyToTheLastDigit) {
  constexpr const char* kFormulas[] = {"round_half_up(n * m * 181 / 36000, 2)",
                                       "round_half_up(n * m * 0.5 * (e - d).days / (100 * 360), 2)",
                                       "round_half_up(n * m / 100, 2)",
                                       "round_half_up(n / 3, 0)",
                                       "round_half_down(n / 8, 2)",
                                       "round_half_down(n / m, 1)",
                                       "round_up(n / m, 2)",
                                       "round_up(n * 0.345, 1)",
                                       "round_down(n * 0.345, 1)",
                                       "round_down(n / m, 0)",
                                       "decimal(n / 8, 2)",
                                       "decimal(n / m, 1)",
                                       "floor(n / 7)",
                                       "ceiling(n / 7)",
                                       "ceiling(n / m)",
                                       "floor(-n)",
                                       "max(0, n - m * 1.5)",
                                       "min(n, m * 100, 5000000)",
                                       "round_half_up(if a then n / (100 + m) else n / 3, 2)",
                                       "if n > m * 1000 then n * 0.3 else m",
                                       "(n + m + 0.01) * 1",
                                       "n / m > 1000",
                                       "n / m = 0.5",
                                       "m / 7 <= n / m",
                                       "n * 1000 <= m * 55000",
                                       "m between n / 1000 and n / 10",
                                       "n between (if e > @\"2010-01-01\" then 5 else 100) and m",
                                       "-n + m",
                                       "m * 2 - n * m",
                                       "n * m <= m - m",
                                       "n * n * 3 - m",
                                       "n * n / m > 1000",
                                       "round_up(n * n / 12.5, 2)",
                                       "(d + @\"P30D\") - e < @\"P1D\"",
                                       "if d + @\"P10D\" > e then n else -m",
                                       "d + @\"P1M\"",
                                       "d - @\"P13M\" + @\"P1M\"",
                                       "e.year * 12 + e.month - d.month",
                                       "years_and_months_duration(d, e).months",
                                       "years_and_months_duration(e, d) > @\"P11M\"",
                                       "d + years_and_months_duration(d, e)",
                                       "e - years_and_months_duration(d, e)",
                                       "d + (if a then @\"P1M\" else -@\"P13M\") <= e",
                                       "years_and_months_duration(@\"2004-02-29\", d).years * n"};
  std::mt19937_64 random(14);
  const auto below = [&](std::uint64_t limit) {
    return static_cast<std::int64_t>(random() % limit);
  };
  Tally tally;
  for (const char* formula : kFormulas) {
    Sample sample = sample_of(formula);
    for (int i = 0; i < 1'500; ++i) {
      const std::uint64_t most = std::uint64_t{1} << (6 + i % 28);
      auto& row = sample.rows.emplace_back(std::size(kInputs));
      std::int64_t n = below(most) * (i % 3 == 0 ? -1 : 1);
      if (i % 11 == 0) n = 200 * below(1'000) + 100;  // ties
      if (i % 19 == 0) n = 25 * (below(400) - 200);
      std::int64_t m = below(2'000) - (i % 7 == 0 ? 1'000 : 0);
      if (i % 97 == 0) m = 0;
      if (i % 17 != 0) row[2] = Value::of(Decimal(n, -2));
      if (i % 13 != 0) row[3] = Value::of(Decimal(m, -2));
      if (i % 101 == 0) row[3] = Value();  // said to be none
      if (i % 5 != 0) row[0] = Value::of(i % 2 == 0);
      // Too many days to look at each.
      row[6] = Value::of(Date::parse("1999-12-30")->plus_days(below(9'000)));
      if (i % 23 != 0) row[5] = Value::of(Date::parse("1999-10-30")->plus_days(below(9'000)));
    }
    SCOPED_TRACE(formula);
    const std::size_t refused = tally.refused;
    compare(sample, *database_, nullptr, tally);
    EXPECT_EQ(tally.refused, refused) << formula;
    if (HasFatalFailure()) return;
  }
  tally.print(GetParam());
  EXPECT_EQ(tally.refused, 0U);
  // Squares beyond 2^61; one of two quotients or days, and nobody knows which.
  EXPECT_LT(tally.asked, tally.values / 40);
}

constexpr Rounding kRoundings[] = {Rounding::half_up,  Rounding::half_even, Rounding::down,
                                   Rounding::floor,    Rounding::ceiling,   Rounding::up,
                                   Rounding::half_down};

/// Rows of which a sum n, a term m and the truths a and b are known of some only.
class OpenRows {
 public:
  void add(Sample& sample, int count) {
    const Value terms[] = {unknown_between("m", Decimal(2, -1), Decimal(5, -1)),
                           unknown_between("m", Decimal(-1), Decimal(25, -1)),
                           unknown_between("m", Decimal(-3), Decimal(-1)),
                           unknown_between("m", Decimal(), std::nullopt),
                           unknown_between("m", std::nullopt, Decimal(-2)),
                           unknown_between("m", std::nullopt, std::nullopt),
                           unknown_one_of("m", {Value::of(Decimal(5, -1)), Value::of(2)}),
                           unknown_one_of("m", {Value::of(0), Value::of(Decimal(-15, -1))}),
                           unknown_one_of("m", {Value::of(1), Value()}),
                           Value()};
    const Value sums[] = {unknown_between("n", Decimal(), std::nullopt),
                          unknown_between("n", Decimal(70), Decimal(4'000)),
                          unknown_one_of("n", {Value::of(70), Value::of(4'000)})};
    for (int i = 0; i < count; ++i) {
      auto& row = sample.rows.emplace_back(std::size(kInputs));
      std::int64_t n = below(std::uint64_t{1} << (6 + i % 20)) * (i % 3 == 0 ? -1 : 1);
      if (i % 13 == 0) n = i % 2 == 0 ? 0 : 7'000;
      row[2] = i % 7 == 0 ? sums[below(std::size(sums))] : Value::of(Decimal(n, -2));
      row[3] =
          i % 5 == 0 ? Value::of(Decimal(below(600) - 200, -2)) : terms[below(std::size(terms))];
      if (i % 4 != 0) row[0] = Value::of(i % 3 == 0);
      if (i % 6 != 0) row[1] = Value::of(i % 2 == 0);
      row[5] = Value::of(Date::parse("2019-10-30")->plus_days(below(900)));
      row[6] = Value::of(Date::parse("2020-03-30")->plus_days(below(900)));
    }
  }
  std::int64_t below(std::uint64_t limit) { return static_cast<std::int64_t>(random_() % limit); }

  /// A formula of them.
  std::string sum(int depth) {
    const auto two = [&](const char* op) {
      return fmt::format("({} {} {})", sum(depth - 1), op, sum(depth - 1));
    };
    const auto pick = [&](std::initializer_list<const char*> of) {
      return of.begin()[below(of.size())];
    };
    switch (below(depth <= 0 ? 4 : 12)) {
      case 0:
        return "n";
      case 1:
        return "m";
      case 2:
        return pick({"0", "0.25", "-3", "70", "500.5"});
      case 3:
        return pick({"(n * m)", "(if a then n else 70)", "(e - d).days"});
      case 4:
        return two("+");
      case 5:
        return two("-");
      case 6:
        return two("*");
      case 7:
        return fmt::format("{}({}, {})", pick({"min", "max"}), sum(depth - 1), sum(depth - 1));
      case 8:
        return fmt::format("-({})", sum(depth - 1));
      case 9:
        return fmt::format("{}({} / {}, 1)", pick({"round_half_up", "round_down", "round_up"}),
                           sum(depth - 1), pick({"7", "8", "-3", "(e - d).days"}));
      case 10:
        return fmt::format("(if {} then {} else {})", pick({"a", "b", "(a and b)"}), sum(depth - 1),
                           sum(depth - 1));
      default:
        return fmt::format("(if {} {} {} then {} else {})", sum(depth - 1),
                           pick({"<", "<=", ">", ">=", "=", "!="}), sum(depth - 1), sum(depth - 1),
                           sum(depth - 1));
    }
  }

 private:
  std::mt19937_64 random_{15};
};

/// Terms that are left open, times and beside sums of money, and what is handed on rounded.
TEST_P(SqlOf, BetweenTwoNumbersOfTheRow) {
  constexpr const char* kFormulas[] = {"n * m",
                                       "-(n * m) + m",
                                       "n * m - n * 2",
                                       "n * m * m",
                                       "(n - m) * (m - 1)",
                                       "min(n, -1) * max(m, 0.1)",
                                       "max(m, 0.1) * max(n - 50, 0)",
                                       "min(n, -1) * min(m, -0.1)",
                                       "max(n, 1) * m",
                                       "min(m, -0.1) * n",
                                       "n * n * n * n * (n * m)",
                                       "round_half_up(n * n * n * (n * m) * m, 2)",
                                       "n * m / (e - d).days",
                                       "(n + m) / n",
                                       "n * m / (-8) + 1",
                                       "n / m",
                                       "max(n * m, 300)",
                                       "min(n * m, m)",
                                       "min(max(n * m, n), 20000 + m)",
                                       "max(n + m, n * m)",
                                       "round_half_up(n * m, 1)",
                                       "round_down(n * m / 7, 0) * 2",
                                       "ceiling(-n * m / (e - d).days)",
                                       "if a then n else 4000",
                                       "if a then n * m else n",
                                       "(if a then n else m) * (if b then 2 else 2.5)",
                                       "if a then (if b then n else 70) else n",
                                       "if a then (if b then n else 70) else (if b then 70 else n)",
                                       "if n * m > 500 then n * m else m + 500",
                                       "if m > 1 then n * m else null",
                                       "n * m > 500",
                                       "n * m <= n / 4",
                                       "n * m = n / 4",
                                       "n * m != 500",
                                       "(if a then n else m) = n",
                                       "(if a then n else 70) != (if b then n else m)",
                                       "(if a then n else 70) = n * m"};
  OpenRows rows;
  Tally tally;
  std::size_t formulas = 0;
  for (const char* formula : kFormulas) {
    Sample sample = sample_of(formula);
    rows.add(sample, 900);
    SCOPED_TRACE(formula);
    compare(sample, *database_, nullptr, tally);
    sample.rounding = {static_cast<int>(formulas % 3), kRoundings[formulas % 7]};
    compare(sample, *database_, nullptr, tally);
    if (HasFatalFailure()) return;
    ++formulas;
  }
  tally.print(GetParam());
  EXPECT_EQ(tally.refused, 0U);
  EXPECT_GT(tally.between, tally.values / 5);
  // One of three numbers, or of one and nothing; far times far, or beyond 2^61; divided by what
  // is not known.
  EXPECT_LT(tally.asked, tally.values / 5);
}

TEST_P(SqlOf, RandomSumsOfOpenTerms) {
  OpenRows rows;
  Tally tally;
  const unsigned formulas = from_environment("FUGONG_MORE_CASES", 360);
  for (unsigned i = 0; i < formulas && !HasFatalFailure(); ++i) {
    Sample sample = sample_of(rows.sum(3));
    rows.add(sample, 120);
    if (i % 2 == 0) sample.rounding = {static_cast<int>(i % 3), kRoundings[i % 7]};
    sample.from_select = i % 3 == 0;
    SCOPED_TRACE(i);
    compare(sample, *database_, nullptr, tally);
  }
  tally.print(GetParam());
  EXPECT_GT(tally.between, tally.values / 8);
  EXPECT_LT(tally.refused, tally.values / 10);
}

/// Whatever a column of the table itself takes for equal.
TEST_P(SqlOf, TextsByTheirBytes) {
  database_->run("DROP TABLE IF EXISTS texts");
  const bool lite = database_->dialect() == sql::Dialect::sqlite;
  database_->run(std::string("CREATE TABLE texts (id bigint, s ") +
                 (lite ? "text COLLATE NOCASE)" : "varchar(20))"));
  database_->run(
      "INSERT INTO texts VALUES (1, 'x'), (2, 'X'), (3, 'x '), (4, '\u96f6'), (5, NULL)");
  Sample sample = sample_of("if s = \"X\" then 1 else if s = \"x\" then 2 else 3");
  sql::Request request;
  request.dialect = database_->dialect();
  request.table = "texts";
  request.key = "id";
  request.wanted = sample.wanted;
  sql::Column& column = request.columns.emplace_back();
  column.input = sample.inputs[4];
  column.values = "s";
  for (const char* text : {"x", "X", "x ", "\u96f6"})
    column.stored.push_back({text, Value::of(text)});
  const sql::Query query = sql::make_query(*sample.program, request);
  EXPECT_EQ(database_->rows(query.check)[0][0], "0");
  std::map<std::string, Value> got;
  for (const Row& row : database_->rows(query.text)) {
    std::size_t next = 1;
    got[*row[0]] = read(query.answers[0], row, next)->value;
  }
  EXPECT_TRUE(feel::same(got["1"], Value::of(2)));
  EXPECT_TRUE(feel::same(got["2"], Value::of(1)));
  EXPECT_TRUE(feel::same(got["3"], Value::of(3)));
  EXPECT_TRUE(feel::same(got["4"], Value::of(3)));
  EXPECT_TRUE(got["5"].is_unknown());
}

/// A row that isn't as the columns say is counted, whatever is wrong with it.
TEST_P(SqlOf, CountsWhatIsStoredOtherwise) {
  database_->run("DROP TABLE IF EXISTS loose");
  database_->run("CREATE TABLE loose (id bigint, n bigint, s text)");
  database_->run(
      "INSERT INTO loose VALUES (1, 0, 'x'), (2, 9, 'y'), (3, -1, 'x'), (4, 10, 'x'), (5, 3, 'X'), "
      "(6, NULL, 'x'), (7, 3, NULL)");
  Sample sample = sample_of("n > 5 and s = \"x\"");
  sql::Request request;
  request.dialect = database_->dialect();
  request.table = "loose";
  request.key = "id";
  request.wanted = sample.wanted;
  sql::Column& n = request.columns.emplace_back();
  n.input = sample.inputs[2];
  n.numbers = "n";
  n.high = 9;
  n.may_be_null = false;
  sql::Column& s = request.columns.emplace_back();
  s.input = sample.inputs[4];
  s.values = "s";
  s.stored = {{"x", Value::of("x")}, {"y", Value::of("y")}};
  const auto wrong = [&] {
    return database_->rows(sql::make_query(*sample.program, request).check)[0][0];
  };
  EXPECT_EQ(wrong(), "4");  // rows 3 to 6
  request.columns[1].may_be_null = false;
  EXPECT_EQ(wrong(), "5");
  if (database_->dialect() != sql::Dialect::sqlite) return;
  database_->run("INSERT INTO loose VALUES (8, 2.5, 'x')");  // which SQLite keeps as it is
  EXPECT_EQ(wrong(), "6");
}

TEST_P(SqlOf, Sme10ToTheFen) {
  constexpr const char* kRules = FUGONG_SOURCE_DIR "/bench/sme10/rules.yaml";
  std::ostringstream text;
  text << std::ifstream(kRules).rdbuf();
  const auto rules = bench::Sme10::read(text.str(), kRules);
  ASSERT_TRUE(rules);
  const auto rows = bench::sme10_rows(2'000);
  database_->run("DROP TABLE IF EXISTS sme10");
  database_->run(bench::sme10_table(database_->dialect()));
  std::string values;
  const std::string lines = bench::sme10_lines(rows);
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = lines.find('\n', at);
    std::string line = lines.substr(at, end - at);
    at = end + 1;
    int field = 0;
    std::string row = "(";
    for (std::size_t from = 0; from <= line.size(); ++field) {
      const std::size_t to = std::min(line.find('\t', from), line.size());
      std::string cell = line.substr(from, to - from);
      if (cell == "\\N") cell = "NULL";
      if (field == 8 || field == 9) cell = cell == "1" ? "TRUE" : "FALSE";
      row += (field == 0 ? "" : ", ") + cell;
      from = to + 1;
    }
    values += (values.empty() ? "" : ", ") + row + ")";
  }
  database_->run("INSERT INTO sme10 VALUES " + values);
  const sql::Query query =
      sql::make_query(rules->program(), bench::sme10_request(*rules, database_->dialect()));
  EXPECT_TRUE(query.refused.empty());
  ASSERT_EQ(query.answers.size(), 10U);
  // All facts are known: no row lies between two numbers, and nothing is carried along for that.
  for (const sql::Answer& answer : query.answers)
    EXPECT_TRUE(answer.low_column.empty());
  EXPECT_EQ(database_->rows(query.check)[0][0], "0");
  bench::Sme10::Runner runner(*rules, false);
  bench::Sme10Sums sums;
  std::size_t compared = 0;
  const auto got = database_->rows(query.text);
  ASSERT_EQ(got.size(), rows.size());
  for (const Row& row : got) {
    std::size_t next = 1;
    for (const sql::Answer& answer : query.answers) {
      const auto got_one = read(answer, row, next);
      ASSERT_TRUE(got_one);
      const Value& value = got_one->value;
      const auto& of = rows[static_cast<std::size_t>(std::stoll(*row[0])) - 1];
      ASSERT_TRUE(feel::same(value, runner.run_one(of, answer.slot)));
      ++compared;
      if (answer.slot == rules->slot("eligible") && value.is_true()) ++sums.eligible;
      if (answer.slot == rules->slot("subsidy")) {
        sums.subsidy_fen += *multiply(value.number(), Decimal(100))->to_int64();
      }
    }
  }
  EXPECT_EQ(sums.eligible, 347);
  EXPECT_EQ(sums.subsidy_fen, 3'485'251'203);
  std::printf("%s: SME-10, %zu values compared, %lld eligible, %lld fen\n", GetParam(), compared,
              static_cast<long long>(sums.eligible), static_cast<long long>(sums.subsidy_fen));
}

INSTANTIATE_TEST_SUITE_P(On, SqlOf, testing::Values("sqlite", "postgresql"),
                         [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace fugong::differential
