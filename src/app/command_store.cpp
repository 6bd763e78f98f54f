// `fugong store backup`, `restore`, `copy` and `check`.
#include <fmt/format.h>

#include <span>

#include "app/files.hpp"
#include "app/open_register.hpp"
#include "app/progress_line.hpp"
#include "app/room_schemas.hpp"
#include "app/store_command.hpp"
#include "app/unfinished.hpp"
#include "platform/store/backup.hpp"

namespace fugong::app {
namespace {

using store::StoreContents;

/// One that is there already.
Result<store::Database> open_existing(const DataPlace& data) {
  const bool of_folder = data.database.empty();
  return store::Database::open({.path = of_folder ? data.folder + "/fugong.db" : "",
                                .create = false,
                                .url = data.database,
                                .cancelled = is_interrupted});
}

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
  return give(common,
              store::restore(
                  *database, room_schemas(),
                  [&](char* to, std::size_t size) { return (*bytes)(std::span<char>(to, size)); },
                  command.file));
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
