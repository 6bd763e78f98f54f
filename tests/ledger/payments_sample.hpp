// An endless row of batches whose sums are known, for tests of what a fault leaves. For tests only.
#pragma once

#include "ledger/ledger_sample.hpp"

namespace fugong::ledger {

class Payments : public LedgerCase {
 protected:
  /// One of an endless row of batches: a payment of (i % 7) + 1 fen in both books.
  Batch batch(std::int64_t i) const {
    Batch made;
    const std::string number = std::to_string(i);
    fund_.appropriate(made, act("app-" + number, "case-" + number), amount(i));
    fund_.pay_in(made, act("in-" + number, "case-" + number), amount(i));
    fund_.reserve(made, act("res-" + number, "case-" + number), amount(i));
    fund_.approve(made, act("ok-" + number, "case-" + number), "res-" + number, amount(i));
    fund_.disburse(made, act("pay-" + number, "case-" + number), "firm", amount(i));
    return made;
  }
  static std::int64_t amount(std::int64_t i) { return i % 7 + 1; }

  /// Submits the first `count` batches again, and looks whether each counts once.
  void expect_exactly_once(std::int64_t count) {
    std::int64_t sum = 0;
    for (std::int64_t i = 0; i < count; ++i) {
      sum += amount(i);
      for (const Answer& answer : submit(batch(i)))
        ASSERT_TRUE(answer.stands()) << i;
    }
    EXPECT_EQ(verdict(), "") << last_verdict_;
    EXPECT_EQ(summary().paid_out, sum);
    EXPECT_EQ(summary().expended, sum);
    EXPECT_EQ(summary().in_bank, 0);
    EXPECT_EQ(read([&](store::Transaction& t) { return head(t, kShard); }).seq, 6 * count);
  }
};

}  // namespace fugong::ledger
