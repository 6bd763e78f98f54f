// What a firm has stated in its cases so far: what was answered once isn't asked again. Private to
// the room.
//
//   auto said = said_before(mine, desk.cases, desk.shelf, book, firm);   // within the firm's scope
//   said->of("", "", "employees");                                       // the day and the case
//
// The later case counts. What was annulled never was the firm's word, and what is held may not be.
#pragma once

#include <map>
#include <string>
#include <tuple>

#include "desks/casework/casebook.hpp"
#include "desks/casework/pack_shelf.hpp"

namespace fugong::casework {

struct SaidBefore {
  struct Where {
    std::string on;
    std::string reference;  ///< of the case
  };
  law::Subject facts;  ///< the firm and its children, in the words of the pack that was asked for
  /// Of what is in `facts`; null for anything else.
  const Where* of(const std::string& kind, const std::string& id, const std::string& fact) const;

  std::map<std::tuple<std::string, std::string, std::string>, Where> where;
};

/// Looks at the first kMaxPage cases of the firm's queue. A case under a pack that is kept nowhere
/// is left out.
Result<SaidBefore> said_before(store::Transaction& t, const Casebook& cases, const PackShelf& shelf,
                               const law::Rulebook& book, const std::string& firm);

}  // namespace fugong::casework
