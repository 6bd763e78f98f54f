// Clock: where the time of day comes from. Only app/ makes a SystemClock; everything else is given
// a Clock, so that a test or a replay can stand at any moment.
#pragma once

#include <cstdint>

#include "base/date.hpp"

namespace fugong {

inline constexpr std::int64_t kMinuteMs = 60'000;
inline constexpr std::int64_t kHourMs = 60 * kMinuteMs;
inline constexpr std::int64_t kDayMs = 24 * kHourMs;
/// How far China's clocks are before UTC, all year.
inline constexpr std::int64_t kChinaMs = 8 * kHourMs;

class Clock {
 public:
  virtual ~Clock() = default;
  /// Milliseconds since 1970-01-01T00:00:00Z.
  virtual std::int64_t now_ms() const = 0;
  /// The day in China (UTC+8, no summer time), which is the day that the law of the pack counts.
  Date today() const { return Date::from_days(floor_div(now_ms() + kChinaMs, kDayMs)); }

 private:
  static constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    return a / b - ((a % b != 0 && (a % b < 0) != (b < 0)) ? 1 : 0);
  }
};

class SystemClock final : public Clock {
 public:
  std::int64_t now_ms() const override;
};

/// Stands still until it is moved.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(std::int64_t now_ms) : now_ms_(now_ms) {}
  std::int64_t now_ms() const override { return now_ms_; }
  void move_to(std::int64_t now_ms) { now_ms_ = now_ms; }

 private:
  std::int64_t now_ms_;
};

}  // namespace fugong
