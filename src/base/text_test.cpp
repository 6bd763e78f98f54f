#include "base/text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace fugong {
namespace {

TEST(Text, AcceptsValidUtf8) {
  for (const char* text : {"", "abc", "企业", "é", "\xF0\x9F\x98\x80", "\xF4\x8F\xBF\xBF",
                           "\xED\x9F\xBF", "\xEE\x80\x80", "\xE0\xA0\x80", "\xC2\x80"}) {
    EXPECT_EQ(find_invalid_utf8(text), std::nullopt) << text;
  }
}

TEST(Text, FindsInvalidUtf8) {
  struct Row {
    std::string_view text;
    std::size_t at;
  };
  const Row rows[] = {
      {"\x80", 0},              // a continuation alone
      {"ab\xFF", 2},            // never a byte of UTF-8
      {"\xC0\xAF", 0},          // overlong /
      {"\xC1\xBF", 0},          // overlong
      {"\xE0\x80\xAF", 0},      // overlong
      {"\xE0\x9F\xBF", 0},      // overlong
      {"\xF0\x8F\xBF\xBF", 0},  // overlong
      {"\xED\xA0\x80", 0},      // a surrogate
      {"\xED\xBF\xBF", 0},      // a surrogate
      {"\xF4\x90\x80\x80", 0},  // above U+10FFFF
      {"\xF5\x80\x80\x80", 0},  // above U+10FFFF
      {"a\xE4\xBC", 1},         // cut off
      {"\xE4\xBC"
       "a",
       0},                          // broken off
      {"\xF0\x9F\x98", 0},          // cut off
      {"\xC3", 0},                  // cut off
      {"\xE4\xBC\x81\xC4\xFA", 3},  // GBK after UTF-8
  };
  for (const Row& row : rows) {
    EXPECT_EQ(find_invalid_utf8(row.text), row.at) << row.text;
    for (const std::string before : {"1234567", "12345678", "123456789", "企业 12345678 é"}) {
      const std::string text = before + std::string(row.text);
      EXPECT_EQ(find_invalid_utf8(text), before.size() + row.at) << text;
      EXPECT_EQ(find_invalid_utf8(text + "12345678"), before.size() + row.at) << text;
    }
  }
}

TEST(Text, WalksAndWritesCodePoints) {
  const char32_t codes[] = {U'a', 0x7F, 0x80, 0x7FF, 0x800, U'企', 0xFFFF, 0x10000, 0x10FFFF};
  std::string text;
  for (const char32_t code : codes)
    append_utf8(text, code);
  EXPECT_EQ(find_invalid_utf8(text), std::nullopt);
  EXPECT_EQ(count_code_points(text), std::size(codes));
  std::size_t at = 0;
  for (const char32_t code : codes)
    EXPECT_EQ(next_code_point(text, at), code);
  EXPECT_EQ(at, text.size());
}

TEST(Text, Counts) {
  EXPECT_EQ(count_code_points(""), 0U);
  EXPECT_EQ(count_code_points("中小企业"), 4U);
  EXPECT_EQ(count_code_points("\xF0\x9F\x98\x80!"), 2U);
}

TEST(Text, Trims) {
  EXPECT_EQ(trim("  a b\t\r\n"), "a b");
  EXPECT_EQ(trim(" \t\n"), "");
  EXPECT_EQ(trim(""), "");
  EXPECT_EQ(trim("a"), "a");
  EXPECT_EQ(trim("\u3000a"), "\u3000a");
}

TEST(Text, MeasuresTheDistance) {
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("abc", ""), 3U);
  EXPECT_EQ(edit_distance("same", "same"), 0U);
  EXPECT_EQ(edit_distance("ab", "ba"), 2U);
}

TEST(Text, SuggestsTheNearest) {
  const std::vector<std::string> names{"staff_count", "revenue", "industry"};
  EXPECT_EQ(nearest("staf_count", names), "staff_count");
  EXPECT_EQ(nearest("revenu", names), "revenue");
  EXPECT_EQ(nearest("region", names), std::nullopt);
  EXPECT_EQ(nearest("x", std::vector<std::string>{}), std::nullopt);
  EXPECT_EQ(nearest("ab", std::vector<std::string>{"abcd", "abc"}), "abc");
}

}  // namespace
}  // namespace fugong
