#include "base/date.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "base/clock.hpp"

namespace fugong {
namespace {

std::string shown(const std::optional<Date>& date) {
  return date ? date->to_string() : "none";
}

Date day(std::string_view iso) {
  const auto date = Date::parse(iso);
  EXPECT_TRUE(date.has_value()) << iso;
  return date.value_or(Date());
}

TEST(Date, ParsesAndPrints) {
  for (const char* iso :
       {"2020-02-21", "1970-01-01", "1969-12-31", "2000-02-29", "2020-02-29", "0001-01-01",
        "0000-02-29", "0000-12-31", "-0001-12-31", "-0004-02-29", "9999-12-31", "10000-01-01",
        "-12345-06-07", "999999999-12-31", "-999999999-01-01"}) {
    EXPECT_EQ(shown(Date::parse(iso)), iso);
  }
}

TEST(Date, RefusesDaysThatDoNotExist) {
  for (const char* text : {"",
                           "2021-02-29",
                           "1900-02-29",
                           "2100-02-29",
                           "2020-02-30",
                           "2020-04-31",
                           "2020-00-10",
                           "2020-13-01",
                           "2020-01-00",
                           "2020-01-32",
                           "2020-1-01",
                           "2020-01-1",
                           "20-01-01",
                           "020-01-01",
                           "2020/01/01",
                           "20200101",
                           "2020-01-01 ",
                           " 2020-01-01",
                           "2020-01-01T00:00:00",
                           "02020-01-01",
                           "+2020-01-01",
                           "+12020-01-01",
                           "-0000-01-01",
                           "1000000000-01-01",
                           "-1000000000-01-01",
                           "--2020-01-01",
                           "2020-0a-01",
                           "2o20-01-01",
                           "2020-01--1",
                           "-",
                           "-01-01",
                           "２０２０-01-01"}) {
    EXPECT_EQ(shown(Date::parse(text)), "none") << text;
  }
  EXPECT_EQ(shown(Date::from_civil(2021, 2, 29)), "none");
  EXPECT_EQ(shown(Date::from_civil(2020, 2, 29)), "2020-02-29");
  EXPECT_EQ(shown(Date::from_civil(1'000'000'000, 1, 1)), "none");
  EXPECT_EQ(shown(Date::from_civil(2020, -1, 1)), "none");
}

TEST(Date, CountsDaysFromTheEpoch) {
  EXPECT_EQ(Date().days(), 0);
  EXPECT_EQ(day("1970-01-01").days(), 0);
  EXPECT_EQ(day("1969-12-31").days(), -1);
  EXPECT_EQ(day("2000-03-01").days(), 11'017);
  EXPECT_EQ(day("2020-02-21").days(), 18'313);
  EXPECT_EQ(day("0000-03-01").days(), -719'468);
}

TEST(Date, EveryDayFollowsTheOneBefore) {
  Date date = day("-0001-01-01");
  std::int64_t year = -1;
  int month = 1;
  int in_month = 1;
  for (int i = 0; i < 300'000; ++i) {
    ASSERT_EQ(date.year(), year);
    ASSERT_EQ(date.month(), month);
    ASSERT_EQ(date.day(), in_month);
    ASSERT_EQ(Date::from_civil(year, month, in_month), date);
    if (++in_month > days_in_month(year, month)) {
      in_month = 1;
      if (++month > 12) {
        month = 1;
        ++year;
      }
    }
    date = date.plus_days(1);
  }
  EXPECT_GT(year, 800);
}

TEST(Date, KnowsTheWeekday) {
  EXPECT_EQ(day("2020-02-21").weekday(), 5);
  EXPECT_EQ(day("1970-01-01").weekday(), 4);
  EXPECT_EQ(day("2000-01-01").weekday(), 6);
  EXPECT_EQ(day("1949-10-01").weekday(), 6);
  EXPECT_EQ(day("2024-02-29").weekday(), 4);
  EXPECT_EQ(day("1969-12-28").weekday(), 7);
  EXPECT_EQ(day("1969-12-29").weekday(), 1);
  EXPECT_EQ(day("0000-01-01").weekday(), 6);
}

TEST(Date, AddsMonthsAndClipsToTheLastDay) {
  EXPECT_EQ(day("2020-01-31").plus_months(1), day("2020-02-29"));
  EXPECT_EQ(day("2021-01-31").plus_months(1), day("2021-02-28"));
  EXPECT_EQ(day("2020-02-29").plus_months(12), day("2021-02-28"));
  EXPECT_EQ(day("2020-02-29").plus_months(48), day("2024-02-29"));
  EXPECT_EQ(day("2020-02-21").plus_months(12), day("2021-02-21"));
  EXPECT_EQ(day("2020-03-31").plus_months(-1), day("2020-02-29"));
  EXPECT_EQ(day("2020-01-15").plus_months(-1), day("2019-12-15"));
  EXPECT_EQ(day("2020-12-31").plus_months(2), day("2021-02-28"));
  EXPECT_EQ(day("0001-01-31").plus_months(-13), day("-0001-12-31"));
  EXPECT_EQ(day("2020-02-21").plus_months(0), day("2020-02-21"));
}

TEST(Date, StopsAtTheEndsOfTheCalendar) {
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
  const Date last = day("999999999-12-31");
  const Date first = day("-999999999-01-01");
  EXPECT_EQ(last.days(), Date::kLastDay);
  EXPECT_EQ(first.days(), Date::kFirstDay);
  EXPECT_EQ(last.plus_days(1), last);
  EXPECT_EQ(first.plus_days(-1), first);
  EXPECT_EQ(last.plus_days(kMax), last);
  EXPECT_EQ(Date().plus_days(kMin), first);
  EXPECT_EQ(Date::from_days(kMax), last);
  EXPECT_EQ(Date::from_days(kMin), first);
  EXPECT_EQ(last.plus_months(1), last);
  EXPECT_EQ(first.plus_months(-1), first);
  EXPECT_EQ(Date().plus_months(kMax), last);
  EXPECT_EQ(Date().plus_months(kMin), first);
  EXPECT_EQ(first.plus_months(23'999'999'976), day("999999999-01-01"));
  EXPECT_EQ(first.plus_days(Date::kLastDay - Date::kFirstDay), last);
}

TEST(Date, Compares) {
  EXPECT_LT(day("-0001-12-31"), day("0000-01-01"));
  EXPECT_LT(day("2020-02-20"), day("2020-02-21"));
  EXPECT_EQ(day("2020-02-21"), *Date::from_civil(2020, 2, 21));
}

TEST(Clock, TodayIsTheDayInChina) {
  // 2020-02-21T15:59:59.999Z and a millisecond later.
  FixedClock clock(1'582'300'799'999);
  EXPECT_EQ(clock.today(), day("2020-02-21"));
  clock.move_to(1'582'300'800'000);
  EXPECT_EQ(clock.today(), day("2020-02-22"));
  clock.move_to(-8 * 3'600'000 - 1);
  EXPECT_EQ(clock.today(), day("1969-12-31"));
  EXPECT_GT(SystemClock().today(), day("2020-02-21"));
}

}  // namespace
}  // namespace fugong
