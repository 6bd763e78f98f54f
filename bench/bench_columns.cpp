// SME-10 in columns, beside a loop that was fused by hand; the whole pack on a register.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>

#include "app/files.hpp"
#include "desks/assessment/assessment.hpp"
#include "desks/register/generate.hpp"
#include "engines/columns/batch.hpp"
#include "engines/columns/kernels.hpp"
#include "firms.hpp"
#include "sme10/fused.hpp"
#include "sme10/program.hpp"

namespace fugong::bench {
namespace {

using columns::Batch;
using columns::Leaf;
using columns::Vector;
using decision::Slot;

constexpr const char* kRules = FUGONG_SOURCE_DIR "/bench/sme10/rules.yaml";
constexpr const char* kPacks = FUGONG_SOURCE_DIR "/packs";
constexpr const char* kPack = "miit-2020-14";
constexpr std::size_t kMaxRuleBytes = 1u << 20;
constexpr std::size_t kSmeRows = 4'000'000;
constexpr std::size_t kSmeBlock = 4'096;

std::string rule_text() {
  auto text = app::read_file(kRules, kMaxRuleBytes);
  FUGONG_CHECK(text, "the rule file is there");
  return std::move(*text);
}

/// The rows in columns, as narrow as they are.
const Sme10Columns& sme_columns() {
  static const Sme10Columns kColumns(sme10_rows(kSmeRows));
  return kColumns;
}

/// Reads a block of the rows as leaves.
class Reader {
 public:
  Reader(const Sme10& rules, const Sme10Columns& rows) : rules_(rules), rows_(rows) {
    for (std::size_t i = 0; i < rules.inputs().size(); ++i)
      by_slot_[rules.inputs()[i]] = i;
  }
  void go_to(std::size_t first, std::size_t count) {
    first_ = first;
    count_ = count;
  }
  bool read(Slot slot, Leaf& leaf) const {
    const auto number = [&](const auto& column, int scale, columns::Unit unit) {
      leaf.unit = unit;
      leaf.scale = scale;
      leaf.numbers.resize(count_);
      for (std::size_t i = 0; i < count_; ++i)
        leaf.numbers[i] = column[first_ + i];
    };
    const auto code = [&](const std::vector<std::uint8_t>& column,
                          std::span<const feel::Value> values) {
      leaf.codes.resize(count_);
      leaf.values = values;
      for (std::size_t i = 0; i < count_; ++i)
        leaf.codes[i] = static_cast<columns::Code>(columns::kFirst + column[first_ + i]);
    };
    using columns::Unit;
    switch (by_slot_.at(slot)) {
      case 0:
        code(rows_.industry, rules_.industries());
        break;
      case 1:
        number(rows_.employees, 0, Unit::number);
        break;
      case 2:
        number(rows_.revenue, 0, Unit::number);
        leaf.values = kNull;
        leaf.codes.resize(count_);
        for (std::size_t i = 0; i < count_; ++i) {
          const bool null = rows_.revenue[first_ + i] < 0;
          leaf.codes[i] = null ? columns::kFirst : columns::kNumber;
          leaf.numbers[i] = null ? 0 : leaf.numbers[i];
        }
        break;
      case 3:
        code(rows_.region, rules_.regions());
        break;
      case 4:
        code(rows_.industry_code, rules_.codes());
        break;
      case 5:
        number(rows_.application, 0, Unit::day);
        break;
      case 6:
        number(rows_.registration, 0, Unit::day);
        break;
      case 7:
        code(rows_.tax_arrears, kTruths);
        break;
      case 8:
        code(rows_.blacklisted, kTruths);
        break;
      case 9:
        number(rows_.si_months, 0, Unit::number);
        break;
      case 10:
        number(rows_.layoffs, 0, Unit::number);
        break;
      case 11:
        number(rows_.loan_fen, 2, Unit::number);
        break;
      default:
        number(rows_.rate_bp, 2, Unit::number);
    }
    return true;
  }

 private:
  inline static const std::vector<feel::Value> kNull{feel::Value()};
  inline static const std::vector<feel::Value> kTruths{feel::Value::of(false),
                                                       feel::Value::of(true)};
  const Sme10& rules_;
  const Sme10Columns& rows_;
  std::map<Slot, std::size_t> by_slot_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
};

/// All ten decisions of every row, added up.
Sme10Sums run_columns(Batch& batch, Reader& reader, const Sme10& rules) {
  Sme10Sums sums;
  for (std::size_t first = 0; first < kSmeRows; first += kSmeBlock) {
    const std::size_t count = std::min(kSmeBlock, kSmeRows - first);
    reader.go_to(first, count);
    const columns::LevelRows level{count, {}};
    batch.begin({&level, 1});
    for (const Slot slot : rules.decisions())
      benchmark::DoNotOptimize(batch.evaluate(slot, 0).codes.data());
    const Vector& eligible = batch.evaluate(rules.decisions()[rules.decisions().size() - 2], 0);
    const Vector& subsidy = batch.evaluate(rules.decisions().back(), 0);
    for (std::size_t row = 0; row < count; ++row)
      sums.eligible += eligible.code(row) == columns::kTrue ? 1 : 0;
    // Rows of whom nobody has a number are worth nothing: their value is 0.
    for (std::size_t row = 0; row < count; ++row) {
      if (subsidy.code(row) != columns::kNumber) {
        FUGONG_CHECK(subsidy.value(row).number().is_zero(), "what isn't a number of the row is 0");
      }
    }
    const auto rounded = columns::round_counts(subsidy, subsidy.numbers, 2, Rounding::half_up);
    sums.subsidy_fen = std::accumulate(rounded.begin(), rounded.end(), sums.subsidy_fen);
  }
  return sums;
}

void sme_in_columns(benchmark::State& state, const std::string& text) {
  const auto rules = Sme10::read(text, kRules);
  if (!rules) {
    state.SkipWithError(describe(rules.error()[0], "en").c_str());
    return;
  }
  Reader reader(*rules, sme_columns());
  columns::Settings settings;
  settings.level_of = [](Slot) { return std::optional<std::size_t>(0); };
  settings.read = [&](Slot slot, Leaf& leaf) { return reader.read(slot, leaf); };
  Batch batch(rules->program(), std::move(settings), rules->decisions());
  for (auto _ : state) {
    const Sme10Sums sums = run_columns(batch, reader, *rules);
    if (sums != sme10_expected(kSmeRows)) {
      state.SkipWithError("the sums of SME-10 are wrong");
      return;
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kSmeRows));
  state.SetLabel(columns::kernels().name);
}

void sme_by_files(benchmark::State& state) {
  sme_in_columns(state, rule_text());
}

void sme_fused(benchmark::State& state) {
  const Sme10Columns& rows = sme_columns();
  Sme10Results results(kSmeBlock);
  for (auto _ : state) {
    Sme10Sums sums;
    for (std::size_t first = 0; first < kSmeRows; first += kSmeBlock)
      fused(rows, first, std::min(kSmeBlock, kSmeRows - first), results, sums);
    if (sums != sme10_expected(kSmeRows)) {
      state.SkipWithError("the sums of the fused loop are wrong");
      return;
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kSmeRows));
}

BENCHMARK(sme_by_files)
    ->Name("columns/sme10/4000000")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(sme_fused)
    ->Name("columns/sme10/4000000/fused")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

// ---- the whole pack on a register

struct Register {
  pack::Files files;
  std::optional<pack::Pack> pack;
  std::string bytes;
  std::optional<enterprise_register::Snapshot> snapshot;
};

/// Firms of the notice's profile; kept for the benches that follow.
const Register& made_register(std::size_t firms, int unknown_percent) {
  static std::map<std::pair<std::size_t, int>, Register> made;
  Register& one = made[{firms, unknown_percent}];
  if (one.snapshot) return one;
  auto pack = app::load_pack(kPacks, kPack, &one.files);
  FUGONG_CHECK(pack, "the pack of the house loads");
  one.pack = std::move(*pack);
  const auto profile = enterprise_register::read_synthetic_profile(
      one.files, enterprise_register::profile_path(kPack), one.pack->book);
  FUGONG_CHECK(profile, "the profile of the house reads");
  const enterprise_register::Generator generator(*profile, 1, unknown_percent);
  enterprise_register::SnapshotWriter writer(one.pack->book, {*Date::parse("2020-05-01"), true},
                                             [&](std::string_view part) {
                                               one.bytes += part;
                                               return Result<void>{};
                                             });
  enterprise_register::FirmDraws draws;
  for (std::size_t i = 0; i < firms; ++i) {
    generator.draw(i, draws);
    const auto firm = generator.enterprise(draws);
    FUGONG_CHECK(writer.add(firm.id, firm.subject), "memory takes what is written");
  }
  FUGONG_CHECK(writer.finish(), "memory takes what is written");
  auto snapshot = enterprise_register::Snapshot::open(one.bytes, "bench", one.pack->book);
  FUGONG_CHECK(snapshot, "what was written is read");
  one.snapshot = std::move(*snapshot);
  return one;
}

/// Firms of which every fact of the pack is given, with two loans each; `gaps_percent` of them lack
/// one fact of their own, and a third of these one of a loan.
const Register& dense_register(std::size_t firms, int gaps_percent) {
  static std::map<int, Register> made;
  Register& one = made[gaps_percent];
  if (one.snapshot) return one;
  auto pack = app::load_pack(kPacks, kPack, &one.files);
  FUGONG_CHECK(pack, "the pack of the house loads");
  one.pack = std::move(*pack);
  Random random(14);
  enterprise_register::SnapshotWriter writer(one.pack->book, {*Date::parse("2020-05-01"), true},
                                             [&](std::string_view part) {
                                               one.bytes += part;
                                               return Result<void>{};
                                             });
  const auto drop_one = [&](std::vector<law::GivenFact>& facts) {
    facts.erase(facts.begin() + random.below(static_cast<std::int64_t>(facts.size())));
  };
  for (law::Subject& firm : make_firms(one.pack->book, firms, 0)) {
    firm.children.push_back(firm.children[0]);
    if (random.below(100) < gaps_percent) {
      drop_one(firm.facts);
      if (random.below(3) == 0) drop_one(firm.children[0].facts);
    }
    FUGONG_CHECK(writer.add(firm.id, firm), "memory takes what is written");
  }
  FUGONG_CHECK(writer.finish(), "memory takes what is written");
  auto snapshot = enterprise_register::Snapshot::open(one.bytes, "bench", one.pack->book);
  FUGONG_CHECK(snapshot, "what was written is read");
  one.snapshot = std::move(*snapshot);
  return one;
}

void assess_register(benchmark::State& state, const Register& (*make)(std::size_t, int),
                     std::size_t firms, int unknown_percent, unsigned workers) {
  const Register& one = make(firms, unknown_percent);
  const Date day = *Date::parse("2020-05-01");
  std::uint64_t by_row = 0;
  for (auto _ : state) {
    const auto assessment =
        assessment::assess(*one.pack, *one.snapshot, {.moment = {day, day}, .workers = workers});
    FUGONG_CHECK(assessment, "a sound snapshot is assessed");
    by_row = assessment->by_row();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(firms));
  state.counters["by_row"] = static_cast<double>(by_row);
  state.counters["bytes_a_firm"] =
      static_cast<double>(one.bytes.size()) / static_cast<double>(firms);
  state.SetLabel(columns::kernels().name);
}

constexpr std::size_t kSmall = 100'000;
constexpr std::size_t kLarge = 1'000'000;
constexpr std::size_t kDense = 65'536;
BENCHMARK_CAPTURE(assess_register, small, made_register, kSmall, 30, 1)
    ->Name("assess/100000/unknown_30")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(assess_register, large, made_register, kLarge, 30, 1)
    ->Name("assess/1000000/unknown_30")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(assess_register, known, made_register, kSmall, 0, 1)
    ->Name("assess/100000/unknown_0")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(assess_register, unknown, made_register, kSmall, 100, 1)
    ->Name("assess/100000/unknown_100")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

BENCHMARK_CAPTURE(assess_register, dense_0, dense_register, kDense, 0, 1)
    ->Name("assess/dense/gaps_0")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(assess_register, dense_30, dense_register, kDense, 30, 1)
    ->Name("assess/dense/gaps_30")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(assess_register, dense_100, dense_register, kDense, 100, 1)
    ->Name("assess/dense/gaps_100")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fugong::bench
