#include "platform/identity/accounts.hpp"

#include <algorithm>

#include "identity/people.hpp"
#include "platform/identity/demo.hpp"
#include "platform/identity/keys.hpp"

namespace fugong::identity {
namespace {

class AccountsOf : public People {};

TEST_P(AccountsOf, NobodyIsThereUntilTheFirstRunWhichIsOnce) {
  EXPECT_EQ(rows("SELECT id FROM identity_person").size(), 0u) << "no default accounts";
  const OneTimeSecret secret = good(accounts().first_run("admin"));
  EXPECT_EQ(secret.secret.size(), 40u);
  EXPECT_EQ(secret.expires_ms, kNoon + kDay);
  EXPECT_EQ(code_of(accounts().first_run("other")), "person-there");
  const auto grants = rows("SELECT role, scope, granted_by FROM identity_grant");
  ASSERT_EQ(grants.size(), 1u);
  EXPECT_EQ(std::get<std::string>(grants[0][0]), "system_admin");
  EXPECT_EQ(rows("SELECT person FROM identity_secret").size(), 0u) << "no password yet";
  const auto kept = rows("SELECT secret_hash FROM identity_invitation");
  EXPECT_NE(std::get<std::string>(kept.at(0)[0]), secret.secret);
}

TEST_P(AccountsOf, TheFirstOneSetsPasswordAndFactorBeforeAnythingElse) {
  const OneTimeSecret secret = good(accounts().first_run("admin"));
  EXPECT_EQ(code_of(sign_in().with_password("admin", secret.secret, "a")), "sign-in-wrong");
  const Entry entry = good(sign_in().with_secret(secret.secret, kPassword, "a"));
  EXPECT_EQ(entry.stage, Stage::enrol);
  EXPECT_FALSE(is_in(entry.token));
  EXPECT_EQ(code_of(sign_in().with_secret(secret.secret, kPassword, "a")), "secret-invalid");
}

TEST_P(AccountsOf, ASecretExpiresAndAnotherTakesItsPlace) {
  const OneTimeSecret secret = good(accounts().first_run("admin"));
  pass(kDay);
  EXPECT_EQ(code_of(sign_in().with_secret(secret.secret, kPassword, "a")), "secret-invalid");
  const OneTimeSecret again = good(accounts().reset(Caller::console(), secret.person));
  const OneTimeSecret last = good(accounts().reset(Caller::console(), secret.person));
  EXPECT_EQ(code_of(sign_in().with_secret(again.secret, kPassword, "a")), "secret-invalid");
  EXPECT_EQ(good(sign_in().with_secret(last.secret, kPassword, "a")).stage, Stage::enrol);
}

TEST_P(AccountsOf, AdministratorsAppointEachOtherAndNobodyHoldsTwoOffices) {
  const Caller system = join("sys", Role::system_admin);
  const Caller security = join("sec", Role::security_admin);
  const Caller audit = join("aud", Role::audit_admin);
  const auto give = [&](const Caller& by, const Caller& to, Role role, const char* scope = "") {
    return code_of(accounts().grant(by, to.person, {.role = role, .scope = scope}));
  };
  EXPECT_EQ(give(system, system, Role::security_admin), "person-oneself");
  EXPECT_EQ(give(security, security, Role::county_officer, "360102"), "person-oneself");
  EXPECT_EQ(give(system, security, Role::audit_admin), "grant-administrator");
  EXPECT_EQ(give(security, system, Role::county_officer, "360102"), "grant-administrator");
  EXPECT_EQ(give(system, audit, Role::county_officer, "360102"), "access-no-role");
  EXPECT_EQ(give(audit, system, Role::analyst), "access-no-role");
  const Caller officer = join("wang", Role::county_officer, "360102");
  EXPECT_EQ(give(system, officer, Role::security_admin), "grant-administrator");
  EXPECT_EQ(give(security, officer, Role::county_officer, "360102"), "grant-there");
  EXPECT_EQ(give(security, officer, Role::county_officer, "360103"), "");
  EXPECT_EQ(give(security, officer, Role::owner, kFirm), "grant-by-mandate");
  EXPECT_EQ(give(security, officer, Role::city_officer, "360102"), "scope-invalid");
}

TEST_P(AccountsOf, AnAdministratorsOfficeToComeCountsToo) {
  const Caller security = join("sec", Role::security_admin);
  const Caller officer = join("wang", Role::county_officer, "360102");
  const Caller system = join("sys", Role::system_admin);
  EXPECT_EQ(code_of(accounts().grant(system, officer.person,
                                     {.role = Role::audit_admin, .from_ms = kNoon + kDay})),
            "grant-administrator");
  EXPECT_EQ(code_of(accounts().revoke(security, officer.grants[0].id)), "");
  EXPECT_EQ(code_of(accounts().grant(
                security, officer.person,
                {.role = Role::county_officer, .scope = "360102", .until_ms = kNoon + kHour})),
            "");
  EXPECT_EQ(code_of(accounts().grant(system, officer.person,
                                     {.role = Role::audit_admin, .from_ms = kNoon + kHour})),
            "")
      << "one after the other is no clash";
}

TEST_P(AccountsOf, OfficersAppointBelowThemselvesInTheirOwnRegion) {
  const Caller province = join("jx", Role::province_officer, "36");
  const Caller city = join("nc", Role::city_officer, "3601");
  const auto newcomer = [&](const std::string& login) {
    return good(accounts().join(Caller::console(), {.login = login, .name = "某人"})).person;
  };
  const std::int64_t first = newcomer("first");
  const auto give = [&](const Caller& by, std::int64_t whom, Role role, const std::string& scope) {
    return code_of(accounts().grant(by, whom, {.role = role, .scope = scope}));
  };
  EXPECT_EQ(good(accounts().see(city, first)).login, "first") << "whoever knows the login";
  EXPECT_TRUE(good(accounts().list(city, 0, 10)).empty()) << "they are on no list";
  EXPECT_EQ(give(province, first, Role::county_officer, "360102"), "");
  EXPECT_EQ(give(province, first, Role::county_officer, "440103"), "access-outside");
  EXPECT_EQ(give(province, first, Role::province_officer, "36"), "access-no-role");
  EXPECT_EQ(give(province, first, Role::ministry_officer, ""), "access-no-role");
  EXPECT_EQ(give(province, first, Role::system_admin, ""), "access-no-role");
  EXPECT_EQ(give(city, first, Role::county_officer, "360103"), "");
  EXPECT_EQ(give(city, first, Role::county_officer, "360203"), "access-outside");
  EXPECT_EQ(give(caller_of(first), newcomer("second"), Role::county_officer, "360102"),
            "access-no-role")
      << "a county officer appoints nobody";
  EXPECT_EQ(code_of(accounts().see(city, join("bank", Role::partner, "bank-a").person)),
            "person-unknown");
}

TEST_P(AccountsOf, ItTakesTwoAdministratorsToMakeSomebodyAndGiveHimPower) {
  const Caller system = join("sys", Role::system_admin);
  const Caller security = join("sec", Role::security_admin);
  const NewGrant office{.role = Role::county_officer, .scope = "360102"};
  EXPECT_EQ(code_of(accounts().join(security, {.login = "wang", .name = "王", .grants = {office}})),
            "access-no-role");
  for (const NewGrant& one : {office, NewGrant{.role = Role::security_admin}})
    EXPECT_EQ(code_of(accounts().join(system, {.login = "wang", .name = "王", .grants = {one}})),
              "access-no-role");
  const OneTimeSecret secret = good(accounts().join(system, {.login = "wang", .name = "王"}));
  EXPECT_EQ(code_of(accounts().grant(security, secret.person, office)), "");
  // Nor does whoever gives the role get at the password.
  EXPECT_EQ(code_of(accounts().reset(security, secret.person)), "access-no-role");
  EXPECT_EQ(code_of(accounts().leave(security, secret.person)), "access-no-role");
  EXPECT_EQ(code_of(accounts().lock(security, secret.person, "x")), "");
}

TEST_P(AccountsOf, ARoleThatIsOverAppointsNobody) {
  const Caller security = join("sec", Role::security_admin);
  Caller province = join("jx", Role::province_officer, "36");
  province.grants[0].until_ms = kNoon;
  const Caller county = join("dh", Role::county_officer, "360102");
  EXPECT_EQ(code_of(accounts().grant(province, county.person,
                                     {.role = Role::county_officer, .scope = "360103"})),
            "access-no-role");
  const auto give = [&](NewGrant grant) {
    return code_of(accounts().grant(security, province.person, grant));
  };
  EXPECT_EQ(give({.role = Role::analyst, .until_ms = kNoon}), "grant-time");
  EXPECT_EQ(give({.role = Role::analyst, .from_ms = kNoon + 9, .until_ms = kNoon + 9}),
            "grant-time");
  EXPECT_EQ(give({.role = Role::analyst, .only = {Action::case_read}}), "grant-only");
  EXPECT_EQ(give({.role = Role::analyst, .only = {Action::statistics_read}, .until_ms = kNoon + 1}),
            "");
}

TEST_P(AccountsOf, AnyChangeOfRolesEndsTheSessions) {
  const Caller security = join("sec", Role::security_admin);
  const Caller officer = join("wang", Role::county_officer, "360102");
  std::string token = enter_first("wang");
  const Grant more = good(accounts().grant(security, officer.person, {.role = Role::analyst}));
  EXPECT_FALSE(is_in(token));
  token = enter("wang");
  EXPECT_TRUE(is_in(token));
  good(accounts().revoke(security, more.id).map([] { return true; }));
  EXPECT_FALSE(is_in(token));
  token = enter("wang");
  good(accounts().lock(security, officer.person, "lost card").map([] { return true; }));
  EXPECT_FALSE(is_in(token));
  EXPECT_EQ(code_of(sign_in().with_password("wang", kPassword, "a")), "sign-in-locked");
  EXPECT_EQ(code_of(sign_in().with_password("wang", "not this one", "a")), "sign-in-wrong");
  good(accounts().unlock(security, officer.person).map([] { return true; }));
  EXPECT_TRUE(is_in(enter("wang")));
}

TEST_P(AccountsOf, WhoLeavesLosesEverythingInOneStep) {
  const Caller system = join("sys", Role::system_admin);
  const Caller partner = join("bank", Role::partner, "bank-a");
  const std::string token = enter_first("bank");
  Keys keys(*database_, context_);
  const MadeKey key = good(keys.make(
      partner,
      {.label = "k", .scope = "bank-a", .only = {Action::case_read}, .until_ms = kNoon + kDay}));
  EXPECT_TRUE(good(keys.find(key.secret)).has_value());
  EXPECT_EQ(code_of(accounts().leave(system, partner.person)), "");
  EXPECT_FALSE(is_in(token));
  EXPECT_FALSE(good(keys.find(key.secret)).has_value());
  EXPECT_EQ(good(accounts().find("bank")), std::nullopt);
  EXPECT_EQ(rows("SELECT person FROM identity_secret WHERE person = ?", {partner.person}).size(),
            0u);
  EXPECT_EQ(
      rows("SELECT id FROM identity_grant WHERE person = ? AND ended_ms IS NULL", {partner.person})
          .size(),
      0u);
  EXPECT_EQ(rows("SELECT id FROM identity_grant WHERE person = ?", {partner.person}).size(), 1u)
      << "kept";
  EXPECT_EQ(std::get<std::string>(
                rows("SELECT phone FROM identity_person WHERE id = ?", {partner.person})[0][0]),
            "");
  EXPECT_EQ(code_of(sign_in().with_password("bank", kPassword, "a")), "sign-in-wrong");
  EXPECT_EQ(code_of(accounts().leave(system, partner.person)), "person-unknown");
  EXPECT_EQ(code_of(accounts().grant(Caller::console(), partner.person, {.role = Role::analyst})),
            "person-unknown");
}

TEST_P(AccountsOf, KeysSleepWhileWhoMadeThemIsLockedAndEndWithAReset) {
  const Caller system = join("sys", Role::system_admin);
  const Caller security = join("sec", Role::security_admin);
  const Caller partner = join("bank", Role::partner, "bank-a");
  enter_first("bank");
  Keys keys(*database_, context_);
  const NewKey wanted{
      .label = "k", .scope = "bank-a", .only = {Action::case_read}, .until_ms = kNoon + kDay};
  const MadeKey key = good(keys.make(partner, wanted));
  const MadeKey of_other = good(keys.make(join("bank2", Role::partner, "bank-a"), wanted));
  const auto works = [&](const MadeKey& one) { return good(keys.find(one.secret)).has_value(); };
  EXPECT_EQ(code_of(accounts().lock(security, partner.person, "stolen")), "");
  EXPECT_FALSE(works(key));
  EXPECT_TRUE(works(of_other));
  EXPECT_EQ(code_of(accounts().unlock(security, partner.person)), "");
  EXPECT_TRUE(works(key));
  EXPECT_EQ(code_of(accounts().reset(system, partner.person)), "");
  EXPECT_EQ(code_of(accounts().unlock(Caller::console(), partner.person)), "");
  EXPECT_FALSE(works(key));
  EXPECT_TRUE(works(of_other)) << "of the same body";
}

TEST_P(AccountsOf, TheLastSystemAdministratorStays) {
  const Caller security = join("sec", Role::security_admin);
  const Caller first = join("sys", Role::system_admin);
  enter_first("sys");
  EXPECT_EQ(code_of(accounts().leave(Caller::console(), first.person)),
            "person-last-administrator");
  EXPECT_EQ(code_of(accounts().lock(security, first.person, "x")), "person-last-administrator");
  EXPECT_EQ(code_of(accounts().revoke(security, first.grants[0].id)), "person-last-administrator");
  join("sys2", Role::system_admin);
  EXPECT_EQ(code_of(accounts().leave(Caller::console(), first.person)), "person-last-administrator")
      << "the other one has not signed in yet";
  enter_first("sys2");
  EXPECT_EQ(code_of(accounts().leave(Caller::console(), first.person)), "");
}

TEST_P(AccountsOf, OnlyThoseAboveLockAndReset) {
  const Caller system = join("sys", Role::system_admin);
  const Caller audit = join("aud", Role::audit_admin);
  const Caller city = join("nc", Role::city_officer, "3601");
  const Caller county = join("dh", Role::county_officer, "360102");
  const Caller far = join("zs", Role::county_officer, "360203");
  for (const Caller* by : {&audit, &county, &far}) {
    EXPECT_EQ(code_of(accounts().lock(*by, city.person, "x")), "access-no-role");
    EXPECT_EQ(code_of(accounts().reset(*by, city.person)), "access-no-role");
    EXPECT_EQ(code_of(accounts().leave(*by, city.person)), "access-no-role");
    EXPECT_EQ(code_of(accounts().leave(*by, 12345)), "access-no-role") << "nor who is there";
  }
  EXPECT_EQ(code_of(accounts().lock(city, far.person, "x")), "access-no-role");
  EXPECT_EQ(code_of(accounts().lock(city, county.person, "x")), "");
  EXPECT_EQ(code_of(accounts().lock(city, system.person, "x")), "access-no-role");
  EXPECT_EQ(code_of(accounts().lock(system, system.person, "x")), "person-oneself");
  // A ministry officer is above officers, not above administrators.
  const Caller ministry = join("min", Role::ministry_officer);
  EXPECT_EQ(code_of(accounts().reset(ministry, system.person)), "access-no-role");
  EXPECT_EQ(code_of(accounts().lock(ministry, far.person, "x")), "");
  EXPECT_EQ(code_of(accounts().leave(ministry, far.person)), "");
}

TEST_P(AccountsOf, AResetTakesPasswordAndFactorButNoLockAway) {
  const Caller system = join("sys", Role::system_admin);
  const Caller officer = join("wang", Role::county_officer, "360102");
  const std::string token = enter_first("wang");
  const Caller city = join("nc", Role::city_officer, "3601");
  good(accounts().lock(system, officer.person, "x").map([] { return true; }));
  const OneTimeSecret secret = good(accounts().reset(system, officer.person));
  EXPECT_FALSE(is_in(token));
  EXPECT_EQ(code_of(sign_in().with_password("wang", kPassword, "a")), "sign-in-wrong");
  EXPECT_EQ(code_of(sign_in().with_secret(secret.secret, kPassword, "a")), "sign-in-locked");
  good(accounts().unlock(city, officer.person).map([] { return true; }));
  EXPECT_EQ(good(sign_in().with_secret(secret.secret, kPassword, "a")).stage, Stage::enrol);
}

TEST_P(AccountsOf, ListsAreMaskedAndShowOnlyThoseBelow) {
  const Caller security = join("sec", Role::security_admin);
  const Caller city = join("nc", Role::city_officer, "3601");
  const Caller county = join("dh", Role::county_officer, "360102");
  join("zs", Role::county_officer, "360203");
  const auto logins = [&](const Caller& by) {
    std::vector<std::string> found;
    for (const Person& person : good(accounts().list(by, 0, 200)))
      found.push_back(person.login);
    std::ranges::sort(found);
    return found;
  };
  using Logins = std::vector<std::string>;
  EXPECT_EQ(logins(security), (Logins{"dh", "nc", "sec", "zs"}));
  EXPECT_EQ(logins(city), Logins{"dh"});
  EXPECT_EQ(logins(county), Logins{});
  const Person one = good(accounts().list(city, 0, 200)).at(0);
  EXPECT_EQ(one.name, "王**");
  EXPECT_EQ(one.phone, "138****5678");
  ASSERT_EQ(one.grants.size(), 1u);
  EXPECT_EQ(one.grants[0].scope, "360102");
  // Page by page it is the same.
  std::int64_t after = 0;
  std::size_t pages = 0;
  while (true) {
    const auto page = good(accounts().list(security, after, 1));
    if (page.empty()) break;
    EXPECT_GT(page[0].id, after);
    after = page[0].id;
    ++pages;
  }
  EXPECT_EQ(pages, 4u);
}

TEST_P(AccountsOf, PeopleSeeWhatIsKeptAboutThemAndHaveItSetRight) {
  const Caller system = join("sys", Role::system_admin);
  const Caller officer = join("wang", Role::county_officer, "360102");
  const Caller owner = join_self("owner");
  EXPECT_EQ(good(accounts().own(officer)).phone, "13812345678");
  EXPECT_EQ(good(accounts().own(officer)).name, "王小明");
  EXPECT_EQ(code_of(accounts().own(Caller::console())), "person-unknown");
  EXPECT_EQ(code_of(accounts().correct(owner, owner.person, "李思", "13900000000")), "");
  EXPECT_EQ(good(accounts().own(owner)).name, "李思");
  EXPECT_EQ(code_of(accounts().correct(owner, officer.person, "李思", "")), "access-no-role");
  EXPECT_EQ(code_of(accounts().correct(officer, officer.person, "李思", "")), "person-oneself");
  EXPECT_EQ(code_of(accounts().correct(system, officer.person, "王晓明", "")), "");
  EXPECT_EQ(good(accounts().own(officer)).name, "王晓明");
  EXPECT_EQ(code_of(accounts().correct(system, officer.person, "", "")), "person-name");
  EXPECT_EQ(count("person-corrected"), 2);
}

TEST_P(AccountsOf, LookingAtOnePersonIsRecorded) {
  const Caller city = join("nc", Role::city_officer, "3601");
  const Caller county = join("dh", Role::county_officer, "360102");
  EXPECT_EQ(code_of(accounts().reveal(city, county.person, " ")), "reveal-why");
  EXPECT_EQ(code_of(accounts().reveal(county, city.person, "curious")), "person-unknown");
  EXPECT_EQ(count("person-revealed"), 0);
  const Person seen = good(accounts().reveal(city, county.person, "to call him"));
  EXPECT_EQ(seen.name, "王小明");
  EXPECT_EQ(seen.phone, "13812345678");
  EXPECT_EQ(count("person-revealed"), 1);
}

TEST_P(AccountsOf, AChangeThatCannotBeRecordedIsNotMade) {
  const Caller security = join("sec", Role::security_admin);
  const Caller officer = join("wang", Role::county_officer, "360102");
  recorder_.refused = "role-granted";
  EXPECT_EQ(code_of(accounts().grant(security, officer.person, {.role = Role::analyst})),
            "recorder");
  EXPECT_EQ(
      code_of(accounts().join(Caller::console(),
                              {.login = "li1", .name = "李", .grants = {{.role = Role::analyst}}})),
      "recorder");
  EXPECT_EQ(rows("SELECT id FROM identity_grant WHERE role = 'analyst'").size(), 0u);
  EXPECT_EQ(good(accounts().find("li1")), std::nullopt);
  recorder_.refused = "person-left";
  EXPECT_EQ(code_of(accounts().leave(Caller::console(), officer.person)), "recorder");
  EXPECT_TRUE(good(accounts().find("wang")).has_value());
}

TEST_P(AccountsOf, EveryChangeOfRolesIsRecordedWithWhoMadeIt) {
  const Caller security = join("sec", Role::security_admin);
  const Caller officer = join("wang", Role::county_officer, "360102");
  const Grant grant =
      good(accounts().grant(security, officer.person, {.role = Role::analyst, .scope = "36"}));
  EXPECT_EQ(code_of(accounts().revoke(security, grant.id)), "");
  const auto told =
      rows("SELECT what, details FROM test_change WHERE by_id = ? AND person = ? ORDER BY what",
           {security.person, officer.person});
  ASSERT_EQ(told.size(), 2u);
  const std::string details = "grant=" + std::to_string(grant.id) + " role=analyst scope=36 ";
  EXPECT_EQ(told[0], (store::Row{"role-ended", details}));
  EXPECT_EQ(told[1], (store::Row{"role-granted", details}));
}

TEST_P(AccountsOf, NewPeopleAreChecked) {
  const auto add = [&](NewPerson person) {
    return code_of(accounts().join(Caller::console(), person));
  };
  for (const char* login : {"", "a", "Wang", "wang li", ".wang", "王小明"})
    EXPECT_EQ(add({.login = login, .name = "王"}), "login-invalid") << login;
  EXPECT_EQ(add({.login = std::string(65, 'a'), .name = "王"}), "login-invalid");
  EXPECT_EQ(add({.login = std::string(64, 'a'), .name = "王"}), "");
  EXPECT_EQ(add({.login = "wang@example.com", .name = "王"}), "");
  EXPECT_EQ(add({.login = "wang@example.com", .name = "王"}), "login-taken");
  EXPECT_EQ(add({.login = "li1", .name = ""}), "person-name");
  EXPECT_EQ(add({.login = "li1", .name = "\xff"}), "person-name");
  EXPECT_EQ(add({.login = "li1", .name = "李", .phone = "call me"}), "person-phone");
  EXPECT_EQ(add({.login = "li1",
                 .name = "李",
                 .grants = {{.role = Role::system_admin}, {.role = Role::analyst}}}),
            "grant-administrator");
  EXPECT_EQ(code_of(accounts().join_self(
                {.login = "li1", .name = "李", .grants = {{.role = Role::analyst}}})),
            "access-no-role");
}

TEST_P(AccountsOf, SessionsAreKeptForThirtyDaysAndFailuresForOne) {
  join("wang", Role::county_officer, "360102");
  enter_first("wang");
  EXPECT_EQ(code_of(sign_in().with_password("wang", "not this one", "a")), "sign-in-wrong");
  const auto kept = [&] {
    good(accounts().forget(clock_.now_ms() - kForgottenAfterMs));
    return std::pair(rows("SELECT id FROM identity_session").size(),
                     rows("SELECT name_hash FROM identity_failure").size());
  };
  EXPECT_EQ(kept(), std::pair(std::size_t{2}, std::size_t{2}));
  pass(kDay + 1);
  EXPECT_EQ(kept(), std::pair(std::size_t{2}, std::size_t{0}));
  pass(28 * kDay);
  EXPECT_EQ(kept().first, 2u);
  pass(2 * kDay);
  EXPECT_EQ(kept().first, 0u);
}

TEST_P(AccountsOf, WhoLeftLongAgoIsForgotten) {
  const Caller officer = join("wang", Role::county_officer, "360102");
  const Caller other = join("li1", Role::county_officer, "360103");
  EXPECT_EQ(code_of(accounts().leave(Caller::console(), officer.person)), "");
  EXPECT_EQ(good(accounts().forget(kNoon)), 0);
  pass(kDay);
  EXPECT_EQ(code_of(accounts().leave(Caller::console(), other.person)), "");
  EXPECT_EQ(good(accounts().forget(kNoon + 1)), 1);
  EXPECT_EQ(good(accounts().forget(kNoon + 1)), 0) << "once";
  EXPECT_EQ(rows("SELECT login, name FROM identity_person WHERE id = ?", {officer.person})[0],
            (store::Row{"left-" + std::to_string(officer.person), ""}));
  EXPECT_EQ(rows("SELECT name FROM identity_person WHERE id = ?", {other.person})[0],
            (store::Row{"王小明"}));
}

TEST_P(AccountsOf, WhoNeverCameInIsForgottenAndHisLoginFree) {
  good(accounts().join_self({.login = "zhao", .name = "赵六", .phone = "13812345678"}));
  join("officer", Role::county_officer, "360102");
  const Caller came = join_self("boss");
  pass(4 * kDay);
  EXPECT_EQ(good(accounts().forget(kNoon + 3 * kDay)), 0) << "the secret was good until then";
  EXPECT_EQ(good(accounts().forget(kNoon + 3 * kDay + 1)), 1);
  good(accounts().join_self({.login = "zhao", .name = "赵七"}));
  EXPECT_EQ(rows("SELECT id FROM identity_person WHERE state = 'left' AND phone <> ''").size(), 0u);
  EXPECT_EQ(good(accounts().own(came)).name, "李四");
  EXPECT_TRUE(good(accounts().find("officer")).has_value()) << "who holds a role is waited for";
}

TEST_P(AccountsOf, DemoLoginsSignInOneForEachRole) {
  const DemoScopes scopes{.county = "360102", .firm = kFirm, .body = "bank-a"};
  good(make_demo(*database_, context_, scopes));
  const auto logins = good(make_demo(*database_, context_, scopes));
  ASSERT_EQ(logins.size(), kRoles);
  EXPECT_EQ(rows("SELECT id FROM identity_person WHERE demo = 1").size(), kRoles);
  for (const DemoLogin& login : logins) {
    EXPECT_EQ(code_of(check_password(PasswordPolicy::asvs(), login.password, {login.login})), "");
    EXPECT_EQ(code_of(check_password(PasswordPolicy::graded_protection(), login.password, {})), "");
    Entry entry = good(sign_in().with_password(login.login, login.password, "a"));
    if (needs_second_factor(login.role)) {
      EXPECT_EQ(entry.stage, Stage::second_factor);
      const auto kept =
          rows("SELECT totp_secret FROM identity_secret WHERE person = ?", {entry.person});
      EXPECT_EQ(base32(std::get<std::string>(kept[0][0])), login.totp);
      entry =
          good(sign_in().second_factor(entry.token, next_code(std::get<std::string>(kept[0][0]))));
    }
    const auto caller = good(sessions().find(entry.token));
    ASSERT_TRUE(caller.has_value()) << login.login;
    ASSERT_EQ(caller->grants.size(), 1u);
    EXPECT_EQ(caller->grants[0].role, login.role);
  }
  join("wang", Role::county_officer, "360102");
  EXPECT_EQ(code_of(make_demo(*database_, context_, scopes)), "demo-real-people");
}

FUGONG_ON_BOTH_DATABASES(AccountsOf);

TEST(Masks, LeaveTheFirstCharacterAndTheEndsOfANumber) {
  EXPECT_EQ(mask_name("王小明"), "王**");
  EXPECT_EQ(mask_name("王明"), "王*");
  EXPECT_EQ(mask_name("阿依古丽"), "阿**");
  EXPECT_EQ(mask_name(""), "");
  EXPECT_EQ(mask_phone("13812345678"), "138****5678");
  EXPECT_EQ(mask_phone("1234567"), "****");
  EXPECT_EQ(mask_phone(""), "");
}

}  // namespace
}  // namespace fugong::identity
