// Packs of cases, out of a folder and out of memory.
#include "app/pack_library.hpp"

#include <gtest/gtest.h>

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/files.hpp"

namespace fugong::app {
namespace {

namespace fs = std::filesystem;

/// The small pack of the golden receipts, with an amount of its own.
struct Small {
  explicit Small(std::int64_t amount) {
    const fs::path root = fs::path(FUGONG_SOURCE_DIR) / "tests/golden/receipts/packs";
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      files[fs::relative(entry.path(), root).generic_string()] = {
          std::istreambuf_iterator<char>(in), {}};
    }
    std::string& provision = files["small/measures/01-discount/provision-1.3.yaml"];
    const std::string old = "amount: \"1000\"";
    provision.replace(provision.find(old), old.size(),
                      "amount: \"" + std::to_string(amount) + "\"");
    pack = std::make_shared<const pack::Pack>(std::move(*pack::load(files, "small")));
  }
  PackLibrary::Use use() const { return *PackLibrary::prepare(pack, files); }
  const std::string& hash() const { return pack->hash; }

  pack::Files files;
  std::shared_ptr<const pack::Pack> pack;
};

class Libraries : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "fugong-library-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }
  void keep(const Small& small) {
    ASSERT_TRUE(keep_pack(folder_.string(), small.files, *small.pack).has_value());
  }
  /// Whatever is asked for from now on must be there.
  void lose_the_folder() { fs::remove_all(folder_); }

  fs::path folder_;
};

TEST_F(Libraries, WhatIsLoadedAlreadyIsNotCompiledAgain) {
  PackLibrary library(folder_.string());
  const Small small(1000);
  EXPECT_EQ(library.find(small.hash()), nullptr) << "it is neither here nor kept";
  library.put(small.use());
  const auto found = library.find(small.hash());
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->pack, small.pack.get());
  EXPECT_NE(library.procedures(small.hash()), nullptr);
}

TEST_F(Libraries, WhatIsWarmedIsThereBeforeAnybodyAsks) {
  PackLibrary library(folder_.string());
  const Small small(1000);
  keep(small);
  library.warm({small.hash(), "nothing", std::string(64, '0')});
  lose_the_folder();
  ASSERT_NE(library.find(small.hash()), nullptr);
  EXPECT_EQ(library.find(small.hash())->pack->hash, small.hash());
  EXPECT_EQ(library.find(std::string(64, '0')), nullptr);
}

TEST_F(Libraries, KeepsThoseThatWereUsedLast) {
  PackLibrary library(folder_.string());
  const Small first(1);
  const Small second(2);
  library.put(first.use());
  const std::weak_ptr<const casework::PackInUse> dropped = [&] {
    auto use = second.use();
    library.put(use);
    return use;
  }();
  const auto held = library.find(first.hash());  // used after the second one
  for (std::int64_t amount = 3; amount <= 1 + static_cast<std::int64_t>(kLibraryPlaces); ++amount)
    library.put(Small(amount).use());
  EXPECT_TRUE(dropped.expired());
  EXPECT_EQ(library.find(second.hash()), nullptr);
  EXPECT_NE(library.procedures(second.hash()), nullptr) << "by which its cases are read";
  EXPECT_EQ(library.find(first.hash()), held);
  keep(second);
  EXPECT_NE(library.find(second.hash()), nullptr) << "compiled again, out of the folder";
}

}  // namespace
}  // namespace fugong::app
