// The reasons of a decision: what the rules found, condition by condition, and what the officer
// added. Private to the room.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/tree.hpp"
#include "desks/casework/case.hpp"
#include "pack/pack.hpp"

namespace fugong::letters {

struct Found {
  Text what;            ///< the condition, in words
  Text clause;          ///< what the document says of it; may be empty
  Text how;             ///< holds, is open, or does not hold
  bool is_met = false;  ///< a condition that holds
};

/// Of the provision and subject of a case, as its receipt (docs/receipt.md) has them. Nothing
/// without a receipt, or where it says nothing of them.
std::vector<Found> found_by_rules(const pack::Pack& pack, const casework::Matter& matter,
                                  const std::optional<Node>& receipt);

/// A reason that an officer gave, in words.
Text in_words(const pack::Pack& pack, const casework::Procedure& procedure,
              const casework::Matter& matter, const casework::Reason& reason);

}  // namespace fugong::letters
