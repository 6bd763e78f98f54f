#include "platform/identity/demo.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "platform/identity/seal.hpp"
#include "platform/identity/tables.hpp"
#include "platform/identity/totp.hpp"

namespace fugong::identity {
namespace {

constexpr std::size_t kSaltBytes = 16;

/// Four groups of five characters of 32 between marks that every composition rule is content with.
std::string make_password(Random& random) {
  std::string letters = base32(random.hex(13)).substr(0, 20);
  for (char& c : letters)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return fmt::format("F7-{}-{}-{}-{}", letters.substr(0, 5), letters.substr(5, 5),
                     letters.substr(10, 5), letters.substr(15, 5));
}

std::string scope_of(Role role, const DemoScopes& scopes) {
  switch (role) {
    case Role::owner:
    case Role::helper:
      return scopes.firm;
    case Role::county_officer:
      return scopes.county;
    case Role::city_officer:
      return scopes.county.substr(0, 4);
    case Role::province_officer:
    case Role::second_approver:
      return scopes.county.substr(0, 2);
    case Role::partner:
      return scopes.body;
    default:
      return "";
  }
}

/// All that chance and hashing have to do with one login, made before the transaction.
struct Prepared {
  DemoLogin login;
  std::string hash;
  std::string totp_kept;
  std::int64_t person = 0;
  Grant grant;
};

Result<Prepared> prepare(const Context& context, Role role, const DemoScopes& scopes) {
  Prepared one;
  one.login = {role, "demo-" + std::string(name_of(role)), make_password(context.random), ""};
  std::ranges::replace(one.login.login, '_', '-');
  if (needs_second_factor(role)) {
    const std::string seed = context.random.hex(kTotpSecretBytes);
    one.totp_kept = seal(context, seed);
    one.login.totp = base32(seed);
  }
  auto hash = context.hasher.hash(one.login.password, context.random.hex(kSaltBytes));
  if (!hash) return fail(std::move(hash.error()));
  one.hash = std::move(*hash);
  one.person = draw_id(context.random);
  one.grant = {.id = draw_id(context.random),
               .role = role,
               .scope = scope_of(role, scopes),
               .from_ms = context.clock.now_ms()};
  auto scope = check_scope(role, one.grant.scope);
  if (!scope) return fail(std::move(scope.error()));
  return one;
}

/// The person of this login, new or from before, whose roles of before end.
Result<std::int64_t> put_person(Transaction& t, const Context& context, const Prepared& one,
                                std::int64_t now_ms) {
  auto row = first_row(t, "SELECT id FROM identity_person WHERE login = ?", {one.login.login});
  if (!row) return fail(std::move(row.error()));
  if (!*row) {
    const std::string name(label_of(one.login.role).zh);
    auto added = run(t,
                     "INSERT INTO identity_person (id, login, name, phone, state, demo, joined_ms, "
                     "handed_by) VALUES (?, ?, ?, '', 'active', 1, ?, 0)",
                     {one.person, one.login.login, name, now_ms});
    if (added) added = context.recorder.record(t, {now_ms, "person-joined", 0, one.person});
    if (!added) return fail(std::move(added.error()));
    return one.person;
  }
  const std::int64_t person = integer((**row)[0]);
  auto grants = read_grants(t, person, now_ms);
  if (!grants) return fail(std::move(grants.error()));
  for (const Grant& grant : *grants) {
    auto ended = end_grant(t, grant, 0, now_ms);
    if (!ended) return fail(std::move(ended.error()));
  }
  auto ready = end_sessions(t, person, now_ms);
  if (ready) {
    ready = run(t, "UPDATE identity_person SET state = 'active' WHERE id = ?", {person});
  }
  if (!ready) return fail(std::move(ready.error()));
  return person;
}

Result<void> put(Transaction& t, const Context& context, const Prepared& one, std::int64_t now_ms) {
  auto person = put_person(t, context, one, now_ms);
  if (!person) return fail(std::move(person.error()));
  Grant grant = one.grant;
  grant.person = *person;
  auto done =
      run(t,
          "INSERT INTO identity_secret (person, password_hash, password_set_ms, totp_secret, "
          "totp_pending, totp_last_step) VALUES (?, ?, ?, ?, '', 0) ON CONFLICT (person) DO "
          "UPDATE SET password_hash = excluded.password_hash, password_set_ms = "
          "excluded.password_set_ms, totp_secret = excluded.totp_secret, totp_pending = '', "
          "totp_last_step = 0",
          {*person, one.hash, now_ms, one.totp_kept});
  if (done) done = write_grant(t, grant);
  if (!done) return done;
  return context.recorder.record(t, {now_ms, "role-granted", 0, *person, details_of(grant)});
}

}  // namespace

Result<std::vector<DemoLogin>> make_demo(store::Database& database, const Context& context,
                                         const DemoScopes& scopes) {
  const std::int64_t now_ms = context.clock.now_ms();
  auto county = check_scope(Role::county_officer, scopes.county);
  if (!county) return fail(std::move(county.error()));
  std::vector<Prepared> all;
  for (const Role role : all_roles()) {
    auto one = prepare(context, role, scopes);
    if (!one) return fail(std::move(one.error()));
    all.push_back(std::move(*one));
  }
  auto done = database.transact([&](Transaction& t) -> Result<void> {
    auto real = first_row(t, "SELECT id FROM identity_person WHERE demo = 0 LIMIT 1", {});
    if (!real) return fail(std::move(real.error()));
    if (*real) {
      return fail(
          "demo-real-people", {},
          {"这里已有真实用户，不能建演示账户", "there are real people here: no demo logins"},
          {"另用一个空的数据库演示", "show it with an empty database of its own"});
    }
    for (const Prepared& one : all) {
      auto kept = put(t, context, one, now_ms);
      if (!kept) return kept;
    }
    return {};
  });
  if (!done) return fail(std::move(done.error()));
  std::vector<DemoLogin> logins;
  for (Prepared& one : all)
    logins.push_back(std::move(one.login));
  return logins;
}

}  // namespace fugong::identity
