#include "platform/identity/door/reception.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "platform/http/wire.hpp"

namespace fugong::identity {
namespace {

using http::Request;
using http::Response;
using store::Database;
using store::Transaction;

}  // namespace

Response Reception::answer(const Request& request,
                           const std::function<Result<Response>(Database&)>& act) const {
  auto response = is_.databases.use(act);
  return response ? std::move(*response) : refusal(response.error(), request);
}

Response Reception::as_person(const Request& request, const Act& act) const {
  return answer(request, [&](Database& database) -> Result<Response> {
    const auto caller = signed_in(request, is_.cookie, database, is_.context);
    if (!caller) return fail(caller.error());
    if (caller->person == 0) return denied({Reason::no_role});
    return act(database, *caller);
  });
}

Result<Response> Reception::once(Database& database, const Request& request, const Caller& caller,
                                 const Change& change) const {
  return is_.idempotency.once(
      database, request,
      {std::to_string(caller.person),
       fmt::format("{} {}", http::method_name(request.method), request.path)},
      api::Demand::required, change);
}

Result<Response> Reception::once_if_match(
    Database& database, const Request& request, const Caller& caller,
    const std::function<Result<std::string>(Transaction&)>& tag, const Change& change) const {
  http::IfMatch condition(request);
  return condition.over(once(database, request, caller, [&](Transaction& t) -> Result<Response> {
    const auto now = tag(t);
    if (!now) return fail(now.error());
    auto fits = condition.check(*now);
    if (!fits) return fail(std::move(fits.error()));
    return change(t);
  }));
}

Response private_json(std::string body, int status) {
  Response response = Response::json(std::move(body), status);
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response no_content() {
  Response response;
  response.status = 204;
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response bad_query(const Faults& faults, const Request& request) {
  return http::problem(400, {"请求有误", "Something in the request is wrong"},
                       faults.front().message, faults, request);
}

std::optional<std::int64_t> id_of(const Request& request, std::string_view name) {
  const std::string& text = request.path_values.at(std::string(name));
  std::int64_t id = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), id);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || id <= 0)
    return std::nullopt;
  return id;
}

void write_actions(JsonWriter& json, const std::vector<Action>& actions) {
  json.begin_array();
  for (const Action action : actions)
    json.string(name_of(action));
  json.end_array();
}

void write_time(JsonWriter& json, std::optional<std::int64_t> ms) {
  if (ms) {
    json.number(*ms);
  } else {
    json.null();
  }
}

void write_grant(JsonWriter& json, const Grant& grant) {
  json.key("role").string(name_of(grant.role)).key("label").text(label_of(grant.role));
  json.key("scope").string(grant.scope);
  write_actions(json.key("only"), grant.only);
  json.key("from_ms").number(grant.from_ms);
  write_time(json.key("until_ms"), grant.until_ms);
}

std::vector<Action> read_actions(http::Fields& fields, std::string_view name) {
  std::vector<Action> actions;
  const Node* list = fields.node(name);
  if (list == nullptr) return actions;
  bool good = list->kind == Node::Kind::list && list->items.size() <= kActions;
  for (std::size_t i = 0; good && i < list->items.size(); ++i) {
    const auto action =
        list->items[i].is_text() ? action_of(list->items[i].text) : std::optional<Action>();
    good = action.has_value();
    if (good && std::ranges::find(actions, *action) == actions.end()) actions.push_back(*action);
  }
  if (good) return actions;
  fields.faults().push_back({"field-invalid",
                             list->place,
                             {fmt::format("“{}”须是操作名的列表", name),
                              fmt::format("'{}' has to be a list of names of actions", name)},
                             {"操作名见 /api/v1/roles", "see /api/v1/roles for the names"}});
  return {};
}

std::optional<Role> read_role(http::Fields& fields, std::string_view name) {
  const std::string text = fields.text(name, kMaxWordBytes);
  const auto role = role_of(text);
  if (!role && !text.empty()) {
    fields.faults().push_back(
        {"unknown-role",
         fields.node(name)->place,
         {fmt::format("没有“{}”这种角色", text), fmt::format("no role '{}'", text)},
         {"角色见 /api/v1/roles", "see /api/v1/roles"}});
  }
  return role;
}

void add_people_routes(http::Router& router, const PeopleDesk& desk) {
  add_people(router, desk);
  add_keys(router, desk);
  add_mandates(router, desk);
  add_own(router, desk);
}

}  // namespace fugong::identity
