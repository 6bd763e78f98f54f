// Random laws with open terms, fills, exceptions and guards: no claim is overturned.
#include <gtest/gtest.h>

#include "engines/law/random_law.hpp"
#include "engines/law/sound_sample.hpp"

namespace fugong::law {
namespace {

constexpr int kSoundLaws = 40;
constexpr int kFirms = 12;

struct Verdicts {
  std::string overturned;
  std::size_t claims = 0;
};

Verdicts run(int laws, Wrong wrong) {
  Verdicts outcome;
  for (int law = 0; law < laws && outcome.overturned.empty(); ++law) {
    const auto seed = static_cast<std::uint32_t>(law + 1);
    const RandomLaw random(seed);
    Soundness soundness(*random.book, random.completions(), at("2020-03-01"), seed, wrong);
    for (int i = 0; i < kFirms && outcome.overturned.empty(); ++i)
      outcome.overturned = soundness.try_one(4);
    if (!outcome.overturned.empty()) {
      outcome.overturned = "law " + std::to_string(law) + ", " + outcome.overturned;
    }
    outcome.claims += soundness.claims;
  }
  return outcome;
}

TEST(Sound, NoClaimOfARandomLawIsOverturned) {
  const Verdicts outcome = run(kSoundLaws, nullptr);
  EXPECT_EQ(outcome.overturned, "");
  EXPECT_GT(outcome.claims, 5000U) << "else the test would say little";
}

TEST(Sound, UnsoundAnswersAreCaught) {
  const std::pair<const char*, Wrong> wrong[] = {
      {"claims what depends", claims_what_depends},
      {"refuses what depends", refuses_what_depends},
      {"takes the least", takes_the_least},
      {"narrows a range from below", narrows_from_below},
      {"narrows a range from above", narrows_from_above},
      {"forgets a question", forgets_a_question},
      {"takes unknown for null", takes_unknown_for_null}};
  for (const auto& [name, variant] : wrong)
    EXPECT_NE(run(kSoundLaws, variant).overturned, "") << name;
}

}  // namespace
}  // namespace fugong::law
