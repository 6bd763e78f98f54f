// Entitlements: the counter that answers "what may this firm have, how much, why".
//
//   auto request = read_request(pack, body);                    // Result<CheckRequest>
//   auto answer = pack.book.check(request->subject, request->moment);
//   answer_json(pack, answer)                 // CheckAnswer of docs/api/openapi.yaml
//   answer_text(pack, answer, "zh")           // for a terminal
//
// Stateless: facts come with the request and are not kept.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "desks/receipt/receipt.hpp"
#include "desks/register/register.hpp"
#include "pack/pack.hpp"
#include "platform/http/rate_limit.hpp"
#include "platform/http/router.hpp"

namespace fugong::entitlements {

struct CheckRequest {
  law::Moment moment;
  law::Subject subject;
  std::vector<int> measures;  ///< only these; empty: all
  bool receipt = false;  ///< the answer is to carry a receipt (of all measures) and its opening
  bool changes = false;  ///< also what would make a better state
};

/// Reads the document of POST /api/v1/check. Every fault has a JSON pointer into the body.
Result<CheckRequest> read_request(const pack::Pack& pack, const Node& document);
/// The same from the bytes of the body.
Result<CheckRequest> read_request(const pack::Pack& pack, std::string_view body);

/// A check answer as the API gives it, with its papers if there are any.
std::string answer_json(const pack::Pack& pack, const law::Answer& answer,
                        const receipt::Papers* papers = nullptr);
/// A check answer for people at a terminal, in "zh" or "en".
std::string answer_text(const pack::Pack& pack, const law::Answer& answer,
                        std::string_view language);

// The policy side of the API, each a whole JSON document.
std::string notice_json(const pack::Pack& pack, Date demo_date);
std::string provision_json(const pack::Pack& pack, const law::Provision& provision);
/// What changes from `before` to `after`.
std::string provision_diff_json(const pack::Pack& pack, const law::Provision& before,
                                const law::Provision& after);
std::string facts_json(const pack::Pack& pack);
std::string list_json(const law::CodeList& list);
std::string pack_id_json(const pack::Pack& pack);
std::string demo_firms_json(const pack::Pack& pack,
                            const std::vector<enterprise_register::Enterprise>& firms);

/// What the routes need; all must outlive the router.
struct Desk {
  const pack::Pack& pack;
  enterprise_register::Register& enterprises;
  Date demo_date;  ///< service date on which the pages open
  const receipt::Issuer& issuer;
  const Clock& clock;                   ///< facts of a receipt are stated on its day
  Random& random;                       ///< for salts; workers share it
  http::RateLimiter* checks = nullptr;  ///< of one address; null: as many as it likes
};

/// /api/v1/measures, /provisions/{id}, /provisions/{id}/diff/{other}, /facts, /lists/{name},
/// /demo/firms, /check.
void add_routes(http::Router& router, const Desk& desk);

}  // namespace fugong::entitlements
