#include "desks/bulk/table.hpp"

#include <gtest/gtest.h>

namespace fugong::bulk {
namespace {

/// "a|b" of the head and each row with its number; or the fault's code and pointer.
std::string said(const std::string& bytes) {
  const auto table = read_table(bytes);
  if (!table) {
    const Fault& fault = table.error().front();
    return fault.code + " " + fault.place.pointer;
  }
  std::string out;
  for (const std::string& column : table->columns)
    out += column + "|";
  for (const auto& row : table->rows) {
    out += "\n" + std::to_string(row.row) + ":";
    for (const auto& cell : row.cells)
      out += cell.text + "|";
  }
  return out;
}

TEST(Table, ReadsCsvOfEitherEncoding) {
  EXPECT_EQ(said("a,b\n1,二\n"), "a|b|\n2:1|二|");
  EXPECT_EQ(said("\xef\xbb\xbf"
                 "a,b\n1,\"x,\ny\"\n"),
            "a|b|\n2:1|x,\ny|");
  EXPECT_EQ(said("\xb4\xf0\xb8\xb4,b\n\xcd\xac\xd2\xe2,1\n"), "答复|b|\n2:同意|1|");
}

TEST(Table, ReadsWhatItWrites) {
  const auto book = xlsx_of("s", {"a", "b"}, {{"919900000000000192", "=1+1"}, {"", "-5"}});
  ASSERT_TRUE(book);
  EXPECT_EQ(said(*book), "a|b|\n2:919900000000000192|=1+1|\n3:|-5|");
  EXPECT_EQ(said(csv_of({"a", "b"}, {{"x\"y", "1\n2"}})), "a|b|\n2:x\"y|1\n2|");
}

TEST(Table, LeavesBlankRowsOut) {
  EXPECT_EQ(said("a,b\n1,2\n,\n ,\n3,4\n,\n,\n"), "a|b|\n2:1|2|\n5:3|4|");
}

TEST(Table, RefusesAWrongShapeAsAWhole) {
  EXPECT_EQ(said(""), "bulk-unreadable ");
  EXPECT_EQ(said("a,b\n"), "bulk-empty ");
  EXPECT_EQ(said("a,b\n,\n"), "bulk-empty ");
  EXPECT_EQ(said("a,a\n1,2\n"), "bulk-column-twice /columns/a");
  EXPECT_EQ(said("a,b\n1\n"), "bulk-row-shape ");
  EXPECT_EQ(said("PK\3\4"), "bulk-unreadable ");
  std::string rows = "a\n";
  for (std::size_t i = 0; i < kMaxRows; ++i)
    rows += "1\n";
  EXPECT_EQ(said(rows).substr(0, 4), "a|\n2");
  EXPECT_EQ(said(rows + "1\n"), "bulk-too-many-rows ");
}

TEST(Table, WritesNoFormulas) {
  EXPECT_EQ(csv_of({"a"},
                   {{"=HYPERLINK(1)"}, {"+1"}, {"-1.50"}, {"-a"}, {"@x"}, {"\tx"}, {"＝1"}, {"x"}}),
            "\xef\xbb\xbf"
            "a\r\n'=HYPERLINK(1)\r\n'+1\r\n-1.50\r\n'-a\r\n'@x\r\n'\tx\r\n'＝1\r\nx\r\n");
}

}  // namespace
}  // namespace fugong::bulk
