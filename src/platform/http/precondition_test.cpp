#include "platform/http/precondition.hpp"

#include <gtest/gtest.h>

namespace fugong::http {
namespace {

Request with(const char* name, std::vector<std::string> values) {
  Request request;
  for (std::string& value : values)
    request.headers.emplace_back(name, std::move(value));
  return request;
}

int status_with(std::vector<std::string> values, std::string_view etag = "\"12\"") {
  const auto refused = refuse_unless_match(with("if-match", std::move(values)), etag);
  return refused ? refused->status : 0;
}

TEST(Precondition, TagsAreStrongAndQuoted) {
  EXPECT_EQ(etag_of_revision(12), "\"12\"");
  EXPECT_EQ(etag_of_bytes("abc"), "\"ba7816bf8f01cfea414140de5dae2223\"");
  EXPECT_NE(etag_of_bytes("abd"), etag_of_bytes("abc"));
}

TEST(Precondition, AChangeMustSayWhatItChanges) {
  EXPECT_EQ(status_with({}), 428);
  EXPECT_EQ(status_with({"\"12\""}), 0);
  EXPECT_EQ(status_with({"\"11\""}), 412);
  EXPECT_EQ(status_with({"\"11\", \"12\""}), 0);
  EXPECT_EQ(status_with({" \"11\" ,, \"12\"\t"}), 0);
  EXPECT_EQ(status_with({"\"11\"", "\"12\""}), 0);
  EXPECT_EQ(status_with({"\"1\"", "\"2\""}), 412);
  EXPECT_EQ(status_with({"\"a,\\b\""}, "\"a,\\b\""), 0);
}

TEST(Precondition, AWeakTagNeverMatches) {
  EXPECT_EQ(status_with({"W/\"12\""}), 412);
  EXPECT_EQ(status_with({"W/\"12\", \"12\""}), 0);
}

TEST(Precondition, TheStarNamesNoVersion) {
  EXPECT_EQ(status_with({"*"}), 428);
  EXPECT_EQ(status_with({"*"}, ""), 428);
  EXPECT_EQ(status_with({"\"12\""}, ""), 412);
}

TEST(Precondition, WhatIsNoListOfTagsIsRefused) {
  for (const char* value : {"", ",", "12", "\"12", "12\"", "\"12\" \"13\"", "\"1 2\"", "w/\"12\"",
                            "*, \"12\"", "\"12\", *", "'12'"})
    EXPECT_EQ(status_with({value}), 400) << value;
  EXPECT_EQ(status_with({"*", "\"12\""}), 400);
  EXPECT_EQ(status_with({"\"12\"", "*"}), 400);
}

TEST(Precondition, ARefusalSaysWhatToDo) {
  Request request = with("if-match", {"\"11\""});
  request.headers.emplace_back("accept-language", "en");
  const auto refused = refuse_unless_match(request, "\"12\"");
  EXPECT_NE(refused->body.find("\"code\":\"precondition-failed\""), std::string::npos);
  EXPECT_NE(refused->body.find("read it again"), std::string::npos);
}

TEST(Precondition, ARefusalUndoesAndStandsForItsFault) {
  const Request request = with("if-match", {"\"11\""});
  IfMatch condition(request);
  const auto failing = [] { return fail("lost", {}, {"", ""}, {"", ""}); };
  EXPECT_FALSE(condition.check("\"12\"").has_value());
  EXPECT_EQ(condition.over(failing())->status, 412);
  EXPECT_TRUE(condition.check("\"11\"").has_value()) << "the transaction ran again";
  EXPECT_EQ(condition.over(Response{})->status, 200);
  EXPECT_EQ(condition.over(failing()).error().front().code, "lost");
}

TEST(Precondition, WhatTheClientHasIsNotSentAgain) {
  EXPECT_TRUE(is_known(with("if-none-match", {"\"12\""}), "\"12\""));
  EXPECT_TRUE(is_known(with("if-none-match", {"\"1\", W/\"12\""}), "\"12\""));
  EXPECT_TRUE(is_known(with("if-none-match", {"*"}), "\"12\""));
  EXPECT_FALSE(is_known(with("if-none-match", {"\"1\""}), "\"12\""));
  EXPECT_FALSE(is_known(with("if-none-match", {"12"}), "\"12\""));
  EXPECT_FALSE(is_known(Request{}, "\"12\""));
}

}  // namespace
}  // namespace fugong::http
