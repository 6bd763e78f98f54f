#include "engines/feel/parser.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace fugong::feel {

Result<AstPtr> parse_expression(std::string_view source, const Place& at, const Names& names,
                                Profile profile) {
  return Parser(source, at, names, profile).whole_expression();
}

Result<AstPtr> parse_unary_tests(std::string_view source, const Place& at, const Names& names,
                                 Profile profile) {
  return Parser(source, at, names, profile).whole_unary_tests();
}

bool Parser::accept_text() {
  if (source_.size() > kMaxExpressionBytes) {
    // Not a character is read, so the place is the beginning.
    set_fault("expression-too-long", 0,
              {"表达式过长：" + std::to_string(source_.size()) + " 字节，上限 " +
                   std::to_string(kMaxExpressionBytes) + " 字节",
               "the expression is too long: " + std::to_string(source_.size()) +
                   " bytes, the limit is " + std::to_string(kMaxExpressionBytes)},
              {"拆成几个有名称的条件或表", "split it into several named conditions or a table"});
    return false;
  }
  if (const auto bad = find_invalid_utf8(source_)) {
    source_ = source_.substr(0, *bad);
    set_fault("text-not-utf8", *bad, {"文本不是有效的 UTF-8", "the text is not valid UTF-8"},
              {"把文件另存为 UTF-8", "save the file as UTF-8"});
    return false;
  }
  skip();
  if (fault_) return false;
  if (lexer_.at_end()) {
    set_fault("expression-empty", 0, {"表达式为空", "the expression is empty"},
              {"写一个表达式，例如 revenue < 400", "write an expression such as revenue < 400"});
    return false;
  }
  return true;
}

Result<AstPtr> Parser::finish(Part part) {
  if (!fault_) {
    skip();
    if (!fault_ && !lexer_.at_end()) left_over(cell_depth_ > 0);
  }
  if (fault_) return fail({std::move(*fault_)});
  FUGONG_CHECK(part.ast != nullptr, "no tree and no fault");
  return std::move(part.ast);
}

Result<AstPtr> Parser::whole_expression() {
  if (!accept_text()) return finish({});
  return finish(expression());
}

Result<AstPtr> Parser::whole_unary_tests() {
  if (!accept_text()) return finish({});
  cell_depth_ = 1;
  const std::size_t begin = lexer_.at();
  if (lexer_.accept("-")) {
    skip();
    if (!fault_ && lexer_.at_end()) {
      lexer_.move_to(begin);
      lexer_.advance(1);
      return finish(leaf(Syntax::any_, begin));
    }
    lexer_.move_to(begin);
  }
  std::vector<Part> tests;
  if (lexer_.accept_word("not")) {
    skip();
    if (!fault_ && lexer_.looking_at("(")) {
      Part first = tests_after_not(begin);
      if (!first || first.ast->kind == Syntax::unary_tests) return finish(std::move(first));
      tests.push_back(std::move(first));
    } else {
      lexer_.move_to(begin);
    }
  }
  while (!fault_) {
    if (tests.empty() || lexer_.accept(",")) {
      tests.push_back(positive_test());
    }
    skip();
    if (!lexer_.looking_at(",")) break;
  }
  if (fault_) return finish({});
  return finish(node(Syntax::unary_tests, begin, std::move(tests)));
}

// After `not`, in front of `(`. All of the cell is negated if it ends at the `)`; otherwise `not`
// was the function.
Part Parser::tests_after_not(std::size_t begin) {
  std::vector<Part> tests;
  if (!parenthesised_tests(tests)) return {};
  skip();
  if (fault_) return {};
  if (lexer_.at_end()) {
    Part result = node(Syntax::unary_tests, begin, std::move(tests));
    if (result) result.ast->negated = true;
    return result;
  }
  // A comparison without a left side makes sense in a cell only, not as an argument.
  if (std::any_of(tests.begin(), tests.end(),
                  [](const Part& test) { return test.ast->kind == Syntax::unary_compare; })) {
    left_over(true);
    return {};
  }
  Part callee = leaf(Syntax::name, begin);
  if (!callee) return {};
  callee.ast->text = "not";
  callee.ast->span.end = static_cast<std::uint32_t>(begin + 3);
  tests.insert(tests.begin(), std::move(callee));
  return expression(node(Syntax::call, begin, std::move(tests)));
}

std::optional<Syntax> Parser::comparison_operator() {
  // The familiar operators of other languages would otherwise be read as two.
  for (const std::string_view slip : {"==", "=<", "=>", "<>"}) {
    if (lexer_.looking_at(slip)) {
      familiar_slip();
      return std::nullopt;
    }
  }
  if (lexer_.accept("<=")) return Syntax::less_equal;
  if (lexer_.accept(">=")) return Syntax::greater_equal;
  if (lexer_.accept("!=")) return Syntax::not_equal;
  if (lexer_.accept("<")) return Syntax::less;
  if (lexer_.accept(">")) return Syntax::greater;
  if (lexer_.accept("=")) return Syntax::equal;
  return std::nullopt;
}

Part Parser::unary_compare(Syntax comparison, std::size_t begin) {
  const Restore restore(depth_);
  if (!deeper(begin)) return {};
  Part operand = operation(Level::sum, {});
  if (!operand) return {};
  std::vector<Part> parts;
  parts.push_back(std::move(operand));
  Part result = node(Syntax::unary_compare, begin, std::move(parts));
  if (result) result.ast->comparison = comparison;
  return result;
}

Part Parser::positive_test() {
  skip();
  const std::size_t begin = lexer_.at();
  if (const auto comparison = comparison_operator()) return unary_compare(*comparison, begin);
  if (fault_) return {};
  return expression();
}

// One level further down; the caller restores depth_. Every cycle of calls passes through here.
bool Parser::deeper(std::size_t at) {
  if (++depth_ <= kMaxExpressionDepth) return true;
  set_fault("expression-too-deep", at,
            {"嵌套过深，上限 " + std::to_string(kMaxExpressionDepth) + " 层",
             "nested too deeply, the limit is " + std::to_string(kMaxExpressionDepth)},
            {"拆成几个有名称的条件", "split it into several named conditions"});
  return false;
}

Part Parser::expression(Part seed, bool range_end) {
  if (fault_) return {};
  const Restore restore_depth(depth_);
  const Restore restore_range_end(range_end_);
  if (!deeper(lexer_.at())) return {};
  range_end_ = range_end;
  return operation(Level::disjunction, std::move(seed));
}

std::optional<Syntax> Parser::operator_at(Level level) {
  switch (level) {
    case Level::disjunction:
      return lexer_.accept_word("or") ? std::optional(Syntax::or_) : std::nullopt;
    case Level::conjunction:
      return lexer_.accept_word("and") ? std::optional(Syntax::and_) : std::nullopt;
    case Level::sum:
      if (lexer_.accept("+")) return Syntax::add;
      if (lexer_.accept("-")) return Syntax::subtract;
      return std::nullopt;
    case Level::product:
      if (lexer_.looking_at("**")) return std::nullopt;
      if (lexer_.accept("*")) return Syntax::multiply;
      if (lexer_.accept("/")) return Syntax::divide;
      return std::nullopt;
    case Level::power:
      return lexer_.accept("**") ? std::optional(Syntax::power) : std::nullopt;
  }
  return std::nullopt;
}

Part Parser::operation(Level level, Part seed) {
  skip();
  const std::size_t begin = seed ? seed.ast->span.begin : lexer_.at();
  const auto operand = [&](Part first) {
    switch (level) {
      case Level::disjunction:
        return operation(Level::conjunction, std::move(first));
      case Level::conjunction:
        return comparison(std::move(first));
      case Level::sum:
        return operation(Level::product, std::move(first));
      case Level::product:
        return operation(Level::power, std::move(first));
      case Level::power:
        return unary(std::move(first));
    }
    return Part{};
  };
  Part left = operand(std::move(seed));
  while (left) {
    skip();
    if (fault_) return {};
    const auto op = operator_at(level);
    if (!op) break;
    left = pair(*op, begin, std::move(left), operand({}));
  }
  return left;
}

Part Parser::comparison(Part seed) {
  skip();
  const std::size_t begin = seed ? seed.ast->span.begin : lexer_.at();
  Part left = operation(Level::sum, std::move(seed));
  while (left) {
    skip();
    if (fault_) return {};
    if (lexer_.accept_word("between")) {
      left = between(std::move(left), begin);
    } else if (lexer_.accept_word("in")) {
      left = in(std::move(left), begin);
    } else if (const auto op = comparison_operator()) {
      left = pair(*op, begin, std::move(left), operation(Level::sum, {}));
    } else {
      break;
    }
  }
  if (fault_) return {};
  return left;
}

Part Parser::between(Part left, std::size_t begin) {
  Part low = operation(Level::sum, {});
  if (!low || !expect_word("and", {"between 的下限之后", "after the low end of between"}))
    return {};
  Part high = operation(Level::sum, {});
  if (!high) return {};
  std::vector<Part> parts;
  parts.push_back(std::move(left));
  parts.push_back(std::move(low));
  parts.push_back(std::move(high));
  return node(Syntax::between, begin, std::move(parts));
}

// Reads "(" test, ... ")".
bool Parser::parenthesised_tests(std::vector<Part>& parts) {
  const std::size_t opened_at = lexer_.at();
  lexer_.accept("(");
  const Restore restore_opened(opened_);
  opened_ = opened_at;
  const Restore restore(range_end_);
  range_end_ = false;
  do {
    parts.push_back(positive_test());
    if (!parts.back()) return false;
    skip();
    if (parts.size() == 1 && lexer_.looking_at("..")) {
      // It was not a list of tests but a range with an open low end.
      if (parts.back().ast->kind == Syntax::unary_compare) break;
      Part low = std::move(parts.back());
      parts.back() = range_after(std::move(low), opened_at, false);
      return static_cast<bool>(parts.back());
    }
  } while (lexer_.accept(","));
  return expect_close(")", opened_at);
}

Part Parser::in(Part left, std::size_t begin) {
  const Restore restore(cell_depth_);
  ++cell_depth_;
  std::vector<Part> parts;
  parts.push_back(std::move(left));
  skip();
  const std::size_t test_begin = lexer_.at();
  if (const auto op = comparison_operator()) {
    parts.push_back(unary_compare(*op, test_begin));
  } else if (fault_) {
    return {};
  } else if (lexer_.looking_at("(") && !lexer_.looking_at("(..")) {
    std::vector<Part> tests;
    if (!parenthesised_tests(tests)) return {};
    // `x in (a + b) * 2`: the parenthesis was only the beginning of an operand.
    if (tests.size() == 1) tests.front() = operation(Level::sum, std::move(tests.front()));
    for (Part& test : tests)
      parts.push_back(std::move(test));
  } else {
    parts.push_back(operation(Level::sum, {}));
  }
  return node(Syntax::in, begin, std::move(parts));
}

Part Parser::unary(Part seed) {
  if (seed) return instance_of(std::move(seed));
  skip();
  const std::size_t begin = lexer_.at();
  if (!lexer_.accept("-")) return instance_of({});
  const Restore restore(depth_);
  if (!deeper(begin)) return {};
  std::vector<Part> parts;
  parts.push_back(unary({}));
  return node(Syntax::negate, begin, std::move(parts));
}

Part Parser::instance_of(Part seed) {
  skip();
  const std::size_t begin = seed ? seed.ast->span.begin : lexer_.at();
  Part left = postfix(std::move(seed));
  while (left) {
    skip();
    if (fault_) return {};
    if (!lexer_.accept_word("instance")) break;
    if (!expect_word("of", {"instance 之后", "after instance"})) return {};
    skip();
    const std::size_t type_begin = lexer_.at();
    const auto type = type_name();
    if (!type) return {};
    std::vector<Part> parts;
    parts.push_back(std::move(left));
    left = node(Syntax::instance_of, begin, std::move(parts));
    if (!left) return {};
    left.ast->type = type->type;
    if (type->unknown)
      left.ast->text = normalise_name(source_.substr(type_begin, lexer_.last_end() - type_begin));
  }
  return left;
}

void Parser::skip() {
  if (lexer_.skip()) return;
  set_fault("comment-not-closed", lexer_.at(), {"注释没有结尾", "the comment is never closed"},
            {"在注释后写 */", "close it with */"});
}

Part Parser::leaf(Syntax kind, std::size_t begin) {
  return node(kind, begin, {});
}

Part Parser::pair(Syntax kind, std::size_t begin, Part a, Part b) {
  std::vector<Part> parts;
  parts.push_back(std::move(a));
  parts.push_back(std::move(b));
  return node(kind, begin, std::move(parts));
}

Part Parser::node(Syntax kind, std::size_t begin, std::vector<Part> parts) {
  if (fault_) return {};
  Part result;
  for (Part& part : parts) {
    if (!part) return {};
    result.height = std::max(result.height, part.height);
  }
  if (++result.height > kMaxExpressionDepth) {
    set_fault(
        "expression-too-deep", begin,
        {"运算嵌套过深，上限 " + std::to_string(kMaxExpressionDepth) + " 层",
         "the operations nest too deeply, the limit is " + std::to_string(kMaxExpressionDepth)},
        {"拆成几个有名称的条件，或改用列表函数，如 sum([...])、all([...])",
         "split it into named conditions, or use a list function such as sum([...]) or "
         "all([...])"});
    return {};
  }
  if (++nodes_ > kMaxExpressionNodes) {
    set_fault(
        "expression-too-big", begin,
        {"表达式的成分过多，上限 " + std::to_string(kMaxExpressionNodes) + " 个",
         "the expression has too many parts, the limit is " + std::to_string(kMaxExpressionNodes)},
        {"把数据放进表或列表文件", "put the data into a table or a list file"});
    return {};
  }
  result.ast = std::make_unique<Ast>();
  result.ast->kind = kind;
  result.ast->span = {static_cast<std::uint32_t>(begin),
                      static_cast<std::uint32_t>(std::max(begin, lexer_.last_end()))};
  result.ast->children.reserve(parts.size());
  for (Part& part : parts)
    result.ast->children.push_back(std::move(part.ast));
  return result;
}

}  // namespace fugong::feel
