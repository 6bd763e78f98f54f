#include "base/canonical_json.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace fugong {
namespace {

std::string canonical(std::string_view json) {
  const auto node = parse_json(json, "");
  if (!node) return "unreadable";
  const auto text = canonical_json(*node);
  return text ? *text : text.error()[0].code;
}

TEST(CanonicalJson, SortsKeysAndTakesBlanksAway) {
  EXPECT_EQ(canonical(R"( { "b" : [ 1 , true , null ] , "a" : { "d":0, "c":"x" } } )"),
            R"({"a":{"c":"x","d":0},"b":[1,true,null]})");
  EXPECT_EQ(canonical("{}"), "{}");
  EXPECT_EQ(canonical("[[],{}]"), "[[],{}]");
}

// The example of RFC 8785, 3.2.3: by UTF-16 code units an emoji stands before U+FB33.
TEST(CanonicalJson, SortsByUtf16CodeUnits) {
  EXPECT_EQ(
      canonical(R"({"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7})"),
      "{\"\\r\":2,\"1\":4,\"\xC2\x80\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\xEF\xAC\xB3\":3}");
  EXPECT_TRUE(before_in_utf16("😀", "😁"));
  EXPECT_FALSE(before_in_utf16("😁", "😀"));
  EXPECT_TRUE(before_in_utf16("a", "aa"));
  EXPECT_FALSE(before_in_utf16("a", "a"));
}

TEST(CanonicalJson, WritesTheShortestEscapes) {
  EXPECT_EQ(canonical(R"("\u0008\u0009\u000a\u000c\u000d\u0022\u005c\u002f\u0001\u001f\u007f")"),
            "\"\\b\\t\\n\\f\\r\\\"\\\\/\\u0001\\u001f\x7F\"");
  EXPECT_EQ(canonical(R"("\u90e8\ud83d\ude00")"), "\"部😀\"");
}

TEST(CanonicalJson, TakesWholeNumbersOnly) {
  EXPECT_EQ(canonical("[0,-1,9007199254740991,-9007199254740991]"),
            "[0,-1,9007199254740991,-9007199254740991]");
  for (const char* bad :
       {"1.0", "1e3", "-0", "9007199254740992", "-9007199254740992", "99999999999999999999999"}) {
    EXPECT_EQ(canonical(bad), "number-not-canonical") << bad;
  }
}

TEST(CanonicalJson, IsAFixedPoint) {
  const std::string once = canonical(R"({"z":{"y":"\u00e9"},"a":[-5,{"k":""}]})");
  EXPECT_EQ(canonical(once), once);
}

TEST(Random, GivesAsManyDigitsAsAsked) {
  SystemRandom system;
  for (const std::size_t bytes : {0u, 1u, 16u, 100u})
    EXPECT_EQ(system.hex(bytes).size(), 2 * bytes);
  EXPECT_EQ(system.hex(64).find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_NE(system.hex(16), system.hex(16));
}

TEST(Random, ASeedGivesItsOwnSequence) {
  SeededRandom a(1);
  SeededRandom again(1);
  SeededRandom other(2);
  const std::string first = a.hex(40);
  EXPECT_EQ(first.size(), 80u);
  EXPECT_EQ(first, again.hex(40));
  EXPECT_NE(first, a.hex(40));
  EXPECT_NE(first, other.hex(40));
}

}  // namespace
}  // namespace fugong
