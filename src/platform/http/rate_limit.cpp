#include "platform/http/rate_limit.hpp"

#include <algorithm>
#include <utility>

namespace fugong::http {
namespace {

constexpr std::int64_t kMaxQuota = 1'000'000;
constexpr std::int64_t kMaxWindowMs = 86'400'000;

/// Rounded up; both are positive or nought.
std::int64_t divide_up(std::int64_t a, std::int64_t b) {
  return (a + b - 1) / b;
}

}  // namespace

RateLimiter::RateLimiter(const Clock& clock, RatePolicy policy, std::size_t max_buckets)
    : clock_(clock), policy_(std::move(policy)), max_buckets_(max_buckets) {
  FUGONG_CHECK(policy_.quota >= 1 && policy_.quota <= kMaxQuota, "a quota within its bounds");
  FUGONG_CHECK(policy_.window_ms >= 1'000 && policy_.window_ms <= kMaxWindowMs,
               "a window within its bounds");
  FUGONG_CHECK(max_buckets_ >= 1, "somebody can be remembered");
}

RateLimiter::Bucket& RateLimiter::bucket_of(std::string_view client, std::int64_t now_ms) {
  if (const auto found = by_client_.find(client); found != by_client_.end()) {
    buckets_.splice(buckets_.begin(), buckets_, found->second);
    return buckets_.front();
  }
  if (buckets_.size() == max_buckets_) {
    by_client_.erase(buckets_.back().client);
    buckets_.pop_back();
  }
  buckets_.push_front({std::string(client), policy_.quota * policy_.window_ms, now_ms});
  by_client_.emplace(buckets_.front().client, buckets_.begin());
  return buckets_.front();
}

Allowance RateLimiter::take(std::string_view client, std::int64_t cost) {
  FUGONG_CHECK(cost >= 1 && cost <= policy_.quota, "a cost that a full bucket can bear");
  const std::int64_t now_ms = clock_.now_ms();
  const std::int64_t full = policy_.quota * policy_.window_ms;
  const std::lock_guard lock(mutex_);
  Bucket& bucket = bucket_of(client, now_ms);
  // A clock that is put back gives nothing, and one that leaps gives no more than a full bucket.
  const std::int64_t passed_ms = std::clamp<std::int64_t>(
      now_ms > bucket.at_ms ? now_ms - bucket.at_ms : 0, 0, policy_.window_ms);
  bucket.parts = std::min(full, bucket.parts + passed_ms * policy_.quota);
  bucket.at_ms = now_ms;
  const std::int64_t due = cost * policy_.window_ms;
  Allowance allowance;
  allowance.granted = bucket.parts >= due;
  if (allowance.granted) bucket.parts -= due;
  const std::int64_t a_second = policy_.quota * 1'000;
  allowance.remaining = bucket.parts / policy_.window_ms;
  allowance.full_in_s = divide_up(full - bucket.parts, a_second);
  allowance.retry_in_s = allowance.granted ? 0 : divide_up(due - bucket.parts, a_second);
  return allowance;
}

void RateLimiter::add_headers(Response& response, const Allowance& allowance) const {
  const std::string name = '"' + policy_.name + '"';
  response.headers.emplace_back("RateLimit-Policy",
                                name + ";q=" + std::to_string(policy_.quota) +
                                    ";w=" + std::to_string(divide_up(policy_.window_ms, 1'000)));
  response.headers.emplace_back("RateLimit", name + ";r=" + std::to_string(allowance.remaining) +
                                                 ";t=" + std::to_string(allowance.full_in_s));
}

Response RateLimiter::refusal(const Allowance& allowance, const Request& request) const {
  const std::string seconds = std::to_string(allowance.retry_in_s);
  const Fault fault{"rate-limited",
                    {},
                    {"请求过于频繁", "too many requests in a short time"},
                    {seconds + " 秒后再试", "try again in " + seconds + " seconds"}};
  Response response =
      problem(429, {"请求过于频繁", "Too many requests"}, fault.message, {fault}, request);
  response.headers.emplace_back("Retry-After", seconds);
  add_headers(response, allowance);
  return response;
}

RateLimiter& RateLimits::of(const RatePolicy& policy) {
  const std::lock_guard lock(mutex_);
  return limiters_.try_emplace(policy.name, clock_, policy).first->second;
}

}  // namespace fugong::http
