// Who is there: first run, joining, looking, forgetting. What changes afterwards:
// accounts_roles.cpp.
#include "platform/identity/accounts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "platform/identity/authority.hpp"
#include "platform/identity/tables.hpp"

namespace fugong::identity {
namespace {

bool is_login(std::string_view login) {
  const auto alnum = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return login.size() >= 2 && login.size() <= kMaxLogin && alnum(login.front()) &&
         std::ranges::all_of(login, [&](char c) {
           return alnum(c) || c == '.' || c == '_' || c == '-' || c == '@';
         });
}

Result<void> check_login(const std::string& login) {
  if (is_login(login)) return {};
  return fail("login-invalid", {},
              {fmt::format("“{}”不能作登录名", login), fmt::format("'{}' can't be a login", login)},
              {"2 到 64 个小写字母、数字或 . _ - @，以字母或数字开头",
               "2 to 64 lower-case letters, digits or . _ - @, a letter or digit first"});
}

Result<void> check_particulars(std::string_view name, std::string_view phone) {
  if (find_invalid_utf8(name) || name.empty() || count_code_points(name) > kMaxName) {
    return fail("person-name", {}, {"姓名不可用", "the name can't be taken"},
                {"写 1 到 100 个字", "write 1 to 100 characters"});
  }
  const bool good = std::ranges::all_of(
      phone, [](char c) { return (c >= '0' && c <= '9') || c == '+' || c == '-'; });
  if (!good || phone.size() > 20) {
    return fail("person-phone", {}, {"电话不可用", "the phone number can't be taken"},
                {"只写数字，至多 20 位", "digits only, at most 20"});
  }
  return {};
}

}  // namespace

Result<OneTimeSecret> Accounts::first_run(std::string_view login) {
  const auto alone = [&](Transaction& t) -> Result<void> {
    auto any = first_row(t, "SELECT id FROM identity_person LIMIT 1", {});
    if (!any) return fail(std::move(any.error()));
    if (!*any) return {};
    return fail(
        "person-there", {},
        {"已经有人了，首次设置只能做一次", "there are people already: the first run is over"},
        {"请现有的系统管理员添加", "ask a system administrator that there is"});
  };
  return add(Caller::console(),
             {.login = std::string(login),
              .name = std::string(login),
              .grants = {{.role = Role::system_admin}}},
             0, alone, context_.settings.first_run_ms);
}

Result<OneTimeSecret> Accounts::join(const Caller& by, const NewPerson& person) {
  // It takes two to make somebody and give him power; the console is both.
  const bool alone = by.person != 0 && !person.grants.empty();
  if (alone || !is_over_all(by, Action::people_manage, context_.clock.now_ms()))
    return denied({Reason::no_role});
  return add(
      by, person, by.person, [](Transaction&) -> Result<void> { return {}; },
      context_.settings.invitation_ms);
}

Result<OneTimeSecret> Accounts::join_self(const NewPerson& person) {
  if (!person.grants.empty()) return denied({Reason::no_role});
  return add(
      {}, person, std::nullopt, [](Transaction&) -> Result<void> { return {}; },
      context_.settings.invitation_ms);
}

Result<OneTimeSecret> Accounts::add(const Caller& by, const NewPerson& person,
                                    std::optional<std::int64_t> handed_by,
                                    const std::function<Result<void>(Transaction&)>& check,
                                    std::int64_t valid_ms) {
  auto good = check_login(person.login);
  if (good) good = check_particulars(person.name, person.phone);
  if (!good) return fail(std::move(good.error()));
  const std::int64_t now_ms = context_.clock.now_ms();
  const std::int64_t id = draw_id(context_.random);
  std::vector<Grant> grants;
  for (const NewGrant& wanted : person.grants) {
    auto grant = make_grant(by, id, wanted, Action::people_manage, now_ms, context_.random);
    if (!grant) return fail(std::move(grant.error()));
    good = check_together(grants, *grant);
    if (!good) return fail(std::move(good.error()));
    grants.push_back(std::move(*grant));
  }
  OneTimeSecret secret{id, context_.random.hex(kInvitationBytes), now_ms + valid_ms};
  auto added = database_.transact([&](Transaction& t) -> Result<void> {
    auto done = check(t);
    if (!done) return done;
    auto taken = first_row(t, "SELECT id FROM identity_person WHERE login = ?", {person.login});
    if (!taken) return fail(std::move(taken.error()));
    if (*taken) {
      return fail("login-taken", {},
                  {fmt::format("登录名“{}”已有人用", person.login),
                   fmt::format("the login '{}' is taken", person.login)},
                  {"换一个", "choose another"});
    }
    done = run(
        t,
        "INSERT INTO identity_person (id, login, name, phone, state, demo, joined_ms, handed_by) "
        "VALUES (?, ?, ?, ?, 'invited', ?, ?, ?)",
        {id, person.login, person.name, person.phone, std::int64_t{person.is_demo ? 1 : 0}, now_ms,
         cell_of(handed_by)});
    if (done) done = write_invitation(t, secret);
    if (done) done = context_.recorder.record(t, {now_ms, "person-joined", by.person, id});
    for (const Grant& grant : grants) {
      if (done) done = write_grant(t, grant);
      if (done)
        done =
            context_.recorder.record(t, {now_ms, "role-granted", by.person, id, details_of(grant)});
    }
    return done;
  });
  if (!added) return fail(std::move(added.error()));
  return secret;
}

Result<std::optional<std::int64_t>> Accounts::find(std::string_view login) {
  std::optional<std::int64_t> id;
  auto read = database_.read([&](Transaction& t) -> Result<void> {
    auto row = first_row(t, "SELECT id FROM identity_person WHERE login = ? AND state <> 'left'",
                         {std::string(login)});
    if (!row) return fail(std::move(row.error()));
    if (*row) id = integer((**row)[0]);
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return id;
}

Result<std::int64_t> Accounts::find_left(std::string_view login) {
  std::int64_t id = 0;
  auto read = database_.read([&](Transaction& t) -> Result<void> {
    auto row =
        first_row(t, "SELECT id, state FROM identity_person WHERE login = ?", {std::string(login)});
    if (!row) return fail(std::move(row.error()));
    if (!*row) return person_unknown();
    if (text((**row)[1]) != name_of(PersonState::left)) {
      return fail("person-here", {}, {"此人还没有离任", "the person hasn't left"},
                  {"先办理离任", "have the person leave first"});
    }
    id = integer((**row)[0]);
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return id;
}

Result<std::vector<Person>> Accounts::list(const Caller& by, std::int64_t after,
                                           std::size_t limit) {
  const std::int64_t now_ms = context_.clock.now_ms();
  const std::size_t most = std::min(limit, kMaxListed);
  std::vector<Person> people;
  auto read = database_.read([&](Transaction& t) -> Result<void> {
    bool more = true;
    while (people.size() < most && more) {
      auto rows =
          t.run(fmt::format("SELECT {} FROM identity_person WHERE id > ? AND state <> 'left' "
                            "ORDER BY id LIMIT ?",
                            kPersonColumns),
                {after, static_cast<std::int64_t>(kMaxListed)});
      if (!rows) return fail(std::move(rows.error()));
      more = rows->size() == kMaxListed;
      for (const Row& row : *rows) {
        Person person = person_of(row);
        after = person.id;
        auto grants = read_grants(t, person.id, now_ms);
        if (!grants) return fail(std::move(grants.error()));
        person.grants = std::move(*grants);
        if (!may_see(by, person, now_ms)) continue;
        person.name = mask_name(person.name);
        person.phone = mask_phone(person.phone);
        people.push_back(std::move(person));
        if (people.size() == most) break;
      }
    }
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return people;
}

Result<Person> Accounts::see(const Caller& by, std::int64_t person) {
  const std::int64_t now_ms = context_.clock.now_ms();
  Person found;
  auto done = database_.read([&](Transaction& t) -> Result<void> {
    auto read = read_person(t, person, now_ms);
    if (!read) return fail(std::move(read.error()));
    const bool may =
        *read && (may_see(by, **read, now_ms) ||
                  ((**read).state != PersonState::left && is_newcomer_to(by, **read, now_ms)));
    if (!may) return person_unknown();
    found = std::move(**read);
    return {};
  });
  if (!done) return fail(std::move(done.error()));
  found.name = mask_name(found.name);
  found.phone = mask_phone(found.phone);
  return found;
}

Result<Person> Accounts::own(const Caller& caller) {
  const std::int64_t now_ms = context_.clock.now_ms();
  Person found;
  auto read = database_.read([&](Transaction& t) -> Result<void> {
    auto person = read_person(t, caller.person, now_ms);
    if (!person) return fail(std::move(person.error()));
    if (!*person) return person_unknown();
    found = std::move(**person);
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return found;
}

bool is_own_to_correct(const Caller& caller) {
  return caller.person != 0 && std::ranges::none_of(caller.grants, [](const Grant& grant) {
           return scope_kind(grant.role) != ScopeKind::firm;
         });
}

Result<OwnFactor> Accounts::own_factor(const Caller& caller) {
  OwnFactor factor;
  auto read = database_.read([&](Transaction& t) -> Result<void> {
    auto row = first_row(t,
                         "SELECT totp_secret, password_set_ms, (SELECT count(*) FROM "
                         "identity_recovery r WHERE r.person = s.person) FROM identity_secret s "
                         "WHERE s.person = ?",
                         {caller.person});
    if (!row) return fail(std::move(row.error()));
    if (!*row) return person_unknown();
    factor = {!text((**row)[0]).empty(), integer((**row)[2]), integer((**row)[1])};
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return factor;
}

Result<void> Accounts::correct(const Caller& by, std::int64_t person, std::string_view name,
                               std::string_view phone) {
  auto good = check_particulars(name, phone);
  if (!good) return good;
  const std::int64_t now_ms = context_.clock.now_ms();
  const auto set = [&](Transaction& t) -> Result<void> {
    auto done = run(t, "UPDATE identity_person SET name = ?, phone = ? WHERE id = ?",
                    {std::string(name), std::string(phone), person});
    if (!done) return done;
    return context_.recorder.record(t, {now_ms, "person-corrected", by.person, person});
  };
  if (by.person == person && is_own_to_correct(by)) return database_.transact(set);
  return change(by, person, Action::people_manage, Officers::not_they,
                [&](Transaction& t, Person&) { return set(t); });
}

Result<Person> Accounts::reveal(const Caller& by, std::int64_t person, std::string_view why) {
  if (trim(why).empty()) {
    return fail("reveal-why", {}, {"没有写为什么要看", "it doesn't say why you look"},
                {"写明理由，会记入审计", "give the reason; it goes on record"});
  }
  const std::int64_t now_ms = context_.clock.now_ms();
  Person found;
  auto done = database_.transact([&](Transaction& t) -> Result<void> {
    auto read = read_person(t, person, now_ms);
    if (!read) return fail(std::move(read.error()));
    // Who may not see it doesn't learn whether it is there.
    if (!*read || !may_see(by, **read, now_ms)) return person_unknown();
    found = **read;
    return context_.recorder.record(
        t, {now_ms, "person-revealed", by.person, person, {{"why", std::string(why)}}});
  });
  if (!done) return fail(std::move(done.error()));
  return found;
}

Result<std::int64_t> Accounts::forget(std::int64_t before_ms) {
  const std::int64_t now_ms = context_.clock.now_ms();
  std::int64_t forgotten = 0;
  auto done = database_.transact([&](Transaction& t) -> Result<void> {
    // And those who made an account and never came in: their logins are free again.
    auto rows = t.run(
        "SELECT id FROM identity_person p WHERE (state = 'left' AND left_ms < ? AND name <> '') OR "
        "(state = 'invited' AND EXISTS (SELECT 1 FROM identity_invitation i WHERE i.person = p.id "
        "AND i.expires_ms < ?) AND NOT EXISTS (SELECT 1 FROM identity_grant g WHERE g.person = "
        "p.id)) ORDER BY id",
        {before_ms, before_ms});
    if (!rows) return fail(std::move(rows.error()));
    forgotten = static_cast<std::int64_t>(rows->size());
    for (const Row& row : *rows) {
      const std::int64_t id = integer(row[0]);
      auto gone = run(t,
                      "UPDATE identity_person SET name = '', login = ?, phone = '', state = "
                      "'left', left_ms = COALESCE(left_ms, ?) WHERE id = ?",
                      {fmt::format("left-{}", id), now_ms, id});
      if (gone) gone = context_.recorder.record(t, {now_ms, "person-forgotten", 0, id});
      if (!gone) return gone;
    }
    const std::int64_t sessions_ms = now_ms - kSessionKeptMs;
    auto removed = run(t, "DELETE FROM identity_session WHERE ended_ms < ? OR made_ms < ?",
                       {sessions_ms, sessions_ms - context_.settings.session_longest_ms});
    if (removed) {
      removed = run(t, "DELETE FROM identity_failure WHERE last_ms < ?",
                    {now_ms - context_.settings.per_account.forget_ms});
    }
    if (removed)
      removed = run(t, "DELETE FROM identity_invitation WHERE expires_ms < ?", {before_ms});
    return removed;
  });
  if (!done) return fail(std::move(done.error()));
  return forgotten;
}

}  // namespace fugong::identity
