#include "app/checkpoint_folder.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "postgres/audit_log.hpp"

namespace fugong::app {
namespace {

namespace fs = std::filesystem;

class Folder : public audit::LogTest {
 protected:
  void SetUp() override {
    LogTest::SetUp();
    if (IsSkipped()) return;
    path_ = fs::path(testing::TempDir()) /
            ("fugong-checkpoints-" + std::to_string(getpid()) + store::name_of(GetParam()));
    fs::remove_all(path_);
  }
  void TearDown() override { fs::remove_all(path_); }

  std::int64_t newest_size(CheckpointFolder& folder) {
    const auto file = folder.newest();
    EXPECT_EQ(code_of(file), "");
    if (!*file) return -1;
    return audit::read_checkpoint((*file)->bytes, (*file)->name, key_.verifying())->size;
  }

  fs::path path_;
};

INSTANTIATE_TEST_SUITE_P(Each, Folder,
                         testing::Values(store::Dialect::sqlite, store::Dialect::postgresql),
                         audit::dialect_of);

TEST_P(Folder, ARoundSignsWhatIsNewAndNothingTwice) {
  CheckpointFolder folder(path_.string());
  EXPECT_EQ(newest_size(folder), -1);
  append_many("330100", 3);
  auto made = folder.extend(*database_, key_);
  ASSERT_EQ(code_of(made), "");
  EXPECT_EQ(made->checkpoint.size, 3);
  EXPECT_EQ(newest_size(folder), 3);
  made = folder.extend(*database_, key_);
  ASSERT_EQ(code_of(made), "");
  EXPECT_EQ(made->file, "");
  append_many("110000", 2);
  made = folder.extend(*database_, key_);
  ASSERT_EQ(code_of(made), "");
  EXPECT_EQ(newest_size(folder), 5);
  const auto files = folder.latest(9);
  ASSERT_EQ(code_of(files), "");
  ASSERT_EQ(files->size(), 2U);
  EXPECT_EQ(audit::read_checkpoint((*files)[1].bytes, "", key_.verifying())->size, 3);
  EXPECT_EQ(folder.latest(1)->size(), 1U);
  EXPECT_EQ(code_of(audit::verify(*database_, *files, key_.verifying())), "");
}

TEST_P(Folder, NothingIsSignedOverALogThatWasTamperedWith) {
  CheckpointFolder folder(path_.string());
  append_many("330100", 3);
  ASSERT_EQ(code_of(folder.extend(*database_, key_)), "");
  append_many("330100", 3);
  drop_triggers();
  cut_behind("330100", 4);
  EXPECT_EQ(code_of(folder.extend(*database_, key_)), "audit-event-removed");
  EXPECT_EQ(newest_size(folder), 3);
}

}  // namespace
}  // namespace fugong::app
