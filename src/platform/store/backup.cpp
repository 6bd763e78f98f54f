#include "platform/store/backup.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>
#include <utility>

#include "platform/store/connection.hpp"
#include "platform/store/migrations.hpp"
#include "platform/store/table_shapes.hpp"

namespace fugong::store {
namespace {

constexpr std::size_t kChannelBytes = std::size_t{1} << 20;
/// Of a reading whose rows nobody takes any more; nobody sees it.
constexpr const char* kNotTaken = "store-not-taken";

/// The tables that stand in the database, whoever made them.
Result<std::vector<std::string>> tables_of(Connection& connection) {
  std::vector<std::string> names;
  auto read = connection.scan(
      connection.dialect() == Dialect::sqlite
          ? "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') "
            "AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name"
          : "SELECT CAST(relname AS text) COLLATE \"C\" AS name FROM pg_class "
            "JOIN pg_namespace n ON n.oid = relnamespace WHERE n.nspname = current_schema() "
            "AND relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY name",
      {}, [&](const Row& row) {
        names.push_back(std::get<std::string>(row[0]));
        return true;
      });
  if (!read) return fail(std::move(read.error()));
  return names;
}

/// How many steps of each room stand in `applied`; a fault if this program doesn't know them all.
Result<std::vector<std::size_t>> steps_known(const std::vector<SchemaStep>& applied,
                                             const std::vector<RoomSchema>& rooms,
                                             const Place& place) {
  std::vector<std::size_t> steps;
  std::size_t known = 0;
  for (const RoomSchema& room : rooms) {
    const auto of_room = steps_of(applied, room.room);
    auto good = check_applied(of_room, room.migrations, place);
    if (!good) return fail(std::move(good.error()));
    steps.push_back(of_room.size());
    known += of_room.size();
  }
  if (known != applied.size()) return newer_schema(place);
  return steps;
}

std::string select_all(const TableShape& table) {
  std::string sql = "SELECT ";
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    sql.append(i > 0 ? ", " : "").append(quote_name(table.columns[i]));
  return sql + " FROM " + quote_name(table.name);
}

/// What a table holds, read from the database.
Result<TableSum> sum_of(Connection& connection, const TableShape& table) {
  RowSum sum;
  std::string cells;
  bool good = true;
  auto read = connection.scan(select_all(table), {}, [&](const Row& row) {
    cells.clear();
    good = append_cells(cells, row);
    sum.add(cells);
    return good;
  });
  if (!read) return fail(std::move(read.error()));
  if (!good) return connection.text_invalid();
  return TableSum{table.name, sum.rows(), sum.hex()};
}

/// Called for every table within one transaction of reading.
using EachTable = std::function<Result<TableSum>(Connection&, const TableShape&)>;
using Begin = std::function<Result<void>(const std::vector<SchemaStep>&)>;

Result<StoreContents> read_tables(Connection& connection, const std::vector<RoomSchema>& rooms,
                                  const Begin& begin, const EachTable& each) {
  StoreContents contents;
  auto done = run_once(connection, Purpose::read, [&]() -> Result<void> {
    auto there = tables_of(connection);
    if (!there) return fail(std::move(there.error()));
    if (std::find(there->begin(), there->end(), "migration") == there->end()) {
      return fail("store-empty", connection.place(),
                  {"数据库里还没有本程序的表", "no table of this program is in the database"},
                  {"检查 --db 和 --data；旧版本的数据库先用任一 fugong register 命令打开一次",
                   "check --db and --data; open a database of an old version with any command of "
                   "fugong register first"});
    }
    auto applied = read_applied(connection);
    if (!applied) return fail(std::move(applied.error()));
    auto steps = steps_known(*applied, rooms, connection.place());
    if (!steps) return fail(std::move(steps.error()));
    auto shapes = shapes_after(rooms, *steps);
    if (!shapes) return fail(std::move(shapes.error()));
    if (auto begun = begin(*applied); !begun) return begun;
    for (const TableShape& shape : *shapes) {
      auto sum = each(connection, shape);
      if (!sum) return fail(std::move(sum.error()));
      contents.tables.push_back(std::move(*sum));
      std::erase(*there, shape.name);
    }
    std::erase(*there, "migration");
    std::erase(*there, "scoped_table");
    contents.left_out = std::move(*there);
    return {};
  });
  if (!done) return fail(std::move(done.error()));
  return contents;
}

Result<void> check_pages(Connection& connection) {
  if (connection.dialect() != Dialect::sqlite) return {};
  std::string wrong;
  auto read = connection.scan("SELECT integrity_check FROM pragma_integrity_check", {},
                              [&](const Row& row) {
                                const auto& said = std::get<std::string>(row[0]);
                                if (said != "ok") wrong = said;
                                return wrong.empty();
                              });
  if (!read || wrong.empty()) return read;
  return fail("store-corrupt", connection.place(),
              {"数据库文件已损坏（" + wrong + "）", "the database file is damaged (" + wrong + ")"},
              {"停止服务，从备份恢复", "stop the service and restore a backup"});
}

/// One restore, within one transaction.
class Restoring {
 public:
  Restoring(Connection& connection, const std::vector<RoomSchema>& rooms,
            const BackupSource& source, const std::string& name)
      : connection_(connection), rooms_(rooms), reader_(source, name), place_{name, 0, 0, ""} {}

  Result<std::vector<TableSum>> run() {
    Result<void> done = check_empty();
    if (done) done = make_schema();
    if (done) done = load_all();
    if (done) done = compare();
    for (std::size_t i = 0; done && i < rooms_.size(); ++i) {
      // Rooms that had no table yet make theirs when they are opened.
      if (steps_[i] == 0) continue;
      const auto& all = rooms_[i].migrations;
      done = apply(connection_, rooms_[i].room, all, steps_[i], all.size());
    }
    if (done) done = check_whole_schema(connection_);
    if (!done) return fail(std::move(done.error()));
    return reader_.sums();
  }

 private:
  Result<void> check_empty() {
    auto there = tables_of(connection_);
    if (!there) return fail(std::move(there.error()));
    if (there->empty()) return {};
    return fail("store-not-empty", connection_.place(),
                {"数据库不是空的，里面有“" + there->front() + "”",
                 "the database is not empty: '" + there->front() + "' stands in it"},
                {"恢复到一个新的数据库", "restore into a new database"});
  }

  Result<void> make_schema() {
    auto applied = reader_.begin();
    if (!applied) return fail(std::move(applied.error()));
    auto steps = steps_known(*applied, rooms_, place_);
    if (!steps) return fail(std::move(steps.error()));
    steps_ = std::move(*steps);
    auto made = connection_.prepare_migrations();
    if (!made) return made;
    // Whoever restored at the same time is done by now.
    auto others = read_applied(connection_);
    if (!others) return fail(std::move(others.error()));
    if (!others->empty()) return check_empty();
    for (std::size_t i = 0; i < rooms_.size(); ++i) {
      auto step = apply(connection_, rooms_[i].room, rooms_[i].migrations, 0, steps_[i]);
      if (!step) return step;
    }
    auto shapes = shapes_after(rooms_, steps_);
    if (!shapes) return fail(std::move(shapes.error()));
    shapes_ = std::move(*shapes);
    return {};
  }

  /// A row may refer to one of its own table that comes later.
  Result<void> load_all() {
    if (connection_.dialect() == Dialect::sqlite) {
      auto later = connection_.execute("PRAGMA defer_foreign_keys = ON");
      if (!later) return later;
    }
    for (auto shape = shapes_.rbegin(); shape != shapes_.rend(); ++shape) {
      if (auto cleared = clear(*shape); !cleared) return cleared;
    }
    for (const TableShape& shape : shapes_) {
      auto table = reader_.next_table();
      if (!table) return fail(std::move(table.error()));
      if (!*table || (*table)->name != shape.name || (*table)->columns != shape.columns) {
        return fail(
            "backup-invalid", place_,
            {"这里应为表“" + shape.name + "”", "the table '" + shape.name + "' should come"},
            {"换一份备份", "take another backup"});
      }
      auto loaded = connection_.load(shape.name, shape.columns,
                                     [&](Row& row) { return reader_.next_row(row); });
      if (!loaded) return fail(std::move(loaded.error()));
    }
    auto end = reader_.next_table();
    if (!end) return fail(std::move(end.error()));
    if (!*end) return {};
    return fail(
        "backup-invalid", place_,
        {"多出一张表“" + (*end)->name + "”", "there is a table too many: '" + (*end)->name + "'"},
        {"换一份备份", "take another backup"});
  }

  /// Of rows that its migrations put in.
  Result<void> clear(const TableShape& shape) {
    bool empty = true;
    const std::string from = " FROM " + quote_name(shape.name);
    auto looked = connection_.scan("SELECT 1" + from + " LIMIT 1", {}, [&](const Row&) {
      empty = false;
      return true;
    });
    if (!looked || empty) return looked;
    return connection_.scan("DELETE" + from, {}, [](const Row&) { return true; });
  }

  Result<void> compare() {
    for (std::size_t i = 0; i < shapes_.size(); ++i) {
      auto sum = sum_of(connection_, shapes_[i]);
      if (!sum) return fail(std::move(sum.error()));
      if (*sum == reader_.sums()[i]) continue;
      return fail("backup-not-restored", connection_.place(),
                  {"表“" + shapes_[i].name + "”恢复后与备份不同",
                   "the table '" + shapes_[i].name + "' is not as it was in the backup"},
                  {"这是程序的错误，请报告", "this is a mistake of the program, please report it"});
    }
    return {};
  }

  Connection& connection_;
  const std::vector<RoomSchema>& rooms_;
  BackupReader reader_;
  Place place_;
  std::vector<std::size_t> steps_;
  std::vector<TableShape> shapes_;
};

/// Bytes from one thread to another.
class Channel {
 public:
  /// Waits while it is full; false once nobody reads any more.
  bool put(std::string_view bytes) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || bytes_.size() < kChannelBytes; });
    if (closed_) return false;
    bytes_.append(bytes);
    changed_.notify_all();
    return true;
  }
  /// Waits for some; none at the end.
  std::size_t take(char* to, std::size_t size) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || at_ < bytes_.size(); });
    const std::size_t taken = std::min(size, bytes_.size() - at_);
    std::memcpy(to, bytes_.data() + at_, taken);
    at_ += taken;
    if (at_ == bytes_.size()) {
      bytes_.clear();
      at_ = 0;
      changed_.notify_all();
    }
    return taken;
  }
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string bytes_;
  std::size_t at_ = 0;
  bool closed_ = false;
};

}  // namespace

Result<StoreContents> back_up(Database& database, const std::vector<RoomSchema>& rooms,
                              const BackupSink& sink) {
  BackupWriter writer(sink);
  auto contents = read_tables(
      Inside::of(database), rooms, [&](const auto& applied) { return writer.begin(applied); },
      [&](Connection& connection, const TableShape& table) -> Result<TableSum> {
        auto begun = writer.begin_table(table.name, table.columns);
        if (!begun) return fail(std::move(begun.error()));
        Result<void> written;
        auto read = connection.scan(select_all(table), {}, [&](const Row& row) {
          written = writer.row(row);
          return written.has_value();
        });
        if (!written) return fail(std::move(written.error()));
        if (!read) return fail(std::move(read.error()));
        return writer.end_table();
      });
  if (!contents) return contents;
  if (auto finished = writer.finish(); !finished) return fail(std::move(finished.error()));
  return contents;
}

Result<StoreContents> restore(Database& database, const std::vector<RoomSchema>& rooms,
                              const BackupSource& source, const std::string& name) {
  StoreContents contents;
  Connection& connection = Inside::of(database);
  auto done = run_once(connection, Purpose::migrate, [&]() -> Result<void> {
    auto tables = Restoring(connection, rooms, source, name).run();
    if (!tables) return fail(std::move(tables.error()));
    contents.tables = std::move(*tables);
    return {};
  });
  if (!done) return fail(std::move(done.error()));
  return contents;
}

Result<StoreContents> copy(Database& from, Database& to, const std::vector<RoomSchema>& rooms) {
  Channel channel;
  Result<StoreContents> taken;
  std::thread reading([&] {
    taken = back_up(from, rooms, [&](std::string_view bytes) -> Result<void> {
      if (channel.put(bytes)) return {};
      return fail(kNotTaken, Place{from.name(), 0, 0, ""}, {"已停止", "stopped"},
                  {"再次运行即可", "run it again"});
    });
    channel.close();
  });
  auto restored = restore(
      to, rooms,
      [&](char* bytes, std::size_t size) -> Result<std::size_t> {
        return channel.take(bytes, size);
      },
      from.name());
  channel.close();
  reading.join();
  // A reading that failed is why the other one lacked its end, unless it was the other way round.
  if (!taken && taken.error().front().code != kNotTaken) return taken;
  if (!restored) return restored;
  restored->left_out = std::move(taken->left_out);
  return restored;
}

Result<StoreContents> check(Database& database, const std::vector<RoomSchema>& rooms) {
  return read_tables(
      Inside::of(database), rooms,
      [&](const auto&) -> Result<void> {
        Connection& connection = Inside::of(database);
        auto sound = check_pages(connection);
        return sound ? check_whole_schema(connection) : sound;
      },
      sum_of);
}

}  // namespace fugong::store
