// What the daily roots hold fast, and what they find in a ledger whose owner did what he liked.
#include "platform/ledger/closing/closing.hpp"

#include <fmt/format.h>

#include "base/hash.hpp"
#include "ledger/ledger_sample.hpp"
#include "platform/audit/merkle.hpp"

namespace fugong::ledger {
namespace {

constexpr Shard kOther = 440100;

class Closing : public LedgerCase {
 protected:
  void SetUp() override {
    LedgerCase::SetUp();
    if (IsSkipped()) return;
    ready();
  }

  void ready() {
    const auto made = database_->migrate("audit", audit::migrations());
    ASSERT_TRUE(made.has_value()) << describe_all(made.error());
  }
  /// Another ledger in the place of this one.
  void begin_anew() {
    place_.emplace(GetParam());
    database_.emplace(open());
    ASSERT_TRUE(Ledger::migrate(*database_).has_value());
    ready();
    clock_.move_to(kNoonMs);
  }

  void appropriate(const std::string& id, std::int64_t fen, Shard shard = kShard) {
    Batch batch;
    fund_.appropriate(batch, act(id), fen);
    const auto answers = Ledger(clock_, shard).submit(*database_, batch);
    ASSERT_TRUE(answers.has_value()) << describe_all(answers.error());
    ASSERT_EQ(answer_of_step(*answers).outcome, Outcome::created);
  }
  /// Two entries on the first day, none on the second, one on the third; the fourth has begun.
  void three_days(std::int64_t first = 1'000) {
    appropriate("a", first);
    appropriate("b", 500);
    clock_.move_to(kNoonMs + 2 * kDayMs);
    appropriate("c", 7);
    clock_.move_to(kNoonMs + 3 * kDayMs);
  }

  /// Closes what is over and keeps the papers; the code of a fault.
  std::string close() {
    auto closed = close_days(*database_, papers_, key_, clock_, audit_);
    if (!closed) return closed.error().front().code;
    papers_.insert(papers_.end(), closed->begin(), closed->end());
    return "";
  }
  /// "code pointer" of what the papers say of the ledger; empty: that all fits.
  std::string finding() {
    const auto checked = check_days(*database_, papers_, key_.verifying());
    if (checked) return "";
    const Fault& fault = checked.error().front();
    said_ = describe(fault, "en");
    return fault.code + " " + fault.place.pointer;
  }
  DailyRoot root(std::size_t i) {
    const auto read = read_root(papers_[i].bytes, papers_[i].name, key_.verifying());
    EXPECT_TRUE(read.has_value()) << describe_all(read.error());
    return *read;
  }

  static audit::SigningKey make_key(std::uint64_t seed) {
    SeededRandom random(seed);
    return *audit::SigningKey::make("audit.example/330000", random);
  }

  SeededRandom random_{1};
  audit::Audit audit_{clock_, random_};
  audit::SigningKey key_ = make_key(7);
  std::vector<Paper> papers_;
  std::string said_;
};

TEST_P(Closing, EachDayWithEntriesIsSignedOnceWhenItIsOver) {
  appropriate("a", 1'000);
  appropriate("b", 500);
  EXPECT_EQ(close(), "");
  EXPECT_TRUE(papers_.empty()) << "the day isn't over";
  // Midnight of China is at 16:00 UTC; noon is 12 hours before.
  clock_.move_to(kNoonMs + kDayMs / 2 + kSettledAfterMs - 1);
  EXPECT_EQ(close(), "");
  EXPECT_TRUE(papers_.empty()) << "a slow clock may still be on that day";
  clock_.move_to(kNoonMs + kDayMs / 2 + kSettledAfterMs);
  EXPECT_EQ(close(), "");
  ASSERT_EQ(papers_.size(), 1U);
  clock_.move_to(kNoonMs + 2 * kDayMs);
  appropriate("c", 7);
  EXPECT_EQ(close(), "");
  ASSERT_EQ(papers_.size(), 1U) << "nothing was entered on the second day";
  clock_.move_to(kNoonMs + 9 * kDayMs);
  EXPECT_EQ(close(), "");
  ASSERT_EQ(papers_.size(), 2U);
  EXPECT_EQ(close(), "");
  ASSERT_EQ(papers_.size(), 2U) << "once";
  EXPECT_EQ(papers_[0].name, "2020-02-21.ledger-root");
  EXPECT_EQ(papers_[1].name, "2020-02-23.ledger-root");
  EXPECT_EQ(finding(), "") << said_;
}

TEST_P(Closing, APaperSaysWhereEachShardStood) {
  appropriate("other", 9, kOther);
  three_days();
  ASSERT_EQ(close(), "");
  const std::string first = std::string(64, '0');
  const auto head_at = [&](Shard shard, std::int64_t seq) {
    return read([&](store::Transaction& t) { return statement(t, shard, {}, seq - 1, 1); })
        .entries.front()
        .hash;
  };
  const std::string hangzhou = fmt::format(
      "shard 330100 2 {}\nbudget available 1500\nbudget source -1500\n", head_at(kShard, 2));
  const std::string guangzhou =
      fmt::format("shard 440100 1 {}\nbudget available 9\nbudget source -9\n", head_at(kOther, 1));
  const std::string top =
      audit::to_hex(audit::node_hash(audit::leaf_hash(hangzhou), audit::leaf_hash(guangzhou)));
  const std::string text =
      fmt::format("fugong-ledger-root/1\naudit.example/330000\n2020-02-21\nprevious {}\nroot {}\n",
                  first, top) +
      hangzhou + guangzhou;
  EXPECT_EQ(*audit::open_note(papers_[0].bytes, "", key_.verifying()), text);
  EXPECT_EQ(root(1).previous, sha256_hex(text));
  EXPECT_EQ(root(1).shards[0].held[0].second, "1507");
  EXPECT_EQ(root(1).shards[1], root(0).shards[1]) << "where nothing happened it stays";
}

TEST_P(Closing, AClosedDayTakesNoEntry) {
  three_days();
  ASSERT_EQ(close(), "");
  clock_.move_to(kNoonMs + 2 * kDayMs + kDayMs / 2 - kMaxClockBehindMs - 1);
  Batch batch;
  fund_.appropriate(batch, act("late"), 5);
  const auto answers = ledger().submit(*database_, batch);
  ASSERT_FALSE(answers.has_value());
  EXPECT_EQ(answers.error().front().code, "ledger-clock-behind");
  // Whoever owns the database can open it again.
  ASSERT_EQ(run_sql("UPDATE ledger_head SET at_ms = 0"), "");
  appropriate("late", 5);
  EXPECT_EQ(finding(), "ledger-root-differs /ledger_transfer/330100/4");
  EXPECT_NE(said_.find("2020-02-23.ledger-root"), std::string::npos) << said_;
  clock_.move_to(kNoonMs + 4 * kDayMs);
  appropriate("d", 5);
  clock_.move_to(kNoonMs + 5 * kDayMs);
  EXPECT_EQ(close(), "ledger-root-differs") << "nothing is signed over it";
}

TEST_P(Closing, AClockThatIsFarAheadShutsTheLedgerForNoYears) {
  appropriate("a", 1'000);
  clock_.move_to(kNoonMs + 3'650 * kDayMs);
  ASSERT_EQ(close(), "");
  ASSERT_EQ(papers_.size(), 1U);
  clock_.move_to(kNoonMs + kDayMs);
  appropriate("b", 500);
  clock_.move_to(kNoonMs + 2 * kDayMs);
  ASSERT_EQ(close(), "");
  EXPECT_EQ(papers_.size(), 2U);
  EXPECT_EQ(finding(), "") << said_;
}

TEST_P(Closing, AnEntryThatWasChangedIsFound) {
  three_days();
  ASSERT_EQ(close(), "");
  if (is_sqlite()) {
    ASSERT_EQ(run_sql("DROP TRIGGER ledger_transfer_no_UPDATE"), "");
  } else {
    ASSERT_EQ(run_sql("ALTER TABLE ledger_transfer DISABLE TRIGGER ALL"), "");
  }
  ASSERT_EQ(run_sql("UPDATE ledger_transfer SET amount = 2000 WHERE seq = 1"), "");
  EXPECT_EQ(finding(), "ledger-chain-broken /ledger_transfer/330100/1");
}

// A ledger that is sound in itself, and is not the one that was signed.
TEST_P(Closing, AChainThatWasWrittenAnewIsFound) {
  three_days();
  ASSERT_EQ(close(), "");
  begin_anew();
  three_days(999);
  ASSERT_EQ(verdict(), "") << last_verdict_;
  EXPECT_EQ(finding(), "ledger-checkpoint-differs /ledger_transfer/330100/2");
  EXPECT_NE(said_.find("2020-02-21.ledger-root"), std::string::npos) << said_;
  EXPECT_EQ(close(), "") << "no day is due: nothing new";
  appropriate("e", 1);
  clock_.move_to(kNoonMs + 4 * kDayMs);
  EXPECT_EQ(close(), "ledger-checkpoint-differs");
}

TEST_P(Closing, EntriesThatWereCutOffTheEndAreMissed) {
  three_days();
  ASSERT_EQ(close(), "");
  begin_anew();
  appropriate("a", 1'000);
  appropriate("b", 500);
  ASSERT_EQ(verdict(), "") << last_verdict_;
  EXPECT_EQ(finding(), "ledger-checkpoint-differs /ledger_transfer/330100/3");
  EXPECT_NE(said_.find("2020-02-23.ledger-root"), std::string::npos) << said_;
}

TEST_P(Closing, AShardThatIsGoneIsMissed) {
  appropriate("other", 9, kOther);
  three_days();
  ASSERT_EQ(close(), "");
  begin_anew();
  three_days();
  EXPECT_EQ(finding(), "ledger-root-differs /ledger_transfer/440100/1");
}

TEST_P(Closing, PapersAndTheAuditLogProveEachOther) {
  three_days();
  appropriate("d", 1);
  clock_.move_to(kNoonMs + 4 * kDayMs);
  ASSERT_EQ(close(), "");
  ASSERT_EQ(papers_.size(), 3U);
  const std::vector<Paper> all = papers_;
  papers_.pop_back();
  EXPECT_EQ(finding(), "ledger-root-missing ") << "the log has it";
  papers_ = {all[0], all[2]};
  EXPECT_EQ(finding(), "ledger-root-missing ") << "the next one names it";
  papers_.clear();
  EXPECT_EQ(finding(), "ledger-root-missing ");
  papers_ = all;
  EXPECT_EQ(finding(), "") << said_;
  const auto others = make_key(8);
  auto forged = write_root(root(2), others);
  ASSERT_TRUE(forged.has_value());
  papers_[2].bytes = *forged;
  EXPECT_EQ(finding(), "audit-note-unsigned ");
  papers_ = all;
  if (is_sqlite()) {
    ASSERT_EQ(run_sql("DROP TRIGGER audit_event_no_DELETE"), "");
  } else {
    ASSERT_EQ(run_sql("DROP TRIGGER audit_event_append_only ON audit_event"), "");
  }
  ASSERT_EQ(run_sql("DELETE FROM audit_event WHERE record = '2020-02-24'"), "");
  EXPECT_EQ(finding(), "ledger-root-unlogged ");
}

TEST_P(Closing, AFileThatWasLostBeforeItWasWrittenIsMadeAgain) {
  three_days();
  ASSERT_EQ(close(), "");
  const std::vector<Paper> all = papers_;
  papers_.pop_back();
  clock_.move_to(clock_.now_ms() + kDayMs);
  ASSERT_EQ(close(), "");
  ASSERT_EQ(papers_.size(), 2U);
  EXPECT_EQ(papers_[1].bytes, all[1].bytes);
  EXPECT_EQ(finding(), "") << said_;
  const auto events = read([&](store::Transaction& t) {
    audit::Query query;
    query.kind = "ledger-day";
    return audit::search(t, query);
  });
  EXPECT_EQ(events.records.size(), 2U) << "and noted once";
}

TEST_P(Closing, OnlyWhatIsWrittenSoIsRead) {
  three_days();
  ASSERT_EQ(close(), "");
  const std::string text = root(1).text("audit.example/330000");
  const auto code_of_text = [&](const std::string& changed) {
    const auto read = read_root(audit::sign_note(changed, key_), "f", key_.verifying());
    return read ? "" : read.error().front().code;
  };
  EXPECT_EQ(code_of_text(text), "");
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    const std::size_t at = changed.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return changed.replace(at, from.size(), to);
  };
  for (const std::string& changed :
       {with("fugong-ledger-root/1", "fugong-ledger-root/2"),
        with("audit.example", "other.example"), with("2020-02-23", "2020-02-30"),
        with("previous ", "before "), with("root ", "root 0"),
        with("shard 330100 3", "shard 330100 03"), with("shard 330100 3", "shard 330100 4"),
        with("1507", "1508"), with("budget available 1507\n", ""), text + "shard 1\n",
        std::string("\n"), std::string("budget available 1\n")}) {
    EXPECT_EQ(code_of_text(changed), "ledger-root-invalid") << changed;
  }
}

FUGONG_LEDGER_ON_BOTH(Closing);

}  // namespace
}  // namespace fugong::ledger
