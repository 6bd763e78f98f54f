// Rate limits: a token bucket in memory for each class of request and whoever sends it.
//
//   RateLimits limits(clock, {{"login", {.burst = 10, .per_minute = 6}}, ...});
//   const Taken taken = limits.take("login", address);
//   if (!taken.allowed) ...                       // 429, Retry-After: taken.retry_after_ms
//
// It bounds what one sender costs; guesses at passwords are counted in the database besides
// (sign_in.hpp). Each program counts for itself. Safe to use from several threads (it locks).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"

namespace fugong::identity {

/// Senders that are remembered at once; beyond that, those with full buckets are forgotten, and if
/// there are none, all of them.
inline constexpr std::size_t kMaxBuckets = 100'000;

struct Rate {
  std::int64_t burst = 1;       ///< requests at once, from a full bucket; 1 to 1,000,000
  std::int64_t per_minute = 1;  ///< so many come back each minute; 1 to 1,000,000
};

struct Taken {
  bool allowed = false;
  std::int64_t remaining = 0;       ///< requests left right now
  std::int64_t retry_after_ms = 0;  ///< if not allowed: when the next one will be
};

class RateLimits {
 public:
  /// `rates` by class. The clock must outlive it.
  RateLimits(const Clock& clock, std::map<std::string, Rate, std::less<>> rates);
  /// Takes one request of a class that is among the rates.
  Taken take(std::string_view of_class, std::string_view who);

  /// For each of login, check, upload and export, and "other".
  static std::map<std::string, Rate, std::less<>> usual();

 private:
  struct Bucket {
    std::int64_t level = 0;  ///< in tokens times kTokenMs
    std::int64_t at_ms = 0;
    std::int64_t full = 0;
    std::int64_t per_minute = 0;
  };
  static void refill(Bucket& bucket, std::int64_t now_ms);
  void make_room(std::int64_t now_ms);

  const Clock& clock_;
  std::map<std::string, Rate, std::less<>> rates_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace fugong::identity
