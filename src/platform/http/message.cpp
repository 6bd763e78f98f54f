#include "platform/http/message.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/json_writer.hpp"
#include "platform/http/weights.hpp"

namespace fugong::http {
namespace {

bool is_language(std::string_view range, std::string_view language) {
  return same_letters(range.substr(0, range.find('-')), language);
}

void write_place(JsonWriter& writer, const Place& place) {
  if (place.file.empty() && place.line == 0) return;
  writer.key("place").begin_object();
  if (!place.file.empty()) writer.key("file").string(place.file);
  if (place.line > 0) writer.key("line").number(std::int64_t{place.line});
  if (place.column > 0) writer.key("column").number(std::int64_t{place.column});
  writer.end_object();
}

}  // namespace

std::optional<std::string_view> Request::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) return value;
  }
  return std::nullopt;
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::string_view Request::language() const {
  int best = 0;
  std::string_view language = "zh";
  for (const auto& [name, value] : headers) {
    if (name != "accept-language") continue;
    for_each_weighted(value, [&](std::string_view range, int weight) {
      if (weight <= best) return;
      if (range == "*" || is_language(range, "zh")) {
        language = "zh";
        best = weight;
      } else if (is_language(range, "en")) {
        language = "en";
        best = weight;
      }
    });
  }
  return language;
}

Response Response::json(std::string body, int status) {
  Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

Response problem(int status, const Text& title, const Text& detail, const Faults& faults,
                 const Request& request) {
  const bool chinese = request.language() == "zh";
  const auto of = [chinese](const Text& text) -> const std::string& {
    return chinese ? text.zh : text.en;
  };
  JsonWriter writer;
  writer.begin_object();
  writer.key("type").string(faults.empty() ? std::string("about:blank")
                                           : "/problems/" + faults.front().code);
  writer.key("title").string(of(title));
  writer.key("status").number(std::int64_t{status});
  writer.key("detail").string(of(detail));
  writer.key("errors").begin_array();
  for (const Fault& fault : faults) {
    writer.begin_object();
    writer.key("pointer").string(fault.place.pointer);
    writer.key("code").string(fault.code);
    writer.key("detail").string(of(fault.message));
    writer.key("remedy").string(of(fault.remedy));
    write_place(writer, fault.place);
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
  Response response = Response::json(writer.take(), status);
  response.headers.front().second = "application/problem+json";
  response.headers.emplace_back("Content-Language", chinese ? "zh" : "en");
  response.headers.emplace_back("Vary", "Accept-Language");
  return response;
}

tl::unexpected<Faults> wrong_query(std::string_view name, Text remedy) {
  return fail(
      "query-invalid", at_pointer(fmt::format("/{}", name)),
      {fmt::format("参数“{}”无效", name), fmt::format("'{}' of the query is no good", name)},
      std::move(remedy));
}

}  // namespace fugong::http
