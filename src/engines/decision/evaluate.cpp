// The row interpreter: values, operators, tests. Loops and calls stand in evaluate_control.cpp,
// tables in table.cpp. An operation with an unknown operand is handed to Lifting.
#include "engines/decision/evaluate.hpp"

#include <algorithm>
#include <array>

#include "engines/decision/lower.hpp"

namespace fugong::decision {

using feel::Kind;
using feel::Value;

Frame::Frame(std::size_t slots)
    : values_(static_cast<Value*>(::operator new(slots * sizeof(Value)))),
      cells_(slots, Cell::empty) {}

Frame::Frame(const Frame& other) : Frame(other.cells_.size()) {
  for (const Slot slot : other.filled_)
    fill(slot, Value(other.values_[slot]));
}

Frame& Frame::operator=(Frame other) noexcept {
  std::swap(values_, other.values_);
  std::swap(cells_, other.cells_);
  std::swap(filled_, other.filled_);
  return *this;
}

void Frame::fill(Slot slot, Value&& value) {
  std::construct_at(&values_[slot], std::move(value));
  cells_[slot] = Cell::set;
  filled_.push_back(slot);
}

void Frame::go_back(std::size_t mark) {
  FUGONG_CHECK(mark <= filled_.size(), "a mark of this frame");
  for (std::size_t i = mark; i < filled_.size(); ++i) {
    std::destroy_at(&values_[filled_[i]]);
    cells_[filled_[i]] = Cell::empty;
  }
  filled_.resize(mark);
}

Frame Program::new_frame() const {
  return Frame(impl_->definitions.size());
}

void Program::set(Frame& frame, Slot input, Value value) const {
  FUGONG_CHECK(impl_->definitions.at(input).input, "only inputs are set");
  if (frame.cells_.at(input) == Frame::Cell::set) {
    frame.values_[input] = std::move(value);
  } else {
    frame.fill(input, std::move(value));
  }
}

void Program::keep(Frame& frame, Slot slot, Value value) const {
  if (frame.cells_.at(slot) == Frame::Cell::empty) frame.fill(slot, std::move(value));
}

const Value& Program::evaluate(Slot slot, Frame& frame, Environment& environment) const {
  if (frame.cells_.at(slot) == Frame::Cell::set && environment.watch == nullptr) {
    return frame.values_[slot];
  }
  return Evaluator(*impl_, frame, environment).slot(slot);
}

Value Program::glance(const Glance& at, Frame& frame, Environment& environment) const {
  const Value& value = evaluate(at.slot, frame, environment);
  if (!at.function || value.is_unknown()) return value;
  return environment.functions->call(*at.function, {&value, 1});
}

Value evaluate_constant(const Typed& node) {
  static const Program::Impl kNothing{};
  Frame frame;
  Environment environment;
  return Evaluator(kNothing, frame, environment).evaluate(node);
}

Evaluator::Evaluator(const Program::Impl& program, Frame& frame, Environment& environment)
    : program_(program),
      frame_(frame),
      environment_(environment),
      lifting_(environment.lifting != nullptr ? *environment.lifting : Lifting::sound()) {}

const Value& Evaluator::slot(Slot slot) {
  if (environment_.watch != nullptr && environment_.watch->notes(slot)) {
    environment_.watch->seen.push_back({slot, std::nullopt});
    return unwatched(slot);
  }
  return work_out(slot);
}

/// What it rests on isn't noted.
const Value& Evaluator::unwatched(Slot slot) {
  Watch* const watch = std::exchange(environment_.watch, nullptr);
  const Value& value = work_out(slot);
  environment_.watch = watch;
  return value;
}

const Value& Evaluator::work_out(Slot slot) {
  Frame::Cell& cell = frame_.cells_[slot];
  if (cell == Frame::Cell::set) return frame_.values_[slot];
  FUGONG_CHECK(cell == Frame::Cell::empty, "build() refuses cycles");
  const Definition& definition = program_.definitions[slot];
  Value value;
  if (definition.input) {
    if (definition.guard) cell = Frame::Cell::running;
    if (policy()) value = unset(definition);
  } else {
    cell = Frame::Cell::running;
    const std::size_t outer_base = std::exchange(base_, locals_.size());
    const Slot outer_slot = std::exchange(current_, slot);
    value =
        definition.expression ? evaluate(*definition.expression) : table(*definition.table, slot);
    locals_.resize(base_);
    base_ = outer_base;
    current_ = outer_slot;
  }
  frame_.fill(slot, std::move(value));
  return frame_.values_[slot];
}

/// An input that was not set: unknown, unless its guard says that it has no meaning.
Value Evaluator::unset(const Definition& definition) {
  if (!definition.guard) return definition.unset;
  const Value& applies = slot(*definition.guard);
  if (applies.is_false()) return definition.not_applicable;
  if (!applies.is_unknown()) return definition.unset;
  const Value barred = lifting_.comparison(Op::equal, applies, Value::of(false));
  return lifting_.either(barred, definition.not_applicable, definition.unset);
}

bool Evaluator::step() {
  if (++environment_.steps <= kMaxSteps) return true;
  if (environment_.steps == kMaxSteps + 1) error("too-much-work");
  return false;
}

Value Evaluator::error(std::string_view code) {
  environment_.errors.push_back({current_, std::string(code)});
  if (environment_.call.report) environment_.call.report(code);
  return Value();
}

Value Evaluator::evaluate(const Typed& node) {
  if (!step()) return Value();
  switch (node.op) {
    case Op::literal:
      return node.value;
    case Op::load:
      return slot(node.slot);
    case Op::local:
      return local(node.index);
    case Op::dynamic_name:
      return load_dynamic(node);
    case Op::path:
      return path(node);
    case Op::filter:
      return filter(node);
    case Op::negate: {
      Value x = evaluate(*node.children[0]);
      return x.is_unknown() ? lifting_.negate(x) : feel::negate(x);
    }
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
    case Op::power:
      return arithmetic(node);
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
      return comparison(node);
    case Op::conjunction:
      return connective(node, true);
    case Op::disjunction:
      return connective(node, false);
    case Op::between:
      return between(node);
    case Op::in:
      return in(node);
    case Op::instance_of: {
      const Value x = evaluate(*node.children[0]);
      if (x.is_unknown()) return Value::unknown_from(x, x);
      return Value::of(feel::instance_of(x, node.test_type));
    }
    case Op::choose:
      return choose(node);
    case Op::for_each:
    case Op::some:
    case Op::every:
      return loop(node);
    case Op::iteration_range:
      return domain_items(node);
    case Op::make_function:
    case Op::call_builtin:
    case Op::call_external:
    case Op::call_value:
      return call(node);
    case Op::make_list: {
      feel::List items;
      items.reserve(node.children.size());
      for (const TypedPtr& child : node.children)
        items.push_back(evaluate(*child));
      return Value::of(std::move(items));
    }
    case Op::make_context: {
      feel::Context entries;
      const std::size_t outer = locals_.size();
      for (std::size_t i = 0; i < node.children.size(); ++i) {
        entries.emplace_back(node.names[i], evaluate(*node.children[i]));
        locals_.push_back(entries.back().second);
      }
      locals_.resize(outer);
      return Value::of(std::move(entries));
    }
    case Op::make_range:
      return make_range(node);
    case Op::test_compare:
    case Op::test_value:
    case Op::test_boolean:
    case Op::test_not:
    case Op::test_any_of:
    case Op::test_anything:
      return test(node);
  }
  FUGONG_CHECK(false, "every operation is evaluated");
}

Value Evaluator::load_dynamic(const Typed& node) {
  for (const std::uint32_t index : node.locals) {
    if (const Value* entry = local(index).find(node.text)) return *entry;
    if (local(index).kind() != Kind::context) {
      if (auto member = feel::property(local(index), node.text)) return *member;
    }
  }
  return node.children.empty() ? Value() : evaluate(*node.children[0]);
}

/// The value of a node, in place where it has one; otherwise in `room`.
const Value& Evaluator::operand(const Typed& node, Value& room) {
  if (node.op != Op::load && node.op != Op::literal) return room = evaluate(node);
  if (!step()) return room;
  return node.op == Op::load ? slot(node.slot) : node.value;
}

Value Evaluator::arithmetic(const Typed& node) {
  Value room_a;
  Value room_b;
  const Value& a = operand(*node.children[0], room_a);
  const Value& b = operand(*node.children[1], room_b);
  if (a.is_unknown() || b.is_unknown()) return lifting_.arithmetic(node.op, a, b);
  Value result = arithmetic_known(node.op, a, b);
  if (!result.is_null() || a.is_null() || b.is_null()) return result;
  const bool by_zero = node.op == Op::divide && b.kind() == Kind::number && b.number().is_zero();
  return error(by_zero ? "division-by-zero" : "arithmetic-undefined");
}

Value Evaluator::compare(Op op, const Value& a, const Value& b) {
  if (a.is_unknown() || b.is_unknown()) return lifting_.comparison(op, a, b);
  if (a.kind() == Kind::list || a.kind() == Kind::context) {
    const Value in_a = doubt_inside(a);
    const Value in_b = doubt_inside(b);
    if (in_a.is_unknown() || in_b.is_unknown()) return Value::unknown_from(in_a, in_b);
  }
  return compare_known(op, a, b);
}

Value Evaluator::comparison(const Typed& node) {
  Value room_a;
  Value room_b;
  const Value& a = operand(*node.children[0], room_a);
  const Value& b = operand(*node.children[1], room_b);
  return compare(node.op, a, b);
}

Value Evaluator::connective(const Typed& node, bool conjunction) {
  const bool deciding = !conjunction;
  Value a = evaluate(*node.children[0]);
  if (a.kind() == Kind::boolean && a.boolean() == deciding) return a;
  return combine(a, evaluate(*node.children[1]), deciding);
}

Value Evaluator::combine(const Value& a, const Value& b, bool deciding) {
  if (a.is_unknown() || b.is_unknown()) return lifting_.combine(a, b, deciding);
  const auto decides = [deciding](const Value& x) {
    return x.kind() == Kind::boolean && x.boolean() == deciding;
  };
  if (decides(a) || decides(b)) return Value::of(deciding);
  if (a.kind() == Kind::boolean && b.kind() == Kind::boolean) return Value::of(!deciding);
  return Value();
}

Value Evaluator::between(const Typed& node) {
  Value room_x;
  Value room_low;
  Value room_high;
  const Value& x = operand(*node.children[0], room_x);
  const Value& low = operand(*node.children[1], room_low);
  const Value& high = operand(*node.children[2], room_high);
  return combine(compare(Op::greater_equal, x, low), compare(Op::less_equal, x, high), false);
}

Value Evaluator::choose(const Typed& node) {
  Value room;
  const Value& condition = operand(*node.children[0], room);
  if (!condition.is_unknown()) {
    return evaluate(*node.children[condition.is_true() ? 1 : 2]);
  }
  const std::size_t errors_before = environment_.errors.size();
  Value a = evaluate(*node.children[1]);
  const Value b = evaluate(*node.children[2]);
  environment_.errors.resize(errors_before);  // of a branch that may not be taken
  return lifting_.either(condition, a, b);
}

feel::Range Evaluator::range_of(const Typed& node) {
  feel::Range range;
  range.low_included = node.low_included;
  range.high_included = node.high_included;
  if (node.children[0]) range.low = evaluate(*node.children[0]);
  if (node.children[1]) range.high = evaluate(*node.children[1]);
  return range;
}

Value Evaluator::make_range(const Typed& node) {
  feel::Range range = range_of(node);
  const bool low_unknown = range.low && range.low->is_unknown();
  const bool high_unknown = range.high && range.high->is_unknown();
  if (low_unknown || high_unknown) {
    return Value::unknown_from(range.low.value_or(Value()), range.high.value_or(Value()));
  }
  return Value::of(std::move(range));
}

/// Whether x lies in the range; each may be unknown.
Value Evaluator::inside(const feel::Range& range, const Value& x) {
  const bool doubt = x.is_unknown() || (range.low && range.low->is_unknown()) ||
                     (range.high && range.high->is_unknown());
  if (!doubt) return feel::contains(range, x);
  Value above = Value::of(true);
  Value below = Value::of(true);
  if (range.low)
    above = compare(range.low_included ? Op::greater_equal : Op::greater, x, *range.low);
  if (range.high) below = compare(range.high_included ? Op::less_equal : Op::less, x, *range.high);
  return combine(above, below, false);
}

Value Evaluator::in(const Typed& node) {
  const Value input = evaluate(*node.children[0]);
  const auto try_one = [&](const Value& value) {
    locals_.push_back(value);
    Value result = any_of(node, 1);
    locals_.pop_back();
    return result;
  };
  if (input.is_unknown() && !input.domain().candidates().empty()) {
    return *for_each_candidate({&input, 1}, [&](auto chosen) { return try_one(chosen[0]); });
  }
  return try_one(input);
}

Value Evaluator::any_of(const Typed& node, std::size_t first) {
  Value result = Value::of(false);
  for (std::size_t i = first; i < node.children.size(); ++i) {
    result = i == first ? test(*node.children[i]) : combine(result, test(*node.children[i]), true);
    if (result.is_true()) return result;
  }
  return result;
}

Value Evaluator::test(const Typed& node) {
  switch (node.op) {
    case Op::test_anything:
      return Value::of(true);
    case Op::test_compare: {
      const Value& input = local(node.index);
      if (node.children[0]->op == Op::literal && !input.is_unknown() &&
          input.kind() != Kind::list) {
        return compare_known(node.comparison, input, node.children[0]->value);
      }
      const Value operand = evaluate(*node.children[0]);
      return compare(node.comparison, local(node.index), operand);
    }
    case Op::test_value: {
      const Typed& by = *node.children[0];
      if (by.op == Op::make_range) {
        const feel::Range range = range_of(by);  // first: it may move the locals
        return inside(range, local(node.index));
      }
      const Value operand = evaluate(by);
      return test_value(local(node.index), operand);
    }
    case Op::test_boolean: {
      Value result = evaluate(*node.children[0]);
      if (result.kind() == Kind::boolean || result.is_unknown()) return result;
      return Value();
    }
    case Op::test_any_of:
      return any_of(node, 0);
    case Op::test_not: {
      Value inner = any_of(node, 0);
      if (inner.is_unknown()) return lifting_.negated_truth(inner);
      if (inner.kind() == Kind::boolean) return Value::of(!inner.boolean());
      return inner;
    }
    default:
      return test_value(Value(), Value());
  }
}

Value Evaluator::test_value(const Value& input, const Value& operand) {
  if (operand.is_unknown() || (input.is_unknown() && operand.kind() == Kind::list)) {
    // What an unknown turns out to be, one value or a list, decides what the test means.
    const std::array both{input, operand};
    auto tried =
        for_each_candidate(both, [this](auto chosen) { return test_value(chosen[0], chosen[1]); });
    if (tried) return *std::move(tried);
    const auto is_single = [](const Value& value) {
      return value.kind() != Kind::list && value.kind() != Kind::range;
    };
    if (operand.is_unknown()) {
      const feel::Domain& domain = operand.domain();
      const bool single =
          !domain.is_anything() &&
          std::all_of(domain.candidates().begin(), domain.candidates().end(), is_single);
      return single ? compare(Op::equal, input, operand) : Value::unknown_from(input, operand);
    }
    if (!input.domain().is_interval()) return Value::unknown_from(input, input);
  }
  if (operand.kind() == Kind::range) return inside(operand.range(), input);
  if (operand.kind() == Kind::list && input.kind() != Kind::list) {
    Value result = Value::of(false);
    for (const Value& item : operand.list()) {
      result = combine(result, test_value(input, item), true);
      if (result.is_true()) return result;
    }
    return result;
  }
  if (operand.kind() == Kind::boolean && input.kind() != Kind::boolean && !input.is_unknown() &&
      !policy()) {
    return operand;
  }
  return compare(Op::equal, input, operand);
}

}  // namespace fugong::decision
