// Operators, control and tests to their typed form.
#include <fmt/format.h>

#include <algorithm>

#include "engines/decision/lower.hpp"

namespace fugong::decision {

using feel::Ast;
using feel::Syntax;
using feel::Type;
using K = Type::Kind;

namespace {

Op op_of(Syntax syntax) {
  switch (syntax) {
    case Syntax::add:
      return Op::add;
    case Syntax::subtract:
      return Op::subtract;
    case Syntax::multiply:
      return Op::multiply;
    case Syntax::divide:
      return Op::divide;
    case Syntax::power:
      return Op::power;
    case Syntax::equal:
      return Op::equal;
    case Syntax::not_equal:
      return Op::not_equal;
    case Syntax::less:
      return Op::less;
    case Syntax::less_equal:
      return Op::less_equal;
    case Syntax::greater:
      return Op::greater;
    case Syntax::greater_equal:
      return Op::greater_equal;
    default:
      FUGONG_CHECK(false, "only binary operators have an Op of their own");
  }
}

std::string_view sign_of(Op op) {
  switch (op) {
    case Op::add:
      return "+";
    case Op::subtract:
      return "-";
    case Op::multiply:
      return "*";
    case Op::divide:
      return "/";
    case Op::power:
      return "**";
    case Op::equal:
      return "=";
    case Op::not_equal:
      return "!=";
    case Op::less:
      return "<";
    case Op::less_equal:
      return "<=";
    case Op::greater:
      return ">";
    case Op::greater_equal:
      return ">=";
    default:
      return "?";
  }
}

}  // namespace

TypedPtr Lowering::lower(const Ast& ast) {
  switch (ast.kind) {
    case Syntax::literal: {
      auto node = make(Op::literal, Type(), ast);
      node->value = ast.value;
      node->type = ast.type;
      static constexpr std::pair<feel::Kind, K> kKinds[] = {
          {feel::Kind::null, K::null},
          {feel::Kind::boolean, K::boolean},
          {feel::Kind::number, K::number},
          {feel::Kind::string, K::string},
          {feel::Kind::date, K::date},
          {feel::Kind::time, K::time},
          {feel::Kind::date_time, K::date_time},
          {feel::Kind::months_duration, K::months_duration},
          {feel::Kind::seconds_duration, K::seconds_duration}};
      for (const auto& [kind, type] : kKinds) {
        if (ast.value.kind() == kind) node->type = type;
      }
      return node;
    }
    case Syntax::name:
      return lower_name(ast);
    case Syntax::path:
      return lower_path(ast);
    case Syntax::filter:
      return lower_filter(ast);
    case Syntax::negate: {
      auto node = make(Op::negate, Type(), ast);
      node->children.push_back(lower(*ast.children[0]));
      const Type& x = node->children[0]->type;
      node->type = x;
      if (policy() && !x.is(K::number) && !x.is(K::months_duration) && !x.is(K::seconds_duration)) {
        fault("type-mismatch", ast,
              {"负号后需要数或时长，得到的是 " + x.to_string(),
               "a minus sign needs a number or a duration, this is " + x.to_string()},
              {"去掉负号", "take the minus sign away"});
      }
      return fold(std::move(node));
    }
    case Syntax::add:
    case Syntax::subtract:
    case Syntax::multiply:
    case Syntax::divide:
    case Syntax::power:
      return lower_arithmetic(ast, op_of(ast.kind));
    case Syntax::equal:
    case Syntax::not_equal:
    case Syntax::less:
    case Syntax::less_equal:
    case Syntax::greater:
    case Syntax::greater_equal:
      return lower_comparison(ast, op_of(ast.kind));
    case Syntax::and_:
      return lower_logic(ast, Op::conjunction);
    case Syntax::or_:
      return lower_logic(ast, Op::disjunction);
    case Syntax::between:
      return lower_between(ast);
    case Syntax::in:
      return lower_in(ast);
    case Syntax::instance_of:
      return lower_instance_of(ast);
    case Syntax::if_:
      return lower_choose(ast);
    case Syntax::for_:
    case Syntax::some:
    case Syntax::every:
      return lower_loop(ast);
    case Syntax::iteration_range: {
      auto node = make(Op::iteration_range, Type(), ast);
      for (const auto& child : ast.children)
        node->children.push_back(lower(*child));
      node->type = Type::list_of(node->children[0]->type);
      return node;
    }
    case Syntax::function:
      return lower_function(ast);
    case Syntax::call:
      return lower_call(ast);
    case Syntax::list:
      return lower_list(ast);
    case Syntax::context:
      return lower_context(ast);
    case Syntax::range:
    case Syntax::unary_compare:
      return lower_range(ast);
    case Syntax::input: {
      mentions_input_ = true;
      auto node = make(Op::local, Type(), ast);
      if (!input_local_) {
        fault("no-input", ast, {"“?” 只能用在条件单元格里", "'?' has a meaning only in a test"},
              {"写出被比较的名称", "write the name that you mean"});
        return node;
      }
      node->index = *input_local_;
      node->type = locals_[*input_local_].type;
      return node;
    }
    case Syntax::unary_tests:
    case Syntax::any_:
    case Syntax::absent:
      break;
  }
  fault("not-an-expression", ast, {"这里需要表达式", "an expression is needed here"},
        {"写一个值或表达式", "write a value or an expression"});
  return make(Op::literal, Type(), ast);
}

TypedPtr Lowering::lower_arithmetic(const Ast& ast, Op op) {
  auto node = make(op, Type(), ast);
  for (const auto& child : ast.children)
    node->children.push_back(lower(*child));
  const Type& a = node->children[0]->type;
  const Type& b = node->children[1]->type;
  const auto type = arithmetic_type(op, a, b);
  if (type) {
    node->type = *type;
  } else if (policy()) {
    fault("type-mismatch", ast,
          {fmt::format("不能计算 {} {} {}", a.to_string(), sign_of(op), b.to_string()),
           fmt::format("{} {} {} is not defined", a.to_string(), sign_of(op), b.to_string())},
          {"检查两边的类型", "check the types on both sides"});
  }
  return fold(std::move(node));
}

TypedPtr Lowering::lower_comparison(const Ast& ast, Op op) {
  auto node = make(op, K::boolean, ast);
  for (const auto& child : ast.children)
    node->children.push_back(lower(*child));
  const Type& a = node->children[0]->type;
  const Type& b = node->children[1]->type;
  const bool fine = op == Op::equal || op == Op::not_equal ? equatable(a, b) : ordered(a, b);
  if (policy() && !fine) {
    fault("type-mismatch", ast,
          {fmt::format("不能比较 {} {} {}", a.to_string(), sign_of(op), b.to_string()),
           fmt::format("can't compare {} {} {}", a.to_string(), sign_of(op), b.to_string())},
          {"两边要是同一种类型", "both sides must have the same type"});
  }
  return node;
}

void Lowering::require_boolean(const Typed& node, const Ast& ast, const char* what_zh,
                               const char* what_en) {
  if (!policy() || node.type.is(K::boolean) || node.type.is(K::any)) return;
  fault("type-mismatch", ast,
        {fmt::format("{}需要是与否的值，得到的是 {}", what_zh, node.type.to_string()),
         fmt::format("{} needs true or false, this is {}", what_en, node.type.to_string())},
        {"写成比较或条件", "write a comparison or a condition"});
}

TypedPtr Lowering::lower_logic(const Ast& ast, Op op) {
  auto node = make(op, K::boolean, ast);
  for (const auto& child : ast.children) {
    node->children.push_back(lower(*child));
    require_boolean(*node->children.back(), *child, op == Op::conjunction ? "and" : "or",
                    op == Op::conjunction ? "'and'" : "'or'");
  }
  return node;
}

TypedPtr Lowering::lower_between(const Ast& ast) {
  auto node = make(Op::between, K::boolean, ast);
  for (const auto& child : ast.children)
    node->children.push_back(lower(*child));
  for (std::size_t i = 1; policy() && i < 3; ++i) {
    const Type& x = node->children[0]->type;
    const Type& y = node->children[i]->type;
    if (ordered(x, y)) continue;
    fault(
        "type-mismatch", *ast.children[i],
        {fmt::format("between 的界 {} 不能与 {} 比较", y.to_string(), x.to_string()),
         fmt::format("a bound of type {} can't be compared with {}", y.to_string(), x.to_string())},
        {"两边要是同一种类型", "both sides must have the same type"});
  }
  return node;
}

TypedPtr Lowering::lower_instance_of(const Ast& ast) {
  auto node = make(Op::instance_of, K::boolean, ast);
  node->children.push_back(lower(*ast.children[0]));
  node->test_type = ast.type;
  return node;
}

TypedPtr Lowering::lower_choose(const Ast& ast) {
  auto node = make(Op::choose, Type(), ast);
  for (const auto& child : ast.children)
    node->children.push_back(lower(*child));
  require_boolean(*node->children[0], *ast.children[0], "if 之后", "'if'");
  const Type& a = node->children[1]->type;
  const Type& b = node->children[2]->type;
  node->type = a.is(K::null) ? b : b.is(K::null) ? a : common_type(a, b);
  if (policy() && node->type.is(K::any) && !a.is(K::any) && !b.is(K::any)) {
    fault("type-mismatch", ast,
          {fmt::format("then 是 {}，else 是 {}", a.to_string(), b.to_string()),
           fmt::format("'then' gives {}, 'else' gives {}", a.to_string(), b.to_string())},
          {"两个分支要给出同一种类型", "both branches must give the same type"});
  }
  return node;
}

TypedPtr Lowering::lower_list(const Ast& ast) {
  auto node = make(Op::make_list, Type(), ast);
  std::optional<Type> element;
  for (const auto& child : ast.children) {
    node->children.push_back(lower(*child));
    const Type& type = node->children.back()->type;
    element = element ? common_type(*element, type) : type;
  }
  node->type = Type::list_of(element.value_or(Type()));
  return fold(std::move(node));
}

TypedPtr Lowering::lower_context(const Ast& ast) {
  auto node = make(Op::make_context, Type(), ast);
  node->names = ast.names;
  node->index = static_cast<std::uint32_t>(locals_.size());
  Type::Fields fields;
  for (std::size_t i = 0; i < ast.names.size(); ++i) {
    if (std::find(ast.names.begin(), ast.names.begin() + static_cast<std::ptrdiff_t>(i),
                  ast.names[i]) != ast.names.begin() + static_cast<std::ptrdiff_t>(i)) {
      return make(Op::literal, Type(K::null),
                  ast);  // a key twice is no context (DMN 1.5, 10.3.2.6)
    }
  }
  // Each entry sees those before it.
  for (std::size_t i = 0; i < ast.children.size(); ++i) {
    node->children.push_back(lower(*ast.children[i]));
    fields.emplace_back(ast.names[i], node->children.back()->type);
    locals_.push_back({ast.names[i], node->children.back()->type, false});
  }
  locals_.resize(locals_.size() - ast.children.size());
  node->type = Type::context_of(std::move(fields));
  return node;
}

TypedPtr Lowering::lower_range(const Ast& ast) {
  auto node = make(Op::make_range, Type(), ast);
  Type element;
  if (ast.kind == Syntax::unary_compare) {
    // As a value, (< 10) is a range without a low end; (= 10) is [10..10].
    TypedPtr operand = lower(*ast.children[0]);
    element = operand->type;
    const Syntax c = ast.comparison;
    node->low_included = c == Syntax::greater_equal || c == Syntax::equal;
    node->high_included = c == Syntax::less_equal || c == Syntax::equal;
    const bool has_low = c == Syntax::greater || c == Syntax::greater_equal;
    const bool has_high = c == Syntax::less || c == Syntax::less_equal;
    if (c == Syntax::equal) {
      node->children.push_back(lower(*ast.children[0]));
      node->children.push_back(std::move(operand));
    } else {
      node->children.push_back(has_low ? std::move(operand) : nullptr);
      node->children.push_back(has_high ? std::move(operand) : nullptr);
    }
  } else {
    node->low_included = ast.low_included;
    node->high_included = ast.high_included;
    for (const auto& child : ast.children) {
      if (child->kind == Syntax::absent) {
        node->children.push_back(nullptr);
        continue;
      }
      node->children.push_back(lower(*child));
      const Type& type = node->children.back()->type;
      if (policy() && !element.is(K::any) && !ordered(element, type)) {
        fault("type-mismatch", *child,
              {"区间两端的类型不同", "the ends of the range have different types"},
              {"两端要是同一种类型", "give both ends the same type"});
      }
      element = type;
    }
  }
  node->type = Type::range_of(element);
  return fold(std::move(node));
}

TypedPtr Lowering::lower_in(const Ast& ast) {
  auto node = make(Op::in, K::boolean, ast);
  node->children.push_back(lower(*ast.children[0]));
  const Type input = node->children[0]->type;
  node->index = static_cast<std::uint32_t>(locals_.size());
  const auto outer_input = std::exchange(input_local_, node->index);
  const bool outer_mentions = mentions_input_;
  locals_.push_back({"?", input, false});
  for (std::size_t i = 1; i < ast.children.size(); ++i) {
    node->children.push_back(lower_test(*ast.children[i], input, node->index));
  }
  locals_.pop_back();
  input_local_ = outer_input;
  mentions_input_ = outer_mentions;
  return node;
}

void Lowering::check_test_type(const Ast& ast, const Type& test, const Type& input) {
  if (!policy() || test.is(K::null)) return;
  bool fine = false;
  if (test.is(K::list) || test.is(K::range)) {
    fine = equatable(test.element(), input) || equatable(test, input);
  } else {
    fine = equatable(test, input);
  }
  if (fine) return;
  fault("type-mismatch", ast,
        {fmt::format("条件的类型是 {}，被比较的是 {}", test.to_string(), input.to_string()),
         fmt::format("the test is of type {}, what it tests is {}", test.to_string(),
                     input.to_string())},
        {"条件要与该列的类型相同", "the test must have the type of its column"});
}

TypedPtr Lowering::lower_test(const Ast& ast, const Type& input, std::uint32_t local) {
  locals_[local].type = input;
  if (ast.kind == Syntax::any_) return make(Op::test_anything, K::boolean, ast);
  if (ast.kind == Syntax::unary_tests) {
    if (!ast.negated && ast.children.size() == 1) return lower_test(*ast.children[0], input, local);
    auto node = make(ast.negated ? Op::test_not : Op::test_any_of, K::boolean, ast);
    for (const auto& child : ast.children)
      node->children.push_back(lower_test(*child, input, local));
    return node;
  }
  if (ast.kind == Syntax::unary_compare) {
    auto node = make(Op::test_compare, K::boolean, ast);
    node->comparison = op_of(ast.comparison);
    node->index = local;
    node->children.push_back(lower(*ast.children[0]));
    const Type& operand = node->children[0]->type;
    const bool equality = ast.comparison == Syntax::equal || ast.comparison == Syntax::not_equal;
    if (policy() && !(equality ? equatable(operand, input) : ordered(operand, input))) {
      check_test_type(ast, Type::range_of(operand), input);
    }
    return node;
  }
  const bool outer_mentions = std::exchange(mentions_input_, false);
  TypedPtr expression = lower(ast);
  const bool is_condition = mentions_input_;
  mentions_input_ = outer_mentions;
  auto node = make(is_condition ? Op::test_boolean : Op::test_value, K::boolean, ast);
  node->index = local;
  if (is_condition) {
    require_boolean(*expression, ast, "带“?”的条件", "a test with '?'");
  } else {
    check_test_type(ast, expression->type, input);
  }
  node->children.push_back(std::move(expression));
  return node;
}

TypedPtr Lowering::lower_path(const Ast& ast) {
  auto node = make(Op::path, Type(), ast);
  node->text = ast.text;
  node->children.push_back(lower(*ast.children[0]));
  const Type& owner = node->children[0]->type;
  const auto type = member_type(owner, ast.text);
  if (type) {
    node->type = *type;
  } else if (policy()) {
    fault("unknown-member", ast,
          {fmt::format("{} 没有名为“{}”的成员", owner.to_string(), ast.text),
           fmt::format("{} has no member '{}'", owner.to_string(), ast.text)},
          {"日期有 year、month、day、weekday；天数时长有 days",
           "a date has year, month, day, weekday; a days duration has days"});
  }
  return node;
}

TypedPtr Lowering::lower_filter(const Ast& ast) {
  auto node = make(Op::filter, Type(), ast);
  node->children.push_back(lower(*ast.children[0]));
  const Type owner = node->children[0]->type;
  const Type element = owner.is(K::list) ? owner.element() : owner;
  node->index = static_cast<std::uint32_t>(locals_.size());
  locals_.push_back({"item", element, true});
  node->children.push_back(lower(*ast.children[1]));
  locals_.pop_back();
  const Type& by = node->children[1]->type;
  node->type = by.is(K::number) ? element : by.is(K::boolean) ? Type::list_of(element) : Type();
  if (policy() && (!owner.is(K::list) || (!by.is(K::number) && !by.is(K::boolean)))) {
    fault("type-mismatch", ast,
          {"筛选需要一个列表，和一个位置或条件",
           "a filter needs a list and a position or a condition"},
          {"例如 loans[1] 或 loans[rate > 3]", "as in loans[1] or loans[rate > 3]"});
  }
  return node;
}

TypedPtr Lowering::lower_loop(const Ast& ast) {
  const Op op = ast.kind == Syntax::for_   ? Op::for_each
                : ast.kind == Syntax::some ? Op::some
                                           : Op::every;
  auto node = make(op, K::boolean, ast);
  node->index = static_cast<std::uint32_t>(locals_.size());
  node->names = ast.names;
  const std::size_t domains = ast.children.size() - 1;
  for (std::size_t i = 0; i < domains; ++i) {
    node->children.push_back(lower(*ast.children[i]));
    const Type& domain = node->children.back()->type;
    const bool iterable = domain.is(K::list) || domain.is(K::range);
    if (policy() && !iterable) {
      fault("type-mismatch", *ast.children[i],
            {"循环需要列表或区间，得到的是 " + domain.to_string(),
             "a loop needs a list or a range, this is " + domain.to_string()},
            {"写成列表，如 [1, 2, 3]", "write a list, such as [1, 2, 3]"});
    }
    locals_.push_back({ast.names[i], iterable ? domain.element() : Type(), false});
  }
  if (op == Op::for_each) locals_.push_back({"partial", Type::list_of(Type()), false});
  node->children.push_back(lower(*ast.children.back()));
  node->uses_partial = op == Op::for_each && locals_.back().used;
  locals_.resize(node->index);
  const Type& body = node->children.back()->type;
  if (op == Op::for_each) {
    node->type = Type::list_of(body);
  } else {
    require_boolean(*node->children.back(), *ast.children.back(), "satisfies 之后", "'satisfies'");
  }
  return node;
}

TypedPtr Lowering::lower_function(const Ast& ast) {
  auto node = make(Op::make_function, Type(), ast);
  node->names = ast.names;
  node->index = static_cast<std::uint32_t>(locals_.size());
  if (ast.external_) {
    node->children.push_back(make(Op::literal, Type(K::null), ast));
    return node;
  }
  if (policy()) {
    fault("not-in-policy", ast,
          {"政策规则不能自定义函数", "a policy rule can't define functions of its own"},
          {"写成 definitions 里的一步", "write it as a step in definitions"});
  }
  std::vector<Type> parameters;
  for (std::size_t i = 0; i < ast.names.size(); ++i) {
    const Type type = i < ast.types.size() ? ast.types[i] : Type();
    locals_.push_back({ast.names[i], type, false});
    parameters.push_back(type);
  }
  node->children.push_back(lower(*ast.children[0]));
  locals_.resize(node->index);
  node->type = Type::function_of(std::move(parameters), node->children[0]->type);
  return node;
}

}  // namespace fugong::decision
