// Impact: what another pack would make of the cases that are open, and making it so.
//
//   auto impact = impact_on(t, {casebook, enterprises, shelf, random}, next, today, after, 100);
//   for (const Rejudged& one : impact->cases) ...          // before and after, nothing is kept
//
//   auto done = rerun(database, counter, one);             // act "rerun", by the programme
//
// Judged anew is what is open and not decided yet: by what the register knows on that day and the
// firm has stated in the case. A case keeps the procedure of the pack that it was filed under.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desks/casework/pack_shelf.hpp"
#include "desks/casework/programme.hpp"
#include "desks/register/register.hpp"

namespace fugong::casework {

struct Rejudging {
  const Casebook& cases;
  enterprise_register::Register& enterprises;
  const PackShelf& shelf;
  Random& random;          ///< of the salts of the receipts
  std::string place = {};  ///< first digits of the places whose cases are judged; empty: all
  std::string by = std::string(kProgramme);  ///< who ordered it
};

struct Rejudged {
  std::int64_t number = 0;
  std::string reference;
  Matter matter;
  std::int64_t version = 0;  ///< Case::events that it was judged for
  Judgement before;
  std::optional<Judgement> after;  ///< none: it can't be judged by that pack, `faults` say why
  Faults faults;
  Event event;             ///< the rerun that would make it so; only with `after`
  receipt::Papers papers;  ///< of that judgement

  /// Whether anything but the pack differs.
  bool differs() const;
};

struct Impact {
  /// Those that this pack has not judged, or by other facts or findings than those that stand.
  std::vector<Rejudged> cases;
  std::size_t looked_at = 0;  ///< open cases, also those that need no judging
  std::optional<After> next;  ///< where to go on; none: that was all
};

/// Looks at `most` open cases behind `after`, in the order of queues, within no scope. `t` is that
/// of a read; faults are those of the database.
Result<Impact> impact_on(store::Transaction& t, const Rejudging& by, const PackInUse& next,
                         const Date& today, const After& after, std::size_t most);

/// A case whose decision is next, and that its own pack would judge by other facts today: judged
/// anew. None: there is nothing to bring up to date. Within the scope.
Result<std::optional<Rejudged>> overtaken(store::Transaction& t, const Rejudging& by,
                                          std::int64_t number, const Date& today);

/// Does the rerun of one; "case-moved-on" if something happened to it since.
Result<void> rerun(store::Transaction& t, const Counter& counter, const Rejudged& one);
/// In a transaction of its own.
Result<void> rerun(store::Database& database, const Counter& counter, const Rejudged& one);

}  // namespace fugong::casework
