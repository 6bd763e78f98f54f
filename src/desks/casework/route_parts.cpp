#include "desks/casework/route_parts.hpp"

#include <fmt/format.h>

#include <array>

#include "base/tree.hpp"

namespace fugong::casework {
namespace {

/// 0 if it is one of identity's or the store's.
int status_of(std::string_view code) {
  constexpr std::array<std::pair<std::string_view, int>, 21> kStatus{{
      {"case-exists", 409},      {"not-now", 409},           {"ledger-overdrawn", 409},
      {"case-moved-on", 412},    {"same-person", 403},       {"decided-by-another", 403},
      {"query-invalid", 400},    {"limit-invalid", 400},     {"cursor-invalid", 400},
      {"firm-unknown", 422},     {"subject-missing", 422},   {"subject-invalid", 422},
      {"provision-closed", 422}, {"receipt-too-large", 422}, {"procedure-unknown", 503},
      {"procedure-none", 422},   {"pack-not-kept", 503},     {"paid-already", 409},
      {"firm-held", 409},        {"start-not-open", 409},    {"hold-unknown", 422},
  }};
  for (const auto& [name, status] : kStatus) {
    if (name == code) return status;
  }
  return 0;
}

/// Whatever is wrong with the facts or files that a body names, be it that another room says so:
/// it isn't the address that is wrong.
bool is_of_body(const Fault& fault) {
  return fault.place.pointer.starts_with("/facts") || fault.place.pointer.starts_with("/documents");
}

}  // namespace

tl::unexpected<Faults> wrong_query(std::string_view name, const Text& remedy) {
  Place place;
  place.pointer = pointer_child("", name);
  return fail(
      "query-invalid", std::move(place),
      {fmt::format("参数“{}”无效", name), fmt::format("'{}' of the query is no good", name)},
      remedy);
}

http::Response refuse(Faults faults, const http::Request& request) {
  // The API counts money in fen, and says so in the field's name.
  for (Fault& fault : faults) {
    if (fault.place.pointer == "/amount") fault.place.pointer = "/amount_fen";
  }
  const int status = is_of_body(faults.front()) ? 422 : status_of(faults.front().code);
  if (status == 0) return identity::refusal(faults, request);
  return http::problem(status, {"案件没有改变", "Nothing was changed"}, faults.front().message,
                       faults, request);
}

}  // namespace fugong::casework
