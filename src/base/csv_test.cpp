#include "base/csv.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace fugong {
namespace {

/// A table as one line: cells between bars, rows with the line on which they start.
std::string shown(const Result<Csv>& csv) {
  std::string out;
  if (!csv) {
    for (const Fault& fault : csv.error()) {
      EXPECT_FALSE(fault.message.zh.empty() || fault.message.en.empty()) << fault.code;
      EXPECT_FALSE(fault.remedy.zh.empty() || fault.remedy.en.empty()) << fault.code;
      EXPECT_EQ(fault.place.file, "a.csv");
      out += fmt::format("{}{} {}:{}", out.empty() ? "" : "; ", fault.code, fault.place.line,
                         fault.place.column);
    }
    return out;
  }
  for (const auto& cell : csv->header)
    out += "|" + cell;
  for (const auto& row : csv->rows) {
    out += fmt::format(" {}:", row.line);
    for (const auto& cell : row.cells)
      out += "|" + cell;
  }
  return out;
}

std::string parse(std::string_view text, const CsvLimits& limits = {}) {
  return shown(parse_csv(text, "a.csv", limits));
}

TEST(Csv, ReadsHeaderAndRows) {
  EXPECT_EQ(parse("a,b\n1,2\n3,4\n"), "|a|b 2:|1|2 3:|3|4");
  EXPECT_EQ(parse("a,b\n1,2"), "|a|b 2:|1|2");
  EXPECT_EQ(parse("a,b\r\n1,2\r\n,\r\n"), "|a|b 2:|1|2 3:||");
  EXPECT_EQ(parse("a"), "|a");
  EXPECT_EQ(parse("a,b\n1,"), "|a|b 2:|1|");
  EXPECT_EQ(parse("企业,行业\n甲, 乙 \n"), "|企业|行业 2:|甲| 乙 ");
}

TEST(Csv, ReadsQuotes) {
  EXPECT_EQ(parse("a,b\n\"x,y\",\"he said \"\"no\"\"\"\n"), "|a|b 2:|x,y|he said \"no\"");
  EXPECT_EQ(parse("a,b\n\"\",\"\"\"\"\n"), "|a|b 2:||\"");
  EXPECT_EQ(parse("\"a\",\"b\"\r\n\"1\",\"2\"\r\n"), "|a|b 2:|1|2");
  EXPECT_EQ(parse("a\n\"\"\"\""), "|a 2:|\"");
}

TEST(Csv, CountsLinesInsideQuotes) {
  EXPECT_EQ(parse("a,b\n\"x\ny\r\nz\",1\n2,3\n"), "|a|b 2:|x\ny\r\nz|1 5:|2|3");
}

TEST(Csv, PassesOverAByteOrderMark) {
  EXPECT_EQ(parse("\xEF\xBB\xBF"
                  "a,b\n1,2\n"),
            "|a|b 2:|1|2");
  EXPECT_EQ(parse("\xEF\xBB\xBF\"a\",b\n"), "|a|b");
}

TEST(Csv, LetsBlankLinesEndAFile) {
  EXPECT_EQ(parse("a,b\n1,2\n\n\r\n\n"), "|a|b 2:|1|2");
  EXPECT_EQ(parse("a,b\n\n1,2\n"), "csv-uneven-row 2:1");
  // With one column a blank line is an empty cell.
  EXPECT_EQ(parse("a\n\n1\n"), "|a 2:| 3:|1");
}

TEST(Csv, ReportsEveryUnevenRow) {
  EXPECT_EQ(parse("a,b\n1\n1,2\n1,2,3\n"), "csv-uneven-row 2:1; csv-uneven-row 4:1");
  const auto csv = parse_csv("a,b\n1,2\n1,2,3\n", "a.csv");
  ASSERT_FALSE(csv.has_value());
  EXPECT_EQ(describe(csv.error()[0], "en"),
            "a.csv:3:1: row 3 has 3 cells, the header has 2 columns. add or remove cells; put a "
            "cell that holds a comma in double quotes [csv-uneven-row]");
}

TEST(Csv, ReportsWrongQuotes) {
  EXPECT_EQ(parse("a,b\n1,\"open\n2,3\n"), "csv-open-quote 2:3");
  EXPECT_EQ(parse("a,b\n1,x\"y\n"), "csv-stray-quote 2:4");
  EXPECT_EQ(parse("a,b\n1,\"x\"y\n"), "csv-text-after-quote 2:6");
  EXPECT_EQ(parse("a,b\n1,\"x\" \n"), "csv-text-after-quote 2:6");
  EXPECT_EQ(parse("a,b\n企业,\"x\"y\n"), "csv-text-after-quote 2:7");
  EXPECT_EQ(parse("a,b\r1,2\r"), "csv-stray-return 1:4");
  EXPECT_EQ(parse("a,b\n1,\"x\"\r2\n"), "csv-text-after-quote 2:6");
  const auto csv = parse_csv("a,b\n1,x\"y\n", "a.csv");
  ASSERT_FALSE(csv.has_value());
  EXPECT_EQ(csv.error()[0].message.en, "row 2, column 2 holds a quote");
}

TEST(Csv, ReportsAnUnclearHeader) {
  EXPECT_EQ(parse(""), "csv-empty 1:1");
  EXPECT_EQ(parse("\xEF\xBB\xBF"), "csv-empty 1:1");
  EXPECT_EQ(parse("\n1\n"), "csv-unnamed-column 1:0");
  EXPECT_EQ(parse("a,,b\n"), "csv-unnamed-column 1:0");
  EXPECT_EQ(parse("a,b,a\n"), "csv-duplicate-column 1:0");
}

TEST(Csv, ReportsBadUtf8) {
  EXPECT_EQ(parse("a,b\n1,\xC4\xFA\n"), "text-not-utf8 2:3");
  EXPECT_EQ(parse("a\n企\xE4\xBC"), "text-not-utf8 2:2");
}

TEST(Csv, FindsColumns) {
  const auto csv = parse_csv("a,b\n1,2\n", "a.csv");
  ASSERT_TRUE(csv.has_value());
  EXPECT_EQ(csv->file, "a.csv");
  EXPECT_EQ(csv->column("b"), 1U);
  EXPECT_EQ(csv->column("c"), std::nullopt);
}

TEST(Csv, HoldsItsLimits) {
  CsvLimits limits;
  limits.max_bytes = 8;
  EXPECT_EQ(parse("a,b\n1,2\n", limits), "|a|b 2:|1|2");
  EXPECT_EQ(parse("a,b\n1,23\n", limits), "csv-too-large 0:0");
  limits = {};
  limits.max_rows = 2;
  EXPECT_EQ(parse("a\n1\n2\n", limits), "|a 2:|1 3:|2");
  EXPECT_EQ(parse("a\n1\n2\n3\n4\n", limits), "csv-too-many-rows 4:1");
  limits = {};
  limits.max_columns = 2;
  EXPECT_EQ(parse("a,b\n", limits), "|a|b");
  EXPECT_EQ(parse("a,b,c\n", limits), "csv-too-many-columns 1:5");
  limits = {};
  limits.max_cells = 4;
  EXPECT_EQ(parse("a,b\n1,2\n", limits), "|a|b 2:|1|2");
  EXPECT_EQ(parse("a,b\n1,2\n3,4\n", limits), "csv-too-many-cells 3:1");
  limits = {};
  limits.max_cell_bytes = 3;
  EXPECT_EQ(parse("a\n123\n\"456\"\n", limits), "|a 2:|123 3:|456");
  EXPECT_EQ(parse("a\n1234\n", limits), "csv-cell-too-long 2:5");
  EXPECT_EQ(parse("a\n\"1234\"\n", limits), "csv-cell-too-long 2:6");
}

TEST(Csv, StopsCollectingFaults) {
  std::string text = "a,b\n";
  for (int i = 0; i < 5'000; ++i)
    text += "1\n";
  const auto csv = parse_csv(text, "a.csv");
  ASSERT_FALSE(csv.has_value());
  EXPECT_EQ(csv.error().size(), 100U);
}

}  // namespace
}  // namespace fugong
