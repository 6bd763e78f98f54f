#include "platform/store/migrations.hpp"

#include <utility>

#include "base/hash.hpp"
#include "platform/store/schema_text.hpp"

namespace fugong::store {

Result<std::vector<SchemaStep>> read_applied(Connection& connection) {
  std::vector<SchemaStep> applied;
  auto read = connection.scan(
      "SELECT room, number, checksum, name FROM migration ORDER BY room, number", {},
      [&](const Row& row) {
        applied.push_back({std::get<std::string>(row[0]), std::get<std::int64_t>(row[1]),
                           std::get<std::string>(row[2]), std::get<std::string>(row[3])});
        return true;
      });
  if (!read) return fail(std::move(read.error()));
  return applied;
}

std::vector<SchemaStep> steps_of(const std::vector<SchemaStep>& all, std::string_view room) {
  std::vector<SchemaStep> steps;
  for (const SchemaStep& step : all) {
    if (step.room == room) steps.push_back(step);
  }
  return steps;
}

Result<void> check_applied(const std::vector<SchemaStep>& applied,
                           const std::vector<Migration>& migrations, const Place& place) {
  if (applied.size() > migrations.size()) return newer_schema(place);
  for (std::size_t i = 0; i < applied.size(); ++i) {
    const Migration& ours = migrations[i];
    if (applied[i].number == ours.number && applied[i].checksum == sha256_hex(ours.sql)) continue;
    const std::string name = std::to_string(ours.number) + " " + ours.name;
    return fail("store-migration-changed", place,
                {"已执行的数据库变更被改动：" + name,
                 "a migration was changed after it was applied: " + name},
                {"还原这个变更，另写新的变更", "restore it, and write a new migration instead"});
  }
  return {};
}

tl::unexpected<Faults> newer_schema(const Place& place) {
  return fail(
      "store-newer-schema", place,
      {"数据库由更新版本的程序建立", "the database comes from a newer program"},
      {"改用新版本的程序，或恢复旧备份", "run the newer program, or restore an older backup"});
}

Result<void> apply(Connection& connection, std::string_view room,
                   const std::vector<Migration>& migrations, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i) {
    const Migration& migration = migrations[i];
    auto changed = connection.execute(render_schema(migration.sql, connection.dialect()));
    if (!changed) {
      Faults faults = std::move(changed.error());
      for (Fault& fault : faults)
        fault.place.pointer = "/migrations/" + migration.name;
      return fail(std::move(faults));
    }
    // A migration that ends the transaction would leave half a schema behind if a later one failed.
    FUGONG_CHECK(connection.in_transaction(), "a migration leaves the transaction open");
    auto noted =
        connection.scan("INSERT INTO migration (room, number, name, checksum) VALUES (?, ?, ?, ?)",
                        {std::string(room), std::int64_t{migration.number}, migration.name,
                         sha256_hex(migration.sql)},
                        [](const Row&) { return true; });
    if (!noted) return noted;
  }
  return {};
}

Result<void> check_whole_schema(Connection& connection) {
  auto known = connection.read_scoped_tables();
  if (known) known = connection.check_scoped_tables();
  return known ? connection.check_schema() : known;
}

Result<void> apply_all(Connection& connection, std::string_view room,
                       const std::vector<Migration>& migrations) {
  auto made = connection.prepare_migrations();
  if (!made) return made;
  const auto all = read_applied(connection);
  if (!all) return fail(all.error());
  const std::size_t applied = steps_of(*all, room).size();
  auto good = check_applied(steps_of(*all, room), migrations, connection.place());
  if (!good) return good;
  if (applied == migrations.size()) return connection.read_scoped_tables();
  auto done = apply(connection, room, migrations, applied, migrations.size());
  return done ? check_whole_schema(connection) : done;
}

}  // namespace fugong::store
