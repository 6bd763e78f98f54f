// `fugong store backup`, `restore`, `copy` and `check`.
#include <fmt/format.h>

#include <filesystem>
#include <span>

#include "app/files.hpp"
#include "app/open_register.hpp"
#include "app/progress_line.hpp"
#include "app/register_record.hpp"
#include "app/room_schemas.hpp"
#include "app/store_command.hpp"
#include "app/unfinished.hpp"
#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/json_writer.hpp"
#include "base/random.hpp"
#include "platform/store/backup.hpp"

namespace fugong::app {
namespace {

using store::StoreContents;

Result<store::Database> open_to_fill(const std::string& url) {
  return store::Database::open({.url = url, .cancelled = is_interrupted});
}

Result<StoreContents> back_up_to(store::Database& database, const std::string& path) {
  // It holds people's data: nobody else may read it.
  auto unfinished = Unfinished::begin_private_file(path);
  if (!unfinished) return fail(std::move(unfinished.error()));
  auto file = TextFile::create(unfinished->path());
  if (!file) return fail(std::move(file.error()));
  auto contents =
      store::back_up(database, room_schemas(), [&](std::string_view bytes) -> Result<void> {
        file->write(bytes);
        if (is_interrupted()) return cancelled();
        return {};
      });
  if (!contents) return contents;
  if (auto closed = file->close(); !closed) return fail(std::move(closed.error()));
  if (auto finished = unfinished->finish(); !finished) return fail(std::move(finished.error()));
  return contents;
}

/// One line a table, so that two databases can be compared by what is said of them.
void print(const Common& common, const StoreContents& contents) {
  std::int64_t rows = 0;
  for (const store::TableSum& table : contents.tables) {
    fmt::print("{}  {:>12}  {}\n", table.sum, table.rows, table.table);
    rows += table.rows;
  }
  const std::size_t tables = contents.tables.size();
  fmt::print("{}\n", common.pick({fmt::format("共 {} 张表，{} 行", tables, rows),
                                  fmt::format("{} tables, {} rows", tables, rows)}));
  for (const std::string& name : contents.left_out) {
    fmt::print(
        stderr, "{}\n",
        common.pick({fmt::format("“{}”不是本程序存放的表，没有包括在内", name),
                     fmt::format("'{}' is no table that this program keeps: left out", name)}));
  }
}

/// That the database is no longer the one that was saved, in its own log, if it has one.
Result<void> note_restore(const Common& common, store::Database& database, const std::string& file,
                          const std::string& sha256, const StoreContents& contents) {
  if (!RegisterRecord::is_kept_in(database)) return {};
  std::int64_t rows = 0;
  for (const store::TableSum& table : contents.tables)
    rows += table.rows;
  audit::Event event;
  event.actor = event.role = "console";
  event.action = "store.restore";
  event.kind = "installation";
  event.record = "fugong";
  event.region = "server";
  JsonWriter body;
  // Only the name of the file: where it lay is the console's business.
  body.begin_object().key("file").string(std::filesystem::path(file).filename().string());
  body.key("sha256").string(sha256).key("rows").number(rows);
  event.body = body.end_object().take();
  const SystemClock clock;
  SystemRandom random;
  const audit::Audit audit(clock, random);
  audit::EventId id;
  auto done = database.transact([&](store::Transaction& t) -> Result<void> {
    auto appended = audit.append(t, event);
    if (!appended) return fail(std::move(appended.error()));
    id = std::move(*appended);
    return {};
  });
  if (!done) return done;
  fmt::print(
      "{}\n",
      common.pick({fmt::format("审计日志事件 {}：从备份恢复", id.text()),
                   fmt::format("event {} of the audit log: restored from a backup", id.text())}));
  return {};
}

int give(const Common& common, const Result<StoreContents>& contents) {
  if (!contents) return give_up(common, contents.error());
  print(common, *contents);
  return kOk;
}

}  // namespace

int run_store_backup(const Common& common, const StoreCommand& command) {
  heed_interrupts();
  auto database = open_existing(command.data);
  if (!database) return give_up(common, database.error());
  return give(common, back_up_to(*database, command.file));
}

int run_store_restore(const Common& common, const StoreCommand& command) {
  heed_interrupts();
  auto bytes = open_bytes(command.file);
  if (!bytes) return give_up(common, bytes.error());
  auto database = command.data.database.empty() ? open_database(command.data)
                                                : open_to_fill(command.data.database);
  if (!database) return give_up(common, database.error());
  Sha256 sum;
  const auto restored = store::restore(
      *database, room_schemas(),
      [&](char* to, std::size_t size) {
        auto read = (*bytes)(std::span<char>(to, size));
        if (read) sum.add({to, *read});
        return read;
      },
      command.file);
  if (!restored) return give_up(common, restored.error());
  print(common, *restored);
  const auto noted = note_restore(common, *database, command.file, sum.hex(), *restored);
  return noted ? kOk : give_up(common, noted.error());
}

int run_store_copy(const Common& common, const StoreCommand& command) {
  heed_interrupts();
  auto from = open_existing({.folder = "", .database = command.from});
  if (!from) return give_up(common, from.error());
  auto to = open_to_fill(command.to);
  if (!to) return give_up(common, to.error());
  return give(common, store::copy(*from, *to, room_schemas()));
}

int run_store_check(const Common& common, const StoreCommand& command) {
  heed_interrupts();
  auto database = open_existing(command.data);
  if (!database) return give_up(common, database.error());
  return give(common, store::check(*database, room_schemas()));
}

}  // namespace fugong::app
