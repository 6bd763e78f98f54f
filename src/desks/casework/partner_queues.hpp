// Partner queues: which partner is asked about a case. It stands in the case's line, which is the
// scope of the partner in the store, so it has to be right whenever somebody looks:
//  - who serves a place is set with every event of the case, in its transaction (casebook.hpp), and
//    again in that of the operator's change (`Casebook::hand_over`);
//  - whom a fact of the firm names is set when the case is filed. The register may say otherwise
//    later, which a job follows; whoever shows such a case asks anew (`named_partner`).
//
//   serving = bodies.name(console, {.body = "bank-a", .place = "2109"});
//   Casebook::hand_over(t, served_by_bodies(), "2109", "");         // the same transaction
//   at = *follow_partners(database, queues, at, guard);             // every minute
#pragma once

#include <functional>
#include <string>

#include "desks/casework/casebook.hpp"
#include "desks/register/register.hpp"
#include "pack/pack.hpp"

namespace fugong::casework {

/// How many cases a round of the job looks at.
inline constexpr std::size_t kQueueRound = 2'000;

/// As the operator says (`fugong partners`).
ServedBy served_by_bodies();

/// The partner that a fact of the firm names, where the procedure asks for that one; else empty.
/// Not within a transaction of the register's database.
Result<std::string> named_partner(const pack::Pack& pack,
                                  enterprise_register::Register& enterprises, const Matter& matter,
                                  const Procedure& procedure);

/// What is referred to must outlive it.
struct PartnerQueues {
  const Casebook& cases;
  const Procedures& procedures;
  const pack::Pack& pack;
  enterprise_register::Register& enterprises;
  ServedBy served_by;
};

/// Looks anew at the cases that wait for a partner, behind `from`, and hands those to another that
/// are with the wrong one; comes back with where the next round goes on. `guard` as
/// Programme::guard.
Result<After> follow_partners(store::Database& database, const PartnerQueues& queues, After from,
                              const std::function<Result<void>(store::Transaction&)>& guard);

}  // namespace fugong::casework
