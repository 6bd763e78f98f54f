// Unknowns: the published truth tables, and soundness: what is claimed with less is never
// overturned by more.
#include <gtest/gtest.h>

#include <random>

#include "engines/decision/program.hpp"

namespace fugong::decision {
namespace {

using feel::Profile;
using feel::Type;
using feel::Value;
using K = Type::Kind;

struct Bench {
  explicit Bench(const std::string& source) {
    ProgramBuilder builder(Profile::policy);
    a = builder.add_input("a", K::boolean, {}, 1);
    b = builder.add_input("b", K::boolean, {}, 2);
    n = builder.add_input("n", K::number, {}, 3);
    m = builder.add_input("m", K::number, {}, 4);
    x = builder.add_expression("x", {source, {}});
    auto built = std::move(builder).build();
    EXPECT_TRUE(built) << (built ? "" : describe(built.error()[0], "en"));
    program.emplace(std::move(*built));
  }
  Value run(const std::vector<std::pair<Slot, Value>>& inputs) const {
    Frame frame = program->new_frame();
    for (const auto& [slot, value] : inputs)
      program->set(frame, slot, value);
    Environment environment;
    return program->evaluate(x, frame, environment);
  }
  std::optional<Program> program;
  Slot a = 0, b = 0, n = 0, m = 0, x = 0;
};

/// 't', 'f' or 'u' for true, false, unknown.
std::vector<std::pair<Slot, Value>> inputs_of(const Bench& bench, char a, char b) {
  std::vector<std::pair<Slot, Value>> inputs;
  if (a != 'u') inputs.emplace_back(bench.a, Value::of(a == 't'));
  if (b != 'u') inputs.emplace_back(bench.b, Value::of(b == 't'));
  return inputs;
}

char letter(const Value& value) {
  return value.is_unknown() ? 'u' : value.is_true() ? 't' : value.is_false() ? 'f' : 'n';
}

TEST(Unknown, truth_tables) {
  // docs/unknown.md
  const struct {
    const char* source;
    const char* table;  // for a in t,f,u and b in t,f,u
  } cases[] = {
      {"a and b", "tfufffufu"},
      {"a or b", "ttttfutuu"},
      {"a = b", "tfuftuuuu"},
      {"if a then b else not(b)", "tfuftuuuu"},
      {"if a then b else b", "tfutfutfu"},
      {"not(a)",
       "fffttt"
       "uuu"},
  };
  for (const auto& row : cases) {
    const Bench bench(row.source);
    std::string got;
    for (const char a : {'t', 'f', 'u'}) {
      for (const char b : {'t', 'f', 'u'})
        got += letter(bench.run(inputs_of(bench, a, b)));
    }
    EXPECT_EQ(got, row.table) << row.source;
  }
}

TEST(Unknown, names_every_source_that_matters) {
  const Bench bench("a and n + m > 3");
  const Value both = bench.run({{bench.a, Value::of(true)}});
  ASSERT_TRUE(both.is_unknown());
  EXPECT_EQ(both.sources(), (feel::Sources{3, 4}));
  const Value settled = bench.run({{bench.a, Value::of(false)}});
  EXPECT_TRUE(settled.is_false());
}

/// Random policy expressions over a, b (booleans), n, m (numbers 0..3).
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}
  std::string boolean(int depth) {
    switch (depth <= 0 ? random_() % 3 : random_() % 10) {
      case 0:
        return "a";
      case 1:
        return "b";
      case 2:
        return number(0) + " > " + std::to_string(random_() % 4);
      case 3:
        return "(" + boolean(depth - 1) + " and " + boolean(depth - 1) + ")";
      case 4:
        return "(" + boolean(depth - 1) + " or " + boolean(depth - 1) + ")";
      case 5:
        return "not(" + boolean(depth - 1) + ")";
      case 6:
        return "(if " + boolean(depth - 1) + " then " + boolean(depth - 1) + " else " +
               boolean(depth - 1) + ")";
      case 7:
        return "(" + number(depth - 1) + " in [1.." + std::to_string(random_() % 4) + "])";
      case 8:
        return "(" + number(depth - 1) + " between 1 and 2)";
      default:
        return "(" + number(depth - 1) + " = " + number(depth - 1) + ")";
    }
  }
  std::string number(int depth) {
    switch (depth <= 0 ? random_() % 3 : random_() % 6) {
      case 0:
        return "n";
      case 1:
        return "m";
      case 2:
        return std::to_string(random_() % 4);
      case 3:
        return "(" + number(depth - 1) + " * " + number(depth - 1) + ")";
      case 4:
        return "(" + number(depth - 1) + " - " + number(depth - 1) + ")";
      default:
        return "(if " + boolean(depth - 1) + " then " + number(depth - 1) + " else " +
               number(depth - 1) + ")";
    }
  }

 private:
  std::mt19937 random_;
};

TEST(Unknown, claims_hold_for_every_completion) {
  Generator generator(20200209);
  int claims = 0;
  for (int round = 0; round < 400; ++round) {
    const Bench bench(generator.boolean(4));
    for (int known = 0; known < 16; ++known) {
      std::vector<std::pair<Slot, Value>> partial;
      const Slot slots[] = {bench.a, bench.b, bench.n, bench.m};
      const int fixed = round % 16;
      const auto value_of = [&](int which, int choice) {
        return which < 2 ? Value::of(choice % 2 == 1) : Value::of(std::int64_t{choice % 4});
      };
      for (int i = 0; i < 4; ++i) {
        if ((known >> i & 1) != 0) partial.emplace_back(slots[i], value_of(i, fixed + i));
      }
      const Value claim = bench.run(partial);
      if (claim.is_unknown()) continue;
      ++claims;
      for (int completion = 0; completion < 64; ++completion) {
        auto full = partial;
        const int choices[] = {completion & 1, completion >> 1 & 1, completion >> 2 & 3,
                               completion >> 4 & 3};
        for (int i = 0; i < 4; ++i) {
          if ((known >> i & 1) == 0) full.emplace_back(slots[i], value_of(i, choices[i]));
        }
        ASSERT_EQ(feel::to_feel(bench.run(full)), feel::to_feel(claim))
            << bench.program->typed_form(bench.x);
      }
    }
  }
  EXPECT_GT(claims, 1000);
}

}  // namespace
}  // namespace fugong::decision
