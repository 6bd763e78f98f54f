// The part of a connection that keeps to scopes, the same for every database.
#include <algorithm>
#include <utility>

#include "platform/store/connection.hpp"

namespace fugong::store {
namespace {

/// Of statements whose narrowing is remembered; then all are forgotten.
constexpr std::size_t kMaxRemembered = 1024;

std::string lower(std::string_view name) {
  std::string made(name);
  for (char& c : made) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return made;
}

std::string text_of(const Cell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  return text == nullptr ? std::string() : *text;
}

}  // namespace

Result<void> Connection::read_scoped_tables() {
  const bool sqlite = dialect() == Dialect::sqlite;
  bool there = false;
  bool knows_bodies = false;  // unless a program made it from before there were any
  auto looked = scan(sqlite ? "SELECT name FROM pragma_table_info('scoped_table')"
                            : "SELECT CAST(attname AS text) FROM pg_attribute WHERE attrelid = "
                              "to_regclass('scoped_table') AND attnum > 0 AND NOT attisdropped",
                     {}, [&](const Row& row) {
                       knows_bodies = knows_bodies || text_of(row[0]) == "body_column";
                       return there = true;
                     });
  if (!looked || !there) return looked;
  schema_ = "main";
  if (!sqlite) {
    auto named = scan("SELECT current_schema()", {}, [&](const Row& row) {
      schema_ = text_of(row[0]);
      return true;
    });
    if (!named) return named;
  }
  ScopedTables found;
  auto read =
      scan(knows_bodies ? "SELECT name, region_column, firm_column, body_column FROM scoped_table"
                        : "SELECT name, region_column, firm_column, '' FROM scoped_table",
           {}, [&](const Row& row) {
             found[lower(text_of(row[0]))] = {text_of(row[1]), text_of(row[2]), text_of(row[3])};
             return true;
           });
  if (!read) return read;
  scoped_ = std::move(found);
  named_.clear();
  narrowed_.clear();
  return {};
}

Result<void> Connection::check_scoped_tables() {
  for (const auto& [table, by] : scoped_) {
    for (const std::string& column : {by.region_column, by.firm_column, by.body_column}) {
      if (column.empty()) continue;
      auto read =
          scan("SELECT " + quote_name(column) + " || '' FROM " + quote_name(table) + " WHERE 1 = 0",
               {}, [](const Row&) { return true; });
      if (!read) return read;
    }
  }
  std::string showing;
  auto read =
      scan(dialect() == Dialect::sqlite
               ? "SELECT name, sql FROM sqlite_schema WHERE type = 'view'"
               : "SELECT viewname, definition FROM pg_views WHERE schemaname = current_schema()",
           {}, [&](const Row& row) {
             if (!scoped_name_in(text_of(row[1]), scoped_, dialect()).empty())
               showing = text_of(row[0]);
             return showing.empty();
           });
  if (!read || scoped_.empty() || showing.empty()) return read;
  return fail(
      "store-unscoped", place(),
      {"视图会绕过范围限定：" + showing, "a view shows rows of a scoped table to all: " + showing},
      {"去掉这个视图", "do without the view"});
}

const std::string& Connection::named_by(std::string_view sql) {
  if (const auto known = named_.find(sql); known != named_.end()) return known->second;
  if (named_.size() >= kMaxRemembered) named_.clear();
  return named_.emplace(std::string(sql), scoped_name_in(sql, scoped_, dialect())).first->second;
}

Result<const NarrowedStatement*> Connection::narrowed(std::string_view sql, const Scope& scope) {
  std::string key(1, "rfb"[static_cast<std::size_t>(scope.kind())]);
  key.append(std::to_string(scope.names().size())).append(" ").append(sql);
  if (const auto known = narrowed_.find(key); known != narrowed_.end()) return &known->second;
  auto made = narrow(sql, scoped_, scope, dialect(), schema_, place());
  if (!made) return fail(std::move(made.error()));
  if (narrowed_.size() >= kMaxRemembered) narrowed_.clear();
  return &narrowed_.emplace(std::move(key), std::move(*made)).first->second;
}

Result<void> Connection::scan_within(const Scope* scope, std::string_view sql,
                                     const std::vector<Cell>& parameters,
                                     const std::function<bool(Row&)>& each) {
  if (spoiled) return transaction_lost();
  if (scoped_.empty()) return scan(sql, parameters, each);
  const std::string& named = named_by(sql);
  if (named.empty()) return scan(sql, parameters, each);
  if (scope == nullptr) return unscoped(named, place());
  if (scope->kind() == Scope::Kind::everything) return scan(sql, parameters, each);
  const auto found = narrowed(sql, *scope);
  if (!found) return fail(found.error());
  // `each` may run other statements, and what is remembered of this one may go.
  const NarrowedStatement plan = **found;
  const std::string table = named;
  std::vector<Cell> all;
  if (plan.takes_scope) all = parameters_of(*scope);
  all.insert(all.end(), parameters.begin(), parameters.end());
  if (!plan.checks_rows) return scan(plan.sql, all, each);
  bool wanted = plan.gives_rows;
  // Every row is looked at, also behind those that were asked for.
  auto done = scan(plan.sql, all, [&](Row& row) {
    const auto* owner = std::get_if<std::string>(&row.back());
    if (owner == nullptr || !scope->covers(*owner)) {
      spoiled = true;
      return false;
    }
    row.pop_back();
    if (wanted) wanted = each(row);
    return true;
  });
  if (done && spoiled) return out_of_scope(table, place());
  return done;
}

Result<std::vector<Row>> Connection::run_within(const Scope* scope, std::string_view sql,
                                                const std::vector<Cell>& parameters) {
  if (!spoiled && !is_scoped(sql)) return run(sql, parameters);
  std::vector<Row> rows;
  auto done = scan_within(scope, sql, parameters, [&](Row& row) {
    rows.push_back(std::move(row));
    return true;
  });
  if (!done) return fail(std::move(done.error()));
  return rows;
}

Result<void> Connection::run_each_within(const Scope* scope, std::string_view sql,
                                         const NextRow& next) {
  if (spoiled) return transaction_lost();
  if (!is_scoped(sql)) return run_each(sql, next);
  return for_each_row(next, [&](const Row& row) {
    return scan_within(scope, sql, row, [](Row&) { return true; });
  });
}

Result<std::int64_t> Connection::load_within(const Scope* scope, std::string_view table,
                                             const std::vector<std::string>& columns,
                                             const NextRow& next) {
  if (spoiled) return transaction_lost();
  const auto found = scoped_.find(lower(table));
  if (found == scoped_.end()) return load(table, columns, next);
  if (scope == nullptr) return unscoped(found->first, place());
  if (scope->kind() == Scope::Kind::everything) return load(table, columns, next);
  const std::string& column = found->second.column(scope->kind());
  const auto at = std::find(columns.begin(), columns.end(), column) - columns.begin();
  const auto index = static_cast<std::size_t>(at);
  if (column.empty() || index == columns.size()) return unscoped(found->first, place());
  return load(table, columns, [&](Row& row) -> Result<bool> {
    auto more = next(row);
    if (!more || !*more || row.size() != columns.size()) return more;
    const auto* owner = std::get_if<std::string>(&row[index]);
    if (owner != nullptr && scope->covers(*owner)) return true;
    spoiled = true;
    return out_of_scope(found->first, place());
  });
}

}  // namespace fugong::store
