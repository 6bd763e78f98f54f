// What somebody with every right over the database does to cases, and how it is found.
#include "desks/casework/casebook_verify.hpp"

#include "desks/casework/counter_sample.hpp"
#include "desks/casework/event_json.hpp"

namespace fugong::casework {
namespace {

class CaseProofs : public CounterSample {
 protected:
  void SetUp() override {
    CounterSample::SetUp();
    if (IsSkipped()) return;
    for (const std::int64_t number : {7, 8}) {
      ASSERT_EQ(file(number, yuan(20'000)), "");
      ASSERT_EQ(grant(number, yuan(18'000)), "");
    }
    ASSERT_EQ(publish_and_pay(7), "");
  }

  bool is_sqlite() const { return GetParam() == Dialect::sqlite; }
  void tamper(const std::string& sql) {
    for (const std::string table : {"case_event", "audit_event"}) {
      std::vector<std::string> drops;
      if (is_sqlite()) {
        drops = {"DROP TRIGGER IF EXISTS " + table + "_no_UPDATE",
                 "DROP TRIGGER IF EXISTS " + table + "_no_DELETE"};
      } else {
        drops = {"DROP TRIGGER IF EXISTS " + table + "_append_only ON " + table};
      }
      for (const std::string& drop : drops)
        ASSERT_EQ(run_sql(drop), "");
    }
    ASSERT_EQ(run_sql(sql), "");
  }
  std::string run_sql(const std::string& sql) {
    return in([&](Transaction& t) -> Result<void> {
      auto rows = t.run(sql);
      return rows ? Result<void>{} : fail(std::move(rows.error()));
    });
  }
  /// "code case/event"; empty: all is as it was.
  std::string finding() {
    const auto verified = verify_cases(*database_);
    if (verified) {
      verified_ = *verified;
      return "";
    }
    const Fault& fault = verified.error().front();
    return fault.code + " " + fault.place.pointer;
  }
  static std::string at(std::int64_t number, int sequence) {
    return " /cases/" + reference_of(number) + "/" + std::to_string(sequence);
  }

  VerifiedCases verified_;
};

INSTANTIATE_TEST_SUITE_P(Both, CaseProofs, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

TEST_P(CaseProofs, EachEventIsBoundToTheLog) {
  EXPECT_EQ(finding(), "");
  EXPECT_EQ(verified_.cases, 2);
  EXPECT_EQ(verified_.events, 6);
  EXPECT_EQ(verified_.not_bound, 0);
}

TEST_P(CaseProofs, WhatWasChangedIsFound) {
  tamper(
      "UPDATE case_event SET body = replace(body, 'checked', 'a friend') WHERE number = 8 AND "
      "sequence = 2");
  EXPECT_EQ(finding(), "case-event-changed" + at(8, 2));
}

TEST_P(CaseProofs, ATimeThatWasChangedIsFound) {
  tamper("UPDATE case_event SET at_ms = at_ms - 1 WHERE number = 7 AND sequence = 1");
  EXPECT_EQ(finding(), "case-event-changed" + at(7, 1));
}

TEST_P(CaseProofs, WhatWasTakenAwayIsMissed) {
  tamper("DELETE FROM case_event WHERE number = 7 AND sequence = 4");
  EXPECT_EQ(finding(), "case-event-removed" + at(7, 4));
  tamper("DELETE FROM case_event WHERE number = 7");
  EXPECT_EQ(finding(), "case-event-removed" + at(7, 1));
}

TEST_P(CaseProofs, WhatWasPutInIsFound) {
  tamper(
      "INSERT INTO case_event (number, sequence, at_ms, body) SELECT number, 3, at_ms, body FROM "
      "case_event WHERE number = 8 AND sequence = 2");
  EXPECT_EQ(finding(), "case-event-unlogged" + at(8, 3));
}

TEST_P(CaseProofs, ACaseThatTheLogDoesNotKnowIsFound) {
  tamper("DELETE FROM audit_event WHERE record = '" + reference_of(8) + "'");
  EXPECT_EQ(finding(), "case-event-unlogged" + at(8, 1));
}

TEST_P(CaseProofs, EventsFromBeforeAreSaidNotToBeBound) {
  // As the log was before it had the hash.
  tamper(is_sqlite()
             ? "UPDATE audit_event SET body = json_remove(body, '$.sha256') WHERE record = '" +
                   reference_of(8) + "'"
             : "UPDATE audit_event SET body = CAST(CAST(body AS jsonb) - 'sha256' AS text) "
               "WHERE record = '" +
                   reference_of(8) + "'");
  EXPECT_EQ(finding(), "");
  EXPECT_EQ(verified_.events, 6);
  EXPECT_EQ(verified_.not_bound, 2);
}

// The hash in the log must not let anybody try what an officer may have written.
TEST_P(CaseProofs, TheSameWordsHaveAnotherHash) {
  const auto salts = [&](std::int64_t number) {
    std::string salt;
    EXPECT_EQ(in([&](Transaction& t) -> Result<void> {
                const auto history = cases_->history(t, number);
                if (!history) return fail(history.error());
                salt = history->at(1).salt;
                return {};
              }),
              "");
    return salt;
  };
  EXPECT_EQ(salts(7).size(), 32U);
  EXPECT_NE(salts(7), salts(8));
}

}  // namespace
}  // namespace fugong::casework
