// Receipts of earlier versions, with their openings and packs. A later version reproduces each, or
// says what it decides otherwise in differences.txt beside it, which somebody has read.
//
// FUGONG_RECORD=1 issues them all anew from the packs as they are now, and drops the old ones.
#include <cstdlib>

#include "desks/receipt/receipt_sample.hpp"
#include "pack/archive.hpp"

namespace fugong::receipt {
namespace {

/// Which receipts there are: firms of the demo of two packs.
struct Golden {
  const char* name;
  const LoadedPack& (*loaded)();
  std::size_t firm;
};
constexpr Golden kReceipts[] = {{"small", small, 0}, {"mask-maker", notice, 0}};

void write(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

void record() {
  fs::remove_all(kGolden / "kept");
  for (const Golden& golden : kReceipts) {
    const LoadedPack& loaded = golden.loaded();
    SeededRandom random(14);
    const Papers papers = must(loaded.issuer.issue(loaded.pack.demo.at(golden.firm).subject,
                                                   the_day(), declared(), random));
    fs::remove_all(kGolden / golden.name);
    write(kGolden / golden.name / "receipt.json", papers.receipt);
    write(kGolden / golden.name / "opening.json", papers.opening);
    write(kGolden / "kept" / (loaded.pack.hash + ".pack"), pack::keep(loaded.files, loaded.pack));
  }
}

std::string listed(const Replay& replay) {
  std::string text;
  for (const Difference& difference : replay.differences)
    text += difference.pointer + ": was " + difference.was + ", is " + difference.is + "\n";
  return text;
}

TEST(GoldenReceipts, AreReproducedOrTheDifferenceIsListed) {
  if (std::getenv("FUGONG_RECORD") != nullptr) record();
  for (const Golden& golden : kReceipts) {
    SCOPED_TRACE(golden.name);
    const fs::path folder = kGolden / golden.name;
    const Receipt receipt = must(read_receipt(slurp(folder / "receipt.json"), "receipt.json"));
    const Opening opening = must(read_opening(slurp(folder / "opening.json"), "opening.json"));
    EXPECT_EQ(all(match(receipt, opening, Whole::yes)), "");
    const std::string name = receipt.pack_hash + ".pack";
    pack::Files files =
        must(pack::read_kept(slurp(kGolden / "kept" / name), receipt.pack_hash, name));
    const LoadedPack kept(std::move(files), receipt.pack_id.c_str());
    const Replay replay = must(kept.issuer.replay(receipt, opening));
    EXPECT_EQ(listed(replay), slurp(folder / "differences.txt"));
    EXPECT_TRUE(replay.reproduced || fs::exists(folder / "differences.txt"));
    EXPECT_FALSE(replay.claims.empty());
  }
}

}  // namespace
}  // namespace fugong::receipt
