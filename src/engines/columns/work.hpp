// The work on one block: node after node. Private to engines/columns.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engines/columns/compile.hpp"
#include "engines/columns/node.hpp"
#include "engines/decision/evaluate.hpp"

namespace fugong::columns {

/// Of counts: 10^kMostScale still fits.
inline constexpr int kMostScale = 18;

/// Room for each row, with anything in it: of what was there in the block before, if it can be.
template <class T>
std::vector<T>& room(std::vector<T>& of, std::vector<T>& spare, std::size_t rows) {
  if (of.empty()) of.swap(spare);
  of.resize(rows);
  return of;
}

/// A vector's numbers, as narrow as they are.
inline Narrow column_of(const Vector& of) {
  return of.narrow.at != nullptr ? of.narrow : Narrow{of.numbers.data(), sizeof(std::int64_t)};
}

/// Counts of every row, of which none is further from 0 than `most`.
struct Counts {
  const std::int64_t* at = nullptr;
  std::int64_t most = 0;
  bool constant = false;
};

/// An operand as numbers for every row; 0 where it has none.
struct Numbers {
  const std::int64_t* at = nullptr;
  const std::int64_t* divisors = nullptr;  // null: 1
  const Vector* of = nullptr;
  Unit unit = Unit::number;
  int scale = 0;
  const OperandCounts* values = nullptr;  // of the dictionary; null: every row has its own number
  bool whole = true;                      // every row is a number
  bool constant = false;                  // and each the same
  std::int64_t most = 0;                  // none is further from 0
  Counts counts() const { return {at, most, constant}; }
  bool is_number(std::size_t row) const {
    if (whole) return true;
    const Code code = of->code(row);
    return of->has_numbers() ? code == kNumber : values->counted[code] != 0;
  }
};

/// Both as counts of the same size, and without divisors: a / p against b / q is a * q against
/// b * p.
struct Aligned {
  Counts a;
  Counts b;
  int scale = 0;
};

/// codes = a `op` b, which is a comparison of numbers.
void compare_lines(decision::Op op, const Line& a, const Line& b, std::vector<Code>& codes);

/// The finest scale of what has numbers of its own: steps that need both operands at one scale take
/// dictionaries at that one, instead of row after row.
int finest_scale(const Node& node);

/// What lies behind the rows of a column.
struct Behind {
  static Behind of(const void* column, std::size_t bytes) {
    return {static_cast<const char*>(column) + bytes, bytes};
  }
  const char* at = nullptr;
  std::size_t bytes = 0;
};

class Batch::Impl {
 public:
  Impl(const decision::Program& program, Settings settings, std::span<const decision::Slot> wanted);

  void begin(std::span<const LevelRows> levels);
  const Vector& vector_of(decision::Slot slot, std::size_t level);
  const Node& node_of(decision::Slot slot) const { return *nodes_[wanted_.at(slot)]; }

 private:
  // work.cpp: which way a node goes, and rows that go by themselves
  Node& result_of(NodeId id);
  const Vector& result_at(NodeId id, std::size_t level);
  void spread(const Node& node, std::size_t level, Vector& to);
  OfLevel& of_level(std::vector<std::unique_ptr<OfLevel>>& all, std::size_t level);
  void compute(Node& node);
  std::vector<Code>& codes_in(Node& node);
  std::vector<std::int64_t>& numbers_in(Node& node);
  std::vector<std::int64_t>& divisors_in(Node& node);
  void compute_operation(Node& node);
  Code work_out(Node& node, std::size_t row);
  Code without_asking(const Node& node, std::size_t row) const;
  feel::Value evaluate(Node& node, std::size_t row);

  // lanes.cpp: by codes
  void read_leaf(Node& node);
  void fetch_behind();
  void widen(Node& node);
  void widen_operands(const Node& node);
  Code unsaid(Node& node, Code guard, std::size_t row);
  void by_codes(Node& node);
  void by_one(Node& node, const Vector& operand);
  bool by_classes(Node& node, std::span<const Vector* const> operands);
  bool hangs_on_codes(const Node& node) const;
  bool by_number(Node& node, const Vector& operand);
  void by_tuple(Node& node);
  Code by_memory(Node& node, std::size_t row);
  const Vector& cells_at(NodeId id, std::size_t level);
  void cut_into_cells(Node& node, const Vector& of, Vector& to);

  // tables.cpp
  void by_table(Node& node);
  void narrow(Node& node, std::size_t input);
  Code class_of(Node& node, std::size_t input, Code before, Code code, const feel::Value& value);
  std::optional<std::vector<std::uint64_t>> passes(Node& node, std::size_t input,
                                                   const feel::Value& value);
  Code conclude(Node& node, TableClass& of);

  // arithmetic.cpp: by numbers
  std::optional<Aligned> align(Node& node, const Numbers& a, const Numbers& b);
  void cross(Node& node, Counts& numbers, const Numbers& by, std::vector<std::int64_t>& room);
  bool by_numbers(Node& node);
  const OperandCounts& counts_of(Node& node, std::size_t operand, int at_least);
  std::optional<Numbers> numbers_of(Node& node, std::size_t operand, int at_least);
  bool add_or_subtract(Node& node, const Numbers& a, const Numbers& b, bool add);
  bool multiply(Node& node, const Numbers& a, const Numbers& b);
  bool divide(Node& node, const Numbers& a, const Numbers& b);
  bool compare(Node& node, decision::Op op, const Numbers& a, const Numbers& b);
  bool round(Node& node, Rounding rounding);
  bool extreme(Node& node, const Numbers& a, const Numbers& b, bool greatest);

  // lines.cpp: comparisons and products of columns as narrow as they came
  struct LineOf {
    Line line;
    Unit unit = Unit::number;
    int scale = 0;
    std::int64_t most = 0;  // no number of the column is further from 0
  };
  Narrow half_or_whole(NodeId id, const Vector& of);
  std::int64_t most_by_width(const Vector& of, std::size_t rows) const;
  std::optional<LineOf> line_of(NodeId id, std::size_t level);
  bool compare_quotient(Node& node, const Node& quotient, const feel::Value& bound, bool turned);
  bool by_lines(Node& node);
  bool multiply_narrow(Node& node);

  // choose.cpp
  bool choose(Node& node);

  // spans.cpp: rows of which a number isn't known
  void settle_mixed(Node& node, std::span<const Numbers> operands);
  void settle_row(Node& node, std::span<const Numbers> operands, std::size_t row);
  void put_span(Node& node, std::size_t row, const std::optional<Span>& span);
  template <class Make>
  Code code_of_doubt(Node& node, std::size_t row, unsigned whence, unsigned kind, Make make);
  bool settle_product(Node& node, std::span<const Numbers> operands, std::size_t row);
  std::optional<Span> span_of(const Node& node, std::size_t operand, const Numbers& numbers,
                              int scale, std::size_t row) const;
  std::optional<Span> span_of_result(Node& node, std::span<const Numbers> operands,
                                     std::size_t row);
  std::optional<Span> span_of_either(const Node& node, const Numbers& a, const Numbers& b,
                                     std::size_t row) const;
  std::optional<Span> divide(Node& node, const Span& a, const Span& b,
                             std::span<const Numbers> operands, std::size_t row);

  const decision::Program& program_;
  Settings settings_;
  decision::Frame frame_;
  decision::Environment environment_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::map<decision::Slot, NodeId> wanted_;
  std::vector<LevelRows> rows_;
  std::size_t count_ = 0;  // rows of the node at hand
  std::vector<Behind> behind_;
  std::size_t fetched_ = 0;  // of those in front
  std::vector<std::uint64_t> key_;
  std::vector<Code> narrowed_;
  std::vector<Code> broadcast_;
  std::vector<std::int64_t> aligned_[4];  // room for operands of one step
};

}  // namespace fugong::columns
