// What verify finds in a ledger whose owner did what he liked.
#include "platform/ledger/verify.hpp"

#include <functional>

#include "ledger/ledger_sample.hpp"

namespace fugong::ledger {
namespace {

class Tampering : public LedgerCase {
 protected:
  /// Money comes in, one case is paid, and one waits until its last day, which is today.
  void fill() {
    Batch batch;
    fund_.appropriate(batch, act("budget"), 1'000);
    fund_.pay_in(batch, act("cash"), 1'000);
    fund_.reserve(batch, act("res-1"), 300);
    fund_.approve(batch, act("app-1"), "res-1", 300);
    fund_.disburse(batch, act("pay-1"), "firm-1", 300);
    for (const Answer& answer : submit(batch))
      ASSERT_EQ(answer.outcome, Outcome::created);
  }

  Entry known(const std::string& id) {
    return read([&](store::Transaction& t) { return find(t, kShard, id); }).value();
  }

  /// Puts an entry behind the last one with a hash that fits, as the program would, but asks
  /// nothing.
  void forge(Entry entry) {
    const Head end = read([&](store::Transaction& t) { return head(t, kShard); });
    entry.seq = end.seq + 1;
    entry.hash = hash_of(entry, kShard, end.hash);
    const Transfer& of = entry.transfer;
    const std::int64_t linked = of.linked ? 1 : 0;
    const store::Cell origin = of.origin.empty() ? store::Cell{} : store::Cell{of.origin};
    const store::Cell last_day = of.expires_on ? store::Cell{of.expires_on->days()} : store::Cell{};
    const auto done = database_->transact([&](store::Transaction& t) -> Result<void> {
      auto put = t.run(
          "INSERT INTO ledger_transfer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
          "?, ?, ?)",
          {kShard,     entry.seq,   of.id,       name_of(of.kind), name_of(entry.book),
           entry.fund, of.debit,    of.credit,   of.amount_fen,    entry.frees_fen,
           origin,     last_day,    linked,      of.document,      of.purpose,
           of.actor,   of.approver, of.case_ref, entry.at_ms,      entry.hash});
      if (!put) return fail(std::move(put.error()));
      put = t.run("UPDATE ledger_head SET seq = ?, hash = ?", {entry.seq, entry.hash});
      if (!put) return fail(std::move(put.error()));
      return {};
    });
    ASSERT_TRUE(done.has_value()) << describe_all(done.error());
  }
};

// Whoever owns the database can drop its triggers; the chain is for that.
TEST_P(Tampering, IsFoundWithoutTheTriggers) {
  const auto without_triggers = [&](const std::string& sql) {
    if (is_sqlite()) {
      for (const char* change : {"UPDATE", "DELETE"})
        ASSERT_EQ(run_sql(std::string("DROP TRIGGER ledger_transfer_no_") + change), "");
      for (const char* change : {"UPDATE", "DELETE"})
        ASSERT_EQ(run_sql(std::string("DROP TRIGGER ledger_account_no_") + change), "");
    } else {
      ASSERT_EQ(run_sql("ALTER TABLE ledger_transfer DISABLE TRIGGER ALL"), "");
      ASSERT_EQ(run_sql("ALTER TABLE ledger_account DISABLE TRIGGER ALL"), "");
    }
    EXPECT_EQ(run_sql(sql), "");
  };
  struct Case {
    const char* sql;
    const char* code;
    const char* place;
  };
  const Case cases[] = {
      {"UPDATE ledger_transfer SET amount = amount + 1 WHERE seq = 2", "ledger-chain-broken", "/2"},
      {"UPDATE ledger_transfer SET approver = 'other' WHERE seq = 3", "ledger-chain-broken", "/3"},
      {"DELETE FROM ledger_transfer WHERE seq = 6", "ledger-entry-invalid",
       "/5"},  // half a payment
      {"DELETE FROM ledger_transfer WHERE seq > 4", "ledger-head-differs", "/6"},
      {"UPDATE ledger_account SET party = 'firm-9' WHERE role = 'beneficiary'",
       "ledger-account-forged", ""},
      {"UPDATE ledger_balance SET credit = credit + 5 WHERE credit = 300", "ledger-balance-differs",
       ""},
      {"UPDATE ledger_head SET seq = 5", "ledger-head-differs", "/5"},
  };
  for (const Case& of : cases) {
    place_.emplace(GetParam());
    database_.emplace(open());
    ASSERT_TRUE(Ledger::migrate(*database_).has_value());
    fill();
    without_triggers(of.sql);
    EXPECT_EQ(verdict(), of.code) << of.sql;
    EXPECT_NE(last_verdict_.find(std::string(of.place) + ")"), std::string::npos) << last_verdict_;
  }
}

// A chain that fits doesn't make an entry right.
TEST_P(Tampering, EntriesThatBreakTheRulesAreFoundInAWholeChain) {
  struct Case {
    const char* words;  // of the verdict
    std::function<Entry()> entry;
  };
  const auto like = [&](const std::string& id, const auto& change) {
    return [this, id, change] {
      Entry entry = known(id);
      entry.transfer.id = "forged";
      change(entry);
      return entry;
    };
  };
  const auto settle = [&](Kind kind, std::int64_t amount, std::int64_t frees, std::int64_t at_ms) {
    return like("res-2", [=](Entry& entry) {
      entry.transfer.kind = kind;
      entry.transfer.origin = "res-2";
      entry.transfer.expires_on.reset();
      entry.transfer.amount_fen = amount;
      entry.frees_fen = frees;
      entry.at_ms = at_ms;
    });
  };
  const auto take_back = [&](const std::string& id, std::int64_t amount, const char* purpose) {
    return like(id, [=, this](Entry& entry) {
      entry.transfer.kind = Kind::direct;
      entry.transfer.expires_on.reset();
      entry.frees_fen = 0;
      entry.transfer.linked = false;
      std::swap(entry.transfer.debit, entry.transfer.credit);
      entry.transfer.origin = id;
      entry.transfer.amount_fen = amount;
      entry.transfer.purpose = purpose;
    });
  };
  const std::int64_t later = kNoonMs + kDayMs;
  const Case cases[] = {
      {"overdraws", like("pay-1:cash", [](Entry& entry) { entry.transfer.amount_fen = 701; })},
      {"older", like("cash:cash", [](Entry& entry) { entry.at_ms -= 1; })},
      {"isn't whole", like("cash:cash", [](Entry& entry) { entry.transfer.linked = true; })},
      {"posts what had expired", settle(Kind::post, 100, 100, later)},
      {"expires what had not", settle(Kind::expire, 0, 100, kNoonMs)},
      {"doesn't fit what it settles", settle(Kind::post, 100, 101, kNoonMs)},
      {"doesn't fit what it settles", settle(Kind::voided, 0, 99, kNoonMs)},
      {"settled twice", take_back("pay-1:cash", 1, "test")},
      {"doesn't fit what it takes back", take_back("pay-1:cash", 301, "test")},
      {"doesn't fit what it takes back", take_back("res-2", 1, "test")},
  };
  for (const Case& of : cases) {
    place_.emplace(GetParam());
    database_.emplace(open());
    ASSERT_TRUE(Ledger::migrate(*database_).has_value());
    fill();
    Batch batch;
    fund_.reserve(batch, act("res-2", "case-2"), 100, clock_.today());
    ASSERT_EQ(submit(batch)[0].outcome, Outcome::created);
    Entry entry = of.entry();
    if (std::string(of.words) == "settled twice") {
      forge(entry);
      entry.transfer.id = "again";
      ASSERT_EQ(run_sql("DROP INDEX ledger_transfer_settled"), "");
    }
    forge(entry);
    EXPECT_EQ(verdict(), "ledger-entry-invalid") << of.words;
    EXPECT_NE(last_verdict_.find(of.words), std::string::npos) << last_verdict_;
  }
}

FUGONG_LEDGER_ON_BOTH(Tampering);

}  // namespace
}  // namespace fugong::ledger
