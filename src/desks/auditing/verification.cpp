#include "desks/auditing/verification.hpp"

#include <limits>
#include <string_view>

namespace fugong::auditing {
namespace {

/// What is wrong with the verification and not with the log.
bool is_ours(std::string_view code) {
  return !code.starts_with("audit-") || code == "audit-verification-stopped" ||
         code == "audit-no-checkpoints";
}

tl::unexpected<Faults> no_checkpoints() {
  return fail("audit-no-checkpoints", {},
              {"还没有检查点，证明不了什么", "there is no checkpoint yet, so nothing is proved"},
              {"等第一个检查点签出后再来；若曾有过，查明何故不见了",
               "wait for the first; if there were some, find out why they are gone"});
}

}  // namespace

bool Verification::start() {
  const std::scoped_lock lock(mutex_);
  if (state_.is == VerificationState::Is::running) return false;
  // The one before has said all that it had to.
  if (worker_.joinable()) worker_.join();
  state_ = {};
  state_.is = VerificationState::Is::running;
  state_.started_ms = clock_.now_ms();
  worker_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  return true;
}

VerificationState Verification::state() const {
  const std::scoped_lock lock(mutex_);
  return state_;
}

void Verification::run(const std::stop_token& stop) {
  // The files first: what is signed meanwhile is not what is read.
  const auto files = log_.latest(std::numeric_limits<std::size_t>::max());
  if (!files) return finish(fail(files.error()));
  if (files->empty()) return finish(no_checkpoints());
  auto database = open_();
  if (!database) return finish(fail(std::move(database.error())));
  finish(audit::verify(*database, *files, log_.key, [&](std::int64_t done, std::int64_t all) {
    const std::scoped_lock lock(mutex_);
    state_.done = done;
    state_.all = all;
    return !stop.stop_requested() && clock_.now_ms() - state_.started_ms < kMaxVerificationMs;
  }));
}

void Verification::finish(Result<audit::Verified> verified) {
  const std::scoped_lock lock(mutex_);
  state_.finished_ms = clock_.now_ms();
  if (verified) {
    state_.is = VerificationState::Is::sound;
    state_.done = state_.all = verified->events;
    state_.found = *verified;
    return;
  }
  state_.fault = verified.error().front();
  state_.is =
      is_ours(state_.fault->code) ? VerificationState::Is::failed : VerificationState::Is::broken;
}

}  // namespace fugong::auditing
