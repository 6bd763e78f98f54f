#include "app/half_written.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/files.hpp"
#include "app/unfinished.hpp"

namespace fugong::app {
namespace {

namespace fs = std::filesystem;

class Parts : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("fugong-part-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string at(const std::string& name) const { return (folder_ / name).string(); }
  void put(const std::string& name) const { std::ofstream(at(name)) << name; }
  std::size_t count() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path folder_;
};

TEST_F(Parts, WhatAKilledProgramLeftIsSweptUp) {
  fs::create_directories(at("may.0123456789abcdef.part/below"));
  put("may.0123456789abcdef.part/below/figures");
  auto made = Unfinished::begin_folder(at("may"));
  ASSERT_TRUE(made);
  EXPECT_FALSE(fs::exists(at("may.0123456789abcdef.part")));
  EXPECT_EQ(count(), 1u);
}

TEST_F(Parts, WhatSomebodyWritesOrNobodyMadeStays) {
  auto writing = Unfinished::begin_folder(at("may"));
  ASSERT_TRUE(writing);
  for (const char* name : {"may.a.part", "may.0123456789abcdef", "maybe.0123456789abcdef.part"})
    put(name);
  auto second = Unfinished::begin_folder(at("may"));
  ASSERT_TRUE(second);
  EXPECT_TRUE(fs::exists(writing->path()));
  EXPECT_EQ(count(), 5u);
  ASSERT_TRUE(writing->finish());
  EXPECT_TRUE(fs::is_directory(at("may")));
}

TEST_F(Parts, TheProcessNumberOfADeadProgramIsNoObstacle) {
  const std::string number = std::to_string(::getpid());
  fs::create_directories(at("may." + number + ".part"));
  EXPECT_TRUE(Unfinished::begin_folder(at("may")));
  put("key." + number + ".part");
  EXPECT_TRUE(write_new_files({{at("key"), "secret", true}}));
  EXPECT_EQ(fs::status(at("key")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(Parts, NothingIsLeftOfWhatIsNotFinished) {
  {
    auto made = Unfinished::begin_file(at("may"));
    ASSERT_TRUE(made);
    std::ofstream(made->path()) << "half";
  }
  EXPECT_EQ(count(), 0u);
  put("taken");
  EXPECT_EQ(write_new_files({{at("new"), "a"}, {at("taken"), "b"}}).error().front().code,
            "file-exists");
  EXPECT_EQ(count(), 1u);
}

TEST_F(Parts, WhatLiesBelowIsBroughtToTheDiskToo) {
  auto made = Unfinished::begin_folder(at("may"));
  ASSERT_TRUE(made);
  fs::create_directories(fs::path(made->path()) / "before");
  // What can't be opened can't be synced: who doesn't look there doesn't notice.
  fs::create_symlink("nowhere", fs::path(made->path()) / "before" / "figures");
  const auto finished = made->finish();
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().front().code, "file-unwritable");
}

}  // namespace
}  // namespace fugong::app
