#include "desks/auditing/verification.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "desks/auditing/event_json.hpp"
#include "postgres/audit_log.hpp"

namespace fugong::auditing {
namespace {

using Is = VerificationState::Is;

class Verifying : public audit::LogTest {
 protected:
  void SetUp() override {
    LogTest::SetUp();
    if (IsSkipped()) return;
    append_many("330100", 30);
    checkpoint();
    append_many("330100", 5);
  }
  audit::SignedLog log() {
    return {key_.verifying(), [] { return std::optional<audit::CheckpointFile>(); },
            [this](std::size_t) { return files_; }};
  }
  Verification::Open opener() {
    return [this]() -> Result<store::Database> { return open(); };
  }
  static VerificationState wait(const Verification& job) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (job.state().is == Is::running && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return job.state();
  }
};

INSTANTIATE_TEST_SUITE_P(Each, Verifying,
                         testing::Values(store::Dialect::sqlite, store::Dialect::postgresql),
                         audit::dialect_of);

TEST_P(Verifying, ASoundLogIsSaidToBeSoundAndThenLookedAtAnew) {
  const audit::SignedLog known = log();
  Verification job(opener(), known, clock_);
  EXPECT_EQ(job.state().is, Is::none);
  ASSERT_TRUE(job.start());
  const VerificationState sound = wait(job);
  ASSERT_EQ(sound.is, Is::sound);
  EXPECT_EQ(sound.found->events, 35);
  EXPECT_EQ(sound.found->signed_leaves, 30);
  EXPECT_EQ(sound.done, 35);
  EXPECT_EQ(sound.started_ms, clock_.now_ms());
  drop_triggers();
  change_actor("330100", 17);
  ASSERT_TRUE(job.start());
  const VerificationState broken = wait(job);
  ASSERT_EQ(broken.is, Is::broken);
  EXPECT_EQ(broken.fault->code, "audit-event-changed");
  EXPECT_EQ(broken.fault->place.pointer, "/events/330100/17");
  const std::string json = verification_json(broken, "en");
  EXPECT_NE(json.find("\"state\":\"broken\""), std::string::npos) << json;
  EXPECT_NE(json.find("/events/330100/17"), std::string::npos) << json;
}

TEST_P(Verifying, WhatCannotBeDoneIsNoBadLog) {
  files_.clear();
  const audit::SignedLog known = log();
  Verification job(opener(), known, clock_);
  ASSERT_TRUE(job.start());
  const VerificationState failed = wait(job);
  EXPECT_EQ(failed.is, Is::failed);
  EXPECT_EQ(failed.fault->code, "audit-no-checkpoints");
}

TEST_P(Verifying, OneRunsAtATimeAndItEndsWithItsJob) {
  std::mutex gate;
  gate.lock();
  const audit::SignedLog known{key_.verifying(),
                               [] { return std::optional<audit::CheckpointFile>(); },
                               [&](std::size_t) {
                                 const std::scoped_lock wait(gate);
                                 return files_;
                               }};
  Verification job(opener(), known, clock_);
  ASSERT_TRUE(job.start());
  EXPECT_FALSE(job.start());
  EXPECT_EQ(job.state().is, Is::running);
  gate.unlock();
  EXPECT_EQ(wait(job).is, Is::sound);
}

TEST_P(Verifying, ItEndsAfterItsTime) {
  FixedClock clock{0};
  const audit::SignedLog known{key_.verifying(),
                               [] { return std::optional<audit::CheckpointFile>(); },
                               [&](std::size_t) {
                                 clock.move_to(kMaxVerificationMs);
                                 return files_;
                               }};
  Verification job(opener(), known, clock);
  ASSERT_TRUE(job.start());
  const VerificationState failed = wait(job);
  EXPECT_EQ(failed.is, Is::failed);
  EXPECT_EQ(failed.fault->code, "audit-verification-stopped");
}

}  // namespace
}  // namespace fugong::auditing
