#include "desks/register/sql_catalogue.hpp"

namespace fugong::enterprise_register {

std::string sql_quoted(std::string_view name) {
  std::string quoted = "\"";
  quoted.append(name).append("\"");
  return quoted;
}

Result<std::map<std::string, std::string>> columns_of(store::Transaction& t,
                                                      const std::string& table) {
  const bool is_sqlite = t.dialect() == store::Dialect::sqlite;
  auto rows = t.run(is_sqlite ? "SELECT name, type FROM pragma_table_info(?)"
                              : "SELECT attname::text, atttypid::regtype::text FROM pg_attribute "
                                "WHERE attrelid = to_regclass(?) AND attnum > 0 "
                                "AND NOT attisdropped",
                    {is_sqlite ? table : sql_quoted(table)});
  if (!rows) return fail(std::move(rows.error()));
  std::map<std::string, std::string> columns;
  for (const store::Row& row : *rows)
    columns.emplace(std::get<std::string>(row[0]), std::get<std::string>(row[1]));
  return columns;
}

Result<Relation> relation_of(store::Transaction& t, const std::string& name) {
  auto rows = t.run(t.dialect() == store::Dialect::sqlite
                        ? "SELECT type = 'table' FROM sqlite_schema WHERE name = ?"
                        : "SELECT relkind IN ('r', 'p') FROM pg_class JOIN pg_namespace n "
                          "ON n.oid = relnamespace WHERE n.nspname = current_schema() "
                          "AND relname = ?",
                    {name});
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return Relation::none;
  return std::get<std::int64_t>(rows->front().front()) == 1 ? Relation::table : Relation::view;
}

Place sql_place(const store::Transaction& t, std::string_view table, std::string_view column) {
  std::string pointer = "/";
  pointer.append(table);
  if (!column.empty()) pointer.append("/").append(column);
  return Place{t.name(), 0, 0, std::move(pointer)};
}

}  // namespace fugong::enterprise_register
