// Figures: how many cases wait, where, in which step and how long, for those who look at the whole
// and not at a case. No firm, no fact, no amount.
//
//   auto rows = figures(t, By::place, {.place_prefix = "33"}, today, now_ms);
//   mask(*rows);
//
// What waits is what is open or has an open objection. Counts below kLeastShown are masked, and
// larger ones beside them as long as the sum, which another grouping shows, would tell them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "desks/casework/case.hpp"
#include "platform/store/database.hpp"

namespace fugong::casework {

inline constexpr std::int64_t kLeastShown = 5;
inline constexpr std::size_t kMaxFigures = 1'000;

enum class By : std::uint8_t {
  provision,
  place,  ///< the next smaller ones: provinces of the country, cities of a province
  step,   ///< of a procedure
  role,   ///< that is to act
};

struct FiguresWanted {
  std::string place_prefix = {};
  std::string provision = {};
};

struct Figure {
  std::string key;   ///< the provision, place or role; of a step its procedure
  std::string step;  ///< of By::step
  std::optional<std::int64_t> open;
  std::optional<std::int64_t> late;       ///< whose day is over
  std::optional<std::int64_t> days_mean;  ///< since they were filed, rounded down
};

/// By key, within the scope of `t`; at most kMaxFigures.
Result<std::vector<Figure>> figures(store::Transaction& t, By by, const FiguresWanted& wanted,
                                    const Date& today, std::int64_t now_ms);
void mask(std::vector<Figure>& rows);

}  // namespace fugong::casework
