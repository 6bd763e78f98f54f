#include "app/open_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace fugong::app {
namespace {

namespace fs = std::filesystem;

class OpenFileTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ =
        (fs::path(testing::TempDir()) / ("fugong-open-file-" + std::to_string(getpid()))).string();
    std::ofstream(path_) << "0123456789";
  }
  void TearDown() override { fs::remove(path_); }

  static std::string code_of(const Result<void>& read) { return read ? "" : read.error()[0].code; }

  std::string path_;
};

TEST_F(OpenFileTest, GivesItsPartsAsLongAsTheSourceLives) {
  auto source = [this] { return OpenFile::open(path_)->source(); }();
  EXPECT_EQ(source.size, 10U);
  std::string part(4, ' ');
  EXPECT_EQ(code_of(source.read(3, part)), "");
  EXPECT_EQ(part, "3456");
  EXPECT_FALSE(OpenFile::open(path_ + ".none"));
  EXPECT_EQ(OpenFile::open(testing::TempDir()).error()[0].code, "file-unreadable");
}

TEST_F(OpenFileTest, TellsOfAFileThatWasCutOrWrittenOver) {
  std::string part(4, ' ');
  const auto cut = OpenFile::open(path_)->source();
  fs::resize_file(path_, 5);
  EXPECT_EQ(code_of(cut.read(3, part)), "file-changed");
  EXPECT_EQ(code_of(cut.read(0, part)), "file-changed");

  const auto written_over = OpenFile::open(path_)->source();
  std::ofstream(path_, std::ios::in | std::ios::out) << "abcde";
  fs::last_write_time(path_, fs::last_write_time(path_) + std::chrono::seconds(1));
  EXPECT_EQ(code_of(written_over.read(0, part)), "file-changed");

  // Another file under its name is none of its business.
  const auto old = OpenFile::open(path_)->source();
  std::ofstream(path_ + ".new") << "vwxyz";
  fs::rename(path_ + ".new", path_);
  EXPECT_EQ(code_of(old.read(0, part)), "");
  EXPECT_EQ(part, "abcd");
}

}  // namespace
}  // namespace fugong::app
