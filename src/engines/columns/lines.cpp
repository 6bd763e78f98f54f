// Comparisons and products of columns as narrow as they came, without a step through memory for
// each operation: `day + 365 days <= other day` is one comparison of two lines (factor * x + plus),
// `a / b <= 0.055` one of two multiples. Whatever isn't a number in every row goes the long way.
#include <cstdlib>
#include <utility>

#include "engines/columns/work.hpp"

namespace fugong::columns {

using decision::Op;
using feel::Kind;
using feel::Value;

namespace {

using Wide = __int128;

constexpr int kMostConstantScale = 9;

/// Every row has a number and nothing else.
bool is_plain(const Vector& of) {
  return !of.constant && of.has_numbers() && of.codes.empty() && of.divisors.empty() &&
         !of.has_spans();
}

/// A value as a count of a scale that is its own or finer.
struct Constant {
  std::int64_t count = 0;
  Unit unit = Unit::number;
  int scale = 0;
};

std::optional<Constant> constant_of(const Value& value, int scale) {
  Constant made;
  made.scale = scale;
  if (value.kind() == Kind::number) {
    if (value.number().scale() > kMostConstantScale) return std::nullopt;
    made.scale = std::max(scale, value.number().scale());
  }
  if (!count_of(value, made.scale, made.unit, made.count)) return std::nullopt;
  if (made.count > kMostCount || made.count < -kMostCount) return std::nullopt;
  return made;
}

/// The unit of a sum or a difference; empty where there is none.
std::optional<Unit> unit_of_sum(Unit a, Unit b, bool add) {
  if (a == Unit::day && b == Unit::day && !add) return Unit::days;
  if (a == Unit::day && b == Unit::days) return Unit::day;
  if (a == b && a != Unit::day) return a;
  return std::nullopt;
}

/// 10^exponent times `of`, if it is a count that leaves room.
std::optional<std::int64_t> shifted(Wide of, int exponent) {
  if (exponent > kMostScale) return std::nullopt;
  for (int i = 0; i < exponent && of <= kMostCount && of >= -kMostCount; ++i)
    of *= 10;
  if (of > kMostCount || of < -kMostCount) return std::nullopt;
  return static_cast<std::int64_t>(of);
}

/// Whether a line leaves room in every row.
bool fits(const Line& line, std::int64_t most) {
  return Wide{std::abs(line.factor)} * most + std::abs(line.plus) <= kMostCount;
}

}  // namespace

void compare_lines(Op op, const Line& a, const Line& b, std::vector<Code>& codes) {
  const bool turned = op == Op::greater || op == Op::greater_equal;
  const bool strict = op == Op::less || op == Op::greater;
  const bool equal = op == Op::equal || op == Op::not_equal;
  kernels().compare(turned ? b : a, turned ? a : b,
                    equal    ? Order::equal
                    : strict ? Order::less
                             : Order::less_equal,
                    codes.size(), codes.data());
  if (op != Op::not_equal) return;
  for (Code& code : codes)
    code = code == kTrue ? kFalse : kTrue;
}

/// A vector's numbers as a column of 4 or 8 bytes.
Narrow Batch::Impl::half_or_whole(NodeId id, const Vector& of) {
  if (of.narrow.at != nullptr && of.narrow.bytes >= sizeof(std::uint32_t)) return of.narrow;
  widen(*nodes_[id]);
  return wide(of.numbers.data());
}

/// What no number of a vector is further from 0 than; without a look at the rows if the width says
/// enough.
std::int64_t Batch::Impl::most_by_width(const Vector& of, std::size_t rows) const {
  if (of.most >= 0) return of.most;
  const Narrow column = column_of(of);
  if (column.bytes < sizeof(std::int64_t)) return (std::int64_t{1} << (8 * column.bytes)) - 1;
  std::int64_t low = 0;
  std::int64_t high = 0;
  kernels().bounds(column, rows, &low, &high);
  of.most = std::max(-low, high);
  return of.most;
}

/// A node as a line over a vector with a number in every row. If it adds a constant to another, it
/// need not be worked out itself.
std::optional<Batch::Impl::LineOf> Batch::Impl::line_of(NodeId id, std::size_t level) {
  const auto constant_at = [&](const Node& node, std::size_t child) {
    return nodes_[node.children[child]]->kind == Node::Kind::constant;
  };
  const Node& node = *nodes_[id];
  const bool is_operation = node.kind == Node::Kind::operation;
  const bool adds = is_operation && node.shell->op == Op::add;
  const bool takes = is_operation && node.shell->op == Op::subtract;
  const Node* term = nullptr;
  NodeId base = id;
  if ((adds || takes) && constant_at(node, 1)) {
    term = nodes_[node.children[1]].get();
    base = node.children[0];
  }
  const Vector& of = result_at(base, level);
  if (!is_plain(of)) return std::nullopt;
  LineOf made{{half_or_whole(base, of)}, of.unit, of.scale, most_by_width(of, rows_[level].rows)};
  if (term == nullptr) return made;
  const auto constant = constant_of(term->result.value(0), of.scale);
  const auto unit = constant ? unit_of_sum(of.unit, constant->unit, adds) : std::nullopt;
  const auto factor = unit ? shifted(1, constant->scale - of.scale) : std::nullopt;
  if (!factor) return std::nullopt;
  made.line.factor = *factor;
  made.line.plus = adds ? constant->count : -constant->count;
  made.unit = *unit;
  made.scale = constant->scale;
  return made;
}

/// a / b against a constant, where every b is greater than 0: a against a multiple of b.
bool Batch::Impl::compare_quotient(Node& node, const Node& quotient, const Value& bound,
                                   bool turned) {
  const std::size_t level = *node.level;
  const std::size_t rows = rows_[level].rows;
  const auto constant = constant_of(bound, 0);
  if (!constant || constant->unit != Unit::number) return false;
  const Vector& a = result_at(quotient.children[0], level);
  const Vector& b = result_at(quotient.children[1], level);
  if (!is_plain(a) || !is_plain(b) || a.unit != Unit::number || b.unit != Unit::number) {
    return false;
  }
  Line of_a{half_or_whole(quotient.children[0], a)};
  Line of_b{half_or_whole(quotient.children[1], b)};
  const int of_both = std::min(b.scale + constant->scale, a.scale);
  const auto factor_a = shifted(1, b.scale + constant->scale - of_both);
  const auto factor_b = shifted(constant->count, a.scale - of_both);
  if (!factor_a || !factor_b) return false;
  of_a.factor = *factor_a;
  of_b.factor = *factor_b;
  if (!fits(of_a, most_by_width(a, rows)) || !fits(of_b, most_by_width(b, rows))) return false;
  std::int64_t low = 0;
  std::int64_t high = 0;
  kernels().bounds(column_of(b), rows, &low, &high);
  if (low <= 0) return false;
  count_ = rows;
  compare_lines(node.shell->op, turned ? of_b : of_a, turned ? of_a : of_b, codes_in(node));
  return true;
}

/// A comparison before its operands are worked out. False if it isn't one of two lines.
bool Batch::Impl::by_lines(Node& node) {
  if (node.kind != Node::Kind::operation || node.children.size() != 2) return false;
  if (!is_comparison(node.shell->op)) return false;
  const Node& left = *nodes_[node.children[0]];
  const Node& right = *nodes_[node.children[1]];
  const auto is_quotient = [&](const Node& of) {
    return of.kind == Node::Kind::operation && of.shell->op == Op::divide &&
           nodes_[of.children[1]]->kind != Node::Kind::constant;
  };
  const bool left_is_constant = left.kind == Node::Kind::constant;
  if (left_is_constant || right.kind == Node::Kind::constant) {
    const Node& open = left_is_constant ? right : left;
    const Node& bound = left_is_constant ? left : right;
    return is_quotient(open) &&
           compare_quotient(node, open, bound.result.value(0), left_is_constant);
  }
  const std::size_t level = *node.level;
  auto a = line_of(node.children[0], level);
  if (!a) return false;
  auto b = line_of(node.children[1], level);
  if (!b || a->unit != b->unit) return false;
  const int scale = std::max(a->scale, b->scale);
  for (LineOf* each : {&*a, &*b}) {
    const auto factor = shifted(each->line.factor, scale - each->scale);
    const auto plus = shifted(each->line.plus, scale - each->scale);
    if (!factor || !plus) return false;
    each->line.factor = *factor;
    each->line.plus = *plus;
    if (!fits(each->line, each->most)) return false;
  }
  count_ = rows_[level].rows;
  compare_lines(node.shell->op, a->line, b->line, codes_in(node));
  return true;
}

/// A column as it came times whatever has a number in every row. False if it isn't that.
bool Batch::Impl::multiply_narrow(Node& node) {
  if (node.shell->op != Op::multiply) return false;
  for (std::size_t i = 0; i < 2; ++i) {
    const Vector& x = *node.operands[i];
    if (x.narrow.at == nullptr || x.narrow.bytes < sizeof(std::uint32_t)) continue;
    if (!is_plain(x) || x.unit != Unit::number) continue;
    widen(*nodes_[node.children[1 - i]]);
    const auto by = numbers_of(node, 1 - i, 0);
    if (!by || !by->whole || by->divisors != nullptr || by->unit != Unit::number) return false;
    if (x.most < 0) {
      std::int64_t low = 0;
      kernels().bounds(x.narrow, count_, &low, &x.most);
    }
    if (x.scale + by->scale > kMostScale || Wide{x.most} * by->most > kMostCount) return false;
    node.result.scale = x.scale + by->scale;
    node.result.most = x.most * by->most;
    std::int64_t* const out = numbers_in(node).data();
    if (by->constant) {
      kernels().multiply_by(x.narrow, by->at[0], count_, out);
    } else {
      kernels().multiply(x.narrow, by->at, count_, out);
    }
    return true;
  }
  return false;
}

}  // namespace fugong::columns
