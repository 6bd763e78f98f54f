#include "platform/sheets/sheet_reader.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "platform/sheets/archive_sample.hpp"
#include "platform/sheets/workbook.hpp"

namespace fugong::sheets {
namespace {

using Kind = SheetCell::Kind;

/// The rows as text: "1: a|b", a mark before a cell that isn't taken at its word; or the fault's
/// code.
std::string said(const Result<std::vector<SheetRow>>& rows) {
  if (!rows) return rows.error().front().code;
  constexpr std::array kMarks{"", "=", "~", "!"};
  std::string out;
  for (const SheetRow& row : *rows) {
    out += std::to_string(row.row) + ":";
    for (const SheetCell& cell : row.cells)
      out += "|" + std::string(kMarks[static_cast<std::size_t>(cell.kind)]) + cell.text;
    out += "\n";
  }
  return out;
}
std::string read(const std::string& rows, const std::string& shared = "",
                 const std::string& styles = "", const SheetLimits& limits = {}) {
  return said(read_first_sheet(zip_of(book_of(rows, shared, styles)), limits));
}

TEST(SheetReader, ReadsEveryKindOfCell) {
  EXPECT_EQ(
      read("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"C1\" "
           "t=\"inlineStr\"><is><t>in&amp;line</t></is></c></row>"
           "<row r=\"3\"><c r=\"A3\"><v>5000</v></c><c r=\"B3\"><v>1234.5600000000001</v></c>"
           "<c r=\"C3\" t=\"b\"><v>1</v></c><c r=\"D3\" t=\"str\"><v>s</v></c>"
           "<c r=\"E3\" t=\"d\"><v>2020-02-10T00:00:00</v></c></row>",
           "<si><t>first</t></si><si><r><t>sec</t></r><r><t>ond</t></r><rPh><t>x</t></rPh></si>"),
      "1:|second||in&line\n3:|5000|1234.56|true|s|2020-02-10\n");
}

TEST(SheetReader, ReadsDatesByTheirStyle) {
  const std::string styles =
      "<numFmts><numFmt numFmtId=\"170\" formatCode=\"yyyy&quot;x&quot;\"/><numFmt "
      "numFmtId=\"171\" "
      "formatCode=\"0.00&quot;day&quot;\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf "
      "numFmtId=\"14\"/><xf numFmtId=\"170\"/><xf numFmtId=\"171\"/></cellXfs>";
  const std::string rows =
      "<row><c><v>43871</v></c><c s=\"1\"><v>43871</v></c><c s=\"2\"><v>43871</v></c><c "
      "s=\"3\"><v>43871</v></c><c s=\"1\"><v>43871.5</v></c><c s=\"1\"><v>60</v></c></row>";
  EXPECT_EQ(read(rows, "", styles), "1:|43871|2020-02-10|2020-02-10|43871|43871.5|60\n");
  auto since = book_of(rows, "", styles);
  since[1].text.insert(since[1].text.find("<sheets>"), "<workbookPr date1904=\"1\"/>");
  EXPECT_EQ(said(read_first_sheet(zip_of(since))).substr(9, 10), "2024-02-11");
}

TEST(SheetReader, MarksWhatCannotBeTakenAtItsWord) {
  EXPECT_EQ(read("<row><c><f>1+1</f><v>2</v></c><c><v>9.19900000000000192E17</v></c>"
                 "<c t=\"e\"><v>#N/A</v></c><c t=\"s\"><v>7</v></c><c><v>abc</v></c></row>"),
            "1:|=2|~9.19900000000000192E17|!#N/A|!7|!abc\n");
}

TEST(SheetReader, LeavesBlankRowsOut) {
  EXPECT_EQ(read("<row r=\"2\"><c r=\"B2\" s=\"0\"/></row><row r=\"9\"/><row r=\"1048576\"/>"), "");
}

TEST(SheetReader, RefusesOddSheets) {
  EXPECT_EQ(read("<row r=\"2\"/><row r=\"2\"/>"), "sheet-unreadable") << "twice";
  EXPECT_EQ(read("<row><c r=\"B1\"/><c r=\"A1\"/></row>"), "sheet-unreadable");
  EXPECT_EQ(read("<row><c>"), "sheet-unreadable");
  auto with_dtd = book_of("");
  with_dtd.back().text = "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>";
  EXPECT_EQ(said(read_first_sheet(zip_of(with_dtd))), "sheet-unreadable");
  auto deep = book_of("");
  deep.back().text.clear();
  for (int i = 0; i < 100; ++i)
    deep.back().text += "<a>";
  for (int i = 0; i < 100; ++i)
    deep.back().text += "</a>";
  EXPECT_EQ(said(read_first_sheet(zip_of(deep))), "sheet-unreadable");
  auto without = book_of("");
  without[2].text = "<Relationships/>";
  EXPECT_EQ(said(read_first_sheet(zip_of(without))), "sheet-unreadable");
  EXPECT_EQ(said(read_first_sheet("PK\3\4")), "archive-damaged");
  EXPECT_EQ(said(read_first_sheet(zip_of({{"a", "b"}}))), "archive-entry-missing");
}

TEST(SheetReader, HasLimits) {
  SheetLimits limits;
  limits.max_rows = 2;
  limits.max_columns = 3;
  limits.max_cell_bytes = 4;
  limits.max_text_bytes = 20;
  const std::string row = "<row><c t=\"str\"><v>abcd</v></c></row>";
  EXPECT_EQ(read(row + row, "", "", limits), "1:|abcd\n2:|abcd\n");
  EXPECT_EQ(read(row + row + row, "", "", limits), "sheet-too-large");
  EXPECT_EQ(read("<row><c t=\"str\"><v>abcde</v></c></row>", "", "", limits), "sheet-too-large");
  EXPECT_EQ(read("<row><c r=\"C1\"><v>1</v></c></row>", "", "", limits), "1:|||1\n");
  EXPECT_EQ(read("<row><c r=\"D1\"><v>1</v></c></row>", "", "", limits), "sheet-too-large");
  EXPECT_EQ(read("<row><c r=\"ZZZZZZZZZZZZZZZZ1\"><v>1</v></c></row>", "", "", limits),
            "sheet-too-large");
  // One long text, pointed to from everywhere.
  limits.max_rows = 100;
  const std::string points = "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>0</v></c></row>";
  const std::string shared = "<si><t>0123456789</t></si>";
  EXPECT_EQ(read(points, shared, "", limits), "1:|0123456789|0123456789\n");
  EXPECT_EQ(read(points + points, shared, "", limits), "sheet-too-large");
}

TEST(SheetReader, ReadsWhatWorkbookWrites) {
  const auto path = std::filesystem::temp_directory_path() / "fugong-sheet-reader-test.xlsx";
  auto book = Workbook::create(path.string());
  ASSERT_TRUE(book);
  book->begin_sheet("s", {"编号", "amount"});
  book->add_row({std::string("0123"), __int128{12345}});
  ASSERT_TRUE(book->close());
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  std::filesystem::remove(path);
  EXPECT_EQ(said(read_first_sheet(bytes)), "1:|编号|amount\n2:|0123|123.45\n");
}

}  // namespace
}  // namespace fugong::sheets
