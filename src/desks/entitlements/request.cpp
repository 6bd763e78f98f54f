#include <fmt/format.h>

#include <algorithm>

#include "desks/entitlements/entitlements.hpp"

namespace fugong::entitlements {
namespace {

std::optional<Date> read_day(const Node& node, const char* name, Faults& faults) {
  const auto date = node.is_text() ? Date::parse(node.text) : std::nullopt;
  if (date && date->year() >= 1949 && date->year() <= 9999) return date;
  faults.push_back(
      {"date-invalid",
       node.place,
       {fmt::format("“{}”不是有效日期", name), fmt::format("'{}' is not a date", name)},
       {"写成 \"2020-02-21\"", "write \"2020-02-21\""}});
  return std::nullopt;
}

bool read_flag(const Node& node, const char* name, Faults& faults) {
  if (node.kind == Node::Kind::boolean) return node.truth;
  faults.push_back({"flag-invalid",
                    node.place,
                    {fmt::format("“{}”应为 true 或 false", name),
                     fmt::format("'{}' must be true or false", name)},
                    {"写成 true，或删去", "write true, or leave it out"}});
  return false;
}

Place at(const char* pointer) {
  Place place;
  place.pointer = pointer;
  return place;
}

void read_measures(const pack::Pack& pack, const Node& node, std::vector<int>& into,
                   Faults& faults) {
  const auto wrong = [&](const Place& place) {
    faults.push_back(
        {"measure-unknown",
         place,
         {"measures 应为通知中措施编号的列表", "'measures' must list numbers of measures"},
         {"例如 [5, 6]；不写则为全部措施", "for example [5, 6]; leave it out for all"}});
  };
  if (node.kind != Node::Kind::list) {
    wrong(node.place);
    return;
  }
  for (const Node& item : node.items) {
    const auto& measures = pack.notice.measures;
    const auto found =
        std::find_if(measures.begin(), measures.end(), [&](const pack::Measure& measure) {
          return item.kind == Node::Kind::number && item.text == std::to_string(measure.number);
        });
    if (found == measures.end()) {
      wrong(item.place);
    } else if (std::find(into.begin(), into.end(), found->number) == into.end()) {
      into.push_back(found->number);
    }
  }
}

}  // namespace

Result<CheckRequest> read_request(const pack::Pack& pack, const Node& document) {
  if (document.kind != Node::Kind::map) {
    return fail("body-shape", at(""), {"请求体应为 JSON 对象", "the body must be a JSON object"},
                {"写成 {\"on\": \"2020-02-21\", \"facts\": {}}",
                 "write {\"on\": \"2020-02-21\", \"facts\": {}}"});
  }
  Faults faults;
  for (const auto& [key, value] : document.fields) {
    static constexpr std::string_view kFields[] = {"on",      "known_at", "measures",
                                                   "changes", "facts",    "receipt"};
    if (std::find(std::begin(kFields), std::end(kFields), key) != std::end(kFields)) continue;
    faults.push_back({"unknown-field",
                      value.place,
                      {fmt::format("没有名为“{}”的字段", key.substr(0, 100)),
                       fmt::format("there is no field '{}'", key.substr(0, 100))},
                      {"可用字段：on、known_at、measures、changes、facts、receipt",
                       "the fields are: on, known_at, measures, changes, facts, receipt"}});
  }
  const auto required = [&](const char* name) {
    const Node* node = document.find(name);
    if (node == nullptr) {
      faults.push_back({"field-missing",
                        at(""),
                        {fmt::format("缺少字段“{}”", name), fmt::format("'{}' is missing", name)},
                        {"补上该字段", "add it"}});
    }
    return node;
  };
  CheckRequest request;
  if (const Node* on = required("on")) {
    if (const auto day = read_day(*on, "on", faults)) request.moment.on = *day;
  }
  request.moment.known_at = request.moment.on;
  if (const Node* known = document.find("known_at");
      known != nullptr && known->kind != Node::Kind::null) {
    if (const auto day = read_day(*known, "known_at", faults)) request.moment.known_at = *day;
  }
  if (const Node* measures = document.find("measures");
      measures != nullptr && measures->kind != Node::Kind::null) {
    read_measures(pack, *measures, request.measures, faults);
  }
  if (const Node* changes = document.find("changes")) {
    request.changes = read_flag(*changes, "changes", faults);
  }
  if (const Node* receipt = document.find("receipt")) {
    request.receipt = read_flag(*receipt, "receipt", faults);
  }
  if (const Node* facts = required("facts")) {
    auto subject = law::read_subject(pack.book, *facts);
    if (subject) {
      request.subject = std::move(*subject);
    } else {
      append(faults, std::move(subject.error()));
    }
  }
  if (!faults.empty()) return fail(std::move(faults));
  return request;
}

Result<CheckRequest> read_request(const pack::Pack& pack, std::string_view body) {
  auto document = parse_json(body, "");
  if (!document) return fail(std::move(document.error()));
  return read_request(pack, *document);
}

}  // namespace fugong::entitlements
