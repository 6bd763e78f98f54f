#include "platform/uploads/uploads.hpp"
#include "base/clock.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <utime.h>

#include <ctime>
#include <filesystem>
#include <fstream>

#include "base/hash.hpp"
#include "platform/store/scope.hpp"
#include "platform/uploads/folder_sample.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::uploads {
namespace {

using store::Dialect;
using store::Scope;
using store::Transaction;

const Sender kSender{"firm-1", "7", "owner"};

class UploadsTest : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    database_.emplace(*store::Database::open({.url = place_->url()}));
    ASSERT_TRUE(database_->migrate("audit", audit::migrations()));
    ASSERT_TRUE(database_->migrate("uploads", migrations()));
  }

  /// With a scanner that runs this script; empty: without.
  Uploads uploads(const std::string& script = "") {
    std::optional<Scanner> scanner;
    if (!script.empty()) {
      const std::string path = folder_.path() + "/scan";
      std::ofstream(path, std::ios::trunc) << "#!/bin/sh\n" << script << "\n";
      ::chmod(path.c_str(), 0700);
      scanner = *Scanner::of(path);
    }
    return Uploads(files(), std::move(scanner), audit_, clock_, random_);
  }
  Files files() const { return Files(folder_.path() + "/uploads"); }

  /// The fault's code, or the state.
  std::string put(const Uploads& uploads, const std::string& bytes,
                  const Sender& sender = kSender) {
    auto made = uploads.put(*database_, sender, bytes, "a.txt");
    if (!made) return made.error().front().code;
    last_ = *made;
    return std::string(name_of(made->state));
  }
  template <class F>
  std::string in(const std::string& firm, F&& body) {
    const auto done = database_->transact([&](Transaction& t) -> Result<void> {
      Transaction mine = t.within(*Scope::firms({firm}));
      auto result = body(mine);
      if (!result) return fail(result.error());
      return {};
    });
    return done ? "" : done.error().front().code;
  }
  std::string attach(const Uploads& uploads, const std::string& id, std::int64_t number,
                     const std::string& firm = "firm-1") {
    return in(firm, [&](Transaction& t) { return uploads.attach(t, id, firm, number); });
  }
  /// As the database has it now; empty: not at all.
  std::string state_of(const Uploads& uploads, const std::string& id) {
    std::string state;
    EXPECT_EQ(in("firm-1",
                 [&](Transaction& t) -> Result<void> {
                   const auto found = uploads.find(t, id);
                   if (!found) return fail(found.error());
                   if (*found) state = name_of((**found).state);
                   return {};
                 }),
              "");
    return state;
  }
  std::size_t events(const char* action) {
    std::size_t count = 0;
    EXPECT_EQ(in("firm-1",
                 [&](Transaction& t) -> Result<void> {
                   const auto page = audit::search(t, {.action = action});
                   if (!page) return fail(page.error());
                   count = page->records.size();
                   return {};
                 }),
              "");
    return count;
  }
  void age(const std::string& path, std::int64_t days) {
    const std::time_t then = std::time(nullptr) - days * 86'400 - 60;
    const utimbuf times{then, then};
    ASSERT_EQ(::utime(path.c_str(), &times), 0);
  }

  SampleFolder folder_;
  std::optional<store::TestDatabase> place_;
  std::optional<store::Database> database_;
  FixedClock clock_{1'583'000'000'000};
  SeededRandom random_{1};
  audit::Audit audit_{clock_, random_};
  Upload last_;
};

TEST_P(UploadsTest, KeepsAFileAndItsHash) {
  const Uploads all = uploads();
  EXPECT_EQ(put(all, "hello"), "unscanned");
  EXPECT_EQ(last_.sha256, sha256_hex("hello"));
  EXPECT_EQ(last_.id.size(), kIdDigits);
  EXPECT_EQ(*all.bytes_of(last_), "hello");
  EXPECT_EQ(state_of(all, last_.id), "unscanned");
  EXPECT_EQ(put(all, "<html>"), "upload-type-refused");
  EXPECT_EQ(files().all().size(), 1u) << "nothing is kept of what is refused";
  EXPECT_EQ(events("upload.put"), 1u);
}

TEST_P(UploadsTest, IsOfOneFirm) {
  const Uploads all = uploads();
  put(all, "hello");
  const std::string id = last_.id;
  EXPECT_EQ(attach(all, id, 5, "firm-2"), "upload-unknown");
  EXPECT_EQ(all.remove(*database_, {"firm-2", "8", "owner"}, id).error().front().code,
            "upload-unknown");
  std::size_t seen = 9;
  in("firm-2", [&](Transaction& t) -> Result<void> {
    seen = all.loose(t, "firm-2")->size();
    return {};
  });
  EXPECT_EQ(seen, 0u);
}

TEST_P(UploadsTest, IsInOneCaseForGood) {
  const Uploads all = uploads();
  put(all, "hello");
  EXPECT_EQ(attach(all, last_.id, 5), "");
  EXPECT_EQ(attach(all, last_.id, 6), "upload-used");
  EXPECT_EQ(attach(all, last_.id, 5), "upload-used");
  EXPECT_EQ(all.remove(*database_, kSender, last_.id).error().front().code, "upload-in-case");
  EXPECT_EQ(attach(all, std::string(32, '0'), 5), "upload-unknown");
  EXPECT_EQ(attach(all, "' OR 1=1", 5), "upload-unknown");
}

TEST_P(UploadsTest, GoesWhenItIsRemoved) {
  const Uploads all = uploads();
  put(all, "hello");
  EXPECT_TRUE(all.remove(*database_, kSender, last_.id));
  EXPECT_EQ(state_of(all, last_.id), "");
  EXPECT_TRUE(files().all().empty());
  EXPECT_EQ(events("upload.removed"), 1u);
}

TEST_P(UploadsTest, WaitsForItsScan) {
  const Uploads clean = uploads("exit 0");
  EXPECT_EQ(put(clean, "one"), "clean");
  const Uploads silent = uploads("exit 3");
  EXPECT_EQ(put(silent, "two"), "waiting");
  EXPECT_EQ(silent.bytes_of(last_).error().front().code, "upload-waiting");
  EXPECT_EQ(attach(silent, last_.id, 5), "upload-waiting");
  EXPECT_EQ(silent.tend(*database_)->waiting, 1);
  const Uploads again = uploads("exit 0");
  EXPECT_EQ(again.tend(*database_)->scanned, 1);
  EXPECT_EQ(state_of(again, last_.id), "clean");
  EXPECT_EQ(attach(again, last_.id, 5), "");
}

TEST_P(UploadsTest, RefusesWhatIsHarmful) {
  const Uploads all = uploads("exit 1");
  EXPECT_EQ(put(all, "bad"), "refused");
  EXPECT_TRUE(files().all().empty());
  EXPECT_EQ(all.bytes_of(last_).error().front().code, "upload-refused");
  EXPECT_EQ(attach(all, last_.id, 5), "upload-refused");
  EXPECT_EQ(events("upload.refused"), 1u);
}

TEST_P(UploadsTest, NoticesChangedBytes) {
  const Uploads all = uploads();
  put(all, "hello");
  ASSERT_TRUE(files().put(last_.id, "hullo"));
  EXPECT_EQ(all.bytes_of(last_).error().front().code, "upload-changed");
  files().remove(last_.id);
  EXPECT_EQ(all.bytes_of(last_).error().front().code, "upload-unreadable");
}

TEST_P(UploadsTest, HasALimitForEachFirm) {
  const Uploads all = uploads();
  for (std::size_t i = 0; i < kMaxLoose; ++i)
    ASSERT_EQ(put(all, "x"), "unscanned");
  EXPECT_EQ(put(all, "x"), "upload-too-many");
  EXPECT_EQ(files().all().size(), kMaxLoose) << "the bytes went again";
  EXPECT_EQ(put(all, "x", {"firm-2", "8", "owner"}), "unscanned");
  EXPECT_EQ(attach(all, last_.id, 5, "firm-2"), "");
}

TEST_P(UploadsTest, TendsWhatNobodyUses) {
  const Uploads all = uploads();
  put(all, "loose");
  const std::string loose = last_.id;
  put(all, "kept");
  const std::string kept = last_.id;
  EXPECT_EQ(attach(all, kept, 5), "");
  const std::string orphan(32, 'e');
  ASSERT_TRUE(files().put(orphan, "of a program that died"));
  EXPECT_EQ(*all.remove_orphans(*database_), 0) << "it may be on its way";
  for (const Files::Found& file : files().all())
    age(file.path, 1);
  EXPECT_EQ(*all.remove_orphans(*database_), 1);
  EXPECT_EQ(all.tend(*database_)->removed, 0);
  clock_.move_to(clock_.now_ms() + 7 * kDayMs - 1);
  EXPECT_EQ(all.tend(*database_)->removed, 0);
  clock_.move_to(clock_.now_ms() + 1);
  EXPECT_EQ(all.tend(*database_)->removed, 1);
  EXPECT_EQ(state_of(all, loose), "");
  EXPECT_EQ(state_of(all, kept), "unscanned");
  EXPECT_EQ(files().all().size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Both, UploadsTest, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& one) { return store::name_of(one.param); });

}  // namespace
}  // namespace fugong::uploads
