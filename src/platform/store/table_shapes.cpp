#include "platform/store/table_shapes.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "platform/store/connection.hpp"

namespace fugong::store {
namespace {

Result<std::vector<std::string>> texts(Connection& connection, const std::string& sql,
                                       const std::vector<Cell>& cells) {
  std::vector<std::string> found;
  auto read = connection.scan(sql, cells, [&](const Row& row) {
    found.push_back(std::get<std::string>(row[0]));
    return true;
  });
  if (!read) return fail(std::move(read.error()));
  return found;
}

struct Known {
  TableShape shape;
  std::set<std::string> refers_to;
};

Result<std::vector<Known>> read_all(Connection& connection) {
  auto names = texts(connection,
                     "SELECT name FROM sqlite_schema WHERE type = 'table' "
                     "AND name NOT IN ('migration', 'scoped_table') AND name NOT LIKE 'sqlite!_%' "
                     "ESCAPE '!' ORDER BY name",
                     {});
  if (!names) return fail(std::move(names.error()));
  std::vector<Known> all;
  for (const std::string& name : *names) {
    auto columns = texts(connection, "SELECT name FROM pragma_table_info(?) ORDER BY cid", {name});
    if (!columns) return fail(std::move(columns.error()));
    auto above =
        texts(connection, "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list(?)", {name});
    if (!above) return fail(std::move(above.error()));
    Known known{{name, std::move(*columns)}, {}};
    known.refers_to.insert(above->begin(), above->end());
    known.refers_to.erase(name);
    all.push_back(std::move(known));
  }
  return all;
}

/// Each behind those that it refers to.
Result<std::vector<TableShape>> in_order(std::vector<Known> all) {
  std::vector<TableShape> ordered;
  while (!all.empty()) {
    const auto next = std::find_if(all.begin(), all.end(),
                                   [](const Known& known) { return known.refers_to.empty(); });
    if (next == all.end()) {
      return fail("store-table-cycle", Place{all.front().shape.name, 0, 0, ""},
                  {"几张表互相引用", "tables refer to each other in a circle"},
                  {"这是程序的错误，请报告", "this is a mistake of the program, please report it"});
    }
    const std::string name = next->shape.name;
    ordered.push_back(std::move(next->shape));
    all.erase(next);
    for (Known& known : all)
      known.refers_to.erase(name);
  }
  return ordered;
}

}  // namespace

Result<std::vector<TableShape>> shapes_after(const std::vector<RoomSchema>& rooms,
                                             const std::vector<std::size_t>& steps) {
  auto database = Database::open({.path = ":memory:"});
  if (!database) return fail(std::move(database.error()));
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    const auto& all = rooms[i].migrations;
    const auto count = static_cast<std::ptrdiff_t>(steps[i]);
    auto migrated = database->migrate(rooms[i].room, {all.begin(), all.begin() + count});
    if (!migrated) return fail(std::move(migrated.error()));
  }
  Connection& connection = Inside::of(*database);
  std::vector<Known> all;
  auto read = run_once(connection, Purpose::read, [&]() -> Result<void> {
    auto known = read_all(connection);
    if (!known) return fail(std::move(known.error()));
    all = std::move(*known);
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return in_order(std::move(all));
}

}  // namespace fugong::store
