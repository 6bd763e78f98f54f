// Importing firms into the register, beside a bare loop that inserts the same columns of the same
// rows into one table without looking at them.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstring>
#include <filesystem>
#include <random>

#include "app/files.hpp"
#include "base/csv.hpp"
#include "desks/register/credit_code.hpp"
#include "desks/register/import.hpp"

namespace fugong::bench {
namespace {

constexpr const char* kPacks = FUGONG_SOURCE_DIR "/packs";
constexpr const char* kPack = "miit-2020-14";
constexpr int kRows = 50'000;
constexpr unsigned kSeed = 20200221;

const pack::Pack& loaded_pack() {
  static const Result<pack::Pack> loaded = app::load_pack(kPacks, kPack);
  if (!loaded) std::exit(1);
  return *loaded;
}

std::string make_code(int number) {
  std::string code = fmt::format("91330100{:08}", number);
  code += enterprise_register::organization_code_check(std::string_view(code).substr(8));
  return code + enterprise_register::credit_code_check(code);
}

/// Invented firms; the same for every run.
const std::string& firms_csv() {
  static const std::string kText = [] {
    std::mt19937 random(kSeed);
    const auto& places = loaded_pack().book.find_list("places")->entries;
    const auto& industries = loaded_pack().book.find_list("industries")->entries;
    std::string text =
        "uscc,name,type,registered_on,registered_capital,place,industry_code,employees\n";
    for (int i = 0; i < kRows; ++i) {
      text +=
          fmt::format("{},虚构企业{}号有限公司,有限责任公司,{}-{:02}-{:02},{}0000,{},{},{}\n",
                      make_code(i), i, 1990 + random() % 30, 1 + random() % 12, 1 + random() % 28,
                      1 + random() % 5000, places[random() % places.size()].code,
                      industries[random() % industries.size()].code, random() % 500);
    }
    return text;
  }();
  return kText;
}

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "fugong-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  store::Database open() const {
    auto database = store::Database::open({.path = path_ + "/fugong.db"});
    if (!database) std::abort();
    return std::move(*database);
  }

 private:
  std::string path_;
};

void import_once(benchmark::State& state, enterprise_register::Register& reg) {
  enterprise_register::ImportOptions options;
  options.file = "bench.csv";
  options.stated_on = *Date::parse("2020-02-21");
  options.read = [at = std::size_t{0}](std::span<char> to) mutable -> Result<std::size_t> {
    const std::size_t n = std::min(to.size(), firms_csv().size() - at);
    std::memcpy(to.data(), firms_csv().data() + at, n);
    at += n;
    return n;
  };
  const auto report = import_firms(reg, nullptr, options);
  if (!report || report->count(enterprise_register::RowResult::bad) > 0) {
    state.SkipWithError("the import left rows out");
  }
}

void import_new(benchmark::State& state) {
  firms_csv();
  for (auto _ : state) {
    state.PauseTiming();
    const Folder folder;
    auto reg = enterprise_register::Register::open(folder.open(), loaded_pack().book);
    state.ResumeTiming();
    import_once(state, *reg);
  }
  state.SetItemsProcessed(state.iterations() * kRows);
}

void import_same(benchmark::State& state) {
  const Folder folder;
  auto reg = enterprise_register::Register::open(folder.open(), loaded_pack().book);
  import_once(state, *reg);
  for (auto _ : state)
    import_once(state, *reg);
  state.SetItemsProcessed(state.iterations() * kRows);
}

void bare_insert(benchmark::State& state) {
  firms_csv();
  for (auto _ : state) {
    state.PauseTiming();
    const Folder folder;
    store::Database database = folder.open();
    auto made = database.migrate(
        "test",
        {{1, "plain",
          "CREATE TABLE plain (uscc TEXT PRIMARY KEY, name TEXT, type TEXT, registered_on TEXT, "
          "capital TEXT, place TEXT, industry TEXT, employees TEXT) STRICT;"}});
    if (!made) std::abort();
    state.ResumeTiming();
    const auto csv = parse_csv(firms_csv(), "bench.csv");
    auto done = database.transact([&](store::Transaction& t) -> Result<void> {
      for (const CsvRow& row : csv->rows) {
        auto added = t.run("INSERT INTO plain VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                           {row.cells.begin(), row.cells.end()});
        if (!added) return fail(std::move(added.error()));
      }
      return {};
    });
    if (!done) state.SkipWithError("the bare insert failed");
  }
  state.SetItemsProcessed(state.iterations() * kRows);
}

BENCHMARK(import_new)->Name("register/import_new")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(import_same)->Name("register/import_same")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(bare_insert)->Name("register/bare_insert")->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace fugong::bench
