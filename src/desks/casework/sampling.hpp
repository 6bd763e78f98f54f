// Sampling: which cases chance sends to an inspection, so that nobody can foresee it and everybody
// can check it.
//
//   event.drawn = drawn_for(procedure, pack_hash, reference);    // ids of steps
//
// A case is drawn for a step when the first eight hex digits of
// SHA-256("PACK/PROCEDURE/STEP/REFERENCE"), as a number, are below the step's share of 16^8. The
// pack's hash is public before anybody applies; the reference is drawn at random when the case is
// filed. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desks/casework/procedure.hpp"

namespace fugong::casework {

/// "0.05" is 50,000 per million: as fine as a share may be.
inline constexpr std::int64_t kPerMillion = 1'000'000;

std::vector<std::string> drawn_for(const Procedure& procedure, std::string_view pack,
                                   std::string_view reference);

}  // namespace fugong::casework
