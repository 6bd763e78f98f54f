#include "platform/identity/keys.hpp"

#include "identity/people.hpp"
#include "platform/identity/mandates.hpp"

namespace fugong::identity {
namespace {

class KeysOf : public People {
 protected:
  ByOfficer officer_;
  Keys keys() { return {*database_, context_}; }
  NewKey key_of_bank() const {
    return {.label = "claims",
            .scope = "bank-a",
            .only = {Action::case_read, Action::partner_answer},
            .until_ms = kNoon + kDay};
  }
};

TEST_P(KeysOf, AKeyDoesWhatItSaysForItsBodyUntilItsEnd) {
  const Caller security = join("sec", Role::security_admin);
  const MadeKey made = good(keys().make(security, key_of_bank()));
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
  const MadeKey made = good(keys().make(join("sec", Role::security_admin), key_of_bank()));
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
  const MadeKey made = good(keys().make(join("sec", Role::security_admin), key));
  EXPECT_TRUE(made.secret.starts_with("fg_test_"));
  EXPECT_TRUE(good(keys().find(made.secret))->is_test);
}

TEST_P(KeysOf, NoKeyDecidesOrIsWiderThanItsMaker) {
  const Caller security = join("sec", Role::security_admin);
  const Caller bank = join("bank", Role::partner, "bank-a");
  const auto make = [&](const Caller& by, const std::function<void(NewKey&)>& change) {
    NewKey key = key_of_bank();
    change(key);
    return code_of(keys().make(by, key));
  };
  EXPECT_EQ(make(bank, [](NewKey&) {}), "");
  EXPECT_EQ(make(bank, [](NewKey& k) { k.scope = "bank-b"; }), "access-outside");
  EXPECT_EQ(make(bank, [](NewKey& k) { k.role = Role::analyst; }), "access-outside");
  EXPECT_EQ(make(join("sys", Role::system_admin), [](NewKey&) {}), "access-no-role");
  EXPECT_EQ(make(security, [](NewKey& k) { k.role = Role::audit_admin; }), "key-role");
  EXPECT_EQ(make(security, [](NewKey& k) { k.role = Role::owner; }), "access-no-role");
  EXPECT_EQ(make(security, [](NewKey& k) { k.only = {}; }), "key-only");
  EXPECT_EQ(make(security, [](NewKey& k) { k.only = {Action::keys_manage}; }), "key-only");
  EXPECT_EQ(make(security, [](NewKey& k) { k.only = {Action::statistics_read}; }), "key-only");
  EXPECT_EQ(make(security,
                 [](NewKey& k) {
                   k.role = Role::county_officer;
                   k.scope = "360102";
                   k.only = {Action::case_decide};
                 }),
            "key-only");
  EXPECT_EQ(make(security, [](NewKey& k) { k.scope = "Bank"; }), "scope-invalid");
  EXPECT_EQ(make(security, [](NewKey& k) { k.label = ""; }), "key-label");
  EXPECT_EQ(make(security, [](NewKey& k) { k.until_ms = kNoon; }), "key-time");
  EXPECT_EQ(make(security, [](NewKey& k) { k.until_ms = kNoon + kLongestKeyMs + 1; }), "key-time");
  EXPECT_EQ(make(security, [](NewKey& k) { k.until_ms = kNoon + kLongestKeyMs; }), "");
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
  EXPECT_EQ(code_of(keys().make(owner, key)), "key-role");
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
  const Caller security = join("sec", Role::security_admin);
  const Caller bank = join("bank", Role::partner, "bank-a");
  const MadeKey of_bank = good(keys().make(bank, key_of_bank()));
  const MadeKey of_security = good(keys().make(security, key_of_bank()));
  good(
      accounts().grant(Caller::console(), bank.person, {.role = Role::partner, .scope = "bank-b"}));
  EXPECT_EQ(code_of(accounts().revoke(security, bank.grants.at(0).id)), "");
  EXPECT_FALSE(good(keys().find(of_bank.secret)).has_value())
      << "his other body's doesn't carry it";
  EXPECT_TRUE(good(keys().find(of_security.secret)).has_value()) << "another made it";
  EXPECT_EQ(count("key-ended"), 1);
  // For good, be it that he gets the role again.
  good(
      accounts().grant(Caller::console(), bank.person, {.role = Role::partner, .scope = "bank-a"}));
  EXPECT_FALSE(good(keys().find(of_bank.secret)).has_value());
  EXPECT_EQ(code_of(accounts().revoke(Caller::console(), security.grants.at(0).id)), "");
  EXPECT_FALSE(good(keys().find(of_security.secret)).has_value()) << "he was shown the secret";
  EXPECT_EQ(count("key-ended"), 2);
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
}

TEST_P(KeysOf, AKeyGoesNoFurtherThanANarrowedRole) {
  Caller bank = join("bank", Role::partner, "bank-a");
  bank.grants.at(0).only = {Action::keys_manage, Action::case_read};
  EXPECT_EQ(code_of(keys().make(bank, key_of_bank())), "access-beyond-consent");
  NewKey narrow = key_of_bank();
  narrow.only = {Action::case_read};
  EXPECT_EQ(code_of(keys().make(bank, narrow)), "");
}

FUGONG_ON_BOTH_DATABASES(KeysOf);

}  // namespace
}  // namespace fugong::identity
