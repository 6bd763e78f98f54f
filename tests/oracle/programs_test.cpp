// Random programs: the row interpreter against the oracle, with every input known; and what the
// interpreter claims while some are unknown, against what the oracle makes of completions.
#include <gtest/gtest.h>

#include "engines/decision/random_rules.hpp"
#include "oracle/evaluator.hpp"
#include "oracle/tell.hpp"

namespace fugong::oracle {
namespace {

using decision::Program;
using decision::RandomRules;
using decision::Slot;
using K = feel::Type::Kind;

#if defined(__SANITIZE_ADDRESS__)
constexpr int kPrograms = 800;  // sanitizers are slow and look for other faults
#else
constexpr int kPrograms = 8'000;
#endif
constexpr int kRowsOfProgram = 9;
constexpr int kCompletions = 4;
constexpr const char* kInputs[] = {"a", "b", "n", "m", "s", "d", "e"};

/// A lookup with a gap, told twice: to the interpreter and to the oracle.
class Rates final : public decision::Functions {
 public:
  feel::Value call(std::size_t, std::span<const feel::Value> arguments) const override {
    if (arguments[0].kind() != feel::Kind::string) return {};
    if (arguments[0].string() == "x") return feel::Value::of(2);
    if (arguments[0].string() == "y") return feel::Value::of(-1);
    return {};
  }
};

class Inputs final : public World {
 public:
  std::map<Slot, Value> values;
  Given input(Slot slot) override { return {values.at(slot), kSettled}; }
  Given look_up(std::size_t /*function*/, const Value& argument) override {
    const auto* text = argument.get<std::string>();
    if (text != nullptr && *text == "x") return {Value{Fraction(2)}, kSettled};
    if (text != nullptr && *text == "y") return {Value{Fraction(-1)}, kSettled};
    return {};
  }
  Day today() const override { return {}; }
};

struct Case {
  std::optional<Program> program;
  std::vector<Slot> inputs;
  std::vector<Slot> wanted;
};

Case random_case(RandomRules& random) {
  Case made;
  decision::ProgramBuilder builder(feel::Profile::policy);
  for (const char* name : kInputs) {
    const std::string_view view(name);
    const K kind = view == "a" || view == "b"   ? K::boolean
                   : view == "s"                ? K::string
                   : view == "d" || view == "e" ? K::date
                                                : K::number;
    made.inputs.push_back(builder.add_input(name, kind, {}, static_cast<std::uint16_t>(name[0])));
  }
  builder.add_function({"rate", {K::string}, K::number});
  made.wanted.push_back(builder.add_table("t1", random.table()));
  made.wanted.push_back(builder.add_table("t2", random.table()));
  made.wanted.push_back(builder.add_expression("x", {random.number(3), {}}));
  made.wanted.push_back(builder.add_expression("y", {random.boolean(3), {}}));
  auto program = std::move(builder).build();
  if (program) made.program = std::move(*program);  // some random texts have no type
  return made;
}

struct Tally {
  std::size_t compared = 0;
  std::size_t claims = 0;   // known or narrowed although inputs are open
  std::size_t rounded = 0;  // of the compared: exact fractions come to another value
  std::map<std::string, std::size_t> not_covered;
  Exercise exercise;
};

class Asking {
 public:
  Asking(const Case& one, Tally& tally) : case_(one), tally_(tally) {}

  /// What the interpreter says of the slot.
  feel::Value claim(Slot slot, const std::vector<feel::Value>& inputs) const {
    decision::Frame frame = case_.program->new_frame();
    for (std::size_t i = 0; i < inputs.size(); ++i)
      case_.program->set(frame, case_.inputs[i], inputs[i]);
    static const Rates kRates;
    decision::Environment environment;
    environment.functions = &kRates;
    return case_.program->evaluate(slot, frame, environment);
  }

  std::optional<Value> answer(Slot slot, const std::vector<feel::Value>& inputs,
                              Arithmetic arithmetic) {
    try {
      Inputs world;
      for (std::size_t i = 0; i < inputs.size(); ++i)
        world.values[case_.inputs[i]] = read(inputs[i]);
      return Evaluator(case_.program->impl(), literals_, world, arithmetic, tally_.exercise)
          .slot(slot)
          .value;
    } catch (const NotCovered& reason) {
      ++tally_.not_covered[reason.what()];
      return std::nullopt;
    }
  }

  std::string describe(Slot slot, const std::vector<feel::Value>& inputs) const {
    std::string text = case_.program->name(slot);
    for (std::size_t i = 0; i < inputs.size(); ++i)
      text += std::string(" ") + kInputs[i] + "=" + feel::to_feel(inputs[i]);
    for (const Slot each : case_.wanted)
      text += "\n" + case_.program->typed_form(each);
    return text;
  }

 private:
  const Case& case_;
  Tally& tally_;
  Literals literals_;
};

/// Every input known.
std::string compare_known(RandomRules& random, const Case& one, Tally& tally) {
  Asking asking(one, tally);
  for (int row = 0; row < kRowsOfProgram; ++row) {
    std::vector<feel::Value> inputs;
    for (const char* name : kInputs)
      inputs.push_back(random.completion(name, {}));
    for (const Slot slot : one.wanted) {
      const feel::Value theirs = asking.claim(slot, inputs);
      const auto mine = asking.answer(slot, inputs, Arithmetic::standard);
      if (!mine) continue;
      ++tally.compared;
      if (theirs.is_unknown() || !identical(read(theirs), *mine)) {
        return "the interpreter: " + feel::to_feel(theirs) + ", the oracle: " + text_of(*mine) +
               "\n" + asking.describe(slot, inputs);
      }
      const auto exact = row == 0 ? asking.answer(slot, inputs, Arithmetic::exact) : std::nullopt;
      if (exact && !identical(*exact, *mine)) ++tally.rounded;
    }
  }
  return {};
}

/// Some inputs unknown: what is claimed holds for every completion.
std::string compare_claims(RandomRules& random, const Case& one, Tally& tally) {
  Asking asking(one, tally);
  std::vector<feel::Value> inputs;
  std::vector<feel::Domain> domains;
  for (const char* name : kInputs) {
    auto [value, domain] = random.partial(name);
    inputs.push_back(std::move(value));
    domains.push_back(std::move(domain));
  }
  for (const Slot slot : one.wanted) {
    const feel::Value claim = asking.claim(slot, inputs);
    if (claim.is_unknown() && claim.domain().is_anything()) continue;
    ++tally.claims;
    for (int completion = 0; completion < kCompletions; ++completion) {
      std::vector<feel::Value> whole;
      for (std::size_t i = 0; i < domains.size(); ++i)
        whole.push_back(random.completion(kInputs[i], domains[i]));
      const auto mine = asking.answer(slot, whole, Arithmetic::standard);
      if (!mine || allowed_by(claim, *mine)) continue;
      return "claimed " + feel::to_feel(claim) + ", the oracle: " + text_of(*mine) + "\n" +
             asking.describe(slot, whole);
    }
  }
  return {};
}

TEST(OraclePrograms, SayWhatTheInterpreterSays) {
  Tally tally;
  RandomRules random(14);
  int built = 0;
  for (int i = 0; i < kPrograms; ++i) {
    const Case one = random_case(random);
    if (!one.program) continue;
    ++built;
    ASSERT_EQ(compare_known(random, one, tally), "");
    ASSERT_EQ(compare_claims(random, one, tally), "");
  }
  std::printf("%d programs, %zu values, %zu claims; %zu values of exact fractions differ\n", built,
              tally.compared, tally.claims, tally.rounded);
  print_counts("exercised", tally.exercise.counts());
  print_counts("not covered", tally.not_covered);
  std::size_t missed = 0;
  for (const auto& [reason, times] : tally.not_covered)
    missed += times;
  EXPECT_GT(tally.compared, static_cast<std::size_t>(kPrograms) * 20);
  EXPECT_GT(tally.claims, static_cast<std::size_t>(kPrograms) / 2);
  EXPECT_LE(missed * 100, tally.compared) << "at most one value in a hundred is not covered";
  for (const char* name : {"table U", "table A", "table P", "table F", "table C+", "table C<",
                           "table C>", "table C#", "op divide", "op some", "op every"})
    EXPECT_GT(tally.exercise.counts()[name], 100U) << name;
}

}  // namespace
}  // namespace fugong::oracle
