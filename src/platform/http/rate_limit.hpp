// Rate limits: a bucket of tokens for each client, and what its answers say of it.
//
//   RateLimiter logins(clock, {"login", 5, 60'000});            // five at once, one more each 12 s
//   const Allowance allowance = logins.take(address);
//   if (!allowance.granted) return logins.refusal(allowance, request);       // 429
//   ...
//   logins.add_headers(response, allowance);
//
// One limiter for each thing that is limited: login, eligibility, upload, export have their own
// buckets. A bucket is full at first and fills up evenly: `quota` tokens in `window_ms`. Whole
// numbers only. The headers are those of draft-ietf-httpapi-ratelimit-headers-10. Safe from many
// threads. Routes take theirs from RateLimits, by name. A limiter counts for its own program: of
// two that serve behind one address each grants the whole quota.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"
#include "platform/http/message.hpp"

namespace fugong::http {

/// At most so many clients are remembered; the one seen longest ago goes first, and finds a full
/// bucket if he comes back.
inline constexpr std::size_t kMaxBuckets = 100'000;

struct RatePolicy {
  std::string name;            ///< letters, digits and "-": for people who read headers
  std::int64_t quota = 0;      ///< tokens in a full bucket; 1 to 1,000,000
  std::int64_t window_ms = 0;  ///< in which an empty bucket fills up; 1 s to one day
};

/// What came of asking.
struct Allowance {
  bool granted = false;
  std::int64_t remaining = 0;   ///< whole tokens
  std::int64_t full_in_s = 0;   ///< until the bucket is full again, rounded up
  std::int64_t retry_in_s = 0;  ///< until as many tokens are there as were asked for; 0 if granted
};

class RateLimiter {
 public:
  /// `clock` must outlive it. A policy beyond its bounds is our bug, checked.
  RateLimiter(const Clock& clock, RatePolicy policy, std::size_t max_buckets = kMaxBuckets);
  RateLimiter(const RateLimiter&) = delete;
  RateLimiter& operator=(const RateLimiter&) = delete;

  /// Takes `cost` tokens (1 to the quota), or none where there are not enough.
  Allowance take(std::string_view client, std::int64_t cost = 1);

  /// RateLimit-Policy and RateLimit.
  void add_headers(Response& response, const Allowance& allowance) const;
  /// 429 with them and Retry-After.
  Response refusal(const Allowance& allowance, const Request& request) const;

 private:
  /// Parts of a token: as many as the window has milliseconds, so that nothing is rounded.
  struct Bucket {
    std::string client;
    std::int64_t parts;
    std::int64_t at_ms;
  };
  Bucket& bucket_of(std::string_view client, std::int64_t now_ms);

  const Clock& clock_;
  const RatePolicy policy_;
  const std::size_t max_buckets_;
  std::mutex mutex_;
  std::list<Bucket> buckets_;  ///< most recently seen first
  std::unordered_map<std::string_view, std::list<Bucket>::iterator> by_client_;
};

/// Limiters that outlast the routes that ask them: where routes are made anew while a server runs,
/// a bucket stays as empty as it was. Safe from many threads.
class RateLimits {
 public:
  /// `clock` must outlive it.
  explicit RateLimits(const Clock& clock) : clock_(clock) {}

  /// The one of this policy's name, which stays where it is; made when it is first asked for.
  RateLimiter& of(const RatePolicy& policy);

 private:
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, RateLimiter, std::less<>> limiters_;
};

}  // namespace fugong::http
