#include "pack/sheet/sheet.hpp"

#include <gtest/gtest.h>

#include "pack/small_pack_sample.hpp"

namespace fugong::pack {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Files with_comments() {
  Files files = small_pack();
  std::string& text = files["p/decisions/size.yaml"];
  text.insert(text.find("in_force:"), "# why it is so\n");
  text.insert(text.find("table:"),
              "parameters:\n  - name: bound\n    type: number\n    value: \"10\"  # of the text\n"
              "    step: \"1\"\n    label: {zh: 界, en: Bound}\n    clause: {zh: 一, en: One}\n");
  // As `pack fmt` has it, and so the writer.
  for (const auto& [loose, narrow] :
       {std::pair{"| -       |", "| -      |"}, std::pair{"| \"a\\|b\"  |", "| \"a\\|b\" |"}}) {
    for (std::size_t at; (at = text.find(loose)) != std::string::npos;)
      text.replace(at, std::string_view(loose).size(), narrow);
  }
  return files;
}

Files in_csv() {
  Files files = small_pack();
  std::string& text = files["p/decisions/size.yaml"];
  text.replace(text.find("  rules: |"), std::string::npos, "  file: size.csv\n");
  files["p/decisions/size.csv"] =
      "staff,kind,size\n>= 10,-,\"\"\"large\"\"\"\n-,-,\"\"\"small\"\"\"\n";
  return files;
}

SheetEdit rows(Rows rows) {
  SheetEdit edit;
  edit.tables.push_back({"size", std::nullopt, std::move(rows), "/tables/0"});
  return edit;
}

TEST(Sheet, SaysWhatStandsInTheFile) {
  const auto sheet = read_sheet(with_comments(), "size");
  ASSERT_TRUE(sheet.has_value());
  EXPECT_TRUE(sheet->is_decision);
  ASSERT_EQ(sheet->parameters.size(), 1u);
  EXPECT_EQ(sheet->parameters[0].value, "10");
  ASSERT_EQ(sheet->tables.size(), 1u);
  const SheetTable& table = sheet->tables[0];
  EXPECT_EQ(table.hit, "F");
  ASSERT_EQ(table.columns.size(), 3u);
  EXPECT_EQ(table.columns[1].name, "kind");
  EXPECT_FALSE(table.columns[2].is_input);
  EXPECT_EQ(table.rows[1], (std::vector<std::string>{"-", "\"a|b\"", "\"special\""}));
  EXPECT_EQ(sheets_of(with_comments()).size(), 1u);
  EXPECT_EQ(read_sheet(with_comments(), "sise").error().front().code, "sheet-unknown");
}

TEST(Sheet, WritingChangesTheCellsAndNothingElse) {
  const Files files = with_comments();
  SheetEdit edit =
      rows({{">= 20", "-", "\"large\""}, {"-", "\"a|b\"", "\"special\""}, {"-", "-", "\"small\""}});
  edit.parameters.push_back({"bound", "20", "/parameters/0/value"});
  const auto changed = write_sheet(files, "size", edit);
  ASSERT_TRUE(changed.has_value()) << describe(changed.error().front(), "en");
  ASSERT_EQ(changed->size(), 1u);
  std::string wanted = files.at("p/decisions/size.yaml");
  wanted.replace(wanted.find(">= 10"), 5, ">= 20");
  wanted.replace(wanted.find("\"10\""), 4, "\"20\"");
  EXPECT_EQ(changed->at("p/decisions/size.yaml"), wanted);
}

TEST(Sheet, WhatIsTheSameIsNoChange) {
  const Files files = with_comments();
  const auto sheet = read_sheet(files, "size");
  const auto changed = write_sheet(files, "size", rows(sheet->tables[0].rows));
  ASSERT_TRUE(changed.has_value());
  EXPECT_TRUE(changed->empty());
}

TEST(Sheet, ATableInAFileOfItsOwnIsWrittenThere) {
  const Files files = in_csv();
  const auto sheet = read_sheet(files, "size");
  ASSERT_TRUE(sheet.has_value());
  EXPECT_EQ(sheet->tables[0].rows[0], (std::vector<std::string>{">= 10", "-", "\"large\""}));
  const auto changed =
      write_sheet(files, "size", rows({{">= 30", "-", "\"large\""}, {"-", "-", "\"a, b\""}}));
  ASSERT_TRUE(changed.has_value());
  ASSERT_EQ(changed->size(), 1u);
  EXPECT_EQ(changed->at("p/decisions/size.csv"),
            "staff,kind,size\n>= 30,-,\"\"\"large\"\"\"\n-,-,\"\"\"a, b\"\"\"\n");
}

TEST(Sheet, EachFaultOfShapeNamesItsCell) {
  const auto changed = write_sheet(small_pack(), "size",
                                   rows({{"-", "-"}, {"-", "a\nb", "\"x\""}, {"-", " ", "\"x\""}}));
  ASSERT_FALSE(changed.has_value());
  ASSERT_EQ(changed.error().size(), 3u);
  EXPECT_EQ(changed.error()[0].code, "table-cells");
  EXPECT_EQ(changed.error()[0].place.pointer, "/tables/0/rows/0");
  EXPECT_EQ(changed.error()[1].place.pointer, "/tables/0/rows/1/1");
  EXPECT_EQ(changed.error()[2].place.pointer, "/tables/0/rows/2/1");
}

TEST(Sheet, AnEditPutIntoASourceIsWhatTheSavedTextCompilesTo) {
  const Files files = small_pack();
  const SheetEdit edit =
      rows({{">= 20", "-", "\"large\""}, {"-", "\"a|b\"", "\"special\""}, {"-", "-", "\"small\""}});
  law::Source source = load(files, "p")->book.source();
  ASSERT_TRUE(apply(edit, "size", source).has_value());
  Files saved = files;
  const auto written = write_sheet(files, "size", edit);
  ASSERT_TRUE(written.has_value());
  for (const auto& [path, text] : *written)
    saved[path] = text;
  const auto loaded = load(saved, "p");
  ASSERT_TRUE(loaded.has_value());
  const auto& one = std::get<decision::Table>(source.decisions[0].definition.body);
  const auto& other = std::get<decision::Table>(loaded->book.source().decisions[0].definition.body);
  ASSERT_EQ(one.rules.size(), other.rules.size());
  for (std::size_t r = 0; r < one.rules.size(); ++r) {
    for (std::size_t c = 0; c < one.rules[r].tests.size(); ++c)
      EXPECT_EQ(one.rules[r].tests[c].text, other.rules[r].tests[c].text);
    EXPECT_EQ(one.rules[r].outputs[0].text, other.rules[r].outputs[0].text);
  }
  EXPECT_EQ(one.rules[2].tests[1].place.pointer, "/tables/0/rows/2/1");
}

TEST(Sheet, WhatIsNotThereIsSaidWhereItWasSent) {
  SheetEdit edit;
  edit.parameters.push_back({"bund", "1", "/parameters/0/value"});
  const auto changed = write_sheet(with_comments(), "size", edit);
  ASSERT_FALSE(changed.has_value());
  EXPECT_EQ(changed.error().front().code, "sheet-part");
  EXPECT_EQ(changed.error().front().place.pointer, "/parameters/0/value");
}

}  // namespace
}  // namespace fugong::pack
