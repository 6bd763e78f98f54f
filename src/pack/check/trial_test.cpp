#include "pack/check/trial.hpp"

#include <gtest/gtest.h>

#include "engines/law/facts.hpp"
#include "pack/small_pack_sample.hpp"

namespace fugong::pack {
namespace {

class Trials : public testing::Test {
 protected:
  static Pack load_small() {
    auto loaded = load(small_pack(), "p");
    EXPECT_TRUE(loaded.has_value());
    return std::move(*loaded);
  }
  decision::Table& table() {
    return std::get<decision::Table>(source_.decisions.front().definition.body);
  }

  Pack pack_ = load_small();
  law::Source source_ = pack_.book.source();
};

TEST_F(Trials, AsItStandsEveryExamplePasses) {
  const Trial trial = try_owner(source_, pack_.examples, "size");
  ASSERT_TRUE(trial.faults.empty());
  ASSERT_EQ(trial.examples.size(), 3u);
  for (const auto& one : trial.examples)
    EXPECT_TRUE(one.passed());
}

TEST_F(Trials, AnotherBoundShowsWhatTheExampleComesTo) {
  table().rules[0].tests[0].text = ">= 11";
  const Trial trial = try_owner(source_, pack_.examples, "size");
  ASSERT_EQ(trial.examples.size(), 3u);
  const auto& at = trial.examples[0];
  EXPECT_EQ(at.example->id, "at");
  EXPECT_FALSE(at.passed());
  ASSERT_EQ(at.results.size(), 1u);
  EXPECT_EQ(at.results[0].expected, "large");
  EXPECT_EQ(at.results[0].found, "small");
  EXPECT_TRUE(trial.examples[1].passed());
}

TEST_F(Trials, AFaultOfACellKeepsThePlaceOfItsText) {
  table().rules[1].outputs[0] = {"lrge +", Place{"", 0, 1, "/tables/0/rows/1/2"}};
  const Trial trial = try_owner(source_, pack_.examples, "size");
  ASSERT_FALSE(trial.faults.empty());
  EXPECT_EQ(trial.faults.front().place.pointer, "/tables/0/rows/1/2");
  EXPECT_TRUE(trial.examples.empty());
}

TEST_F(Trials, AFirmIsToldWhatItComesTo) {
  const auto facts = parse_json(R"({"staff": 12, "kind": "x"})", "");
  const auto subject = law::read_subject(pack_.book, *facts);
  ASSERT_TRUE(subject.has_value());
  const Date day = *Date::parse("2020-12-31");
  const Trial trial = try_owner(source_, pack_.examples, "size", TrialFirm{*subject, {day, day}});
  ASSERT_EQ(trial.firm.size(), 1u);
  EXPECT_EQ(trial.firm[0].found, "large");
}

}  // namespace
}  // namespace fugong::pack
