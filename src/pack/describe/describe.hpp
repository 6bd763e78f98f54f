// A provision or a decision of a pack as a lawyer reads it: who, when, where, conditions and
// amount in words with their clauses, exceptions, what is left open, what rules can't express.
//
//   describe(pack, "5.2", "zh")   // text for a terminal; empty if there is no such thing
//
// Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "pack/pack.hpp"

namespace fugong::pack {

/// `id` of a provision or name of a decision; `language` is "zh" or "en".
std::optional<std::string> describe(const Pack& pack, std::string_view id,
                                    std::string_view language);

/// The fault where describe() finds nothing, with the nearest id.
Faults no_such_rule(const Pack& pack, std::string_view id);

}  // namespace fugong::pack
