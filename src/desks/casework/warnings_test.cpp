// Before money goes out: the same subject by another name, and what cases of different firms share.
#include "desks/casework/warnings.hpp"

#include "desks/casework/counter_sample.hpp"

namespace fugong::casework {
namespace {

class Sameness : public CounterSample {
 protected:
  /// A case of a firm about a loan, by the name that the firm gives it and by what the pack goes
  /// by.
  std::string file_loan(std::int64_t number, const char* firm, const char* name, const char* key) {
    Event event = story_.filing(yuan(1'000), Start::application);
    event.matter->firm = firm;
    event.matter->subject = name;
    event.matter->same_key = key;
    versions_[number] = 1;
    return in([&](Transaction& t) { return counter_->file(t, event, number); });
  }
  std::string grant_and_pay(std::int64_t number) {
    std::string code = happen(number, Act::accept, Role::county_officer, "clerk");
    if (code.empty()) code = grant(number, yuan(1'000));
    return code.empty() ? publish_and_pay(number) : code;
  }
  std::vector<Warning> warnings(std::int64_t number) {
    std::vector<Warning> all;
    EXPECT_EQ(in([&](Transaction& t) -> Result<void> {
                auto stored = cases_->find(t, number);
                if (!stored) return fail(stored.error());
                auto found = cases_->warnings(t, **stored, procedures_.all.front());
                if (!found) return fail(found.error());
                all = std::move(*found);
                return {};
              }),
              "");
    return all;
  }
  std::string clear(std::int64_t number, const std::string& id,
                    const char* note = "Two of one name") {
    Event event = story_.event(Act::clear, Role::county_officer, "clerk");
    event.cleared = {{id, {}}};
    event.note = note;
    return happen(number, event);
  }
};

TEST_P(Sameness, OneLoanByTwoNamesIsOneLoan) {
  EXPECT_EQ(file_loan(1, "firm-1", "loan 1", "ICBC|DK2020"), "");
  EXPECT_EQ(file_loan(2, "firm-1", "the loan", "ICBC|DK2020"), "case-exists");
  EXPECT_EQ(file_loan(3, "firm-1", "ＬＯＡＮ１", ""), "case-exists");
  EXPECT_EQ(file_loan(4, "firm-1", "loan 2", "ICBC|DK2021"), "");
  ASSERT_EQ(grant_and_pay(1), "");
  EXPECT_EQ(file_loan(5, "firm-1", "yet another", "ICBC|DK2020"), "paid-already");
}

TEST_P(Sameness, AnAmendmentDoesNotMakeItAnother) {
  EXPECT_EQ(file_loan(1, "firm-1", "loan 1", "ICBC|DK2020"), "");
  EXPECT_EQ(file_loan(2, "firm-1", "loan 2", "ICBC|DK2021"), "");
  Event amend = story_.event(Act::amend, Role::owner, "owner");
  amend.judgement = Judgement{law::State::entitled, yuan(900), std::nullopt, "pack-hash", "r-2"};
  amend.own_facts = "{}";
  amend.same_key = "ICBC|DK2020";
  EXPECT_EQ(happen(2, amend), "case-exists");
  amend.same_key = "ICBC|DK2022";
  EXPECT_EQ(happen(2, amend), "");
  EXPECT_EQ(find(2).matter.same_key, "ICBC|DK2022");
  EXPECT_EQ(file_loan(3, "firm-1", "loan 3", "ICBC|DK2022"), "case-exists");
}

TEST_P(Sameness, OneLoanOfTwoFirmsIsPaidWhenSomebodyHasLooked) {
  EXPECT_EQ(file_loan(1, "firm-1", "loan 1", "ICBC|DK2020"), "");
  EXPECT_TRUE(warnings(1).empty());
  EXPECT_EQ(file_loan(2, "firm-2", "other", "ICBC|DK2020"), "");
  ASSERT_EQ(warnings(1).size(), 1u);
  EXPECT_EQ(warnings(1)[0].check, "same_subject");
  EXPECT_EQ(warnings(1)[0].cases, std::vector<std::string>{reference_of(2)});
  EXPECT_EQ(grant_and_pay(1), "duplicates-open");
  EXPECT_EQ(clear(1, "same_subject-of-old"), "warning-unknown");
  EXPECT_EQ(clear(1, warnings(1)[0].id, ""), "note-missing");
  const std::size_t before = proofs(1);
  EXPECT_EQ(clear(1, warnings(1)[0].id), "");
  EXPECT_EQ(proofs(1), before + 1);
  EXPECT_TRUE(warnings(1)[0].is_cleared);
  // Another one that joins is looked at again.
  EXPECT_EQ(file_loan(3, "firm-3", "mine", "ICBC|DK2020"), "");
  EXPECT_EQ(happen(1, Act::order_payment, Role::second_approver, "payer"), "duplicates-open");
  EXPECT_EQ(clear(1, warnings(1)[0].id), "");
  EXPECT_EQ(happen(1, Act::order_payment, Role::second_approver, "payer"), "");
}

TEST_P(Sameness, WhatIsWithdrawnIsNobodysDouble) {
  EXPECT_EQ(file_loan(1, "firm-1", "loan 1", "ICBC|DK2020"), "");
  EXPECT_EQ(file_loan(2, "firm-2", "other", "ICBC|DK2020"), "");
  EXPECT_EQ(happen(2, Act::withdraw, Role::owner, "owner"), "");
  EXPECT_TRUE(warnings(1).empty());
  EXPECT_EQ(grant_and_pay(1), "");
}

TEST_P(Sameness, OneFileOfTwoFirmsIsToldByItsBytes) {
  for (const std::int64_t number : {1, 2, 3}) {
    Event event = story_.filing(yuan(1'000), Start::application);
    event.matter->firm = "firm-" + std::to_string(number);
    event.documents = {{"payroll", "upload-" + std::to_string(number),
                        number == 3 ? "other-bytes" : "same-bytes", 10, "application/pdf"}};
    versions_[number] = 1;
    EXPECT_EQ(in([&](Transaction& t) { return counter_->file(t, event, number); }), "");
  }
  ASSERT_EQ(warnings(1).size(), 1u);
  EXPECT_EQ(warnings(1)[0].check, "same_document");
  EXPECT_EQ(warnings(1)[0].firms, 1);
  EXPECT_TRUE(warnings(3).empty());
}

TEST_P(Sameness, HowManyIsManyIsThePacksToSay) {
  Check filer;
  filer.id = "filer";
  filer.finds = Check::Finds::filer;
  filer.firms = 3;
  Check phone;
  phone.id = "phone";
  phone.finds = Check::Finds::facts;
  phone.facts = {"phone"};
  procedures_.all.front().checks = {filer, phone};
  for (const std::int64_t number : {1, 2, 3}) {
    Event event = story_.filing(yuan(1'000), Start::application);
    event.matter->firm = "firm-" + std::to_string(number);
    if (number < 3)
      event.facts = {{"", "", "phone", number == 1 ? "138 00" : "１３８００", "m", "d"}};
    versions_[number] = 1;
    EXPECT_EQ(in([&](Transaction& t) { return counter_->file(t, event, number); }), "");
    if (number == 2) {
      ASSERT_EQ(warnings(1).size(), 1u);
      EXPECT_EQ(warnings(1)[0].check, "phone");
    }
  }
  ASSERT_EQ(warnings(3).size(), 1u);
  EXPECT_EQ(warnings(3)[0].check, "filer");
  EXPECT_EQ(warnings(3)[0].firms, 2);
  EXPECT_EQ(warnings(1).size(), 2u);
}

TEST_P(Sameness, WhatIsSetAsideIsOwedNoLonger) {
  ASSERT_EQ(file(1, yuan(1'000)), "");
  ASSERT_EQ(grant(1, yuan(1'000)), "");
  ASSERT_EQ(publish_and_pay(1), "");
  Event claim = story_.event(Act::recover, Role::county_officer, "auditor");
  claim.reasons = because("Never came");
  claim.amount = yuan(400);
  claim.instalments = 1;
  ASSERT_EQ(happen(1, claim), "");
  EXPECT_EQ(money().owed, 400'00);
  ASSERT_EQ(with_reasons(1, Act::object_recovery, Role::owner, "owner"), "");
  ASSERT_EQ(with_reasons(1, Act::uphold_recovery, Role::city_officer, "chief"), "");
  EXPECT_EQ(repay(1, yuan(400)), "not-now");
  EXPECT_EQ(money().owed, 0);
  EXPECT_EQ(in([&](Transaction& t) { return ledger::verify(t, kShard); }), "");
}

INSTANTIATE_TEST_SUITE_P(Both, Sameness, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& with) { return store::name_of(with.param); });

}  // namespace
}  // namespace fugong::casework
