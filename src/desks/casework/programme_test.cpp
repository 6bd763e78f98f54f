// What the programme does by itself: with a small pack whose provision 1.3 gives a firm in place 1
// with ten people 1,000 yuan, on SQLite and on PostgreSQL.
#include "desks/casework/programme.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "desks/casework/case_sample.hpp"
#include "desks/casework/impact.hpp"
#include "desks/receipt/kept/kept.hpp"
#include "platform/store/scope.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::casework {
namespace {

namespace fs = std::filesystem;
using enterprise_register::Enterprise;
using enterprise_register::Register;
using store::Dialect;
using store::Transaction;

constexpr ledger::Shard kProvince = 10'000;

constexpr const char* kProcedure = R"(id: waiver
title: {zh: 减免, en: Waiver}
source: {zh: 虚构, en: Invented}
provisions: ["1.3"]
starts: [application, automatic]
form:
  - {title: {zh: 人数, en: Staff}, facts: [staff]}
answered_within: {working_days: 5, silence: refuses}
steps:
  - id: acceptance
    title: {zh: 受理, en: Acceptance}
    does: accept
    by: [{role: county_officer}]
    within: {working_days: 5, silence: agrees}
    skip_if_automatic: true
  - id: decision
    title: {zh: 决定, en: Decision}
    does: decide
    by: [{role: programme}, {role: county_officer}]
    within: {working_days: 10}
  - id: publicity
    title: {zh: 公示, en: Publication}
    does: publish
    within: {working_days: 5}
  - id: payment
    title: {zh: 支付, en: Payment}
    does: pay
    by: [{role: second_approver}]
    fund: {id: relief, source: province, purpose: relief}
)";

constexpr const char* kListing = R"(id: listing
title: {zh: 认定, en: Finding}
source: {zh: 虚构, en: Invented}
finding: listed
steps:
  - id: decision
    title: {zh: 认定, en: Find}
    does: decide
    by: [{role: county_officer}]
)";

pack::Files small_files(const std::string& amount) {
  const fs::path root = fs::path(FUGONG_SOURCE_DIR) / "tests/golden/receipts/packs";
  pack::Files files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files[fs::relative(entry.path(), root).generic_string()] = {std::istreambuf_iterator<char>(in),
                                                                {}};
  }
  const std::string folder = "small/measures/01-discount/";
  files[folder + "procedure-waiver.yaml"] = kProcedure;
  files[folder + "procedure-listing.yaml"] = kListing;
  std::string& facts = files["small/facts.yaml"];
  const std::string listed = "  - name: listed\n";
  facts.replace(facts.find(listed), listed.size(),
                listed + "    finding: true\n    evidence: {zh: 名单, en: The list}\n");
  std::string& provision = files[folder + "provision-1.3.yaml"];
  const std::string old = "amount: \"1000\"";
  provision.replace(provision.find(old), old.size(), "amount: \"" + amount + "\"");
  // Nothing for whom is on the list.
  const std::string rule = "staff >= 10";
  provision.replace(provision.find(rule), rule.size(), "staff >= 10 and not(listed)");
  return files;
}

/// A pack with what is asked of it.
struct Shelved {
  explicit Shelved(const std::string& amount)
      : files(small_files(amount)), pack(std::move(*pack::load(files, "small"))) {
    auto read = read_procedures(pack);
    EXPECT_TRUE(read.has_value()) << describe(read.error().front(), "en");
    procedures = std::move(*read);
    issuer.emplace(pack, files, "test");
    in_use = {&pack, &procedures, &*issuer};
  }
  pack::Files files;
  pack::Pack pack;
  Procedures procedures;
  std::optional<receipt::Issuer> issuer;
  PackInUse in_use;
};

class Programmes : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    database_.emplace(std::move(*store::Database::open({.url = place_->url()})));
    ASSERT_TRUE(database_->migrate("audit", audit::migrations()).has_value());
    ASSERT_TRUE(ledger::Ledger::migrate(*database_).has_value());
    ASSERT_TRUE(database_->migrate("receipts", receipt::schema()).has_value());
    auto opened = Register::open(std::move(*store::Database::open({.url = place_->url()})),
                                 shelved_.pack.book);
    ASSERT_TRUE(opened.has_value());
    enterprises_.emplace(std::move(*opened));
    auto cases = Casebook::open(*database_, library_, calendar_);
    ASSERT_TRUE(cases.has_value());
    cases_.emplace(std::move(*cases));
    counter_.emplace(*cases_, audit_, clock_, [](std::string_view) { return kProvince; });
    give(100'000'00);
  }

  void give(std::int64_t fen) {
    const ledger::Fund fund({"relief", 2020, "province", "relief"});
    ledger::Batch batch;
    const ledger::Act act{"first", "budget 2020", "treasurer", "head", "budget"};
    fund.appropriate(batch, act, fen);
    ledger::Act cash = act;
    cash.id += "-cash";
    fund.pay_in(batch, cash, fen);
    ASSERT_TRUE(ledger::Ledger(clock_, kProvince).submit(*database_, batch).has_value());
  }
  void put_firm(const std::string& id, const std::string& place, std::int64_t staff) {
    Enterprise firm;
    firm.id = id;
    firm.name = {id, id};
    firm.subject.kind = "enterprise";
    firm.subject.id = id;
    const law::Rulebook& book = shelved_.pack.book;
    firm.subject.facts = {{*book.fact_index("place"), feel::Value::of(place)},
                          {*book.fact_index("staff"), feel::Value::of(staff)},
                          {*book.fact_index("listed"), feel::Value::of(false)}};
    ASSERT_TRUE(enterprises_->put(firm, {"market", *Date::parse("2020-02-01")}).has_value());
  }

  Programme programme() const { return {*cases_, *counter_, clock_, guard_}; }
  Begun begin(const std::string& place = "", bool dry_run = false) {
    Beginning what;
    what.provision = "1.3";
    what.place = place;
    what.dry_run = dry_run;
    what.firms = 3;
    what.leaves_out = leaves_out_;
    Begun all;
    for (std::optional<std::int64_t> next = 0; next;) {
      what.after = *next;
      auto begun =
          begin_cases(*database_, programme(), shelved_.in_use, *enterprises_, random_, what);
      EXPECT_TRUE(begun.has_value()) << describe(begun.error().front(), "en");
      if (!begun) break;
      all.firms += begun->firms;
      all.entitled += begun->entitled;
      all.already += begun->already;
      all.begun += begun->begun;
      all.amount.fen += begun->amount.fen;
      all.references.insert(all.references.end(), begun->references.begin(),
                            begun->references.end());
      all.faults.insert(all.faults.end(), begun->faults.begin(), begun->faults.end());
      next = begun->next;
    }
    return all;
  }
  Round run() {
    auto round = run_programme(*database_, programme());
    EXPECT_TRUE(round.has_value()) << describe(round.error().front(), "en");
    return round ? std::move(*round) : Round{};
  }
  /// "grant publication_ends", of one round.
  std::string ran() {
    std::string acts;
    for (const auto& [reference, act] : run().acts)
      acts += (acts.empty() ? "" : " ") + std::string(name_in(kActs, act));
    return acts;
  }

  template <class F>
  std::string in(F&& body) {
    return store::code_in(*database_, [&](Transaction& whole) {
      Transaction t = whole.within(store::Scope::everything("a test"));
      return body(t);
    });
  }
  Stored find(const std::string& reference) {
    Stored stored;
    EXPECT_EQ(in([&](Transaction& t) -> Result<void> {
                auto found = cases_->find(t, *number_of(reference));
                if (!found) return fail(found.error());
                stored = **found;
                return {};
              }),
              "");
    return stored;
  }
  std::string happen(const std::string& reference, Act act, Role role, const char* who,
                     Money amount = {}) {
    Event event;
    event.act = act;
    event.by = {who, role};
    event.note = "so it is";
    event.reasons = because("so it is");
    if (act == Act::grant || act == Act::recover) event.amount = amount;
    if (act == Act::recover) {
      event.instalments = 1;
      event.pay_by = clock_.today().plus_days(30);
    }
    const Stored stored = find(reference);
    return in([&](Transaction& t) {
      return counter_->happen(t, stored.number, stored.now.events, event);
    });
  }
  /// A case of the same firm about the same, filed by itself.
  std::string file_again(const std::string& reference, const char* code = "") {
    Event event;
    event.act = Act::file;
    event.by = {"owner", Role::owner};
    event.matter = find(reference).now.matter;
    event.matter->start = Start::application;
    event.judgement = find(reference).now.judgement;
    std::string made;
    const std::int64_t number = draw_number(random_);
    EXPECT_EQ(in([&](Transaction& t) { return counter_->file(t, event, number); }), code);
    return reference_of(number);
  }
  void days_pass(std::int64_t days) { clock_.move_to(clock_.now_ms() + days * kDay); }

  FixedClock clock_{noon("2020-03-02")};  // a Monday
  SeededRandom random_{1};
  audit::Audit audit_{clock_, random_};
  Shelved shelved_{"1000"};
  Shelved next_{"1500"};
  bool hides_next_ = false;  ///< as if it were kept nowhere
  Calendar calendar_;
  PackShelf shelf_ = [this](std::string_view hash) -> std::shared_ptr<const PackInUse> {
    if (hash == shelved_.pack.hash) return {std::shared_ptr<void>(), &shelved_.in_use};
    if (hash != next_.pack.hash || hides_next_) return nullptr;
    return {std::shared_ptr<void>(), &next_.in_use};
  };
  Library library_ = [this](std::string_view hash) -> const Procedures* {
    const auto found = shelf_(hash);
    return found == nullptr ? nullptr : found->procedures;
  };
  std::function<Result<void>(Transaction&)> guard_;
  std::function<bool(std::string_view)> leaves_out_;
  std::optional<store::TestDatabase> place_;
  std::optional<store::Database> database_;
  std::optional<Register> enterprises_;
  std::optional<Casebook> cases_;
  std::optional<Counter> counter_;
};

INSTANTIATE_TEST_SUITE_P(Both, Programmes, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

TEST_P(Programmes, WhoeverIsEntitledGetsACaseOnce) {
  put_firm("a", "11", 10);
  put_firm("b", "11", 9);
  put_firm("c", "1", 30);
  put_firm("d", "2", 30);
  put_firm("e", "11", 12);
  const Begun tried = begin("11", true);
  EXPECT_EQ(tried.firms, 3u);
  EXPECT_EQ(tried.entitled, 2u);
  EXPECT_EQ(tried.begun, 0u);
  EXPECT_EQ(tried.amount, yuan(2'000));
  EXPECT_EQ(ran(), "") << "nothing was begun";
  const Begun begun = begin("11");
  EXPECT_EQ(begun.begun, 2u);
  EXPECT_TRUE(begun.faults.empty());
  const Stored one = find(begun.references.front());
  EXPECT_EQ(one.now.matter.start, Start::automatic);
  EXPECT_EQ(one.now.step, 1u) << "no acceptance of what nobody applied for";
  ASSERT_EQ(one.now.facts.size(), 3u);
  EXPECT_EQ(one.now.facts[2], (StatedFact{"", "", "staff", "10", "market", "2020-02-01"}));
  const Begun again = begin();
  EXPECT_EQ(again.already, 2u);
  EXPECT_EQ(again.begun, 1u) << "the firm outside that place";
  EXPECT_EQ(begin().begun, 0u);
}

TEST_P(Programmes, WhoOrdersItHasNoPartInHisOwnFirms) {
  put_firm("a", "11", 10);
  put_firm("b", "11", 12);
  leaves_out_ = [](std::string_view firm) { return firm == "a"; };
  EXPECT_EQ(begin("11", true).entitled, 1u);
  EXPECT_EQ(begin("11").begun, 1u);
  leaves_out_ = nullptr;
  const Begun others = begin("11");
  EXPECT_EQ(others.already, 1u);
  EXPECT_EQ(others.begun, 1u);
}

TEST_P(Programmes, TheComputationDecidesAPersonPays) {
  put_firm("a", "11", 10);
  const std::string reference = begin().references.front();
  EXPECT_EQ(ran(), "grant");
  EXPECT_EQ(find(reference).now.decision->amount, yuan(1'000));
  EXPECT_EQ(ran(), "") << "the publication runs";
  days_pass(7);
  EXPECT_EQ(ran(), "") << "its last day";
  days_pass(1);
  EXPECT_EQ(ran(), "publication_ends");
  EXPECT_EQ(ran(), "") << "no payment without a person";
  EXPECT_EQ(happen(reference, Act::order_payment, Role::second_approver, "payer"), "");
  EXPECT_EQ(find(reference).now.outcome, Outcome::granted);
}

TEST_P(Programmes, WhatAFirmAppliedForIsDecidedByAPerson) {
  put_firm("a", "11", 10);
  const std::string automatic = begin().references.front();
  EXPECT_EQ(happen(automatic, Act::withdraw, Role::owner, "owner"), "");
  EXPECT_EQ(begin().already, 1u) << "withdrawn under this pack: it is not begun again";
  const std::string reference = file_again(automatic);
  EXPECT_EQ(ran(), "");
  days_pass(8);
  EXPECT_EQ(ran(), "time_ran_out") << "silence takes the place of acceptance";
  EXPECT_EQ(waits_for(find(reference).now, *shelved_.procedures.find("waiver")),
            Role::county_officer);
  days_pass(30);
  EXPECT_EQ(ran(), "") << "and never that of the decision";
  EXPECT_EQ(run().looked_at, 0u) << "what is late for a person is not read again and again";
  EXPECT_EQ(happen(reference, Act::grant, Role::county_officer, "officer", yuan(1'000)), "");
}

TEST_P(Programmes, SilenceKeepsToTheCalendarInForce) {
  put_firm("a", "11", 10);
  const std::string automatic = begin().references.front();
  EXPECT_EQ(happen(automatic, Act::withdraw, Role::owner, "owner"), "");
  file_again(automatic);  // five working days from Monday
  calendar_ = Calendar({{*Date::parse("2020-03-03"), false}, {*Date::parse("2020-03-04"), false}});
  EXPECT_EQ(run().counted_anew, 1u);
  EXPECT_EQ(run().counted_anew, 0u);
  days_pass(8);
  EXPECT_EQ(run().looked_at, 0u) << "it isn't late: two of the days were days off";
  days_pass(2);
  EXPECT_EQ(ran(), "time_ran_out");
}

TEST_P(Programmes, TheGuardIsPassedForEveryPage) {
  put_firm("a", "11", 10);
  begin();
  int passed = 0;
  guard_ = [&](Transaction&) -> Result<void> {
    ++passed;
    return {};
  };
  run();
  const int busy = passed;
  passed = 0;
  EXPECT_EQ(run().acts.size(), 0u);
  EXPECT_GE(passed, 1) << "a round with nothing to do keeps the job, too";
  EXPECT_GT(busy, passed);
}

TEST_P(Programmes, WhoeverDoesNotAnswerInTimeIsRefused) {
  put_firm("a", "11", 10);
  const std::string automatic = begin().references.front();
  EXPECT_EQ(happen(automatic, Act::withdraw, Role::owner, "owner"), "");
  const std::string reference = file_again(automatic);
  EXPECT_EQ(happen(reference, Act::tell_gaps, Role::county_officer, "clerk"), "");
  days_pass(7);
  EXPECT_EQ(ran(), "") << "its last day";
  days_pass(1);
  EXPECT_EQ(ran(), "time_ran_out");
  EXPECT_EQ(find(reference).now.outcome, Outcome::refused);
  EXPECT_EQ(ran(), "");
}

TEST_P(Programmes, WhatIsWrongWithOneCaseKeepsNoOther) {
  put_firm("a", "11", 10);
  const std::string good = begin().references.front();
  Event event;
  event.act = Act::file;
  event.by = {"programme", Role::programme};
  event.matter = find(good).now.matter;
  event.matter->firm = event.matter->subject = "b";
  event.judgement = find(good).now.judgement;
  event.judgement->pack = next_.pack.hash;
  const std::int64_t bad = draw_number(random_);
  EXPECT_EQ(in([&](Transaction& t) { return counter_->file(t, event, bad); }), "");
  hides_next_ = true;
  const Round round = run();
  ASSERT_EQ(round.faults.size(), 1u);
  EXPECT_EQ(round.faults.front().first, reference_of(bad));
  EXPECT_EQ(round.faults.front().second.code, "procedure-unknown");
  ASSERT_EQ(round.acts.size(), 1u);
  EXPECT_EQ(round.acts.front().first, good);
}

TEST_P(Programmes, WhoeverLostTheLeaseStops) {
  put_firm("a", "11", 10);
  const std::string reference = begin().references.front();
  guard_ = [](Transaction&) -> Result<void> {
    return fail("lease-lost", Place{}, {"x", "x"}, {"x", "x"});
  };
  const auto round = run_programme(*database_, programme());
  ASSERT_FALSE(round.has_value());
  EXPECT_EQ(round.error().front().code, "lease-lost");
  EXPECT_EQ(find(reference).now.events, 1);
}

TEST_P(Programmes, WhoeverLosesItWhileACaseIsJudgedAnewStopsToo) {
  put_firm("a", "11", 10);
  const std::string reference = begin().references.front();
  put_firm("a", "11", 11);  // by what it was judged is so no more
  const Rejudging by{*cases_, *enterprises_, shelf_, random_};
  bool held = true;
  guard_ = [&](Transaction&) -> Result<void> {
    if (std::exchange(held, false)) return {};
    return fail("lease-lost", Place{}, {"x", "x"}, {"x", "x"});
  };
  Programme judging = programme();
  judging.rejudging = &by;
  const auto round = run_programme(*database_, judging);
  ASSERT_FALSE(round.has_value());
  EXPECT_EQ(round.error().front().code, "lease-lost");
  EXPECT_EQ(find(reference).now.events, 1);
  judging.guard = nullptr;
  const auto whole = run_programme(*database_, judging);
  ASSERT_TRUE(whole.has_value());
  ASSERT_FALSE(whole->acts.empty());
  EXPECT_EQ(whole->acts.front().second, Act::rerun) << "else nothing was judged above";
}

TEST_P(Programmes, TheSameNeedIsPaidOnce) {
  put_firm("a", "11", 10);
  const std::string first = begin().references.front();
  ran();
  days_pass(8);
  ran();
  EXPECT_EQ(happen(first, Act::order_payment, Role::second_approver, "payer"), "");
  file_again(first, "paid-already");
  EXPECT_EQ(happen(first, Act::recover, Role::county_officer, "officer", yuan(1'000)), "");
  file_again(first, "paid-already");  // it is owed, and has not come back
}

TEST_P(Programmes, AFirmThatIsHeldIsNotPaid) {
  put_firm("a", "11", 10);
  const std::string first = begin().references.front();
  EXPECT_EQ(happen(first, Act::withdraw, Role::owner, "owner"), "");
  const std::string held = file_again(first);
  EXPECT_EQ(happen(held, Act::refuse, Role::county_officer, "clerk"), "");
  const std::string second = file_again(first);
  EXPECT_EQ(happen(second, Act::accept, Role::county_officer, "clerk"), "");
  EXPECT_EQ(happen(second, Act::grant, Role::county_officer, "officer", yuan(1'000)), "");
  days_pass(8);
  ran();
  EXPECT_EQ(happen(held, Act::hold, Role::county_officer, "clerk"), "");
  EXPECT_EQ(happen(second, Act::order_payment, Role::second_approver, "payer"), "firm-held");
  EXPECT_EQ(happen(held, Act::release, Role::county_officer, "clerk"), "");
  EXPECT_EQ(happen(second, Act::order_payment, Role::second_approver, "payer"), "");
}

TEST_P(Programmes, AnotherPackJudgesOpenCasesAnew) {
  put_firm("a", "11", 10);
  put_firm("b", "11", 10);
  const Begun begun = begin();
  EXPECT_EQ(happen(begun.references.back(), Act::withdraw, Role::owner, "owner"), "");
  const Rejudging by{*cases_, *enterprises_, shelf_, random_};
  const auto look = [&] {
    Impact impact;
    // Only reading: the register has a connection of its own.
    EXPECT_TRUE(database_->read([&](Transaction& t) -> Result<void> {
      auto found = impact_on(t, by, next_.in_use, clock_.today(), {}, 10);
      if (!found) return fail(found.error());
      impact = std::move(*found);
      return {};
    }));
    return impact;
  };
  const Impact impact = look();
  ASSERT_EQ(impact.cases.size(), 1u) << "the open one";
  const Rejudged& one = impact.cases.front();
  EXPECT_TRUE(one.differs());
  EXPECT_EQ(one.before.amount, yuan(1'000));
  ASSERT_TRUE(one.after.has_value());
  EXPECT_EQ(one.after->amount, yuan(1'500));
  EXPECT_EQ(find(one.reference).now.events, 1) << "nothing is done yet";
  ASSERT_TRUE(rerun(*database_, *counter_, one).has_value());
  const Case now = find(one.reference).now;
  EXPECT_EQ(now.judgement.amount, yuan(1'500));
  EXPECT_EQ(now.pack, shelved_.pack.hash) << "it keeps its procedure";
  EXPECT_TRUE(look().cases.empty());
  EXPECT_FALSE(rerun(*database_, *counter_, one).has_value()) << "the case has moved on";
  EXPECT_EQ(ran(), "grant");
  EXPECT_EQ(find(one.reference).now.decision->amount, yuan(1'500));
}

TEST_P(Programmes, WhatWasFoundCountsBeforeTheRegister) {
  put_firm("a", "11", 10);
  put_firm("b", "11", 10);
  Event filing;
  filing.act = Act::file;
  filing.by = {"owner", Role::owner};
  filing.matter = Matter{"listing", "listed", "a", "a", "11", Start::application};
  filing.judgement = Judgement{law::State::depends, {}, {}, shelved_.pack.hash, "receipt"};
  EXPECT_EQ(in([&](Transaction& t) { return counter_->file(t, filing, 77); }), "");
  const std::string reference = reference_of(77);
  EXPECT_EQ(happen(reference, Act::grant, Role::county_officer, "officer"), "");
  const Begun begun = begin();
  EXPECT_EQ(begun.firms, 2u);
  EXPECT_EQ(begun.entitled, 1u);
  EXPECT_TRUE(begun.faults.empty());
  ASSERT_EQ(begun.references.size(), 1u) << "not the one that was found to be on the list";
  EXPECT_EQ(find(begun.references.front()).now.matter.firm, "b");

  // Set aside, the other firm is entitled like this one.
  EXPECT_EQ(happen(reference, Act::hold, Role::county_officer, "officer"), "");
  EXPECT_EQ(happen(reference, Act::annul, Role::county_officer, "officer"), "");
  EXPECT_EQ(begin().begun, 1u);
}

}  // namespace
}  // namespace fugong::casework
