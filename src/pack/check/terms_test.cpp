// Guards, open terms, fills and exceptions as YAML, with the mutations of their numbers.
#include <gtest/gtest.h>

#include <algorithm>

#include "pack/check/check.hpp"
#include "pack/pack_sample.hpp"

namespace fugong::pack {
namespace {

constexpr const char* kPack = R"(id: p
version: "1"
title: {zh: 测试, en: Test}
credit: {zh: 无, en: None}
place_list: places
place_fact: place
subjects:
  - {name: firm, label: {zh: 企业, en: Firm}}
)";

constexpr const char* kFacts = R"(facts:
  - name: place
    subject: firm
    type: code
    list: places
    label: {zh: 地, en: Place}
    question: {zh: 哪, en: Where}
  - name: staff
    subject: firm
    type: integer
    min: "0"
    max: "1000"
    label: {zh: 人, en: Staff}
    question: {zh: 几, en: How many}
  - name: listed
    subject: firm
    type: boolean
    label: {zh: 上市, en: Listed}
    question: {zh: 否, en: Is it}
  - name: board
    subject: firm
    type: integer
    label: {zh: 板, en: Board}
    question: {zh: 哪板, en: Which board}
    applies_if: "listed"
    not_applicable: "0"
)";

constexpr const char* kData = R"(lists:
  - name: places
    file: places.csv
    code: code
    zh: name
    label: {zh: 地, en: Places}
    source: {zh: 虚构, en: Invented}
)";

constexpr const char* kNotice = R"(number: 测0
title: {zh: 测试通知, en: Test notice}
issuer: {zh: 测试, en: Test}
issued: 2020-02-01
source: {zh: 虚构, en: Invented}
sections:
  - {id: money, title: {zh: 钱, en: Money}}
)";

constexpr const char* kMeasure = R"(number: 1
section: money
title: {zh: 措施, en: Measure}
clause: {zh: 给钱, en: Give money}
who_acts: {zh: 测试, en: Test}
desk: entitlements
state: computed
keywords: [钱]
rules:
  - {id: "1.1", disposition: open_term, where: ["1.1", "1.2"], note: {zh: 由省定, en: By province}}
)";

std::string provision(const std::string& id, const std::string& rest) {
  return "id: \"" + id +
         "\"\ntitle: {zh: 规定, en: Provision}\nsummary: {zh: 规定, en: Provision}\ndocument:\n"
         "  number: 测1\n  title: {zh: 文件, en: Document}\n  issuer: {zh: 测试, en: Test}\n"
         "  issued: 2020-02-01\n  status: confirmed\n  source: {zh: 虚构, en: Invented}\n"
         "in_force: {from: 2020-02-01, to: open}\nsubject: firm\napplies_by: service_date\n" +
         rest;
}

const std::string kNational = provision("1.1", R"(open_terms:
  - name: share
    type: number
    minimum: "0.2"
    maximum: "0.5"
    authority: {zh: 省, en: the province}
    label: {zh: 比例, en: Share}
    clause: {zh: 二, en: Two}
exceptions:
  - id: board
    label: {zh: 主板, en: Main board}
    clause: {zh: 三, en: Three}
    priority: 1
    when: "board = 1"
    excludes: true
  - id: small
    label: {zh: 小, en: Small}
    clause: {zh: 三, en: Three}
    priority: 2
    when: "staff < 5"
    amount: "100"
benefit:
  kind: grant
  label: {zh: 补助, en: Grant}
  amount: "staff * share"
  rounding: {scale: 2, mode: half_up}
  payer: {zh: 财政, en: Treasury}
  contact: {zh: 财政局, en: Bureau}
  deadline: {zh: 年底, en: End of year}
)");

const std::string kLocal = provision("1.2", R"(region: ["36"]
fills:
  - {provision: "1.1", term: share, value: "0.4", step: "0.1", clause: {zh: 一, en: One}}
)");

std::string example(const std::string& id, const std::string& facts, const std::string& expected,
                    const std::string& on = "2020-03-01") {
  return "  - id: " + id +
         "\n    note: {zh: 例, en: Example}\n    working: by hand\n    on: " + on +
         "\n    facts: {" + facts + "}\n    expect: [{provision: \"1.1\", " + expected + "}]\n";
}

Files pack_with(const std::string& examples) {
  const std::string folder = "p/measures/01-money/";
  return {{"p/pack.yaml", kPack},
          {"p/facts.yaml", kFacts},
          {"p/data.yaml", kData},
          {"p/places.csv", "code,name\n36,江西\n37,山东\n"},
          {"p/notice.yaml", kNotice},
          {folder + "measure.yaml", kMeasure},
          {folder + "provision-1.1.yaml", kNational},
          {folder + "provision-1.2.yaml", kLocal},
          {folder + "examples-1.1.yaml", "examples:\n" + examples}};
}

const std::string kSettled =
    example("filled", "place: \"36\", staff: 10, listed: false", "state: entitled, amount: \"4\"");
const std::string kRange = example("range", "place: \"37\", staff: 10, listed: false",
                                   "state: entitled, range: {low: \"2\", high: \"5\"}");
const std::string kBoth = example("both", "place: \"36\", staff: 4, listed: true, board: 1",
                                  "state: entitled, amount: \"100\"");

CheckReport check_of(const Files& files, bool mutate) {
  const auto pack = load(files, "p");
  if (!pack) {
    ADD_FAILURE() << all(pack.error());
    return {};
  }
  CheckPlan plan;
  plan.prove = false;
  plan.mutate = mutate;
  CheckReport report = check(files, *pack, plan);
  // An excerpt of the rules notices the changes that all of them notice.
  plan.whole_book = true;
  EXPECT_EQ(all(check(files, *pack, plan).faults), all(report.faults));
  return report;
}

CheckReport check_of(const std::string& examples, bool mutate) {
  return check_of(pack_with(examples), mutate);
}

TEST(Terms, AreReadAndRun) {
  const CheckReport report =
      check_of(kSettled + kRange + kBoth +
                   example("excluded", "staff: 10, listed: true, board: 1", "state: not_entitled") +
                   example("open", "place: \"37\", listed: false",
                           "state: depends, range: {low: \"0\", high: \"500\"}"),
               false);
  EXPECT_EQ(report.examples_run, 5u);
  EXPECT_TRUE(report.faults.empty()) << all(report.faults);
}

TEST(Terms, ARangeThatIsNotMetIsSaid) {
  const CheckReport report = check_of(example("range", "place: \"37\", staff: 10, listed: false",
                                              "state: entitled, range: {low: \"2\", high: \"6\"}"),
                                      false);
  ASSERT_EQ(report.faults.size(), 1u);
  EXPECT_EQ(report.faults[0].message.en,
            "example range: 1.1 should be entitled from 2.00 to 6.00 and is entitled from 2.00 to "
            "5.00");
}

bool survives(const CheckReport& report, const std::string& what) {
  return std::any_of(report.faults.begin(), report.faults.end(), [&](const Fault& fault) {
    return fault.message.en == "1.1: no example breaks if " + what;
  });
}

TEST(Terms, TheirNumbersAreMutated) {
  const CheckReport bare =
      check_of(example("none", "place: \"37\", staff: 0, listed: false", "state: entitled"), true);
  for (const char* what : {"share 0.4 -> 0.3", "share 0.4 -> 0.5", "share.minimum 0.2 -> 0.1",
                           "share.minimum 0.2 -> 0.3", "share.maximum 0.5 -> 0.4",
                           "share.maximum 0.5 -> 0.6", "priority board <-> small"}) {
    EXPECT_TRUE(survives(bare, what)) << what << "\n" << all(bare.faults);
  }
  const CheckReport full = check_of(kSettled + kRange + kBoth, true);
  EXPECT_EQ(full.mutations, bare.mutations);
  for (const Fault& fault : full.faults) {
    EXPECT_EQ(fault.message.en.find("share"), std::string::npos) << fault.message.en;
    EXPECT_EQ(fault.message.en.find("priority"), std::string::npos) << fault.message.en;
  }
}

/// The national text is from memory, and no place has set the share.
CheckReport unsure(const std::string& withheld, bool mutate) {
  Files files = pack_with(example("range", "place: \"37\", staff: 10, listed: false",
                                  "state: depends, withheld: " + withheld));
  std::string& text = files["p/measures/01-money/provision-1.1.yaml"];
  const std::string mark = "status: confirmed";
  text.replace(text.find(mark), mark.size(), "status: from_memory");
  return check_of(files, mutate);
}

TEST(Terms, OfATextFromMemoryAreHeldByWhatItWithholds) {
  const CheckReport held = unsure("{low: \"2\", high: \"5\"}", true);
  for (const Fault& fault : held.faults)
    EXPECT_EQ(fault.message.en.find("share.m"), std::string::npos) << fault.message.en;
  for (const auto& [wrong, said] :
       {std::pair{"{low: \"2\", high: \"6\"}", "from 2.00 to 6.00"},
        std::pair{"{low: \"2\"}", "from 2.00"}, std::pair{"\"2\"", "2.00"}}) {
    const CheckReport report = unsure(wrong, false);
    ASSERT_EQ(report.faults.size(), 1u) << wrong;
    EXPECT_EQ(report.faults[0].message.en,
              std::string("example range: 1.1 should be depends withheld ") + said +
                  " and is depends withheld from 2.00 to 5.00");
  }
}

TEST(Terms, APriorityOneOverTheLimit) {
  Files files = pack_with(kSettled);
  std::string& text = files["p/measures/01-money/provision-1.1.yaml"];
  const auto with = [&](int priority) {
    const std::string mark = "priority: 2";
    std::string changed = text;
    changed.replace(changed.find(mark), mark.size(), "priority: " + std::to_string(priority));
    Files other = files;
    other["p/measures/01-money/provision-1.1.yaml"] = changed;
    return load(other, "p");
  };
  EXPECT_TRUE(with(law::kMaxExceptionPriority));
  EXPECT_FALSE(with(law::kMaxExceptionPriority + 1));
}

}  // namespace
}  // namespace fugong::pack
