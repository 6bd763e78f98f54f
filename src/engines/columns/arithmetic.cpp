// What is worked out with the numbers of a row: sums, products, quotients, comparisons of two
// numbers, the greater and the lesser. Exact in 64 bits or not at all: before
// each operation the bounds of its operands show that nothing can leave them.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "engines/columns/work.hpp"

namespace fugong::columns {

using decision::Op;
using feel::Kind;
using feel::Value;

namespace {

using Wide = __int128;

constexpr int kMostDictionaryScale = 9;

struct Bounds {
  std::int64_t low = 0;
  std::int64_t high = 0;
  Wide size() const { return std::max<Wide>(-Wide{low}, high); }
};

Bounds bounds_of(Narrow numbers, std::size_t rows) {
  Bounds bounds;
  kernels().bounds(numbers, rows, &bounds.low, &bounds.high);
  return bounds;
}

Bounds bounds_of(const std::int64_t* numbers, std::size_t rows) {
  return bounds_of(wide(numbers), rows);
}

std::int64_t power_of_ten(int exponent) {
  std::int64_t power = 1;
  for (int i = 0; i < exponent; ++i)
    power *= 10;
  return power;
}

/// Rows whose result would be too large; they go by themselves.
using TooLarge = std::vector<std::uint32_t>;

/// The most that a product may be, if that is little enough; else after a look at the rows, of
/// which each may be less than what is known of all.
std::optional<std::int64_t> most_of_product(Counts a, Counts b, std::size_t rows) {
  if (Wide{a.most} * b.most > kMostCount) {
    a.most = static_cast<std::int64_t>(bounds_of(a.at, rows).size());
    if (!b.constant) b.most = static_cast<std::int64_t>(bounds_of(b.at, rows).size());
  }
  if (Wide{a.most} * b.most > kMostCount) return std::nullopt;
  return a.most * b.most;
}

/// out = a * b; the most that it may be. One by one where the bounds don't show that all fit.
std::int64_t multiply_all(const Counts& a, const Counts& b, std::size_t rows, std::int64_t* out,
                          TooLarge& large) {
  if (a.constant && !b.constant) return multiply_all(b, a, rows, out, large);
  if (const auto most = most_of_product(a, b, rows)) {
    if (b.constant && b.at[0] == 1) {
      std::copy_n(a.at, rows, out);
    } else if (b.constant) {
      kernels().multiply_by(wide(a.at), b.at[0], rows, out);
    } else {
      kernels().multiply(wide(a.at), b.at, rows, out);
    }
    return *most;
  }
  for (std::size_t row = 0; row < rows; ++row) {
    const Wide product = Wide{a.at[row]} * b.at[b.constant ? 0 : row];
    const bool fits = product <= kMostCount && product >= -kMostCount;
    out[row] = fits ? static_cast<std::int64_t>(product) : 0;
    if (!fits) large.push_back(static_cast<std::uint32_t>(row));
  }
  return kMostCount;
}

/// numbers * 10^by, in `room` if need be. False if no number could be that large.
bool scale_by(Counts& numbers, std::size_t rows, int by, std::vector<std::int64_t>& room,
              TooLarge& large) {
  if (by == 0) return true;
  if (by > kMostScale) return false;
  const std::int64_t factor = power_of_ten(by);
  room.resize(rows);
  numbers.most = multiply_all(numbers, {&factor, factor, true}, rows, room.data(), large);
  numbers.at = room.data();
  return true;
}

}  // namespace

std::optional<Aligned> Batch::Impl::align(Node& node, const Numbers& a, const Numbers& b) {
  Aligned both{a.counts(), b.counts(), std::max(a.scale, b.scale)};
  if (!scale_by(both.a, count_, both.scale - a.scale, aligned_[0], node.mixed)) return std::nullopt;
  if (!scale_by(both.b, count_, both.scale - b.scale, aligned_[1], node.mixed)) return std::nullopt;
  return both;
}

void Batch::Impl::cross(Node& node, Counts& numbers, const Numbers& by,
                        std::vector<std::int64_t>& room) {
  if (by.divisors == nullptr) return;
  room.resize(count_);
  numbers.most =
      multiply_all(numbers, {by.divisors, by.of->most_divisor}, count_, room.data(), node.mixed);
  numbers.at = room.data();
  numbers.constant = false;
}

namespace {

/// Whether an unknown lies between numbers.
bool is_number_within(const Value& value) {
  if (!value.is_unknown()) return false;
  const auto interval = value.domain().interval();
  return interval && interval->low->kind() == Kind::number;
}

}  // namespace

/// The values of an operand's dictionary, all at the scale of the finest, or at a finer one that is
/// worked with (`at_least`) where all are known and it holds them.
const OperandCounts& Batch::Impl::counts_of(Node& node, std::size_t operand, int at_least) {
  node.operand_counts.resize(node.operands.size());
  OperandCounts& made = node.operand_counts[operand];
  const Dictionary& dictionary = *node.operands[operand]->dictionary;
  const std::size_t end = dictionary.end();
  if (made.end == end && made.at_least == at_least) return made;
  made = {};
  made.end = end;
  made.at_least = at_least;
  for (std::size_t code = kFirst; code < end; ++code) {
    feel::List ends;
    collect_ends(dictionary.at(static_cast<Code>(code)), ends);
    for (const Value& each : ends) {
      if (each.kind() != Kind::number || is_far(each.number())) continue;
      const int scale = each.number().scale();
      if (scale <= kMostDictionaryScale) made.scale = std::max(made.scale, scale);
    }
  }
  made.counts.assign(end, 0);
  made.counted.assign(end, 0);
  made.known.assign(end, kNoCount);
  made.spans.resize(end);
  for (std::size_t code = kFirst; code < end; ++code) {
    const Value& value = dictionary.at(static_cast<Code>(code));
    Unit unit = made.unit;
    const bool counts = count_of(value, made.scale, unit, made.counts[code]) &&
                        made.counts[code] <= kMostCount && made.counts[code] >= -kMostCount;
    if (counts) {
      made.counted[code] = 1;
      made.known[code] = made.counts[code];
      made.most = std::max(made.most, std::abs(made.counts[code]));
      made.unit = unit;
      made.any = true;
      continue;
    }
    made.counts[code] = 0;
    if (value.is_unknown()) made.spans[code] = span_of_value(value, made.scale);
    made.any = made.any || is_number_within(value);
  }
  const int finer = at_least - made.scale;
  const bool spans = std::any_of(made.spans.begin(), made.spans.end(),
                                 [](const std::optional<Span>& span) { return span.has_value(); });
  if (finer <= 0 || spans || Wide{made.most} * power_of_ten(finer) > kMostCount) return made;
  made.scale = at_least;
  made.most *= power_of_ten(finer);
  for (std::size_t code = kFirst; code < end; ++code) {
    made.counts[code] *= power_of_ten(finer);
    if (made.counted[code] != 0) made.known[code] = made.counts[code];
  }
  return made;
}

int finest_scale(const Node& node) {
  int scale = 0;
  for (const Vector* operand : node.operands) {
    if (operand->has_numbers()) scale = std::max(scale, operand->scale);
  }
  return scale;
}

namespace {

bool needs_one_scale(const decision::Typed& shell) {
  switch (shell.op) {
    case Op::add:
    case Op::subtract:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::equal:
    case Op::not_equal:
      return true;
    case Op::call_builtin:
      return shell.builtin->name == "min" || shell.builtin->name == "max";
    default:
      return false;
  }
}

}  // namespace

/// An operand as numbers, if any of its values is one or lies between two.
std::optional<Numbers> Batch::Impl::numbers_of(Node& node, std::size_t operand, int at_least) {
  const Vector& of = *node.operands[operand];
  Numbers made;
  made.of = &of;
  if (of.has_numbers()) {
    made.at = of.numbers.data();
    made.divisors = of.divisors.empty() ? nullptr : of.divisors.data();
    made.unit = of.unit;
    made.scale = of.scale;
    made.whole = of.codes.empty();
    if (!made.whole) made.values = &counts_of(node, operand, 0);
    made.most = of.most;
    if (made.most < 0) {  // kept with the vector, which others work with too
      made.most = static_cast<std::int64_t>(bounds_of(made.at, count_).size());
      of.most = made.most;
    }
    return made;
  }
  const OperandCounts& counts = counts_of(node, operand, at_least);
  if (!counts.any) return std::nullopt;
  made.unit = counts.unit;
  made.scale = counts.scale;
  made.values = &counts;
  made.most = counts.most;
  node.rooms.resize(node.operands.size());
  std::vector<std::int64_t>& room = node.rooms[operand];
  if (of.constant) {
    // Mostly the same in every block.
    const std::int64_t count = counts.counts[of.codes[0]];
    if (room.size() < count_ || room[0] != count) room.assign(count_, count);
    made.constant = true;
    made.whole = counts.counted[of.codes[0]] != 0;
  } else {
    room.resize(count_);
    made.whole = !kernels().count_codes(of.codes.data(), count_, counts.known.data(), counts.end,
                                        room.data());
    for (std::size_t row = 0; !made.whole && row < count_; ++row) {
      if (room[row] == kNoCount) room[row] = 0;
    }
  }
  made.at = room.data();
  return made;
}

std::optional<Rounding> rounding_of(std::string_view builtin) {
  constexpr std::pair<std::string_view, Rounding> kAll[] = {
      {"round half up", Rounding::half_up}, {"round half down", Rounding::half_down},
      {"round up", Rounding::up},           {"round down", Rounding::down},
      {"decimal", Rounding::half_even},     {"floor", Rounding::floor},
      {"ceiling", Rounding::ceiling}};
  for (const auto& [name, rounding] : kAll) {
    if (name == builtin) return rounding;
  }
  return std::nullopt;
}

namespace {

/// To how many digits it rounds, if that is the same for all rows and nothing unusual.
std::optional<int> digits_of(const Node& node) {
  if (node.operands.size() == 1) return 0;
  const Vector& digits = *node.operands[1];
  if (node.operands.size() != 2 || !digits.constant) return std::nullopt;
  const Value value = digits.value(0);
  if (value.kind() != Kind::number) return std::nullopt;
  const auto whole = value.number().to_int64();
  if (!whole || *whole < 0 || *whole > kMostDictionaryScale) return std::nullopt;
  return static_cast<int>(*whole);
}

}  // namespace

bool Batch::Impl::round(Node& node, Rounding rounding) {
  const auto digits = digits_of(node);
  const auto x = numbers_of(node, 0, 0);
  if (!digits || !x || x->unit != Unit::number) return false;
  std::vector<std::int64_t>& rounded = numbers_in(node);
  if (x->divisors == nullptr && x->scale > *digits) {
    kernels().divide_by(x->at, x->most, power_of_ten(x->scale - *digits), count_, rounding,
                        rounded.data());
    node.result.most = x->most;
  } else {
    Vector of;
    of.scale = x->scale;
    if (x->divisors != nullptr) of.divisors.assign(x->divisors, x->divisors + count_);
    auto made = round_counts(of, {x->at, x->at + count_}, *digits, rounding);
    if (made.empty()) {
      rounded.clear();
      return false;
    }
    rounded.swap(made);
  }
  node.result.scale = *digits;
  settle_mixed(node, {&*x, 1});
  return true;
}

/// False if the operation isn't one on numbers; then nothing was done.
bool Batch::Impl::by_numbers(Node& node) {
  const decision::Typed& shell = *node.shell;
  if (shell.op == Op::choose) return choose(node);
  if (shell.op == Op::call_builtin) {
    if (const auto rounding = rounding_of(shell.builtin->name)) return round(node, *rounding);
  }
  if (node.operands.size() == 1) {
    const auto x = numbers_of(node, 0, 0);
    if (!x) return false;
    if (shell.op == Op::path && shell.text == "days" && x->unit == Unit::days &&
        x->divisors == nullptr) {
      node.result.numbers.assign(x->at, x->at + count_);
      settle_mixed(node, {&*x, 1});
      return true;
    }
    if (shell.op != Op::negate || x->unit != Unit::number) return false;
    node.result.scale = x->scale;
    node.result.most = x->most;
    kernels().multiply_by(wide(x->at), -1, count_, numbers_in(node).data());
    if (x->divisors != nullptr) node.result.divisors.assign(x->divisors, x->divisors + count_);
    settle_mixed(node, {&*x, 1});
    return true;
  }
  if (node.operands.size() != 2) return false;
  const int scale = needs_one_scale(shell) ? finest_scale(node) : 0;
  const auto a = numbers_of(node, 0, scale);
  const auto b = numbers_of(node, 1, scale);
  if (!a || !b) return false;
  bool done = false;
  switch (shell.op) {
    case Op::add:
    case Op::subtract:
      done = add_or_subtract(node, *a, *b, shell.op == Op::add);
      break;
    case Op::multiply:
      done = multiply(node, *a, *b);
      break;
    case Op::divide:
      done = divide(node, *a, *b);
      break;
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::equal:
    case Op::not_equal:
      done = compare(node, shell.op, *a, *b);
      break;
    case Op::call_builtin:
      if (shell.builtin->name == "min" || shell.builtin->name == "max") {
        done = extreme(node, *a, *b, shell.builtin->name == "max");
      }
      break;
    default:
      break;
  }
  if (done) settle_mixed(node, std::array{*a, *b});
  return done;
}

bool Batch::Impl::add_or_subtract(Node& node, const Numbers& a, const Numbers& b, bool add) {
  if (a.divisors != nullptr || b.divisors != nullptr) return false;
  Unit unit = a.unit;
  if (a.unit != b.unit || a.unit == Unit::day) {
    if (a.unit == Unit::day && b.unit == Unit::day && !add) {
      unit = Unit::days;
    } else if (a.unit == Unit::day && b.unit == Unit::days) {
      unit = Unit::day;
    } else {
      return false;
    }
  }
  const auto both = align(node, a, b);
  if (!both) return false;
  node.result.unit = unit;
  node.result.scale = both->scale;
  std::vector<std::int64_t>& numbers = numbers_in(node);
  (add ? kernels().add : kernels().subtract)(both->a.at, both->b.at, count_, numbers.data());
  // Two counts of at most 2^61 never leave the 64 bits.
  node.result.most = both->a.most + both->b.most;
  if (node.result.most <= kMostCount) return true;
  node.result.most = -1;
  const Bounds bounds = bounds_of(numbers.data(), count_);
  for (std::size_t row = 0; row < count_ && bounds.size() > kMostCount; ++row) {
    if (std::abs(numbers[row]) > kMostCount) node.mixed.push_back(static_cast<std::uint32_t>(row));
  }
  return true;
}

bool Batch::Impl::multiply(Node& node, const Numbers& a, const Numbers& b) {
  if (a.divisors != nullptr || b.divisors != nullptr) return false;
  if (a.unit != Unit::number || b.unit != Unit::number) return false;
  if (a.scale + b.scale > kMostScale) return false;
  node.result.scale = a.scale + b.scale;
  node.result.most =
      multiply_all(a.counts(), b.counts(), count_, numbers_in(node).data(), node.mixed);
  return true;
}

/// a / b = (a * 10^scale(b)) / count(b), at the scale of a. Whoever goes on from a quotient rounds
/// it, compares it or chooses it: the language would round it to 34 digits, which no such step can
/// tell from the exact one (a tie or an equality lies at least 1 / (2 b) away, or is one).
bool Batch::Impl::divide(Node& node, const Numbers& a, const Numbers& b) {
  if (a.divisors != nullptr || b.divisors != nullptr) return false;
  if (a.unit != Unit::number || b.unit != Unit::number) return false;
  Counts numbers = a.counts();
  if (!scale_by(numbers, count_, b.scale, aligned_[0], node.mixed)) return false;
  const Vector& by = *b.of;
  // By 2, 5, 100 ...: there is an exact count at a finer scale.
  if (by.constant && b.whole) {
    std::int64_t divisor = b.at[0];
    for (int digits = 0; divisor != 0 && digits <= 6; ++digits) {
      if (power_of_ten(digits) % divisor != 0) continue;
      const std::int64_t factor = power_of_ten(digits) / divisor;
      if (a.scale + digits > kMostScale) return false;
      node.result.scale = a.scale + digits;
      node.result.most = multiply_all(numbers, {&factor, std::abs(factor), true}, count_,
                                      numbers_in(node).data(), node.mixed);
      return true;
    }
  }
  node.result.scale = a.scale;
  std::copy_n(numbers.at, count_, numbers_in(node).data());
  std::copy_n(b.at, count_, divisors_in(node).data());
  node.result.most = numbers.most;
  node.result.most_divisor = std::max<std::int64_t>(b.most, 1);
  if (bounds_of(b.at, count_).low > 0) return true;
  for (std::size_t row = 0; row < count_; ++row) {
    std::int64_t& divisor = node.result.divisors[row];
    if (divisor < 0) {
      divisor = -divisor;
      node.result.numbers[row] = -node.result.numbers[row];
    }
    if (divisor != 0) continue;
    // Not a number of this row, or nought: a row by itself.
    divisor = 1;
    node.result.numbers[row] = 0;
    if (b.is_number(row)) node.mixed.push_back(static_cast<std::uint32_t>(row));
  }
  return true;
}

bool Batch::Impl::compare(Node& node, Op op, const Numbers& a, const Numbers& b) {
  if (a.unit != b.unit) return false;
  auto both = align(node, a, b);
  if (!both) return false;
  cross(node, both->a, b, aligned_[2]);
  cross(node, both->b, a, aligned_[3]);
  std::vector<Code>& codes = codes_in(node);
  compare_lines(op, {wide(both->a.at)}, {wide(both->b.at)}, codes);
  return true;
}

bool Batch::Impl::extreme(Node& node, const Numbers& a, const Numbers& b, bool greatest) {
  if (a.unit != b.unit || a.divisors != nullptr || b.divisors != nullptr) return false;
  const auto both = align(node, a, b);
  if (!both) return false;
  node.result.unit = a.unit;
  node.result.scale = both->scale;
  node.result.most = std::max(both->a.most, both->b.most);
  (greatest ? kernels().greatest : kernels().least)(both->a.at, both->b.at, count_,
                                                    numbers_in(node).data());
  return true;
}

std::vector<std::int64_t> round_counts(const Vector& of, const std::vector<std::int64_t>& counts,
                                       int digits, Rounding rounding) {
  const std::size_t rows = counts.size();
  if (rows == 0) return {};
  FUGONG_CHECK(of.unit == Unit::number, "numbers are rounded");
  const bool known = &counts == &of.numbers && of.most >= 0;
  Counts near{counts.data(),
              known ? of.most : static_cast<std::int64_t>(bounds_of(counts.data(), rows).size())};
  std::vector<std::int64_t> without_far;
  if (near.most >= kFar) {
    without_far = counts;
    for (std::int64_t& count : without_far) {
      if (count == kFar || count == -kFar) count = 0;
    }
    near = {without_far.data(),
            static_cast<std::int64_t>(bounds_of(without_far.data(), rows).size())};
  }
  const int finer = of.scale - digits;
  std::vector<std::int64_t> room;
  TooLarge large;
  if (!scale_by(near, rows, std::max(-finer, 0), room, large)) return {};
  if (!large.empty() || finer > kMostScale) return {};
  const std::int64_t factor = power_of_ten(std::max(finer, 0));
  if (of.divisors.empty() && factor == 1 && without_far.empty()) return {near.at, near.at + rows};
  std::vector<std::int64_t> out(rows);
  if (of.divisors.empty()) {
    kernels().divide_by(near.at, near.most, factor, rows, rounding, out.data());
  } else {
    if (bounds_of(of.divisors.data(), rows).size() * factor > kMostCount) return {};
    std::vector<std::int64_t> divisors(rows);
    kernels().multiply_by(wide(of.divisors.data()), factor, rows, divisors.data());
    kernels().divide(near.at, divisors.data(), rows, rounding, out.data());
  }
  for (std::size_t row = 0; row < rows && !without_far.empty(); ++row) {
    if (counts[row] == kFar || counts[row] == -kFar) out[row] = counts[row];
  }
  return out;
}

}  // namespace fugong::columns
