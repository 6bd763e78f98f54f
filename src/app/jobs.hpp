// Jobs: what a server does by itself every so often, and of several servers on one database only
// one at a time. Private to the program.
//
//   Jobs jobs(database_options, clock, say);
//   jobs.add({"cases", 60'000, [&](store::Database& database, const Held& held) {
//     return run(database, held);                       // held(t) in every transaction that counts
//   }});
//   jobs.start();   ...   jobs.stop();
//
// A job is done under a lease that ends by itself after `every_ms`: whoever takes it then does the
// job again, so that of all servers together it is done about once in that time. A job that takes
// longer passes `held` again and again, which renews the lease in the transaction that it stands
// in; one that didn't for so long may lose it, `held` is then a fault ("lease-lost") and what it
// stands in is undone. Jobs run on one thread of their own with a connection of their own, one
// behind the other. Add all of them before start(); the rest is for the thread that made it.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "platform/store/database.hpp"
#include "platform/store/lease.hpp"

namespace fugong::app {

/// To be asked in a transaction, before what it does: whether the job is still this server's. It
/// then stays so for half of its time at least.
using Held = std::function<Result<void>(store::Transaction&)>;

struct Job {
  std::string name;
  std::int64_t every_ms = 60'000;
  std::function<Result<void>(store::Database&, const Held&)> run;
};

class Jobs {
 public:
  /// `say` is told what went wrong otherwise than the time before, on the thread of the jobs.
  Jobs(store::Options place, const Clock& clock,
       std::function<void(const std::string& job, const Faults&)> say);
  ~Jobs();
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  void add(Job job);
  void start();
  /// Has a job done soon, if its time had not come: what it goes by has changed. Any thread.
  void hurry(const std::string& name);
  /// Waits for the job at hand.
  void stop();

  /// Does what is due by the clock and can be had; the names of what was done, or tried.
  std::vector<std::string> run_due(store::Database& database);

 private:
  struct Planned {
    Job job;
    std::int64_t next_ms = 0;
    std::string said;  ///< code of what went wrong last time, which is not said again
    std::optional<store::Lease> lease = {};  ///< of the last time
  };
  bool take_hurry(const Planned& planned);
  void tell(Planned& planned, const Faults& faults);
  void loop();

  store::Options place_;
  const Clock& clock_;
  std::function<void(const std::string&, const Faults&)> say_;
  std::vector<Planned> jobs_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::set<std::string> hurried_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace fugong::app
