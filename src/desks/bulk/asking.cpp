#include "desks/bulk/asking.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/tree.hpp"

namespace fugong::bulk {
namespace {

using http::Method;
using http::Request;
using http::Response;

/// Who asks, from where, in which language. Nothing else of the upload is passed on.
constexpr std::array<std::string_view, 5> kPassedOn{"cookie", "authorization", "x-csrf-token",
                                                    "sec-fetch-site", "accept-language"};

std::string text_of(const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  return found != nullptr && found->is_text() ? found->text : std::string();
}

/// "/facts/loans/0/loan_principal" is about the column "loan_principal", "/documents/1/upload"
/// about that of the second document.
std::string column_of(std::string_view pointer, const Columns& known, const Columns& documents) {
  constexpr std::string_view kDocuments = "/documents/";
  if (pointer.starts_with(kDocuments)) {
    std::size_t at = documents.size();
    std::from_chars(pointer.data() + kDocuments.size(), pointer.data() + pointer.size(), at);
    if (at < documents.size()) return documents[at];
  }
  std::string last(pointer.substr(pointer.rfind('/') == pointer.npos ? 0 : pointer.rfind('/') + 1));
  if (std::ranges::find(known, last) != known.end() && !last.empty()) return last;
  // What an answer of a partner calls otherwise.
  if (pointer.starts_with("/reasons") || pointer == "/note") return "note";
  return pointer == "/act" ? "answer" : "";
}

}  // namespace

Request Asking::like(Method method, const std::string& path) const {
  Request request;
  request.method = method;
  request.path = path;
  request.source = from_.source;
  for (const auto& [name, value] : from_.headers) {
    if (std::ranges::find(kPassedOn, name) != kPassedOn.end())
      request.headers.emplace_back(name, value);
  }
  return request;
}

Response Asking::get(const std::string& path,
                     std::vector<std::pair<std::string, std::string>> query) const {
  Request request = like(Method::get, path);
  request.query = std::move(query);
  return router_.answer(request);
}

Response Asking::post(const std::string& path, std::string body, const Sending& how) const {
  Request request = like(Method::post, path);
  request.body = std::move(body);
  request.is_rehearsal = how.is_rehearsal;
  request.headers.emplace_back("content-type", "application/json");
  if (!how.if_match.empty()) request.headers.emplace_back("if-match", how.if_match);
  if (!how.key.empty()) request.headers.emplace_back("idempotency-key", how.key);
  return router_.answer(request);
}

std::vector<LineFault> faults_of(const Response& problem, const Columns& known,
                                 const Columns& documents) {
  std::vector<LineFault> faults;
  const auto document = parse_json(problem.body, "");
  if (!document) return {{"", "problem", "", ""}};
  if (const Node* errors = document->find("errors")) {
    for (const Node& error : errors->items) {
      faults.push_back({column_of(text_of(error, "pointer"), known, documents),
                        text_of(error, "code"), text_of(error, "detail"),
                        text_of(error, "remedy")});
    }
  }
  if (!faults.empty()) return faults;
  const std::string type = text_of(*document, "type");
  return {{"", type.substr(type.rfind('/') == type.npos ? 0 : type.rfind('/') + 1),
           text_of(*document, "detail"), ""}};
}

std::vector<LineFault> faults_of(const Faults& faults, std::string_view language) {
  std::vector<LineFault> all;
  const bool is_zh = language == "zh";
  for (const Fault& fault : faults) {
    all.push_back({fault.place.pointer.empty() ? "" : fault.place.pointer.substr(1), fault.code,
                   is_zh ? fault.message.zh : fault.message.en,
                   is_zh ? fault.remedy.zh : fault.remedy.en});
  }
  return all;
}

bool is_passing(const Response& response) {
  if (response.status >= 500 || response.status == 429) return true;
  return response.status == 409 && response.body.find("idempotency-in-flight") != std::string::npos;
}

}  // namespace fugong::bulk
