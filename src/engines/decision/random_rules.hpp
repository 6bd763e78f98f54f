// Random policy expressions, tables and inputs for the test of soundness. Values are small and near
// each other, so that edges are hit often.
#pragma once

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engines/decision/program.hpp"
#include "engines/feel/domain.hpp"

namespace fugong::decision {

class RandomRules {
 public:
  explicit RandomRules(unsigned seed) : random_(seed) {}

  int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }
  const char* pick(std::initializer_list<const char*> of) {
    return of.begin()[below(static_cast<int>(of.size()))];
  }
  std::string digit() { return std::to_string(below(7)); }

  std::string boolean(int depth) {
    const auto two = [&](const std::string& a, const char* op, const std::string& b) {
      return "(" + a + " " + op + " " + b + ")";
    };
    switch (depth <= 0 ? below(4) : below(16)) {
      case 0:
        return "a";
      case 1:
        return "b";
      case 2:
        return two(pick({"n", "m"}), pick({"<", "<=", ">", ">=", "=", "!="}), digit());
      case 3:
        return two("s", pick({"=", "!="}), pick({"\"x\"", "\"y\"", "\"z\""}));
      case 4:
        return two(boolean(depth - 1), "and", boolean(depth - 1));
      case 5:
        return two(boolean(depth - 1), "or", boolean(depth - 1));
      case 6:
        return "not(" + boolean(depth - 1) + ")";
      case 7:
        return choice(boolean(depth - 1), boolean(depth - 1), boolean(depth - 1));
      case 8:
        return two(number(depth - 1), pick({"<", "<=", ">", ">=", "=", "!="}), number(depth - 1));
      case 9:
        return "(" + number(depth - 1) + " between " + number(depth - 2) + " and " +
               number(depth - 2) + ")";
      case 10:
        return "(" + number(depth - 1) + " in " + pick({"[", "("}) + number(depth - 2) + ".." +
               number(depth - 2) + pick({"]", ")"}) + ")";
      case 11:
        return "(" + number(depth - 1) + " in (" + digit() + ", > " + number(depth - 2) + "))";
      case 12:
        return two(text(depth - 1), "in", "(\"x\", " + text(depth - 2) + ")");
      case 13:
        return two(date(depth - 1), pick({"<", "<=", ">", ">=", "=", "!="}), date(depth - 1));
      case 14:
        return std::string("(") + pick({"some", "every"}) + " i in [" + number(depth - 1) + ", " +
               number(depth - 1) + "] satisfies i > " + digit() + ")";
      default:
        return two(pick({"n", "d", "s", "a", "t1", "t2"}), pick({"=", "!="}), "null");
    }
  }

  std::string number(int depth) {
    const auto call = [&](const std::string& name, const std::string& rest) {
      return name + "(" + number(depth - 1) + rest + ")";
    };
    switch (depth <= 0 ? below(5) : below(17)) {
      case 0:
      case 1:
        return "n";
      case 2:
        return "m";
      case 3:
        return digit();
      case 4:
        return pick({"t1", "t2"});
      case 5:
      case 6:
      case 7:
        return "(" + number(depth - 1) + " " + pick({"+", "-", "*", "*", "/"}) + " " +
               number(depth - 1) + ")";
      case 8:
        return "-(" + number(depth - 1) + ")";
      case 9:
        return choice(boolean(depth - 1), number(depth - 1), number(depth - 1));
      case 10:
        return call(pick({"min", "max", "sum"}), ", " + number(depth - 1));
      case 11:
        return call(pick({"floor", "ceiling", "abs"}), "");
      case 12:
        return call(pick({"decimal", "round_up", "round_down", "round_half_up"}),
                    std::string(", ") + pick({"0", "1", "-1"}));
      case 13:
        return "rate(" + text(depth - 1) + ")";
      case 14:
        return "(" + date(depth - 1) + " - " + date(depth - 1) + ").days";
      case 15:
        return date(depth - 1) + pick({".year", ".month", ".day"});
      default:
        return std::string(pick({"min", "max", "sum", "count"})) + "([" + number(depth - 1) + ", " +
               number(depth - 1) + "])";
    }
  }

  std::string date(int depth) {
    switch (depth <= 0 ? below(3) : below(5)) {
      case 0:
        return "d";
      case 1:
        return "e";
      case 2:
        return pick({"@\"2020-01-31\"", "@\"2020-02-29\"", "@\"2020-03-01\""});
      case 3:
        return "(" + date(depth - 1) + " " + pick({"+", "-"}) + " " +
               pick({"@\"P1M\"", "@\"P12M\"", "@\"P1D\"", "@\"PT30H\""}) + ")";
      default:
        return choice(boolean(depth - 1), date(depth - 1), date(depth - 1));
    }
  }

  std::string text(int depth) {
    switch (depth <= 0 ? below(3) : below(5)) {
      case 0:
      case 1:
        return "s";
      case 2:
        return pick({"\"x\"", "\"y\"", "\"z\""});
      case 3:
        return "(" + text(depth - 1) + " + \"x\")";
      default:
        return choice(boolean(depth - 1), text(depth - 1), text(depth - 1));
    }
  }

  /// A table whose value is a number or, with a policy of lists, a list of numbers.
  Table table() {
    static constexpr HitPolicy kPolicies[] = {
        HitPolicy::unique,      HitPolicy::unique,        HitPolicy::any,
        HitPolicy::priority,    HitPolicy::first,         HitPolicy::first,
        HitPolicy::first,       HitPolicy::collect_sum,   HitPolicy::collect_min,
        HitPolicy::collect_max, HitPolicy::collect_count,
    };
    Table table;
    table.hit = kPolicies[below(11)];
    std::vector<std::string> columns;
    for (int i = 0; i <= below(3); ++i) {
      columns.emplace_back(pick({"n", "m", "s", "d", "a", "n + m"}));
      table.inputs.push_back({{columns.back(), {}}, {}});
      if (columns.back() == "n" && below(6) == 0) table.inputs.back().allowed = {">= 0", {}};
    }
    TableOutput output;
    if (table.hit == HitPolicy::priority) output.values = {{"3", {}}, {"1", {}}, {"2", {}}};
    if (below(3) == 0) output.otherwise = Sourced{digit(), {}};
    table.outputs.push_back(std::move(output));
    const int rules = 1 + below(below(8) == 0 ? 12 : 5);
    for (int r = 0; r < rules; ++r) {
      TableRule rule;
      for (const std::string& column : columns)
        rule.tests.push_back({cell(column), {}});
      rule.outputs.push_back({below(5) == 0 ? pick({"n", "m * 2", "n - m"}) : digit(), {}});
      table.rules.push_back(std::move(rule));
    }
    return table;
  }

  /// What is said of an input at first and a value that it may turn out to have.
  std::pair<feel::Value, feel::Domain> partial(std::string_view name);
  feel::Value completion(std::string_view name, const feel::Domain& domain);

 private:
  static std::string choice(const std::string& condition, const std::string& a,
                            const std::string& b) {
    return "(if " + condition + " then " + a + " else " + b + ")";
  }

  std::string cell(const std::string& column) {
    if (below(5) == 0) return "-";
    if (column == "s") return pick({"\"x\"", "\"y\", \"z\"", "not(\"x\")", "\"z\""});
    if (column == "a") return pick({"true", "false", "b"});
    if (column == "d") {
      return pick({"< @\"2020-02-29\"", ">= @\"2020-02-29\"", "@\"2020-03-01\"", "> e",
                   "[@\"2020-01-31\"..@\"2020-02-29\"]"});
    }
    switch (below(8)) {
      case 0:
        return digit();
      case 1:
        return digit() + ", " + digit();
      case 2:
        return "not(" + digit() + ")";
      case 3:
        return std::string(pick({"[", "("})) + digit() + ".." + digit() + pick({"]", ")"});
      case 4:
        return "? * 2 > " + digit();
      case 5:
        return pick({"> m", "<= n", ">= m"});
      default:
        return std::string(pick({"<", "<=", ">", ">="})) + " " + digit();
    }
  }

  feel::Value value(std::string_view name);

  std::mt19937 random_;
};

inline feel::Value RandomRules::value(std::string_view name) {
  using feel::Value;
  if (name == "a" || name == "b") return Value::of(below(2) == 1);
  if (name == "s") return Value::of(pick({"x", "y", "z", "xx"}));
  if (name == "d" || name == "e") {
    return Value::of(Date::parse("2020-01-31")->plus_days(below(40)));
  }
  static const Decimal kRare[] = {
      Decimal(1, -33), Decimal(-1, -33), Decimal(15, -1),
      Decimal(1, 900), Decimal(-7, 30),  *Decimal::parse("0.9999999999999999999999999999999999")};
  if (below(8) == 0) return Value::of(kRare[below(6)]);
  return Value::of(std::int64_t{below(11) - 3});
}

/// Known, anything, some candidates, or an interval.
inline std::pair<feel::Value, feel::Domain> RandomRules::partial(std::string_view name) {
  using feel::Domain;
  using feel::Value;
  Domain domain;
  const bool has_order = name == "n" || name == "m" || name == "d" || name == "e";
  switch (below(has_order ? 6 : 4)) {
    case 0:
      break;
    case 1:
      domain = Domain::one_of({value(name)});
      break;
    case 2:
    case 3: {
      feel::List candidates{value(name)};
      for (int i = 0; i <= below(4); ++i)
        candidates.push_back(below(12) == 0 ? Value() : value(name));
      domain = Domain::one_of(std::move(candidates));
      break;
    }
    default: {
      feel::Range range{value(name), value(name), below(2) == 0, below(2) == 0};
      if (feel::exact_order(*range.low, *range.high) > 0) std::swap(range.low, range.high);
      if (below(6) == 0) range.low.reset();
      if (below(6) == 0) range.high.reset();
      domain = Domain::within(range);
    }
  }
  return {Value::unknown({static_cast<std::uint16_t>(name[0])}, domain), domain};
}

inline feel::Value RandomRules::completion(std::string_view name, const feel::Domain& domain) {
  using feel::Value;
  if (!domain.candidates().empty()) {
    return domain.candidates()[static_cast<std::size_t>(
        below(static_cast<int>(domain.candidates().size())))];
  }
  if (domain.is_anything()) return below(10) == 0 ? Value() : value(name);
  // An end, just inside of one, or something between.
  const feel::Range range = *domain.interval();
  const bool from_low = below(2) == 0;
  const Value& end = from_low ? *range.low : *range.high;
  if (below(3) == 0 && domain.may_be(end)) return end;
  if (below(3) == 0 && end.kind() == feel::Kind::number) {
    const Decimal step(from_low ? 1 : -1, -33);
    const Value near = feel::add(end, Value::of(step));
    if (domain.may_be(near)) return near;
  }
  for (int i = 0; i < 20; ++i) {
    const Value between = value(name);
    if (domain.may_be(between)) return between;
  }
  if (end.kind() == feel::Kind::number) {
    const Value middle = feel::divide(feel::add(*range.low, *range.high), Value::of(2));
    if (domain.may_be(middle)) return middle;
  }
  return domain.may_be(*range.low) ? *range.low : *range.high;
}

}  // namespace fugong::decision
