// Decision tables of the oracle (DMN 1.5, 8.2.8 to 8.2.11), and what it counts.
#include <algorithm>

#include "oracle/evaluator.hpp"

namespace fugong::oracle {

using decision::HitPolicy;
using decision::Typed;
using decision::TypedPtr;
using decision::TypedRule;
using decision::TypedTable;

const char* Evaluator::table_name(HitPolicy hit) {
  switch (hit) {
    case HitPolicy::unique:
      return "table U";
    case HitPolicy::any:
      return "table A";
    case HitPolicy::priority:
      return "table P";
    case HitPolicy::first:
      return "table F";
    case HitPolicy::rule_order:
      return "table R";
    case HitPolicy::output_order:
      return "table O";
    case HitPolicy::collect:
      return "table C";
    case HitPolicy::collect_sum:
      return "table C+";
    case HitPolicy::collect_min:
      return "table C<";
    case HitPolicy::collect_max:
      return "table C>";
    case HitPolicy::collect_count:
      return "table C#";
  }
  return "table ?";
}

Value Evaluator::table(const TypedTable& table) {
  exercise_.named(table_name(table.hit));
  List inputs;
  for (const TypedPtr& input : table.inputs)
    inputs.push_back(evaluate(*input));
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!table.allowed[i]) continue;
    local(0) = inputs[i];
    if (test(*table.allowed[i]) != true) return {};
  }
  std::vector<std::size_t> hits;
  for (std::size_t i = 0; i < table.rules.size(); ++i) {
    if (matches(table, table.rules[i], inputs)) hits.push_back(i);
    // Later rules of "first" have no say, so what they look at need not be known.
    if (table.hit == HitPolicy::first && !hits.empty()) break;
  }
  if (!hits.empty()) return decide(table, hits);
  if (!table.otherwise.empty()) return output(table, table.otherwise);
  return table.hit == HitPolicy::collect_count ? Value{Fraction(0)} : Value{};
}

bool Evaluator::matches(const TypedTable& table, const TypedRule& rule, const List& inputs) {
  for (std::size_t i = 0; i < table.inputs.size(); ++i) {
    if (!rule.tests[i]) continue;
    local(0) = inputs[i];
    if (test(*rule.tests[i]) != true) return false;
  }
  return true;
}

Value Evaluator::output(const TypedTable& table, const std::vector<TypedPtr>& cells) {
  if (table.output_names.size() == 1) return evaluate(*cells[0]);
  Record record{table.output_names, {}};
  for (const TypedPtr& cell : cells)
    record.values.push_back(evaluate(*cell));
  return {std::move(record)};
}

Value Evaluator::decide(const TypedTable& table, const std::vector<std::size_t>& hits) {
  if (table.hit == HitPolicy::unique && hits.size() > 1) return {};
  if (table.hit == HitPolicy::collect_count) {
    return {Fraction(static_cast<std::int64_t>(hits.size()))};
  }
  List outputs;
  for (const std::size_t hit : hits)
    outputs.push_back(output(table, table.rules[hit].outputs));
  switch (table.hit) {
    case HitPolicy::unique:
    case HitPolicy::first:
      return outputs[0];
    case HitPolicy::any:
      for (const Value& each : outputs) {
        if (equal(each, outputs[0]) != true) return {};
      }
      return outputs[0];
    case HitPolicy::priority:
      sort_by_priority(table, outputs);
      return outputs[0];
    case HitPolicy::output_order:
      sort_by_priority(table, outputs);
      return {std::move(outputs)};
    case HitPolicy::rule_order:
    case HitPolicy::collect:
      return {std::move(outputs)};
    case HitPolicy::collect_sum: {
      Value total = outputs[0];
      for (std::size_t i = 1; i < outputs.size(); ++i) {
        if (total.is_null() || outputs[i].is_null()) return {};
        total = sum(total, outputs[i]);
      }
      return total;
    }
    case HitPolicy::collect_min:
    case HitPolicy::collect_max: {
      const int wanted = table.hit == HitPolicy::collect_min ? -1 : 1;
      Value best = outputs[0];
      for (std::size_t i = 1; i < outputs.size(); ++i) {
        const auto at = order(outputs[i], best);
        if (!at) return {};
        if (*at == wanted) best = outputs[i];
      }
      return best;
    }
    default:
      throw NotCovered(table_name(table.hit));
  }
}

/// By where an output stands among the output values of its column, column by column; what stands
/// nowhere comes last, and equals keep the order of the table.
void Evaluator::sort_by_priority(const TypedTable& table, List& outputs) {
  const auto place = [&](const Value& output, std::size_t column) {
    const Value& cell =
        table.output_names.size() == 1 ? output : output.get<Record>()->values[column];
    std::size_t at = 0;
    for (const feel::Value& listed : table.priorities[column]) {
      if (equal(read(listed), cell) == true) break;
      ++at;
    }
    return at;
  };
  for (std::size_t end = outputs.size(); end > 1; --end) {
    for (std::size_t i = 0; i + 1 < end; ++i) {
      for (std::size_t column = 0; column < table.output_names.size(); ++column) {
        const std::size_t left = place(outputs[i], column);
        const std::size_t right = place(outputs[i + 1], column);
        if (left > right) std::swap(outputs[i], outputs[i + 1]);
        if (left != right) break;
      }
    }
  }
}

// ---- what is counted

std::string name_of(decision::Op op) {
  static constexpr const char* kNames[] = {
      "literal",    "load",         "local",    "dynamic name", "path",         "filter",
      "negate",     "add",          "subtract", "multiply",     "divide",       "power",
      "equal",      "not equal",    "less",     "less equal",   "greater",      "greater equal",
      "and",        "or",           "between",  "in",           "instance of",  "if",
      "for",        "some",         "every",    "iteration",    "function",     "call",
      "lookup",     "apply",        "list",     "context",      "range",        "test compare",
      "test value", "test boolean", "test not", "test any of",  "test anything"};
  return kNames[static_cast<std::size_t>(op)];
}

std::map<std::string, std::size_t> Exercise::counts() const {
  std::map<std::string, std::size_t> all = named_;
  for (std::size_t i = 0; i < kOps; ++i) {
    if (ops_[i] > 0) all["op " + name_of(static_cast<decision::Op>(i))] = ops_[i];
  }
  return all;
}

namespace {

using Names = std::map<std::string, std::size_t>;

void collect(const Typed& node, Names& names) {
  ++names["op " + name_of(node.op)];
  if (node.builtin != nullptr) ++names["function " + std::string(node.builtin->name)];
  for (const TypedPtr& child : node.children) {
    if (child) collect(*child, names);
  }
}

void collect(const std::vector<TypedPtr>& nodes, Names& names) {
  for (const TypedPtr& node : nodes) {
    if (node) collect(*node, names);
  }
}

}  // namespace

void collect_names(const decision::Definition& definition, Names& names) {
  if (definition.expression) collect(*definition.expression, names);
  if (!definition.table) return;
  collect(definition.table->inputs, names);
  collect(definition.table->allowed, names);
  collect(definition.table->otherwise, names);
  for (const TypedRule& rule : definition.table->rules) {
    collect(rule.tests, names);
    collect(rule.outputs, names);
  }
}

}  // namespace fugong::oracle
