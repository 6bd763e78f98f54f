// What the row interpreter says of every combination of some operands' values.
#include <algorithm>

#include "engines/feel/domain.hpp"
#include "engines/sql/maker.hpp"
#include "engines/sql/tables.hpp"

namespace fugong::sql {

using columns::Node;
using decision::Op;
using feel::Kind;
using feel::Value;

void Maker::finish(Form& form) {
  std::sort(form.codes.begin(), form.codes.end());
  form.codes.erase(std::unique(form.codes.begin(), form.codes.end()), form.codes.end());
}

Value Maker::value_at(const Form& form, const Point& at) const {
  if (at.is_number) return columns::value_of(at.low, form.unit, form.scale);
  const Value& value = form.dictionary.at(at.code);
  if (!form.dictionary.is_span(at.code)) return value;
  // Two numbers that stand for those of the row.
  const Value low = Value::of(1);
  const Value high = Value::of(2);
  return Value::unknown(value.sources(), form.dictionary.is_pair(at.code)
                                             ? feel::Domain::one_of({low, high})
                                             : feel::Domain::within({low, high, true, true}));
}

std::vector<Point> Maker::points_as_one(NodeId child) const {
  const Form& form = forms_[child];
  std::vector<Point> points;
  if (form.has_number) {
    points.push_back({true, static_cast<std::int64_t>(form.range.low),
                      static_cast<std::int64_t>(form.range.high), kNumber});
  }
  for (const Code code : form.codes)
    points.push_back({false, 0, 0, code});
  return points;
}

/// The counts that may occur, cut where a comparison with one of the values turns.
std::vector<Point> Maker::cells_of(const Form& form, const columns::Cuts& cuts) const {
  const auto low = static_cast<std::int64_t>(form.range.low);
  const auto high = static_cast<std::int64_t>(form.range.high);
  std::vector<Point> cells;
  std::int64_t from = low;
  for (const std::int64_t at : columns::thresholds_of(cuts, form.unit, form.scale).sorted) {
    if (at > high) break;
    if (at <= from) continue;
    cells.push_back({true, from, at - 1, kNumber});
    from = at;
  }
  cells.push_back({true, from, high, kNumber});
  return cells;
}

std::optional<std::vector<Point>> Maker::points_of(NodeId child, bool cells,
                                                   const columns::Cuts& cuts) {
  const Form& form = forms_[child];
  std::vector<Point> points;
  if (form.has_number) {
    if (form.is_quotient) return std::nullopt;
    if (cells) {
      points = cells_of(form, cuts);
    } else {
      if (form.range.high - form.range.low >= Wide{kMostPoints}) return std::nullopt;
      for (Wide count = form.range.low; count <= form.range.high; ++count) {
        const auto at = static_cast<std::int64_t>(count);
        points.push_back({true, at, at, kNumber});
      }
    }
  }
  for (const Code code : form.codes)
    points.push_back({false, 0, 0, code});
  if (points.size() > kMostPoints) return std::nullopt;
  return points;
}

/// What the interpreter says of a node whose open children are at some points.
Code Maker::evaluate(NodeId id, std::span<const Dimension> dimensions, std::span<const Point> at,
                     bool whatever) {
  Node& node = *nodes_[id];
  Form& form = forms_[id];
  const auto asks = [&](std::size_t i) {
    return at[i].code == kAsk || (!whatever && is_span(dimensions[i].node, at[i]));
  };
  bool any_asks = false;
  for (std::size_t i = 0; i < at.size(); ++i)
    any_asks = any_asks || asks(i);
  if (any_asks) {
    // Kleene: one operand may decide it whatever the others are.
    const Op op = node.kind == Node::Kind::operation ? node.shell->op : Op::literal;
    if (op != Op::conjunction && op != Op::disjunction) return kAsk;
    const bool deciding = op == Op::disjunction;
    for (std::size_t i = 0; i < at.size(); ++i) {
      if (asks(i)) continue;
      const Value value = value_at(forms_[dimensions[i].node], at[i]);
      if (value.kind() == Kind::boolean && value.boolean() == deciding) {
        return deciding ? columns::kTrue : columns::kFalse;
      }
    }
    return kAsk;
  }
  environment_.steps = 0;
  environment_.errors.clear();
  if (node.kind == Node::Kind::whole) {
    const std::size_t mark = decision::Program::mark(frame_);
    for (std::size_t i = 0; i < at.size(); ++i)
      program_.keep(frame_, node.loads[i], value_at(forms_[dimensions[i].node], at[i]));
    const Value value =
        node.shell != nullptr
            ? decision::Evaluator(program_.impl(), frame_, environment_).evaluate(*node.shell)
            : program_.evaluate(node.slot, frame_, environment_);
    decision::Program::go_back(frame_, mark);
    return form.dictionary.intern(value);
  }
  std::size_t next = 0;
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    if (forms_[node.children[i]].is_constant) continue;
    node.holes[i]->value = value_at(forms_[dimensions[next].node], at[next]);
    ++next;
  }
  decision::Evaluator evaluator(program_.impl(), frame_, environment_);
  return form.dictionary.intern(node.kind == Node::Kind::table
                                    ? evaluator.table(*node.table, node.slot)
                                    : evaluator.evaluate(*node.shell));
}

/// False, and nothing is done, if there are too many combinations.
bool Maker::choose_among(NodeId id, std::vector<Dimension> dimensions,
                         const std::vector<std::vector<std::uint32_t>>& classes,
                         const std::function<Outcome(std::span<const Point>)>& outcome) {
  // The first point of each class stands for it.
  std::vector<std::vector<Point>> points(dimensions.size());
  std::size_t tuples = 1;
  for (std::size_t d = 0; d < dimensions.size(); ++d) {
    for (std::size_t i = 0; i < dimensions[d].points.size(); ++i) {
      if (classes[d][i] == points[d].size()) points[d].push_back(dimensions[d].points[i]);
    }
    if (points[d].empty() || tuples > kMostTuples / points[d].size()) return false;
    tuples *= points[d].size();
  }
  std::vector<Outcome> outcomes;
  std::vector<std::size_t> at(dimensions.size(), 0);
  std::vector<Point> tuple(dimensions.size());
  for (std::size_t i = 0; i < tuples; ++i) {
    std::size_t rest = i;
    for (std::size_t d = dimensions.size(); d-- > 0;) {
      tuple[d] = points[d][rest % points[d].size()];
      rest /= points[d].size();
    }
    outcomes.push_back(outcome(tuple));
  }
  return keep_choice(id, Choice(std::move(dimensions), classes, outcomes));
}

/// False if it can't be written.
bool Maker::keep_choice(NodeId id, Choice choice) {
  Form& form = forms_[id];
  if (choice.written_leaves(kMostLeaves) > kMostLeaves &&
      choice.places(kMostPlaces) > kMostPlaces &&
      choice.written_leaves(kMostWritten) > kMostWritten) {
    return false;
  }
  form.choice.emplace(std::move(choice));
  for (const Outcome leaf : form.choice->leaves()) {
    if (leaf > kNumber) form.codes.push_back(static_cast<Code>(leaf));
    if (leaf > kSpecial) continue;
    const std::vector<Code>& codes = form.special(leaf).codes;
    form.codes.insert(form.codes.end(), codes.begin(), codes.end());
  }
  return true;
}

/// Every point by itself.
bool Maker::choose_among(NodeId id, std::vector<Dimension> dimensions,
                         const std::function<Outcome(std::span<const Point>)>& outcome) {
  std::vector<std::vector<std::uint32_t>> each;
  for (const Dimension& dimension : dimensions) {
    std::vector<std::uint32_t>& classes = each.emplace_back();
    for (std::uint32_t i = 0; i < dimension.points.size(); ++i)
      classes.push_back(i);
  }
  return choose_among(id, std::move(dimensions), each, outcome);
}

/// Whether what the node comes to is a choice between known codes and nothing else.
bool Maker::is_mere_choice(NodeId id) const {
  const Form& form = forms_[id];
  if (!form.choice || form.has_number) return false;
  const std::vector<Outcome>& leaves = form.choice->leaves();
  return std::none_of(leaves.begin(), leaves.end(), [](Outcome leaf) { return leaf <= kSpecial; });
}

namespace {

/// What a choice comes to at points of some dimensions, which hold its own.
Code outcome_at(const Choice& choice, std::span<const Dimension> dimensions,
                std::span<const Point> at) {
  std::uint32_t id = choice.root();
  while (!choice.is_leaf(id)) {
    const Choice::Branch& branch = choice.branch(id);
    const Dimension& own = choice.dimensions()[branch.dimension];
    std::size_t d = 0;
    while (dimensions[d].node != own.node)
      ++d;
    const auto point = std::find(own.points.begin(), own.points.end(), at[d]);
    id = branch.next[static_cast<std::size_t>(point - own.points.begin())];
  }
  return static_cast<Code>(choice.leaf(id));
}

std::size_t tuples_of(const std::vector<Dimension>& dimensions) {
  std::size_t tuples = 1;
  for (const Dimension& dimension : dimensions)
    tuples = std::min(tuples * dimension.points.size(), kMostTuples + 1);
  return tuples;
}

}  // namespace

/// The operands, or where that is no more, what those that are mere choices choose by: so a chain
/// of choices by one operand is one choice.
std::vector<Dimension> Maker::reach_through(const std::vector<Dimension>& operands) const {
  constexpr std::size_t kFew = 16;
  std::vector<Dimension> reached;
  const auto add = [&reached](const Dimension& dimension) {
    const auto found = std::find_if(reached.begin(), reached.end(), [&](const Dimension& other) {
      return other.node == dimension.node;
    });
    if (found != reached.end()) return found->points == dimension.points;
    reached.push_back(dimension);
    return true;
  };
  for (const Dimension& operand : operands) {
    if (!is_mere_choice(operand.node)) {
      if (!add(operand)) return operands;
      continue;
    }
    for (const Dimension& below : forms_[operand.node].choice->dimensions()) {
      if (!add(below)) return operands;
    }
  }
  return tuples_of(reached) <= std::max(kFew, tuples_of(operands)) ? reached : operands;
}

bool Maker::by_values(NodeId id, bool cells) {
  std::vector<Dimension> operands;
  for (const NodeId child : open_children(id)) {
    auto points = points_of(child, cells, nodes_[child]->cuts);
    if (!points) return false;
    operands.push_back({child, std::move(*points)});
  }
  const std::vector<Dimension> reached = reach_through(operands);
  std::vector<Point> of_operands(operands.size());
  const auto outcome = [&](std::span<const Point> at) -> Outcome {
    for (std::size_t i = 0; i < operands.size(); ++i) {
      const NodeId operand = operands[i].node;
      std::size_t d = 0;
      while (d < reached.size() && reached[d].node != operand)
        ++d;
      of_operands[i] = d < reached.size()
                           ? at[d]
                           : Point{false, 0, 0, outcome_at(*forms_[operand].choice, reached, at)};
    }
    return evaluate(id, operands, of_operands);
  };
  if (!choose_among(id, reached, outcome)) return false;
  finish(forms_[id]);
  return true;
}

/// The rules that a value of an input lets fire, and whether it is allowed; empty if that isn't
/// sure.
std::optional<std::vector<bool>> Maker::passes(Node& node, std::size_t input, const Value& value) {
  if (value.is_unknown()) return std::nullopt;
  decision::TypedTable& table = *node.table;
  decision::Typed in;  // value in (test)
  in.op = Op::in;
  in.children.push_back(std::make_unique<decision::Typed>());
  in.children[0]->value = value;
  in.children.emplace_back();
  environment_.steps = 0;
  std::vector<bool> bits;
  const auto is_sure = [&](decision::TypedPtr& test) {
    if (!test) {
      bits.push_back(true);
      return true;
    }
    in.children[1].swap(test);
    const Value verdict = decision::Evaluator(program_.impl(), frame_, environment_).evaluate(in);
    in.children[1].swap(test);
    bits.push_back(verdict.is_true());
    return !verdict.is_unknown();
  };
  bool sure = is_sure(table.allowed[input]);
  for (std::size_t rule = 0; rule < table.rules.size() && sure; ++rule)
    sure = is_sure(table.rules[rule].tests[input]);
  if (!sure) return std::nullopt;
  return bits;
}

/// A choice for all that its inputs may be; asked of the interpreter only if no query before did.
void Maker::make_table(NodeId id) {
  Node& node = *nodes_[id];
  std::vector<Dimension> dimensions;
  std::vector<TableInput> inputs;
  for (const NodeId child : node.children) {
    const Form& form = forms_[child];
    TableInput& input = inputs.emplace_back();
    if (form.is_constant) {
      input.values.push_back(constant(child));
      continue;
    }
    auto points = points_of(child, true, nodes_[child]->cuts);
    if (!points) {
      const bool quotient = form.is_quotient;
      return refuse(id, quotient ? "no-exact-form" : "too-many", quotient ? kNoNumbers : kTooMany);
    }
    input.points = *points;
    for (const Point& at : *points) {
      const bool asks = !at.is_number && at.code == kAsk;
      input.values.push_back(asks ? Value() : value_at(form, at));
      input.spans.push_back(is_span(child, at));
    }
    dimensions.push_back({child, std::move(*points)});
  }
  TableMemory::Impl* memory = request_.tables != nullptr ? request_.tables->impl_.get() : nullptr;
  const MadeTable* found = memory != nullptr ? memory->find(node.slot, inputs) : nullptr;
  std::optional<Choice> choice;
  if (found != nullptr) {
    choice.emplace(found->choice);
    choice->move_to(dimensions);
    forms_[id].dictionary = found->dictionary;
  } else {
    choice = choose_by_rules(id, dimensions, inputs);
    if (!choice) return refuse(id, "too-many", kTooMany);
    if (memory != nullptr) {
      memory->keep(node.slot, {std::move(inputs), *choice, forms_[id].dictionary});
    }
  }
  if (!keep_choice(id, std::move(*choice))) return refuse(id, "too-many", kTooMany);
  finish(forms_[id]);
}

/// Values that let the same rules fire are alike; one that isn't known counts by itself.
std::optional<Choice> Maker::choose_by_rules(NodeId id, const std::vector<Dimension>& dimensions,
                                             const std::vector<TableInput>& inputs) {
  Node& node = *nodes_[id];
  std::vector<std::vector<std::optional<std::vector<bool>>>> passing;
  for (std::size_t input = 0; input < node.children.size(); ++input) {
    if (forms_[node.children[input]].is_constant) continue;
    std::vector<std::optional<std::vector<bool>>>& of_points = passing.emplace_back();
    for (std::size_t i = 0; i < inputs[input].points.size(); ++i) {
      const Point& at = inputs[input].points[i];
      const bool asks = !at.is_number && at.code == kAsk;
      of_points.push_back(asks ? std::nullopt : passes(node, input, inputs[input].values[i]));
    }
  }
  return Choice::by_rules(
      dimensions, passing, kMostTuples,
      [&](std::span<const Point> at) -> Outcome { return evaluate(id, dimensions, at); });
}

}  // namespace fugong::sql
