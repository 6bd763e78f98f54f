#include "base/money.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace fugong {
namespace {

std::optional<Money> from(std::string_view yuan) {
  return Money::from_yuan(*Decimal::parse(yuan));
}

TEST(Money, IsWholeFen) {
  EXPECT_EQ(from("160125")->fen, 16'012'500);
  EXPECT_EQ(from("0.01")->fen, 1);
  EXPECT_EQ(from("-0.01")->fen, -1);
  EXPECT_EQ(from("12.340000")->fen, 1234);
  EXPECT_EQ(from("0")->fen, 0);
  EXPECT_FALSE(from("0.001").has_value());
  EXPECT_FALSE(from("1.005").has_value());
  EXPECT_FALSE(from("1e-6176").has_value());
}

TEST(Money, HasALargestAmount) {
  EXPECT_EQ(from("90071992547409.91")->fen, Money::kMaxFen);
  EXPECT_EQ(from("-90071992547409.91")->fen, -Money::kMaxFen);
  EXPECT_FALSE(from("90071992547409.92").has_value());
  EXPECT_FALSE(from("-90071992547409.92").has_value());
  EXPECT_FALSE(from("1e6144").has_value());
}

TEST(Money, PrintsTwoDigitsAfterThePoint) {
  EXPECT_EQ((Money{16'012'500}).to_string(), "160125.00");
  EXPECT_EQ((Money{5}).to_string(), "0.05");
  EXPECT_EQ((Money{-5}).to_string(), "-0.05");
  EXPECT_EQ((Money{-12345}).to_string(), "-123.45");
  EXPECT_EQ((Money{}).to_string(), "0.00");
  EXPECT_EQ((Money{std::numeric_limits<std::int64_t>::min()}).to_string(), "-92233720368547758.08");
}

TEST(Money, GoesToYuanAndBack) {
  for (const std::int64_t fen :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{-199}, Money::kMaxFen, -Money::kMaxFen}) {
    EXPECT_EQ(Money::from_yuan(Money{fen}.yuan()), Money{fen});
  }
  EXPECT_LT(Money{1}, Money{2});
}

}  // namespace
}  // namespace fugong
