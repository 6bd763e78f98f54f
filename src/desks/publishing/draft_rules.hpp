// Which acts a draft is open to, and what each takes. Private to the room. Pure.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "desks/publishing/jobs.hpp"
#include "desks/publishing/published.hpp"
#include "platform/identity/access.hpp"

namespace fugong::publishing {

/// All that is known of a draft.
struct Standing {
  Draft draft;
  std::set<std::string> authors;
  std::optional<Job> check;   ///< the latest that is done
  std::optional<Job> impact;  ///< the same
  std::optional<Publication> publication;
  bool base_stands = true;  ///< its base is in force today, or will be
};

/// The state behind the act; nothing: it is not open to it now.
std::optional<State> state_after(State state, Act act);

/// Whether the caller may do it to this draft. Approving takes what publishing takes too: a fresh
/// second factor, and not to have written any of it.
identity::Verdict may(const identity::Caller& caller, Act act, const std::set<std::string>& authors,
                      std::int64_t now_ms);
/// The acts that are open and that the caller may do, be it that he shows his factor first.
std::vector<Act> open_acts(const identity::Caller& caller, const Standing& standing,
                           std::int64_t now_ms);

/// What a publication changes, and when.
struct Replacing {
  std::string base_hash;  ///< of the pack that would be in force on `effective_on` without it
  Date today;             ///< at the offices
  Date effective_on;
  std::int64_t now_ms = 0;
  std::optional<Date> next_on = {};  ///< the day behind it on which another pack takes effect
};

/// What is missing before the act, as a fault: base-moved (what it would replace is not what it was
/// made from, so that it would undo somebody's changes), undone-later (what is to come does not
/// have its changes), check-missing (of this hash, passed), impact-missing (of this hash, against
/// that pack, of at least the usual sample, for a day that had not passed when it was asked for and
/// is not after the effective day).
std::optional<Fault> missing_before(Act act, const Standing& standing, const Replacing& change);
/// "not-now", with what may be done instead.
Fault not_now(const Standing& standing);

}  // namespace fugong::publishing
