// The row interpreter over the typed form. Private to engines/decision and the back ends.
#pragma once

#include <span>
#include <vector>

#include "engines/decision/lifting.hpp"

namespace fugong::decision {

class Evaluator {
 public:
  Evaluator(const Program::Impl& program, Frame& frame, Environment& environment);

  const feel::Value& slot(Slot slot);
  feel::Value evaluate(const Typed& node);
  /// Calls the body of a function value with its captured locals.
  feel::Value call_closure(const Typed& body, const std::vector<feel::Value>& captured,
                           std::span<const feel::Value> arguments);
  feel::Value table(const TypedTable& table, Slot slot);

 private:
  const feel::Value& work_out(Slot slot);
  const feel::Value& unwatched(Slot slot);
  feel::Value argument(const Typed& call, const Typed& node);
  const feel::Value& operand(const Typed& node, feel::Value& room);
  feel::Value unset(const Definition& definition);
  feel::Value load_dynamic(const Typed& node);
  feel::Value arithmetic(const Typed& node);
  feel::Value comparison(const Typed& node);
  feel::Value connective(const Typed& node, bool conjunction);
  feel::Value between(const Typed& node);
  feel::Value in(const Typed& node);
  feel::Value choose(const Typed& node);
  feel::Value path(const Typed& node);
  feel::Value filter(const Typed& node);
  feel::Value loop(const Typed& node);
  bool iterate(const Typed& node, std::size_t domain, feel::Value& doubt,
               const std::function<bool()>& body);
  feel::Value domain_items(const Typed& domain);
  feel::Value call(const Typed& node);
  feel::Value lifted_call(const Typed& node, std::span<const feel::Value> values);
  feel::Value call_builtin(const Typed& node, std::vector<feel::Value> arguments);
  feel::Value make_range(const Typed& node);
  feel::Value test(const Typed& node);
  feel::Value test_value(const feel::Value& input, const feel::Value& test);
  feel::Value compare(Op op, const feel::Value& a, const feel::Value& b);
  feel::Value combine(const feel::Value& a, const feel::Value& b, bool deciding);
  feel::Range range_of(const Typed& node);
  feel::Value inside(const feel::Range& range, const feel::Value& x);
  feel::Value any_of(const Typed& node, std::size_t first);

  feel::Value output_of(const TypedTable& table, const TypedRule& rule);
  feel::Value otherwise(const TypedTable& table);
  // Which rules fire, surely or perhaps, for the inputs; of some rules or (empty) of all.
  struct Firing {
    std::vector<std::size_t> sure;
    std::vector<std::size_t> maybe;
    feel::Value doubt;  // of those that may
  };
  Firing fire(const TypedTable& table, const std::vector<feel::Value>& inputs,
              const std::vector<std::size_t>* among);
  feel::Value settle(const TypedTable& table, const std::vector<feel::Value>& inputs,
                     const Firing& firing);
  std::optional<feel::Value> by_parts(const TypedTable& table,
                                      const std::vector<feel::Value>& inputs, const Firing& firing);
  feel::Value possible(const TypedTable& table, const Firing& firing);
  feel::Value possible_first_or_unique(const TypedTable& table, const Firing& firing);
  feel::Value possible_of_many(const TypedTable& table, const Firing& firing);
  feel::Value combined(const TypedTable& table, const std::vector<feel::Value>& outputs,
                       const feel::Value& doubt);
  feel::Value decide(const TypedTable& table, const std::vector<std::size_t>& hits);
  feel::Value in_output_order(const TypedTable& table, std::vector<feel::Value> outputs);
  feel::Value aggregate(HitPolicy policy, const std::vector<feel::Value>& outputs);

  feel::Value& local(std::uint32_t index) { return locals_[base_ + index]; }
  bool step();
  feel::Value error(std::string_view code);
  bool policy() const { return program_.profile == feel::Profile::policy; }

  const Program::Impl& program_;
  Frame& frame_;
  Environment& environment_;
  const Lifting& lifting_;
  std::vector<feel::Value> locals_;
  std::size_t base_ = 0;
  Slot current_ = 0;
};

/// The value of a node that needs no slots and no locals.
feel::Value evaluate_constant(const Typed& node);

}  // namespace fugong::decision
