// The packs of tests/golden/pack/findings: one that is right, and for each proof one in which a
// mistake was planted (re-record with FUGONG_RECORD=1 and read the diff). And: compiling only what
// a one-step change touches finds the same as compiling all.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/csv.hpp"
#include "pack/check/check.hpp"
#include "pack/pack_sample.hpp"

namespace fugong::pack {
namespace {

namespace fs = std::filesystem;

const fs::path& folder() {
  static const fs::path kFolder = fs::path(FUGONG_SOURCE_DIR) / "tests/golden/pack/findings";
  return kFolder;
}

std::string all_of_kind(const Faults& faults, const char* kind) {
  std::string text;
  for (const Fault& fault : faults)
    text += std::string(kind) + describe(fault, "en") + "\n";
  return text;
}

/// As a check prints it, with the facts of each counter-example.
std::string shown(const CheckReport& report) {
  std::string text = all_of_kind(report.faults, "fault: ") +
                     all_of_kind(report.warnings, "warning: ") +
                     all_of_kind(report.notes, "not proved: ");
  for (const CounterExample& example : report.counter_examples)
    text += example.name + ".yaml\n" + example.facts;
  for (const ProofCount& proof : report.proofs) {
    text += proof.what.en + ": " + std::to_string(proof.proved) + " " +
            std::to_string(proof.found) + " " + std::to_string(proof.unproved) + "\n";
  }
  return text;
}

std::vector<std::string> names() {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(folder())) {
    if (entry.is_directory()) found.push_back(entry.path().filename().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

class Planted : public testing::TestWithParam<std::string> {};

TEST_P(Planted, IsFound) {
  const Files files = files_below(folder() / GetParam());
  const auto pack = load(files, "p");
  ASSERT_TRUE(pack) << all_of_kind(pack.error(), "");
  const CheckReport report = check(files, *pack, {.mutate = false});
  EXPECT_EQ(report.faults.empty(), GetParam() == "good");
  for (const Fault& fault : report.faults) {
    EXPECT_FALSE(fault.message.zh.empty() || fault.remedy.zh.empty()) << fault.code;
    EXPECT_GT(fault.place.line, 0) << fault.code;
  }
  const fs::path golden = folder() / GetParam() / "expected.txt";
  if (std::getenv("FUGONG_RECORD") != nullptr) {
    std::ofstream(golden, std::ios::binary) << shown(report);
    return;
  }
  EXPECT_EQ(shown(report), slurp(golden));
}

INSTANTIATE_TEST_SUITE_P(Golden, Planted, testing::ValuesIn(names()), [](const auto& planted) {
  std::string name = planted.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

// ---- rules that ask for today's date

TEST(Today, ADecisionThatAsksForItIsTriedOnTheDaysOfTheExamples) {
  Files files = files_below(folder() / "good");
  files["p/decisions/late.yaml"] = R"(name: late
subject: firm
label: {zh: 六月起, en: From June on}
clause: {zh: 一, en: One}
document:
  number: 测2号
  title: {zh: 测试文件, en: Test document}
  issuer: {zh: 测试, en: Tester}
  issued: 2020-01-01
  status: confirmed
  source: {zh: 虚构, en: Invented}
in_force: {from: 2000-01-01, to: open}
feel: 'today() >= date("2020-06-01")'
)";
  std::string& provision = files["p/measures/01-one/provision-1.1.yaml"];
  const std::string_view condition = "feel: \"affected\"";
  provision.replace(provision.find(condition), condition.size(), "feel: \"affected and late\"");
  const Pack pack = loaded(files, "p");
  // On the day of the first example no firm meets it, in June the firms of the examples do.
  EXPECT_EQ(pack.examples.front().moment.on, *Date::from_civil(2020, 1, 1));
  const CheckReport report = check(files, pack, {.mutate = false});
  const auto found = std::find_if(
      report.proofs.begin(), report.proofs.end(),
      [](const ProofCount& one) { return one.what.en == "conditions that can hold and can fail"; });
  ASSERT_NE(found, report.proofs.end());
  EXPECT_EQ(found->proved, 2u) << shown(report);
  EXPECT_EQ(found->unproved, 0u) << shown(report);
}

// ---- one-step changes

std::vector<std::string> survivors(const Files& files, const Pack& pack, bool whole_book,
                                   unsigned workers, std::size_t& mutations) {
  const CheckReport report =
      check(files, pack, {.prove = false, .workers = workers, .whole_book = whole_book});
  mutations = report.mutations;
  std::vector<std::string> found;
  for (const Fault& fault : report.faults)
    found.push_back(describe(fault, "en"));
  return found;
}

TEST(Mutations, APartOfTheRulesNoticesWhatAllOfThemNotice) {
  Files files = files_below(folder() / "good");
  std::size_t before = 0;
  std::size_t after = 0;
  // As it is nothing survives; without an example for each bound something does.
  for (const char* left_out : {"", "ten", "day-after", "at-least", "not-yet-known"}) {
    Files fewer = files;
    std::string& examples = fewer["p/measures/01-one/examples-1.1.yaml"];
    if (*left_out != '\0') {
      const std::size_t at = examples.find("  - id: " + std::string(left_out) + "\n");
      ASSERT_NE(at, std::string::npos) << left_out;
      examples.erase(at, examples.find("  - id: ", at + 1) - at);
    }
    const auto pack = load(fewer, "p");
    ASSERT_TRUE(pack) << all_of_kind(pack.error(), "");
    const auto whole = survivors(fewer, *pack, true, 1, before);
    EXPECT_EQ(survivors(fewer, *pack, false, 1, after), whole) << left_out;
    EXPECT_EQ(survivors(fewer, *pack, false, 3, after), whole) << left_out;
    EXPECT_EQ(before, after);
    EXPECT_EQ(whole.empty(), *left_out == '\0') << left_out;
  }
  EXPECT_GT(before, 10u);
}

TEST(Measure, LimitsExamplesAndChanges) {
  const Files files = files_below(folder() / "good");
  const auto pack = load(files, "p");
  ASSERT_TRUE(pack) << all_of_kind(pack.error(), "");
  const CheckReport one = check(files, *pack, {.measure = 1});
  const CheckReport none = check(files, *pack, {.measure = 2});
  EXPECT_EQ(one.examples_run, pack->examples.size());
  EXPECT_GT(one.mutations, 0u);
  EXPECT_EQ(none.examples_run, 0u);
  EXPECT_EQ(none.mutations, 0u);
}

// ---- the source list

TEST(RealPack, DisposesOfTheRulesOfTheSourceList) {
  const char* said = std::getenv("FUGONG_SOURCE_RULES");
  const fs::path list = said != nullptr ? fs::path(said)
                                        : fs::path(FUGONG_SOURCE_DIR).parent_path() /
                                              "shared/data/policy-rules-2020/rules.csv";
  if (!fs::exists(list)) GTEST_SKIP() << "the source list of rules is not at hand: " << list;
  const auto pack = load(files_below(fs::path(FUGONG_SOURCE_DIR) / "packs"), "miit-2020-14");
  ASSERT_TRUE(pack) << all_of_kind(pack.error(), "");
  if (!pack->notice.source_rules) GTEST_SKIP() << "notice.yaml does not say source_rules yet";
  const std::string text = slurp(list);
  const auto csv = parse_csv(text, list.string());
  ASSERT_TRUE(csv) << all_of_kind(csv.error(), "");
  const std::size_t column = csv->column("rule_id").value();
  std::vector<std::string> wanted;
  for (const CsvRow& row : csv->rows)
    wanted.push_back(row.cells[column]);
  std::vector<std::string> disposed;
  for (const Measure& measure : pack->notice.measures) {
    for (const Disposition& rule : measure.rules)
      disposed.push_back(rule.rule);
  }
  std::sort(wanted.begin(), wanted.end());
  std::sort(disposed.begin(), disposed.end());
  EXPECT_EQ(disposed, wanted);
}

}  // namespace
}  // namespace fugong::pack
