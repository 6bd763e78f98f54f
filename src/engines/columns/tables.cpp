// Decision tables: each input's value lets some rules fire, a bit for each; tuples of values that
// let the same rules fire are of one class, and the row interpreter is asked once for each class.
// An input that isn't known is of its own class: what it may turn out to be decides.
#include <algorithm>

#include "engines/columns/work.hpp"

namespace fugong::columns {

using decision::Op;
using decision::Typed;
using decision::TypedPtr;
using feel::Value;

namespace {

constexpr std::size_t kBits = 64;
/// Beyond that a tuple goes by itself.
constexpr std::size_t kMostClasses = 50'000;

Code keep(TableClasses& in, std::size_t inputs, TableClass&& made) {
  if (in.by_content.size() <= inputs) in.by_content.resize(inputs + 1);
  const auto [at, is_new] = in.by_content[inputs].emplace(made, Code{});
  if (is_new) {
    if (in.classes.size() >= kMostClasses) return at->second = kAsk;
    at->second = static_cast<Code>(kFirst + in.classes.size());
    in.classes.push_back(std::move(made));
  }
  return at->second;
}

}  // namespace

void Batch::Impl::by_table(Node& node) {
  if (node.table_classes == nullptr) {
    node.table_classes = std::make_unique<TableClasses>();
    node.pairs.resize(2 * node.children.size());
    TableClass all;  // the last bits are for the values that inputs are allowed
    const std::size_t bits = node.table->rules.size() + node.children.size();
    all.rules.assign((bits + kBits - 1) / kBits, ~std::uint64_t{0});
    keep(*node.table_classes, 0, std::move(all));
  }
  node.classes.resize(count_);
  if (node.children.empty()) std::fill(node.classes.begin(), node.classes.end(), kFirst);
  for (std::size_t i = 0; i < node.children.size(); ++i)
    narrow(node, i);
  TableClasses& classes = *node.table_classes;
  node.by_code.cover(kFirst + classes.classes.size());
  std::vector<Code>& codes = codes_in(node);
  if (!kernels().map(node.classes.data(), count_, node.by_code.data(), node.by_code.end(),
                     codes.data()))
    return;
  for (std::size_t row = 0; row < count_; ++row) {
    if (codes[row] != kUnset) continue;
    const Code of = node.classes[row];
    Code& known = node.by_code.at(of);
    if (known == kUnset) {
      known = of == kAsk ? kAsk : conclude(node, classes.classes[of - kFirst]);
    }
    codes[row] = known;
  }
}

/// Each row's class by one more input; before the first all are of one.
void Batch::Impl::narrow(Node& node, std::size_t input) {
  const Vector& given = *node.operands[input];
  const bool cut = !given.constant && given.has_numbers();
  if (cut && !given.divisors.empty()) {  // a quotient isn't cut
    node.classes.assign(count_, kAsk);
    return;
  }
  const Vector& operand = cut ? cells_at(node.children[input], *node.level) : given;
  PairTable& pairs = node.pairs[2 * input + (cut ? 1 : 0)];
  const std::size_t end = kFirst + node.table_classes->classes.size();
  const std::size_t operand_end = operand.dictionary->end() + operand.cells;
  if (!pairs.cover(end, operand_end)) {
    node.classes.assign(count_, kAsk);
    return;
  }
  if (operand.constant) broadcast_.assign(count_, operand.codes[0]);
  if (cut && given.has_spans()) {  // a value of one row alone
    broadcast_ = operand.codes;
    for (std::size_t row = 0; row < count_; ++row) {
      if (given.dictionary->is_span(given.code(row))) broadcast_[row] = kAsk;
    }
  }
  const bool changed = operand.constant || (cut && given.has_spans());
  const std::vector<Code>& by = changed ? broadcast_ : operand.codes;
  narrowed_.resize(count_);
  const Code* const of_first = pairs.data() + (std::size_t{kFirst} << pairs.shift());
  const bool unset = input == 0
                         ? kernels().map(by.data(), count_, of_first, operand_end, narrowed_.data())
                         : kernels().map_pair(node.classes.data(), by.data(), count_, pairs.shift(),
                                              pairs.data(), pairs.end_of(end), narrowed_.data());
  if (unset) {
    for (std::size_t row = 0; row < count_; ++row) {
      if (narrowed_[row] != kUnset) continue;
      const Code before = input == 0 ? kFirst : node.classes[row];
      Code& known = pairs.at(before, by[row]);
      if (known == kUnset) {
        known = before == kAsk || by[row] == kAsk
                    ? kAsk
                    : class_of(node, input, before, static_cast<Code>(by[row] - operand.cells),
                               given.value(row));
      }
      narrowed_[row] = known;
    }
  }
  node.classes.swap(narrowed_);
}

Code Batch::Impl::class_of(Node& node, std::size_t input, Code before, Code code,
                           const Value& value) {
  TableClass made = node.table_classes->classes[before - kFirst];
  made.inputs.push_back(value);
  const auto passing = passes(node, input, value);
  if (passing) {
    for (std::size_t i = 0; i < made.rules.size(); ++i)
      made.rules[i] &= (*passing)[i];
  } else {
    made.unknown.emplace_back(input, code);
  }
  return keep(*node.table_classes, input + 1, std::move(made));
}

/// The rules that a value of an input lets fire; empty if that isn't sure.
std::optional<std::vector<std::uint64_t>> Batch::Impl::passes(Node& node, std::size_t input,
                                                              const Value& value) {
  if (value.is_unknown()) return std::nullopt;
  decision::TypedTable& table = *node.table;
  const std::size_t rules = table.rules.size();
  std::vector<std::uint64_t> bits((rules + node.children.size() + kBits - 1) / kBits,
                                  ~std::uint64_t{0});
  Typed in;  // value in (test)
  in.op = Op::in;
  in.children.push_back(std::make_unique<Typed>());
  in.children[0]->value = value;
  in.children.emplace_back();
  environment_.steps = 0;
  const auto try_test = [&](TypedPtr& test, std::size_t bit) {
    if (!test) return true;
    in.children[1].swap(test);
    const Value verdict = decision::Evaluator(program_.impl(), frame_, environment_).evaluate(in);
    in.children[1].swap(test);
    if (!verdict.is_true()) bits[bit / kBits] &= ~(std::uint64_t{1} << bit % kBits);
    return !verdict.is_unknown();
  };
  bool sure = try_test(table.allowed[input], rules + input);
  for (std::size_t rule = 0; rule < rules && sure; ++rule)
    sure = try_test(table.rules[rule].tests[input], rule);
  if (!sure) return std::nullopt;
  return bits;
}

/// What the table gives for a class.
Code Batch::Impl::conclude(Node& node, TableClass& of) {
  for (std::size_t i = 0; i < node.holes.size(); ++i)
    node.holes[i]->value = of.inputs[i];
  environment_.steps = 0;
  environment_.errors.clear();
  environment_.matches.clear();
  environment_.trace = true;
  const Value value =
      decision::Evaluator(program_.impl(), frame_, environment_).table(*node.table, node.slot);
  environment_.trace = false;
  for (const decision::TableMatch& match : environment_.matches) {
    if (match.slot == node.slot) of.hits = {match.rules, match.maybe};
  }
  return node.dictionary.intern(value);
}

}  // namespace fugong::columns
