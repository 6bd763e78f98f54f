// The real packs: no claim about a random firm is overturned by more facts.
#include <gtest/gtest.h>

#include <filesystem>

#include "engines/law/sound_sample.hpp"
#include "pack/pack_sample.hpp"

namespace fugong::pack {
namespace {

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
