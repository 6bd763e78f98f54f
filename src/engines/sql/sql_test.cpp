// The text of queries, what is refused and why, and the limits. That the texts say what the row
// interpreter says is tested on the databases themselves (tests/differential).
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <utility>

#include "engines/feel/domain.hpp"
#include "engines/sql/query.hpp"

namespace fugong::sql {
namespace {

using decision::Program;
using decision::ProgramBuilder;
using decision::Slot;
using feel::Value;
using K = feel::Type::Kind;

constexpr const char* kInputs[] = {"n", "m", "industry", "insured", "since"};

struct Small {
  std::optional<Program> program;
  std::vector<Slot> inputs;
  std::vector<Slot> wanted;
};

Small small(const std::vector<std::pair<const char*, const char*>>& definitions) {
  Small made;
  ProgramBuilder builder(feel::Profile::policy);
  for (const char* name : kInputs) {
    const std::string_view view(name);
    made.inputs.push_back(builder.add_input(name, view == "industry"  ? K::string
                                                  : view == "insured" ? K::boolean
                                                  : view == "since"   ? K::date
                                                                      : K::number));
  }
  for (const auto& [name, text] : definitions)
    made.wanted.push_back(builder.add_expression(name, {text, {}}));
  auto program = std::move(builder).build();
  EXPECT_TRUE(program);
  if (program) made.program = std::move(*program);
  return made;
}

Request request_of(const Small& of, Dialect dialect) {
  Request request;
  request.dialect = dialect;
  request.table = "firms";
  request.key = "id";
  request.wanted = of.wanted;
  const auto column = [&](std::size_t input, const char* numbers, const char* values) {
    Column made;
    made.input = of.inputs[input];
    made.numbers = numbers;
    made.values = values;
    return made;
  };
  Column n = column(0, "n", "");
  n.high = 1'000'000;
  n.scale = 2;
  n.may_be_null = false;
  Column m = column(1, "m", "");
  m.null = Value();
  m.high = 500;
  Column industry = column(2, "", "industry");
  industry.stored = {{"it's", Value::of("retail")},
                     {"\\", Value::of("hotels")},
                     {"; DROP TABLE firms; --", Value::of("other")}};
  Column insured = column(3, "", "is \"insured\"");
  insured.stored = {{false, Value::of(false)}, {true, Value::of(true)}};
  Column since = column(4, "since", "");
  since.unit = Unit::day;
  since.high = 20'000;
  request.columns = {n, m, industry, insured, since};
  return request;
}

Query query_of(const std::vector<std::pair<const char*, const char*>>& definitions,
               Dialect dialect = Dialect::sqlite) {
  const Small of = small(definitions);
  return make_query(*of.program, request_of(of, dialect));
}

void expect_golden(const std::string& name, const std::string& actual) {
  const std::string path = FUGONG_SOURCE_DIR "/tests/golden/sql/" + name;
  if (std::getenv("FUGONG_RECORD") != nullptr) std::ofstream(path, std::ios::binary) << actual;
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  EXPECT_EQ(actual, text.str()) << path << "; re-record with FUGONG_RECORD=1 and read the diff";
}

TEST(Query, ReadsAsTheGoldenTexts) {
  for (const Dialect dialect : {Dialect::sqlite, Dialect::postgresql}) {
    const Query query = query_of(
        {{"small", "m < 20 or (industry = \"hotels\" and m < 100)"},
         {"rate",
          "if industry = \"hotels\" then 0.5 else if industry = \"retail\" then 0.3 else 0"},
         {"amount", "if small and insured then round_half_up(n * rate / 12, 2) else 0"},
         {"share", "n / m"},
         {"old", "since + @\"P365D\" <= @\"2020-02-21\""}},
        dialect);
    EXPECT_TRUE(query.refused.empty());
    std::string text = query.text + ";\n" + query.check + ";\n";
    for (const Answer& answer : query.answers) {
      text += "-- " + answer.code_column + " " + answer.number_column + " " +
              answer.divisor_column + " " + answer.low_column + " " + answer.high_column +
              (answer.may_ask ? " may ask" : "") + ":";
      for (const Value& value : answer.values)
        text += " " + (value.is_unknown() ? std::string("unknown") : feel::to_feel(value));
      text += "\n";
    }
    expect_golden(dialect == Dialect::sqlite ? "small.sqlite.sql" : "small.postgresql.sql", text);
  }
}

std::string refusal_of(const char* source) {
  const Query query = query_of({{"x", source}, {"y", "n > 5"}});
  // What can be said is said all the same.
  EXPECT_EQ(query.answers.size() + query.refused.size(), 2U);
  EXPECT_FALSE(query.answers.empty());
  if (query.refused.empty()) return "";
  EXPECT_EQ(query.refused[0].slot, 5U);
  return query.refused[0].code;
}

TEST(Query, NamesWhyASlotIsRefused) {
  EXPECT_EQ(refusal_of("n + m"), "");
  EXPECT_EQ(refusal_of("n / m + 1"), "quotient");
  EXPECT_EQ(refusal_of("n * n * n * n * n * n * n * n * n * n"), "no-exact-form");
  EXPECT_EQ(refusal_of("string(n)"), "no-exact-form");
  EXPECT_EQ(refusal_of("some i in [n, m] satisfies i > 3"), "too-many");
}

/// m and n whole, from 0 to some number each.
Request whole_request(const Small& of, std::int64_t high_n, std::int64_t high_m) {
  Request request = request_of(of, Dialect::sqlite);
  request.columns[0].scale = 0;
  request.columns[0].high = high_n;
  request.columns[1].high = high_m;
  request.columns[1].may_be_null = false;
  return request;
}

std::size_t refused_with(const char* source, std::int64_t high_n, std::int64_t high_m) {
  const Small of = small({{"x", source}});
  return make_query(*of.program, whole_request(of, high_n, high_m)).refused.size();
}

TEST(Query, WorksOutSoManyCombinationsAndNoMore) {
  constexpr const char* kPair = "some i in [n, m] satisfies i > 3";
  static_assert(kMostTuples == std::size_t{256} * 256);
  EXPECT_EQ(refused_with(kPair, 255, 255), 0U);
  EXPECT_EQ(refused_with(kPair, 255, 256), 1U);
  constexpr const char* kOne = "some i in [n] satisfies i > 3";
  EXPECT_EQ(refused_with(kOne, kMostPoints - 1, 0), 0U);
  EXPECT_EQ(refused_with(kOne, kMostPoints, 0), 1U);
}

/// A count beyond 2^61 is beyond what a sum leaves room for: rows that would have one are asked.
TEST(Query, ProvesThatNothingLeavesThe64Bits) {
  constexpr std::int64_t kMost = std::int64_t{1} << 60;
  const auto asked_with = [](const char* source, std::int64_t high_n, std::int64_t high_m) {
    const Small of = small({{"x", source}});
    const Query query = make_query(*of.program, whole_request(of, high_n, high_m));
    EXPECT_TRUE(query.refused.empty());
    return query.refused.empty() && query.answers[0].may_ask ? 1U : 0U;
  };
  EXPECT_EQ(asked_with("n + m", kMost, kMost), 0U);
  EXPECT_EQ(asked_with("n + m + 1", kMost, kMost), 1U);
  EXPECT_EQ(asked_with("n * m", kMost, 2), 0U);
  EXPECT_EQ(asked_with("n * m", kMost, 3), 1U);
  EXPECT_EQ(asked_with("n + 0.1", kMost / 5, 0), 0U);
  EXPECT_EQ(asked_with("n + 0.1", kMost / 4, 0), 1U);
  // Where the other one leaves hardly any room it isn't worth asking row by row.
  EXPECT_EQ(refused_with("n * m", kMost, std::int64_t{1} << 41), 0U);
  EXPECT_EQ(refused_with("n * m", kMost, std::int64_t{1} << 42), 1U);
}

TEST(Query, TellsAnswersBack) {
  Answer answer;
  answer.scale = 2;
  answer.values = {Value::of(false), Value::of(true), Value()};
  EXPECT_TRUE(feel::same(answer.value(columns::kNumber, 150), Value::of(Decimal(15, -1))));
  EXPECT_TRUE(feel::same(answer.value(columns::kNumber, 150, 3), Value::of(Decimal(5, -1))));
  EXPECT_TRUE(answer.value(columns::kTrue, 0).is_true());
  EXPECT_TRUE(answer.value(4, 0).is_null());
}

TEST(Query, TellsWhatLiesBetweenTwoNumbers) {
  Answer answer;
  answer.scale = 2;
  answer.values = {Value::of(false), Value::of(true), Value::unknown({7}), Value::unknown({8})};
  answer.spans = {Answer::Span::none, Answer::Span::none, Answer::Span::interval,
                  Answer::Span::pair};
  EXPECT_FALSE(answer.is_span(columns::kNumber));
  EXPECT_FALSE(answer.is_span(columns::kTrue));
  EXPECT_TRUE(answer.is_span(4));
  const auto end = [](std::int64_t count) { return Value::of(Decimal(count, -2)); };
  const Value between = answer.value(4, 0, 3, 300, 450);
  EXPECT_TRUE(feel::same(
      between, Value::unknown({7}, feel::Domain::within({end(100), end(150), true, true}))));
  const Value either = answer.value(5, 0, 1, 300, 450);
  EXPECT_EQ(either.domain().candidates().size(), 2U);
  EXPECT_TRUE(either.domain().may_be(end(450)));
  const Value far = answer.value(4, 0, 1, -columns::kFar, 450);
  EXPECT_FALSE(far.domain().least().has_value());
  EXPECT_TRUE(feel::same(*far.domain().greatest(), end(450)));
}

/// One of the two inputs of the row, or between them, as `insured` and its like are unsaid.
TEST(Query, HandsOnTwoEnds) {
  const Query query = query_of({{"x", "if insured then n * 2 else n"}, {"y", "m * 2"}});
  ASSERT_EQ(query.answers.size(), 2U);
  EXPECT_EQ(query.answers[0].low_column, "s0_low");
  EXPECT_EQ(query.answers[0].high_column, "s0_high");
  EXPECT_FALSE(query.answers[0].may_ask);
  EXPECT_TRUE(query.answers[1].low_column.empty());
  EXPECT_TRUE(query.answers[1].spans.empty());
}

TEST(Query, RoundsWhatItHandsOn) {
  const Small of = small({{"x", "n / m"}, {"y", "n * 3"}, {"z", "n > 5"}});
  Request request = request_of(of, Dialect::sqlite);
  request.rounded = {{of.wanted[0], 1, Rounding::half_up}, {of.wanted[2], 0, Rounding::half_up}};
  const Query query = make_query(*of.program, request);
  ASSERT_EQ(query.answers.size(), 3U);
  EXPECT_EQ(query.answers[0].scale, 1);
  EXPECT_TRUE(query.answers[0].divisor_column.empty());
  EXPECT_EQ(query.answers[1].scale, 2);
  // A finer scale must be proved to fit: three times n, times ten, is at most 2^61.
  request.columns[0].scale = 0;
  const auto refused = [&](std::int64_t most) {
    request.columns[0].high = most;
    request.rounded = {{of.wanted[1], 1, Rounding::up}};
    return make_query(*of.program, request).refused.size();
  };
  EXPECT_EQ(refused((std::int64_t{1} << 61) / 30), 0U);
  EXPECT_EQ(refused((std::int64_t{1} << 61) / 30 + 1), 1U);
}

TEST(Query, ReadsFromASelectAndHandsColumnsOn) {
  const Small of = small({{"x", "n + 1"}});
  Request request = request_of(of, Dialect::sqlite);
  request.columns.resize(1);
  request.table.clear();
  request.source = "SELECT * FROM loans JOIN firms USING (firm)";
  request.carried = {"fi\"rm"};
  const Query query = make_query(*of.program, request);
  EXPECT_NE(query.text.find("FROM (SELECT * FROM loans JOIN firms USING (firm)) AS source"),
            std::string::npos)
      << query.text;
  EXPECT_NE(query.text.find("AS \"key\", \"fi\"\"rm\" AS \"fi\"\"rm\", "), std::string::npos)
      << query.text;
  EXPECT_NE(query.check.find("FROM (SELECT * FROM loans JOIN firms USING (firm)) AS source WHERE"),
            std::string::npos)
      << query.check;
}

/// Whatever else was asked before: other bounds, other columns, another order of the operands.
TEST(Query, IsTheSameWithAMemoryOfTables) {
  Small of;
  ProgramBuilder builder(feel::Profile::policy);
  for (const char* name : {"n", "m"})
    of.inputs.push_back(builder.add_input(name, K::number));
  decision::Table table;
  table.inputs = {{{"n", {}}, {}}, {{"m", {}}, {}}};
  table.outputs.emplace_back();
  table.rules = {{{{"< 10", {}}, {"-", {}}}, {{"1", {}}}, {}},
                 {{{">= 10", {}}, {"> 5", {}}}, {{"2", {}}}, {}},
                 {{{">= 10", {}}, {"<= 5", {}}}, {{"3", {}}}, {}}};
  of.wanted = {builder.add_table("tier", std::move(table)),
               builder.add_expression("more", {"m + 1", {}})};
  auto program = std::move(builder).build();
  ASSERT_TRUE(program);
  of.program = std::move(*program);
  TableMemory memory;
  std::set<std::string> texts;
  for (int round = 0; round < 2; ++round) {
    for (const std::int64_t most : {5, 50}) {
      for (const bool may_be_null : {false, true}) {
        for (const bool more : {false, true}) {
          Request request;
          request.table = "firms";
          request.key = "id";
          request.wanted = of.wanted;
          if (more) std::swap(request.wanted[0], request.wanted[1]);
          for (std::size_t i = 0; i < of.inputs.size(); ++i) {
            Column& column = request.columns.emplace_back();
            column.input = of.inputs[i];
            column.numbers = i == 0 ? "n" : "m";
            column.high = most;
            column.may_be_null = may_be_null;
          }
          const std::string expected = make_query(*of.program, request).text;
          request.tables = &memory;
          EXPECT_EQ(make_query(*of.program, request).text, expected);
          texts.insert(expected);
        }
      }
    }
  }
  EXPECT_EQ(texts.size(), 8U);
}

TEST(Query, SaysWhatNobodyCouldSay) {
  // An input without a column is unsaid of every row; one that is the same for all is fixed.
  const Small of = small({{"x", "m > 3"}, {"y", "insured"}});
  Request request = request_of(of, Dialect::sqlite);
  request.columns.resize(1);
  request.fixed = {{of.inputs[1], Value::of(4)}};
  const Query query = make_query(*of.program, request);
  ASSERT_EQ(query.answers.size(), 2U);
  EXPECT_TRUE(query.answers[0].is_truth);
  EXPECT_FALSE(query.answers[1].is_truth);
  EXPECT_TRUE(query.answers[1].values.back().is_unknown());
}

}  // namespace
}  // namespace fugong::sql
