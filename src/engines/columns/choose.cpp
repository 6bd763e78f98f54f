// Which of two, of which one or both are numbers of a row.
#include <algorithm>

#include "engines/columns/work.hpp"

namespace fugong::columns {

using feel::Value;

namespace {

bool is_ordered_kind(const feel::Type& type) {
  using K = feel::Type::Kind;
  return type.is(K::number) || type.is(K::date) || type.is(K::seconds_duration);
}

/// Whether one of the values that a choice is between hangs on numbers of the row.
bool is_of_this_row(const Node& node, std::size_t row) {
  return std::any_of(node.operands.begin() + 1, node.operands.end(), [row](const Vector* of) {
    const Code code = of->code(row);
    return code == kNumber || code == kAsk || of->dictionary->is_span(code);
  });
}

}  // namespace

/// if c then a else b, of which a or b has numbers.
bool Batch::Impl::choose(Node& node) {
  if (!is_ordered_kind(node.shell->type)) return false;
  const int scale = finest_scale(node);
  auto a = numbers_of(node, 1, scale);
  auto b = numbers_of(node, 2, scale);
  if (!a && !b) return false;
  const std::vector<std::int64_t> none(a && b ? 0 : count_, 0);
  for (std::size_t operand = 1; operand <= 2; ++operand) {
    std::optional<Numbers>& side = operand == 1 ? a : b;
    if (side) continue;
    const Numbers& other = operand == 1 ? *b : *a;
    side = Numbers{none.data(), nullptr, node.operands[operand], other.unit, other.scale};
    side->values = &counts_of(node, operand, scale);
    side->whole = false;
  }
  if (a->unit != b->unit) return false;
  const auto both = align(node, *a, *b);
  if (!both) return false;
  // Which branch each row takes; a row that doesn't know goes by itself.
  const Vector& which = *node.operands[0];
  const std::size_t end = which.dictionary->end();
  std::vector<Code> by_code(end + kTableStep, kUnset);
  for (std::size_t code = kFirst; code < end; ++code) {
    const Value& value = which.dictionary->at(static_cast<Code>(code));
    by_code[code] = value.is_unknown() ? kUnset : value.is_true() ? kTrue : kFalse;
  }
  std::vector<Code>& takes = narrowed_;
  takes.resize(count_);
  bool open = false;  // whether a row doesn't know which
  if (which.constant) {
    std::fill(takes.begin(), takes.end(), by_code[which.codes[0]]);
    open = takes[0] == kUnset;
  } else {
    open = kernels().map(which.codes.data(), count_, by_code.data(), end, takes.data());
  }
  Vector& result = node.result;
  result.unit = a->unit;
  result.scale = both->scale;
  result.most = std::max(both->a.most, both->b.most);
  kernels().choose(takes.data(), both->a.at, both->b.at, count_, numbers_in(node).data());
  if (a->divisors != nullptr || b->divisors != nullptr) {
    const std::vector<std::int64_t> ones(count_, 1);
    divisors_in(node);
    kernels().choose(takes.data(), a->divisors != nullptr ? a->divisors : ones.data(),
                     b->divisors != nullptr ? b->divisors : ones.data(), count_,
                     result.divisors.data());
  }
  if (!open && a->whole && b->whole && node.mixed.empty()) return true;
  std::vector<bool> large(node.mixed.empty() ? 0 : count_);
  for (const std::uint32_t row : node.mixed)
    large[row] = true;
  node.mixed.clear();
  // The branch that a row takes need be a number, the other one not.
  result.codes.assign(count_, kNumber);
  bool all = true;
  for (std::size_t row = 0; row < count_; ++row) {
    const Numbers& taken = takes[row] == kTrue ? *a : *b;
    const bool fits = large.empty() || !large[row];
    if (fits && takes[row] != kUnset && taken.is_number(row)) continue;
    all = false;
    result.numbers[row] = 0;
    if (!result.divisors.empty()) result.divisors[row] = 1;
    if (!fits) {
      result.codes[row] = kAsk;
      continue;
    }
    if (takes[row] == kUnset) {
      if (which.code(row) == kAsk) {
        result.codes[row] = kAsk;
      } else if (!is_of_this_row(node, row)) {
        result.codes[row] = by_memory(node, row);
      } else {
        put_span(node, row, span_of_either(node, *a, *b, row));
      }
      continue;
    }
    const Code code = taken.of->code(row);
    if (code != kAsk && taken.of->dictionary->is_span(code)) {
      if (taken.divisors != nullptr) result.divisors[row] = taken.divisors[row];
      put_span(node, row, span_of(node, takes[row] == kTrue ? 1 : 2, taken, both->scale, row));
      continue;
    }
    result.codes[row] =
        code == kAsk ? kAsk : node.dictionary.intern(taken.of->dictionary->at(code));
  }
  if (all) result.codes.clear();
  return true;
}

}  // namespace fugong::columns
