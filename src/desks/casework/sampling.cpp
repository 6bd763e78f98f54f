#include "desks/casework/sampling.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/hash.hpp"

namespace fugong::casework {

std::vector<std::string> drawn_for(const Procedure& procedure, std::string_view pack,
                                   std::string_view reference) {
  constexpr std::size_t kLotDigits = 8;
  constexpr std::uint64_t kAll = std::uint64_t{1} << (4 * kLotDigits);
  std::vector<std::string> drawn;
  for (const Step& step : procedure.steps) {
    if (!step.sampled) continue;
    const std::string hex =
        sha256_hex(fmt::format("{}/{}/{}/{}", pack, procedure.id, step.id, reference));
    std::uint64_t lot = 0;
    std::from_chars(hex.data(), hex.data() + kLotDigits, lot, 16);
    // Both sides below 2^53: 2^32 times a million.
    if (lot * kPerMillion < kAll * static_cast<std::uint64_t>(step.sampled->per_million))
      drawn.push_back(step.id);
  }
  return drawn;
}

}  // namespace fugong::casework
