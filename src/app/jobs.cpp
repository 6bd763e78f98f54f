#include "app/jobs.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>

namespace fugong::app {
namespace {

constexpr std::chrono::milliseconds kTick{500};

/// For people who look into the table.
std::string holder_name() {
  char name[256] = {};
  if (gethostname(name, sizeof name - 1) != 0) name[0] = '\0';
  return std::string(name) + "/" + std::to_string(getpid());
}

Held still_held(const store::Lease& lease, const Clock& clock, std::int64_t for_ms) {
  return [lease, &clock, for_ms](store::Transaction& t) -> Result<void> {
    const auto held = store::Leases::hold(t, lease, clock.now_ms(), for_ms);
    if (!held) return fail(held.error());
    if (*held) return {};
    return fail("lease-lost", Place{t.name(), 0, 0, ""},
                {"这项定时任务已由另一台服务器接手", "another server has taken this job over"},
                {"不必处理：它会接着做", "nothing needs to be done: that one goes on"});
  };
}

}  // namespace

Jobs::Jobs(store::Options place, const Clock& clock,
           std::function<void(const std::string& job, const Faults&)> say)
    : place_(std::move(place)), clock_(clock), say_(std::move(say)) {}
Jobs::~Jobs() {
  stop();
}

void Jobs::add(Job job) {
  jobs_.push_back({std::move(job), 0, ""});
}

void Jobs::hurry(const std::string& name) {
  const std::lock_guard lock(mutex_);
  hurried_.insert(name);
}

bool Jobs::take_hurry(const Planned& planned) {
  const std::lock_guard lock(mutex_);
  return hurried_.erase(planned.job.name) > 0;
}

void Jobs::tell(Planned& planned, const Faults& faults) {
  const std::string code = faults.empty() ? "" : faults.front().code;
  if (!faults.empty() && code != planned.said) say_(planned.job.name, faults);
  planned.said = code;
}

std::vector<std::string> Jobs::run_due(store::Database& database) {
  std::vector<std::string> done;
  store::Leases leases(database, clock_);
  for (Planned& planned : jobs_) {
    const std::int64_t now = clock_.now_ms();
    const bool is_hurried = take_hurry(planned);
    if (now < planned.next_ms && !is_hurried) continue;
    const Job& job = planned.job;
    auto lease = leases.take("job/" + job.name, holder_name(), job.every_ms);
    if (lease && !*lease && is_hurried && planned.lease) {
      // The one who has it may be this server, from the last time.
      const auto renewed = leases.renew(*planned.lease, job.every_ms);
      if (renewed && *renewed) *lease = planned.lease;
    }
    if (!lease) {
      tell(planned, lease.error());
      planned.next_ms = now + job.every_ms;
      continue;
    }
    if (!*lease) {
      // Somebody else has it: soon after it ends this one asks again.
      planned.next_ms = now + std::max<std::int64_t>(job.every_ms / 2, 1);
      continue;
    }
    planned.next_ms = (**lease).until_ms;
    planned.lease = **lease;
    const auto ran = job.run(database, still_held(**lease, clock_, job.every_ms));
    tell(planned, ran ? Faults{} : ran.error());
    done.push_back(job.name);
  }
  return done;
}

void Jobs::loop() {
  std::optional<store::Database> database;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    if (!database) {
      auto opened = store::Database::open(place_);
      if (opened) {
        database.emplace(std::move(*opened));
      } else {
        say_("", opened.error());
      }
    }
    if (database) run_due(*database);
    lock.lock();
    wake_.wait_for(lock, database ? kTick : 20 * kTick, [this] { return stopping_; });
  }
}

void Jobs::start() {
  thread_ = std::thread([this] { loop(); });
}

void Jobs::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

}  // namespace fugong::app
