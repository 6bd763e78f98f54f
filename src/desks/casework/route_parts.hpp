// What the routes of cases share. Private to the room.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "desks/casework/routes.hpp"
#include "platform/http/message.hpp"

namespace fugong::casework {

inline constexpr std::size_t kMaxPlaceBytes = 12;

/// The problem that a fault of this room, of identity or of the store is.
http::Response refuse(Faults faults, const http::Request& request);

/// Runs `act(database, caller)` for whoever asks, and makes answers of faults.
template <class Act>
http::Response as_caller(const CaseDesk& desk, const http::Request& request, Act&& act) {
  auto response = desk.databases.use([&](store::Database& database) -> Result<http::Response> {
    const auto caller = identity::signed_in_for_real(request, desk.cookie, database, desk.people);
    if (!caller) return fail(caller.error());
    return act(database, *caller);
  });
  return response ? std::move(*response) : refuse(response.error(), request);
}

/// What has been found about a firm and holds today.
Result<std::vector<Finding>> findings_of(const CaseDesk& desk, store::Database& database,
                                         const std::string& firm);

/// Routes of whoever applies: /api/v1/procedures, /api/v1/procedures/{provision}, /api/v1/firms,
/// /api/v1/cases/preview.
void add_applicant_routes(http::Router& router, const CaseDesk& desk);
/// /api/v1/programmes: what begins without an application.
void add_programme_routes(http::Router& router, const CaseDesk& desk);

}  // namespace fugong::casework
