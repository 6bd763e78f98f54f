// What a firm was granted by one case bounds what another one may give it.
#include "desks/casework/counter_sample.hpp"
#include "desks/casework/event_json.hpp"
#include "desks/casework/programme.hpp"

namespace fugong::casework {
namespace {

using Cases = std::vector<std::string>;

/// "17.2" and "17.9" exclude each other for a subject; all of "17.2" is at most what the judgement
/// says of the cap "most".
class Beside : public CounterSample {
 protected:
  void SetUp() override {
    CounterSample::SetUp();
    if (IsSkipped()) return;
    procedures_.all.front().provisions = {"17.2", "17.9"};
    procedures_.all.front().starts = {Start::application, Start::automatic};
    story_.procedure = procedures_.all.front();
    stacking::ExclusiveRule either;
    either.text = {"either", {"二者择一", "One of the two"}, {}, {}};
    either.per = stacking::Per::subject;
    either.provisions = {"17.2", "17.9"};
    procedures_.stacking.exclusive = {either};
    stacking::CapRule most;
    most.text = {"most", {"每户上限", "The most of a firm"}, {}, {}};
    most.provisions = {"17.2"};
    most.limit = "most_of_a_firm";
    procedures_.stacking.caps = {most};
  }

  std::string apply(std::int64_t number, Money amount, const char* provision = "17.2",
                    const char* subject = nullptr, std::optional<Money> limit = yuan(30'000)) {
    Event event = story_.filing(amount, Start::automatic);
    event.matter->provision = provision;
    event.matter->subject = subject == nullptr ? std::to_string(number) : subject;
    if (event.matter->provision == "17.2") event.judgement->limits = {{"most", limit}};
    versions_[number] = 1;
    return in([&](Transaction& t) { return counter_->file(t, event, number); });
  }
  /// Without a word of the officer.
  std::string give(std::int64_t number, Money amount) {
    Event event = story_.event(Act::grant, Role::county_officer, "decider");
    event.amount = amount;
    return happen(number, event);
  }
  std::vector<Against> against(std::int64_t number) {
    std::vector<Against> found;
    EXPECT_EQ(in([&](Transaction& t) -> Result<void> {
                const auto stored = cases_->find(t, number);
                if (!stored) return fail(stored.error());
                auto told =
                    cases_->against(t, (**stored).now.matter, (**stored).now.judgement, number);
                if (!told) return fail(told.error());
                found = std::move(*told);
                return {};
              }),
              "");
    return found;
  }
  /// What is left, in yuan; below nought: no cap bounds it.
  std::int64_t left(std::int64_t number) {
    const auto told = against(number);
    return told.empty() || !told.front().left ? -1 : told.front().left->fen / 100;
  }
  void annul(std::int64_t number, Role role) {
    Event hold = story_.event(Act::hold, Role::county_officer, "clerk");
    hold.note = "identity";
    EXPECT_EQ(happen(number, hold), "");
    EXPECT_EQ(with_reasons(number, Act::annul, role, "second"), "");
  }
};

INSTANTIATE_TEST_SUITE_P(Both, Beside, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

TEST_P(Beside, ACapLeavesWhatTheOtherCaseHasNotUsed) {
  EXPECT_EQ(apply(1, yuan(20'000)), "");
  EXPECT_EQ(apply(2, yuan(20'000)), "");
  EXPECT_EQ(left(2), -1) << "nothing is granted yet";
  EXPECT_EQ(give(1, yuan(20'000)), "");
  EXPECT_EQ(left(2), 10'000);
  EXPECT_EQ(against(2).front().cases, Cases{reference_of(1)});
  EXPECT_EQ(give(2, yuan(10'001)), "amount-beyond-entitlement");
  EXPECT_EQ(give(2, yuan(9'999)), "reasons-missing") << "less than what is left";
  EXPECT_EQ(give(2, yuan(10'000)), "") << "the rule is reason enough";
  const Case given = find(2);
  ASSERT_EQ(given.decision->against.size(), 1U);
  EXPECT_EQ(given.decision->against.front().rule, "most");
  EXPECT_EQ(money().committed, 30'000'00);

  EXPECT_EQ(apply(3, yuan(5'000)), "");
  EXPECT_EQ(left(3), 0);
  EXPECT_EQ(give(3, yuan(0)), "held-otherwise");
  EXPECT_EQ(happen(3, Act::refuse, Role::county_officer, "decider"), "");
  EXPECT_EQ(find(3).decision->against.front().cases, (Cases{reference_of(1), reference_of(2)}));
}

TEST_P(Beside, ACapBoundsOneCaseByItself) {
  EXPECT_EQ(apply(1, yuan(40'000)), "");
  EXPECT_EQ(left(1), 30'000);
  EXPECT_EQ(give(1, yuan(40'000)), "amount-beyond-entitlement");
  EXPECT_EQ(give(1, yuan(30'000)), "");
}

TEST_P(Beside, ALimitThatNobodyKnowsGivesNothing) {
  EXPECT_EQ(apply(1, yuan(20'000), "17.2", nullptr, std::nullopt), "");
  ASSERT_EQ(against(1).size(), 1U);
  EXPECT_FALSE(against(1).front().left.has_value());
  EXPECT_EQ(give(1, yuan(20'000)), "held-otherwise");
}

TEST_P(Beside, WhatCameBackIsFreeAgain) {
  EXPECT_EQ(apply(1, yuan(30'000)), "");
  EXPECT_EQ(give(1, yuan(30'000)), "");
  EXPECT_EQ(publish_and_pay(1), "");
  EXPECT_EQ(apply(2, yuan(20'000)), "");
  EXPECT_EQ(left(2), 0);
  EXPECT_EQ(recover(1, yuan(8'000)), "");
  EXPECT_EQ(left(2), 0) << "it is owed, and not back";
  EXPECT_EQ(repay(1, yuan(8'000)), "");
  EXPECT_EQ(left(2), 8'000);
  annul(1, Role::second_approver);
  EXPECT_EQ(left(2), -1);
}

TEST_P(Beside, OneOfTwoThatExcludeEachOther) {
  EXPECT_EQ(apply(1, yuan(20'000), "17.2", "G"), "");
  EXPECT_EQ(apply(2, yuan(20'000), "17.9", "G"), "");
  EXPECT_EQ(apply(3, yuan(20'000), "17.9", "H"), "");
  EXPECT_EQ(give(1, yuan(20'000)), "");
  ASSERT_EQ(against(2).size(), 1U);
  EXPECT_TRUE(against(2).front().excludes);
  EXPECT_EQ(give(2, yuan(20'000)), "held-otherwise");
  EXPECT_EQ(give(3, yuan(20'000)), "") << "another subject";
  EXPECT_EQ(happen(1, Act::withdraw, Role::owner, "owner"), "");
  EXPECT_EQ(give(2, yuan(20'000)), "");
}

TEST_P(Beside, WhatWaitsForTheSecondPersonCounts) {
  EXPECT_EQ(apply(1, yuan(60'000), "17.9", "G"), "");
  EXPECT_EQ(apply(2, yuan(20'000), "17.2", "G"), "");
  EXPECT_EQ(give(1, yuan(60'000)), "");
  EXPECT_EQ(find(1).phase, Phase::to_countersign);
  EXPECT_EQ(give(2, yuan(20'000)), "held-otherwise");
  EXPECT_EQ(happen(1, Act::countersign, Role::second_approver, "second"), "");
}

TEST_P(Beside, AnUpheldObjectionKeepsWhatItSecured) {
  EXPECT_EQ(apply(1, yuan(30'000)), "");
  EXPECT_EQ(grant(1, yuan(12'000)), "");
  EXPECT_EQ(with_reasons(1, Act::object, Role::owner, "owner"), "");
  EXPECT_EQ(with_reasons(1, Act::uphold, Role::city_officer, "judge"), "");
  EXPECT_EQ(apply(2, yuan(30'000)), "");
  EXPECT_EQ(left(2), 18'000) << "what was granted is secured";
  EXPECT_EQ(give(2, yuan(18'000)), "");
  EXPECT_EQ(left(1), 12'000);
  EXPECT_EQ(grant(1, yuan(12'001), "another"), "amount-beyond-entitlement");
  EXPECT_EQ(grant(1, yuan(12'000), "another"), "");
}

TEST_P(Beside, TheProgrammeGrantsWhatIsLeftAndRefusesWhereNothingIs) {
  procedures_.all.front().steps[1].by.insert(procedures_.all.front().steps[1].by.begin(),
                                             {Role::programme, Money{}, ""});
  EXPECT_EQ(apply(1, yuan(20'000)), "");
  EXPECT_EQ(apply(2, yuan(20'000)), "");
  EXPECT_EQ(apply(3, yuan(20'000)), "");
  const Programme programme{*cases_, *counter_, clock_};
  const auto round = run_programme(*database_, programme);
  ASSERT_TRUE(round.has_value());
  EXPECT_TRUE(round->faults.empty());
  EXPECT_EQ(money().committed, 30'000'00);
  Cases refused;
  for (const auto& [reference, act] : round->acts) {
    if (act == Act::refuse) refused.push_back(reference);
  }
  EXPECT_EQ(refused.size(), 1U);
}

TEST_P(Beside, SilenceGrantsNoMore) {
  procedures_.all.front().steps[1].within->silence = Silence::agrees;
  EXPECT_EQ(apply(1, yuan(20'000)), "");
  EXPECT_EQ(apply(2, yuan(20'000)), "");
  EXPECT_EQ(apply(3, yuan(20'000)), "");
  clock_.move_to(clock_.now_ms() + 30 * kDay);
  const Programme programme{*cases_, *counter_, clock_};
  const auto round = run_programme(*database_, programme);
  ASSERT_TRUE(round.has_value());
  EXPECT_TRUE(round->faults.empty());
  EXPECT_EQ(money().committed, 30'000'00);
  std::size_t waiting = 0;
  for (const std::int64_t number : {1, 2, 3})
    waiting += find(number).decision ? 0U : 1U;
  EXPECT_EQ(waiting, 1U) << "a person says that nothing is left";
}

TEST(AgainstTest, AnEventKeepsWhatBoundedIt) {
  Event event;
  event.act = Act::refuse;
  event.by = {"decider", Role::county_officer};
  event.against = {{"either", {"二者择一", "One of the two"}, true, {}, {"A", "B"}},
                   {"most", {"上限", "The most"}, false, yuan(7), {}},
                   {"open", {"上限", "The most"}, false, {}, {}}};
  event.judgement = Judgement{law::State::entitled,
                              yuan(9),
                              {},
                              "pack",
                              "receipt",
                              {{"most", yuan(7)}, {"open", std::nullopt}}};
  const auto read = read_event(event_json(event), "event");
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(*read, event);
}

}  // namespace
}  // namespace fugong::casework
