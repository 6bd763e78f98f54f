// What changes with a person: roles given and ended, locked, reset, gone.
#include <fmt/format.h>

#include <algorithm>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "platform/identity/accounts.hpp"
#include "platform/identity/authority.hpp"
#include "platform/identity/tables.hpp"

namespace fugong::identity {
namespace {

/// A fault if nobody else would be left to manage people.
Result<void> check_not_last(Transaction& t, const Person& person, std::int64_t now_ms) {
  const bool is_system = std::ranges::any_of(
      person.grants, [](const Grant& grant) { return grant.role == Role::system_admin; });
  if (!is_system) return {};
  auto others = first_row(
      t,
      "SELECT g.id FROM identity_grant g JOIN identity_person p ON p.id = g.person WHERE g.role = "
      "'system_admin' AND g.ended_ms IS NULL AND g.from_ms <= ? AND (g.until_ms IS NULL OR "
      "g.until_ms > ?) AND p.state = 'active' AND p.id <> ? LIMIT 1",
      {now_ms, now_ms, person.id});
  if (!others) return fail(std::move(others.error()));
  if (*others) return {};
  return fail("person-last-administrator", {},
              {"这是最后一名系统管理员", "this is the last system administrator"},
              {"先由安全管理员任命另一名，并等其首次登录",
               "have the security administrator appoint another, who signs in first"});
}

Result<void> forget_secrets(Transaction& t, std::int64_t person) {
  for (const char* sql : {"DELETE FROM identity_secret WHERE person = ?",
                          "DELETE FROM identity_recovery WHERE person = ?",
                          "DELETE FROM identity_invitation WHERE person = ?"}) {
    auto done = run(t, sql, {person});
    if (!done) return done;
  }
  return {};
}

}  // namespace

bool goes_so_far(const Grant& grant, Action action) {
  return grant.only.empty() || std::ranges::find(grant.only, action) != grant.only.end();
}

bool may_give(const Caller& by, Role role, std::string_view scope, Action action,
              std::int64_t now_ms) {
  return std::ranges::any_of(by.grants, [&](const Grant& grant) {
    return is_in_force(grant, now_ms) && may_ever(grant.role, action) &&
           goes_so_far(grant, action) && may_grant(grant, role, scope);
  });
}

bool may_give_new(const Grant& by, Role role, std::string_view scope) {
  return (is_administrator(by.role) || !is_second_pair(role)) && may_grant(by, role, scope);
}

bool is_over_all(const Caller& by, Action action, std::int64_t now_ms) {
  return std::ranges::any_of(by.grants, [&](const Grant& grant) {
    return is_administrator(grant.role) && is_in_force(grant, now_ms) &&
           may_ever(grant.role, action) && goes_so_far(grant, action);
  });
}

bool is_above(const Caller& by, const Person& person, std::int64_t now_ms) {
  Caller officer = by;
  std::erase_if(officer.grants, [](const Grant& grant) { return is_administrator(grant.role); });
  bool any = false;
  for (const Grant& held : person.grants) {
    if (scope_kind(held.role) == ScopeKind::firm) continue;
    any = true;
    if (!may_give(officer, held.role, held.scope, Action::people_lock, now_ms)) return false;
  }
  return any;
}

bool may_see(const Caller& by, const Person& person, std::int64_t now_ms) {
  return is_over_all(by, Action::people_manage, now_ms) ||
         is_over_all(by, Action::roles_grant, now_ms) || is_above(by, person, now_ms);
}

bool is_newcomer_to(const Caller& by, const Person& person, std::int64_t now_ms) {
  if (!is_of_another(by, person) || by.person == person.id) return false;
  const bool has_office = std::ranges::any_of(
      person.grants, [](const Grant& held) { return scope_kind(held.role) != ScopeKind::firm; });
  return !has_office && std::ranges::any_of(by.grants, [&](const Grant& grant) {
    return is_in_force(grant, now_ms) && goes_so_far(grant, Action::roles_grant) &&
           may_ever(grant.role, Action::roles_grant);
  });
}

bool is_of_another(const Caller& by, const Person& person) {
  return person.handed_by && (by.person == 0 || *person.handed_by != by.person);
}

tl::unexpected<Faults> not_of_another(const Person& person) {
  if (!person.handed_by) {
    return fail("grant-self-joined", {},
                {"此人自己开的账户，没有管理员核实过是谁",
                 "the person made the account himself: no administrator knows who it is"},
                {"请系统管理员重设这个账户，把一次性口令当面交给本人",
                 "have the system administrator reset it and hand the secret to the person"});
  }
  return fail("person-handed", {},
              {"此人的一次性口令由您给出，角色和解锁要由另一人办理",
               "you handed out this person's secret: another gives him roles and unlocks him"},
              {"请另一位管理员核实后办理", "ask another administrator, who checks who it is"});
}

Result<Grant> make_grant(const Caller& by, std::int64_t person, const NewGrant& wanted,
                         Action action, std::int64_t now_ms, Random& random) {
  if (scope_kind(wanted.role) == ScopeKind::firm) {
    return fail("grant-by-mandate", {},
                {"代表企业的角色不能直接授予", "a role for a firm is not granted by hand"},
                {"由本人申请代表企业，或由企业邀请代办人",
                 "the person asks for a mandate, or the firm invites its helper"});
  }
  auto scope = check_scope(wanted.role, wanted.scope);
  if (!scope) return fail(std::move(scope.error()));
  Grant grant{.id = draw_id(random),
              .person = person,
              .role = wanted.role,
              .scope = wanted.scope,
              .only = wanted.only,
              .from_ms = wanted.from_ms.value_or(now_ms),
              .until_ms = wanted.until_ms,
              .granted_by = by.person};
  if (grant.until_ms && (*grant.until_ms <= grant.from_ms || *grant.until_ms <= now_ms)) {
    return fail("grant-time", {}, {"角色还没开始就已结束", "the role ends before it begins"},
                {"把止期写在起期和现在之后", "let it end after it begins, and after now"});
  }
  const auto never =
      std::ranges::find_if(grant.only, [&](Action one) { return !may_ever(grant.role, one); });
  if (never != grant.only.end()) {
    return fail("grant-only", {},
                {fmt::format("{}从来不能做 {}", label_of(grant.role).zh, name_of(*never)),
                 fmt::format("{} may never do {}", label_of(grant.role).en, name_of(*never))},
                {"去掉它", "leave it out"});
  }
  Reason reason = Reason::no_role;
  for (const Grant& own : by.grants) {
    if (!is_in_force(own, now_ms)) continue;
    if (!may_give_new(own, grant.role, grant.scope)) {
      if (may_give_new(own, grant.role, own.scope)) reason = std::max(reason, Reason::outside);
    } else if (!goes_so_far(own, action)) {
      reason = Reason::beyond_consent;
    } else {
      return grant;
    }
  }
  return denied({reason});
}

Result<void> write_invitation(Transaction& t, const OneTimeSecret& secret) {
  auto done = run(t, "DELETE FROM identity_invitation WHERE person = ?", {secret.person});
  if (!done) return done;
  return run(t,
             "INSERT INTO identity_invitation (secret_hash, person, expires_ms) VALUES (?, ?, ?)",
             {sha256_hex(secret.secret), secret.person, secret.expires_ms});
}

Result<void> Accounts::change(const Caller& by, std::int64_t person, Action action,
                              Officers officers,
                              const std::function<Result<void>(Transaction&, Person&)>& body) {
  const std::int64_t now_ms = context_.clock.now_ms();
  if (by.person != 0 && by.person == person) {
    return fail("person-oneself", {},
                {"不能改自己的账户和角色", "nobody changes his own account or roles"},
                {"请另一位管理员办理", "ask another administrator"});
  }
  return database_.transact([&](Transaction& t) -> Result<void> {
    auto read = read_person(t, person, now_ms);
    if (!read) return fail(std::move(read.error()));
    const bool there = *read && (**read).state != PersonState::left;
    const bool may = is_over_all(by, action, now_ms) ||
                     (officers == Officers::too && there && is_above(by, **read, now_ms));
    if (!may) return denied({Reason::no_role});
    if (!there) return person_unknown();
    return body(t, **read);
  });
}

Result<void> Accounts::leave(const Caller& by, std::int64_t person) {
  const std::int64_t now_ms = context_.clock.now_ms();
  const auto record = [&](Transaction& t, const char* what,
                          std::vector<std::pair<std::string, std::string>> details) {
    return context_.recorder.record(t, {now_ms, what, by.person, person, std::move(details)});
  };
  return change(
      by, person, Action::people_manage, Officers::too,
      [&](Transaction& t, Person& who) -> Result<void> {
        auto done = check_not_last(t, who, now_ms);
        for (const Grant& grant : who.grants) {
          if (done) done = end_grant(t, grant, by.person, now_ms);
          if (done) done = record(t, "role-ended", details_of(grant));
        }
        if (done) done = end_sessions(t, person, now_ms);
        if (done) done = forget_secrets(t, person);
        if (done) done = run(t, "DELETE FROM identity_old_password WHERE person = ?", {person});
        if (!done) return done;
        // He knows the keys that he was shown, and asked for his mandates himself.
        done = end_keys(t, context_, person, by.person, now_ms);
        if (!done) return done;
        done = end_invited(t, context_, person, "", by.person, now_ms);
        if (!done) return done;
        done = run(
            t,
            "UPDATE identity_mandate SET state = 'ended', decided_ms = ?, decided_by = ?, reason = "
            "'left', code_hash = '' WHERE person = ? AND state IN ('asked', 'confirmed')",
            {now_ms, by.person, person});
        if (done) {
          done = run(
              t, "UPDATE identity_person SET state = 'left', phone = '', left_ms = ? WHERE id = ?",
              {now_ms, person});
        }
        if (done) done = record(t, "person-left", {});
        return done;
      });
}

Result<void> Accounts::lock(const Caller& by, std::int64_t person, std::string_view why) {
  const std::int64_t now_ms = context_.clock.now_ms();
  return change(by, person, Action::people_lock, Officers::too,
                [&](Transaction& t, Person& who) -> Result<void> {
                  auto done = check_not_last(t, who, now_ms);
                  if (done)
                    done = run(t, "UPDATE identity_person SET state = 'locked' WHERE id = ?",
                               {person});
                  if (done) done = end_sessions(t, person, now_ms);
                  if (!done) return done;
                  return context_.recorder.record(
                      t, {now_ms, "person-locked", by.person, person, {{"why", std::string(why)}}});
                });
}

Result<void> Accounts::unlock(const Caller& by, std::int64_t person) {
  const std::int64_t now_ms = context_.clock.now_ms();
  return change(
      by, person, Action::people_lock, Officers::too,
      [&](Transaction& t, Person& who) -> Result<void> {
        if (who.state != PersonState::locked) return {};
        // Without a secret from anybody he is let in as he came.
        if (who.handed_by && !is_of_another(by, who)) return not_of_another(who);
        auto done =
            run(t,
                "UPDATE identity_person SET state = CASE WHEN EXISTS (SELECT 1 FROM "
                "identity_secret WHERE person = ?) THEN 'active' ELSE 'invited' END WHERE id = ?",
                {person, person});
        if (!done) return done;
        return context_.recorder.record(t, {now_ms, "person-unlocked", by.person, person});
      });
}

Result<OneTimeSecret> Accounts::reset(const Caller& by, std::int64_t person) {
  const std::int64_t now_ms = context_.clock.now_ms();
  OneTimeSecret secret{person, context_.random.hex(kInvitationBytes),
                       now_ms + context_.settings.invitation_ms};
  auto done = change(
      by, person, Action::people_manage, Officers::not_they,
      [&](Transaction& t, Person&) -> Result<void> {
        auto gone = forget_secrets(t, person);
        if (gone) gone = end_sessions(t, person, now_ms);
        // Whoever had the account may have made keys for himself.
        if (gone) gone = end_keys(t, context_, person, by.person, now_ms);
        // Whoever has the secret is not who lets the person in with it, but for the console, which
        // is both administrators. Who is locked stays so.
        if (gone) {
          gone = run(t,
                     "UPDATE identity_person SET handed_by = ?, state = CASE WHEN state = 'locked' "
                     "OR ? <> 0 THEN 'locked' ELSE 'invited' END WHERE id = ?",
                     {by.person, by.person, person});
        }
        if (gone) gone = write_invitation(t, secret);
        if (!gone) return gone;
        return context_.recorder.record(t, {now_ms, "person-reset", by.person, person});
      });
  if (!done) return fail(std::move(done.error()));
  return secret;
}

Result<Grant> Accounts::grant(const Caller& by, std::int64_t person, const NewGrant& wanted) {
  const std::int64_t now_ms = context_.clock.now_ms();
  if (by.person != 0 && by.person == person) {
    return fail("person-oneself", {}, {"不能给自己授予角色", "nobody grants himself a role"},
                {"请另一位管理员办理", "ask another administrator"});
  }
  auto grant = make_grant(by, person, wanted, Action::roles_grant, now_ms, context_.random);
  if (!grant) return grant;
  auto done = database_.transact([&](Transaction& t) -> Result<void> {
    auto who = read_person(t, person, now_ms);
    if (!who) return fail(std::move(who.error()));
    if (!*who || (**who).state == PersonState::left) return person_unknown();
    if (!is_of_another(by, **who)) return not_of_another(**who);
    auto good = check_together((**who).grants, *grant);
    // A key of a role that ran out doesn't come back with it.
    if (good) good = end_keys_beyond(t, context_, person, by.person, now_ms);
    if (good) good = write_grant(t, *grant);
    if (good) good = end_sessions(t, person, now_ms);
    if (!good) return good;
    return context_.recorder.record(
        t, {now_ms, "role-granted", by.person, person, details_of(*grant)});
  });
  if (!done) return fail(std::move(done.error()));
  return grant;
}

Result<void> Accounts::revoke(const Caller& by, std::int64_t id) {
  const std::int64_t now_ms = context_.clock.now_ms();
  return database_.transact([&](Transaction& t) -> Result<void> {
    auto row =
        first_row(t,
                  fmt::format("SELECT {} FROM identity_grant WHERE id = ? AND ended_ms IS NULL",
                              kGrantColumns),
                  {id});
    if (!row) return fail(std::move(row.error()));
    std::optional<Grant> grant;
    if (*row) grant = grant_of(**row);
    const bool may = grant && grant->person != by.person &&
                     may_give(by, grant->role, grant->scope, Action::roles_grant, now_ms);
    if (!may) {
      return fail("grant-unknown", {},
                  {"没有您可以收回的这个角色", "there is no such role that you may end"},
                  {"看看列表；代表企业的角色随授权结束",
                   "see the list; a role for a firm ends with its mandate"});
    }
    Person only_this;
    only_this.id = grant->person;
    only_this.grants = {*grant};
    auto done = check_not_last(t, only_this, now_ms);
    if (done) done = end_grant(t, *grant, by.person, now_ms);
    if (done) done = end_keys_beyond(t, context_, grant->person, by.person, now_ms);
    if (!done) return done;
    return context_.recorder.record(
        t, {now_ms, "role-ended", by.person, grant->person, details_of(*grant)});
  });
}

}  // namespace fugong::identity
