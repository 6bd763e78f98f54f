#include "platform/http/message.hpp"

#include <gtest/gtest.h>

namespace fugong::http {
namespace {

Request asking(std::string language) {
  Request request;
  request.headers.emplace_back("accept-language", std::move(language));
  return request;
}

TEST(Message, LanguageFollowsTheWeights) {
  EXPECT_EQ(Request{}.language(), "zh");
  EXPECT_EQ(asking("en").language(), "en");
  EXPECT_EQ(asking("en-GB, zh;q=0.9").language(), "en");
  EXPECT_EQ(asking("zh-CN;q=0.3, EN;q=0.8").language(), "en");
  EXPECT_EQ(asking("en;q=0.5,zh;q=0.5").language(), "en");
  EXPECT_EQ(asking("fr, de;q=0.9").language(), "zh");
  EXPECT_EQ(asking("en;q=0").language(), "zh");
  EXPECT_EQ(asking("*, en;q=0.1").language(), "zh");
  EXPECT_EQ(asking("en;q=9").language(), "zh");
  EXPECT_EQ(asking("enx").language(), "zh");
  EXPECT_EQ(asking(";;,,;q=").language(), "zh");
}

TEST(Message, FindsHeadersAndQueryValues) {
  Request request = asking("en");
  request.query = {{"a", "1"}, {"a", "2"}, {"b", ""}};
  EXPECT_EQ(request.header("accept-language"), "en");
  EXPECT_FALSE(request.header("cookie").has_value());
  EXPECT_EQ(request.query_value("a"), "1");
  EXPECT_EQ(request.query_value("b"), "");
  EXPECT_FALSE(request.query_value("c").has_value());
}

TEST(Message, ProblemSpeaksTheLanguageOfTheRequest) {
  const Fault fault{"date-invalid",
                    {"facts.yaml", 3, 5, "/start"},
                    {"日期无效", "not a date"},
                    {"写成 2020-02-21", "write 2020-02-21"}};
  const Response english =
      problem(422, {"内容有误", "Invalid"}, {"有 1 处错误", "1 mistake"}, {fault}, asking("en"));
  EXPECT_EQ(english.status, 422);
  EXPECT_EQ(english.headers.front().second, "application/problem+json");
  EXPECT_EQ(english.body,
            R"({"type":"/problems/date-invalid","title":"Invalid","status":422,)"
            R"("detail":"1 mistake","errors":[{"pointer":"/start","code":"date-invalid",)"
            R"("detail":"not a date","remedy":"write 2020-02-21",)"
            R"("place":{"file":"facts.yaml","line":3,"column":5}}]})");
  const Response chinese =
      problem(404, {"找不到", "Not found"}, {"没有", "Nothing"}, {}, Request{});
  EXPECT_EQ(chinese.body,
            R"({"type":"about:blank","title":"找不到","status":404,"detail":"没有","errors":[]})");
}

}  // namespace
}  // namespace fugong::http
