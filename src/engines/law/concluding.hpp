// What a provision makes of a day, of a place and of the values of its slots, whoever worked them
// out: what a census in columns and one in a database conclude alike. Private to engines/law.
#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engines/law/census.hpp"
#include "engines/law/checking.hpp"

namespace fugong::law {

// What is known of a row so far: bits.
inline constexpr std::uint8_t kHolds = 0;
inline constexpr std::uint8_t kOpen = 1;
inline constexpr std::uint8_t kFails = 2;
inline constexpr std::uint8_t kUnsure = 4;  ///< it goes by itself
inline constexpr std::uint8_t kReplaced = 8 | kFails;

inline std::uint8_t standing_of(Truth truth) {
  return truth == Truth::holds ? kHolds : truth == Truth::open ? kOpen : kFails;
}
/// Of a condition, or (negated) of what excludes.
std::uint8_t standing_of(const feel::Value& value, bool negated);

class Concluding : public Checking {
 protected:
  using Checking::Checking;

  /// What fills open terms on a day and in a place, and one such day and place.
  struct Settlement {
    std::optional<Date> event;
    std::optional<std::vector<const ListEntry*>> place;
    std::vector<feel::Value> values;         // of each term
    std::vector<std::vector<Text>> reasons;  // of each term
    bool tainted = false;
    /// Whether all of a kind may be judged alike.
    bool same(const Settlement& other) const;
  };

  Slot slot_of_decision(std::string_view name) const;
  /// Whether the text covers an event, or is replaced there.
  std::uint8_t covered(const CompiledProvision& compiled, const std::optional<Date>& event) const;
  void set_place(const feel::Value& place);
  /// `place`: null where the pack knows none.
  Settlement settle_on(const CompiledProvision& compiled, const std::optional<Date>& event,
                       const feel::Value* place);
  void settle_as(const Settlement& settlement, const CompiledProvision& compiled,
                 Entitlement& entitlement);
  /// As a check concludes with these values of the slots of the benefit. `settlement`: of a
  /// provision that is filled.
  RowFinding conclude_with(const CompiledProvision& compiled, const Settlement* settlement,
                           bool open, std::span<const std::pair<Slot, feel::Value>> values);
  /// What the day alone decides of slots that provisions rest on.
  std::vector<std::pair<Slot, feel::Value>> fixed_by_day(std::span<const std::size_t> provisions);
};

}  // namespace fugong::law
