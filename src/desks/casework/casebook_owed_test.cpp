// What lines of queues say of cases out of which something is owed.
#include "desks/casework/counter_sample.hpp"
#include "desks/casework/figures.hpp"

namespace fugong::casework {
namespace {

class CasesFromBefore : public CounterSample {};

INSTANTIATE_TEST_SUITE_P(Both, CasesFromBefore,
                         testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

// A line of a program for which a claim was no waiting is written anew by the programme's next
// round.
TEST_P(CasesFromBefore, WhatIsOwedFromBeforeWaitsForTheFirmWhenItIsCounted) {
  EXPECT_EQ(file(1, yuan(20'000)), "");
  EXPECT_EQ(grant(1, yuan(20'000)), "");
  EXPECT_EQ(publish_and_pay(1), "");
  EXPECT_EQ(recover(1, yuan(1'000)), "");
  EXPECT_EQ(in([&](Transaction& t) {
              return t.run("UPDATE case_file SET waits_for = '', due_order = '9999-12-31'");
            }),
            "");
  EXPECT_EQ(in([&](Transaction& t) { return t.run(migrations().back().sql); }), "");
  std::vector<Queued> waiting;
  EXPECT_EQ(in([&](Transaction& t) -> Result<void> {
              const auto lines = cases_->counted_otherwise(t, {}, 10);
              if (!lines) return fail(lines.error());
              EXPECT_EQ(lines->size(), 1u);
              auto counted = cases_->count_anew(t, lines->front().number);
              if (!counted) return counted;
              auto listed = cases_->list(t, {.waits_for = Role::owner, .open_only = true}, {}, 10);
              if (!listed) return fail(listed.error());
              waiting = std::move(*listed);
              return {};
            }),
            "");
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting.front().due, find(1).recovery->pay_by);
  EXPECT_EQ(in([&](Transaction& t) -> Result<void> {
              auto rows = figures(t, By::role, {}, clock_.today(), clock_.now_ms());
              if (!rows) return fail(rows.error());
              EXPECT_TRUE(rows->empty()) << "a firm's debt is no office's work";
              return {};
            }),
            "");
}

}  // namespace
}  // namespace fugong::casework
