#include "engines/law/census.hpp"

#include <gtest/gtest.h>

#include "engines/law/alike_firms.hpp"
#include "engines/law/random_law.hpp"
#include "engines/law/sound_sample.hpp"
#include "engines/law/subject_roster.hpp"

namespace fugong::law {
namespace {

Oracle by_checks(const Rulebook& book) {
  return
      [&book](const Subject& firm) { return expect_by_check(book, at("2020-03-01"), firm, false); };
}

TEST(Census, ComesToWhatChecksComeToForAlikeFirms) {
  const Moment moment = at("2020-03-01");
  std::size_t compared = 0;
  for (std::uint32_t law = 1; law <= 60; ++law) {
    const RandomLaw random(law);
    AlikeFirms firms(*random.book, law);
    std::vector<Subject> drawn;
    for (int i = 0; i < 300; ++i)
      drawn.push_back(firms.draw(random.book->source().subjects[0], ""));
    SubjectRoster roster(*random.book, std::move(drawn));
    Census census(*random.book, moment);
    const Compared result = compare(*random.book, roster, census, 97, by_checks(*random.book));
    ASSERT_EQ(result.difference, "") << "law " << law;
    compared += result.entitlements;
  }
  EXPECT_GT(compared, 100'000U);
}

TEST(Census, ComesToWhatChecksComeToForAnyFirm) {
  const Moment moment = at("2020-03-01");
  std::size_t compared = 0;
  for (std::uint32_t law = 1; law <= 60; ++law) {
    const RandomLaw random(law);
    Drawing drawing(*random.book, law);
    const SubjectKind& root = random.book->source().subjects[0];
    std::vector<Subject> drawn;
    for (int i = 0; i < 120; ++i) {
      Node document = drawing.document(root, "");
      if (drawing.chance(70)) drawing.thin(root, document, drawing.below(100));
      auto read = read_subject(*random.book, document);
      if (read) drawn.push_back(std::move(*read));  // drawn facts may rule each other out
    }
    SubjectRoster roster(*random.book, std::move(drawn));
    Census census(*random.book, moment);
    const Compared result = compare(*random.book, roster, census, 50, by_checks(*random.book));
    ASSERT_EQ(result.difference, "") << "law " << law;
    compared += result.entitlements;
  }
  EXPECT_GT(compared, 10'000U);
}

}  // namespace
}  // namespace fugong::law
