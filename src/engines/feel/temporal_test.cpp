#include "engines/feel/temporal.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fugong::feel {
namespace {

struct Form {
  const char* text;
  const char* expected;  ///< the canonical form, or "" if it can't be read
};

template <class T, std::size_t N>
void expect_forms(const Form (&cases)[N], std::optional<T> (*parse)(std::string_view)) {
  for (const auto& [text, expected] : cases) {
    const auto value = parse(text);
    ASSERT_EQ(value.has_value(), *expected != '\0') << text;
    if (!value) continue;
    EXPECT_EQ(to_string(*value), expected) << text;
    const auto again = parse(to_string(*value));
    ASSERT_TRUE(again) << text;
    EXPECT_EQ(to_string(*again), expected) << text;
  }
}

TEST(Temporal, Times) {
  const Form cases[] = {
      {"10:30:00", "10:30:00"},
      {"00:00:00Z", "00:00:00Z"},
      {"10:30:00.500", "10:30:00.5"},
      {"10:30:00.123456789", "10:30:00.123456789"},
      {"10:30:00-00:00", "10:30:00Z"},
      {"10:30:00+02:45:55", "10:30:00+02:45:55"},
      {"10:30:00-18:00", "10:30:00-18:00"},
      {"10:30:00@Asia/Shanghai", "10:30:00@Asia/Shanghai"},
      {"24:00:00", "00:00:00"},
      {"24:00:01", ""},
      {"24:01:00", ""},
      {"25:00:00", ""},
      {"10:60:00", ""},
      {"10:30:60", ""},
      {"7:30:00", ""},
      {"10:30", ""},
      {"10:30:00.", ""},
      {"10:30:00+18:01", ""},
      {"10:30:00+5:00", ""},
      {"10:30:00+05", ""},
      {"10:30:00+05:60", ""},
      {"10:30:00@No/Where", ""},
      {"10:30:00+02:00@Europe/Paris", ""},
      {"10:30:00T", ""},
      {"", ""},
  };
  expect_forms(cases, parse_time);
}

TEST(Temporal, DateTimes) {
  const Form cases[] = {
      {"2020-02-21", "2020-02-21T00:00:00"},
      {"2020-02-21T10:30:00", "2020-02-21T10:30:00"},
      {"2020-02-21T24:00:00Z", "2020-02-22T00:00:00Z"},
      {"-0044-03-15T12:00:00", "-0044-03-15T12:00:00"},
      {"999999999-12-31T23:59:59Z", "999999999-12-31T23:59:59Z"},
      {"9999999999-12-31T23:59:59Z", ""},
      {"2020-02-30T10:30:00", ""},
      {"2020-02-21T", ""},
      {"2020-02-21 10:30:00", ""},
      {"10:30:00", ""},
      {"+2020-02-21T10:30:00", ""},
  };
  expect_forms(cases, parse_date_time);
}

TEST(Temporal, MonthsDurations) {
  const Form cases[] = {
      {"P1Y2M", "P1Y2M"},
      {"P26M", "P2Y2M"},
      {"-P100M", "-P8Y4M"},
      {"P0Y", "P0M"},
      {"P999999999M", "P83333333Y3M"},
      {"P", ""},
      {"P1", ""},
      {"1Y", ""},
      {"P1M1Y", ""},
      {"P1Y1Y", ""},
      {"P1YT1H", ""},
      {"P1D", ""},
      {"P1Y ", ""},
      {"P1000000000000000Y", ""},
  };
  expect_forms(cases, parse_months_duration);
}

TEST(Temporal, SecondsDurations) {
  const Form cases[] = {
      {"P1D", "P1D"},
      {"PT24H", "P1D"},
      {"PT1000M", "PT16H40M"},
      {"PT1000M0.999999999S", "PT16H40M0.999999999S"},
      {"-PT1H2M", "-PT1H2M"},
      {"-PT0.5S", "-PT0.5S"},
      {"PT0.S", "PT0S"},
      {"P1DT2H3M4.5S", "P1DT2H3M4.5S"},
      {"P", ""},
      {"PT", ""},
      {"P1DT", ""},
      {"P1H", ""},
      {"PT1D", ""},
      {"PT1S1M", ""},
      {"PT1.5M", ""},
      {"P1Y", ""},
      {"P1Y1D", ""},
      {"P1000000000000000D", ""},
  };
  expect_forms(cases, parse_seconds_duration);
}

TEST(Temporal, NanosHaveTheSignOfTheWhole) {
  const auto duration = parse_seconds_duration("-PT1.5S");
  ASSERT_TRUE(duration);
  EXPECT_EQ(duration->seconds, -1);
  EXPECT_EQ(duration->nanos, -500'000'000);
}

std::optional<std::int64_t> instant(const char* text) {
  const auto value = parse_date_time(text);
  return value ? to_instant(*value) : std::nullopt;
}

TEST(Temporal, Instants) {
  EXPECT_EQ(instant("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(instant("1970-01-01T01:00:00+01:00"), 0);
  EXPECT_EQ(instant("2020-01-01T08:00:00@Asia/Shanghai"), instant("2020-01-01T00:00:00Z"));
  EXPECT_EQ(instant("2020-01-01T00:00:00"), std::nullopt);
  // Summer time follows the date.
  EXPECT_EQ(instant("2020-07-01T12:00:00@Europe/Paris"), instant("2020-07-01T10:00:00Z"));
  EXPECT_EQ(instant("2020-01-01T12:00:00@Europe/Paris"), instant("2020-01-01T11:00:00Z"));
}

TEST(Temporal, Zones) {
  EXPECT_TRUE(zone_exists("Asia/Shanghai"));
  EXPECT_TRUE(zone_exists("Etc/UTC"));
  EXPECT_FALSE(zone_exists("Asia/Nowhere"));
  EXPECT_FALSE(zone_exists(""));
  EXPECT_FALSE(zone_exists("../Asia/Shanghai"));
  const auto day = Date::from_civil(2020, 1, 1);
  ASSERT_TRUE(day);
  EXPECT_EQ(offset_at({Zone::Kind::local, 0, ""}, *day, 0), std::nullopt);
  EXPECT_EQ(offset_at({Zone::Kind::offset, -3600, ""}, *day, 0), -3600);
  EXPECT_EQ(offset_at({Zone::Kind::named, 0, "Asia/Shanghai"}, *day, 0), 8 * 3600);
  EXPECT_EQ(offset_at({Zone::Kind::named, 0, "Asia/Nowhere"}, *day, 0), std::nullopt);
}

}  // namespace
}  // namespace fugong::feel
