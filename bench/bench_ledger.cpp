// Transfers a second that are on the disk, by size of the batch, on SQLite and PostgreSQL, beside a
// bare peer in the same run: the same columns into one table with the same indexes and two balances
// moved, by hand, without chain, limits, ids that are looked up, or answers. After each run the
// ledger is verified. Ends with status 1 if it isn't sound, or a floor is missed with --floors.
//
//   fugong_bench_ledger [--seconds 2] [--repetitions 3] [--json FILE] [--floors yes]
//                        [--where sqlite|postgresql] [--batch 1|100|8000]
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <random>

#include "platform/ledger/fund.hpp"
#include "platform/ledger/ledger.hpp"
#include "platform/ledger/verify.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::bench {
namespace {

using ledger::Account;
using ledger::Batch;
using ledger::Book;
using ledger::Ledger;
using ledger::Transfer;
using Clock = std::chrono::steady_clock;

constexpr ledger::Shard kShard = 330100;
constexpr std::size_t kAccounts = 10'000;
constexpr std::size_t kMost = 8'000;
constexpr std::size_t kBatches[] = {1, 100, kMost};
/// Entries that are there before the clock runs.
constexpr std::size_t kHistory = 40'000;
constexpr unsigned kSeed = 20200221;
/// Transfers a second at batches of 100 with the chain and all invariants.
constexpr double kFloorSqlite = 20'000;
constexpr double kFloorPostgres = 10'000;

/// The same transfers for every run: between any two of the accounts, each with money enough.
class Draws {
 public:
  Draws() {
    const ledger::FundKey fund{"bench", 2020, "central", "relief"};
    source_ = {Book::cash, fund, "treasury", "", "", false};
    for (std::size_t i = 0; i < kAccounts; ++i) {
      accounts_.push_back({Book::cash, fund, "bank", fmt::format("party-{}", i), "", true});
      ids_.push_back(accounts_.back().id());
    }
  }

  Transfer transfer() {
    Transfer of = blank();
    const std::size_t from = random_() % kAccounts;
    of.debit = ids_[from];
    of.credit = ids_[(from + 1 + random_() % (kAccounts - 1)) % kAccounts];
    of.amount_fen = 1 + static_cast<std::int64_t>(random_() % 1'000'000);
    return of;
  }

  Batch batch(std::size_t size) {
    Batch made;
    for (std::size_t i = 0; i < size; ++i)
      made.transfers.push_back(transfer());
    return made;
  }

  /// Opens the accounts and gives each plenty.
  std::vector<Batch> openings() {
    std::vector<Batch> made;
    for (std::size_t i = 0; i < kAccounts; ++i) {
      if (i % 5'000 == 0) made.emplace_back().accounts.push_back(source_);
      made.back().accounts.push_back(accounts_[i]);
      Transfer of = blank();
      of.debit = source_.id();
      of.credit = ids_[i];
      of.amount_fen = 100'000'000'000'000;
      made.back().transfers.push_back(of);
    }
    return made;
  }

  const std::vector<std::int64_t>& ids() const { return ids_; }

 private:
  Transfer blank() {
    Transfer of;
    of.id = fmt::format("pay-{:012}", ++drawn_);
    of.document = "财金〔2020〕5号";
    of.purpose = "disburse";
    of.actor = "clerk-0042";
    of.approver = "head-0007";
    of.case_ref = fmt::format("case-{:09}", random_() % 1'000'000'000);
    return of;
  }

  std::mt19937_64 random_{kSeed};
  std::uint64_t drawn_ = 0;  ///< ids count up, as those of a caller who keeps count
  Account source_;
  std::vector<Account> accounts_;
  std::vector<std::int64_t> ids_;
};

struct Figures {
  double rate = 0;  ///< transfers a second
  double p50_ms = 0;
  double p99_ms = 0;
  double cpu_us = 0;  ///< of this program for a transfer; a server's is its own
};

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// Submits batches for some seconds, at least three. They are drawn beside the clock.
template <class Run>
Figures time(double seconds, std::size_t size, Run& run, Draws& draws) {
  std::vector<double> taken;
  double sum = 0;
  double cpu = 0;
  while (sum < seconds || taken.size() < 3) {
    const Batch batch = draws.batch(size);
    const double cpu_before = cpu_seconds();
    const auto start = Clock::now();
    run.submit(batch);
    taken.push_back(std::chrono::duration<double>(Clock::now() - start).count());
    sum += taken.back();
    cpu += cpu_seconds() - cpu_before;
  }
  std::sort(taken.begin(), taken.end());
  Figures figures;
  figures.rate = static_cast<double>(taken.size() * size) / sum;
  figures.cpu_us = cpu * 1e6 / static_cast<double>(taken.size() * size);
  figures.p50_ms = taken[taken.size() / 2] * 1e3;
  figures.p99_ms = taken[(taken.size() - 1) * 99 / 100] * 1e3;
  return figures;
}

/// A ledger with some history, in a database of its own.
class LedgerRun {
 public:
  explicit LedgerRun(store::Dialect dialect) : place_(dialect) {
    auto opened = store::Database::open({.url = place_.url()});
    FUGONG_CHECK(opened, "a database of the bench opens");
    database_.emplace(std::move(*opened));
    FUGONG_CHECK(Ledger::migrate(*database_), "an empty database takes a ledger");
    for (const Batch& batch : draws_.openings())
      submit(batch);
    for (std::size_t i = 0; i < kHistory; i += kMost)
      submit(draws_.batch(kMost));
    if (dialect == store::Dialect::postgresql) analyze();
  }

  void submit(const Batch& batch) {
    const auto answers = ledger_.submit(*database_, batch);
    FUGONG_CHECK(answers, "a sound batch is taken");
    for (const ledger::Answer& answer : *answers)
      is_sound_ = is_sound_ && answer.outcome == ledger::Outcome::created;
    submitted_ += static_cast<std::int64_t>(batch.transfers.size());
  }

  /// Whether all that was submitted stands and the whole ledger verifies.
  bool is_sound() {
    const auto verified = database_->read([&](store::Transaction& t) -> Result<void> {
      auto done = ledger::verify(t, kShard);
      if (!done) return fail(std::move(done.error()));
      is_sound_ = is_sound_ && done->head.seq == submitted_;
      return {};
    });
    if (!verified) fmt::print(stderr, "{}\n", describe(verified.error().front(), "en"));
    return is_sound_ && verified;
  }

  Draws& draws() { return draws_; }

 private:
  /// What autovacuum does within a minute.
  void analyze() {
    const auto done = database_->transact([](store::Transaction& t) -> Result<void> {
      auto analyzed = t.run("ANALYZE");
      if (!analyzed) return fail(std::move(analyzed.error()));
      return {};
    });
    FUGONG_CHECK(done, "a database can be analyzed");
  }

  const store::TestDatabase place_;
  std::optional<store::Database> database_;
  const FixedClock clock_{1'582'257'600'000};
  const Ledger ledger_{clock_, kShard};
  Draws draws_;
  std::int64_t submitted_ = 0;
  bool is_sound_ = true;
};

constexpr const char* kPeerTables =
    "CREATE TABLE balance (account {0} PRIMARY KEY NOT NULL, debit {0} NOT NULL, credit {0} NOT "
    "NULL, debit_pending {0} NOT NULL, credit_pending {0} NOT NULL);"
    "CREATE TABLE transfer (shard {0} NOT NULL, seq {0} NOT NULL, id TEXT NOT NULL, kind TEXT NOT "
    "NULL, book TEXT NOT NULL, fund {0} NOT NULL, debit {0} NOT NULL, credit {0} NOT NULL, amount "
    "{0} NOT NULL, frees {0} NOT NULL, origin TEXT, expires_on {0}, linked {0} NOT NULL, document "
    "TEXT NOT NULL, purpose TEXT NOT NULL, actor TEXT NOT NULL, approver TEXT NOT NULL, case_ref "
    "TEXT NOT NULL, at_ms {0} NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (shard, seq), UNIQUE "
    "(shard, id)){1};"
    "CREATE INDEX by_fund ON transfer (fund, shard, seq, debit, credit);";
const std::string kPeerHash(64, '0');

/// The SQLite peer: prepared statements on its own C interface, one transaction a batch.
class SqlitePeer {
 public:
  SqlitePeer(const std::string& path, Draws& draws) {
    FUGONG_CHECK(sqlite3_open(path.c_str(), &handle_) == SQLITE_OK, "a file of the bench opens");
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA "
        "wal_autocheckpoint = 8000;" +
        fmt::format(fmt::runtime(kPeerTables), "INTEGER", " STRICT, WITHOUT ROWID") + "BEGIN");
    insert_ = prepare(
        "INSERT INTO transfer VALUES (?1, ?2, ?3, 'direct', 'cash', 1, ?4, ?5, ?6, 0, NULL, NULL, "
        "0, ?7, ?8, ?9, ?10, ?11, 1582257600000, ?12)");
    debit_ = prepare("UPDATE balance SET debit = debit + ?1 WHERE account = ?2");
    credit_ = prepare("UPDATE balance SET credit = credit + ?1 WHERE account = ?2");
    for (const std::int64_t id : draws.ids())
      run(fmt::format("INSERT INTO balance VALUES ({}, 0, 100000000000000, 0, 0)", id));
    run("COMMIT");
    for (std::size_t i = 0; i < kHistory; i += kMost)
      submit(draws.batch(kMost));
  }
  ~SqlitePeer() {
    for (sqlite3_stmt* statement : {insert_, debit_, credit_})
      sqlite3_finalize(statement);
    sqlite3_close(handle_);
  }
  SqlitePeer(const SqlitePeer&) = delete;
  SqlitePeer& operator=(const SqlitePeer&) = delete;

  void submit(const Batch& batch) {
    run("BEGIN IMMEDIATE");
    for (const Transfer& of : batch.transfers) {
      sqlite3_bind_int64(insert_, 1, kShard);
      sqlite3_bind_int64(insert_, 2, ++seq_);
      bind(3, of.id);
      sqlite3_bind_int64(insert_, 4, of.debit);
      sqlite3_bind_int64(insert_, 5, of.credit);
      sqlite3_bind_int64(insert_, 6, of.amount_fen);
      bind(7, of.document);
      bind(8, of.purpose);
      bind(9, of.actor);
      bind(10, of.approver);
      bind(11, of.case_ref);
      bind(12, kPeerHash);
      step(insert_);
      move(debit_, of.amount_fen, of.debit);
      move(credit_, of.amount_fen, of.credit);
    }
    run("COMMIT");
  }

 private:
  void run(const std::string& sql) {
    FUGONG_CHECK(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK,
                 "the peer's statements run");
  }
  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    FUGONG_CHECK(sqlite3_prepare_v2(handle_, sql, -1, &statement, nullptr) == SQLITE_OK,
                 "the peer's statements are right");
    return statement;
  }
  void bind(int at, const std::string& text) {
    sqlite3_bind_text(insert_, at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  }
  static void step(sqlite3_stmt* statement) {
    FUGONG_CHECK(sqlite3_step(statement) == SQLITE_DONE, "the peer's statements run");
    sqlite3_reset(statement);
  }
  static void move(sqlite3_stmt* statement, std::int64_t amount, std::int64_t account) {
    sqlite3_bind_int64(statement, 1, amount);
    sqlite3_bind_int64(statement, 2, account);
    step(statement);
  }

  sqlite3* handle_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  sqlite3_stmt* debit_ = nullptr;
  sqlite3_stmt* credit_ = nullptr;
  std::int64_t seq_ = 0;
};

/// The PostgreSQL peer: COPY of the rows, and two updates from what was copied.
class PostgresPeer {
 public:
  PostgresPeer(const std::string& where, const std::string& schema, Draws& draws)
      : connection_(where), schema_(schema) {
    connection_.run("CREATE SCHEMA " + schema + "; SET search_path = " + schema + ";" +
                    fmt::format(fmt::runtime(kPeerTables), "bigint", ""));
    std::string lines;
    for (const std::int64_t id : draws.ids())
      lines += fmt::format("{}\t0\t100000000000000\t0\t0\n", id);
    connection_.copy("COPY balance FROM STDIN", lines);
    for (std::size_t i = 0; i < kHistory; i += kMost)
      submit(draws.batch(kMost));
    connection_.run("ANALYZE");
  }
  ~PostgresPeer() {
    connection_.run("SET client_min_messages = error; DROP SCHEMA " + schema_ + " CASCADE");
  }
  PostgresPeer(const PostgresPeer&) = delete;
  PostgresPeer& operator=(const PostgresPeer&) = delete;

  void submit(const Batch& batch) {
    const std::int64_t before = seq_;
    std::string lines;
    for (const Transfer& of : batch.transfers) {
      lines += fmt::format(
          "{}\t{}\t{}\tdirect\tcash\t1\t{}\t{}\t{}\t0\t\\N\t\\N\t0\t{}\t{}\t{}\t{}\t{}\t"
          "1582257600000\t{}\n",
          kShard, ++seq_, of.id, of.debit, of.credit, of.amount_fen, of.document, of.purpose,
          of.actor, of.approver, of.case_ref, kPeerHash);
    }
    connection_.run("BEGIN");
    connection_.copy("COPY transfer FROM STDIN", lines);
    for (const char* side : {"debit", "credit"}) {
      connection_.run(fmt::format(
          "UPDATE balance SET {0} = balance.{0} + moved.amount FROM (SELECT {0} AS account, "
          "sum(amount)::bigint AS amount FROM transfer WHERE shard = {1} AND seq > {2} GROUP BY "
          "{0}) AS moved WHERE balance.account = moved.account",
          side, kShard, before));
    }
    connection_.run("COMMIT");
  }

 private:
  postgres::Connection connection_;
  const std::string schema_;
  std::int64_t seq_ = 0;
};

struct Options {
  double seconds = 2;
  int repetitions = 3;
  std::string json;
  bool floors = false;
  std::string where;      ///< "sqlite" or "postgresql"; empty: both
  std::size_t batch = 0;  ///< 0: all sizes
};

/// The run with the middle rate.
Figures median(std::vector<Figures> runs) {
  std::sort(runs.begin(), runs.end(),
            [](const Figures& a, const Figures& b) { return a.rate < b.rate; });
  return runs[runs.size() / 2];
}

bool tell(store::Dialect dialect, std::size_t size, const Figures& us, const Figures& peer,
          bool is_sound, const Options& options) {
  const char* name = store::name_of(dialect);
  fmt::print(
      "{}, batch {}: {:.0f} transfers/s, a batch p50 {:.2f} ms, p99 {:.2f} ms, {:.1f} us of CPU "
      "here "
      "a transfer; bare peer {:.0f}/s, p50 {:.2f} ms, p99 {:.2f} ms, {:.1f} us; ratio {:.2f}; {}\n",
      name, size, us.rate, us.p50_ms, us.p99_ms, us.cpu_us, peer.rate, peer.p50_ms, peer.p99_ms,
      peer.cpu_us, us.rate / peer.rate, is_sound ? "verified" : "NOT SOUND");
  std::fflush(stdout);
  if (!options.json.empty()) {
    std::ofstream(options.json, std::ios::app) << fmt::format(
        R"({{"where":"{}","batch":{},"rate":{},"p50_ms":{},"p99_ms":{},"cpu_us":{},"peer_rate":{},)"
        R"("sound":{}}})"
        "\n",
        name, size, us.rate, us.p50_ms, us.p99_ms, us.cpu_us, peer.rate, is_sound);
  }
  const double floor = dialect == store::Dialect::sqlite ? kFloorSqlite : kFloorPostgres;
  const bool is_fast = !options.floors || size != 100 || us.rate >= floor;
  if (!is_fast) fmt::print(stderr, "{}: below its floor of {:.0f}/s\n", name, floor);
  return is_sound && is_fast;
}

/// Ours and the peer by turns, on databases that grow; each run of ours is verified.
template <class Peer>
bool run_sizes(store::Dialect dialect, LedgerRun& ours, Peer& peer, Draws& drawn,
               const Options& options) {
  bool good = true;
  for (const std::size_t size : kBatches) {
    if (options.batch != 0 && options.batch != size) continue;
    std::vector<Figures> our_runs;
    std::vector<Figures> peer_runs;
    bool is_sound = true;
    for (int i = 0; i < options.repetitions; ++i) {
      our_runs.push_back(time(options.seconds, size, ours, ours.draws()));
      peer_runs.push_back(time(options.seconds, size, peer, drawn));
      is_sound = ours.is_sound() && is_sound;
    }
    good = tell(dialect, size, median(our_runs), median(peer_runs), is_sound, options) && good;
  }
  return good;
}

bool run_on(store::Dialect dialect, const Options& options) {
  LedgerRun ours(dialect);
  Draws drawn;
  if (dialect == store::Dialect::sqlite) {
    const store::TestDatabase place(dialect);
    SqlitePeer peer(place.url().substr(7), drawn);
    return run_sizes(dialect, ours, peer, drawn, options);
  }
  PostgresPeer peer(postgres::Cluster::of_this_program()->where(), "peer", drawn);
  return run_sizes(dialect, ours, peer, drawn, options);
}

int run(const Options& options) {
  bool good = true;
  for (const auto dialect : {store::Dialect::sqlite, store::Dialect::postgresql}) {
    if (!options.where.empty() && options.where != store::name_of(dialect)) continue;
    if (!store::TestDatabase::is_here(dialect)) {
      fmt::print("{}: not here\n", store::name_of(dialect));
      continue;
    }
    good = run_on(dialect, options) && good;
  }
  return good ? 0 : 1;
}

}  // namespace
}  // namespace fugong::bench

int main(int argc, char** argv) {
  // As a database that keeps money runs: the cluster of the tests forgoes the disk and statistics.
  const char* given = std::getenv("FUGONG_POSTGRES_SETTINGS");
  const std::string settings =
      std::string(
          "fsync=on synchronous_commit=on full_page_writes=on autovacuum=on "
          "max_wal_size=4GB shared_buffers=512MB ") +
      (given == nullptr ? "" : given);
  setenv("FUGONG_POSTGRES_SETTINGS", settings.c_str(), 1);
  fugong::bench::Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    const std::string_view value = argv[i + 1];
    if (name == "--seconds") {
      std::from_chars(value.data(), value.data() + value.size(), options.seconds);
    } else if (name == "--repetitions") {
      std::from_chars(value.data(), value.data() + value.size(), options.repetitions);
    } else if (name == "--json") {
      options.json = value;
    } else if (name == "--floors") {
      options.floors = value == "yes";
    } else if (name == "--where") {
      options.where = value;
    } else if (name == "--batch") {
      std::from_chars(value.data(), value.data() + value.size(), options.batch);
    }
  }
  return fugong::bench::run(options);
}
