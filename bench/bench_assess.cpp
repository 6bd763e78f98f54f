// The whole pack on a register.
#include <benchmark/benchmark.h>

#include <map>

#include "app/files.hpp"
#include "desks/assessment/assessment.hpp"
#include "desks/register/generate.hpp"
#include "engines/columns/kernels.hpp"
#include "firms.hpp"
#include "sme10/rows.hpp"

namespace fugong::bench {
namespace {

constexpr const char* kPacks = FUGONG_SOURCE_DIR "/packs";
constexpr const char* kPack = "miit-2020-14";

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
