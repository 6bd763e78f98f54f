#include "engines/columns/kernels.hpp"

#define FUGONG_LEVEL v3
#define FUGONG_LEVEL_NAME "x86-64-v3"
#include "kernels_body.inc"

namespace fugong::columns {

extern const Kernels kKernelsV3;
const Kernels kKernelsV3 = v3::kAll;

}  // namespace fugong::columns
