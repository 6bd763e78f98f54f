// SQL expressions before they are text: small trees that know a few laws of logic, and which values
// of the graph they refer to. Private to engines/sql.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engines/decision/typed.hpp"
#include "engines/sql/query.hpp"

namespace fugong::sql {

struct Expr;
using ExprPtr = std::shared_ptr<const Expr>;

/// Which value of a node: its code, its truth, whether it is a number, its number, what the number
/// is divided by, the place in its table, the key of a day (32 for each month); its known values as
/// counts of 10^-(flavour - counts); the ends that its number lies between, and the same with those
/// of its unknown values, as counts of 10^-(flavour - lows).
struct Flavour {
  static constexpr int kScales = 32;
  enum : int {
    code,
    truth,
    is_number,
    number,
    divisor,
    place,
    counts,
    lows = counts + kScales,
    highs = lows + kScales,
    low = highs + kScales,
    high,
    month_key,
    specials,  // and on: of each the code and whether it is a number
  };
};

struct Reference {
  std::uint32_t node = 0;
  int flavour = 0;
  friend auto operator<=>(const Reference&, const Reference&) = default;
};

struct Expr {
  enum class Kind : std::uint8_t {
    whole,   // a written whole number
    truth,   // TRUE or FALSE
    column,  // of the table
    value,   // of a node
    when,    // parts: condition, then, else
    text,    // pieces, with the parts between them
  };
  Kind kind = Kind::text;
  std::int64_t whole = 0;
  bool is_true = false;
  bool wide = false;  // 64 bits also where the dialect would take 32
  std::string column;
  Reference value;
  std::vector<std::string> pieces;
  std::vector<ExprPtr> parts;
  ExprPtr inverse;  // of a comparison: the one that holds where this one doesn't
};

ExprPtr whole(std::int64_t number, bool wide = false);
ExprPtr truth_of(bool is_true);
ExprPtr column_of(std::string name, bool wide = false);
ExprPtr value_of_node(std::uint32_t node, int flavour);
/// The pieces with the parts between them: one piece more than parts.
ExprPtr text(std::vector<std::string> pieces, std::vector<ExprPtr> parts);

/// `when` condition `then` a else b; AND, OR and NOT where a or b is TRUE or FALSE.
ExprPtr when(const ExprPtr& condition, const ExprPtr& then, const ExprPtr& otherwise);
ExprPtr negation(const ExprPtr& x);
/// Which comparison holds where another doesn't.
decision::Op inverse_of(decision::Op op);
ExprPtr comparison(decision::Op op, const ExprPtr& a, const ExprPtr& b);
ExprPtr is_null(const ExprPtr& x);
/// Null is NULL.
ExprPtr null_number();
/// a + b, a * b and the like.
ExprPtr infix(const ExprPtr& a, const char* op, const ExprPtr& b);
ExprPtr times_power_of_ten(const ExprPtr& x, int power);

/// About how deep a parser must go to read the expression, those of some values known.
std::size_t depth_of(const Expr& expr, const std::map<Reference, std::size_t>& values);
/// How deep a choice may be written, and how deep a value that stands inside of another.
std::size_t most_deep(Dialect dialect);
std::size_t most_inside(Dialect dialect);

/// Texts and names that can't end the quotes.
std::string quoted_text(std::string_view text, Dialect dialect);
/// The text of an expression; `value` and `column` say how those are called here.
std::string render(const Expr& expr, Dialect dialect,
                   const std::function<std::string(const Expr&)>& leaf);

}  // namespace fugong::sql
