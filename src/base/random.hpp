// Random: where salts and tokens come from. Only app/ makes a SystemRandom; everything else is
// given a Random, so that a test gets the same bytes each time.
//
//   SystemRandom random;
//   random.hex(16)               // 32 hex digits that nobody can guess
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace fugong {

class Random {
 public:
  virtual ~Random() = default;
  /// So many random bytes as lower-case hex digits, two for each.
  virtual std::string hex(std::size_t bytes) = 0;
};

/// The system's generator, fit for secrets. Many threads may call it at once.
class SystemRandom final : public Random {
 public:
  SystemRandom();
  std::string hex(std::size_t bytes) override;
};

/// The same sequence for the same seed: for tests, never for secrets. One thread.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : seed_(seed) {}
  std::string hex(std::size_t bytes) override;

 private:
  std::uint64_t seed_;
  std::uint64_t drawn_ = 0;
};

}  // namespace fugong
