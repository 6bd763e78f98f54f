// Another clock, so many milliseconds on or back: for trials on a day of the past. Private to the
// program.
#pragma once

#include "base/clock.hpp"

namespace fugong::app {

class MovedClock final : public Clock {
 public:
  MovedClock(const Clock& clock, std::int64_t by_ms) : clock_(clock), by_ms_(by_ms) {}
  /// That it is this day now.
  static MovedClock to_day(const Clock& clock, const Date& day) {
    return {clock, (day.days() - clock.today().days()) * kDayMs};
  }
  std::int64_t now_ms() const override { return clock_.now_ms() + by_ms_; }

 private:
  const Clock& clock_;
  std::int64_t by_ms_;
};

}  // namespace fugong::app
