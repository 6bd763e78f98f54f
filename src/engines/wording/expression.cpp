#include "engines/wording/expression.hpp"

#include <algorithm>

#include "engines/feel/parse.hpp"

namespace fugong::wording {

using feel::Ast;
using feel::Syntax;

namespace {

std::string fill(std::string_view pattern, const std::vector<Text>& parts, bool zh) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}') {
      const auto at = static_cast<std::size_t>(pattern[i + 1] - '0');
      FUGONG_CHECK(at < parts.size(), "a pattern names parts that there are");
      out += zh ? parts[at].zh : parts[at].en;
      i += 2;
    } else {
      out += pattern[i];
    }
  }
  return out;
}

Text bracketed(const Text& text) {
  return {"（" + text.zh + "）", "(" + text.en + ")"};
}

bool is_date(const Shape& shape) {
  return shape.type == law::FactType::date;
}

}  // namespace

Text say(std::string_view zh, std::string_view en, const std::vector<Text>& parts) {
  return {fill(zh, parts, true), fill(en, parts, false)};
}

Speaker::Level Speaker::level_of(const Ast& ast) {
  switch (ast.kind) {
    case Syntax::if_:
    case Syntax::for_:
    case Syntax::some:
    case Syntax::every:
    case Syntax::function:
      return Level::clause;
    case Syntax::or_:
      return Level::either;
    case Syntax::and_:
      return Level::both;
    case Syntax::equal:
    case Syntax::not_equal:
    case Syntax::less:
    case Syntax::less_equal:
    case Syntax::greater:
    case Syntax::greater_equal:
    case Syntax::between:
    case Syntax::in:
    case Syntax::instance_of:
      return Level::comparison;
    case Syntax::call:
      // "the smaller of a and b" would draw in what follows.
      return ast.children[0]->text == "min" || ast.children[0]->text == "max" ? Level::phrase
                                                                              : Level::atom;
    case Syntax::path:
      return Level::phrase;
    case Syntax::add:
    case Syntax::subtract:
    case Syntax::negate:
      return Level::sum;
    case Syntax::multiply:
    case Syntax::divide:
    case Syntax::power:
      return Level::product;
    default:
      return Level::atom;
  }
}

Text Speaker::inside(const Ast& ast, Level level, const Shape& shape) const {
  const Text text = words(ast, shape);
  return level_of(ast) < level ? bracketed(text) : text;
}

Text Speaker::literal(const feel::Value& value, const Shape& shape) const {
  if (value.kind() == feel::Kind::date) return in_words(value.date());
  if (value.kind() != feel::Kind::string ||
      book_.find_entry(shape.list, value.string()) != nullptr) {
    return display(book_, value, shape);
  }
  // A word that no list explains.
  std::string plain = value.string();
  std::replace(plain.begin(), plain.end(), '_', ' ');
  return {"“" + plain + "”", "\u201c" + plain + "\u201d"};
}

Text Speaker::words(const Ast& ast, const Shape& shape) const {
  switch (ast.kind) {
    case Syntax::literal:
      return literal(ast.value, shape);
    case Syntax::name:
      return name(ast.text);
    case Syntax::input:
      return {"该值", "the value"};
    case Syntax::any_:
      return {"任意", "anything"};
    case Syntax::absent:
      return {"不限", "no bound"};
    case Syntax::path:
      return member(ast);
    case Syntax::filter:
      return say("{0}中满足（{1}）的项", "those of {0} for which ({1})",
                 {inside(*ast.children[0], Level::atom), words(*ast.children[1])});
    case Syntax::negate:
      return say("负 {0}", "minus {0}", {inside(*ast.children[0], Level::atom, shape)});
    case Syntax::add:
    case Syntax::subtract:
    case Syntax::multiply:
    case Syntax::divide:
    case Syntax::power:
      return arithmetic(ast);
    case Syntax::and_:
    case Syntax::or_:
      return joined(ast);
    case Syntax::equal:
    case Syntax::not_equal:
    case Syntax::less:
    case Syntax::less_equal:
    case Syntax::greater:
    case Syntax::greater_equal:
      return comparison(ast);
    case Syntax::between: {
      const Shape of = shape_of_ast(*ast.children[0]);
      return say(
          "{0}在 {1} 与 {2} 之间（含两端）", "{0} is from {1} to {2} (both included)",
          {inside(*ast.children[0], Level::phrase), inside(*ast.children[1], Level::phrase, of),
           inside(*ast.children[2], Level::phrase, of)});
    }
    case Syntax::in:
      return tests(ast, 1, inside(*ast.children[0], Level::phrase), shape_of_ast(*ast.children[0]));
    case Syntax::instance_of:
      return say("{0}属于所要求的类型", "{0} is of the type asked for",
                 {inside(*ast.children[0], Level::phrase)});
    case Syntax::if_:
      return say("如果{0}，则为{1}，否则为{2}", "if {0}, then {1}, otherwise {2}",
                 {words(*ast.children[0]), inside(*ast.children[1], Level::phrase, shape),
                  level_of(*ast.children[2]) == Level::clause
                      ? words(*ast.children[2], shape)
                      : inside(*ast.children[2], Level::phrase, shape)});
    case Syntax::for_:
    case Syntax::some:
    case Syntax::every:
      return iteration(ast);
    case Syntax::iteration_range:
      return say("{0} 到 {1}", "{0} to {1}", {words(*ast.children[0]), words(*ast.children[1])});
    case Syntax::function:
      return say("对各项求{0}", "for each, {0}", {words(*ast.children[0])});
    case Syntax::call:
      return call(ast);
    case Syntax::list:
    case Syntax::context:
      return listed(ast, shape);
    case Syntax::range:
    case Syntax::unary_compare:
    case Syntax::unary_tests:
      return one_test(ast, {"该值", "the value"}, shape);
  }
  return {};
}

/// Nobody should have to know whether "and" binds more than "or": one inside the other has
/// brackets.
Text Speaker::joined(const Ast& ast) const {
  const auto side = [&](const Ast& child) {
    return child.kind == ast.kind ? words(child) : inside(child, Level::comparison);
  };
  const bool both = ast.kind == Syntax::and_;
  return say(both ? "{0}，并且{1}" : "{0}，或者{1}", both ? "{0}, and {1}" : "{0}, or {1}",
             {side(*ast.children[0]), side(*ast.children[1])});
}

Text Speaker::arithmetic(const Ast& ast) const {
  const Level level = level_of(ast);
  // Left to right: the right side of - and ÷ binds tighter.
  const Level right = level == Level::sum ? Level::product : Level::atom;
  const char* sign = ast.kind == Syntax::add        ? "＋"
                     : ast.kind == Syntax::subtract ? "－"
                     : ast.kind == Syntax::multiply ? "×"
                     : ast.kind == Syntax::divide   ? "÷"
                                                    : "的乘方：";
  const Text spoken{sign, ast.kind == Syntax::add        ? "+"
                          : ast.kind == Syntax::subtract ? "−"
                          : ast.kind == Syntax::power    ? "to the power of"
                                                         : sign};
  return say("{0} {1} {2}", "{0} {1} {2}",
             {inside(*ast.children[0], level), spoken, inside(*ast.children[1], right)});
}

Text Speaker::comparison(const Ast& ast) const {
  Shape shape = shape_of_ast(*ast.children[0]);
  if (!shape.type) shape = shape_of_ast(*ast.children[1]);
  return compared(inside(*ast.children[0], Level::phrase, shape), ast.kind,
                  inside(*ast.children[1], Level::phrase, shape), shape);
}

Text Speaker::compared(const Text& subject, Syntax how, const Text& with,
                       const Shape& shape) const {
  const bool date = is_date(shape);
  const bool rate = shape.type == law::FactType::percent;
  const auto pick = [&](const char* day, const char* height, const char* size) {
    return date ? day : rate ? height : size;
  };
  const std::vector<Text> parts{subject, with};
  switch (how) {
    case Syntax::less:
      return say(pick("{0}早于{1}", "{0}低于{1}", "{0}小于{1}"),
                 pick("{0} is before {1}", "{0} is below {1}", "{0} is less than {1}"), parts);
    case Syntax::less_equal:
      return say(pick("{0}不晚于{1}", "{0}不高于{1}", "{0}不超过{1}"),
                 pick("{0} is not after {1}", "{0} is at most {1}", "{0} is at most {1}"), parts);
    case Syntax::greater:
      return say(pick("{0}晚于{1}", "{0}高于{1}", "{0}大于{1}"),
                 pick("{0} is after {1}", "{0} is above {1}", "{0} is more than {1}"), parts);
    case Syntax::greater_equal:
      return say(pick("{0}不早于{1}", "{0}不低于{1}", "{0}不少于{1}"),
                 pick("{0} is not before {1}", "{0} is at least {1}", "{0} is at least {1}"),
                 parts);
    case Syntax::not_equal:
      return say("{0}不是{1}", "{0} is not {1}", parts);
    default:
      return say("{0}为{1}", "{0} is {1}", parts);
  }
}

Text Speaker::tests(const Ast& ast, std::size_t from, const Text& subject,
                    const Shape& shape) const {
  // A plain choice of values reads best as a list.
  const bool values =
      std::all_of(ast.children.begin() + static_cast<std::ptrdiff_t>(from), ast.children.end(),
                  [](const auto& child) {
                    return child->kind == Syntax::literal || child->kind == Syntax::list;
                  });
  Text all;
  for (std::size_t i = from; i < ast.children.size(); ++i) {
    const Ast& child = *ast.children[i];
    const Text one = values ? words(child, shape) : one_test(child, subject, shape);
    if (i == from) {
      all = one;
    } else {
      all = values ? say("{0}、{1}", "{0}, {1}", {all, one})
                   : say("{0}，或者{1}", "{0}, or {1}", {all, one});
    }
  }
  const bool several = ast.children.size() - from > 1;
  if (values) {
    if (ast.negated)
      return say("{0}不是{1}", several ? "{0} is none of {1}" : "{0} is not {1}", {subject, all});
    return several || ast.children[from]->kind == Syntax::list
               ? say("{0}为{1}之一", "{0} is one of {1}", {subject, all})
               : say("{0}为{1}", "{0} is {1}", {subject, all});
  }
  return ast.negated ? say("并非（{0}）", "not ({0})", {all}) : all;
}

Text Speaker::one_test(const Ast& ast, const Text& subject, const Shape& shape) const {
  switch (ast.kind) {
    case Syntax::unary_tests:
      return tests(ast, 0, subject, shape);
    case Syntax::unary_compare:
      return compared(subject, ast.comparison, inside(*ast.children[0], Level::phrase, shape),
                      shape);
    case Syntax::range:
      return in_range(ast, subject, shape);
    case Syntax::any_:
      return {};
    default:
      // A condition about the input itself, or a value that it may equal.
      if (level_of(ast) < Level::phrase) return words(ast);
      return say("{0}为{1}", "{0} is {1}", {subject, words(ast, shape)});
  }
}

Text Speaker::in_range(const Ast& ast, const Text& subject, const Shape& shape) const {
  const Ast& low = *ast.children[0];
  const Ast& high = *ast.children[1];
  const auto side = [&](const Ast& end, Syntax how) {
    return compared(subject, how, inside(end, Level::phrase, shape), shape);
  };
  const Syntax above = ast.low_included ? Syntax::greater_equal : Syntax::greater;
  const Syntax below = ast.high_included ? Syntax::less_equal : Syntax::less;
  if (low.kind == Syntax::absent) return side(high, below);
  if (high.kind == Syntax::absent) return side(low, above);
  return say("{0}，并且{1}", "{0}, and {1}", {side(low, above), side(high, below)});
}

Text Speaker::listed(const Ast& ast, const Shape& shape) const {
  Text all;
  for (std::size_t i = 0; i < ast.children.size(); ++i) {
    Text one = words(*ast.children[i], shape);
    if (ast.kind == Syntax::context) one = say("{0}", "{0}", {one});
    all = i == 0 ? one : say("{0}、{1}", "{0}, {1}", {all, one});
  }
  return all;
}

Text Speaker::iteration(const Ast& ast) const {
  Text domains;
  for (std::size_t i = 0; i + 1 < ast.children.size(); ++i) {
    const Text one = words(*ast.children[i]);
    domains = i == 0 ? one : say("{0}、{1}", "{0}, {1}", {domains, one});
  }
  const Text body = words(*ast.children.back());
  switch (ast.kind) {
    case Syntax::some:
      return say("{0}中至少有一项：{1}", "for at least one of {0}: {1}", {domains, body});
    case Syntax::every:
      return say("{0}中每一项：{1}", "for every one of {0}: {1}", {domains, body});
    default:
      return say("按{0}逐项取：{1}", "for each of {0}: {1}", {domains, body});
  }
}

Text Speaker::name(std::string_view wanted) const {
  const auto find = [&](const auto& parts) {
    const auto found = std::find_if(parts.begin(), parts.end(),
                                    [&](const auto& part) { return part.name == wanted; });
    return found == parts.end() ? nullptr : &*found;
  };
  const auto valued = [&](const law::Parameter& parameter) {
    Text value = display(book_, parameter.value, parameter.type);
    const Text status = in_words(parameter.status);
    if (!status.zh.empty()) value = say("{0}，{1}", "{0}, {1}", {value, status});
    return say("{0}（{1}）", "{0} ({1})", {parameter.label, value});
  };
  if (scope_.provision != nullptr) {
    if (const auto* parameter = find(scope_.provision->parameters)) return valued(*parameter);
    if (const auto* definition = find(scope_.provision->definitions)) return definition->label;
    if (const auto* term = find(scope_.provision->open_terms)) {
      return say("{0}（由{1}确定）", "{0} (set by {1})", {term->label, term->authority});
    }
  }
  if (scope_.decision != nullptr) {
    if (const auto* parameter = find(scope_.decision->parameters)) return valued(*parameter);
    if (const auto* definition = find(scope_.decision->definitions)) return definition->label;
  }
  if (const auto fact = book_.fact_index(wanted)) return book_.facts()[*fact].label;
  for (const law::Decision& decision : book_.source().decisions) {
    if (decision.definition.name == wanted) return decision.definition.label;
  }
  if (const auto* lookup = find(book_.source().lookups)) return lookup->label;
  // A variable of the expression itself.
  return {"该项", "the item"};
}

Shape Speaker::shape_of_ast(const Ast& ast) const {
  const auto named = [&](const auto& parts, std::string_view name) -> Shape {
    for (const auto& part : parts) {
      if (part.name == name) return wording::shape_of(part);
    }
    return {};
  };
  switch (ast.kind) {
    case Syntax::name: {
      Shape shape;
      if (scope_.provision != nullptr) {
        shape = named(scope_.provision->parameters, ast.text);
        if (!shape.type) shape = named(scope_.provision->definitions, ast.text);
        if (!shape.type) shape = named(scope_.provision->open_terms, ast.text);
      }
      if (scope_.decision != nullptr && !shape.type) {
        shape = named(scope_.decision->parameters, ast.text);
        if (!shape.type) shape = named(scope_.decision->definitions, ast.text);
      }
      if (shape.type) return shape;
      if (const auto fact = book_.fact_index(ast.text)) {
        return wording::shape_of(book_.facts()[*fact]);
      }
      for (const law::Decision& decision : book_.source().decisions) {
        if (decision.definition.name == ast.text) return wording::shape_of(decision.definition);
      }
      return {};
    }
    case Syntax::literal:
      if (ast.value.kind() == feel::Kind::date) return {law::FactType::date, {}, {}};
      return {};
    case Syntax::call: {
      const std::string& function = ast.children[0]->text;
      if (function == "today" || function == "date") return {law::FactType::date, {}, {}};
      if (function == "min" || function == "max") return shape_of_ast(*ast.children.back());
      return named(book_.source().lookups, function);
    }
    case Syntax::add:
    case Syntax::subtract: {
      const Shape left = shape_of_ast(*ast.children[0]);
      return left.type ? left : shape_of_ast(*ast.children[1]);
    }
    case Syntax::if_:
      return shape_of_ast(*ast.children[1]);
    default:
      return {};
  }
}

// ---- from text

Text Speaker::expression(const law::Sourced& source) const {
  const auto ast = feel::parse_expression(source.text, source.place, {}, feel::Profile::policy);
  if (!ast) return {source.text, source.text};
  return words(**ast);
}

Text Speaker::value(const law::Sourced& source, const Shape& shape) const {
  const auto ast = feel::parse_expression(source.text, source.place, {}, feel::Profile::policy);
  if (!ast) return {source.text, source.text};
  return words(**ast, shape);
}

Shape Speaker::shape(const law::Sourced& source) const {
  const auto ast = feel::parse_expression(source.text, source.place, {}, feel::Profile::policy);
  return ast ? shape_of_ast(**ast) : Shape{};
}

Text Speaker::test(const law::Sourced& source, const Text& subject, const Shape& shape) const {
  const auto ast = feel::parse_unary_tests(source.text, source.place, {}, feel::Profile::policy);
  if (!ast) return {source.text, source.text};
  return one_test(**ast, subject, shape);
}

}  // namespace fugong::wording
