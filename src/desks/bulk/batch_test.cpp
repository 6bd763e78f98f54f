#include "desks/bulk/batch.hpp"

#include <gtest/gtest.h>

#include "desks/bulk/batch_json.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::bulk {
namespace {

using sheets::SheetCell;
using store::Dialect;
using store::Transaction;

class Batches : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    database_.emplace(*store::Database::open({.url = place_->url()}));
    ASSERT_TRUE(database_->migrate("bulk", migrations()));
  }
  template <class F>
  void in(F&& body) {
    const auto done = database_->transact([&](Transaction& t) -> Result<void> {
      body(t);
      return {};
    });
    ASSERT_TRUE(done) << describe(done.error().front(), "en");
  }
  std::optional<store::TestDatabase> place_;
  std::optional<store::Database> database_;
};

const Batch kBatch{
    "b1", Kind::partner_answers, "a.csv", "7", 1'000, {"reference", "faults", "answer"}};
const Table kTable{{"reference", "faults", "answer"},
                   {{2, {{SheetCell::Kind::text, "R1"}, {}, {SheetCell::Kind::formula, "2"}}},
                    {5, {{SheetCell::Kind::text, "R2"}, {}, {SheetCell::Kind::text, "同意"}}}}};

TEST_P(Batches, KeepRowsForWhoeverUploadedThem) {
  in([&](Transaction& t) {
    ASSERT_TRUE(put(t, kBatch, kTable));
    EXPECT_FALSE(find(t, "b1", "8")->has_value());
    EXPECT_FALSE(find(t, "b2", "7")->has_value());
    const auto found = *find(t, "b1", "7");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->columns, kBatch.columns);
    EXPECT_EQ(found->kind, kBatch.kind);
    const auto lines = *lines_in(t, "b1", std::nullopt, 10);
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[1].row, 5);
    EXPECT_EQ(lines[0].cells[2].kind, SheetCell::Kind::formula);
    EXPECT_EQ(lines[1].cells[2].text, "同意");
    EXPECT_EQ(lines_in(t, "b1", LineState::good, 10)->size(), 0u);
  });
}

TEST_P(Batches, SettleALineOnce) {
  in([&](Transaction& t) {
    ASSERT_TRUE(put(t, kBatch, kTable));
    Line line = lines_in(t, "b1", LineState::unchecked, 1)->front();
    line.state = LineState::bad;
    line.faults = {{"answer", "bulk-cell-formula", "a formula, no \"text\"", "write text"}};
    ASSERT_TRUE(settle(t, "b1", line, LineState::unchecked));
    line.state = LineState::done;
    ASSERT_TRUE(settle(t, "b1", line, LineState::unchecked));
    const auto lines = *lines_in(t, "b1", std::nullopt, 10);
    EXPECT_EQ(lines[0].state, LineState::bad) << "another was quicker";
    EXPECT_EQ(lines[0].faults[0].detail, "a formula, no \"text\"");
    EXPECT_EQ(faults_csv(kBatch, lines),
              "\xef\xbb\xbf"
              "row,faults,reference,answer\r\n2,\"answer: a formula, no \"\"text\"\" "
              "(write text)\",R1,2\r\n");
    const std::string json = batch_json(kBatch, lines);
    EXPECT_NE(json.find(R"("state":"checking","rows":2,"unchecked":1,"good":0,"bad":1)"),
              std::string::npos)
        << json;
  });
}

TEST_P(Batches, GoWhenTheirTimeIsOver) {
  in([&](Transaction& t) {
    ASSERT_TRUE(put(t, kBatch, kTable));
    Batch next = kBatch;
    next.id = "b2";
    next.made_ms += kKeptMs - 1;
    ASSERT_TRUE(put(t, next, kTable));
    ASSERT_TRUE(remove_old(t, next.made_ms));
    EXPECT_TRUE(find(t, "b1", "7")->has_value());
    ASSERT_TRUE(remove_old(t, next.made_ms + 1));
    EXPECT_FALSE(find(t, "b1", "7")->has_value());
    EXPECT_EQ(lines_in(t, "b1", std::nullopt, 10)->size(), 0u);
    EXPECT_TRUE(find(t, "b2", "7")->has_value());
  });
}

INSTANTIATE_TEST_SUITE_P(Both, Batches, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& one) { return store::name_of(one.param); });

}  // namespace
}  // namespace fugong::bulk
