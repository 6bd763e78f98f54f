// GroupWriter: changes of many threads, committed together. A commit waits for the disk, whatever
// there is in it: a hundred changes in one are kept almost as fast as one alone. SQLite gains by it
// manifold (bench/bench_store.cpp). PostgreSQL groups the commits of several connections by itself:
// there it saves connections and conflicts, not time.
//
//   GroupWriter writer(std::move(database));
//   auto kept = writer.write([&](Transaction& t) -> Result<void> { ... });   // on any thread
//
// write() returns when the change is on the disk, or isn't and never will be, with what came of
// this one: a change that fails takes no other with it (each stands behind a savepoint), and if the
// group can't be kept for the sake of one, each is done alone. As everywhere, a body may run more
// than once and does nothing outside the database; here it also runs on another thread, sees what
// those before it in the group have changed, must not throw, and must not call write() itself.
//
// Fault "store-lost": it is not known whether the group was kept. Changes that must not happen
// twice carry a key of their own that the table holds to be unique.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/fault.hpp"
#include "platform/store/database.hpp"

namespace fugong::store {

struct GroupOptions {
  std::size_t most = 100;  ///< changes in one commit
  /// How long the first of a group waits at most until there are as many as there were last time.
  std::chrono::microseconds wait{2'000};
};

class GroupWriter {
 public:
  using Body = std::function<Result<void>(Transaction&)>;

  explicit GroupWriter(Database database, GroupOptions options = {});
  /// Whoever waits in write() is served first; nobody may call it any more.
  ~GroupWriter();
  GroupWriter(const GroupWriter&) = delete;
  GroupWriter& operator=(const GroupWriter&) = delete;

  Result<void> write(const Body& body);

 private:
  struct Request {
    const Body* body = nullptr;
    Result<void> result;
    bool done = false;
    std::chrono::steady_clock::time_point came;
  };
  using Group = std::vector<Request*>;

  void run();
  void serve(const Group& group);
  Result<void> serve_together(const Group& group);

  Database database_;
  GroupOptions options_;
  std::mutex mutex_;
  std::condition_variable wanted_;
  std::condition_variable served_;
  std::deque<Request*> waiting_;
  bool ends_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace fugong::store
