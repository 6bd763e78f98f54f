// Decision tables (DMN 1.5, 8.2.8 to 8.2.11), with unknowns: a rule whose tests are all true surely
// fires; one with no false test but an unknown one may fire. The answer is known only if it is the
// same whichever of the doubtful rules fire.
#include <algorithm>

#include "engines/decision/evaluate.hpp"

namespace fugong::decision {

using feel::Value;

Value Evaluator::table(const Definition&, const TypedTable& table, Slot slot) {
  std::vector<Value> inputs;
  inputs.reserve(table.inputs.size());
  for (const TypedPtr& input : table.inputs)
    inputs.push_back(evaluate(*input));
  locals_.push_back(Value());  // what ? stands for
  Value doubt;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!table.allowed[i] || inputs[i].is_unknown()) continue;
    local(0) = inputs[i];
    if (!test(*table.allowed[i]).is_true()) return error("input-not-allowed");
  }
  std::vector<std::size_t> sure;
  std::vector<std::size_t> maybe;
  for (std::size_t r = 0; r < table.rules.size(); ++r) {
    const TypedRule& rule = table.rules[r];
    bool matches = true;
    Value rule_doubt;
    for (std::size_t i = 0; matches && i < rule.tests.size(); ++i) {
      if (!rule.tests[i]) continue;
      local(0) = inputs[i];
      const Value verdict = test(*rule.tests[i]);
      if (verdict.is_unknown()) {
        rule_doubt = Value::unknown_from(rule_doubt, verdict);
      } else if (!verdict.is_true()) {
        matches = false;
      }
    }
    if (!matches) continue;
    if (rule_doubt.is_unknown()) {
      maybe.push_back(r);
      doubt = Value::unknown_from(doubt, rule_doubt);
      continue;
    }
    sure.push_back(r);
    if (table.hit == HitPolicy::first) break;
    // Without doubt the first two hits settle "any" only if they differ, so all are looked at.
  }
  if (!maybe.empty()) return settle(table, slot, sure, maybe, doubt);
  return decide(table, slot, sure);
}

Value Evaluator::settle(const TypedTable& table, Slot slot, const std::vector<std::size_t>& sure,
                        const std::vector<std::size_t>& maybe, const Value& doubt) {
  const bool one_output = table.hit == HitPolicy::first || table.hit == HitPolicy::any ||
                          table.hit == HitPolicy::priority;
  Value all = doubt;
  if (one_output) {
    // Every rule that may decide must give the same; where none surely fires, so must "no match".
    Value common = sure.empty() ? otherwise(table) : output_of(table, table.rules[sure[0]]);
    bool same = !common.is_unknown();
    const auto agree = [&](std::size_t rule) {
      const Value output = output_of(table, table.rules[rule]);
      if (output.is_unknown()) all = Value::unknown_from(all, output);
      same = same && !output.is_unknown() && feel::equal(common, output).is_true();
    };
    for (const std::size_t rule : sure)
      agree(rule);
    for (const std::size_t rule : maybe)
      agree(rule);
    if (same) {
      if (environment_.trace && !sure.empty()) {
        environment_.matches.push_back({slot, {static_cast<int>(sure[0]) + 1}});
      }
      return common;
    }
  }
  return all;
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

Value Evaluator::decide(const TypedTable& table, Slot slot, const std::vector<std::size_t>& hits) {
  if (environment_.trace && !hits.empty()) {
    TableMatch match{slot, {}};
    for (const std::size_t hit : hits)
      match.rules.push_back(static_cast<int>(hit) + 1);
    environment_.matches.push_back(std::move(match));
  }
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
    if (outputs.back().is_unknown()) doubt = Value::unknown_from(doubt, outputs.back());
  }
  if (doubt.is_unknown() && table.hit != HitPolicy::collect_count) return doubt;
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
