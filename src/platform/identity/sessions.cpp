#include "platform/identity/sessions.hpp"

#include "base/hash.hpp"
#include "platform/identity/session_rows.hpp"
#include "platform/identity/tables.hpp"

namespace fugong::identity {

Result<std::optional<SessionRow>> read_session(Transaction& t, std::string_view token,
                                               const Settings& settings, std::int64_t now_ms) {
  auto row =
      first_row(t,
                "SELECT s.id, s.person, s.stage, s.source, s.started_ms, s.made_ms, s.seen_ms, "
                "s.factor_ms, p.login FROM identity_session s JOIN identity_person p ON p.id = "
                "s.person WHERE s.token_hash = ? AND s.ended_ms IS NULL AND p.state = 'active'",
                {sha256_hex(token)});
  if (!row) return fail(std::move(row.error()));
  if (!*row) return std::nullopt;
  const Row& cells = **row;
  SessionRow session{.id = integer(cells[0]),
                     .person = integer(cells[1]),
                     .stage = stage_of(text(cells[2])),
                     .source = text(cells[3]),
                     .started_ms = integer(cells[4]),
                     .made_ms = integer(cells[5]),
                     .seen_ms = integer(cells[6]),
                     .factor_ms = integer(cells[7]),
                     .login = text(cells[8])};
  const bool goes_on =
      now_ms - session.started_ms < settings.session_longest_ms &&
      (session.stage == Stage::complete ? now_ms - session.seen_ms < settings.session_idle_ms
                                        : now_ms - session.made_ms < settings.unfinished_ms);
  if (!goes_on) return std::nullopt;
  return session;
}

Result<void> write_session(Transaction& t, const SessionRow& session, std::string_view token) {
  return run(
      t,
      "INSERT INTO identity_session (token_hash, id, person, stage, source, started_ms, made_ms, "
      "seen_ms, factor_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {sha256_hex(token), session.id, session.person, std::string(name_of(session.stage)),
       session.source, session.started_ms, session.made_ms, session.seen_ms, session.factor_ms});
}

Result<void> end_session(Transaction& t, std::int64_t session, std::int64_t now_ms) {
  return run(t, "UPDATE identity_session SET ended_ms = ? WHERE id = ? AND ended_ms IS NULL",
             {now_ms, session});
}

Result<std::optional<Caller>> Sessions::find(std::string_view token) {
  const std::int64_t now_ms = context_.clock.now_ms();
  std::optional<Caller> caller;
  bool is_stale = false;
  auto read = database_.read([&](Transaction& t) -> Result<void> {
    auto session = read_session(t, token, context_.settings, now_ms);
    if (!session) return fail(std::move(session.error()));
    if (!*session || (**session).stage != Stage::complete) return {};
    auto grants = read_grants(t, (**session).person, now_ms);
    if (!grants) return fail(std::move(grants.error()));
    is_stale = now_ms - (**session).seen_ms >= kSeenEveryMs;
    caller = Caller{.person = (**session).person,
                    .login = (**session).login,
                    .grants = std::move(*grants),
                    .session = (**session).id,
                    .factor_ms = (**session).factor_ms};
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  if (is_stale) {
    auto seen = database_.transact([&](Transaction& t) {
      return run(t, "UPDATE identity_session SET seen_ms = ? WHERE id = ? AND seen_ms < ?",
                 {now_ms, caller->session, now_ms});
    });
    if (!seen) return fail(std::move(seen.error()));
  }
  return caller;
}

Result<std::vector<Session>> Sessions::list(const Caller& caller) {
  const std::int64_t now_ms = context_.clock.now_ms();
  std::vector<Session> sessions;
  auto read = database_.read([&](Transaction& t) -> Result<void> {
    auto rows = t.run(
        "SELECT id, source, started_ms, seen_ms FROM identity_session WHERE person = ? AND "
        "ended_ms IS "
        "NULL AND stage = 'complete' AND started_ms > ? AND seen_ms > ? ORDER BY seen_ms DESC, id",
        {caller.person, now_ms - context_.settings.session_longest_ms,
         now_ms - context_.settings.session_idle_ms});
    if (!rows) return fail(std::move(rows.error()));
    for (const Row& row : *rows) {
      const std::int64_t id = integer(row[0]);
      sessions.push_back(
          {id, text(row[1]), integer(row[2]), integer(row[3]), id == caller.session});
    }
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return sessions;
}

Result<void> Sessions::end(const Caller& caller, std::int64_t session) {
  const std::int64_t now_ms = context_.clock.now_ms();
  return database_.transact([&](Transaction& t) -> Result<void> {
    auto own = first_row(
        t, "SELECT id FROM identity_session WHERE id = ? AND person = ? AND ended_ms IS NULL",
        {session, caller.person});
    if (!own) return fail(std::move(own.error()));
    if (!*own) {
      return fail("session-unknown", {}, {"您没有这个登录会话", "you have no such session"},
                  {"它可能已经结束，重新列出看看", "it may have ended: list them again"});
    }
    auto done = end_session(t, session, now_ms);
    if (!done) return done;
    return context_.recorder.record(t, {now_ms, "signed-out", caller.person, caller.person});
  });
}

Result<void> Sessions::end_others(const Caller& caller) {
  const std::int64_t now_ms = context_.clock.now_ms();
  return database_.transact([&](Transaction& t) -> Result<void> {
    auto done = run(t,
                    "UPDATE identity_session SET ended_ms = ? WHERE person = ? AND id <> ? AND "
                    "ended_ms IS NULL",
                    {now_ms, caller.person, caller.session});
    if (!done) return done;
    return context_.recorder.record(t, {now_ms, "signed-out", caller.person, caller.person});
  });
}

std::string csrf_of(std::string_view token) {
  return sha256_hex("csrf " + std::string(token));
}
bool is_csrf_of(std::string_view token, std::string_view csrf) {
  return is_same_secret(csrf_of(token), csrf);
}

}  // namespace fugong::identity
