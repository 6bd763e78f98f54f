#include "engines/columns/compile.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engines/feel/domain.hpp"

namespace fugong::columns {

using decision::Op;
using decision::Slot;
using decision::Typed;
using decision::TypedPtr;
using decision::TypedTable;
using feel::Kind;
using feel::Value;
using K = feel::Type::Kind;

namespace {

bool is_scalar(const feel::Type& type) {
  return !(type.is(K::any) || type.is(K::list) || type.is(K::range) || type.is(K::context) ||
           type.is(K::function));
}

/// One operation on the values of its children, which needs nothing else.
bool is_simple(const Typed& node) {
  switch (node.op) {
    case Op::negate:
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
    case Op::power:
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::conjunction:
    case Op::disjunction:
    case Op::between:
    case Op::instance_of:
    case Op::choose:
    case Op::path:
    case Op::call_builtin:
    case Op::call_external:
      return std::all_of(node.children.begin(), node.children.end(), [](const TypedPtr& child) {
        return child != nullptr && is_scalar(child->type);
      });
    case Op::in:
      return is_scalar(node.children[0]->type);
    default:
      return false;
  }
}

TypedPtr literal(const Typed& like) {
  auto made = std::make_unique<Typed>();
  made->type = like.type;
  made->span = like.span;
  return made;
}

/// The node itself, without its children.
TypedPtr bare(const Typed& node) {
  auto copy = std::make_unique<Typed>();
  copy->op = node.op;
  copy->type = node.type;
  copy->span = node.span;
  copy->value = node.value;
  copy->text = node.text;
  copy->slot = node.slot;
  copy->index = node.index;
  copy->builtin = node.builtin;
  copy->comparison = node.comparison;
  copy->test_type = node.test_type;
  copy->uses_partial = node.uses_partial;
  copy->low_included = node.low_included;
  copy->high_included = node.high_included;
  copy->names = node.names;
  copy->locals = node.locals;
  return copy;
}

/// Two nodes with one key are the same operation.
std::string key_of(const Typed& node) {
  std::string key =
      fmt::format("({} {} {} {} {} {} {} {} {}", static_cast<int>(node.op), node.type.to_string(),
                  feel::to_feel(node.value), node.text, node.slot, node.index,
                  node.builtin != nullptr ? node.builtin->name : std::string_view(),
                  static_cast<int>(node.comparison), node.test_type.to_string());
  key += node.low_included ? "[" : "(";
  key += node.high_included ? "]" : ")";
  for (const std::string& name : node.names)
    key += " " + name;
  for (const TypedPtr& child : node.children)
    key += child ? key_of(*child) : std::string(" -");
  return key + ")";
}

template <class Visit>
void for_parts(const TypedTable& table, Visit&& visit) {
  const auto all = [&](const std::vector<TypedPtr>& parts) {
    for (const TypedPtr& part : parts) {
      if (part) visit(*part);
    }
  };
  all(table.allowed);
  all(table.otherwise);
  for (const decision::TypedRule& rule : table.rules) {
    all(rule.tests);
    all(rule.outputs);
  }
}

}  // namespace

bool is_comparison(Op op) {
  return op == Op::equal || op == Op::not_equal || op == Op::less || op == Op::less_equal ||
         op == Op::greater || op == Op::greater_equal || op == Op::between;
}

TypedPtr clone(const Typed& node) {
  TypedPtr copy = bare(node);
  for (const TypedPtr& child : node.children)
    copy->children.push_back(child ? clone(*child) : nullptr);
  return copy;
}

void collect_ends(const Value& value, feel::List& ends) {
  switch (value.kind()) {
    case Kind::number:
    case Kind::date:
    case Kind::seconds_duration:
      ends.push_back(value);
      break;
    case Kind::range:
      if (value.range().low) collect_ends(*value.range().low, ends);
      if (value.range().high) collect_ends(*value.range().high, ends);
      break;
    case Kind::list:
      for (const Value& item : value.list())
        collect_ends(item, ends);
      break;
    case Kind::unknown: {
      for (const Value& candidate : value.domain().candidates())
        collect_ends(candidate, ends);
      const auto interval = value.domain().interval();
      if (interval) {
        collect_ends(*interval->low, ends);
        collect_ends(*interval->high, ends);
      }
      break;
    }
    default:
      break;
  }
}

Cuts cuts_at(const Value& value) {
  feel::List ends;
  collect_ends(value, ends);
  Cuts cuts;
  for (Value& end : ends)
    cuts.push_back({std::move(end)});
  return cuts;
}

namespace {

void append(const Cuts& from, Cuts& to) {
  to.insert(to.end(), from.begin(), from.end());
}

bool is_one_end(const Value& value) {
  return value.kind() == Kind::number || value.kind() == Kind::date ||
         value.kind() == Kind::seconds_duration;
}

/// Where `x op value` turns for a number x.
Cuts cuts_of(Op op, const Value& value) {
  if (is_one_end(value)) {
    if (op == Op::less || op == Op::greater_equal) return {{value, true, false}};
    if (op == Op::less_equal || op == Op::greater) return {{value, false, true}};
  }
  return cuts_at(value);
}

/// The comparison with its sides changed.
Op turned(Op op) {
  switch (op) {
    case Op::less:
      return Op::greater;
    case Op::less_equal:
      return Op::greater_equal;
    case Op::greater:
      return Op::less;
    case Op::greater_equal:
      return Op::less_equal;
    default:
      return op;
  }
}

/// Where `x in value` turns.
Cuts cuts_within(const Value& value) {
  if (value.kind() != Kind::range) return cuts_at(value);
  const feel::Range& range = value.range();
  Cuts cuts;
  if (range.low)
    append(cuts_of(range.low_included ? Op::greater_equal : Op::greater, *range.low), cuts);
  if (range.high)
    append(cuts_of(range.high_included ? Op::less_equal : Op::less, *range.high), cuts);
  return cuts;
}

}  // namespace

Compiler::Compiler(const decision::Program& program, const Settings& settings,
                   decision::Frame& frame, decision::Environment& environment,
                   std::vector<std::unique_ptr<Node>>& nodes)
    : program_(program),
      settings_(settings),
      frame_(frame),
      environment_(environment),
      nodes_(nodes) {}

NodeId Compiler::slot(Slot slot) {
  if (const auto found = of_slot_.find(slot); found != of_slot_.end()) return found->second;
  const decision::Definition& definition = program_.impl().definitions[slot];
  const NodeId node = definition.input        ? lower_input(slot)
                      : definition.expression ? lower(*definition.expression)
                                              : lower_table(slot, *definition.table);
  of_slot_.emplace(slot, node);
  return node;
}

NodeId Compiler::lower_input(Slot slot) {
  const auto level = settings_.level_of(slot);
  if (!level) return constant(program_.evaluate(slot, frame_, environment_));
  auto node = std::make_unique<Node>();
  node->kind = Node::Kind::input;
  node->level = level;
  node->slot = slot;
  if (const auto guard = program_.guard(slot)) {
    const NodeId child = this->slot(*guard);
    node->children.push_back(child);
  }
  return add(std::move(node));
}

NodeId Compiler::lower(const Typed& node) {
  if (node.op == Op::literal) return constant(node.value);
  if (node.op == Op::load) return slot(node.slot);
  if (is_simple(node)) return lower_operation(node);
  return whole(&node, std::nullopt);
}

NodeId Compiler::lower_operation(const Typed& node) {
  const bool tests = node.op == Op::in;
  if (tests) {
    for (std::size_t i = 1; i < node.children.size(); ++i) {
      if (!is_same_for_all(*node.children[i])) return whole(&node, std::nullopt);
    }
  }
  if (node.op == Op::choose) {
    const NodeId condition = lower(*node.children[0]);
    if (is_constant(condition)) {  // as long as a text is in force
      const Value value = nodes_[condition]->result.value(0);
      if (!value.is_unknown()) return lower(*node.children[value.is_true() ? 1 : 2]);
    }
  }
  auto made = std::make_unique<Node>();
  made->kind = Node::Kind::operation;
  made->shell = bare(node);
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    if (tests && i > 0) {
      made->shell->children.push_back(clone(*node.children[i]));
      continue;
    }
    made->children.push_back(lower(*node.children[i]));
    made->shell->children.push_back(literal(*node.children[i]));
    made->holes.push_back(made->shell->children.back().get());
  }
  // The same operation on the same operands is one node.
  std::string key = key_of(*made->shell);
  for (const NodeId child : made->children)
    key += " " + std::to_string(child);
  if (const auto found = operations_.find(key); found != operations_.end()) return found->second;
  if (is_comparison(node.op)) cut_by_comparison(*made);
  if (tests && !cut_by_tests(node, made->children[0])) return whole(&node, std::nullopt);
  const NodeId id = add(std::move(made));
  operations_.emplace(std::move(key), id);
  return id;
}

/// Where the tests of `in` turn. False if that can't be said beforehand.
bool Compiler::cut_by_tests(const Typed& node, NodeId input) {
  Cuts cuts;
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    if (!collect_cuts(*node.children[i], cuts)) return false;
  }
  cut(input, cuts);
  return true;
}

void Compiler::cut_by_comparison(Node& node) {
  std::vector<NodeId> open;
  for (const NodeId child : node.children) {
    if (!is_constant(child)) open.push_back(child);
  }
  if (open.size() != 1) return;
  const Op op = node.shell->op;
  Cuts cuts;
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    if (!is_constant(node.children[i])) continue;
    const Value bound = nodes_[node.children[i]]->result.value(0);
    if (op != Op::between) {
      append(cuts_of(i == 1 ? op : turned(op), bound), cuts);
    } else if (i == 0) {
      append(cuts_at(bound), cuts);
    } else {
      append(cuts_of(i == 1 ? Op::greater_equal : Op::less_equal, bound), cuts);
    }
  }
  cut(open[0], cuts);
}

void Compiler::cut(NodeId node, const Cuts& cuts) {
  append(cuts, nodes_[node]->cuts);
}

bool Compiler::collect_cuts(const Typed& test, Cuts& cuts) {
  switch (test.op) {
    case Op::test_anything:
      return true;
    case Op::test_compare:
    case Op::test_value: {
      const Typed& operand = *test.children[0];
      if (operand.op == Op::local || operand.op == Op::filter) return false;
      const Value value = evaluate(operand);
      append(test.op == Op::test_compare ? cuts_of(test.comparison, value) : cuts_within(value),
             cuts);
      return true;
    }
    case Op::test_not:
    case Op::test_any_of:
      return std::all_of(test.children.begin(), test.children.end(),
                         [&](const TypedPtr& child) { return collect_cuts(*child, cuts); });
    default:
      return false;  // an expression with "?": it may turn anywhere
  }
}

NodeId Compiler::lower_table(Slot slot, const TypedTable& table) {
  if (!are_same_for_all(table)) return whole(nullptr, slot);
  auto made = std::make_unique<Node>();
  made->kind = Node::Kind::table;
  made->slot = slot;
  made->table = std::make_unique<TypedTable>();
  TypedTable& copy = *made->table;
  copy.hit = table.hit;
  copy.output_names = table.output_names;
  copy.priorities = table.priorities;
  const auto copy_all = [](const std::vector<TypedPtr>& from, std::vector<TypedPtr>& to) {
    for (const TypedPtr& part : from)
      to.push_back(part ? clone(*part) : nullptr);
  };
  copy_all(table.allowed, copy.allowed);
  copy_all(table.otherwise, copy.otherwise);
  for (const decision::TypedRule& rule : table.rules) {
    decision::TypedRule& to = copy.rules.emplace_back();
    copy_all(rule.tests, to.tests);
    copy_all(rule.outputs, to.outputs);
  }
  for (std::size_t i = 0; i < table.inputs.size(); ++i) {
    if (!is_scalar(table.inputs[i]->type)) return whole(nullptr, slot);
    const NodeId input = lower(*table.inputs[i]);
    made->children.push_back(input);
    copy.inputs.push_back(literal(*table.inputs[i]));
    made->holes.push_back(copy.inputs.back().get());
    Cuts cuts;
    bool known = table.allowed[i] == nullptr || collect_cuts(*table.allowed[i], cuts);
    for (const decision::TypedRule& rule : table.rules) {
      if (rule.tests[i]) known = known && collect_cuts(*rule.tests[i], cuts);
    }
    if (!known) return whole(nullptr, slot);
    cut(input, cuts);
  }
  return add(std::move(made));
}

NodeId Compiler::whole(const Typed* node, std::optional<Slot> slot) {
  std::vector<Slot> loads;
  if (node != nullptr) {
    collect_loads(*node, loads);
  } else {
    const TypedTable& table = *program_.impl().definitions[*slot].table;
    for (const TypedPtr& input : table.inputs)
      collect_loads(*input, loads);
    collect_loads(table, loads);
  }
  auto made = std::make_unique<Node>();
  made->kind = Node::Kind::whole;
  if (node != nullptr) made->shell = clone(*node);
  if (slot) made->slot = *slot;
  for (const Slot load : loads) {
    const NodeId child = this->slot(load);
    if (is_constant(child)) continue;
    made->children.push_back(child);
    made->loads.push_back(load);
  }
  if (made->children.empty()) {
    return constant(node != nullptr ? evaluate(*node)
                                    : program_.evaluate(*slot, frame_, environment_));
  }
  return add(std::move(made));
}

void Compiler::collect_loads(const Typed& node, std::vector<Slot>& loads) const {
  if (node.op == Op::load && std::find(loads.begin(), loads.end(), node.slot) == loads.end()) {
    loads.push_back(node.slot);
  }
  for (const TypedPtr& child : node.children) {
    if (child) collect_loads(*child, loads);
  }
}

void Compiler::collect_loads(const TypedTable& table, std::vector<Slot>& loads) const {
  for_parts(table, [&](const Typed& part) { collect_loads(part, loads); });
}

bool Compiler::is_same_for_all(const Typed& node) {
  std::vector<Slot> loads;
  collect_loads(node, loads);
  return std::all_of(loads.begin(), loads.end(),
                     [&](Slot load) { return is_constant(slot(load)); });
}

bool Compiler::are_same_for_all(const TypedTable& table) {
  bool same = true;
  for_parts(table, [&](const Typed& part) { same = same && is_same_for_all(part); });
  return same;
}

Value Compiler::evaluate(const Typed& node) {
  environment_.steps = 0;
  environment_.errors.clear();
  return decision::Evaluator(program_.impl(), frame_, environment_).evaluate(node);
}

NodeId Compiler::constant(const Value& value) {
  for (const auto& [known, id] : constants_) {
    if (feel::same(known, value)) return id;
  }
  auto node = std::make_unique<Node>();
  node->result.constant = true;
  node->result.codes = {node->dictionary.intern(value)};
  node->ready = true;
  const NodeId id = add(std::move(node));
  constants_.emplace_back(value, id);
  return id;
}

NodeId Compiler::add(std::unique_ptr<Node> node) {
  const bool works = node->kind == Node::Kind::operation || node->kind == Node::Kind::table;
  const bool all_constant = std::all_of(node->children.begin(), node->children.end(),
                                        [&](NodeId child) { return is_constant(child); });
  if (works && all_constant) {
    for (std::size_t i = 0; i < node->holes.size(); ++i)
      node->holes[i]->value = nodes_[node->children[i]]->result.value(0);
    if (node->kind == Node::Kind::operation) return constant(evaluate(*node->shell));
    decision::Evaluator evaluator(program_.impl(), frame_, environment_);
    environment_.steps = 0;
    return constant(evaluator.table(*node->table, node->slot));
  }
  for (std::size_t i = 0; i < node->children.size(); ++i) {
    const Node& child = *nodes_[node->children[i]];
    if (child.kind == Node::Kind::constant) {
      if (!node->holes.empty()) node->holes[i]->value = child.result.value(0);
    } else if (!node->level || *child.level > *node->level) {
      node->level = child.level;  // parents come before their children
    }
  }
  node->result.dictionary = &node->dictionary;
  if (node->dictionary.end() == kFirst && node->kind != Node::Kind::constant) {
    // Truths have the same codes in every node that isn't constant.
    node->dictionary.intern(Value::of(false));
    node->dictionary.intern(Value::of(true));
  }
  nodes_.push_back(std::move(node));
  return static_cast<NodeId>(nodes_.size() - 1);
}

}  // namespace fugong::columns
