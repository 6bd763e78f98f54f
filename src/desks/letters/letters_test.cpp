// Letters as they are kept: of which event, by which code, in which copies.
#include "desks/letters/letters.hpp"

#include <gtest/gtest.h>

#include <map>

#include "desks/casework/case_sample.hpp"
#include "desks/casework/counter.hpp"
#include "desks/letters/code.hpp"
#include "platform/store/scope.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::letters {
namespace {

using casework::Act;
using casework::Event;
using casework::Role;
using casework::Story;
using store::Dialect;
using store::Transaction;

class Letters : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    database_.emplace(*store::Database::open({.url = place_->url()}));
    ASSERT_TRUE(database_->migrate("audit", audit::migrations()));
    ASSERT_TRUE(database_->migrate("letters", schema()));
    ASSERT_TRUE(ledger::Ledger::migrate(*database_));
    // Nothing is paid here.
    std::erase_if(story_.procedure.steps,
                  [](const casework::Step& step) { return step.deed == casework::Deed::pay; });
    procedures_.all = {story_.procedure};
    cases_.emplace(*casework::Casebook::open(
        *database_, [this](std::string_view) { return &procedures_; }, calendar_));
    counter_.emplace(*cases_, audit_, clock_, [](std::string_view) { return 1; });
    ASSERT_EQ(file(7), "");
  }

  template <class Body>
  auto in(const Body& body) {
    decltype(body(std::declval<Transaction&>())) answer;
    auto done = database_->transact([&](Transaction& whole) -> Result<void> {
      Transaction t = whole.within(store::Scope::everything("a test"));
      answer = body(t);
      return answer ? Result<void>{} : fail(answer.error());
    });
    return answer;
  }
  std::string file(std::int64_t number) {
    Event event = story_.filing(casework::yuan(20'000));
    event.matter->subject = std::to_string(number);
    versions_[number] = 1;
    const auto done = in([&](Transaction& t) { return counter_->file(t, event, number); });
    return done ? "" : code_of(done.error());
  }
  std::string happen(Event event, std::int64_t number = 7) {
    const auto done =
        in([&](Transaction& t) { return counter_->happen(t, number, versions_[number], event); });
    if (done) ++versions_[number];
    return done ? "" : code_of(done.error());
  }
  std::string happen(Act act, Role role, const char* who) {
    Event event = story_.event(act, role, who);
    if (act != Act::accept) event.reasons = casework::because("so it is");
    return happen(event);
  }
  std::string grant(std::int64_t whole_yuan, const char* who = "decider") {
    Event event = story_.event(Act::grant, Role::county_officer, who);
    event.amount = casework::yuan(whole_yuan);
    event.reasons = casework::because("so it is");
    return happen(event);
  }

  std::vector<Event> history() {
    return *in([&](Transaction& t) { return cases_->history(t, 7); });
  }
  /// Which event made the decision that stands; 0: none does.
  std::int64_t decided_by() {
    const auto found = standing_decision(history(), story_.procedure, calendar_);
    return found ? found->sequence : 0;
  }
  Issued issued(std::int64_t sequence, Kind kind) {
    const Moment moment = moment_of(history(), sequence, story_.procedure, calendar_);
    const auto made = in([&](Transaction& t) { return issue(t, 7, moment, kind, random_); });
    EXPECT_TRUE(made) << (made ? "" : describe(made.error().front(), "en"));
    return made ? *made : Issued{};
  }

  FixedClock clock_{casework::noon("2020-03-02")};
  SeededRandom random_{1};
  audit::Audit audit_{clock_, random_};
  Story story_;
  casework::Calendar calendar_;
  casework::Procedures procedures_;
  std::map<std::int64_t, std::int64_t> versions_;
  std::optional<store::TestDatabase> place_;
  std::optional<store::Database> database_;
  std::optional<casework::Casebook> cases_;
  std::optional<casework::Counter> counter_;
};

INSTANTIATE_TEST_SUITE_P(Both, Letters, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

TEST_P(Letters, TheProofThatIsPrintedStaysTheFirstOne) {
  const std::string code = issued(1, Kind::acknowledgement).code;
  const auto kept = [&] { return *in([&](Transaction& t) { return kept_proof(t, code); }); };
  const auto keep = [&](const std::string& proof) {
    const auto done = in([&](Transaction& t) { return keep_proof(t, code, proof); });
    EXPECT_TRUE(done);
  };
  EXPECT_EQ(kept(), "");
  keep("first");
  keep("second");
  EXPECT_EQ(kept(), "first");
}

TEST_P(Letters, ALetterNamesItsEventInTheAuditLogAndStaysWhatItIs) {
  const Issued first = issued(1, Kind::acknowledgement);
  EXPECT_EQ(first.name(), casework::reference_of(7) + "/1");
  EXPECT_EQ(first.on().to_string(), "2020-03-02");
  EXPECT_EQ(read_code(first.code), first.code);
  const auto record = in([&](Transaction& t) { return audit::find(t, first.event); });
  ASSERT_TRUE(record && *record);
  EXPECT_EQ((*record)->action, "case.file");
  EXPECT_EQ((*record)->record, casework::reference_of(7));
  EXPECT_EQ(first.hash, audit::to_hex((*record)->hash()));
  clock_.move_to(casework::noon("2020-03-05"));
  const Issued again = issued(1, Kind::acknowledgement);
  EXPECT_EQ(again.code, first.code);
  EXPECT_EQ(again.on(), first.on());
  EXPECT_NE(issued(1, Kind::decision).code, first.code) << "each letter has a code of its own";
}

TEST_P(Letters, TheDecisionThatStandsIsTheLastOneThatCameAbout) {
  EXPECT_EQ(decided_by(), 0);
  EXPECT_EQ(happen(Act::accept, Role::county_officer, "receiver"), "");
  EXPECT_EQ(decided_by(), 0);
  EXPECT_EQ(grant(18'000), "");
  EXPECT_EQ(decided_by(), 3);
  const Issued letter = issued(3, Kind::decision);
  const auto record = in([&](Transaction& t) { return audit::find(t, letter.event); });
  EXPECT_EQ((*record)->action, "case.grant");
  EXPECT_EQ(happen(Act::object, Role::owner, "owner"), "");
  EXPECT_EQ(decided_by(), 3) << "an objection alone changes nothing";
  EXPECT_EQ(happen(Act::uphold, Role::city_officer, "judge"), "");
  EXPECT_EQ(decided_by(), 0) << "decided again";
  EXPECT_EQ(grant(20'000, "another"), "");
  EXPECT_EQ(decided_by(), 6);
}

TEST_P(Letters, ASecondPersonsWordIsWhatDecides) {
  story_.procedure.steps[1].countersigned_from = casework::yuan(10'000);
  procedures_.all = {story_.procedure};
  EXPECT_EQ(happen(Act::accept, Role::county_officer, "receiver"), "");
  EXPECT_EQ(grant(18'000), "");
  EXPECT_EQ(decided_by(), 0) << "it waits for the second person";
  Event second = story_.event(Act::countersign, Role::second_approver, "second");
  EXPECT_EQ(happen(second), "");
  EXPECT_EQ(decided_by(), 4);
}

TEST_P(Letters, AWithdrawnCaseHasNoDecisionThatStands) {
  EXPECT_EQ(happen(Act::accept, Role::county_officer, "receiver"), "");
  EXPECT_EQ(grant(18'000), "");
  Event withdraw = story_.event(Act::withdraw, Role::owner, "owner");
  EXPECT_EQ(happen(withdraw), "");
  EXPECT_EQ(decided_by(), 0);
}

TEST_P(Letters, ALetterIsFoundByItsCodeAndByItsBytes) {
  const Issued letter = issued(1, Kind::acknowledgement);
  const std::string print(64, 'a');
  const std::string newer(64, 'b');
  for (const std::string& one : {print, newer, print})
    EXPECT_TRUE(in([&](Transaction& t) -> Result<bool> {
      auto kept = keep_print(t, letter.code, one);
      if (!kept) return fail(kept.error());
      return true;
    }));
  const auto by_code = in([&](Transaction& t) { return find_letter(t, letter.code); });
  ASSERT_TRUE(by_code && *by_code);
  EXPECT_EQ((*by_code)->event, letter.event);
  EXPECT_EQ((*by_code)->kind, Kind::acknowledgement);
  const auto by_print = in([&](Transaction& t) { return find_by_print(t, newer); });
  ASSERT_TRUE(by_print && *by_print);
  EXPECT_EQ((*by_print)->code, letter.code);
  EXPECT_TRUE(*in([&](Transaction& t) { return is_print(t, letter.code, print); }));
  EXPECT_FALSE(*in([&](Transaction& t) { return is_print(t, letter.code, std::string(64, 'c')); }));
  const Issued other = issued(1, Kind::decision);
  EXPECT_FALSE(*in([&](Transaction& t) { return is_print(t, other.code, print); }))
      << "a copy is of one letter";
  EXPECT_FALSE(*in([&](Transaction& t) { return find_letter(t, "7KQ2M-1XT5R-03BCD-9FGHJ"); }));
  EXPECT_FALSE(*in([&](Transaction& t) { return find_by_print(t, std::string(64, 'c')); }));
}

TEST_P(Letters, WithoutItsEventInTheLogThereIsNoLetter) {
  ASSERT_EQ(file(8), "");
  const Moment moment = moment_of(history(), 1, story_.procedure, calendar_);
  Moment beyond = moment;
  beyond.sequence = 2;
  const auto made =
      in([&](Transaction& t) { return issue(t, 8, beyond, Kind::decision, random_); });
  ASSERT_FALSE(made);
  EXPECT_EQ(code_of(made.error()), "letter-unproved");
}

}  // namespace
}  // namespace fugong::letters
