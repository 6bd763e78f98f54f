// From a filing to the money and back: the case, the ledger and the audit log agree at every step.
#include <algorithm>
#include <array>
#include <random>
#include <set>

#include "desks/casework/counter_sample.hpp"

namespace fugong::casework {
namespace {

class Counters : public CounterSample {};

INSTANTIATE_TEST_SUITE_P(Both, Counters, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

TEST_P(Counters, MoneyFollowsTheCaseToTheFirmAndBack) {
  EXPECT_EQ(file(7, yuan(20'000)), "");
  EXPECT_EQ(money().reserved, 20'000'00);
  EXPECT_EQ(grant(7, yuan(18'000)), "");
  EXPECT_EQ(money().reserved, 0);
  EXPECT_EQ(money().committed, 18'000'00) << "the rest is available again";
  EXPECT_EQ(money().available, 82'000'00);
  EXPECT_EQ(publish_and_pay(7), "");
  EXPECT_EQ(money().committed, 0);
  EXPECT_EQ(money().expended, 18'000'00);
  EXPECT_EQ(money().paid_out, 18'000'00);

  Event recover = story_.event(Act::recover, Role::county_officer, "decider");
  recover.reasons = because("two trainees too many");
  recover.amount = yuan(3'000);
  recover.instalments = 2;
  EXPECT_EQ(happen(7, recover), "");
  EXPECT_EQ(money().owed, 3'000'00);
  Event repay = story_.event(Act::repay, Role::second_approver, "payer");
  for (const std::int64_t part : {2'000, 1'000}) {
    repay.amount = yuan(part);
    EXPECT_EQ(happen(7, repay), "");
  }
  EXPECT_EQ(money().owed, 0);
  EXPECT_EQ(money().paid_out, 15'000'00);
  EXPECT_EQ(money().in_bank, 85'000'00);
  EXPECT_EQ(proofs(7), 7u) << "each act has its event";
}

TEST_P(Counters, WhatIsNotGrantedIsFreeAgain) {
  EXPECT_EQ(file(1, yuan(20'000)), "");
  EXPECT_EQ(with_reasons(1, Act::refuse, Role::county_officer, "decider"), "");
  EXPECT_EQ(money().available, 100'000'00);
  EXPECT_EQ(file(2, yuan(20'000)), "");
  EXPECT_EQ(happen(2, Act::withdraw, Role::owner, "owner"), "");
  EXPECT_EQ(money().available, 100'000'00);
  EXPECT_EQ(file(3, yuan(20'000)), "");
  EXPECT_EQ(grant(3, yuan(20'000)), "");
  EXPECT_EQ(happen(3, Act::withdraw, Role::owner, "owner"), "");
  EXPECT_EQ(money().available, 100'000'00) << "what was committed, too";
}

TEST_P(Counters, AnUpheldObjectionReservesAnew) {
  EXPECT_EQ(file(1, yuan(20'000)), "");
  EXPECT_EQ(with_reasons(1, Act::refuse, Role::county_officer, "decider"), "");
  EXPECT_EQ(with_reasons(1, Act::object, Role::owner, "owner"), "");
  EXPECT_EQ(money().reserved, 0);
  EXPECT_EQ(with_reasons(1, Act::uphold, Role::city_officer, "judge"), "");
  EXPECT_EQ(money().reserved, 20'000'00);
  EXPECT_EQ(grant(1, yuan(20'000), "another"), "");
  EXPECT_EQ(money().committed, 20'000'00);
  // Of one that was granted too little, only the difference is paid.
  EXPECT_EQ(file(2, yuan(20'000)), "");
  EXPECT_EQ(grant(2, yuan(5'000)), "");
  EXPECT_EQ(publish_and_pay(2), "");
  EXPECT_EQ(with_reasons(2, Act::object, Role::owner, "owner"), "");
  EXPECT_EQ(with_reasons(2, Act::uphold, Role::city_officer, "judge"), "");
  EXPECT_EQ(money().reserved, 15'000'00);
  EXPECT_EQ(grant(2, yuan(20'000), "another"), "");
  EXPECT_EQ(publish_and_pay(2), "");
  EXPECT_EQ(money().paid_out, 20'000'00);
}

TEST_P(Counters, AFundThatIsShortTakesFilingsButCommitsNothing) {
  EXPECT_EQ(file(1, yuan(45'000)), "");
  EXPECT_EQ(file(2, yuan(45'000)), "");
  EXPECT_EQ(file(3, yuan(45'000)), "") << "nobody is kept from applying";
  EXPECT_EQ(money().reserved, 90'000'00);
  EXPECT_EQ(grant(3, yuan(45'000)), "ledger-overdrawn");
  EXPECT_EQ(proofs(3), 1u) << "nothing of it is kept";
  EXPECT_EQ(with_reasons(1, Act::refuse, Role::county_officer, "decider"), "");
  EXPECT_EQ(grant(3, yuan(45'000)), "");
  EXPECT_EQ(money().committed, 45'000'00);
}

TEST_P(Counters, APaymentThatDidNotArriveIsTakenBackAndPaidAgain) {
  EXPECT_EQ(file(1, yuan(20'000)), "");
  EXPECT_EQ(grant(1, yuan(20'000)), "");
  EXPECT_EQ(publish_and_pay(1), "");
  EXPECT_EQ(with_reasons(1, Act::payment_failed, Role::second_approver, "teller"), "");
  EXPECT_EQ(money().committed, 20'000'00);
  EXPECT_EQ(money().in_bank, 100'000'00);
  EXPECT_EQ(happen(1, Act::amend, Role::owner, "owner"), "");
  EXPECT_EQ(happen(1, Act::order_payment, Role::second_approver, "payer"), "");
  EXPECT_EQ(money().paid_out, 20'000'00);
}

TEST_P(Counters, APaymentThatFailsBehindAnUpheldObjectionIsReservedForWhatIsDecidedNext) {
  EXPECT_EQ(file(1, yuan(20'000)), "");
  EXPECT_EQ(grant(1, yuan(5'000)), "");
  EXPECT_EQ(publish_and_pay(1), "");
  EXPECT_EQ(with_reasons(1, Act::object, Role::owner, "owner"), "");
  EXPECT_EQ(with_reasons(1, Act::uphold, Role::city_officer, "judge"), "");
  EXPECT_EQ(money().reserved, 15'000'00);
  EXPECT_EQ(with_reasons(1, Act::payment_failed, Role::second_approver, "teller"), "");
  EXPECT_EQ(money().committed, 0) << "nothing is granted";
  EXPECT_EQ(money().reserved, 20'000'00);
  EXPECT_EQ(money().in_bank, 100'000'00);
  EXPECT_EQ(happen(1, Act::order_payment, Role::second_approver, "payer"), "not-now");
  EXPECT_EQ(grant(1, yuan(20'000), "another"), "");
  EXPECT_EQ(money().committed, 20'000'00);
  EXPECT_EQ(money().reserved, 0);
  EXPECT_EQ(publish_and_pay(1), "");
  EXPECT_EQ(money().paid_out, 20'000'00);

  // One that waits for the second person goes on waiting.
  EXPECT_EQ(file(2, yuan(60'000)), "");
  EXPECT_EQ(grant(2, yuan(5'000)), "");
  EXPECT_EQ(happen(2, Act::countersign, Role::second_approver, "second"), "");
  EXPECT_EQ(publish_and_pay(2), "");
  EXPECT_EQ(with_reasons(2, Act::object, Role::owner, "owner"), "");
  EXPECT_EQ(with_reasons(2, Act::uphold, Role::city_officer, "judge"), "");
  EXPECT_EQ(grant(2, yuan(60'000), "another"), "");
  EXPECT_EQ(with_reasons(2, Act::payment_failed, Role::second_approver, "teller"), "");
  EXPECT_EQ(money().committed, 0);
  EXPECT_EQ(money().reserved, 60'000'00);
  EXPECT_EQ(happen(2, Act::order_payment, Role::second_approver, "payer"), "not-now");
  EXPECT_EQ(happen(2, Act::countersign, Role::second_approver, "second"), "");
  EXPECT_EQ(money().committed, 60'000'00);
  EXPECT_EQ(publish_and_pay(2), "");
  EXPECT_EQ(money().paid_out, 80'000'00);
  EXPECT_EQ(money().reserved, 0);
}

TEST_P(Counters, AStolenIdentityOwesNothingAndTheTrueFirmIsPaid) {
  EXPECT_EQ(file(1, yuan(20'000)), "");
  EXPECT_EQ(grant(1, yuan(20'000)), "");
  EXPECT_EQ(publish_and_pay(1), "");
  EXPECT_EQ(file_about(2, 1), "paid-already");
  EXPECT_EQ(recover(1, yuan(5'000)), "");
  EXPECT_EQ(open_about(find(1).matter), "") << "what is owed is no open case to go on with";
  EXPECT_EQ(repay(1, yuan(1'000)), "");
  EXPECT_EQ(money().owed, 4'000'00);
  Event hold = story_.event(Act::hold, Role::county_officer, "clerk");
  hold.note = "the owner never applied";
  EXPECT_EQ(happen(1, hold), "");
  EXPECT_EQ(with_reasons(1, Act::annul, Role::second_approver, "second"), "");
  EXPECT_EQ(money().owed, 0);
  EXPECT_EQ(money().paid_out, 19'000'00);
  EXPECT_EQ(file_about(2, 1), "");
  EXPECT_EQ(grant(2, yuan(20'000)), "");
  EXPECT_EQ(publish_and_pay(2), "");
  EXPECT_EQ(money().paid_out, 39'000'00);
  EXPECT_EQ(in([&](Transaction& t) { return ledger::verify(t, kShard); }), "");
}

TEST_P(Counters, ARecoveryStaysThatOfItsPayment) {
  EXPECT_EQ(file(1, yuan(20'000)), "");
  EXPECT_EQ(grant(1, yuan(5'000)), "");
  EXPECT_EQ(publish_and_pay(1), "");
  EXPECT_EQ(recover(1, yuan(1'000)), "");
  EXPECT_EQ(with_reasons(1, Act::object, Role::owner, "owner"), "");
  EXPECT_EQ(with_reasons(1, Act::uphold, Role::city_officer, "judge"), "");
  EXPECT_EQ(grant(1, yuan(20'000), "another"), "");
  EXPECT_EQ(publish_and_pay(1), "");
  EXPECT_EQ(repay(1, yuan(600)), "");
  EXPECT_EQ(with_reasons(1, Act::payment_failed, Role::second_approver, "teller"), "")
      << "the other payment";
  EXPECT_EQ(repay(1, yuan(400)), "");
  EXPECT_EQ(money().owed, 0);
  EXPECT_EQ(money().paid_out, 4'000'00);
  EXPECT_EQ(money().committed, 15'000'00);
  // The first payment is there, and the second one is not.
  EXPECT_EQ(file(2, yuan(20'000)), "");
  EXPECT_EQ(grant(2, yuan(5'000)), "");
  EXPECT_EQ(publish_and_pay(2), "");
  EXPECT_EQ(with_reasons(2, Act::object, Role::owner, "owner"), "");
  EXPECT_EQ(with_reasons(2, Act::uphold, Role::city_officer, "judge"), "");
  EXPECT_EQ(grant(2, yuan(20'000), "another"), "");
  EXPECT_EQ(publish_and_pay(2), "");
  EXPECT_EQ(with_reasons(2, Act::payment_failed, Role::second_approver, "teller"), "");
  EXPECT_EQ(recover(2, yuan(1'000)), "");
  EXPECT_EQ(money().owed, 1'000'00);
}

TEST_P(Counters, ARecoveryClaimsBackSeveralPaymentsByInstalments) {
  // Paid in two: 5,000, and behind an objection the other 15,000.
  EXPECT_EQ(file(1, yuan(20'000)), "");
  EXPECT_EQ(grant(1, yuan(5'000)), "");
  EXPECT_EQ(publish_and_pay(1), "");
  EXPECT_EQ(with_reasons(1, Act::object, Role::owner, "owner"), "");
  EXPECT_EQ(with_reasons(1, Act::uphold, Role::city_officer, "judge"), "");
  EXPECT_EQ(grant(1, yuan(20'000), "another"), "");
  EXPECT_EQ(publish_and_pay(1), "");
  const auto payments = find(1).payments;
  ASSERT_EQ(payments.size(), 2U);
  EXPECT_EQ(recover(1, yuan(20'001)), "amount-invalid");
  Event unknown = story_.event(Act::recover, Role::county_officer, "decider");
  unknown.reasons = because("forged");
  unknown.amount = yuan(1);
  unknown.instalments = 1;
  unknown.payments = {"another case's"};
  EXPECT_EQ(happen(1, unknown), "payment-unknown");
  unknown.payments = {payments[0].id};
  unknown.amount = yuan(5'001);
  EXPECT_EQ(happen(1, unknown), "amount-invalid") << "more than the payment that is named";
  EXPECT_EQ(recover(1, yuan(18'000)), "");
  EXPECT_EQ(money().owed, 18'000'00);
  EXPECT_EQ(find(1).recovery->claims,
            (std::vector<Claim>{{payments[1].id, yuan(15'000)}, {payments[0].id, yuan(3'000)}}));
  EXPECT_EQ(with_reasons(1, Act::payment_failed, Role::second_approver, "teller"), "not-now");
  EXPECT_EQ(repay(1, yuan(9'000)), "");
  EXPECT_EQ(repay(1, yuan(7'000)), "") << "the rest of one payment and some of the other";
  EXPECT_EQ(find(1).recovery->claims[0].repaid, yuan(15'000));
  EXPECT_EQ(find(1).recovery->claims[1].repaid, yuan(1'000));
  EXPECT_EQ(repay(1, yuan(2'001)), "amount-invalid");
  EXPECT_EQ(money().owed, 2'000'00);
  EXPECT_EQ(money().returned, 16'000'00);
  // Of what never was the firm's the rest is waived.
  Event hold = story_.event(Act::hold, Role::county_officer, "clerk");
  hold.note = "the owner never applied";
  EXPECT_EQ(happen(1, hold), "");
  EXPECT_EQ(with_reasons(1, Act::annul, Role::second_approver, "second"), "");
  EXPECT_EQ(money().owed, 0);
  EXPECT_EQ(money().paid_out, 4'000'00);
  EXPECT_EQ(in([&](Transaction& t) { return ledger::verify(t, kShard); }), "");
}

TEST_P(Counters, ARecoveryMayNameOneOfTwoPayments) {
  EXPECT_EQ(file(1, yuan(20'000)), "");
  EXPECT_EQ(grant(1, yuan(5'000)), "");
  EXPECT_EQ(publish_and_pay(1), "");
  EXPECT_EQ(with_reasons(1, Act::object, Role::owner, "owner"), "");
  EXPECT_EQ(with_reasons(1, Act::uphold, Role::city_officer, "judge"), "");
  EXPECT_EQ(grant(1, yuan(20'000), "another"), "");
  EXPECT_EQ(publish_and_pay(1), "");
  const std::string first = find(1).payments.front().id;
  Event event = story_.event(Act::recover, Role::county_officer, "decider");
  event.reasons = because("the first month was claimed twice");
  event.amount = yuan(5'000);
  event.instalments = 1;
  event.payments = {first};
  EXPECT_EQ(happen(1, event), "");
  EXPECT_EQ(find(1).recovery->claims, (std::vector<Claim>{{first, yuan(5'000)}}));
  EXPECT_EQ(repay(1, yuan(5'000)), "");
  EXPECT_EQ(money().returned, 5'000'00);
  EXPECT_EQ(in([&](Transaction& t) { return ledger::verify(t, kShard); }), "");
}

// Of money that is said to come back the ledger's two people are those who did it (G6), never a
// rule.
TEST_P(Counters, WhatBringsMoneyBackIsApprovedByAPerson) {
  EXPECT_EQ(file(1, yuan(20'000)), "");
  EXPECT_EQ(grant(1, yuan(20'000)), "");
  EXPECT_EQ(publish_and_pay(1), "");
  EXPECT_EQ(with_reasons(1, Act::payment_failed, Role::second_approver, "payer"), "same-person");
  EXPECT_EQ(with_reasons(1, Act::payment_failed, Role::second_approver, "teller"), "");
  EXPECT_EQ(happen(1, Act::amend, Role::owner, "owner"), "");
  EXPECT_EQ(happen(1, Act::order_payment, Role::second_approver, "payer"), "");
  EXPECT_EQ(recover(1, yuan(2'000)), "");
  EXPECT_EQ(repay(1, yuan(500)), "");
  Event hold = story_.event(Act::hold, Role::county_officer, "clerk");
  hold.note = "the owner never applied";
  EXPECT_EQ(happen(1, hold), "");
  EXPECT_EQ(with_reasons(1, Act::annul, Role::second_approver, "second"), "");
  const auto people = [&](const char* what) {
    std::set<std::string> found;
    EXPECT_EQ(in([&](Transaction& t) -> Result<void> {
                const auto page = ledger::statement(t, kShard, {}, 0, ledger::kMaxPage);
                if (!page) return fail(page.error());
                for (const ledger::Entry& entry : page->entries) {
                  const ledger::Transfer& of = entry.transfer;
                  if (of.id.find(what) != std::string::npos)
                    found.insert(of.actor + ", " + of.approver);
                }
                return {};
              }),
              "");
    return found;
  };
  using People = std::set<std::string>;
  EXPECT_EQ(people("/failed/"), (People{"payer, teller"}));
  EXPECT_EQ(people("/owed/"), (People{"payer, decider"}));
  EXPECT_EQ(people("/back/"), (People{"decider, payer"}));
  EXPECT_EQ(people("/waive/"), (People{"clerk, second"}));
}

// Whatever people try: authority and cash stay within what was given, the ledger is sound, and
// every event of a case has its proof.
TEST_P(Counters, MoneyAndCasesAgreeWhateverHappens) {
  std::mt19937 random(7);
  const auto below = [&](std::size_t n) { return std::size_t{random()} % n; };
  const char* people[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
  constexpr std::int64_t kCases = 20;
  give("second", 2'000'000'00);
  std::map<std::int64_t, std::int64_t> committed;
  std::size_t orders = 0;
  std::size_t countersigned = 0;
  std::size_t failed_while_judged_anew = 0;
  for (std::int64_t number = 1; number <= kCases; ++number)
    EXPECT_EQ(file(number, yuan(1'000 + static_cast<std::int64_t>(below(70'000)))), "");
  for (int n = 0; n < 1'000; ++n) {
    if (below(16) == 0) clock_.move_to(clock_.now_ms() + kDay);
    const std::int64_t number = 1 + static_cast<std::int64_t>(below(kCases));
    const Case now = find(number);
    if (now.events >= 50) continue;  // a page of proofs
    // Mostly what leads on to a payment and to objections.
    constexpr std::array kSeldom{Act::hold,      Act::withdraw,    Act::annul,   Act::refuse,
                                 Act::transfer,  Act::rerun,       Act::recover, Act::tell_gaps,
                                 Act::send_back, Act::report_error};
    const bool all = below(20) == 0;
    std::vector<std::pair<Role, Act>> open;
    for (const auto& [name, role] : kRoles) {
      for (const Act act : open_acts(now, story_.procedure, calendar_, role, clock_.today())) {
        if (all || std::ranges::find(kSeldom, act) == kSeldom.end()) open.emplace_back(role, act);
      }
    }
    if (open.empty()) continue;
    const auto [role, act] = open[below(open.size())];
    // And rather objections to what is paid, and payments that fail while it is judged anew.
    if (act == Act::object && now.paid.fen == 0 && below(8) != 0) continue;
    if (act == Act::payment_failed && grant_stands(now) && below(4) != 0) continue;
    Event event = story_.event(act, role, people[below(8)]);
    event.reasons = because("so");
    event.note = now.holds.empty() ? "held" : now.holds.front();
    event.reference = "320200";
    event.amount =
        below(6) == 0 ? Money{static_cast<std::int64_t>(below(8'000'000))} : expected(now);
    event.instalments = 2;
    if (event.act == Act::rerun) event.judgement = now.judgement;
    const std::string code = happen(number, event);
    EXPECT_TRUE(!code.starts_with("ledger-") || code == "ledger-overdrawn") << code;
    if (!code.empty()) continue;
    if (event.act == Act::order_payment) {
      // Not without a decision that stands, nor without the second person where one is needed.
      ++orders;
      ASSERT_TRUE(grant_stands(now));
      const bool twice = given_amount(now.judgement) >= yuan(50'000);
      EXPECT_EQ(!now.decision->countersigned_by.empty(), twice);
      if (twice) ++countersigned;
    }
    if (event.act == Act::payment_failed && !grant_stands(now)) ++failed_while_judged_anew;
    // What is committed is some case's: granted there, and not paid yet.
    const Case then = find(number);
    committed[number] = grant_stands(then) ? then.decision->amount.fen - then.paid.fen : 0;
    std::int64_t sum = 0;
    for (const auto& [of, fen] : committed)
      sum += fen;
    ASSERT_EQ(money().committed, sum) << name_in(kActs, event.act);
  }
  EXPECT_GT(orders, 10u);
  EXPECT_GT(countersigned, 0u);
  EXPECT_GT(failed_while_judged_anew, 0u);
  std::int64_t paid = 0;
  std::int64_t repaid = 0;
  std::size_t events = 0;
  for (std::int64_t number = 1; number <= kCases; ++number) {
    ASSERT_EQ(in([&](Transaction& t) -> Result<void> {
                auto found = cases_->find(t, number);
                if (!found) return fail(found.error());
                const Case& now = (*found)->now;
                paid += now.paid.fen;
                if (now.recovery) repaid += now.recovery->due.fen;
                events += static_cast<std::size_t>(now.events);
                return {};
              }),
              "");
    EXPECT_EQ(proofs(number), static_cast<std::size_t>(versions_[number])) << number;
  }
  const FundSummary summary = money();
  EXPECT_EQ(summary.paid_out, paid - repaid);
  EXPECT_GT(paid, 0);
  EXPECT_GT(events, 60u);
  EXPECT_EQ(summary.paid_in, summary.in_bank + summary.paid_out + summary.owed);
  EXPECT_EQ(in([&](Transaction& t) { return ledger::verify(t, kShard); }), "");
}

}  // namespace
}  // namespace fugong::casework
