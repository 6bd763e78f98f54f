#include "engines/stacking/rules.hpp"

#include "engines/law/check_sample.hpp"

namespace fugong::stacking {
namespace {

using law::day;
using law::text;
using law::Value;

law::Provision gives(const char* id, const char* subject, const char* amount,
                     law::BenefitKind kind = law::BenefitKind::grant) {
  law::Provision made = law::provision(id, subject, {});
  made.benefit.emplace();
  made.benefit->kind = kind;
  made.benefit->total = law::usual_total(kind);
  made.benefit->amount = law::feel_text(amount);
  return made;
}

RuleText named(const char* id) {
  return {id, text(id), text("clause"), {}};
}

/// Two grants for each loan, one of the firm, and the interest as a limit.
law::Source sample() {
  law::Source source = law::house();
  source.provisions = {gives("A", "loan", "principal * rate / 100 * 0.75"),
                       gives("B", "loan", "principal * rate / 100 * 0.5"),
                       gives("C", "firm", "staff * 100"),
                       gives("D", "firm", "staff * 90", law::BenefitKind::deferral)};
  law::Decision interest;
  interest.definition.name = "interest";
  interest.definition.label = text("interest");
  interest.definition.body = law::feel_text("principal * rate / 100");
  interest.subject = "loan";
  interest.in_force.from = law::on("2020-01-01");
  interest.document.issued = law::on("2020-01-01");
  source.decisions = {interest};
  return source;
}

law::Subject firm(const law::Rulebook& book) {
  const auto given = [&](const char* name, Value value) {
    return law::GivenFact{*book.fact_index(name), std::move(value)};
  };
  law::Subject firm{"firm", "", {given("staff", Value::of(10))}, {}, {}};
  for (const int principal : {1'000, 2'000}) {
    firm.children.push_back(
        {"loan",
         "L" + std::to_string(principal),
         {given("principal", Value::of(principal)), given("rate", Value::of(4))},
         {},
         {}});
  }
  return firm;
}

class Stacked : public ::testing::Test {
 protected:
  law::Rulebook book = *law::Rulebook::build(sample());
  law::Answer answer(law::Subject subject) const {
    return book.check(subject, {day("2020-02-21"), day("2020-02-21")});
  }
  static std::int64_t yuan(const Range& range) {
    EXPECT_EQ(range.low, range.high);
    return range.low.fen / 100;
  }
};

TEST_F(Stacked, aCapOfEachLoanCutsTheProvisionThatIsNamedLast) {
  Rules rules;
  rules.caps = {{named("whole"), Per::subject, {"A", "B"}, "interest"}};
  ASSERT_TRUE(check(rules, book).empty());
  const law::Answer found = answer(firm(book));
  const Stack stack = stack_up(rules, found);
  // interest 40 and 80; A 30 and 60, of B's 20 and 40 only 10 and 20 are left; C 10 x 100
  EXPECT_EQ(yuan(stack.now.totals[0]), 40 + 80 + 1'000);
  EXPECT_EQ(yuan(stack.now.totals[2]), 900);
  int cut = 0;
  for (const Position& position : stack.now.positions) {
    if (position.because == nullptr) continue;
    ++cut;
    EXPECT_EQ(found.entitlements[position.entitlement].provision->id, "B");
    EXPECT_EQ(position.because->id, "whole");
  }
  EXPECT_EQ(cut, 2);
}

TEST_F(Stacked, exclusionOfTheFirmComparesAllItsLoans) {
  Rules rules;
  rules.exclusive = {{named("one"), Per::enterprise, {"A", "C"}}};
  const Stack stack = stack_up(rules, answer(firm(book)));
  EXPECT_EQ(yuan(stack.now.totals[0]), 1'000 + 60);  // C and B; A would give 90
}

TEST_F(Stacked, aTopUpFallsWithItsBaseForTheSameLoan) {
  Rules rules;
  rules.exclusive = {{named("one"), Per::enterprise, {"A", "C"}}};
  rules.requirements = {{named("top-up"), "B", {"A"}}};
  const Stack stack = stack_up(rules, answer(firm(book)));
  EXPECT_EQ(yuan(stack.now.totals[0]), 1'000);
  ASSERT_TRUE(check(rules, book).empty());
}

TEST_F(Stacked, whatDependsCountsOnlyAsPossible) {
  law::Subject unsure = firm(book);
  unsure.facts.clear();  // staff unknown
  const Stack stack = stack_up(Rules{}, answer(unsure));
  EXPECT_EQ(yuan(stack.now.totals[0]), 150);
  EXPECT_EQ(stack.possible.totals[0].low, Money{150'00});
  EXPECT_NE(stack.possible.totals[0].high, Money{150'00});
}

TEST_F(Stacked, faultsNameTheRuleAndTheRemedy) {
  Rules rules;
  rules.exclusive = {{named("typo"), Per::enterprise, {"A", "AA"}},
                     {named("typo"), Per::enterprise, {"A"}}};
  rules.caps = {{named("no-decision"), Per::subject, {"A"}, "interst"},
                {named("other-subject"), Per::enterprise, {"C"}, "interest"}};
  std::string codes;
  for (const Fault& fault : check(rules, book)) {
    codes += fault.code + " ";
    EXPECT_FALSE(fault.message.zh.empty() || fault.remedy.en.empty());
  }
  EXPECT_EQ(codes,
            "unknown-provision duplicate-id too-few-members unknown-decision "
            "limit-of-other-subject ");
}

TEST_F(Stacked, groupsThatCantBeSearchedAreAFault) {
  law::Source source = law::house();
  std::vector<std::string> ids;
  for (int i = 0; i < 12; ++i) {
    ids.push_back("P" + std::to_string(i));
    source.provisions.push_back(gives(ids.back().c_str(), "firm", "1"));
  }
  const law::Rulebook many = *law::Rulebook::build(std::move(source));
  Rules rules;
  for (int group = 0; group < 4; ++group) {
    rules.exclusive.push_back({named(("g" + std::to_string(group)).c_str()), Per::enterprise, ids});
  }
  rules.exclusive.push_back({named("last"), Per::enterprise, ids});
  const Faults faults = check(rules, many);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].code, "stacking-too-large");
}

}  // namespace
}  // namespace fugong::stacking
