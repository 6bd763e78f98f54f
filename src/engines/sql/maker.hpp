// From the nodes of a program to expressions. Private to engines/sql.
//
// A node has a form: which codes it may have, and whether it may be a number, between what. Its
// values are expressions over values of the nodes below, made when something refers to them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "engines/columns/compile.hpp"
#include "engines/sql/choice.hpp"

namespace fugong::sql {

using columns::kAsk;
using columns::kFirst;
using columns::kNumber;
using columns::NodeId;
using Wide = __int128;

/// Beyond that many leaves a choice is looked up in a table instead of asked for step by step,
inline constexpr std::size_t kMostLeaves = 200;
/// which has at most that many places.
inline constexpr std::size_t kMostPlaces = 16'384;

// Why a slot is refused.
inline const Text kTooMany{"要预先算出的取值组合太多",
                           "too many combinations to work out beforehand"};
inline const Text kNoNumbers{
    "这一运算要看每一行自己的数值，SQL 里没有精确的写法",
    "an operation on each row's own numbers that SQL has no exact form of"};

struct Range {
  Wide low = 0;
  Wide high = 0;
  Wide size() const { return low + high < 0 ? -low : high; }
};

struct Form {
  std::optional<Refusal> refusal;
  columns::Dictionary dictionary;  // FALSE and TRUE first
  std::vector<Code> codes;         // that it may have, kAsk too; not kNumber
  bool is_constant = false;
  bool has_number = false;
  Unit unit = Unit::number;
  int scale = 0;
  Range range;
  bool is_quotient = false;
  Range divisors;
  const Column* column = nullptr;      // of an input
  std::map<std::size_t, Code> stored;  // of an input: by place in column->stored
  std::vector<Code> unsaid;            // of an input: by point of its guard, if it has one
  NodeId guard = 0;
  std::vector<Point> guard_points;
  std::optional<Choice> choice;  // of all others
  ExprPtr special_code;          // what kSpecial is
  ExprPtr special_truth;
  ExprPtr special_is_number;
  ExprPtr number;
  ExprPtr divisor;

  bool may_be(Code code) const;
  /// TRUE or FALSE, and known.
  bool is_truth() const;
};

/// An operand seen as numbers: its own ones, or the known values of its codes.
struct Numbers {
  bool any = false;
  Unit unit = Unit::number;
  int scale = 0;
  Range range;
  bool is_quotient = false;
  Range divisors;
  std::map<Code, std::int64_t> counts;  // by code, at the scale
  bool whole = true;                    // every code counts
};

class Maker {
 public:
  Maker(const decision::Program& program, const Request& request);
  Query make();

 private:
  // maker.cpp: forms
  void work_out(NodeId id);
  void make_constant(NodeId id);
  void make_input(NodeId id);
  void make_operation(NodeId id);
  void forget(NodeId id);
  void refuse(NodeId id, std::string code, Text reason);

  // ask.cpp: what the row interpreter says
  void make_table(NodeId id);
  /// Through the interpreter, for every combination. False if those are too many.
  bool by_values(NodeId id, bool cells);
  bool is_mere_choice(NodeId id) const;
  std::vector<Dimension> reach_through(const std::vector<Dimension>& operands) const;
  bool choose_among(NodeId id, std::vector<Dimension> dimensions,
                    const std::vector<std::vector<std::uint32_t>>& classes,
                    const std::function<Outcome(std::span<const Point>)>& outcome);
  bool choose_among(NodeId id, std::vector<Dimension> dimensions,
                    const std::function<Outcome(std::span<const Point>)>& outcome);
  std::optional<std::vector<Point>> points_of(NodeId child, bool cells, const feel::List& cuts);
  std::vector<Point> points_as_one(NodeId child) const;
  std::vector<Point> cells_of(const Form& form, const feel::List& cuts) const;
  Code evaluate(NodeId id, std::span<const Dimension> dimensions, std::span<const Point> at);
  feel::Value value_at(const Form& form, const Point& at) const;
  std::optional<std::vector<bool>> passes(columns::Node& node, std::size_t input,
                                          const feel::Value& value);
  void finish(Form& form);
  std::vector<NodeId> open_children(NodeId id) const;
  const feel::Value& constant(NodeId id) const;

  // numbers.cpp: what is worked out with the numbers of a row
  bool by_numbers(NodeId id);
  bool add_or_subtract(NodeId id, bool add);
  bool multiply(NodeId id);
  bool divide(NodeId id);
  bool extreme(NodeId id, bool greatest);
  bool negate(NodeId id);
  bool round(NodeId id, Rounding rounding);
  bool settle_codes(NodeId id, bool zero_divisor);
  Numbers numbers_of(NodeId id) const;
  ExprPtr number_at(NodeId id, int scale);
  ExprPtr divisor_of(NodeId id);
  bool is_number_at(NodeId child, const Numbers& numbers, const Point& at) const;

  // dates.cpp
  std::vector<Point> months_of(const Form& form) const;
  bool part_of_date(NodeId id);
  bool shift_by_months(NodeId id);

  // compare.cpp
  bool compare(NodeId id);
  bool choose(NodeId id);

  // emit.cpp: expressions
  ExprPtr code_of(NodeId id);
  ExprPtr truth_value(NodeId id);
  ExprPtr counts_of(NodeId id, int scale);
  ExprPtr refer(NodeId id, int flavour);
  ExprPtr define(NodeId id, int flavour);
  ExprPtr written(NodeId id, const std::function<ExprPtr(Outcome)>& leaf, int flavour);
  ExprPtr branch_on(NodeId id, const std::vector<Point>& points,
                    const std::vector<std::uint32_t>& next,
                    const std::function<ExprPtr(std::uint32_t)>& child);
  ExprPtr branch_on_input(const Form& form, const std::vector<Point>& points,
                          const std::vector<std::uint32_t>& next,
                          const std::function<ExprPtr(std::uint32_t)>& child);
  ExprPtr by_table(NodeId id, const std::function<ExprPtr(Outcome)>& leaf, int flavour);

  // text.cpp: layers
  struct Layers;
  std::string source_text() const;
  std::string text_of(const std::vector<std::pair<std::string, ExprPtr>>& outputs);
  std::string check_text() const;

  const decision::Program& program_;
  const Request& request_;
  columns::Settings settings_;
  decision::Frame frame_;
  decision::Environment environment_;
  std::vector<std::unique_ptr<columns::Node>> nodes_;
  std::vector<Form> forms_;
  std::map<Reference, ExprPtr> defined_;
};

}  // namespace fugong::sql
