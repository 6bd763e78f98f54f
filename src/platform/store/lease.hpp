// Leases: which of several workers does a job, kept in a table; no lock is held meanwhile.
//
//   Leases leases(database, clock);
//   auto lease = leases.take("send-letters", my_name, 30'000);      // empty: somebody else has it
//   ... leases.renew(*lease, 30'000) ...                            // false: it was lost
//   database.transact([&](Transaction& t) -> Result<void> {
//     auto mine = Leases::is_held(t, *lease);                       // in the transaction that
//     counts
//     ...
//   });
//   leases.give_back(*lease);
//
// A lease ends by itself, by the clock of whoever wants it next, so that the job of a worker that
// died is taken up again. Clocks of several machines differ: a slow worker may believe that a lease
// is his while another has it. So each lease has a token that grows with every taker; what a worker
// does under a lease stands in one transaction with is_held(), which nobody passes with an older
// token.
//
// The database must outlive it, and has the room "lease" (lease_schema). One thread; other threads
// and programs have their own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/fault.hpp"
#include "platform/store/database.hpp"

namespace fugong::store {

const std::vector<Migration>& lease_schema();

struct Lease {
  std::string name;
  std::int64_t token = 0;     ///< greater than that of everybody who had it before
  std::int64_t until_ms = 0;  ///< since 1970-01-01T00:00:00Z, when it ends by itself
};

class Leases {
 public:
  Leases(Database& database, const Clock& clock) : database_(&database), clock_(&clock) {}

  /// Brings the table up.
  static Result<void> migrate(Database& database);

  /// For so many milliseconds, if nobody has it: neither another holder nor the same one. `holder`
  /// is for people who look into the table.
  Result<std::optional<Lease>> take(std::string_view name, std::string_view holder,
                                    std::int64_t for_ms);
  /// From now on for so long, also if it has ended and nobody took it since. False: somebody did.
  Result<bool> renew(Lease& lease, std::int64_t for_ms);
  /// The next one may take it at once. Nothing if somebody has it already.
  Result<void> give_back(const Lease& lease);
  /// Whether nobody took it since; it then lasts for half of `for_ms` at least, from `now_ms` on.
  static Result<bool> hold(Transaction& t, const Lease& lease, std::int64_t now_ms,
                           std::int64_t for_ms);
  /// Whether nobody took it since.
  static Result<bool> is_held(Transaction& t, const Lease& lease);

 private:
  Database* database_;
  const Clock* clock_;
};

}  // namespace fugong::store
