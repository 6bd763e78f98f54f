// Accounts: the people of an installation and their roles.
//
//   Accounts accounts(database, context);
//   accounts.first_run("admin");                         // a one-time secret, shown once
//   accounts.join(caller, {.login = "wang", .name = "王小明",
//                          .grants = {{.role = Role::county_officer, .scope = "360102"}}});
//   accounts.leave(caller, person);              // roles, sessions, keys, secrets: one step
//
// Whoever joins gets a one-time secret with which he sets his password (sign_in.hpp). Nobody gives
// a role to himself; may_grant (access.hpp) says who gives which. Every change is recorded, and any
// change of roles ends the person's sessions. Faults: access-*, person-*, login-*, grant-*,
// scope-invalid, and those of the store.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/identity/access.hpp"
#include "platform/identity/context.hpp"
#include "platform/identity/within.hpp"

namespace fugong::identity {

inline constexpr std::size_t kMaxLogin = 64;
inline constexpr std::size_t kMaxName = 100;  ///< code points
inline constexpr std::size_t kMaxListed = 200;
/// How long after leaving a person is forgotten where nothing else is said.
inline constexpr std::int64_t kForgottenAfterMs = 180LL * 24 * 3'600'000;
/// How long people see where they were signed in.
inline constexpr std::int64_t kSessionKeptMs = 30LL * 24 * 3'600'000;

enum class PersonState : std::uint8_t {
  invited,  ///< has not set a password yet, or has to set it again
  active,
  locked,
  left,
};
std::string_view name_of(PersonState state);

struct Person {
  std::int64_t id = 0;
  std::string login;
  std::string name;   ///< masked where it says so
  std::string phone;  ///< masked where it says so
  PersonState state = PersonState::invited;
  bool is_demo = false;
  std::int64_t joined_ms = 0;
  /// The administrator who handed him his last one-time secret, 0: the console; nothing: he made
  /// the account himself, and nobody knows who he is.
  std::optional<std::int64_t> handed_by = {};
  std::vector<Grant> grants = {};  ///< those that hold now or will
};

struct NewGrant {
  Role role = Role::county_officer;
  std::string scope = {};
  std::vector<Action> only = {};              ///< empty: all that the role may
  std::optional<std::int64_t> from_ms = {};   ///< empty: now
  std::optional<std::int64_t> until_ms = {};  ///< empty: until it is ended
};

struct NewPerson {
  std::string login;  ///< 2 to 64 of a-z, 0-9, '.', '_', '-', '@', beginning with a letter or digit
  std::string name;
  std::string phone = {};
  std::vector<NewGrant> grants = {};
  bool is_demo = false;
};

/// How somebody signs in; what of it can be told.
struct OwnFactor {
  bool is_set = false;
  std::int64_t recovery_codes = 0;  ///< left
  std::int64_t password_set_ms = 0;
};

/// 160 random bits, for once; only its hash is kept.
struct OneTimeSecret {
  std::int64_t person = 0;
  std::string secret;
  std::int64_t expires_ms = 0;
};

class Accounts {
 public:
  /// Both must outlive it. Within an open transaction: its part (within.hpp).
  Accounts(store::Database& database, const Context& context)
      : database_(database), context_(context) {}
  Accounts(store::Transaction& open, const Context& context) : database_(open), context_(context) {}

  /// Makes the one system administrator of an installation without people; "person-there" if there
  /// is anybody.
  Result<OneTimeSecret> first_run(std::string_view login);

  /// For the system administrator, without roles, which another gives; the console gives them too.
  Result<OneTimeSecret> join(const Caller& by, const NewPerson& person);
  /// A firm's people join by themselves, without roles: what they may do comes of mandates.
  Result<OneTimeSecret> join_self(const NewPerson& person);

  /// For administrators who manage people (to lock: or roles), and for officers who may grant all
  /// roles that the person holds; a reset for the system administrator alone. Never for oneself;
  /// the last system administrator stays.
  Result<void> leave(const Caller& by, std::int64_t person);
  Result<void> lock(const Caller& by, std::int64_t person, std::string_view why);
  /// Takes password, second factor and sessions away; the new secret sets them again, once another
  /// than who handed it out has unlocked the person (the console need not).
  Result<OneTimeSecret> reset(const Caller& by, std::int64_t person);
  /// "person-handed": by whoever handed out the person's last secret.
  Result<void> unlock(const Caller& by, std::int64_t person);

  /// "person-handed" as above; "grant-self-joined": who let himself in gets no office until an
  /// administrator has handed him a secret.
  Result<Grant> grant(const Caller& by, std::int64_t person, const NewGrant& grant);
  Result<void> revoke(const Caller& by, std::int64_t grant);

  /// By login, in any state but left.
  Result<std::optional<std::int64_t>> find(std::string_view login);
  /// Who had it and left: "person-here" if he hasn't, "person-unknown" if nobody had it.
  Result<std::int64_t> find_left(std::string_view login);
  /// At most `limit` (200) people behind the one with that id, by id, names and phones masked: all
  /// for those who manage people or roles, else those with a role that the caller may grant.
  Result<std::vector<Person>> list(const Caller& by, std::int64_t after, std::size_t limit);
  /// One of those whom `list` has, or who left and whom the caller would have, or a newcomer to
  /// whom the caller may give an office; else "person-unknown".
  Result<Person> see(const Caller& by, std::int64_t person);
  /// What is kept about the caller himself, unmasked (Personal Information Protection Law, article
  /// 45); sessions and mandates are listed by their own classes.
  Result<Person> own(const Caller& caller);
  Result<OwnFactor> own_factor(const Caller& caller);
  /// Sets name and phone right (article 46): by oneself as long as one holds no office, where the
  /// name says who decided; else as `reset`.
  Result<void> correct(const Caller& by, std::int64_t person, std::string_view name,
                       std::string_view phone);
  /// One person unmasked; that it was looked at, and why, is recorded.
  Result<Person> reveal(const Caller& by, std::int64_t person, std::string_view why);

  /// Takes the names and logins off those who left before that moment, or whose secret was good
  /// until then, who never came in and hold no role; how many people. What they decided stays.
  /// Whatever that moment is, it removes sessions kSessionKeptMs after their end, and failures
  /// that count no more.
  Result<std::int64_t> forget(std::int64_t before_ms);

 private:
  /// Whether officers above the person may do so, too.
  enum class Officers : std::uint8_t { not_they, too };

  Result<OneTimeSecret> add(const Caller& by, const NewPerson& person,
                            std::optional<std::int64_t> handed_by,
                            const std::function<Result<void>(store::Transaction&)>& check,
                            std::int64_t valid_ms);
  Result<void> change(const Caller& by, std::int64_t person, Action action, Officers officers,
                      const std::function<Result<void>(store::Transaction&, Person&)>& body);

  Within database_;
  const Context& context_;
};

/// Whether somebody may set his own name and phone right: not in an office, where the name says who
/// decided.
bool is_own_to_correct(const Caller& caller);

/// "王小明" to "王**", "13812345678" to "138****5678".
std::string mask_name(std::string_view name);
std::string mask_phone(std::string_view phone);

}  // namespace fugong::identity
