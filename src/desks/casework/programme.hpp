// The programme's own part in cases: what follows from the clock and from the rules alone, without
// anybody who acts.
//
//   auto round = run_programme(database, {casebook, counter, clock});
//   for (const auto& [reference, fault] : round->faults) ...       // the others went on
//
//   auto begun = begin_cases(database, parts, {.provision = "6.12", .place = "2102"});
//
// Each case is a transaction of its own: whatever is wrong with one is told, and the rest goes on.
// Doing it again does nothing twice: an act is done to the version that was looked at, and a case
// is begun once for a firm, provision and subject. The caller sees to it that one of several
// servers does it (store/lease.hpp); two at once would only be in each other's way.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "desks/casework/counter.hpp"
#include "desks/casework/pack_shelf.hpp"
#include "desks/register/register.hpp"

namespace fugong::casework {

/// The actor of what no person does.
inline constexpr std::string_view kProgramme = "programme";

struct Rejudging;

struct Programme {
  const Casebook& cases;
  const Counter& counter;
  const Clock& clock;
  /// In the transaction of every act, before it: a fault ends the round ("lease-lost"). Empty:
  /// nothing is asked.
  std::function<Result<void>(store::Transaction&)> guard = {};
  /// By what a case is judged anew before anything is decided by itself; null: it isn't.
  const Rejudging* rejudging = nullptr;
};

/// What the programme is to do to a case on a day; none: nothing. It grants what is left beside
/// other cases of the firm (`against`), and refuses where that is nothing.
std::optional<Event> programme_act(const Case& now, const Procedure& procedure,
                                   const Calendar& calendar, const Date& today,
                                   const std::vector<Against>& against = {});

/// What was done to cases, and what could not be.
struct Round {
  std::size_t looked_at = 0;
  std::size_t counted_anew = 0;                       ///< lines that another calendar had counted
  std::vector<std::pair<std::string, Act>> acts;      ///< by the case's reference
  std::vector<std::pair<std::string, Fault>> faults;  ///< the first one of each case
};

/// First, every line that another calendar counted is written by this one's days; then every open
/// case whose clock has run out or that waits for the programme. A fault of the whole is
/// one of the database.
Result<Round> run_programme(store::Database& database, const Programme& programme);

/// Which cases to begin without an application (免申即享).
struct Beginning {
  std::string provision;
  std::string place;  ///< first digits of the places' code; empty: the whole register
  std::string by = std::string(kProgramme);  ///< who ordered it
  bool dry_run = false;                      ///< count, and begin none
  std::int64_t after = 0;                    ///< firms of the register behind this number
  std::size_t firms = 2'000;                 ///< look at so many at most
  std::int64_t for_ms = 0;                   ///< and begin no more of them after so long; 0: do
  /// Firms that whoever ordered it has no part in. Empty: none.
  std::function<bool(std::string_view firm)> leaves_out = {};
};

struct Begun {
  std::size_t firms = 0;     ///< of the place
  std::size_t entitled = 0;  ///< subjects
  std::size_t already =
      0;  ///< of them those about whom there is a case, or to whom others leave nothing
  std::size_t begun = 0;
  Money amount;  ///< of those begun; in a dry run of those that would be
  std::vector<std::string> references;
  std::vector<std::pair<std::string, Fault>> faults;  ///< by the firm's id
  std::optional<std::int64_t> next;                   ///< where to go on; none: that was all
};

/// Faults of the whole: "procedure-none", "start-not-open" (it isn't begun this way), and those of
/// the database. `in_force`: the pack of the register.
Result<Begun> begin_cases(store::Database& database, const Programme& programme,
                          const PackInUse& in_force, enterprise_register::Register& enterprises,
                          Random& random, const Beginning& what);

}  // namespace fugong::casework
