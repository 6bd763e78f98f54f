#include "platform/http/router.hpp"

#include <gtest/gtest.h>

namespace fugong::http {
namespace {

Handler says(std::string text) {
  return [text](const Request& request) {
    std::string body = text;
    for (const auto& [name, value] : request.path_values)
      body += " " + name + "=" + value;
    Response response;
    response.body = body;
    return response;
  };
}

Response ask(const Router& router, Method method, std::string path) {
  Request request;
  request.method = method;
  request.path = std::move(path);
  return router.answer(request);
}

std::string allow_of(const Response& response) {
  for (const auto& [name, value] : response.headers) {
    if (name == "Allow") return value;
  }
  return "";
}

Router sample() {
  Router router;
  router.add(Method::get, "/", says("root"));
  router.add(Method::get, "/api/items/{id}", says("item"));
  router.add(Method::put, "/api/items/{id}", says("put"));
  router.add(Method::get, "/api/items/new", says("new"));
  router.add(Method::get, "/api/{kind}/{id}/parts", says("parts"));
  return router;
}

TEST(Router, MatchesLiteralsBeforeNames) {
  const Router router = sample();
  EXPECT_EQ(ask(router, Method::get, "/").body, "root");
  EXPECT_EQ(ask(router, Method::get, "/api/items/7").body, "item id=7");
  EXPECT_EQ(ask(router, Method::get, "/api/items/new").body, "new");
  EXPECT_EQ(ask(router, Method::put, "/api/items/new").body, "put id=new");
  EXPECT_EQ(ask(router, Method::get, "/api/x/1/parts").body, "parts id=1 kind=x");
  EXPECT_EQ(ask(router, Method::head, "/api/items/7").body, "item id=7");
}

TEST(Router, SaysWhatIsMissingOrNotAllowed) {
  const Router router = sample();
  EXPECT_EQ(ask(router, Method::get, "/api/items").status, 404);
  EXPECT_EQ(ask(router, Method::get, "/api/items/").status, 404);
  EXPECT_NE(ask(router, Method::get, "/none").body.find("docs/api/openapi.yaml"),
            std::string::npos);
  EXPECT_EQ(ask(router, Method::get, "/api/items/7/").status, 404);
  const Response refused = ask(router, Method::del, "/api/items/7");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(allow_of(refused), "GET, HEAD, PUT");
  EXPECT_NE(refused.body.find("/problems/method-not-allowed"), std::string::npos);
}

TEST(Router, FallbackAnswersOnlyReads) {
  Router router = sample();
  router.set_fallback(says("page"));
  EXPECT_EQ(ask(router, Method::get, "/any").body, "page");
  EXPECT_EQ(ask(router, Method::head, "/any").body, "page");
  EXPECT_EQ(ask(router, Method::post, "/any").status, 404);
  EXPECT_EQ(ask(router, Method::post, "/api/items/7").status, 405);
}

TEST(Router, ListsItsRoutesSorted) {
  EXPECT_EQ(sample().routes(),
            (std::vector<std::string>{"GET /", "GET /api/items/new", "GET /api/items/{id}",
                                      "GET /api/{kind}/{id}/parts", "PUT /api/items/{id}"}));
}

TEST(Router, KnowsTheLimitsOfTheRouteThatWouldAnswer) {
  Router router = sample();
  router.add(Method::post, "/api/items/{id}", says("x"), {.max_body_bytes = 7});
  EXPECT_EQ(router.limits(Method::post, "/api/items/3").max_body_bytes, 7u);
  EXPECT_EQ(router.limits(Method::put, "/api/items/3").max_body_bytes, 0u);
  EXPECT_EQ(router.limits(Method::post, "/api/items").max_body_bytes, 0u);
}

TEST(RouterDeathTest, TwoHandlersForOnePathAreOurBug) {
  Router router = sample();
  EXPECT_DEATH(router.add(Method::get, "/api/items/{other}", says("x")), "one handler");
}

}  // namespace
}  // namespace fugong::http
