// Invented enterprises with one loan each, drawn from a seed, for the check benchmarks.
#pragma once

#include <cstdint>
#include <vector>

#include "engines/law/rulebook.hpp"

namespace fugong::bench {

/// `unknown_share`: how likely each fact is left out, in hundredths.
std::vector<law::Subject> make_firms(const law::Rulebook& book, std::size_t count,
                                     int unknown_share);

}  // namespace fugong::bench
