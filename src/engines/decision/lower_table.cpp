// Decision tables to their typed form.
#include <fmt/format.h>

#include "engines/decision/evaluate.hpp"
#include "engines/decision/lower.hpp"

namespace fugong::decision {

using feel::Type;
using feel::Value;
using K = Type::Kind;

void Lowering::lower_table(DraftEntry& entry, Definition& definition) {
  const Table& source = entry.table;
  auto table = std::make_unique<TypedTable>();
  table->hit = source.hit;
  const auto shape_fault = [&](const char* code, const Place& place, Text message, Text remedy) {
    faults_.push_back({code, place, std::move(message), std::move(remedy)});
  };
  if (source.rules.size() > kMaxTableRules ||
      source.inputs.size() + source.outputs.size() > kMaxTableColumns) {
    shape_fault("table-too-large", source.place,
                {fmt::format("决策表过大（上限 {} 行、{} 列）", kMaxTableRules, kMaxTableColumns),
                 fmt::format("the table is too large (at most {} rules, {} columns)",
                             kMaxTableRules, kMaxTableColumns)},
                {"拆成几张表", "split it into several tables"});
    return;
  }
  if (source.outputs.empty()) {
    shape_fault("table-no-output", source.place, {"决策表没有输出列", "the table has no output"},
                {"在 outputs 中写出输出列", "name its outputs"});
    return;
  }
  std::vector<Type> input_types;
  for (const TableInput& input : source.inputs) {
    table->inputs.push_back(lower_source(input.expression, false, nullptr));
    input_types.push_back(table->inputs.back()->type);
  }
  locals_.push_back({"?", Type(), false});
  input_local_ = 0;
  for (std::size_t i = 0; i < source.inputs.size(); ++i) {
    const Sourced& allowed = source.inputs[i].allowed;
    table->allowed.push_back(allowed.text.empty() ? nullptr
                                                  : lower_source(allowed, true, &input_types[i]));
  }
  for (const TableOutput& output : source.outputs) {
    table->output_names.push_back(output.name);
    std::vector<Value> values;
    for (const Sourced& value : output.values) {
      const TypedPtr node = lower_source(value, false, nullptr);
      values.push_back(node->op == Op::literal ? node->value : evaluate_constant(*node));
    }
    table->priorities.push_back(std::move(values));
    const bool needs_values =
        source.hit == HitPolicy::priority || source.hit == HitPolicy::output_order;
    if (needs_values && table->priorities.back().empty()) {
      shape_fault(
          "table-no-priority", source.place,
          {fmt::format("命中策略 {} 需要输出值的顺序", symbol_of(source.hit)),
           fmt::format("hit policy {} needs the output values in order", symbol_of(source.hit))},
          {"在输出列写出 values", "give the output its list of values"});
    }
    if (output.otherwise)
      table->otherwise.push_back(lower_source(*output.otherwise, false, nullptr));
  }
  for (const TableRule& rule : source.rules)
    lower_rule(entry, *table, rule, input_types);
  locals_.pop_back();
  input_local_.reset();
  definition.type = table_type(entry, *table);
  definition.table = std::move(table);
}

void Lowering::lower_rule(const DraftEntry& entry, TypedTable& table, const TableRule& rule,
                          const std::vector<Type>& input_types) {
  if (rule.tests.size() != entry.table.inputs.size() ||
      rule.outputs.size() != entry.table.outputs.size()) {
    faults_.push_back(
        {"table-row-shape",
         rule.place,
         {fmt::format("这一行有 {} 个条件和 {} 个输出，应为 {} 和 {}", rule.tests.size(),
                      rule.outputs.size(), entry.table.inputs.size(), entry.table.outputs.size()),
          fmt::format("this row has {} tests and {} outputs; the table has {} and {}",
                      rule.tests.size(), rule.outputs.size(), entry.table.inputs.size(),
                      entry.table.outputs.size())},
         {"补齐或删去单元格", "add the missing cells or take the extra ones out"}});
    return;
  }
  TypedRule typed;
  for (std::size_t i = 0; i < rule.tests.size(); ++i) {
    TypedPtr test = lower_source(rule.tests[i], true, &input_types[i]);
    if (test->op == Op::test_anything) test.reset();
    typed.tests.push_back(std::move(test));
  }
  for (const Sourced& output : rule.outputs) {
    typed.outputs.push_back(lower_source(output, false, nullptr));
  }
  table.rules.push_back(std::move(typed));
}

Type Lowering::table_type(const DraftEntry& entry, TypedTable& table) {
  std::vector<Type> types;
  for (std::size_t i = 0; i < table.output_names.size(); ++i) {
    const TableOutput& output = entry.table.outputs[i];
    std::optional<Type> type;
    for (const TypedRule& rule : table.rules) {
      if (i >= rule.outputs.size()) continue;
      const Type& cell = rule.outputs[i]->type;
      if (cell.is(K::null)) continue;
      type = type ? common_type(*type, cell) : cell;
      const bool clash = type->is(K::any) && !cell.is(K::any);
      if (policy() && (clash || (output.type && !conforms(cell, *output.type)))) {
        faults_.push_back({"table-output-type",
                           entry.table.rules[0].place,
                           {fmt::format("输出列“{}”的类型不一致", output.name),
                            fmt::format("the cells of output '{}' differ in type", output.name)},
                           {"让同一列的输出类型相同", "give all cells of the column one type"}});
        break;
      }
    }
    types.push_back(output.type ? *output.type : type.value_or(Type()));
  }
  Type one = types[0];
  if (!table.single_output()) {
    Type::Fields fields;
    for (std::size_t i = 0; i < types.size(); ++i) {
      fields.emplace_back(table.output_names[i], types[i]);
    }
    one = Type::context_of(std::move(fields));
  }
  switch (table.hit) {
    case HitPolicy::rule_order:
    case HitPolicy::output_order:
    case HitPolicy::collect:
      return Type::list_of(one);
    case HitPolicy::collect_count:
      return K::number;
    case HitPolicy::collect_sum:
      if (policy() && !one.is(K::number)) {
        faults_.push_back({"table-output-type",
                           entry.place,
                           {"命中策略 C+ 的输出必须是数", "hit policy C+ needs a number as output"},
                           {"改用其他命中策略或输出数", "use another policy or output numbers"}});
      }
      return one;
    default:
      return one;
  }
}

}  // namespace fugong::decision
