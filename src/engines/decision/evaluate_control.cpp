// Paths, filters, loops and calls of the row interpreter.
#include <algorithm>

#include "engines/decision/evaluate.hpp"

namespace fugong::decision {

using feel::Kind;
using feel::Value;

namespace {

/// The items of a list; a scalar is a list of one (DMN 1.5, 10.3.2.9.4).
feel::List as_list(const Value& value) {
  if (value.kind() == Kind::list) return value.list();
  if (value.is_null()) return {};
  return {value};
}

class Closure final : public feel::Function {
 public:
  Closure(const Typed& node, std::vector<Value> captured, const Program::Impl& program,
          Frame& frame, Environment& environment)
      : node_(node),
        captured_(std::move(captured)),
        program_(program),
        frame_(frame),
        environment_(environment) {}

  const std::vector<std::string>& parameters() const override { return node_.names; }

  Value call(std::span<const Value> arguments) const override {
    if (environment_.call_depth >= kMaxCallDepth) {
      environment_.errors.push_back({0, "calls-too-deep"});
      return Value();
    }
    ++environment_.call_depth;
    Value result = Evaluator(program_, frame_, environment_)
                       .call_closure(*node_.children[0], captured_, arguments);
    --environment_.call_depth;
    return result;
  }

 private:
  const Typed& node_;
  std::vector<Value> captured_;
  const Program::Impl& program_;
  Frame& frame_;
  Environment& environment_;
};

}  // namespace

Value Evaluator::call_closure(const Typed& body, const std::vector<Value>& captured,
                              std::span<const Value> arguments) {
  locals_ = captured;
  base_ = 0;
  locals_.insert(locals_.end(), arguments.begin(), arguments.end());
  return evaluate(body);
}

Value Evaluator::path(const Typed& node) {
  Value owner = evaluate(*node.children[0]);
  if (owner.is_unknown()) return lifting_.property(owner, node.text);
  if (owner.is_null()) return owner;
  if (owner.kind() == Kind::context) {
    const Value* entry = owner.find(node.text);
    return entry != nullptr ? *entry : Value();
  }
  if (owner.kind() == Kind::list) {
    feel::List members;
    for (const Value& item : owner.list()) {
      const Value* entry = item.find(node.text);
      members.push_back(item.is_unknown()  ? Value::unknown_from(item, item)
                        : entry != nullptr ? *entry
                                           : Value());
    }
    return Value::of(std::move(members));
  }
  if (auto member = feel::property(owner, node.text)) return *member;
  return error("no-such-member");
}

Value Evaluator::filter(const Typed& node) {
  Value owner = evaluate(*node.children[0]);
  if (owner.is_unknown()) return Value::unknown_from(owner, owner);
  const Typed& by = *node.children[1];
  const feel::List items = as_list(owner);
  locals_.push_back(items.empty() ? Value() : items[0]);
  Value first = evaluate(by);
  Value result;
  if (first.kind() == Kind::number) {
    const auto index = first.number().to_int64();
    const auto size = static_cast<std::int64_t>(items.size());
    if (index && *index >= 1 && *index <= size) {
      result = items[static_cast<std::size_t>(*index - 1)];
    } else if (index && *index <= -1 && *index >= -size) {
      result = items[static_cast<std::size_t>(size + *index)];
    } else {
      result = error("index-out-of-range");
    }
  } else if (owner.is_null()) {
    result = Value();
  } else {
    feel::List kept;
    for (std::size_t i = 0; i < items.size(); ++i) {
      locals_.back() = items[i];
      const Value keep = i == 0 ? first : evaluate(by);
      if (keep.is_unknown()) {
        locals_.pop_back();
        return Value::unknown_from(keep, keep);
      }
      if (keep.is_true()) kept.push_back(items[i]);
    }
    result = Value::of(std::move(kept));
  }
  locals_.pop_back();
  return result;
}

/// What a loop runs over: the items of a list, or the whole numbers or days of a range.
Value Evaluator::domain_items(const Typed& domain) {
  Value low;
  Value high;
  bool downwards = false;
  if (domain.op == Op::iteration_range) {
    low = evaluate(*domain.children[0]);
    high = evaluate(*domain.children[1]);
    downwards = true;
  } else {
    Value value = evaluate(domain);
    if (value.is_unknown()) return Value::unknown_from(value, value);
    if (value.kind() != Kind::range) return value;
    const feel::Range& range = value.range();
    if (!range.low || !range.high) return error("range-not-bounded");
    low = *range.low;
    high = *range.high;
    const Value one = low.kind() == Kind::date ? Value::of(feel::SecondsDuration{86'400, 0})
                                               : Value::of(Decimal(1));
    if (!range.low_included) low = feel::add(low, one);
    if (!range.high_included) high = feel::subtract(high, one);
  }
  if (low.is_unknown() || high.is_unknown()) return Value::unknown_from(low, high);
  std::int64_t from = 0;
  std::int64_t to = 0;
  const bool dates = low.kind() == Kind::date && high.kind() == Kind::date;
  if (dates) {
    from = low.date().days();
    to = high.date().days();
  } else if (low.kind() == Kind::number && high.kind() == Kind::number) {
    const auto first = low.number().to_int64();
    const auto last = high.number().to_int64();
    if (!first || !last) return error("range-not-whole");
    from = *first;
    to = *last;
  } else {
    return error("range-not-iterable");
  }
  if (to < from && !downwards) return error("range-not-iterable");
  const std::int64_t direction = to < from ? -1 : 1;
  const auto span = direction > 0
                        ? static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from)
                        : static_cast<std::uint64_t>(from) - static_cast<std::uint64_t>(to);
  if (span >= kMaxIterations) return error("too-much-work");
  feel::List items;
  for (std::int64_t at = from;; at += direction) {
    items.push_back(dates ? Value::of(Date::from_days(at)) : Value::of(Decimal(at)));
    if (at == to) break;
  }
  return Value::of(std::move(items));
}

bool Evaluator::iterate(const Typed& node, std::size_t domain, Value& doubt,
                        const std::function<bool()>& body) {
  if (domain + 1 == node.children.size()) return body();
  const Value items = domain_items(*node.children[domain]);
  if (items.is_unknown()) {  // it depends on an earlier variable
    doubt = Value::unknown_from(doubt, items);
    return false;
  }
  for (const Value& item : as_list(items)) {
    locals_.push_back(item);
    const bool go_on = iterate(node, domain + 1, doubt, body);
    locals_.pop_back();
    if (!go_on || environment_.steps > kMaxSteps) return false;
  }
  return true;
}

Value Evaluator::loop(const Typed& node) {
  // A domain that is unknown or null makes the whole loop so; later domains may depend on earlier
  // variables and are looked at with null in their place.
  const std::size_t domains = node.children.size() - 1;
  const std::size_t outer = locals_.size();
  for (std::size_t i = 0; i < domains; ++i) {
    const std::size_t errors_before = environment_.errors.size();
    Value items = domain_items(*node.children[i]);
    if (i > 0) environment_.errors.resize(errors_before);
    if (items.is_unknown() || (i == 0 && items.is_null())) {
      locals_.resize(outer);
      return items;
    }
    locals_.push_back(Value());
  }
  locals_.resize(outer);
  const Typed& body = *node.children.back();
  if (node.op == Op::for_each) {
    feel::List results;
    Value doubt;
    const bool finished = iterate(node, 0, doubt, [&] {
      // Copying the results so far is quadratic: only for a body that looks at them.
      locals_.push_back(node.uses_partial ? Value::of(results) : Value());
      results.push_back(evaluate(body));
      locals_.pop_back();
      return results.size() <= kMaxIterations;
    });
    if (doubt.is_unknown()) return doubt;
    if (!finished) return error("too-much-work");
    return Value::of(std::move(results));
  }
  const bool deciding = node.op == Op::some;
  bool seen_null = false;
  Value doubt = Value::of(deciding);
  bool decided = false;
  iterate(node, 0, doubt, [&] {
    const Value value = evaluate(body);
    decided = value.kind() == Kind::boolean && value.boolean() == deciding;
    if (value.is_unknown()) doubt = Value::unknown_from(doubt, value);
    if (value.kind() != Kind::boolean && !value.is_unknown()) seen_null = true;
    return !decided;
  });
  if (decided) return Value::of(deciding);
  if (doubt.is_unknown()) return doubt;
  return seen_null ? Value() : Value::of(!deciding);
}

/// Of a function of the host and a slot no more is noted than what the function says of it.
Value Evaluator::argument(const Typed& call, const Typed& node) {
  const bool lookup = call.op == Op::call_external && call.children.size() == 1;
  if (!lookup || node.op != Op::load || environment_.watch == nullptr ||
      !environment_.watch->notes(node.slot)) {
    return evaluate(node);
  }
  environment_.watch->seen.push_back({node.slot, call.slot});
  return unwatched(node.slot);
}

Value Evaluator::call(const Typed& node) {
  if (node.op == Op::make_function) {
    std::vector<Value> captured(locals_.begin() + static_cast<std::ptrdiff_t>(base_),
                                locals_.end());
    return Value::of(std::shared_ptr<const feel::Function>(
        std::make_shared<Closure>(node, std::move(captured), program_, frame_, environment_)));
  }
  std::vector<Value> values;
  values.reserve(node.children.size());
  bool doubt = false;
  for (const TypedPtr& child : node.children) {
    values.push_back(argument(node, *child));
    const Value& value = values.back();
    doubt = doubt || value.is_unknown() || doubt_inside(value).is_unknown();
  }
  if (doubt) return lifted_call(node, values);
  if (node.op == Op::call_external) {
    FUGONG_CHECK(environment_.functions != nullptr, "a program with lookups needs their host");
    return environment_.functions->call(node.slot, values);
  }
  if (node.op == Op::call_builtin) return call_builtin(node, std::move(values));
  if (values[0].kind() != Kind::function) return error("not-a-function");
  const feel::Function& function = values[0].function();
  const auto& parameters = function.parameters();
  std::vector<Value> arguments(values.begin() + 1, values.end());
  if (arguments.size() != parameters.size()) return error("wrong-number-of-arguments");
  if (!node.names.empty()) {
    std::vector<Value> ordered(arguments.size());
    for (std::size_t i = 0; i < node.names.size(); ++i) {
      const auto at = std::find(parameters.begin(), parameters.end(), node.names[i]);
      if (at == parameters.end()) return error("wrong-argument-name");
      ordered[static_cast<std::size_t>(at - parameters.begin())] = arguments[i];
    }
    arguments = std::move(ordered);
  }
  return function.call(arguments);
}

/// A call with an unknown among the arguments, or inside of one.
Value Evaluator::lifted_call(const Typed& node, std::span<const Value> values) {
  const std::size_t errors_before = environment_.errors.size();
  const Known call = [&](std::span<const Value> chosen) {
    if (!step()) return Value();
    if (node.op == Op::call_external) return environment_.functions->call(node.slot, chosen);
    return call_builtin(node, {chosen.begin(), chosen.end()});
  };
  Value result;
  for (const Value& value : values) {
    const Value found = value.is_unknown() ? value : doubt_inside(value);
    if (found.is_unknown()) result = Value::unknown_from(result, found);
  }
  if (node.op == Op::call_builtin) {
    result = lifting_.builtin(node.builtin->name, values, call);
  } else if (node.op == Op::call_external) {
    FUGONG_CHECK(environment_.functions != nullptr, "a program with lookups needs their host");
    const bool inside = std::any_of(values.begin(), values.end(), [](const Value& value) {
      return doubt_inside(value).is_unknown();
    });
    auto tried = inside ? std::nullopt : for_each_candidate(values, call);
    if (tried) result = *std::move(tried);
  }
  // What one candidate would run into is no error of the rest.
  if (environment_.errors.size() > errors_before && environment_.steps <= kMaxSteps) {
    environment_.errors.resize(errors_before);
  }
  return result;
}

Value Evaluator::call_builtin(const Typed& node, std::vector<Value> arguments) {
  const feel::Builtin& builtin = *node.builtin;
  if (arguments.size() < builtin.min_arguments || (!builtin.variadic && builtin.overloads.empty() &&
                                                   arguments.size() > builtin.parameters.size())) {
    return error("wrong-number-of-arguments");
  }
  const feel::CallContext context{environment_.call.now,
                                  [this](std::string_view code) { error(code); }};
  return builtin.call(context, arguments);
}

}  // namespace fugong::decision
