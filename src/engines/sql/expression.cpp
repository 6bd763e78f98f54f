#include "engines/sql/expression.hpp"

#include <algorithm>

namespace fugong::sql {

using decision::Op;

namespace {

std::shared_ptr<Expr> make(Expr::Kind kind) {
  auto made = std::make_shared<Expr>();
  made->kind = kind;
  return made;
}

bool is_truth(const ExprPtr& x, bool is_true) {
  return x->kind == Expr::Kind::truth && x->is_true == is_true;
}

bool same(const ExprPtr& a, const ExprPtr& b) {
  if (a == b) return true;
  if (a->kind != b->kind) return false;
  if (a->kind == Expr::Kind::whole) return a->whole == b->whole && a->wide == b->wide;
  return a->kind == Expr::Kind::truth && a->is_true == b->is_true;
}

std::shared_ptr<Expr> text_of(std::vector<std::string> pieces, std::vector<ExprPtr> parts) {
  FUGONG_CHECK(pieces.size() == parts.size() + 1, "pieces stand around the parts");
  auto made = make(Expr::Kind::text);
  made->pieces = std::move(pieces);
  made->parts = std::move(parts);
  return made;
}

const char* sign_of(Op op) {
  switch (op) {
    case Op::less:
      return " < ";
    case Op::less_equal:
      return " <= ";
    case Op::greater:
      return " > ";
    case Op::greater_equal:
      return " >= ";
    case Op::equal:
      return " = ";
    default:
      return " <> ";
  }
}

std::string doubled(std::string_view text, char quote) {
  std::string made(1, quote);
  for (const char c : text) {
    FUGONG_CHECK(c != '\0', "no database keeps a NUL in a text or a name");
    made.append(c == quote ? 2 : 1, c);
  }
  return made + quote;
}

}  // namespace

Op inverse_of(Op op) {
  switch (op) {
    case Op::less:
      return Op::greater_equal;
    case Op::less_equal:
      return Op::greater;
    case Op::greater:
      return Op::less_equal;
    case Op::greater_equal:
      return Op::less;
    case Op::equal:
      return Op::not_equal;
    default:
      return Op::equal;
  }
}

ExprPtr whole(std::int64_t number, bool wide) {
  auto made = make(Expr::Kind::whole);
  made->whole = number;
  made->wide = wide;
  return made;
}

ExprPtr truth_of(bool is_true) {
  auto made = make(Expr::Kind::truth);
  made->is_true = is_true;
  return made;
}

ExprPtr column_of(std::string name, bool wide) {
  auto made = make(Expr::Kind::column);
  made->column = std::move(name);
  made->wide = wide;
  return made;
}

ExprPtr value_of_node(std::uint32_t node, int flavour) {
  auto made = make(Expr::Kind::value);
  made->value = {node, flavour};
  return made;
}

ExprPtr text(std::vector<std::string> pieces, std::vector<ExprPtr> parts) {
  return text_of(std::move(pieces), std::move(parts));
}

ExprPtr when(const ExprPtr& condition, const ExprPtr& then, const ExprPtr& otherwise) {
  if (same(then, otherwise)) return then;
  if (is_truth(condition, true)) return then;
  if (is_truth(condition, false)) return otherwise;
  if (is_truth(then, true) && is_truth(otherwise, false)) return condition;
  if (is_truth(then, false) && is_truth(otherwise, true)) return negation(condition);
  if (is_truth(otherwise, false)) return infix(condition, " AND ", then);
  if (is_truth(then, true)) return infix(condition, " OR ", otherwise);
  if (is_truth(then, false)) return infix(negation(condition), " AND ", otherwise);
  if (is_truth(otherwise, true)) return infix(negation(condition), " OR ", then);
  auto made = make(Expr::Kind::when);
  made->parts = {condition, then, otherwise};
  return made;
}

ExprPtr negation(const ExprPtr& x) {
  if (x->kind == Expr::Kind::truth) return truth_of(!x->is_true);
  if (x->inverse != nullptr) return x->inverse;
  auto made = text_of({"(NOT ", ")"}, {x});
  made->inverse = x;
  return made;
}

ExprPtr comparison(Op op, const ExprPtr& a, const ExprPtr& b) {
  auto made = text_of({"(", sign_of(op), ")"}, {a, b});
  made->inverse = text_of({"(", sign_of(inverse_of(op)), ")"}, {a, b});
  return made;
}

ExprPtr is_null(const ExprPtr& x) {
  auto made = text_of({"(", " IS NULL)"}, {x});
  made->inverse = text_of({"(", " IS NOT NULL)"}, {x});
  return made;
}

ExprPtr null_number() {
  static const ExprPtr kNull = text_of({"NULL"}, {});
  return kNull;
}

ExprPtr infix(const ExprPtr& a, const char* op, const ExprPtr& b) {
  return text_of({"(", op, ")"}, {a, b});
}

ExprPtr times_power_of_ten(const ExprPtr& x, int power) {
  if (power == 0) return x;
  std::int64_t factor = 1;
  for (int i = 0; i < power; ++i)
    factor *= 10;
  if (x->kind == Expr::Kind::whole) return whole(x->whole * factor, true);
  return infix(x, " * ", whole(factor, true));
}

std::size_t depth_of(const Expr& expr, const std::map<Reference, std::size_t>& values) {
  constexpr std::size_t kBranch = 6;
  constexpr std::size_t kOther = 3;
  std::size_t deepest = 0;
  if (expr.kind == Expr::Kind::value) {
    const auto found = values.find(expr.value);
    return found != values.end() ? found->second : 1;
  }
  if (expr.kind != Expr::Kind::when) {
    for (const ExprPtr& part : expr.parts)
      deepest = std::max(deepest, kOther + depth_of(*part, values));
    return std::max<std::size_t>(deepest, 1);
  }
  const Expr* at = &expr;  // what follows an ELSE is written as one more WHEN
  for (; at->kind == Expr::Kind::when; at = at->parts[2].get()) {
    deepest = std::max(deepest, kBranch + depth_of(*at->parts[0], values));
    deepest = std::max(deepest, kBranch + depth_of(*at->parts[1], values));
  }
  return std::max(deepest, kBranch + depth_of(*at, values));
}

// SQLite's parser keeps 100 symbols at most.
std::size_t most_deep(Dialect dialect) {
  return dialect == Dialect::sqlite ? 55 : 300;
}

std::size_t most_inside(Dialect dialect) {
  return dialect == Dialect::sqlite ? 20 : 200;
}

std::string quoted_name(std::string_view name) {
  return doubled(name, '"');
}

std::string quoted_text(std::string_view text, Dialect dialect) {
  if (dialect == Dialect::sqlite || text.find('\\') == std::string_view::npos) {
    return doubled(text, '\'');
  }
  // Whatever the server's setting is, a backslash stands for itself.
  std::string escaped;
  for (const char c : text)
    escaped.append(c == '\\' ? 2 : 1, c);
  return "E" + doubled(escaped, '\'');
}

std::string render(const Expr& expr, Dialect dialect,
                   const std::function<std::string(const Expr&)>& leaf) {
  switch (expr.kind) {
    case Expr::Kind::whole: {
      std::string made = std::to_string(expr.whole);
      if (expr.whole < 0) made = "(" + made + ")";
      return expr.wide && dialect == Dialect::postgresql ? made + "::bigint" : made;
    }
    case Expr::Kind::truth:
      return expr.is_true ? "TRUE" : "FALSE";
    case Expr::Kind::column:
    case Expr::Kind::value:
      return leaf(expr);
    case Expr::Kind::when: {
      std::string made = "CASE";
      const Expr* at = &expr;
      for (; at->kind == Expr::Kind::when; at = at->parts[2].get()) {
        made += " WHEN " + render(*at->parts[0], dialect, leaf);
        made += " THEN " + render(*at->parts[1], dialect, leaf);
      }
      return made + " ELSE " + render(*at, dialect, leaf) + " END";
    }
    case Expr::Kind::text: {
      std::string made = expr.pieces[0];
      for (std::size_t i = 0; i < expr.parts.size(); ++i)
        made += render(*expr.parts[i], dialect, leaf) + expr.pieces[i + 1];
      return made;
    }
  }
  FUGONG_CHECK(false, "every kind of expression has its text");
}

}  // namespace fugong::sql
