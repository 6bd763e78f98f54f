// Commits of the store: so many small changes a second, each in a transaction of its own and
// grouped (platform/store/group_writer.hpp), on SQLite and PostgreSQL, with 16 threads that each
// wait for their own. The disk is waited for, as in service: FUGONG_POSTGRES_SETTINGS="fsync=on
// synchronous_commit=on".
//
//   fugong_bench_store [SECONDS] [FOLDER]     // FOLDER: where SQLite's file is to stand
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "platform/store/group_writer.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::bench {
namespace {

using store::Cell;
using store::Database;
using store::Transaction;

constexpr int kThreads = 16;

Database open(const std::string& url) {
  auto database = Database::open({.busy_timeout_ms = 60'000, .url = url});
  if (!database) std::abort();
  return std::move(*database);
}

/// A row of a diary and a sum that is moved: what a small decision writes.
Result<void> change(Transaction& t, std::int64_t id) {
  auto put =
      t.run("INSERT INTO entry (id, body) VALUES (?, 'some words about what was done')", {id});
  if (!put) return fail(put.error());
  auto moved = t.run("UPDATE total SET amount = amount + 1 WHERE id = ?", {id % 1'000});
  return moved ? Result<void>{} : fail(moved.error());
}

using Write = std::function<Result<void>(std::int64_t id)>;

/// Changes a second of threads that each wait for their own; `make` gives each its way to write.
double rate(int count, double seconds, std::int64_t& next, const std::function<Write()>& make) {
  std::atomic<std::int64_t> id{next};
  std::atomic<bool> over{false};
  std::atomic<std::int64_t> done{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&] {
      const Write write = make();
      while (!over) {
        if (write(id++)) ++done;
      }
    });
  }
  const auto start = std::chrono::steady_clock::now();
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  over = true;
  for (std::thread& thread : threads)
    thread.join();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  next = id;
  return static_cast<double>(done) / took.count();
}

void measure(const std::string& url, const char* name, double seconds) {
  Database database = open(url);
  const auto made = database.migrate(
      "bench",
      {{1, "tables",
        "CREATE TABLE entry (id INTEGER PRIMARY KEY NOT NULL, body TEXT NOT NULL) STRICT;\n"
        "CREATE TABLE total (id INTEGER PRIMARY KEY NOT NULL, amount INTEGER NOT NULL)"
        " STRICT;\n"}});
  const auto filled = database.transact([](Transaction& t) -> Result<void> {
    for (std::int64_t i = 0; i < 1'000; ++i) {
      auto put = t.run("INSERT INTO total (id, amount) VALUES (?, 0)", {i});
      if (!put) return fail(put.error());
    }
    return {};
  });
  if (!made || !filled) std::abort();
  std::int64_t next = 0;
  const auto with_own = [&] {
    auto own = std::make_shared<Database>(open(url));
    return Write([own](std::int64_t id) {
      return own->transact([id](Transaction& t) { return change(t, id); });
    });
  };
  const double alone = rate(1, seconds, next, with_own);
  const double beside = rate(kThreads, seconds, next, with_own);
  store::GroupWriter writer(open(url));
  const double grouped = rate(kThreads, seconds, next, [&] {
    return Write([&writer](std::int64_t id) {
      return writer.write([id](Transaction& t) { return change(t, id); });
    });
  });
  fmt::print("{}: one by one {:.0f}/s, {} threads beside each other {:.0f}/s, grouped {:.0f}/s\n",
             name, alone, kThreads, beside, grouped);
}

}  // namespace
}  // namespace fugong::bench

int main(int argc, char** argv) {
  using namespace fugong;
  const double seconds = argc > 1 ? std::atof(argv[1]) : 5;
  const std::string folder = argc > 2 ? argv[2] : std::filesystem::temp_directory_path().string();
  const std::string file = fmt::format("{}/fugong-bench-{}.db", folder, ::getpid());
  bench::measure("sqlite:" + file, "SQLite", seconds);
  for (const char* end : {"", "-wal", "-shm"})
    std::filesystem::remove(file + end);
  if (store::TestDatabase::is_here(store::Dialect::postgresql)) {
    const store::TestDatabase place(store::Dialect::postgresql);
    bench::measure(place.url(), "PostgreSQL", seconds);
  }
  return 0;
}
