// The second factor: shown, set up, replaced.
#include <algorithm>

#include "base/hash.hpp"
#include "platform/identity/access.hpp"
#include "platform/identity/lockout.hpp"
#include "platform/identity/seal.hpp"
#include "platform/identity/sign_in.hpp"
#include "platform/identity/sign_in_steps.hpp"
#include "platform/identity/tables.hpp"
#include "platform/identity/totp.hpp"

namespace fugong::identity {
namespace {

constexpr std::size_t kRecoveryBytes = 10;

tl::unexpected<Faults> factor_wrong() {
  return fail("factor-wrong", {}, {"动态码不对或已用过", "the code is wrong or was used already"},
              {"等下一个码再输；手机丢了用恢复码",
               "wait for the next code; without the phone use a recovery code"});
}

tl::unexpected<Faults> factor_none() {
  return fail("factor-none", {}, {"还没有设置第二因素", "no second factor has been set up"},
              {"先设置", "set it up first"});
}

/// As it was printed or without its hyphens, in any case.
std::string recovery_hash(std::int64_t person, std::string_view code) {
  std::string plain;
  for (const char c : code) {
    if (c == '-' || c == ' ') continue;
    plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return sha256_hex(std::to_string(person) + " " + plain);
}

std::string recovery_code(Random& random) {
  const std::string letters = base32(random.hex(kRecoveryBytes));
  std::string code;
  for (std::size_t i = 0; i < letters.size(); i += 4)
    code += (i == 0 ? "" : "-") + letters.substr(i, 4);
  return code;
}

std::vector<std::string> draw_recovery(Random& random) {
  std::vector<std::string> codes;
  for (std::size_t i = 0; i < kRecoveryCodes; ++i)
    codes.push_back(recovery_code(random));
  return codes;
}

/// In place of those before.
Result<void> write_recovery(Transaction& t, std::int64_t person,
                            const std::vector<std::string>& codes) {
  auto done = run(t, "DELETE FROM identity_recovery WHERE person = ?", {person});
  for (const std::string& one : codes) {
    if (!done) return done;
    done = run(t, "INSERT INTO identity_recovery (person, code_hash) VALUES (?, ?)",
               {person, recovery_hash(person, one)});
  }
  return done;
}

/// Takes a code of the app; whether it was good.
Result<bool> take_code(Transaction& t, std::int64_t person, const std::string& secret,
                       std::string_view code, std::int64_t last_step, std::int64_t now_ms) {
  const auto step = find_totp_step(secret, code, now_ms, last_step);
  if (!step) return false;
  auto kept =
      run(t, "UPDATE identity_secret SET totp_last_step = ? WHERE person = ?", {*step, person});
  if (!kept) return fail(std::move(kept.error()));
  return true;
}

Result<bool> take_recovery(Transaction& t, std::int64_t person, std::string_view code) {
  const std::vector<Cell> which{person, recovery_hash(person, code)};
  auto row = first_row(t, "SELECT person FROM identity_recovery WHERE person = ? AND code_hash = ?",
                       which);
  if (!row) return fail(std::move(row.error()));
  if (!*row) return false;
  auto gone = run(t, "DELETE FROM identity_recovery WHERE person = ? AND code_hash = ?", which);
  if (!gone) return fail(std::move(gone.error()));
  return true;
}

/// The session of a token that may come so far.
Result<SessionRow> session_at(Transaction& t, const Context& context, std::string_view token,
                              Stage stage, std::int64_t now_ms) {
  auto session = read_session(t, token, context.settings, now_ms);
  if (!session) return fail(std::move(session.error()));
  if (!*session || ((**session).stage != stage && (**session).stage != Stage::complete))
    return session_over();
  return **session;
}

struct Factor {
  std::string secret;
  std::string pending;
  std::int64_t last_step = 0;
};

Result<Factor> read_factor(Transaction& t, const Settings& settings, std::int64_t person) {
  auto row = first_row(
      t, "SELECT totp_secret, totp_pending, totp_last_step FROM identity_secret WHERE person = ?",
      {person});
  if (!row) return fail(std::move(row.error()));
  FUGONG_CHECK(row->has_value(), "whoever is signed in has a password");
  auto secret = unseal(settings, text((**row)[0]));
  if (!secret) return fail(std::move(secret.error()));
  auto pending = unseal(settings, text((**row)[1]));
  if (!pending) return fail(std::move(pending.error()));
  return Factor{std::move(*secret), std::move(*pending), integer((**row)[2])};
}

/// Whether this session may set a factor up or renew its codes.
Result<void> check_fresh(const SessionRow& session, const Factor& factor, std::int64_t now_ms) {
  if (factor.secret.empty()) return {};
  if (session.factor_ms != 0 && now_ms - session.factor_ms < kStepUpMs) return {};
  return fail("factor-stale", {},
              {"要先重新验证现有的第二因素", "this takes the present second factor, shown afresh"},
              {"再输入一次动态码", "enter a code once more"});
}

}  // namespace

Result<Entry> SignIn::second_factor(std::string_view token, std::string_view code) {
  const std::int64_t now_ms = context_.clock.now_ms();
  const Drawn drawn(context_.random);
  Entry entry;
  bool good = false;
  auto done = database_.transact([&](Transaction& t) -> Result<void> {
    auto session = session_at(t, context_, token, Stage::second_factor, now_ms);
    if (!session) return fail(std::move(session.error()));
    const std::int64_t person = session->person;
    auto factor = read_factor(t, context_.settings, person);
    if (!factor) return fail(std::move(factor.error()));
    if (factor->secret.empty()) return factor_none();
    // Counted apart from passwords, which would wipe the count out each time.
    const std::string who = std::to_string(person);
    auto may = begin_attempt(t, "factor", who, context_.settings.per_account, now_ms);
    if (!may) return may;
    auto taken = take_code(t, person, factor->secret, code, factor->last_step, now_ms);
    const bool by_app = taken && *taken;
    if (taken && !*taken) taken = take_recovery(t, person, code);
    if (!taken) return fail(std::move(taken.error()));
    good = *taken;
    // The failure stays counted: the transaction is good.
    if (!good) return context_.recorder.record(t, {now_ms, "sign-in-failed", 0, person});
    auto ok = forgive(t, "factor", who);
    if (!ok) return ok;
    session->factor_ms = now_ms;
    auto opened = open_session(t, context_, drawn, *session, now_ms);
    if (!opened) return fail(std::move(opened.error()));
    entry = std::move(*opened);
    return context_.recorder.record(
        t, {now_ms, by_app ? "factor-used" : "recovery-used", person, person});
  });
  if (!done) return fail(std::move(done.error()));
  if (!good) return factor_wrong();
  return entry;
}

Result<Enrolment> SignIn::begin_enrolment(std::string_view token) {
  const std::int64_t now_ms = context_.clock.now_ms();
  const std::string secret = context_.random.hex(kTotpSecretBytes);
  const std::string sealed = seal(context_, secret);
  std::string login;
  auto done = database_.transact([&](Transaction& t) -> Result<void> {
    auto session = session_at(t, context_, token, Stage::enrol, now_ms);
    if (!session) return fail(std::move(session.error()));
    auto factor = read_factor(t, context_.settings, session->person);
    if (!factor) return fail(std::move(factor.error()));
    auto may = check_fresh(*session, *factor, now_ms);
    if (!may) return may;
    login = session->login;
    return run(t, "UPDATE identity_secret SET totp_pending = ? WHERE person = ?",
               {sealed, session->person});
  });
  if (!done) return fail(std::move(done.error()));
  return Enrolment{base32(secret), totp_uri(context_.settings.issuer, login, secret)};
}

Result<Enrolled> SignIn::finish_enrolment(std::string_view token, std::string_view code) {
  const std::int64_t now_ms = context_.clock.now_ms();
  const Drawn drawn(context_.random);
  Enrolled enrolled;
  enrolled.recovery_codes = draw_recovery(context_.random);
  auto done = database_.transact([&](Transaction& t) -> Result<void> {
    auto session = session_at(t, context_, token, Stage::enrol, now_ms);
    if (!session) return fail(std::move(session.error()));
    const std::int64_t person = session->person;
    auto factor = read_factor(t, context_.settings, person);
    if (!factor) return fail(std::move(factor.error()));
    auto ok = check_fresh(*session, *factor, now_ms);
    if (!ok) return ok;
    if (factor->pending.empty()) return factor_none();
    const auto step = find_totp_step(factor->pending, code, now_ms, 0);
    if (!step) return factor_wrong();
    ok = run(
        t,
        "UPDATE identity_secret SET totp_secret = totp_pending, totp_pending = '', totp_last_step "
        "= ? WHERE person = ?",
        {*step, person});
    if (ok) ok = write_recovery(t, person, enrolled.recovery_codes);
    if (!ok) return ok;
    session->factor_ms = now_ms;
    auto opened = open_session(t, context_, drawn, *session, now_ms);
    if (!opened) return fail(std::move(opened.error()));
    enrolled.entry = std::move(*opened);
    return context_.recorder.record(t, {now_ms, "factor-set", person, person});
  });
  if (!done) return fail(std::move(done.error()));
  return enrolled;
}

Result<std::vector<std::string>> SignIn::renew_recovery(std::string_view token) {
  const std::int64_t now_ms = context_.clock.now_ms();
  std::vector<std::string> codes = draw_recovery(context_.random);
  auto done = database_.transact([&](Transaction& t) -> Result<void> {
    auto session = session_at(t, context_, token, Stage::complete, now_ms);
    if (!session) return fail(std::move(session.error()));
    auto factor = read_factor(t, context_.settings, session->person);
    if (!factor) return fail(std::move(factor.error()));
    if (factor->secret.empty()) return factor_none();
    auto ok = check_fresh(*session, *factor, now_ms);
    if (ok) ok = write_recovery(t, session->person, codes);
    if (!ok) return ok;
    return context_.recorder.record(t,
                                    {now_ms, "recovery-renewed", session->person, session->person});
  });
  if (!done) return fail(std::move(done.error()));
  return codes;
}

}  // namespace fugong::identity
