// The ten guarantees of docs/ledger.md, by name, on both databases, in the words of a fund.
#include <thread>

#include "ledger/ledger_sample.hpp"

namespace fugong::ledger {
namespace {

class Guarantees : public LedgerCase {
 protected:
  /// A fund with authority and cash.
  void found(std::int64_t authority, std::int64_t cash) {
    Batch batch;
    fund_.appropriate(batch, act("budget", "plan-2020"), authority);
    if (cash > 0) fund_.pay_in(batch, act("cash", "plan-2020"), cash);
    for (const Answer& answer : submit(batch))
      ASSERT_EQ(answer.outcome, Outcome::created);
  }

  /// A case from its filing to its payment.
  void pay(const std::string& number, std::int64_t amount) {
    const std::string case_ref = "case-" + number;
    Batch batch;
    fund_.reserve(batch, act("res-" + number, case_ref), amount);
    fund_.approve(batch, act("app-" + number, case_ref), "res-" + number, amount);
    fund_.disburse(batch, act("pay-" + number, case_ref), "firm-" + number, amount);
    for (const Answer& answer : submit(batch))
      ASSERT_EQ(answer.outcome, Outcome::created) << describe_all({*answer.fault});
  }

  std::string reserve(const std::string& number, std::int64_t amount,
                      std::optional<Date> last_day = {}) {
    return say([&](Batch& batch) {
      fund_.reserve(batch, act("res-" + number, "case-" + number), amount, last_day);
    });
  }
  std::string approve(const std::string& number, std::int64_t amount) {
    return say([&](Batch& batch) {
      fund_.approve(batch, act("app-" + number, "case-" + number), "res-" + number, amount);
    });
  }
  std::string disburse(const std::string& number, const std::string& case_ref,
                       std::int64_t amount) {
    return say([&](Batch& batch) {
      fund_.disburse(batch, act("pay-" + number, case_ref), "firm-" + number, amount);
    });
  }
  std::string claim_back(const std::string& id, const std::string& number, std::int64_t amount) {
    return say([&](Batch& batch) {
      fund_.claim_back(batch, act(id, "case-" + number), "firm-" + number, "pay-" + number, amount);
    });
  }
  std::string receive_back(const std::string& id, const std::string& number, std::int64_t amount,
                           ReturnTo to) {
    return say([&](Batch& batch) {
      fund_.receive_back(batch, act(id, "case-" + number), "firm-" + number, "pay-" + number,
                         amount, to);
    });
  }

  std::vector<Entry> entries(const StatementOf& of, std::int64_t page_size) {
    std::vector<Entry> all;
    std::int64_t after = 0;
    do {
      const Page page =
          read([&](store::Transaction& t) { return statement(t, kShard, of, after, page_size); });
      all.insert(all.end(), page.entries.begin(), page.entries.end());
      EXPECT_TRUE(page.next == 0 || page.next > after);
      after = page.next;
    } while (after != 0);
    return all;
  }
};

// Each step moves money from one account to another of the same book; nothing comes from nowhere.
TEST_P(Guarantees, G1MoneyIsConservedInEachBook) {
  found(1'000, 600);
  pay("1", 300);
  ASSERT_EQ(reserve("2", 200), "created");
  ASSERT_EQ(approve("2", 150), "created");
  ASSERT_EQ(claim_back("claim-1", "1", 100), "created");
  ASSERT_EQ(receive_back("back-1", "1", 60, ReturnTo::fund), "created");
  ASSERT_EQ(receive_back("back-2", "1", 30, ReturnTo::treasury), "created");
  EXPECT_EQ(summary(), (FundSummary{.appropriated = 1'000,
                                    .available = 550,
                                    .reserved = 0,
                                    .committed = 150,
                                    .expended = 210,
                                    .returned = 60,
                                    .lapsed = 30,
                                    .paid_in = 570,
                                    .in_bank = 360,
                                    .paid_out = 200,
                                    .owed = 10}));
  std::int64_t budget = 0;
  std::int64_t cash = 0;
  for (const AccountBalance& of : read([&](store::Transaction& t) { return balances(t, kShard); }))
    (of.account.book == Book::budget ? budget : cash) += of.balance.held();
  EXPECT_EQ(budget, 0);
  EXPECT_EQ(cash, 0);
  // Between the books nothing moves.
  Batch across;
  fund_.appropriate(across, act("x"), 1);
  across.transfers[0].credit = fund_.bank().id();
  EXPECT_EQ(submit(across)[0].fault->code, "ledger-other-book");
  EXPECT_EQ(verdict(), "");
}

TEST_P(Guarantees, G2NothingIsSpentAboveAuthorityCommitmentOrCash) {
  found(1'000, 250);
  EXPECT_EQ(reserve("1", 1'001), "ledger-overdrawn");
  EXPECT_EQ(reserve("1", 600), "created");
  EXPECT_EQ(reserve("2", 401), "ledger-overdrawn");  // what is pending counts
  EXPECT_EQ(reserve("2", 400), "created");
  EXPECT_EQ(disburse("1", "case-1", 1), "ledger-overdrawn");  // reserved is not committed
  EXPECT_EQ(approve("1", 200), "created");
  EXPECT_EQ(approve("2", 400), "created");
  EXPECT_EQ(disburse("1", "case-1", 201), "ledger-overdrawn");  // above what its case was given
  EXPECT_EQ(disburse("1", "case-1", 200), "created");
  EXPECT_EQ(disburse("2", "case-2", 51), "ledger-overdrawn");  // more than the bank has
  EXPECT_EQ(disburse("2", "case-2", 50), "created");
  EXPECT_EQ(summary().in_bank, 0);
  EXPECT_EQ(summary().committed, 350);
  // The table refuses by itself what a program forgot to ask.
  const std::string bank = std::to_string(fund_.bank().id());
  EXPECT_EQ(run_sql("UPDATE ledger_balance SET debit = debit + 1 WHERE account = " + bank),
            "store-constraint");
  EXPECT_EQ(run_sql("UPDATE ledger_balance SET debit_pending = 1 WHERE account = " + bank),
            "store-constraint");
  EXPECT_EQ(run_sql("UPDATE ledger_balance SET limited = 0 WHERE account = " + bank),
            "store-constraint");
  EXPECT_EQ(verdict(), "");
}

TEST_P(Guarantees, G3EachIdTakesEffectOnce) {
  found(1'000, 1'000);
  pay("1", 300);
  const FundSummary before = summary();
  Batch again;
  fund_.reserve(again, act("res-1"), 300);
  fund_.approve(again, act("app-1"), "res-1", 300);
  fund_.disburse(again, act("pay-1"), "firm-1", 300);
  for (const Answer& answer : submit(again))
    EXPECT_EQ(answer.outcome, Outcome::exists);
  EXPECT_EQ(disburse("1", "case-1", 299), "ledger-conflict");
  EXPECT_EQ(summary(), before);
  // The table refuses a second resolution and a second use of an id by itself.
  const std::string copy =
      "INSERT INTO ledger_transfer SELECT shard, seq + 100, ID, kind, book, fund, debit, credit, "
      "amount, frees, origin, expires_on, linked, document, purpose, actor, approver, case_ref, "
      "at_ms, hash FROM ledger_transfer WHERE id = 'app-1'";
  const auto with_id = [&](const std::string& id) {
    std::string sql = copy;
    return sql.replace(sql.find("ID"), 2, id);
  };
  EXPECT_EQ(run_sql(with_id("id")), "store-constraint");
  EXPECT_EQ(run_sql(with_id("'app-2'")), "store-constraint");
  EXPECT_EQ(verdict(), "");
}

TEST_P(Guarantees, G4EntriesAreOnlyAddedAndTheChainShowsIt) {
  found(1'000, 1'000);
  pay("1", 300);
  const Head kept = read([&](store::Transaction& t) { return head(t, kShard); });
  EXPECT_EQ(kept.seq, 6);
  for (const char* table : {"ledger_transfer", "ledger_account", "ledger_fund"}) {
    EXPECT_EQ(run_sql(std::string("UPDATE ") + table + " SET shard = 1"), "store-constraint");
    EXPECT_EQ(run_sql(std::string("DELETE FROM ") + table), "store-constraint");
  }
  pay("2", 5);
  EXPECT_EQ(verdict({{kShard, kept.seq, kept.hash}, {1, 1, "of another shard"}}), "");
  EXPECT_EQ(verdict({{kShard, kept.seq, first_hash()}}), "ledger-checkpoint-differs");
  EXPECT_EQ(verdict({{kShard, 11, kept.hash}}), "ledger-checkpoint-differs");
}

TEST_P(Guarantees, G5AnyDaysBalancesAreReplayed) {
  std::vector<std::pair<Date, FundSummary>> days;
  found(10'000, 5'000);
  for (int day = 0; day < 5; ++day) {
    clock_.move_to(kNoonMs + day * kDayMs);
    pay("a" + std::to_string(day), 100 + day);
    ASSERT_EQ(reserve(std::to_string(day), 50), "created");
    if (day > 0) {
      ASSERT_EQ(approve(std::to_string(day - 1), 20), "created");
    }
    days.emplace_back(clock_.today(), summary());
  }
  for (const auto& [day, then] : days)
    EXPECT_EQ(summary(relief(), day), then) << day.to_string();
  EXPECT_EQ(summary(relief(), days[0].first.plus_days(-1)), FundSummary{});
  EXPECT_EQ(summary(relief(), days.back().first.plus_days(400)), summary());
  EXPECT_EQ(verdict(), "");
}

TEST_P(Guarantees, G6EachEntrySaysWhyAndByWhom) {
  found(1'000, 1'000);
  Act mine = act("res-1");
  const auto refused = [&](Act wrong) {
    return say([&](Batch& batch) { fund_.reserve(batch, wrong, 10); });
  };
  Act wrong = mine;
  wrong.approver = wrong.actor;
  EXPECT_EQ(refused(wrong), "ledger-same-person");
  for (std::string Act::*field : {&Act::document, &Act::actor, &Act::approver, &Act::case_ref}) {
    wrong = mine;
    wrong.*field = "";
    EXPECT_EQ(refused(wrong), "ledger-text-invalid");
  }
  EXPECT_EQ(refused(mine), "created");
  const auto entry = read([&](store::Transaction& t) { return find(t, kShard, "res-1"); });
  ASSERT_TRUE(entry.has_value());
  EXPECT_EQ(entry->transfer.document, mine.document);
  EXPECT_EQ(entry->transfer.purpose, "reserve");
  EXPECT_EQ(entry->transfer.actor, "clerk");
  EXPECT_EQ(entry->transfer.approver, "head");
  EXPECT_EQ(entry->transfer.case_ref, "case-1");
  EXPECT_EQ(entry->at_ms, kNoonMs);
  // The table asks the same.
  EXPECT_EQ(run_sql("INSERT INTO ledger_transfer SELECT shard, 99, 'x', kind, book, fund, debit, "
                    "credit, amount, frees, origin, expires_on, linked, document, purpose, actor, "
                    "actor, case_ref, at_ms, hash FROM ledger_transfer WHERE seq = 1"),
            "store-constraint");
}

TEST_P(Guarantees, G7FundsAreRingFenced) {
  found(1'000, 1'000);
  const FundKey keys[] = {{"other-relief", 2020, "central", "loan-discount"},
                          {"epidemic-relief", 2021, "central", "loan-discount"},
                          {"epidemic-relief", 2020, "province", "loan-discount"},
                          {"epidemic-relief", 2020, "central", "rent"}};
  for (const FundKey& key : keys) {
    const Fund other(key);
    Batch batch;
    other.appropriate(batch, act("o-" + std::to_string(key.id())), 5);
    fund_.lapse(batch, act("across"), 10);
    batch.transfers[1].credit = other.available().id();
    const auto answers = submit(batch);
    EXPECT_EQ(answers[0].outcome, Outcome::created);
    ASSERT_TRUE(answers[1].fault.has_value());
    EXPECT_EQ(answers[1].fault->code, "ledger-other-fund");
    EXPECT_EQ(summary(key).available, 5);
    // One fund's money doesn't pay the other's case.
    EXPECT_EQ(say([&](Batch& more) { other.reserve(more, act("r-" + key.purpose), 6); }),
              "ledger-overdrawn");
  }
  EXPECT_EQ(summary().available, 1'000);
  EXPECT_EQ(read([&](store::Transaction& t) { return summaries(t, kShard); }).size(), 5u);
  // The table refuses an entry whose accounts are of two funds, or of another than it says, or
  // aren't there, also behind one that is right.
  const auto insert = [&](const std::string& fund, const std::string& debit,
                          const std::string& credit, const std::string& origin) {
    const auto row = [](const std::string& number, const std::string& from, const std::string& to,
                        const std::string& of, const std::string& about) {
      return "SELECT shard, " + number + ", '" + number + "', kind, book, " + of + ", " + from +
             ", " + to + ", amount, frees, " + about +
             ", expires_on, linked, document, purpose, actor, approver, case_ref, at_ms, hash "
             "FROM ledger_transfer WHERE seq = 1";
    };
    return run_sql("INSERT INTO ledger_transfer " + row("98", "debit", "credit", "fund", "origin") +
                   " UNION ALL " + row("99", debit, credit, fund, origin));
  };
  const Fund other(keys[0]);
  const std::string theirs = std::to_string(other.available().id());
  EXPECT_EQ(insert("fund", "debit", theirs, "origin"), "store-constraint");
  EXPECT_EQ(insert("fund", theirs, "credit", "origin"), "store-constraint");
  EXPECT_EQ(insert(std::to_string(keys[0].id()), "debit", "credit", "origin"), "store-constraint");
  EXPECT_EQ(insert("fund", "debit", "77", "origin"), "store-constraint");
  EXPECT_EQ(insert("fund", "debit", std::to_string(fund_.bank().id()), "origin"),
            "store-constraint");  // of the other book
  EXPECT_EQ(insert("fund", "debit", "credit", "'nowhere'"), "store-constraint");
  EXPECT_EQ(verdict(), "");
}

TEST_P(Guarantees, G8TheYearsEndLapsesNothingByItself) {
  found(1'000, 400);
  ASSERT_EQ(reserve("1", 300), "created");
  clock_.move_to(kNoonMs + 400 * kDayMs);  // well into the next year
  EXPECT_EQ(summary().available, 700);
  EXPECT_EQ(say([&](Batch& b) { fund_.lapse(b, act("lapse", "plan-2020"), 701); }),
            "ledger-overdrawn");
  EXPECT_EQ(say([&](Batch& b) { fund_.lapse(b, act("lapse", "plan-2020"), 700); }), "created");
  EXPECT_EQ(say([&](Batch& b) { fund_.pay_back(b, act("to-treasury", "plan-2020"), 400); }),
            "created");
  // What is still reserved did not lapse; freed, it can.
  EXPECT_EQ(approve("1", 300), "created");
  EXPECT_EQ(say([&](Batch& b) { fund_.decommit(b, act("dec-1", "case-1"), 300); }), "created");
  EXPECT_EQ(say([&](Batch& b) { fund_.lapse(b, act("lapse-2", "plan-2020"), 300); }), "created");
  EXPECT_EQ(summary(), (FundSummary{.appropriated = 1'000, .lapsed = 1'000}));
  EXPECT_EQ(verdict(), "");
}

TEST_P(Guarantees, G9ReportsComeFromPostingsOnly) {
  found(1'000, 900);
  for (int i = 0; i < 7; ++i)
    pay(std::to_string(i), 10 + i);
  ASSERT_EQ(reserve("r", 100), "created");
  // A report worked out here, from the pages of the statement alone.
  std::int64_t appropriated = 0;
  std::int64_t expended = 0;
  std::int64_t reserved = 0;
  std::int64_t committed = 0;
  for (const Entry& entry : entries({.fund = relief().id()}, 3)) {
    const Transfer& of = entry.transfer;
    if (of.purpose == "appropriate") appropriated += of.amount_fen;
    if (of.purpose == "reserve") reserved += of.amount_fen;
    if (of.purpose == "approve") reserved -= entry.frees_fen, committed += of.amount_fen;
    if (of.purpose == "disburse" && entry.book == Book::budget) {
      expended += of.amount_fen;
      committed -= of.amount_fen;
    }
  }
  const FundSummary told = summary();
  EXPECT_EQ(told.appropriated, appropriated);
  EXPECT_EQ(told.expended, expended);
  EXPECT_EQ(told.reserved, reserved);
  EXPECT_EQ(told.committed, committed);
  // The statement of an account: in order, on pages of any size the same, nobody else's entries.
  const StatementOf bank{.account = fund_.bank().id()};
  const std::vector<Entry> whole = entries(bank, kMaxPage);
  ASSERT_EQ(whole.size(), 8u);
  for (const std::int64_t size : {1, 2, 7, 8}) {
    const std::vector<Entry> paged = entries(bank, size);
    ASSERT_EQ(paged.size(), whole.size());
    for (std::size_t i = 0; i < whole.size(); ++i)
      EXPECT_EQ(paged[i].seq, whole[i].seq);
  }
  for (const Entry& entry : whole)
    EXPECT_TRUE(entry.transfer.debit == *bank.account || entry.transfer.credit == *bank.account);
  EXPECT_EQ(entries({}, 5).size(), 2u + 7 * 4 + 1);
}

TEST_P(Guarantees, G10CorrectionsAreNewEntriesAndStayVisible) {
  found(1'000, 1'000);
  pay("1", 300);
  const auto legs = [&] {
    std::vector<Entry> found_legs;
    for (const char* id : {"pay-1", "pay-1:cash"})
      found_legs.push_back(
          read([&](store::Transaction& t) { return find(t, kShard, id); }).value());
    return found_legs;
  }();
  const auto correct = [&](const std::string& id) {
    return say([&](Batch& batch) { Fund::correct(batch, act(id), legs); });
  };
  EXPECT_EQ(correct("fix-1"), "created");
  EXPECT_EQ(correct("fix-1"), "exists");
  EXPECT_EQ(correct("fix-2"), "ledger-settled");
  EXPECT_EQ(summary().committed, 300);
  EXPECT_EQ(summary().paid_out, 0);
  // Both stand in the statement, and the second names the first.
  const auto all = entries({.account = fund_.beneficiary("firm-1").id()}, 10);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].transfer.id, "pay-1:cash");
  EXPECT_EQ(all[1].transfer.purpose, kCorrection);
  EXPECT_EQ(all[1].transfer.origin, "pay-1:cash");
  // A correction leads back to where the money came from, and nowhere else.
  pay("2", 10);
  const auto second =
      read([&](store::Transaction& t) { return find(t, kShard, "pay-2:cash"); }).value();
  Batch astray;
  Fund::correct(astray, act("fix-3"), std::vector<Entry>{second});
  astray.transfers[0].credit = fund_.treasury().id();
  EXPECT_EQ(submit(astray)[0].fault->code, "ledger-correction-invalid");
  EXPECT_EQ(verdict(), "");
}

TEST_P(Guarantees, MoneyIsClaimedBackOncePerPayment) {
  found(1'000, 1'000);
  pay("1", 300);
  pay("2", 200);
  EXPECT_EQ(claim_back("c1", "1", 301), "ledger-exceeds-origin");
  EXPECT_EQ(claim_back("c1", "1", 120), "created");
  EXPECT_EQ(claim_back("c1", "1", 120), "exists");
  EXPECT_EQ(claim_back("c2", "1", 120), "ledger-settled");  // whatever its id
  EXPECT_EQ(claim_back("c3", "3", 1), "ledger-unknown-origin");
  // Another firm doesn't owe it.
  EXPECT_EQ(say([&](Batch& batch) { fund_.claim_back(batch, act("c4"), "firm-1", "pay-2", 5); }),
            "ledger-other-side");
  EXPECT_EQ(receive_back("b1", "1", 121, ReturnTo::fund), "ledger-overdrawn");
  EXPECT_EQ(receive_back("b1", "2", 1, ReturnTo::fund), "ledger-overdrawn");
  EXPECT_EQ(receive_back("b1", "1", 100, ReturnTo::fund), "created");
  EXPECT_EQ(receive_back("b2", "1", 21, ReturnTo::treasury), "ledger-overdrawn");
  EXPECT_EQ(receive_back("b2", "1", 20, ReturnTo::treasury), "created");
  EXPECT_EQ(say([&](Batch& batch) { fund_.reuse(batch, act("r"), 101); }), "ledger-overdrawn");
  EXPECT_EQ(say([&](Batch& batch) { fund_.reuse(batch, act("r"), 100); }), "created");
  const FundSummary now = summary();
  EXPECT_EQ(now.available, 600);
  EXPECT_EQ(now.expended, 380);
  EXPECT_EQ(now.lapsed, 20);
  EXPECT_EQ(now.owed, 0);
  EXPECT_EQ(now.paid_out, 380);
  EXPECT_EQ(verdict(), "");
}

TEST_P(Guarantees, WhatIsOverdueIsFoundAndExpired) {
  found(1'000, 0);
  const Date today = clock_.today();
  ASSERT_EQ(reserve("1", 100, today), "created");
  ASSERT_EQ(reserve("2", 100, today.plus_days(1)), "created");
  ASSERT_EQ(reserve("3", 100), "created");
  ASSERT_EQ(reserve("4", 100, today), "created");
  ASSERT_EQ(approve("4", 100), "created");
  const auto overdue_on = [&](Date day) {
    std::vector<std::string> ids;
    for (const Entry& entry :
         read([&](store::Transaction& t) { return overdue(t, kShard, day, 10); }))
      ids.push_back(entry.transfer.id);
    return ids;
  };
  EXPECT_EQ(overdue_on(today), std::vector<std::string>{});
  EXPECT_EQ(overdue_on(today.plus_days(2)), (std::vector<std::string>{"res-1", "res-2"}));
  clock_.move_to(kNoonMs + kDayMs);
  EXPECT_EQ(say([&](Batch& b) { fund_.expire(b, act("e1"), "res-1"); }), "created");
  EXPECT_EQ(say([&](Batch& b) { fund_.expire(b, act("e2"), "res-2"); }), "ledger-not-expired");
  EXPECT_EQ(say([&](Batch& b) { fund_.reject(b, act("e3"), "res-3"); }), "created");
  EXPECT_EQ(overdue_on(today.plus_days(2)), std::vector<std::string>{"res-2"});
  EXPECT_EQ(summary().available, 800);
  EXPECT_EQ(summary().reserved, 100);
  EXPECT_EQ(verdict(), "");
}

// Four threads ask for the same money; exactly what is there is given away.
TEST_P(Guarantees, TwoWritersAtOnceNeverOverdraw) {
  found(100, 0);
  constexpr int kWriters = 4;
  constexpr int kTries = 10;
  std::vector<int> given(kWriters, 0);
  std::vector<std::string> odd(kWriters);
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      store::Database database = open(30'000);
      const Ledger mine(clock_, kShard);
      for (int i = 0; i < kTries; ++i) {
        const std::string name = std::to_string(w) + "-" + std::to_string(i);
        Batch batch;
        fund_.reserve(batch, act("res-" + name, "case-" + name), 7);
        const auto answers = mine.submit(database, batch);
        if (!answers) {
          odd[static_cast<std::size_t>(w)] = describe_all(answers.error());
        } else if (answers->front().outcome == Outcome::created) {
          ++given[static_cast<std::size_t>(w)];
        }
      }
    });
  }
  for (std::thread& writer : writers)
    writer.join();
  int sum = 0;
  for (std::size_t w = 0; w < kWriters; ++w) {
    EXPECT_EQ(odd[w], "");
    sum += given[w];
  }
  EXPECT_EQ(sum, 14);
  EXPECT_EQ(summary().reserved, 98);
  EXPECT_EQ(summary().available, 2);
  EXPECT_EQ(verdict(), "");
}

TEST_P(Guarantees, WritersOfTwoShardsAllSucceed) {
  constexpr int kTries = 10;
  std::vector<std::string> odd(2);
  std::vector<std::thread> writers;
  for (std::size_t w = 0; w < 2; ++w) {
    writers.emplace_back([&, w] {
      store::Database database = open(30'000);
      const Ledger mine(clock_, kShard + static_cast<Shard>(w));
      for (int i = 0; i < kTries; ++i) {
        Batch batch;
        fund_.appropriate(batch, act("app-" + std::to_string(i), "plan-2020"), 3);
        const auto answers = mine.submit(database, batch);
        if (!answers || answers->front().outcome != Outcome::created) {
          odd[w] = answers ? "refused" : describe_all(answers.error());
        }
      }
    });
  }
  for (std::thread& writer : writers)
    writer.join();
  EXPECT_EQ(odd, (std::vector<std::string>{"", ""}));
  for (const Head& of : read([&](store::Transaction& t) { return heads(t); }))
    EXPECT_EQ(of.seq, kTries) << of.shard;
  EXPECT_EQ(summary().available, 3 * kTries);
  EXPECT_EQ(verdict(), "");
}

FUGONG_LEDGER_ON_BOTH(Guarantees);

}  // namespace
}  // namespace fugong::ledger
