// What a transfer may be and what the ledger says to it.
#include "platform/ledger/ledger.hpp"

#include <limits>

#include "ledger/ledger_sample.hpp"
#include "platform/ledger/schema.hpp"
#include "platform/store/backup.hpp"

namespace fugong::ledger {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

/// Accounts of the core, without the words of a fund.
class Transfers : public LedgerCase {
 protected:
  Account plain(const std::string& role, bool limited = true, Book book = Book::budget,
                FundKey fund = relief()) const {
    return {book, std::move(fund), role, "", "", limited};
  }

  /// From a source without limit to an account.
  void bring_in(std::int64_t amount, const Account& to) {
    Batch batch{{source_, to}, {transfer("in-" + std::to_string(++brought_), source_, to, amount)}};
    ASSERT_EQ(say([&](Batch& b) { b = batch; }), "created");
  }

  static Transfer transfer(const std::string& id, const Account& debit, const Account& credit,
                           std::int64_t amount) {
    Transfer of;
    of.id = id;
    of.debit = debit.id();
    of.credit = credit.id();
    of.amount_fen = amount;
    of.document = "doc";
    of.purpose = "test";
    of.actor = "clerk";
    of.approver = "head";
    of.case_ref = "case-1";
    return of;
  }

  static Transfer settlement(const std::string& id, Kind kind, const std::string& origin,
                             std::int64_t amount) {
    Transfer of = transfer(id, Account{}, Account{}, amount);
    of.debit = of.credit = 0;
    of.kind = kind;
    of.origin = origin;
    return of;
  }

  std::string say_to(const Transfer& of) {
    return say([&](Batch& batch) { batch.transfers = {of}; });
  }

  Balance balance_of(const Account& account) {
    for (const AccountBalance& of :
         read([&](store::Transaction& t) { return balances(t, kShard); })) {
      if (of.id == account.id()) return of.balance;
    }
    return {};
  }

  const Account source_ = plain("source", false);
  const Account a_ = plain("a");
  const Account b_ = plain("b");
  int brought_ = 0;
};

TEST_P(Transfers, MovesMoneyFromDebitToCredit) {
  bring_in(100, a_);
  Batch batch{{a_, b_}, {transfer("x", a_, b_, 30)}};
  const auto answers = submit(batch);
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].outcome, Outcome::created);
  EXPECT_EQ(answers[0].seq, 2);
  EXPECT_EQ(balance_of(source_), (Balance{100, 0, 0, 0}));
  EXPECT_EQ(balance_of(a_), (Balance{30, 100, 0, 0}));
  EXPECT_EQ(balance_of(b_), (Balance{0, 30, 0, 0}));
  EXPECT_EQ(verdict(), "");
}

TEST_P(Transfers, RefusesWhatIsNotFit) {
  bring_in(100, a_);
  bring_in(1, b_);
  const Transfer good = transfer("x", a_, b_, 1);
  struct Case {
    const char* code;
    Transfer of;
  };
  std::vector<Case> cases;
  const auto but = [&](const char* code, const auto& change) {
    Transfer of = good;
    change(of);
    cases.push_back({code, of});
  };
  but("ledger-text-invalid", [](Transfer& of) { of.id = ""; });
  but("ledger-text-invalid", [](Transfer& of) { of.document = ""; });
  but("ledger-text-invalid", [](Transfer& of) { of.purpose = "two\nlines"; });
  but("ledger-text-invalid",
      [](Transfer& of) { of.case_ref = std::string(kMaxTextBytes + 1, 'x'); });
  but("ledger-text-invalid", [](Transfer& of) { of.actor = " clerk"; });
  but("ledger-text-invalid", [](Transfer& of) { of.approver = "\xff"; });
  but("ledger-same-person", [](Transfer& of) { of.approver = of.actor; });
  but("ledger-amount-invalid", [](Transfer& of) { of.amount_fen = 0; });
  but("ledger-amount-invalid", [](Transfer& of) { of.amount_fen = -1; });
  but("ledger-same-account", [](Transfer& of) { of.credit = of.debit; });
  but("ledger-kind-fields", [](Transfer& of) { of.debit = 0; });
  but("ledger-kind-fields", [](Transfer& of) { of.kind = Kind::post; });
  but("ledger-kind-fields", [](Transfer& of) { of.kind = Kind::pending, of.origin = "in-1"; });
  but("ledger-expiry-invalid", [](Transfer& of) { of.expires_on = Date::parse("2020-03-01"); });
  but("ledger-expiry-invalid", [](Transfer& of) {
    of.kind = Kind::pending;
    of.expires_on = Date::parse("2020-02-20");
  });
  but("ledger-correction-invalid", [](Transfer& of) { of.purpose = kCorrection; });
  but("ledger-unknown-account", [](Transfer& of) { of.credit = 17; });
  but("ledger-unknown-origin", [](Transfer& of) { of.origin = "nothing"; });
  but("ledger-other-side", [](Transfer& of) { of.origin = "in-2"; });
  but("ledger-overdrawn", [](Transfer& of) { of.amount_fen = 101; });
  but("ledger-linked-open", [](Transfer& of) { of.linked = true; });
  for (const Case& of : cases) {
    EXPECT_EQ(say_to(of.of), of.code);
    EXPECT_EQ(balance_of(a_), (Balance{0, 100, 0, 0})) << of.code;
  }
  Transfer longest = good;
  longest.case_ref = std::string(kMaxTextBytes, 'x');
  EXPECT_EQ(say_to(longest), "created");
  EXPECT_EQ(verdict(), "");
}

TEST_P(Transfers, BadOnesAreReportedAndTheOthersGoOn) {
  bring_in(100, a_);
  Batch batch{{b_}, {}};
  batch.transfers = {transfer("1", a_, b_, 60), transfer("2", a_, b_, 60),
                     transfer("3", a_, b_, 40)};
  const auto answers = submit(batch);
  EXPECT_EQ(answers[0].outcome, Outcome::created);
  EXPECT_EQ(answers[1].outcome, Outcome::refused);
  ASSERT_TRUE(answers[1].fault.has_value());
  EXPECT_EQ(answers[1].fault->place.pointer, "/transfers/1/amount_fen");
  EXPECT_NE(answers[1].fault->message.en.find("40"), std::string::npos);
  EXPECT_EQ(answers[2].outcome, Outcome::created);
  EXPECT_EQ(answers[2].seq, 3);
  EXPECT_EQ(balance_of(b_).credit, 100);
}

TEST_P(Transfers, TextsThatNoDatabaseTakesAreOneTransfersFault) {
  bring_in(100, a_);
  Batch batch{{b_}, {}};
  for (const std::string& bad :
       {std::string("\xff"), std::string("a\0b", 3), std::string(200, 'x')}) {
    batch.transfers.push_back(transfer(bad, a_, b_, 1));
    batch.transfers.push_back(settlement("s", Kind::post, bad, 1));
  }
  batch.transfers.push_back(transfer("good", a_, b_, 1));
  const auto answers = submit(batch);
  ASSERT_EQ(answers.size(), 7u);
  for (std::size_t i = 0; i < 6; ++i) {
    ASSERT_TRUE(answers[i].fault.has_value()) << i;
    EXPECT_EQ(answers[i].fault->code, "ledger-text-invalid");
  }
  EXPECT_EQ(answers[6].outcome, Outcome::created);
  EXPECT_EQ(verdict(), "");
}

TEST_P(Transfers, AChainStandsOrFallsAsAWhole) {
  bring_in(100, a_);
  Batch batch{{b_}, {}};
  batch.transfers = {transfer("1", a_, b_, 60), transfer("2", b_, a_, 10),
                     transfer("3", a_, b_, 51), transfer("4", a_, b_, 5)};
  batch.transfers[0].linked = batch.transfers[1].linked = true;
  auto answers = submit(batch);
  EXPECT_EQ(answers[0].fault->code, "ledger-linked");
  EXPECT_EQ(answers[1].fault->code, "ledger-linked");
  EXPECT_EQ(answers[2].fault->code, "ledger-overdrawn");
  EXPECT_EQ(answers[3].outcome, Outcome::created);
  EXPECT_EQ(balance_of(a_), (Balance{5, 100, 0, 0}));
  // What was refused left no trace, so its ids are free; what is settled in a chain that falls is
  // free again, too.
  batch.transfers.pop_back();
  batch.transfers[2].amount_fen = 45;
  answers = submit(batch);
  for (const Answer& answer : answers)
    EXPECT_EQ(answer.outcome, Outcome::created);
  EXPECT_EQ(balance_of(b_).held(), 100);
  // The same again is there; a part of it, or more, is another chain.
  for (const Answer& answer : submit(batch))
    EXPECT_EQ(answer.outcome, Outcome::exists);
  batch.transfers[1].linked = false;
  answers = submit(batch);
  EXPECT_EQ(answers[0].fault->code, "ledger-linked");
  EXPECT_EQ(answers[1].outcome, Outcome::conflict);
  EXPECT_EQ(answers[2].outcome, Outcome::exists);
  batch.transfers[1].linked = true;
  batch.transfers[2].linked = true;
  batch.transfers.push_back(transfer("5", source_, b_, 1));
  answers = submit(batch);
  EXPECT_EQ(answers[2].outcome, Outcome::conflict);
  EXPECT_EQ(answers[3].fault->code, "ledger-linked");
  EXPECT_EQ(balance_of(b_).held(), 100);
  EXPECT_EQ(verdict(), "");
}

TEST_P(Transfers, WhatAFallenChainSettledIsPendingAgain) {
  bring_in(100, a_);
  Transfer hold = transfer("hold", a_, b_, 70);
  hold.kind = Kind::pending;
  ASSERT_EQ(say([&](Batch& b) { b = {{b_}, {hold}}; }), "created");
  Batch batch;
  batch.transfers = {settlement("post", Kind::post, "hold", 70), transfer("more", a_, b_, 31)};
  batch.transfers[0].linked = true;
  EXPECT_EQ(submit(batch)[1].fault->code, "ledger-overdrawn");
  EXPECT_EQ(balance_of(a_), (Balance{0, 100, 70, 0}));
  batch.transfers[0].linked = false;
  batch.transfers[1].amount_fen = 30;
  for (const Answer& answer : submit(batch))
    EXPECT_EQ(answer.outcome, Outcome::created);
  EXPECT_EQ(balance_of(a_), (Balance{100, 100, 0, 0}));
  EXPECT_EQ(verdict(), "");
}

TEST_P(Transfers, PendingIsSettledOnce) {
  bring_in(100, a_);
  const auto hold = [&](const std::string& id, std::int64_t amount) {
    Transfer of = transfer(id, a_, b_, amount);
    of.kind = Kind::pending;
    of.expires_on = Date::parse("2020-02-22");
    return say([&](Batch& batch) { batch = {{b_}, {of}}; });
  };
  EXPECT_EQ(hold("h1", 60), "created");
  EXPECT_EQ(hold("h2", 41), "ledger-overdrawn");
  EXPECT_EQ(hold("h2", 40), "created");
  EXPECT_EQ(balance_of(a_), (Balance{0, 100, 100, 0}));
  EXPECT_EQ(balance_of(b_), (Balance{0, 0, 0, 100}));
  EXPECT_EQ(say_to(settlement("p", Kind::post, "h1", 61)), "ledger-exceeds-pending");
  EXPECT_EQ(say_to(settlement("p", Kind::post, "in-1", 1)), "ledger-not-pending");
  EXPECT_EQ(say_to(settlement("p", Kind::voided, "h1", 1)), "ledger-amount-invalid");
  EXPECT_EQ(say_to(settlement("p", Kind::expire, "h1", 0)), "ledger-not-expired");
  Transfer back = transfer("back", b_, a_, 1);
  back.origin = "h1";
  EXPECT_EQ(say_to(back), "ledger-not-posted");
  EXPECT_EQ(say_to(settlement("p", Kind::post, "h1", 25)), "created");
  EXPECT_EQ(balance_of(a_), (Balance{25, 100, 40, 0}));
  EXPECT_EQ(balance_of(b_), (Balance{0, 25, 0, 40}));
  EXPECT_EQ(say_to(settlement("p", Kind::post, "h1", 25)), "exists");
  EXPECT_EQ(say_to(settlement("p", Kind::post, "h1", 24)), "ledger-conflict");
  for (const Kind kind : {Kind::voided, Kind::expire})
    EXPECT_EQ(say_to(settlement("q", kind, "h1", 0)), "ledger-settled");
  EXPECT_EQ(say_to(settlement("q", Kind::post, "h1", 1)), "ledger-settled");
  // Its last day is still a day on which it may be posted; the day behind it isn't.
  clock_.move_to(kNoonMs + 2 * kDayMs);
  EXPECT_EQ(say_to(settlement("q", Kind::post, "h2", 40)), "ledger-expired");
  EXPECT_EQ(say_to(settlement("q", Kind::expire, "h2", 0)), "created");
  EXPECT_EQ(balance_of(a_), (Balance{25, 100, 0, 0}));
  EXPECT_EQ(balance_of(b_), (Balance{0, 25, 0, 0}));
  EXPECT_EQ(verdict(), "");
}

TEST_P(Transfers, PendingIsSettledOnceWithinABatchToo) {
  bring_in(100, a_);
  Transfer hold = transfer("hold", a_, b_, 60);
  hold.kind = Kind::pending;
  Transfer back = transfer("back", b_, a_, 50);
  back.origin = "post";
  Transfer again = transfer("again", b_, a_, 10);
  again.origin = "post";
  Batch batch{{b_}, {hold, settlement("post", Kind::post, "hold", 60)}};
  batch.transfers.push_back(settlement("void", Kind::voided, "hold", 0));
  batch.transfers.push_back(back);
  batch.transfers.push_back(again);
  const auto answers = submit(batch);
  EXPECT_EQ(answers[1].outcome, Outcome::created);
  EXPECT_EQ(answers[2].fault->code, "ledger-settled");
  EXPECT_EQ(answers[3].outcome, Outcome::created);
  EXPECT_EQ(answers[4].fault->code, "ledger-settled");
  EXPECT_EQ(balance_of(b_), (Balance{50, 60, 0, 0}));
  EXPECT_EQ(verdict(), "");
}

TEST_P(Transfers, PostingOnTheLastDayIsInTime) {
  bring_in(10, a_);
  Transfer hold = transfer("h", a_, b_, 10);
  hold.kind = Kind::pending;
  hold.expires_on = Date::parse("2020-02-21");
  ASSERT_EQ(say([&](Batch& batch) { batch = {{b_}, {hold}}; }), "created");
  clock_.move_to(kNoonMs + kDayMs / 2 - 1);  // a millisecond before midnight in China
  EXPECT_EQ(say_to(settlement("p", Kind::expire, "h", 0)), "ledger-not-expired");
  EXPECT_EQ(say_to(settlement("p", Kind::post, "h", 10)), "created");
}

TEST_P(Transfers, OneIdTwiceInABatch) {
  bring_in(100, a_);
  Batch batch{{b_}, {transfer("x", a_, b_, 1), transfer("x", a_, b_, 1), transfer("x", a_, b_, 2)}};
  auto answers = submit(batch);
  EXPECT_EQ(answers[0].outcome, Outcome::created);
  EXPECT_EQ(answers[1].outcome, Outcome::exists);
  EXPECT_EQ(answers[1].seq, answers[0].seq);
  EXPECT_EQ(answers[2].outcome, Outcome::conflict);
  EXPECT_EQ(balance_of(b_).credit, 1);
  batch.transfers = {transfer("y", a_, b_, 1), transfer("y", a_, b_, 1)};
  batch.transfers[0].linked = true;
  answers = submit(batch);
  EXPECT_EQ(answers[0].fault->code, "ledger-linked");
  EXPECT_EQ(answers[1].outcome, Outcome::conflict);
  EXPECT_EQ(balance_of(b_).credit, 1);
}

TEST_P(Transfers, AnIdIsFoundWhateverSignsItHas) {
  bring_in(1'000, a_);
  const std::vector<std::string> ids = {R"(a"b)", R"(a\b)",   R"(\)",   R"(")",   "{a,b}",
                                        "a,b",    "{}",       "NULL",   "a'b",    "?",
                                        "$1",     R"(a\"b\)", "编号 1", "a  b　c"};
  Batch batch{{a_, b_}, {}};
  for (const std::string& id : ids) {
    batch.transfers.push_back(transfer(id, a_, b_, 10));
    batch.transfers.push_back(transfer("back " + id, b_, a_, 1));
    batch.transfers.back().origin = id;
  }
  for (const Outcome outcome : {Outcome::created, Outcome::exists}) {
    for (const Answer& answer : submit(batch))
      EXPECT_EQ(answer.outcome, outcome);
  }
  for (const std::string& id : ids) {
    EXPECT_EQ(say_to(transfer(id, a_, b_, 11)), "ledger-conflict") << id;
    Transfer again = transfer("again " + id, b_, a_, 1);
    again.origin = id;
    EXPECT_EQ(say_to(again), "ledger-settled") << id;
  }
  EXPECT_EQ(verdict(), "");
}

TEST_P(Transfers, EveryFieldBelongsToTheBody) {
  bring_in(100, a_);
  bring_in(1, b_);
  const Account c = plain("c");
  Transfer of = transfer("x", a_, b_, 5);
  of.kind = Kind::pending;
  of.expires_on = Date::parse("2020-03-01");
  ASSERT_EQ(say([&](Batch& batch) { batch = {{c}, {of}}; }), "created");
  clock_.move_to(kNoonMs + kDayMs);  // a retry comes later
  EXPECT_EQ(say_to(of), "exists");
  const auto conflicts = [&](const auto& change) {
    Transfer other = of;
    change(other);
    EXPECT_EQ(say_to(other), "ledger-conflict");
  };
  conflicts([](Transfer& t) { t.kind = Kind::direct, t.expires_on.reset(); });
  conflicts([&](Transfer& t) { t.debit = c.id(); });
  conflicts([&](Transfer& t) { t.credit = c.id(); });
  conflicts([](Transfer& t) { t.amount_fen = 6; });
  conflicts([](Transfer& t) { t.origin = "in-1"; });
  conflicts([](Transfer& t) { t.expires_on = Date::parse("2020-03-02"); });
  conflicts([](Transfer& t) { t.document += "2"; });
  conflicts([](Transfer& t) { t.purpose += "2"; });
  conflicts([](Transfer& t) { t.actor += "2"; });
  conflicts([](Transfer& t) { t.approver += "2"; });
  conflicts([](Transfer& t) { t.case_ref += "2"; });
  EXPECT_EQ(balance_of(a_), (Balance{0, 100, 5, 0}));
}

TEST_P(Transfers, AmountsAtTheEndOfSixtyFourBits) {
  constexpr std::int64_t kAbove = (std::int64_t{1} << 53) + 1;
  bring_in(kAbove, a_);
  EXPECT_EQ(balance_of(a_).credit, 9'007'199'254'740'993);
  EXPECT_EQ(say([&](Batch& batch) {
              batch = {{b_}, {transfer("x", a_, b_, kAbove - 1)}};
            }),
            "created");
  EXPECT_EQ(balance_of(a_).held(), 1);
  // The source has given kAbove; it can give no more than what is left to the end.
  EXPECT_EQ(say_to(transfer("over", source_, a_, kMost - kAbove + 1)), "ledger-overflow");
  EXPECT_EQ(say_to(transfer("full", source_, a_, kMost - kAbove)), "created");
  EXPECT_EQ(balance_of(a_).credit, kMost);
  EXPECT_EQ(say_to(transfer("one", source_, b_, 1)), "ledger-overflow");
  EXPECT_EQ(say_to(transfer("back", b_, a_, 1)), "ledger-overflow");
  // Pending counts too, so that what is pending can always be posted.
  Transfer hold = transfer("hold", a_, b_, kMost - kAbove + 1);
  hold.kind = Kind::pending;
  EXPECT_EQ(say_to(hold), "created");
  EXPECT_EQ(say_to(transfer("room", a_, b_, 1)), "ledger-overdrawn");
  EXPECT_EQ(say_to(settlement("post", Kind::post, "hold", kMost - kAbove + 1)), "created");
  EXPECT_EQ(balance_of(a_), (Balance{kMost, kMost, 0, 0}));
  EXPECT_EQ(balance_of(b_), (Balance{0, kMost, 0, 0}));
  EXPECT_EQ(verdict(), "");
}

TEST_P(Transfers, ABatchHasALimit) {
  Batch batch{{source_, a_}, {}};
  for (std::size_t i = 0; i < kMaxBatch; ++i)
    batch.transfers.push_back(transfer("t" + std::to_string(i), source_, a_, 1));
  batch.transfers.push_back(transfer("last", source_, a_, 1));
  const auto refused = ledger().submit(*database_, batch);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().front().code, "ledger-batch-too-large");
  EXPECT_EQ(balance_of(a_).credit, 0);
  batch.transfers.pop_back();
  EXPECT_EQ(submit(batch).back().seq, static_cast<std::int64_t>(kMaxBatch));
  EXPECT_EQ(balance_of(a_).credit, static_cast<std::int64_t>(kMaxBatch));
}

TEST_P(Transfers, TheClockDoesNotRunBack) {
  bring_in(1, a_);
  clock_.move_to(kNoonMs - kMaxClockBehindMs);
  bring_in(2, a_);
  const auto entry = read([&](store::Transaction& t) { return find(t, kShard, "in-2"); });
  ASSERT_TRUE(entry.has_value());
  EXPECT_EQ(entry->at_ms, kNoonMs);
  clock_.move_to(kNoonMs - kMaxClockBehindMs - 1);
  const auto refused = ledger().submit(*database_, {{}, {transfer("late", source_, a_, 3)}});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().front().code, "ledger-clock-behind");
  EXPECT_EQ(verdict(), "");
}

TEST_P(Transfers, AccountsAreWhatTheirIdsSay) {
  EXPECT_EQ(source_.id(), plain("source", false).id());
  EXPECT_GT(source_.id(), 0);
  for (const Account& other :
       {plain("source", true), plain("sourc", false), plain("source", false, Book::cash),
        plain("source", false, Book::budget, {"epidemic-relief", 2021, "central", "loan-discount"}),
        plain("source", false, Book::budget, {"epidemic-relief", 2020, "centra", "lloan-discount"}),
        Account{Book::budget, relief(), "source", "p", "", false},
        Account{Book::budget, relief(), "source", "", "p", false}}) {
    EXPECT_NE(other.id(), source_.id());
  }
  const auto refused = ledger().submit(*database_, {{plain("")}, {}});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().front().place.pointer, "/accounts/0/role");
}

TEST_P(Transfers, ADeskMayDecideAndPostTogether) {
  bring_in(10, a_);
  const Batch batch{{b_}, {transfer("x", a_, b_, 4)}};
  // The desk's own change fails after the ledger took the transfer: nothing stands.
  const auto undone = database_->transact([&](store::Transaction& t) -> Result<void> {
    auto answers = ledger().submit(t, batch);
    if (!answers) return fail(std::move(answers.error()));
    EXPECT_EQ(answers->front().outcome, Outcome::created);
    return fail("mine", {}, {"不行", "no"}, {"别", "don't"});
  });
  EXPECT_FALSE(undone.has_value());
  EXPECT_EQ(balance_of(b_).credit, 0);
  EXPECT_EQ(submit(batch).front().outcome, Outcome::created);
  EXPECT_EQ(verdict(), "");
}

// A ledger that an older program has kept goes on.
TEST_P(Transfers, EarlierSchemasAreBroughtUp) {
  const store::TestDatabase place(GetParam());
  auto opened = store::Database::open({.url = place.url()});
  ASSERT_TRUE(opened.has_value()) << describe_all(opened.error());
  database_.emplace(std::move(*opened));
  for (std::size_t known = 1; known <= migrations().size(); ++known) {
    const auto migrated = database_->migrate(
        "ledger",
        {migrations().begin(), migrations().begin() + static_cast<std::ptrdiff_t>(known)});
    ASSERT_TRUE(migrated.has_value()) << describe_all(migrated.error());
    bring_in(100, a_);
    const std::string number = std::to_string(known);
    Transfer held = transfer("held-" + number, a_, source_, 30);
    held.kind = Kind::pending;
    EXPECT_EQ(say_to(held), "created");
    EXPECT_EQ(say_to(settlement("paid-" + number, Kind::post, held.id, 10)), "created");
    EXPECT_EQ(verdict(), "") << last_verdict_;
  }
  EXPECT_EQ(run_sql("DELETE FROM ledger_transfer"), "store-constraint");
  EXPECT_EQ(run_sql("UPDATE ledger_transfer SET seq = seq"), "store-constraint");
  EXPECT_EQ(
      run_sql("INSERT INTO ledger_transfer SELECT shard, 99, 'x', 'other', book, fund, debit, "
              "credit, amount, frees, NULL, NULL, linked, document, purpose, actor, approver, "
              "case_ref, at_ms, hash FROM ledger_transfer WHERE seq = 1"),
      "store-constraint");
  EXPECT_EQ(balance_of(a_).held(), 90 * static_cast<std::int64_t>(migrations().size()));
  database_.reset();
}

// Rows come in any order, and the tables in one in which what is referred to is there.
TEST_P(Transfers, ALedgerIsCopiedToEitherDatabase) {
  bring_in(100, a_);
  Transfer held = transfer("held", a_, source_, 30);
  held.kind = Kind::pending;
  ASSERT_EQ(say_to(held), "created");
  ASSERT_EQ(say_to(settlement("paid", Kind::post, "held", 10)), "created");
  for (const store::Dialect dialect : {store::Dialect::sqlite, store::Dialect::postgresql}) {
    if (!store::TestDatabase::is_here(dialect)) continue;
    const store::TestDatabase place(dialect);
    auto other = store::Database::open({.url = place.url()});
    ASSERT_TRUE(other.has_value()) << describe_all(other.error());
    const auto copied = store::copy(*database_, *other, {{"ledger", migrations()}});
    ASSERT_TRUE(copied.has_value()) << describe_all(copied.error());
    std::swap(*database_, *other);
    EXPECT_EQ(verdict(), "") << last_verdict_;
    EXPECT_EQ(say_to(transfer("more", a_, source_, 90)), "created");
    std::swap(*database_, *other);
  }
}

TEST_P(Transfers, ShardsKnowNothingOfEachOther) {
  bring_in(10, a_);
  const Ledger other(clock_, 440100);
  const Batch batch{{source_, a_}, {transfer("in-1", source_, a_, 7)}};
  const auto answers = other.submit(*database_, batch);
  ASSERT_TRUE(answers.has_value());
  EXPECT_EQ(answers->front().outcome, Outcome::created);
  EXPECT_EQ(answers->front().seq, 1);
  EXPECT_EQ(balance_of(a_).credit, 10);
  const auto known = read([&](store::Transaction& t) { return shards(t); });
  EXPECT_EQ(known, (std::vector<Shard>{kShard, 440100}));
  EXPECT_EQ(verdict(), "");
}

FUGONG_LEDGER_ON_BOTH(Transfers);

}  // namespace
}  // namespace fugong::ledger
