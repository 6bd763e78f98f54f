// What a decision table may give while some of its rules may fire or not: docs/unknown.md.
#include <algorithm>

#include "engines/decision/evaluate.hpp"

namespace fugong::decision {

using feel::Domain;
using feel::Value;

namespace {

/// Doubtful rules of which every selection is tried.
constexpr std::size_t kMaxTriedRules = 6;
static_assert(std::size_t{1} << kMaxTriedRules <= feel::kMaxCandidates);

/// Grows by what one more way of firing gives.
class Outcomes {
 public:
  explicit Outcomes(Value sources) : sources_(std::move(sources)) {}
  void add(const Value& value) {
    const Value doubt = value.is_unknown() ? value : doubt_inside(value);
    if (doubt.is_unknown()) sources_ = Value::unknown_from(sources_, doubt);
    const Domain one = Domain::of(value);
    domain_ = domain_ ? Domain::hull(*domain_, one) : one;
  }
  Value result() const { return domain_ ? within(sources_, *domain_) : sources_; }
  bool hopeless() const { return domain_ && domain_->is_anything(); }

 private:
  Value sources_;
  std::optional<Domain> domain_;
};

/// Literals that a test compares the input with; where they lie, the verdict may change.
void collect_cuts(const Typed& test, feel::List& cuts) {
  const auto collect = [&cuts](const auto& self, const Value& value) -> void {
    if (value.kind() == feel::Kind::range) {
      if (value.range().low) cuts.push_back(*value.range().low);
      if (value.range().high) cuts.push_back(*value.range().high);
    } else if (value.kind() == feel::Kind::list) {
      for (const Value& item : value.list())
        self(self, item);
    } else {
      cuts.push_back(value);
    }
  };
  switch (test.op) {
    case Op::test_compare:
    case Op::test_value:
      if (test.children[0]->op == Op::literal) collect(collect, test.children[0]->value);
      break;
    case Op::test_not:
    case Op::test_any_of:
      for (const TypedPtr& child : test.children)
        collect_cuts(*child, cuts);
      break;
    default:
      break;
  }
}

std::vector<std::size_t> merged(const std::vector<std::size_t>& a,
                                const std::vector<std::size_t>& b) {
  std::vector<std::size_t> all;
  std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
  return all;
}

}  // namespace

Value Evaluator::settle(const TypedTable& table, const std::vector<Value>& inputs,
                        const Firing& firing) {
  const std::size_t errors_before = environment_.errors.size();
  // With a rule that surely fires, the first is among the doubtful ones or it.
  const bool parts_help = table.hit != HitPolicy::first || firing.sure.empty();
  std::optional<Value> result;
  if (parts_help) result = by_parts(table, inputs, firing);
  if (!result) result = possible(table, firing);
  if (environment_.steps <= kMaxSteps) environment_.errors.resize(errors_before);
  return *std::move(result);
}

/// Each column's domain cut where its tests change their verdict: the table for each combination of
/// the parts. Empty if there is nothing to cut or all would be too many.
std::optional<Value> Evaluator::by_parts(const TypedTable& table, const std::vector<Value>& inputs,
                                         const Firing& firing) {
  const std::vector<std::size_t> rules = merged(firing.sure, firing.maybe);
  std::vector<std::pair<std::size_t, std::vector<Value>>> columns;
  std::size_t combinations = 1;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!inputs[i].is_unknown() || inputs[i].domain().is_anything()) continue;
    std::vector<Value> parts = inputs[i].domain().candidates();
    if (parts.empty()) {
      feel::List cuts;
      for (const std::size_t rule : rules) {
        if (table.rules[rule].tests[i]) collect_cuts(*table.rules[rule].tests[i], cuts);
      }
      parts = pieces(inputs[i], std::move(cuts));
    }
    if (parts.size() < 2 || combinations * parts.size() > feel::kMaxCandidates) continue;
    combinations *= parts.size();
    columns.emplace_back(i, std::move(parts));
  }
  if (columns.empty()) return std::nullopt;
  Outcomes outcomes(firing.doubt);
  std::vector<Value> chosen = inputs;
  for (std::size_t combination = 0; combination < combinations; ++combination) {
    if (!step()) return Value();
    std::size_t rest = combination;
    for (const auto& [column, parts] : columns) {
      chosen[column] = parts[rest % parts.size()];
      rest /= parts.size();
    }
    const Firing part = fire(table, chosen, &rules);
    outcomes.add(part.maybe.empty() ? decide(table, part.sure) : possible(table, part));
    if (outcomes.hopeless()) break;
  }
  return outcomes.result();
}

Value Evaluator::possible(const TypedTable& table, const Firing& firing) {
  if (table.hit == HitPolicy::first || table.hit == HitPolicy::unique) {
    return possible_first_or_unique(table, firing);
  }
  if (firing.maybe.size() > kMaxTriedRules) {
    return possible_of_many(table, firing);
  }
  Outcomes outcomes(firing.doubt);
  for (std::size_t selection = 0; selection < std::size_t{1} << firing.maybe.size(); ++selection) {
    if (!step()) return Value();
    std::vector<std::size_t> fires;
    for (std::size_t i = 0; i < firing.maybe.size(); ++i) {
      if ((selection >> i & 1U) != 0) fires.push_back(firing.maybe[i]);
    }
    outcomes.add(decide(table, merged(firing.sure, fires)));
  }
  return outcomes.result();
}

/// Too many doubtful rules to try every selection.
Value Evaluator::possible_of_many(const TypedTable& table, const Firing& firing) {
  Outcomes outcomes(firing.doubt);
  if (firing.sure.empty()) outcomes.add(decide(table, {}));
  const auto number = [](std::size_t count) { return Value::of(static_cast<std::int64_t>(count)); };
  switch (table.hit) {
    case HitPolicy::any:
      outcomes.add(Value());  // they may disagree
      [[fallthrough]];
    case HitPolicy::priority:
      for (const std::size_t rule : merged(firing.sure, firing.maybe))
        outcomes.add(output_of(table, table.rules[rule]));
      break;
    case HitPolicy::collect_count:
      outcomes.add(Value::unknown(
          firing.doubt.sources(),
          Domain::within({number(std::max<std::size_t>(firing.sure.size(), 1)),
                          number(firing.sure.size() + firing.maybe.size()), true, true})));
      break;
    default:
      outcomes.add(firing.doubt);
  }
  return outcomes.result();
}

/// What the hits of one way of firing give, an output among them being unknown.
Value Evaluator::combined(const TypedTable& table, const std::vector<Value>& outputs,
                          const Value& doubt) {
  const auto fold = [&](std::string_view name) {
    return lifting_.builtin(name, outputs, [&](std::span<const Value> chosen) {
      return aggregate(table.hit, {chosen.begin(), chosen.end()});
    });
  };
  switch (table.hit) {
    case HitPolicy::unique:
    case HitPolicy::first:
      return outputs[0];
    case HitPolicy::any:
    case HitPolicy::priority: {
      if (outputs.size() == 1) return outputs[0];
      Outcomes outcomes(doubt);
      for (const Value& output : outputs)
        outcomes.add(output);
      if (table.hit == HitPolicy::any) outcomes.add(Value());  // they may disagree
      return outcomes.result();
    }
    case HitPolicy::collect_sum:
      return fold("sum");
    case HitPolicy::collect_min:
      return fold("min");
    case HitPolicy::collect_max:
      return fold("max");
    default:
      return doubt;
  }
}

/// F: a doubtful rule, or else the first sure one, or no match. U: one of them; none, if no rule
/// surely fires; several (null), if another may.
Value Evaluator::possible_first_or_unique(const TypedTable& table, const Firing& firing) {
  const bool unique = table.hit == HitPolicy::unique;
  if (unique && firing.sure.size() > 1) return Value();  // several, whatever the rest is
  Outcomes outcomes(firing.doubt);
  outcomes.add(firing.sure.empty() ? otherwise(table)
                                   : output_of(table, table.rules[firing.sure[0]]));
  for (const std::size_t rule : firing.maybe) {
    if (!unique || firing.sure.empty()) outcomes.add(output_of(table, table.rules[rule]));
  }
  if (unique && firing.sure.size() + firing.maybe.size() > 1) outcomes.add(Value());
  return outcomes.result();
}

}  // namespace fugong::decision
