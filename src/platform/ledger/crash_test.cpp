// What a crash leaves. A writer is stopped at random moments, from a seed; whatever was there is
// opened again, must verify, and takes the same batches again: each has its effect exactly once.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <random>
#include <thread>

#include "ledger/payments_sample.hpp"

namespace fugong::ledger {
namespace {

constexpr unsigned kSeed = 20200221;

class Crashes : public Payments {
 protected:
  std::mt19937_64 random_{kSeed};
};

/// In a process of its own: submits one batch after the other and tells of each that stands.
[[noreturn]] void write_until_killed(const std::string& url, const Clock& clock, int tell,
                                     std::int64_t first,
                                     const std::function<Batch(std::int64_t)>& batch) {
  auto database = store::Database::open({.url = url});
  if (!database) _exit(3);
  const Ledger ledger(clock, kShard);
  for (std::int64_t i = first;; ++i) {
    const auto answers = ledger.submit(*database, batch(i));
    if (!answers || !answers->back().stands()) _exit(4);
    if (::write(tell, &i, sizeof i) != sizeof i) _exit(5);
  }
}

TEST_P(Crashes, AWriterThatIsKilledLosesNothingItWasToldOf) {
  if (!is_sqlite()) GTEST_SKIP() << "of PostgreSQL the backend is stopped, below";
  constexpr int kRounds = 12;
  std::int64_t count = 0;  // batches that were told of, from the first on
  const std::string file = place_->url().substr(7);
  for (int round = 0; round < kRounds; ++round) {
    database_.reset();
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t writer = ::fork();
    ASSERT_GE(writer, 0);
    if (writer == 0) {
      ::close(ends[0]);
      write_until_killed(place_->url(), clock_, ends[1], count,
                         [this](std::int64_t i) { return batch(i); });
    }
    ::close(ends[1]);
    // It is killed while it makes the second to sixth batch of its life, wherever it stands then.
    std::int64_t told = -1;
    for (std::uint64_t n = 1 + random_() % 5; n > 0; --n)
      ASSERT_EQ(::read(ends[0], &told, sizeof told), static_cast<ssize_t>(sizeof told));
    std::this_thread::sleep_for(std::chrono::microseconds(random_() % 8'000));
    ASSERT_EQ(::kill(writer, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(::waitpid(writer, &status, 0), writer);
    ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
    while (::read(ends[0], &told, sizeof told) == sizeof told) {
    }
    ::close(ends[0]);
    // In every third round the last bytes of the log never reached the disk, as if the power had
    // gone. What was only there may be gone with it; what is there must be whole.
    const bool torn = round % 3 == 2;
    if (torn) {
      const std::string log = file + "-wal";
      const auto size = std::filesystem::exists(log) ? std::filesystem::file_size(log) : 0;
      if (size > 0)
        std::filesystem::resize_file(log, size - 1 - random_() % std::min(size, 9'000UL));
    }
    database_.emplace(open());
    ASSERT_EQ(verdict(), "") << last_verdict_;
    const std::int64_t seq = read([&](store::Transaction& t) { return head(t, kShard); }).seq;
    ASSERT_EQ(seq % 6, 0) << "a batch is kept whole or not at all";
    if (!torn) {
      ASSERT_GE(seq / 6, told + 1) << "what was told of stands";
    }
    count = seq / 6;
  }
  EXPECT_GT(count, kRounds / 2);
  expect_exactly_once(count + 3);
}

TEST_P(Crashes, ABackendThatIsTerminatedDoesNothingTwice) {
  if (is_sqlite()) GTEST_SKIP() << "SQLite has no backend";
  constexpr int kKills = 15;
  constexpr int kMostKills = 400;
  constexpr int kHits = 3;
  std::atomic<bool> stop = false;
  std::atomic<std::int64_t> count = 0;
  std::atomic<int> lost = 0;
  // A backend that is stopped while it is being opened is not what this is about.
  store::Database database = open();
  std::thread writer([&] {
    const Ledger mine(clock_, kShard);
    while (!stop) {
      const auto answers = mine.submit(database, batch(count));
      if (answers && answers->back().stands()) {
        ++count;
      } else {
        ++lost;  // and the same again
      }
    }
  });
  postgres::Connection killer(postgres::Cluster::of_this_program()->where());
  for (int i = 0; i < kKills || (lost < kHits && i < kMostKills); ++i) {
    std::this_thread::sleep_for(std::chrono::microseconds(20'000 + random_() % 30'000));
    killer.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'fugong' "
        "AND state <> 'idle' AND pid <> pg_backend_pid()");
  }
  stop = true;
  writer.join();
  database_.emplace(open());
  EXPECT_EQ(verdict(), "") << last_verdict_;
  EXPECT_GT(count, 0);
  EXPECT_GE(lost, kHits) << "hardly any transaction was hit";
  expect_exactly_once(count + 1);
}

FUGONG_LEDGER_ON_BOTH(Crashes);

}  // namespace
}  // namespace fugong::ledger
