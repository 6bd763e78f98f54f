#include "desks/publishing/workshop.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "base/json_writer.hpp"
#include "desks/publishing/fault_json.hpp"
#include "desks/publishing/published.hpp"
#include "pack/check/check.hpp"

namespace fugong::publishing {
namespace {

using store::Database;
using store::Lease;
using store::Leases;
using store::Transaction;

constexpr const char* kLease = "publishing/jobs";
constexpr std::int64_t kTellEveryMs = 500;
constexpr std::chrono::seconds kLookEvery{5};

std::string faults_json(const Faults& faults) {
  JsonWriter w;
  w.begin_array();
  for (const Fault& fault : faults)
    write_fault(w, fault);
  w.end_array();
  return w.take();
}

Faults interrupted() {
  return {{"job-interrupted",
           Place{},
           {"服务停止，任务没有做完", "the server stopped before it was done"},
           {"重新开始", "begin it again"}}};
}

Faults too_long() {
  return {{"job-too-long",
           Place{},
           {fmt::format("{} 分钟内没有做完", kMaxJobMs / 60'000),
            fmt::format("it was not done within {} minutes", kMaxJobMs / 60'000)},
           {"用较小的样本，或在命令行运行 fugong",
            "take a smaller sample, or run it with fugong on the command line"}}};
}

std::string check_json(const pack::CheckReport& report, const Faults& faults,
                       const std::string& hash) {
  const auto count = [](std::size_t n) { return static_cast<std::int64_t>(n); };
  JsonWriter w;
  w.begin_object().key("passed").boolean(faults.empty()).key("hash").string(hash);
  w.key("examples_run").number(count(report.examples_run));
  w.key("expectations").number(count(report.expectations));
  w.key("mutations").number(count(report.mutations)).key("proofs").begin_array();
  for (const pack::ProofCount& proof : report.proofs) {
    w.begin_object().key("what").text(proof.what).key("proved").number(count(proof.proved));
    w.key("found").number(count(proof.found)).key("unproved").number(count(proof.unproved));
    w.end_object();
  }
  w.end_array();
  write_faults(w, "faults", faults);
  write_faults(w, "warnings", report.warnings);
  write_faults(w, "notes", report.notes);
  w.end_object();
  return w.take();
}

}  // namespace

/// One job at work: how far it is, and whether it may go on.
class Workshop::Running {
 public:
  Running(Workshop& shop, Database& database, Lease lease, Job job)
      : shop_(shop),
        is_(shop.is_),
        database_(database),
        lease_(std::move(lease)),
        job_(std::move(job)),
        began_ms_(is_.clock.now_ms()) {}

  Result<void> run() {
    auto outcome = job_.kind == Job::Kind::check ? check() : impact();
    if (outcome && !stopped_) {
      job_.state = Job::State::done;
    } else if (stopped_ && !is_late_ && !shop_.stopping_) {
      job_.state = Job::State::cancelled;
      job_.result.clear();
    } else {
      job_.state = Job::State::failed;
      job_.result = faults_json(shop_.stopping_ ? interrupted()
                                : is_late_      ? too_long()
                                                : outcome.error());
    }
    job_.finished_ms = is_.clock.now_ms();
    return database_.transact([&](Transaction& t) -> Result<void> {
      auto mine = Leases::is_held(t, lease_);
      if (!mine) return fail(std::move(mine.error()));
      // Whoever has the lease now has said already that this one was left behind.
      return *mine ? finish(t, job_) : Result<void>{};
    });
  }

 private:
  /// Whether to go on. Called from one thread at a time.
  bool tell(std::string_view step, std::int64_t done, std::int64_t total) {
    const std::int64_t now = is_.clock.now_ms();
    const bool is_new = step != job_.step;
    job_.step = step;
    job_.done = done;
    job_.total = total;
    is_late_ = is_late_ || now - began_ms_ > kMaxJobMs;
    stopped_ = stopped_ || is_late_ || shop_.stopping_;
    if (stopped_ || (!is_new && now - told_ms_ < kTellEveryMs)) return !stopped_;
    told_ms_ = now;
    // A database that is busy for a moment is no reason to stop.
    auto told = is_.databases.use([&](Database& other) -> Result<void> {
      bool is_to_stop = false;
      auto kept = other.transact([&](Transaction& t) -> Result<void> {
        auto asked = advance(t, job_);
        if (!asked) return fail(std::move(asked.error()));
        is_to_stop = *asked;
        return {};
      });
      if (!kept) return kept;
      stopped_ = is_to_stop;
      auto held = Leases(other, is_.clock).renew(lease_, kLeaseMs);
      if (!held) return fail(std::move(held.error()));
      if (!*held) stopped_ = true;
      return {};
    });
    if (!told) told_ms_ = 0;  // and told again at the next chance
    return !stopped_;
  }

  bool is_to_stop() { return !tell(job_.step, job_.done, job_.total); }

  Draft draft() const {
    Draft of;
    of.id = job_.draft;
    of.pack = is_.founding->pack->id;
    of.revision = job_.revision;
    of.hash = job_.hash;
    return of;
  }

  Result<void> check() {
    tell("loading", 0, 0);
    const auto loaded = is_.shelf.get(database_, draft());
    if (!loaded) return fail(loaded.error());
    pack::CheckReport report;
    Faults faults;
    if ((*loaded)->pack) {
      tell("examples", 0, 0);
      std::mutex mutex;
      pack::CheckPlan plan;
      plan.workers = 1;
      plan.progress = [&](std::size_t done, std::size_t total) {
        const std::lock_guard lock(mutex);
        tell("changes", static_cast<std::int64_t>(done), static_cast<std::int64_t>(total));
      };
      plan.stopped = [&] {
        const std::lock_guard lock(mutex);
        return is_to_stop();
      };
      report = pack::check((*loaded)->files, *(*loaded)->pack, plan);
      faults = std::move(report.faults);
      if (is_.more_checks) append(faults, is_.more_checks((*loaded)->files, *(*loaded)->pack));
    } else {
      faults = (*loaded)->pack.error();
    }
    job_.passed = faults.empty();
    job_.faults = static_cast<std::int64_t>(faults.size());
    job_.warnings = static_cast<std::int64_t>(report.warnings.size());
    job_.result = check_json(report, faults, job_.hash);
    return {};
  }

  Result<void> impact() {
    tell("loading", 0, 0);
    const auto after = is_.shelf.get(database_, draft());
    if (!after) return fail(after.error());
    if (!(*after)->pack) return fail((*after)->pack.error());
    const auto before = shop_.in_force(database_, job_.on);
    if (!before) return fail(before.error());
    tell("register", 0, 0);
    auto own = Database::open(is_.place);
    if (!own) return fail(std::move(own.error()));
    auto enterprises = enterprise_register::Register::open(std::move(*own), (*before)->pack->book);
    if (!enterprises) return fail(std::move(enterprises.error()));
    const auto sample = sample_register(*enterprises, static_cast<std::size_t>(job_.sample),
                                        job_.hash, job_.on, [this] { return is_to_stop(); });
    if (!sample) return fail(sample.error());
    const auto found = work_out(
        **before, **after, *sample, {job_.on, job_.on},
        [this](std::int64_t done, std::int64_t total) { return tell("firms", done, total); });
    if (!found) return fail(found.error());
    std::optional<CaseImpact> cases;
    if (is_.cases) {
      tell("cases", 0, 0);
      auto judged = is_.cases(database_, **after, job_.on, [this] { return is_to_stop(); });
      if (!judged) return fail(std::move(judged.error()));
      cases = std::move(*judged);
    }
    job_.base_hash = (*before)->hash;
    job_.result = impact_json(*found, cases ? &*cases : nullptr);
    return {};
  }

  Workshop& shop_;
  const WorkshopParts& is_;
  Database& database_;
  Lease lease_;
  Job job_;
  std::int64_t began_ms_;
  std::int64_t told_ms_ = 0;
  bool stopped_ = false;
  bool is_late_ = false;
};

Workshop::Workshop(WorkshopParts parts) : is_(std::move(parts)) {
  FUGONG_CHECK(is_.founding && is_.founding->pack, "the program has a pack that loads");
  is_.shelf.put(is_.founding);
}

void Workshop::start() {
  thread_ = std::thread([this] { work(); });
}

void Workshop::stop() {
  stopping_ = true;
  wake();
  if (thread_.joinable()) thread_.join();
}

void Workshop::wake() {
  {
    const std::lock_guard lock(mutex_);
    has_work_ = true;
  }
  woken_.notify_all();
}

Result<std::shared_ptr<const Loaded>> Workshop::in_force(Database& database) {
  return in_force(database, is_.office.today());
}

Result<std::shared_ptr<const Loaded>> Workshop::in_force(Database& database, Date day) {
  std::optional<Publication> now;
  auto read = database.read([&](Transaction& t) -> Result<void> {
    auto found = publishing::in_force(t, is_.founding->pack->id, day);
    if (!found) return fail(std::move(found.error()));
    now = std::move(*found);
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  if (!now) return is_.founding;
  Draft of;
  of.id = now->draft;
  of.pack = now->pack;
  of.revision = now->revision;
  of.hash = now->hash;
  auto loaded = is_.shelf.get(database, of);
  if (!loaded) return loaded;
  if ((*loaded)->hash != now->hash) return fail(pack_changed(*now));
  if (!(*loaded)->pack) return fail((*loaded)->pack.error());
  return loaded;
}

Result<bool> Workshop::run_one(Database& database) {
  std::optional<Job> job;
  const auto look = [&]() -> Result<void> {
    return database.read([&](Transaction& t) -> Result<void> {
      auto found = next_waiting(t);
      if (!found) return fail(std::move(found.error()));
      job = std::move(*found);
      return {};
    });
  };
  auto looked = look();
  if (!looked) return fail(std::move(looked.error()));
  if (!job) return false;
  Leases leases(database, is_.clock);
  auto lease = leases.take(kLease, "publishing", kLeaseMs);
  if (!lease) return fail(std::move(lease.error()));
  if (!*lease) return false;
  auto begun = database.transact([&](Transaction& t) -> Result<void> {
    auto left = fail_left_over(t, is_.clock.now_ms(), faults_json(interrupted()));
    if (!left) return left;
    // Somebody may have done it since.
    auto found = next_waiting(t);
    if (!found) return fail(std::move(found.error()));
    job = std::move(*found);
    return job ? publishing::start(t, *job, is_.clock.now_ms()) : Result<void>{};
  });
  if (!begun) return fail(std::move(begun.error()));
  Result<void> done;
  if (job) {
    job->state = Job::State::running;
    done = Running(*this, database, **lease, *job).run();
  }
  auto given = leases.give_back(**lease);
  if (!done) return fail(std::move(done.error()));
  if (!given) return fail(std::move(given.error()));
  return job.has_value();
}

void Workshop::work() {
  std::optional<Database> own;  // a job goes on for minutes: no worker is to wait for it
  while (!stopping_) {
    if (!own) {
      if (auto opened = Database::open(is_.place)) own.emplace(std::move(*opened));
    }
    if (own) {
      const auto did = run_one(*own);
      if (did && *did) continue;
      if (!did) own.reset();
    }
    std::unique_lock lock(mutex_);
    woken_.wait_for(lock, kLookEvery, [this] { return has_work_ || stopping_; });
    has_work_ = false;
  }
}

}  // namespace fugong::publishing
