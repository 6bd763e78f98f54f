// Records as rows of the database. Private to the room.
#pragma once

#include <cstddef>
#include <string>

#include "platform/audit/event.hpp"
#include "platform/store/database.hpp"

namespace fugong::audit {

/// The columns of a record, in the order in which read_record takes them; "e" is the table.
inline constexpr std::string_view kRecordColumns =
    "e.region, e.position, e.at_ms, e.actor, e.role, e.action, e.kind, e.record, e.result, "
    "e.body, e.commitments, e.previous";
inline constexpr std::size_t kRecordCells = 12;

/// From the cell `at` on.
Record read_record(const store::Row& row, std::size_t at = 0);

/// Empty for null: a table that somebody rebuilt without its constraints doesn't stop the program.
std::string text_of(const store::Cell& cell);
std::int64_t number_of(const store::Cell& cell);

/// The hash of a record, if it is event `expected`, has the hash that stands beside it, and follows
/// the event with the hash `previous`.
Result<std::string> check_link(const std::string& database, const Record& record,
                               const EventId& expected, const std::string& previous,
                               const std::string& hash);

/// A fault of the log itself: what is wrong with it, and where.
tl::unexpected<Faults> broken(const std::string& database, std::string code, std::string pointer,
                              Text what);
tl::unexpected<Faults> removed(const std::string& database, const EventId& id);
tl::unexpected<Faults> inserted(const std::string& database, const EventId& id);
/// The tree is smaller than one that was signed. `checkpoint`: its file, or empty.
tl::unexpected<Faults> rolled_back(const std::string& database, std::int64_t size,
                                   std::int64_t signed_size, const std::string& checkpoint);
/// The leaves [from, to) are not those that were signed.
tl::unexpected<Faults> history_differs(const std::string& database, std::int64_t from,
                                       std::int64_t to, const std::string& checkpoint);

}  // namespace fugong::audit
