// Context: what the whole room is given: the clock, randomness, the cost of passwords, who records
// changes, and the settings of the installation. Nothing here is a default account.
//
//   const Context context{clock, random, hasher, recorder, {}};
//   database.migrate("identity", migrations());
//   Accounts(database, context).first_run("admin");
//
// It must outlive whatever was made with it; the same one may serve several threads if the clock,
// the randomness and the recorder may. A Database belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "platform/identity/password.hpp"
#include "platform/store/database.hpp"

namespace fugong::identity {

/// What happened to an account, for the audit record. Never a secret, never a name or a phone.
/// `what` is one of: person-joined, person-left, person-locked, person-unlocked, person-reset,
/// person-revealed, person-corrected, person-forgotten, person-erased, role-granted, role-ended,
/// password-set, factor-set, factor-used, recovery-used, signed-in, sign-in-failed, signed-out,
/// key-made, key-ended, recovery-renewed, body-named, body-ended, mandate-asked, mandate-confirmed,
/// mandate-refused, mandate-ended, mandate-reported, mandate-cleared, representatives-kept.
struct Change {
  std::int64_t at_ms = 0;
  std::string what;
  std::int64_t by = 0;      ///< a person; 0: nobody who is known, a key, or the console
  std::int64_t person = 0;  ///< whose account; 0: none that is known
  std::vector<std::pair<std::string, std::string>> details = {};  ///< "role", "scope", "source" ...
};

/// Writes a change into the transaction in which it is made: both stay or neither does. Its fault
/// undoes the change. The transaction may run again, so nothing outside the database.
class Recorder {
 public:
  virtual ~Recorder() = default;
  virtual Result<void> record(store::Transaction& transaction, const Change& change) = 0;
};

/// For tests and tools that have no audit record.
class NoRecorder final : public Recorder {
 public:
  Result<void> record(store::Transaction&, const Change&) override { return {}; }
};

/// How guessing is slowed down: after `free` failures each further one doubles the wait.
struct Lockout {
  std::int64_t free = 5;
  std::int64_t first_wait_ms = 30'000;
  std::int64_t longest_wait_ms = 15 * 60'000;  ///< nobody is locked out for good by somebody else
  std::int64_t forget_ms = 24 * 3'600'000;     ///< after so long without a failure
};

struct Settings {
  PasswordPolicy passwords = PasswordPolicy::asvs();
  std::int64_t session_idle_ms = 30 * 60'000;
  std::int64_t session_longest_ms = 12 * 3'600'000;
  /// From the password to the second factor or the new password.
  std::int64_t unfinished_ms = 10 * 60'000;
  /// A one-time secret of somebody who joins or is reset.
  std::int64_t invitation_ms = 72 * 3'600'000;
  std::int64_t first_run_ms = 24 * 3'600'000;
  /// A code that is sent to a phone.
  std::int64_t code_ms = 10 * 60'000;
  std::int64_t code_tries = 3;
  Lockout per_account = {};
  Lockout per_source = {.free = 50};  ///< a whole office may stand behind one address
  /// 32 bytes in hex, from a file that is not in the database's backups: seals the seeds of second
  /// factors. Empty: they are kept as they are.
  std::string seal_key_hex = {};
  std::string issuer = "Fugong";  ///< the name that an authenticator app shows
};

struct Context {
  const Clock& clock;
  Random& random;
  const PasswordHasher& hasher;
  Recorder& recorder;
  Settings settings = {};
};

/// The tables of the room, "identity" to Database::migrate.
const std::vector<store::Migration>& migrations();

}  // namespace fugong::identity
