#include "desks/casework/casebook.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "desks/casework/case_sample.hpp"
#include "desks/casework/event_json.hpp"
#include "desks/casework/findings.hpp"
#include "platform/store/scope.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::casework {
namespace {

using store::Database;
using store::Dialect;
using store::Transaction;

class Casebooks : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    database_.emplace(open());
    procedures_.all = {story_.procedure};
    auto book = Casebook::open(*database_, library(), calendar_);
    ASSERT_TRUE(book.has_value()) << describe(book.error().front(), "en");
    book_.emplace(std::move(*book));
  }

  Database open() const {
    auto database = Database::open({.url = place_->url()});
    EXPECT_TRUE(database.has_value());
    return std::move(*database);
  }
  Library library() const {
    return [this](std::string_view pack) { return pack == "pack-hash" ? &procedures_ : nullptr; };
  }

  /// In a transaction of its own; the code of the first fault if it failed.
  template <class F>
  std::string in(Database& database, F&& body) {
    auto done = database.transact([&](Transaction& whole) -> Result<void> {
      Transaction t = whole.within(scope_);
      auto result = body(t);
      if (!result) return fail(result.error());
      return {};
    });
    return done ? "" : done.error().front().code;
  }
  std::string file(std::int64_t number, Event event) {
    return in(*database_, [&](Transaction& t) { return book_->file(t, event, number); });
  }
  std::string file(std::int64_t number) { return file(number, story_.filing(yuan(20'000))); }
  std::string happen(std::int64_t number, std::int64_t version, const Event& event) {
    return in(*database_, [&](Transaction& t) { return book_->happen(t, number, version, event); });
  }
  std::optional<Stored> find(std::int64_t number) {
    std::optional<Stored> found;
    EXPECT_EQ(in(*database_,
                 [&](Transaction& t) -> Result<void> {
                   auto read = book_->find(t, number);
                   if (!read) return fail(read.error());
                   found = std::move(*read);
                   return {};
                 }),
              "");
    return found;
  }
  std::vector<std::string> list(const Wanted& wanted, std::size_t page = 2) {
    std::vector<std::string> found;
    After after;
    for (bool more = true; more;) {
      EXPECT_EQ(in(*database_,
                   [&](Transaction& t) -> Result<void> {
                     auto queue = book_->list(t, wanted, after, page);
                     more = false;
                     if (!queue) return fail(queue.error());
                     more = queue->size() == page;
                     for (const Queued& one : *queue) {
                       found.push_back(std::to_string(one.number) + " " + one.step + " " +
                                       (one.due ? one.due->to_string() : "-"));
                       after = behind(one);
                     }
                     return {};
                   }),
                "");
    }
    return found;
  }

  store::Scope scope_ = store::Scope::everything("a test");
  Story story_;
  Calendar calendar_;
  Procedures procedures_;
  std::optional<store::TestDatabase> place_;
  std::optional<Database> database_;
  std::optional<Casebook> book_;
};

INSTANTIATE_TEST_SUITE_P(Both, Casebooks, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

TEST_P(Casebooks, ACaseIsWhatHappenedToIt) {
  EXPECT_FALSE(find(7).has_value());
  EXPECT_EQ(file(7), "");
  EXPECT_EQ(happen(7, 1, story_.event(Act::accept, Role::county_officer, "clerk")), "");
  Event grant = story_.event(Act::grant, Role::county_officer, "decider");
  grant.amount = yuan(20'000);
  EXPECT_EQ(happen(7, 2, grant), "");
  const auto stored = find(7);
  ASSERT_TRUE(stored.has_value());
  EXPECT_EQ(stored->reference, reference_of(7));
  EXPECT_EQ(stored->now.events, 3);
  EXPECT_EQ(stored->now.decision->amount, yuan(20'000));
  EXPECT_EQ(stored->now.pack, "pack-hash");
}

TEST_P(Casebooks, AnEventOfAnotherVersionIsRefused) {
  EXPECT_EQ(file(7), "");
  const Event accept = story_.event(Act::accept, Role::county_officer, "clerk");
  EXPECT_EQ(happen(7, 0, accept), "case-moved-on");
  EXPECT_EQ(happen(7, 1, accept), "");
  EXPECT_EQ(happen(7, 1, accept), "case-moved-on");
  EXPECT_EQ(happen(7, 2, accept), "not-now");
  EXPECT_EQ(happen(8, 1, accept), "case-unknown");
  EXPECT_EQ(find(7)->now.events, 2) << "nothing of what was refused is kept";
}

TEST_P(Casebooks, TheSameMatterHasOneOpenCase) {
  EXPECT_EQ(file(7), "");
  EXPECT_EQ(file(8), "case-exists");
  Event other = story_.filing(yuan(1));
  other.matter->subject = "group-2";
  EXPECT_EQ(file(9, other), "");
  EXPECT_EQ(happen(7, 1, story_.event(Act::withdraw, Role::owner, "owner")), "");
  EXPECT_EQ(file(8), "");
}

TEST_P(Casebooks, ACaseThatOpensAgainDoesNotStandBesideANewerOne) {
  const auto with_reasons = [&](Act act, Role role, const char* who) {
    Event event = story_.event(act, role, who);
    event.reasons = because("so it is");
    return event;
  };
  EXPECT_EQ(file(7), "");
  EXPECT_EQ(happen(7, 1, with_reasons(Act::refuse, Role::county_officer, "decider")), "");
  EXPECT_EQ(file(8), "") << "who was refused may apply again";
  EXPECT_EQ(happen(7, 2, with_reasons(Act::object, Role::owner, "owner")), "");
  const Event uphold = with_reasons(Act::uphold, Role::city_officer, "judge");
  EXPECT_EQ(happen(7, 3, uphold), "case-exists");
  scope_ = *store::Scope::regions({"3201"});
  EXPECT_EQ(happen(7, 3, uphold), "case-exists");
  EXPECT_EQ(find(7)->now.events, 3);
  EXPECT_EQ(happen(8, 1, story_.event(Act::withdraw, Role::owner, "owner")), "");
  EXPECT_EQ(file(9), "case-exists") << "an objection is open";
  EXPECT_EQ(happen(7, 3, uphold), "");
  EXPECT_EQ(file(9), "case-exists");
}

TEST_P(Casebooks, AnOpenObjectionIsInTheQueue) {
  EXPECT_EQ(file(7), "");
  for (const auto& [version, act, role] : {std::tuple(1, Act::refuse, Role::county_officer),
                                           std::tuple(2, Act::object, Role::owner)}) {
    Event event = story_.event(act, role, "somebody");
    event.reasons = because("so it is");
    EXPECT_TRUE(list({.open_only = true}).size() == (version == 1 ? 1u : 0u));
    EXPECT_EQ(happen(7, version, event), "");
  }
  EXPECT_EQ(find(7)->now.phase, Phase::closed);
  EXPECT_EQ(list({.waits_for = Role::city_officer, .open_only = true}).size(), 1u);
  EXPECT_TRUE(list({.in_steps_only = true}).empty());
}

TEST_P(Casebooks, OfManyOfficersAtOnceOneIsFirst) {
  EXPECT_EQ(file(7), "");
  std::atomic<int> done = 0;
  std::atomic<int> moved_on = 0;
  std::vector<std::thread> officers;
  for (int i = 0; i < 4; ++i) {
    officers.emplace_back([&, i] {
      Database own = open();
      const Event accept =
          story_.event(Act::accept, Role::county_officer, ("clerk" + std::to_string(i)).c_str());
      const std::string code =
          in(own, [&](Transaction& t) { return book_->happen(t, 7, 1, accept); });
      done += code.empty() ? 1 : 0;
      moved_on += code == "case-moved-on" ? 1 : 0;
    });
  }
  for (std::thread& officer : officers)
    officer.join();
  EXPECT_EQ(done, 1);
  EXPECT_EQ(moved_on, 3);
  EXPECT_EQ(find(7)->now.events, 2);
}

TEST_P(Casebooks, AQueueIsReadPageByPageInTheOrderOfItsDueDays) {
  for (std::int64_t number = 1; number <= 5; ++number) {
    Event filing = story_.filing(yuan(20'000));
    filing.matter->subject = "group-" + std::to_string(number);
    filing.matter->place = number == 5 ? "330100" : "320100";
    filing.at_ms -= number * kDay;
    EXPECT_EQ(file(number, filing), "");
  }
  EXPECT_EQ(happen(2, 1, story_.event(Act::withdraw, Role::owner, "owner")), "");
  const std::vector<std::string> all{"5 acceptance 2020-03-03", "4 acceptance 2020-03-04",
                                     "3 acceptance 2020-03-05", "1 acceptance 2020-03-06", "2  -"};
  EXPECT_EQ(list({}).size(), 5u);
  EXPECT_EQ(list({}).back(), all.back());
  EXPECT_EQ(list({.open_only = true}).size(), 4u);
  EXPECT_EQ(list({.place_prefix = "33"}), std::vector<std::string>{list({}).front()});
  EXPECT_EQ(list({.place_prefix = "3201"}).size(), 4u);
  EXPECT_TRUE(list({.place_prefix = "320"}, 200).size() == 4u);
  EXPECT_TRUE(list({.firm = "another"}).empty());
  const std::string firm = story_.filing(yuan(20'000)).matter->firm;
  EXPECT_EQ(list({.firm = firm, .actors = std::vector<std::string>{"owner"}}).size(), 5u);
  EXPECT_TRUE(list({.firm = firm, .actors = std::vector<std::string>{"own"}}).empty())
      << "whole names";
  EXPECT_TRUE(list({.firm = firm, .actors = std::vector<std::string>{}}).empty());
  EXPECT_EQ(list({.waits_for = Role::county_officer}).size(), 4u);
  EXPECT_TRUE(list({.waits_for = Role::second_approver}).empty());
  EXPECT_TRUE(list({.late_on = Date::parse("2020-01-01")}).empty());
  EXPECT_EQ(list({.late_on = Date::parse("2020-12-31"), .open_only = true}).size(), 4u);
}

TEST_P(Casebooks, ADayOffThatIsDeclaredLaterMovesEveryOpenLine) {
  // Two clocks: of working days, and of seven days.
  procedures_.all[0].steps[1].within->period = {7, DayCount::calendar};
  EXPECT_EQ(file(7), "");
  EXPECT_EQ(happen(7, 1, story_.event(Act::accept, Role::county_officer, "clerk")), "");
  for (const std::int64_t number : {8, 9}) {
    Event filing = story_.filing(yuan(20'000));
    filing.matter->subject = "group-" + std::to_string(number);
    filing.at_ms -= 3 * kDay;  // Friday
    EXPECT_EQ(file(number, filing), "");
  }
  EXPECT_EQ(happen(9, 1, story_.event(Act::withdraw, Role::owner, "owner")), "");
  EXPECT_EQ(list({}),
            (std::vector<std::string>{"8 acceptance 2020-03-06", "7 decision 2020-03-09", "9  -"}));

  const Calendar longer({{*Date::parse("2020-03-03"), false}, {*Date::parse("2020-03-04"), false}});
  auto next = Casebook::open(*database_, library(), longer);
  ASSERT_TRUE(next.has_value());
  book_.emplace(std::move(*next));
  EXPECT_EQ(list({}, 1),
            (std::vector<std::string>{"8 acceptance 2020-03-10", "7 decision 2020-03-09", "9  -"}))
      << "a line shows at once what its case shows";
  std::vector<std::int64_t> counted;
  const auto count_anew = [&](Transaction& t) -> Result<void> {
    counted.clear();
    auto lines = book_->counted_otherwise(t, {}, 1);
    while (lines && !lines->empty()) {
      counted.push_back(lines->front().number);
      auto done = book_->count_anew(t, counted.back());
      if (!done) return done;
      lines = book_->counted_otherwise(t, lines->front(), 1);
    }
    return lines ? Result<void>{} : fail(lines.error());
  };
  EXPECT_EQ(in(*database_, count_anew), "");
  EXPECT_EQ(counted, (std::vector<std::int64_t>{7, 8})) << "no clock runs in a closed case";
  // A server that has not yet taken the other pack over leaves what was counted by the later one.
  const Calendar later({{*Date::parse("2020-03-03"), false}, {*Date::parse("2020-03-04"), false}},
                       5);
  const Calendar older({{*Date::parse("2020-03-05"), false}}, 4);
  const auto by = [&](const Calendar& calendar) {
    auto other = Casebook::open(*database_, library(), calendar);
    ASSERT_TRUE(other.has_value());
    book_.emplace(std::move(*other));
    EXPECT_EQ(in(*database_, count_anew), "");
  };
  const Calendar first({{*Date::parse("2020-03-06"), false}}, 3);
  by(first);
  EXPECT_EQ(counted, (std::vector<std::int64_t>{7, 8}));
  by(later);
  EXPECT_EQ(counted, (std::vector<std::int64_t>{7, 8}));
  by(older);
  EXPECT_EQ(counted, std::vector<std::int64_t>{});
  by(later);
  EXPECT_EQ(counted, std::vector<std::int64_t>{});
  EXPECT_EQ(list({}, 1),
            (std::vector<std::string>{"7 decision 2020-03-09", "8 acceptance 2020-03-10", "9  -"}));
  EXPECT_EQ(in(*database_, count_anew), "");
  EXPECT_TRUE(counted.empty());
  EXPECT_EQ(find(8)->now.events, 1) << "nothing happened to the case";
}

TEST_P(Casebooks, WhichPacksOpenCasesAreOfIsKnown) {
  const auto packs = [&] {
    std::vector<std::string> found;
    EXPECT_EQ(in(*database_,
                 [&](Transaction& t) -> Result<void> {
                   auto read = Casebook::packs_in_use(t, 10);
                   if (!read) return fail(read.error());
                   found = std::move(*read);
                   return {};
                 }),
              "");
    return found;
  };
  EXPECT_TRUE(packs().empty());
  EXPECT_EQ(file(7), "");
  EXPECT_EQ(packs(), std::vector<std::string>{"pack-hash"});
  Event rerun = story_.event(Act::rerun, Role::programme, "programme");
  rerun.judgement = story_.filing(yuan(20'000)).judgement;
  rerun.judgement->pack = "next-hash";
  EXPECT_EQ(happen(7, 1, rerun), "");
  EXPECT_EQ(packs(), (std::vector<std::string>{"next-hash", "pack-hash"}))
      << "judged by one, handled by the other";
  EXPECT_EQ(happen(7, 2, story_.event(Act::withdraw, Role::owner, "owner")), "");
  EXPECT_TRUE(packs().empty());
}

TEST_P(Casebooks, ALineSaysWhatIsKnownAndInWhichDaysItsClockCounts) {
  Event filing = story_.filing(yuan(20'000));
  EXPECT_EQ(file(7, filing), "");
  filing.matter->subject = "group-2";
  filing.judgement->amount.reset();
  filing.judgement->state = law::State::depends;
  EXPECT_EQ(file(8, filing), "");
  const auto line = [&](std::size_t at) {
    Queued found;
    in(*database_, [&](Transaction& t) -> Result<void> {
      found = book_->list(t, {}, {}, 2)->at(at);
      return {};
    });
    return found;
  };
  EXPECT_EQ(line(0).amount, yuan(20'000));
  EXPECT_EQ(line(1).amount, std::nullopt);
  EXPECT_EQ(line(0).count, DayCount::working);
  EXPECT_EQ(happen(8, 1, story_.event(Act::accept, Role::county_officer, "clerk")), "");
  Event refusal = story_.event(Act::refuse, Role::county_officer, "decider");
  refusal.reasons = because("none");
  EXPECT_EQ(happen(8, 2, refusal), "");
  EXPECT_EQ(line(1).amount, Money{}) << "a refusal says what there is: nothing";
  Event objection = story_.event(Act::object, Role::owner, "owner");
  objection.reasons = because("but");
  EXPECT_EQ(happen(8, 3, objection), "");
  EXPECT_EQ(line(1).count, DayCount::calendar);
}

TEST_P(Casebooks, WhoeverHasNothingToDoWithACaseDoesNotFindIt) {
  EXPECT_EQ(file(7), "");
  const Event accept = story_.event(Act::accept, Role::county_officer, "clerk");
  for (const auto& [scope, sees] :
       std::vector<std::pair<store::Scope, bool>>{{*store::Scope::regions({"3201"}), true},
                                                  {*store::Scope::regions({"33"}), false},
                                                  {*store::Scope::firms({"firm-1"}), true},
                                                  {*store::Scope::firms({"firm-2"}), false}}) {
    scope_ = scope;
    EXPECT_EQ(find(7).has_value(), sees);
    EXPECT_EQ(list({}).size(), sees ? 1u : 0u);
    EXPECT_EQ(in(*database_, [&](Transaction& t) { return book_->history(t, 7); }),
              sees ? "" : "case-unknown");
    if (!sees) {
      EXPECT_EQ(happen(7, 1, accept), "case-unknown");
    }
  }
  scope_ = *store::Scope::regions({"3201"});
  EXPECT_EQ(happen(7, 1, accept), "");
  Event transfer = story_.event(Act::transfer, Role::city_officer, "chief");
  transfer.reference = "320500";
  EXPECT_EQ(happen(7, 2, transfer), "store-out-of-scope");
  scope_ = store::Scope::everything("a transfer leaves the officer's places");
  EXPECT_EQ(happen(7, 2, transfer), "");
  scope_ = *store::Scope::regions({"3201"});
  EXPECT_FALSE(find(7).has_value());
}

TEST_P(Casebooks, EventsAreNeverChanged) {
  EXPECT_EQ(file(7), "");
  for (const char* change : {"UPDATE case_event SET body = '{}'", "DELETE FROM case_event"}) {
    EXPECT_EQ(in(*database_, [&](Transaction& t) { return t.run(change); }), "store-constraint");
  }
}

TEST_P(Casebooks, APackThatIsNotKeptIsNamed) {
  Event filing = story_.filing(yuan(1));
  filing.judgement->pack = "another";
  EXPECT_EQ(file(7, filing), "procedure-unknown");
}

TEST(Reference, IsReadAsItIsWrittenAndFindsMistakes) {
  for (const std::int64_t number :
       {std::int64_t{1}, std::int64_t{31}, std::int64_t{123'456'789'012},
        std::numeric_limits<std::int64_t>::max()}) {
    const std::string reference = reference_of(number);
    EXPECT_EQ(reference.size(), 17u);
    EXPECT_EQ(number_of(reference), number);
    std::string small = reference;
    for (char& c : small)
      c = c == '-' ? ' ' : static_cast<char>(std::tolower(c));
    EXPECT_EQ(number_of(small), number);
    // One digit that is another, or two neighbours that changed places.
    for (std::size_t i = 0; i < reference.size(); ++i) {
      if (reference[i] == '-') continue;
      for (const char digit : std::string_view("0123456789ABCDEFGHJKLMNPQRTUWXY")) {
        std::string wrong = reference;
        wrong[i] = digit;
        if (wrong == reference) continue;
        EXPECT_FALSE(number_of(wrong).has_value()) << wrong;
      }
      if (i + 1 < reference.size() && reference[i + 1] != '-' && reference[i] != reference[i + 1]) {
        std::string wrong = reference;
        std::swap(wrong[i], wrong[i + 1]);
        EXPECT_FALSE(number_of(wrong).has_value()) << wrong;
      }
    }
  }
  for (const char* wrong : {"", "7", "O", "YYYY-YYYY-YYYY-YY", "0000-0000-0000-000"})
    EXPECT_FALSE(number_of(wrong).has_value()) << wrong;
}

TEST(EventJson, IsReadAsItWasWritten) {
  Story story;
  std::vector<Event> events{story.filing(yuan(5))};
  Event all = story.event(Act::recover, Role::city_officer, "判官");
  all.amount = Money{Money::kMaxFen};
  all.reasons = {{Reason::Of::condition, "trainees", "不是"},
                 {Reason::Of::words, "", "\"quoted\""}};
  all.note = "note\n";
  all.reference = "320100";
  all.instalments = 12;
  all.pay_by = Date::parse("2020-07-31");
  all.declared = true;
  all.own_facts = R"({"staff": "12", "motto": "\"/~"})";
  all.facts = {{"loan", "L1", "rate", "3.15", "bank", "2020-03-01"},
               {"", "", "motto", "", "declared", "2020-03-02"}};
  events.push_back(all);
  for (const Event& event : events) {
    const auto read = read_event(event_json(event), "7/1");
    ASSERT_TRUE(read.has_value()) << describe(read.error().front(), "en");
    EXPECT_EQ(*read, event);
  }
  EXPECT_EQ(event_json(story.event(Act::accept, Role::owner, "c")),
            R"({"act":"accept","at_ms":1583121600000,"by":{"id":"c","role":"owner"},"rules":4})");
  const auto old =
      read_event(R"({"act":"accept","at_ms":1,"by":{"id":"c","role":"owner"}})", "7/1");
  ASSERT_TRUE(old.has_value());
  EXPECT_EQ(old->rules, 0) << "kept before there was a number";
  for (const char* wrong :
       {"{}", "[]", R"({"act":"fly","at_ms":1,"by":{"id":"c","role":"owner"}})",
        R"({"act":"accept","at_ms":1.5,"by":{"id":"c","role":"owner"}})",
        R"({"act":"accept","at_ms":1,"by":{"id":"c","role":"owner"},"more":1})",
        R"({"act":"recover","at_ms":1,"by":{"id":"c","role":"owner"},"pay_by":"soon"})",
        R"({"act":"accept","at_ms":1,"by":{"id":"c"}})"}) {
    const auto read = read_event(wrong, "7/1");
    ASSERT_FALSE(read.has_value()) << wrong;
    EXPECT_EQ(read.error().front().code, "event-unreadable");
  }
}

/// Cases about findings, beside those of the story.
class Found : public Casebooks {
 protected:
  void SetUp() override {
    Casebooks::SetUp();
    if (book_) procedures_.all.push_back(difficulty());
  }
  Event act(Act act, Role role, const char* who) const {
    Event event = story_.event(act, role, who);
    event.reasons = because("the accounts show it");
    event.note = "identity";
    return event;
  }
  /// A firm has it decided whether it is in difficulty.
  Event asking(const std::string& firm = "firm-1") {
    Event filing = story_.filing(Money{});
    filing.matter = Matter{"difficulty", "in_difficulty", firm, firm, "320100", Start::application};
    filing.judgement = Judgement{law::State::depends, {}, {}, "pack-hash", "receipt-hash"};
    return filing;
  }

  /// A decision about the firm on a day.
  void decide(std::int64_t number, Act how, const char* day, const std::string& firm = "firm-1") {
    story_.on(day);
    EXPECT_EQ(file(number, asking(firm)), "");
    EXPECT_EQ(happen(number, 1, story_.event(Act::accept, Role::county_officer, "clerk")), "");
    EXPECT_EQ(happen(number, 2, act(how, Role::county_officer, "decider")), "");
    const std::string before = known(day, firm);
    EXPECT_EQ(happen(number, 3, act(Act::countersign, Role::second_approver, "second")), "");
    EXPECT_NE(known(day, firm), before) << "not before the second person agrees";
  }
  /// "in_difficulty=1 of 7 until 2020-04-01", what holds on that day.
  std::string known(const char* day, const std::string& firm = "firm-1") {
    std::string text;
    EXPECT_EQ(in(*database_,
                 [&](Transaction& t) -> Result<void> {
                   auto found = book_->findings(t, {"firm-0", firm}, *Date::parse(day));
                   if (!found) return fail(found.error());
                   for (const Finding& one : *found) {
                     EXPECT_EQ(one.by.role, Role::county_officer);
                     EXPECT_EQ(one.by.place, "320100");
                     text += one.fact + "=" + (one.is_so ? "1" : "0") + " of " +
                             std::to_string(*number_of(one.by.reference)) + " until " +
                             (one.by.until ? one.by.until->to_string() : "-");
                   }
                   return {};
                 }),
              "");
    return text;
  }
};

INSTANTIATE_TEST_SUITE_P(Both, Found, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

TEST_P(Found, HoldsForTheFirmUntilItsLastDay) {
  decide(7, Act::grant, "2020-03-02");
  EXPECT_EQ(known("2020-03-02"), "in_difficulty=1 of 7 until 2020-04-01");
  EXPECT_EQ(known("2020-04-01"), "in_difficulty=1 of 7 until 2020-04-01");
  EXPECT_EQ(known("2020-04-02"), "");
  EXPECT_EQ(known("2020-03-02", "firm-2"), "");
}

TEST_P(Found, OneFirmsFindingIsNoOthers) {
  decide(7, Act::grant, "2020-03-02");
  decide(8, Act::refuse, "2020-03-03", "firm-0");
  // Those of firm-0 and firm-1 together.
  EXPECT_EQ(known("2020-03-03"),
            "in_difficulty=0 of 8 until 2020-04-02in_difficulty=1 of 7 until 2020-04-01");
  const auto counted = [&](const char* on, const char* known_at) {
    std::string text;
    EXPECT_EQ(in(*database_,
                 [&](Transaction& t) -> Result<void> {
                   const auto found = findings_known(t, {*Date::parse(on), *Date::parse(known_at)});
                   if (!found) return fail(found.error());
                   for (const auto& [firm, of_firm] : *found) {
                     for (const Finding& one : of_firm)
                       text += firm + (one.is_so ? "+" : "-");
                   }
                   return {};
                 }),
              "");
    return text;
  };
  EXPECT_EQ(counted("2020-03-03", "2020-03-01"), "");
  EXPECT_EQ(counted("2020-03-03", "2020-03-02"), "firm-1+");
  EXPECT_EQ(counted("2020-03-03", "2020-03-03"), "firm-0-firm-1+");
  EXPECT_EQ(counted("2020-04-02", "2020-03-03"), "firm-0-") << "that of the other is over";
}

TEST_P(Found, TheLastDecisionCountsAndWhatIsAnnulledNeverWas) {
  decide(7, Act::grant, "2020-03-02");
  decide(8, Act::refuse, "2020-03-03");
  EXPECT_EQ(known("2020-03-03"), "in_difficulty=0 of 8 until 2020-04-02");
  EXPECT_EQ(happen(8, 4, act(Act::hold, Role::county_officer, "clerk")), "");
  EXPECT_EQ(known("2020-03-03"), "in_difficulty=0 of 8 until 2020-04-02") << "held is not annulled";
  EXPECT_EQ(happen(8, 5, act(Act::annul, Role::county_officer, "clerk")), "");
  EXPECT_EQ(known("2020-03-03"), "in_difficulty=1 of 7 until 2020-04-01") << "the older one again";
}

TEST_P(Found, AnObjectionThatIsRightSetsItAside) {
  decide(7, Act::refuse, "2020-03-02");
  EXPECT_EQ(happen(7, 4, act(Act::object, Role::owner, "owner")), "");
  EXPECT_EQ(known("2020-03-02"), "in_difficulty=0 of 7 until 2020-04-01");
  EXPECT_EQ(happen(7, 5, act(Act::uphold, Role::city_officer, "city")), "");
  EXPECT_EQ(known("2020-03-02"), "");
  story_.on("2020-03-09");
  Event grant = act(Act::grant, Role::county_officer, "decider");
  EXPECT_EQ(happen(7, 6, grant), "");
  EXPECT_EQ(happen(7, 7, act(Act::countersign, Role::second_approver, "second")), "");
  EXPECT_EQ(known("2020-03-09"), "in_difficulty=1 of 7 until 2020-04-08");
}

TEST_P(Found, WhatWasTurnedAwayOrWithdrawnHasFoundNothing) {
  story_.on("2020-03-02");
  const Event filing = asking();
  EXPECT_EQ(file(7, filing), "");
  EXPECT_EQ(happen(7, 1, act(Act::refuse, Role::county_officer, "clerk")), "");
  EXPECT_EQ(happen(7, 2, act(Act::countersign, Role::second_approver, "second")), "");
  EXPECT_EQ(file(8, filing), "");
  EXPECT_EQ(happen(8, 1, act(Act::withdraw, Role::owner, "owner")), "");
  EXPECT_EQ(known("2020-03-02"), "");
}

TEST_P(Found, SaysWhyAndHasNoAmount) {
  story_.on("2020-03-02");
  EXPECT_EQ(file(7, asking()), "");
  EXPECT_EQ(happen(7, 1, story_.event(Act::accept, Role::county_officer, "clerk")), "");
  Event grant = story_.event(Act::grant, Role::county_officer, "decider");
  EXPECT_EQ(happen(7, 2, grant), "reasons-missing");
  grant.reasons = because("so it is");
  grant.amount = yuan(1);
  EXPECT_EQ(happen(7, 2, grant), "amount-beyond-entitlement");
  grant.amount = Money{};
  EXPECT_EQ(happen(7, 2, grant), "");
}

}  // namespace
}  // namespace fugong::casework
