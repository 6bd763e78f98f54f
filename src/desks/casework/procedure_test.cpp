#include "desks/casework/procedure.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "desks/casework/calendar_reach.hpp"
#include "desks/casework/procedure_check.hpp"
#include "pack/pack.hpp"

namespace fugong::casework {
namespace {

namespace fs = std::filesystem;

pack::Files read_packs(const fs::path& root) {
  pack::Files files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files[fs::relative(entry.path(), root).generic_string()] = {std::istreambuf_iterator<char>(in),
                                                                {}};
  }
  return files;
}

const fs::path kSource = FUGONG_SOURCE_DIR;
const std::string kPath = "small/measures/01-discount/procedure-subsidy.yaml";

/// The small pack with one procedure; the codes of all faults.
struct Tried {
  Result<Procedures> read;
  std::string codes;
};
Tried try_procedure(const std::string& text) {
  pack::Files files = read_packs(kSource / "tests/golden/receipts/packs");
  files[kPath] = text;
  std::string& facts = files["small/facts.yaml"];
  const std::string listed = "  - name: listed\n";
  facts.replace(facts.find(listed), listed.size(),
                listed + "    finding: true\n    evidence: {zh: 名单, en: The list}\n");
  const auto pack = pack::load(files, "small");
  EXPECT_TRUE(pack.has_value()) << describe(pack.error().front(), "en");
  Tried tried{read_procedures(*pack), ""};
  if (tried.read) return tried;
  for (const Fault& fault : tried.read.error()) {
    tried.codes += (tried.codes.empty() ? "" : " ") + fault.code;
    EXPECT_EQ(fault.place.file, kPath);
    EXPECT_GT(fault.place.line, 0);
  }
  return tried;
}

std::string procedure(const std::string& steps, const std::string& more = "") {
  return "id: subsidy\ntitle: {zh: 贴息, en: Discount}\nsource: {zh: 虚构, en: Invented}\n"
         "provisions: [\"1.1\"]\n" +
         more + "steps:\n" + steps;
}

const std::string kAccept =
    "  - {id: a, title: {zh: 受理, en: Accept}, does: accept, by: [{role: county_officer}], "
    "within: {working_days: 5, silence: agrees}}\n";
const std::string kDecide =
    "  - id: d\n    title: {zh: 决定, en: Decide}\n    does: decide\n"
    "    by: [{role: county_officer}, {role: city_officer, from: \"100000.00\"}]\n"
    "    countersigned_from: \"50000.00\"\n    within: {days: 20}\n";
const std::string kPay =
    "  - {id: p, title: {zh: 支付, en: Pay}, does: pay, by: [{role: second_approver}], fund: {id: "
    "f, source: s, purpose: p}}\n";

TEST(Procedure, IsReadWithItsStepsClocksAndDoers) {
  const Tried tried = try_procedure(
      procedure(kAccept + kDecide + kPay,
                "starts: [application, automatic]\nmost_instalments: 12\n"
                "form:\n  - {title: {zh: 企业, en: Firm}, facts: [staff, revenue]}\n"
                "documents:\n  - {id: licence, title: {zh: 执照, en: Licence}, most: 3}\n"
                "objection: {within: {days: 60}, decided: {days: 60}, by: city_officer}\n"));
  ASSERT_TRUE(tried.read.has_value()) << tried.codes;
  const Procedure* read = tried.read->for_provision("1.1");
  ASSERT_NE(read, nullptr);
  EXPECT_EQ(tried.read->find("subsidy"), read);
  EXPECT_EQ(tried.read->for_provision("1.2"), nullptr);
  EXPECT_EQ(read->measure, 1);
  EXPECT_TRUE(read->may_start(Start::automatic));
  ASSERT_EQ(read->steps.size(), 3u);
  EXPECT_EQ(read->steps[0].within->period, (Period{5, DayCount::working}));
  EXPECT_EQ(read->steps[0].within->silence, Silence::agrees);
  EXPECT_EQ(read->steps[1].within->period, (Period{20, DayCount::calendar}));
  EXPECT_EQ(read->doer(read->steps[1], Money{9'999'999}, true).role, Role::county_officer);
  EXPECT_EQ(read->doer(read->steps[1], Money{10'000'000}, true).role, Role::city_officer);
  EXPECT_EQ(read->steps[1].countersigned_from, Money{5'000'000});
  EXPECT_EQ(read->steps[2].fund, (FundName{"f", "s", "p"}));
  EXPECT_EQ(read->most_instalments, 12);
  EXPECT_EQ(read->find_document("licence")->most, 3);
  EXPECT_EQ(read->objection->by, Role::city_officer);
}

// One mistake of who writes the pack, and the applicant grants himself the money.
TEST(Procedure, NobodyDecidesAboutHisOwnMoney) {
  const auto step = [](const std::string& does, const std::string& role) {
    return "  - {id: x, title: {zh: 步骤, en: Step}, does: " + does + ", by: [{role: " + role +
           "}]" + (does == "pay" ? ", fund: {id: f, source: s, purpose: p}" : "") + "}\n";
  };
  const std::string decided = step("decide", "county_officer");
  for (const char* role : {"owner", "helper", "partner", "second_approver"}) {
    EXPECT_EQ(try_procedure(procedure(step("decide", role))).codes, "step-by-another") << role;
    for (const char* does : {"accept", "inspect"})
      EXPECT_EQ(try_procedure(procedure(step(does, role) + kDecide)).codes, "step-by-another")
          << does << role;
  }
  for (const char* role : {"owner", "helper", "partner"})
    EXPECT_EQ(try_procedure(procedure(kDecide + step("pay", role))).codes, "step-by-another");
  for (const char* role : {"city_officer", "second_approver"})
    EXPECT_EQ(try_procedure(procedure(kDecide + step("pay", role))).codes, "");
  for (const char* role : {"owner", "partner", "county_officer"})
    EXPECT_EQ(try_procedure(procedure(kDecide + step("confirm", role))).codes, "");
  EXPECT_EQ(try_procedure(procedure(kDecide + step("confirm", "second_approver"))).codes,
            "step-by-another");
  const auto objection = [&](const std::string& role) {
    return try_procedure(procedure(decided) +
                         "objection: {within: {days: 60}, decided: {days: 60}, by: " + role +
                         "}\n");
  };
  EXPECT_EQ(objection("city_officer").codes, "");
  for (const char* role : {"owner", "partner", "second_approver", "programme"})
    EXPECT_EQ(objection(role).codes, "objection-by-no-officer") << role;
  const Tried tried = try_procedure(procedure(step("decide", "owner")));
  ASSERT_FALSE(tried.read.has_value());
  EXPECT_EQ(tried.read.error().front().place.line, 6);
  EXPECT_NE(describe(tried.read.error().front(), "en").find("'owner'"), std::string::npos);
}

TEST(Procedure, EveryFaultIsToldAtOnceWithItsPlace) {
  EXPECT_EQ(try_procedure(procedure(kAccept)).codes, "procedure-decides-once");
  EXPECT_EQ(try_procedure(procedure(kDecide + kDecide)).codes,
            "duplicate-id procedure-decides-once");
  EXPECT_EQ(try_procedure(procedure(kPay + kDecide)).codes, "step-order");
  EXPECT_EQ(try_procedure(procedure(kDecide + kAccept)).codes, "step-order");
  EXPECT_EQ(
      try_procedure(procedure(kDecide + "  - {id: p, title: {zh: 支付, en: Pay}, does: pay, by: "
                                        "[{role: programme}]}\n"))
          .codes,
      "programme-never-pays fund-of-payment");
  const std::string decided = "  - {id: d, title: {zh: 决定, en: Decide}, does: decide, by: ";
  EXPECT_EQ(try_procedure(procedure(decided + "[{role: programme}]}\n")).codes,
            "decision-without-person");
  EXPECT_EQ(
      try_procedure(procedure(decided + "[{role: programme}, {role: county_officer}]}\n")).codes,
      "");
  EXPECT_EQ(try_procedure(procedure("  - {id: a, title: {zh: 受理, en: Accept}, does: accept, by: "
                                    "[{role: programme}]}\n" +
                                    kDecide))
                .codes,
            "programme-only-decides");
  EXPECT_EQ(
      try_procedure(procedure(kDecide +
                              "  - {id: p, title: {zh: 支付, en: Pay}, does: pay, by: [{role: "
                              "second_approver}], fund: {id: f, source: s, purpose: p}, within: "
                              "{days: 1, silence: agrees}}\n"))
          .codes,
      "silence-never-pays");
  EXPECT_EQ(try_procedure(procedure(kDecide + "  - {id: s, title: {zh: 公示, en: Publish}, does: "
                                              "publish}\n"))
                .codes,
            "publication-without-time");
  EXPECT_EQ(
      try_procedure(procedure("  - {id: d, title: {zh: 决定, en: Decide}, does: decide, within: "
                              "{days: 1, working_days: 1}}\n"))
          .codes,
      "limit-without-days step-without-doer");
  EXPECT_EQ(
      try_procedure(procedure(kDecide, "form: [{title: {zh: 一, en: One}, facts: [stuff]}]\n"))
          .codes,
      "unknown-fact");
  EXPECT_EQ(try_procedure(procedure(kDecide, "starts: [magic]\n")).codes, "unknown-word");
  EXPECT_EQ(try_procedure(procedure(kDecide,
                                    "documents: [{id: a, title: {zh: 一, en: One}, needed_if: "
                                    "sizes}]\n"))
                .codes,
            "unknown-decision");
}

/// A procedure for a finding, with lines of the decision's step and of the whole.
std::string finding(const std::string& fact, const std::string& step = "",
                    const std::string& more = "") {
  return "id: listing\ntitle: {zh: 认定, en: Finding}\nsource: {zh: 虚构, en: "
         "Invented}\nfinding: " +
         fact + "\n" + more + "steps:\n" + kAccept +
         "  - id: d\n    title: {zh: 认定, en: Find}\n    does: decide\n" +
         (step.empty() ? "    by: [{role: county_officer}]\n" : step);
}

TEST(Procedure, OfAFindingIsAboutItsFact) {
  const Tried tried =
      try_procedure(finding("listed", "",
                            "form: [{title: {zh: 一, en: One}, facts: [staff]}]\n"
                            "holds: {days: 90, clause: {zh: 九十日, en: Ninety days}}\n"));
  ASSERT_TRUE(tried.read.has_value()) << tried.codes;
  const Procedure* read = tried.read->for_provision("listed");
  ASSERT_NE(read, nullptr);
  EXPECT_TRUE(read->is_finding());
  EXPECT_EQ(read->holds->days, 90);
  EXPECT_EQ(read->matters(), (std::vector<std::string>{"listed"}));
  EXPECT_FALSE(try_procedure(finding("listed")).read->all.front().holds.has_value());
}

TEST(Procedure, OfAFindingRefusesWhatMakesNoSense) {
  EXPECT_EQ(try_procedure(finding("lister")).codes, "unknown-fact");
  EXPECT_EQ(try_procedure(finding("staff")).codes, "finding-invalid") << "a number";
  EXPECT_EQ(try_procedure(finding("principal")).codes, "finding-invalid") << "of a loan";
  const auto with = [](const std::string& more) {
    return try_procedure(finding("listed", "", more)).codes;
  };
  EXPECT_EQ(with("provisions: [\"1.1\"]\n"), "finding-invalid");
  EXPECT_EQ(with("starts: [application, automatic]\n"), "finding-invalid");
  EXPECT_EQ(with("most_instalments: 2\n"), "finding-invalid");
  EXPECT_EQ(with("holds: {clause: {zh: 长, en: Long}}\n"), "holding-without-days");
  EXPECT_EQ(with("form: [{title: {zh: 一, en: One}, facts: [listed]}]\n"), "finding-invalid");
  EXPECT_EQ(with("form: [{title: {zh: 一, en: One}, facts: [principal]}]\n"), "finding-invalid");
  const auto step = [](const std::string& decision) {
    return try_procedure(finding("listed", decision)).codes;
  };
  EXPECT_EQ(step("    by: [{role: county_officer}]\n    countersigned_from: \"0.00\"\n"), "");
  EXPECT_EQ(step("    by: [{role: county_officer}]\n    countersigned_from: \"1.00\"\n"),
            "finding-invalid");
  EXPECT_EQ(step("    by: [{role: county_officer}, {role: city_officer, from: \"1.00\"}]\n"),
            "finding-invalid");
  EXPECT_EQ(step("    by: [{role: programme}, {role: county_officer}]\n"), "finding-invalid");
  EXPECT_EQ(step("    by: [{role: county_officer}]\n    within: {days: 9, silence: refuses}\n"),
            "finding-invalid");
  EXPECT_EQ(try_procedure(finding("listed") + kPay).codes, "finding-invalid");
  EXPECT_EQ(try_procedure(procedure(kDecide, "holds: {days: 9}\n")).codes, "holds-no-finding");
}

TEST(Procedure, OneProvisionHasOne) {
  pack::Files files = read_packs(kSource / "tests/golden/receipts/packs");
  files[kPath] = procedure(kDecide);
  std::string other = procedure(kDecide);
  other.replace(other.find("subsidy"), 7, "another");
  files["small/measures/01-discount/procedure-two.yaml"] = other;
  const auto pack = pack::load(files, "small");
  ASSERT_TRUE(pack.has_value());
  const auto read = read_procedures(*pack);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().front().code, "provision-has-procedure");
}

TEST(Procedure, HasTheRemediesOfThePackAndOfItsImports) {
  pack::Files files = read_packs(kSource / "tests/golden/receipts/packs");
  files[kPath] = procedure(kDecide);
  const auto read = [&](const std::string& remedies) -> Result<Procedures> {
    files["small/remedies.yaml"] = "remedies:\n" + remedies;
    const auto pack = pack::load(files, "small");
    if (!pack) return fail(pack.error());
    return read_procedures(*pack);
  };
  const std::string review =
      "  - id: review\n    title: {zh: 申请复议, en: ask for a review}\n    clause: {zh: 第九条, "
      "en: s. 9}\n";
  const auto good = read(review + "    within: {days: 60}\n");
  ASSERT_TRUE(good.has_value()) << describe(good.error().front(), "en");
  const std::vector<Remedy>& remedies = good->all.front().remedies;
  ASSERT_EQ(remedies.size(), 1u);
  EXPECT_EQ(in_words(remedies[0]).zh, "自知道本决定之日起 60 日内，可以申请复议。");
  EXPECT_EQ(in_words(remedies[0]).en,
            "Within 60 days from the day on which you know of it you may ask for a review.");
  const auto months = read(review + "    within: {months: 6}\n");
  EXPECT_EQ(in_words(months->all.front().remedies[0]).zh,
            "自知道本决定之日起 6 个月内，可以申请复议。");
  const auto code = [&](const std::string& text) {
    const auto wrong = read(text);
    return wrong ? std::string() : wrong.error().front().code;
  };
  EXPECT_EQ(code(review + "    within: {days: 60, months: 2}\n"), "span-without-length");
  EXPECT_EQ(code(review + "    within: {}\n"), "span-without-length");
  EXPECT_EQ(code(review), "missing-key");
  EXPECT_EQ(code(review + "    within: {days: 60}\n" + review + "    within: {days: 9}\n"),
            "duplicate-id");
  files.erase("small/remedies.yaml");
  files["small/procedure.yaml"] = procedure(kDecide);
  const auto pack = pack::load(files, "small");
  ASSERT_FALSE(pack.has_value()) << "a measure's file stands in its folder";
  EXPECT_EQ(pack.error().front().code, "unknown-file");
}

/// Two files about one finding, each with these places; the codes of the faults.
Result<Procedures> two_of_a_finding(const std::string& one, const std::string& other) {
  pack::Files files = read_packs(kSource / "packs");
  const std::string folder = "miit-2020-14/measures/06-local-relief/";
  const std::string usual = files[folder + "procedure-finding-affected.yaml"];
  const auto with = [&](const char* id, const std::string& region) {
    std::string text = usual;
    text.replace(text.find("finding_affected"), 16, id);
    return text + "region: [" + region + "]\n";
  };
  files[folder + "procedure-one.yaml"] = with("one", one);
  files[folder + "procedure-other.yaml"] = with("other", other);
  const auto pack = pack::load(files, "miit-2020-14");
  if (!pack) return fail(pack.error());
  return read_procedures(*pack);
}

TEST(Procedure, OfAFindingIsThatOfTheSmallestPlaceAroundTheFirm) {
  const auto read = two_of_a_finding("\"370000\", \"220100\"", "\"370100\"");
  ASSERT_TRUE(read.has_value()) << describe(read.error().front(), "en");
  const auto at = [&](std::string_view place) {
    return read->for_provision("affected_by_epidemic", place)->id;
  };
  EXPECT_EQ(at("370102"), "other");
  EXPECT_EQ(at("370202"), "one");
  EXPECT_EQ(at("37"), "one") << "nobody knows whether it is in Jinan";
  EXPECT_EQ(at("220102"), "one");
  EXPECT_EQ(at("110101"), "finding_affected");
  EXPECT_EQ(at(""), "finding_affected");
  EXPECT_EQ(read->for_provision("3.9", "110101")->id, read->for_provision("3.9")->id)
      << "where a provision holds is its own matter";
}

TEST(Procedure, OfAFindingNeverMeetsAnotherAtAPlace) {
  const auto code = [](const std::string& one, const std::string& other) {
    const auto read = two_of_a_finding(one, other);
    return read ? "" : read.error().front().code;
  };
  EXPECT_EQ(code("\"370000\"", "\"370100\""), "");
  EXPECT_EQ(code("\"370100\", \"220000\"", "\"210000\", \"220000\""), "provision-has-procedure");
  EXPECT_EQ(code("\"370100\"", ""), "provision-has-procedure") << "one is for everywhere already";
  EXPECT_EQ(code("\"370100\"", "\"999999\""), "unknown-place");
  EXPECT_EQ(try_procedure(procedure(kDecide, "region: []\n")).codes, "");
  EXPECT_EQ(try_procedure(procedure(kDecide, "region: [\"11\"]\n")).codes, "region-of-no-finding");
}

// 阜新市工信局, 15 February 2020: first the county, then the city, then the power supplier.
TEST(Procedure, ThoseOfTheNoticeAreSound) {
  const auto pack = pack::load(read_packs(kSource / "packs"), "miit-2020-14");
  ASSERT_TRUE(pack.has_value());
  const auto read = read_procedures(*pack);
  ASSERT_TRUE(read.has_value()) << describe(read.error().front(), "en");
  const Procedure* fuxin = read->for_provision("3.9");
  ASSERT_NE(fuxin, nullptr);
  ASSERT_EQ(fuxin->steps.size(), 3u);
  EXPECT_EQ(fuxin->steps[0].by[0].role, Role::county_officer);
  EXPECT_EQ(fuxin->steps[1].by[0].role, Role::city_officer);
  EXPECT_EQ(fuxin->steps[2].deed, Deed::confirm);
  EXPECT_TRUE(read->for_provision("affected_by_epidemic")->is_finding());
  EXPECT_FALSE(read->for_provision("in_temporary_difficulty")->holds.has_value());
}

// 国务院办公厅 holiday notices of 2020: the Spring Festival of 24 January ran until 2 February, and
// Sunday 19 January was worked.
TEST(Calendar, CountsTheDaysOfTheNoticesCalendar) {
  const auto pack = pack::load(read_packs(kSource / "packs"), "miit-2020-14");
  ASSERT_TRUE(pack.has_value());
  const Calendar calendar(pack->book);
  const auto day = [](const char* text) { return *Date::parse(text); };
  EXPECT_TRUE(calendar.is_working(day("2020-01-19")));
  EXPECT_FALSE(calendar.is_working(day("2020-01-24")));
  EXPECT_FALSE(calendar.is_working(day("2020-01-31")));
  EXPECT_EQ(calendar.after(day("2020-01-23"), {1, DayCount::working}), day("2020-02-03"));
  EXPECT_EQ(calendar.after(day("2020-01-22"), {5, DayCount::working}), day("2020-02-06"));
  // A period in days of the calendar that would end on a day off ends on the next working day.
  EXPECT_EQ(calendar.after(day("2020-01-20"), {7, DayCount::calendar}), day("2020-02-03"));
  EXPECT_EQ(calendar.after(day("2020-01-20"), {0, DayCount::working}), day("2020-01-20"));
  EXPECT_EQ(calendar.between(day("2020-01-22"), day("2020-02-06"), DayCount::working), 5);
  EXPECT_EQ(calendar.between(day("2020-02-06"), day("2020-01-22"), DayCount::working), 0);
  for (int days = 1; days < 300; ++days) {
    const Date from = day("2019-06-01").plus_days(days);
    EXPECT_EQ(
        calendar.between(from, calendar.after(from, {days, DayCount::working}), DayCount::working),
        days);
  }
}

TEST(Calendar, GoesOnWhereTheYearsEnd) {
  const auto pack = pack::load(read_packs(kSource / "packs"), "miit-2020-14");
  ASSERT_TRUE(pack.has_value());
  const Calendar calendar(pack->book);
  const auto day = [](const char* text) { return *Date::parse(text); };
  // Friday 1 January 2021 was a holiday; so was the Spring Festival from 11 to 17 February, and
  // Sunday 7 and Saturday 20 February were worked.
  EXPECT_EQ(calendar.after(day("2020-12-28"), {5, DayCount::working}), day("2021-01-05"));
  EXPECT_EQ(calendar.between(day("2021-02-05"), day("2021-02-21"), DayCount::working), 7);
  EXPECT_EQ(calendar.until(), day("2026-12-31"));
  EXPECT_EQ(Calendar().until(), std::nullopt);
}

TEST(Calendar, OneThatEndsTooEarlyIsSaid) {
  auto files = read_packs(kSource / "packs");
  const auto whole = pack::load(files, "miit-2020-14");
  ASSERT_TRUE(whole.has_value());
  const auto procedures = read_procedures(*whole);
  ASSERT_TRUE(procedures.has_value());
  EXPECT_TRUE(calendar_reach(*procedures, whole->book).empty());
  // As it was: until 2020, when many provisions end and their cases are yet to be decided.
  std::string& table = files.at("cn-base/tables/calendar.csv");
  table.resize(table.find("2021-"));
  const auto cut = pack::load(files, "miit-2020-14");
  ASSERT_TRUE(cut.has_value());
  const auto warnings = calendar_reach(*procedures, cut->book);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings.front().code, "calendar-ends");
  EXPECT_NE(warnings.front().message.en.find("ends on 2020-12-31"), std::string::npos);
}

TEST(Procedure, LeavesAnInspectionToChance) {
  const std::string visit =
      "  - {id: v, title: {zh: 检查, en: Visit}, does: inspect, by: [{role: county_officer}], "
      "sampled: {share: \"SHARE\", from: \"100000.00\"}}\n";
  const auto with = [&](const std::string& share, const std::string& deed) {
    std::string one = visit;
    one.replace(one.find("SHARE"), 5, share);
    one.replace(one.find("inspect"), 7, deed);
    return try_procedure(procedure(one + kDecide));
  };
  const Tried tried = with("0.05", "inspect");
  ASSERT_TRUE(tried.read.has_value()) << tried.codes;
  const Step& step = tried.read->all.front().steps.front();
  EXPECT_EQ(step.sampled->per_million, 50'000);
  EXPECT_EQ(step.sampled->from->fen, 100'000'00);
  EXPECT_EQ(with("1.01", "inspect").codes, "share-invalid");
  EXPECT_EQ(with("-0.1", "inspect").codes, "share-invalid");
  EXPECT_EQ(with("0.0000001", "inspect").codes, "share-invalid");
  EXPECT_EQ(with("0.05", "accept").codes, "sampled-no-inspection");
}

TEST(Procedure, SaysWhatCasesShouldNotShare) {
  const std::string checks =
      "checks:\n"
      "  - {id: filer, title: {zh: 同一申请人, en: One applicant}, finds: same_filer, firms: 10}\n";
  const Tried tried = try_procedure(procedure(kDecide, checks));
  ASSERT_TRUE(tried.read.has_value()) << tried.codes;
  EXPECT_EQ(tried.read->all.front().checks.front().firms, 10);
  const auto codes = [&](const std::string& more) {
    return try_procedure(procedure(kDecide, "checks:\n" + more)).codes;
  };
  EXPECT_EQ(codes("  - {id: f, title: {zh: 甲, en: A}, finds: same_facts}\n"), "check-facts");
  EXPECT_EQ(codes("  - {id: f, title: {zh: 甲, en: A}, finds: same_filer, facts: [staff]}\n"),
            "check-facts");
  EXPECT_EQ(codes("  - {id: f, title: {zh: 甲, en: A}, finds: same_facts, facts: [staf]}\n"),
            "unknown-fact");
}

TEST(Procedure, KnowsASubjectByItsOwnFacts) {
  const std::string form = "form:\n  - {title: {zh: 贷款, en: Loan}, facts: [FACTS]}\n";
  const auto with = [&](const std::string& same, const std::string& facts) {
    std::string one = form;
    one.replace(one.find("FACTS"), 5, facts);
    return try_procedure(procedure(kDecide + kPay, one + same));
  };
  const Tried named = with("same_if: [principal]\n", "principal");
  ASSERT_TRUE(named.read.has_value()) << named.codes;
  const auto pack = pack::load(read_packs(kSource / "tests/golden/receipts/packs"), "small");
  ASSERT_TRUE(pack.has_value());
  EXPECT_TRUE(unnamed_subjects(*named.read, pack->book).empty());
  EXPECT_EQ(with("same_if: [principal]\n", "staff").codes, "same-if-unknown");
  EXPECT_EQ(with("same_if: [staff]\n", "staff").codes, "same-if-unknown");
  const Tried unnamed = with("", "principal");
  ASSERT_TRUE(unnamed.read.has_value());
  const Faults warnings = unnamed_subjects(*unnamed.read, pack->book);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings.front().code, "subject-unnamed");
}

}  // namespace
}  // namespace fugong::casework
