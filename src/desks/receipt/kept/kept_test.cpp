#include "desks/receipt/kept/kept.hpp"

#include <gtest/gtest.h>

#include "desks/receipt/receipt_sample.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::receipt {
namespace {

using store::Dialect;
using store::Transaction;

class KeptPapers : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    database_.emplace(must(store::Database::open({.url = place_->url()})));
    ASSERT_TRUE(database_->migrate("receipts", schema()));
  }

  template <class Body>
  auto in(const Body& body) {
    decltype(body(std::declval<Transaction&>())) answer;
    auto done = database_->transact([&](Transaction& t) -> Result<void> {
      answer = body(t);
      return answer ? Result<void>{} : fail(answer.error());
    });
    return answer;
  }

  Papers papers_ = papers_of(small(), kFirm);
  std::optional<store::TestDatabase> place_;
  std::optional<store::Database> database_;
};

INSTANTIATE_TEST_SUITE_P(Each, KeptPapers, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

TEST_P(KeptPapers, WhatIsHandedOutIsWhatWasKeptToTheByte) {
  const std::string hash = must(in([&](Transaction& t) { return keep(t, 7, papers_); }));
  EXPECT_EQ(hash, receipt_of(papers_).hash);
  const auto receipt = must(in([&](Transaction& t) { return find_receipt(t, 7, hash); }));
  const auto opening = must(in([&](Transaction& t) { return find_opening(t, 7, hash); }));
  ASSERT_TRUE(receipt && opening);
  EXPECT_EQ(*receipt, papers_.receipt);
  EXPECT_EQ(*opening, papers_.opening);
  EXPECT_TRUE(match(must(read_receipt(*receipt, "")), must(read_opening(*opening, "")), Whole::yes)
                  .empty());
}

TEST_P(KeptPapers, OnlyTheCaseItselfHasThem) {
  const std::string hash = must(in([&](Transaction& t) { return keep(t, 7, papers_); }));
  EXPECT_FALSE(must(in([&](Transaction& t) { return find_receipt(t, 8, hash); })));
  EXPECT_FALSE(must(in([&](Transaction& t) { return find_opening(t, 8, hash); })));
  EXPECT_FALSE(must(in([&](Transaction& t) { return find_receipt(t, 7, "00"); })));
}

TEST_P(KeptPapers, KeepingTwiceChangesNothingAndAnotherJudgementStandsBeside) {
  const std::string hash = must(in([&](Transaction& t) { return keep(t, 7, papers_); }));
  EXPECT_EQ(must(in([&](Transaction& t) { return keep(t, 7, papers_); })), hash);
  const Papers other = papers_of(small(), kFirm, 2);
  const std::string second = must(in([&](Transaction& t) { return keep(t, 7, other); }));
  EXPECT_NE(second, hash);
  EXPECT_EQ(*must(in([&](Transaction& t) { return find_receipt(t, 7, hash); })), papers_.receipt);
  EXPECT_EQ(*must(in([&](Transaction& t) { return find_receipt(t, 7, second); })), other.receipt);
}

TEST_P(KeptPapers, AnOpeningCanBeErasedAndTheReceiptStays) {
  const std::string hash = must(in([&](Transaction& t) { return keep(t, 7, papers_); }));
  const std::string other = must(in([&](Transaction& t) { return keep(t, 8, papers_); }));
  EXPECT_EQ(must(in([&](Transaction& t) { return erase_openings(t, 7); })), 1);
  EXPECT_FALSE(must(in([&](Transaction& t) { return find_opening(t, 7, hash); })));
  EXPECT_TRUE(must(in([&](Transaction& t) { return find_receipt(t, 7, hash); })));
  EXPECT_TRUE(must(in([&](Transaction& t) { return find_opening(t, 8, other); })));
  EXPECT_EQ(must(in([&](Transaction& t) { return erase_openings(t, 7); })), 0);
}

TEST_P(KeptPapers, WhatDoesNotMatchIsNotKept) {
  Papers mixed = papers_;
  mixed.opening = papers_of(small(), kFirm, 2).opening;
  EXPECT_FALSE(in([&](Transaction& t) { return keep(t, 7, mixed); }));
  mixed = papers_;
  mixed.receipt.back() = ' ';
  EXPECT_FALSE(in([&](Transaction& t) { return keep(t, 7, mixed); }));
  EXPECT_FALSE(
      must(in([&](Transaction& t) { return find_receipt(t, 7, receipt_of(papers_).hash); })));
}

TEST_P(KeptPapers, AReceiptIsNeverChanged) {
  must(in([&](Transaction& t) { return keep(t, 7, papers_); }));
  EXPECT_FALSE(in([&](Transaction& t) { return t.run("UPDATE case_receipt SET body = ''"); }));
  EXPECT_FALSE(in([&](Transaction& t) { return t.run("DELETE FROM case_receipt"); }));
}

}  // namespace
}  // namespace fugong::receipt
