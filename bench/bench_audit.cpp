// The audit log in SQLite and in a private PostgreSQL 15: appends a second (each in a transaction
// of its own, and a hundred, ten thousand in one), events a second into the tree, a proof of
// inclusion and one of growth, and verification of everything.
//
//   fugong_bench_audit [--events 1000000] [--only sqlite|postgresql] [--json FILE]
#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <memory>

#include "platform/audit/audit.hpp"
#include "platform/audit/tree.hpp"
#include "platform/audit/verify.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::bench {
namespace {

using store::Database;
using store::Transaction;

constexpr int kSingles = 2'000;
constexpr int kProofs = 2'000;
constexpr std::int64_t kHundreds = 20'000;
constexpr std::int64_t kTogether = 100;
constexpr std::int64_t kMany = 10'000;
constexpr int kRegions = 30;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

template <class T>
T good(Result<T> result) {
  if (!result) fmt::print(stderr, "{}\n", describe(result.error().front(), "en"));
  FUGONG_CHECK(result, "the log takes what it is told");
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

class Bench {
 public:
  Bench(store::Dialect dialect, std::int64_t events, std::FILE* json)
      : place_(dialect),
        database_(good(Database::open({.url = place_.url()}))),
        events_(events),
        json_(json) {
    good(database_.migrate("audit", audit::migrations()));
  }

  void run() {
    fmt::print("{}\n", store::name_of(database_.dialect()));
    append(kSingles, 1);
    append(kHundreds, kTogether);
    append(events_ - kSingles - kHundreds, kMany);  // quickly
    auto start = std::chrono::steady_clock::now();
    FUGONG_CHECK(good(audit::sequence(database_)) > 0, "there is something new");
    while (good(audit::sequence(database_)) > 0) {
    }
    tell("into the tree", events_, seconds_since(start));
    proofs();
    start = std::chrono::steady_clock::now();
    SeededRandom random(1);
    const auto key = good(audit::SigningKey::make("audit.example/1", random));
    const auto checkpoint = good(audit::next_checkpoint(database_, {}, "audit.example/1"));
    const auto verified = good(audit::verify(
        database_, {{"a", audit::write_checkpoint(checkpoint, key)}}, key.verifying()));
    FUGONG_CHECK(verified.signed_leaves == events_, "all of it is signed");
    tell("verification", events_, seconds_since(start));
  }

 private:
  void tell(const std::string& what, std::int64_t count, double seconds) const {
    fmt::print("  {:<28} {:>10.0f}/s  {:>9.1f} us each, {} in {:.1f} s\n", what,
               static_cast<double>(count) / seconds, seconds * 1e6 / static_cast<double>(count),
               count, seconds);
    if (json_ == nullptr) return;
    fmt::print(json_,
               R"({{"where":"{}","what":"{}","events":{},"count":{},"per_second":{:.1f}}})"
               "\n",
               store::name_of(database_.dialect()), what, events_, count,
               static_cast<double>(count) / seconds);
  }

  audit::Event event(std::int64_t i) const {
    audit::Event event;
    event.actor = fmt::format("officer-{}", i % 500);
    event.role = "reviewer";
    event.action = "case.decide";
    event.kind = "case";
    event.record = fmt::format("c-2020-{:07}", i);
    event.region = fmt::format("33{:02}00", i % kRegions);
    event.body = R"({"outcome":"granted","amount_fen":1200000,"provision":"5.2"})";
    return event;
  }

  void append(std::int64_t count, std::int64_t together) {
    const auto start = std::chrono::steady_clock::now();
    for (std::int64_t done = 0; done < count; done += together) {
      const std::int64_t now = std::min(together, count - done);
      good(database_.transact([&](Transaction& t) -> Result<void> {
        for (std::int64_t i = 0; i < now; ++i)
          good(audit_.append(t, event(done + i)));
        return {};
      }));
    }
    tell(fmt::format("append, {} a transaction", together), count, seconds_since(start));
  }

  /// Each in a transaction of its own, as a page would ask for it.
  void proofs() {
    auto start = std::chrono::steady_clock::now();
    for (std::int64_t i = 0; i < kProofs; ++i) {
      const std::int64_t position = 1 + i * 7919 % (events_ / kRegions - 1);
      good(database_.read([&](Transaction& t) -> Result<void> {
        const audit::EventId id{fmt::format("33{:02}00", i % kRegions), position};
        FUGONG_CHECK(good(audit::prove(t, id, events_)), "the event is in the tree");
        return {};
      }));
    }
    tell("proof of an event", kProofs, seconds_since(start));
    start = std::chrono::steady_clock::now();
    for (std::int64_t i = 0; i < kProofs; ++i) {
      good(database_.read([&](Transaction& t) -> Result<void> {
        good(audit::prove_growth(t, 1 + i * 104'729 % events_, events_));
        return {};
      }));
    }
    tell("proof of growth", kProofs, seconds_since(start));
  }

  store::TestDatabase place_;
  Database database_;
  std::int64_t events_;
  std::FILE* json_;  ///< null: none is written
  FixedClock clock_{1'582'243'200'000};
  SeededRandom random_{1};
  audit::Audit audit_{clock_, random_};
};

}  // namespace
}  // namespace fugong::bench

int main(int argc, char** argv) {
  std::int64_t events = 1'000'000;
  std::string only;
  std::string json;
  bool is_usage = argc % 2 == 0;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view option = argv[i];
    const std::string_view value = argv[i + 1];
    if (option == "--only") {
      only = value;
    } else if (option == "--json") {
      json = value;
    } else if (option == "--events") {
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), events);
      is_usage = is_usage || error != std::errc{} || end != value.data() + value.size();
    } else {
      is_usage = true;
    }
  }
  if (is_usage || events < 30'000) {
    fmt::print(stderr,
               "fugong_bench_audit [--events N] [--only sqlite|postgresql] [--json FILE]; N >= "
               "30000\n");
    return 2;
  }
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      json.empty() ? nullptr : std::fopen(json.c_str(), "w"),
      [](std::FILE* open) { return std::fclose(open); });
  if (!json.empty() && !file) {
    fmt::print(stderr, "{} can't be written\n", json);
    return 1;
  }
  using fugong::store::Dialect;
  for (const Dialect dialect : {Dialect::sqlite, Dialect::postgresql}) {
    if (!only.empty() && only != fugong::store::name_of(dialect)) continue;
    if (!fugong::store::TestDatabase::is_here(dialect)) {
      fmt::print("no PostgreSQL here\n");
      continue;
    }
    fugong::bench::Bench(dialect, events, file.get()).run();
  }
}
