// For the tests of this folder only: values written as FEEL literals.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "engines/feel/parse.hpp"
#include "engines/feel/value.hpp"

namespace fugong::feel {

inline Value literal_of(const Ast& ast) {
  switch (ast.kind) {
    case Syntax::literal:
      return ast.value;
    case Syntax::negate:
      return negate(literal_of(*ast.children[0]));
    case Syntax::list: {
      List items;
      for (const auto& child : ast.children)
        items.push_back(literal_of(*child));
      return Value::of(std::move(items));
    }
    case Syntax::context: {
      Context entries;
      for (std::size_t i = 0; i < ast.names.size(); ++i) {
        entries.emplace_back(ast.names[i], literal_of(*ast.children[i]));
      }
      return Value::of(std::move(entries));
    }
    case Syntax::range: {
      Range range;
      if (ast.children[0]->kind != Syntax::absent) range.low = literal_of(*ast.children[0]);
      if (ast.children[1]->kind != Syntax::absent) range.high = literal_of(*ast.children[1]);
      range.low_included = ast.low_included;
      range.high_included = ast.high_included;
      return Value::of(std::move(range));
    }
    default:
      ADD_FAILURE() << "not a literal";
      return {};
  }
}

/// The value of a literal, a list, context or range of literals.
inline Value literal(std::string_view text) {
  const auto ast = parse_expression(text, {}, {}, Profile::standard);
  if (!ast) {
    ADD_FAILURE() << text << ": " << describe(ast.error().front(), "en");
    return {};
  }
  return literal_of(**ast);
}

}  // namespace fugong::feel
