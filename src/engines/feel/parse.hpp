// The FEEL parser: text to syntax tree (DMN 1.5, 10.3.1, with the quirks that the TCK tests).
//
//   auto ast = parse_expression("loan_rate * 0.5 < 1.6", {.file = "5.2.yaml", .line = 12}, names,
//   Profile::policy);
//
// Two profiles share one grammar. `standard`: names may hold spaces, keywords and + - * / ' . and
// are resolved as the longest match against `names` and the names bound by the expression itself.
// `policy`: names are snake_case ASCII identifiers; what the policy profile leaves out (external
// functions) is a fault.
//
// No globals, no I/O. Untrusted text: limits below; each has a test one over.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/fault.hpp"
#include "engines/feel/ast.hpp"

namespace fugong::feel {

enum class Profile : std::uint8_t { standard, policy };

/// Bytes of one expression.
inline constexpr std::size_t kMaxExpressionBytes = 64 * 1024;
/// Nesting of the tree (parentheses, lists, operators on the left side count too).
inline constexpr int kMaxExpressionDepth = 64;
/// Nodes of one tree.
inline constexpr std::size_t kMaxExpressionNodes = 10'000;

/// Names in scope, normalised (runs of blanks are one space).
using Names = std::set<std::string, std::less<>>;

/// `at` is the place of the first character of `source` in its file; a fault names file:line:column
/// inside the text, what was found, and what would have been right.
Result<AstPtr> parse_expression(std::string_view source, const Place& at, const Names& names,
                                Profile profile);

/// A decision table's input cell: "-", "< 10, [20..30]", "not(\"a\")", "? > 3". Result kind is
/// unary_tests or any_.
Result<AstPtr> parse_unary_tests(std::string_view source, const Place& at, const Names& names,
                                 Profile profile);

}  // namespace fugong::feel
