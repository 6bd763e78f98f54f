// What hangs on codes: looked up, and worked out by the row interpreter where it isn't known yet.
#include <algorithm>
#include <bit>
#include <limits>

#include "engines/columns/work.hpp"
#include "engines/feel/domain.hpp"

namespace fugong::columns {

using feel::Value;

/// What lies behind a column's rows are mostly those of the next block: they are asked for while
/// this one is worked on, some lines with each node, which fetches nothing that isn't there.
void Batch::Impl::fetch_behind() {
  constexpr std::size_t kLine = 64;
  constexpr std::size_t kLinesAtOnce = 28;
  for (std::size_t lines = 0; lines < kLinesAtOnce && fetched_ < behind_.size(); ++lines) {
    Behind& column = behind_[fetched_];
    __builtin_prefetch(column.at, 0, 2);
    if (column.bytes <= kLine) {
      ++fetched_;
      continue;
    }
    column.at += kLine;
    column.bytes -= kLine;
  }
}

void Batch::Impl::read_leaf(Node& node) {
  Leaf leaf;
  // Room of the block before, empty.
  leaf.numbers.swap(node.spare.numbers);
  leaf.codes.swap(node.said);
  leaf.numbers.clear();
  leaf.codes.clear();
  if (!settings_.read(node.slot, leaf)) {
    leaf.numbers.clear();
    leaf.codes.assign(count_, kUnsaid);
  }
  const bool has_codes = leaf.bytes != nullptr || !leaf.codes.empty();
  const bool has_numbers = leaf.narrow.at != nullptr || !leaf.numbers.empty();
  FUGONG_CHECK((leaf.codes.empty() || leaf.codes.size() == count_) &&
                   (leaf.numbers.empty() || leaf.numbers.size() == count_) &&
                   (has_codes || has_numbers),
               "a leaf has every row of its level");
  Vector& result = node.result;
  result.unit = leaf.unit;
  result.scale = leaf.scale;
  const bool narrow = leaf.narrow.at != nullptr;
  if (narrow) {
    leaf.numbers.swap(node.spare.numbers);
    result.narrow = leaf.narrow;
    behind_.push_back(Behind::of(leaf.narrow.at, leaf.narrow.bytes * count_));
  } else {
    result.numbers = std::move(leaf.numbers);
  }
  node.leaf_codes.cover(kFirst + leaf.values.size());
  node.leaf_codes.at(kNumber) = kNumber;
  for (; node.leaf_values < leaf.values.size(); ++node.leaf_values) {
    node.leaf_codes.at(static_cast<Code>(kFirst + node.leaf_values)) =
        node.dictionary.intern(leaf.values[node.leaf_values]);
  }
  if (!has_codes) return;
  Code* codes = codes_in(node).data();
  if (leaf.bytes != nullptr) {
    const bool unset = kernels().map_bytes(leaf.bytes, count_, node.leaf_codes.data() + kFirst,
                                           node.leaf_codes.end() - kFirst, codes);
    behind_.push_back(Behind::of(leaf.bytes, count_));
    FUGONG_CHECK(!unset && !has_numbers, "a byte stands for a value of its leaf");
    return;
  }
  node.said.swap(leaf.codes);
  const Vector* guard = node.children.empty() ? nullptr : &result_at(node.children[0], *node.level);
  node.leaf_codes.at(kUnsaid) = guard == nullptr  ? unsaid(node, kNumber, 0)
                                : guard->constant ? unsaid(node, guard->codes[0], 0)
                                                  : kUnset;
  if (!kernels().map(node.said.data(), count_, node.leaf_codes.data(), node.leaf_codes.end(),
                     codes))
    return;
  for (std::size_t row = 0; row < count_; ++row) {
    if (codes[row] == kUnset) codes[row] = unsaid(node, guard->codes[row], row);
  }
}

/// Numbers of 64 bits of what has been left as narrow as it came.
void Batch::Impl::widen(Node& node) {
  Vector& of = node.result;
  if (of.narrow.at == nullptr || !of.numbers.empty()) return;
  const std::size_t rows = rows_[*node.level].rows;
  std::vector<std::int64_t>& numbers = room(of.numbers, node.spare.numbers, rows);
  of.most = kernels().widen(of.narrow, rows, numbers.data());
  if (!of.codes.empty()) kernels().keep_numbers(of.codes.data(), rows, numbers.data());
}

void Batch::Impl::widen_operands(const Node& node) {
  for (const NodeId child : node.children)
    widen(*nodes_[child]);
}

/// The code of an input that was not said, by the code of its guard (kNumber: it has none).
Code Batch::Impl::unsaid(Node& node, Code guard, std::size_t row) {
  if (guard == kAsk) return kAsk;
  if (node.unsaid.size() <= guard) node.unsaid.resize(std::size_t{guard} + 1, kUnset);
  Code& code = node.unsaid[guard];
  if (code != kUnset) return code;
  const std::size_t mark = decision::Program::mark(frame_);
  if (guard != kNumber) {
    const Vector& said = result_at(node.children[0], *node.level);
    program_.keep(frame_, *program_.guard(node.slot), said.value(row));
  }
  environment_.steps = 0;
  const Value value = program_.evaluate(node.slot, frame_, environment_);
  decision::Program::go_back(frame_, mark);
  return code = node.dictionary.intern(value);
}

void Batch::Impl::by_codes(Node& node) {
  std::vector<const Vector*> open;
  bool numbers = false;
  for (const Vector* operand : node.operands) {
    if (operand->constant) continue;
    open.push_back(operand);
    numbers = numbers || operand->has_numbers();
  }
  if (numbers && !hangs_on_codes(node)) {
    if (open.size() == 1 && by_number(node, *open[0])) return;
    return by_tuple(node);
  }
  if (open.size() == 1) return by_one(node, *open[0]);
  if (!by_classes(node, open)) by_tuple(node);
}

/// Of operands that have numbers: whether it is the same for all of these, as a comparison with
/// what is null, a truth, or unknown without bounds is.
bool Batch::Impl::hangs_on_codes(const Node& node) const {
  if (node.kind != Node::Kind::operation || node.operands.size() != 2) return false;
  if (!is_comparison(node.shell->op)) return false;
  const auto is_nothing = [](const Vector& of) {
    if (of.has_numbers()) return false;
    for (std::size_t code = kFirst; code < of.dictionary->end(); ++code) {
      const Value& value = of.dictionary->at(static_cast<Code>(code));
      const bool open = value.is_unknown() && value.domain().is_anything();
      const bool other = value.is_null() || value.kind() == feel::Kind::boolean;
      if (!open && !other) return false;
    }
    return true;
  };
  const auto has_codes = [](const Vector& of) { return !of.codes.empty() && !of.has_spans(); };
  const Vector& a = *node.operands[0];
  const Vector& b = *node.operands[1];
  return has_codes(a) && has_codes(b) && (is_nothing(a) || is_nothing(b));
}

void Batch::Impl::by_one(Node& node, const Vector& operand) {
  std::vector<Code>& codes = codes_in(node);
  CodeTable& table = operand.cells == 0 ? node.by_code : node.by_cell;
  table.cover(operand.dictionary->end() + operand.cells);
  if (!kernels().map(operand.codes.data(), count_, table.data(), table.end(), codes.data())) return;
  for (std::size_t row = 0; row < count_; ++row) {
    if (codes[row] != kUnset) continue;
    Code& known = table.at(operand.codes[row]);
    if (known == kUnset) known = work_out(node, row);
    codes[row] = known;
  }
}

/// Operand after operand: what the ones so far are is a class, and the last makes the value. False
/// if there are too many of them.
bool Batch::Impl::by_classes(Node& node, std::span<const Vector* const> operands) {
  node.pairs.resize(operands.size() - 1);
  node.class_ends.resize(operands.size() - 1, kFirst);
  std::span<const Code> so_far = operands[0]->codes;
  std::size_t end = operands[0]->dictionary->end();
  for (std::size_t i = 1; i < operands.size(); ++i) {
    const bool is_last = i + 1 == operands.size();
    const Vector& operand = *operands[i];
    PairTable& pairs = node.pairs[i - 1];
    Code& next_class = node.class_ends[i - 1];
    if (!pairs.cover(end, operand.dictionary->end()) || next_class > kUnset - count_) return false;
    std::vector<Code>& codes = is_last ? codes_in(node) : narrowed_;
    codes.resize(count_);
    if (kernels().map_pair(so_far.data(), operand.codes.data(), count_, pairs.shift(), pairs.data(),
                           pairs.end_of(end), codes.data())) {
      for (std::size_t row = 0; row < count_; ++row) {
        if (codes[row] != kUnset) continue;
        Code& known = pairs.at(so_far[row], operand.codes[row]);
        if (known == kUnset) known = is_last ? work_out(node, row) : next_class++;
        codes[row] = known;
      }
    }
    if (is_last) break;
    broadcast_.swap(narrowed_);
    so_far = broadcast_;
    end = next_class;
  }
  return true;
}

/// Of days and other numbers that lie near each other. False if they don't.
bool Batch::Impl::by_number(Node& node, const Vector& operand) {
  if (!operand.divisors.empty() || operand.has_spans()) return false;
  if (node.by_number_scale != operand.scale) node.by_number = {};
  node.by_number_scale = operand.scale;
  std::int64_t low = 0;
  std::int64_t high = 0;
  kernels().bounds(wide(operand.numbers.data()), count_, &low, &high);
  if (!node.by_number.cover(low, high)) return false;
  std::vector<Code>& codes = codes_in(node);
  const bool unset = kernels().map_number(operand.numbers.data(), count_, node.by_number.first(),
                                          node.by_number.data(), codes.data());
  if (!unset && operand.codes.empty()) return true;
  node.by_code.cover(operand.dictionary->end());
  for (std::size_t row = 0; row < count_; ++row) {
    const Code code = operand.code(row);
    if (code == kNumber && codes[row] != kUnset) continue;
    Code& known = code == kNumber ? node.by_number.at(operand.numbers[row]) : node.by_code.at(code);
    if (known == kUnset) known = work_out(node, row);
    codes[row] = known;
  }
  return true;
}

void Batch::Impl::by_tuple(Node& node) {
  std::vector<Code>& codes = codes_in(node);
  for (std::size_t row = 0; row < count_; ++row)
    codes[row] = by_memory(node, row);
}

/// A row by itself, if none like it was met yet.
Code Batch::Impl::by_memory(Node& node, std::size_t row) {
  key_.clear();
  for (const Vector* operand : node.operands) {
    if (operand->constant) continue;
    const std::uint64_t code = operand->code(row);
    if (code == kAsk) return work_out(node, row);
    const bool number = code == kNumber;
    const bool span = !number && operand->dictionary->is_span(static_cast<Code>(code));
    const std::int64_t low = number ? operand->numbers[row] : span ? operand->lows[row] : 0;
    const std::int64_t high = number ? low : span ? operand->highs[row] : 0;
    const bool own = number || span;
    key_.push_back(code | static_cast<std::uint64_t>(own ? operand->scale : 0) << 16);
    key_.push_back(static_cast<std::uint64_t>(low));
    key_.push_back(static_cast<std::uint64_t>(high));
    key_.push_back(
        own && !operand->divisors.empty() ? static_cast<std::uint64_t>(operand->divisors[row]) : 1);
  }
  Code code = node.tuples.find(key_);
  if (code == kUnset) {
    code = work_out(node, row);
    node.tuples.keep(key_, code);
  }
  return code;
}

// ---- cells

namespace {

/// A number that stands for "no count is as large".
constexpr std::int64_t kBeyond = std::numeric_limits<std::int64_t>::max();

/// The least counts that are at least `end`, and more than it.
std::pair<std::int64_t, std::int64_t> first_counts(const Value& end, Unit unit, int scale) {
  const auto clamp = [](const std::optional<Decimal>& whole, bool negative) {
    const auto count = whole ? whole->to_int64() : std::nullopt;
    return count ? *count : negative ? -kBeyond : kBeyond;
  };
  if (unit == Unit::number) {
    const bool negative = end.number().is_negative();
    const auto scaled = fugong::multiply(end.number(), Decimal(1, scale));
    if (!scaled) return {negative ? -kBeyond : kBeyond, negative ? -kBeyond : kBeyond};
    const std::int64_t floor = clamp(scaled->round(0, Rounding::floor), negative);
    const std::int64_t ceiling = clamp(scaled->round(0, Rounding::ceiling), negative);
    return {ceiling, floor == kBeyond || floor == -kBeyond ? floor : floor + 1};
  }
  if (unit == Unit::day) return {end.date().days(), end.date().days() + 1};
  const feel::SecondsDuration span = end.seconds_duration();
  constexpr std::int64_t kDay = 86'400;
  std::int64_t days = span.seconds / kDay;
  if (days * kDay > span.seconds) --days;
  const bool whole = days * kDay == span.seconds && span.nanos == 0;
  return {whole ? days : days + 1, days + 1};
}

bool has_unit(const Value& value, Unit unit) {
  switch (value.kind()) {
    case feel::Kind::number:
      return unit == Unit::number;
    case feel::Kind::date:
      return unit == Unit::day;
    default:
      return unit == Unit::days;
  }
}

}  // namespace

/// As many whatever the scale is: so a cell has one code in all blocks.
Thresholds thresholds_of(Cuts cuts, Unit unit, int scale) {
  std::erase_if(cuts, [unit](const Cut& cut) { return !has_unit(cut.at, unit); });
  std::sort(cuts.begin(), cuts.end(),
            [](const Cut& a, const Cut& b) { return feel::exact_order(a.at, b.at) < 0; });
  Thresholds made{unit, scale, {}, 0};
  for (std::size_t i = 0, same = 0; i < cuts.size(); i = same) {
    bool from = false;
    bool beyond = false;
    for (same = i; same < cuts.size() && feel::exact_order(cuts[i].at, cuts[same].at) == 0;
         ++same) {
      from = from || cuts[same].from;
      beyond = beyond || cuts[same].beyond;
    }
    const auto [at, above] = first_counts(cuts[i].at, unit, scale);
    if (from) made.sorted.push_back(at);
    if (beyond) made.sorted.push_back(above);
  }
  made.others = static_cast<Code>(made.sorted.size() + 1);
  made.sorted.resize(std::bit_ceil(made.sorted.size() + 1) - 1, kBeyond);
  return made;
}

const Vector& Batch::Impl::cells_at(NodeId id, std::size_t level) {
  Node& node = *nodes_[id];
  const Vector& of = result_at(id, level);
  OfLevel& kept = of_level(node.cells, level);
  if (!kept.ready) cut_into_cells(node, of, kept.vector);
  kept.ready = true;
  return kept.vector;
}

void Batch::Impl::cut_into_cells(Node& node, const Vector& of, Vector& to) {
  if (!node.thresholds || node.thresholds->unit != of.unit || node.thresholds->scale != of.scale) {
    node.thresholds = thresholds_of(node.cuts, of.unit, of.scale);
  }
  const Thresholds& thresholds = *node.thresholds;
  to.dictionary = of.dictionary;
  to.cells = thresholds.others;
  std::vector<Code>& codes = to.codes;
  codes.resize(count_);
  kernels().rank(column_of(of), count_, thresholds.sorted.data(), thresholds.sorted.size(),
                 codes.data());
  // Codes beyond the last are a dictionary and cuts without measure.
  const auto others = thresholds.others;
  const auto end = static_cast<Code>(kUnset - others);
  for (std::size_t row = 0; row < of.codes.size(); ++row) {
    const Code code = of.codes[row];
    const bool is_value = code != kAsk && code < end;
    const Code other = is_value ? static_cast<Code>(code + others) : kAsk;
    codes[row] = code == kNumber ? codes[row] : other;
  }
}

bool mark(const std::vector<Code>& codes, std::vector<Code>& by_code, std::uint8_t last,
          std::vector<std::uint8_t>& marks) {
  const std::size_t end = by_code.size();
  by_code.resize(end + kTableStep);
  const bool left =
      kernels().mark(codes.data(), codes.size(), by_code.data(), end, last, marks.data());
  by_code.resize(end);
  return left;
}

}  // namespace fugong::columns
