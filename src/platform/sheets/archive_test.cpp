#include "platform/sheets/archive.hpp"

#include <gtest/gtest.h>

#include "platform/sheets/archive_sample.hpp"

namespace fugong::sheets {
namespace {

/// The first fault of opening, reading all or checking; empty: sound.
std::string code_of(const std::string& bytes, const ArchiveLimits& limits = {}) {
  const auto archive = Archive::open(bytes, limits);
  if (!archive) return archive.error().front().code;
  const auto sound = archive->check();
  return sound ? "" : sound.error().front().code;
}

TEST(Archive, GivesWhatIsInIt) {
  const std::string bytes = zip_of({{"a/b.txt", "hello hello hello"},
                                    {.name = "c", .text = "stored", .deflate = false},
                                    {"d/", ""}});
  const auto archive = Archive::open(bytes);
  ASSERT_TRUE(archive);
  EXPECT_EQ(archive->names(), (std::vector<std::string_view>{"a/b.txt", "c", "d/"}));
  EXPECT_EQ(*archive->read("a/b.txt"), "hello hello hello");
  EXPECT_EQ(*archive->read("c"), "stored");
  EXPECT_EQ(archive->read("e").error().front().code, "archive-entry-missing");
  EXPECT_TRUE(archive->check());
  EXPECT_EQ(code_of(zip_of({})), "");
}

TEST(Archive, RefusesWhatTwoReadersCouldReadDifferently) {
  const std::string sound = zip_of({{"a", "one"}, {"b", "two"}});
  EXPECT_EQ(code_of(sound), "");
  EXPECT_EQ(code_of("x" + sound), "archive-damaged");
  EXPECT_EQ(code_of(sound + "x"), "archive-damaged");
  EXPECT_EQ(code_of(zip_of({{"a", "one"}}, "MZ")), "archive-damaged") << "something before";
  EXPECT_EQ(code_of(zip_of({{"a", "one"}, {"b", "two"}}, "", "gap")), "archive-damaged");
  EXPECT_EQ(code_of(zip_of({{.name = "a", .text = "one", .local_name = "z"}})), "archive-damaged");
  for (std::size_t cut = 0; cut < sound.size(); ++cut)
    EXPECT_NE(code_of(sound.substr(0, cut)), "") << cut;
}

TEST(Archive, RefusesSharedBytes) {
  // The directory names the first entry twice: how 40 KB become terabytes.
  std::string bytes = zip_of({{"a", std::string(50'000, 'a')}, {"b", "two"}});
  const std::size_t second = bytes.rfind(std::string("PK\1\2", 4));
  bytes.replace(second + 42, 4, std::string(4, '\0'));
  EXPECT_EQ(code_of(bytes), "archive-damaged");
}

TEST(Archive, RefusesNamesThatLeaveTheFolder) {
  for (const char* name :
       {"../a", "a/../../b", "/etc/passwd", "a\\b", "C:evil", "a//b", "./a", "..", "a\nb", "\xff"})
    EXPECT_EQ(code_of(zip_of({{name, "x"}})), "archive-refused") << name;
  EXPECT_EQ(code_of(zip_of({{"", "x"}})), "archive-refused");
  EXPECT_EQ(code_of(zip_of({{std::string(256, 'a'), "x"}})), "archive-refused");
  EXPECT_EQ(code_of(zip_of({{std::string(255, 'a'), "x"}})), "");
  EXPECT_EQ(code_of(zip_of({{"a", "x"}, {"A", "y"}})), "archive-refused") << "twice";
  EXPECT_EQ(code_of(zip_of({{"..a/b..", "x"}})), "") << "dots are no way out";
}

TEST(Archive, RefusesBombs) {
  ArchiveLimits limits;
  limits.max_entries = 3;
  const SampleEntry one{"a", "x"};
  EXPECT_EQ(code_of(zip_of({one, {"b", "x"}, {"c", "x"}}), limits), "");
  EXPECT_EQ(code_of(zip_of({one, {"b", "x"}, {"c", "x"}, {"d", "x"}}), limits), "archive-refused");
  limits.max_unpacked_bytes = 1'000;
  EXPECT_EQ(code_of(zip_of({{"a", std::string(500, 'a')}, {"b", std::string(500, 'b')}}), limits),
            "");
  EXPECT_EQ(code_of(zip_of({{"a", std::string(500, 'a')}, {"b", std::string(501, 'b')}}), limits),
            "archive-refused");
  // Zeroes pack a thousand to one; a spreadsheet never does.
  EXPECT_EQ(code_of(zip_of({{"a", std::string(std::size_t{1} << 20, '\0')}})), "");
  EXPECT_EQ(code_of(zip_of({{"a", std::string((std::size_t{1} << 20) + 1, '\0')}})),
            "archive-refused");
}

TEST(Archive, BelievesNoHeader) {
  const std::string text(100'000, 'a');
  EXPECT_EQ(code_of(zip_of({{.name = "a", .text = text, .claimed_bytes = 10}})), "archive-damaged")
      << "more than it says";
  EXPECT_EQ(code_of(zip_of({{.name = "a", .text = text, .claimed_bytes = 100'001}})),
            "archive-damaged");
  EXPECT_EQ(code_of(zip_of({{.name = "a", .text = text, .wrong_sum = true}})), "archive-damaged");
  EXPECT_EQ(code_of(zip_of({{.name = "a", .text = "x", .flags = 1}})), "archive-refused")
      << "encrypted";
  EXPECT_EQ(code_of(zip_of({{.name = "a", .text = "x", .method = 12}})), "archive-refused")
      << "bzip2";
  EXPECT_EQ(code_of(zip_of({{.name = "a", .text = "abc", .deflate = false, .claimed_bytes = 4}})),
            "archive-damaged");
}

TEST(Archive, IsToldByItsSigns) {
  EXPECT_TRUE(looks_like_archive(zip_of({{"a", "x"}})));
  EXPECT_TRUE(looks_like_archive(zip_of({})));
  EXPECT_FALSE(looks_like_archive("%PDF-1.4"));
  EXPECT_TRUE(ends_like_archive("%PDF-1.4" + zip_of({{"a", "x"}})));
  EXPECT_FALSE(ends_like_archive("abc"));
}

}  // namespace
}  // namespace fugong::sheets
