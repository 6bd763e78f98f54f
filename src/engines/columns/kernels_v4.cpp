// GCC 12 takes the undefined vectors of its own header for a fault.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <immintrin.h>

#include "engines/columns/kernels.hpp"

#define FUGONG_LEVEL v4
#define FUGONG_LEVEL_NAME "x86-64-v4"
#include "kernels_body.inc"

namespace fugong::columns {

extern const Kernels kKernelsV4;
const Kernels kKernelsV4 = v4::kAll;

}  // namespace fugong::columns
