#include "base/decimal.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <string>
#include <unordered_map>

namespace fugong {
namespace {

Decimal dec(std::string_view text) {
  const auto value = Decimal::parse(text);
  EXPECT_TRUE(value.has_value()) << text;
  return value.value_or(Decimal());
}

std::string shown(const std::optional<Decimal>& value) {
  return value ? value->to_string() : "none";
}

TEST(Decimal, ParsesAndPrints) {
  const std::array<std::array<const char*, 2>, 17> rows{{{"12", "12"},
                                                         {"-0.50", "-0.5"},
                                                         {".5", "0.5"},
                                                         {"1.2e3", "1200"},
                                                         {"1.2E+3", "1200"},
                                                         {"12e-4", "0.0012"},
                                                         {"0", "0"},
                                                         {"-0", "0"},
                                                         {"0.000", "0"},
                                                         {"0e99999999999", "0"},
                                                         {"1.50", "1.5"},
                                                         {"300", "300"},
                                                         {"00012", "12"},
                                                         {"100.00", "100"},
                                                         {"0.00001", "0.00001"},
                                                         {"123.456", "123.456"},
                                                         {"-1e-3", "-0.001"}}};
  for (const auto& [text, expected] : rows) {
    EXPECT_EQ(shown(Decimal::parse(text)), expected) << text;
  }
}

TEST(Decimal, RefusesWhatIsNoNumber) {
  for (const char* text :
       {"",   "-",     ".",     "+",   "+1",   "1.",  "-.",       "1e",  "1e+",   "e5",    " 1",
        "1 ", "1,000", "1.2.3", "--1", "0x10", "NaN", "Infinity", "inf", "1e5.0", "1_000", "１"}) {
    EXPECT_FALSE(Decimal::parse(text).has_value()) << text;
  }
  EXPECT_FALSE(Decimal::parse(std::string_view("1\0", 2)).has_value());
}

TEST(Decimal, HoldsThirtyFourDigitsAndNeverRoundsOnReading) {
  const std::string most(34, '9');
  EXPECT_EQ(shown(Decimal::parse(most)), most);
  EXPECT_EQ(shown(Decimal::parse("-" + most)), "-" + most);
  EXPECT_EQ(shown(Decimal::parse("0." + most)), "0." + most);
  EXPECT_FALSE(Decimal::parse("1" + most).has_value());
  EXPECT_FALSE(Decimal::parse(most + ".9").has_value());
  // Zeros at both ends are not significant.
  EXPECT_EQ(shown(Decimal::parse("000" + most + ".000")), most);
  EXPECT_EQ(shown(Decimal::parse(most + "00000")), most + "00000");
  EXPECT_EQ(shown(Decimal::parse("1." + std::string(40, '0') + "1")), "none");
}

TEST(Decimal, ReadsUpToTheEndsOfTheRange) {
  EXPECT_EQ(shown(Decimal::parse("1e6144")), "1" + std::string(6144, '0'));
  EXPECT_EQ(shown(Decimal::parse("9.9e6144")), "99" + std::string(6143, '0'));
  EXPECT_FALSE(Decimal::parse("1e6145").has_value());
  EXPECT_FALSE(Decimal::parse("10e6144").has_value());
  EXPECT_EQ(shown(Decimal::parse("1e-6176")), "0." + std::string(6175, '0') + "1");
  EXPECT_FALSE(Decimal::parse("1e-6177").has_value());
  EXPECT_FALSE(Decimal::parse("1e99999999999999999999").has_value());
  EXPECT_FALSE(Decimal::parse("1e-99999999999999999999").has_value());
  // What is printed can be read again, however long.
  for (const char* text : {"1e6144", "-1e-6176"}) {
    EXPECT_EQ(Decimal::parse(dec(text).to_string()), dec(text)) << text;
  }
  EXPECT_FALSE(Decimal::parse(std::string(7001, '0')).has_value());
}

TEST(Decimal, FromWholeNumbersAndBack) {
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(Decimal(kMax).to_string(), "9223372036854775807");
  EXPECT_EQ(Decimal(kMin).to_string(), "-9223372036854775808");
  EXPECT_EQ(Decimal(kMin).to_int64(), kMin);
  EXPECT_EQ(Decimal(kMax).to_int64(), kMax);
  EXPECT_EQ(Decimal(5, -1).to_string(), "0.5");
  EXPECT_EQ(Decimal(5, 3).to_string(), "5000");
  EXPECT_EQ(dec("9223372036854775808").to_int64(), std::nullopt);
  EXPECT_EQ(dec("1.5").to_int64(), std::nullopt);
  EXPECT_EQ(dec("1e30").to_int64(), std::nullopt);
  EXPECT_EQ(dec("7.00").to_int64(), 7);
  EXPECT_EQ(Decimal().to_int64(), 0);
}

TEST(Decimal, ComparesByValue) {
  EXPECT_EQ(dec("1.0"), Decimal(1));
  EXPECT_EQ(Decimal(1, 2), Decimal(100));
  EXPECT_EQ(dec("-0"), Decimal());
  EXPECT_LT(dec("-1.01"), dec("-1"));
  EXPECT_GT(dec("0.1"), dec("0.0999"));
  EXPECT_NE(dec("1"), dec("1.000000000000000000000000000000001"));
  EXPECT_TRUE((Decimal(2) <=> Decimal(20, -1)) == std::strong_ordering::equal);
}

TEST(Decimal, EqualValuesHaveEqualHashes) {
  EXPECT_EQ(dec("1.0").hash(), Decimal(1).hash());
  EXPECT_EQ(Decimal(1, 2).hash(), Decimal(100).hash());
  EXPECT_EQ(multiply(Decimal(), Decimal(-1))->hash(), Decimal().hash());
  EXPECT_NE(Decimal(1).hash(), Decimal(-1).hash());
  EXPECT_NE(Decimal(1).hash(), Decimal(10).hash());
}

TEST(Decimal, KnowsItsShape) {
  EXPECT_TRUE(dec("2.00").is_integer());
  EXPECT_TRUE(dec("1e300").is_integer());
  EXPECT_TRUE(Decimal().is_integer());
  EXPECT_FALSE(dec("2.01").is_integer());
  EXPECT_FALSE(dec("1e-300").is_integer());
  EXPECT_EQ(dec("2.0100").scale(), 2);
  EXPECT_EQ(dec("100").scale(), 0);
  EXPECT_EQ(Decimal(100, -2).scale(), 0);
  EXPECT_FALSE(dec("-0").is_negative());
  EXPECT_TRUE(dec("-0.1").is_negative());
  EXPECT_EQ(dec("-3").abs(), Decimal(3));
  EXPECT_EQ(dec("3").negated(), Decimal(-3));
  EXPECT_EQ(Decimal().negated().to_string(), "0");
}

TEST(Decimal, Calculates) {
  EXPECT_EQ(shown(add(dec("0.1"), dec("0.2"))), "0.3");
  EXPECT_EQ(shown(subtract(dec("1"), dec("0.9"))), "0.1");
  EXPECT_EQ(shown(multiply(dec("3.15"), dec("0.5"))), "1.575");
  EXPECT_EQ(shown(divide(Decimal(1), Decimal(8))), "0.125");
  EXPECT_EQ(shown(divide(Decimal(1), Decimal())), "none");
  EXPECT_EQ(shown(divide(Decimal(), Decimal())), "none");
  const std::string ones = std::string(34, '3');
  EXPECT_EQ(shown(divide(Decimal(1), Decimal(3))), "0." + ones);
  EXPECT_EQ(shown(divide(Decimal(2), Decimal(3))), "0." + std::string(33, '6') + "7");
  EXPECT_EQ(shown(divide(Decimal(-2), Decimal(3))), "-0." + std::string(33, '6') + "7");
}

TEST(Decimal, RoundsHalfToEvenAtTheThirtyFifthDigit) {
  const Decimal even = dec("1000000000000000000000000000000000");
  EXPECT_EQ(add(even, dec("0.5")), even);
  EXPECT_EQ(add(even, dec("1.5")), dec("1000000000000000000000000000000002"));
  EXPECT_EQ(divide(dec("2000000000000000000000000000000001"), Decimal(2)), even);
}

TEST(Decimal, IsEmptyBeyondTheRange) {
  const Decimal huge = dec("9e6144");
  EXPECT_EQ(shown(add(huge, huge)), "none");
  EXPECT_EQ(shown(subtract(huge.negated(), huge)), "none");
  EXPECT_EQ(shown(multiply(huge, Decimal(10))), "none");
  EXPECT_EQ(shown(divide(huge, dec("0.1"))), "none");
  EXPECT_EQ(shown(power(Decimal(10), Decimal(6145))), "none");
  EXPECT_EQ(shown(exponential(Decimal(100'000))), "none");
}

TEST(Decimal, RoundsInSevenWays) {
  struct Row {
    const char* value;
    int scale;
    // half_even, half_up, half_down, up, down, ceiling, floor
    std::array<const char*, 7> rounded;
  };
  const Row rows[] = {
      {"2.5", 0, {"2", "3", "2", "3", "2", "3", "2"}},
      {"-2.5", 0, {"-2", "-3", "-2", "-3", "-2", "-2", "-3"}},
      {"3.5", 0, {"4", "4", "3", "4", "3", "4", "3"}},
      {"-3.5", 0, {"-4", "-4", "-3", "-4", "-3", "-3", "-4"}},
      {"1.1", 0, {"1", "1", "1", "2", "1", "2", "1"}},
      {"-1.1", 0, {"-1", "-1", "-1", "-2", "-1", "-1", "-2"}},
      {"1.9", 0, {"2", "2", "2", "2", "1", "2", "1"}},
      {"-1.9", 0, {"-2", "-2", "-2", "-2", "-1", "-1", "-2"}},
      {"0.125", 2, {"0.12", "0.13", "0.12", "0.13", "0.12", "0.13", "0.12"}},
      {"-0.125", 2, {"-0.12", "-0.13", "-0.12", "-0.13", "-0.12", "-0.12", "-0.13"}},
      {"0.1250001", 2, {"0.13", "0.13", "0.13", "0.13", "0.12", "0.13", "0.12"}},
      {"0.4", 0, {"0", "0", "0", "1", "0", "1", "0"}},
      {"-0.4", 0, {"0", "0", "0", "-1", "0", "0", "-1"}},
      {"1250", -2, {"1200", "1300", "1200", "1300", "1200", "1300", "1200"}},
      {"-1250", -2, {"-1200", "-1300", "-1200", "-1300", "-1200", "-1200", "-1300"}},
      {"49", -2, {"0", "0", "0", "100", "0", "100", "0"}},
      {"1.5", 1, {"1.5", "1.5", "1.5", "1.5", "1.5", "1.5", "1.5"}},
      {"0", 0, {"0", "0", "0", "0", "0", "0", "0"}},
      {"1e-300", 0, {"0", "0", "0", "1", "0", "1", "0"}},
  };
  for (const Row& row : rows) {
    for (std::size_t mode = 0; mode < row.rounded.size(); ++mode) {
      EXPECT_EQ(shown(dec(row.value).round(row.scale, static_cast<Rounding>(mode))),
                row.rounded[mode])
          << row.value << " to " << row.scale << ", mode " << mode;
    }
  }
}

TEST(Decimal, RoundsAtTheEnds) {
  const std::string most(34, '9');
  // Nothing to round: the value, although it has no room for so many digits after the point.
  EXPECT_EQ(shown(dec(most).round(10, Rounding::half_up)), most);
  EXPECT_EQ(shown(dec("1e6144").round(2, Rounding::floor)), dec("1e6144").to_string());
  EXPECT_EQ(shown(dec(most).round(-1, Rounding::half_up)), "1" + std::string(34, '0'));
  EXPECT_EQ(shown(dec(most).round(-34, Rounding::half_up)), "1" + std::string(34, '0'));
  EXPECT_EQ(shown(dec(most).round(-35, Rounding::half_up)), "0");
  EXPECT_EQ(shown(Decimal(1).round(6176, Rounding::down)), "1");
  EXPECT_EQ(shown(Decimal(1).round(6177, Rounding::down)), "none");
  EXPECT_EQ(shown(Decimal(1).round(-6111, Rounding::up)), "1" + std::string(6111, '0'));
  EXPECT_EQ(shown(Decimal(1).round(-6112, Rounding::up)), "none");
  EXPECT_EQ(shown(dec("0.5").round(0, Rounding::half_down)), "0");
  EXPECT_EQ(shown(dec("0.5000000000000000000000000000000001").round(0, Rounding::half_down)), "1");
}

TEST(Decimal, ModuloHasTheSignOfTheDivisor) {
  const std::array<std::array<const char*, 3>, 11> rows{{{"12", "5", "2"},
                                                         {"-12", "5", "3"},
                                                         {"12", "-5", "-3"},
                                                         {"-12", "-5", "-2"},
                                                         {"10.1", "4.5", "1.1"},
                                                         {"-10.1", "4.5", "3.4"},
                                                         {"10.1", "-4.5", "-3.4"},
                                                         {"-10.1", "-4.5", "-1.1"},
                                                         {"10", "5", "0"},
                                                         {"-10", "5", "0"},
                                                         {"1", "0", "none"}}};
  for (const auto& [a, b, expected] : rows) {
    EXPECT_EQ(shown(modulo(dec(a), dec(b))), expected) << a << " mod " << b;
  }
}

TEST(Decimal, ModuloIsExactForBigQuotients) {
  // 10^6 = 1 (mod 7), and 6144 is a multiple of 6.
  EXPECT_EQ(shown(modulo(dec("1e6144"), Decimal(7))), "1");
  EXPECT_EQ(shown(modulo(dec("1e6143"), Decimal(7))), "5");
  EXPECT_EQ(shown(modulo(dec("-1e6144"), Decimal(7))), "6");
  EXPECT_EQ(shown(modulo(dec("9999999999999999999999999999999999"), dec("0.7"))), "0.2");
}

TEST(Decimal, PowersOfWholeExponentsAreExactWhileTheyFit) {
  for (const char* base : {"1.05", "-3", "0.98", "1.0315", "7", "12.5"}) {
    Decimal product = 1;
    for (int n = 0; n <= 8; ++n) {
      EXPECT_EQ(shown(power(dec(base), n)), product.to_string()) << base << " ^ " << n;
      product = *multiply(product, dec(base));
      if (product.to_string().size() > 34) break;
    }
  }
  EXPECT_EQ(shown(power(Decimal(2), Decimal(-2))), "0.25");
  EXPECT_EQ(shown(power(Decimal(4), dec("0.5"))), "2");
  EXPECT_EQ(shown(power(Decimal(-8), dec("0.5"))), "none");
  EXPECT_EQ(shown(power(Decimal(), Decimal(-1))), "none");
  EXPECT_EQ(shown(power(Decimal(), Decimal())), "1");
}

TEST(Decimal, RootsAndLogarithms) {
  EXPECT_EQ(shown(square_root(Decimal(16))), "4");
  EXPECT_EQ(shown(square_root(Decimal(2))), "1.414213562373095048801688724209698");
  EXPECT_EQ(shown(square_root(Decimal(-1))), "none");
  EXPECT_EQ(shown(square_root(Decimal())), "0");
  EXPECT_EQ(shown(exponential(Decimal())), "1");
  EXPECT_EQ(shown(exponential(Decimal(1))), "2.718281828459045235360287471352662");
  EXPECT_EQ(shown(natural_logarithm(Decimal(1))), "0");
  EXPECT_EQ(shown(natural_logarithm(Decimal(10))), "2.302585092994045684017991454684364");
  EXPECT_EQ(shown(natural_logarithm(Decimal())), "none");
  EXPECT_EQ(shown(natural_logarithm(Decimal(-1))), "none");
}

}  // namespace
}  // namespace fugong
