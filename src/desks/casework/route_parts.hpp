// What the routes of cases share. Private to the room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "desks/casework/routes.hpp"
#include "platform/http/json_body.hpp"
#include "platform/http/message.hpp"

namespace fugong::casework {

inline constexpr std::size_t kMaxPlaceBytes = 12;  ///< digits of a place

/// The problem that a fault of this room, of identity or of the store is.
http::Response refuse(Faults faults, const http::Request& request);

/// Runs `act(database, caller)` for whoever asks, and makes answers of faults.
template <class Act>
http::Response as_caller(const CaseDesk& desk, const http::Request& request, Act&& act) {
  return identity::as_caller(desk, request, identity::signed_in_for_real, refuse, act);
}

/// What has been found about a firm and holds today.
Result<std::vector<Finding>> findings_of(const CaseDesk& desk, store::Database& database,
                                         const std::string& firm);

/// Whether he answers for a body that is asked about cases.
bool is_partner(const identity::Caller& caller);
/// The partner that is asked now; empty: there is none. Where a fact of the firm names it, the
/// register may say otherwise than the line does.
Result<std::string> body_of(const CaseDesk& desk, const Matter& matter, const Procedure& procedure,
                            const std::string& in_line);

/// What a case is about in words, by the provision or the fact that is found: those of the pack
/// that is served, or, where that one knows it no longer, these.
Text about(const CaseDesk& desk, const std::string& matter, const Text& otherwise);

/// /api/v1/cases, listed.
void add_queue_routes(http::Router& router, const CaseDesk& desk);

/// The firm or provision of a query by its code; empty where it is not there.
Result<std::string> code_in_query(const http::Request& request, const char* name);
/// The code of a place, or its first digits, as ?place= gives it; empty where it is not there.
Result<std::string> place_in_query(const http::Request& request);

/// How long a call that goes through many firms or cases is at work: a handler has five seconds.
inline constexpr std::int64_t kRoundMs = 2'000;
/// "place" of a body: the code of a place, or its first digits.
std::string place_in_body(http::Fields& fields);
/// "dry_run" of a body; `otherwise`: where it is not there.
bool dry_run_in_body(http::Fields& fields, bool otherwise);

/// Routes of whoever applies: /api/v1/procedures, /api/v1/procedures/{provision}, /api/v1/firms,
/// /api/v1/firms/{firm}/facts, /api/v1/cases/preview.
void add_applicant_routes(http::Router& router, const CaseDesk& desk);
/// /api/v1/reruns: open cases judged anew by the pack that is served.
void add_rerun_routes(http::Router& router, const CaseDesk& desk);
/// /api/v1/programmes: what begins without an application.
void add_programme_routes(http::Router& router, const CaseDesk& desk);
/// /api/v1/publications: what everybody may see.
void add_publication_routes(http::Router& router, const CaseDesk& desk);
/// /api/v1/case-figures: what waits, counted.
void add_figures_routes(http::Router& router, const CaseDesk& desk);

}  // namespace fugong::casework
