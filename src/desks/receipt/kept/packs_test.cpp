#include "desks/receipt/kept/packs.hpp"

#include <gtest/gtest.h>

#include "desks/receipt/kept/kept.hpp"
#include "desks/receipt/receipt_sample.hpp"
#include "pack/archive.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::receipt {
namespace {

using store::Dialect;
using store::Transaction;

class KeptPacks : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    database_.emplace(must(store::Database::open({.url = place_->url()})));
    ASSERT_TRUE(database_->migrate("receipts", schema()));
  }

  Result<void> keep(const LoadedPack& loaded) {
    return database_->transact(
        [&](Transaction& t) { return keep_pack(t, loaded.files, loaded.pack); });
  }
  Result<std::optional<pack::Files>> find(const std::string& hash) {
    std::optional<pack::Files> files;
    auto read = database_->read([&](Transaction& t) -> Result<void> {
      auto found = find_pack(t, hash);
      if (!found) return fail(found.error());
      files = std::move(*found);
      return {};
    });
    if (!read) return fail(read.error());
    return files;
  }
  Result<void> run(const std::string& sql) {
    return database_->transact([&](Transaction& t) -> Result<void> {
      auto ran = t.run(sql);
      return ran ? Result<void>{} : fail(ran.error());
    });
  }

  std::optional<store::TestDatabase> place_;
  std::optional<store::Database> database_;
};

INSTANTIATE_TEST_SUITE_P(Each, KeptPacks, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

TEST_P(KeptPacks, APackComesBackAsItWas) {
  EXPECT_EQ(must(find(small().pack.hash)), std::nullopt);
  ASSERT_TRUE(keep(small()));
  ASSERT_TRUE(keep(small())) << "once more changes nothing";
  const auto files = must(find(small().pack.hash));
  ASSERT_TRUE(files);
  EXPECT_EQ(must(pack::load(*files, "small")).hash, small().pack.hash);
}

TEST_P(KeptPacks, BytesOfAnotherPackAreNotTaken) {
  const std::string kept = pack::keep(small().files, small().pack);
  const auto put = [&](const std::string& hash) {
    return database_->transact(
        [&](Transaction& t) { return keep_pack_bytes(t, hash, kept, "x.pack"); });
  };
  const auto wrong = put(std::string(64, '0'));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().front().code, "pack-kept-damaged");
  EXPECT_EQ(wrong.error().front().place.file, "x.pack");
  ASSERT_TRUE(put(small().pack.hash));
  EXPECT_TRUE(must(find(small().pack.hash)));
}

TEST_P(KeptPacks, IsForGoodAndAChangedRowIsToldAsSuch) {
  ASSERT_TRUE(keep(small()));
  EXPECT_FALSE(run("DELETE FROM kept_pack"));
  EXPECT_FALSE(run("UPDATE kept_pack SET body = ''"));
  ASSERT_TRUE(run("INSERT INTO kept_pack (hash, body) VALUES ('" + std::string(64, 'a') +
                  "', 'bm90aGluZw==')"));
  const auto damaged = find(std::string(64, 'a'));
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().front().code, "pack-kept-damaged");
}

}  // namespace
}  // namespace fugong::receipt
