#include "platform/identity/rate_limit.hpp"

#include <algorithm>
#include <iterator>

#include "base/fault.hpp"

namespace fugong::identity {
namespace {

/// A token is so many units, so that one millisecond brings `per_minute` of them: no fractions.
constexpr std::int64_t kTokenMs = 60'000;
constexpr std::int64_t kMost = 1'000'000;

}  // namespace

RateLimits::RateLimits(const Clock& clock, std::map<std::string, Rate, std::less<>> rates)
    : clock_(clock), rates_(std::move(rates)) {
  for (const auto& [name, rate] : rates_) {
    FUGONG_CHECK(
        rate.burst >= 1 && rate.burst <= kMost && rate.per_minute >= 1 && rate.per_minute <= kMost,
        "a rate within its limits");
  }
}

Taken RateLimits::take(std::string_view of_class, std::string_view who) {
  const auto rate = rates_.find(of_class);
  FUGONG_CHECK(rate != rates_.end(), "a class that has a rate");
  const std::int64_t now_ms = clock_.now_ms();
  const std::int64_t full = rate->second.burst * kTokenMs;
  std::string key(of_class);
  key += '\n';
  key += who;

  const std::scoped_lock lock(mutex_);
  if (buckets_.size() >= kMaxBuckets && !buckets_.contains(key)) make_room(now_ms);
  Bucket& bucket =
      buckets_.try_emplace(std::move(key), Bucket{full, now_ms, full, rate->second.per_minute})
          .first->second;
  refill(bucket, now_ms);
  if (bucket.level < kTokenMs) {
    const std::int64_t missing = kTokenMs - bucket.level;
    return {false, 0, (missing + bucket.per_minute - 1) / bucket.per_minute};
  }
  bucket.level -= kTokenMs;
  return {true, bucket.level / kTokenMs, 0};
}

std::map<std::string, Rate, std::less<>> RateLimits::usual() {
  return {{"login", {.burst = 10, .per_minute = 6}},
          {"check", {.burst = 60, .per_minute = 120}},
          {"upload", {.burst = 10, .per_minute = 10}},
          {"export", {.burst = 5, .per_minute = 2}},
          {"other", {.burst = 120, .per_minute = 600}}};
}

void RateLimits::refill(Bucket& bucket, std::int64_t now_ms) {
  // A clock that was set back brings nothing.
  const std::int64_t passed = std::max<std::int64_t>(now_ms - bucket.at_ms, 0);
  const std::int64_t until_full = (bucket.full - bucket.level) / bucket.per_minute + 1;
  bucket.level = passed >= until_full
                     ? bucket.full
                     : std::min(bucket.full, bucket.level + passed * bucket.per_minute);
  bucket.at_ms = now_ms;
}

void RateLimits::make_room(std::int64_t now_ms) {
  for (auto at = buckets_.begin(); at != buckets_.end();) {
    refill(at->second, now_ms);
    at = at->second.level == at->second.full ? buckets_.erase(at) : std::next(at);
  }
  if (buckets_.size() >= kMaxBuckets) buckets_.clear();
}

}  // namespace fugong::identity
