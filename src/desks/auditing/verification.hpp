// Verification: the whole log held against itself and its checkpoints, in the background, as it
// takes minutes for millions of events.
//
//   Verification job(open, log, clock);
//   job.start();                          // false: one runs already
//   job.state()                           // how far it is, and what it found
//
// One at a time for each program, on a connection of its own, ended after kMaxVerificationMs or
// when it is destroyed. Safe from many threads.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "base/clock.hpp"
#include "platform/audit/signed_log.hpp"
#include "platform/audit/verify.hpp"
#include "platform/store/database.hpp"

namespace fugong::auditing {

inline constexpr std::int64_t kMaxVerificationMs = std::int64_t{2} * 3'600'000;

struct VerificationState {
  enum class Is : std::uint8_t {
    none,  ///< none was begun since the program started
    running,
    sound,
    broken,  ///< the first bad record is in `fault`
    failed,  ///< it could not be done: `fault` says why
  } is = Is::none;
  std::int64_t started_ms = 0;
  std::int64_t finished_ms = 0;
  std::int64_t done = 0;  ///< events
  std::int64_t all = 0;   ///< due in all, once it is known
  std::optional<audit::Verified> found;
  std::optional<Fault> fault;
};

class Verification {
 public:
  using Open = std::function<Result<store::Database>()>;
  /// `log` and `clock` must outlive it.
  Verification(Open open, const audit::SignedLog& log, const Clock& clock)
      : open_(std::move(open)), log_(log), clock_(clock) {}
  Verification(const Verification&) = delete;
  Verification& operator=(const Verification&) = delete;
  /// Stops what runs, and waits for it.
  ~Verification() = default;

  bool start();
  VerificationState state() const;

 private:
  void run(const std::stop_token& stop);
  void finish(Result<audit::Verified> verified);

  const Open open_;
  const audit::SignedLog& log_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  VerificationState state_;
  std::jthread worker_;  // last: it goes first
};

}  // namespace fugong::auditing
