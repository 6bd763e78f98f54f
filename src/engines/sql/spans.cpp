// Rows of which a number isn't known but lies between two others of the row, as in
// engines/columns/spans.cpp: what they come from is a code of the dictionary, their ends are two
// numbers of the row.
#include <algorithm>

#include "engines/feel/domain.hpp"
#include "engines/sql/ends.hpp"
#include "engines/sql/ranges.hpp"

namespace fugong::sql {

using columns::kFar;
using decision::Op;
using feel::Value;

bool Maker::is_span(NodeId id, const Point& at) const {
  return !at.is_number && forms_[id].dictionary.is_span(at.code);
}

Standing Maker::standing_of(NodeId child, const Numbers& numbers, const Point& at) const {
  using Kind = Standing::Kind;
  if (at.is_number) return {Kind::number, false, true};
  if (at.code == kAsk) return {Kind::ask};
  const columns::Dictionary& dictionary = forms_[child].dictionary;
  const Value& value = dictionary.at(at.code);
  if (dictionary.is_span(at.code)) {
    return {Kind::open, dictionary.is_pair(at.code), true, value};
  }
  if (numbers.counts.contains(at.code)) return {Kind::number};
  if (const auto found = numbers.spans.find(at.code); found != numbers.spans.end()) {
    return {Kind::open, found->second.is_pair, false, value};
  }
  return {is_nothing(value) ? Kind::nothing : Kind::other};
}

/// Of all children; `at` has the points of those that aren't constant.
std::vector<Standing> Maker::standings_of(NodeId id, std::span<const Numbers> numbers,
                                          std::span<const Point> at) const {
  std::vector<Standing> made;
  std::size_t next = 0;
  for (std::size_t i = 0; i < nodes_[id]->children.size(); ++i) {
    const NodeId child = nodes_[id]->children[i];
    const Form& form = forms_[child];
    const Point point = form.is_constant ? Point{false, 0, 0, form.codes[0]} : at[next++];
    made.push_back(standing_of(child, numbers[i], point));
  }
  return made;
}

/// What an operand may be, at a scale that is its own or finer; empty where it isn't proved to stay
/// within 64 bits.
std::optional<Ends> Maker::ends_of(NodeId id, const Numbers& numbers, int scale) {
  const Form& form = forms_[id];
  if (numbers.spans.empty()) {
    if (form.has_spans()) return scaled(own_ends(id), scale - form.scale);
    const int digits = scale - numbers.scale;
    if (!scales(numbers.range, digits)) return std::nullopt;
    const ExprPtr number = number_at(id, scale);
    return Ends{number, number, times(numbers.range, power_of_ten(digits))};
  }
  Ends made;
  std::optional<Range> range;
  const auto add = [&](const Range& of) { range = range ? around(*range, of) : of; };
  if (numbers.any) add(numbers.range);
  made.low_far = form.low_far;
  made.high_far = form.high_far;
  for (const auto& [code, span] : numbers.spans) {
    for (const std::int64_t end : {span.low, span.high}) {
      if (end == -kFar) {
        made.low_far = true;
      } else if (end == kFar) {
        made.high_far = true;
      } else {
        add({end, end});
      }
    }
  }
  made.range = range.value_or(Range{});
  if (!scales(made.range, scale - numbers.scale)) return std::nullopt;
  made.range = times(made.range, power_of_ten(scale - numbers.scale));
  made.low = refer(id, Flavour::lows + scale);
  made.high = refer(id, Flavour::highs + scale);
  return made;
}

/// What its numbers lie between, at its own scale.
Ends Maker::own_ends(NodeId id) {
  const Form& form = forms_[id];
  if (!form.has_spans()) {
    const ExprPtr number = refer(id, Flavour::number);
    return {number, number, form.range};
  }
  return {refer(id, Flavour::low), refer(id, Flavour::high), form.range, form.low_far,
          form.high_far};
}

/// Of a row's own number or numbers, for where another code of the node has ends of its own.
ExprPtr Maker::end_at(NodeId id, bool low, int scale) {
  const auto ends = scaled(own_ends(id), scale - forms_[id].scale);
  FUGONG_CHECK(ends.has_value(), "a range that was looked at");
  return low ? ends->low : ends->high;
}

void Maker::put_ends(NodeId id, const Ends& ends) {
  Form& form = forms_[id];
  form.low = ends.low;
  form.high = ends.high;
  form.low_far = ends.low_far;
  form.high_far = ends.high_far;
  form.range = ends.range;
  // A number never leaves its range, not even where it stands for nothing.
  const ExprPtr low = value_of_node(id, Flavour::low);
  form.number = ends.low_far
                    ? when(comparison(Op::greater, low, whole(-kFar, true)), low, null_number())
                    : low;
}

Outcome Maker::special(NodeId id, const Special& special) {
  std::vector<Special>& all = forms_[id].specials;
  const auto same = std::find_if(all.begin(), all.end(), [&](const Special& other) {
    return other.codes == special.codes && other.kind == special.kind;
  });
  const auto place = static_cast<Outcome>(same - all.begin());
  if (same == all.end()) all.push_back(special);
  return kSpecial - place;
}

/// A number, but where it would be beyond the 64 bits.
Outcome Maker::number_unless(NodeId id, const ExprPtr& beyond, int kind) {
  if (beyond == nullptr) return kNumber;
  return special(
      id, {when(beyond, whole(kAsk), whole(kNumber)), nullptr, negation(beyond), {kAsk}, kind});
}

/// Between two numbers, or one of two, that the operands leave open.
Code Maker::between(NodeId id, std::span<const Standing> operands) {
  std::size_t pairs = 0;
  bool is_pair = true;
  Value doubt;
  for (const Standing& operand : operands) {
    if (!operand.is_open()) continue;
    pairs += operand.is_pair ? 1 : 0;
    is_pair = is_pair && operand.is_pair;
    doubt = Value::unknown_from(doubt, operand.doubt);
  }
  if (pairs > 1) return kAsk;  // there may be four
  return forms_[id].dictionary.intern_span(doubt, is_pair);
}

/// The same where the two may be one, which is known then.
Outcome Maker::between_or_number(NodeId id, Code code, const ExprPtr& lost, int kind) {
  if (code == kAsk) return kAsk;
  const ExprPtr is_one =
      comparison(Op::equal, value_of_node(id, Flavour::low), value_of_node(id, Flavour::high));
  Special made;
  made.code = when(is_one, whole(kNumber), whole(code));
  made.is_number = is_one;
  made.codes = {code};
  made.kind = kind;
  if (lost != nullptr) {
    made.code = when(lost, whole(kAsk), made.code);
    made.is_number = infix(negation(lost), " AND ", is_one);
    made.codes.push_back(kAsk);
  }
  return special(id, made);
}

/// The lesser or the greater of two; of two intervals one that can't be it adds no doubt.
Outcome Maker::extreme_of_open(NodeId id, const Ends& a, const Ends& b,
                               std::span<const Standing> operands, bool greatest) {
  const Code both = between(id, operands);
  if (both == kAsk || !operands[0].is_open() || !operands[1].is_open()) {
    return between_or_number(id, both);
  }
  const auto alone = [&](std::size_t of) {
    return forms_[id].dictionary.intern_span(Value::unknown_from(Value(), operands[of].doubt),
                                             false);
  };
  const ExprPtr low = value_of_node(id, Flavour::low);
  const ExprPtr high = value_of_node(id, Flavour::high);
  const auto beaten = [&](const Ends& x) {
    return greatest ? comparison(Op::greater, low, x.high) : comparison(Op::less, high, x.low);
  };
  Special made;
  made.is_number = comparison(Op::equal, low, high);
  made.codes = {alone(1), alone(0), both};
  made.code = when(
      made.is_number, whole(kNumber),
      when(beaten(a), whole(made.codes[0]), when(beaten(b), whole(made.codes[1]), whole(both))));
  return special(id, made);
}

/// One of two, nobody knows which.
Outcome Maker::either_of(NodeId id, const Value& condition, std::span<const Standing> sides,
                         std::span<const Ends> ends, const ExprPtr& beyond) {
  Value doubt = condition;
  bool sets = true;
  for (const Standing& side : sides) {
    if (!side.is_number() && !side.is_open()) return kAsk;
    sets = sets && (side.is_number() || side.is_pair);
    doubt = Value::unknown_from(doubt, side.is_open() ? side.doubt : Value());
  }
  const Code code = forms_[id].dictionary.intern_span(doubt, sets);
  if (!sets) return beyond == nullptr ? code : between_or_number(id, code, beyond, 4);
  // Of a pair and another there may be three values.
  const Ends& a = ends[0];
  const Ends& b = ends[1];
  const auto same = [](const ExprPtr& x, const ExprPtr& y) { return comparison(Op::equal, x, y); };
  ExprPtr two;
  if (sides[0].is_pair && sides[1].is_pair) {
    two = infix(same(a.low, b.low), " AND ", same(a.high, b.high));
  } else if (sides[0].is_pair) {
    two = infix(same(a.low, b.low), " OR ", same(a.high, b.low));
  } else if (sides[1].is_pair) {
    two = infix(same(a.low, b.low), " OR ", same(a.low, b.high));
  }
  return between_or_number(id, code, either(two == nullptr ? nullptr : negation(two), beyond),
                           (sides[0].is_pair ? 1 : 0) + (sides[1].is_pair ? 2 : 0));
}

/// What lies between two numbers of its row against another: true, false, or unknown.
Outcome Maker::compare_open(NodeId id, std::span<const Numbers> numbers,
                            std::span<const Standing> operands) {
  const Op op = nodes_[id]->shell->op;
  const auto fits_in = [](const Standing& x) { return x.is_number() || x.is_open(); };
  if (operands.size() != 2 || !fits_in(operands[0]) || !fits_in(operands[1]) ||
      numbers[0].unit != Unit::number || numbers[1].unit != Unit::number ||
      numbers[0].is_quotient || numbers[1].is_quotient) {
    return kAsk;
  }
  const int scale = std::max(numbers[0].scale, numbers[1].scale);
  const auto a = ends_of(nodes_[id]->children[0], numbers[0], scale);
  const auto b = ends_of(nodes_[id]->children[1], numbers[1], scale);
  if (!a || !b) return kAsk;
  Value doubt;
  for (const Standing& operand : operands)
    doubt = Value::unknown_from(doubt, operand.is_open() ? operand.doubt : Value());
  const Code unknown = forms_[id].dictionary.intern(
      Value::unknown(doubt.sources(), feel::Domain::truths(true, true, false)));
  Special made;
  made.codes = {columns::kFalse, columns::kTrue, unknown};
  const ExprPtr yes = whole(columns::kTrue);
  const ExprPtr no = whole(columns::kFalse);
  if (op != Op::equal && op != Op::not_equal) {
    made.code =
        when(may_be(op, *a, *b), when(may_be(inverse_of(op), *a, *b), whole(unknown), yes), no);
    return special(id, made);
  }
  // Never surely equal. A pair meets with one of its two values.
  std::vector<Ends> left{*a};
  std::vector<Ends> right{*b};
  const auto part = [](std::vector<Ends>& parts) {
    const Ends whole = parts[0];
    parts = {{whole.low, whole.low, whole.range}, {whole.high, whole.high, whole.range}};
  };
  if (operands[0].is_pair) part(left);
  if (operands[1].is_pair) part(right);
  ExprPtr meet;
  for (const Ends& x : left) {
    for (const Ends& y : right) {
      const ExprPtr one = may_be(Op::equal, x, y);
      meet = meet == nullptr ? one : infix(meet, " OR ", one);
    }
  }
  made.code = when(meet, whole(unknown), op == Op::equal ? no : yes);
  made.kind = (operands[0].is_pair ? 1 : 0) + (operands[1].is_pair ? 2 : 0);
  return special(id, made);
}

}  // namespace fugong::sql
