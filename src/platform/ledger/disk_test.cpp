// What a disk leaves that loses its power or fails. Each seed is a life of a ledger on a disk of
// its own (tests/ledger/faulty_disk.hpp), with a clock of its own; FUGONG_LEDGER_SEED runs one of
// them again. After each loss the ledger must verify and have every batch that stood; at the end it
// has taken all of them, each once.
#include <cstdlib>
#include <random>

#include "ledger/faulty_disk.hpp"
#include "ledger/payments_sample.hpp"

namespace fugong::ledger {
namespace {

constexpr std::uint64_t kFirstSeed = 20200221;
constexpr int kLives = 3;  ///< each ends by a loss of power
constexpr std::int64_t kMostBatches = 6;
constexpr std::int64_t kEntries = 6;  ///< of a batch

class Disks : public Payments {
 protected:
  void SetUp() override { place_.emplace(GetParam()); }
  void TearDown() override {
    database_.reset();
    disk_.reset();
  }

  /// Of one seed if it is named, else of so many.
  static std::vector<std::uint64_t> seeds(std::uint64_t count) {
    const char* one = std::getenv("FUGONG_LEDGER_SEED");
    if (one != nullptr) return {std::strtoull(one, nullptr, 10)};
    std::vector<std::uint64_t> all;
    for (std::uint64_t i = 0; i < count; ++i)
      all.push_back(kFirstSeed + i);
    return all;
  }

  void begin(std::uint64_t seed) {
    database_.reset();
    disk_.reset();
    disk_.emplace(seed);
    clock_.move_to(kNoonMs);
  }
  bool try_to_open() {
    database_.reset();
    auto opened = store::Database::open({.busy_timeout_ms = 0, .url = place_->url()});
    if (!opened) return false;
    database_.emplace(std::move(*opened));
    return Ledger::migrate(*database_).has_value();
  }
  bool try_batch(std::int64_t i) {
    const auto answers = ledger().submit(*database_, batch(i));
    return answers && answers->back().stands();
  }
  std::int64_t entries() {
    return read([&](store::Transaction& t) { return head(t, kShard); }).seq;
  }

  /// Writes until the power goes, from batch `stood` on; how many stand by what was told. Now and
  /// then the database is closed, which takes its log into the file, and the clock goes on.
  std::int64_t live(std::mt19937_64& random, std::int64_t stood) {
    bool is_open = try_to_open();
    for (std::int64_t i = 0; is_open && i < kMostBatches; ++i) {
      if (random() % 3 == 0) is_open = try_to_open();
      if (random() % 4 == 0)
        clock_.move_to(clock_.now_ms() + static_cast<std::int64_t>(random() % (2 * kDayMs)));
      is_open = is_open && try_batch(stood);
      if (is_open) ++stood;
    }
    database_.reset();
    return stood;
  }

  std::optional<FaultyDisk> disk_;
};

TEST_P(Disks, APowerCutLeavesWhatStoodAndNothingByHalves) {
  int losses = 0;
  for (const std::uint64_t seed : seeds(200)) {
    SCOPED_TRACE("FUGONG_LEDGER_SEED=" + std::to_string(seed));
    begin(seed);
    std::mt19937_64 random(seed);
    std::int64_t stood = 0;
    for (int life = 0; life < kLives; ++life) {
      disk_->lose_power_after(1 + static_cast<std::int64_t>(random() % (life == 0 ? 250 : 120)));
      stood = live(random, stood);
      if (disk_->has_lost_power()) ++losses;
      disk_->power_on();
      ASSERT_TRUE(try_to_open());
      ASSERT_EQ(verdict(), "") << last_verdict_;
      const std::int64_t seq = entries();
      ASSERT_EQ(seq % kEntries, 0) << "a batch is kept whole or not at all";
      ASSERT_GE(seq / kEntries, stood) << "what was told of stands";
      ASSERT_LE(seq / kEntries, stood + 1);
      stood = seq / kEntries;
    }
    expect_exactly_once(stood + 2);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(losses, std::getenv("FUGONG_LEDGER_SEED") != nullptr ? 0 : 200)
      << "hardly any life met its end";
}

TEST_P(Disks, AnErrorOfTheDiskLeavesNothingHalfWritten) {
  using Failure = FaultyDisk::Failure;
  constexpr Failure kFailures[] = {Failure::write, Failure::sync, Failure::full};
  int failures = 0;
  for (const std::uint64_t seed : seeds(150)) {
    SCOPED_TRACE("FUGONG_LEDGER_SEED=" + std::to_string(seed));
    begin(seed);
    std::mt19937_64 random(seed);
    ASSERT_TRUE(try_to_open());
    std::int64_t stood = 0;
    for (int fault = 0; fault < kLives; ++fault) {
      disk_->fail_after(1 + static_cast<std::int64_t>(random() % 60), kFailures[random() % 3]);
      for (std::int64_t i = 0; i < kMostBatches && !disk_->has_failed(); ++i) {
        if (try_batch(stood)) ++stood;
      }
      if (disk_->has_failed()) ++failures;
      disk_->be_good();
      if (random() % 2 == 0) {
        ASSERT_TRUE(try_to_open());
      }
      ASSERT_EQ(verdict(), "") << last_verdict_;
      const std::int64_t seq = entries();
      ASSERT_EQ(seq % kEntries, 0) << "a batch is kept whole or not at all";
      ASSERT_GE(seq / kEntries, stood);
      ASSERT_LE(seq / kEntries, stood + 1);
      stood = seq / kEntries;
    }
    expect_exactly_once(stood + 2);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(failures, std::getenv("FUGONG_LEDGER_SEED") != nullptr ? 0 : 100)
      << "hardly any call failed";
}

INSTANTIATE_TEST_SUITE_P(OfSqlite, Disks, testing::Values(store::Dialect::sqlite),
                         [](const auto& of) { return store::name_of(of.param); });

}  // namespace
}  // namespace fugong::ledger
