#include "platform/http/cursor.hpp"

#include <gtest/gtest.h>

namespace fugong::http {
namespace {

const std::string kSecret(64, 'a');
constexpr std::string_view kRoute = "GET /api/v1/cases";

Request asking(std::vector<std::pair<std::string, std::string>> query) {
  Request request;
  request.query = std::move(query);
  return request;
}

TEST(Cursor, ComesBackAsItWasSealed) {
  const Cursors cursors(kSecret);
  for (const std::string& position : {std::string(), std::string("2020-02-21/c-17"),
                                      std::string("\0\xff中", 5), std::string(512, 'x')}) {
    const std::string cursor = cursors.seal(kRoute, "f", position);
    EXPECT_LE(cursor.size(), kMaxCursorBytes);
    EXPECT_EQ(cursor.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                       "0123456789-_"),
              std::string::npos);
    EXPECT_EQ(cursors.open(kRoute, "f", cursor).value_or("?"), position);
  }
}

TEST(Cursor, IsOfItsRouteItsFilterAndItsSecret) {
  const Cursors cursors(kSecret);
  const std::string cursor = cursors.seal(kRoute, "f", "17");
  EXPECT_EQ(code_of(cursors.open("GET /api/v1/firms", "f", cursor)), "cursor-invalid");
  EXPECT_EQ(code_of(cursors.open(kRoute, "g", cursor)), "cursor-invalid");
  EXPECT_EQ(code_of(cursors.open(std::string(kRoute) + "f", "", cursor)), "cursor-invalid");
  EXPECT_EQ(code_of(Cursors(std::string(64, 'b')).open(kRoute, "f", cursor)), "cursor-invalid");
}

TEST(Cursor, AnyOtherBitIsRefused) {
  const Cursors cursors(kSecret);
  const std::string cursor = cursors.seal(kRoute, "f", "17");
  for (std::size_t i = 0; i < cursor.size(); ++i) {
    std::string other = cursor;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(code_of(cursors.open(kRoute, "f", other)), "cursor-invalid") << i;
    EXPECT_EQ(code_of(cursors.open(kRoute, "f", cursor.substr(0, i))), "cursor-invalid") << i;
  }
  for (const std::string& other :
       {cursor + "A", cursor + "=", " " + cursor, std::string("?"), std::string(5'000, 'A')})
    EXPECT_EQ(code_of(cursors.open(kRoute, "f", other)), "cursor-invalid");
}

TEST(Cursor, AFilterIsWhatTheQueryAsksFor) {
  const std::string filter = filter_of(asking({{"state", "open"}, {"region", "33"}}));
  EXPECT_EQ(filter_of(asking({{"region", "33"}, {"state", "open"}})), filter);
  EXPECT_EQ(
      filter_of(asking({{"region", "33"}, {"cursor", "x"}, {"state", "open"}, {"limit", "5"}})),
      filter);
  EXPECT_NE(filter_of(asking({{"region", "34"}, {"state", "open"}})), filter);
  EXPECT_NE(filter_of(asking({{"region", "33"}})), filter);
  EXPECT_NE(filter_of(asking({{"a", "b"}, {"c", "d"}})), filter_of(asking({{"a", "b1:c1:d"}})));
}

TEST(Cursor, APageHasItsLimits) {
  EXPECT_EQ(page_limit(asking({})).value_or(-1), 50);
  EXPECT_EQ(page_limit(asking({{"limit", "1"}})).value_or(-1), 1);
  EXPECT_EQ(page_limit(asking({{"limit", "200"}})).value_or(-1), 200);
  for (const char* limit : {"", "0", "-1", "201", "5x", " 5", "99999999999"})
    EXPECT_EQ(code_of(page_limit(asking({{"limit", limit}}))), "limit-invalid") << limit;
}

}  // namespace
}  // namespace fugong::http
