// The text of a query: values that are used more than once are columns of a layer of their own, so
// that no database works them out again wherever they stand.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engines/sql/maker.hpp"

namespace fugong::sql {

struct Maker::Layers {
  const std::map<Reference, ExprPtr>& defined;
  Dialect dialect;
  std::map<Reference, std::size_t> uses;
  std::map<Reference, std::size_t> depths;  // of what stands where it is used
  std::map<Reference, std::size_t> levels;  // of those that are columns
  std::map<std::string, std::size_t> columns;
  std::map<const Expr*, bool> cheap;

  void count(const Expr& expr) {
    for (const ExprPtr& part : expr.parts)
      count(*part);
    if (expr.kind == Expr::Kind::column) columns.emplace(expr.column, columns.size());
    if (expr.kind != Expr::Kind::value) return;
    const Expr& definition = *defined.at(expr.value);
    if (uses[expr.value]++ > 0 && !is_cheap(definition)) return;
    count(definition);
    depths[expr.value] = depth_of(definition, depths);
    if (depths[expr.value] <= most_inside(dialect)) return;
    uses[expr.value] += 1;  // a column of its own
    depths[expr.value] = 1;
  }
  bool is_column(const Reference& value) {
    return uses.at(value) > 1 && !is_cheap(*defined.at(value));
  }
  /// One step on what isn't one itself, which costs no more than handing on what it comes to. In
  /// SQLite every step costs more.
  bool is_cheap(const Expr& expr) {
    constexpr std::size_t kShort = 32;  // not a list of values
    if (dialect != Dialect::postgresql || expr.kind != Expr::Kind::text || expr.parts.empty() ||
        expr.parts.size() > 2 ||
        std::any_of(expr.pieces.begin(), expr.pieces.end(),
                    [](const std::string& piece) { return piece.size() > kShort; })) {
      return false;
    }
    const auto found = cheap.find(&expr);
    if (found != cheap.end()) return found->second;
    const bool is = std::all_of(expr.parts.begin(), expr.parts.end(), [&](const ExprPtr& part) {
      if (part->kind == Expr::Kind::value) return !is_cheap(*defined.at(part->value));
      return part->kind != Expr::Kind::text && part->kind != Expr::Kind::when;
    });
    return cheap[&expr] = is;
  }

  /// The layer that has everything that the expression needs.
  std::size_t level_of(const Expr& expr) {
    std::size_t level = 0;
    for (const ExprPtr& part : expr.parts)
      level = std::max(level, level_of(*part));
    if (expr.kind != Expr::Kind::value) return level;
    const Expr& definition = *defined.at(expr.value);
    if (!is_column(expr.value)) return level_of(definition);
    const auto found = levels.find(expr.value);
    if (found != levels.end()) return found->second;
    return levels[expr.value] = 1 + level_of(definition);
  }

  struct Used {
    std::set<std::string> columns;
    std::set<Reference> values;
  };
  void collect(const Expr& expr, Used& used) {
    for (const ExprPtr& part : expr.parts)
      collect(*part, used);
    if (expr.kind == Expr::Kind::column) used.columns.insert(expr.column);
    if (expr.kind != Expr::Kind::value) return;
    if (is_column(expr.value)) {
      used.values.insert(expr.value);
    } else {
      collect(*defined.at(expr.value), used);
    }
  }

  static std::string name_of(const Reference& value) {
    return fmt::format("c{}_{}", value.node, value.flavour);
  }
  std::string name_of(const std::string& column, std::size_t level) const {
    return level == 1 ? quoted_name(column) : fmt::format("r{}", columns.at(column));
  }
  std::string write(const Expr& expr, std::size_t level) {
    return render(expr, dialect, [&](const Expr& leaf) -> std::string {
      if (leaf.kind == Expr::Kind::column) {
        const std::string name = name_of(leaf.column, level);
        return leaf.wide && dialect == Dialect::postgresql ? name + "::bigint" : name;
      }
      return is_column(leaf.value) ? name_of(leaf.value) : write(*defined.at(leaf.value), level);
    });
  }
};

std::string Maker::source_text() const {
  return request_.source.empty() ? quoted_name(request_.table)
                                 : "(" + request_.source + ") AS source";
}

std::string Maker::text_of(const Outputs& outputs) {
  Layers layers{defined_, request_.dialect, {}, {}, {}, {}, {}};
  for (const auto& [name, expr] : outputs)
    layers.count(*expr);
  std::size_t last = 1;
  for (const auto& [name, expr] : outputs)
    last = std::max(last, layers.level_of(*expr) + 1);
  // What layers from each one on read of those before it.
  std::vector<Layers::Used> needs(last + 2);
  for (const auto& [name, expr] : outputs)
    layers.collect(*expr, needs[last]);
  for (std::size_t level = last; level-- > 1;) {
    needs[level] = needs[level + 1];
    for (const auto& [value, of] : layers.levels) {
      if (of != level) continue;
      layers.collect(*defined_.at(value), needs[level]);
    }
  }
  const std::string fence =
      request_.dialect == Dialect::postgresql ? " OFFSET 0" : " LIMIT -1 OFFSET 0";
  std::string from = source_text();
  std::string made;
  for (std::size_t level = 1; level < last; ++level) {
    std::string list = (level == 1 ? quoted_name(request_.key) : "k") + " AS k";
    for (const std::string& column : needs[level + 1].columns) {
      list += fmt::format(", {} AS {}", layers.name_of(column, level), layers.name_of(column, 2));
    }
    for (const Reference& value : needs[level + 1].values) {
      const std::size_t of = layers.levels.at(value);
      if (of > level) continue;
      const std::string name = Layers::name_of(value);
      list +=
          ", " + (of == level ? layers.write(*defined_.at(value), level) + " AS " + name : name);
    }
    // One after the other, not one inside of the other: a parser has only so much room.
    made += fmt::format("{}l{} AS (SELECT {} FROM {}{})", level == 1 ? "WITH " : ",\n", level, list,
                        from, fence);
    from = fmt::format("l{}", level);
  }
  made += last == 1 ? "SELECT " + quoted_name(request_.key) : "\nSELECT k";
  made += " AS \"key\"";
  for (const auto& [name, expr] : outputs)
    made += ", " + layers.write(*expr, last) + " AS " + name;
  return made + " FROM " + from;
}

std::string Maker::check_text() const {
  std::string wrong;
  for (const Column& column : request_.columns) {
    const auto add = [&](const std::string& condition) {
      wrong += (wrong.empty() ? "" : " OR ") + condition;
    };
    std::string missing;
    if (!column.numbers.empty()) {
      const std::string name = quoted_name(column.numbers);
      add(fmt::format("NOT coalesce({} BETWEEN {} AND {}, TRUE)", name, column.low, column.high));
      if (request_.dialect == Dialect::sqlite) {
        add(fmt::format("typeof({}) NOT IN ('integer', 'null')", name));
      }
      missing = name + " IS NULL";
    }
    if (!column.values.empty()) {
      const std::string name = quoted_name(column.values);
      std::string list;
      bool texts = false;
      for (const Stored& stored : column.stored) {
        list += list.empty() ? "" : ", ";
        if (const bool* is_true = std::get_if<bool>(&stored.raw)) {
          list += *is_true ? "TRUE" : "FALSE";
        } else if (const std::int64_t* number = std::get_if<std::int64_t>(&stored.raw)) {
          list += std::to_string(*number);
        } else {
          texts = true;
          list += quoted_text(std::get<std::string>(stored.raw), request_.dialect);
        }
      }
      std::string bytes;
      if (texts) {
        bytes =
            request_.dialect == Dialect::postgresql ? "::text COLLATE \"C\"" : " COLLATE BINARY";
      }
      if (list.empty()) {
        add(name + " IS NOT NULL");
      } else {
        add(fmt::format("NOT coalesce({}{} IN ({}), TRUE)", name, bytes, list));
      }
      missing += (missing.empty() ? "" : " AND ") + name + " IS NULL";
    }
    if (!column.may_be_null && !missing.empty()) add("(" + missing + ")");
  }
  return fmt::format("SELECT count(*) FROM {} WHERE {}", source_text(),
                     wrong.empty() ? "FALSE" : wrong);
}

}  // namespace fugong::sql
