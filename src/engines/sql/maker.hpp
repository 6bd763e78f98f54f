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
/// Where it would have more, it is asked for all the same, with up to that many leaves.
inline constexpr std::size_t kMostWritten = 20'000;

struct Ends;
struct TableInput;

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

/// What a combination comes to that the row's own numbers decide.
struct Special {
  ExprPtr code;
  ExprPtr truth;            // if it is one
  ExprPtr is_number;        // if it may be one
  std::vector<Code> codes;  // that come of it, kNumber not counted
  int kind = 0;             // tells apart what has the same codes
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
  std::vector<Special> specials;
  ExprPtr number;
  ExprPtr divisor;
  // Where rows lie between two numbers: those, of a number twice itself.
  ExprPtr low;
  ExprPtr high;
  bool low_far = false;
  bool high_far = false;
  ExprPtr month_key;  // of a day so many months later

  bool has_spans() const { return low != nullptr; }
  const Special& special(Outcome of) const {
    return specials.at(static_cast<std::size_t>(kSpecial - of));
  }
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
  std::map<Code, columns::Span> spans;  // of codes that are unknown between two counts
  bool whole = true;                    // every code counts
  bool open = false;                    // a row may lie between two numbers
  bool holds(const Point& at) const { return at.is_number || counts.contains(at.code); }
};

/// What an operand is to an operation on numbers.
struct Standing {
  enum class Kind : std::uint8_t {
    number,
    open,     // between two numbers, or one of the two
    nothing,  // null, or unknown without bounds: whatever the others are
    other,
    ask,
  };
  Kind kind = Kind::other;
  bool is_pair = false;
  bool own = false;        // it hangs on a number of the row
  feel::Value doubt = {};  // of an open one: where it comes from
  bool is_number() const { return kind == Kind::number; }
  bool is_open() const { return kind == Kind::open; }
};
/// What an operation comes to where some operands are open and all others numbers.
using OfOpen = std::function<Outcome(std::span<const Standing>)>;

class Maker {
 public:
  Maker(const decision::Program& program, const Request& request);
  Query make();

 private:
  // maker.cpp: forms
  /// Columns of the SELECT by their names.
  using Outputs = std::vector<std::pair<std::string, ExprPtr>>;
  bool hand_on(NodeId id, const std::string& name, Answer& answer, Outputs& outputs);
  void work_out(NodeId id);
  void make_constant(NodeId id);
  void make_input(NodeId id);
  void make_operation(NodeId id);
  void forget(NodeId id);
  void refuse(NodeId id, std::string code, Text reason);

  // ask.cpp: what the row interpreter says
  void make_table(NodeId id);
  std::optional<Choice> choose_by_rules(NodeId id, const std::vector<Dimension>& dimensions,
                                        const std::vector<TableInput>& inputs);
  /// Through the interpreter, for every combination. False if those are too many.
  bool by_values(NodeId id, bool cells);
  bool is_mere_choice(NodeId id) const;
  std::vector<Dimension> reach_through(const std::vector<Dimension>& operands) const;
  bool choose_among(NodeId id, std::vector<Dimension> dimensions,
                    const std::vector<std::vector<std::uint32_t>>& classes,
                    const std::function<Outcome(std::span<const Point>)>& outcome);
  bool choose_among(NodeId id, std::vector<Dimension> dimensions,
                    const std::function<Outcome(std::span<const Point>)>& outcome);
  bool keep_choice(NodeId id, Choice choice);
  std::optional<std::vector<Point>> points_of(NodeId child, bool cells, const columns::Cuts& cuts);
  std::vector<Point> points_as_one(NodeId child) const;
  std::vector<Point> cells_of(const Form& form, const columns::Cuts& cuts) const;
  /// `whatever`: where numbers between two others of the row make no difference; else they are
  /// kAsk.
  Code evaluate(NodeId id, std::span<const Dimension> dimensions, std::span<const Point> at,
                bool whatever = false);
  bool is_span(NodeId id, const Point& at) const;
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
  bool settle_codes(NodeId id, Outcome of_numbers = kNumber, const OfOpen& of_open = {});
  Numbers numbers_of(NodeId id) const;
  static void count_codes(const Form& form, Numbers& made);
  ExprPtr number_at(NodeId id, int scale);
  ExprPtr divisor_of(NodeId id);

  // spans.cpp: rows that lie between two numbers of their own
  Standing standing_of(NodeId child, const Numbers& numbers, const Point& at) const;
  std::vector<Standing> standings_of(NodeId id, std::span<const Numbers> numbers,
                                     std::span<const Point> at) const;
  std::optional<Ends> ends_of(NodeId id, const Numbers& numbers, int scale);
  Ends own_ends(NodeId id);
  ExprPtr end_at(NodeId id, bool low, int scale);
  void put_ends(NodeId id, const Ends& ends);
  Outcome special(NodeId id, const Special& special);
  Outcome number_unless(NodeId id, const ExprPtr& beyond, int kind = 0);
  Code between(NodeId id, std::span<const Standing> operands);
  Outcome compare_open(NodeId id, std::span<const Numbers> numbers,
                       std::span<const Standing> operands);
  Outcome either_of(NodeId id, const feel::Value& condition, std::span<const Standing> sides,
                    std::span<const Ends> ends, const ExprPtr& beyond);
  Outcome extreme_of_open(NodeId id, const Ends& a, const Ends& b,
                          std::span<const Standing> operands, bool greatest);
  Outcome between_or_number(NodeId id, Code code, const ExprPtr& lost = nullptr, int kind = 0);

  // dates.cpp
  std::vector<Point> months_of(const Form& form) const;
  bool part_of_date(NodeId id);
  bool shift_by_months(NodeId id);
  bool shift_by_months_of_row(NodeId id);
  bool moves_as_keys_do(NodeId id, std::int64_t sign);
  ExprPtr key_of_days(NodeId child, Range& range);
  bool months_between(NodeId id);

  // compare.cpp
  bool compare(NodeId id);
  bool choose(NodeId id);
  bool choose_side_by_side(NodeId id, const std::function<std::uint32_t(const Point&)>& side_at,
                           const std::function<Outcome(std::uint32_t, const Point&)>& of_side);

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
  ExprPtr looked_up(const ExprPtr& place, const std::vector<std::int64_t>& of) const;
  ExprPtr by_table(NodeId id, const std::function<ExprPtr(Outcome)>& leaf, int flavour);

  // text.cpp: layers
  struct Layers;
  std::string source_text() const;
  std::string text_of(const Outputs& outputs);
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
