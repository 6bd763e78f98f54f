#include <memory>

#include "desks/entitlements/entitlements.hpp"
#include "platform/http/json_body.hpp"
#include "platform/http/rate_limit.hpp"

namespace fugong::entitlements {

using http::Method;
using http::Request;
using http::Response;

namespace {

constexpr const char* kRetryAfterS = "30";

/// Answers that are the same for everybody until the pack changes.
Response shared_json(std::string body) {
  Response response = Response::json(std::move(body));
  response.headers.emplace_back("cache-control", "no-cache");
  return response;
}

Response not_found(const Request& request, const Text& what) {
  const Fault fault{
      "not-found",
      {},
      what,
      {"条款和代码表的编号见 /api/v1/measures 和 /api/v1/facts",
       "/api/v1/measures and /api/v1/facts name the provisions and lists that there are"}};
  return http::problem(404, {"没有这一项", "There is no such thing"}, what, {fault}, request);
}

Response no_register(const Faults& why, const Request& request) {
  const Fault fault{
      "register-unreadable",
      {},
      {"登记库暂时不可用，已记录", "the register can't be read now; this was recorded"},
      {"请稍后再试", "try again in a moment"}};
  Response response = http::problem(503, {"登记库暂时不可用", "The register can't be read now"},
                                    fault.message, {fault}, request);
  response.headers.emplace_back("Retry-After", kRetryAfterS);
  response.untold = why;
  return response;
}

Response check_now(const Desk& desk, const Request& request) {
  const pack::Pack& pack = desk.pack;
  auto document = http::read_json_body(request);
  if (!document) return std::move(document.error());
  const auto read = read_request(pack, *document);
  if (!read) {
    return http::problem(422, {"事实有误", "Something in the facts is wrong"},
                         {"下面逐条列出了位置和改法", "Each place and its remedy is listed below"},
                         read.error(), request);
  }
  const law::Answer answer = pack.book.check(
      read->subject, read->moment, {.measures = read->measures, .changes = read->changes});
  if (!read->receipt) return Response::json(answer_json(pack, answer));
  const auto papers =
      desk.issuer.issue(read->subject, read->moment, {"declared", desk.clock.today()}, desk.random);
  if (!papers) {
    return http::problem(422, {"开不出回执", "There can be no receipt for this check"},
                         {"下面列出了原因和改法", "The reason and its remedy are listed below"},
                         papers.error(), request);
  }
  return Response::json(answer_json(pack, answer, &*papers));
}

/// Anybody may have a check worked out, which is all that the machine does for strangers: so many
/// for one address.
class Checks {
 public:
  explicit Checks(const Desk& desk) : desk_(desk) {}

  Response answer(const Request& request) {
    if (desk_.checks == nullptr) return check_now(desk_, request);
    const http::Allowance allowance = desk_.checks->take(request.source);
    if (!allowance.granted) return desk_.checks->refusal(allowance, request);
    Response response = check_now(desk_, request);
    desk_.checks->add_headers(response, allowance);
    return response;
  }

 private:
  const Desk desk_;
};

}  // namespace

void add_routes(http::Router& router, const Desk& desk) {
  const pack::Pack& pack = desk.pack;
  router.add(
      Method::get, "/api/v1/measures",
      [body = notice_json(pack, desk.demo_date)](const Request&) { return shared_json(body); });
  router.add(Method::get, "/api/v1/provisions/{id}", [&pack](const Request& request) {
    const law::Provision* provision = pack.book.find_provision(request.path_values.at("id"));
    if (provision == nullptr) {
      return not_found(request, {"没有这个编号的规定", "No provision has this id"});
    }
    return shared_json(provision_json(pack, *provision));
  });
  router.add(Method::get, "/api/v1/provisions/{id}/diff/{other}", [&pack](const Request& request) {
    const law::Provision* after = pack.book.find_provision(request.path_values.at("id"));
    const law::Provision* before = pack.book.find_provision(request.path_values.at("other"));
    if (before == nullptr || after == nullptr) {
      return not_found(request, {"没有这个编号的规定", "No provision has this id"});
    }
    return shared_json(provision_diff_json(pack, *before, *after));
  });
  router.add(Method::get, "/api/v1/facts",
             [body = facts_json(pack)](const Request&) { return shared_json(body); });
  router.add(Method::get, "/api/v1/lists/{name}", [&pack](const Request& request) {
    const law::CodeList* list = pack.book.find_list(request.path_values.at("name"));
    if (list == nullptr) return not_found(request, {"没有这个代码表", "No list has this name"});
    return shared_json(list_json(*list));
  });
  router.add(Method::get, "/api/v1/demo/firms",
             [&pack, &enterprises = desk.enterprises](const Request& request) {
               auto firms = enterprises.list_demo();
               if (!firms) {
                 return no_register(firms.error(), request);
               }
               return shared_json(demo_firms_json(pack, *firms));
             });
  router.add(Method::post, "/api/v1/check",
             [checks = std::make_shared<Checks>(desk)](const Request& request) {
               return checks->answer(request);
             });
}

}  // namespace fugong::entitlements
