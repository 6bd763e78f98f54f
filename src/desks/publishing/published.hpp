// Published: the packs that were published, and which of them is in force on a day.
//
//   auto now = in_force(t, "miit-2020-14", today);        // nothing: the one that the program has
//   auto files = files_of(t, now->draft, now->revision);
//
// A pack is in force from its effective day until another one of its id is, or until it is
// withdrawn: then the one before is in force again, as if it had never been published. Publications
// and withdrawals are only added to. In the caller's transaction.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "desks/publishing/drafts.hpp"

namespace fugong::publishing {

struct Publication {
  std::string draft;
  std::string pack;
  std::string version;
  Text title;
  std::string notice_number;
  Text notice;  ///< its title
  std::string hash;
  std::int64_t revision = 0;  ///< of the draft, at which its files are the pack's
  Date effective_on;
  Date known_from;  ///< the day on which it was published
  std::int64_t published_ms = 0;
  std::string note;
  struct Withdrawal {
    std::int64_t at_ms = 0;
    std::string note;
  };
  std::optional<Withdrawal> withdrawn;
};

/// Once for a draft.
Result<void> publish(store::Transaction& t, const Publication& publication);
Result<void> withdraw(store::Transaction& t, const std::string& draft,
                      const Publication::Withdrawal& withdrawal);

/// The one of these packs that is in force on the day; of two with one day, the later published.
Result<std::optional<Publication>> in_force(store::Transaction& t, std::string_view pack, Date day);
/// When it last changed which of these packs is in force on the day; 0: it never did.
Result<std::int64_t> in_force_since(store::Transaction& t, std::string_view pack, Date day);
/// Whether a pack with this hash is in force on the day, or will be.
Result<bool> stands(store::Transaction& t, std::string_view pack, std::string_view hash, Date day,
                    std::string_view founding_hash);
/// The first of these packs that takes effect behind the day.
Result<std::optional<Publication>> next_after(store::Transaction& t, std::string_view pack,
                                              Date day);
Result<std::optional<Publication>> publication_of(store::Transaction& t, std::string_view draft);
/// All of a pack, the latest effective day first, those that were withdrawn too.
Result<std::vector<Publication>> publications(store::Transaction& t, std::string_view pack);
/// The same of every pack, one pack after the other.
Result<std::vector<Publication>> publications(store::Transaction& t);
/// "pack-changed": the files of this one in the database are no longer those that were published.
Faults pack_changed(const Publication& one);
/// "in_force", "to_come", "replaced" or "withdrawn"; `now`: the one of its pack that is in force.
std::string_view standing_of(const Publication& one, const std::optional<Publication>& now,
                             Date today);

}  // namespace fugong::publishing
