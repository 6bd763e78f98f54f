#include "desks/register/credit_code.hpp"

#include <gtest/gtest.h>

namespace fugong::enterprise_register {
namespace {

std::string code_of(std::string_view text) {
  auto read = read_credit_code(text, {});
  return read ? "ok" : read.error()[0].code;
}

// GB 32100-2015, worked by hand: the weighted sum of 91350100M000100Y4 is 1,640; 1,640 mod 31 = 28;
// 31 - 28 = 3.
TEST(CreditCode, TheWorkedExample) {
  EXPECT_EQ(credit_code_check("91350100M000100Y4"), '3');
  EXPECT_EQ(organization_code_check("M000100Y"), '4');
  auto read = read_credit_code("91350100M000100Y43", {});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->code, "91350100M000100Y43");
  EXPECT_FALSE(read->tidied);
}

// GB 11714: all zeros sum to 0, 11 - 0 = 11 is written 0; a 5 in the last place weighs 2:
// 10 mod 11 = 10, 11 - 10 = 1; a 5 in the sixth place weighs 8: 40 mod 11 = 7, 11 - 7 = 4;
// a 6 in the last place: 12 mod 11 = 1, 11 - 1 = 10 is written X.
TEST(CreditCode, TheCheckOfOrganizationCodes) {
  EXPECT_EQ(organization_code_check("00000000"), '0');
  EXPECT_EQ(organization_code_check("00000005"), '1');
  EXPECT_EQ(organization_code_check("00000500"), '4');
  EXPECT_EQ(organization_code_check("00000006"), 'X');
  EXPECT_EQ(organization_code_check("0000000-"), 0);
}

TEST(CreditCode, ForgivesHowItIsWrittenAndSaysSo) {
  for (const char* text :
       {" 91350100m000100y43", "9135 0100 M000 100Y 43", "９１３５０１００Ｍ０００１００Ｙ４３",
        "91350100M000100Y43\xE3\x80\x80"}) {
    auto read = read_credit_code(text, {});
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(read->code, "91350100M000100Y43");
    EXPECT_TRUE(read->tidied);
  }
}

TEST(CreditCode, EachFaultByItsName) {
  EXPECT_EQ(code_of(""), "uscc-missing");
  EXPECT_EQ(code_of("  "), "uscc-missing");
  EXPECT_EQ(code_of("350100100000001"), "uscc-old-number");
  EXPECT_EQ(code_of("9.13501E+17"), "uscc-rounded");
  EXPECT_EQ(code_of("91350100M000100Y4"), "uscc-length");
  EXPECT_EQ(code_of("91350100M000100Y433"), "uscc-length");
  EXPECT_EQ(code_of("91350100M000100YO3"), "uscc-character");
  EXPECT_EQ(code_of("91350100M000100Y44"), "uscc-check-18");
  EXPECT_EQ(code_of("9135010企业0100Y43"), "uscc-length");
}

TEST(CreditCode, TheInnerCheckIsSeenTooWhereTheOuterFits) {
  const std::string first = "91350100M000100Y5";
  EXPECT_EQ(code_of(first + credit_code_check(first)), "uscc-check-17");
}

TEST(CreditCode, AnyChangeOfOneCharacterIsSeen) {
  const std::string right = "91350100M000100Y43";
  for (std::size_t i = 0; i < right.size(); ++i) {
    for (const char c : std::string("0123456789ABCDEFGHJKLMNPQRTUWXY")) {
      if (c == right[i]) continue;
      std::string wrong = right;
      wrong[i] = c;
      EXPECT_NE(code_of(wrong), "ok") << wrong;
    }
  }
}

}  // namespace
}  // namespace fugong::enterprise_register
