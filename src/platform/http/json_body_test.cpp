#include "platform/http/json_body.hpp"

#include <gtest/gtest.h>

namespace fugong::http {
namespace {

Request with(std::string type, std::string body) {
  Request request;
  request.headers = {{"content-type", std::move(type)}};
  request.body = std::move(body);
  return request;
}

/// "code pointer" of each fault.
std::vector<std::string> said(const Faults& faults) {
  std::vector<std::string> all;
  for (const Fault& fault : faults)
    all.push_back(fault.code + " " + fault.place.pointer);
  return all;
}

TEST(JsonBody, TheTypeAndTheBytesMustBeJson) {
  EXPECT_TRUE(read_json_body(with("Application/JSON; charset=utf-8", "{}")));
  EXPECT_EQ(read_json_body(with("text/plain", "{}")).error().status, 415);
  EXPECT_EQ(read_json_body(Request{}).error().status, 415);
  EXPECT_EQ(read_json_body(with("application/json", "{")).error().status, 400);
}

TEST(JsonBody, FieldsAreReadByTheirTypes) {
  const auto body = read_json_body(with("application/json", R"({"a": "x", "n": 7, "no": null})"));
  Fields fields(*body, {"a", "n", "no", "more"});
  EXPECT_EQ(fields.text("a", 1), "x");
  EXPECT_EQ(fields.maybe_number("n", 7, 7), 7);
  EXPECT_EQ(fields.maybe_text("no", 9), std::nullopt);
  EXPECT_EQ(fields.maybe_number("more", 0, 9), std::nullopt);
  EXPECT_EQ(fields.node("no"), nullptr);
  EXPECT_TRUE(fields.faults().empty());
}

TEST(JsonBody, AllThatIsWrongIsSaidAtOnceWithItsPlace) {
  const auto body = read_json_body(with(
      "application/json", R"({"long": "xy", "empty": "", "n": 8, "part": 1.5, "t": 1, "odd": 1})"));
  Fields fields(*body, {"long", "empty", "n", "part", "t", "gone"});
  fields.text("long", 1);
  fields.maybe_text("empty", 9);
  fields.maybe_number("n", 0, 7);
  fields.maybe_number("part", 0, 7);
  fields.text("t", 9);
  fields.text("gone", 9);
  EXPECT_EQ(
      said(fields.faults()),
      (std::vector<std::string>{"unknown-field /odd", "field-invalid /long", "field-invalid /empty",
                                "field-invalid /n", "field-invalid /part", "field-invalid /t",
                                "field-missing /gone"}));
  EXPECT_EQ(unreadable(fields.faults(), Request{}).status, 422);
}

TEST(JsonBody, WhatIsNoObjectHasNoFields) {
  const auto body = read_json_body(with("application/json", "[]"));
  Fields fields(*body, {"a"});
  EXPECT_EQ(fields.text("a", 9), "");
  EXPECT_EQ(fields.node("a"), nullptr);
  EXPECT_EQ(said(fields.faults()), std::vector<std::string>{"body-shape "});
}

}  // namespace
}  // namespace fugong::http
