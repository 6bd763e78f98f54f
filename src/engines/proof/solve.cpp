#include "engines/proof/solve.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "engines/proof/columns.hpp"

namespace fugong::proof {

using feel::Kind;
using feel::Value;

namespace {

class Solver {
 public:
  Solver(const law::Rulebook& book, std::string_view owner, const Date& known_at)
      : book_(book), owner_(owner), lookups_(book.lookups(known_at)) {
    environment_.functions = lookups_.get();
    environment_.call.now.date = known_at;
  }

  bool bring(const std::string& expression, const Value& wanted) {
    if (const auto fact = book_.fact_index(trim(expression))) return give(*fact, wanted);
    if (const auto call = lookup_call(book_, expression)) return turn_round(*call, wanted);
    const auto slot = slot_of(book_, owner_, trim(expression));
    return slot && solve_step(*slot, wanted);
  }

  Situation take() { return std::move(situation_); }

 private:
  /// False if it has another value already.
  bool give(std::uint16_t fact, const Value& value) {
    for (const law::GivenFact& given : situation_) {
      if (given.fact == fact) return feel::equal(given.value, value).is_true();
    }
    // A fact can't be given as null: there the question doesn't apply.
    if (value.is_null()) return false;
    situation_.push_back({fact, value});
    return true;
  }

  bool turn_round(const LookupCall& call, const Value& wanted) {
    const law::Fact& fact = book_.facts()[call.fact];
    feel::List keys;
    if (const law::CodeList* list = book_.find_list(fact.list)) {
      for (const law::ListEntry& entry : list->entries)
        keys.push_back(Value::of(entry.code));
    } else {
      for (const law::Lookup::Row& row : book_.source().lookups[call.lookup].rows)
        keys.push_back(Value::of(row.key));
      keys.push_back(Value::of("(another value)"));
    }
    if (fact.type == law::FactType::date) return false;
    for (const Value& key : keys) {
      const Value found = lookups_->call(call.lookup, std::span(&key, 1));
      if (!found.is_unknown() && feel::equal(found, wanted).is_true() && give(call.fact, key))
        return true;
    }
    return false;
  }

  Value at(decision::Slot slot, std::uint16_t fact, const Value& value) {
    decision::Frame frame = book_.program().new_frame();
    for (const law::GivenFact& given : situation_)
      set(frame, given);
    if (!value.is_null()) set(frame, {fact, value});
    for (const law::Decision& decision : book_.source().decisions)
      book_.program().set(frame, *book_.program().find(decision.definition.name + "/in_force"),
                          Value::of(true));
    environment_.steps = 0;
    return book_.program().evaluate(slot, frame, environment_);
  }

  void set(decision::Frame& frame, const law::GivenFact& given) const {
    book_.program().set(frame, *book_.program().find(book_.facts()[given.fact].name), given.value);
  }

  bool solve_step(decision::Slot slot, const Value& wanted) {
    std::vector<std::uint16_t> open = facts_behind(book_, {slot});
    std::erase_if(open, [&](std::uint16_t fact) {
      return std::any_of(situation_.begin(), situation_.end(),
                         [&](const law::GivenFact& given) { return given.fact == fact; });
    });
    const auto reached = [&](std::uint16_t fact, const Value& value) {
      const Value result = at(slot, fact, value);
      return !result.is_unknown() && feel::equal(result, wanted).is_true();
    };
    if (open.empty()) return reached(0, Value());
    if (open.size() > 1) return false;
    const Column column = column_of(book_, book_.facts()[open[0]]);
    for (const Value& value : column.values) {
      if (reached(open[0], value)) return give(open[0], value);
    }
    const auto value = linear(slot, open[0], wanted);
    if (!value) return false;
    const bool inside = !(column.least && feel::exact_order(*value, *column.least) < 0) &&
                        !(column.greatest && feel::exact_order(*column.greatest, *value) < 0);
    return inside && reached(open[0], *value) && give(open[0], *value);
  }

  /// The fact for which the step, taken for a line through its values at 0 and 1, is as wanted.
  std::optional<Value> linear(decision::Slot slot, std::uint16_t fact, const Value& wanted) {
    if (wanted.kind() != Kind::number) return std::nullopt;
    const Value zero = at(slot, fact, Value::of(0));
    const Value one = at(slot, fact, Value::of(1));
    if (zero.kind() != Kind::number || one.kind() != Kind::number) return std::nullopt;
    const Value value = feel::divide(feel::subtract(wanted, zero), feel::subtract(one, zero));
    return value.kind() == Kind::number ? std::optional(value) : std::nullopt;
  }

  const law::Rulebook& book_;
  std::string_view owner_;
  std::unique_ptr<decision::Functions> lookups_;
  decision::Environment environment_;
  Situation situation_;
};

}  // namespace

std::optional<Situation> solve(const law::Rulebook& book, std::string_view owner,
                               std::span<const std::string> expressions, const feel::List& values,
                               const Date& known_at) {
  Solver solver(book, owner, known_at);
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    if (!solver.bring(expressions[i], values[i])) return std::nullopt;
  }
  return solver.take();
}

}  // namespace fugong::proof
