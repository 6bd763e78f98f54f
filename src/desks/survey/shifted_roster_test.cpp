#include "desks/survey/shifted_roster.hpp"

#include <gtest/gtest.h>

#include "engines/law/check_sample.hpp"
#include "engines/law/subject_roster.hpp"

namespace fugong::survey {
namespace {

using columns::kFirst;
using columns::kUnsaid;
using law::Rulebook;

Rulebook house() {
  law::Source source = law::house();
  source.facts[1].maximum = Decimal(50);  // staff
  return law::build(std::move(source));
}

law::Fact number_fact(law::FactType type) {
  law::Fact fact;
  fact.type = type;
  return fact;
}

TEST(StepOn, StaysWithinWhatTheFactMayBe) {
  law::Fact staff = number_fact(law::FactType::integer);
  staff.minimum = Decimal(0);
  staff.maximum = Decimal(50);
  EXPECT_EQ(step_on(staff, Decimal(1), law::number(49))->number(), Decimal(50));
  EXPECT_FALSE(step_on(staff, Decimal(1), law::number(50)));
  EXPECT_EQ(step_on(staff, Decimal(-1), law::number(1))->number(), Decimal(0));
  EXPECT_FALSE(step_on(staff, Decimal(-1), law::number(0)));
  const law::Fact rate = number_fact(law::FactType::percent);
  EXPECT_EQ(step_on(rate, Decimal(1, -2), law::number(315, -2))->number(), Decimal(316, -2));
}

TEST(StepOn, GoesFromDayToDay) {
  const law::Fact granted = number_fact(law::FactType::date);
  EXPECT_EQ(step_on(granted, Decimal(1), law::date("2020-02-29"))->date(), law::day("2020-03-01"));
  EXPECT_EQ(step_on(granted, Decimal(-30), law::date("2020-03-31"))->date(),
            law::day("2020-03-01"));
}

TEST(StepOn, LeavesWhatIsNoFigure) {
  const law::Fact staff = number_fact(law::FactType::integer);
  EXPECT_FALSE(step_on(staff, Decimal(1), feel::Value::of("many")));
  EXPECT_FALSE(step_on(staff, Decimal(1), feel::Value()));
}

TEST(ShiftedRoster, ShiftsOneFactOfTheBlock) {
  const Rulebook book = house();
  const auto staff = book.fact_index("staff").value();
  const auto listed = book.fact_index("listed").value();
  law::SubjectRoster roster(
      book, {law::firm(book, {{"staff", law::number(49)}, {"listed", feel::Value::of(true)}}),
             law::firm(book, {{"staff", law::number(50)}}), law::firm(book, {})});
  ShiftedRoster shifted(book, roster);
  shifted.enter(0, 3);
  ASSERT_TRUE(shifted.shift(staff, Decimal(1)));
  // 50 may not become 51, and of the third nobody has said it.
  EXPECT_EQ(std::vector<std::uint8_t>(shifted.shifted().begin(), shifted.shifted().end()),
            (std::vector<std::uint8_t>{1, 0, 0}));
  columns::Leaf leaf;
  ASSERT_TRUE(shifted.read(staff, leaf));
  EXPECT_EQ(columns::value_of(leaf.numbers[0], leaf.unit, leaf.scale).number(), Decimal(50));
  EXPECT_EQ(columns::value_of(leaf.numbers[1], leaf.unit, leaf.scale).number(), Decimal(50));
  EXPECT_EQ(leaf.codes[2], kUnsaid);
  columns::Leaf other;
  ASSERT_TRUE(shifted.read(listed, other));
  EXPECT_TRUE(other.values[other.codes[0] - kFirst].is_true());
  EXPECT_EQ(shifted.subject(0).facts[0].value.number(), Decimal(50));
  EXPECT_EQ(shifted.subject(1).facts[0].value.number(), Decimal(50));
  shifted.enter(0, 3);
  ASSERT_TRUE(shifted.read(staff, leaf = {}));
  EXPECT_EQ(columns::value_of(leaf.numbers[0], leaf.unit, leaf.scale).number(), Decimal(49));
  EXPECT_EQ(shifted.subject(0).facts[0].value.number(), Decimal(49));
}

TEST(ShiftedRoster, TakesStepsFinerThanTheFigures) {
  const Rulebook book = house();
  const auto rate = book.fact_index("rate").value();
  law::SubjectRoster roster(book,
                            {law::firm(book, {},
                                       {law::loan(book, "L1", {{"rate", law::number(3)}}),
                                        law::loan(book, "L2", {{"rate", law::number(315, -2)}})})});
  ShiftedRoster shifted(book, roster);
  shifted.enter(0, 1);
  ASSERT_TRUE(shifted.shift(rate, Decimal(1, -4)));
  columns::Leaf leaf;
  ASSERT_TRUE(shifted.read(rate, leaf));
  EXPECT_EQ(columns::value_of(leaf.numbers[0], leaf.unit, leaf.scale).number(), Decimal(30001, -4));
  EXPECT_EQ(columns::value_of(leaf.numbers[1], leaf.unit, leaf.scale).number(), Decimal(31501, -4));
  EXPECT_EQ(shifted.subject(0).children[1].facts[0].value.number(), Decimal(31501, -4));
}

TEST(ShiftedRoster, SaysWhereThereIsNothingToShift) {
  const Rulebook book = house();
  law::SubjectRoster roster(book, {law::firm(book, {{"staff", law::number(50)}})});
  ShiftedRoster shifted(book, roster);
  shifted.enter(0, 1);
  EXPECT_FALSE(shifted.shift(book.fact_index("staff").value(), Decimal(1)));
  EXPECT_FALSE(shifted.shift(book.fact_index("rate").value(), Decimal(1)));
}

}  // namespace
}  // namespace fugong::survey
