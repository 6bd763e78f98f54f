// The typed form: what the passes hand to the back ends. Private to engines/decision and the back
// ends (engines/columns, engines/sql).
//
// One node holds an operation, its static type and its children. Each comment is the operation's
// specification; x, y are the values of children 0, 1.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engines/decision/program.hpp"
#include "engines/feel/ast.hpp"

namespace fugong::decision {

enum class Op : std::uint8_t {
  literal,       // value
  load,          // the value of slot
  local,         // the local variable number index (0 = outermost)
  dynamic_name,  // standard only: entry `text` of the innermost filter item that has it (candidates
                 // in locals), else child 0 if there is one, else null
  path,          // member `text` of x; over a list: of each
  filter,  // items of x for which y holds with the item as local index; or x[y] if y is a number
  negate,
  add,
  subtract,
  multiply,
  divide,
  power,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  conjunction,  // Kleene
  disjunction,
  between,      // x >= y and x <= z
  in,           // any of children 1.. holds as a test, with x as local index
  instance_of,  // x is of test_type
  choose,       // if x is true then y else z
  for_each,
  some,
  every,            // domains, then body; locals from index
  iteration_range,  // whole numbers or dates from x to y, downwards if y < x
  make_function,    // parameters in names; body child 0; locals from index
  call_builtin,     // builtin, arguments in order
  call_external,    // host function number slot
  call_value,       // x is a function value; the rest are arguments
  make_list,
  make_context,
  make_range,
  // Tests: true, false or null for the input in local index.
  test_compare,  // input <comparison> x
  test_value,    // input equals x, or is in x (list, range); a boolean x of an expression with ? is
                 // it
  test_boolean,  // x itself (an expression that mentions ?)
  test_not,      // not(any of the children)
  test_any_of,   // any of the children
  test_anything,  // true
};

struct Typed {
  Op op = Op::literal;
  feel::Type type;
  feel::Span span;
  feel::Value value;
  std::string text;
  std::uint32_t slot = 0;
  std::uint32_t index = 0;
  const feel::Builtin* builtin = nullptr;
  Op comparison = Op::equal;
  feel::Type test_type;
  bool uses_partial = false;  // of for_each
  bool low_included = false;
  bool high_included = false;
  std::vector<std::string> names;
  std::vector<std::uint32_t> locals;
  std::vector<std::unique_ptr<Typed>> children;
};

using TypedPtr = std::unique_ptr<Typed>;

struct TypedRule {
  std::vector<TypedPtr> tests;  // null = anything
  std::vector<TypedPtr> outputs;
};

struct TypedTable {
  HitPolicy hit = HitPolicy::unique;
  std::vector<TypedPtr> inputs;
  std::vector<TypedPtr> allowed;  // null = all
  std::vector<std::string> output_names;
  std::vector<std::vector<feel::Value>> priorities;  // output values, for P and O
  std::vector<TypedPtr> otherwise;                   // empty if none is said
  std::vector<TypedRule> rules;
  bool single_output() const { return output_names.size() == 1; }
};

struct Definition {
  std::string name;
  std::string group;
  feel::Type type;
  bool input = false;
  feel::Value unset;           // of an input: what it is until it is set
  std::optional<Slot> guard;   // of an input
  feel::Value not_applicable;  // of an input: where its guard is false
  TypedPtr expression;
  std::unique_ptr<TypedTable> table;
  std::vector<Slot> uses;
};

struct Program::Impl {
  feel::Profile profile = feel::Profile::policy;
  std::vector<Definition> definitions;
};

/// The typed form as an s-expression.
std::string to_string(const Typed& node, const Program::Impl& program);

}  // namespace fugong::decision
