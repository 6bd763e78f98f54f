// Rows of which a number isn't known but lies between two others of the row: the lifted operations
// of docs/unknown.md on two counts instead of two decimals. What would need more than an interval
// or a pair is kAsk.
#include <algorithm>
#include <array>
#include <cstring>

#include "engines/columns/work.hpp"
#include "engines/decision/lifting.hpp"
#include "engines/feel/domain.hpp"

namespace fugong::columns {

using decision::Op;
using feel::Kind;
using feel::Value;

namespace {

using Wide = __int128;

bool is_far(std::int64_t end) {
  return end == kFar || end == -kFar;
}

std::optional<std::int64_t> fitting(Wide count) {
  if (count > kMostCount || count < -kMostCount) return std::nullopt;
  return static_cast<std::int64_t>(count);
}

/// Empty where both ends are far, on different sides.
std::optional<std::int64_t> sum(std::int64_t a, std::int64_t b) {
  if (is_far(a) && is_far(b) && a != b) return std::nullopt;
  if (is_far(a)) return a;
  if (is_far(b)) return b;
  return fitting(Wide{a} + b);
}

std::optional<std::int64_t> product(std::int64_t a, std::int64_t b) {
  if (a == 0 || b == 0) return 0;
  if (is_far(a) && is_far(b)) return std::nullopt;  // farther than far
  if (is_far(a) || is_far(b)) return (a > 0) == (b > 0) ? kFar : -kFar;
  return fitting(Wide{a} * b);
}

std::optional<std::int64_t> times(std::int64_t a, std::int64_t factor) {
  return is_far(a) ? std::optional(a) : fitting(Wide{a} * factor);
}

/// Ends that are there; they are in order and differ, as most do that were kept.
bool are_plain(std::int64_t low, std::int64_t high) {
  return low < high && !is_far(low) && !is_far(high);
}

Span mirrored(const Span& x) {
  return {-x.high, -x.low, x.is_pair, x.whence};
}

bool is_known(const Span& x) {
  return x.low == x.high;
}

/// The interval around ends that may be missing.
template <std::size_t N>
std::optional<Span> around(const std::array<std::optional<std::int64_t>, N>& ends, bool is_pair,
                           unsigned whence) {
  Span made{kFar, -kFar, is_pair, whence};
  for (const auto& end : ends) {
    if (!end) return std::nullopt;
    made.low = std::min(made.low, *end);
    made.high = std::max(made.high, *end);
  }
  if (is_far(made.low) && made.low == made.high) return std::nullopt;
  return made;
}

/// Of one value and a pair there are two results; of two pairs there may be four.
enum class Shape : std::uint8_t { interval, pair, more };
Shape shape_of(const Span& a, const Span& b) {
  if (a.is_pair && b.is_pair) return Shape::more;
  if ((a.is_pair && is_known(b)) || (b.is_pair && is_known(a))) return Shape::pair;
  return Shape::interval;
}

std::optional<Span> sum_of(const Span& a, const Span& b) {
  const Shape shape = shape_of(a, b);
  if (shape == Shape::more) return std::nullopt;
  return around(std::array{sum(a.low, b.low), sum(a.high, b.high)}, shape == Shape::pair,
                a.whence | b.whence);
}

std::optional<Span> product_of(const Span& a, const Span& b) {
  const Shape shape = shape_of(a, b);
  if (shape == Shape::more) return std::nullopt;
  const unsigned whence = a.whence | b.whence;
  if (is_known(b) || is_known(a)) {
    const Span& many = is_known(a) ? b : a;
    const std::int64_t one = is_known(a) ? a.low : b.low;
    const Wide low = Wide{many.low} * one;
    const Wide high = Wide{many.high} * one;
    if (one > 0 && are_plain(many.low, many.high) && low >= -kMostCount && high <= kMostCount) {
      return Span{static_cast<std::int64_t>(low), static_cast<std::int64_t>(high),
                  shape == Shape::pair, whence};
    }
    return around(std::array{product(many.low, one), product(many.high, one)}, shape == Shape::pair,
                  whence);
  }
  return around(std::array{product(a.low, b.low), product(a.low, b.high), product(a.high, b.low),
                           product(a.high, b.high)},
                shape == Shape::pair, whence);
}

/// The lesser or the greater; one that can't be it adds no doubt.
std::optional<Span> extreme_of(const Span& a, const Span& b, bool greatest) {
  const auto best = [greatest](std::int64_t x, std::int64_t y) {
    return greatest ? std::max(x, y) : std::min(x, y);
  };
  const Shape shape = shape_of(a, b);
  if (shape == Shape::more) return std::nullopt;
  Span made{best(a.low, b.low), best(a.high, b.high), shape == Shape::pair, a.whence | b.whence};
  if (shape == Shape::pair) return made;
  made.whence = 0;
  const std::int64_t surely = greatest ? made.low : made.high;
  for (const Span* each : {&a, &b}) {
    const std::int64_t own = greatest ? each->high : each->low;
    const bool beaten = greatest ? surely > own : surely < own;
    if (!beaten) made.whence |= each->whence;
  }
  return made;
}

/// One of two, nobody knows which.
std::optional<Span> one_of(const Span& a, const Span& b, unsigned whence) {
  whence |= a.whence | b.whence;
  const bool sets = (a.is_pair || is_known(a)) && (b.is_pair || is_known(b));
  if (!sets) return Span{std::min(a.low, b.low), std::max(a.high, b.high), false, whence};
  std::array values{a.low, a.high, b.low, b.high};
  std::sort(values.begin(), values.end());
  const auto end = std::unique(values.begin(), values.end());
  if (end - values.begin() > 2) return std::nullopt;
  return Span{values.front(), *(end - 1), true, whence};
}

/// What a doubt hangs on besides codes, and which of two operands it is of.
constexpr unsigned kInterval = 0;
constexpr unsigned kPair = 1;
constexpr unsigned kNothing = 2;
constexpr unsigned kTruth = 3;
constexpr unsigned kKindsOfDoubt = 4;
constexpr std::size_t kDoubts = std::size_t{4} * kKindsOfDoubt;

decision::Truths less(const Span& a, const Span& b, bool or_equal) {
  decision::Truths truths;
  truths.may_be_true = or_equal ? a.low <= b.high : a.low < b.high;
  truths.may_be_false = or_equal ? a.high > b.low : a.high >= b.low;
  return truths;
}

decision::Truths truths_of_intervals(Op op, const Span& a, const Span& b) {
  switch (op) {
    case Op::less:
      return less(a, b, false);
    case Op::less_equal:
      return less(a, b, true);
    case Op::greater:
      return less(b, a, false);
    case Op::greater_equal:
      return less(b, a, true);
    default: {
      const bool may_meet = a.low <= b.high && b.low <= a.high;
      const bool must_meet = is_known(a) && is_known(b) && may_meet;
      return op == Op::equal ? decision::Truths{may_meet, !must_meet, false}
                             : decision::Truths{!must_meet, may_meet, false};
    }
  }
}

/// A pair value by value.
decision::Truths truths_of(Op op, const Span& a, const Span& b) {
  const auto parts = [](const Span& x) {
    if (!x.is_pair) return std::array{x, x};
    return std::array{Span{x.low, x.low, false, 0}, Span{x.high, x.high, false, 0}};
  };
  decision::Truths all;
  for (const Span& x : parts(a)) {
    for (const Span& y : parts(b)) {
      const decision::Truths one = truths_of_intervals(op, x, y);
      all.may_be_true |= one.may_be_true;
      all.may_be_false |= one.may_be_false;
    }
  }
  return all;
}

}  // namespace

bool is_far(const Decimal& number) {
  static const Decimal kFarthest(1, feel::kFarNumberExponent);
  return number.abs() == kFarthest;
}

/// What a value of a dictionary may be as a count; empty where that is no interval or pair.
std::optional<Span> span_of_value(const Value& value, int scale) {
  const auto count = [scale](const Value& end) -> std::optional<std::int64_t> {
    if (end.kind() != Kind::number) return std::nullopt;
    if (is_far(end.number())) return end.number().is_negative() ? -kFar : kFar;
    Unit unit = Unit::number;
    std::int64_t number = 0;
    if (!count_of(end, scale, unit, number)) return std::nullopt;
    return fitting(number);
  };
  const feel::Domain& domain = value.domain();
  if (!domain.is_interval()) {
    const feel::List& candidates = domain.candidates();
    if (candidates.size() != 2) return std::nullopt;
    const auto one = count(candidates[0]);
    const auto other = count(candidates[1]);
    if (!one || !other || is_far(*one) || is_far(*other)) return std::nullopt;
    return around(std::array{one, other}, true, 0);
  }
  const feel::Range range = *domain.interval();
  if (!range.low_included || !range.high_included) return std::nullopt;
  return around(std::array{count(*range.low), count(*range.high)}, false, 0);
}

/// What an operand is in a row, at a scale that is its own or finer.
std::optional<Span> Batch::Impl::span_of(const Node& node, std::size_t operand,
                                         const Numbers& numbers, int scale, std::size_t row) const {
  const Vector& of = *node.operands[operand];
  std::int64_t factor = 1;
  for (int digits = numbers.scale; digits < scale; ++digits)
    factor *= 10;
  if (numbers.is_number(row)) {
    const auto count = times(numbers.at[row], factor);
    if (!count) return std::nullopt;
    return Span{*count, *count, false, 0};
  }
  const Code code = of.code(row);
  if (code == kAsk) return std::nullopt;
  const unsigned whence = 1U << operand;
  if (of.dictionary->is_span(code)) {
    if (factor == 1 && are_plain(of.lows[row], of.highs[row])) {
      return Span{of.lows[row], of.highs[row], of.dictionary->is_pair(code), whence};
    }
    return around(std::array{times(of.lows[row], factor), times(of.highs[row], factor)},
                  of.dictionary->is_pair(code), whence);
  }
  const std::optional<Span>& known = numbers.values->spans[code];
  if (!known || numbers.values->scale > scale) return std::nullopt;
  if (numbers.values->scale == scale) return Span{known->low, known->high, known->is_pair, whence};
  for (int digits = numbers.values->scale; digits < numbers.scale; ++digits)
    factor *= 10;
  for (int digits = numbers.scale; digits < numbers.values->scale; ++digits)
    factor /= 10;
  return around(std::array{times(known->low, factor), times(known->high, factor)}, known->is_pair,
                whence);
}

std::optional<Span> Batch::Impl::span_of_result(Node& node, std::span<const Numbers> operands,
                                                std::size_t row) {
  const decision::Typed& shell = *node.shell;
  const Vector& result = node.result;
  const auto at = [&](std::size_t operand, int scale) {
    return span_of(node, operand, operands[operand], scale, row);
  };
  if (operands[0].unit != Unit::number || operands[0].divisors != nullptr) return std::nullopt;
  if (shell.op == Op::negate) {
    const auto x = at(0, result.scale);
    return x ? std::optional(mirrored(*x)) : std::nullopt;
  }
  if (operands.size() != 2 || operands[1].divisors != nullptr) return std::nullopt;
  const bool own_scales = shell.op == Op::multiply || shell.op == Op::divide;
  const auto a = at(0, own_scales ? operands[0].scale : result.scale);
  const auto b = at(1, own_scales ? operands[1].scale : result.scale);
  if (!a || !b) return std::nullopt;
  switch (shell.op) {
    case Op::add:
      return sum_of(*a, *b);
    case Op::subtract:
      return sum_of(*a, mirrored(*b));
    case Op::multiply:
      return product_of(*a, *b);
    case Op::divide:
      return divide(node, *a, *b, operands, row);
    case Op::call_builtin:
      if (shell.builtin->name == "min" || shell.builtin->name == "max") {
        return extreme_of(*a, *b, shell.builtin->name == "max");
      }
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

/// By a known number, as divide() of arithmetic.cpp does for the other rows of the block.
std::optional<Span> Batch::Impl::divide(Node& node, const Span& a, const Span& b,
                                        std::span<const Numbers> operands, std::size_t row) {
  if (!is_known(b) || b.low == 0) return std::nullopt;
  Vector& result = node.result;
  const bool negative = b.low < 0;
  const std::int64_t divisor = negative ? -b.low : b.low;
  Span whole = negative ? mirrored(a) : a;
  // a * 10^scale(b) at the scale of a, or finer.
  for (int digits = operands[1].scale + result.scale - operands[0].scale; digits > 0; --digits) {
    const auto low = times(whole.low, 10);
    const auto high = times(whole.high, 10);
    if (!low || !high) return std::nullopt;
    whole.low = *low;
    whole.high = *high;
  }
  if (!result.divisors.empty()) {
    result.divisors[row] = divisor;
    result.most_divisor = std::max(result.most_divisor, divisor);
    return whole;
  }
  for (std::int64_t* end : {&whole.low, &whole.high}) {
    if (is_far(*end)) continue;
    if (*end % divisor != 0) return std::nullopt;
    *end /= divisor;
  }
  return whole;
}

std::optional<Span> Batch::Impl::span_of_either(const Node& node, const Numbers& a,
                                                const Numbers& b, std::size_t row) const {
  if (a.unit != Unit::number || a.divisors != nullptr || b.divisors != nullptr) {
    return std::nullopt;
  }
  const auto x = span_of(node, 1, a, node.result.scale, row);
  const auto y = span_of(node, 2, b, node.result.scale, row);
  const decision::Truths which = decision::truths_of(node.operands[0]->value(row));
  if (!which.may_be_true) return y;
  if (!which.may_be_false && !which.may_be_null) return x;
  if (!x || !y) return std::nullopt;
  return one_of(*x, *y, 1U);
}

/// A code for what operands of these codes leave open. `kind` tells apart what else it hangs on.
template <class Make>
Code Batch::Impl::code_of_doubt(Node& node, std::size_t row, unsigned whence, unsigned kind,
                                Make make) {
  const auto made = [&] {
    Value sources;
    for (std::size_t i = 0; i < node.operands.size(); ++i) {
      if ((whence >> i & 1U) == 0) continue;
      const Vector& operand = *node.operands[i];
      sources = Value::unknown_from(sources, operand.dictionary->at(operand.code(row)));
    }
    return make(sources);
  };
  if (node.operands.size() == 2) {
    const Vector& a = *node.operands[0];
    const Vector& b = *node.operands[1];
    if (node.doubts.empty()) node.doubts.resize(kDoubts);
    PairTable& table = node.doubts[whence * kKindsOfDoubt + kind];
    if (table.cover(a.dictionary->end(), b.dictionary->end())) {
      Code& code = table.at(a.code(row), b.code(row));
      if (code == kUnset) code = made();
      return code;
    }
  }
  key_.clear();
  for (const Vector* operand : node.operands)
    key_.push_back(operand->code(row));
  key_.push_back(whence * kKindsOfDoubt + kind);
  Code code = node.other_doubts.find(key_);
  if (code == kUnset) {
    code = made();
    node.other_doubts.keep(key_, code);
  }
  return code;
}

void Batch::Impl::put_span(Node& node, std::size_t row, const std::optional<Span>& span) {
  Vector& result = node.result;
  if (!span) {
    result.codes[row] = kAsk;
    return;
  }
  if (is_known(*span)) {
    result.codes[row] = kNumber;
    result.numbers[row] = span->low;
    if (result.most >= 0) result.most = std::max(result.most, std::abs(span->low));
    return;
  }
  if (!result.has_spans()) {
    result.lows.assign(count_, 0);
    result.highs.assign(count_, 0);
  }
  result.lows[row] = span->low;
  result.highs[row] = span->high;
  result.codes[row] = code_of_doubt(
      node, row, span->whence, span->is_pair ? kPair : kInterval,
      [&](const Value& sources) { return node.dictionary.intern_span(sources, span->is_pair); });
}

namespace {

/// What a row has for a factor, if that isn't negative and not far.
struct Factor {
  Span span;
  bool is_own = false;  // of this row, not of a dictionary
};

std::optional<Factor> factor_of(const Numbers& numbers, const Vector& of, std::size_t row) {
  const Code code = of.code(row);
  if (code == kAsk) return std::nullopt;
  Factor factor;
  if (numbers.is_number(row)) {
    factor = {{numbers.at[row], numbers.at[row], false, 0}, code == kNumber};
  } else if (of.dictionary->is_span(code)) {
    factor = {{of.lows[row], of.highs[row], of.dictionary->is_pair(code), 1}, true};
  } else {
    const std::optional<Span>& known = numbers.values->spans[code];
    if (!known || numbers.values->scale != numbers.scale) return std::nullopt;
    factor.span = *known;
    factor.span.whence = 1;
  }
  if (factor.span.low < 0 || is_far(factor.span.high)) return std::nullopt;
  return factor;
}

}  // namespace

/// A product as product_of() has it, of factors as most are: an amount times a rate that nobody has
/// set yet, in every row. False if it isn't of that kind; then nothing was done.
bool Batch::Impl::settle_product(Node& node, std::span<const Numbers> operands, std::size_t row) {
  const auto a = factor_of(operands[0], *node.operands[0], row);
  const auto b = factor_of(operands[1], *node.operands[1], row);
  if (!a || !b || (!a->is_own && !b->is_own)) return false;
  const Shape shape = shape_of(a->span, b->span);
  Span made{0, 0, shape == Shape::pair, a->span.whence | b->span.whence << 1U};
  if (shape == Shape::more || __builtin_mul_overflow(a->span.low, b->span.low, &made.low) ||
      __builtin_mul_overflow(a->span.high, b->span.high, &made.high) || made.high > kMostCount) {
    return false;
  }
  put_span(node, row, made);
  return true;
}

/// A row of which not every operand is a number.
void Batch::Impl::settle_row(Node& node, std::span<const Numbers> operands, std::size_t row) {
  Vector& result = node.result;
  bool own = false;      // something hangs on a number of this row
  bool nothing = false;  // null, or unknown without bounds: whatever the numbers are
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const Vector& operand = *node.operands[i];
    const Code code = operand.code(row);
    if (code == kAsk) {
      result.codes[row] = kAsk;
      return;
    }
    own = own || code == kNumber || operand.dictionary->is_span(code);
    if (code == kNumber || operand.dictionary->is_span(code)) continue;
    const Value& value = operand.dictionary->at(code);
    nothing = nothing || value.is_null() || (value.is_unknown() && value.domain().is_anything());
  }
  if (!own || nothing) {
    result.codes[row] =
        code_of_doubt(node, row, 0, kNothing, [&](const Value&) { return work_out(node, row); });
    return;
  }
  if (result.has_numbers()) return put_span(node, row, span_of_result(node, operands, row));
  const int scale = std::max(operands[0].scale, operands[1].scale);
  const bool plain = operands[0].unit == Unit::number && operands[0].divisors == nullptr &&
                     operands[1].divisors == nullptr;
  const auto a = plain ? span_of(node, 0, operands[0], scale, row) : std::nullopt;
  const auto b = plain ? span_of(node, 1, operands[1], scale, row) : std::nullopt;
  if (!a || !b) {
    result.codes[row] = by_memory(node, row);
    return;
  }
  const decision::Truths truths = truths_of(node.shell->op, *a, *b);
  if (truths.may_be_true != truths.may_be_false) {
    result.codes[row] = truths.may_be_true ? kTrue : kFalse;
    return;
  }
  result.codes[row] =
      code_of_doubt(node, row, a->whence | b->whence, kTruth, [&](const Value& sources) {
        return node.dictionary.intern(
            Value::unknown(sources.sources(), feel::Domain::truths(true, true, false)));
      });
}

namespace {

/// Codes are looked at so many at a time: where none of a few thousand is a value, that is all.
constexpr std::size_t kCodesAtOnce = 16;

bool are_numbers(std::span<const Numbers* const> operands, std::size_t row) {
  static_assert(kNumber == 0);
  std::uint64_t all = 0;
  for (const Numbers* operand : operands) {
    std::uint64_t words[kCodesAtOnce * sizeof(Code) / sizeof(std::uint64_t)];
    std::memcpy(words, operand->of->codes.data() + row, sizeof(words));
    for (const std::uint64_t word : words)
      all |= word;
  }
  return all == 0;
}

}  // namespace

/// The rows of which an operand isn't a number, one by one.
void Batch::Impl::settle_mixed(Node& node, std::span<const Numbers> operands) {
  std::vector<std::uint32_t>& mixed = node.mixed;
  std::vector<const Numbers*> partial;
  bool own = true;  // whether a code says whether there is a number
  for (const Numbers& operand : operands) {
    if (operand.whole) continue;
    partial.push_back(&operand);
    own = own && operand.of->has_numbers();
  }
  for (std::size_t row = 0; !partial.empty() && row < count_; ++row) {
    if (own && row % kCodesAtOnce == 0) {
      while (row + kCodesAtOnce <= count_ && are_numbers(partial, row))
        row += kCodesAtOnce;
      if (row == count_) break;
    }
    const bool numbers = std::all_of(partial.begin(), partial.end(),
                                     [row](const Numbers* of) { return of->is_number(row); });
    if (!numbers) mixed.push_back(static_cast<std::uint32_t>(row));
  }
  Vector& result = node.result;
  if (result.has_numbers() && !mixed.empty()) result.codes.assign(count_, kNumber);
  const bool multiplies = node.shell->op == Op::multiply && result.divisors.empty();
  for (const std::uint32_t row : mixed) {
    if (result.has_numbers()) {
      result.numbers[row] = 0;
      if (!result.divisors.empty()) result.divisors[row] = 1;
    }
    if (multiplies && settle_product(node, operands, row)) continue;
    settle_row(node, operands, row);
  }
  mixed.clear();
}

}  // namespace fugong::columns
