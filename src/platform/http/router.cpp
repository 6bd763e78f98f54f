#include "platform/http/router.hpp"

#include <algorithm>
#include <cstddef>

#include "platform/http/wire.hpp"

namespace fugong::http {
namespace {

bool is_name(std::string_view segment) {
  return segment.starts_with('{');
}

template <class Segment>
std::vector<Segment> split(std::string_view path) {
  std::vector<Segment> segments;
  for (std::size_t start = 1; start <= path.size();) {
    std::size_t end = path.find('/', start);
    if (end == std::string_view::npos) end = path.size();
    segments.emplace_back(path.substr(start, end - start));
    start = end + 1;
  }
  return segments;
}

/// The same set of paths, whatever the {names} are called.
bool same_shape(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const std::string& x, const std::string& y) {
                      return (is_name(x) && is_name(y)) || x == y;
                    });
}

bool matches(const std::vector<std::string>& pattern, const std::vector<std::string_view>& path) {
  return std::equal(pattern.begin(), pattern.end(), path.begin(), path.end(),
                    [](const std::string& want, std::string_view got) {
                      return is_name(want) ? !got.empty() : want == got;
                    });
}

/// A literal beats a {name}, from the left.
bool closer(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (is_name(a[i]) != is_name(b[i])) return is_name(b[i]);
  }
  return false;
}

Response not_found(const Request& request) {
  const Fault fault{"not-found",
                    {},
                    {"这里没有这个地址", "nothing stands at this address"},
                    {"核对地址；接口清单见源码中的 docs/api/openapi.yaml",
                     "check the address; see docs/api/openapi.yaml in the source"}};
  return problem(404, status_title(404), fault.message, {fault}, request);
}

Response not_allowed(std::vector<Method> methods, const Request& request) {
  std::sort(methods.begin(), methods.end());
  methods.erase(std::unique(methods.begin(), methods.end()), methods.end());
  std::string allow;
  for (const Method method : methods) {
    if (!allow.empty()) allow += ", ";
    allow += method_name(method);
    if (method == Method::get) allow += ", HEAD";
  }
  const Fault fault{"method-not-allowed",
                    {},
                    {"此地址不接受这个方法", "this address does not take this method"},
                    {"可用的方法：" + allow, "methods it takes: " + allow}};
  Response response = problem(405, status_title(405), fault.message, {fault}, request);
  response.headers.emplace_back("Allow", allow);
  return response;
}

}  // namespace

void Router::add(Method method, std::string_view pattern, Handler handler, RouteLimits limits) {
  FUGONG_CHECK(pattern.starts_with('/') && handler, "a route has a path and a handler");
  FUGONG_CHECK(method != Method::head, "HEAD is answered by the handler of GET");
  Route route{method, split<std::string>(pattern), std::move(handler), limits};
  for (const std::string& segment : route.segments) {
    FUGONG_CHECK(is_name(segment) == segment.ends_with('}') && segment != "{}",
                 "a segment is literal or {name}");
  }
  for (const Route& other : routes_) {
    FUGONG_CHECK(other.method != method || !same_shape(other.segments, route.segments),
                 "one method and path has one handler");
  }
  routes_.push_back(std::move(route));
}

void Router::set_fallback(Handler handler) {
  fallback_ = std::move(handler);
}

void Router::set_watcher(Watcher watcher) {
  watcher_ = std::move(watcher);
}

std::string Router::Route::name() const {
  std::string line(method_name(method));
  line += ' ';
  for (const std::string& segment : segments)
    line += "/" + segment;
  return line;
}

const Router::Route* Router::find(Method method, const std::vector<std::string_view>& path,
                                  std::vector<Method>& others) const {
  const Route* best = nullptr;
  for (const Route& route : routes_) {
    if (!matches(route.segments, path)) continue;
    if (route.method != method) {
      others.push_back(route.method);
    } else if (best == nullptr || closer(route.segments, best->segments)) {
      best = &route;
    }
  }
  return best;
}

RouteLimits Router::limits(Method method, std::string_view path) const {
  std::vector<Method> others;
  const Route* route = find(method, split<std::string_view>(path), others);
  return route == nullptr ? RouteLimits{} : route->limits;
}

Response Router::answer(Request& request) const {
  const auto path = split<std::string_view>(request.path);
  const Method wanted = request.method == Method::head ? Method::get : request.method;
  std::vector<Method> other_methods;
  const Route* best = find(wanted, path, other_methods);
  if (best != nullptr) {
    request.path_values.clear();
    for (std::size_t i = 0; i < path.size(); ++i) {
      const std::string& segment = best->segments[i];
      if (is_name(segment)) request.path_values[segment.substr(1, segment.size() - 2)] = path[i];
    }
    Response response = best->handler(request);
    if (watcher_) watcher_(best->name(), request, response);
    return response;
  }
  if (!other_methods.empty()) return not_allowed(std::move(other_methods), request);
  if (fallback_ && wanted == Method::get) return fallback_(request);
  return not_found(request);
}

std::vector<std::string> Router::routes() const {
  std::vector<std::string> out;
  for (const Route& route : routes_)
    out.push_back(route.name());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace fugong::http
