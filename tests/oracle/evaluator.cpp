#include "oracle/evaluator.hpp"

#include <utility>

namespace fugong::oracle {

using decision::Op;
using decision::Slot;
using decision::Typed;

const Value& Literals::of(const Typed& node) {
  const auto found = read_.find(&node);
  if (found != read_.end()) return found->second;
  return read_.emplace(&node, read(node.value)).first->second;
}

Evaluator::Evaluator(const decision::Program::Impl& program, Literals& literals, World& world,
                     Arithmetic arithmetic, Exercise& exercise)
    : program_(program),
      literals_(literals),
      world_(world),
      mode_(arithmetic),
      exercise_(exercise) {}

Given Evaluator::slot(Slot slot) {
  if (const auto known = known_.find(slot); known != known_.end()) return known->second;
  const decision::Definition& definition = program_.definitions[slot];
  Given given;
  const auto written = literals_.written.find(slot);
  if (written != literals_.written.end()) {
    given.value = written->second;
  } else if (definition.input) {
    given = world_.input(slot);
  } else {
    // A definition has its own locals; what is thrown leaves those of the outer one as they were.
    struct Outer {
      Evaluator& of;
      Openness open = std::exchange(of.open_, kSettled);
      List locals = std::exchange(of.locals_, {});
      ~Outer() {
        of.open_ = open;
        of.locals_ = std::move(locals);
      }
    } outer{*this};
    given.value =
        definition.expression ? evaluate(*definition.expression) : table(*definition.table);
    given.open = open_;
  }
  known_[slot] = given;
  return given;
}

Value& Evaluator::local(std::uint32_t index) {
  if (locals_.size() <= index) locals_.resize(index + 1);
  return locals_[index];
}

Value Evaluator::evaluate(const Typed& node) {
  exercise_.op(node.op);
  switch (node.op) {
    case Op::literal:
      return literals_.of(node);
    case Op::load: {
      Given given = slot(node.slot);
      open_ |= given.open;
      return std::move(given.value);
    }
    case Op::local:
      return local(node.index);
    case Op::path:
      return path(node);
    case Op::filter:
      return filter(node);
    case Op::negate: {
      const Value x = evaluate(*node.children[0]);
      if (const auto* number = x.get<Fraction>()) return {-*number};
      if (const auto* months = x.get<Months>()) return {Months{-months->count}};
      if (const auto* seconds = x.get<Seconds>()) return {Seconds{-seconds->count}};
      return {};
    }
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
      return arithmetic(node);
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal: {
      const Value a = evaluate(*node.children[0]);
      const Value b = evaluate(*node.children[1]);
      return value_of(comparison(node.op, a, b));
    }
    case Op::conjunction: {
      // What is false already needs no second look; so nothing is drawn for it.
      const Truth a = truth_of(evaluate(*node.children[0]));
      if (a == false) return {false};
      return value_of(both(a, truth_of(evaluate(*node.children[1]))));
    }
    case Op::disjunction: {
      const Truth a = truth_of(evaluate(*node.children[0]));
      if (a == true) return {true};
      return value_of(either(a, truth_of(evaluate(*node.children[1]))));
    }
    case Op::between: {
      const Value x = evaluate(*node.children[0]);
      const Value low = evaluate(*node.children[1]);
      const Value high = evaluate(*node.children[2]);
      return value_of(
          both(comparison(Op::greater_equal, x, low), comparison(Op::less_equal, x, high)));
    }
    case Op::in: {
      Value input = evaluate(*node.children[0]);
      local(node.index) = std::move(input);
      return value_of(any_of(node, 1));
    }
    case Op::choose: {
      const Value condition = evaluate(*node.children[0]);
      return evaluate(*node.children[condition.is(true) ? 1 : 2]);
    }
    case Op::for_each:
    case Op::some:
    case Op::every:
      return loop(node);
    case Op::call_builtin:
    case Op::call_external:
      return call(node);
    case Op::make_list: {
      List items;
      for (const auto& child : node.children)
        items.push_back(evaluate(*child));
      return {std::move(items)};
    }
    case Op::make_range:
      return {span(node)};
    case Op::test_compare:
    case Op::test_value:
    case Op::test_boolean:
    case Op::test_not:
    case Op::test_any_of:
    case Op::test_anything:
      return value_of(test(node));
    default:
      throw NotCovered("op " + name_of(node.op));
  }
}

// ---- arithmetic

Value Evaluator::kept(const Fraction& number) const {
  if (mode_ == Arithmetic::exact) return {number};
  const auto rounded = as_decimal128(number);
  return rounded ? Value{*rounded} : Value{};
}

Value Evaluator::arithmetic(const Typed& node) {
  const Value a = evaluate(*node.children[0]);
  const Value b = evaluate(*node.children[1]);
  if (a.is_null() || b.is_null()) return {};
  switch (node.op) {
    case Op::add:
      return sum(a, b);
    case Op::subtract:
      return difference(a, b);
    case Op::multiply:
      return product(a, b);
    default:
      return quotient(a, b);
  }
}

namespace {

constexpr std::int64_t kSecondsOfDay = 86'400;
constexpr std::int64_t kMostMonths = 12 * kFarthestYear;
constexpr std::int64_t kMostDays = 365 * kFarthestYear;

Value moved(const Day& day, const Months& by, int direction) {
  if (by.count > kMostMonths || by.count < -kMostMonths) throw NotCovered("a far day");
  return {months_later(day, direction * by.count)};
}

/// The day on which the moment falls that comes so long after the midnight of the day.
Value moved(const Day& day, const Seconds& by, int direction) {
  const std::int64_t seconds = direction * by.count;
  std::int64_t days = seconds / kSecondsOfDay;
  if (seconds < 0 && days * kSecondsOfDay != seconds) --days;
  if (days > kMostDays || days < -kMostDays) throw NotCovered("a far day");
  return {days_later(day, days)};
}

}  // namespace

Value Evaluator::sum(const Value& a, const Value& b) {
  if (a.get<Fraction>() != nullptr && b.get<Fraction>() != nullptr) {
    return kept(*a.get<Fraction>() + *b.get<Fraction>());
  }
  if (a.get<std::string>() != nullptr && b.get<std::string>() != nullptr) {
    return {*a.get<std::string>() + *b.get<std::string>()};
  }
  if (a.get<Months>() != nullptr && b.get<Months>() != nullptr) {
    return {Months{a.get<Months>()->count + b.get<Months>()->count}};
  }
  if (a.get<Seconds>() != nullptr && b.get<Seconds>() != nullptr) {
    return {Seconds{a.get<Seconds>()->count + b.get<Seconds>()->count}};
  }
  const Value& day = a.get<Day>() != nullptr ? a : b;
  const Value& by = a.get<Day>() != nullptr ? b : a;
  if (day.get<Day>() != nullptr && by.get<Months>() != nullptr) {
    return moved(*day.get<Day>(), *by.get<Months>(), 1);
  }
  if (day.get<Day>() != nullptr && by.get<Seconds>() != nullptr) {
    return moved(*day.get<Day>(), *by.get<Seconds>(), 1);
  }
  throw NotCovered("a sum of these kinds");
}

Value Evaluator::difference(const Value& a, const Value& b) {
  if (a.get<Fraction>() != nullptr && b.get<Fraction>() != nullptr) {
    return kept(*a.get<Fraction>() - *b.get<Fraction>());
  }
  if (a.get<Day>() != nullptr && b.get<Day>() != nullptr) {
    return {Seconds{days_between(*b.get<Day>(), *a.get<Day>()) * kSecondsOfDay}};
  }
  if (a.get<Day>() != nullptr && b.get<Months>() != nullptr) {
    return moved(*a.get<Day>(), *b.get<Months>(), -1);
  }
  if (a.get<Day>() != nullptr && b.get<Seconds>() != nullptr) {
    return moved(*a.get<Day>(), *b.get<Seconds>(), -1);
  }
  throw NotCovered("a difference of these kinds");
}

Value Evaluator::product(const Value& a, const Value& b) {
  if (a.get<Fraction>() != nullptr && b.get<Fraction>() != nullptr) {
    return kept(*a.get<Fraction>() * *b.get<Fraction>());
  }
  throw NotCovered("a product of these kinds");
}

Value Evaluator::quotient(const Value& a, const Value& b) {
  if (a.get<Fraction>() != nullptr && b.get<Fraction>() != nullptr) {
    if (*b.get<Fraction>() == 0) return {};
    return kept(*a.get<Fraction>() / *b.get<Fraction>());
  }
  throw NotCovered("a quotient of these kinds");
}

Truth Evaluator::comparison(Op op, const Value& a, const Value& b) const {
  if (op == Op::equal) return equal(a, b);
  if (op == Op::not_equal) return negation(equal(a, b));
  const auto at = order(a, b);
  if (!at) return {};
  switch (op) {
    case Op::less:
      return *at < 0;
    case Op::less_equal:
      return *at <= 0;
    case Op::greater:
      return *at > 0;
    case Op::greater_equal:
      return *at >= 0;
    default:
      throw std::logic_error("not a comparison");
  }
}

// ---- members, filters, loops

namespace {

Value whole(std::int64_t number) {
  return {Fraction(number)};
}

}  // namespace

Value Evaluator::path(const Typed& node) {
  const Value owner = evaluate(*node.children[0]);
  const std::string& name = node.text;
  if (owner.is_null()) return {};
  if (const Day* day = owner.get<Day>()) {
    if (name == "year") return whole(day->year);
    if (name == "month") return whole(day->month);
    if (name == "day") return whole(day->day);
    if (name == "weekday") return whole(weekday_of(*day));
  }
  if (const Months* months = owner.get<Months>()) {
    if (name == "years") return whole(months->count / 12);
    if (name == "months") return whole(months->count % 12);
  }
  if (const Seconds* seconds = owner.get<Seconds>()) {
    if (name == "days") return whole(seconds->count / kSecondsOfDay);
    if (name == "hours") return whole(seconds->count % kSecondsOfDay / 3600);
    if (name == "minutes") return whole(seconds->count % 3600 / 60);
    if (name == "seconds") return whole(seconds->count % 60);
  }
  if (const Record* record = owner.get<Record>()) {
    for (std::size_t i = 0; i < record->names.size(); ++i) {
      if (record->names[i] == name) return record->values[i];
    }
    return {};
  }
  throw NotCovered("member " + name);
}

Value Evaluator::filter(const Typed& node) {
  const Value owner = evaluate(*node.children[0]);
  if (owner.get<List>() == nullptr) throw NotCovered("a filter of no list");
  const List& items = *owner.get<List>();
  const Typed& by = *node.children[1];
  if (by.type.is(feel::Type::Kind::number)) {
    local(node.index) = items.empty() ? Value{} : items[0];
    const Value position = evaluate(by);
    const auto at = position.is_null() ? std::nullopt : whole_of(*position.get<Fraction>());
    const auto size = static_cast<std::int64_t>(items.size());
    if (at && *at >= 1 && *at <= size) return items[static_cast<std::size_t>(*at - 1)];
    if (at && *at <= -1 && *at >= -size) return items[static_cast<std::size_t>(size + *at)];
    return {};
  }
  List chosen;
  for (const Value& item : items) {
    local(node.index) = item;
    if (evaluate(by).is(true)) chosen.push_back(item);
  }
  return {std::move(chosen)};
}

Value Evaluator::loop(const Typed& node) {
  if (node.children.size() != 2 || node.uses_partial) throw NotCovered("a loop of this form");
  const Value domain = evaluate(*node.children[0]);
  if (domain.is_null()) return {};
  if (domain.get<List>() == nullptr) throw NotCovered("a loop over no list");
  List results;
  for (const Value& item : *domain.get<List>()) {
    local(node.index) = item;
    results.push_back(evaluate(*node.children[1]));
  }
  if (node.op == Op::for_each) return {std::move(results)};
  Truth all = node.op == Op::every;
  for (const Value& result : results) {
    const Truth truth = truth_of(result);
    all = node.op == Op::every ? both(all, truth) : either(all, truth);
  }
  return value_of(all);
}

Value Evaluator::call(const Typed& node) {
  List arguments;
  for (const auto& child : node.children)
    arguments.push_back(evaluate(*child));
  if (node.op == Op::call_builtin) {
    const std::string name(node.builtin->name);
    exercise_.named("function " + name);
    return call_builtin(name, arguments);
  }
  if (arguments.size() != 1) throw NotCovered("a lookup of several arguments");
  Given found = world_.look_up(node.slot, arguments[0]);
  open_ |= found.open;
  return std::move(found.value);
}

// ---- tests

Span Evaluator::span(const Typed& node) {
  Span made;
  if (node.children[0]) made.low.push_back(evaluate(*node.children[0]));
  if (node.children[1]) made.high.push_back(evaluate(*node.children[1]));
  made.low_included = node.low_included;
  made.high_included = node.high_included;
  return made;
}

Truth Evaluator::any_of(const Typed& node, std::size_t first) {
  Truth any = false;
  for (std::size_t i = first; i < node.children.size(); ++i) {
    any = either(any, test(*node.children[i]));
    if (any == true) return any;
  }
  return any;
}

Truth Evaluator::test(const Typed& node) {
  exercise_.op(node.op);
  switch (node.op) {
    case Op::test_anything:
      return true;
    case Op::test_compare: {
      const Value by = evaluate(*node.children[0]);
      return comparison(node.comparison, local(node.index), by);
    }
    case Op::test_value: {
      const Value by = evaluate(*node.children[0]);
      return test_against(local(node.index), by);
    }
    case Op::test_boolean:
      return truth_of(evaluate(*node.children[0]));
    case Op::test_not:
      return negation(any_of(node, 0));
    case Op::test_any_of:
      return any_of(node, 0);
    default:
      throw NotCovered("test " + name_of(node.op));
  }
}

Truth Evaluator::test_against(const Value& input, const Value& test) const {
  if (const Span* range = test.get<Span>()) return inside(input, *range);
  const List* items = test.get<List>();
  if (items == nullptr || input.get<List>() != nullptr) return equal(input, test);
  Truth any = false;
  for (const Value& item : *items)
    any = either(any, test_against(input, item));
  return any;
}

}  // namespace fugong::oracle
