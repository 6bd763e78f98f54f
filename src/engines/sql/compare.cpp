// Two numbers of a row against each other, and which of two.
#include <algorithm>

#include "engines/decision/lifting.hpp"
#include "engines/feel/domain.hpp"
#include "engines/sql/ends.hpp"
#include "engines/sql/ranges.hpp"

namespace fugong::sql {

using columns::Node;
using decision::Op;
using feel::Value;

/// Two or, with `between`, three numbers against each other. A number and a value that is none (an
/// unknown one, say) meet in cells, through the interpreter.
bool Maker::compare(NodeId id) {
  const Node& node = *nodes_[id];
  const Op op = node.shell->op;
  Form& form = forms_[id];
  std::vector<Numbers> all;
  int scale = 0;
  bool comparable = true;  // as whole counts
  for (const NodeId child : node.children) {
    all.push_back(numbers_of(child));
    comparable = comparable && all.back().any && all.back().unit == all[0].unit;
    scale = std::max(scale, all.back().scale);
  }
  const auto product_of = [&](std::size_t i, std::size_t j) {
    // Without divisors: a / p against b / q is a * q against b * p.
    Range range = times(all[i].range, power_of_ten(scale - all[i].scale));
    if (all[j].is_quotient) range = product(range, all[j].divisors);
    comparable = comparable && fits(range);
  };
  for (std::size_t i = 0; i < all.size() && comparable; ++i)
    comparable = scales(all[i].range, scale - all[i].scale);
  for (std::size_t i = 1; i < all.size() && comparable; ++i) {
    product_of(0, i);
    product_of(i, 0);
  }
  Outcome of_numbers = kAsk;
  if (comparable) {
    const auto side = [&](std::size_t i, std::size_t j) {
      const ExprPtr x = number_at(node.children[i], scale);
      return all[j].is_quotient ? infix(x, " * ", divisor_of(node.children[j])) : x;
    };
    ExprPtr truth;
    if (op == Op::between) {
      const ExprPtr low = comparison(Op::greater_equal, side(0, 1), side(1, 0));
      truth = infix(low, " AND ", comparison(Op::less_equal, side(0, 2), side(2, 0)));
    } else {
      truth = comparison(op, side(0, 1), side(1, 0));
    }
    of_numbers = special(id, {when(truth, whole(columns::kTrue), whole(columns::kFalse)),
                              truth,
                              nullptr,
                              {columns::kFalse, columns::kTrue}});
  }
  // Where the numbers turn: at the ends of the others' values that are none; of three operands two
  // may be numbers while the third is none.
  const bool pairs = all.size() == 2 && comparable;
  std::vector<Dimension> dimensions;
  bool has_quotient = false;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const NodeId child = node.children[i];
    if (forms_[child].is_constant) continue;
    columns::Cuts cuts;
    for (std::size_t j = 0; j < all.size(); ++j) {
      const Form& other = forms_[node.children[j]];
      for (const Code code : other.codes) {
        if (j == i || code == kAsk || (pairs && all[j].counts.contains(code))) continue;
        const columns::Cuts more = columns::cuts_at(other.dictionary.at(code));
        cuts.insert(cuts.end(), more.begin(), more.end());
      }
    }
    has_quotient = has_quotient || forms_[child].is_quotient;
    if (forms_[child].is_quotient) {
      dimensions.push_back({child, points_as_one(child)});
    } else {
      auto points = points_of(child, true, cuts);
      if (!points) return false;
      dimensions.push_back({child, std::move(*points)});
    }
  }
  const std::vector<Dimension> kept = dimensions;
  bool said = true;
  const auto outcome = [&](std::span<const Point> at) -> Outcome {
    bool count = comparable;
    std::size_t own = 0;
    bool quotient = false;
    bool settled = true;  // all but numbers are nothing
    bool spans = false;
    for (std::size_t i = 0, child = 0; child < all.size(); ++child) {
      if (forms_[node.children[child]].is_constant) {
        count = count && all[child].whole;
        settled = settled && is_nothing(constant(node.children[child]));
        continue;
      }
      const Point& point = at[i++];
      if (!point.is_number && point.code == kAsk) return kAsk;
      spans = spans || is_span(kept[i - 1].node, point);
      own += point.is_number ? 1 : 0;
      quotient = quotient || (point.is_number && all[child].is_quotient);
      settled = settled &&
                (point.is_number || is_nothing(forms_[kept[i - 1].node].dictionary.at(point.code)));
      count = count && all[child].holds(point);
    }
    if (spans) {
      const std::vector<Standing> standings = standings_of(id, all, at);
      const bool nothing = std::any_of(standings.begin(), standings.end(), [](const Standing& of) {
        return of.kind == Standing::Kind::nothing;
      });
      return nothing ? evaluate(id, kept, at, true) : compare_open(id, all, standings);
    }
    if (count && own > 0) return of_numbers;
    if (quotient && own == 1 && settled) return evaluate(id, kept, at);
    if (own > 1 || quotient) {
      // Numbers that aren't comparable would be everybody's row.
      if (!comparable) said = false;
      return kAsk;
    }
    if (own == 0 && count) return of_numbers;
    return evaluate(id, kept, at);
  };
  if (!choose_among(id, std::move(dimensions), outcome) || !said) {
    form.codes.clear();
    form.choice.reset();
    return false;
  }
  finish(form);
  return true;
}

/// if c then a else b, of which a or b has numbers.
bool Maker::choose(NodeId id) {
  const Node& node = *nodes_[id];
  const NodeId sides[] = {node.children[1], node.children[2]};
  Numbers of[] = {numbers_of(sides[0]), numbers_of(sides[1])};
  if (forms_[node.children[0]].has_number || (!of[0].any && !of[1].any)) return false;
  const Unit unit = of[0].any ? of[0].unit : of[1].unit;
  int scale = 0;
  for (Numbers& x : of) {
    if (x.any && x.unit != unit) return false;
    scale = std::max(scale, x.scale);
  }
  Form& form = forms_[id];
  Ends ends[] = {{null_number(), null_number(), {}}, {null_number(), null_number(), {}}};
  ExprPtr beyond[2];  // where a side is too large at that scale
  for (std::size_t i = 0; i < 2; ++i) {
    if (!of[i].any) continue;
    const int digits = scale - of[i].scale;
    const auto own = digits <= kMostScale ? ends_of(sides[i], of[i], of[i].scale) : std::nullopt;
    if (!own) return false;
    const auto room = limited(*own, columns::kMostCount / power_of_ten(digits), beyond[i]);
    const auto side = room ? scaled(*room, digits) : std::nullopt;
    if (!side) return false;
    ends[i] = *side;
    form.is_quotient = form.is_quotient || of[i].is_quotient;
    form.divisors = around(form.is_quotient ? form.divisors : Range{1, 1},
                           of[i].is_quotient ? of[i].divisors : Range{1, 1});
    form.divisors.low = 1;
  }
  const Range range =
      of[0].any && of[1].any ? around(ends[0].range, ends[1].range) : ends[of[0].any ? 0 : 1].range;
  // Which side a row takes, or both, where nobody knows.
  constexpr std::uint32_t kBoth = 2;
  const std::vector<Point> conditions = points_as_one(node.children[0]);
  const Form& which = forms_[node.children[0]];
  const auto side_at = [&](const Point& at) -> std::uint32_t {
    const decision::Truths truths = decision::truths_of(which.dictionary.at(at.code));
    if (!truths.may_be_true) return 1;
    return !truths.may_be_false && !truths.may_be_null ? 0 : kBoth;
  };
  std::vector<std::uint32_t> takes;
  for (const Point& at : conditions)
    takes.push_back(at.code == kAsk ? 1 : side_at(at));
  const bool may_be_both = std::find(takes.begin(), takes.end(), kBoth) != takes.end();
  const bool open =
      unit == Unit::number && (of[0].open || of[1].open || (may_be_both && !form.is_quotient));
  const auto pick = [&](const ExprPtr& a, const ExprPtr& b, const ExprPtr& both) {
    return branch_on(node.children[0], conditions, takes, [&](std::uint32_t side) {
      return side == 0 ? a : side == 1 ? b : both;
    });
  };
  if (form.is_quotient) {
    const ExprPtr other = divisor_of(sides[1]);
    form.divisor = pick(divisor_of(sides[0]), other, other);
  }
  form.unit = unit;
  form.scale = scale;
  form.range = range;
  if (open) {
    const Ends both = form.is_quotient ? ends[1] : around(ends[0], ends[1], request_.dialect);
    put_ends(id,
             {pick(ends[0].low, ends[1].low, both.low), pick(ends[0].high, ends[1].high, both.high),
              range, ends[0].low_far || ends[1].low_far, ends[0].high_far || ends[1].high_far});
  } else {
    form.number = pick(ends[0].low, ends[1].low, ends[1].low);
  }
  std::vector<Dimension> dimensions;
  for (const NodeId child : node.children) {
    if (!forms_[child].is_constant) dimensions.push_back({child, points_as_one(child)});
  }
  const auto of_side = [&](std::uint32_t side, const Point& taken) -> Outcome {
    if (of[side].holds(taken)) return number_unless(id, beyond[side], static_cast<int>(side));
    if (taken.code == kAsk) return kAsk;
    const columns::Dictionary& dictionary = forms_[sides[side]].dictionary;
    const Value& value = dictionary.at(taken.code);
    if (!is_span(sides[side], taken)) return form.dictionary.intern(value);
    if (!open) return kAsk;
    const Code code = form.dictionary.intern_span(value, dictionary.is_pair(taken.code));
    return beyond[side] == nullptr
               ? code
               : between_or_number(id, code, beyond[side], static_cast<int>(side) + 8);
  };
  const std::vector<Dimension> kept = dimensions;
  const auto outcome = [&](std::span<const Point> at) -> Outcome {
    std::size_t next = 0;
    Point points[3];
    for (std::size_t child = 0; child < 3; ++child) {
      const Form& operand = forms_[node.children[child]];
      points[child] = operand.is_constant ? Point{false, 0, 0, operand.codes[0]} : at[next++];
    }
    if (points[0].code == kAsk) return kAsk;
    const std::uint32_t side = side_at(points[0]);
    if (side == kBoth) {
      const Standing standings[] = {standing_of(sides[0], of[0], points[1]),
                                    standing_of(sides[1], of[1], points[2])};
      const bool own = std::any_of(standings, standings + 2, [](const Standing& x) {
        return x.own || x.kind == Standing::Kind::ask;
      });
      if (!own) return evaluate(id, kept, at);
      if (!open || form.is_quotient) return kAsk;
      return either_of(id, which.dictionary.at(points[0].code), standings, ends,
                       either(beyond[0], beyond[1]));
    }
    return of_side(side, points[side + 1]);
  };
  if (!choose_among(id, std::move(dimensions), outcome) &&
      !choose_side_by_side(id, side_at, of_side)) {
    return false;
  }
  form.has_number = true;
  finish(form);
  return true;
}

/// Where the combinations are too many: each side's by themselves. Rows that may take either are
/// asked.
bool Maker::choose_side_by_side(
    NodeId id, const std::function<std::uint32_t(const Point&)>& side_at,
    const std::function<Outcome(std::uint32_t, const Point&)>& of_side) {
  const NodeId condition = nodes_[id]->children[0];
  if (forms_[condition].is_constant) return false;
  Outcome special_of[2];
  for (std::uint32_t side = 0; side < 2; ++side) {
    const NodeId child = nodes_[id]->children[side + 1];
    const std::vector<Point> points = points_as_one(child);
    std::vector<Outcome> outcomes;
    std::vector<std::uint32_t> next;
    for (const Point& at : points) {
      const Outcome outcome = of_side(side, at);
      const auto found = std::find(outcomes.begin(), outcomes.end(), outcome);
      next.push_back(static_cast<std::uint32_t>(found - outcomes.begin()));
      if (found == outcomes.end()) outcomes.push_back(outcome);
    }
    Special made;
    std::vector<ExprPtr> codes;
    std::vector<ExprPtr> numbers;
    for (const Outcome outcome : outcomes) {
      if (outcome <= kSpecial) {
        const Special& own = forms_[id].special(outcome);
        codes.push_back(own.code);
        numbers.push_back(own.is_number);
        made.codes.insert(made.codes.end(), own.codes.begin(), own.codes.end());
        continue;
      }
      codes.push_back(whole(outcome));
      numbers.push_back(truth_of(outcome == kNumber));
      if (outcome != kNumber) made.codes.push_back(static_cast<Code>(outcome));
    }
    const auto branch = [&](const std::vector<ExprPtr>& of) {
      if (forms_[child].is_constant) return of[0];
      return branch_on(child, points, next, [&](std::uint32_t point) { return of[point]; });
    };
    made.code = branch(codes);
    made.is_number = branch(numbers);
    made.kind = 16 + static_cast<int>(side);
    special_of[side] = special(id, made);
  }
  const auto outcome = [&](std::span<const Point> at) -> Outcome {
    const std::uint32_t side = at[0].code == kAsk ? 2 : side_at(at[0]);
    return side < 2 ? special_of[side] : kAsk;
  };
  return choose_among(id, {{condition, points_as_one(condition)}}, outcome);
}

}  // namespace fugong::sql
