// The naive evaluator: the typed form of a program (engines/decision/typed.hpp), node by node, on
// exact fractions. It shares no arithmetic, comparison, calendar, rounding, table or function with
// the engines; only the typed form itself, and the text of the values in it. Policy profile, every
// input known: what isn't known is asked of the world, which draws one of the ways it may be.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engines/decision/typed.hpp"
#include "oracle/value.hpp"

namespace fugong::oracle {

/// Why a value might be another: nothing, or some of these together.
using Openness = unsigned;
inline constexpr Openness kSettled = 0;
inline constexpr Openness kDrawn = 1;  ///< the world drew it, or something that it rests on
/// An authority will set it, or something that it rests on, between two ends; one way was drawn.
inline constexpr Openness kByAuthority = 2;

struct Given {
  Value value;
  Openness open = kSettled;
};

/// What the rules are asked about.
class World {
 public:
  virtual ~World() = default;
  virtual Given input(decision::Slot slot) = 0;
  virtual Given look_up(std::size_t function, const Value& argument) = 0;
  virtual Day today() const = 0;
};

/// How often each operation was carried out: "op +", "function min", "table F", "lookup exact".
class Exercise {
 public:
  void op(decision::Op op) { ++ops_[static_cast<std::size_t>(op)]; }
  void named(const std::string& name) { ++named_[name]; }
  std::map<std::string, std::size_t> counts() const;

 private:
  static constexpr std::size_t kOps = static_cast<std::size_t>(decision::Op::test_anything) + 1;
  std::array<std::size_t, kOps> ops_{};
  std::map<std::string, std::size_t> named_;
};

std::string name_of(decision::Op op);
/// The names under which Exercise counts what occurs in a definition.
void collect_names(const decision::Definition& definition,
                   std::map<std::string, std::size_t>& names);

/// Literals of a program, read once.
class Literals {
 public:
  const Value& of(const decision::Typed& node);
  /// Values that are written otherwise: parameters, by slot.
  std::unordered_map<decision::Slot, Value> written;

 private:
  std::unordered_map<const decision::Typed*, Value> read_;
};

class Evaluator {
 public:
  Evaluator(const decision::Program::Impl& program, Literals& literals, World& world,
            Arithmetic arithmetic, Exercise& exercise);

  Given slot(decision::Slot slot);

 private:
  Value evaluate(const decision::Typed& node);
  Value arithmetic(const decision::Typed& node);
  Value sum(const Value& a, const Value& b);
  Value difference(const Value& a, const Value& b);
  Value product(const Value& a, const Value& b);
  Value quotient(const Value& a, const Value& b);
  Value kept(const Fraction& number) const;
  Truth comparison(decision::Op op, const Value& a, const Value& b) const;
  Value path(const decision::Typed& node);
  Value filter(const decision::Typed& node);
  Value loop(const decision::Typed& node);
  Value call(const decision::Typed& node);
  Value call_builtin(const std::string& name, const List& arguments);
  Truth any_of(const decision::Typed& node, std::size_t first);
  Truth test(const decision::Typed& node);
  Truth test_against(const Value& input, const Value& test) const;
  Span span(const decision::Typed& node);

  // tables.cpp
  Value table(const decision::TypedTable& table);
  bool matches(const decision::TypedTable& table, const decision::TypedRule& rule,
               const List& inputs);
  Value output(const decision::TypedTable& table, const std::vector<decision::TypedPtr>& cells);
  Value decide(const decision::TypedTable& table, const std::vector<std::size_t>& hits);
  static void sort_by_priority(const decision::TypedTable& table, List& outputs);

  Value& local(std::uint32_t index);
  static const char* table_name(decision::HitPolicy hit);

  const decision::Program::Impl& program_;
  Literals& literals_;
  World& world_;
  Arithmetic mode_;
  Exercise& exercise_;
  std::unordered_map<decision::Slot, Given> known_;
  List locals_;
  Openness open_ = kSettled;  // of all that was looked at since
};

}  // namespace fugong::oracle
