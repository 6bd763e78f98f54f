#include "desks/casework/route_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/tree.hpp"
#include "desks/casework/partner_queues.hpp"

namespace fugong::casework {
namespace {

constexpr std::array<std::pair<std::string_view, int>, 24> kStatuses{{
    {"case-exists", 409},      {"not-now", 409},           {"ledger-overdrawn", 409},
    {"case-moved-on", 412},    {"same-person", 403},       {"decided-by-another", 403},
    {"firm-unknown", 422},     {"subject-missing", 422},   {"subject-invalid", 422},
    {"provision-closed", 422}, {"receipt-too-large", 422}, {"procedure-unknown", 503},
    {"procedure-none", 422},   {"pack-not-kept", 503},     {"paid-already", 409},
    {"firm-held", 409},        {"held-otherwise", 409},    {"start-not-open", 409},
    {"hold-unknown", 422},     {"payment-unknown", 422},   {"duplicates-open", 409},
    {"register-changed", 409}, {"warning-unknown", 422},   {"reason-unknown", 422},
}};

/// Whatever is wrong with the facts or files that a body names, be it that another room says so:
/// it isn't the address that is wrong.
bool is_of_body(const Fault& fault) {
  return fault.place.pointer.starts_with("/facts") || fault.place.pointer.starts_with("/documents");
}

}  // namespace

Result<std::vector<Finding>> findings_of(const CaseDesk& desk, store::Database& database,
                                         const std::string& firm) {
  std::vector<Finding> findings;
  auto read = database.read([&](store::Transaction& t) -> Result<void> {
    auto found = desk.cases.findings(t, {firm}, desk.clock.today());
    if (!found) return fail(std::move(found.error()));
    findings = std::move(*found);
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return findings;
}

std::string place_in_body(http::Fields& fields) {
  std::string place = fields.text("place", kMaxPlaceBytes);
  if (!std::ranges::all_of(place, is_digit)) {
    fields.faults().push_back(
        {"field-invalid",
         at_pointer("/place"),
         {"不是行政区划代码", "this is no code of a place"},
         {"写代码的前几位，例如 2109", "give its first digits, such as 2109"}});
  }
  return place;
}

bool dry_run_in_body(http::Fields& fields, bool otherwise) {
  const Node* dry = fields.node("dry_run");
  if (dry == nullptr) return otherwise;
  if (dry->kind != Node::Kind::boolean) {
    fields.faults().push_back({"field-invalid",
                               dry->place,
                               {"“dry_run”应为 true 或 false", "'dry_run' is true or false"},
                               {"写 true 先看结果，什么也不改", "write true to see it first"}});
  }
  return dry->truth;
}

bool is_partner(const identity::Caller& caller) {
  return std::ranges::any_of(caller.grants, [](const identity::Grant& grant) {
    return grant.role == identity::Role::partner;
  });
}

Result<std::string> body_of(const CaseDesk& desk, const Matter& matter, const Procedure& procedure,
                            const std::string& in_line) {
  const Doer* asked = partner_asked(procedure);
  if (asked == nullptr) return std::string();
  if (asked->body.empty()) return in_line;
  return named_partner(desk.pack, desk.enterprises, matter, procedure);
}

Text about(const CaseDesk& desk, const std::string& matter, const Text& otherwise) {
  if (const law::Provision* provision = desk.pack.book.find_provision(matter))
    return provision->title;
  const auto fact = desk.pack.book.fact_index(matter);
  return fact ? desk.pack.book.facts()[*fact].label : otherwise;
}

Result<std::string> code_in_query(const http::Request& request, const char* name) {
  const auto code = request.query_value(name);
  if (!code) return std::string();
  if (!code->empty() && code->size() <= kMaxNameBytes) return std::string(*code);
  return http::wrong_query(name, {"写它的编号", "give its code"});
}

Result<std::string> place_in_query(const http::Request& request) {
  const auto place = request.query_value("place");
  if (!place) return std::string();
  const bool good =
      !place->empty() && place->size() <= kMaxPlaceBytes && std::ranges::all_of(*place, is_digit);
  if (good) return std::string(*place);
  return http::wrong_query("place", {"写行政区划代码的前几位，例如 2109",
                                     "give the first digits of a place's code, such as 2109"});
}

http::Response refuse(Faults faults, const http::Request& request) {
  // The API counts money in fen, and says so in the field's name.
  for (Fault& fault : faults) {
    if (fault.place.pointer == "/amount") fault.place.pointer = "/amount_fen";
  }
  const Text title{"案件没有改变", "Nothing was changed"};
  if (is_of_body(faults.front())) {
    const std::array<std::pair<std::string_view, int>, 1> of_body{{{faults.front().code, 422}}};
    return identity::refusal(faults, request, {title, of_body});
  }
  return identity::refusal(faults, request, {title, kStatuses});
}

}  // namespace fugong::casework
