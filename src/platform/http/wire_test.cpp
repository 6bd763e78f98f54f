#include "platform/http/wire.hpp"

#include <gtest/gtest.h>

#include "platform/http/compress.hpp"

namespace fugong::http {
namespace {

TEST(Wire, DecodesTargetAndHeaders) {
  RequestReader reader{WireLimits{}};
  reader.feed(
      "PUT /%E4%B8%AD/b%20c?q=%E6%96%87+1&flag&x=a%2Fb HTTP/1.1\r\nHOST: h:80\r\nX-A:\t 1 "
      "2 \t\r\nContent-Length: 2\r\n\r\nokGET");
  ASSERT_EQ(reader.advance(), ReadState::complete);
  const ReceivedRequest got = reader.take();
  EXPECT_EQ(got.request.method, Method::put);
  EXPECT_EQ(got.request.path, "/中/b c");
  EXPECT_EQ(got.request.query_value("q"), "文 1");
  EXPECT_EQ(got.request.query_value("flag"), "");
  EXPECT_EQ(got.request.query_value("x"), "a/b");
  EXPECT_EQ(got.request.header("host"), "h:80");
  EXPECT_EQ(got.request.header("x-a"), "1 2");
  EXPECT_EQ(got.request.body, "ok");
  EXPECT_TRUE(got.keep_alive);
  EXPECT_TRUE(reader.started());
  EXPECT_EQ(reader.advance(), ReadState::need_more);
}

TEST(Wire, EveryCutGivesTheSameRequests) {
  const std::string bytes =
      "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "a;k=v\r\n0123456789\r\n1\r\nx\r\n0\r\nT: 1\r\n\r\n"
      "\r\nGET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    RequestReader reader{WireLimits{}};
    std::vector<ReceivedRequest> got;
    for (const auto& part : {bytes.substr(0, cut), bytes.substr(cut)}) {
      reader.feed(part);
      while (reader.advance() == ReadState::complete)
        got.push_back(reader.take());
    }
    ASSERT_EQ(got.size(), 2u) << cut;
    EXPECT_EQ(got[0].request.body, "0123456789x") << cut;
    EXPECT_EQ(got[1].request.path, "/b") << cut;
    EXPECT_FALSE(got[1].keep_alive) << cut;
    EXPECT_FALSE(reader.started()) << cut;
  }
}

TEST(Wire, TheBodyLimitCountsAllChunks) {
  WireLimits limits;
  limits.max_body_bytes = 10;
  RequestReader reader{limits};
  reader.feed("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  reader.feed("9\r\n123456789\r\n1\r\na\r\n");
  EXPECT_EQ(reader.advance(), ReadState::need_more);
  reader.feed("1\r\nb\r\n");
  ASSERT_EQ(reader.advance(), ReadState::refused);
  EXPECT_EQ(reader.refusal().status, 413);
  EXPECT_EQ(reader.refusal().fault.code, "body-too-large");
}

/// The status of the refusal; 0 if there is none.
int refused_with(std::string_view bytes) {
  RequestReader reader{WireLimits{}};
  reader.feed(bytes);
  return reader.advance() == ReadState::refused ? reader.refusal().status : 0;
}

TEST(Wire, RefusesFramingThatAnotherReaderCouldTakeDifferently) {
  const auto with = [](const std::string& headers) {
    return refused_with("POST /a HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
  };
  EXPECT_EQ(with("Content-Length: 0\r\n"), 0);
  EXPECT_EQ(with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400);
  EXPECT_EQ(with("Content-Length: 5\r\nContent-Length: 99999999999999999999999\r\n"), 400);
  EXPECT_EQ(with("Content-Length: 5,\r\n"), 400);
  EXPECT_EQ(with("Content-Length: 0x5\r\n"), 400);
  EXPECT_EQ(with("Transfer-Encoding: chunked, chunked\r\n"), 400);
  EXPECT_EQ(with("Transfer-Encoding: chunked;q=1\r\n"), 400);
  EXPECT_EQ(with("Transfer-Encoding:\r\n"), 501);
  EXPECT_EQ(with("Connection: close/\r\n"), 400);
  EXPECT_EQ(with("X-A:\r\n\t2\r\n"), 400);
}

TEST(Wire, RefusesOddChunksAndTrailers) {
  const auto with = [](const std::string& body) {
    return refused_with("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
  };
  EXPECT_EQ(with("1;a=b;c\r\nx\r\n0;d\r\nT: 1\r\n\r\n"), 0);
  EXPECT_EQ(with("1;a=\"b\"\r\nx\r\n"), 400);
  EXPECT_EQ(with("0;a=\"b\r\n\r\n"), 400);
  EXPECT_EQ(with("1 ;a\r\nx\r\n"), 400);
  EXPECT_EQ(with("1\t\r\nx\r\n"), 400);
  EXPECT_EQ(with("1;a=\x01\r\nx\r\n"), 400);
  EXPECT_EQ(with("1;a=\r\nx\r\n"), 400);
  EXPECT_EQ(with("1;a\nx\r\n"), 400);
  EXPECT_EQ(with("1\r\nxx\n0\r\n\r\n"), 400);
  EXPECT_EQ(with("0\r\nT: 1\r\n 2\r\n\r\n"), 400);
  EXPECT_EQ(with("0\r\nT: 1\n\r\n\r\n"), 400);
  EXPECT_EQ(with("0\r\nT: \xff\r\n\r\n"), 400);
  EXPECT_EQ(with("0\r\nContent-Length: 1\r\n\r\n"), 400);
}

TEST(Wire, TrailersNeverBecomeHeaders) {
  RequestReader reader{WireLimits{}};
  reader.feed(
      "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "0\r\nAuthorization: y\r\nConnection: close\r\n\r\n");
  ASSERT_EQ(reader.advance(), ReadState::complete);
  const ReceivedRequest got = reader.take();
  EXPECT_FALSE(got.request.header("authorization"));
  EXPECT_TRUE(got.keep_alive);
}

TEST(Wire, CountsQueryPairs) {
  const auto state = [](std::size_t pairs) {
    std::string target = "/a?";
    for (std::size_t i = 0; i < pairs; ++i)
      target += "b&";
    RequestReader reader{WireLimits{}};
    reader.feed("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
    return reader.advance();
  };
  EXPECT_EQ(state(128), ReadState::complete);
  EXPECT_EQ(state(129), ReadState::refused);
}

TEST(Wire, HeadLeavesFramingToTheTransport) {
  Response response = Response::json("{}");
  response.headers.emplace_back("content-length", "99");
  response.headers.emplace_back("Transfer-Encoding", "chunked");
  EXPECT_EQ(response_head(response, After::keep, "D"),
            "HTTP/1.1 200 OK\r\nServer: fugong\r\nDate: D\r\nContent-Type: application/json\r\n"
            "Content-Length: 2\r\n\r\n");
}

TEST(Wire, WritesDates) {
  EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(Compress, LeavesStrongTagsAndOtherTypesAlone) {
  Request request;
  request.headers.emplace_back("accept-encoding", "gzip");
  const auto size_of = [&](const std::string& name, const std::string& value, std::size_t size) {
    Response response = Response::json(std::string(size, ' '));
    response.headers.emplace_back(name, value);
    compress_json(response, request);
    return response.body.size();
  };
  EXPECT_EQ(size_of("X", "y", 1024), 1024u);
  EXPECT_LT(size_of("X", "y", 1025), 100u);
  EXPECT_EQ(size_of("ETag", "\"a\"", 5000), 5000u);
  EXPECT_LT(size_of("ETag", "W/\"a\"", 5000), 100u);
  EXPECT_EQ(size_of("Content-Type", "image/png", 5000), 5000u);
}

}  // namespace
}  // namespace fugong::http
