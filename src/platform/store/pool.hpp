// Pool: databases for the threads of a server, as a Database belongs to one thread at a time.
//
//   Pool pool({.path = "var/fugong.db"}, 4);
//   Result<Row> row = pool.use([&](Database& database) -> Result<Row> { ... });
//
// They are opened when they are first needed, at most so many, and used again, the one given back
// last first. Who finds them all taken waits for Options::busy_timeout_ms. Where
// one's connection was lost, it is closed with all that lie idle, whose connections were lost with
// it: whoever comes next opens another, and meets no second fault of one outage. Safe from many
// threads; what is inside `use` must not call it again: it would wait for itself.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>
#include <vector>

#include "platform/store/database.hpp"

namespace fugong::store {

class Pool {
 public:
  /// `most` is at least 1. A database in memory is none for a pool: each one would be its own.
  Pool(Options options, std::size_t most);

  /// Runs `body`, Result<T>(Database&), with one of them. Faults are its own, those of opening, and
  /// "store-busy" where none came free in time.
  template <class Body>
  std::invoke_result_t<Body, Database&> use(Body&& body) {
    auto database = take();
    if (!database) return fail(std::move(database.error()));
    Loan loan{*this, std::move(*database)};
    auto result = std::forward<Body>(body)(*loan.database);
    if (!result && is_lost(result.error())) {
      loan.database.reset();
      close_idle();
    }
    return result;
  }

  /// How many are open now.
  std::size_t open_count() const;

 private:
  /// Gives back what is in it, whatever happens: nothing, if it was lost.
  struct Loan {
    Pool& pool;
    std::unique_ptr<Database> database;
    ~Loan() { pool.give_back(std::move(database)); }
  };

  Result<std::unique_ptr<Database>> take();
  void give_back(std::unique_ptr<Database> database);
  /// Those that nobody uses.
  void close_idle();
  static bool is_lost(const Faults& faults);

  const Options options_;
  const std::size_t most_;
  mutable std::mutex mutex_;
  std::condition_variable came_back_;
  std::vector<std::unique_ptr<Database>> idle_;
  std::size_t taken_ = 0;  ///< in use or being opened
};

}  // namespace fugong::store
