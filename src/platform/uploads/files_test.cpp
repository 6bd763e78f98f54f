#include "platform/uploads/files.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "platform/uploads/folder_sample.hpp"

namespace fugong::uploads {
namespace {

namespace fs = std::filesystem;

const std::string kId(32, 'a');

TEST(Files, KeepsBytesForTheOwnerOnly) {
  const SampleFolder folder;
  const Files files(folder.path() + "/deep/uploads");
  const std::string bytes("a\0b\xff", 4);
  ASSERT_TRUE(files.put(kId, bytes));
  EXPECT_EQ(*files.read(kId), bytes);
  struct stat found {};
  ASSERT_EQ(::stat(files.path(kId).c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
  ASSERT_EQ(::stat((folder.path() + "/deep/uploads").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0700u);
  EXPECT_TRUE(files.remove(kId));
  EXPECT_FALSE(files.remove(kId));
  EXPECT_EQ(files.read(kId).error().front().code, "upload-unreadable");
}

TEST(Files, SaysThatItCannotBeKept) {
  const SampleFolder folder;
  std::ofstream(folder.path() + "/uploads") << "a file where the folder should be";
  const Files files(folder.path() + "/uploads");
  const auto put = files.put(kId, "x");
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().front().code, "upload-unwritable");
}

TEST(Files, WhoeverDiesLeavesWholeFilesOrLeftovers) {
  const std::string bytes(100'000, 'q');
  std::set<std::string> steps;
  const auto note = [&](const char* step) { steps.insert(step); };
  {
    const SampleFolder folder;
    ASSERT_TRUE(Files(folder.path() + "/u", note).put(kId, bytes));
  }
  ASSERT_EQ(steps.size(), 6u);
  for (const std::string& step : steps) {
    const SampleFolder folder;
    const std::string where = folder.path() + "/u";
    const pid_t child = ::fork();
    if (child == 0) {
      const Files dying(where, [&](const char* now) {
        if (step == now) ::_exit(7);
      });
      static_cast<void>(dying.put(kId, bytes));
      ::_exit(0);
    }
    int state = 0;
    ::waitpid(child, &state, 0);
    ASSERT_EQ(WEXITSTATUS(state), 7) << step;
    const Files files(where);
    const auto read = files.read(kId);
    EXPECT_TRUE(!read || *read == bytes) << step;
    EXPECT_EQ(read.has_value(), step == "settle") << step;
    // What it left is found, and no other put is in its way.
    const bool leaves = step != "folder" && step != "open";
    EXPECT_EQ(files.all().size(), leaves ? 1u : 0u) << step;
    EXPECT_TRUE(files.put(kId, "again")) << step;
    EXPECT_EQ(*files.read(kId), "again") << step;
  }
}

TEST(Files, FindsWhatIsItsOwnAndNothingElse) {
  const SampleFolder folder;
  const Files files(folder.path());
  ASSERT_TRUE(files.put(kId, "x"));
  std::ofstream(folder.path() + "/README") << "the operator's";
  const auto all = files.all();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].id, kId);
  EXPECT_LT(all[0].age_ms, 60'000);
}

}  // namespace
}  // namespace fugong::uploads
