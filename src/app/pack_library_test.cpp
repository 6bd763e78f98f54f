// Packs of cases, out of what is kept and out of memory.
#include "app/pack_library.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

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
  void keep(const Small& small) { kept_[small.hash()] = small.files; }
  /// Whatever is asked for from now on must be there.
  void lose_them() { kept_.clear(); }

  std::map<std::string, pack::Files> kept_;
  PackLibrary library_{[this](const std::string& hash) -> std::optional<pack::Files> {
    const auto found = kept_.find(hash);
    return found == kept_.end() ? std::nullopt : std::optional(found->second);
  }};
};

TEST_F(Libraries, WhatIsLoadedAlreadyIsNotCompiledAgain) {
  const Small small(1000);
  EXPECT_EQ(library_.find(small.hash()), nullptr) << "it is neither here nor kept";
  library_.put(small.use());
  const auto found = library_.find(small.hash());
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->pack, small.pack.get());
  EXPECT_NE(library_.procedures(small.hash()), nullptr);
}

TEST_F(Libraries, WhatIsWarmedIsThereBeforeAnybodyAsks) {
  const Small small(1000);
  keep(small);
  library_.warm({small.hash(), "nothing", std::string(64, '0')});
  lose_them();
  ASSERT_NE(library_.find(small.hash()), nullptr);
  EXPECT_EQ(library_.find(small.hash())->pack->hash, small.hash());
  EXPECT_EQ(library_.find(std::string(64, '0')), nullptr);
}

TEST_F(Libraries, KeepsThoseThatWereUsedLast) {
  const Small first(1);
  const Small second(2);
  library_.put(first.use());
  const std::weak_ptr<const casework::PackInUse> dropped = [&] {
    auto use = second.use();
    library_.put(use);
    return use;
  }();
  const auto held = library_.find(first.hash());  // used after the second one
  for (std::int64_t amount = 3; amount <= 1 + static_cast<std::int64_t>(kLibraryPlaces); ++amount)
    library_.put(Small(amount).use());
  EXPECT_TRUE(dropped.expired());
  EXPECT_EQ(library_.find(second.hash()), nullptr);
  EXPECT_NE(library_.procedures(second.hash()), nullptr) << "by which its cases are read";
  EXPECT_EQ(library_.find(first.hash()), held);
  keep(second);
  EXPECT_NE(library_.find(second.hash()), nullptr) << "compiled again";
}

}  // namespace
}  // namespace fugong::app
