#include "pack/new_pack.hpp"

#include <gtest/gtest.h>

#include "pack/format/format.hpp"

namespace fugong::pack {
namespace {

TEST(NewPack, IsCanonical) {
  const auto files = new_pack("my-town", "");
  ASSERT_TRUE(files);
  for (const auto& [path, text] : *files) {
    const auto formatted = canonical(path, text);
    ASSERT_TRUE(formatted) << path;
    EXPECT_EQ(*formatted, text) << path;
  }
}

TEST(NewPack, BuildsOnAnother) {
  Files files = *new_pack("base", "");
  files.merge(*new_pack("my-town", "base 1"));
  const auto load_result = load(files, "my-town");
  // Both have a section and facts of the same names: the faults name each of them.
  ASSERT_FALSE(load_result);
  for (const Fault& fault : load_result.error())
    EXPECT_EQ(fault.code, "duplicate-id") << describe(fault, "en");
}

TEST(NewPack, RefusesAnImportWithoutVersion) {
  for (const char* import : {"base", "base ", " 1"}) {
    const auto files = new_pack("my-town", import);
    ASSERT_FALSE(files) << import;
    EXPECT_EQ(files.error()[0].code, "bad-import");
  }
}

TEST(NewPack, RefusesAnIdThatIsNoFolderName) {
  for (const char* id : {"", "-a", "a/b", "..", "A", "镇"})
    EXPECT_FALSE(new_pack(id, "")) << id;
  EXPECT_TRUE(new_pack(std::string(64, 'a'), ""));
  EXPECT_FALSE(new_pack(std::string(65, 'a'), ""));
}

}  // namespace
}  // namespace fugong::pack
