// Partner queues: which partner is asked about a case, and the queue that the case is put into, so
// that a partner's list reads its own cases and not those of the whole country.
//
//   auto body = queues.asked(matter, procedure);                 // now, as it may be shown by
//   at = *sort_partner_queues(database, queues, at, guard);      // every minute
//
// Who is asked follows from what the operator says (`fugong partners`) and from what the register
// says of the firm, which both may change while a case waits. So the queue is only where a list
// looks; whether a case may be seen is asked anew each time. A case that nobody has put anywhere
// yet is looked at in every partner's list.
#pragma once

#include <functional>
#include <string>

#include "desks/casework/case_access.hpp"
#include "desks/casework/casebook.hpp"
#include "desks/register/register.hpp"
#include "pack/pack.hpp"

namespace fugong::casework {

/// The queue of cases about which nobody can be asked; no body's id.
inline constexpr const char* kNobodysQueue = "-";
/// How many cases of each kind a round looks at.
inline constexpr std::size_t kQueueRound = 2'000;

/// What is referred to must outlive it.
struct PartnerQueues {
  const Casebook& cases;
  const Procedures& procedures;
  const pack::Pack& pack;
  enterprise_register::Register& enterprises;
  ServedBy served_by;

  /// The partner that a case is a matter of: the one that a fact of the firm names, or that serves
  /// the place. Empty: none.
  Result<std::string> asked(const Matter& matter, const Procedure& procedure) const;
};

/// Puts the cases that wait for a partner and are in no queue yet into theirs, and looks anew at
/// others, behind `from`; comes back with where the next round goes on. `guard` as
/// Programme::guard.
Result<After> sort_partner_queues(store::Database& database, const PartnerQueues& queues,
                                  After from,
                                  const std::function<Result<void>(store::Transaction&)>& guard);

}  // namespace fugong::casework
