#include "engines/proof/table_proof.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "engines/feel/parse.hpp"

namespace fugong::proof {

using decision::HitPolicy;
using feel::Ast;
using feel::AstPtr;
using feel::List;
using feel::Syntax;
using feel::Value;
using K = feel::Type::Kind;

namespace {

/// The value of a text that hangs on nothing; empty if it does.
std::optional<Value> constant(const Ast& ast, const Constants& constants);

std::optional<Value> range_value(const Ast& ast, const Constants& constants) {
  feel::Range range;
  if (ast.kind == Syntax::unary_compare) {
    const auto operand = constant(*ast.children[0], constants);
    if (!operand || ast.comparison == Syntax::not_equal) return std::nullopt;
    const Syntax c = ast.comparison;
    range.low_included = c == Syntax::greater_equal || c == Syntax::equal;
    range.high_included = c == Syntax::less_equal || c == Syntax::equal;
    if (c != Syntax::less && c != Syntax::less_equal) range.low = *operand;
    if (c != Syntax::greater && c != Syntax::greater_equal) range.high = *operand;
    return Value::of(std::move(range));
  }
  range.low_included = ast.low_included;
  range.high_included = ast.high_included;
  for (const bool low : {true, false}) {
    const Ast& end = *ast.children[low ? 0 : 1];
    if (end.kind == Syntax::absent) continue;
    const auto value = constant(end, constants);
    if (!value) return std::nullopt;
    (low ? range.low : range.high) = *value;
  }
  return Value::of(std::move(range));
}

std::optional<Value> constant(const Ast& ast, const Constants& constants) {
  switch (ast.kind) {
    case Syntax::literal:
      return ast.value;
    case Syntax::name: {
      const auto found = constants.find(ast.text);
      return found == constants.end() ? std::nullopt : std::optional(found->second);
    }
    case Syntax::negate: {
      const auto value = constant(*ast.children[0], constants);
      return value ? std::optional(feel::negate(*value)) : std::nullopt;
    }
    case Syntax::list: {
      List items;
      for (const AstPtr& child : ast.children) {
        auto item = constant(*child, constants);
        if (!item) return std::nullopt;
        items.push_back(std::move(*item));
      }
      return Value::of(std::move(items));
    }
    case Syntax::range:
    case Syntax::unary_compare:
      return range_value(ast, constants);
    case Syntax::call: {
      if (ast.children.size() != 2 || ast.children[0]->kind != Syntax::name ||
          ast.children[0]->text != "date")
        return std::nullopt;
      const auto text = constant(*ast.children[1], constants);
      if (!text || text->kind() != feel::Kind::string) return std::nullopt;
      const auto date = Date::parse(text->string());
      return date ? std::optional(Value::of(*date)) : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

Value either(const Value& a, const Value& b) {
  if (a.is_true() || b.is_true()) return Value::of(true);
  return a.is_null() || b.is_null() ? Value() : Value::of(false);
}

Value truth(bool holds) {
  return Value::of(holds);
}

Value compared(Syntax comparison, const Value& x, const Value& operand) {
  if (comparison == Syntax::equal) return feel::equal(x, operand);
  if (comparison == Syntax::not_equal) {
    const Value same = feel::equal(x, operand);
    return same.is_null() ? same : truth(same.is_false());
  }
  const auto order = feel::compare(x, operand);
  if (!order) return {};
  switch (comparison) {
    case Syntax::less:
      return truth(*order < 0);
    case Syntax::less_equal:
      return truth(*order <= 0);
    case Syntax::greater:
      return truth(*order > 0);
    default:
      return truth(*order >= 0);
  }
}

Value matches_value(const Value& x, const Value& test) {
  if (test.kind() == feel::Kind::range) return feel::contains(test.range(), x);
  if (test.kind() != feel::Kind::list) return feel::equal(x, test);
  Value verdict = Value::of(false);
  for (const Value& item : test.list())
    verdict = either(verdict, matches_value(x, item));
  return verdict;
}

/// Whether x passes a test: true, false or null; empty if the test isn't one of a known form.
std::optional<Value> verdict(const Ast& test, const Value& x, const Constants& constants) {
  switch (test.kind) {
    case Syntax::any_:
      return Value::of(true);
    case Syntax::unary_tests: {
      Value any = Value::of(false);
      for (const AstPtr& child : test.children) {
        const auto one = verdict(*child, x, constants);
        if (!one) return std::nullopt;
        any = either(any, *one);
      }
      if (!test.negated || any.is_null()) return any;
      return truth(any.is_false());
    }
    case Syntax::unary_compare: {
      const auto operand = constant(*test.children[0], constants);
      if (!operand) return std::nullopt;
      return compared(test.comparison, x, *operand);
    }
    default: {
      const auto value = constant(test, constants);
      if (!value) return std::nullopt;
      return matches_value(x, *value);
    }
  }
}

void collect_value(const Value& value, List& into) {
  if (value.kind() == feel::Kind::range) {
    if (value.range().low) collect_value(*value.range().low, into);
    if (value.range().high) collect_value(*value.range().high, into);
  } else if (value.kind() == feel::Kind::list) {
    for (const Value& item : value.list())
      collect_value(item, into);
  } else if (!value.is_null()) {
    into.push_back(value);
  }
}

void collect(const Ast& ast, const Constants& constants, List& into) {
  if (const auto value = constant(ast, constants)) collect_value(*value, into);
  for (const AstPtr& child : ast.children)
    collect(*child, constants, into);
}

feel::Names names_of(const Constants& constants) {
  feel::Names names;
  for (const auto& [name, value] : constants)
    names.insert(name);
  return names;
}

/// A set of rules.
class Rules {
 public:
  explicit Rules(std::size_t count, bool full = false) : words_((count + 63) / 64, 0) {
    for (std::size_t i = 0; full && i < count; ++i)
      add(i);
  }
  void add(std::size_t rule) { words_[rule / 64] |= std::uint64_t{1} << (rule % 64); }
  bool has(std::size_t rule) const { return (words_[rule / 64] >> (rule % 64) & 1U) != 0; }
  bool empty() const {
    return std::all_of(words_.begin(), words_.end(), [](std::uint64_t word) { return word == 0; });
  }
  Rules operator&(const Rules& other) const {
    Rules both = *this;
    for (std::size_t i = 0; i < words_.size(); ++i)
      both.words_[i] &= other.words_[i];
    return both;
  }
  void merge(const Rules& other) {
    for (std::size_t i = 0; i < words_.size(); ++i)
      words_[i] |= other.words_[i];
  }
  template <class F>
  void each(F&& use) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      for (std::uint64_t word = words_[i]; word != 0; word &= word - 1) {
        if (!use(i * 64 + static_cast<std::size_t>(std::countr_zero(word)))) return;
      }
    }
  }
  friend bool operator==(const Rules&, const Rules&) = default;

 private:
  std::vector<std::uint64_t> words_;
};

/// A piece of a column with the rules whose test of that column it passes.
struct Choice {
  Value sample;
  Rules sure;
  Rules possible;  // and those whose test is of another form
};

class TableProver {
 public:
  TableProver(const decision::Table& table, std::vector<Column> columns, const Constants& constants)
      : table_(table),
        columns_(std::move(columns)),
        constants_(constants),
        names_(names_of(constants)),
        alive_(table.rules.size()),
        at_(table.inputs.size()) {}

  TableProof run() {
    for (std::size_t i = 0; i < table_.inputs.size(); ++i)
      add_column(i);
    for (const auto& choices : choices_) {
      const std::size_t most = std::numeric_limits<std::size_t>::max();
      proof_.combinations = choices.empty() || proof_.combinations <= most / choices.size()
                                ? proof_.combinations * choices.size()
                                : most;
    }
    const Rules all(table_.rules.size(), true);
    if (!visit(0, all, all)) {
      TableProof undone;
      undone.inexact = std::move(proof_.inexact);
      undone.combinations = proof_.combinations;
      undone.too_many = true;
      return undone;
    }
    find_dead();
    return std::move(proof_);
  }

 private:
  AstPtr parse(const decision::Sourced& test) const {
    auto ast = feel::parse_unary_tests(test.text, test.place, names_, feel::Profile::policy);
    return ast ? std::move(*ast) : nullptr;
  }

  void add_column(std::size_t i) {
    std::vector<AstPtr> tests;
    List cuts;
    for (const decision::TableRule& rule : table_.rules) {
      tests.push_back(parse(rule.tests[i]));
      if (tests.back()) collect(*tests.back(), constants_, cuts);
    }
    const AstPtr allowed =
        table_.inputs[i].allowed.text.empty() ? nullptr : parse(table_.inputs[i].allowed);
    if (allowed) collect(*allowed, constants_, cuts);
    std::vector<Choice>& choices = choices_.emplace_back();
    bool inexact = false;
    for (const Piece& piece : pieces_of(columns_[i], cuts)) {
      if (allowed) {
        const auto may_stand = verdict(*allowed, piece.sample, constants_);
        if (may_stand && !may_stand->is_true()) continue;
      }
      Choice choice{piece.sample, Rules(tests.size()), Rules(tests.size())};
      for (std::size_t rule = 0; rule < tests.size(); ++rule) {
        const auto passes =
            tests[rule] ? verdict(*tests[rule], piece.sample, constants_) : std::nullopt;
        if (!passes) inexact = true;
        if (!passes || passes->is_true()) choice.possible.add(rule);
        if (passes && passes->is_true()) choice.sure.add(rule);
      }
      const bool seen = std::any_of(choices.begin(), choices.end(), [&](const Choice& other) {
        return other.sure == choice.sure && other.possible == choice.possible;
      });
      if (!seen) choices.push_back(std::move(choice));
    }
    if (inexact) proof_.inexact.push_back(i);
  }

  /// A column of unknown kind takes that of its tests; without any, one value stands for all.
  static std::vector<Piece> pieces_of(Column& column, const List& cuts) {
    if (column.kind == K::any || column.kind == K::null) {
      for (const Value& cut : cuts) {
        switch (cut.kind()) {
          case feel::Kind::number:
            column.kind = K::number;
            break;
          case feel::Kind::string:
            column.kind = K::string;
            break;
          case feel::Kind::date:
            column.kind = K::date;
            break;
          case feel::Kind::boolean:
            column.kind = K::boolean;
            column.listed = true;
            column.values = {Value::of(true), Value::of(false)};
            break;
          default:
            continue;
        }
        break;
      }
    }
    auto made = pieces(column, cuts);
    if (!made.empty()) return made;
    for (const Value& cut : cuts)
      made.push_back({cut, {}});
    made.push_back({Value(), {}});
    return made;
  }

  /// False when there are too many combinations.
  bool visit(std::size_t column, const Rules& sure, const Rules& possible) {
    if (++visited_ > kMaxCombinations) return false;
    if (possible.empty()) {
      note_gap(column);
      return true;
    }
    if (column == choices_.size()) {
      judge(sure, possible);
      return true;
    }
    for (const Choice& choice : choices_[column]) {
      at_[column] = choice.sample;
      if (!visit(column + 1, sure & choice.sure, possible & choice.possible)) return false;
    }
    return true;
  }

  void note_gap(std::size_t column) {
    if (proof_.gap || has_otherwise()) return;
    for (std::size_t i = column; i < choices_.size(); ++i) {
      if (choices_[i].empty()) return;  // no value is allowed: nothing ever comes here
      at_[i] = choices_[i].front().sample;
    }
    proof_.gap = at_;
  }

  bool has_otherwise() const {
    return table_.hit == HitPolicy::collect_count ||
           std::any_of(
               table_.outputs.begin(), table_.outputs.end(),
               [](const decision::TableOutput& output) { return output.otherwise.has_value(); });
  }

  void judge(const Rules& sure, const Rules& possible) {
    if (sure.empty() && !has_otherwise()) proof_.gap_unproved = true;
    if (table_.hit == HitPolicy::first) {
      possible.each([&](std::size_t rule) {
        alive_.add(rule);
        return !sure.has(rule);
      });
      return;
    }
    alive_.merge(possible);
    if (table_.hit != HitPolicy::unique && table_.hit != HitPolicy::any) return;
    std::optional<std::size_t> first;
    sure.each([&](std::size_t rule) {
      if (first) note_overlap(*first, rule);
      if (!first) first = rule;
      return true;
    });
  }

  void note_overlap(std::size_t first, std::size_t second) {
    if (proof_.overlaps.size() >= kMaxOverlaps) return;
    if (table_.hit == HitPolicy::any && same_outputs(first, second)) return;
    const bool known = std::any_of(proof_.overlaps.begin(), proof_.overlaps.end(),
                                   [&](const TableProof::Overlap& other) {
                                     return other.first == first && other.second == second;
                                   });
    if (!known) proof_.overlaps.push_back({first, second, at_});
  }

  bool same_outputs(std::size_t first, std::size_t second) const {
    const auto& a = table_.rules[first].outputs;
    const auto& b = table_.rules[second].outputs;
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](const decision::Sourced& x, const decision::Sourced& y) {
                        return x.text == y.text || same_value(x, y);
                      });
  }

  bool same_value(const decision::Sourced& x, const decision::Sourced& y) const {
    const auto read = [&](const decision::Sourced& text) -> std::optional<Value> {
      const auto ast = feel::parse_expression(text.text, text.place, names_, feel::Profile::policy);
      return ast ? constant(**ast, constants_) : std::nullopt;
    };
    const auto a = read(x);
    const auto b = read(y);
    return a && b && feel::equal(*a, *b).is_true();
  }

  void find_dead() {
    for (std::size_t rule = 0; rule < table_.rules.size(); ++rule) {
      if (alive_.has(rule)) continue;
      const bool matches_nothing =
          std::any_of(choices_.begin(), choices_.end(), [&](const std::vector<Choice>& choices) {
            return std::none_of(choices.begin(), choices.end(),
                                [&](const Choice& choice) { return choice.possible.has(rule); });
          });
      proof_.dead.push_back({rule, matches_nothing});
    }
  }

  const decision::Table& table_;
  std::vector<Column> columns_;
  const Constants& constants_;
  feel::Names names_;
  std::vector<std::vector<Choice>> choices_;
  Rules alive_;
  List at_;
  std::size_t visited_ = 0;
  TableProof proof_;
};

}  // namespace

TableProof prove(const decision::Table& table, std::vector<Column> columns,
                 const Constants& constants) {
  return TableProver(table, std::move(columns), constants).run();
}

List values_in(const std::string& text, const Constants& constants) {
  List values;
  const auto ast =
      feel::parse_expression(text, Place{}, names_of(constants), feel::Profile::policy);
  if (ast) collect(**ast, constants, values);
  return values;
}

}  // namespace fugong::proof
