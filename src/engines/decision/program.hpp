// Program: a graph of named inputs, expressions and decision tables, typed and ready to run for one
// subject at a time.
//
//   ProgramBuilder b(feel::Profile::policy);
//   auto rate = b.add_input("loan_rate", feel::Type::Kind::number);
//   auto half = b.add_expression("half", {"loan_rate * 0.5", place});
//   Result<Program> program = std::move(b).build();       // every fault at once
//   Frame frame = program->new_frame();
//   program->set(frame, rate, feel::Value::of(Decimal(315, -2)));
//   program->evaluate(half, frame, environment);          // 1.575, worked out once for the frame
//
// The row interpreter walks the typed form; results are kept in the frame, so each node of the
// graph is worked out at most once for a subject, and only if something asks for it.
//
// Two profiles. Standard: dynamic, an error is null with a report. Policy: every expression has a
// static type (none is `any`), errors are reported, and unknowns are lifted: an input that was not
// set is unknown, one may be set to an unknown with a domain, and the answer is known only where no
// completion could change it. docs/unknown.md has the truth tables.
//
//   program->set(frame, staff, Value::unknown({7}, Domain::within({Value::of(0), Value::of(9),
//                                                                  true, true})));
//
// A Program is immutable and may be used from many threads; a Frame and an Environment belong to
// one.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"
#include "engines/decision/source.hpp"
#include "engines/feel/builtins.hpp"
#include "engines/feel/domain.hpp"
#include "engines/feel/type.hpp"
#include "engines/feel/value.hpp"

namespace fugong::decision {

using Slot = std::uint32_t;

/// Nested calls of functions that an expression defines itself.
inline constexpr int kMaxCallDepth = 200;
/// Nodes that one evaluation may visit: stops loops over loops.
inline constexpr std::int64_t kMaxSteps = 2'000'000;
inline constexpr std::size_t kMaxIterations = 100'000;

/// A function that the host supplies (a lookup). Called with known arguments only: for an unknown
/// one with few candidates, once for each.
struct ExternalFunction {
  std::string name;
  std::vector<feel::Type> parameters;
  feel::Type result;
};

class Functions {
 public:
  virtual ~Functions() = default;
  /// `function` counts in the order of ProgramBuilder::add_function. May answer unknown.
  virtual feel::Value call(std::size_t function, std::span<const feel::Value> arguments) const = 0;
};

/// An error while running that the rules didn't foresee (division by zero, overflow).
struct RunError {
  Slot slot = 0;
  std::string code;
};

/// Rules of the tables that were run, 1-based, by slot: those that surely fire and those that may,
/// as far as the inputs are known (of hit policy F none after the first that surely does).
struct TableMatch {
  Slot slot = 0;
  std::vector<int> rules;
  std::vector<int> maybe;
};

class Lifting;

/// What an evaluation looked at: the value of a slot, or what a function of the host says of it.
struct Glance {
  Slot slot = 0;
  std::optional<std::uint32_t> function;
  friend bool operator==(const Glance&, const Glance&) = default;
};

/// Notes what an evaluation looks at among some slots: their values, or what functions say of them,
/// decide what it comes to. Of a slot that isn't noted itself and that the frame holds already
/// nothing is noted: it must be the same for all, or not worked out yet.
struct Watch {
  std::vector<bool> slots;   ///< those to be noted, by slot; beyond its end none
  std::vector<Glance> seen;  ///< in the order looked at, with repeats; not what they rest on
  bool notes(Slot slot) const { return slot < slots.size() && slots[slot]; }
};

/// What an evaluation may use and what it tells. Reset `steps` between subjects.
struct Environment {
  const Functions* functions = nullptr;
  feel::CallContext call;
  bool trace = false;
  std::vector<TableMatch> matches;  ///< with trace
  std::vector<RunError> errors;
  std::int64_t steps = 0;
  int call_depth = 0;
  Watch* watch = nullptr;
  const Lifting* lifting = nullptr;  ///< how operations act on unknowns; null: as published
};

class Program;

/// The values of one subject. To add a child's inputs to its parent's results, keep a mark and go
/// back to it afterwards.
class Frame {
 public:
  Frame() = default;
  Frame(const Frame& other);
  Frame(Frame&&) noexcept = default;
  Frame& operator=(Frame other) noexcept;
  ~Frame() { go_back(0); }

 private:
  friend class Program;
  friend class Evaluator;
  enum class Cell : std::uint8_t { empty, set, running };
  explicit Frame(std::size_t slots);
  void fill(Slot slot, feel::Value&& value);
  void go_back(std::size_t mark);
  // A subject fills few of the slots of a large program: a value exists only where its cell is set.
  struct Free {
    void operator()(feel::Value* values) const { ::operator delete(values); }
  };
  std::unique_ptr<feel::Value[], Free> values_;
  std::vector<Cell> cells_;
  std::vector<Slot> filled_;  // in this order
};

class Program {
 public:
  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;
  ~Program();

  /// All inputs unknown.
  Frame new_frame() const;
  /// Known, or unknown with a domain (null is a known value).
  void set(Frame& frame, Slot input, feel::Value value) const;
  /// Keeps what `evaluate` gave for a slot of a frame with the same inputs below it.
  void keep(Frame& frame, Slot slot, feel::Value value) const;
  /// How far a frame is filled.
  static std::size_t mark(const Frame& frame) { return frame.filled_.size(); }
  /// Forgets what was set or worked out since the mark.
  static void go_back(Frame& frame, std::size_t mark) { frame.go_back(mark); }
  /// Whether a slot was set or worked out.
  static bool has(const Frame& frame, Slot slot) {
    return frame.cells_.at(slot) == Frame::Cell::set;
  }
  /// The value of a glance: of its slot while that is unknown.
  feel::Value glance(const Glance& at, Frame& frame, Environment& environment) const;
  /// The value of any slot; needs inputs to be set before the first call that uses them.
  const feel::Value& evaluate(Slot slot, Frame& frame, Environment& environment) const;

  std::optional<Slot> find(std::string_view name) const;
  const std::string& name(Slot slot) const;
  const feel::Type& type(Slot slot) const;
  bool is_input(Slot slot) const;
  /// The guard of an input (ProgramBuilder::set_guard), if it has one.
  std::optional<Slot> guard(Slot input) const;
  /// What an input is where its guard is false.
  const feel::Value& not_applicable(Slot input) const;
  /// Slots that the definition names itself, in the order of the text, without repeats.
  std::span<const Slot> uses(Slot slot) const;
  /// Inputs that the definition rests on, through others too, in no promised order.
  std::vector<Slot> inputs_of(Slot slot) const;
  /// Whether nothing but inputs, guards and written values decides it: no function of the host, and
  /// not the clock.
  bool rests_on_inputs_alone(Slot slot) const;
  /// Numbers and dates that are written in the definition or in what it rests on.
  std::vector<feel::Value> literals_of(Slot slot) const;
  /// The typed form of a definition as text, for golden files and `fugong explain --stage=typed`.
  std::string typed_form(Slot slot) const;

  struct Impl;
  /// The typed form, for the other back ends (typed.hpp).
  const Impl& impl() const { return *impl_; }

 private:
  friend class ProgramBuilder;
  explicit Program(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

/// Where a definition stands: names are sought as `prefix + name` first, then as `name`; inputs and
/// definitions of a group are seen only by scopes that list it (empty group: by all).
struct Scope {
  std::string prefix;            ///< "5.2/"
  std::set<std::string> groups;  ///< {"enterprise", "loan"}
  std::string group;             ///< of the definition itself
};

class ProgramBuilder {
 public:
  explicit ProgramBuilder(feel::Profile profile);
  ~ProgramBuilder();
  ProgramBuilder(ProgramBuilder&&) noexcept;

  // Names are full names ("5.2/discount_days"). A name given twice is a fault of build().
  Slot add_input(std::string name, feel::Type type, std::string group = {},
                 std::uint16_t source = 0);
  /// What an input that was not set may turn out to be; not said: anything.
  void set_domain(Slot input, feel::Domain domain);
  /// Where `guard` is false, an input that was not set is `otherwise`; while nobody knows whether
  /// it is, the input is unknown. A guard that is null leaves the input as it is.
  void set_guard(Slot input, Sourced guard, Scope scope, feel::Value otherwise);
  Slot add_constant(std::string name, feel::Value value, Scope scope, Place place);
  Slot add_expression(std::string name, Sourced text, Scope scope = {},
                      std::optional<feel::Type> expected = std::nullopt);
  Slot add_table(std::string name, Table table, Scope scope = {});
  void add_function(ExternalFunction function);

  /// Parses, resolves, types and orders everything. Cycles name their path.
  Result<Program> build() &&;

  struct Draft;

 private:
  std::unique_ptr<Draft> draft_;
};

}  // namespace fugong::decision
