#include "desks/letters/capital_figures.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <random>
#include <utility>

namespace fugong::letters {
namespace {

std::string of(std::int64_t fen) {
  return capital_figures(Money{fen});
}

// The examples of the rule itself.
TEST(CapitalFigures, AreThoseOfTheRule) {
  EXPECT_EQ(of(1'409'50), "人民币壹仟肆佰零玖元伍角");
  EXPECT_EQ(of(6'007'14), "人民币陆仟零柒元壹角肆分");
  EXPECT_EQ(of(1'680'32), "人民币壹仟陆佰捌拾元零叁角贰分");
  EXPECT_EQ(of(107'000'53), "人民币壹拾万柒仟元零伍角叁分");
  EXPECT_EQ(of(16'409'02), "人民币壹万陆仟肆佰零玖元零贰分");
  EXPECT_EQ(of(325'04), "人民币叁佰贰拾伍元零肆分");
}

TEST(CapitalFigures, EndsAndZeros) {
  EXPECT_EQ(of(0), "人民币零元整");
  EXPECT_EQ(of(1), "人民币壹分");
  EXPECT_EQ(of(10), "人民币壹角");
  EXPECT_EQ(of(99), "人民币玖角玖分");
  EXPECT_EQ(of(100), "人民币壹元整");
  EXPECT_EQ(of(10'00), "人民币壹拾元整");
  EXPECT_EQ(of(10'01), "人民币壹拾元零壹分");
  EXPECT_EQ(of(10'10), "人民币壹拾元零壹角");
  EXPECT_EQ(of(11'10), "人民币壹拾壹元壹角");
  EXPECT_EQ(of(100'00), "人民币壹佰元整");
  EXPECT_EQ(of(101'00), "人民币壹佰零壹元整");
  EXPECT_EQ(of(1'001'00), "人民币壹仟零壹元整");
  EXPECT_EQ(of(1'010'00), "人民币壹仟零壹拾元整");
  EXPECT_EQ(of(10'000'00), "人民币壹万元整");
  EXPECT_EQ(of(10'001'00), "人民币壹万零壹元整");
  EXPECT_EQ(of(10'100'00), "人民币壹万零壹佰元整");
  EXPECT_EQ(of(11'000'00), "人民币壹万壹仟元整");
  EXPECT_EQ(of(100'010'00), "人民币壹拾万零壹拾元整");
  EXPECT_EQ(of(160'125'00), "人民币壹拾陆万零壹佰贰拾伍元整");
  EXPECT_EQ(of(10'010'000'00), "人民币壹仟零壹万元整");
  EXPECT_EQ(of(100'000'000'00), "人民币壹亿元整");
  EXPECT_EQ(of(100'000'001'00), "人民币壹亿零壹元整");
  EXPECT_EQ(of(100'005'000'00), "人民币壹亿零伍仟元整");
  EXPECT_EQ(of(100'050'000'00), "人民币壹亿零伍万元整");
  EXPECT_EQ(of(110'000'000'00), "人民币壹亿壹仟万元整");
  EXPECT_EQ(of(1'000'000'000'000'00), "人民币壹万亿元整");
  EXPECT_EQ(of(1'000'100'000'001'01), "人民币壹万零壹亿零壹元零壹分");
  EXPECT_EQ(of(Money::kMaxFen), "人民币玖拾万零柒佰壹拾玖亿玖仟贰佰伍拾肆万柒仟肆佰零玖元玖角壹分");
}

/// Reads them back, by the words alone.
std::int64_t read(const std::string& text) {
  const std::map<std::string, std::int64_t> digits{{"零", 0}, {"壹", 1}, {"贰", 2}, {"叁", 3},
                                                   {"肆", 4}, {"伍", 5}, {"陆", 6}, {"柒", 7},
                                                   {"捌", 8}, {"玖", 9}};
  const std::map<std::string, std::int64_t> places{{"拾", 10}, {"佰", 100}, {"仟", 1000}};
  std::int64_t total = 0;  // fen of what is done
  std::int64_t high = 0;   // before 亿
  std::int64_t wan = 0;    // before 万
  std::int64_t low = 0;
  std::int64_t last = 0;
  for (std::size_t at = 9; at < text.size(); at += 3) {
    const std::string sign = text.substr(at, 3);
    if (digits.contains(sign)) {
      last = digits.at(sign);
    } else if (places.contains(sign)) {
      low += std::exchange(last, 0) * places.at(sign);
    } else if (sign == "万") {
      wan = (low + std::exchange(last, 0)) * 10'000;
      low = 0;
    } else if (sign == "亿") {
      high = (wan + low + std::exchange(last, 0)) * 100'000'000;
      wan = low = 0;
    } else if (sign == "元") {
      total = (high + wan + low + std::exchange(last, 0)) * 100;
    } else if (sign == "角") {
      total += std::exchange(last, 0) * 10;
    } else if (sign == "分") {
      total += std::exchange(last, 0);
    }
  }
  return total;
}

TEST(CapitalFigures, AnyAmountIsReadBackAndHasNoTwoZerosInARow) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    std::int64_t fen = static_cast<std::int64_t>(random() % Money::kMaxFen) >> (random() % 53);
    // Zeros at any place.
    for (std::int64_t place = 1; place < fen; place *= 10) {
      if (random() % 2 == 0) fen -= fen / place % 10 * place;
    }
    const std::string text = of(fen);
    ASSERT_EQ(read(text), fen) << text;
    ASSERT_EQ(text.find("零零"), std::string::npos) << text;
    ASSERT_EQ(text.find("零万"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace fugong::letters
