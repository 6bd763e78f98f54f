// A census with reasons says what traced checks of each firm say.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "engines/law/alike_firms.hpp"
#include "engines/law/random_law.hpp"
#include "engines/law/subject_roster.hpp"

namespace fugong::law {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr std::uint32_t kFewer = 8;  // sanitizers are slow and look for other faults
#else
constexpr std::uint32_t kFewer = 1;
#endif
constexpr std::uint32_t kLaws = 40 / kFewer;

using Origin = ConditionAnswer::Origin;

struct Seen {
  std::size_t truths[3] = {};  // by Truth
  std::size_t exceptions = 0;
  std::size_t replaced = 0;
  std::size_t hits[3] = {};  // rows with none, one, several rules
};

/// The requirements of one entitlement and what a census says of its row.
void compare(const Entitlement& one, const Reasons& reasons, std::size_t row, Seen& seen) {
  std::size_t rule = 0;
  for (const ConditionAnswer& each : one.conditions) {
    const Truth found = each.origin == Origin::in_force    ? reasons.in_force[row]
                        : each.origin == Origin::region    ? reasons.in_region[row]
                        : each.origin == Origin::exception ? reasons.not_excluded[row]
                                                           : reasons.conditions.at(rule)[row];
    if (each.origin == Origin::rule) ++rule;
    EXPECT_EQ(found, each.truth) << one.provision->id << ": " << each.label->en;
    ++seen.truths[static_cast<std::size_t>(each.truth)];
  }
  EXPECT_EQ(rule, reasons.conditions.size());
  for (const ExceptionAnswer& each : one.exceptions) {
    const auto at = static_cast<std::size_t>(each.exception - one.provision->exceptions.data());
    EXPECT_EQ(reasons.exceptions.at(at)[row], each.truth) << one.provision->id;
    ++seen.exceptions;
  }
}

void compare(const std::vector<Step>& steps, const Definition* definition, const TableRows& rows,
             std::size_t row, Seen& seen) {
  const auto step = std::find_if(steps.begin(), steps.end(), [definition](const Step& each) {
    return each.definition == definition;
  });
  ASSERT_NE(step, steps.end()) << definition->name;
  const columns::Hits& hits = rows.hits.at(rows.of_row.at(row));
  EXPECT_EQ(hits.sure, step->matched_rules) << definition->name;
  EXPECT_EQ(hits.maybe, step->maybe_rules) << definition->name;
  ++seen.hits[std::min<std::size_t>(hits.sure.size(), 2)];
}

/// Entitlements of one provision, those of subjects that there are none of apart.
std::vector<const Entitlement*> of_provision(const Answer& answer, const Provision& provision) {
  std::vector<const Entitlement*> found;
  for (const Entitlement& each : answer.entitlements) {
    const bool absent =
        !each.conditions.empty() && each.conditions[0].origin == Origin::has_subject;
    if (each.provision == &provision && !absent) found.push_back(&each);
  }
  return found;
}

/// Of each row; two censuses number them apart.
std::vector<columns::Hits> hits_of(const TableRows& rows) {
  std::vector<columns::Hits> found;
  for (const std::uint32_t at : rows.of_row)
    found.push_back(rows.hits.at(at));
  return found;
}

class CensusReasons : public testing::TestWithParam<int> {};

TEST_P(CensusReasons, AreThoseOfTracedChecks) {
  const Moment moment = at("2020-03-01");
  Seen seen;
  for (std::uint32_t law = 1; law <= kLaws; ++law) {
    SCOPED_TRACE(law);
    const RandomLaw random(law);
    const Rulebook& book = *random.book;
    AlikeFirms firms(book, law);
    std::vector<Subject> drawn;
    for (int i = 0; i < 150; ++i)
      drawn.push_back(firms.draw(book.source().subjects[0], ""));
    SubjectRoster roster(book, drawn);
    Census census(book, moment, {}, {}, nullptr, Depth::reasons);
    Census brief(book, moment);
    Census rules(book, moment, {}, {}, nullptr, Depth::rules);
    const auto block = static_cast<std::size_t>(GetParam());
    for (std::size_t first = 0; first < roster.size(); first += block) {
      const std::size_t count = std::min(block, roster.size() - first);
      std::vector<Answer> answers;
      for (std::size_t i = 0; i < count; ++i)
        answers.push_back(book.check(roster.firm(first + i), moment));
      std::map<std::size_t, std::vector<Finding>> brief_findings;
      brief.count(roster, first, count, [&](const Tally& tally) {
        brief_findings[tally.provision] = {tally.findings.begin(), tally.findings.end()};
      });
      std::map<std::size_t, std::vector<Finding>> findings;
      census.count(roster, first, count, [&](const Tally& tally) {
        ASSERT_NE(tally.reasons, nullptr);
        findings[tally.provision] = {tally.findings.begin(), tally.findings.end()};
        std::size_t row = 0;
        for (const Answer& answer : answers) {
          const Provision& provision = book.source().provisions[tally.provision];
          for (const Entitlement* one : of_provision(answer, provision)) {
            for (; tally.findings[row] == Finding::replaced; ++row)
              ++seen.replaced;
            compare(*one, *tally.reasons, row++, seen);
          }
        }
      });
      EXPECT_EQ(findings, brief_findings);
      std::map<std::size_t, std::vector<Finding>> rules_findings;
      rules.count(roster, first, count, [&](const Tally& tally) {
        EXPECT_EQ(tally.reasons, nullptr);
        rules_findings[tally.provision] = {tally.findings.begin(), tally.findings.end()};
      });
      EXPECT_EQ(findings, rules_findings);
      ASSERT_EQ(rules.tables().size(), census.tables().size());
      for (std::size_t table = 0; table < census.tables().size(); ++table)
        EXPECT_EQ(hits_of(rules.table(table)), hits_of(census.table(table)));
      for (std::size_t table = 0; table < census.tables().size(); ++table) {
        const CensusTable& of = census.tables()[table];
        std::size_t row = 0;
        for (const Answer& answer : answers) {
          if (of.provision != nullptr) {
            for (const Entitlement* one : of_provision(answer, *of.provision))
              compare(one->steps, of.definition, census.table(table), row++, seen);
          }
          for (const DerivedFact& one : answer.derived) {
            if (one.decision == of.decision)
              compare(one.steps, of.definition, census.table(table), row++, seen);
          }
        }
        EXPECT_EQ(row, census.table(table).of_row.size());
      }
    }
    if (HasFailure()) break;
  }
  for (const std::size_t truths : seen.truths)
    EXPECT_GT(truths, 5'000U / kFewer / kFewer);
  EXPECT_GT(seen.exceptions, 2'000U / kFewer / kFewer);
  for (const std::size_t hits : seen.hits)
    EXPECT_GT(hits, 1'000U / kFewer / kFewer);
}

INSTANTIATE_TEST_SUITE_P(Blocks, CensusReasons, testing::Values(7, 64));

TEST(Census, NamesTheFactsThatAProvisionRestsOn) {
  Source source = house();
  Fact discount = fact("discount", "firm", FactType::percent, 4);
  discount.applies_if = feel_text("listed");
  source.facts.push_back(discount);
  Provision made = with_amount(provision("p", "loan", {"discount > 2"}), "rate * 10");
  made.applies_by = "granted";
  source.provisions = {made, provision("q", "firm", {"staff > 3"})};
  const Rulebook book = build(std::move(source));
  const Census census(book, at("2020-03-01"));
  EXPECT_EQ(names(book, census.facts_of(0)), (Names{"listed", "rate", "granted", "discount"}));
  EXPECT_EQ(names(book, census.facts_of(1)), (Names{"staff"}));
}

}  // namespace
}  // namespace fugong::law
