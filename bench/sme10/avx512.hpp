// SME-10 written by hand in AVX-512 for this one rule set: the limit of this machine that the
// rules-as-data engine is held against, as far as a person gets who knows every figure.
#pragma once

#include "sme10/fused.hpp"

namespace fugong::bench {

/// As many rows as bytes in a vector.
inline constexpr std::size_t kAvx512Rows = 64;

/// The same columns, decisions and sums as `fused`. A loan times its rate must stay below 2^52
/// thousandths of a per cent of a fen. Whole rounds of kAvx512Rows rows only, on a machine that
/// has AVX-512 with VBMI.
void by_avx512(const Sme10Columns& rows, std::size_t first, std::size_t count,
               Sme10Results& results, Sme10Sums& sums);

}  // namespace fugong::bench
