#include "platform/identity/mandates.hpp"

#include "identity/people.hpp"
#include "platform/identity/keys.hpp"
#include "platform/identity/representatives.hpp"

namespace fugong::identity {
namespace {

constexpr const char* kKey = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
constexpr const char* kNumber = "36010219800101001X";

class MandatesOf : public People {
 protected:
  void SetUp() override {
    People::SetUp();
    if (IsSkipped()) return;
    Representatives all(*database_, context_);
    ASSERT_EQ(code_of(all.keep({{kFirm, RegisterFact::hash(kKey, kFirm, kNumber)}})), "");
  }
  Mandates mandates() { return {*database_, context_, {&fact_, &officer_, &partner_, &phone_}}; }
  Claim claim() const { return {.firm = kFirm, .region = "360102", .body = "park-a"}; }
  bool acts(const Caller& caller, Action action = Action::case_file) {
    return decide(caller_of(caller.person), action, {.firm = kFirm}, clock_.now_ms()).allowed();
  }
  /// Somebody who is an owner of the firm.
  Caller owner(const std::string& login = "owner") {
    const Caller caller = join_self(login);
    EXPECT_EQ(good(mandates().ask(caller, claim(), "register-fact", kNumber)).state,
              MandateState::confirmed);
    return caller_of(caller.person);
  }

  RegisterFact fact_{kKey, [this](std::string_view firm) -> Result<std::optional<std::string>> {
                       return Representatives(*database_, context_).find(firm);
                     }};
  ByOfficer officer_;
  ByPartner partner_;
  std::string sent_;
  PhoneCode phone_{random_, [this](std::string_view firm, std::string_view code) -> Result<bool> {
                     sent_ = code;
                     return firm == kFirm;
                   }};
};

TEST_P(MandatesOf, TheLegalRepresentativeIsConfirmedAtOnce) {
  const Caller caller = join_self("owner");
  const std::string token = good(sign_in().with_password("owner", kPassword, "a")).token;
  EXPECT_FALSE(acts(caller));
  const Mandate mandate =
      good(mandates().ask(caller, claim(), "register-fact", "36010219800101001x"));
  EXPECT_EQ(mandate.state, MandateState::confirmed);
  EXPECT_EQ(mandate.decided_by, 0);
  EXPECT_TRUE(acts(caller));
  EXPECT_FALSE(is_in(token)) << "a change of roles";
  EXPECT_EQ(code_of(mandates().ask(caller, claim(), "register-fact", kNumber)), "mandate-there");
  EXPECT_EQ(count("mandate-asked"), 1);
  EXPECT_EQ(count("mandate-confirmed"), 1);
  EXPECT_EQ(count("role-granted"), 1);
  for (const auto& row : rows("SELECT details FROM test_change"))
    EXPECT_EQ(std::get<std::string>(row[0]).find("36010219800101001"), std::string::npos);
}

TEST_P(MandatesOf, OnlyAHashOfARepresentativesNumberIsKeptAndTheNextTakesItsPlace) {
  const std::string hash = RegisterFact::hash(kKey, kFirm, kNumber);
  EXPECT_EQ(hash.size(), 64u);
  EXPECT_NE(hash, RegisterFact::hash(kKey, kOtherFirm, kNumber)) << "of each firm another";
  EXPECT_NE(hash, RegisterFact::hash(std::string(64, 'a'), kFirm, kNumber));
  Representatives all(*database_, context_);
  EXPECT_EQ(code_of(all.keep({{kFirm, "other"}, {"12", "x"}})), "scope-invalid");
  EXPECT_EQ(good(all.find(kFirm)), hash) << "all or none";
  EXPECT_EQ(code_of(all.keep({{kFirm, "other"}})), "");
  EXPECT_EQ(good(all.find(kFirm)), "other");
  EXPECT_EQ(good(all.find(kOtherFirm)), std::nullopt);
  EXPECT_EQ(count("representatives-kept"), 2);
}

TEST_P(MandatesOf, AnotherNumberIsRefusedAndGuessesAreCounted) {
  const Caller caller = join_self("owner");
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(good(mandates().ask(caller, claim(), "register-fact", "a guess")).state,
              MandateState::refused);
  EXPECT_EQ(code_of(mandates().ask(caller, claim(), "register-fact", kNumber)), "sign-in-later");
  EXPECT_EQ(code_of(mandates().ask(join_self("other"), claim(), "register-fact", kNumber)),
            "sign-in-later")
      << "the firm is guessed at, whoever does it";
  EXPECT_FALSE(acts(caller));
  Claim unknown = claim();
  unknown.firm = kOtherFirm;
  EXPECT_EQ(code_of(mandates().ask(join_self("third"), unknown, "register-fact", kNumber)),
            "evidence-none");
}

TEST_P(MandatesOf, AnOfficerOfTheRegionConfirmsButNotForHimself) {
  const Caller caller = join_self("owner");
  const Caller near = join("dh", Role::county_officer, "360102");
  const Caller far = join("zs", Role::county_officer, "360203");
  const Caller park = join("park", Role::partner, "park-a");
  const Mandate asked = good(mandates().ask(caller, claim(), "officer", ""));
  EXPECT_EQ(asked.state, MandateState::asked);
  EXPECT_EQ(asked.waits_for, "officer");
  EXPECT_FALSE(acts(caller));
  EXPECT_EQ(good(mandates().list_waiting(near, 10)).size(), 1u);
  EXPECT_EQ(good(mandates().list_waiting(far, 10)).size(), 0u);
  EXPECT_EQ(good(mandates().list_waiting(park, 10)).size(), 0u);
  EXPECT_EQ(code_of(mandates().confirm(far, asked.id, {Paper::identity_card})), "access-outside");
  EXPECT_EQ(code_of(mandates().confirm(park, asked.id, {Paper::identity_card})), "access-no-role");
  EXPECT_EQ(code_of(mandates().confirm(caller, asked.id, {Paper::identity_card})),
            "access-no-role");
  EXPECT_EQ(good(mandates().confirm(near, asked.id, {Paper::identity_card})).decided_by,
            near.person);
  EXPECT_TRUE(acts(caller));
  EXPECT_EQ(code_of(mandates().confirm(near, asked.id, {Paper::identity_card})), "access-no-role")
      << "settled";
  const Mandate own = good(mandates().ask(near, claim(), "officer", ""));
  EXPECT_EQ(code_of(mandates().confirm(near, own.id, {Paper::identity_card})), "access-own-firm");
}

TEST_P(MandatesOf, ABodyConfirmsForTheFirmsThatItVouchesFor) {
  const Caller caller = join_self("owner");
  const Caller park = join("park", Role::partner, "park-a");
  const Caller bank = join("bank", Role::partner, "bank-b");
  const Caller officer = join("dh", Role::county_officer, "360102");
  const Mandate asked = good(mandates().ask(caller, claim(), "partner", ""));
  EXPECT_EQ(code_of(mandates().confirm(bank, asked.id, {Paper::identity_card})), "access-outside");
  EXPECT_EQ(code_of(mandates().confirm(officer, asked.id, {Paper::identity_card})),
            "access-no-role");
  EXPECT_EQ(good(mandates().refuse(park, asked.id, "has moved out")).reason, "has moved out");
  EXPECT_FALSE(acts(caller));
  const Mandate again = good(mandates().ask(caller, claim(), "partner", ""));
  EXPECT_EQ(good(mandates().confirm(park, again.id, {Paper::identity_card})).state,
            MandateState::confirmed);
  EXPECT_TRUE(acts(caller));
  Claim alone = claim();
  alone.body.clear();
  EXPECT_EQ(code_of(mandates().ask(join_self("other"), alone, "partner", "")), "evidence-none");
}

TEST_P(MandatesOf, ACodeToTheRegistersPhoneIsGoodForMinutesAndFewTries) {
  const Caller caller = join_self("owner");
  Mandate asked = good(mandates().ask(caller, claim(), "phone-code", ""));
  EXPECT_EQ(sent_.size(), 8u);
  EXPECT_EQ(asked.waits_for, "code");
  EXPECT_EQ(code_of(mandates().answer(join_self("other"), asked.id, sent_)), "mandate-unknown");
  EXPECT_EQ(code_of(mandates().answer(caller, asked.id, "0")), "mandate-code");
  EXPECT_EQ(code_of(mandates().answer(caller, asked.id, "1")), "mandate-code");
  EXPECT_EQ(good(mandates().answer(caller, asked.id, "2")).state, MandateState::refused);
  EXPECT_EQ(code_of(mandates().answer(caller, asked.id, sent_)), "mandate-unknown");
  asked = good(mandates().ask(caller, claim(), "phone-code", ""));
  pass(10 * kMinute);
  EXPECT_EQ(good(mandates().answer(caller, asked.id, sent_)).reason, "code-late");
  EXPECT_FALSE(acts(caller));
  asked = good(mandates().ask(caller, claim(), "phone-code", ""));
  EXPECT_EQ(good(mandates().answer(caller, asked.id, " " + sent_)).state, MandateState::confirmed);
  EXPECT_TRUE(acts(caller));
  const auto kept = rows("SELECT code_hash FROM identity_mandate WHERE code_hash <> ''");
  EXPECT_EQ(kept.size(), 0u) << "used up";
}

TEST_P(MandatesOf, AnOwnerInvitesAHelperWithinLimits) {
  const Caller boss = owner();
  const Caller helper = join_self("helper");
  const auto invite = [&](const std::vector<Action>& only, std::int64_t until_ms) {
    return mandates().invite(boss, claim(), helper.person, only, until_ms);
  };
  EXPECT_EQ(code_of(invite({}, kNoon + kDay)), "mandate-consent");
  EXPECT_EQ(code_of(invite({Action::helper_invite}, kNoon + kDay)), "mandate-consent");
  EXPECT_EQ(code_of(invite({Action::case_read}, kNoon)), "mandate-consent");
  EXPECT_EQ(code_of(invite({Action::case_read}, kNoon + kLongestConsentMs + 1)), "mandate-consent");
  EXPECT_EQ(
      code_of(mandates().invite(helper, claim(), boss.person, {Action::case_read}, kNoon + kDay)),
      "access-no-role");
  const Mandate asked = good(invite({Action::case_read}, kNoon + kDay));
  EXPECT_FALSE(acts(helper, Action::case_read)) << "not until he accepts";
  EXPECT_EQ(code_of(mandates().accept(boss, asked.id)), "mandate-unknown");
  EXPECT_EQ(code_of(invite({Action::case_read}, kNoon + kDay)), "mandate-there");
  EXPECT_EQ(good(mandates().accept(helper, asked.id)).state, MandateState::confirmed);

  clock_.move_to(kNoon);
  const std::string token = good(sign_in().with_password("helper", kPassword, "a")).token;
  const Caller caller = *good(sessions().find(token));
  EXPECT_TRUE(decide(caller, Action::case_read, {.firm = kFirm}, kNoon).allowed());
  EXPECT_EQ(decide(caller, Action::case_file, {.firm = kFirm}, kNoon).reason,
            Reason::beyond_consent);
  EXPECT_FALSE(decide(caller, Action::case_read, {.firm = kFirm}, kNoon + kDay).allowed())
      << "the end";
  EXPECT_EQ(good(mandates().list_of_firm(boss, claim())).size(), 2u);
  EXPECT_EQ(code_of(mandates().list_of_firm(helper, claim())), "access-no-role");
  EXPECT_EQ(good(mandates().list_own(helper)).size(), 1u);

  EXPECT_EQ(good(mandates().end(boss, asked.id, "done")).state, MandateState::ended);
  EXPECT_FALSE(is_in(token));
  EXPECT_FALSE(acts(helper, Action::case_read));
  EXPECT_EQ(code_of(mandates().end(boss, asked.id, "again")), "mandate-unknown");
}

TEST_P(MandatesOf, AnInvitationOfWhoIsNoOwnerAnyMoreIsVoid) {
  const Caller boss = owner();
  const Caller helper = join_self("helper");
  const Mandate first =
      good(mandates().invite(boss, claim(), helper.person, {Action::case_read}, kNoon + kDay));
  EXPECT_EQ(good(mandates().refuse(helper, first.id, "no time")).state, MandateState::refused);
  const Mandate asked =
      good(mandates().invite(boss, claim(), helper.person, {Action::case_read}, kNoon + kDay));
  const Mandate own = good(mandates().list_own(boss)).at(0);
  EXPECT_EQ(code_of(mandates().end(helper, own.id, "x")), "mandate-unknown");
  EXPECT_EQ(good(mandates().end(boss, own.id, "sold")).state, MandateState::ended);
  EXPECT_FALSE(acts(boss));
  EXPECT_EQ(code_of(mandates().accept(helper, asked.id)), "mandate-unknown");
}

TEST_P(MandatesOf, HelpersGoWithTheOwnerWhoInvitedThem) {
  const Caller boss = owner();
  const auto help = [&](const std::string& login) {
    const Caller helper = join_self(login);
    const Mandate asked =
        good(mandates().invite(boss, claim(), helper.person, {Action::case_read}, kNoon + kDay));
    good(mandates().accept(helper, asked.id));
    EXPECT_TRUE(acts(helper, Action::case_read));
    return helper;
  };
  const Caller first = help("first");
  const Mandate own = good(mandates().list_own(boss)).at(0);
  EXPECT_EQ(good(mandates().end(boss, own.id, "sold")).state, MandateState::ended);
  EXPECT_FALSE(acts(first, Action::case_read));
  EXPECT_EQ(good(mandates().list_own(first)).at(0).reason, "owner-gone");
  EXPECT_EQ(count("mandate-ended"), 2);
  good(mandates().ask(boss, claim(), "register-fact", kNumber));
  const Caller second = help("second");
  EXPECT_EQ(code_of(accounts().leave(Caller::console(), boss.person)), "");
  EXPECT_FALSE(acts(second, Action::case_read));
}

TEST_P(MandatesOf, AnInvitationThatIsOverIsNotAccepted) {
  const Caller boss = owner();
  const Caller helper = join_self("helper");
  const Mandate asked =
      good(mandates().invite(boss, claim(), helper.person, {Action::case_read}, kNoon + kDay));
  pass(kDay);
  EXPECT_EQ(code_of(mandates().accept(helper, asked.id)), "mandate-unknown");
}

TEST_P(MandatesOf, OnlyPeopleAskAndOnlyInWaysThatAreTaken) {
  const Caller caller = join_self("owner");
  EXPECT_EQ(code_of(mandates().ask({}, claim(), "officer", "")), "access-no-role");
  EXPECT_EQ(code_of(mandates().ask(caller, claim(), "a-friend", "")), "evidence-unknown");
  EXPECT_EQ(code_of(mandates().ask(caller, {.firm = "123"}, "officer", "")), "scope-invalid");
}

TEST_P(MandatesOf, WhoLeavesActsForNoFirm) {
  const Caller boss = owner();
  EXPECT_EQ(code_of(accounts().leave(Caller::console(), boss.person)), "");
  EXPECT_FALSE(acts(boss));
  EXPECT_EQ(good(mandates().list_own(boss)).at(0).state, MandateState::ended);
}

TEST_P(MandatesOf, WhatWasSeenIsKeptWithWhoSawIt) {
  const Caller caller = join_self("owner");
  const Caller officer = join("dh", Role::county_officer, "360102");
  const Mandate asked = good(mandates().ask(caller, claim(), "officer", ""));
  EXPECT_EQ(code_of(mandates().confirm(officer, asked.id, {})), "mandate-papers");
  const std::vector<Paper> papers{Paper::business_licence, Paper::identity_card};
  good(mandates().confirm(officer, asked.id, papers));
  pass(kDay);
  EXPECT_EQ(code_of(mandates().end(officer, asked.id, "it wasn't he")), "");
  const Mandate found = good(mandates().list_of_firm(officer, claim())).at(0);
  ASSERT_TRUE(found.seen.has_value());
  EXPECT_EQ(found.seen->papers, papers);
  EXPECT_EQ(found.seen->by, officer.person);
  EXPECT_EQ(found.seen->at_ms, kNoon) << "whoever ended it later saw nothing";
  EXPECT_EQ(found.seen->who.login, "dh");
  EXPECT_EQ(good(mandates().list_own(caller)).at(0).seen->who.login, "") << "not the person's";
}

TEST_P(MandatesOf, OfficersOfTheRegionFindAFirmsMandatesAndEndThem) {
  const Caller impostor = owner("impostor");
  const Caller near = join("dh", Role::county_officer, "360102");
  const Caller far = join("zs", Role::county_officer, "360203");
  const Caller park = join("park", Role::partner, "park-a");
  const std::string token = good(sign_in().with_password("impostor", kPassword, "a")).token;
  const auto found = good(mandates().list_of_firm(near, claim()));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].who.name, "李*") << "masked, as elsewhere";
  EXPECT_EQ(acts_on(near, found[0], clock_.now_ms()), std::vector{MandateAct::end});
  EXPECT_EQ(code_of(mandates().list_of_firm(far, claim())), "access-outside");
  EXPECT_EQ(code_of(mandates().list_of_firm(park, claim())), "access-outside");
  EXPECT_EQ(code_of(mandates().list_of_firm(join("an", Role::analyst), claim())), "access-no-role");
  EXPECT_EQ(code_of(mandates().end(far, found[0].id, "x")), "mandate-unknown");
  EXPECT_EQ(code_of(mandates().end(near, found[0].id, "stolen identity")), "");
  EXPECT_FALSE(acts(impostor));
  EXPECT_FALSE(is_in(token));
  EXPECT_EQ(rows("SELECT details FROM test_change WHERE what = 'mandate-ended' AND details LIKE "
                 "'%why=stolen identity%'")
                .size(),
            1u);
}

TEST_P(MandatesOf, AnOwnerReportsAnotherToTheOfficers) {
  const Caller impostor = owner("impostor");
  const Caller boss = owner("boss");
  const Caller near = join("dh", Role::county_officer, "360102");
  const Caller far = join("zs", Role::county_officer, "360203");
  const Mandate theirs = good(mandates().list_own(impostor)).at(0);
  EXPECT_EQ(acts_on(boss, theirs, kNoon), std::vector{MandateAct::report});
  EXPECT_EQ(code_of(mandates().end(boss, theirs.id, "x")), "mandate-unknown") << "no owner's";
  EXPECT_EQ(code_of(mandates().report(impostor, theirs.id, "x")), "mandate-unknown") << "himself";
  EXPECT_EQ(code_of(mandates().report(near, theirs.id, "x")), "mandate-unknown") << "he ends it";
  good(mandates().report(boss, theirs.id, "never heard of him"));
  EXPECT_TRUE(acts(impostor)) << "a report ends nothing";
  EXPECT_EQ(code_of(mandates().report(boss, theirs.id, "again")), "mandate-unknown");
  EXPECT_EQ(good(mandates().list_reported(far, 10)).size(), 0u);
  const auto reported = good(mandates().list_reported(near, 10));
  ASSERT_EQ(reported.size(), 1u);
  EXPECT_EQ(reported[0].report->words, "never heard of him");
  EXPECT_EQ(reported[0].report->who.login, "boss");
  EXPECT_EQ(acts_on(near, reported[0], kNoon), (std::vector{MandateAct::end, MandateAct::clear}));
  EXPECT_EQ(good(mandates().list_own(impostor)).at(0).report->who.login, "") << "not told by whom";
  EXPECT_EQ(code_of(mandates().clear(boss, theirs.id, "x")), "mandate-unknown");
  good(mandates().clear(near, theirs.id, "a co-owner by the register"));
  EXPECT_EQ(good(mandates().list_reported(near, 10)).size(), 0u);
  good(mandates().report(boss, theirs.id, "still not"));
  EXPECT_EQ(code_of(mandates().end(near, theirs.id, "he is right")), "");
  EXPECT_EQ(good(mandates().list_reported(near, 10)).size(), 0u);
  EXPECT_EQ(count("mandate-reported"), 2);
  EXPECT_EQ(count("mandate-cleared"), 1);
}

TEST_P(MandatesOf, WhoeverActedByAMandateIsNamed) {
  const Caller boss = owner();
  const Caller helper = join_self("helper");
  const Caller never = join_self("never");
  const auto invite = [&](const Caller& whom) {
    return good(mandates().invite(boss, claim(), whom.person, {Action::case_file}, kNoon + kDay));
  };
  good(mandates().accept(helper, invite(helper).id));
  invite(never);
  const MadeKey key = good(Keys(*database_, context_)
                               .make(boss, {.label = "ledger",
                                            .role = Role::helper,
                                            .scope = kFirm,
                                            .only = {Action::case_file},
                                            .until_ms = kNoon + kDay}));
  std::vector<std::string> actors;
  const Mandate own = good(mandates().list_own(boss)).at(0);
  const auto read = database_->read([&](store::Transaction& t) -> Result<void> {
    actors = good(actors_by(t, own));
    return {};
  });
  EXPECT_EQ(code_of(read), "");
  EXPECT_EQ(actors, (std::vector{std::to_string(boss.person), "key-" + std::to_string(key.id),
                                 std::to_string(helper.person)}));
}

FUGONG_ON_BOTH_DATABASES(MandatesOf);

}  // namespace
}  // namespace fugong::identity
