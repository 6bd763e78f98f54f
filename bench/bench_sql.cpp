// SME-10 where the data is: the SQL that engines/sql writes beside SQL that was written by hand for
// this rule set, on PostgreSQL and SQLite, one backend, by its CPU time.
#include <benchmark/benchmark.h>
#include <sqlite3.h>
#include <time.h>

#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "postgres/postgres.hpp"
#include "sme10/stored.hpp"

namespace fugong::bench {
namespace {

using sql::Dialect;

constexpr const char* kRules = FUGONG_SOURCE_DIR "/bench/sme10/rules.yaml";
constexpr const char* kByHand = FUGONG_SOURCE_DIR "/bench/sme10/by_hand.sql";
constexpr std::size_t kRows = 4'000'000;
constexpr std::size_t kPiece = 200'000;

std::string read(const char* path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

const Sme10& rules() {
  static const Sme10 kRead = std::move(*Sme10::read(read(kRules), kRules));
  return kRead;
}

const std::vector<Sme10Row>& rows() {
  static const std::vector<Sme10Row> kMade = sme10_rows(kRows);
  return kMade;
}

/// What is asked of the rows: the check sums alone, or something of each of the ten decisions.
enum class Asked : std::uint8_t { sums, all };

std::string count_of(const std::string& condition) {
  return "count(*) FILTER (WHERE " + condition + ")";
}

std::string ours(Dialect dialect, Asked asked) {
  sql::Request request = sme10_request(rules(), dialect);
  if (asked == Asked::sums) request.wanted = {rules().slot("eligible"), rules().slot("subsidy")};
  const sql::Query query = sql::make_query(rules().program(), request);
  FUGONG_CHECK(query.refused.empty(), "all of SME-10 goes into SQL");
  std::map<decision::Slot, const sql::Answer*> answers;
  for (const sql::Answer& answer : query.answers)
    answers[answer.slot] = &answer;
  const auto is_true = [&](const char* name) {
    return count_of(answers.at(rules().slot(name))->code_column);
  };
  const sql::Answer& subsidy = *answers.at(rules().slot("subsidy"));
  std::string list = is_true("eligible") + ", sum(" + subsidy.number_column + ")";
  if (asked == Asked::all) {
    for (const char* name : {"size", "tier", "cap_rate"})
      list += ", sum(" + answers.at(rules().slot(name))->code_column + ")";
    for (const char* name : {"encouraged", "size_ok", "clean", "in_window", "age_ok"})
      list += ", " + is_true(name);
  }
  return "SELECT " + list + " FROM (" + query.text + ") AS q";
}

std::string by_hand(Dialect dialect, Asked asked) {
  std::string text = read(kByHand);
  const auto put = [&text](const std::string& mark, const char* with) {
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1))
      text.replace(at, mark.size(), with);
  };
  text.erase(0, text.find("WITH"));
  put("{fence}", dialect == Dialect::sqlite ? "LIMIT -1 OFFSET 0" : "OFFSET 0");
  put("{least}", dialect == Dialect::sqlite ? "min" : "least");
  std::string list = count_of("eligible") + ", sum(subsidy)";
  if (asked == Asked::all) {
    list += ", sum(size), sum(tier), sum(cap_rate)";
    for (const char* name : {"encouraged", "size_ok", "clean", "in_window", "age_ok"})
      list += ", " + count_of(name);
  }
  return "SELECT " + list + " FROM (" + text + ") AS q";
}

void expect_sums(benchmark::State& state, std::int64_t eligible, std::int64_t fen) {
  if (Sme10Sums{eligible, fen} != sme10_expected(kRows)) {
    state.SkipWithError("the sums of SME-10 are wrong");
  }
}

// ---- PostgreSQL

/// A connection to a table with all rows; null where there is no PostgreSQL.
postgres::Connection* postgresql() {
  static const std::unique_ptr<postgres::Connection> kLoaded =
      []() -> std::unique_ptr<postgres::Connection> {
    const postgres::Cluster* cluster = postgres::Cluster::of_this_program();
    if (cluster == nullptr) return nullptr;
    auto made = std::make_unique<postgres::Connection>(cluster->where());
    made->run(sme10_table(Dialect::postgresql));
    std::size_t id = 0;
    for (std::size_t at = 0; at < rows().size(); at += kPiece) {
      const auto piece = std::span(rows()).subspan(at, kPiece);
      made->copy("COPY sme10 FROM STDIN", sme10_lines(piece, id));
      id += piece.size();
    }
    made->run("VACUUM ANALYZE sme10");
    return made;
  }();
  return kLoaded.get();
}

/// Seconds that the backend was on a core, so that neighbours count less.
double on_core(const std::string& process) {
  double nanoseconds = 0;
  std::ifstream("/proc/" + process + "/schedstat") >> nanoseconds;
  return nanoseconds * 1e-9;
}

void run_postgresql(benchmark::State& state, bool is_ours, Asked asked, bool jit) {
  postgres::Connection* connection = postgresql();
  if (connection == nullptr) {
    state.SkipWithError("no PostgreSQL here");
    return;
  }
  connection->run("SET max_parallel_workers_per_gather = 0");
  connection->run(std::string("SET jit = ") + (jit ? "on" : "off"));
  const std::string query =
      is_ours ? ours(Dialect::postgresql, asked) : by_hand(Dialect::postgresql, asked);
  const std::string process = *connection->rows("SELECT pg_backend_pid()")[0][0];
  for (auto _ : state) {
    const double start = on_core(process);
    const auto got = connection->rows(query);
    state.SetIterationTime(on_core(process) - start);
    expect_sums(state, std::stoll(*got[0][0]), std::stoll(*got[0][1]));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kRows));
}

// ---- SQLite

sqlite3* sqlite() {
  static sqlite3* const kLoaded = [] {
    sqlite3* made = nullptr;
    sqlite3_open(":memory:", &made);
    const auto run = [made](const std::string& statement) {
      char* fault = nullptr;
      sqlite3_exec(made, statement.c_str(), nullptr, nullptr, &fault);
      FUGONG_CHECK(fault == nullptr, "a statement of the bench itself");
    };
    run(sme10_table(Dialect::sqlite));
    run("BEGIN");
    sqlite3_stmt* insert = nullptr;
    sqlite3_prepare_v2(made, "INSERT INTO sme10 VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)", -1, &insert,
                       nullptr);
    std::int64_t id = 0;
    for (const Sme10Row& row : rows()) {
      int next = 0;
      for (const std::int64_t value :
           {++id, std::int64_t{row.industry}, std::int64_t{row.employees},
            std::int64_t{row.revenue_10k.value_or(-1)}, std::int64_t{row.region},
            std::int64_t{row.industry_code}, std::int64_t{row.application.days()},
            std::int64_t{row.registration.days()}, std::int64_t{row.tax_arrears},
            std::int64_t{row.blacklisted}, std::int64_t{row.si_months}, std::int64_t{row.layoffs},
            row.loan_fen, std::int64_t{row.rate_bp}}) {
        sqlite3_bind_int64(insert, ++next, value);
      }
      constexpr int kRevenue = 4;
      if (!row.revenue_10k) sqlite3_bind_null(insert, kRevenue);
      sqlite3_step(insert);
      sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    run("COMMIT");
    return made;
  }();
  return kLoaded;
}

double on_core() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

void run_sqlite(benchmark::State& state, bool is_ours, Asked asked) {
  sqlite3* connection = sqlite();
  const std::string query =
      is_ours ? ours(Dialect::sqlite, asked) : by_hand(Dialect::sqlite, asked);
  for (auto _ : state) {
    const double start = on_core();
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(connection, query.c_str(), -1, &statement, nullptr);
    FUGONG_CHECK(statement != nullptr && sqlite3_step(statement) == SQLITE_ROW,
                 "a query that runs");
    const std::int64_t eligible = sqlite3_column_int64(statement, 0);
    const std::int64_t fen = sqlite3_column_int64(statement, 1);
    sqlite3_finalize(statement);
    state.SetIterationTime(on_core() - start);
    expect_sums(state, eligible, fen);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kRows));
}

void add_all() {
  for (const auto asked : {Asked::sums, Asked::all}) {
    const std::string what = asked == Asked::sums ? "sums" : "all_ten";
    for (const bool is_ours : {true, false}) {
      const std::string whose = is_ours ? "ours" : "by_hand";
      for (const bool jit : {false, true}) {
        benchmark::RegisterBenchmark(
            ("sql/postgresql/" + what + "/" + whose + (jit ? "/jit" : "/no_jit")).c_str(),
            [=](benchmark::State& state) { run_postgresql(state, is_ours, asked, jit); })
            ->Iterations(1)
            ->UseManualTime();
      }
      benchmark::RegisterBenchmark(
          ("sql/sqlite/" + what + "/" + whose).c_str(),
          [=](benchmark::State& state) { run_sqlite(state, is_ours, asked); })
          ->Iterations(1)
          ->UseManualTime();
    }
  }
}

}  // namespace
}  // namespace fugong::bench

int main(int argc, char** argv) {
  using namespace fugong::bench;
  if (argc == 2 && std::string_view(argv[1]) == "--show") {
    for (const auto dialect : {Dialect::postgresql, Dialect::sqlite})
      std::cout << ours(dialect, Asked::sums) << "\n\n" << ours(dialect, Asked::all) << "\n\n";
    return 0;
  }
  benchmark::Initialize(&argc, argv);
  add_all();
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
