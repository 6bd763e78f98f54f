// A batch says of every row what the row interpreter says of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>

#include "engines/columns/batch.hpp"
#include "engines/decision/random_rules.hpp"
#include "engines/decision/typed.hpp"

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
  /// Where columns are kept that are given as narrow as they can be, or four or eight bytes wide.
  std::vector<std::uint8_t>* narrow = nullptr;
  unsigned width = 0;

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
    if (narrow != nullptr && numbers) give_narrow(leaf, column);
    return true;
  }

  void give_narrow(Leaf& leaf, std::size_t column) const {
    const auto [low, high] = std::minmax_element(leaf.numbers.begin(), leaf.numbers.end());
    if (*low < 0) return;
    constexpr unsigned kAtLeast[] = {1, 4, 8};
    unsigned bytes = kAtLeast[(width + column) % std::size(kAtLeast)];
    while (bytes < 8 && *high >> (8 * bytes) != 0)
      bytes *= 2;
    narrow->resize(leaf.numbers.size() * bytes);
    for (std::size_t row = 0; row < leaf.numbers.size(); ++row)
      std::memcpy(narrow->data() + row * bytes, &leaf.numbers[row], bytes);
    leaf.numbers.clear();
    leaf.narrow = {narrow->data(), bytes};
    if (std::all_of(leaf.codes.begin(), leaf.codes.end(), [](Code code) { return code == 0; })) {
      leaf.codes.clear();
    }
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
             std::size_t block, Tally& tally, std::optional<unsigned> width = std::nullopt) {
  Settings settings;
  settings.functions = &functions;
  std::size_t from = 0;
  std::vector<std::vector<Value>> values(one.inputs.size() + 1);
  std::vector<std::vector<std::uint8_t>> narrow(values.size());
  settings.level_of = [](Slot) { return std::optional<std::size_t>(0); };
  settings.read = [&](Slot slot, Leaf& leaf) {
    Rows part{rows.inputs, {}};
    for (std::size_t row = from; row < std::min(from + block, rows.rows.size()); ++row)
      part.rows.push_back(rows.rows[row]);
    if (width) part.narrow = &narrow.at(slot);
    part.width = width.value_or(0);
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
        if (!one.program->impl().definitions[slot].table) continue;
        const auto classes = batch.matched(slot);
        if (classes.empty() || classes[row] == kAsk) continue;
        Hits fired;
        for (const decision::TableMatch& match : environment.matches) {
          if (match.slot == slot) fired = {match.rules, match.maybe};
        }
        EXPECT_EQ(fired.sure, batch.hits_at(slot, classes[row]).sure);
        EXPECT_EQ(fired.maybe, batch.hits_at(slot, classes[row]).maybe);
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
    compare(one, rows, rates, 25, tally, seed);
  }
  EXPECT_GT(tally.known, tally.rows / 4);
  EXPECT_LT(tally.asked, tally.rows / 5);
  std::printf("%zu values, %zu of them known, %zu left to the row interpreter\n", tally.rows,
              tally.known, tally.asked);
}

/// One expression over n, m (numbers), a (a truth) and d, e (dates).
Case case_of(const std::string& source) {
  Case made;
  made.source = source;
  ProgramBuilder builder(feel::Profile::policy);
  for (const char* name : kInputs) {
    const std::string_view view(name);
    const K kind = view == "a" || view == "b"   ? K::boolean
                   : view == "s"                ? K::string
                   : view == "d" || view == "e" ? K::date
                                                : K::number;
    const Slot input = builder.add_input(name, kind, {}, static_cast<std::uint16_t>(name[0]));
    made.inputs.push_back(input);
    if (view == "n")
      builder.set_domain(input, feel::Domain::within({Value::of(0), {}, true, true}));
  }
  builder.add_function({"rate", {K::string}, K::number});
  made.wanted.push_back(builder.add_expression("x", {source, {}}));
  auto program = std::move(builder).build();
  EXPECT_TRUE(program) << source;
  made.program = std::move(*program);
  return made;
}

using RowOf = std::vector<std::optional<Value>>;
/// Null values stand for what is not said.
RowOf row_of(const Value& n, const Value& m) {
  RowOf row(std::size(kInputs));
  row[0] = row[1] = Value::of(true);
  if (!n.is_null()) row[2] = n;
  if (!m.is_null()) row[3] = m;
  row[4] = Value::of("x");
  row[5] = Value::of(*Date::parse("2020-01-31"));
  row[6] = Value::of(*Date::parse("2020-03-01"));
  return row;
}

TEST(Columns, CompareLinesOfNarrowColumns) {
  const Rates rates;
  Tally tally;
  std::mt19937 random(9);
  for (const char* source :
       {"n / m <= 0.5", "n / m > 1.25", "0.5 >= n / m", "n / m = 2", "n / m != 0", "n / m < -1",
        "n + 0.125 < m", "n - 3 >= m", "n = m + 2", "n != m", "3 + n <= m", "n * 0.5 < m * n",
        "m * n * 1.5", "d + @\"P5D\" >= e", "e - @\"P5D\" < d", "(e - d) > (e - d)",
        "d + @\"P1M\" <= e", "n / (m + 1) <= 0.3 and n < m"}) {
    const Case one = case_of(source);
    Rows rows{one.inputs, {}};
    for (int i = 0; i < 90; ++i) {
      auto row = row_of(Value::of(static_cast<int>(random() % 7)),
                        Value::of(static_cast<int>(random() % 7)));
      // A block without nought, one with it, and one that doesn't know everything.
      if (i < 30 && feel::same(*row[3], Value::of(0))) row[3] = Value::of(4);
      if (i >= 60 && i % 7 == 0) row[2].reset();
      row[5] = Value::of(Date::from_days(18'000 + static_cast<int>(random() % 12)));
      row[6] = Value::of(Date::from_days(18'000 + static_cast<int>(random() % 12)));
      rows.rows.push_back(std::move(row));
    }
    for (const unsigned width : {0U, 1U, 2U})
      compare(one, rows, rates, 30, tally, width);
    compare(one, rows, rates, 30, tally);
  }
  EXPECT_GT(tally.known, tally.rows * 9 / 10);
  EXPECT_LT(tally.asked, tally.rows / 20);
}

TEST(Columns, KeepCellsApartFromOtherValuesFromBlockToBlock) {
  const Case one = case_of("(m > 6) and (n < 5)");
  Rows rows{one.inputs, {}};
  // A block of numbers, then one of values that are none: too fine, and not said.
  for (int i = 0; i < 10; ++i)
    rows.rows.push_back(row_of(Value::of(i), Value::of(10 - i)));
  for (int i = 0; i < 10; ++i) {
    const Value m = i % 2 == 0 ? Value::of(Decimal(60 + i, -21)) : Value();
    rows.rows.push_back(row_of(Value::of(Decimal(i, -33)), m));
  }
  Tally tally;
  compare(one, rows, Rates(), 10, tally);
  EXPECT_EQ(tally.asked, 0U);
}

/// Sums of money, rates and days as the notice has them, from nothing to more than there is.
TEST(Columns, WorkOutMoneyToTheLastDigit) {
  constexpr const char* kFormulas[] = {"n * m * 181 / 36000",
                                       "n * m * 0.5 * (e - d).days / (100 * 360)",
                                       "round_half_up(n * m / 100, 2)",
                                       "round_down(n * 0.345, 1)",
                                       "decimal(n / 8, 2)",
                                       "max(0, n - m * 1.5)",
                                       "min(n, m * 100, 5000000)",
                                       "if a then n / (100 + m) else n / 3",
                                       "if n > m * 1000 then n * 0.3 else m",
                                       "(n + m + 0.01) * 1",
                                       "n - m / 100",
                                       "floor(n / 7)",
                                       "n / m > 1000",
                                       "n * 1000 <= m * 55000",
                                       "-n + m",
                                       "m - n",
                                       "m * 2 - n * m",
                                       "n * m + 0.001",
                                       "n * m <= m - m",
                                       "n * m >= m - m",
                                       "n * m < m - m",
                                       "m >= n * m",
                                       "-(n * m)",
                                       "n * (m - 1000)",
                                       "(n * (m - 1000)) / 7"};
  std::mt19937_64 random(14);
  const auto below = [&](std::uint64_t limit) {
    return static_cast<std::int64_t>(random() % limit);
  };
  Tally tally;
  for (const char* formula : kFormulas) {
    const Case one = case_of(formula);
    Rows rows{one.inputs, {}};
    for (int i = 0; i < 3'000; ++i) {
      const std::uint64_t most = std::uint64_t{1} << (10 + i % 44);
      Value n = Value::of(Decimal(below(most), -2));
      Value m = Value::of(Decimal(below(2'000), -2));
      if (i % 11 == 0) n = Value::of(Decimal(200 * below(1'000) + 100, -2));  // ties
      if (i % 13 == 0) m = Value();
      if (i % 17 == 0) n = Value();
      if (i % 97 == 0) m = Value::of(0);
      RowOf& row = rows.rows.emplace_back(row_of(n, m));
      if (i % 101 == 0) row[3] = Value();  // said to be none
      row[0].reset();
      if (i % 5 != 0) row[0] = Value::of(i % 2 == 0);
    }
    compare(one, rows, Rates(), 500, tally);
  }
  EXPECT_LT(tally.asked, tally.rows / 10);
}

/// Firms have projects, projects invoices: what is of the firm is seen by both at once.
TEST(Columns, LookUpThroughSeveralLevels) {
  ProgramBuilder builder(feel::Profile::policy);
  const Slot inputs[] = {builder.add_input("x", K::number), builder.add_input("y", K::number),
                         builder.add_input("z", K::number)};
  builder.add_expression("of_project", {"if y > x then y - x else x * 2", {}});
  const Slot wanted[] = {builder.add_expression("sum", {"x + of_project * z", {}}),
                         builder.add_expression("test", {"x > of_project or z < x", {}})};
  const auto program = std::move(builder).build();
  ASSERT_TRUE(program);
  const std::vector<std::int64_t> numbers[] = {{3, 900, 5}, {7, 1, 4, 100}, {2, 8, 1, 1, 50}};
  const std::vector<std::uint32_t> parents[] = {{}, {0, 0, 1, 2}, {3, 0, 0, 2, 1}};
  Settings settings;
  settings.levels = {{0}, {0}, {1}};
  settings.level_of = [&](Slot slot) {
    return std::optional<std::size_t>(std::find(std::begin(inputs), std::end(inputs), slot) -
                                      std::begin(inputs));
  };
  const auto level_of = settings.level_of;
  settings.read = [&numbers, level_of](Slot slot, Leaf& leaf) {
    leaf.numbers = numbers[*level_of(slot)];
    return true;
  };
  Batch batch(*program, std::move(settings), wanted);
  const std::vector<LevelRows> rows = {{3, {}}, {4, parents[1]}, {5, parents[2]}};
  batch.begin(rows);
  for (const Slot slot : wanted) {
    const Vector& got = batch.evaluate(slot, 2);
    for (std::size_t row = 0; row < 5; ++row) {
      const std::size_t project = parents[2][row];
      const std::size_t firm = parents[1][project];
      decision::Frame frame = program->new_frame();
      decision::Environment environment;
      program->set(frame, inputs[0], Value::of(numbers[0][firm]));
      program->set(frame, inputs[1], Value::of(numbers[1][project]));
      program->set(frame, inputs[2], Value::of(numbers[2][row]));
      EXPECT_TRUE(feel::same(got.value(row), program->evaluate(slot, frame, environment)))
          << program->name(slot) << " row " << row;
    }
  }
}

TEST(Columns, RoundAsDecimalsDo) {
  const Case one = case_of("n * m / 36000");
  Rows rows{one.inputs, {}};
  std::mt19937_64 random(5);
  for (int i = 0; i < 2'000; ++i) {
    const auto below = [&](std::uint64_t limit) {
      return static_cast<std::int64_t>(random() % limit);
    };
    rows.rows.push_back(row_of(Value::of(Decimal(below(1'000'000'000'000), -2)),
                               Value::of(Decimal(below(900), -2))));
  }
  std::vector<std::vector<Value>> values(one.inputs.size() + 1);
  Settings settings;
  settings.level_of = [](Slot) { return std::optional<std::size_t>(0); };
  settings.read = [&](Slot slot, Leaf& leaf) { return rows.read(slot, leaf, values.at(slot)); };
  Batch batch(*one.program, std::move(settings), one.wanted);
  const LevelRows level{rows.rows.size(), {}};
  batch.begin({&level, 1});
  const Vector& amounts = batch.evaluate(one.wanted[0], 0);
  for (const int digits : {0, 1, 2}) {
    for (const Rounding rounding : {Rounding::half_up, Rounding::down, Rounding::half_even}) {
      const auto rounded = round_counts(amounts, amounts.numbers, digits, rounding);
      ASSERT_EQ(rounded.size(), rows.rows.size());
      for (std::size_t row = 0; row < rounded.size(); ++row) {
        const auto expected = amounts.value(row).number().round(digits, rounding);
        ASSERT_EQ(Decimal(rounded[row], -digits), *expected);
      }
    }
  }
}

}  // namespace
}  // namespace fugong::columns
