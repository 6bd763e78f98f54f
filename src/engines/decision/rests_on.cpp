// What a definition rests on, through other definitions too: inputs and written values.
#include <algorithm>

#include "engines/decision/typed.hpp"

namespace fugong::decision {

using feel::Kind;
using feel::Value;

namespace {

/// Every definition that is reached, itself too.
std::vector<Slot> reached(const Program::Impl& program, Slot from) {
  std::vector<Slot> slots{from};
  for (std::size_t i = 0; i < slots.size(); ++i) {
    for (const Slot used : program.definitions.at(slots[i]).uses) {
      if (std::find(slots.begin(), slots.end(), used) == slots.end()) slots.push_back(used);
    }
  }
  return slots;
}

void collect(const Typed& node, std::vector<Value>& literals) {
  const bool ordered = node.value.kind() == Kind::number || node.value.kind() == Kind::date;
  if (node.op == Op::literal && ordered) literals.push_back(node.value);
  for (const TypedPtr& child : node.children) {
    if (child) collect(*child, literals);
  }
}

bool is_alone(const Typed& node) {
  if (node.op == Op::call_external) return false;
  if (node.op == Op::call_builtin && (node.builtin->name == "today" || node.builtin->name == "now"))
    return false;
  return std::all_of(node.children.begin(), node.children.end(),
                     [](const TypedPtr& child) { return !child || is_alone(*child); });
}

bool are_alone(const std::vector<TypedPtr>& nodes) {
  return std::all_of(nodes.begin(), nodes.end(),
                     [](const TypedPtr& node) { return !node || is_alone(*node); });
}

bool is_alone(const TypedTable& table) {
  return are_alone(table.inputs) && are_alone(table.allowed) && are_alone(table.otherwise) &&
         std::all_of(table.rules.begin(), table.rules.end(), [](const TypedRule& rule) {
           return are_alone(rule.tests) && are_alone(rule.outputs);
         });
}

}  // namespace

bool Program::rests_on_inputs_alone(Slot slot) const {
  const std::vector<Slot> all = reached(*impl_, slot);
  return std::all_of(all.begin(), all.end(), [&](Slot each) {
    const Definition& definition = impl_->definitions[each];
    return (!definition.expression || is_alone(*definition.expression)) &&
           (!definition.table || is_alone(*definition.table)) &&
           (!definition.guard || rests_on_inputs_alone(*definition.guard));
  });
}

std::vector<Slot> Program::inputs_of(Slot slot) const {
  std::vector<Slot> inputs;
  for (const Slot each : reached(*impl_, slot)) {
    if (impl_->definitions[each].input) inputs.push_back(each);
  }
  return inputs;
}

std::vector<Value> Program::literals_of(Slot slot) const {
  std::vector<Value> literals;
  for (const Slot each : reached(*impl_, slot)) {
    const Definition& definition = impl_->definitions[each];
    if (definition.expression) collect(*definition.expression, literals);
    if (!definition.table) continue;
    for (const TypedRule& rule : definition.table->rules) {
      for (const TypedPtr& test : rule.tests) {
        if (test) collect(*test, literals);
      }
    }
  }
  return literals;
}

}  // namespace fugong::decision
