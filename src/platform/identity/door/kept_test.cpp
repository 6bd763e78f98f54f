#include "platform/identity/door/kept.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>
#include <vector>

namespace fugong::identity {
namespace {

TEST(KeptTable, IsTheOneInTheDocuments) {
  std::ifstream file(std::string(FUGONG_SOURCE_DIR) + "/docs/identity.md");
  std::vector<std::string> there;
  bool within = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "## Personal data") within = true;
    if (within && line.starts_with("## ") && line != "## Personal data") break;
    if (within && line.starts_with("| ")) there.push_back(line);
  }
  std::vector<std::string> here{"| column | what for | kept until |"};
  for (const Kept& one : all_kept())
    here.push_back(fmt::format("| {} | {} | {} |", one.columns, one.purpose.en, one.retention.en));
  EXPECT_EQ(there, here);
}

TEST(KeptTable, SaysEachKindOnceAndInBothLanguages) {
  std::set<std::string_view> fields;
  for (const Kept& one : all_kept()) {
    EXPECT_TRUE(fields.insert(one.field).second) << one.field;
    for (const Text* text : {&one.label, &one.purpose, &one.source, &one.retention})
      EXPECT_FALSE(text->zh.empty() || text->en.empty()) << one.field;
  }
}

}  // namespace
}  // namespace fugong::identity
