// Jobs: checks and impacts of drafts that are asked for, at work or done, in the database.
//
// A job is of the draft as it stood when it was asked for: its hash says of which rules the result
// speaks. One runs at a time (workshop.hpp). In the caller's transaction.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desks/publishing/drafts.hpp"

namespace fugong::publishing {

inline constexpr std::int64_t kMaxSample = 1'000'000;
inline constexpr std::int64_t kUsualSample = 100'000;
inline constexpr std::int64_t kMaxWaiting = 20;  ///< jobs that wait; more are refused

struct Job {
  enum class Kind : std::uint8_t { check, impact };
  enum class State : std::uint8_t { waiting, running, done, failed, cancelled };

  std::string id;
  std::string draft;
  Kind kind = Kind::check;
  std::int64_t revision = 0;
  std::string hash;
  Date on;                  ///< of an impact: the day on which firms and cases are judged
  std::int64_t sample = 0;  ///< of an impact: at most so many firms
  std::string asked_by;
  std::int64_t asked_ms = 0;
  State state = State::waiting;
  std::string step;  ///< "loading", "examples", ...: what it is at
  std::int64_t done = 0;
  std::int64_t total = 0;  ///< 0: not known
  std::optional<std::int64_t> started_ms = {};
  std::optional<std::int64_t> finished_ms = {};
  bool stop_asked = false;
  bool passed = false;      ///< of a check that is done: nothing was found
  std::int64_t faults = 0;  ///< of a check: how many it found
  std::int64_t warnings = 0;
  std::string base_hash = {};  ///< of an impact that is done: the pack that was compared with
  std::string result = {};     ///< JSON; of one that failed a list of faults

  bool is_over() const { return state > State::running; }
};

std::string_view name_of(Job::Kind kind);
std::optional<Job::Kind> kind_by_name(std::string_view name);
std::string_view name_of(Job::State state);

/// A fault "jobs-many" if too many wait already.
Result<void> ask(store::Transaction& t, const Job& job);
Result<std::optional<Job>> find_job(store::Transaction& t, std::string_view id);
/// Of a draft, the latest first, without their results; at most 100.
Result<std::vector<Job>> jobs_of(store::Transaction& t, std::string_view draft);
/// The latest that is done, without its result.
Result<std::optional<Job>> latest_done(store::Transaction& t, std::string_view draft,
                                       Job::Kind kind);
/// One that waits ends at once; one that runs is asked to stop.
Result<void> ask_to_stop(store::Transaction& t, std::string_view id, std::int64_t now_ms);

// For the one who runs them.

Result<std::optional<Job>> next_waiting(store::Transaction& t);
Result<void> start(store::Transaction& t, const Job& job, std::int64_t now_ms);
/// How far it is; whether it is to stop.
Result<bool> advance(store::Transaction& t, const Job& job);
/// `job` with its state, result and what goes with it.
Result<void> finish(store::Transaction& t, const Job& job);
/// Those that a program which died left running have failed.
Result<void> fail_left_over(store::Transaction& t, std::int64_t now_ms, const std::string& result);

}  // namespace fugong::publishing
