// How operations act on unknowns; docs/unknown.md is the specification. Private to engines/decision
// and the tests of soundness, which give the interpreter wrong ones to see that they are caught.
//
// Each is called with at least one unknown operand and answers a value that holds for every
// completion: a domain that has them all, or one value, known. Operands are taken for independent
// of each other, so `x - x` is an interval around zero: too wide, never too narrow.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engines/decision/typed.hpp"
#include "engines/feel/domain.hpp"

namespace fugong::decision {

/// The operators on known values. Arithmetic is null where it isn't defined; nothing is reported.
feel::Value arithmetic_known(Op op, const feel::Value& a, const feel::Value& b);
feel::Value compare_known(Op op, const feel::Value& a, const feel::Value& b);

/// An operation on known values.
using Known = std::function<feel::Value(std::span<const feel::Value>)>;

/// The result of f for each combination of the arguments' values, if those are few; empty if not.
/// f may answer unknown. Sources are those of the arguments and of what f answers.
std::optional<feel::Value> for_each_candidate(std::span<const feel::Value> arguments,
                                              const Known& f);

class Lifting {
 public:
  virtual ~Lifting() = default;
  /// As published.
  static const Lifting& sound();

  virtual feel::Value negate(const feel::Value& x) const;
  virtual feel::Value arithmetic(Op op, const feel::Value& a, const feel::Value& b) const;
  virtual feel::Value comparison(Op op, const feel::Value& a, const feel::Value& b) const;
  /// Kleene's "or" (deciding = true) or "and"; null is neither true nor false.
  virtual feel::Value combine(const feel::Value& a, const feel::Value& b, bool deciding) const;
  /// x.name, as of the duration between two days: (a - b).days.
  virtual feel::Value property(const feel::Value& x, std::string_view name) const;
  /// A built-in; `call` is it on known arguments.
  virtual feel::Value builtin(std::string_view name, std::span<const feel::Value> arguments,
                              const Known& call) const;
  virtual feel::Value negated_truth(const feel::Value& x) const;
  /// One of two, which one hangs on the condition.
  virtual feel::Value either(const feel::Value& condition, const feel::Value& a,
                             const feel::Value& b) const;
  /// Of the rules of a table that may fire, those that may decide it.
  virtual std::vector<std::size_t> doubtful(HitPolicy hit, std::vector<std::size_t> maybe) const;
};

/// What a value may be as a truth; anything but true and false counts as null.
struct Truths {
  bool may_be_true = false;
  bool may_be_false = false;
  bool may_be_null = false;
};
Truths truths_of(const feel::Value& value);

/// The interval that a value stands for or is unknown in; nothing if it has none.
std::optional<feel::Range> interval_of(const feel::Value& value);
/// The unknown items inside of lists and contexts, as one unknown; null if there are none.
feel::Value doubt_inside(const feel::Value& value);
/// `domain` with the sources of an unknown; known if the domain is of one value.
feel::Value within(const feel::Value& sources, const feel::Domain& domain);
/// The parts of an interval that the cuts make: each cut that lies inside and what lies between.
std::vector<feel::Value> pieces(const feel::Value& interval, feel::List cuts);

}  // namespace fugong::decision
