// SME-10 in columns, beside loops that were written by hand for its rules, and rules of the same
// shape that were drawn.
#include <benchmark/benchmark.h>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "app/files.hpp"
#include "engines/columns/batch.hpp"
#include "engines/columns/kernels.hpp"
#include "sme10/avx512.hpp"
#include "sme10/drawn.hpp"
#include "sme10/fused.hpp"
#include "sme10/program.hpp"

namespace fugong::bench {
namespace {

using columns::Batch;
using columns::Leaf;
using columns::Vector;
using decision::Slot;

constexpr const char* kRules = FUGONG_SOURCE_DIR "/bench/sme10/rules.yaml";
constexpr std::size_t kMaxRuleBytes = 1u << 20;
constexpr std::size_t kSmeRows = 4'000'000;
constexpr std::size_t kSmeBlock = 2'048;

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
      leaf.narrow = {column.data() + first_, sizeof(column[0])};
    };
    const auto code = [&](const std::vector<std::uint8_t>& column,
                          std::span<const feel::Value> values) {
      leaf.values = values;
      leaf.bytes = column.data() + first_;
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
        revenue(leaf);
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
  void revenue(Leaf& leaf) const {
    const std::int32_t* column = rows_.revenue.data() + first_;
    leaf.values = kNull;
    leaf.narrow = {column, sizeof(*column)};
    leaf.codes.resize(count_);
    for (std::size_t i = 0; i < count_; ++i)
      leaf.codes[i] = column[i] < 0 ? columns::kFirst : columns::kNumber;
  }

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
    sums.eligible += std::count(eligible.codes.begin(), eligible.codes.end(), columns::kTrue);
    // Rows of whom nobody has a number are worth nothing: their value is 0.
    for (std::size_t row = 0; row < subsidy.codes.size(); ++row) {
      if (subsidy.codes[row] != columns::kNumber) {
        FUGONG_CHECK(subsidy.value(row).number().is_zero(), "what isn't a number of the row is 0");
      }
    }
    const auto rounded = columns::round_counts(subsidy, subsidy.numbers, 2, Rounding::half_up);
    sums.subsidy_fen = std::accumulate(rounded.begin(), rounded.end(), sums.subsidy_fen);
  }
  return sums;
}

/// A batch over the rows, and what reads them.
class SmeBatch {
 public:
  explicit SmeBatch(const Sme10& rules)
      : rules_(rules), reader_(rules, sme_columns()), batch_(made(reader_, rules)) {}
  Sme10Sums run() { return run_columns(batch_, reader_, rules_); }
  /// Holds a block now and then against the row interpreter; where they differ.
  std::string differences(const std::vector<Sme10Row>& rows);

 private:
  static Batch made(Reader& reader, const Sme10& rules) {
    columns::Settings settings;
    settings.level_of = [](Slot) { return std::optional<std::size_t>(0); };
    settings.read = [&reader](Slot slot, Leaf& leaf) { return reader.read(slot, leaf); };
    return Batch(rules.program(), std::move(settings), rules.decisions());
  }
  const Sme10& rules_;
  Reader reader_;
  Batch batch_;
};

std::string SmeBatch::differences(const std::vector<Sme10Row>& rows) {
  constexpr std::size_t kStep = kSmeRows / 16;  // from one compared block to the next
  constexpr std::size_t kCompared = 1'250;      // rows of each
  Sme10::Runner runner(rules_, false);
  for (std::size_t first = 0; first < kSmeRows; first += kStep) {
    reader_.go_to(first, kCompared);
    const columns::LevelRows level{kCompared, {}};
    batch_.begin({&level, 1});
    std::vector<const Vector*> vectors;
    for (const Slot slot : rules_.decisions())
      vectors.push_back(&batch_.evaluate(slot, 0));
    for (std::size_t row = 0; row < kCompared; ++row) {
      runner.run(rows[first + row]);
      for (std::size_t i = 0; i < vectors.size(); ++i) {
        const Vector& vector = *vectors[i];
        if (vector.code(row) != columns::kAsk &&
            feel::same(vector.value(row), *runner.results()[i]))
          continue;
        return fmt::format("row {}: {} is {} by the row interpreter", first + row,
                           rules_.program().name(rules_.decisions()[i]),
                           feel::to_display(*runner.results()[i]));
      }
    }
  }
  return {};
}

void time_columns(benchmark::State& state, const Sme10& rules, const Sme10Sums& expected) {
  SmeBatch batch(rules);
  for (auto _ : state) {
    if (batch.run() != expected) {
      state.SkipWithError("the sums of SME-10 in columns are wrong");
      return;
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kSmeRows));
  state.SetLabel(columns::kernels().name);
}

void sme_by_files(benchmark::State& state) {
  const auto rules = Sme10::read(rule_text(), kRules);
  if (!rules) {
    state.SkipWithError(describe(rules.error()[0], "en").c_str());
    return;
  }
  time_columns(state, *rules, *sme10_expected(kSmeRows));
}

/// Rules of the same shape of which nothing was known before the seed was.
struct DrawnRules {
  std::optional<Sme10> rules;
  Sme10Sums sums;
  std::string wrong;
};

/// Kept for the repetitions.
const DrawnRules& drawn_rules(std::uint64_t seed) {
  static std::map<std::uint64_t, DrawnRules> made;
  const auto [at, is_new] = made.try_emplace(seed);
  DrawnRules& one = at->second;
  if (!is_new) return one;
  DrawnSme10 drawn(seed);
  auto rules = Sme10::read(drawn.text(), "drawn", drawn.words());
  if (!rules) {
    one.wrong = describe(rules.error()[0], "en");
    return one;
  }
  one.rules.emplace(std::move(*rules));
  const auto rows = sme10_rows(kSmeRows);
  one.sums = drawn.sums(rows);
  one.wrong = SmeBatch(*one.rules).differences(rows);
  return one;
}

void sme_drawn(benchmark::State& state) {
  const DrawnRules& drawn = drawn_rules(static_cast<std::uint64_t>(state.range(0)));
  if (!drawn.wrong.empty()) {
    state.SkipWithError(drawn.wrong.c_str());
    return;
  }
  time_columns(state, *drawn.rules, drawn.sums);
  state.counters["eligible"] = static_cast<double>(drawn.sums.eligible);
}

void time_by_hand(benchmark::State& state, decltype(fused)& by_hand) {
  const Sme10Columns& rows = sme_columns();
  Sme10Results results(kSmeBlock);
  for (auto _ : state) {
    Sme10Sums sums;
    for (std::size_t first = 0; first < kSmeRows; first += kSmeBlock)
      by_hand(rows, first, std::min(kSmeBlock, kSmeRows - first), results, sums);
    if (sums != sme10_expected(kSmeRows)) {
      state.SkipWithError("the sums of the loop by hand are wrong");
      return;
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kSmeRows));
}

void sme_fused(benchmark::State& state) {
  time_by_hand(state, fused);
}

/// Where the machine hasn't the instructions a line says so, and the loop counts for nothing.
void sme_avx512(benchmark::State& state) {
#if defined(__x86_64__)
  static_assert(kSmeRows % kAvx512Rows == 0 && kSmeBlock % kAvx512Rows == 0);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512vbmi")) {
    time_by_hand(state, by_avx512);
    state.SetLabel("AVX-512 with VBMI");
    return;
  }
#endif
  for (auto _ : state) {
  }
  state.SetLabel("skipped: this machine has no AVX-512 with VBMI");
}

BENCHMARK(sme_by_files)->Name("columns/sme10/4000000")->Unit(benchmark::kMillisecond);
BENCHMARK(sme_drawn)
    ->Name("columns/sme10/4000000/drawn")
    ->DenseRange(1, 8)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(sme_fused)->Name("columns/sme10/4000000/fused")->Unit(benchmark::kMillisecond);
BENCHMARK(sme_avx512)->Name("columns/sme10/4000000/avx512")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fugong::bench
