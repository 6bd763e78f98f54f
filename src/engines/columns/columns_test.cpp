// A batch says of every row what the row interpreter says of it.
#include <gtest/gtest.h>

#include "engines/columns/batch.hpp"
#include "engines/decision/random_rules.hpp"

namespace fugong::columns {
namespace {

using decision::Program;
using decision::ProgramBuilder;
using decision::RandomRules;
using decision::Slot;
using feel::Value;
using K = feel::Type::Kind;

/// Inputs of rows as values; those of a row that are left out are unsaid.
struct Rows {
  std::vector<Slot> inputs;
  std::vector<std::vector<std::optional<Value>>> rows;

  /// As a batch reads them: numbers where every known one is whole at scale 2.
  bool read(Slot input, Leaf& leaf, std::vector<Value>& values) const {
    const auto at = std::find(inputs.begin(), inputs.end(), input);
    if (at == inputs.end()) return false;
    const auto column = static_cast<std::size_t>(at - inputs.begin());
    bool numbers = false;
    for (const auto& row : rows) {
      Code code = kUnsaid;
      std::int64_t number = 0;
      Unit unit = Unit::number;
      if (row[column]) {
        const Value& value = *row[column];
        const int scale = value.kind() == feel::Kind::number ? 2 : 0;
        const bool counts = value.kind() != feel::Kind::seconds_duration &&
                            count_of(value, scale, unit, number) &&
                            std::abs(number) < (std::int64_t{1} << 50);
        if (counts) {
          code = kNumber;
          leaf.unit = unit;
          leaf.scale = scale;
          numbers = true;
        } else {
          number = 0;
          values.push_back(value);
          code = static_cast<Code>(kFirst + values.size() - 1);
        }
      }
      leaf.codes.push_back(code);
      leaf.numbers.push_back(number);
    }
    if (!numbers) leaf.numbers.clear();
    leaf.values = values;
    return true;
  }
};

class Rates final : public decision::Functions {
 public:
  Value call(std::size_t, std::span<const Value> arguments) const override {
    if (arguments[0].kind() != feel::Kind::string) return Value();
    if (arguments[0].string() == "x") return Value::of(2);
    if (arguments[0].string() == "y") return Value::of(-1);
    return Value();
  }
};

constexpr const char* kInputs[] = {"a", "b", "n", "m", "s", "d", "e"};

struct Case {
  std::optional<Program> program;
  std::vector<Slot> inputs;
  std::vector<Slot> wanted;
  std::string source;
};

Case random_case(RandomRules& random) {
  Case made;
  ProgramBuilder builder(feel::Profile::policy);
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
  made.source = random.below(2) == 0 ? random.number(3) : random.boolean(3);
  made.wanted.push_back(builder.add_expression("x", {made.source, {}}));
  auto program = std::move(builder).build();
  if (program) made.program = std::move(*program);
  return made;
}

std::string describe(const Value& value) {
  if (!value.is_unknown()) return feel::to_feel(value);
  std::string text = "unknown from";
  for (const std::uint16_t source : value.sources())
    text += " " + std::to_string(source);
  text += value.domain().is_anything() ? "" : " in";
  for (const Value& candidate : value.domain().candidates())
    text += " " + feel::to_feel(candidate);
  if (value.domain().is_interval()) {
    const feel::Range range = *value.domain().interval();
    text += std::string(range.low_included ? " [" : " (") + feel::to_feel(*range.low) + ".." +
            feel::to_feel(*range.high) + (range.high_included ? "]" : ")");
  }
  return text;
}

std::string describe(const Case& one, const std::vector<std::optional<Value>>& row) {
  std::string text;
  for (std::size_t i = 0; i < row.size(); ++i) {
    text += "\n " + one.program->name(one.inputs[i]) + " " +
            (row[i] ? describe(*row[i]) : std::string("unsaid"));
  }
  return text;
}

struct Tally {
  std::size_t rows = 0;
  std::size_t asked = 0;
  std::size_t known = 0;
};

bool is_far(const Value& end) {
  return end.kind() == feel::Kind::number && end.number().abs() >= Decimal(1, 500);
}

/// What lies as far as facts go may be told as half or twice as far.
bool says_the_same(const Value& a, const Value& b) {
  if (feel::same(a, b)) return true;
  if (!a.is_unknown() || !b.is_unknown() || a.sources() != b.sources()) return false;
  if (!a.domain().is_interval()) {  // candidates are in no promised order
    const feel::List& of_b = b.domain().candidates();
    const feel::List& of_a = a.domain().candidates();
    return !of_a.empty() && of_a.size() == of_b.size() &&
           std::all_of(of_a.begin(), of_a.end(), [&](const Value& x) {
             return std::any_of(of_b.begin(), of_b.end(),
                                [&](const Value& y) { return feel::same(x, y); });
           });
  }
  if (!b.domain().is_interval()) return false;
  const auto x = a.domain().interval();
  const auto y = b.domain().interval();
  const auto alike = [](const Value& one, const Value& other) {
    return feel::same(one, other) || (is_far(one) && is_far(other) &&
                                      one.number().is_negative() == other.number().is_negative());
  };
  return alike(*x->low, *y->low) && alike(*x->high, *y->high) &&
         x->low_included == y->low_included && x->high_included == y->high_included;
}

void compare(const Case& one, const Rows& rows, const decision::Functions& functions,
             std::size_t block, Tally& tally) {
  Settings settings;
  settings.functions = &functions;
  std::size_t from = 0;
  std::vector<std::vector<Value>> values(one.inputs.size() + 1);
  settings.level_of = [](Slot) { return std::optional<std::size_t>(0); };
  settings.read = [&](Slot slot, Leaf& leaf) {
    Rows part{rows.inputs, {}};
    for (std::size_t row = from; row < std::min(from + block, rows.rows.size()); ++row)
      part.rows.push_back(rows.rows[row]);
    return part.read(slot, leaf, values.at(slot));
  };
  Batch batch(*one.program, std::move(settings), one.wanted);
  for (; from < rows.rows.size(); from += block) {
    const std::size_t count = std::min(block, rows.rows.size() - from);
    const LevelRows level{count, {}};
    batch.begin({&level, 1});
    for (const Slot slot : one.wanted) {
      const Vector& got = batch.evaluate(slot, 0);
      for (std::size_t row = 0; row < count; ++row) {
        decision::Frame frame = one.program->new_frame();
        decision::Environment environment;
        environment.functions = &functions;
        environment.trace = true;
        for (std::size_t i = 0; i < one.inputs.size(); ++i) {
          const auto& value = rows.rows[from + row][i];
          if (value) one.program->set(frame, one.inputs[i], *value);
        }
        const Value& expected = one.program->evaluate(slot, frame, environment);
        ++tally.rows;
        if (got.code(row) == kAsk) {
          ++tally.asked;
          continue;
        }
        if (!expected.is_unknown()) ++tally.known;
        const Value value = got.value(row);
        ASSERT_TRUE(says_the_same(value, expected))
            << one.source << "\n slot " << one.program->name(slot) << ": " << describe(value)
            << " instead of " << describe(expected) << describe(one, rows.rows[from + row]);
        const auto classes = batch.matched(slot);
        if (classes.empty() || classes[row] == kAsk) continue;
        for (const decision::TableMatch& match : environment.matches) {
          if (match.slot != slot) continue;
          EXPECT_EQ(match.rules, batch.rules_at(slot, classes[row]));
        }
      }
    }
  }
}

TEST(Columns, SayWhatTheRowInterpreterSays) {
  const char* more = std::getenv("FUGONG_MORE_CASES");
  const unsigned cases = more != nullptr ? static_cast<unsigned>(std::atoi(more)) : 400;
  const Rates rates;
  Tally tally;
  const char* first = std::getenv("FUGONG_FIRST_CASE");
  for (unsigned seed = first != nullptr ? static_cast<unsigned>(std::atoi(first)) : 0;
       seed < cases && !testing::Test::HasFatalFailure(); ++seed) {
    RandomRules random(seed);
    const Case one = random_case(random);
    if (!one.program) continue;
    Rows rows{one.inputs, {}};
    for (int row = 0; row < 60; ++row) {
      auto& made = rows.rows.emplace_back();
      for (const char* name : kInputs) {
        std::optional<Value> value;
        const auto [partial, domain] = random.partial(name);
        if (random.below(4) == 0) {
          if (random.below(2) == 0) value = partial;
        } else {
          value = random.completion(name, domain);
        }
        made.push_back(std::move(value));
      }
    }
    SCOPED_TRACE(seed);
    compare(one, rows, rates, 25, tally);
  }
  EXPECT_GT(tally.known, tally.rows / 4);
  EXPECT_LT(tally.asked, tally.rows / 5);
  std::printf("%zu values, %zu of them known, %zu left to the row interpreter\n", tally.rows,
              tally.known, tally.asked);
}

}  // namespace
}  // namespace fugong::columns
