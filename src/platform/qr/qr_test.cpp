#include "platform/qr/qr.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace fugong::qr {
namespace {

/// The corner square of seven: a ring, a gap, a dark middle.
bool is_finder(const Qr& code, int left, int top) {
  for (int y = 0; y < 7; ++y) {
    for (int x = 0; x < 7; ++x) {
      const int ring = std::max(std::abs(x - 3), std::abs(y - 3));
      if (code.is_dark(left + x, top + y) != (ring != 2)) return false;
    }
  }
  return true;
}

TEST(Qr, HasItsThreeCornersAndGrowsWithTheText) {
  const Qr small = make_qr("FUGONG");
  EXPECT_EQ(small.size, 21);
  const Qr large = make_qr(std::string(kMaxBytes, 'a'));
  EXPECT_GT(large.size, small.size);
  for (const Qr& code : {small, large}) {
    EXPECT_EQ(code.dark.size(), static_cast<std::size_t>(code.size * code.size));
    EXPECT_TRUE(is_finder(code, 0, 0));
    EXPECT_TRUE(is_finder(code, code.size - 7, 0));
    EXPECT_TRUE(is_finder(code, 0, code.size - 7));
    EXPECT_FALSE(is_finder(code, code.size - 7, code.size - 7));
  }
  EXPECT_NE(make_qr("a").dark, make_qr("b").dark);
}

TEST(Qr, IsGivenAsRows) {
  const Qr code = make_qr("FUGONG");
  const auto rows = rows_of(code);
  ASSERT_EQ(rows.size(), 21U);
  EXPECT_EQ(rows[0].substr(0, 8), "11111110");
  for (std::size_t y = 0; y < rows.size(); ++y)
    for (std::size_t x = 0; x < rows.size(); ++x)
      EXPECT_EQ(rows[y][x] == '1', code.is_dark(static_cast<int>(x), static_cast<int>(y)));
}

TEST(QrDeathTest, TakesAShortTextOnly) {
  EXPECT_DEATH(static_cast<void>(make_qr(std::string(kMaxBytes + 1, 'a'))), "short text only");
}

}  // namespace
}  // namespace fugong::qr
