// The syntax tree of a FEEL expression, as it was written; nothing is resolved or typed.
//
// One node type for all: `kind` says what the children are. The table below is the contract between
// the parser and engines/decision (children in this order):
//
//   literal            value                                       12, "a", true, null,
//   @"2020-01-01" name               text                                        a variable, fact
//   or function path               [object] text = member                      loan.rate filter
//   [list, condition or index]                  loans[1], loans[rate > 3] negate             [x] -x
//   add .. power       [a, b]                                      + - * / **
//   equal .. greater_equal [a, b]                                  = != < <= > >=
//   and_ or_           [a, b]
//   between            [x, low, high]
//   in                 [x, test ...]      each test is an expression or a unary test (see below)
//   instance_of        [x] type
//   if_                [condition, then, else]
//   for_ some every    [domain ..., body]  names = one variable for each domain
//   iteration_range    [from, to]          a domain written a..b
//   function           [body] names = parameters, types = their types (any if not said);
//                      external_ is true for `external {...}`
//   call               [callee, argument ...]  names = argument names if named, else empty
//   list               [item ...]
//   context            [value ...]         names = keys
//   range              [low, high]         low_included, high_included; a missing end is a child of
//                                          kind `absent`
//   unary_compare      [operand]           comparison = equal .. greater_equal; also `(< 10)`
//   unary_tests        [test ...]          negated = not(...); a decision table cell or the right
//   of in any_                                   the cell "-" input the ? of a unary test absent
//   see range
//
// A test inside unary_tests / in that is neither unary_compare nor range is any expression: it
// matches by equality, by membership (list or range value), or as a boolean that mentions `?`.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engines/feel/type.hpp"
#include "engines/feel/value.hpp"

namespace fugong::feel {

enum class Syntax : std::uint8_t {
  literal,
  name,
  path,
  filter,
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
  and_,
  or_,
  between,
  in,
  instance_of,
  if_,
  for_,
  some,
  every,
  iteration_range,
  function,
  call,
  list,
  context,
  range,
  unary_compare,
  unary_tests,
  any_,
  input,
  absent
};

/// Byte offsets in the source: [begin, end).
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct Ast {
  Syntax kind = Syntax::absent;
  Span span;
  std::string text;
  Value value;
  Type type;
  Syntax comparison = Syntax::equal;
  bool negated = false;
  bool external_ = false;
  bool low_included = false;
  bool high_included = false;
  std::vector<std::string> names;
  std::vector<Type> types;
  std::vector<std::unique_ptr<Ast>> children;
};

using AstPtr = std::unique_ptr<Ast>;

/// The tree as one s-expression, e.g. (add (name a) (literal 1)); for golden files and --stage=ast.
std::string to_string(const Ast& ast);

}  // namespace fugong::feel
