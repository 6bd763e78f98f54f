// The ways on which one person would act as two, and what stops each (docs/identity.md). What
// access alone stops is in access_test.cpp.
#include <map>
#include <tuple>

#include "identity/people.hpp"
#include "platform/identity/keys.hpp"
#include "platform/identity/mandates.hpp"

namespace fugong::identity {
namespace {

class OneAsTwo : public People {
 protected:
  /// Somebody who acts for the firm.
  Caller own_firm() {
    const Caller asker = join_self("boss");
    ByOfficer evidence;
    Mandates mandates(*database_, context_, {&evidence});
    const Mandate asked = good(mandates.ask(asker, {kFirm, "360102", "bank-a"}, "officer", ""));
    const Caller officer = join("confirming", Role::county_officer, "360102");
    good(mandates.confirm(officer, asked.id, {Paper::identity_card}));
    return caller_of(asker.person);
  }
};

TEST_P(OneAsTwo, NoOfficerComesBySomebodysSecret) {
  const Caller ministry = join("min", Role::ministry_officer);
  const Caller province = join("jx", Role::province_officer, "36");
  const Caller city = join("nc", Role::city_officer, "3601");
  const Caller county = join("dh", Role::county_officer, "360102");
  const std::string token = enter_first("dh");
  for (const Caller* by : {&ministry, &province, &city, &county}) {
    EXPECT_EQ(code_of(accounts().join(*by, {.login = "made-up", .name = "某人"})),
              "access-no-role");
    EXPECT_EQ(code_of(accounts().join(
                  *by, {.login = "made-up",
                        .name = "某人",
                        .grants = {{.role = Role::county_officer, .scope = "360102"}}})),
              "access-no-role");
    if (by == &county) continue;
    EXPECT_EQ(code_of(accounts().reset(*by, county.person)), "access-no-role");
    EXPECT_EQ(code_of(accounts().correct(*by, county.person, "李", "")), "access-no-role");
  }
  EXPECT_TRUE(is_in(token));
  EXPECT_EQ(good(accounts().find("made-up")), std::nullopt);
}

TEST_P(OneAsTwo, WhoLetHimselfInGetsNoOffice) {
  const Caller province = join("jx", Role::province_officer, "36");
  const Caller security = join("sec", Role::security_admin);
  const Caller system = join("sys", Role::system_admin);
  const Caller alias = join_self("alias");
  const NewGrant office{.role = Role::county_officer, .scope = "360102"};
  for (const Caller& by : {province, security, Caller::console()})
    EXPECT_EQ(code_of(accounts().grant(by, alias.person, office)), "grant-self-joined");
  EXPECT_EQ(code_of(accounts().see(province, alias.person)), "person-unknown");
  // Once somebody has made sure who it is, and handed him a secret, it is as any other.
  EXPECT_EQ(code_of(accounts().reset(system, alias.person)), "");
  EXPECT_EQ(code_of(accounts().grant(province, alias.person, office)), "");
}

TEST_P(OneAsTwo, WhoHandsOutASecretNeitherGivesARoleNorUnlocks) {
  const Caller one = join("one", Role::system_admin);
  const Caller other = join("other", Role::system_admin);
  const Caller security = join("sec", Role::security_admin);
  const NewGrant office{.role = Role::security_admin};
  const std::int64_t made = good(accounts().join(one, {.login = "new", .name = "某人"})).person;
  EXPECT_EQ(code_of(accounts().grant(one, made, office)), "person-handed");
  EXPECT_EQ(code_of(accounts().grant(other, made, office)), "");
  // The secrets of two officers would make both pairs of eyes of whoever resets them.
  const Caller officer = join("officer", Role::county_officer, "360102");
  enter_first("officer");
  const OneTimeSecret secret = good(accounts().reset(one, officer.person));
  EXPECT_EQ(code_of(sign_in().with_secret(secret.secret, kPassword, "a")), "sign-in-locked");
  EXPECT_EQ(code_of(accounts().unlock(one, officer.person)), "person-handed");
  EXPECT_EQ(code_of(accounts().unlock(security, officer.person)), "");
  EXPECT_EQ(good(sign_in().with_secret(secret.secret, kPassword, "a")).stage, Stage::enrol);
}

// Each of two administrators resets, so that the first could unlock what the second handed out.
TEST_P(OneAsTwo, ASecondResetTakesTheFirstSecretAway) {
  const Caller one = join("one", Role::system_admin);
  const Caller other = join("other", Role::system_admin);
  const Caller officer = join("officer", Role::county_officer, "360102");
  enter_first("officer");
  const OneTimeSecret first = good(accounts().reset(one, officer.person));
  const OneTimeSecret second = good(accounts().reset(other, officer.person));
  EXPECT_EQ(code_of(accounts().unlock(other, officer.person)), "person-handed");
  EXPECT_EQ(code_of(accounts().unlock(one, officer.person)), "");
  EXPECT_EQ(code_of(sign_in().with_secret(first.secret, kPassword, "a")), "secret-invalid");
  EXPECT_EQ(good(sign_in().with_secret(second.secret, kPassword, "a")).stage, Stage::enrol);
  EXPECT_EQ(code_of(sign_in().with_secret(second.secret, "another long password", "a")),
            "secret-invalid")
      << "whoever is second finds that somebody was there";
}

// The administrator names another to be able to name himself through him.
TEST_P(OneAsTwo, NoAdministratorMakesOneOfTheOtherTwoOfAnAccountOfHis) {
  const Caller system = join("sys", Role::system_admin);
  const Caller security = join("sec", Role::security_admin);
  const std::int64_t alias =
      good(accounts().join(system, {.login = "alias", .name = "某人"})).person;
  for (const Role role : {Role::security_admin, Role::audit_admin}) {
    EXPECT_EQ(code_of(accounts().grant(system, alias, {.role = role})), "person-handed");
    EXPECT_EQ(code_of(accounts().grant(system, security.person, {.role = role})),
              role == Role::security_admin ? "grant-there" : "grant-administrator");
    EXPECT_EQ(code_of(accounts().grant(security, alias, {.role = role})), "access-no-role");
    EXPECT_EQ(code_of(accounts().grant(security, security.person, {.role = role})),
              "person-oneself");
  }
  EXPECT_EQ(code_of(accounts().grant(system, alias, {.role = Role::system_admin})),
            "access-no-role");
  // Another name, and a reset, make nobody another's.
  EXPECT_EQ(code_of(accounts().correct(system, alias, "王局长", "")), "");
  EXPECT_EQ(code_of(accounts().reset(system, alias)), "");
  EXPECT_EQ(code_of(accounts().grant(system, alias, {.role = Role::audit_admin})), "person-handed");
  EXPECT_EQ(code_of(accounts().reset(security, alias)), "access-no-role");
}

// A key has no person, as the console has none.
TEST_P(OneAsTwo, AKeyIsNotTakenForTheConsole) {
  const Caller officer = join("wang", Role::county_officer, "360102");
  const Caller self = join_self("alias");
  const MadeKey made =
      good(Keys(*database_, context_)
               .make(join("city", Role::city_officer, "3601"), {.label = "k",
                                                                .role = Role::city_officer,
                                                                .scope = "3601",
                                                                .only = {Action::case_read},
                                                                .until_ms = kNoon + kDay}));
  const Caller key = *good(Keys(*database_, context_).find(made.secret));
  ASSERT_EQ(key.person, 0);
  for (const std::int64_t whom : {officer.person, self.person}) {
    EXPECT_EQ(
        code_of(accounts().grant(key, whom, {.role = Role::county_officer, .scope = "360103"})),
        "access-beyond-consent");
    EXPECT_EQ(code_of(accounts().unlock(key, whom)), "access-no-role");
    EXPECT_EQ(code_of(accounts().reset(key, whom)), "access-no-role");
    EXPECT_EQ(code_of(accounts().leave(key, whom)), "access-no-role");
  }
  EXPECT_EQ(code_of(accounts().revoke(key, officer.grants.at(0).id)), "grant-unknown");
}

// To be let in anew under the name of who had the office.
TEST_P(OneAsTwo, TheLoginOfSomebodyWhoLeftIsNobodyElses) {
  const Caller system = join("sys", Role::system_admin);
  const Caller officer = join("wang", Role::county_officer, "360102");
  EXPECT_EQ(code_of(accounts().leave(system, officer.person)), "");
  EXPECT_EQ(code_of(accounts().join(system, {.login = "wang", .name = "王"})), "login-taken");
  EXPECT_EQ(code_of(accounts().join_self({.login = "wang", .name = "王"})), "login-taken");
  EXPECT_EQ(code_of(accounts().reset(system, officer.person)), "person-unknown");
  EXPECT_EQ(code_of(accounts().unlock(system, officer.person)), "person-unknown");
  EXPECT_TRUE(caller_of(officer.person).grants.empty());
}

TEST_P(OneAsTwo, WhoAnswersForAPartnerHoldsNoOffice) {
  const Caller security = join("sec", Role::security_admin);
  const Caller partner = join("bank", Role::partner, "bank-a");
  const Caller officer = join("wang", Role::county_officer, "360102");
  EXPECT_EQ(code_of(accounts().grant(security, partner.person,
                                     {.role = Role::county_officer, .scope = "360102"})),
            "grant-partner");
  EXPECT_EQ(code_of(accounts().grant(security, officer.person,
                                     {.role = Role::partner, .scope = "bank-a"})),
            "grant-partner");
  EXPECT_EQ(code_of(accounts().grant(security, partner.person,
                                     {.role = Role::partner, .scope = "bank-b"})),
            "");
}

TEST_P(OneAsTwo, AFirmRemembersWhoActedForItAndWhoLetThem) {
  const Caller boss = own_firm();
  const std::int64_t officer = *good(accounts().find("confirming"));
  Mandates mandates(*database_, context_, {});
  EXPECT_EQ(code_of(mandates.end(boss, good(mandates.list_own(boss)).at(0).id, "gone")), "");
  Ties ties;
  const auto read = database_->read([&](store::Transaction& t) -> Result<void> {
    auto found = ties_of(t, kFirm);
    if (!found) return fail(std::move(found.error()));
    ties = std::move(*found);
    return {};
  });
  EXPECT_EQ(code_of(read), "");
  EXPECT_EQ(ties.acted, std::vector<std::int64_t>{boss.person});
  EXPECT_EQ(ties.vouched, std::vector<std::int64_t>{officer});
}

// One of the two pairs of eyes is not named by the other.
TEST_P(OneAsTwo, NoOfficerNamesTheSecondPairOfEyes) {
  const Caller ministry = join("min", Role::ministry_officer);
  const Caller province = join("jx", Role::province_officer, "36");
  const Caller city = join("nc", Role::city_officer, "3601");
  const Caller second = join("two", Role::second_approver, "36");
  const Caller county = join("dh", Role::county_officer, "360102");
  const std::string token = enter_first("two");
  for (const Caller* by : {&ministry, &province}) {
    for (const Caller* whom : {&second, &city})
      EXPECT_EQ(code_of(accounts().reset(*by, whom->person)), "access-no-role");
    for (const NewGrant& office : {NewGrant{.role = Role::second_approver, .scope = "36"},
                                   NewGrant{.role = Role::city_officer, .scope = "3601"}}) {
      EXPECT_EQ(code_of(accounts().grant(*by, county.person, office)), "access-no-role");
    }
  }
  EXPECT_TRUE(is_in(token));
  EXPECT_EQ(code_of(accounts().lock(province, city.person, "x")), "") << "to stop him is no power";
  EXPECT_EQ(code_of(accounts().reset(Caller::console(), second.person)), "");
}

TEST_P(OneAsTwo, NobodyConfirmsHisOwnMandateBeItThatHeIsAnOfficer) {
  const Caller officer = join("wang", Role::county_officer, "360102");
  ByOfficer evidence;
  Mandates mandates(*database_, context_, {&evidence});
  const Mandate asked = good(mandates.ask(officer, {kFirm, "360102", ""}, "officer", ""));
  EXPECT_EQ(code_of(mandates.confirm(officer, asked.id, {Paper::identity_card})),
            "access-own-firm");
  EXPECT_TRUE(good(mandates.list_waiting(officer, 10)).empty());
}

// Nor does he who gives the roles come by a key of one: he would be shown its secret.
TEST_P(OneAsTwo, NoAdministratorMakesAKeyToReadCasesOrAnswerBy) {
  Keys keys(*database_, context_);
  for (const Role by : all_roles()) {
    if (!is_administrator(by)) continue;
    const Caller administrator = join(std::string(name_of(by)), by);
    for (const auto& [role, scope, action] :
         {std::tuple{Role::county_officer, "360102", Action::case_read},
          std::tuple{Role::second_approver, "", Action::case_read},
          std::tuple{Role::analyst, "36", Action::statistics_read},
          std::tuple{Role::partner, "bank-a", Action::partner_answer},
          std::tuple{Role::helper, kFirm, Action::case_file}}) {
      const NewKey key{
          .label = "k", .role = role, .scope = scope, .only = {action}, .until_ms = kNoon + kDay};
      EXPECT_EQ(code_of(keys.make(administrator, key)), "access-no-role") << name_of(role);
      EXPECT_EQ(code_of(keys.make(Caller::console(), key)), "access-no-role") << name_of(role);
    }
  }
}

TEST_P(OneAsTwo, AKeyDecidesNothingWhoeverMadeIt) {
  Keys keys(*database_, context_);
  const std::map<Role, Caller> makers{
      {Role::city_officer, join("city", Role::city_officer, "3601")},
      {Role::second_approver, join("second", Role::second_approver)},
      {Role::policy_officer, join("policy", Role::policy_officer)}};
  for (const Action action : {Action::case_decide, Action::case_approve, Action::case_pay,
                              Action::fund_approve, Action::pack_publish, Action::mandate_confirm,
                              Action::roles_grant, Action::people_manage}) {
    for (const Role role : {Role::city_officer, Role::second_approver, Role::policy_officer}) {
      const std::string scope = role == Role::city_officer ? "3601" : "";
      EXPECT_EQ(code_of(keys.make(makers.at(role), {.label = "k",
                                                    .role = role,
                                                    .scope = scope,
                                                    .only = {action},
                                                    .until_ms = kNoon + kDay})),
                "key-only")
          << name_of(role) << ' ' << name_of(action);
    }
  }
}

TEST_P(OneAsTwo, RecoveryCodesAreOnesOwnAndGoodForOneselfOnly) {
  join("wang", Role::county_officer, "360102");
  join("li", Role::second_approver, "36");
  enter_first("wang");
  enter_first("li");
  const Entry half = good(sign_in().with_password("li", kPassword, "10.0.0.1"));
  EXPECT_EQ(code_of(sign_in().second_factor(half.token, recovery_.at("wang").front())),
            "factor-wrong");
  EXPECT_EQ(good(sign_in().second_factor(half.token, recovery_.at("li").front())).stage,
            Stage::complete);
}

FUGONG_ON_BOTH_DATABASES(OneAsTwo);

// Those who are there when the program learns to ask: an office says that somebody let them in.
TEST(OneAsTwoBefore, WhoHoldsAnOfficeWasLetInByAnAdministrator) {
  auto database = store::Database::open({.path = ":memory:"});
  ASSERT_TRUE(database.has_value());
  std::vector<store::Migration> before = migrations();
  before.resize(3);
  ASSERT_EQ(code_of(database->migrate("identity", before)), "");
  const auto put = database->transact([](store::Transaction& t) -> Result<void> {
    for (const char* sql :
         {"INSERT INTO identity_person (id, login, name, phone, state, demo, joined_ms) VALUES "
          "(1, 'a', 'a', '', 'active', 0, 0), (2, 'b', 'b', '', 'active', 0, 0)",
          "INSERT INTO identity_grant (id, person, role, scope, only_actions, from_ms, granted_by) "
          "VALUES (1, 1, 'county_officer', '360102', '', 0, 0), (2, 2, 'owner', 'X', '', 0, 1)"}) {
      auto done = t.run(sql, {});
      if (!done) return fail(std::move(done.error()));
    }
    return {};
  });
  ASSERT_EQ(code_of(put), "");
  ASSERT_EQ(code_of(database->migrate("identity", migrations())), "");
  const auto read = database->read([](store::Transaction& t) -> Result<void> {
    auto found = t.run("SELECT handed_by FROM identity_person ORDER BY id", {});
    if (!found) return fail(std::move(found.error()));
    EXPECT_EQ(found->at(0), store::Row{std::int64_t{0}});
    EXPECT_EQ(found->at(1), store::Row{store::Cell()});
    return {};
  });
  EXPECT_EQ(code_of(read), "");
}

}  // namespace
}  // namespace fugong::identity
