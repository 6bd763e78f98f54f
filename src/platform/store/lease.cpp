#include "platform/store/lease.hpp"

#include <utility>

namespace fugong::store {
namespace {

constexpr const char* kSchema = R"(CREATE TABLE lease (
  name TEXT PRIMARY KEY NOT NULL CHECK (name <> ''),
  holder TEXT NOT NULL,
  token INTEGER NOT NULL CHECK (token > 0),
  until_ms INTEGER NOT NULL
) STRICT;
)";

/// One row or none.
Result<std::vector<Row>> change(Database& database, std::string_view sql,
                                const std::vector<Cell>& cells) {
  std::vector<Row> rows;
  auto done = database.transact([&](Transaction& t) -> Result<void> {
    auto changed = t.run(sql, cells);
    if (!changed) return fail(std::move(changed.error()));
    rows = std::move(*changed);
    return {};
  });
  if (!done) return fail(std::move(done.error()));
  return rows;
}

}  // namespace

const std::vector<Migration>& lease_schema() {
  static const std::vector<Migration> kMigrations{{1, "leases", kSchema}};
  return kMigrations;
}

Result<void> Leases::migrate(Database& database) {
  return database.migrate("lease", lease_schema());
}

Result<std::optional<Lease>> Leases::take(std::string_view name, std::string_view holder,
                                          std::int64_t for_ms) {
  const std::int64_t now_ms = clock_->now_ms();
  const std::int64_t until_ms = now_ms + for_ms;
  auto rows = change(*database_,
                     "INSERT INTO lease (name, holder, token, until_ms) VALUES (?, ?, 1, ?) "
                     "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, "
                     "token = lease.token + 1, until_ms = excluded.until_ms "
                     "WHERE lease.until_ms <= ? RETURNING token",
                     {std::string(name), std::string(holder), until_ms, now_ms});
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return std::optional<Lease>();
  return std::optional<Lease>(
      Lease{std::string(name), std::get<std::int64_t>(rows->front().front()), until_ms});
}

Result<bool> Leases::renew(Lease& lease, std::int64_t for_ms) {
  const std::int64_t until_ms = clock_->now_ms() + for_ms;
  auto rows = change(*database_,
                     "UPDATE lease SET until_ms = ? WHERE name = ? AND token = ? RETURNING token",
                     {until_ms, lease.name, lease.token});
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return false;
  lease.until_ms = until_ms;
  return true;
}

Result<void> Leases::give_back(const Lease& lease) {
  // Another token, so that the one who gave it back can't renew it.
  auto rows = change(*database_,
                     "UPDATE lease SET until_ms = 0, holder = '', token = token + 1 "
                     "WHERE name = ? AND token = ?",
                     {lease.name, lease.token});
  if (!rows) return fail(std::move(rows.error()));
  return {};
}

Result<bool> Leases::hold(Transaction& t, const Lease& lease, std::int64_t now_ms,
                          std::int64_t for_ms) {
  auto rows =
      t.run("SELECT until_ms FROM lease WHERE name = ? AND token = ?", {lease.name, lease.token});
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return false;
  if (std::get<std::int64_t>(rows->front().front()) - now_ms >= for_ms / 2) return true;
  auto renewed = t.run("UPDATE lease SET until_ms = ? WHERE name = ? AND token = ?",
                       {now_ms + for_ms, lease.name, lease.token});
  if (!renewed) return fail(std::move(renewed.error()));
  return true;
}

Result<bool> Leases::is_held(Transaction& t, const Lease& lease) {
  auto rows = t.run("SELECT 1 FROM lease WHERE name = ? AND token = ?", {lease.name, lease.token});
  if (!rows) return fail(std::move(rows.error()));
  return !rows->empty();
}

}  // namespace fugong::store
