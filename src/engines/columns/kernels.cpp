#include "engines/columns/kernels.hpp"

namespace fugong::columns {

extern const Kernels kKernelsV1;
#if defined(__x86_64__)
extern const Kernels kKernelsV3;
extern const Kernels kKernelsV4;
#endif

std::size_t kernel_levels() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl")) {
    return 3;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
      __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma")) {
    return 2;
  }
#endif
  return 1;
}

const Kernels& kernels_of_level(std::size_t level) {
#if defined(__x86_64__)
  if (level == 2) return kKernelsV4;
  if (level == 1) return kKernelsV3;
#endif
  return kKernelsV1;
}

const Kernels& kernels() {
  static const Kernels& best = kernels_of_level(kernel_levels() - 1);
  return best;
}

}  // namespace fugong::columns
