// Choice: what each combination of some operands' values comes to, as a diagram that forgets what
// makes no difference. Private to engines/sql.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engines/columns/vector.hpp"
#include "engines/sql/expression.hpp"

namespace fugong::sql {

/// What an operand may be that counts as one: numbers between two counts, or a code.
struct Point {
  bool is_number = false;
  std::int64_t low = 0;
  std::int64_t high = 0;
  columns::Code code = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

struct Dimension {
  std::uint32_t node = 0;
  std::vector<Point> points;
};

/// What a combination comes to: a code, or from kSpecial down an expression of the node's own.
using Outcome = std::int32_t;
inline constexpr Outcome kSpecial = -1;

/// Whatever of the points so far makes a difference to what comes after.
struct Narrowed {
  std::vector<bool> passing;           // rules that they let fire
  std::vector<std::uint32_t> by_self;  // points that only count by themselves, with dimensions
  friend auto operator<=>(const Narrowed&, const Narrowed&) = default;
};

class Choice {
 public:
  /// From the first dimension on: `passing` says for each point of each dimension which rules it
  /// lets fire, empty if it counts by itself; combinations that are narrowed alike are one. Empty
  /// if those are more than `most`.
  static std::optional<Choice> by_rules(
      std::vector<Dimension> dimensions,
      const std::vector<std::vector<std::optional<std::vector<bool>>>>& passing, std::size_t most,
      const std::function<Outcome(std::span<const Point>)>& outcome);
  /// `outcomes` of each combination of classes, the last dimension the quickest; `classes` says for
  /// each point of each dimension what class it is of.
  Choice(std::vector<Dimension> dimensions, const std::vector<std::vector<std::uint32_t>>& classes,
         const std::vector<Outcome>& outcomes);

  struct Branch {
    std::size_t dimension = 0;
    std::vector<std::uint32_t> next;  // of each point
  };
  const std::vector<Dimension>& dimensions() const { return dimensions_; }
  /// To operands of another query, which have the same points.
  void move_to(std::vector<Dimension> dimensions) { dimensions_ = std::move(dimensions); }
  std::uint32_t root() const { return root_; }
  bool is_leaf(std::uint32_t id) const { return id < leaves_.size(); }
  Outcome leaf(std::uint32_t id) const { return leaves_[id]; }
  const std::vector<Outcome>& leaves() const { return leaves_; }
  const Branch& branch(std::uint32_t id) const { return branches_[id - leaves_.size()]; }
  /// How many leaves the text of the tree would have, at most `most` + 1.
  std::size_t written_leaves(std::size_t most) const;

  /// The points of each dimension that make no difference to each other have one class; what each
  /// combination of classes comes to, the last dimension the quickest.
  struct Table {
    std::vector<std::vector<std::uint32_t>> classes;  // of each dimension, by point
    std::vector<std::size_t> strides;
    std::vector<Outcome> outcomes;
  };
  Table table() const;
  /// How many outcomes that has, at most `most` + 1.
  std::size_t places(std::size_t most) const;

 private:
  class Narrowing;
  Choice() = default;
  std::vector<std::vector<std::uint32_t>> classes() const;
  std::uint32_t step(std::uint32_t id, std::size_t dimension, std::size_t point) const;

  std::vector<Dimension> dimensions_;
  std::vector<Outcome> leaves_;
  std::vector<Branch> branches_;
  std::uint32_t root_ = 0;
};

}  // namespace fugong::sql
