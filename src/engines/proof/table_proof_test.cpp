#include "engines/proof/table_proof.hpp"

#include <gtest/gtest.h>

namespace fugong::proof {
namespace {

using decision::HitPolicy;
using feel::Value;
using K = feel::Type::Kind;
using Rows = std::vector<std::vector<std::string>>;

/// The last cell of a row is its output.
decision::Table table(HitPolicy hit, const Rows& rows) {
  decision::Table made;
  made.hit = hit;
  made.outputs.push_back({"out", {}, {}, {}});
  made.inputs.resize(rows[0].size() - 1);
  for (const auto& row : rows) {
    decision::TableRule rule;
    for (std::size_t i = 0; i + 1 < row.size(); ++i)
      rule.tests.push_back({row[i], {}});
    rule.outputs.push_back({row.back(), {}});
    made.rules.push_back(std::move(rule));
  }
  return made;
}

Column number(Grain grain = Grain::none) {
  Column column;
  column.kind = K::number;
  column.grain = grain;
  return column;
}

Column text(std::vector<const char*> codes) {
  Column column;
  column.kind = K::string;
  column.listed = !codes.empty();
  for (const char* code : codes)
    column.values.push_back(Value::of(code));
  return column;
}

Column truth() {
  Column column;
  column.kind = K::boolean;
  column.listed = true;
  column.values = {Value::of(false), Value::of(true)};
  return column;
}

std::string shown(const std::optional<feel::List>& values) {
  return values ? feel::to_feel(Value::of(*values)) : "none";
}

std::string gap(const Rows& rows, std::vector<Column> columns, const Constants& constants = {}) {
  return shown(prove(table(HitPolicy::unique, rows), std::move(columns), constants).gap);
}

TEST(Gap, LiesBetweenBounds) {
  EXPECT_EQ(gap({{"< 10", "1"}, {">= 10", "2"}}, {number()}), "none");
  EXPECT_EQ(gap({{"< 10", "1"}, {"> 10", "2"}}, {number()}), "[10]");
  EXPECT_EQ(gap({{"<= 10", "1"}, {">= 11", "2"}}, {number()}), "[10.5]");
  EXPECT_EQ(gap({{"<= 10", "1"}, {">= 11", "2"}}, {number(Grain::whole)}), "none");
  EXPECT_EQ(gap({{"<= 10", "1"}, {">= 10.01", "2"}}, {number(Grain::cent)}), "none");
  EXPECT_EQ(gap({{"<= 10", "1"}, {">= 10.02", "2"}}, {number(Grain::cent)}), "[10.01]");
}

TEST(Gap, KeepsToWhatTheInputMayBe) {
  Column column = number(Grain::whole);
  EXPECT_EQ(gap({{"[0..100]", "1"}}, {column}), "[-1]");
  column.least = Value::of(0);
  EXPECT_EQ(gap({{"[0..100]", "1"}}, {column}), "[101]");
  column.greatest = Value::of(100);
  EXPECT_EQ(gap({{"[0..100]", "1"}}, {column}), "none");
  EXPECT_EQ(gap({{"(0..100]", "1"}}, {column}), "[0]");
  column.may_be_null = true;
  EXPECT_EQ(gap({{"[0..100]", "1"}}, {column}), "[null]");
  EXPECT_EQ(gap({{"-", "1"}}, {column}), "none");
  decision::Table allowed = table(HitPolicy::unique, {{">= 50", "1"}});
  allowed.inputs[0].allowed = {">= 50", {}};
  EXPECT_EQ(shown(prove(allowed, {number()}, {}).gap), "none");
}

TEST(Gap, OfTextsTruthsDatesAndConstants) {
  EXPECT_EQ(gap({{"\"a\"", "1"}, {"\"b\", \"c\"", "2"}}, {text({"a", "b", "c"})}), "none");
  EXPECT_EQ(gap({{"\"a\"", "1"}, {"\"b\"", "2"}}, {text({"a", "b", "c"})}), "[\"c\"]");
  EXPECT_EQ(gap({{"\"a\"", "1"}, {"not(\"a\")", "2"}}, {text({})}), "none");
  EXPECT_EQ(gap({{"\"a\"", "1"}}, {text({})}), "[\"(another value)\"]");
  EXPECT_EQ(gap({{"true", "1"}}, {truth()}), "[false]");
  EXPECT_EQ(gap({{"true", "true", "1"}, {"false", "-", "2"}}, {truth(), truth()}), "[true, false]");
  Column date;
  date.kind = K::date;
  EXPECT_EQ(gap({{"< @\"2020-02-01\"", "1"}, {">= @\"2020-02-02\"", "2"}}, {date}),
            "[@\"2020-02-01\"]");
  EXPECT_EQ(gap({{"<= @\"2020-02-01\"", "1"}, {">= @\"2020-02-02\"", "2"}}, {date}), "none");
  const Constants constants{{"bound", Value::of(10)}};
  EXPECT_EQ(gap({{"< bound", "1"}, {"> bound", "2"}}, {number()}, constants), "[10]");
}

TEST(Gap, IsMetByOtherwise) {
  decision::Table made = table(HitPolicy::unique, {{"< 10", "1"}});
  made.outputs[0].otherwise = decision::Sourced{"null", {}};
  EXPECT_EQ(shown(prove(made, {number()}, {}).gap), "none");
}

TEST(Gap, IsNeverClaimedOfATestThatHangsOnMore) {
  const TableProof proof =
      prove(table(HitPolicy::unique, {{"< other", "1"}, {">= 10", "2"}}), {number()}, {});
  EXPECT_FALSE(proof.gap);
  EXPECT_TRUE(proof.gap_unproved);
  EXPECT_EQ(proof.inexact, (std::vector<std::size_t>{0}));
}

TEST(Overlap, OfTwoRules) {
  const Rows rows{{"<= 10", "1"}, {">= 10", "2"}};
  const TableProof unique = prove(table(HitPolicy::unique, rows), {number()}, {});
  ASSERT_EQ(unique.overlaps.size(), 1u);
  EXPECT_EQ(unique.overlaps[0].first, 0u);
  EXPECT_EQ(unique.overlaps[0].second, 1u);
  EXPECT_EQ(shown(unique.overlaps[0].at), "[10]");
  EXPECT_EQ(prove(table(HitPolicy::any, rows), {number()}, {}).overlaps.size(), 1u);
  EXPECT_TRUE(prove(table(HitPolicy::first, rows), {number()}, {}).overlaps.empty());
  EXPECT_TRUE(prove(table(HitPolicy::any, {{"<= 10", "1"}, {">= 10", "1.0"}}), {number()}, {})
                  .overlaps.empty());
}

TEST(Dead, BehindEarlierRulesOrOutOfReach) {
  const TableProof covered = prove(
      table(HitPolicy::first, {{"< 10", "1"}, {">= 5", "2"}, {"[3..20]", "3"}}), {number()}, {});
  ASSERT_EQ(covered.dead.size(), 1u);
  EXPECT_EQ(covered.dead[0].rule, 2u);
  EXPECT_FALSE(covered.dead[0].matches_nothing);
  const TableProof unreachable =
      prove(table(HitPolicy::unique, {{"\"a\"", "1"}, {"\"z\"", "2"}}), {text({"a"})}, {});
  ASSERT_EQ(unreachable.dead.size(), 1u);
  EXPECT_TRUE(unreachable.dead[0].matches_nothing);
  EXPECT_TRUE(
      prove(table(HitPolicy::first, {{"< 10", "1"}, {"-", "2"}}), {number()}, {}).dead.empty());
}

/// `columns` columns, each cut into `bounds` + 1 pieces that differ.
decision::Table wide(std::size_t columns, int bounds) {
  Rows rows;
  for (std::size_t column = 0; column < columns; ++column) {
    for (int bound = 0; bound < bounds; ++bound) {
      std::vector<std::string> row(columns, "-");
      row[column] = "> " + std::to_string(bound);
      row.push_back("1");
      rows.push_back(row);
    }
  }
  std::vector<std::string> last(columns, "-");
  last.push_back("1");
  rows.push_back(last);
  return table(HitPolicy::collect, rows);
}

TEST(Limits, MoreCombinationsThanAreTried) {
  const TableProof fits =
      prove(wide(6, 9), std::vector<Column>(6, number(Grain::whole)), {});  // 10^6
  EXPECT_FALSE(fits.too_many);
  EXPECT_EQ(fits.combinations, 1'000'000u);
  const TableProof over = prove(wide(7, 9), std::vector<Column>(7, number(Grain::whole)), {});
  EXPECT_TRUE(over.too_many);
  EXPECT_EQ(over.combinations, 10'000'000u);
  EXPECT_FALSE(over.gap);
  EXPECT_TRUE(over.dead.empty());
}

}  // namespace
}  // namespace fugong::proof
