// Syntax trees to words. Private to engines/wording.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engines/feel/ast.hpp"
#include "engines/wording/wording.hpp"

namespace fugong::wording {

/// `zh` and `en` with {0}, {1} ... filled.
Text say(std::string_view zh, std::string_view en, const std::vector<Text>& parts);

class Speaker {
 public:
  Speaker(const law::Rulebook& book, const Scope& scope) : book_(book), scope_(scope) {}

  /// A whole expression; FEEL that doesn't parse (a pack that was not loaded) as it is written.
  Text expression(const law::Sourced& source) const;
  /// A cell of a decision table about a value named `subject`; empty for "-".
  Text test(const law::Sourced& source, const Text& subject, const Shape& shape) const;
  /// An output cell.
  Text value(const law::Sourced& source, const Shape& shape) const;
  Shape shape(const law::Sourced& source) const;

 private:
  using Ast = feel::Ast;

  /// How tightly an expression holds together; a looser one inside a tighter one needs brackets.
  enum class Level { clause, either, both, comparison, phrase, sum, product, atom };
  static Level level_of(const Ast& ast);

  Text words(const Ast& ast, const Shape& shape = {}) const;
  Text inside(const Ast& ast, Level level, const Shape& shape = {}) const;
  Text name(std::string_view name) const;
  Text literal(const feel::Value& value, const Shape& shape) const;
  Text joined(const Ast& ast) const;
  Text arithmetic(const Ast& ast) const;
  Text comparison(const Ast& ast) const;
  Text compared(const Text& subject, feel::Syntax how, const Text& with, const Shape& shape) const;
  Text difference(const Ast& from_to) const;
  Text member(const Ast& ast) const;
  Text call(const Ast& ast) const;
  Text smallest(const Ast& ast, bool least) const;
  Text iteration(const Ast& ast) const;
  Text tests(const Ast& ast, std::size_t from, const Text& subject, const Shape& shape) const;
  Text one_test(const Ast& ast, const Text& subject, const Shape& shape) const;
  Text in_range(const Ast& ast, const Text& subject, const Shape& shape) const;
  Text listed(const Ast& ast, const Shape& shape) const;
  Shape shape_of_ast(const Ast& ast) const;

  const law::Rulebook& book_;
  const Scope& scope_;
};

}  // namespace fugong::wording
