// Kept packs: what is read back is what was kept, and nothing else is taken for it.
#include "pack/archive.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "base/hash.hpp"
#include "pack/pack_sample.hpp"

namespace fugong::pack {
namespace {

namespace fs = std::filesystem;

const Files& small_files() {
  static const Files kFiles =
      files_below(fs::path(FUGONG_SOURCE_DIR) / "tests/golden/receipts/packs");
  return kFiles;
}

const Pack& loaded_small_pack() {
  static const Pack kPack = loaded(small_files(), "small");
  return kPack;
}

std::string code(const Result<Files>& read) {
  return read ? "read" : read.error()[0].code;
}

TEST(Archive, HashesToThePacksHashAndComesBack) {
  const Pack& pack = loaded_small_pack();
  EXPECT_EQ(sha256_hex(archive_bytes(small_files(), pack.parts)), pack.hash);
  const std::string kept = keep(small_files(), pack);
  EXPECT_LT(kept.size(), archive_bytes(small_files(), pack.parts).size());
  const auto files = read_kept(kept, pack.hash, "kept");
  ASSERT_TRUE(files);
  EXPECT_EQ(*files, small_files());
  EXPECT_EQ(load(*files, "small")->hash, pack.hash);
}

TEST(Archive, IsSortedByIdThenPathAndTakesNoOtherPack) {
  const Files files{{"a-b/x", "1"}, {"a/y", "23"}, {"b/z", ""}, {"c/n", "no"}};
  using std::string_literals::operator""s;
  EXPECT_EQ(archive_bytes(files, {"b", "a", "a-b"}), "a/y\0002\00023a-b/x\0001\0001b/z\0000\000"s);
}

TEST(Archive, AnyChangedByteIsFound) {
  const Pack& pack = loaded_small_pack();
  const std::string kept = keep(small_files(), pack);
  std::mt19937 random(20200221);
  for (std::size_t at = 0; at < kept.size(); ++at) {
    std::string changed = kept;
    changed[at] = static_cast<char>(changed[at] ^ static_cast<char>(1 + random() % 255));
    EXPECT_EQ(code(read_kept(changed, pack.hash, "kept")), "pack-kept-damaged") << at;
  }
}

// The header and the last bytes carry bits that inflating alone would not miss.
TEST(Archive, EveryChangeOfTheEdgesIsFound) {
  const Pack& pack = loaded_small_pack();
  const std::string kept = keep(small_files(), pack);
  for (std::size_t back = 0; back < 10; ++back) {
    for (int mask = 1; mask < 256; ++mask) {
      for (const std::size_t at : {back, kept.size() - 1 - back}) {
        std::string changed = kept;
        changed[at] = static_cast<char>(changed[at] ^ static_cast<char>(mask));
        EXPECT_EQ(code(read_kept(changed, pack.hash, "kept")), "pack-kept-damaged") << at;
      }
    }
  }
}

TEST(Archive, CutOrLongerIsFound) {
  const Pack& pack = loaded_small_pack();
  const std::string kept = keep(small_files(), pack);
  for (std::size_t size = 0; size < kept.size(); size += size < 20 ? 1 : 97)
    EXPECT_EQ(code(read_kept(kept.substr(0, size), pack.hash, "kept")), "pack-kept-damaged");
  EXPECT_EQ(code(read_kept(kept.substr(0, kept.size() - 1), pack.hash, "")), "pack-kept-damaged");
  EXPECT_EQ(code(read_kept(kept + '\0', pack.hash, "kept")), "pack-kept-damaged");
  EXPECT_EQ(code(read_kept(kept + kept, pack.hash, "kept")), "pack-kept-damaged");
}

TEST(Archive, AnotherPacksBytesAreFound) {
  const std::string kept = keep(small_files(), loaded_small_pack());
  const auto read = read_kept(kept, std::string(64, '0'), "var/packs/0.pack");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error()[0].code, "pack-kept-damaged");
  EXPECT_EQ(read.error()[0].place.file, "var/packs/0.pack");
  EXPECT_NE(read.error()[0].message.en.find(loaded_small_pack().hash), std::string::npos);
}

TEST(Archive, BytesThatAreNoStreamAreFound) {
  for (const char* bytes : {"", "x", "x\xDA", "not a stream at all", "PK\x03\x04"})
    EXPECT_EQ(code(read_kept(bytes, sha256_hex(bytes), "kept")), "pack-kept-damaged");
}

TEST(Archive, MoreThanTheLimitIsNotEvenInflated) {
  EXPECT_EQ(code(read_kept(std::string(kMaxArchiveBytes + 1, 'x'), "", "kept")),
            "pack-kept-damaged");
}

}  // namespace
}  // namespace fugong::pack
