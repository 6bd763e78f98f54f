// Drawing synthetic firms of the notice's profile and writing their rows, beside writing the same
// bytes without drawing anything: to memory, and to a file.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "app/files.hpp"
#include "desks/register/generate.hpp"

namespace fugong::bench {
namespace {

using enterprise_register::FirmDraws;
using enterprise_register::Generator;
using enterprise_register::SyntheticProfile;

constexpr const char* kPacks = FUGONG_SOURCE_DIR "/packs";
constexpr const char* kPack = "miit-2020-14";
constexpr std::uint64_t kFirms = 50'000;
constexpr std::uint64_t kSeed = 1;

const SyntheticProfile& profile() {
  static pack::Files files;
  static const Result<pack::Pack> pack = app::load_pack(kPacks, kPack, &files);
  if (!pack) std::exit(1);
  static const Result<SyntheticProfile> read = enterprise_register::read_synthetic_profile(
      files, enterprise_register::profile_path(kPack), pack->book);
  if (!read) std::exit(1);
  return *read;
}

/// The rows of the firms and of their children, as `register generate --out` writes them.
void write_rows(const Generator& generator, std::string& text) {
  FirmDraws draws;
  for (std::uint64_t i = 0; i < kFirms; ++i) {
    generator.draw(i, draws);
    generator.append_firm(draws, text);
    for (std::size_t kind = 0; kind < generator.profile().children.size(); ++kind)
      generator.append_children(kind, draws, text);
  }
}

const std::string& rows() {
  static const std::string kRows = [] {
    std::string text;
    write_rows(Generator(profile(), kSeed, {}), text);
    return text;
  }();
  return kRows;
}

void count(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kFirms));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(rows().size()));
}

void draw_only(benchmark::State& state) {
  const Generator generator(profile(), kSeed, {});
  FirmDraws draws;
  for (auto _ : state) {
    for (std::uint64_t i = 0; i < kFirms; ++i) {
      generator.draw(i, draws);
      benchmark::DoNotOptimize(draws.slots.data());
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kFirms));
}

void draw_and_write(benchmark::State& state) {
  const Generator generator(profile(), kSeed, {});
  std::string text;
  text.reserve(rows().size());
  for (auto _ : state) {
    text.clear();
    write_rows(generator, text);
    benchmark::DoNotOptimize(text.data());
  }
  count(state);
}

void copy_the_bytes(benchmark::State& state) {
  std::string text(rows().size(), '\0');
  for (auto _ : state) {
    std::memcpy(text.data(), rows().data(), rows().size());
    benchmark::DoNotOptimize(text.data());
  }
  count(state);
}

void write_the_bytes(benchmark::State& state) {
  rows();
  for (auto _ : state) {
    std::FILE* file = std::tmpfile();
    if (file == nullptr || std::fwrite(rows().data(), 1, rows().size(), file) != rows().size() ||
        std::fclose(file) != 0) {
      state.SkipWithError("the file can't be written");
      break;
    }
  }
  count(state);
}

BENCHMARK(draw_only)->Name("generate/draw_only")->Unit(benchmark::kMillisecond);
BENCHMARK(draw_and_write)->Name("generate/draw_and_write")->Unit(benchmark::kMillisecond);
BENCHMARK(copy_the_bytes)->Name("generate/copy_the_bytes")->Unit(benchmark::kMillisecond);
BENCHMARK(write_the_bytes)->Name("generate/write_the_bytes")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fugong::bench
