// The two profiles of the row interpreter through the public face of Program.
#include "engines/decision/program.hpp"

#include <gtest/gtest.h>

namespace fugong::decision {
namespace {

using feel::Profile;
using feel::Type;
using feel::Value;
using K = Type::Kind;

Sourced text(std::string source) {
  Place place;
  place.file = "t.yaml";
  place.line = 10;
  place.column = 5;
  return {std::move(source), place};
}

/// The value of one expression, as FEEL text.
std::string standard(const std::string& source) {
  ProgramBuilder builder(Profile::standard);
  const Slot slot = builder.add_expression("x", text(source));
  auto program = std::move(builder).build();
  if (!program) return describe(program.error()[0], "en");
  Frame frame = program->new_frame();
  Environment environment;
  return feel::to_feel(program->evaluate(slot, frame, environment));
}

std::string policy_type(const std::string& source) {
  ProgramBuilder builder(Profile::policy);
  builder.add_input("n", K::number);
  builder.add_input("s", K::string);
  builder.add_input("d", K::date);
  builder.add_input("b", K::boolean);
  const Slot slot = builder.add_expression("x", text(source));
  auto program = std::move(builder).build();
  if (!program) return program.error()[0].code;
  return program->type(slot).to_string();
}

TEST(Standard, evaluates_the_language) {
  const std::pair<const char*, const char*> cases[] = {
      {"1 + 2 * 3", "7"},
      {"-3 ** 2", "9"},
      {"if 1 > 2 then \"a\" else \"b\"", "\"b\""},
      {"if null then 1 else 2", "2"},
      {"for i in 1..3 return i * i", "[1, 4, 9]"},
      {"for i in 3..1 return i", "[3, 2, 1]"},
      {"for i in [1, 2], j in [10, 20] return i + j", "[11, 21, 12, 22]"},
      {"for i in 0..3 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6]"},
      {"some x in [1, 2, 3] satisfies x > 2", "true"},
      {"every x in [1, 2, 3] satisfies x > 2", "false"},
      {"every x in [] satisfies x > 2", "true"},
      {"[1, 2, 3, 4][item > 2]", "[3, 4]"},
      {"[{a: 1, b: 2}, {a: 3, b: 4}][a > 1]", "[{a: 3, b: 4}]"},
      {"[{a: 1}, {a: 3}].a", "[1, 3]"},
      {"[1, 2, 3][-1]", "3"},
      {"[1, 2, 3][4]", "null"},
      {"100[1]", "100"},
      {"{a: 1, b: a + 1}.b", "2"},
      {"{a: 1, a: 2}", "null"},
      {"[{item: 1}, {item: 5}][item > 2]", "[{item: 5}]"},
      {"5 in [1..10]", "true"},
      {"5 in (5..10]", "false"},
      {"5 in (< 3, > 4)", "true"},
      {"2 between 1 and 3", "true"},
      {"1 = \"1\"", "null"},
      {"null = null", "true"},
      {"1 / 0", "null"},
      {"true and null", "null"},
      {"false and null", "false"},
      {"true or null", "true"},
      {"(function(a, b) a + b)(1, 2)", "3"},
      {"{f: function(n) n + 1, r: f(4)}.r", "5"},
      {"sum([1, 2, 3])", "6"},
      {"@\"2020-02-21\" + @\"P1Y\"", "@\"2021-02-21\""},
      {"(@\"2021-02-08\" - @\"2020-02-08\").days", "366"},
      {"sort([3, 1, 2], function(x, y) x < y)", "[1, 2, 3]"},
      {"3 instance of number", "true"},
      {"no_such_thing", "null"},
  };
  for (const auto& [source, expected] : cases)
    EXPECT_EQ(standard(source), expected) << source;
}

TEST(Standard, stops_endless_work) {
  EXPECT_EQ(standard("for i in 1..100000000 return i"), "null");
  ProgramBuilder builder(Profile::standard);
  const Slot slot =
      builder.add_expression("x", text("count(for i in 1..3000, j in 1..3000 return i * j)"));
  auto program = std::move(builder).build();
  ASSERT_TRUE(program);
  Frame frame = program->new_frame();
  Environment environment;
  program->evaluate(slot, frame, environment);
  ASSERT_FALSE(environment.errors.empty());
  EXPECT_EQ(environment.errors[0].code, "too-much-work");
}

TEST(Standard, limits_of_loops_and_calls) {
  const std::string most = std::to_string(kMaxIterations);
  const std::string over = std::to_string(kMaxIterations + 1);
  EXPECT_EQ(standard("count(for i in 1.." + most + " return i)"), most);
  EXPECT_EQ(standard("for i in 1.." + over + " return i"), "null");
  EXPECT_EQ(standard("some i in [1.." + over + "] satisfies i > 0"), "null");
  // f calls itself n times before it answers.
  const auto calls = [](int n) {
    return standard("{f: function(g, n) if n <= 1 then 1 else 1 + g(g, n - 1), r: f(f, " +
                    std::to_string(n) + ")}.r");
  };
  EXPECT_EQ(calls(kMaxCallDepth), std::to_string(kMaxCallDepth));
  EXPECT_EQ(calls(kMaxCallDepth + 1), "null");
}

TEST(Standard, stops_endless_recursion) {
  ProgramBuilder builder(Profile::standard);
  const Slot slot =
      builder.add_expression("x", text("{f: function(g, n) g(g, n + 1), r: f(f, 0)}.r"));
  auto program = std::move(builder).build();
  ASSERT_TRUE(program);
  Frame frame = program->new_frame();
  Environment environment;
  EXPECT_TRUE(program->evaluate(slot, frame, environment).is_null());
  EXPECT_FALSE(environment.errors.empty());
}

TEST(Policy, every_expression_has_a_type) {
  const std::pair<const char*, const char*> cases[] = {
      {"n + 1", "number"},
      {"d + @\"P12M\"", "date"},
      {"(d - d).days", "number"},
      {"n > 1 and b", "boolean"},
      {"if b then n else null", "number"},
      {"min(n, 3)", "number"},
      {"s in (\"a\", \"b\")", "boolean"},
      {"n in [1..3]", "boolean"},
  };
  for (const auto& [source, expected] : cases)
    EXPECT_EQ(policy_type(source), expected) << source;
}

TEST(Policy, refuses_what_has_no_type) {
  const std::pair<const char*, const char*> cases[] = {
      {"n + s", "type-mismatch"},
      {"n > s", "type-mismatch"},
      {"n and b", "type-mismatch"},
      {"if n then 1 else 2", "type-mismatch"},
      {"if b then 1 else \"x\"", "type-mismatch"},
      {"missing + 1", "unknown-name"},
      {"no_function(1)", "unknown-function"},
      {"null", "type-unknown"},
      {"[]", "type-unknown"},
      {"d.hour", "unknown-member"},
      {"n in (\"a\")", "type-mismatch"},
      {"min()", "wrong-argument"},
      {"-s", "type-mismatch"},
  };
  for (const auto& [source, expected] : cases)
    EXPECT_EQ(policy_type(source), expected) << source;
}

TEST(Policy, faults_name_place_and_nearest_name) {
  ProgramBuilder builder(Profile::policy);
  builder.add_input("loan_rate", K::number);
  builder.add_expression("x", text("1 +\n  loan_rat"));
  const auto program = std::move(builder).build();
  ASSERT_FALSE(program);
  EXPECT_EQ(describe(program.error()[0], "en"),
            "t.yaml:11:3: there is no fact, parameter or definition named 'loan_rat'. did you mean "
            "'loan_rate'? [unknown-name]");
}

TEST(Policy, all_faults_at_once) {
  ProgramBuilder builder(Profile::policy);
  builder.add_expression("a", text("missing_one"));
  builder.add_expression("b", text("1 + \"x\""));
  builder.add_expression("b", text("1"));
  const auto program = std::move(builder).build();
  ASSERT_FALSE(program);
  EXPECT_EQ(program.error().size(), 3u);
}

TEST(Policy, names_the_path_of_a_cycle) {
  ProgramBuilder builder(Profile::policy);
  builder.add_expression("a", text("b + 1"));
  builder.add_expression("b", text("c + 1"));
  builder.add_expression("c", text("a + 1"));
  const auto program = std::move(builder).build();
  ASSERT_FALSE(program);
  EXPECT_EQ(program.error()[0].code, "cycle");
  EXPECT_NE(program.error()[0].message.en.find("a -> b -> c -> a"), std::string::npos);
}

TEST(Policy, scopes_hide_other_provisions_and_subjects) {
  ProgramBuilder builder(Profile::policy);
  builder.add_input("loan_rate", K::number, "loan");
  builder.add_constant("5.1/share", Value::of(Decimal(1)), {"5.1/", {}, ""}, {});
  builder.add_expression("5.2/x", text("share"), {"5.2/", {"enterprise", "loan"}, "loan"});
  builder.add_expression("5.1/x", text("loan_rate * share"),
                         {"5.1/", {"enterprise"}, "enterprise"});
  const auto program = std::move(builder).build();
  ASSERT_FALSE(program);
  ASSERT_EQ(program.error().size(), 2u);
  EXPECT_EQ(program.error()[0].code, "unknown-name");
  EXPECT_EQ(program.error()[1].code, "fact-of-other-subject");
}

TEST(Policy, each_definition_is_worked_out_once_for_a_frame) {
  class Counting final : public Functions {
   public:
    Value call(std::size_t, std::span<const Value> arguments) const override {
      ++calls;
      return arguments[0];
    }
    mutable int calls = 0;
  } host;
  ProgramBuilder builder(Profile::policy);
  const Slot n = builder.add_input("n", K::number);
  builder.add_function({"look_up", {Type(K::number)}, Type(K::number)});
  builder.add_expression("once", text("look_up(n)"));
  const Slot both = builder.add_expression("both", text("once + once"));
  auto program = std::move(builder).build();
  ASSERT_TRUE(program);
  Frame frame = program->new_frame();
  program->set(frame, n, Value::of(Decimal(21)));
  Environment environment;
  environment.functions = &host;
  EXPECT_EQ(feel::to_feel(program->evaluate(both, frame, environment)), "42");
  EXPECT_EQ(host.calls, 1);
}

TEST(Policy, typed_form_can_be_shown) {
  ProgramBuilder builder(Profile::policy);
  builder.add_input("n", K::number);
  const Slot x = builder.add_expression("x", text("n * (1 + 1) < 3"));
  auto program = std::move(builder).build();
  ASSERT_TRUE(program);
  EXPECT_EQ(program->typed_form(x), "(<:boolean (*:number (load:number n) 2) 3)");
}

// ---- what an evaluation looks at

class Doubles final : public Functions {
 public:
  Value call(std::size_t, std::span<const Value> arguments) const override {
    return feel::add(arguments[0], arguments[0]);
  }
};

TEST(Watch, NotesWhatIsLookedAtButNotWhatThatRestsOn) {
  ProgramBuilder builder(Profile::policy);
  const Slot a = builder.add_input("a", K::number);
  const Slot b = builder.add_input("b", K::boolean);
  builder.add_function({"double", {Type(K::number)}, Type(K::number)});
  const Slot shared = builder.add_expression("shared", text("a + 1"));
  const Slot own = builder.add_expression("own", text("a + 2"));
  const Slot answer =
      builder.add_expression("answer", text("if b then shared + double(a) else own"));
  auto program = std::move(builder).build();
  ASSERT_TRUE(program) << describe(program.error()[0], "en");
  const Doubles doubles;
  const auto seen = [&](bool choice) {
    Watch watch;
    watch.slots = {true, true, true};  // own and answer lie beyond the end
    EXPECT_EQ(shared, 2U);
    EXPECT_GT(own, shared);
    Frame frame = program->new_frame();
    program->set(frame, a, Value::of(5));
    program->set(frame, b, Value::of(choice));
    Environment environment;
    environment.functions = &doubles;
    environment.watch = &watch;
    program->evaluate(answer, frame, environment);
    program->evaluate(shared, frame, environment);  // though it is there already
    EXPECT_EQ(feel::to_feel(program->glance({a, 0U}, frame, environment)), "10");
    return watch.seen;
  };
  const std::vector<Glance> yes{{b, {}}, {shared, {}}, {a, 0U}, {shared, {}}, {a, {}}};
  EXPECT_EQ(seen(true), yes);
  const std::vector<Glance> no{{b, {}}, {a, {}}, {shared, {}}, {a, {}}};
  EXPECT_EQ(seen(false), no);
}

TEST(Watch, AGlanceAtAnUnknownIsThatUnknown) {
  ProgramBuilder builder(Profile::policy);
  const Slot a = builder.add_input("a", K::number, {}, 7);
  builder.add_function({"double", {Type(K::number)}, Type(K::number)});
  auto program = std::move(builder).build();
  ASSERT_TRUE(program);
  Frame frame = program->new_frame();
  Environment environment;
  const Value glance = program->glance({a, 0U}, frame, environment);
  ASSERT_TRUE(glance.is_unknown());
  EXPECT_EQ(glance.sources(), feel::Sources{7});
}

}  // namespace
}  // namespace fugong::decision
