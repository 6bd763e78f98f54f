#include "platform/http/json_body.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.hpp"
#include "base/decimal.hpp"
#include "base/text.hpp"

namespace fugong::http {
namespace {

constexpr std::size_t kShownBytes = 100;

/// application/json in any case, with or without parameters.
bool is_json_body(std::string_view content_type) {
  const std::string_view type = trim(content_type.substr(0, content_type.find(';')));
  constexpr std::string_view kJson = "application/json";
  return std::equal(type.begin(), type.end(), kJson.begin(), kJson.end(),
                    [](char a, char b) { return lower(a) == b; });
}

}  // namespace

tl::expected<Node, Response> read_json_body(const Request& request) {
  if (!is_json_body(request.header("content-type").value_or(""))) {
    const Fault fault{"content-type-unsupported",
                      {},
                      {"请求体应为 JSON", "the body must be JSON"},
                      {"请用 Content-Type: application/json 发送",
                       "send it with Content-Type: application/json"}};
    return tl::make_unexpected(problem(415, {"请求体应为 JSON", "The body must be JSON"},
                                       fault.message, {fault}, request));
  }
  auto document = parse_json(request.body, "");
  if (document) return std::move(*document);
  return tl::make_unexpected(
      problem(400, {"请求体不是可读的 JSON", "The body is not readable JSON"},
              {"下面列出了位置和改法", "The place and its remedy are listed below"},
              document.error(), request));
}

Response unreadable(const Faults& faults, const Request& request) {
  return problem(422, {"请求内容有误", "Something in the body is wrong"},
                 {"下面逐条列出了位置和改法", "Each place and its remedy is listed below"}, faults,
                 request);
}

Fields::Fields(const Node& body, std::initializer_list<std::string_view> names) : body_(body) {
  if (body.kind != Node::Kind::map) {
    faults_.push_back({"body-shape",
                       at_pointer(""),
                       {"请求体应为 JSON 对象", "the body must be a JSON object"},
                       {"写成 {\"字段\": 值}", "write {\"field\": value}"}});
    return;
  }
  for (const auto& [key, value] : body.fields) {
    if (std::find(names.begin(), names.end(), key) != names.end()) continue;
    const std::string all = fmt::format("{}", fmt::join(names, ", "));
    const std::string shown = key.substr(0, kShownBytes);
    faults_.push_back(
        {"unknown-field",
         value.place,
         {fmt::format("没有名为“{}”的字段", shown), fmt::format("there is no field '{}'", shown)},
         {fmt::format("可用字段：{}", all), fmt::format("the fields are: {}", all)}});
  }
}

const Node* Fields::node(std::string_view name) const {
  const Node* found = body_.kind == Node::Kind::map ? body_.find(name) : nullptr;
  return found == nullptr || found->kind == Node::Kind::null ? nullptr : found;
}

std::string Fields::text(std::string_view name, std::size_t max_bytes) {
  if (body_.kind != Node::Kind::map) return {};
  if (node(name) == nullptr) {
    faults_.push_back({"field-missing",
                       at_pointer(pointer_child(body_.place.pointer, name)),
                       {fmt::format("缺少字段“{}”", name), fmt::format("'{}' is missing", name)},
                       {"补上该字段", "add it"}});
    return {};
  }
  return maybe_text(name, max_bytes).value_or("");
}

std::optional<std::string> Fields::maybe_text(std::string_view name, std::size_t max_bytes) {
  const Node* found = node(name);
  if (found == nullptr) return std::nullopt;
  if (found->kind == Node::Kind::string && !found->text.empty() && found->text.size() <= max_bytes)
    return found->text;
  faults_.push_back({"field-invalid",
                     found->place,
                     {fmt::format("“{}”应为 1 至 {} 字节的文字", name, max_bytes),
                      fmt::format("'{}' must be a text of 1 to {} bytes", name, max_bytes)},
                     {"改成这样的文字", "write such a text"}});
  return std::nullopt;
}

std::optional<std::int64_t> Fields::maybe_number(std::string_view name, std::int64_t low,
                                                 std::int64_t high) {
  const Node* found = node(name);
  if (found == nullptr) return std::nullopt;
  if (found->kind == Node::Kind::number) {
    const auto value = Decimal::parse(found->text);
    const auto whole = value ? value->to_int64() : std::nullopt;
    if (whole && *whole >= low && *whole <= high) return whole;
  }
  faults_.push_back({"field-invalid",
                     found->place,
                     {fmt::format("“{}”应为 {} 至 {} 的整数", name, low, high),
                      fmt::format("'{}' must be a whole number from {} to {}", name, low, high)},
                     {"改成这样的整数", "write such a number"}});
  return std::nullopt;
}

}  // namespace fugong::http
