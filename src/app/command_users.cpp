#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "app/account_office.hpp"
#include "app/account_settings.hpp"
#include "app/commands.hpp"
#include "app/files.hpp"
#include "app/users_command.hpp"
#include "base/clock.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace fugong::app {
namespace {

using identity::Accounts;
using identity::Caller;
using identity::Grant;
using identity::Person;

constexpr std::size_t kMaxSecretBytes = 4096;

/// The first line of a file.
Result<std::string> read_line(const std::string& path) {
  auto text = read_file(path, kMaxSecretBytes);
  if (!text) return text;
  std::string line = text->substr(0, text->find('\n'));
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

Result<identity::Role> read_role(const std::string& name) {
  const auto role = identity::role_of(name);
  if (role) return *role;
  std::vector<std::string_view> names;
  for (const identity::Role one : identity::all_roles())
    names.push_back(identity::name_of(one));
  const auto like = nearest(name, names);
  return fail(
      "unknown-role", {},
      {fmt::format("没有“{}”这种角色", name), fmt::format("no role '{}'", name)},
      {like ? fmt::format("是不是 {}？", *like) : "见 docs/identity.md 的表",
       like ? fmt::format("did you mean {}?", *like) : "see the table in docs/identity.md"});
}

/// "city_officer:3601"
Result<identity::NewGrant> read_grant(const std::string& text) {
  const std::size_t colon = text.find(':');
  auto role = read_role(text.substr(0, colon));
  if (!role) return fail(std::move(role.error()));
  return identity::NewGrant{.role = *role,
                            .scope = colon == std::string::npos ? "" : text.substr(colon + 1)};
}

int tell(const Common& common, const UsersCommand& command, const Text& text) {
  if (command.json) {
    fmt::print("{}\n", JsonWriter().begin_object().key("done").text(text).end_object().str());
  } else {
    fmt::print("{}\n", common.pick(text));
  }
  return kOk;
}

/// Shows a secret once, or keeps it in a private file.
int give_secret(const Common& common, const UsersCommand& command,
                const Result<identity::OneTimeSecret>& secret) {
  if (!secret) return give_up(common, secret.error());
  const bool to_file = !command.secret_out.empty();
  if (to_file) {
    auto written = write_new_files({{command.secret_out, secret->secret + "\n", true}});
    if (!written) {
      Faults faults = written.error();
      faults.push_back({"secret-lost",
                        {},
                        {"账户已建好，但一次性口令没有写出",
                         "the account is there, but its secret wasn't written"},
                        {fmt::format("用 fugong users reset {} 再发一个", command.login),
                         fmt::format("give another with fugong users reset {}", command.login)}});
      return give_up(common, faults);
    }
  }
  if (command.json) {
    JsonWriter json;
    json.begin_object().key("login").string(command.login);
    json.key("id").string(std::to_string(secret->person));
    if (!to_file) json.key("secret").string(secret->secret);
    fmt::print("{}\n", json.key("expires_ms").number(secret->expires_ms).end_object().str());
    return kOk;
  }
  if (to_file) {
    fmt::print(
        "{}\n",
        common.pick({fmt::format("{} 的一次性口令已写入 {}", command.login, command.secret_out),
                     fmt::format("the one-time secret of {} is in {}", command.login,
                                 command.secret_out)}));
    return kOk;
  }
  fmt::print("{}\n", common.pick({fmt::format("{} 的一次性口令（只显示这一次）：{}", command.login,
                                              secret->secret),
                                  fmt::format("one-time secret of {} (shown this once): {}",
                                              command.login, secret->secret)}));
  return kOk;
}

/// Runs a change of one person by the console.
template <class Body>
int change(const Common& common, const UsersCommand& command, const Text& done, const Body& body) {
  auto office = AccountOffice::open(command.database);
  if (!office) return give_up(common, office.error());
  auto person = (*office)->find(command.login);
  if (!person) return give_up(common, person.error());
  const Result<void> changed = body(**office, *person);
  if (!changed) return give_up(common, changed.error());
  return tell(common, command, done);
}

std::string until_of(const Grant& grant) {
  if (!grant.until_ms) return "";
  return Date::from_days((*grant.until_ms + kChinaMs - 1) / kDayMs).to_string();
}

std::string day_of(std::int64_t at_ms) {
  return Date::from_days((at_ms + kChinaMs) / kDayMs).to_string();
}

/// A role as who reviews it reads it.
std::vector<std::pair<const char*, std::string>> line_of(const identity::HeldRole& one) {
  return {{"login", one.login},
          {"state", std::string(identity::name_of(one.state))},
          {"role", std::string(identity::name_of(one.grant.role))},
          {"scope", one.grant.scope},
          {"only", identity::join_actions(one.grant.only)},
          {"since", day_of(one.grant.from_ms)},
          {"until", until_of(one.grant)},
          {"given_by", one.given_by.empty() ? "console" : one.given_by},
          {"last_signed_in", one.signed_in_ms ? day_of(*one.signed_in_ms) : ""}};
}

void write_person(JsonWriter& json, const Person& person) {
  json.begin_object().key("id").string(std::to_string(person.id)).key("login").string(person.login);
  json.key("name").string(person.name).key("phone").string(person.phone);
  json.key("state").string(identity::name_of(person.state)).key("demo").boolean(person.is_demo);
  json.key("roles").begin_array();
  for (const Grant& grant : person.grants) {
    json.begin_object().key("grant").string(std::to_string(grant.id));
    json.key("role").string(identity::name_of(grant.role)).key("scope").string(grant.scope);
    json.key("only").string(identity::join_actions(grant.only));
    json.key("until").string(until_of(grant)).end_object();
  }
  json.end_array().end_object();
}

Result<std::vector<Person>> list_all(AccountOffice& office) {
  std::vector<Person> all;
  while (true) {
    auto page = office.accounts().list(Caller::console(), all.empty() ? 0 : all.back().id,
                                       identity::kMaxListed);
    if (!page) return page;
    if (page->empty()) break;
    std::ranges::move(*page, std::back_inserter(all));
  }
  std::ranges::sort(all, {}, &Person::login);
  return all;
}

}  // namespace

int run_users_first(const Common& common, const UsersCommand& command) {
  auto office = AccountOffice::open(command.database);
  if (!office) return give_up(common, office.error());
  return give_secret(common, command, (*office)->accounts().first_run(command.login));
}

int run_users_add(const Common& common, const UsersCommand& command) {
  identity::NewPerson person{.login = command.login, .name = command.name};
  for (const std::string& role : command.roles) {
    auto grant = read_grant(role);
    if (!grant) return give_up(common, grant.error());
    person.grants.push_back(std::move(*grant));
  }
  if (!command.phone_file.empty()) {
    auto phone = read_line(command.phone_file);
    if (!phone) return give_up(common, phone.error());
    person.phone = std::move(*phone);
  }
  auto office = AccountOffice::open(command.database);
  if (!office) return give_up(common, office.error());
  return give_secret(common, command, (*office)->accounts().join(Caller::console(), person));
}

int run_users_set_password(const Common& common, const UsersCommand& command) {
  auto secret = read_line(command.secret_file);
  if (!secret) return give_up(common, secret.error());
  auto password = read_line(command.password_file);
  if (!password) return give_up(common, password.error());
  auto settings = read_account_settings(command.accounts);
  if (!settings) return give_up(common, settings.error());
  auto office = AccountOffice::open(command.database, std::move(*settings));
  if (!office) return give_up(common, office.error());
  const auto entry = (*office)->sign_in().with_secret(*secret, *password, "console");
  if (!entry) return give_up(common, entry.error());
  return tell(common, command,
              entry->stage == identity::Stage::enrol
                  ? Text{"密码已设。首次登录时设置第二因素",
                         "the password is set. The second factor is set up when signing in first"}
                  : Text{"密码已设", "the password is set"});
}

int run_users_list(const Common& common, const UsersCommand& command) {
  auto office = AccountOffice::open(command.database);
  if (!office) return give_up(common, office.error());
  const auto people = list_all(**office);
  if (!people) return give_up(common, people.error());
  if (command.json) {
    JsonWriter json;
    json.begin_object().key("people").begin_array();
    for (const Person& person : *people)
      write_person(json, person);
    fmt::print("{}\n", json.end_array().end_object().str());
    return kOk;
  }
  for (const Person& person : *people) {
    std::string roles;
    for (const Grant& grant : person.grants) {
      roles += fmt::format("  {}", identity::name_of(grant.role));
      if (!grant.scope.empty()) roles += ":" + grant.scope;
      if (grant.until_ms)
        roles += common.pick({fmt::format("（到 {}）", until_of(grant)),
                              fmt::format(" (until {})", until_of(grant))});
    }
    fmt::print("{}  {}  {}{}{}\n", person.login, person.name, identity::name_of(person.state),
               roles, person.is_demo ? common.pick({"  演示", "  demo"}) : "");
  }
  return kOk;
}

int run_users_grant(const Common& common, const UsersCommand& command) {
  auto role = read_role(command.role);
  if (!role) return give_up(common, role.error());
  auto only = identity::split_actions(command.only);
  if (!only) return give_up(common, only.error());
  identity::NewGrant grant{.role = *role, .scope = command.scope, .only = std::move(*only)};
  if (!command.until.empty()) {
    const auto day = read_day(common, command.until, "--until");
    if (!day) return kUsage;
    // To the end of that day in China.
    grant.until_ms = (day->days() + 1) * kDayMs - kChinaMs;
  }
  return change(common, command,
                {"已授予；其会话已结束", "granted; the person's sessions have ended"},
                [&](AccountOffice& office, std::int64_t person) -> Result<void> {
                  auto given = office.accounts().grant(Caller::console(), person, grant);
                  if (!given) return fail(std::move(given.error()));
                  return {};
                });
}

int run_users_revoke(const Common& common, const UsersCommand& command) {
  auto role = read_role(command.role);
  if (!role) return give_up(common, role.error());
  return change(common, command,
                {"已收回；其会话已结束", "ended; the person's sessions have ended"},
                [&](AccountOffice& office, std::int64_t person) -> Result<void> {
                  auto people = list_all(office);
                  if (!people) return fail(std::move(people.error()));
                  const auto who = std::ranges::find(*people, person, &Person::id);
                  std::int64_t id = 0;
                  if (who != people->end()) {
                    for (const Grant& grant : who->grants)
                      if (grant.role == *role && grant.scope == command.scope) id = grant.id;
                  }
                  return office.accounts().revoke(Caller::console(), id);
                });
}

int run_users_lock(const Common& common, const UsersCommand& command) {
  return change(common, command, {"已锁定", "locked"},
                [&](AccountOffice& office, std::int64_t person) {
                  return office.accounts().lock(Caller::console(), person, command.why);
                });
}

int run_users_unlock(const Common& common, const UsersCommand& command) {
  return change(common, command, {"已解锁", "unlocked"},
                [](AccountOffice& office, std::int64_t person) {
                  return office.accounts().unlock(Caller::console(), person);
                });
}

int run_users_leave(const Common& common, const UsersCommand& command) {
  return change(common, command, {"已离任", "gone"},
                [](AccountOffice& office, std::int64_t person) {
                  return office.accounts().leave(Caller::console(), person);
                });
}

int run_users_reset(const Common& common, const UsersCommand& command) {
  auto office = AccountOffice::open(command.database);
  if (!office) return give_up(common, office.error());
  auto person = (*office)->find(command.login);
  if (!person) return give_up(common, person.error());
  return give_secret(common, command, (*office)->accounts().reset(Caller::console(), *person));
}

int run_users_review(const Common& common, const UsersCommand& command) {
  auto office = AccountOffice::open(command.database);
  if (!office) return give_up(common, office.error());
  const auto held = (*office)->review();
  if (!held) return give_up(common, held.error());
  if (command.json) {
    JsonWriter json;
    json.begin_object().key("roles").begin_array();
    for (const identity::HeldRole& one : *held) {
      json.begin_object();
      for (const auto& [name, value] : line_of(one))
        json.key(name).string(value);
      json.end_object();
    }
    fmt::print("{}\n", json.end_array().end_object().str());
    return kOk;
  }
  // Columns as the API names such things, for a sheet; no value has a comma or a quote.
  fmt::print("login,state,role,scope,only,since,until,given_by,last_signed_in\n");
  for (const identity::HeldRole& one : *held) {
    std::string line;
    for (const auto& [name, value] : line_of(one))
      line += (line.empty() ? "" : ",") + value;
    fmt::print("{}\n", line);
  }
  return kOk;
}

int run_users_erase(const Common& common, const UsersCommand& command) {
  auto office = AccountOffice::open(command.database);
  if (!office) return give_up(common, office.error());
  const auto erased = (*office)->erase(command.login, command.why);
  if (!erased) return give_up(common, erased.error());
  return tell(common, command,
              {fmt::format("已删除 {} 项；事件和证明不变", *erased),
               fmt::format("values erased: {}; events and proofs stay as they are", *erased)});
}

int run_users_forget(const Common& common, const UsersCommand& command) {
  auto office = AccountOffice::open(command.database);
  if (!office) return give_up(common, office.error());
  const auto forgotten =
      (*office)->accounts().forget((*office)->clock().now_ms() - command.days * kDayMs);
  if (!forgotten) return give_up(common, forgotten.error());
  return tell(common, command,
              {fmt::format("忘掉了 {} 人的姓名和登录名", *forgotten),
               fmt::format("names and logins forgotten: {}", *forgotten)});
}

}  // namespace fugong::app
