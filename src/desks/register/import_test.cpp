#include "desks/register/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/csv_sample.hpp"
#include "desks/register/credit_code.hpp"
#include "desks/register/sample_book.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::enterprise_register {
namespace {

/// A valid code whose organization part counts up.
std::string code(int number) {
  std::string text = fmt::format("91330100{:08}", number);
  text += organization_code_check(std::string_view(text).substr(8));
  return text + credit_code_check(text);
}

class RegisterImport : public testing::TestWithParam<store::Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    auto database = store::Database::open({.url = place_->url()});
    if (!database) std::abort();
    auto opened = Register::open(std::move(*database), book_);
    if (!opened) std::abort();
    reg_.emplace(std::move(*opened));
  }

  ImportOptions options(std::string text) {
    ImportOptions made;
    made.file = "f.csv";
    made.stated_on = day_;
    made.dry_run = dry_run_;
    made.complete = complete_;
    made.read = bytes_of(std::move(text));
    return made;
  }

  static std::optional<ColumnMap> map_of(const std::string& yaml) {
    if (yaml.empty()) return std::nullopt;
    auto document = parse_yaml(yaml, "m.yaml");
    if (!document) return std::nullopt;
    auto map = read_column_map(*document);
    if (!map) return std::nullopt;
    return *map;
  }

  Result<ImportReport> firms(const std::string& text, const std::string& yaml = "") {
    const auto map = map_of(yaml);
    EXPECT_EQ(map.has_value(), !yaml.empty());
    return import_firms(*reg_, map ? &*map : nullptr, options(text));
  }
  Result<ImportReport> facts(const std::string& source, const std::string& text,
                             const std::string& yaml = "") {
    const auto map = map_of(yaml);
    EXPECT_EQ(map.has_value(), !yaml.empty());
    ImportOptions made = options(text);
    made.source = source;
    return import_facts(*reg_, map ? &*map : nullptr, made);
  }

  /// "new changed same older bad", then the codes of what was bad.
  static std::string counts(const Result<ImportReport>& report) {
    if (!report) return report.error()[0].code;
    std::string out;
    for (const std::int64_t n : report->results)
      out += (out.empty() ? "" : " ") + std::to_string(n);
    for (const auto& [name, n] : report->bad_by_code)
      out += fmt::format(" {}={}", name, n);
    return out;
  }

  /// "fact=value" of the firm and of its children, those that count.
  std::vector<std::string> known(const std::string& id) {
    std::vector<std::string> out;
    auto all = reg_->statements(id);
    if (!all) std::abort();
    for (const Statement& one : *all) {
      if (!one.counts) continue;
      out.push_back((one.subject_id.empty() ? "" : one.subject_id + ".") + one.fact + "=" +
                    one.value);
    }
    return out;
  }

  law::Rulebook book_ = sample_book();
  std::optional<store::TestDatabase> place_;
  std::optional<Register> reg_;
  Date day_ = *Date::parse("2020-02-21");
  bool dry_run_ = false;
  bool complete_ = false;
};

INSTANTIATE_TEST_SUITE_P(All, RegisterImport,
                         testing::Values(store::Dialect::sqlite, store::Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

using Strings = std::vector<std::string>;

TEST_P(RegisterImport, KeepsWhatARowSays) {
  const auto report =
      firms("uscc,name,type,registered_on,registered_capital,place,industry_code,employees\n" +
            code(1) + ",甲公司,有限责任公司,2015-03-02,500000.5,330185,C1819,12\n");
  EXPECT_EQ(counts(report), "1 0 0 0 0");
  const auto found = reg_->find(code(1));
  ASSERT_TRUE(found && *found);
  const Enterprise& firm = **found;
  EXPECT_EQ(firm.name.zh, "甲公司");
  EXPECT_EQ(firm.particulars.type, "有限责任公司");
  EXPECT_EQ(firm.particulars.registered_on, Date::parse("2015-03-02"));
  EXPECT_EQ(firm.particulars.capital, (Money{50000050}));
  EXPECT_EQ(firm.particulars.currency, "CNY");
  EXPECT_EQ(firm.origin, Origin::imported);
  EXPECT_EQ(known(code(1)), (Strings{"employees=12", "industry_code=1819", "place=330112"}));
  EXPECT_EQ(report->remarks_by_code.at("place-former"), 1);
  EXPECT_TRUE(reg_->list_demo()->empty()) << "a real firm never shows on a public page";
}

TEST_P(RegisterImport, EachBadRowIsSaidAndTheOthersAreKept) {
  const auto report =
      firms("uscc,name,registered_on,registered_capital,place,industry_code,employees\n" + code(1) +
            ",甲,2020-02-30,,,,\n" +            // no such day
            code(2) + ",乙,2020-02-22,,,,\n" +  // after the data
            code(3) + ",丙,1799-12-31,,,,\n" +  // before the limit
            code(4) + ",丁,,-1,,,\n" +          // negative
            code(5) + ",戊,,0.001,,,\n" +       // finer than a fen
            code(6) + ",己,,,芜湖,,\n" +        // two places
            code(7) + ",庚,,,,9999,\n" +        // no such industry
            code(8) + ",辛,,,,,-3\n" +          // below the minimum
            code(9) + ",壬,,,,,many\n" +        // no number
            code(10) + ",,,,,,\n" +             // no name
            "350100100000001,癸,,,,,\n" +       // old number
            ",子,,,,,\n" +                      // no code
            code(11) + ",丑,2020-02-21,1,330112,1819,3\n");
  EXPECT_EQ(counts(report),
            "1 0 0 0 12 capital-invalid=2 date-impossible=2 date-invalid=1 fact-out-of-bounds=1 "
            "name-missing=1 number-invalid=1 place-ambiguous=1 unknown-code=1 uscc-missing=1 "
            "uscc-old-number=1");
  EXPECT_EQ(report->first_faults[0].row, 2);
  EXPECT_EQ(report->first_faults[0].column, "registered_on");
  EXPECT_TRUE(*reg_->find(code(11)));
}

TEST_P(RegisterImport, AFirmThatStandsTwiceNamesTheFirstRow) {
  const auto report =
      firms("uscc,name\n" + code(1) + ",甲\n" + code(2) + ",乙\n" + code(1) + ",丙\n");
  EXPECT_EQ(counts(report), "2 0 0 0 1 row-twice=1");
  EXPECT_NE(report->first_faults[0].fault.message.en.find("row 2"), std::string::npos);
  EXPECT_EQ((*reg_->find(code(1)))->name.zh, "甲");
}

TEST_P(RegisterImport, ImportingAgainSaysWhatChanged) {
  ASSERT_EQ(counts(firms("uscc,name,employees\n" + code(1) + ",甲,12\n" + code(2) + ",乙,3\n" +
                         code(3) + ",丙,\n")),
            "3 0 0 0 0");
  day_ = *Date::parse("2020-03-01");
  const auto again = firms("uscc,name,employees\n" + code(1) + ",甲新,15\n" + code(2) + ",乙,\n" +
                           code(4) + ",丁,1\n");
  EXPECT_EQ(counts(again), "1 1 1 0 0");
  ASSERT_EQ(again->changes, 2);
  EXPECT_EQ(again->first_changes[0].field, "name");
  EXPECT_EQ(again->first_changes[0].before, "甲");
  EXPECT_EQ(again->first_changes[0].after, "甲新");
  EXPECT_EQ(again->first_changes[1].field, "employees");
  EXPECT_EQ(again->first_changes[1].before, "12");
  EXPECT_EQ(again->first_changes[1].after, "15");
  EXPECT_EQ(known(code(2)), (Strings{"employees=3"})) << "an empty cell says nothing";
}

TEST_P(RegisterImport, ACompleteFileMarksWhoIsGone) {
  complete_ = true;
  ASSERT_EQ(counts(firms("uscc,name\n" + code(1) + ",甲\n" + code(2) + ",乙\n")), "2 0 0 0 0");
  const auto fewer = firms("uscc,name\n" + code(1) + ",甲\n");
  EXPECT_EQ(fewer->gone, 1);
  EXPECT_EQ(fewer->first_gone, (Strings{code(2)}));
  EXPECT_EQ((*reg_->find(code(2)))->gone_on, day_);
  std::int64_t after = 0;
  EXPECT_EQ(reg_->list_after(after, 10)->size(), 1U) << "who is gone is not checked";
  const auto back = firms("uscc,name\n" + code(1) + ",甲\n" + code(2) + ",乙\n");
  EXPECT_EQ(counts(back), "0 1 1 0 0");
  EXPECT_EQ((*reg_->find(code(2)))->gone_on, std::nullopt);
}

TEST_P(RegisterImport, NobodyIsGoneWhileARowCanNotBeRead) {
  complete_ = true;
  ASSERT_TRUE(firms("uscc,name\n" + code(1) + ",甲\n" + code(2) + ",乙\n"));
  const auto torn = firms("uscc,name\n" + code(1) + ",甲\n\"" + code(2) + ",乙\n");
  EXPECT_EQ(torn->gone, -1);
  EXPECT_EQ((*reg_->find(code(2)))->gone_on, std::nullopt);
  // A bad row with a good code is there all the same.
  const auto bad =
      firms("uscc,name,registered_on\n" + code(1) + ",甲,\n" + code(2) + ",乙,never\n");
  EXPECT_EQ(bad->gone, 0);
}

TEST_P(RegisterImport, ADryRunKeepsNothing) {
  dry_run_ = true;
  EXPECT_EQ(counts(firms("uscc,name\n" + code(1) + ",甲\n")), "1 0 0 0 0");
  EXPECT_FALSE(*reg_->find(code(1)));
  dry_run_ = false;
  const auto real = firms("uscc,name\n" + code(1) + ",甲\n");
  EXPECT_EQ(counts(real), "1 0 0 0 0");
  EXPECT_FALSE(real->earlier_run_stopped_after);
}

TEST_P(RegisterImport, ManyPartsMakeOneImport) {
  std::string text = "uscc,name\n";
  const int many = static_cast<int>(kRowsAtOnce) * 2 + 1;
  for (int i = 0; i < many; ++i)
    text += code(i) + ",企业" + std::to_string(i) + "\n";
  EXPECT_EQ(counts(firms(text)), fmt::format("{} 0 0 0 0", many));
  EXPECT_EQ(counts(firms(text)), fmt::format("0 0 {} 0 0", many));
}

TEST_P(RegisterImport, AnImportThatWasCutOffGoesOn) {
  std::string text = "uscc,name\n";
  for (int i = 0; i < static_cast<int>(kRowsAtOnce) + 10; ++i)
    text += code(i) + ",企业\n";
  ImportOptions torn = options(text);
  torn.read = [inner = torn.read, calls = 0](std::span<char> to) mutable -> Result<std::size_t> {
    if (++calls > 1) return fail("file-unreadable", {}, both("gone"), both("look"));
    // Enough for one part and a little more.
    return inner(to.first(std::min<std::size_t>(to.size(), 26 * (kRowsAtOnce + 5))));
  };
  ASSERT_EQ(import_firms(*reg_, nullptr, torn).error()[0].code, "file-unreadable");
  const auto rest = firms(text);
  ASSERT_TRUE(rest);
  EXPECT_EQ(rest->earlier_run_stopped_after, static_cast<std::int64_t>(kRowsAtOnce));
  EXPECT_EQ(counts(rest), fmt::format("10 0 {} 0 0", kRowsAtOnce));
  EXPECT_FALSE(firms(text)->earlier_run_stopped_after);
}

TEST_P(RegisterImport, AMapNamesColumnsUnitsAndNotations) {
  const auto report =
      firms("信用代码,单位,成立,资本,币,省,城市,上市,营收,备注\n" + code(1) +
                ",甲,02/03/2015,\"1,234.5\",USD,340000,芜湖,Y,3.1,x\n" + code(2) + ",乙,,,,,,?,,\n",
            "columns:\n"
            "  uscc: 信用代码\n"
            "  name: 单位\n"
            "  registered_on: {column: 成立, format: dd/mm/yyyy}\n"
            "  registered_capital: {column: 资本, unit: 万元, currency: 币}\n"
            "  place: {column: 城市, within: 省, prefer: upper}\n"
            "  listed: {column: 上市, values: {Y: \"true\", N: \"false\"}}\n"
            "  revenue: {column: 营收, unit: 万元}\n"
            "  employees: {value: \"7\"}\n");
  EXPECT_EQ(counts(report), "1 0 0 0 1 value-not-in-map=1");
  EXPECT_EQ(report->unread_columns, (Strings{"备注"}));
  const Enterprise firm = **reg_->find(code(1));
  EXPECT_EQ(firm.particulars.registered_on, Date::parse("2015-03-02"));
  EXPECT_EQ(firm.particulars.capital, (Money{1234500000}));
  EXPECT_EQ(firm.particulars.currency, "USD");
  EXPECT_EQ(known(code(1)),
            (Strings{"employees=7", "listed=true", "place=340200", "revenue=31000"}));
}

TEST_P(RegisterImport, AMapThatDoesNotFitIsRefusedAtOnce) {
  const std::string text = "uscc,name\n";
  const auto first = [&](const std::string& yaml) {
    auto report = firms(text, yaml);
    return report ? "ok" : report.error()[0].code;
  };
  EXPECT_EQ(first("columns: {uscc: uscc, name: name}\n"), "ok");
  EXPECT_EQ(first("columns: {uscc: uscc, name: nam}\n"), "map-no-column");
  EXPECT_EQ(first("columns: {uscc: uscc}\n"), "map-field-missing");
  EXPECT_EQ(first("columns: {uscc: uscc, name: name, emploees: name}\n"), "map-unknown-field");
  EXPECT_EQ(first("columns: {uscc: uscc, name: name, loan_rate: name}\n"), "map-unknown-field");
  EXPECT_EQ(first("columns: {uscc: uscc, name: name, id: name}\n"), "map-field-not-here");
  EXPECT_EQ(first("columns: {uscc: uscc, name: name, employees: {column: name, unit: 万元}}\n"),
            "map-unit");
  EXPECT_EQ(first("columns: {uscc: uscc, name: name, registered_on: {column: name, format: yy}}\n"),
            "map-format");
  EXPECT_EQ(first("subject: loan\ncolumns: {uscc: uscc, name: name}\n"), "map-subject");
  EXPECT_EQ(counts(firms("uscc,naem\n")), "map-unknown-field") << "a mistyped name is not ignored";
  EXPECT_EQ(counts(firms("uscc,uscc,name\n")), "csv-header");
  for (const char* shape :
       {"columns: []\n", "colums: {uscc: a}\n", "columns: {}\n", "[]\n",
        "columns: {uscc: {unit: 元}}\n", "columns: {uscc: {column: a, value: b}}\n",
        "columns: {uscc: {column: a, prefer: lower}}\n",
        "columns: {uscc: {column: a, colour: red}}\n"}) {
    EXPECT_FALSE(read_column_map(*parse_yaml(shape, "m.yaml"))) << shape;
  }
}

TEST_P(RegisterImport, LimitsOneOver) {
  const std::string longest(kMaxNameBytes, 'x');
  EXPECT_EQ(counts(firms("uscc,name\n" + code(1) + "," + longest + "\n" + code(2) + "," + longest +
                         "x\n")),
            "1 0 0 0 1 cell-too-long=1");
  const std::string type(kMaxTypeBytes, 'x');
  EXPECT_EQ(counts(firms("uscc,name,type\n" + code(1) + ",a," + type + "\n" + code(2) + ",b," +
                         type + "x\n")),
            "0 1 0 0 1 cell-too-long=1");
  ASSERT_TRUE(firms("uscc,name\n" + code(3) + ",丙\n"));
  const std::string loans = "subject: loan\ncolumns: {uscc: uscc, id: id, loan_rate: loan_rate}\n";
  const std::string id(kMaxChildIdBytes, 'x');
  EXPECT_EQ(counts(facts(
                "bank",
                "uscc,id,loan_rate\n" + code(3) + "," + id + ",1\n" + code(3) + "," + id + "x,1\n",
                loans)),
            "1 0 0 0 1 cell-too-long=1");
  std::string many = "uscc,id,loan_rate\n";
  for (std::size_t i = 0; i < law::kMaxChildren; ++i)
    many += code(3) + ",L" + std::to_string(i) + ",1\n";
  EXPECT_EQ(counts(facts("bank", many, loans)),
            fmt::format("{} 0 0 0 1 too-many-children=1", law::kMaxChildren - 1));
  std::string values = "columns:\n  uscc: {column: uscc, values: {";
  for (std::size_t i = 0; i < kMaxMapValues; ++i)
    values += (i > 0 ? ", " : "") + fmt::format("a{}: b", i);
  EXPECT_TRUE(read_column_map(*parse_yaml(values + "}}\n", "m.yaml")));
  EXPECT_EQ(read_column_map(*parse_yaml(values + ", z: b}}\n", "m.yaml")).error()[0].code,
            "map-too-many-values");
}

TEST_P(RegisterImport, TooManyRowsStopTheImport) {
  const std::string text = "uscc,name\n" + code(1) + ",甲\n" + code(2) + ",乙\n";
  ImportOptions made = options(text);
  made.max_rows = 2;
  EXPECT_TRUE(import_firms(*reg_, nullptr, made));
  made = options(text);
  made.max_rows = 1;
  EXPECT_EQ(import_firms(*reg_, nullptr, made).error()[0].code, "import-too-many-rows");
}

TEST_P(RegisterImport, FactsAreMatchedByCodeThenByName) {
  ASSERT_TRUE(firms("uscc,name\n" + code(1) + ",甲（集团）公司\n" + code(2) + ",乙公司\n" +
                    code(3) + ",乙公司\n"));
  const auto report = facts("social_insurance", "uscc,name,employees\n" + code(1) + ",别名,5\n" +
                                                    ",甲(集团) 公司,6\n" + ",乙公司,7\n" + code(9) +
                                                    ",甲（集团）公司,8\n" + ",丙公司,9\n");
  EXPECT_EQ(report->count(Match::code), 1);
  EXPECT_EQ(report->count(Match::name), 1);
  EXPECT_EQ(report->count(Match::ambiguous), 1);
  EXPECT_EQ(report->count(Match::unknown), 2) << "a code that isn't known is not tried by name";
  EXPECT_EQ(counts(report), "0 2 0 0 3 firm-ambiguous=1 firm-unknown=2");
  EXPECT_EQ(report->remarks_by_code.at("name-differs"), 1);
  EXPECT_EQ(report->remarks_by_code.at("matched-by-name"), 1);
  EXPECT_EQ(known(code(1)), (Strings{"employees=6"})) << "the later row of the same day";
}

TEST_P(RegisterImport, ALoanFileMakesLoansOfAFirm) {
  ASSERT_TRUE(firms("uscc,name\n" + code(1) + ",甲\n"));
  const std::string map =
      "subject: loan\ncolumns:\n  uscc: 代码\n  id: 借据\n"
      "  loan_principal: {column: 金额, unit: 万元}\n  loan_rate: {column: 利率, unit: fraction}\n"
      "  loan_grant_date: {column: 放款, format: yyyymmdd}\n";
  const std::string text = "代码,借据,金额,利率,放款\n" + code(1) + ",L1,100.5,0.0315,20200210\n" +
                           code(1) + ",L2,3,,\n" + code(1) + ",,1,,\n" + code(1) + ",L1,9,,\n";
  const auto report = facts("bank", text, map);
  EXPECT_EQ(counts(report), "2 0 0 0 2 id-missing=1 row-twice=1");
  const Enterprise firm = **reg_->find(code(1));
  ASSERT_EQ(firm.subject.children.size(), 2U);
  EXPECT_EQ(firm.subject.children[0].kind, "loan");
  EXPECT_EQ(firm.subject.children[0].id, "L1");
  EXPECT_EQ(known(code(1)), (Strings{"L1.loan_grant_date=2020-02-10", "L1.loan_principal=1005000",
                                     "L1.loan_rate=3.15", "L2.loan_principal=30000"}));
  day_ = day_.plus_days(1);
  EXPECT_EQ(counts(facts("bank", "代码,借据,金额,利率,放款\n" + code(1) + ",L1,90,,\n", map)),
            "0 1 0 0 0");
}

TEST_P(RegisterImport, NewerStatementsOfASourceReplaceOlderOnes) {
  ASSERT_TRUE(firms("uscc,name\n" + code(1) + ",甲\n"));
  const auto say = [&](const char* source, const char* day, const char* value) {
    day_ = *Date::parse(day);
    return counts(facts(source, "uscc,employees\n" + code(1) + "," + value + "\n"));
  };
  EXPECT_EQ(say("tax", "2020-02-01", "5"), "0 1 0 0 0");
  EXPECT_EQ(say("tax", "2020-02-10", "6"), "0 1 0 0 0");
  EXPECT_EQ(say("tax", "2020-02-05", "9"), "0 0 0 1 0") << "older: not taken";
  EXPECT_EQ(known(code(1)), (Strings{"employees=6"}));
  EXPECT_EQ(say("tax", "2020-02-11", "6"), "0 0 1 0 0");
  EXPECT_EQ(say("tax", "2020-02-10", "7"), "0 0 0 1 0") << "the later date was kept";
}

TEST_P(RegisterImport, SourcesThatDisagreeAreBothKept) {
  ASSERT_TRUE(firms("uscc,name\n" + code(1) + ",甲\n"));
  const std::string head = "uscc,employees\n" + code(1) + ",";
  ASSERT_TRUE(facts("tax", head + "5\n"));
  const auto better = facts("social_insurance", head + "8\n");
  ASSERT_EQ(better->conflicts, 1);
  EXPECT_EQ(better->first_conflicts[0].other_source, "tax");
  EXPECT_EQ(better->first_conflicts[0].before, "5");
  EXPECT_TRUE(better->first_conflicts[0].ours_counts) << "the pack names it before tax";
  const auto worse = facts("landlord", head + "9\n");
  EXPECT_EQ(worse->conflicts, 2);
  EXPECT_FALSE(worse->first_conflicts[0].ours_counts);
  EXPECT_EQ(known(code(1)), (Strings{"employees=8"}));
  EXPECT_EQ(reg_->statements(code(1))->size(), 3U);
  EXPECT_EQ((*reg_->find(code(1)))->subject.facts[0].value.number(), Decimal(8));
}

TEST_P(RegisterImport, StatementsMayCarryTheirOwnDate) {
  ASSERT_TRUE(firms("uscc,name\n" + code(1) + ",甲\n"));
  EXPECT_EQ(counts(facts("tax", "uscc,employees,stated_on\n" + code(1) + ",5,2020-01-31\n")),
            "0 1 0 0 0");
  EXPECT_EQ(reg_->statements(code(1))->at(0).stated_on, "2020-01-31");
}

TEST_P(RegisterImport, TheTableOfEverythingIsSafeInASpreadsheet) {
  RowRemark remark{7, "=cmd", {"a", {}, {"中\"文", "text"}, both("r")}};
  EXPECT_EQ(csv_line(remark, true, "zh"),
            "\"bad\",\"7\",\"'=cmd\",\"a\",\"\",\"\",\"\",\"中\"\"文\",\"r\"\r\n");
  const Change change{3, "X", "loan L1", "loan_rate", "-1", "2", "bank", false};
  EXPECT_EQ(csv_line(change, true),
            "\"conflict\",\"3\",\"loan_rate\",\"bank\",\"X loan L1\",\"'-1\",\"2\",\"\",\"\"\r\n");
}

}  // namespace
}  // namespace fugong::enterprise_register
