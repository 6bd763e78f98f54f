// What several files of the room ask of its tables. Private to the room.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/identity/accounts.hpp"

namespace fugong::identity {

using store::Cell;
using store::integer;
using store::maybe_integer;
using store::Row;
using store::text;
using store::Transaction;

inline Cell cell_of(std::optional<std::int64_t> value) {
  return value ? Cell(*value) : Cell();
}

/// A statement without rows.
Result<void> run(Transaction& t, std::string_view sql, const std::vector<Cell>& cells);
Result<std::optional<Row>> first_row(Transaction& t, std::string_view sql,
                                     const std::vector<Cell>& cells);

/// Names of keys, people, sessions: 63 random bits, never 0. Drawn outside transactions.
std::int64_t draw_id(Random& random);

/// With the grants that hold or will.
Result<std::optional<Person>> read_person(Transaction& t, std::int64_t id, std::int64_t now_ms);
Person person_of(const Row& row);
/// The columns that person_of reads.
inline constexpr std::string_view kPersonColumns =
    "id, login, name, phone, state, demo, joined_ms, handed_by";

/// Grants that were not ended and are not over, those to come too.
Result<std::vector<Grant>> read_grants(Transaction& t, std::int64_t person, std::int64_t now_ms);
Grant grant_of(const Row& row);
inline constexpr std::string_view kGrantColumns =
    "id, person, role, scope, only_actions, from_ms, until_ms, granted_by";
Result<void> write_grant(Transaction& t, const Grant& grant);
/// And the sessions of its holder.
Result<void> end_grant(Transaction& t, const Grant& grant, std::int64_t by, std::int64_t now_ms);

Result<void> end_sessions(Transaction& t, std::int64_t person, std::int64_t now_ms);

/// All grants that a change leaves with one person: administrators hold nothing else in force at
/// any time besides what firms gave them, and neither do who answer for partners. Codes:
/// grant-administrator, grant-partner, grant-there.
Result<void> check_together(const std::vector<Grant>& held, const Grant& more);

/// Ends what helpers may do whom this person invited as an owner of the firm (empty: of any firm).
Result<void> end_invited(Transaction& t, const Context& context, std::int64_t owner,
                         std::string_view firm, std::int64_t by, std::int64_t now_ms);

/// Ends the keys that this person made, for a firm or (empty) for anybody.
Result<void> end_keys(Transaction& t, const Context& context, std::int64_t made_by, std::int64_t by,
                      std::int64_t now_ms);
/// Of these keys those that he could make no longer.
Result<void> end_keys_beyond(Transaction& t, const Context& context, std::int64_t made_by,
                             std::int64_t by, std::int64_t now_ms);

/// Details of a change that tell a grant.
std::vector<std::pair<std::string, std::string>> details_of(const Grant& grant);

tl::unexpected<Faults> person_unknown();

}  // namespace fugong::identity
