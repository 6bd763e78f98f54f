// A whole register assessed where it stands, in PostgreSQL and in a file of SQLite, beside the same
// register in columns: seconds, rows a second, the bytes that came to the client, what went row by
// row. Ends with status 1 if a table of results differs by a byte.
//
//   fugong_bench_census [--firms 100000] [--profile profile|dense] [--json FILE]
#include <fmt/format.h>
#include <sys/resource.h>

#include <charconv>
#include <chrono>
#include <fstream>
#include <iostream>
#include <memory>

#include "app/files.hpp"
#include "desks/assessment/in_database.hpp"
#include "desks/assessment/table.hpp"
#include "desks/register/generate.hpp"
#include "desks/register/sql_register.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::bench {
namespace {

using assessment::Assessment;
using enterprise_register::Snapshot;

constexpr const char* kPacks = FUGONG_SOURCE_DIR "/packs";
constexpr const char* kPack = "miit-2020-14";
constexpr const char* kDay = "2020-05-01";

struct Population {
  const char* profile;
  int unknown_percent;
};
constexpr Population kPopulations[] = {{"profile", 30}, {"dense", 1}};

/// Of one way of counting.
struct Figures {
  double seconds = 0;  // by the clock
  double client = 0;   // of CPU, of this program
  std::int64_t bytes = 0;
  std::int64_t by_row = 0;
};

class Watch {
 public:
  Figures read() const {
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start_;
    return {taken.count(), on_core() - cpu_, 0, 0};
  }

 private:
  static double on_core() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
  }
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  const double cpu_ = on_core();
};

/// Bytes of a snapshot. `rows`: its subjects of all kinds.
std::string drawn(const pack::Pack& pack, const pack::Files& files, const Population& of,
                  std::uint64_t firms, std::size_t& rows) {
  const auto profile = enterprise_register::read_synthetic_profile(
      files, enterprise_register::profile_path(kPack, of.profile), pack.book);
  FUGONG_CHECK(profile, "the profiles of the house read");
  const enterprise_register::Generator generator(*profile, 1, of.unknown_percent);
  std::string bytes;
  rows = 0;
  enterprise_register::SnapshotWriter writer(pack.book, {*Date::parse(kDay), true},
                                             [&](std::string_view part) {
                                               bytes += part;
                                               return Result<void>{};
                                             });
  enterprise_register::FirmDraws draws;
  for (std::uint64_t i = 0; i < firms; ++i) {
    generator.draw(i, draws);
    const auto firm = generator.enterprise(draws);
    rows += 1 + firm.subject.children.size();
    FUGONG_CHECK(writer.add(firm.id, firm.subject), "memory takes what is written");
  }
  FUGONG_CHECK(writer.finish(), "memory takes what is written");
  return bytes;
}

std::vector<std::string> files_of(const Assessment& assessment) {
  std::vector<std::string> made;
  for (const assessment::Table& table : assessment.tables())
    made.push_back(assessment::to_csv(table));
  return made;
}

/// The tables are written before, beside the clock.
Figures count_in(store::Database& database, const pack::Pack& pack,
                 const assessment::Options& options, const std::vector<std::string>& expected,
                 bool& is_same) {
  const std::int64_t before = database.bytes_received();
  const Watch watch;
  const auto found = assessment::assess(pack, database, options);
  Figures figures = watch.read();
  FUGONG_CHECK(found, "a register that was just written is assessed");
  figures.bytes = database.bytes_received() - before;
  for (const assessment::SlowRows& slow : found->slow) {
    figures.by_row += slow.rows;
    fmt::print("  {}: {} rows row by row {}\n", pack.book.source().provisions[slow.provision].id,
               slow.rows, slow.why.en);
  }
  is_same = files_of(found->assessment) == expected;
  return figures;
}

class Bench {
 public:
  Bench(std::uint64_t firms, const std::string& json) : firms_(firms), json_(json) {
    auto pack = app::load_pack(kPacks, kPack, &files_);
    FUGONG_CHECK(pack, "the pack of the house loads");
    pack_.emplace(std::move(*pack));
  }

  bool run(const Population& of) {
    const std::string bytes = drawn(*pack_, files_, of, firms_, rows_);
    const auto snapshot = Snapshot::open(bytes, "bench", pack_->book);
    FUGONG_CHECK(snapshot, "what was written is read");
    const Date day = *Date::parse(kDay);
    const assessment::Options options{.moment = {day, day}, .workers = 1};
    const Watch watch;
    const auto columns = assessment::assess(*pack_, *snapshot, options);
    Figures figures = watch.read();
    FUGONG_CHECK(columns, "a sound snapshot is assessed");
    figures.by_row = static_cast<std::int64_t>(columns->by_row());
    tell(of, "columns", figures, figures, true);
    bool all_same = true;
    for (const auto dialect : {store::Dialect::sqlite, store::Dialect::postgresql}) {
      if (!store::TestDatabase::is_here(dialect)) {
        fmt::print("{}: not here\n", store::name_of(dialect));
        continue;
      }
      const store::TestDatabase place(dialect);
      auto database = store::Database::open({.url = place.url()});
      FUGONG_CHECK(database, "a database of the bench opens");
      FUGONG_CHECK(enterprise_register::write_sql(*snapshot, *database, {.replace = true}),
                   "an empty database takes a register");
      bool is_same = false;
      const Figures here = count_in(*database, *pack_, options, files_of(*columns), is_same);
      tell(of, store::name_of(dialect), here, figures, is_same);
      all_same = all_same && is_same;
    }
    return all_same;
  }

 private:
  void tell(const Population& of, const std::string& where, const Figures& figures,
            const Figures& columns, bool is_same) {
    const double rate = static_cast<double>(rows_) / figures.seconds;
    fmt::print(
        "{}, {}: {} firms, {} rows, {:.2f} s ({:.2f} s of CPU here), {:.0f} rows/s, 1 in {:.1f} of "
        "columns, {} bytes came, {} entitlements row by row, files {}\n",
        of.profile, where, firms_, rows_, figures.seconds, figures.client, rate,
        figures.seconds / columns.seconds, figures.bytes, figures.by_row,
        is_same ? "the same" : "DIFFER");
    std::fflush(stdout);
    if (json_.empty()) return;
    std::ofstream(json_, std::ios::app) << fmt::format(
        R"({{"profile":"{}","where":"{}","firms":{},"rows":{},"seconds":{},"client_cpu":{},)"
        R"("bytes":{},"by_row":{},"same":{}}})"
        "\n",
        of.profile, where, firms_, rows_, figures.seconds, figures.client, figures.bytes,
        figures.by_row, is_same);
  }

  const std::uint64_t firms_;
  const std::string json_;
  pack::Files files_;
  std::optional<pack::Pack> pack_;
  std::size_t rows_ = 0;
};

/// `only`: no other population; empty: all.
int run(std::uint64_t firms, std::string_view only, const std::string& json) {
  Bench bench(firms, json);
  bool all_same = true;
  for (const Population& of : kPopulations) {
    if (only.empty() || only == of.profile) all_same = bench.run(of) && all_same;
  }
  return all_same ? 0 : 1;
}

}  // namespace
}  // namespace fugong::bench

int main(int argc, char** argv) {
  std::uint64_t firms = 100'000;
  std::string only;
  std::string json;
  for (int i = 1; i < argc; i += 2) {
    const std::string_view name = argv[i];
    const std::string_view value = i + 1 < argc ? argv[i + 1] : "";
    std::uint64_t number = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
    if (name == "--firms" && read.ptr == value.data() + value.size() && number > 0) {
      firms = number;
    } else if (name == "--profile" && (value == "profile" || value == "dense")) {
      only = value;
    } else if (name == "--json" && !value.empty()) {
      json = value;
    } else {
      std::cerr << "fugong_bench_census [--firms N] [--profile profile|dense] [--json FILE]\n";
      return 2;
    }
  }
  return fugong::bench::run(firms, only, json);
}
