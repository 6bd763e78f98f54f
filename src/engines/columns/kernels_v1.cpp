#include "engines/columns/kernels.hpp"

#define FUGONG_LEVEL v1
#define FUGONG_LEVEL_NAME "plain"
#include "kernels_body.inc"

namespace fugong::columns {

extern const Kernels kKernelsV1;
const Kernels kKernelsV1 = v1::kAll;

}  // namespace fugong::columns
