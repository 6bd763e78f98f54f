// What each operation makes of unknowns with a domain: the rows of docs/unknown.md. That no claim
// is too bold is tried in unknown_sound_test.cpp.
#include <gtest/gtest.h>

#include "engines/decision/program.hpp"
#include "engines/feel/domain.hpp"

namespace fugong::decision {
namespace {

using feel::Domain;
using feel::Profile;
using feel::Type;
using feel::Value;
using K = Type::Kind;

Value n(std::int64_t number) {
  return Value::of(number);
}
Value day(std::string_view text) {
  return Value::of(*Date::parse(text));
}

/// "7", "{1, 2}", "[0..10)", "anything".
std::string shown(const Value& value) {
  if (!value.is_unknown()) return feel::to_feel(value);
  const Domain& domain = value.domain();
  if (domain.is_anything()) return "anything";
  std::string out;
  if (!domain.is_interval()) {
    for (const Value& candidate : domain.candidates())
      out += (out.empty() ? "{" : ", ") + feel::to_feel(candidate);
    return out + "}";
  }
  const auto low = domain.least();
  const auto high = domain.greatest();
  const auto end = [](const std::optional<Value>& at) {
    return at ? feel::to_display(*at) : std::string();
  };
  return (domain.least_included() ? "[" : "(") + end(low) + ".." + end(high) +
         (domain.greatest_included() ? "]" : ")");
}

Value range(std::optional<Value> low, std::optional<Value> high, bool low_in = true,
            bool high_in = true) {
  return Value::unknown({9}, Domain::within({std::move(low), std::move(high), low_in, high_in}));
}
Value among(feel::List values) {
  return Value::unknown({8}, Domain::one_of(std::move(values)));
}

/// rate("a") = 1, of others 2; price = the day of the month, unknown from March 2020.
class Lookups final : public Functions {
 public:
  Value call(std::size_t function, std::span<const Value> arguments) const override {
    if (function == 0) return n(arguments[0].string() == "a" ? 1 : 2);
    const Date date = arguments[0].date();
    if (date >= *Date::parse("2020-03-01")) return Value::unknown({99});
    return n(date.day());
  }
};

struct Case {
  const char* source;
  std::vector<std::pair<const char*, Value>> inputs;
  const char* expected;
};

std::string run(const Case& row) {
  ProgramBuilder builder(Profile::policy);
  for (const char* name : {"x", "y", "z"})
    builder.add_input(name, K::number, {}, 1);
  for (const char* name : {"d", "e"})
    builder.add_input(name, K::date, {}, 2);
  for (const char* name : {"s", "t"})
    builder.add_input(name, K::string, {}, 3);
  builder.add_input("a", K::boolean, {}, 4);
  builder.add_function({"rate", {K::string}, K::number});
  builder.add_function({"price", {K::date}, K::number});
  const Slot slot = builder.add_expression("result", {row.source, {}});
  auto program = std::move(builder).build();
  if (!program) return describe(program.error()[0], "en");
  Frame frame = program->new_frame();
  for (const auto& [name, value] : row.inputs)
    program->set(frame, *program->find(name), value);
  Environment environment;
  const Lookups lookups;
  environment.functions = &lookups;
  std::string got = shown(program->evaluate(slot, frame, environment));
  if (!environment.errors.empty()) got += " " + environment.errors[0].code;
  return got;
}

void expect_all(const std::vector<Case>& rows) {
  for (const Case& row : rows)
    EXPECT_EQ(run(row), row.expected) << row.source;
}

const Value kStaff = range(n(0), n(10));
const Value kSigned = range(n(-2), n(3));

TEST(Lifting, arithmetic_on_intervals) {
  expect_all({
      {"x + 5", {{"x", kStaff}}, "[5..15]"},
      {"x - y", {{"x", kStaff}, {"y", range(n(1), n(2))}}, "[-2..9]"},
      {"x - x", {{"x", kStaff}}, "[-10..10]"},  // twice the same fact: not told
      {"x * y", {{"x", kSigned}, {"y", range(n(-5), n(4))}}, "[-15..12]"},
      {"x * -2", {{"x", kSigned}}, "[-6..4]"},
      {"x * 0", {{"x", kStaff}}, "0"},
      {"-x", {{"x", range(n(-2), n(3), false, true)}}, "[-3..2)"},
      {"x / y", {{"x", kSigned}, {"y", range(n(2), n(4))}}, "[-1..1.5]"},
      {"x / y", {{"x", n(1)}, {"y", kSigned}}, "anything"},  // it may be a division by zero
      {"x / y", {{"x", n(1)}, {"y", range(n(0), n(4), false, true)}}, "anything"},
      {"x + 1", {{"x", range(n(4), std::nullopt)}}, "[5..]"},
      {"x * 2 + y", {{"x", range(n(4), std::nullopt)}, {"y", n(1)}}, "[9..]"},
      {"x + y", {{"x", kStaff}}, "anything"},
      {"x + 1", {{"x", range(n(4), n(5), false, false)}}, "[5..6]"},  // rounding may reach an end
      {"x ** 2", {{"x", kStaff}}, "anything"},
  });
}

TEST(Lifting, arithmetic_on_candidates) {
  const Value few = among({n(1), n(2)});
  expect_all({
      {"x * 10", {{"x", few}}, "{10, 20}"},
      {"x + y", {{"x", few}, {"y", among({n(10), n(20)})}}, "{11, 12, 21, 22}"},
      {"x ** 2", {{"x", few}}, "{1, 4}"},
      {"x + y", {{"x", few}, {"y", kStaff}}, "[1..12]"},
      {"6 / x", {{"x", among({n(0), n(3)})}}, "{null, 2}"},
      {"-x", {{"x", few}}, "{-1, -2}"},
      {"x * 0", {{"x", few}}, "0"},
  });
}

TEST(Lifting, comparisons) {
  expect_all({
      {"x <= 10", {{"x", kStaff}}, "true"},
      {"x < 10", {{"x", kStaff}}, "{true, false}"},
      {"x < 10", {{"x", range(n(0), n(10), true, false)}}, "true"},
      {"x >= 10", {{"x", range(n(0), n(10), true, false)}}, "false"},
      {"x > 10", {{"x", kStaff}}, "false"},
      {"x = 11", {{"x", kStaff}}, "false"},
      {"x != 11", {{"x", kStaff}}, "true"},
      {"x = 10", {{"x", kStaff}}, "{true, false}"},
      {"x < y", {{"x", kStaff}, {"y", range(n(11), std::nullopt)}}, "true"},
      {"x < y", {{"x", kStaff}}, "anything"},
      {"x between 0 and 10", {{"x", kStaff}}, "true"},
      {"x between 11 and 20", {{"x", kStaff}}, "false"},
      {"x in [0..10]", {{"x", kStaff}}, "true"},
      {"x in (0..10]", {{"x", kStaff}}, "{true, false}"},
      {"x in [y..z]", {{"x", n(3)}, {"y", kSigned}, {"z", range(n(3), n(9))}}, "true"},
      {"x in (11, 12)", {{"x", kStaff}}, "false"},
      {"x in (< 0, >= 11)", {{"x", kStaff}}, "false"},
      {"s = \"a\"", {{"s", among({Value::of("b"), Value::of("c")})}}, "false"},
      {"s = t",
       {{"s", among({Value::of("b"), Value::of("c")})}, {"t", among({Value::of("a"), Value()})}},
       "false"},
      {"s in (\"a\", \"b\")", {{"s", among({Value::of("a"), Value::of("b")})}}, "true"},
      {"x = null", {{"x", kStaff}}, "false"},
      {"x = null", {}, "anything"},
      {"x = y", {{"x", among({n(1), n(20)})}, {"y", range(n(5), n(9))}}, "false"},
      {"d > e", {{"d", range(day("2020-02-01"), {})}, {"e", day("2020-01-31")}}, "true"},
  });
}

TEST(Lifting, choice_is_the_hull_of_what_may_be_taken) {
  expect_all({
      {"if a then 1 else 5", {}, "{1, 5}"},
      {"if a then x else 5", {{"x", kStaff}}, "[0..10]"},
      {"if x > 10 then 1 else 5", {{"x", kStaff}}, "5"},
      {"if x >= 0 then 1 else 5", {{"x", kStaff}}, "1"},
      {"if x > 5 then 1 else 1", {{"x", kStaff}}, "1"},
  });
}

TEST(Lifting, dates_and_durations) {
  const Value grant = range(day("2020-02-01"), day("2020-02-10"));
  expect_all({
      {"d + @\"P12M\"", {{"d", grant}}, "[2021-02-01..2021-02-10]"},
      {"d - @\"P1D\"", {{"d", grant}}, "[2020-01-31..2020-02-09]"},
      {"d - e", {{"d", grant}, {"e", day("2020-01-31")}}, "[P1D..P10D]"},
      {"(d - e).days", {{"d", grant}, {"e", day("2020-01-31")}}, "[1..10]"},
      {"d.year", {{"d", range(day("2020-02-01"), day("2022-02-10"))}}, "[2020..2022]"},
      {"d.year", {{"d", range(day("2020-02-01"), day("2020-12-31"))}}, "2020"},
      {"d.month", {{"d", grant}}, "2"},
      {"d.month", {{"d", range(day("2020-02-01"), day("2021-02-10"))}}, "anything"},
      {"d + @\"P1D\"", {{"d", range(day("2020-02-01"), {})}}, "[2020-02-02..]"},
  });
}

TEST(Lifting, logic_on_what_conditions_may_be) {
  expect_all({
      {"x > 10 or a", {{"x", kStaff}}, "anything"},
      {"x >= 0 or a", {{"x", kStaff}}, "true"},
      {"not(x > 10)", {{"x", kStaff}}, "true"},
      {"x > 5 and x < 7", {{"x", kStaff}}, "{true, false}"},
  });
}

TEST(Lifting, built_ins) {
  const Value exact = range(Value::of(Decimal(-25, -1)), Value::of(Decimal(149, -2)));
  expect_all({
      {"floor(x)", {{"x", exact}}, "[-3..1]"},
      {"ceiling(x)", {{"x", exact}}, "[-2..2]"},
      {"decimal(x, 1)", {{"x", exact}}, "[-2.5..1.5]"},
      {"round_up(x, 0)", {{"x", exact}}, "[-3..2]"},
      {"round_down(x, 0)", {{"x", exact}}, "[-2..1]"},
      {"round_half_up(x, 0)", {{"x", exact}}, "[-3..1]"},
      {"round_half_up(x, 0)",
       {{"x", range(Value::of(Decimal(11, -1)), Value::of(Decimal(13, -1)))}},
       "1"},
      {"abs(x)", {{"x", kSigned}}, "[0..3]"},
      {"abs(x)", {{"x", range(n(-5), n(-2))}}, "[2..5]"},
      {"min(x, 5)", {{"x", kStaff}}, "[0..5]"},
      {"min(x, 12)", {{"x", kStaff}}, "[0..10]"},
      {"min(x, 0)", {{"x", kStaff}}, "0"},
      {"max(0, x)", {{"x", kSigned}}, "[0..3]"},
      {"max(x, 20)", {{"x", kStaff}}, "20"},
      {"min(x, y)", {{"x", kStaff}}, "anything"},
      {"min([x, 5])", {{"x", kStaff}}, "[0..5]"},
      {"sum([x, 5, y])", {{"x", kStaff}, {"y", among({n(1), n(2)})}}, "[6..17]"},
      {"sum([x, 5])", {{"x", among({n(1), n(2)})}}, "{6, 7}"},
      {"count([x, y])", {}, "2"},
      {"modulo(x, 2)", {{"x", kStaff}}, "anything"},
      {"modulo(x, 2)", {{"x", among({n(1), n(3)})}}, "1"},
      {"not(x > 5)", {{"x", kStaff}}, "{true, false}"},
      {"[x] = [5]", {{"x", kStaff}}, "anything"},
  });
}

TEST(Lifting, names_only_sources_that_matter) {
  ProgramBuilder builder(Profile::policy);
  const Slot x = builder.add_input("x", K::number, {}, 1);
  const Slot y = builder.add_input("y", K::number, {}, 2);
  const Slot least = builder.add_expression("least", {"min(x, y)", {}});
  auto program = std::move(builder).build();
  ASSERT_TRUE(program);
  Frame frame = program->new_frame();
  program->set(frame, x, Value::unknown({1}, Domain::within({n(0), n(3), true, true})));
  program->set(frame, y, Value::unknown({2}, Domain::within({n(5), n(9), true, true})));
  Environment environment;
  EXPECT_EQ(program->evaluate(least, frame, environment).sources(), (feel::Sources{1}));
}

TEST(Lifting, lookups_try_each_candidate) {
  const auto days = [](const char* from, const char* to) { return range(day(from), day(to)); };
  expect_all({
      {"rate(s)", {{"s", among({Value::of("a"), Value::of("b")})}}, "{1, 2}"},
      {"rate(s)", {{"s", among({Value::of("b"), Value::of("c")})}}, "2"},
      {"rate(s)", {}, "anything"},
      {"price(d) > 0", {{"d", days("2020-02-01", "2020-02-29")}}, "true"},
      {"price(d)", {{"d", days("2020-02-28", "2020-02-29")}}, "{28, 29}"},
      {"price(d)", {{"d", days("2020-02-28", "2020-03-01")}}, "anything"},
      {"price(d)", {{"d", days("2019-02-28", "2020-02-01")}}, "anything"},  // too many days
  });
}

}  // namespace
}  // namespace fugong::decision
