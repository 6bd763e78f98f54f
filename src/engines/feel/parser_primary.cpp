// Operands: what stands between the operators.
#include <algorithm>
#include <array>
#include <utility>

#include "engines/feel/parser.hpp"

namespace fugong::feel {

Part Parser::postfix(Part seed) {
  skip();
  const std::size_t begin = seed ? seed.ast->span.begin : lexer_.at();
  Part left = seed ? std::move(seed) : primary();
  while (left) {
    skip();
    if (fault_) return {};
    if (lexer_.looking_at(".") && !lexer_.looking_at("..")) {
      left = path(std::move(left), begin);
    } else if (lexer_.looking_at("[")) {
      if (range_end_ && closes_range()) break;
      left = filter(std::move(left), begin);
    } else if (lexer_.looking_at("(") && left.ast->kind != Syntax::literal) {
      left = call(std::move(left), begin);
    } else {
      break;
    }
  }
  return left;
}

// At a `[` behind the high end of a range: it closes the range unless an operand follows.
bool Parser::closes_range() {
  const std::size_t before = lexer_.at();
  lexer_.accept("[");
  lexer_.skip();
  static constexpr std::array<std::string_view, 9> kAfterRange{
      "and", "or", "in", "between", "instance", "then", "else", "return", "satisfies"};
  const std::string_view word = lexer_.word();
  const char c = lexer_.peek();
  const bool operand =
      word.empty() ? (c == '.' ? lexer_.match_number() > 0
                               : c != '\0' && std::string_view("\"@([{?-0123456789").find(c) !=
                                                  std::string_view::npos)
                   : std::find(kAfterRange.begin(), kAfterRange.end(), word) == kAfterRange.end();
  lexer_.move_to(before);
  return !operand;
}

// At a `]` where an operand should stand: it opens a range unless a list or filter ends here.
bool Parser::opens_range() const {
  Lexer ahead = lexer_;
  ahead.accept("]");
  ahead.skip();
  return !ahead.at_end() && std::string_view(")]},").find(ahead.peek()) == std::string_view::npos;
}

Part Parser::primary() {
  const char c = lexer_.peek();
  if ((c >= '0' && c <= '9') || (c == '.' && lexer_.match_number() > 0)) return number();
  const std::size_t begin = lexer_.at();
  switch (c) {
    case '"':
      return string_literal();
    case '@':
      return at_literal();
    case '(':
      return parenthesis();
    case '[':
      return list_or_range();
    case ']':
      if (opens_range()) {
        lexer_.advance(1);
        return range_after(expression(), begin, false);
      }
      break;
    case '{':
      return context();
    case '?':
      if (cell_depth_ == 0) {
        set_fault(
            "input-outside-cell", begin,
            {"“?” 只能写在决策表的输入格或 in 的右边",
             "`?` has a meaning only in an input cell or on the right of `in`"},
            {"写出要比较的名称；条件选择写 if … then … else …",
             "name the value that is compared; a choice is written if ... then ... else ..."});
        return {};
      }
      lexer_.advance(1);
      return leaf(Syntax::input, begin);
    default:
      break;
  }
  const std::string_view word = lexer_.word();
  if (word.empty()) {
    unexpected({"值、名称或括号", "a value, a name or a bracket"});
    return {};
  }
  // A name in scope may begin with a word of the grammar ("if enabled"): the longer reading wins.
  if (is_reserved(word) && (policy() || match_in_scope(false) <= word.size()))
    return keyword_expression(word);
  return name();
}

Part Parser::keyword_expression(std::string_view word) {
  const std::size_t begin = lexer_.at();
  if (word == "true" || word == "false" || word == "null") {
    lexer_.advance(word.size());
    Part result = leaf(Syntax::literal, begin);
    if (result && word != "null") result.ast->value = Value::of(word == "true");
    return result;
  }
  if (word == "if") return if_then_else();
  if (word == "for") return iteration(Syntax::for_);
  if (word == "some") return iteration(Syntax::some);
  if (word == "every") return iteration(Syntax::every);
  if (word == "function") return function();
  unexpected({"值、名称或括号", "a value, a name or a bracket"});
  return {};
}

// "(" expression ")", a range with an open low end, or a comparison such as (< 10).
Part Parser::parenthesis() {
  const std::size_t begin = lexer_.at();
  lexer_.advance(1);
  const Restore restore_opened(opened_);
  opened_ = begin;
  skip();
  if (lexer_.looking_at("..")) return range_after(leaf(Syntax::absent, begin), begin, false);
  const Restore restore(range_end_);
  range_end_ = false;
  const auto comparison = comparison_operator();
  if (fault_) return {};
  Part inner = comparison ? unary_compare(*comparison, begin) : expression();
  if (!inner) return {};
  skip();
  if (!comparison && lexer_.looking_at("..")) return range_after(std::move(inner), begin, false);
  if (!expect_close(")", begin)) return {};
  if (comparison) inner.ast->span.end = static_cast<std::uint32_t>(lexer_.last_end());
  return inner;
}

Part Parser::list_or_range() {
  const std::size_t begin = lexer_.at();
  lexer_.advance(1);
  const Restore restore_opened(opened_);
  opened_ = begin;
  skip();
  if (lexer_.looking_at("..")) return range_after(leaf(Syntax::absent, begin), begin, true);
  std::vector<Part> items;
  if (!lexer_.looking_at("]")) {
    do {
      items.push_back(expression());
      if (!items.back()) return {};
      skip();
      if (items.size() == 1 && lexer_.looking_at(".."))
        return range_after(std::move(items.front()), begin, true);
    } while (lexer_.accept(","));
  }
  if (!expect_close("]", begin)) return {};
  return node(Syntax::list, begin, std::move(items));
}

// In front of `..`, with the low end read.
Part Parser::range_after(Part low, std::size_t begin, bool low_included) {
  if (!low) return {};
  skip();
  if (!lexer_.accept("..")) {
    unexpected({"区间的 ..", "the .. of a range"});
    return {};
  }
  skip();
  const char next = lexer_.peek();
  Part high = next == ')' || next == ']' || next == '[' ? leaf(Syntax::absent, lexer_.at())
                                                        : expression({}, true);
  if (!high) return {};
  skip();
  bool high_included = false;
  if (lexer_.accept("]")) {
    high_included = true;
  } else if (!lexer_.accept(")") && !lexer_.accept("[")) {
    expect_close(low_included ? "]" : ")", begin);
    return {};
  }
  Part result = pair(Syntax::range, begin, std::move(low), std::move(high));
  if (!result) return {};
  result.ast->low_included = low_included;
  result.ast->high_included = high_included;
  return result;
}

Part Parser::filter(Part list, std::size_t begin) {
  const std::size_t opened_at = lexer_.at();
  lexer_.advance(1);
  const Restore restore_opened(opened_);
  opened_ = opened_at;
  // The fields of the elements may be named inside; of those the text itself spells the keys.
  const Restore restore(filter_depth_);
  ++filter_depth_;
  Part condition = expression();
  if (!condition || !expect_close("]", opened_at)) return {};
  return pair(Syntax::filter, begin, std::move(list), std::move(condition));
}

Part Parser::path(Part object, std::size_t begin) {
  lexer_.advance(1);
  skip();
  auto member = member_name();
  if (!member) return {};
  std::vector<Part> parts;
  parts.push_back(std::move(object));
  Part result = node(Syntax::path, begin, std::move(parts));
  if (result) result.ast->text = std::move(*member);
  return result;
}

Part Parser::call(Part callee, std::size_t begin) {
  const std::size_t opened_at = lexer_.at();
  lexer_.advance(1);
  const Restore restore_opened(opened_);
  opened_ = opened_at;
  skip();
  std::vector<std::string> names;
  std::vector<Part> parts;
  parts.push_back(std::move(callee));
  if (!lexer_.looking_at(")")) {
    do {
      if (!argument_name(names, parts.size() - 1)) return {};
      parts.push_back(expression());
      if (!parts.back()) return {};
      skip();
    } while (lexer_.accept(","));
  }
  if (!expect_close(")", opened_at)) return {};
  Part result = node(Syntax::call, begin, std::move(parts));
  if (result) result.ast->names = std::move(names);
  return result;
}

// Reads "name:" if the argument has one. Either all have one or none.
bool Parser::argument_name(std::vector<std::string>& names, std::size_t argument_index) {
  skip();
  if (fault_) return false;
  const std::size_t begin = lexer_.at();
  std::string name = lexer_.declared_name(false);
  if (!name.empty()) lexer_.skip();
  const bool named = !name.empty() && lexer_.accept(":");
  if (!named) lexer_.move_to(begin);
  if (named ? names.size() != argument_index : !names.empty()) {
    set_fault(
        "arguments-mixed", begin,
        {"参数要么全部写名称，要么全部按次序", "arguments are either all named or all in order"},
        {"给每个参数写上“名称: 值”，或全部去掉名称",
         "write `name: value` for every argument, or remove all names"});
    return false;
  }
  if (!named) return true;
  if (policy() && std::find(names.begin(), names.end(), name) != names.end()) {
    set_fault("name-repeated", begin,
              {"参数 " + shortened(name) + " 写了两次",
               "the argument " + shortened(name) + " is given twice"},
              {"只留一个", "keep one of them"});
    return false;
  }
  if (policy() && !check_policy_name(name, begin)) return false;
  names.push_back(std::move(name));
  return true;
}

std::optional<std::string> Parser::context_key() {
  skip();
  if (fault_) return std::nullopt;
  if (lexer_.looking_at("\"")) return string_content();
  return new_name(false);
}

Part Parser::context() {
  const std::size_t begin = lexer_.at();
  lexer_.advance(1);
  const Restore restore_opened(opened_);
  opened_ = begin;
  skip();
  const std::size_t depth = bound_.size();
  std::vector<std::string> keys;
  Names seen;
  std::vector<Part> values;
  if (!lexer_.looking_at("}")) {
    do {
      skip();
      const std::size_t key_at = lexer_.at();
      auto key = context_key();
      if (!key) return {};
      if (!seen.insert(*key).second && policy()) {
        set_fault("name-repeated", key_at,
                  {"键 " + shortened(*key) + " 写了两次",
                   "the key " + shortened(*key) + " is given twice"},
                  {"改名或只留一个", "rename it or keep one of them"});
        return {};
      }
      skip();
      if (!lexer_.accept(":")) {
        unexpected({"键后面的冒号", "a colon after the key"});
        return {};
      }
      values.push_back(expression());
      if (!values.back()) return {};
      const std::string name = normalise_name(*key);
      bind(name);
      if (name.find(' ') != std::string::npos || Lexer(name).word().size() != name.size())
        keys_.insert(name);
      keys.push_back(std::move(*key));
      skip();
    } while (lexer_.accept(","));
  }
  unbind(depth);
  if (!expect_close("}", begin)) return {};
  Part result = node(Syntax::context, begin, std::move(values));
  if (result) result.ast->names = std::move(keys);
  return result;
}

Part Parser::if_then_else() {
  const std::size_t begin = lexer_.at();
  lexer_.advance(2);
  std::vector<Part> parts;
  parts.push_back(expression());
  if (!parts.back() || !expect_word("then", {"if 的条件之后", "after the condition of if"}))
    return {};
  parts.push_back(expression());
  if (!parts.back() || !expect_word("else", {"then 的值之后", "after the value of then"}))
    return {};
  parts.push_back(expression());
  return node(Syntax::if_, begin, std::move(parts));
}

// for x in a, y in 1..3 return ...; some and every likewise with `satisfies`.
Part Parser::iteration(Syntax kind) {
  const std::size_t begin = lexer_.at();
  lexer_.advance(lexer_.word().size());
  const std::size_t depth = bound_.size();
  std::vector<std::string> variables;
  std::vector<Part> parts;
  do {
    auto variable = new_name(true);
    if (!variable || !expect_word("in", {"循环变量之后", "after the variable"})) return {};
    skip();
    const std::size_t domain_begin = lexer_.at();
    Part domain = expression();
    if (!domain) return {};
    skip();
    if (lexer_.accept(".."))
      domain = pair(Syntax::iteration_range, domain_begin, std::move(domain), expression());
    if (!domain) return {};
    parts.push_back(std::move(domain));
    bind(*variable);
    variables.push_back(std::move(*variable));
    skip();
  } while (lexer_.accept(","));
  const bool is_for = kind == Syntax::for_;
  if (!expect_word(is_for ? "return" : "satisfies",
                   {"循环范围之后", "after what is iterated over"}))
    return {};
  parts.push_back(expression());
  unbind(depth);
  Part result = node(kind, begin, std::move(parts));
  if (result) result.ast->names = std::move(variables);
  return result;
}

Part Parser::function() {
  const std::size_t begin = lexer_.at();
  lexer_.advance(std::string_view("function").size());
  const std::size_t depth = bound_.size();
  Ast declared;
  if (!parameters(declared)) return {};
  skip();
  const std::size_t body_at = lexer_.at();
  if (lexer_.accept_word("external")) {
    skip();
    if (lexer_.looking_at("{")) {
      declared.external_ = true;
      if (policy()) {
        set_fault("external-function", body_at,
                  {"政策规则不能调用外部函数", "a policy rule may not call external functions"},
                  {"用 FEEL 写出函数体", "write the body in FEEL"});
        return {};
      }
    } else {
      lexer_.move_to(body_at);
    }
  }
  std::vector<Part> parts;
  parts.push_back(expression());
  unbind(depth);
  Part result = node(Syntax::function, begin, std::move(parts));
  if (!result) return {};
  result.ast->names = std::move(declared.names);
  result.ast->types = std::move(declared.types);
  result.ast->external_ = declared.external_;
  return result;
}

// "(" name [":" type] "," ... ")"; binds the names.
bool Parser::parameters(Ast& function) {
  skip();
  const std::size_t opened_at = lexer_.at();
  if (!lexer_.accept("(")) {
    unexpected(
        {"function 之后的参数表，例如 (a, b)", "the parameters of the function, such as (a, b)"});
    return false;
  }
  skip();
  if (lexer_.looking_at(")")) return expect_close(")", opened_at);
  do {
    skip();
    const std::size_t name_at = lexer_.at();
    auto parameter = new_name(false);
    if (!parameter) return false;
    if (policy() && std::find(function.names.begin(), function.names.end(), *parameter) !=
                        function.names.end()) {
      set_fault("name-repeated", name_at,
                {"参数 " + shortened(*parameter) + " 写了两次",
                 "the parameter " + shortened(*parameter) + " is given twice"},
                {"改名或只留一个", "rename it or keep one of them"});
      return false;
    }
    skip();
    Type type;
    if (lexer_.accept(":")) {
      const auto named = type_name();
      if (!named) return false;
      type = named->type;
    }
    bind(*parameter);
    function.names.push_back(std::move(*parameter));
    function.types.push_back(std::move(type));
    skip();
  } while (lexer_.accept(","));
  return expect_close(")", opened_at);
}

}  // namespace fugong::feel
