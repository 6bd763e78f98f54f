#include "differential/sample.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "engines/feel/domain.hpp"
#include "engines/sql/expression.hpp"

namespace fugong::differential {

using columns::Unit;
using feel::Kind;
using feel::Value;

namespace {

/// One input as the table keeps it.
struct Kept {
  sql::Column column;
  const char* type = "";  // of the raw values
  std::vector<std::string> cells;
};

std::string literal(const std::variant<bool, std::int64_t, std::string>& raw,
                    sql::Dialect dialect) {
  if (const bool* is_true = std::get_if<bool>(&raw)) return *is_true ? "TRUE" : "FALSE";
  if (const auto* number = std::get_if<std::int64_t>(&raw)) return std::to_string(*number);
  return sql::quoted_text(std::get<std::string>(raw), dialect);
}

Kept keep(const Sample& sample, std::size_t input, sql::Dialect dialect) {
  Kept kept;
  sql::Column& column = kept.column;
  column.input = sample.inputs[input];
  column.may_be_null = false;
  // Where everybody said something, NULL may as well say that there is none.
  const bool all_said = std::all_of(sample.rows.begin(), sample.rows.end(),
                                    [&](const auto& row) { return row[input].has_value(); });
  if (all_said) column.null = Value();
  // Truths and texts stand for themselves, if there is nothing else.
  bool truths = true;
  bool texts = true;
  std::vector<std::optional<std::int64_t>> numbers;
  bool any = false;
  std::int64_t low = 0;
  std::int64_t high = 0;
  for (const auto& row : sample.rows) {
    numbers.emplace_back();
    if (!row[input] || (all_said && row[input]->is_null())) continue;
    const Value& value = *row[input];
    truths = truths && value.kind() == Kind::boolean;
    texts = texts && value.kind() == Kind::string;
    std::int64_t number = 0;
    Unit unit = Unit::number;
    const int scale = value.kind() == Kind::number ? sample.scale : 0;
    if (!columns::count_of(value, scale, unit, number) || std::abs(number) > 1LL << 59) continue;
    numbers.back() = number;
    column.unit = unit;
    column.scale = scale;
    low = any ? std::min(low, number) : number;
    high = any ? std::max(high, number) : number;
    any = true;
  }
  constexpr std::size_t kFew = 16;
  if (sample.few_are_raw && std::set(numbers.begin(), numbers.end()).size() <= kFew) {
    any = false;
    numbers.assign(numbers.size(), std::nullopt);
  }
  if (any) {
    column.numbers = fmt::format("n{}", input);
    column.low = low;
    column.high = high;
  }
  column.values = fmt::format("v\"{}", input);
  kept.type = truths  ? (dialect == sql::Dialect::sqlite ? "INTEGER" : "boolean")
              : texts ? "text"
                      : (dialect == sql::Dialect::sqlite ? "INTEGER" : "bigint");
  for (std::size_t row = 0; row < sample.rows.size(); ++row) {
    std::string number = "NULL";
    std::string raw = "NULL";
    const auto& value = sample.rows[row][input];
    if (numbers[row]) {
      number = std::to_string(*numbers[row]);
    } else if (value && !(all_said && value->is_null())) {
      auto at = std::find_if(column.stored.begin(), column.stored.end(),
                             [&](const auto& stored) { return feel::same(stored.value, *value); });
      if (at == column.stored.end()) {
        sql::Stored stored{static_cast<std::int64_t>(column.stored.size() * 7) - 3, *value};
        if (truths) stored.raw = value->boolean();
        if (texts && !truths) stored.raw = value->string();
        at = column.stored.insert(at, std::move(stored));
      }
      raw = literal(at->raw, dialect);
    } else {
      column.may_be_null = true;
    }
    kept.cells.push_back((any ? number + ", " : "") + raw);
  }
  return kept;
}

std::string describe(const Value& value) {
  if (!value.is_unknown()) return feel::to_feel(value);
  std::string text = "unknown from";
  for (const std::uint16_t source : value.sources())
    text += " " + std::to_string(source);
  for (const Value& candidate : value.domain().candidates())
    text += " or " + feel::to_feel(candidate);
  if (value.domain().is_interval()) {
    const feel::Range range = *value.domain().interval();
    text +=
        fmt::format(" in {:.60}..{:.60}", feel::to_feel(*range.low), feel::to_feel(*range.high));
  }
  return text;
}

/// Ends that are as far as facts go are alike, however far they are.
bool is_same_end(const Value& a, const Value& b) {
  if (feel::same(a, b)) return true;
  const auto is_far = [](const Value& end) {
    return end.kind() == Kind::number && end.number().abs() > Decimal(1, 100);
  };
  return is_far(a) && is_far(b) && a.number().is_negative() == b.number().is_negative();
}

/// Candidates are in no promised order.
bool says_the_same(const Value& a, const Value& b) {
  if (feel::same(a, b)) return true;
  if (!a.is_unknown() || !b.is_unknown() || a.sources() != b.sources()) return false;
  if (a.domain().is_interval() && b.domain().is_interval()) {
    const feel::Range x = *a.domain().interval();
    const feel::Range y = *b.domain().interval();
    return x.low_included == y.low_included && x.high_included == y.high_included &&
           is_same_end(*x.low, *y.low) && is_same_end(*x.high, *y.high);
  }
  const feel::List& of_a = a.domain().candidates();
  const feel::List& of_b = b.domain().candidates();
  return !of_a.empty() && of_a.size() == of_b.size() &&
         std::all_of(of_a.begin(), of_a.end(), [&](const Value& x) {
           return std::any_of(of_b.begin(), of_b.end(),
                              [&](const Value& y) { return feel::same(x, y); });
         });
}

Value rounded(const Value& value, const std::pair<int, Rounding>& to) {
  if (value.kind() == Kind::number) {
    if (value.number().abs() > Decimal(1, 100)) return value;
    return Value::of(*value.number().round(to.first, to.second));
  }
  feel::List ends;
  for (const Value& candidate : value.domain().candidates())
    ends.push_back(rounded(candidate, to));
  if (!ends.empty()) return Value::unknown(value.sources(), feel::Domain::one_of(ends));
  const feel::Range range = *value.domain().interval();
  return Value::unknown(
      value.sources(),
      feel::Domain::within({rounded(*range.low, to), rounded(*range.high, to), true, true}));
}

std::string describe(const Sample& sample, std::size_t row) {
  std::string text = sample.source;
  for (std::size_t i = 0; i < sample.inputs.size(); ++i) {
    const auto& value = sample.rows[row][i];
    text += "\n " + sample.rules().name(sample.inputs[i]) + " " +
            (value ? describe(*value) : std::string("unsaid"));
  }
  return text;
}

/// A column that is no input.
std::size_t above(std::size_t row) {
  return row * 3 + 1;
}

}  // namespace

void Tally::print(const char* what) const {
  std::printf(
      "%s: %zu values, %zu of them known, %zu between two numbers, %zu not in SQL (%.2f "
      "%%), %zu asked (%.2f %%)\n",
      what, values, known, between, refused,
      100.0 * static_cast<double>(refused) / static_cast<double>(values), asked,
      100.0 * static_cast<double>(asked) / static_cast<double>(values));
  for (const auto& [code, count] : reasons)
    std::printf("  %s: %zu\n", code.c_str(), count);
}

void compare(const Sample& sample, Database& database, const decision::Functions* functions,
             Tally& tally) {
  const sql::Dialect dialect = database.dialect();
  sql::Request request;
  request.dialect = dialect;
  request.table = "sample \"of' all";
  request.key = "row";
  request.functions = functions;
  request.wanted = sample.wanted;
  request.fixed = sample.fixed;
  const std::string whole = dialect == sql::Dialect::sqlite ? "INTEGER" : "bigint";
  std::string names = "row " + whole + ", above " + whole;
  std::vector<Kept> kept;
  for (std::size_t i = 0; i < sample.inputs.size(); ++i) {
    Kept& made = kept.emplace_back(keep(sample, i, dialect));
    if (!made.column.numbers.empty()) {
      names += ", " + sql::quoted_name(made.column.numbers) + " " + whole;
    }
    names += ", " + sql::quoted_name(made.column.values) + " " + made.type;
    request.columns.push_back(made.column);
  }
  const std::string table = sql::quoted_name(request.table);
  database.run("DROP TABLE IF EXISTS " + table);
  database.run("CREATE TABLE " + table + " (" + names + ")");
  std::string insert;
  for (std::size_t row = 0; row < sample.rows.size(); ++row) {
    insert += (insert.empty() ? "INSERT INTO " + table + " VALUES (" : ", (") +
              std::to_string(row) + ", " + std::to_string(above(row));
    for (const Kept& made : kept)
      insert += ", " + made.cells[row];
    insert += ")";
  }
  database.run(insert);
  if (sample.from_select) {
    request.table.clear();
    request.source = "SELECT * FROM " + table + " WHERE row >= 0";
    request.carried = {"above"};
  }
  for (const decision::Slot slot : sample.wanted) {
    if (sample.rounding)
      request.rounded.push_back({slot, sample.rounding->first, sample.rounding->second});
  }
  const sql::Query query = sql::make_query(sample.rules(), request);
  ASSERT_EQ(query.answers.size() + query.refused.size(), sample.wanted.size());
  ASSERT_EQ(database.rows(query.check)[0][0], "0") << query.check;
  for (const sql::Refusal& refusal : query.refused) {
    tally.values += sample.rows.size();
    tally.refused += sample.rows.size();
    tally.reasons[refusal.code] += sample.rows.size();
    EXPECT_FALSE(refusal.reason.zh.empty() || refusal.reason.en.empty());
  }
  EXPECT_LT(query.text.size(), 2'000'000U) << sample.source;
  const std::vector<Row> rows = database.rows(query.text);
  ASSERT_EQ(rows.size(), sample.rows.size());
  for (const Row& got : rows) {
    const auto row = static_cast<std::size_t>(std::stoll(*got[0]));
    decision::Frame frame = sample.rules().new_frame();
    decision::Environment environment;
    environment.functions = functions;
    for (const auto& [slot, value] : sample.fixed)
      sample.rules().set(frame, slot, value);
    for (std::size_t i = 0; i < sample.inputs.size(); ++i) {
      if (sample.rows[row][i]) sample.rules().set(frame, sample.inputs[i], *sample.rows[row][i]);
    }
    std::size_t next = 1;
    if (sample.from_select) {
      ASSERT_EQ(got[next++], std::to_string(above(row)));
    }
    for (const sql::Answer& answer : query.answers) {
      environment.steps = 0;
      Value expected = sample.rules().evaluate(answer.slot, frame, environment);
      const auto value = read(answer, got, next);
      ++tally.values;
      if (!value) {
        EXPECT_TRUE(answer.may_ask);
        ++tally.asked;
        continue;
      }
      if (!expected.is_unknown()) {
        ++tally.known;
      } else if (value->is_own) {
        ++tally.between;
      }
      if (value->is_own && sample.rounding) expected = rounded(expected, *sample.rounding);
      ASSERT_TRUE(says_the_same(value->value, expected))
          << "slot " << sample.rules().name(answer.slot) << ": " << describe(value->value)
          << " instead of " << describe(expected) << "\n"
          << describe(sample, row) << "\n"
          << query.text.substr(0, 6'000);
    }
  }
}

}  // namespace fugong::differential
