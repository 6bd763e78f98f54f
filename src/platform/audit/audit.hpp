// Audit: the log of events that proves itself.
//
//   database.migrate("audit", audit::migrations());
//   const Audit audit(clock, random);
//   database.transact([&](Transaction& t) -> Result<void> {
//     ...                                                   // the change
//     auto id = audit.append(t, event);                     // and its event, or neither
//     return id ? Result<void>{} : fail(id.error());
//   });
//
// An event stands in the chain of its region from the moment on at which its transaction commits;
// tree.hpp then gives it its place in the one order of all regions, which signed checkpoints
// (checkpoint.hpp) hold fast. Events are never changed or taken away; openings can be erased.
// Of writers of one region at once all but one are run again; those of others are left alone.
// An Audit may be used from many threads, each with its own transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "platform/audit/event.hpp"
#include "platform/store/database.hpp"

namespace fugong::audit {

/// The schema, for Database::migrate("audit", ...).
const std::vector<store::Migration>& migrations();

class Audit {
 public:
  /// Both must outlive it; salts come from `random`, which must be fit for secrets.
  Audit(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  /// Adds an event to the chain of its region, in the caller's transaction. A fault
  /// "audit-event-invalid" names what is wrong with it, by a JSON pointer.
  Result<EventId> append(store::Transaction& t, const Event& event) const;

  /// For what is kept elsewhere and whose hash an event has: without it nobody can guess what that
  /// is. Hex.
  std::string draw_salt() const { return random_.hex(kSaltBytes); }

 private:
  const Clock& clock_;
  Random& random_;
};

/// Nothing if there is no such event.
Result<std::optional<Record>> find(store::Transaction& t, const EventId& id);

/// The personal values of an event that are still kept, by name.
Result<std::vector<Opening>> openings(store::Transaction& t, const EventId& id);
/// Erases them for good; the event and every proof of it stay as they are. How many there were.
/// Whoever calls this appends an event that says so.
Result<std::int64_t> erase_openings(store::Transaction& t, const EventId& id);

inline constexpr int kMaxPage = 200;

/// Where a page ended.
struct After {
  std::int64_t at_ms = 0;
  EventId id;
};

/// What to look for; what is empty doesn't matter.
struct Query {
  std::string actor = {};
  std::string kind = {};
  std::string record = {};  ///< of that kind
  std::string action = {};
  std::string region = {};
  std::optional<std::int64_t> from_ms = {};
  std::optional<std::int64_t> until_ms = {};  ///< not included
  std::optional<After> after = {};            ///< of the page before
  int limit = 50;                             ///< at most kMaxPage, at least 1
};

struct Page {
  std::vector<Record> records;  ///< the latest first
  std::optional<After> next;    ///< empty: that was all
};
Result<Page> search(store::Transaction& t, const Query& query);

/// Ids of the records of a kind that have events, behind `after` in the order of bytes.
Result<std::vector<std::string>> records_of(store::Transaction& t, const std::string& kind,
                                            const std::string& after, int limit);

}  // namespace fugong::audit
