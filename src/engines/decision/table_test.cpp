// The eleven hit policies, with and without matches.
#include <gtest/gtest.h>

#include "engines/decision/program.hpp"

namespace fugong::decision {
namespace {

using feel::Profile;
using feel::Type;
using feel::Value;
using K = Type::Kind;

struct Outcome {
  std::string value;
  std::vector<int> rules;
  std::vector<std::string> errors;
};

Sourced cell_text(std::string source) {
  return {std::move(source), {}};
}

/// A table over the number x with one output; each rule is {test, output}.
Table one_column(HitPolicy hit, std::vector<std::pair<std::string, std::string>> rules) {
  Table table;
  table.hit = hit;
  table.inputs.push_back({cell_text("x"), {}});
  TableOutput output;
  output.name = "y";
  for (const char* value : {"\"high\"", "\"middle\"", "\"low\""})
    output.values.push_back(cell_text(value));
  table.outputs.push_back(output);
  for (auto& [test, result] : rules) {
    table.rules.push_back({{cell_text(std::move(test))}, {cell_text(std::move(result))}, {}});
  }
  return table;
}

Outcome run(Table table, std::optional<std::int64_t> x, Profile profile = Profile::policy) {
  ProgramBuilder builder(profile);
  const Slot input = builder.add_input("x", K::number, {}, 7);
  const Slot slot = builder.add_table("t", std::move(table));
  auto program = std::move(builder).build();
  if (!program) return {describe(program.error()[0], "en"), {}, {}};
  Frame frame = program->new_frame();
  if (x) program->set(frame, input, Value::of(*x));
  Environment environment;
  environment.trace = true;
  Outcome outcome;
  outcome.value = feel::to_feel(program->evaluate(slot, frame, environment));
  for (const auto& match : environment.matches)
    outcome.rules = match.rules;
  for (const auto& error : environment.errors)
    outcome.errors.push_back(error.code);
  return outcome;
}

const std::vector<std::pair<std::string, std::string>> kWords{
    {"< 10", "\"low\""}, {"[5..20]", "\"middle\""}, {"> 8", "\"high\""}};
const std::vector<std::pair<std::string, std::string>> kNumbers{
    {"< 10", "1"}, {"[5..20]", "20"}, {"> 8", "3"}};

TEST(Table, unique) {
  EXPECT_EQ(run(one_column(HitPolicy::unique, kWords), 1).value, "\"low\"");
  const Outcome two = run(one_column(HitPolicy::unique, kWords), 6);
  EXPECT_EQ(two.value, "null");
  EXPECT_EQ(two.errors, std::vector<std::string>{"table-several-rules-match"});
}

TEST(Table, any_needs_equal_outputs) {
  auto same = kWords;
  same[1].second = "\"low\"";
  EXPECT_EQ(run(one_column(HitPolicy::any, same), 6).value, "\"low\"");
  const Outcome differ = run(one_column(HitPolicy::any, kWords), 6);
  EXPECT_EQ(differ.value, "null");
  EXPECT_EQ(differ.errors, std::vector<std::string>{"table-rules-disagree"});
}

TEST(Table, priority_and_output_order_follow_the_output_values) {
  EXPECT_EQ(run(one_column(HitPolicy::priority, kWords), 9).value, "\"high\"");
  EXPECT_EQ(run(one_column(HitPolicy::output_order, kWords), 9).value,
            "[\"high\", \"middle\", \"low\"]");
}

TEST(Table, first_and_rule_order_follow_the_table) {
  const Outcome first = run(one_column(HitPolicy::first, kWords), 9);
  EXPECT_EQ(first.value, "\"low\"");
  EXPECT_EQ(first.rules, std::vector<int>{1});
  const Outcome all = run(one_column(HitPolicy::rule_order, kWords), 9);
  EXPECT_EQ(all.value, "[\"low\", \"middle\", \"high\"]");
  EXPECT_EQ(all.rules, (std::vector<int>{1, 2, 3}));
}

TEST(Table, collects_and_aggregates) {
  EXPECT_EQ(run(one_column(HitPolicy::collect, kNumbers), 9).value, "[1, 20, 3]");
  EXPECT_EQ(run(one_column(HitPolicy::collect_sum, kNumbers), 9).value, "24");
  EXPECT_EQ(run(one_column(HitPolicy::collect_min, kNumbers), 9).value, "1");
  EXPECT_EQ(run(one_column(HitPolicy::collect_max, kNumbers), 9).value, "20");
  EXPECT_EQ(run(one_column(HitPolicy::collect_count, kNumbers), 9).value, "3");
}

TEST(Table, no_match_is_null_or_the_default) {
  const std::vector<std::pair<std::string, std::string>> small{{"< 10", "1"}};
  for (const HitPolicy hit :
       {HitPolicy::unique, HitPolicy::any, HitPolicy::first, HitPolicy::collect,
        HitPolicy::collect_sum, HitPolicy::collect_min, HitPolicy::rule_order}) {
    EXPECT_EQ(run(one_column(hit, small), 11).value, "null") << symbol_of(hit);
  }
  EXPECT_EQ(run(one_column(HitPolicy::collect_count, small), 11).value, "0");
  Table with_default = one_column(HitPolicy::first, small);
  with_default.outputs[0].otherwise = cell_text("0");
  EXPECT_EQ(run(with_default, 11).value, "0");
}

TEST(Table, several_outputs_make_a_context) {
  Table table;
  table.hit = HitPolicy::first;
  table.inputs.push_back({cell_text("x"), {}});
  table.outputs.resize(2);
  table.outputs[0].name = "size";
  table.outputs[1].name = "rate";
  table.rules.push_back({{cell_text("-")}, {cell_text("\"small\""), cell_text("x / 2")}, {}});
  EXPECT_EQ(run(table, 3).value, "{size: \"small\", rate: 1.5}");
}

TEST(Table, cells_are_unary_tests) {
  const std::pair<const char*, bool> cases[] = {
      {"-", true},         {"7", true},      {"6, 7", true},      {"not(7)", false},
      {"not(8, 9)", true}, {"[1..7]", true}, {"[1..7)", false},   {"? > 6 and ? < 8", true},
      {"< 7", false},      {">= 7", true},   {"[6, 7, 8]", true}, {"!= 7", false},
  };
  for (const auto& [cell, matches] : cases) {
    const auto outcome = run(one_column(HitPolicy::first, {{cell, "1"}}), 7);
    EXPECT_EQ(outcome.value, matches ? "1" : "null") << cell;
  }
}

TEST(Table, shape_and_type_faults) {
  Table uneven = one_column(HitPolicy::first, kWords);
  uneven.rules[1].tests.push_back(cell_text("-"));
  EXPECT_NE(run(uneven, 1).value.find("[table-row-shape]"), std::string::npos);
  EXPECT_NE(run(one_column(HitPolicy::first, {{"\"a\"", "1"}}), 1).value.find("[type-mismatch]"),
            std::string::npos);
  EXPECT_NE(run(one_column(HitPolicy::first, {{"1", "1"}, {"2", "\"a\""}}), 1)
                .value.find("[table-output-type]"),
            std::string::npos);
  Table unordered = one_column(HitPolicy::priority, kWords);
  unordered.outputs[0].values.clear();
  EXPECT_NE(run(unordered, 1).value.find("[table-no-priority]"), std::string::npos);
}

TEST(Table, size_limits) {
  Table most = one_column(HitPolicy::collect_count, {});
  most.rules.assign(kMaxTableRules, {{cell_text("-")}, {cell_text("1")}, {}});
  EXPECT_EQ(run(most, 1).value, std::to_string(kMaxTableRules));
  most.rules.push_back(most.rules[0]);
  EXPECT_NE(run(most, 1).value.find("[table-too-large]"), std::string::npos);
}

TEST(Table, column_limit) {
  Table wide = one_column(HitPolicy::first, {});
  wide.inputs.assign(kMaxTableColumns - 1, {cell_text("x"), {}});
  TableRule rule;
  rule.tests.assign(kMaxTableColumns - 1, cell_text("-"));
  rule.outputs = {cell_text("1")};
  wide.rules.push_back(rule);
  EXPECT_EQ(run(wide, 1).value, "1");
  wide.inputs.push_back({cell_text("x"), {}});
  wide.rules[0].tests.push_back(cell_text("-"));
  EXPECT_NE(run(wide, 1).value.find("[table-too-large]"), std::string::npos);
}

TEST(Table, an_unknown_input_leaves_only_what_every_rule_agrees_on) {
  EXPECT_EQ(run(one_column(HitPolicy::first, kWords), std::nullopt).value, "unknown");
  const std::vector<std::pair<std::string, std::string>> same{{"< 10", "1"}, {"-", "1"}};
  EXPECT_EQ(run(one_column(HitPolicy::first, same), std::nullopt).value, "1");
  EXPECT_EQ(run(one_column(HitPolicy::any, same), std::nullopt).value, "1");
  // Whether one or two rules fire isn't known.
  EXPECT_EQ(run(one_column(HitPolicy::unique, same), std::nullopt).value, "unknown");
  EXPECT_EQ(run(one_column(HitPolicy::collect_count, same), std::nullopt).value, "unknown");
}

}  // namespace
}  // namespace fugong::decision
