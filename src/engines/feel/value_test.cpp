#include "engines/feel/value.hpp"

#include <gtest/gtest.h>

#include "engines/feel/test_literals.hpp"

namespace fugong::feel {
namespace {

struct Pair {
  const char* a;
  const char* b;
  const char* expected;
};

TEST(Value, IsSmallAndKeepsItsKind) {
  EXPECT_LE(sizeof(Value), 24U);
  EXPECT_TRUE(Value().is_null());
  EXPECT_EQ(Value::of(Decimal(315, -2)).number().to_string(), "3.15");
  EXPECT_EQ(Value::of("a").kind(), Kind::string);
  EXPECT_TRUE(Value::of(true).is_true());
  EXPECT_FALSE(Value::of(true).is_false());
  EXPECT_FALSE(Value().is_false());
}

TEST(Value, FindsEntriesOfAContext) {
  const Value context = literal("{a: 1, b: null}");
  ASSERT_NE(context.find("a"), nullptr);
  EXPECT_TRUE(context.find("b")->is_null());
  EXPECT_EQ(context.find("c"), nullptr);
  EXPECT_EQ(Value::of("a").find("a"), nullptr);
}

TEST(Value, UnknownsJoinTheirSources) {
  const Value a = Value::unknown({1, 3});
  const Value b = Value::unknown({2, 3});
  EXPECT_EQ(Value::unknown_from(a, b).sources(), (Sources{1, 2, 3}));
  EXPECT_EQ(Value::unknown_from(a, Value::of(true)).sources(), (Sources{1, 3}));
  EXPECT_EQ(Value::unknown_from(Value(), b).sources(), (Sources{2, 3}));
}

TEST(Value, LiteralsRoundTrip) {
  for (const char* text : {"null",
                           "true",
                           "false",
                           "0",
                           "-1.5",
                           "\"\"",
                           "\"a \\\"b\\\" \\\\ \\n\"",
                           "@\"2020-02-21\"",
                           "@\"-2020-02-21\"",
                           "@\"10:30:00\"",
                           "@\"10:30:00.5Z\"",
                           "@\"10:30:00+08:00\"",
                           "@\"2020-02-21T10:30:00@Asia/Shanghai\"",
                           "@\"P1Y2M\"",
                           "@\"-P3M\"",
                           "@\"P0M\"",
                           "@\"P1DT2H3M4.5S\"",
                           "@\"PT0S\"",
                           "@\"-PT0.5S\"",
                           "[1..3]",
                           "(1..3]",
                           "[1..3)",
                           "(\"a\"..\"c\")",
                           "[]",
                           "[1, [2, null]]",
                           "{}",
                           "{a: 1, \"b c\": [true]}"}) {
    EXPECT_EQ(to_feel(literal(text)), text);
  }
}

TEST(Value, EveryStringReadsBack) {
  std::string all;
  for (int c = 1; c < 0x80; ++c)
    all += static_cast<char>(c);
  all += "中文😀";
  const Value value = Value::of(all);
  EXPECT_EQ(literal(to_feel(value)).string(), all);
}

TEST(Value, DisplayIsBare) {
  EXPECT_EQ(to_display(literal("\"a\"")), "a");
  EXPECT_EQ(to_display(literal("@\"2020-02-21\"")), "2020-02-21");
  EXPECT_EQ(to_display(literal("@\"P1D\"")), "P1D");
  EXPECT_EQ(to_display(literal("[1, \"a\"]")), "[1, \"a\"]");
  EXPECT_EQ(to_feel(Value::unknown({1})), "unknown");
}

TEST(Value, Equality) {
  const Pair cases[] = {
      {"null", "null", "true"},
      {"1", "null", "false"},
      {"null", "[]", "false"},
      {"1", "1.0", "true"},
      {"0", "-0.00", "true"},
      {"100", "\"100\"", "null"},
      {"false", "0", "null"},
      {"[]", "0", "null"},
      {"@\"P1Y\"", "@\"P365D\"", "null"},
      {"@\"P1Y\"", "@\"P12M\"", "true"},
      {"@\"PT24H\"", "@\"P1D\"", "true"},
      {"[1, 2]", "[2, 1]", "false"},
      {"[1, 2]", "[1, 2]", "true"},
      {"[1]", "[1, 2]", "false"},
      {"{a: 1, b: 2}", "{b: 2, a: 1}", "true"},
      {"{a: 1}", "{b: 1}", "false"},
      {"[1..3]", "[1..3]", "true"},
      {"[1..3]", "[1..3)", "false"},
      {"@\"10:30:00.0001\"", "@\"10:30:00.0002\"", "true"},
      {"@\"10:30:00\"", "@\"10:30:00Z\"", "null"},
      {"@\"10:30:00Z\"", "@\"11:30:00+01:00\"", "true"},
      {"@\"2020-01-01T00:00:00Z\"", "@\"2020-01-01T08:00:00@Asia/Shanghai\"", "true"},
      {"@\"2020-01-01T00:00:00Z\"", "@\"2020-01-01T00:00:00\"", "null"},
  };
  for (const auto& [a, b, expected] : cases) {
    EXPECT_EQ(to_feel(equal(literal(a), literal(b))), expected) << a << " = " << b;
    EXPECT_EQ(to_feel(equal(literal(b), literal(a))), expected) << b << " = " << a;
  }
}

TEST(Value, Order) {
  EXPECT_EQ(compare(literal("1"), literal("2")), -1);
  EXPECT_EQ(compare(literal("\"b\""), literal("\"a\"")), 1);
  EXPECT_EQ(compare(literal("@\"P1M\""), literal("@\"P1M\"")), 0);
  EXPECT_EQ(compare(literal("@\"2020-01-02\""), literal("@\"2020-01-01\"")), 1);
  EXPECT_EQ(compare(literal("@\"12:00:00Z\""), literal("@\"12:00:00+01:00\"")), 1);
  for (const Pair& pair : {Pair{"1", "\"1\"", ""}, Pair{"true", "false", ""}, Pair{"1", "null", ""},
                           Pair{"[1]", "[2]", ""}, Pair{"@\"P1Y\"", "@\"P1D\"", ""},
                           Pair{"@\"12:00:00Z\"", "@\"12:00:00\"", ""}}) {
    EXPECT_FALSE(compare(literal(pair.a), literal(pair.b))) << pair.a << " " << pair.b;
  }
}

TEST(Value, Membership) {
  const Pair cases[] = {
      {"[1..3]", "1", "true"},     {"(1..3]", "1", "false"},   {"[1..3]", "3", "true"},
      {"[1..3)", "3", "false"},    {"[1..3]", "4", "false"},   {"[1..3]", "null", "null"},
      {"[1..3]", "\"a\"", "null"}, {"[1..null]", "5", "null"}, {"[\"a\"..\"c\"]", "\"b\"", "true"},
  };
  for (const auto& [range, x, expected] : cases) {
    EXPECT_EQ(to_feel(contains(literal(range).range(), literal(x))), expected)
        << x << " in " << range;
  }
  Range below;
  below.high = Value::of(std::int64_t{10});
  EXPECT_TRUE(contains(below, Value::of(std::int64_t{-5})).is_true());
  EXPECT_TRUE(contains(below, Value::of(std::int64_t{10})).is_false());
}

struct Operation {
  const char* a;
  char sign;
  const char* b;
  const char* expected;
};

Value apply(const Value& a, char sign, const Value& b) {
  switch (sign) {
    case '+':
      return add(a, b);
    case '-':
      return subtract(a, b);
    case '*':
      return multiply(a, b);
    case '/':
      return divide(a, b);
    default:
      return power(a, b);
  }
}

TEST(Value, Arithmetic) {
  const Operation cases[] = {
      {"1", '+', "2.5", "3.5"},
      {"\"a\"", '+', "\"b\"", "\"ab\""},
      {"\"a\"", '+', "1", "null"},
      {"\"a\"", '-', "\"a\"", "null"},
      {"1", '/', "0", "null"},
      {"1", '/', "3", "0.3333333333333333333333333333333333"},
      {"2", '^', "10", "1024"},
      {"9.999999999999999999999999999999999e6144", '*', "10", "null"},
      {"null", '+', "1", "null"},
      {"true", '+', "true", "null"},
      {"@\"2020-01-31\"", '+', "@\"P1M\"", "@\"2020-02-29\""},
      {"@\"P1M\"", '+', "@\"2021-01-31\"", "@\"2021-02-28\""},
      {"@\"2020-01-01\"", '+', "@\"PT36H\"", "@\"2020-01-02\""},
      {"@\"2020-01-01\"", '-', "@\"PT1S\"", "@\"2019-12-31\""},
      {"@\"2020-01-01\"", '-', "@\"PT0.5S\"", "@\"2019-12-31\""},
      {"@\"2020-01-01T23:30:00\"", '+', "@\"PT1H\"", "@\"2020-01-02T00:30:00\""},
      {"@\"23:30:00\"", '+', "@\"PT1H\"", "@\"00:30:00\""},
      {"@\"00:30:00Z\"", '-', "@\"PT1H\"", "@\"23:30:00Z\""},
      {"@\"2020-03-01\"", '-', "@\"2020-02-01\"", "@\"P29D\""},
      {"@\"2020-01-02T00:00:00Z\"", '-', "@\"2020-01-01\"", "@\"P1D\""},
      {"@\"2020-01-02T00:00:00\"", '-', "@\"2020-01-01\"", "null"},
      {"@\"2020-01-02T00:00:00\"", '-', "@\"2020-01-01T00:00:00Z\"", "null"},
      {"@\"2020-01-01T08:00:00@Asia/Shanghai\"", '-', "@\"2020-01-01T00:00:00Z\"", "@\"PT0S\""},
      {"@\"10:00:00\"", '-', "@\"09:00:00\"", "@\"PT1H\""},
      {"@\"P1Y\"", '+', "@\"P1M\"", "@\"P1Y1M\""},
      {"@\"P1Y\"", '+', "@\"P1D\"", "null"},
      {"@\"P1Y\"", '*', "2.5", "@\"P2Y6M\""},
      {"2", '*', "@\"P1D\"", "@\"P2D\""},
      {"@\"P1D\"", '/', "2", "@\"PT12H\""},
      {"@\"P1D\"", '/', "0", "null"},
      {"@\"P1D\"", '/', "@\"PT6H\"", "4"},
      {"@\"P1D\"", '*', "@\"P1D\"", "null"},
      {"@\"P1Y\"", '/', "@\"P1M\"", "12"},
      {"@\"P1Y\"", '/', "@\"P0M\"", "null"},
      {"@\"999999999-12-31\"", '+', "@\"P1D\"", "null"},
      {"@\"999999999-12-31\"", '+', "@\"P1M\"", "null"},
      {"@\"-999999999-01-01\"", '-', "@\"PT1S\"", "null"},
      {"@\"999999999-12-31T23:59:59\"", '+', "@\"PT1S\"", "null"},
  };
  for (const auto& [a, sign, b, expected] : cases) {
    EXPECT_EQ(to_feel(apply(literal(a), sign, literal(b))), expected) << a << sign << b;
  }
}

TEST(Value, TextsStopAtTheLimit) {
  const Value longest = Value::of(std::string(kMaxTextBytes - 1, 'x'));
  EXPECT_EQ(add(longest, Value::of("y")).string().size(), kMaxTextBytes);
  EXPECT_TRUE(add(longest, Value::of("yz")).is_null());
}

TEST(Value, Negation) {
  EXPECT_EQ(to_feel(negate(literal("1.5"))), "-1.5");
  EXPECT_EQ(to_feel(negate(literal("@\"P1Y\""))), "@\"-P1Y\"");
  EXPECT_EQ(to_feel(negate(literal("@\"-PT1.5S\""))), "@\"PT1.5S\"");
  EXPECT_TRUE(negate(literal("\"a\"")).is_null());
}

TEST(Value, Properties) {
  const Pair cases[] = {
      {"@\"2020-02-21\"", "year", "2020"},
      {"@\"2020-02-21\"", "month", "2"},
      {"@\"2020-02-21\"", "day", "21"},
      {"@\"2020-02-21\"", "weekday", "5"},
      {"@\"2020-02-21T10:30:15Z\"", "hour", "10"},
      {"@\"2020-02-21T10:30:15Z\"", "time offset", "@\"PT0S\""},
      {"@\"2020-02-21T10:30:15\"", "time offset", "null"},
      {"@\"2020-02-21T10:30:15@Asia/Shanghai\"", "timezone", "\"Asia/Shanghai\""},
      {"@\"2020-02-21T10:30:15@Asia/Shanghai\"", "time offset", "@\"PT8H\""},
      {"@\"10:30:15\"", "minute", "30"},
      {"@\"10:30:15\"", "second", "15"},
      {"@\"P2Y3M\"", "years", "2"},
      {"@\"-P2Y3M\"", "months", "-3"},
      {"@\"P1DT2H3M4S\"", "days", "1"},
      {"@\"P1DT2H3M4S\"", "hours", "2"},
      {"@\"P1DT2H3M4S\"", "minutes", "3"},
      {"@\"P1DT2H3M4.5S\"", "seconds", "4.5"},
      {"[1..3)", "start", "1"},
      {"[1..3)", "end", "3"},
      {"[1..3)", "start included", "true"},
      {"[1..3)", "end included", "false"},
  };
  for (const auto& [value, name, expected] : cases) {
    const auto found = property(literal(value), name);
    ASSERT_TRUE(found) << value << "." << name;
    EXPECT_EQ(to_feel(*found), expected) << value << "." << name;
  }
  EXPECT_FALSE(property(literal("@\"2020-02-21\""), "hour"));
  EXPECT_FALSE(property(literal("@\"P1Y\""), "days"));
  EXPECT_FALSE(property(literal("1"), "year"));
}

}  // namespace
}  // namespace fugong::feel
