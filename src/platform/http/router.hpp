// Router: which handler answers which path.
//
//   Router r;
//   r.add(Method::get, "/api/v1/provisions/{id}", [&](const Request& q) { return ...; });
//   r.add(Method::post, "/api/v1/uploads", upload, {.max_body_bytes = 10u << 20});
//   Response a = r.answer(request);   // 404 and 405 (with Allow) are problems
//
// Filled before the server starts; afterwards read-only and safe from many threads. HEAD is
// answered by GET's handler.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/message.hpp"

namespace fugong::http {

using Handler = std::function<Response(const Request&)>;

/// What a route asks of the server that others don't.
struct RouteLimits {
  /// Bytes of a body beyond the server's own limit; 0: that one. The server takes few of such
  /// bodies at a time, and cuts who sends one too slowly.
  std::size_t max_body_bytes = 0;
};

class Router {
 public:
  /// Segments are literal or {name}. Two handlers for one method and path: our bug, checked.
  void add(Method method, std::string_view pattern, Handler handler, RouteLimits limits = {});
  /// Answers what no pattern matches, for GET and HEAD (pages and files).
  void set_fallback(Handler handler);
  /// Told of each answer of a route, which it names as routes() does.
  using Watcher = std::function<void(const std::string& route, const Request&, const Response&)>;
  void set_watcher(Watcher watcher);
  Response answer(Request& request) const;
  /// Of the route that would answer; none if there is no such route. The path is decoded.
  RouteLimits limits(Method method, std::string_view path) const;
  /// "GET /api/v1/health" ..., sorted: compared with the OpenAPI file by a test.
  std::vector<std::string> routes() const;

 private:
  struct Route {
    Method method;
    std::vector<std::string> segments;
    Handler handler;
    RouteLimits limits;

    /// "GET /api/v1/cases/{reference}"
    std::string name() const;
  };
  /// Null if there is none; methods that the path has beside are added to `others`.
  const Route* find(Method method, const std::vector<std::string_view>& path,
                    std::vector<Method>& others) const;
  std::vector<Route> routes_;
  Handler fallback_;
  Watcher watcher_;
};

}  // namespace fugong::http
