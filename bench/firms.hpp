// Invented enterprises, drawn from a seed, for the benchmarks.
#pragma once

#include <cstdint>
#include <vector>

#include "engines/law/rulebook.hpp"
#include "sme10/rows.hpp"

namespace fugong::bench {

/// Each with one loan. `unknown_share`: how likely each fact is left out, in hundredths.
std::vector<law::Subject> make_firms(const law::Rulebook& book, std::size_t count,
                                     int unknown_share);

/// A firm with up to three subjects of every kind and most facts of the pack; of some kinds it has
/// none or nobody knows, in four firms of ten one fact in ten is left out.
law::Subject draw_full_firm(const law::Rulebook& book, Random& random);

}  // namespace fugong::bench
