// CounterRandom: random numbers without a state. The number at (seed, firm, draw) is the same
// whoever asks, in whichever order, so that a firm does not depend on how many there are or on who
// else is drawn.
//
//   CounterRandom random(1);
//   random.at(17, 3)   // of firm 17, draw 3: 64 bits
//
// Three rounds of the finalizer of SplitMix64 over the three keys. Not for secrets.
#pragma once

#include <cstdint>

namespace fugong::enterprise_register {

class CounterRandom {
 public:
  explicit CounterRandom(std::uint64_t seed) : key_(mix(seed + kGolden)) {}

  std::uint64_t at(std::uint64_t firm, std::uint64_t draw) const {
    return mix(mix(key_ ^ (firm * kGolden)) + (draw + 1) * kGolden);
  }

  /// A whole number below `bound`, from 64 random bits; even but for 2^-32.
  static std::uint64_t below(std::uint64_t bits, std::uint64_t bound) {
    const std::uint64_t high = bits >> 32;
    return (high * (bound >> 32)) + ((high * (bound & 0xffffffffU)) >> 32);
  }

 private:
  static constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15ULL;
  static std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
  }

  std::uint64_t key_;
};

}  // namespace fugong::enterprise_register
