// Counter: what people do to cases, with the money that moves and the proof of it, all in one
// transaction.
//
//   const Counter counter(casebook, audit, clock, shard_of);
//   database.transact([&](store::Transaction& t) {
//     return counter.happen(t.within(scope), number, version, event);
//   });
//
// Every act is an event of the audit log, with the hash of the case's event in it, which
// casebook_verify.hpp compares. Money follows the case through the ledger: it is reserved
// when the case is filed and judged anew, committed when the decision stands, paid to the firm by
// the order, owed and received back in a recovery, set free where nothing is granted. The ledger's
// ids are made of the case's reference and the event's number, so that a transaction that runs
// again moves nothing twice. A fund that is short does not keep a firm from applying; the decision
// is then what fails ("ledger-overdrawn"), and the case stays as it was. A payment is refused where
// another case has paid for the same ("paid-already"), one of the firm's is held ("firm-held"), or
// nobody has looked into what the case has in common with those of other firms ("duplicates-open").
// What is decided stays within what the pack's rules of stacking leave beside the firm's other
// cases ("held-otherwise", "amount-beyond-entitlement"); the event keeps what bounded it.
//
// Who acts must be allowed to (platform/identity) before. Values that refer to what they are given,
// which must outlive them; as safe for threads as the Audit is.
#pragma once

#include <functional>
#include <string_view>

#include "desks/casework/casebook.hpp"
#include "desks/receipt/receipt.hpp"
#include "platform/audit/audit.hpp"
#include "platform/ledger/fund.hpp"
#include "platform/ledger/ledger.hpp"

namespace fugong::casework {

/// The shard of the ledger that a place's money is in.
using ShardOf = std::function<ledger::Shard(std::string_view place)>;

class Counter {
 public:
  Counter(const Casebook& cases, const audit::Audit& audit, const Clock& clock, ShardOf shard_of)
      : cases_(&cases), audit_(&audit), clock_(&clock), shard_of_(std::move(shard_of)) {}

  /// As Casebook::file. The event's time is the clock's.
  /// `papers`: of the judgement, if they are to be kept with the case.
  Result<Stored> file(store::Transaction& t, Event event, std::int64_t number,
                      const receipt::Papers* papers = nullptr,
                      const std::string& partner = {}) const;
  /// As Casebook::happen. Payments and what comes back get their reference here.
  Result<Stored> happen(store::Transaction& t, std::int64_t number, std::int64_t version,
                        Event event, const receipt::Papers* papers = nullptr) const;

  /// Somebody who is not of the firm read it: an event of the audit log, once for each person, case
  /// and day of `now_ms`. Before it is given out.
  Result<void> note_reading(store::Database& database, const Actor& by, const Stored& stored,
                            std::int64_t now_ms) const;

  /// The fund that a case is paid out of; none where its procedure pays nothing.
  static std::optional<ledger::Fund> fund_of(const Case& now, const Procedure& procedure);

 private:
  /// The money and the proof of an event that has happened to a case.
  Result<Stored> complete(store::Transaction& t, const Case& before, Stored stored,
                          const Event& event) const;
  /// The same need is not paid twice, and nothing to a firm one of whose cases is held.
  Result<void> pays_once(store::Transaction& t, const Stored& stored) const;
  /// What it has in common with cases of other firms has been looked into.
  Result<void> is_looked_into(store::Transaction& t, const Stored& stored) const;
  /// The warnings that are named by their ids, as they are kept.
  Result<std::vector<Cleared>> named(store::Transaction& t, const Stored& stored,
                                     const std::vector<Cleared>& wanted) const;
  /// What other cases of the firm leave, for an act that decides.
  Result<std::vector<Against>> measure(store::Transaction& t, const Stored& stored, Act act) const;
  Result<void> prove(store::Transaction& t, const Stored& stored, const Procedure& procedure,
                     const Event& event) const;

  const Casebook* cases_;
  const audit::Audit* audit_;
  const Clock* clock_;
  ShardOf shard_of_;
};

}  // namespace fugong::casework
