// The oracle's own numbers and days, against values that anybody can work out.
#include <gtest/gtest.h>

#include "oracle/value.hpp"

namespace fugong::oracle {
namespace {

Fraction number(const char* text) {
  return *read_fraction(text);
}

Day day(const char* iso) {
  return *read_day(iso);
}

TEST(OracleNumbers, AreReadAsTheyAreWritten) {
  EXPECT_EQ(number("-12.50"), Fraction(-25, 2));
  EXPECT_EQ(number("0.055"), Fraction(11, 200));
  EXPECT_FALSE(read_fraction("1.2.3"));
  EXPECT_FALSE(read_fraction("-"));
}

TEST(OracleNumbers, AreRoundedInEveryWay) {
  struct Case {
    const char* of;
    Round mode;
    const char* to;
  };
  const Case cases[] = {
      {"2.5", Round::half_even, "2"},    {"3.5", Round::half_even, "4"},
      {"-2.5", Round::half_even, "-2"},  {"2.5", Round::half_up, "3"},
      {"-2.5", Round::half_up, "-3"},    {"2.5", Round::half_down, "2"},
      {"-2.5", Round::half_down, "-2"},  {"2.51", Round::half_down, "3"},
      {"2.1", Round::up, "3"},           {"-2.1", Round::up, "-3"},
      {"2.9", Round::down, "2"},         {"-2.9", Round::down, "-2"},
      {"-2.1", Round::floor, "-3"},      {"-2.9", Round::ceiling, "-2"},
      {"2.499999", Round::half_up, "2"}, {"7", Round::up, "7"},
  };
  for (const Case& each : cases)
    EXPECT_EQ(rounded(number(each.of), 0, each.mode), number(each.to)) << each.of;
  EXPECT_EQ(rounded(number("160.125"), 2, Round::half_up), number("160.13"));
  EXPECT_EQ(rounded(number("1250"), -2, Round::half_even), number("1200"));
}

TEST(OracleNumbers, AreKeptToThirtyFourDigits) {
  EXPECT_EQ(*as_decimal128(Fraction(1, 3)), number("0.3333333333333333333333333333333333"));
  EXPECT_EQ(*as_decimal128(Fraction(-2, 3)), number("-0.6666666666666666666666666666666667"));
  EXPECT_EQ(*as_decimal128(Fraction(100, 7)), number("14.28571428571428571428571428571429"));
  EXPECT_EQ(*as_decimal128(Fraction(2, 3) * power_of_ten(60)),
            number("6666666666666666666666666666666667") * power_of_ten(26));
  EXPECT_EQ(*as_decimal128(number("1.575")), number("1.575"));
  EXPECT_EQ(*as_decimal128(power_of_ten(6144)), power_of_ten(6144));
  EXPECT_FALSE(as_decimal128(power_of_ten(6145)));
  EXPECT_EQ(*as_decimal128(power_of_ten(-6177)), Fraction(0));
}

TEST(OracleDays, AreCountedOneByOne) {
  EXPECT_EQ(days_between(day("2020-02-21"), day("2020-03-01")), 9);
  EXPECT_EQ(days_between(day("1900-01-01"), day("2000-01-01")), 36'524);
  EXPECT_EQ(days_later(day("2019-12-31"), 60), day("2020-02-29"));
  EXPECT_EQ(days_later(day("1970-01-01"), -1), day("1969-12-31"));
  EXPECT_EQ(months_later(day("2020-01-31"), 1), day("2020-02-29"));
  EXPECT_EQ(months_later(day("2020-03-31"), -13), day("2019-02-28"));
  EXPECT_EQ(weekday_of(day("2020-02-09")), 7);
  EXPECT_EQ(weekday_of(day("1969-12-29")), 1);
  EXPECT_EQ(whole_months(day("2020-01-31"), day("2020-02-29")), 0);
  EXPECT_EQ(whole_months(day("2011-12-22"), day("2013-08-24")), 20);
  EXPECT_EQ(whole_months(day("2013-08-24"), day("2011-12-22")), -20);
  EXPECT_FALSE(read_day("2019-02-29"));
}

TEST(OracleTruths, AreThreeValued) {
  const Truth null;
  EXPECT_EQ(both(null, false), Truth(false));
  EXPECT_EQ(both(null, true), null);
  EXPECT_EQ(either(null, true), Truth(true));
  EXPECT_EQ(either(null, false), null);
  EXPECT_EQ(equal(Value{}, Value{}), Truth(true));
  EXPECT_EQ(equal(Value{}, Value{false}), Truth(false));
  EXPECT_EQ(equal(Value{std::string("1")}, Value{Fraction(1)}), null);
}

}  // namespace
}  // namespace fugong::oracle
