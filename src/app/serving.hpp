// Serving: the pack that is served, with everything that answers by it, and its change for another
// one while requests go on.
//
//   auto serving = Serving::open({common, options, demo_date, clock, office, random, pages});
//   http::Server server(options, [&] { return (*serving)->router(); });
//   (*serving)->start(); ... server.stop(); (*serving)->stop();
//
// The pack of the packs folder is served until another one of its id is in force: one that was
// published (desks/publishing) with a day that has come. A thread looks every few seconds, and at
// once when something is published or withdrawn. What answers by the next pack is made beside what
// answers now, then every new request goes there; those that are under way end where they began.
// What hangs on no pack stays (house.hpp): rate limits, cursors, jobs, packs that are compiled. A
// pack for which that can't be made is reported and not served.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "app/commands.hpp"
#include "app/offices.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "desks/publishing/workshop.hpp"
#include "platform/http/router.hpp"
#include "platform/http/static_files.hpp"
#include "platform/store/pool.hpp"

namespace fugong::app {

class Serving {
 public:
  /// What is referred to must outlive it.
  struct Parts {
    const Common& common;
    const ServeOptions& options;
    Date demo_date;
    const Clock& clock;
    const Clock& office;  ///< its day says which pack is in force
    Random& random;
    const http::StaticFiles& pages;
  };
  static Result<std::unique_ptr<Serving>> open(const Parts& parts);
  ~Serving();

  /// What answers now, which keeps all that it answers by. From many threads.
  std::shared_ptr<const http::Router> router() const;
  std::shared_ptr<const publishing::Loaded> served() const;

  void start();
  void stop();

 private:
  struct Generation;
  Serving(const Parts& parts, const std::shared_ptr<const publishing::Loaded>& founding,
          const store::Options& place, std::unique_ptr<House> house);
  Result<std::shared_ptr<const Generation>> make(std::shared_ptr<const publishing::Loaded> loaded,
                                                 bool is_first);
  /// An event of the audit log: by which pack, and on which day if the clock was moved.
  Result<void> record_start();
  /// Adds how a published pack is taken back without a server, if that pack is what is wrong.
  Faults with_way_out(Faults faults);
  /// When the pack in force came to be it.
  Result<std::int64_t> in_force_since();
  /// Has the packs of open cases compiled, so that no request waits for that.
  Result<void> fetch_packs_in_use();
  void add_jobs();
  std::shared_ptr<const Generation> now() const;
  /// Serves the pack in force, if it is another one.
  void follow();
  void watch();
  /// How often requests were refused on days that are over, or that of today too.
  void write_refusals(bool all);
  void told();

  const Parts parts_;
  const std::unique_ptr<House> house_;  ///< behind all that refers to it
  store::Pool databases_;
  store::Pool probe_;  ///< for who asks whether the database answers
  publishing::Shelf shelf_;
  publishing::Workshop workshop_;
  const PackOffice packs_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Generation> now_;
  /// Those whose last requests may still be under way: ended by the thread that watches.
  std::vector<std::shared_ptr<const Generation>> before_;
  std::string refused_;                             ///< hash of a pack that could not be served
  std::chrono::steady_clock::time_point again_at_;  ///< when it is tried again
  std::condition_variable woken_;
  bool has_news_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace fugong::app
