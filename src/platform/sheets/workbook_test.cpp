#include "platform/sheets/workbook.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

namespace fugong::sheets {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / "fugong-workbook-test") {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  std::string file(const char* name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

/// A part of a workbook, as Python's standard library unpacks it.
std::string part_of(const std::string& path, const std::string& part) {
  const std::string command =
      "python3 -c \"import sys,zipfile; "
      "sys.stdout.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode())\" '" +
      path + "' '" + part + "'";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"),
                                                             ::pclose);
  std::string text;
  char buffer[4096];
  for (std::size_t read = 0; (read = std::fread(buffer, 1, sizeof buffer, pipe.get())) > 0;)
    text.append(buffer, read);
  return text;
}

TEST(Workbook, KeepsFiguresToTheFenAndTextsAsTexts) {
  const Folder folder;
  const std::string path = folder.file("a.xlsx");
  auto book = Workbook::create(path);
  ASSERT_TRUE(book);
  book->begin_sheet("money", {"name", "n", "y"});
  book->add_row({"=1+1", std::int64_t{7}, __int128{999'999'999'999'999}});
  book->add_row({"银行<&>", std::int64_t{-3}, __int128{-5}});
  book->add_row({"", std::int64_t{1} << 60, -(__int128{1} << 70)});
  book->begin_sheet("second", {"x"});
  ASSERT_TRUE(book->close());
  const std::string sheet = part_of(path, "xl/worksheets/sheet1.xml");
  EXPECT_NE(sheet.find("<v>9999999999999.99</v>"), std::string::npos) << sheet;
  EXPECT_NE(sheet.find("<v>-0.05</v>"), std::string::npos);
  EXPECT_NE(sheet.find("<v>7</v>"), std::string::npos);
  EXPECT_NE(sheet.find("1152921504606846976<"), std::string::npos);
  EXPECT_NE(sheet.find("-11805916207174113034.24<"), std::string::npos);
  EXPECT_NE(sheet.find("=1+1<"), std::string::npos);
  EXPECT_EQ(sheet.find("<f>"), std::string::npos);
  EXPECT_NE(sheet.find("银行&lt;&amp;&gt;"), std::string::npos);
  EXPECT_NE(part_of(path, "xl/workbook.xml").find("name=\"second\""), std::string::npos);
}

TEST(Workbook, SaysWhatCantBeWritten) {
  const Folder folder;
  auto book = Workbook::create(folder.file("no-such-folder/a.xlsx"));
  ASSERT_TRUE(book);
  book->begin_sheet("s", {"x"});
  const auto closed = book->close();
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error()[0].code, "file-unwritable");
}

}  // namespace
}  // namespace fugong::sheets
