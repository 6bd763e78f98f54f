#include "platform/http/static_files.hpp"

#include <gtest/gtest.h>

namespace fugong::http {
namespace {

StaticFiles some_files() {
  return StaticFiles({{"index.html", "<p>"},
                      {"assets/app-3f2a.js", "plain"},
                      {"assets/app-3f2a.js.br", "brotli"},
                      {"assets/app-3f2a.js.gz", "gzip"},
                      {"assets/index-DiwrgTda.css", "css"},
                      {"assets/main-document.js", "word"},
                      {"guide/index.html", "<g>"},
                      {"data.gz", "archive"}});
}

Response get(std::string path, std::vector<std::pair<std::string, std::string>> headers = {}) {
  Request request;
  request.path = std::move(path);
  request.headers = std::move(headers);
  return some_files().answer(request);
}

std::string header(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

std::string body(const Response& response) {
  return response.shared_body ? *response.shared_body : response.body;
}

TEST(StaticFiles, ServesFilesWithTypeAndTag) {
  const Response page = get("/");
  EXPECT_EQ(body(page), "<p>");
  EXPECT_EQ(header(page, "Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(header(page, "Cache-Control"), "no-cache");
  EXPECT_EQ(header(page, "ETag").size(), 18u);
  EXPECT_EQ(body(get("/guide/")), "<g>");
  EXPECT_EQ(body(get("/data.gz")), "archive");
  EXPECT_EQ(header(get("/data.gz"), "Content-Encoding"), "");
}

TEST(StaticFiles, AFolderWithAPageIsAnApplicationOfItsOwn) {
  EXPECT_EQ(body(get("/guide")), "<g>");
  EXPECT_EQ(body(get("/guide/cases/0000-0001")), "<g>");
  EXPECT_EQ(body(get("/guides/1")), "<p>");
  EXPECT_EQ(body(get("/assets/1")), "<p>");
  EXPECT_EQ(get("/guide/none.js").status, 404);
  EXPECT_EQ(get("/api/guide").status, 404);
}

TEST(StaticFiles, HashedNamesAreKeptForAYear) {
  const std::string forever = "public, max-age=31536000, immutable";
  EXPECT_EQ(header(get("/assets/app-3f2a.js"), "Cache-Control"), forever);
  EXPECT_EQ(header(get("/assets/index-DiwrgTda.css"), "Cache-Control"), forever);
  EXPECT_EQ(header(get("/assets/main-document.js"), "Cache-Control"), "no-cache");
}

TEST(StaticFiles, NegotiatesThePackedForm) {
  const auto ask = [](std::string accepted) {
    return get("/assets/app-3f2a.js", {{"accept-encoding", std::move(accepted)}});
  };
  EXPECT_EQ(body(ask("gzip, br")), "brotli");
  EXPECT_EQ(header(ask("gzip, br"), "Content-Encoding"), "br");
  EXPECT_EQ(body(ask("gzip, br;q=0.1")), "gzip");
  EXPECT_EQ(body(ask("br;q=0, gzip")), "gzip");
  EXPECT_EQ(body(ask("*")), "brotli");
  EXPECT_EQ(body(ask("zstd")), "plain");
  EXPECT_EQ(header(ask("zstd"), "Vary"), "Accept-Encoding");
  EXPECT_EQ(header(ask("br"), "Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_NE(header(ask("br"), "ETag"), header(ask("gzip"), "ETag"));
}

TEST(StaticFiles, KnownTagsAreNotSentAgain) {
  const std::string tag = header(get("/"), "ETag");
  const Response same = get("/", {{"if-none-match", "\"x\", W/" + tag}});
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(body(same), "");
  EXPECT_EQ(header(same, "ETag"), tag);
  EXPECT_EQ(get("/", {{"if-none-match", "*"}}).status, 304);
  EXPECT_EQ(get("/", {{"if-none-match", "\"x\""}}).status, 200);
}

TEST(StaticFiles, UnknownPagesGetTheFrontPageAndUnknownFilesDoNot) {
  const Response page = get("/cases/7");
  EXPECT_EQ(body(page), "<p>");
  EXPECT_EQ(header(page, "Cache-Control"), "no-cache");
  EXPECT_EQ(get("/missing.js").status, 404);
  EXPECT_EQ(get("/api/v1/unknown").status, 404);
  EXPECT_EQ(get("/api").status, 404);
}

TEST(StaticFiles, SecurityHeadersCannotBeWeakened) {
  Response response;
  response.headers.emplace_back("content-security-policy", "default-src *");
  add_security_headers(response);
  for (const auto& [name, value] : response.headers) {
    EXPECT_EQ(value.find("default-src *"), std::string::npos) << name;
  }
  EXPECT_EQ(response.headers.size(), 6u);
}

TEST(StaticFiles, WhatIsOfSomebodyElseRunsNothing) {
  Response response;
  response.is_foreign = true;
  add_security_headers(response);
  EXPECT_EQ(response.headers.size(), 6u);
  EXPECT_EQ(header(response, "Content-Security-Policy"),
            "default-src 'none'; sandbox; frame-ancestors 'none'");
}

}  // namespace
}  // namespace fugong::http
