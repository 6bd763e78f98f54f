// range("[1..3]"): a range whose ends are literals, or date("..."), time("..."), date and
// time("...") and duration("...") of a literal. Nothing else is worked out.
#include <algorithm>
#include <array>

#include "engines/feel/builtins_parts.hpp"
#include "engines/feel/parse.hpp"

namespace fugong::feel::parts {
namespace {

/// Bytes of the text of a range.
constexpr std::size_t kMaxRangeBytes = 1024;

bool makes_a_moment(std::string_view name) {
  constexpr std::array<std::string_view, 4> kNames{"date", "time", "date and time", "duration"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

/// The value of an end, null if it is anything that would have to be worked out.
Value end_value(const CallContext& context, const Ast& ast) {
  switch (ast.kind) {
    case Syntax::literal:
      return ast.value;
    case Syntax::negate:
      return ast.children[0]->kind == Syntax::literal ? negate(ast.children[0]->value) : Value();
    case Syntax::call: {
      const bool one_literal = ast.children.size() == 2 && ast.names.empty() &&
                               ast.children[0]->kind == Syntax::name &&
                               ast.children[1]->kind == Syntax::literal;
      if (!one_literal || !makes_a_moment(ast.children[0]->text)) return Value();
      const Builtin* maker = find_builtin(ast.children[0]->text);
      return maker->call(context, Arguments(&ast.children[1]->value, 1));
    }
    default:
      return Value();
  }
}

}  // namespace

Value read_range(const CallContext& context, Arguments arguments) {
  const std::string* text = string_at(arguments, 0);
  if (text == nullptr || arguments.size() != 1) return error(context, kWrongArgument);
  if (text->size() > kMaxRangeBytes) return error(context, kTooLarge);
  const auto ast = parse_expression(*text, {}, {}, Profile::standard);
  if (!ast || (*ast)->kind != Syntax::range) return error(context, kWrongArgument);
  Range range;
  range.low = end_value(context, *(*ast)->children[0]);
  range.high = end_value(context, *(*ast)->children[1]);
  range.low_included = (*ast)->low_included;
  range.high_included = (*ast)->high_included;
  // Both ends, of one kind, in order.
  const auto order = compare(*range.low, *range.high);
  if (!order || *order > 0 || range.low->kind() != range.high->kind()) {
    return error(context, kWrongArgument);
  }
  return Value::of(std::move(range));
}

}  // namespace fugong::feel::parts
