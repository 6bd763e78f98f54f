#include "base/json_writer.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "base/tree.hpp"

namespace fugong {
namespace {

TEST(JsonWriter, WritesEveryKind) {
  JsonWriter w;
  w.begin_object();
  w.key("amount_fen").number(16'012'500).key("ok").boolean(true).key("no").boolean(false);
  w.key("nothing").null().key("rate").number(*Decimal::parse("3.150"));
  w.key("list").begin_array().string("a").begin_array().end_array().number(-1).end_array();
  w.key("empty").begin_object().end_object();
  w.key("title").text({"企业", "enterprise"}).key("raw").raw("[1]");
  w.end_object();
  EXPECT_EQ(w.str(),
            R"({"amount_fen":16012500,"ok":true,"no":false,"nothing":null,"rate":3.15,)"
            R"("list":["a",[],-1],"empty":{},"title":{"zh":"企业","en":"enterprise"},"raw":[1]})");
  EXPECT_TRUE(parse_json(w.str(), "").has_value());
}

TEST(JsonWriter, WritesNumbersExactly) {
  JsonWriter w;
  w.begin_array().number(std::numeric_limits<std::int64_t>::min());
  w.number(std::numeric_limits<std::int64_t>::max());
  w.number(*Decimal::parse("-0")).number(*Decimal::parse(".5"));
  w.number(*Decimal::parse("1e30")).end_array();
  EXPECT_EQ(w.take(),
            "[-9223372036854775808,9223372036854775807,0,0.5,1000000000000000000000000000000]");
}

TEST(JsonWriter, EscapesText) {
  JsonWriter w;
  w.string(std::string_view("\"\\/\n\r\t\b\x01\x1F\0\x7F é企\xF0\x9F\x98\x80", 21));
  EXPECT_EQ(w.str(), "\"\\\"\\\\/\\n\\r\\t\\b\\u0001\\u001f\\u0000\x7F é企\xF0\x9F\x98\x80\"");
  const auto back = parse_json(w.str(), "");
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->text.size(), 21U);
}

TEST(JsonWriter, EscapesKeys) {
  JsonWriter w;
  w.begin_object().key("a\"b\n").null().end_object();
  EXPECT_EQ(w.str(), R"({"a\"b\n":null})");
}

TEST(JsonWriter, ReplacesWhatIsNotUtf8) {
  JsonWriter w;
  w.string(
      "a\xFF\xE4\xBC"
      "b");
  EXPECT_EQ(w.str(), "\"a\uFFFD\uFFFD\uFFFDb\"");
}

TEST(JsonWriterDeathTest, MisuseIsOurBug) {
  EXPECT_DEATH(JsonWriter().begin_object().number(1), "needs a key");
  EXPECT_DEATH(JsonWriter().key("a"), "a key stands in an object");
  EXPECT_DEATH(JsonWriter().begin_object().key("a").key("b"), "before its value");
  EXPECT_DEATH(JsonWriter().begin_object().key("a").end_object(), "closed where one is open");
  EXPECT_DEATH(JsonWriter().begin_array().end_object(), "closed where one is open");
  EXPECT_DEATH(JsonWriter().begin_object().end_array(), "closed where one is open");
  EXPECT_DEATH(JsonWriter().end_array(), "closed where one is open");
  EXPECT_DEATH(JsonWriter().null().null(), "one value");
}

}  // namespace
}  // namespace fugong
