// What verification finds when somebody with every right over the database has been at the log.
#include <gtest/gtest.h>

#include "postgres/audit_log.hpp"

namespace fugong::audit {
namespace {

using store::Dialect;
using store::Transaction;

class Tampering : public LogTest {
 protected:
  /// Two regions, 100 events under two checkpoints, 4 in the tree behind them, 6 that aren't yet.
  void SetUp() override {
    LogTest::SetUp();
    if (IsSkipped()) return;
    append_many("330100", 30);
    append_many("110000", 20);
    checkpoint();
    append_many("330100", 50);
    checkpoint();
    append_many("110000", 4);
    sequence_all();
    append_many("330100", 6);
    drop_triggers();
  }
  /// Writes the events of a region from `first` on as if nobody had touched them: new chain, new
  /// leaves, new nodes. Whoever has all rights over the database can do that.
  void forge_from(const std::string& region, std::int64_t first) {
    const auto done = database_->transact([&](Transaction& t) -> Result<void> {
      EventId id{region, first};
      std::string previous = to_hex((*find(t, {region, first - 1}))->hash());
      for (auto record = *find(t, id); record; record = *find(t, id)) {
        record->previous = previous;
        previous = to_hex(record->hash());
        EXPECT_TRUE(
            t.run("UPDATE audit_event SET previous = ?, hash = ? WHERE region = ? AND "
                  "position = ?",
                  {record->previous, previous, region, id.position}));
        EXPECT_TRUE(t.run("UPDATE audit_leaf SET hash = ? WHERE region = ? AND position = ?",
                          {previous, region, id.position}));
        ++id.position;
      }
      EXPECT_TRUE(t.run("UPDATE audit_end SET hash = ? WHERE region = ?", {previous, region}));
      // 104 leaves have six whole nodes.
      for (std::int64_t place = 0; place < 6; ++place) {
        Frontier sixteen;
        const auto leaves = t.run(
            "SELECT hash FROM audit_leaf WHERE sequence >= ? AND "
            "sequence < ? ORDER BY sequence",
            {place * 16, place * 16 + 16});
        for (const auto& row : *leaves)
          sixteen.add(*hash_from_hex(std::get<std::string>(row[0])));
        EXPECT_TRUE(t.run("UPDATE audit_node SET hash = ? WHERE level = 4 AND place = ?",
                          {to_hex(sixteen.root()), place}));
      }
      return {};
    });
    ASSERT_EQ(code_of(done), "");
  }
};

TEST_P(Tampering, NothingIsFoundWhereNothingWasDone) {
  EXPECT_EQ(finding(), "");
  const auto found = verified();
  EXPECT_EQ(found->events, 110);
  EXPECT_EQ(found->leaves, 104);
  EXPECT_EQ(found->signed_leaves, 100);
  EXPECT_EQ(found->checkpoints, 2);
  EXPECT_EQ(found->root, read([](Transaction& t) { return *root_of(t, 104); }));
}

TEST_P(Tampering, AnyChangedColumnIsFound) {
  const std::pair<const char*, const char*> columns[] = {
      {"at_ms", "at_ms + 1"}, {"actor", "'x'"},    {"role", "'x'"},
      {"action", "'x'"},      {"kind", "'x'"},     {"record", "'x'"},
      {"result", "'x'"},      {"body", "'{}'"},    {"commitments", "'{\"a\":1}'"},
      {"previous", "hash"},   {"hash", "previous"}};
  const std::string where = " WHERE region = '330100' AND position = 17";
  tamper({"CREATE TABLE kept AS SELECT * FROM audit_event" + where});
  for (const auto& [column, value] : columns) {
    const std::string set = "UPDATE audit_event SET " + std::string(column) + " = ";
    tamper({set + value + where});
    EXPECT_EQ(finding(), "audit-event-changed /events/330100/17") << column;
    tamper({set + "(SELECT k." + column + " FROM kept k)" + where});
  }
  EXPECT_EQ(finding(), "");
}

TEST_P(Tampering, BytesMovedBetweenColumnsAreFound) {
  Event event = event_in("330100", "moved");
  event.body = R"({"a":1,"commitments":{}})";
  const auto id = append(event);
  EXPECT_EQ(finding(), "");
  const auto text = [&] { return (*read([&](Transaction& t) { return *find(t, *id); })).text(); };
  const std::string before = text();
  tamper({R"(UPDATE audit_event SET body = '{"a":1', commitments = '{}},"commitments":{}' )"
          "WHERE record = 'moved'"});
  EXPECT_EQ(text(), before);  // to the byte
  EXPECT_EQ(finding(), "audit-event-changed /events/" + id->text());
}

TEST_P(Tampering, ARemovedEventIsFound) {
  tamper({"DELETE FROM audit_event WHERE region = '330100' AND position = 17"});
  EXPECT_EQ(finding(), "audit-event-removed /events/330100/17");
}

TEST_P(Tampering, ARemovedEventIsFoundWithItsLeaf) {
  tamper({"DELETE FROM audit_event WHERE region = '330100' AND position = 17",
          "DELETE FROM audit_leaf WHERE region = '330100' AND position = 17"});
  EXPECT_EQ(finding().substr(0, 11), "audit-order");
}

TEST_P(Tampering, ARemovedEventThatIsNotInTheTreeYetIsFound) {
  tamper({"DELETE FROM audit_event WHERE region = '330100' AND position = 83"});
  EXPECT_EQ(finding(), "audit-event-removed /events/330100/83");
}

TEST_P(Tampering, AChainThatIsGoneFromTheTreeOnIsFound) {
  tamper({"DELETE FROM audit_event WHERE region = '330100' AND position >= 80"});
  EXPECT_EQ(finding(), "audit-event-removed /events/330100/80");
}

TEST_P(Tampering, AnInsertedEventIsFound) {
  const std::string copy =
      "INSERT INTO audit_event SELECT region, 87, at_ms, actor, role, action, kind, record, "
      "result, "
      "body, commitments, previous, hash FROM audit_event WHERE region = '330100' AND position = ";
  tamper({copy + "86"});
  EXPECT_EQ(finding(), "audit-event-changed /events/330100/87");
}

TEST_P(Tampering, AnEventBeforeTheFirstIsFound) {
  if (is_sqlite()) {
    // Its CHECK can't be dropped; a table without it takes its place.
    tamper({"CREATE TABLE other AS SELECT * FROM audit_event", "DROP TABLE audit_event",
            "ALTER TABLE other RENAME TO audit_event"});
  } else {
    tamper({"ALTER TABLE audit_event DROP CONSTRAINT audit_event_position_check"});
  }
  tamper(
      {"INSERT INTO audit_event SELECT region, 0, at_ms, actor, role, action, kind, record, "
       "result, body, commitments, previous, hash FROM audit_event WHERE region = '330100' AND "
       "position = 1"});
  EXPECT_EQ(finding(), "audit-event-inserted /events/330100/0");
}

TEST_P(Tampering, ReorderedLeavesAreFound) {
  tamper({"UPDATE audit_leaf SET sequence = -1 WHERE sequence = 40",
          "UPDATE audit_leaf SET sequence = 40 WHERE sequence = 41",
          "UPDATE audit_leaf SET sequence = 41 WHERE sequence = -1"});
  EXPECT_EQ(finding(), "audit-order /leaves/40");
}

TEST_P(Tampering, LeavesOfTwoRegionsInAnotherOrderAreFound) {
  // The chains are as they were; only the checkpoint knows better. 19 is the last of 110000, 20 the
  // first of 330100.
  tamper({"UPDATE audit_leaf SET sequence = -1 WHERE sequence = 19",
          "UPDATE audit_leaf SET sequence = 19 WHERE sequence = 20",
          "UPDATE audit_leaf SET sequence = 20 WHERE sequence = -1"});
  EXPECT_EQ(finding(), "audit-history-differs /leaves/0");
}

TEST_P(Tampering, AnEventWrittenAnewBreaksItsChain) {
  const auto done = database_->transact([&](Transaction& t) -> Result<void> {
    auto record = **find(t, {"330100", 84});
    record.actor = "x";
    EXPECT_TRUE(
        t.run("UPDATE audit_event SET actor = 'x', hash = ? WHERE region = '330100' AND "
              "position = 84",
              {to_hex(record.hash())}));
    return {};
  });
  ASSERT_EQ(code_of(done), "");
  EXPECT_EQ(finding(), "audit-chain-broken /events/330100/85");
  EXPECT_EQ(code_of(sequence(*database_)), "audit-chain-broken");
}

TEST_P(Tampering, ARewrittenHistoryIsFoundByTheCheckpoints) {
  tamper({"UPDATE audit_event SET actor = 'x' WHERE region = '330100' AND position = 40"});
  EXPECT_EQ(finding(), "audit-event-changed /events/330100/40");
  forge_from("330100", 40);
  // Between the checkpoint of 50 and that of 100.
  EXPECT_EQ(finding(), "audit-history-differs /leaves/50");
  files_.pop_back();
  EXPECT_EQ(finding(), "");  // what no checkpoint covers can be rewritten
}

TEST_P(Tampering, NoCheckpointCoversUpARewrittenHistory) {
  tamper({"UPDATE audit_event SET actor = 'x' WHERE region = '330100' AND position = 40"});
  forge_from("330100", 40);
  const auto last = read_checkpoint(files_.back().bytes, "", key_.verifying());
  EXPECT_EQ(code_of(next_checkpoint(*database_, *last, kOrigin)), "audit-history-differs");
  const auto first = read_checkpoint(files_.front().bytes, "", key_.verifying());
  EXPECT_EQ(code_of(next_checkpoint(*database_, *first, kOrigin)), "");
}

TEST_P(Tampering, WhatWasChangedDoesNotGetIntoTheTree) {
  tamper({"UPDATE audit_event SET actor = 'x' WHERE region = '330100' AND position = 82"});
  EXPECT_EQ(code_of(sequence(*database_)), "audit-event-changed");
  tamper({"DELETE FROM audit_event WHERE region = '330100' AND position = 82"});
  EXPECT_EQ(code_of(sequence(*database_)), "audit-event-removed");
  tamper({"DELETE FROM audit_event WHERE region = '330100' AND position > 80"});
  EXPECT_EQ(code_of(sequence(*database_)), "audit-event-removed");
  EXPECT_EQ(count("audit_leaf"), 104);
}

// 86 events of 330100, of which 80 are in the tree: the rest was never signed by anybody.
TEST_P(Tampering, EventsCutOffTheEndOfAChainAreFound) {
  tamper({"DELETE FROM audit_event WHERE region = '330100' AND position > 83"});
  EXPECT_EQ(finding(), "audit-event-removed /events/330100/84");
  EXPECT_EQ(code_of(sequence(*database_)), "audit-event-removed");
  // Neither does the next event close the hole: it follows one that isn't there.
  const auto id = append(event_in("330100"));
  ASSERT_EQ(code_of(id), "");
  EXPECT_EQ(id->position, 87);
  EXPECT_EQ(finding(), "audit-event-removed /events/330100/84");
}

TEST_P(Tampering, AWholeChainThatIsGoneIsFound) {
  ASSERT_EQ(code_of(append(event_in("210000"))), "");
  EXPECT_EQ(finding(), "");
  tamper({"DELETE FROM audit_event WHERE region = '210000'"});
  EXPECT_EQ(finding(), "audit-event-removed /events/210000/1");
}

TEST_P(Tampering, AChainThatIsLongerThanItsEndIsFound) {
  tamper({"UPDATE audit_end SET position = 85 WHERE region = '330100'"});
  EXPECT_EQ(finding(), "audit-event-inserted /events/330100/86");
  EXPECT_EQ(code_of(append(event_in("330100"))), "audit-event-inserted");
  tamper({"DELETE FROM audit_end WHERE region = '330100'"});
  EXPECT_EQ(finding(), "audit-event-inserted /events/330100/1");
}

TEST_P(Tampering, ALastEventThatWasWrittenAnewIsFound) {
  tamper({"UPDATE audit_event SET actor = 'x' WHERE region = '330100' AND position = 86"});
  const auto hash = read([](Transaction& t) { return to_hex((*find(t, {"330100", 86}))->hash()); });
  tamper(
      {"UPDATE audit_event SET hash = '" + hash + "' WHERE region = '330100' AND position = 86"});
  EXPECT_EQ(finding(), "audit-event-changed /events/330100/86");
}

// A log of the first schema gets its ends when it is brought up.
TEST_P(Tampering, AnOlderLogGetsItsEnds) {
  const std::string& step = migrations()[1].sql;
  tamper({"DELETE FROM audit_end"});
  EXPECT_EQ(finding(), "audit-event-inserted /events/110000/1");
  tamper({step.substr(step.find("INSERT"))});
  EXPECT_EQ(finding(), "");
  EXPECT_EQ(code_of(append(event_in("330100"))), "");
  EXPECT_EQ(finding(), "");
}

TEST_P(Tampering, AVerificationTellsHowFarItIsAndCanBeStopped) {
  std::int64_t done = 0;
  std::int64_t all = 0;
  const auto watch = [&](std::int64_t is, std::int64_t of) {
    EXPECT_GE(is, done);
    done = is;
    all = of;
    return true;
  };
  ASSERT_EQ(code_of(verify(*database_, files_, key_.verifying(), watch)), "");
  EXPECT_EQ(done, 110);
  EXPECT_EQ(all, 110);
  const auto stop = [](std::int64_t, std::int64_t) { return false; };
  EXPECT_EQ(code_of(verify(*database_, files_, key_.verifying(), stop)),
            "audit-verification-stopped");
}

TEST_P(Tampering, ADatabaseOlderThanItsCheckpointIsFound) {
  // As a backup from before would be.
  tamper(
      {"DELETE FROM audit_leaf WHERE sequence >= 50", "UPDATE audit_tree SET size = 50",
       "DELETE FROM audit_node WHERE place >= 3",
       "DELETE FROM audit_event WHERE region = '330100' AND position > 30",
       "DELETE FROM audit_event WHERE region = '110000' AND position > 20", "DELETE FROM audit_end",
       "INSERT INTO audit_end SELECT e.region, e.position, e.hash FROM audit_event e WHERE "
       "(e.region = '330100' AND e.position = 30) OR (e.region = '110000' AND e.position = 20)"});
  EXPECT_EQ(finding(), "audit-rolled-back /leaves/50");
  const auto last = read_checkpoint(files_.back().bytes, "", key_.verifying());
  EXPECT_EQ(code_of(next_checkpoint(*database_, *last, kOrigin)), "audit-rolled-back");
  files_.pop_back();
  EXPECT_EQ(finding(), "");
}

TEST_P(Tampering, ATreeThatIsSmallerThanItSaysIsFound) {
  tamper({"DELETE FROM audit_leaf WHERE sequence = 103"});
  EXPECT_EQ(finding(), "audit-order /leaves/103");
}

TEST_P(Tampering, AChangedOrMissingNodeIsFound) {
  tamper(
      {"UPDATE audit_node SET hash = (SELECT n.hash FROM audit_node n WHERE n.place = 4) "
       "WHERE place = 3"});
  EXPECT_EQ(finding(), "audit-node-changed /nodes/4/3");
  tamper({"DELETE FROM audit_node WHERE place = 3"});
  EXPECT_EQ(finding(), "audit-node-missing /nodes/4/3");
}

TEST_P(Tampering, AChangedLeafIsFound) {
  tamper(
      {"UPDATE audit_leaf SET hash = (SELECT l.hash FROM audit_leaf l WHERE l.sequence = 4) "
       "WHERE sequence = 3"});
  EXPECT_EQ(finding(), "audit-event-changed /events/110000/4");
}

TEST_P(Tampering, AChangedPersonalValueIsFound) {
  Event event = event_in("330100");
  event.personal = {{"a/b", "1"}};
  ASSERT_EQ(code_of(append(event)), "");
  EXPECT_EQ(finding(), "");
  tamper({"UPDATE audit_opening SET value = '2'"});
  EXPECT_EQ(finding(), "audit-opening-changed /openings/330100/87/a~1b");
}

TEST_P(Tampering, AForgedCheckpointIsFound) {
  const auto kept = files_;
  files_[1].bytes.replace(files_[1].bytes.find("\n100\n"), 5, "\n104\n");
  EXPECT_EQ(finding(), "audit-note-forged ");
  files_ = kept;
  files_.push_back({"x", write_checkpoint({kOrigin, 60, Hash{}}, make_key(8))});
  EXPECT_EQ(finding(), "audit-note-unsigned ");
  files_ = kept;
  files_.push_back({"x", write_checkpoint({kOrigin, 60, Hash{}}, key_)});
  EXPECT_EQ(finding(), "audit-history-differs /leaves/50");
  files_ = kept;
  files_.push_back({"x", write_checkpoint({kOrigin, 100, Hash{}}, key_)});
  EXPECT_EQ(finding(), "audit-checkpoints-differ ");
}

INSTANTIATE_TEST_SUITE_P(Each, Tampering, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         dialect_of);

}  // namespace
}  // namespace fugong::audit
