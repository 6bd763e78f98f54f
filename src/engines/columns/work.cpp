#include "engines/columns/work.hpp"

#include <algorithm>
#include <utility>

namespace fugong::columns {

using decision::Op;
using decision::Slot;
using feel::Kind;
using feel::Value;

Batch::Impl::Impl(const decision::Program& program, Settings settings, std::span<const Slot> wanted)
    : program_(program), settings_(std::move(settings)), frame_(program.new_frame()) {
  environment_.functions = settings_.functions;
  environment_.call.now.date = settings_.today;
  for (const auto& [slot, value] : settings_.fixed)
    program_.set(frame_, slot, value);
  Compiler compiler(program_, settings_, frame_, environment_, nodes_);
  for (const Slot slot : wanted)
    wanted_.emplace(slot, compiler.slot(slot));
}

void Batch::Impl::begin(std::span<const LevelRows> levels) {
  FUGONG_CHECK(levels.size() == settings_.levels.size(), "rows for each level");
  rows_.assign(levels.begin(), levels.end());
  // What is left to fetch belongs to this block now, mostly to its last columns.
  behind_.erase(behind_.begin(), behind_.begin() + static_cast<std::ptrdiff_t>(fetched_));
  if (behind_.size() > nodes_.size()) behind_.clear();
  fetched_ = 0;
  for (const auto& node : nodes_) {
    for (const auto* kept : {&node->spreads, &node->cells}) {
      for (const auto& of : *kept) {
        if (of) of->ready = false;
      }
    }
    if (node->kind != Node::Kind::constant) node->ready = false;
  }
}

const Vector& Batch::Impl::vector_of(Slot slot, std::size_t level) {
  const NodeId id = wanted_.at(slot);
  widen(result_of(id));
  return result_at(id, level);
}

Node& Batch::Impl::result_of(NodeId id) {
  Node& node = *nodes_[id];
  if (!node.ready) {
    compute(node);
    fetch_behind();
    node.ready = true;
  }
  return node;
}

/// For the rows of its own level or of one below.
const Vector& Batch::Impl::result_at(NodeId id, std::size_t level) {
  Node& node = result_of(id);
  if (!node.level || *node.level == level) return node.result;
  OfLevel& kept = of_level(node.spreads, level);
  if (!kept.ready) {
    widen(node);
    spread(node, level, kept.vector);
  }
  kept.ready = true;
  return kept.vector;
}

OfLevel& Batch::Impl::of_level(std::vector<std::unique_ptr<OfLevel>>& all, std::size_t level) {
  all.resize(settings_.levels.size());
  if (all[level] == nullptr) all[level] = std::make_unique<OfLevel>();
  return *all[level];
}

namespace {

template <class T>
void take(const std::vector<T>& from, const std::vector<std::uint32_t>& rows, std::vector<T>& to) {
  to.resize(from.empty() ? 0 : rows.size());
  for (std::size_t i = 0; i < to.size(); ++i)
    to[i] = from[rows[i]];
}

}  // namespace

void Batch::Impl::spread(const Node& node, std::size_t level, Vector& to) {
  std::vector<std::uint32_t> rows(rows_[level].parents.begin(), rows_[level].parents.end());
  for (std::size_t at = settings_.levels[level].parent; at != *node.level;
       at = settings_.levels[at].parent) {
    FUGONG_CHECK(at != 0 || *node.level == 0, "a level below the one of the slot");
    for (std::uint32_t& row : rows)
      row = rows_[at].parents[row];
  }
  const Vector& from = node.result;
  to.unit = from.unit;
  to.scale = from.scale;
  to.most = from.most;
  to.most_divisor = from.most_divisor;
  to.dictionary = from.dictionary;
  take(from.codes, rows, to.codes);
  take(from.numbers, rows, to.numbers);
  take(from.divisors, rows, to.divisors);
  take(from.lows, rows, to.lows);
  take(from.highs, rows, to.highs);
}

namespace {

/// Keeps what was there: new room would be wiped first, and is written by whoever asks for it.
template <class T>
void set_aside(std::vector<T>& of, std::vector<T>& spare) {
  if (of.empty()) return;
  spare.swap(of);
  of.clear();
}

}  // namespace

/// Room for each row, with anything in it.
std::vector<Code>& Batch::Impl::codes_in(Node& node) {
  return room(node.result.codes, node.spare.codes, count_);
}
std::vector<std::int64_t>& Batch::Impl::numbers_in(Node& node) {
  return room(node.result.numbers, node.spare.numbers, count_);
}
std::vector<std::int64_t>& Batch::Impl::divisors_in(Node& node) {
  return room(node.result.divisors, node.spare.divisors, count_);
}

void Batch::Impl::compute(Node& node) {
  const std::size_t level = *node.level;
  Vector& result = node.result;
  result.unit = Unit::number;
  result.scale = 0;
  result.most = -1;
  result.most_divisor = kFar;
  result.narrow = {};
  set_aside(result.codes, node.spare.codes);
  set_aside(result.numbers, node.spare.numbers);
  set_aside(result.divisors, node.spare.divisors);
  result.lows.clear();
  result.highs.clear();
  node.mixed.clear();
  if (rows_[level].rows == 0) return;
  if (by_lines(node)) return;
  if (node.kind == Node::Kind::input) {
    if (!node.children.empty()) result_at(node.children[0], level);
  } else {
    node.operands.clear();
    for (const NodeId child : node.children)
      node.operands.push_back(&result_at(child, level));
  }
  count_ = rows_[level].rows;
  switch (node.kind) {
    case Node::Kind::constant:
      break;
    case Node::Kind::input:
      return read_leaf(node);
    case Node::Kind::operation:
      return compute_operation(node);
    case Node::Kind::table:
      return by_table(node);
    case Node::Kind::whole:
      widen_operands(node);
      return by_codes(node);
  }
}

void Batch::Impl::compute_operation(Node& node) {
  std::size_t open = 0;  // operands that differ from row to row
  std::size_t last = 0;
  bool numbers = false;
  for (std::size_t i = 0; i < node.operands.size(); ++i) {
    if (node.operands[i]->constant) continue;
    ++open;
    last = i;
    numbers = numbers || node.operands[i]->has_numbers();
  }
  if (!numbers) return by_codes(node);
  const Op op = node.shell->op;
  const bool turns_at_ends = is_comparison(op) || op == Op::in;
  const Vector& only = *node.operands[last];
  if (turns_at_ends && open == 1 && only.divisors.empty() && !only.has_spans()) {
    return by_one(node, cells_at(node.children[last], *node.level));
  }
  if (multiply_narrow(node)) return;
  widen_operands(node);
  if (by_numbers(node)) return;
  node.mixed.clear();
  by_codes(node);
}

/// What a row comes to although an operand of it is kAsk: kAsk, unless the others decide.
Code Batch::Impl::without_asking(const Node& node, std::size_t row) const {
  const Op op = node.kind == Node::Kind::operation ? node.shell->op : Op::literal;
  if (op != Op::conjunction && op != Op::disjunction) return kAsk;
  const Code deciding = op == Op::conjunction ? kFalse : kTrue;
  for (const Vector* operand : node.operands) {
    const Code code = operand->code(row);
    if (code != kAsk && operand->dictionary->at(code).kind() == Kind::boolean &&
        operand->dictionary->at(code).boolean() == (op == Op::disjunction)) {
      return deciding;
    }
  }
  return kAsk;
}

/// What the row interpreter says of a row.
Code Batch::Impl::work_out(Node& node, std::size_t row) {
  bool of_this_row = false;
  for (const Vector* operand : node.operands) {
    const Code code = operand->code(row);
    if (code == kAsk) return without_asking(node, row);
    of_this_row = of_this_row || code == kNumber || operand->dictionary->is_span(code);
  }
  const Value value = evaluate(node, row);
  // One row's own interval would be met once.
  const bool is_own = of_this_row && value.is_unknown() && value.domain().interval().has_value();
  return is_own ? kAsk : node.dictionary.intern(value);
}

Value Batch::Impl::evaluate(Node& node, std::size_t row) {
  environment_.steps = 0;
  environment_.errors.clear();
  if (node.kind == Node::Kind::whole) {
    const std::size_t mark = decision::Program::mark(frame_);
    for (std::size_t i = 0; i < node.operands.size(); ++i)
      program_.keep(frame_, node.loads[i], node.operands[i]->value(row));
    Value value =
        node.shell != nullptr
            ? decision::Evaluator(program_.impl(), frame_, environment_).evaluate(*node.shell)
            : program_.evaluate(node.slot, frame_, environment_);
    decision::Program::go_back(frame_, mark);
    return value;
  }
  for (std::size_t i = 0; i < node.operands.size(); ++i) {
    if (!node.operands[i]->constant) node.holes[i]->value = node.operands[i]->value(row);
  }
  return decision::Evaluator(program_.impl(), frame_, environment_).evaluate(*node.shell);
}

// ---- what others see

Batch::Batch(const decision::Program& program, Settings settings, std::span<const Slot> wanted)
    : impl_(std::make_unique<Impl>(program, std::move(settings), wanted)) {}
Batch::~Batch() = default;
Batch::Batch(Batch&&) noexcept = default;

void Batch::begin(std::span<const LevelRows> levels) {
  impl_->begin(levels);
}

const Vector& Batch::evaluate(Slot slot, std::size_t level) {
  return impl_->vector_of(slot, level);
}

std::size_t Batch::level_of(Slot slot) const {
  return impl_->node_of(slot).level.value_or(0);
}

std::span<const Code> Batch::matched(Slot slot) const {
  return impl_->node_of(slot).classes;
}

const Hits& Batch::hits_at(Slot slot, Code code) const {
  static const Hits kNone;
  const Node& node = impl_->node_of(slot);
  if (node.table_classes == nullptr || code < kFirst) return kNone;
  return node.table_classes->classes.at(code - kFirst).hits;
}

}  // namespace fugong::columns
