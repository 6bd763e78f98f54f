#include "engines/stacking/beside.hpp"

#include <gtest/gtest.h>

#include "engines/law/check_sample.hpp"

namespace fugong::stacking {
namespace {

using law::text;

Money yuan(std::int64_t whole) {
  return Money{whole * 100};
}

RuleText rule_text(const char* id) {
  return {id, text(id), text("clause"), {}};
}

/// A and B exclude each other for a loan; B and C share 100 yuan of a loan; D has 300 of the firm.
Rules shared() {
  Rules rules;
  rules.exclusive = {{rule_text("either"), Per::subject, {"A", "B"}}};
  rules.caps = {{rule_text("whole"), Per::subject, {"B", "C"}, "interest"},
                {rule_text("firm"), Per::enterprise, {"D"}, "most"}};
  return rules;
}

const std::vector<Limit> kLimits{{"whole", yuan(100)}, {"firm", yuan(300)}};

TEST(Beside, anExclusionIsOfTheSameSubjectAndOfAnotherProvision) {
  const Rules rules = shared();
  const std::vector<Held> held{{"B", "L2", yuan(1)}, {"A", "L1", yuan(1)}, {"B", "L1", yuan(1)}};
  const auto bounds = bounds_beside(rules, {"A", "L1", {}}, kLimits, held);
  ASSERT_EQ(bounds.size(), 1U);
  EXPECT_EQ(bounds[0].why, Bound::Why::excluded);
  EXPECT_EQ(bounds[0].rule, &rules.exclusive[0].text);
  EXPECT_EQ(bounds[0].by, std::vector<std::size_t>{2});
  EXPECT_TRUE(bounds_beside(rules, {"A", "L3", {}}, kLimits, held).empty());
}

TEST(Beside, aCapLeavesWhatOthersHaveNotUsedUp) {
  const Rules rules = shared();
  const std::vector<Held> held{{"C", "L1", yuan(60)}, {"C", "L2", yuan(90)}, {"A", "L1", yuan(7)}};
  const auto bounds = bounds_beside(rules, {"C", "L1", {}}, kLimits, held);
  ASSERT_EQ(bounds.size(), 1U);
  EXPECT_EQ(bounds[0].why, Bound::Why::cap);
  EXPECT_EQ(bounds[0].left, yuan(40));
  EXPECT_EQ(bounds[0].by, std::vector<std::size_t>{0});
}

TEST(Beside, aCapOfTheFirmIsSharedByItsSubjectsAndNeverBelowNought) {
  const Rules rules = shared();
  const std::vector<Held> held{{"D", "G1", yuan(250)}, {"D", "G2", yuan(250)}};
  const auto bounds = bounds_beside(rules, {"D", "G3", {}}, kLimits, held);
  ASSERT_EQ(bounds.size(), 1U);
  EXPECT_EQ(bounds[0].left, yuan(0));
  EXPECT_EQ(bounds[0].by.size(), 2U);
  // Nothing is held: the limit itself.
  EXPECT_EQ(bounds_beside(rules, {"D", "G3", {}}, kLimits, {})[0].left, yuan(300));
}

TEST(Beside, aLimitThatNobodyKnowsIsOpen) {
  const Rules rules = shared();
  const std::vector<Limit> unknown{{"whole", std::nullopt}};
  EXPECT_EQ(bounds_beside(rules, {"C", "L1", {}}, unknown, {})[0].why, Bound::Why::open);
  EXPECT_EQ(bounds_beside(rules, {"D", "G1", {}}, unknown, {})[0].why, Bound::Why::open);
}

}  // namespace
}  // namespace fugong::stacking
