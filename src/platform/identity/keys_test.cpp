#include "platform/identity/keys.hpp"

#include "identity/people.hpp"
#include "platform/identity/mandates.hpp"

namespace fugong::identity {
namespace {

class KeysOf : public People {
 protected:
  ByOfficer officer_;
  Keys keys() { return {*database_, context_}; }
  Caller bank() { return join("bank", Role::partner, "bank-a"); }
  NewKey key_of_bank() const {
    return {.label = "claims",
            .scope = "bank-a",
            .only = {Action::case_read, Action::partner_answer},
            .until_ms = kNoon + kDay};
  }
  NewKey key_of_office(Role role, const std::string& scope,
                       Action action = Action::case_read) const {
    return {.label = "ledger",
            .role = role,
            .scope = scope,
            .only = {action},
            .until_ms = kNoon + kDay};
  }
};

TEST_P(KeysOf, AKeyDoesWhatItSaysForItsBodyUntilItsEnd) {
  const MadeKey made = good(keys().make(bank(), key_of_bank()));
  EXPECT_TRUE(made.secret.starts_with("fg_live_"));
  EXPECT_EQ(made.secret.size(), 72u);
  const Caller caller = *good(keys().find(made.secret));
  EXPECT_EQ(caller.person, 0);
  EXPECT_EQ(caller.key, made.id);
  EXPECT_FALSE(caller.is_test);
  EXPECT_TRUE(decide(caller, Action::partner_answer, {.body = "bank-a"}, kNoon).allowed());
  EXPECT_FALSE(decide(caller, Action::partner_answer, {.body = "bank-b"}, kNoon).allowed());
  EXPECT_FALSE(decide(caller, Action::keys_manage, {.body = "bank-a"}, kNoon).allowed());
  EXPECT_FALSE(decide(caller, Action::own_data, {.person = 0}, kNoon).allowed());
  pass(kDay - 1);
  EXPECT_TRUE(good(keys().find(made.secret)).has_value());
  pass(1);
  EXPECT_FALSE(good(keys().find(made.secret)).has_value());
}

TEST_P(KeysOf, OnlyTheHashIsKept) {
  const MadeKey made = good(keys().make(bank(), key_of_bank()));
  const auto kept = rows("SELECT secret_hash FROM identity_key");
  EXPECT_NE(std::get<std::string>(kept.at(0)[0]), made.secret);
  EXPECT_FALSE(good(keys().find(std::get<std::string>(kept[0][0]))).has_value());
  EXPECT_EQ(count("key-made"), 1);
  for (const auto& row : rows("SELECT details FROM test_change"))
    EXPECT_EQ(std::get<std::string>(row[0]).find(made.secret), std::string::npos);
}

TEST_P(KeysOf, ATestKeySaysThatItIsOne) {
  NewKey key = key_of_bank();
  key.kind = KeyKind::test;
  const MadeKey made = good(keys().make(bank(), key));
  EXPECT_TRUE(made.secret.starts_with("fg_test_"));
  EXPECT_TRUE(good(keys().find(made.secret))->is_test);
}

TEST_P(KeysOf, NoKeyDecidesOrIsWiderThanItsMaker) {
  const Caller its = bank();
  const auto make = [&](const Caller& by, const std::function<void(NewKey&)>& change) {
    NewKey key = key_of_bank();
    change(key);
    return code_of(keys().make(by, key));
  };
  EXPECT_EQ(make(its, [](NewKey&) {}), "");
  EXPECT_EQ(make(its, [](NewKey& k) { k.scope = "bank-b"; }), "access-outside");
  EXPECT_EQ(make(its, [](NewKey& k) { k.scope = "Bank"; }), "access-outside");
  EXPECT_EQ(make(its, [](NewKey& k) { k.role = Role::analyst; }), "access-no-role");
  EXPECT_EQ(make(its, [](NewKey& k) { k.role = Role::audit_admin; }), "access-no-role");
  EXPECT_EQ(make(its, [](NewKey& k) { k.role = Role::owner; }), "access-no-role");
  EXPECT_EQ(make(its, [](NewKey& k) { k.only = {}; }), "key-only");
  EXPECT_EQ(make(its, [](NewKey& k) { k.only = {Action::keys_manage}; }), "key-only");
  EXPECT_EQ(make(its, [](NewKey& k) { k.only = {Action::statistics_read}; }), "key-only");
  EXPECT_EQ(make(its, [](NewKey& k) { k.label = ""; }), "key-label");
  EXPECT_EQ(make(its, [](NewKey& k) { k.until_ms = kNoon; }), "key-time");
  EXPECT_EQ(make(its, [](NewKey& k) { k.until_ms = kNoon + kLongestKeyMs + 1; }), "key-time");
  EXPECT_EQ(make(its, [](NewKey& k) { k.until_ms = kNoon + kLongestKeyMs; }), "");
  EXPECT_EQ(code_of(keys().make(join("nc", Role::city_officer, "3601"),
                                key_of_office(Role::city_officer, "36010"))),
            "scope-invalid");
  EXPECT_EQ(code_of(keys().make(join("sec", Role::security_admin),
                                key_of_office(Role::security_admin, ""))),
            "key-role");
}

TEST_P(KeysOf, AnAdministratorMakesNone) {
  for (const Caller& by :
       {join("sec", Role::security_admin), join("sys", Role::system_admin), Caller::console()}) {
    EXPECT_EQ(code_of(keys().make(by, key_of_bank())), "access-no-role");
    EXPECT_EQ(code_of(keys().make(by, key_of_office(Role::county_officer, "360102"))),
              "access-no-role");
  }
  EXPECT_EQ(count("key-made"), 0);
}

TEST_P(KeysOf, AnOfficersKeyReadsTheCasesOfHisOfficeAndOfNoOther) {
  const Caller county = join("dh", Role::county_officer, "360102");
  const MadeKey made = good(keys().make(county, key_of_office(Role::county_officer, "360102")));
  const Caller program = *good(keys().find(made.secret));
  EXPECT_TRUE(decide(program, Action::case_read, {.region = "360102"}, kNoon).allowed());
  EXPECT_FALSE(decide(program, Action::case_read, {.region = "360103"}, kNoon).allowed());
  EXPECT_FALSE(decide(program, Action::case_decide, {.region = "360102"}, kNoon).allowed());
  const auto make = [&](const Caller& by, Role role, const std::string& scope,
                        Action action = Action::case_read) {
    return code_of(keys().make(by, key_of_office(role, scope, action)));
  };
  EXPECT_EQ(make(county, Role::county_officer, "360103"), "access-outside");
  EXPECT_EQ(make(county, Role::city_officer, "3601"), "access-no-role");
  EXPECT_EQ(make(county, Role::partner, "bank-a"), "access-no-role");
  const Caller city = join("nc", Role::city_officer, "3601");
  EXPECT_EQ(make(city, Role::city_officer, "3601"), "");
  EXPECT_EQ(make(city, Role::county_officer, "360102"), "access-no-role") << "it is not his role";
  EXPECT_EQ(make(join("mi", Role::ministry_officer), Role::ministry_officer, ""), "");
  // Where a role may be of a smaller region, its key may be, too; never of a larger one.
  const Caller analyst = join("an", Role::analyst, "3601");
  EXPECT_EQ(make(analyst, Role::analyst, "360102", Action::statistics_read), "");
  EXPECT_EQ(make(analyst, Role::analyst, "36", Action::statistics_read), "access-outside");
  EXPECT_EQ(make(analyst, Role::analyst, "3601", Action::case_read), "key-only");
  EXPECT_EQ(
      make(join("po", Role::policy_officer), Role::policy_officer, "", Action::statistics_read),
      "");
}

TEST_P(KeysOf, AnOfficerListsAndEndsThoseOfHisRoleAndOffice) {
  const Caller county = join("dh", Role::county_officer, "360102");
  const Caller city = join("nc", Role::city_officer, "3601");
  const Caller province = join("jx", Role::province_officer, "36");
  const Caller second = join("second", Role::second_approver, "360102");
  const Caller colleague = join("dh2", Role::county_officer, "360102");
  const MadeKey made = good(keys().make(county, key_of_office(Role::county_officer, "360102")));
  for (const Caller& other :
       {city, province, second, join("qy", Role::county_officer, "360103"), bank()}) {
    EXPECT_TRUE(good(keys().list(other)).empty());
    EXPECT_EQ(code_of(keys().end(other, made.id)), "key-unknown");
  }
  const MadeKey of_part = good(keys().make(second, key_of_office(Role::second_approver, "360102")));
  const Caller above = join("above", Role::second_approver, "36");
  EXPECT_EQ(good(keys().list(above)).size(), 1u) << "his role, within his region";
  EXPECT_EQ(code_of(keys().end(above, of_part.id)), "");
  EXPECT_EQ(good(keys().list(colleague)).size(), 1u);
  EXPECT_EQ(code_of(keys().end(colleague, made.id)), "");
  EXPECT_FALSE(good(keys().find(made.secret)).has_value());
}

// Before, the security administrator made keys for others, and knows their secrets.
TEST_P(KeysOf, WhatAnAdministratorMadeStandsNoMore) {
  const Caller security = join("sec", Role::security_admin);
  const MadeKey made = good(keys().make(bank(), key_of_bank()));
  const auto done = database_->transact([&](store::Transaction& t) -> Result<void> {
    auto put = t.run("UPDATE identity_key SET made_by = ?", {security.person});
    return put ? Result<void>{} : fail(std::move(put.error()));
  });
  EXPECT_EQ(code_of(done), "");
  EXPECT_FALSE(good(keys().find(made.secret)).has_value());
  EXPECT_TRUE(good(keys().list(security)).empty());
}

TEST_P(KeysOf, AFirmsProgramHasItsKeyFromTheOwnerAndLosesItWithHim) {
  const Caller person = join_self("owner");
  Mandates mandates(*database_, context_, {&officer_});
  const Caller officer = join("dh", Role::county_officer, "360102");
  const Mandate asked =
      good(mandates.ask(person, {.firm = kFirm, .region = "360102"}, "officer", ""));
  good(mandates.confirm(officer, asked.id, {Paper::identity_card}));
  const Caller owner = caller_of(person.person);
  NewKey key = key_of_bank();
  key.role = Role::helper;
  key.scope = kFirm;
  key.only = {Action::case_read, Action::case_file};
  EXPECT_EQ(code_of(keys().make(join("sec", Role::security_admin), key)), "access-no-role");
  const MadeKey made = good(keys().make(owner, key));
  const Caller program = *good(keys().find(made.secret));
  EXPECT_TRUE(decide(program, Action::case_file, {.firm = kFirm}, kNoon).allowed());
  EXPECT_FALSE(decide(program, Action::case_file, {.firm = kOtherFirm}, kNoon).allowed());
  key.role = Role::owner;
  EXPECT_EQ(code_of(keys().make(owner, key)), "access-no-role");
  key.role = Role::helper;
  key.scope = kOtherFirm;
  EXPECT_EQ(code_of(keys().make(owner, key)), "access-outside");
  EXPECT_EQ(good(mandates.end(officer, asked.id, "sold")).state, MandateState::ended);
  EXPECT_FALSE(good(keys().find(made.secret)).has_value());
  EXPECT_EQ(count("key-ended"), 1);
}

TEST_P(KeysOf, KeysAreListedAndEndedByThoseInCharge) {
  const Caller security = join("sec", Role::security_admin);
  const Caller bank = join("bank", Role::partner, "bank-a");
  const Caller other = join("bank2", Role::partner, "bank-b");
  const MadeKey made = good(keys().make(bank, key_of_bank()));
  EXPECT_EQ(good(keys().list(bank)).size(), 1u);
  EXPECT_EQ(good(keys().list(security)).size(), 1u);
  EXPECT_EQ(good(keys().list(other)).size(), 0u);
  EXPECT_EQ(good(keys().list(bank))[0].grant.only,
            (std::vector{Action::case_read, Action::partner_answer}));
  EXPECT_EQ(code_of(keys().end(other, made.id)), "key-unknown");
  EXPECT_EQ(code_of(keys().end(security, made.id)), "");
  EXPECT_FALSE(good(keys().find(made.secret)).has_value());
  EXPECT_EQ(good(keys().list(bank)).size(), 0u);
  EXPECT_EQ(code_of(keys().end(security, made.id)), "key-unknown");
}

TEST_P(KeysOf, AKeyEndsWithTheRoleUnderWhichItWasMade) {
  const Caller its = bank();
  const MadeKey made = good(keys().make(its, key_of_bank()));
  const MadeKey of_other = good(keys().make(join("bank2", Role::partner, "bank-a"), key_of_bank()));
  good(accounts().grant(Caller::console(), its.person, {.role = Role::partner, .scope = "bank-b"}));
  EXPECT_EQ(code_of(accounts().revoke(Caller::console(), its.grants.at(0).id)), "");
  EXPECT_FALSE(good(keys().find(made.secret)).has_value()) << "his other body's doesn't carry it";
  EXPECT_TRUE(good(keys().find(of_other.secret)).has_value()) << "another made it";
  EXPECT_EQ(count("key-ended"), 1);
  // For good, be it that he gets the role again.
  good(accounts().grant(Caller::console(), its.person, {.role = Role::partner, .scope = "bank-a"}));
  EXPECT_FALSE(good(keys().find(made.secret)).has_value());
}

TEST_P(KeysOf, AKeyEndsWithARoleThatRunsOut) {
  const Caller bank = join("bank", Role::partner, "bank-b");
  good(accounts().grant(Caller::console(), bank.person,
                        {.role = Role::partner, .scope = "bank-a", .until_ms = kNoon + kHour}));
  const MadeKey made = good(keys().make(caller_of(bank.person), key_of_bank()));
  EXPECT_TRUE(good(keys().find(made.secret)).has_value());
  pass(kHour);
  EXPECT_FALSE(good(keys().find(made.secret)).has_value());
  EXPECT_TRUE(good(keys().list(join("sec", Role::security_admin))).empty());
  // For good, too.
  good(
      accounts().grant(Caller::console(), bank.person, {.role = Role::partner, .scope = "bank-a"}));
  EXPECT_FALSE(good(keys().find(made.secret)).has_value());
  EXPECT_EQ(count("key-ended"), 1);
}

TEST_P(KeysOf, AKeyGoesNoFurtherThanANarrowedRole) {
  Caller bank = join("bank", Role::partner, "bank-a");
  bank.grants.at(0).only = {Action::keys_manage, Action::case_read};
  EXPECT_EQ(code_of(keys().make(bank, key_of_bank())), "access-beyond-consent");
  NewKey narrow = key_of_bank();
  narrow.only = {Action::case_read};
  EXPECT_EQ(code_of(keys().make(bank, narrow)), "");
  Caller county = join("dh", Role::county_officer, "360102");
  county.grants.at(0).only = {Action::case_read, Action::case_decide};
  EXPECT_EQ(code_of(keys().make(county, key_of_office(Role::county_officer, "360102"))),
            "access-beyond-consent");
}

FUGONG_ON_BOTH_DATABASES(KeysOf);

}  // namespace
}  // namespace fugong::identity
