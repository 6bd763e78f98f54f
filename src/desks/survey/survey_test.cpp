#include "desks/survey/survey.hpp"

#include <gtest/gtest.h>

#include "desks/survey/survey_sample.hpp"

namespace fugong::survey {
namespace {

using feel::Value;
using law::number;

decision::Table table(decision::HitPolicy hit,
                      const std::vector<std::pair<const char*, const char*>>& rules) {
  decision::Table made;
  made.hit = hit;
  made.inputs.push_back({law::feel_text("staff"), {}});
  made.outputs.resize(1);
  for (const auto& [test, output] : rules) {
    decision::TableRule& rule = made.rules.emplace_back();
    rule.tests = {law::feel_text(test)};
    rule.outputs = {law::feel_text(output)};
  }
  return made;
}

/// One law: 100 yuan a head for listed firms of at most 300 people that aren't in the South; a size
/// with a gap, an overlap and a rule that nobody meets; and half of the interest of cheap loans.
pack::Pack sample() {
  law::Source source = law::house();
  law::Decision size;
  size.definition.name = "size";
  size.definition.label = law::text("size");
  size.definition.body = table(decision::HitPolicy::unique, {{"< 10", "\"small\""},
                                                             {"[20..300]", "\"middle\""},
                                                             {">= 300", "\"big\""},
                                                             {"> 9000", "\"huge\""}});
  size.subject = "firm";
  size.document.issued = law::on("2020-01-01");
  size.in_force.from = law::on("2020-01-01");
  source.decisions = {size};
  law::Provision hire =
      law::with_amount(law::provision("hire", "firm", {"staff <= 300", "listed"}), "staff * 100");
  law::Exception south;
  south.id = "south";
  south.label = law::text("in the South");
  south.when = law::feel_text("place = \"20\"");
  south.excludes = true;
  hire.exceptions = {south};
  law::Provision grow = law::provision("grow", "firm", {"size = \"big\"", "staff > 100"});
  law::Provision discount = law::with_amount(law::provision("discount", "loan", {"rate <= 5"}),
                                             "principal * rate / 100 * 0.5");
  source.provisions = {hire, grow, discount};
  return pack_of(law::build(std::move(source)));
}

Subject firm(const Rulebook& book, const char* place, std::optional<int> staff,
             std::optional<bool> listed, std::vector<Subject> loans = {}) {
  std::vector<law::Named> facts{{"place", Value::of(place)}};
  if (staff) facts.push_back({"staff", number(*staff)});
  if (listed) facts.push_back({"listed", Value::of(*listed)});
  return law::firm(book, std::move(facts), std::move(loans));
}

Subject loan(const Rulebook& book, const char* id, int rate_in_hundredths, int principal) {
  return law::loan(book, id,
                   {{"rate", number(rate_in_hundredths, -2)}, {"principal", number(principal)}});
}

std::vector<Subject> eight_firms(const Rulebook& book) {
  return {firm(book, "10", 300, true),          firm(book, "10", 299, true),
          firm(book, "10", 301, true),          firm(book, "10", 12, false),
          firm(book, "10", std::nullopt, true), firm(book, "10", 300, std::nullopt),
          firm(book, "20", 50, true),           firm(book, "10", 500, false)};
}

class SurveyOfEight : public testing::Test {
 protected:
  const pack::Pack pack_ = sample();
  const Register register_{pack_.book, eight_firms(pack_.book)};
  const Snapshot snapshot_ = register_.open(pack_.book);
  const Survey found_ = surveyed(pack_, snapshot_, {.moment = law::at("2020-03-01")});
};

std::string code(const Count& count) {
  return count.example ? count.example->code : "none";
}

// Staff of the firms F0 to F7: 300, 299, 301, 12, not known, 300, 50, 500.
TEST_F(SurveyOfEight, CountsRulesOfTables) {
  ASSERT_EQ(found_.table_figures().size(), 1U);
  const TableFigures& size = found_.table_figures()[0];
  EXPECT_EQ(size.rules[0].sure.subjects, 0);  // nobody has less than 10; F4 may
  EXPECT_EQ(size.rules[0].may, 1);
  EXPECT_EQ(size.rules[1].sure.subjects, 4);  // F0, F1, F5, F6
  EXPECT_EQ(size.rules[2].sure.subjects, 4);  // F0, F2, F5, F7
  EXPECT_EQ(size.rules[3].sure.subjects, 0);
  EXPECT_EQ(size.none.subjects, 1);  // 12 lies between 10 and 20
  EXPECT_EQ(code(size.none), "F3");
  EXPECT_EQ(size.open.subjects, 1);
  EXPECT_EQ(code(size.open), "F4");
  EXPECT_EQ(size.several.subjects, 2);  // 300 is middle and big
  EXPECT_EQ(code(size.several), "F0");
}

TEST_F(SurveyOfEight, CountsConditionsAndWhatTheyAloneRefuse) {
  const ProvisionFigures& hire = *found_.provision("hire");
  EXPECT_EQ(hire.subjects, 8);
  EXPECT_EQ(hire.in_force.holds, 8);
  const RequirementFigures& few = hire.conditions[0];  // staff <= 300
  EXPECT_EQ(few.holds, 5);                             // F0, F1, F3, F5, F6
  EXPECT_EQ(few.open, 1);                              // F4
  EXPECT_EQ(few.fails, 2);                             // F2, F7
  EXPECT_EQ(few.alone.subjects, 1);                    // F7 isn't listed either
  EXPECT_EQ(code(few.alone), "F2");
  const RequirementFigures& listed = hire.conditions[1];
  EXPECT_EQ(listed.holds, 5);  // all but F3, F5, F7
  EXPECT_EQ(listed.open, 1);   // F5
  EXPECT_EQ(listed.fails, 2);
  EXPECT_EQ(listed.alone.subjects, 1);
  EXPECT_EQ(code(listed.alone), "F3");
  const RequirementFigures& south = hire.exceptions[0];
  EXPECT_EQ(south.holds, 1);
  EXPECT_EQ(south.fails, 7);
  EXPECT_EQ(south.alone.subjects, 1);  // 50 people, listed, but in the South
  EXPECT_EQ(code(south.alone), "F6");
}

// Of a firm of 300 two rules fire, which U doesn't allow: its size is null, and null is not "big".
// So 301 and 500 are big; 12 is of no size.
TEST_F(SurveyOfEight, SaysWhichConditionsAreRedundant) {
  const ProvisionFigures& grow = *found_.provision("grow");
  EXPECT_EQ(grow.conditions[0].holds, 2);
  EXPECT_EQ(grow.conditions[1].holds, 5);  // more than 100: F0, F1, F2, F5, F7
  EXPECT_EQ(grow.conditions[1].fails, 2);  // F3, F6, which aren't big either
  EXPECT_EQ(grow.conditions[1].alone.subjects, 0);
  EXPECT_EQ(grow.conditions[1].only, 0);
  EXPECT_NE(found_.text("en").find("grow c1"), std::string::npos) << found_.text("en");
}

const Cliffs& cliffs_of(const Survey& found, const pack::Pack& pack, const char* fact) {
  for (const Cliffs& cliffs : found.cliffs()) {
    if (pack.book.facts()[cliffs.shift.fact].name == fact) return cliffs;
  }
  ADD_FAILURE() << "no step of " << fact;
  std::abort();
}

const Cliff& cliff_of(const Survey& found, const pack::Pack& pack, const char* fact,
                      std::string_view provision) {
  const Cliffs& cliffs = cliffs_of(found, pack, fact);
  for (std::size_t i = 0; i < cliffs.provisions.size(); ++i) {
    if (pack.book.source().provisions[cliffs.shift.provisions[i]].id == provision) {
      return cliffs.provisions[i];
    }
  }
  ADD_FAILURE() << fact << " doesn't matter to " << provision;
  std::abort();
}

// One more: F0 has 301 and loses 300 x 100 yuan; F1 has 300 and gains 100 yuan; F5, of which nobody
// knows whether it is listed, could have had 30,000 yuan and can't any more. F4 has no figure.
TEST_F(SurveyOfEight, FindsTheCliffOfTheThreeHundredAndFirst) {
  const Cliff& hire = cliff_of(found_, pack_, "staff", "hire");
  EXPECT_EQ(hire.tried, 7);
  EXPECT_EQ(hire.lost.subjects, 1);
  EXPECT_EQ(hire.won, 0);
  EXPECT_EQ(hire.chance_lost.subjects, 1);
  EXPECT_EQ(hire.chance_won, 0);
  EXPECT_EQ(hire.sure.less, 1);
  EXPECT_EQ(hire.sure.more, 1);
  EXPECT_EQ(yuan(hire.sure.lost_fen), "30000.00");
  EXPECT_EQ(yuan(hire.sure.won_fen), "100.00");
  EXPECT_EQ(yuan(hire.sure.worst_fen), "30000.00");
  EXPECT_EQ(yuan(hire.chance.lost_fen), "30000.00");
  EXPECT_EQ(hire.chance.less, 1);
  ASSERT_TRUE(hire.example);
  EXPECT_EQ(hire.example->code, "F0");
  EXPECT_EQ(hire.from, "300");
  EXPECT_EQ(hire.to, "301");
  EXPECT_EQ(hire.turns.en, "staff <= 300: holds → fails; size: null → big");
  EXPECT_EQ(hire.turns.zh, "staff <= 300：成立 → 不成立；size：null → big");
  const Cliff& cash = cliffs_of(found_, pack_, "staff").totals[0];
  EXPECT_EQ(cash.tried, 7);
  EXPECT_EQ(yuan(cash.sure.lost_fen), "30000.00");
  EXPECT_EQ(yuan(cash.sure.won_fen), "100.00");
  EXPECT_EQ(cash.example->code, "F0");
  EXPECT_EQ(cash.turns.en, "hire: 30000.00 → 0.00; size: null → big");
  EXPECT_NE(found_.text("zh").find("30000.00 元"), std::string::npos) << found_.text("zh");
}

// A waiver of 1,000 yuan less 2 for each of the staff, and 300 less from 100 people on.
TEST(SurveyOfSlopes, TellsSlopesFromCliffs) {
  law::Source source = law::house();
  source.provisions = {law::with_amount(law::provision("slope", "firm", {}), "1000 - 2 * staff"),
                       law::with_amount(law::provision("edge", "firm", {}),
                                        "1000 - 2 * staff - (if staff >= 100 then 300 else 0)")};
  const pack::Pack pack = pack_of(law::build(std::move(source)));
  const Register firms(pack.book, {law::firm(pack.book, {{"staff", number(50)}}),
                                   law::firm(pack.book, {{"staff", number(99)}})});
  const Snapshot snapshot = firms.open(pack.book);
  const Survey found = surveyed(pack, snapshot, {.moment = law::at("2020-03-01")});
  const Cliff& slope = cliff_of(found, pack, "staff", "slope");
  EXPECT_EQ(yuan(slope.sure.lost_fen), "4.00");
  EXPECT_TRUE(slope.evenly);
  const Cliff& edge = cliff_of(found, pack, "staff", "edge");
  EXPECT_EQ(yuan(edge.sure.lost_fen), "304.00");
  EXPECT_EQ(yuan(edge.sure.worst_fen), "302.00");
  EXPECT_FALSE(edge.evenly);
  EXPECT_FALSE(cliffs_of(found, pack, "staff").totals[0].evenly);
  EXPECT_NE(found.text("en").find("edge edge"), std::string::npos) << found.text("en");
  EXPECT_EQ(found.text("en").find("slope slope"), std::string::npos) << found.text("en");
}

// 300 + 200 is beyond 300 for F0 and F1; F6 stays below, but is excluded.
TEST_F(SurveyOfEight, TakesOtherSteps) {
  Options options{.moment = law::at("2020-03-01")};
  options.steps["staff"] = Decimal(200);
  const Survey found = surveyed(pack_, snapshot_, options);
  const Cliff& hire = cliff_of(found, pack_, "staff", "hire");
  EXPECT_EQ(hire.lost.subjects, 2);
  EXPECT_EQ(yuan(hire.sure.lost_fen), "59900.00");
  options.steps["staff"] = Decimal(-1);
  const Survey back = surveyed(pack_, snapshot_, options);
  const Cliff& less = cliff_of(back, pack_, "staff", "hire");
  EXPECT_EQ(less.won, 1);  // F2: 301 → 300
  EXPECT_EQ(yuan(less.sure.won_fen), "30000.00");
  EXPECT_EQ(yuan(less.sure.lost_fen), "200.00");  // 100 each of F0 and F1
}

// Half of 5 % of 1000 is 25 yuan; at 5.01 % there is none. At 4.99 % it becomes 5 %: 0.05 more.
TEST(SurveyOfLoans, NamesTheLoan) {
  const pack::Pack pack = sample();
  const Register firms(
      pack.book, {firm(pack.book, "10", 20, true, {loan(pack.book, "L1", 499, 1000)}),
                  firm(pack.book, "10", 20, true,
                       {loan(pack.book, "L1", 600, 1000), loan(pack.book, "L2", 500, 1000)})});
  const Snapshot snapshot = firms.open(pack.book);
  const Survey found = surveyed(pack, snapshot, {.moment = law::at("2020-03-01")});
  const Cliff& discount = cliff_of(found, pack, "rate", "discount");
  EXPECT_EQ(discount.tried, 3);
  EXPECT_EQ(discount.lost.subjects, 1);
  EXPECT_EQ(yuan(discount.sure.lost_fen), "25.00");
  EXPECT_EQ(yuan(discount.sure.won_fen), "0.05");
  ASSERT_TRUE(discount.example);
  EXPECT_EQ(discount.example->code, "F1");
  EXPECT_EQ(discount.example->subject, "L2");
  EXPECT_EQ(discount.from, "5");
  EXPECT_EQ(discount.to, "5.01");
  EXPECT_EQ(found.provision("discount")->conditions[0].alone.example->subject, "L1");
  // Both firms have 20 people, and nobody's are unknown.
  EXPECT_NE(found.text("en").find("size size: rule 1, 3, 4 (of 4)"), std::string::npos);
  // What firms hold together is told of figures of the firm itself.
  EXPECT_EQ(cliffs_of(found, pack, "rate").totals[0].tried, 0);
}

TEST_F(SurveyOfEight, WritesTables) {
  const std::vector<assessment::Table> tables = found_.tables();
  ASSERT_EQ(tables.size(), 3U);
  EXPECT_EQ(tables[0].name, "tables");
  const std::string csv = to_csv(tables[0]);
  EXPECT_NE(csv.find("size,\"size\",\"size\",U,firm,none,,1,0,gap,F3,,true\n"), std::string::npos)
      << csv;
  EXPECT_NE(csv.find("size,\"size\",\"size\",U,firm,several,,2,0,overlap,F0"), std::string::npos)
      << csv;
  for (const assessment::Table& table : tables) {
    EXPECT_FALSE(table.rows.empty());
    for (const auto& row : table.rows)
      EXPECT_EQ(row.size(), table.columns.size()) << table.name;
  }
}

TEST(SurveyOfMany, ComesToTheSameWithAnyNumberOfWorkers) {
  const pack::Pack pack = sample();
  std::vector<Subject> many;
  const std::vector<Subject> eight = eight_firms(pack.book);
  for (std::size_t i = 0; i < 2 * enterprise_register::kFirmsInGroup + 500; ++i)
    many.push_back(eight[(i * 7 + i / 9) % eight.size()]);
  const Register firms(pack.book, many);
  const Snapshot snapshot = firms.open(pack.book);
  Options options{.moment = law::at("2020-03-01"), .workers = 1};
  const Survey one = surveyed(pack, snapshot, options);
  options.workers = 3;
  const Survey three = surveyed(pack, snapshot, options);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(to_csv(one.tables()[i]), to_csv(three.tables()[i]));
  EXPECT_EQ(one.text("zh"), three.text("zh"));
}

TEST(Changes, KeepTheFirstOfTwoLikeLosses) {
  Changes early;
  early.worst_fen = 500;
  early.worst = Example{3, 1, "F3", "L2"};
  Changes late = early;
  late.worst = Example{3, 2, "F3", "L3"};
  Changes greater;
  greater.worst_fen = 501;
  greater.worst = Example{9, 0, "F9", ""};
  Changes sum = late;
  sum += early;
  EXPECT_EQ(sum.worst->nth, 1U);
  sum += late;
  EXPECT_EQ(sum.worst->nth, 1U);
  sum += greater;
  sum += early;
  EXPECT_EQ(sum.worst->firm, 9U);
  EXPECT_EQ(sum.worst_fen, 501);
}

TEST(Counts, KeepTheFirstExample) {
  Count early{2, Example{3, 1, "F3", "L2"}};
  const Count late{5, Example{4, 0, "F4", ""}};
  Count sum = late;
  sum += early;
  EXPECT_EQ(sum.example->firm, 3U);
  early += late;
  EXPECT_EQ(early.example->firm, 3U);
  EXPECT_EQ(early.subjects, 7);
}

TEST_F(SurveyOfEight, StopsWhenItIsTold) {
  Options options{.moment = law::at("2020-03-01")};
  options.progress = [](const Progress&) { return false; };
  const auto cancelled = survey(pack_, snapshot_, options);
  ASSERT_FALSE(cancelled);
  EXPECT_EQ(cancelled.error()[0].code, "cancelled");
}

}  // namespace
}  // namespace fugong::survey
