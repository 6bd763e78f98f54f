#include "platform/store/pool.hpp"

#include <algorithm>
#include <chrono>

namespace fugong::store {

Pool::Pool(Options options, std::size_t most) : options_(std::move(options)), most_(most) {
  FUGONG_CHECK(most > 0, "a pool has room for one");
  FUGONG_CHECK(options_.path != ":memory:" && options_.url != ":memory:" &&
                   options_.url != "sqlite::memory:",
               "a database in memory can't be opened twice");
}

Result<std::unique_ptr<Database>> Pool::take() {
  {
    std::unique_lock lock(mutex_);
    const bool free = came_back_.wait_for(lock, std::chrono::milliseconds(options_.busy_timeout_ms),
                                          [this] { return !idle_.empty() || taken_ < most_; });
    if (!free) {
      return fail("store-busy", {},
                  {"数据库连接都在使用中", "every connection to the database is in use"},
                  {"请稍后再试", "try again in a moment"});
    }
    ++taken_;
    if (!idle_.empty()) {
      auto database = std::move(idle_.back());
      idle_.pop_back();
      return database;
    }
  }
  // Opening waits for the disk or the network: not under the lock.
  auto opened = Database::open(options_);
  if (opened) return std::make_unique<Database>(std::move(*opened));
  give_back(nullptr);
  return fail(std::move(opened.error()));
}

void Pool::give_back(std::unique_ptr<Database> database) {
  {
    const std::lock_guard lock(mutex_);
    --taken_;
    if (database) idle_.push_back(std::move(database));
  }
  came_back_.notify_one();
}

void Pool::close_idle() {
  std::vector<std::unique_ptr<Database>> closed;  // outside of the lock
  const std::lock_guard lock(mutex_);
  closed.swap(idle_);
}

std::size_t Pool::open_count() const {
  const std::lock_guard lock(mutex_);
  return idle_.size() + taken_;
}

bool Pool::is_lost(const Faults& faults) {
  return std::any_of(faults.begin(), faults.end(),
                     [](const Fault& fault) { return fault.code == "store-lost"; });
}

}  // namespace fugong::store
