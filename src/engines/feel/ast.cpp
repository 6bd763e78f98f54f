#include "engines/feel/ast.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace fugong::feel {
namespace {

constexpr std::array<std::string_view, 35> kNames{"literal",     "name",
                                                  "path",        "filter",
                                                  "negate",      "add",
                                                  "subtract",    "multiply",
                                                  "divide",      "power",
                                                  "equal",       "not_equal",
                                                  "less",        "less_equal",
                                                  "greater",     "greater_equal",
                                                  "and",         "or",
                                                  "between",     "in",
                                                  "instance_of", "if",
                                                  "for",         "some",
                                                  "every",       "iteration_range",
                                                  "function",    "call",
                                                  "list",        "context",
                                                  "range",       "unary_compare",
                                                  "unary_tests", "any",
                                                  "input"};

std::string_view kind_name(Syntax kind) {
  const auto index = static_cast<std::size_t>(kind);
  return index < kNames.size() ? kNames[index] : "absent";
}

// A name as it is if it is one plain word, otherwise quoted as a FEEL string.
std::string spelled(const std::string& name) {
  const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
  return plain ? name : to_feel(Value::of(name));
}

// Plain notation with its long tail of zeros as an exponent, so that 1e6000 stays short here.
std::string short_number(std::string plain) {
  constexpr std::size_t kLong = 40;
  if (plain.size() <= kLong) return plain;
  const bool negative = plain.front() == '-';
  if (negative) plain.erase(0, 1);
  const std::size_t point = plain.find('.');
  std::ptrdiff_t exponent = 0;
  if (point != std::string::npos) {
    exponent = -static_cast<std::ptrdiff_t>(plain.size() - point - 1);
    plain.erase(point, 1);
  }
  const std::size_t first = std::min(plain.find_first_not_of('0'), plain.size());
  plain.erase(0, first);
  while (plain.size() > 1 && plain.back() == '0') {
    plain.pop_back();
    ++exponent;
  }
  return (negative ? "-" : "") + plain + "e" + std::to_string(exponent);
}

void write(const Ast& ast, std::string& out);

void write_children(const Ast& ast, std::string& out) {
  for (std::size_t i = 0; i < ast.children.size(); ++i) {
    out += ' ';
    // Arguments, keys and variables stand in front of what they name; a callee, a body and a
    // `satisfies` have no name.
    const std::size_t first = ast.kind == Syntax::call ? 1 : 0;
    const bool named =
        (ast.kind == Syntax::call || ast.kind == Syntax::context || ast.kind == Syntax::for_ ||
         ast.kind == Syntax::some || ast.kind == Syntax::every) &&
        i >= first && i - first < ast.names.size();
    if (named) out += spelled(ast.names[i - first]) + ": ";
    write(*ast.children[i], out);
  }
}

void write(const Ast& ast, std::string& out) {
  out += '(';
  if (ast.kind == Syntax::unary_tests && ast.negated) out += "not_";
  out += kind_name(ast.kind);
  switch (ast.kind) {
    case Syntax::literal:
      out += ' ';
      out += ast.value.kind() == Kind::number ? short_number(ast.value.number().to_string())
                                              : to_feel(ast.value);
      break;
    case Syntax::name:
      out += ' ' + spelled(ast.text);
      break;
    case Syntax::function:
      if (ast.external_) out += " external";
      out += " [";
      for (std::size_t i = 0; i < ast.names.size(); ++i) {
        if (i > 0) out += ", ";
        out += spelled(ast.names[i]);
        if (i < ast.types.size() && !ast.types[i].is(Type::Kind::any))
          out += ": " + ast.types[i].to_string();
      }
      out += ']';
      break;
    case Syntax::range:
      out += ast.low_included ? " included" : " excluded";
      out += ast.high_included ? " included" : " excluded";
      break;
    case Syntax::unary_compare:
      out += ' ';
      out += kind_name(ast.comparison);
      break;
    default:
      break;
  }
  write_children(ast, out);
  if (ast.kind == Syntax::path) out += ' ' + spelled(ast.text);
  if (ast.kind == Syntax::instance_of)
    out += ' ' + (ast.text.empty() ? ast.type.to_string() : spelled(ast.text));
  out += ')';
}

}  // namespace

std::string to_string(const Ast& ast) {
  std::string out;
  write(ast, out);
  return out;
}

}  // namespace fugong::feel
