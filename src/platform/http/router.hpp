// Router: which handler answers which path.
//
//   Router r;
//   r.add(Method::get, "/api/v1/provisions/{id}", [&](const Request& q) { return ...; });
//   Response a = r.answer(request);   // 404 and 405 (with Allow) are problems
//
// Filled before the server starts; afterwards read-only and safe from many threads. HEAD is
// answered by GET's handler.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/message.hpp"

namespace fugong::http {

using Handler = std::function<Response(const Request&)>;

class Router {
 public:
  /// Segments are literal or {name}. Two handlers for one method and path: our bug, checked.
  void add(Method method, std::string_view pattern, Handler handler);
  /// Answers what no pattern matches, for GET and HEAD (pages and files).
  void set_fallback(Handler handler);
  Response answer(Request& request) const;
  /// "GET /api/v1/health" ..., sorted: compared with the OpenAPI file by a test.
  std::vector<std::string> routes() const;

 private:
  struct Route {
    Method method;
    std::vector<std::string> segments;
    Handler handler;
  };
  std::vector<Route> routes_;
  Handler fallback_;
};

}  // namespace fugong::http
