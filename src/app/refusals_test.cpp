#include "app/refusals.hpp"

#include <gtest/gtest.h>

#include "postgres/audit_log.hpp"

namespace fugong::app {
namespace {

class Refused : public audit::LogTest {
 protected:
  static http::Request asking(const char* header, bool names_a_thing) {
    http::Request request;
    if (*header != '\0') request.headers = {{header, "x"}};
    if (names_a_thing) request.path_values = {{"reference", "r"}};
    return request;
  }
  /// Bodies of the events, the latest first.
  std::vector<std::string> told() {
    std::vector<std::string> bodies;
    const auto page =
        read([](store::Transaction& t) { return audit::search(t, {.action = "server.refused"}); });
    EXPECT_EQ(code_of(page), "");
    for (const audit::Record& record : page->records)
      bodies.push_back(record.body);
    return bodies;
  }

  Refusals refusals_{clock_};
};

INSTANTIATE_TEST_SUITE_P(Each, Refused,
                         testing::Values(store::Dialect::sqlite, store::Dialect::postgresql),
                         audit::dialect_of);

TEST_P(Refused, ADayIsOneEvent) {
  const std::string cases = "GET /api/v1/cases/{reference}";
  refusals_.note(cases, asking("cookie", true), 404);
  refusals_.note(cases, asking("cookie", true), 404);
  refusals_.note(cases, asking("", true), 401);
  refusals_.note("POST /api/v1/cases", asking("authorization", false), 403);
  refusals_.note("POST /api/v1/cases", asking("authorization", false), 200);
  refusals_.note("GET /api/v1/cases", asking("", false), 404);
  EXPECT_EQ(code_of(refusals_.write_past(*database_, audit_)), "");
  EXPECT_TRUE(told().empty()) << "the day isn't over";
  clock_.move_to(clock_.now_ms() + kDayMs);
  refusals_.note(cases, asking("", true), 429);
  EXPECT_EQ(code_of(refusals_.write_past(*database_, audit_)), "");
  EXPECT_EQ(code_of(refusals_.write_past(*database_, audit_)), "") << "and once";
  const std::vector<std::string> first{
      R"({"day":"2020-02-21","others":0,"refused":[)"
      R"({"by":"session","route":"GET /api/v1/cases/{reference}","status":404,"times":2},)"
      R"({"by":"nobody","route":"GET /api/v1/cases/{reference}","status":401,"times":1},)"
      R"({"by":"key","route":"POST /api/v1/cases","status":403,"times":1}]})"};
  EXPECT_EQ(told(), first);
  EXPECT_EQ(code_of(refusals_.write_all(*database_, audit_)), "");
  EXPECT_EQ(told().size(), 2U);
}

TEST_P(Refused, AnEventHasItsSizeWhateverIsTried) {
  const std::string route = "GET /api/v1/" + std::string(90, 'x') + "/";
  for (std::size_t i = 0; i < 3 * Refusals::kMostTold; ++i)
    refusals_.note(route + std::to_string(i), asking("", false), 401);
  EXPECT_EQ(code_of(refusals_.write_all(*database_, audit_)), "");
  ASSERT_EQ(told().size(), 1U);
  EXPECT_NE(told()[0].find(R"("others":100)"), std::string::npos);
}

TEST_P(Refused, WhatCouldNotBeWrittenStaysCounted) {
  refusals_.note("GET /api/v1/me", asking("", false), 401);
  tamper({"ALTER TABLE audit_end RENAME TO audit_away"});
  EXPECT_NE(code_of(refusals_.write_all(*database_, audit_)), "");
  tamper({"ALTER TABLE audit_away RENAME TO audit_end"});
  EXPECT_EQ(code_of(refusals_.write_all(*database_, audit_)), "");
  EXPECT_EQ(told().size(), 1U);
}

}  // namespace
}  // namespace fugong::app
