#include "desks/assessment/assessment.hpp"

#include <gtest/gtest.h>

#include <map>
#include <tuple>

#include "desks/assessment/register_sample.hpp"

namespace fugong::assessment {
namespace {

using enterprise_register::kFirmsInGroup;
using enterprise_register::Snapshot;

/// Which group of each grouping of the notice a firm is in, by its answer.
std::map<std::string, std::string> groups_of(const law::Subject& firm, const law::Answer& answer) {
  std::map<std::string, std::string> groups;
  const auto given = [&](std::string_view name) -> const feel::Value* {
    for (const law::GivenFact& fact : firm.facts) {
      if (fact.fact == notice().book.fact_index(name)) return &fact.value;
    }
    return nullptr;
  };
  if (const auto* place = given("place")) {
    groups["province"] = place->string().substr(0, 2) + "0000";
  }
  if (const auto* industry = given("industry_code")) {
    const law::ListEntry* at = notice().book.find_entry("industries", industry->string());
    while (!at->parent.empty())
      at = notice().book.find_entry("industries", at->parent);
    groups["section"] = at->code;
  }
  for (const law::DerivedFact& derived : answer.derived) {
    if (derived.decision->definition.name != "enterprise_size") continue;
    if (derived.value.kind() == feel::Kind::string) groups["size"] = derived.value.string();
  }
  for (const char* name : {"province", "section", "size"})
    groups.try_emplace(name);
  return groups;
}

/// By provision, grouping and code; of groupings "month" too.
using Key = std::tuple<std::string, std::string, std::string>;

/// The same by one check for each firm.
std::map<Key, Line> by_checks(const std::vector<law::Subject>& firms) {
  std::map<Key, Line> lines;
  for (const law::Subject& firm : firms) {
    const law::Answer answer = notice().book.check(firm, moment(), {.trace = false});
    const auto groups = groups_of(firm, answer);
    std::map<std::string, bool> has;
    for (const law::Entitlement& one : answer.entitlements) {
      const bool absent = !one.conditions.empty() &&
                          one.conditions[0].origin == law::ConditionAnswer::Origin::has_subject;
      if (one.hypothetical || absent) continue;
      const bool entitled = one.state == law::State::entitled;
      const bool first = entitled && !std::exchange(has[one.provision->id], true);
      const auto add = [&](const std::string& grouping, const std::string& code) {
        Line& line = lines[{one.provision->id, grouping, code}];
        const bool of_firms = grouping != "month";
        if (one.state == law::State::not_entitled) {
          if (of_firms) ++line.refused;
          return;
        }
        ++(entitled ? line.entitled : line.depends);
        if (first && of_firms) ++line.firms;
        if (entitled && one.amount) {
          line.amount += one.amount->fen;
        } else if (one.amount_range) {
          line.open_low += one.amount_range->low.fen;
          if (one.amount_range->high) line.open_high += one.amount_range->high->fen;
          if (!one.amount_range->high) ++line.open_unbounded;
        }
      };
      for (const auto& [grouping, code] : groups)
        add(grouping, code);
      add("", "");
      if (one.state == law::State::not_entitled) continue;
      add("month", one.event_date ? one.event_date->to_string().substr(0, 7) : std::string());
    }
  }
  return lines;
}

Line line_of(const Assessment& assessment, const Key& key) {
  const auto& [provision, grouping, code] = key;
  if (grouping.empty()) return assessment.total(provision);
  if (grouping != "month") return assessment.of(provision, grouping, code);
  const law::Provision* of = notice().book.find_provision(provision);
  for (const auto& [month, line] :
       assessment.months(static_cast<std::size_t>(of - notice().book.source().provisions.data()))) {
    if (month_name(month) == code) return line;
  }
  return {};
}

std::string show(const Line& line) {
  return std::to_string(line.entitled) + " " + std::to_string(line.depends) + " " +
         std::to_string(line.refused) + " " + std::to_string(line.firms) + " " + yuan(line.amount) +
         " " + yuan(line.open_low) + " " + yuan(line.open_high) + " " +
         std::to_string(line.open_unbounded);
}

TEST(Assessment, AddsUpWhatChecksComeTo) {
  for (const int unknown : {0, 30, 95}) {
    const Firms firms(3'000 / kFewer, unknown);
    const Snapshot snapshot = firms.open();
    const auto assessment = assess(notice(), snapshot, {.moment = moment()});
    ASSERT_TRUE(assessment);
    std::map<std::string, std::size_t> compared;
    const auto lines = by_checks(firms.subjects);
    // Of a provision that others replaced everywhere checks say nothing.
    for (const std::size_t provision : assessment->judged()) {
      const std::string& id = notice().book.source().provisions[provision].id;
      if (lines.contains({id, "", ""})) continue;
      EXPECT_EQ(show(assessment->total(provision)), show({})) << id;
      ++compared["replaced"];
    }
    EXPECT_GT(compared["replaced"], 0U);
    for (const auto& [key, line] : lines) {
      const auto& [provision, grouping, code] = key;
      EXPECT_EQ(show(line_of(*assessment, key)), show(line))
          << provision << " in " << grouping << " " << code;
      ++compared[grouping];
    }
    EXPECT_GT(compared["province"], 3'000U / kFewer);
    EXPECT_GT(compared["section"], 1'500U / kFewer);
    EXPECT_GT(compared["size"], 200U / kFewer);
    EXPECT_GT(compared["month"], 50U / kFewer);
  }
}

void expect_holdings(const Firms& firms, std::int64_t least_firms,
                     const law::Moment& moment = assessment::moment()) {
  const Snapshot snapshot = firms.open();
  const auto assessment = assess(notice(), snapshot, {.moment = moment});
  ASSERT_TRUE(assessment);
  Holdings expected;
  for (const law::Subject& firm : firms.subjects) {
    law::Answer answer = notice().book.check(firm, moment, {.trace = false});
    std::erase_if(answer.entitlements, [](const auto& each) { return each.hypothetical; });
    const stacking::Stack stack = stacking::stack_up(notice().stacking, answer);
    for (std::size_t total = 0; total < stacking::kTotals; ++total) {
      const stacking::Range& range = stack.now.totals[total];
      expected.totals[total].low += range.low.fen;
      expected.totals[total].high += range.high ? range.high->fen : 0;
      expected.totals[total].unbounded += range.high ? 0 : 1;
    }
  }
  const Holdings found = assessment->holdings();
  // What is held stands in the lines of provisions too, once in each breakdown.
  Line held;
  std::vector<Line> by(assessment->groupings().size() + 1);
  for (const std::size_t provision : assessment->judged()) {
    held += assessment->total(provision);
    for (std::size_t i = 0; i + 1 < by.size(); ++i) {
      for (std::size_t group = 0; group < assessment->groupings()[i].groups.size(); ++group)
        by[i] += assessment->of(provision, i, group);
    }
    for (const auto& [month, line] : assessment->months(provision))
      by.back() += line;
  }
  Sum low = 0;
  for (const Holdings::Total& total : found.totals)
    low += total.low;
  EXPECT_EQ(yuan(held.held_low), yuan(low));
  for (const Line& line : by) {
    EXPECT_EQ(line.held, held.held);
    EXPECT_EQ(yuan(line.held_low), yuan(low));
    EXPECT_EQ(yuan(line.held_high), yuan(held.held_high));
    EXPECT_EQ(line.held_unbounded, held.held_unbounded);
  }
  EXPECT_GT(found.combined, least_firms);
  for (std::size_t total = 0; total < stacking::kTotals; ++total) {
    EXPECT_GT(found.totals[total].firms, least_firms) << total;
    EXPECT_EQ(yuan(found.totals[total].low), yuan(expected.totals[total].low)) << total;
    EXPECT_EQ(found.totals[total].unbounded, expected.totals[total].unbounded) << total;
  }
}

TEST(Assessment, AddsUpWhatFirmsOfTheExamplesMayHoldTogether) {
  expect_holdings(firms_of_examples(), 20 / static_cast<std::int64_t>(kFewer));
}

TEST(Assessment, AddsUpWhatFirmsWithMuchMayHoldTogether) {
  expect_holdings(dense_firms(300), 100);
}

/// The machine shop in Jinan has 240,000 and 90,000 yuan for two groups of trainees, and a firm
/// gets at most 300,000.
TEST(Assessment, HoldsWhatACapCutsToTheCap) {
  const Date on = *Date::parse("2021-01-15");
  expect_holdings(demo_firms(), 0, {on, on});
}

TEST(Assessment, ComesToTheSameWithAnyNumberOfWorkers) {
  const Firms firms(2 * kFirmsInGroup + 100, 30);
  const Snapshot snapshot = firms.open();
  const auto one = assess(notice(), snapshot, {.moment = moment(), .workers = 1});
  const auto three = assess(notice(), snapshot, {.moment = moment(), .workers = 3});
  ASSERT_TRUE(one);
  ASSERT_TRUE(three);
  const auto tables = one->tables();
  const auto again = three->tables();
  ASSERT_EQ(tables.size(), 4U);
  for (std::size_t i = 0; i < tables.size(); ++i) {
    EXPECT_GT(tables[i].rows.size(), 10U) << tables[i].name;
    EXPECT_EQ(to_csv(tables[i]), to_csv(again[i])) << tables[i].name;
  }
}

TEST(Assessment, StopsWhenItIsTold) {
  const Firms firms(100, 30);
  const Snapshot snapshot = firms.open();
  Options options{.moment = moment()};
  options.progress = [](const Progress&) { return false; };
  const auto cancelled = assess(notice(), snapshot, options);
  ASSERT_FALSE(cancelled);
  EXPECT_EQ(cancelled.error()[0].code, "cancelled");
}

TEST(Assessment, TellsOfADamagedGroup) {
  Firms firms(2 * kFirmsInGroup, 30);
  firms.bytes[firms.bytes.size() / 2] = static_cast<char>(firms.bytes[firms.bytes.size() / 2] ^ 1);
  const auto snapshot = Snapshot::open(firms.bytes, "r.columns", notice().book);
  ASSERT_TRUE(snapshot);
  const auto broken = assess(notice(), *snapshot, {.moment = moment()});
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error()[0].code, "snapshot-broken");
}

TEST(Assessment, FindsNoDifferenceForASingleFirm) {
  const Firms firms(200, 30);
  const Snapshot snapshot = firms.open();
  ASSERT_TRUE(snapshot.verify(0));
  enterprise_register::SnapshotCursor cursor(snapshot);
  for (std::size_t firm = 0; firm < snapshot.firms(); ++firm) {
    cursor.go_to(firm, 1);
    const law::Answer answer = notice().book.check(cursor.subject(0), moment());
    EXPECT_EQ(difference(notice(), snapshot, firm, answer), "");
  }
}

/// What one firm may come to at most is too much to be rounded, as nobody knows one of its sums.
TEST(Assessment, KeepsTheOtherFirmsOfABlockTogether) {
  const auto benefit = notice().book.fact_index("local_unemployment_benefit");
  const auto staff = notice().book.fact_index("insured_staff");
  std::vector<law::Subject> subjects = dense_firms(100).subjects;
  for (law::Subject& firm : subjects) {
    for (law::GivenFact& fact : firm.facts) {
      if (fact.fact == benefit) fact.value = feel::Value::of(1'500);  // counted in whole yuan
      if (fact.fact == staff) fact.value = feel::Value::of(2'000);
    }
  }
  const auto by_row = [](const std::vector<law::Subject>& of) {
    const Firms firms = firms_of(of);
    const Snapshot snapshot = firms.open();
    const auto assessment = assess(notice(), snapshot, {.moment = moment()});
    FUGONG_CHECK(assessment, "a sound snapshot is assessed");
    EXPECT_GT(assessment->total("6.13b").depends, 20);  // from memory: never more
    return assessment->by_row();
  };
  const std::uint64_t before = by_row(subjects);
  std::erase_if(subjects[0].facts, [&](const auto& fact) { return fact.fact == benefit; });
  EXPECT_LE(by_row(subjects), before + 5);
}

TEST(Assessment, WritesYuan) {
  EXPECT_EQ(yuan(0), "0.00");
  EXPECT_EQ(yuan(-5), "-0.05");
  EXPECT_EQ(yuan(Sum{1} << 100), "12676506002282294014967032053.76");
}

}  // namespace
}  // namespace fugong::assessment
