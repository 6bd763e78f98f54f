// Decision tables (DMN 1.5, 8.2.8 to 8.2.11), with unknowns: a rule whose tests are all true surely
// fires; one with no false test but an unknown one may fire. What the table gives if some may is
// worked out in table_unknown.cpp.
#include <algorithm>

#include "engines/decision/evaluate.hpp"

namespace fugong::decision {

using feel::Value;

Value Evaluator::table(const TypedTable& table, Slot slot) {
  std::vector<Value> inputs;
  inputs.reserve(table.inputs.size());
  for (const TypedPtr& input : table.inputs)
    inputs.push_back(evaluate(*input));
  locals_.push_back(Value());  // what ? stands for
  Value refused;               // unknown: an input may not be allowed, which makes the table null
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!table.allowed[i]) continue;
    local(0) = inputs[i];
    const Value verdict = test(*table.allowed[i]);
    if (verdict.is_unknown() && truths_of(verdict).may_be_true) {
      refused = Value::unknown_from(refused, verdict);
    } else if (!verdict.is_true()) {
      return error("input-not-allowed");
    }
  }
  const Firing firing = fire(table, inputs, nullptr);
  if (environment_.trace && !(firing.sure.empty() && firing.maybe.empty())) {
    TableMatch match{slot, {}, {}};
    for (const std::size_t rule : firing.sure)
      match.rules.push_back(static_cast<int>(rule) + 1);
    for (const std::size_t rule : firing.maybe)
      match.maybe.push_back(static_cast<int>(rule) + 1);
    environment_.matches.push_back(std::move(match));
  }
  Value result = firing.maybe.empty() ? decide(table, firing.sure) : settle(table, inputs, firing);
  return refused.is_unknown() ? lifting_.either(refused, result, Value()) : result;
}

Evaluator::Firing Evaluator::fire(const TypedTable& table, const std::vector<Value>& inputs,
                                  const std::vector<std::size_t>* among) {
  Firing firing;
  const std::size_t count = among != nullptr ? among->size() : table.rules.size();
  for (std::size_t at = 0; at < count; ++at) {
    const std::size_t r = among != nullptr ? (*among)[at] : at;
    const TypedRule& rule = table.rules[r];
    bool matches = true;
    Value rule_doubt;
    for (std::size_t i = 0; matches && i < rule.tests.size(); ++i) {
      if (!rule.tests[i]) continue;
      local(0) = inputs[i];
      const Value verdict = test(*rule.tests[i]);
      if (verdict.is_unknown() && truths_of(verdict).may_be_true) {
        rule_doubt = Value::unknown_from(rule_doubt, verdict);
      } else if (!verdict.is_true()) {
        matches = false;
      }
    }
    if (!matches) continue;
    if (rule_doubt.is_unknown()) {
      firing.maybe.push_back(r);
      firing.doubt = Value::unknown_from(firing.doubt, rule_doubt);
      continue;
    }
    firing.sure.push_back(r);
    if (table.hit == HitPolicy::first) break;
    // Without doubt the first two hits settle "any" only if they differ, so all are looked at.
  }
  if (!firing.maybe.empty()) {
    firing.maybe = lifting_.doubtful(table.hit, std::move(firing.maybe));
  }
  return firing;
}

Value Evaluator::otherwise(const TypedTable& table) {
  if (table.otherwise.empty()) return Value();
  if (table.single_output()) return evaluate(*table.otherwise[0]);
  feel::Context context;
  for (std::size_t i = 0; i < table.otherwise.size(); ++i) {
    context.emplace_back(table.output_names[i], evaluate(*table.otherwise[i]));
  }
  return Value::of(std::move(context));
}

Value Evaluator::output_of(const TypedTable& table, const TypedRule& rule) {
  if (table.single_output()) return evaluate(*rule.outputs[0]);
  feel::Context context;
  Value doubt;
  for (std::size_t i = 0; i < rule.outputs.size(); ++i) {
    Value output = evaluate(*rule.outputs[i]);
    if (output.is_unknown()) doubt = Value::unknown_from(doubt, output);
    context.emplace_back(table.output_names[i], std::move(output));
  }
  if (doubt.is_unknown()) return doubt;
  return Value::of(std::move(context));
}

Value Evaluator::decide(const TypedTable& table, const std::vector<std::size_t>& hits) {
  if (hits.empty()) {
    if (table.hit == HitPolicy::collect_count && table.otherwise.empty())
      return Value::of(Decimal(0));
    return otherwise(table);
  }
  if (table.hit == HitPolicy::unique && hits.size() > 1) return error("table-several-rules-match");
  std::vector<Value> outputs;
  outputs.reserve(hits.size());
  Value doubt;
  for (const std::size_t hit : hits) {
    outputs.push_back(output_of(table, table.rules[hit]));
    const Value& output = outputs.back();
    const Value found = output.is_unknown() ? output : doubt_inside(output);
    if (found.is_unknown()) doubt = Value::unknown_from(doubt, found);
  }
  if (doubt.is_unknown() && table.hit != HitPolicy::collect_count) {
    return combined(table, outputs, doubt);
  }
  switch (table.hit) {
    case HitPolicy::unique:
    case HitPolicy::first:
      return outputs[0];
    case HitPolicy::any:
      for (const Value& output : outputs) {
        if (!feel::equal(outputs[0], output).is_true()) return error("table-rules-disagree");
      }
      return outputs[0];
    case HitPolicy::priority:
      return in_output_order(table, std::move(outputs)).list()[0];
    case HitPolicy::output_order:
      return in_output_order(table, std::move(outputs));
    case HitPolicy::rule_order:
    case HitPolicy::collect:
      return Value::of(std::move(outputs));
    default:
      return aggregate(table.hit, outputs);
  }
}

Value Evaluator::in_output_order(const TypedTable& table, std::vector<Value> outputs) {
  // Rank of a value among the output values of its column; values that aren't listed come last.
  const auto rank = [&](const Value& output, std::size_t column) {
    const std::vector<Value>& values = table.priorities[column];
    const Value& cell = table.single_output() ? output : output.context()[column].second;
    std::size_t at = 0;
    while (at < values.size() && !feel::equal(values[at], cell).is_true())
      ++at;
    return at;
  };
  std::stable_sort(outputs.begin(), outputs.end(), [&](const Value& a, const Value& b) {
    for (std::size_t column = 0; column < table.output_names.size(); ++column) {
      const std::size_t left = rank(a, column);
      const std::size_t right = rank(b, column);
      if (left != right) return left < right;
    }
    return false;
  });
  return Value::of(std::move(outputs));
}

Value Evaluator::aggregate(HitPolicy policy, const std::vector<Value>& outputs) {
  if (policy == HitPolicy::collect_count) {
    return Value::of(Decimal(static_cast<std::int64_t>(outputs.size())));
  }
  Value result = outputs[0];
  for (std::size_t i = 1; i < outputs.size(); ++i) {
    if (policy == HitPolicy::collect_sum) {
      result = feel::add(result, outputs[i]);
      continue;
    }
    const auto order = feel::compare(outputs[i], result);
    if (!order) return error("table-not-comparable");
    if (policy == HitPolicy::collect_min ? *order < 0 : *order > 0) result = outputs[i];
  }
  return result;
}

}  // namespace fugong::decision
