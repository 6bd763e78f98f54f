// The real packs: no claim about a random firm is overturned by more facts.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "engines/law/sound_sample.hpp"
#include "pack/pack.hpp"

namespace fugong::pack {
namespace {

namespace fs = std::filesystem;

Files real_files() {
  Files files;
  const fs::path root = fs::path(FUGONG_SOURCE_DIR) / "packs";
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files[fs::relative(entry.path(), root).generic_string()] =
        std::string(std::istreambuf_iterator<char>(in), {});
  }
  return files;
}

const Pack& real_pack() {
  static const Result<Pack> pack = load(real_files(), "miit-2020-14");
  if (!pack) std::abort();
  return *pack;
}

std::string overturned(int firms, law::Wrong wrong, std::size_t& claims) {
  const Date day = *Date::from_civil(2020, 5, 1);
  law::Soundness soundness(real_pack().book, {}, {day, day}, 2020, wrong);
  std::string found;
  for (int i = 0; i < firms && found.empty(); ++i)
    found = soundness.try_one(3);
  claims = soundness.claims;
  return found;
}

TEST(SoundPack, NoClaimIsOverturned) {
  std::size_t claims = 0;
  EXPECT_EQ(overturned(60, nullptr, claims), "");
  EXPECT_GT(claims, 2000U) << "else the test would say little";
}

TEST(SoundPack, UnsoundAnswersAreCaught) {
  const std::pair<const char*, law::Wrong> wrong[] = {
      {"claims what depends", law::claims_what_depends},
      {"refuses what depends", law::refuses_what_depends},
      {"takes the least", law::takes_the_least},
      {"forgets a question", law::forgets_a_question},
      {"takes unknown for null", law::takes_unknown_for_null}};
  for (const auto& [name, variant] : wrong) {
    std::size_t claims = 0;
    EXPECT_NE(overturned(200, variant, claims), "") << name;
  }
}

}  // namespace
}  // namespace fugong::pack
