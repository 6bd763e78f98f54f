// One enterprise with a loan against the whole pack; loading the pack.
#include <benchmark/benchmark.h>

#include "app/files.hpp"
#include "desks/entitlements/entitlements.hpp"
#include "engines/law/docket.hpp"
#include "firms.hpp"

namespace fugong::bench {
namespace {

constexpr const char* kPacks = FUGONG_SOURCE_DIR "/packs";
constexpr const char* kPack = "miit-2020-14";
constexpr std::size_t kFirms = 512;
/// For dockets, which remember: so many that a run meets few of them twice.
constexpr std::size_t kManyFirms = 20'000;
constexpr int kUnknownShare = 25;
constexpr int kBareUnknownShare = 95;  // a register of which little is known

const pack::Pack& loaded_pack() {
  static const Result<pack::Pack> loaded = app::load_pack(kPacks, kPack);
  if (!loaded) {
    std::fprintf(stderr, "%s\n", describe(loaded.error()[0], "en").c_str());
    std::exit(1);
  }
  return *loaded;
}

law::Moment moment() {
  return {*Date::parse("2020-05-01"), *Date::parse("2020-05-01")};
}

enum class Work : std::uint8_t { untraced, traced, traced_json };

void check_firm(benchmark::State& state, Work work, int unknown_share) {
  const pack::Pack& pack = loaded_pack();
  const auto firms = make_firms(pack.book, kFirms, unknown_share);
  const law::CheckOptions options{.trace = work != Work::untraced};
  std::size_t next = 0;
  for (auto _ : state) {
    const law::Answer answer = pack.book.check(firms[next], moment(), options);
    benchmark::DoNotOptimize(answer.entitlements.size());
    if (work == Work::traced_json) {
      const std::string json = entitlements::answer_json(pack, answer);
      benchmark::DoNotOptimize(json.size());
    }
    next = (next + 1) % kFirms;
  }
  state.SetItemsProcessed(state.iterations());
  // What the figure was taken over, so that nobody measures refusals only.
  std::int64_t counts[3] = {};
  for (const law::Subject& firm : firms) {
    for (const auto& entitlement : pack.book.check(firm, moment(), options).entitlements)
      ++counts[static_cast<std::size_t>(entitlement.state)];
  }
  const auto share = [&](law::State which) {
    const auto all = static_cast<double>(counts[0] + counts[1] + counts[2]);
    return static_cast<double>(counts[static_cast<std::size_t>(which)]) / all;
  };
  state.counters["entitled"] = share(law::State::entitled);
  state.counters["depends"] = share(law::State::depends);
  state.counters["not"] = share(law::State::not_entitled);
}

void docket_firm(benchmark::State& state, int unknown_share) {
  const pack::Pack& pack = loaded_pack();
  const auto firms = make_firms(pack.book, kManyFirms, unknown_share);
  law::Docket docket(pack.book, moment());
  std::size_t next = 0;
  std::int64_t entitled = 0;
  for (auto _ : state) {
    for (const law::Verdict& verdict : docket.check(firms[next]))
      entitled += verdict.state == law::State::entitled ? 1 : 0;
    next = (next + 1) % kManyFirms;
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["entitled_each"] =
      static_cast<double>(entitled) / static_cast<double>(state.iterations());
}

void known_docket(benchmark::State& state) {
  docket_firm(state, 0);
}
void gaps_docket(benchmark::State& state) {
  docket_firm(state, kUnknownShare);
}
void bare_docket(benchmark::State& state) {
  docket_firm(state, kBareUnknownShare);
}
void bare_untraced(benchmark::State& state) {
  check_firm(state, Work::untraced, kBareUnknownShare);
}
void known_untraced(benchmark::State& state) {
  check_firm(state, Work::untraced, 0);
}
void known_traced(benchmark::State& state) {
  check_firm(state, Work::traced, 0);
}
void known_traced_json(benchmark::State& state) {
  check_firm(state, Work::traced_json, 0);
}
void gaps_untraced(benchmark::State& state) {
  check_firm(state, Work::untraced, kUnknownShare);
}
void gaps_traced(benchmark::State& state) {
  check_firm(state, Work::traced, kUnknownShare);
}
void gaps_traced_json(benchmark::State& state) {
  check_firm(state, Work::traced_json, kUnknownShare);
}

BENCHMARK(known_docket)->Name("check/known/docket");
BENCHMARK(gaps_docket)->Name("check/gaps/docket");
BENCHMARK(bare_docket)->Name("check/bare/docket");
BENCHMARK(bare_untraced)->Name("check/bare/untraced");
BENCHMARK(known_untraced)->Name("check/known/untraced");
BENCHMARK(known_traced)->Name("check/known/traced");
BENCHMARK(known_traced_json)->Name("check/known/traced_json");
BENCHMARK(gaps_untraced)->Name("check/gaps/untraced");
BENCHMARK(gaps_traced)->Name("check/gaps/traced");
BENCHMARK(gaps_traced_json)->Name("check/gaps/traced_json");

void load_from_disk(benchmark::State& state) {
  loaded_pack();
  for (auto _ : state) {
    auto pack = app::load_pack(kPacks, kPack);
    if (!pack) state.SkipWithError("the pack does not load");
    benchmark::DoNotOptimize(pack);
  }
}
BENCHMARK(load_from_disk)->Name("pack/load")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fugong::bench
