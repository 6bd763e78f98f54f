// Reception: what the routes about people, keys, mandates and one's own data share: who asks, in
// which database, with an answer that nobody keeps. Private to the room.
#pragma once

#include <charconv>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/json_writer.hpp"
#include "platform/api/idempotency.hpp"
#include "platform/http/json_body.hpp"
#include "platform/http/precondition.hpp"
#include "platform/http/rate_limit.hpp"
#include "platform/identity/door/people_desk.hpp"

namespace fugong::identity {

inline constexpr std::size_t kMaxLoginBytes = 64;
inline constexpr std::size_t kMaxNameBytes = 400;
inline constexpr std::size_t kMaxPhoneBytes = 20;
inline constexpr std::size_t kMaxScopeBytes = 64;
inline constexpr std::size_t kMaxReasonBytes = 1000;
inline constexpr std::size_t kMaxWordBytes = 40;               ///< names of roles, actions, acts
inline constexpr std::int64_t kLatestMs = 32'503'680'000'000;  ///< the year 3000

class Reception {
 public:
  explicit Reception(const PeopleDesk& parts) : is_(parts) {}

 protected:
  using Act = std::function<Result<http::Response>(store::Database&, const Caller&)>;
  /// Within the transaction that keeps the answer; `once` says what is added to it the first time
  /// only: a secret, which is kept nowhere.
  using Change = std::function<Result<http::Response>(store::Transaction&)>;

  std::int64_t now_ms() const { return is_.context.clock.now_ms(); }

  /// Whoever has signed in himself: programs with keys have no part in this.
  http::Response as_person(const http::Request& request, const Act& act) const;
  /// Whatever comes of it, as an answer.
  http::Response answer(const http::Request& request,
                        const std::function<Result<http::Response>(store::Database&)>& act) const;
  /// Once for each Idempotency-Key of this person.
  Result<http::Response> once(store::Database& database, const http::Request& request,
                              const Caller& caller, const Change& change) const;
  /// The same to what has this tag still. `tag` reads it, `change` does it.
  Result<http::Response> once_if_match(
      store::Database& database, const http::Request& request, const Caller& caller,
      const std::function<Result<std::string>(store::Transaction&)>& tag,
      const Change& change) const;

  PeopleDesk is_;
};

/// Which nobody keeps.
http::Response private_json(std::string body, int status = 200);
http::Response no_content();

/// {"limit": ...} problems of a query are 400.
http::Response bad_query(const Faults& faults, const http::Request& request);

/// A name in the path that is a number; else the fault that says that there is no such thing.
std::optional<std::int64_t> id_of(const http::Request& request, std::string_view name);

void write_actions(JsonWriter& json, const std::vector<Action>& actions);
void write_time(JsonWriter& json, std::optional<std::int64_t> ms);
/// role, label, scope, only, from_ms, until_ms of an object that has been begun.
void write_grant(JsonWriter& json, const Grant& grant);

/// The field, as names of actions; empty if it isn't there.
std::vector<Action> read_actions(http::Fields& fields, std::string_view name);
std::optional<Role> read_role(http::Fields& fields, std::string_view name);

void add_people(http::Router& router, const PeopleDesk& desk);
void add_keys(http::Router& router, const PeopleDesk& desk);
void add_mandates(http::Router& router, const PeopleDesk& desk);
void add_own(http::Router& router, const PeopleDesk& desk);

}  // namespace fugong::identity
