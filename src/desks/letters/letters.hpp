// Letters: what a firm gets on paper about its case, each with a code by which anybody can look
// whether it is genuine.
//
//   auto decided = standing_decision(history, procedure, calendar);   // which event made it
//   auto issued = issue(t, number, *decided, Kind::decision, random);
//   auto known = find_letter(t, issued->code);                        // later, by anybody
//
// A letter belongs to one event of a case and names that event in the audit log, with its hash. It
// is issued when it is asked for first; its code and its number never change. Of what was handed
// out the SHA-256 is kept, so that a changed copy is told from a true one; a newer program or font
// may print the same letter in other bytes, and both are true.
//
// The rows have no owner of their own: whoever issues has looked the case up within his scope
// before. Free functions in the caller's transaction; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "desks/casework/case.hpp"
#include "desks/letters/content.hpp"
#include "platform/audit/event.hpp"
#include "platform/store/database.hpp"

namespace fugong::letters {

/// The schema, for Database::migrate("letters", ...).
const std::vector<store::Migration>& schema();

struct Issued {
  std::string code;
  std::int64_t number = 0;    ///< of the case
  std::int64_t sequence = 0;  ///< of its event, from 1
  Kind kind = Kind::decision;
  std::int64_t at_ms = 0;  ///< of the event
  audit::EventId event;    ///< of the audit log
  std::string hash;        ///< of that event

  /// "8F3K-2M7Q-1XT5-74/3": the case and which of its events.
  std::string name() const;
  /// The day in China.
  Date on() const;
};

/// A case right behind one of its events.
struct Moment {
  std::int64_t sequence = 0;
  std::int64_t at_ms = 0;
  casework::Case then;
};

/// Behind event `sequence` of those that happened to it (1 to their number, checked).
Moment moment_of(const std::vector<casework::Event>& history, std::int64_t sequence,
                 const casework::Procedure& procedure, const casework::Calendar& calendar);

/// The event by which the decision came about that the case has now: the decision itself, or the
/// second person's word. Nothing while there is none, and for a case that was withdrawn or
/// annulled.
std::optional<Moment> standing_decision(const std::vector<casework::Event>& history,
                                        const casework::Procedure& procedure,
                                        const casework::Calendar& calendar);

/// The event by which that is claimed back which the case says now; nothing where nothing is, or an
/// objection to it was right.
std::optional<Moment> standing_recovery(const std::vector<casework::Event>& history,
                                        const casework::Procedure& procedure,
                                        const casework::Calendar& calendar);

/// The letter of an event of a case; made now if it is the first time. A fault "letter-unproved" if
/// the audit log has no such event.
Result<Issued> issue(store::Transaction& t, std::int64_t number, const Moment& moment, Kind kind,
                     Random& random);

/// `code` as read_code gives it.
Result<std::optional<Issued>> find_letter(store::Transaction& t, const std::string& code);
/// By the SHA-256 of a copy that was handed out.
Result<std::optional<Issued>> find_by_print(store::Transaction& t, const std::string& sha256);

/// The proof that is printed in a letter, from the first time on that there was one: so the letter
/// stays the same while the log grows. Empty: none was.
Result<std::string> kept_proof(store::Transaction& t, const std::string& code);
Result<void> keep_proof(store::Transaction& t, const std::string& code, const std::string& proof);

/// Remembers a copy that is handed out.
Result<void> keep_print(store::Transaction& t, const std::string& code, const std::string& sha256);
Result<bool> is_print(store::Transaction& t, const std::string& code, const std::string& sha256);

}  // namespace fugong::letters
