// Refusals: how often requests were refused, by day, route, status and kind of asker, for the audit
// log: who tries doors is seen, and nobody can fill the log by trying. Private to the program.
//
//   router.set_watcher([&](const std::string& route, const http::Request& request,
//                          const http::Response& response) {
//     refusals.note(route, request, response.status);
//   });
//   refusals.write_past(database, audit);                 // now and then: one event for a day
//
// Counted are 401, 403 and 429, and 404 of a thing that is named in the path: it is not there, or
// not for who asks. Counts stand in memory until their day is over or the server ends; what a
// program that is killed had counted that day is lost. Safe from many threads.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "base/clock.hpp"
#include "platform/audit/audit.hpp"
#include "platform/http/message.hpp"
#include "platform/store/database.hpp"

namespace fugong::app {

class Refusals {
 public:
  /// So many kinds of refusals are told one by one, those that came most; the others in sum.
  static constexpr std::size_t kMostTold = 50;

  /// The clock must outlive it; a day is that of China.
  explicit Refusals(const Clock& clock) : clock_(clock) {}

  void note(const std::string& route, const http::Request& request, int status);
  /// An event "server.refused" for each day that is over; what can't be written stays counted.
  Result<void> write_past(store::Database& database, const audit::Audit& audit);
  /// That of today too: the server ends.
  Result<void> write_all(store::Database& database, const audit::Audit& audit);

 private:
  struct What {
    std::string route;
    int status = 0;
    std::string by;  ///< "nobody", "session" or "key"
    auto operator<=>(const What&) const = default;
  };
  using Counts = std::map<What, std::int64_t>;

  Result<void> write_before(Date day, store::Database& database, const audit::Audit& audit);
  static std::string body_of(Date day, const Counts& counts);

  const Clock& clock_;
  std::mutex mutex_;
  std::map<Date, Counts> days_;
};

}  // namespace fugong::app
