// Workshop: does the jobs that are asked for (jobs.hpp), one at a time, on a thread of its own.
//
//   Workshop workshop({databases, shelf, clock, founding, cases});
//   workshop.start();
//   ... ask(t, job) ...; workshop.wake();
//
// Of several servers on one database one works at a time, by a lease; a job that a server left
// behind when it died has failed, and says so. A job ends after kMaxJobMs at the latest, and soon
// after it is asked to stop.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/clock.hpp"
#include "desks/publishing/impact.hpp"
#include "desks/publishing/jobs.hpp"
#include "desks/publishing/shelf.hpp"
#include "platform/store/lease.hpp"
#include "platform/store/pool.hpp"

namespace fugong::publishing {

inline constexpr std::int64_t kMaxJobMs = 15 * 60'000;
inline constexpr std::int64_t kLeaseMs = 120'000;

/// What the open cases would be judged by another pack, which has loaded, on a day; nothing more
/// once `stopped` says so, which is asked often.
using CasesUnder = std::function<Result<CaseImpact>(store::Database&, const Loaded& next, Date on,
                                                    const std::function<bool()>& stopped)>;
/// What else must hold of a pack that is to be served: what desks read of it.
using MoreChecks = std::function<Faults(const pack::Files&, const pack::Pack&)>;

struct WorkshopParts {
  store::Options place;  ///< of the database, for connections of its own
  store::Pool& databases;
  Shelf& shelf;
  const Clock& clock;                      ///< of the machine
  const Clock& office;                     ///< its day is that on which packs are in force
  std::shared_ptr<const Loaded> founding;  ///< the pack that the program has
  MoreChecks more_checks;
  CasesUnder cases;  ///< may be empty
};

class Workshop {
 public:
  /// What is referred to must outlive it.
  explicit Workshop(WorkshopParts parts);
  ~Workshop() { stop(); }
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  void start();
  /// A job at work is asked to stop, and waits to be begun again by the next server.
  void stop();
  /// Something was asked for.
  void wake();

  /// The pack that is in force on the day of the office, loaded.
  /// "pack-changed": its files in the database are not those that were published.
  Result<std::shared_ptr<const Loaded>> in_force(store::Database& database);
  /// The same for another day.
  Result<std::shared_ptr<const Loaded>> in_force(store::Database& database, Date day);

  /// One job, if one waits and nobody else is at work: for tests and for the thread. Whether there
  /// was one.
  Result<bool> run_one(store::Database& database);

 private:
  class Running;
  void work();

  const WorkshopParts is_;
  std::mutex mutex_;
  std::condition_variable woken_;
  bool has_work_ = true;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace fugong::publishing
