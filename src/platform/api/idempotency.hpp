// Idempotency keys: a client that doesn't know whether its request arrived sends it again, and
// nothing happens twice.
//
//   database.migrate("api", api::migrations());
//   Idempotency idempotency(clock, random);
//   auto response = idempotency.once(
//       database, request, {"user-7", "POST /api/v1/cases"}, Demand::required,
//       [&](Transaction& t) -> Result<Response> { ...; return Response::json(body, 201); });
//
// The client makes up a key for each thing that it wants done and sends it as Idempotency-Key. The
// change and its answer are kept in one transaction: either both are there or neither. For a day
// the same request with that key gets the same answer with `Idempotency-Hit: true`; another request
// with it gets 409, and so does one while the first is at work, with Retry-After. Without a key 400
// where one is demanded. Keys are those of a user and a route: they never meet those of others.
//
// A program that dies while at work leaves its key taken for kAtWorkMs; should it come back after
// that and somebody else has taken the key over, its transaction is undone. Safe from many threads,
// each with its own database.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "platform/http/message.hpp"
#include "platform/store/database.hpp"

namespace fugong::api {

inline constexpr std::int64_t kKeptMs = 24 * 3'600'000;  ///< an answer
inline constexpr std::int64_t kAtWorkMs = 60'000;        ///< a key without an answer yet
inline constexpr std::size_t kMaxKeyBytes = 200;         ///< of visible ASCII characters

/// The schema, for Database::migrate("api", ...).
const std::vector<store::Migration>& migrations();

/// Whose request it is, and to what: both from the server's own knowledge, never from the request.
struct Caller {
  std::string user;
  std::string route;  ///< "POST /api/v1/cases"
};

enum class Demand : bool { optional, required };

/// The change. It may run again (store/database.hpp). An answer below 500 is kept with what it
/// changed; a fault or an answer from 500 on undoes that and frees the key.
using Act = std::function<Result<http::Response>(store::Transaction& t)>;

class Idempotency {
 public:
  /// Both must outlive it.
  Idempotency(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  /// The answer: of `act`, the one that is kept, or a refusal. Faults are those of `act` and of the
  /// store, and "idempotency-lost" if the key was taken over meanwhile. Without a key `act` runs in
  /// a transaction like any other. Of a rehearsal (Request::is_rehearsal) the answer is what `act`
  /// would have done: its transaction is always undone, and no key is asked for or taken.
  Result<http::Response> once(store::Database& database, const http::Request& request,
                              const Caller& caller, Demand demand, const Act& act) const;

  /// Takes away what is past its time; how many rows, at most `limit` at once.
  Result<std::int64_t> purge(store::Database& database, std::int64_t limit = 10'000) const;

 private:
  const Clock& clock_;
  Random& random_;
};

}  // namespace fugong::api
