// Routes of letters over HTTP; docs/api/openapi.yaml says what each takes and answers.
//
//   letters::add_routes(router, {packs, enterprises, databases, cases, people, cookie, ...});
//
// Letters and receipts of a case are for whoever may read the case, the opening for those who act
// for the firm. Verification is for everybody, and limited by address.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "desks/casework/casebook.hpp"
#include "desks/register/register.hpp"
#include "platform/audit/signed_log.hpp"
#include "platform/http/rate_limit.hpp"
#include "platform/http/router.hpp"
#include "platform/identity/door/door.hpp"
#include "platform/store/pool.hpp"

namespace fugong::letters {

/// Verifications from one address, at once and in a minute.
inline constexpr std::int64_t kLooksPerMinute = 60;
/// Drawn for one person or key: each takes half a second of a core.
inline constexpr std::int64_t kLettersPerMinute = 20;

/// What the routes need; what is referred to must outlive the router.
struct LetterDesk {
  /// A pack by its hash; null if it isn't at hand.
  std::function<std::shared_ptr<const pack::Pack>(std::string_view hash)> packs;
  enterprise_register::Register& enterprises;
  store::Pool& databases;
  const casework::Casebook& cases;
  const identity::Context& people;
  identity::Cookie cookie;
  Random& random;  ///< workers share it
  http::RateLimits& limits;
  std::string address;          ///< where the pages are, "https://relief.example"; may be empty
  const audit::SignedLog* log;  ///< null: this server has no checkpoints
};

/// GET /api/v1/cases/{reference}/letters, /letter.pdf, /receipt and /opening;
/// GET /api/v1/verify/{code} and /proof, POST /api/v1/verify.
void add_routes(http::Router& router, const LetterDesk& desk);

}  // namespace fugong::letters
