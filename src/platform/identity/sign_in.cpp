// Passwords. The second factor: sign_in_factor.cpp.
#include "platform/identity/sign_in.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "platform/identity/lockout.hpp"
#include "platform/identity/session_rows.hpp"
#include "platform/identity/sessions.hpp"
#include "platform/identity/sign_in_steps.hpp"
#include "platform/identity/tables.hpp"

namespace fugong::identity {
namespace {

constexpr std::array<std::string_view, 4> kStages{"second_factor", "enrol", "new_password",
                                                  "complete"};
constexpr std::size_t kSaltBytes = 16;

tl::unexpected<Faults> wrong() {
  return fail("sign-in-wrong", {}, {"账号或密码不对", "the login or the password is wrong"},
              {"再试一次；忘了密码请联系办理机关重置",
               "try again; if you forgot it, ask the office to reset it"});
}

tl::unexpected<Faults> locked() {
  return fail("sign-in-locked", {}, {"账号已被锁定", "the account is locked"},
              {"请联系办理机关", "ask the office"});
}

tl::unexpected<Faults> secret_invalid() {
  return fail("secret-invalid", {},
              {"一次性口令无效或已过期", "the one-time secret is no good or has expired"},
              {"请管理员重新发一个", "ask an administrator for another"});
}

std::vector<std::string> words_of(const std::string& login, const std::string& name) {
  // The part of an address before the '@' is what people put into passwords.
  return {login, login.substr(0, login.find('@')), name};
}

/// Those that the policy remembers.
Result<std::vector<std::string>> old_hashes(Transaction& t, const PasswordPolicy& policy,
                                            std::int64_t person) {
  std::vector<std::string> hashes;
  if (policy.history == 0) return hashes;
  auto rows = t.run(
      "SELECT password_hash FROM identity_old_password WHERE person = ? ORDER BY set_ms DESC, "
      "password_hash LIMIT ?",
      {person, policy.history});
  if (!rows) return fail(std::move(rows.error()));
  for (const Row& row : *rows)
    hashes.push_back(text(row[0]));
  return hashes;
}

/// As much work as there are hashes: outside transactions.
Result<void> check_unused(const PasswordHasher& hasher, const std::vector<std::string>& hashes,
                          std::string_view password) {
  const bool used = std::ranges::any_of(
      hashes, [&](const std::string& hash) { return hasher.verify(hash, password); });
  if (!used) return {};
  return fail("password-used", {}, {"这个密码用过了", "this password was used before"},
              {fmt::format("换一个与最近 {} 个都不同的", hashes.size()),
               fmt::format("choose another than the last {}", hashes.size())});
}

/// As many as the policy remembers; none where it remembers none.
Result<void> keep_old(Transaction& t, const PasswordPolicy& policy, std::int64_t person,
                      const std::string& hash, std::int64_t now_ms) {
  if (policy.history > 0) {
    auto kept = run(t,
                    "INSERT INTO identity_old_password (person, password_hash, set_ms) VALUES "
                    "(?, ?, ?)",
                    {person, hash, now_ms});
    if (!kept) return kept;
  }
  return run(t,
             "DELETE FROM identity_old_password WHERE person = ? AND password_hash NOT IN (SELECT "
             "password_hash FROM identity_old_password WHERE person = ? ORDER BY set_ms DESC, "
             "password_hash LIMIT ?)",
             {person, person, policy.history});
}

Result<void> set_password(Transaction& t, const PasswordPolicy& policy, std::int64_t person,
                          const std::string& hash, std::int64_t now_ms) {
  auto kept = keep_old(t, policy, person, hash, now_ms);
  if (!kept) return kept;
  return run(
      t,
      "INSERT INTO identity_secret (person, password_hash, password_set_ms, totp_secret, "
      "totp_pending, totp_last_step) VALUES (?, ?, ?, '', '', 0) ON CONFLICT (person) DO UPDATE "
      "SET password_hash = excluded.password_hash, password_set_ms = excluded.password_set_ms",
      {person, hash, now_ms});
}

/// What with_password reads before it works on the password.
struct Known {
  std::int64_t person = 0;
  std::string state;
  std::string hash;
};

}  // namespace

std::string_view name_of(Stage stage) {
  return kStages[static_cast<std::size_t>(stage)];
}
Stage stage_of(std::string_view name) {
  const auto at = std::ranges::find(kStages, name);
  FUGONG_CHECK(at != kStages.end(), "only this program writes stages");
  return static_cast<Stage>(at - kStages.begin());
}

static Result<Stage> next_stage(Transaction& t, const Settings& settings, std::int64_t person,
                                std::int64_t factor_ms, std::int64_t now_ms) {
  auto secret = first_row(
      t, "SELECT totp_secret, password_set_ms FROM identity_secret WHERE person = ?", {person});
  if (!secret) return fail(std::move(secret.error()));
  FUGONG_CHECK(secret->has_value(), "whoever signs in has a password");
  auto grants = read_grants(t, person, now_ms);
  if (!grants) return fail(std::move(grants.error()));
  if (factor_ms == 0) {
    if (!text((**secret)[0]).empty()) return Stage::second_factor;
    if (std::ranges::any_of(*grants, [](const Grant& g) { return needs_second_factor(g.role); }))
      return Stage::enrol;
  }
  const std::int64_t age_ms = now_ms - integer((**secret)[1]);
  const std::int64_t days = settings.passwords.max_age_days;
  if (days > 0 && age_ms >= days * kDayMs) return Stage::new_password;
  return Stage::complete;
}

Drawn::Drawn(Random& random) : id(draw_id(random)), token(random.hex(kTokenBytes)) {}

Result<Entry> open_session(Transaction& t, const Context& context, const Drawn& drawn,
                           const SessionRow& before, std::int64_t now_ms) {
  auto stage = next_stage(t, context.settings, before.person, before.factor_ms, now_ms);
  if (!stage) return fail(std::move(stage.error()));
  SessionRow session = before;
  session.id = drawn.id;
  session.stage = *stage;
  session.made_ms = now_ms;
  session.seen_ms = now_ms;
  auto done = write_session(t, session, drawn.token);
  if (done && before.id != 0) done = end_session(t, before.id, now_ms);
  if (!done) return fail(std::move(done.error()));
  return Entry{drawn.token, csrf_of(drawn.token), *stage, before.person};
}

tl::unexpected<Faults> session_over() {
  return fail("sign-in-over", {}, {"登录已失效", "the sign-in is over"},
              {"重新登录", "sign in again"});
}

Result<Entry> SignIn::with_password(std::string_view login, std::string_view password,
                                    std::string_view source) {
  const std::int64_t now_ms = context_.clock.now_ms();
  const Drawn drawn(context_.random);
  const std::string salt = context_.random.hex(kSaltBytes);
  Known known;
  auto begun = database_.transact([&](Transaction& t) -> Result<void> {
    auto may = begin_attempt(t, "source", source, context_.settings.per_source, now_ms);
    if (may) may = begin_attempt(t, "login", login, context_.settings.per_account, now_ms);
    if (!may) return may;
    auto row = first_row(t,
                         "SELECT p.id, p.state, s.password_hash FROM identity_person p JOIN "
                         "identity_secret s ON s.person = p.id WHERE p.login = ?",
                         {std::string(login)});
    if (!row) return fail(std::move(row.error()));
    known = {};
    if (*row) known = {integer((**row)[0]), text((**row)[1]), text((**row)[2])};
    return {};
  });
  if (!begun) return fail(std::move(begun.error()));

  bool good = false;
  std::string renewed;
  if (known.person == 0) {
    // The same work as for somebody who is there.
    auto hashed = context_.hasher.hash(password, salt);
    if (!hashed) return fail(std::move(hashed.error()));
  } else {
    good = context_.hasher.verify(known.hash, password);
    if (good && context_.hasher.is_outdated(known.hash)) {
      auto hashed = context_.hasher.hash(password, salt);
      if (!hashed) return fail(std::move(hashed.error()));
      renewed = std::move(*hashed);
    }
  }

  Entry entry;
  bool is_locked = false;
  auto done = database_.transact([&](Transaction& t) -> Result<void> {
    const auto record = [&](const char* what, std::int64_t by) {
      return context_.recorder.record(
          t, {now_ms, what, by, known.person, {{"source", std::string(source)}}});
    };
    is_locked = known.state == "locked";
    if (!good || is_locked) return record("sign-in-failed", 0);
    auto same =
        first_row(t,
                  "SELECT s.person FROM identity_secret s JOIN identity_person p ON p.id = "
                  "s.person WHERE s.person = ? AND s.password_hash = ? AND p.state = 'active'",
                  {known.person, known.hash});
    if (!same) return fail(std::move(same.error()));
    if (!*same) return wrong();  // changed in the meantime
    Result<void> ok;
    if (!renewed.empty()) {
      ok = run(t, "UPDATE identity_secret SET password_hash = ? WHERE person = ?",
               {renewed, known.person});
    }
    if (ok) ok = forgive(t, "login", login);
    if (ok) ok = take_back(t, "source", source, now_ms);
    if (!ok) return ok;
    auto opened = open_session(
        t, context_, drawn,
        {.person = known.person, .source = std::string(source), .started_ms = now_ms}, now_ms);
    if (!opened) return fail(std::move(opened.error()));
    entry = std::move(*opened);
    return record("signed-in", known.person);
  });
  if (!done) return fail(std::move(done.error()));
  if (!good) return wrong();
  if (is_locked) return locked();
  return entry;
}

Result<Entry> SignIn::with_secret(std::string_view secret, std::string_view new_password,
                                  std::string_view source) {
  const std::int64_t now_ms = context_.clock.now_ms();
  const std::string secret_hash = sha256_hex(secret);
  const Drawn drawn(context_.random);
  const PasswordPolicy& policy = context_.settings.passwords;
  std::int64_t person = 0;
  std::vector<std::string> words;
  std::vector<std::string> before;
  const auto read_invitation = [&](Transaction& t) -> Result<void> {
    auto row = first_row(t,
                         "SELECT p.id, p.login, p.name, p.state FROM identity_invitation i JOIN "
                         "identity_person p ON p.id = i.person WHERE i.secret_hash = ? AND "
                         "i.expires_ms > ? AND p.state IN ('invited', 'locked')",
                         {secret_hash, now_ms});
    if (!row) return fail(std::move(row.error()));
    if (!*row) return secret_invalid();
    if (text((**row)[3]) == "locked") return locked();
    person = integer((**row)[0]);
    words = words_of(text((**row)[1]), text((**row)[2]));
    auto old = old_hashes(t, policy, person);
    if (!old) return fail(std::move(old.error()));
    before = std::move(*old);
    return {};
  };
  auto done = database_.read(read_invitation);
  if (done) done = check_password(policy, new_password, words);
  if (done) done = check_unused(context_.hasher, before, new_password);
  if (!done) return fail(std::move(done.error()));
  auto hash = context_.hasher.hash(new_password, context_.random.hex(kSaltBytes));
  if (!hash) return fail(std::move(hash.error()));

  Entry entry;
  done = database_.transact([&](Transaction& t) -> Result<void> {
    auto ok = read_invitation(t);
    if (ok) ok = run(t, "DELETE FROM identity_invitation WHERE person = ?", {person});
    if (ok) ok = run(t, "UPDATE identity_person SET state = 'active' WHERE id = ?", {person});
    if (ok) ok = set_password(t, policy, person, *hash, now_ms);
    if (ok) ok = end_sessions(t, person, now_ms);
    if (!ok) return ok;
    auto opened = open_session(
        t, context_, drawn, {.person = person, .source = std::string(source), .started_ms = now_ms},
        now_ms);
    if (!opened) return fail(std::move(opened.error()));
    entry = std::move(*opened);
    return context_.recorder.record(
        t, {now_ms, "password-set", person, person, {{"source", std::string(source)}}});
  });
  if (!done) return fail(std::move(done.error()));
  return entry;
}

Result<Entry> SignIn::change_password(std::string_view token, std::string_view old_password,
                                      std::string_view new_password) {
  const std::int64_t now_ms = context_.clock.now_ms();
  const Drawn drawn(context_.random);
  std::string kept;
  const PasswordPolicy& policy = context_.settings.passwords;
  std::string login;
  std::vector<std::string> words;
  std::vector<std::string> before;
  auto done = database_.transact([&](Transaction& t) -> Result<void> {
    auto session = read_session(t, token, context_.settings, now_ms);
    if (!session) return fail(std::move(session.error()));
    if (!*session ||
        ((**session).stage != Stage::complete && (**session).stage != Stage::new_password))
      return session_over();
    login = (**session).login;
    auto may = begin_attempt(t, "login", login, context_.settings.per_account, now_ms);
    if (!may) return may;
    auto row =
        first_row(t,
                  "SELECT s.password_hash, p.name FROM identity_secret s JOIN identity_person p "
                  "ON p.id = s.person WHERE s.person = ?",
                  {(**session).person});
    if (!row) return fail(std::move(row.error()));
    FUGONG_CHECK(row->has_value(), "whoever is signed in has a password");
    kept = text((**row)[0]);
    words = words_of(login, text((**row)[1]));
    auto old = old_hashes(t, policy, (**session).person);
    if (!old) return fail(std::move(old.error()));
    before = std::move(*old);
    return {};
  });
  if (!done) return fail(std::move(done.error()));
  if (!context_.hasher.verify(kept, old_password)) return wrong();
  done = database_.transact([&](Transaction& t) { return forgive(t, "login", login); });
  if (!done) return fail(std::move(done.error()));
  if (is_same_secret(old_password, new_password)) {
    return fail("password-same", {}, {"新密码与旧密码相同", "the new password is the old one"},
                {"换一个", "choose another"});
  }
  done = check_password(policy, new_password, words);
  if (done) done = check_unused(context_.hasher, before, new_password);
  if (!done) return fail(std::move(done.error()));
  auto hash = context_.hasher.hash(new_password, context_.random.hex(kSaltBytes));
  if (!hash) return fail(std::move(hash.error()));

  Entry entry;
  done = database_.transact([&](Transaction& t) -> Result<void> {
    auto session = read_session(t, token, context_.settings, now_ms);
    if (!session) return fail(std::move(session.error()));
    if (!*session) return session_over();
    const std::int64_t person = (**session).person;
    auto ok = set_password(t, policy, person, *hash, now_ms);
    if (ok) ok = end_sessions(t, person, now_ms);
    if (!ok) return ok;
    auto opened = open_session(t, context_, drawn, **session, now_ms);
    if (!opened) return fail(std::move(opened.error()));
    entry = std::move(*opened);
    return context_.recorder.record(t, {now_ms, "password-set", person, person});
  });
  if (!done) return fail(std::move(done.error()));
  return entry;
}

}  // namespace fugong::identity
