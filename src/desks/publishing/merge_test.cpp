#include "desks/publishing/merge.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.hpp"

namespace fugong::publishing {
namespace {

constexpr const char* kBase = "a\nb\nc\nd\ne\n";

Merged of_text(const std::string& base, const std::string& draft, const std::string& in_force,
               const std::map<std::string, Side>& sides = {}) {
  return merge({{"p/x", base}}, {{"p/x", draft}}, {{"p/x", in_force}}, sides);
}
std::string text_of(const Merged& merged) {
  const auto found = merged.edits.find("p/x");
  return found == merged.edits.end() ? "(as it was)" : found->second.value_or("(taken out)");
}

TEST(Merge, TakesWhatOnlyOneSideChanged) {
  EXPECT_EQ(text_of(of_text(kBase, kBase, "a\nb\nC\nd\ne\n")), "a\nb\nC\nd\ne\n");
  EXPECT_EQ(text_of(of_text(kBase, "a\nd\ne\n", kBase)), "(as it was)");
}

TEST(Merge, TakesLinesOfBothWhereTheyDiffer) {
  const Merged merged = of_text(kBase, "A\nb\nc\nd\ne\nf\n", "a\nb\nC\nC2\ne\n");
  EXPECT_TRUE(merged.conflicts.empty());
  EXPECT_EQ(text_of(merged), "A\nb\nC\nC2\ne\nf\n");
}

TEST(Merge, RowsBesideEachOtherAreTwoChanges) {
  EXPECT_EQ(text_of(of_text(kBase, "a\nB\nc\nd\ne\n", "a\nb\nC\nd\ne\n")), "a\nB\nC\nd\ne\n");
}

TEST(Merge, TheSameChangeOnBothSidesIsOne) {
  const Merged merged = of_text(kBase, "a\nX\nc\nd\nE\n", "a\nX\nc\nd\ne\n");
  EXPECT_TRUE(merged.conflicts.empty());
  EXPECT_TRUE(merged.edits.empty());
}

TEST(Merge, NamesTheLineWhereBothDiffer) {
  const std::string draft = "new\na\nb\nmine\nd\ne\n";
  const std::string in_force = "a\nb\ntheirs\nd\nE\n";
  const Merged merged = of_text(kBase, draft, in_force);
  ASSERT_EQ(merged.conflicts.size(), 1U);
  const Conflict& one = merged.conflicts[0];
  EXPECT_EQ(one.path, "p/x");
  EXPECT_EQ(one.line, 4U);
  EXPECT_EQ(one.draft, "mine\n");
  EXPECT_EQ(one.in_force, "theirs\n");
  EXPECT_EQ(text_of(of_text(kBase, draft, in_force, {{"p/x", Side::draft}})),
            "new\na\nb\nmine\nd\nE\n");
  EXPECT_EQ(text_of(of_text(kBase, draft, in_force, {{"p/x", Side::in_force}})),
            "new\na\nb\ntheirs\nd\nE\n");
}

TEST(Merge, WhatIsPutInWhereTheOtherChangedSomethingIsAConflict) {
  EXPECT_EQ(of_text(kBase, "a\nb\nx\nc\nd\ne\n", "a\nb\ny\nc\nd\ne\n").conflicts.size(), 1U);
  EXPECT_EQ(of_text(kBase, "a\nb\nx\nc\nd\ne\n", "a\nB\nc\nd\ne\n").conflicts.size(), 1U);
}

TEST(Merge, AFileThatOneTookOutAndTheOtherChangedIsAConflictAsAWhole) {
  const pack::Files base{{"p/x", "x"}, {"p/y", "y"}};
  const pack::Files draft{{"p/y", "y"}, {"p/new", "1"}};
  const pack::Files in_force{{"p/x", "X"}, {"p/new", "2"}};
  const Merged merged = merge(base, draft, in_force, {});
  ASSERT_EQ(merged.conflicts.size(), 2U);
  EXPECT_EQ(merged.conflicts[0].path, "p/new");
  EXPECT_EQ(merged.conflicts[0].line, 0U);
  EXPECT_EQ(merged.conflicts[1].path, "p/x");
  EXPECT_EQ(merged.edits, (Edits{{"p/y", std::nullopt}})) << "the draft had left it as it was";
  const Merged chosen =
      merge(base, draft, in_force, {{"p/x", Side::in_force}, {"p/new", Side::draft}});
  EXPECT_TRUE(chosen.conflicts.empty());
  EXPECT_EQ(chosen.edits, (Edits{{"p/x", "X"}, {"p/y", std::nullopt}}));
}

TEST(Merge, ATextWithoutLineEndAndEmptyOnesAreTexts) {
  EXPECT_EQ(text_of(of_text("a\nb", "a\nB", "A\nb")), "A\nB");
  EXPECT_EQ(text_of(of_text("", "", "a\n")), "a\n");
  EXPECT_EQ(of_text("", "b\n", "a\n").conflicts.size(), 1U);
}

TEST(Merge, MoreThanItComparesIsOneChangeAndNothingIsLost) {
  std::string base, draft, in_force;
  for (int i = 0; i < 3'000; ++i) {
    base += "b" + std::to_string(i) + "\n";
    draft += "d" + std::to_string(i) + "\n";
  }
  in_force = base + "more\n";
  EXPECT_EQ(of_text(base, draft, in_force).conflicts.size(), 1U);
  EXPECT_EQ(text_of(of_text(base, draft, in_force, {{"p/x", Side::in_force}})), in_force);
}

// Whatever two sides do to a text: without a conflict every line that only one of them put in is
// there, and merging with a side that did nothing gives the other.
TEST(Merge, AddsUpForDrawnTexts) {
  SeededRandom random(7);
  const auto below = [&](std::uint64_t n) {
    std::uint64_t drawn = 0;
    for (const char c : random.hex(4))
      drawn = drawn * 16 + static_cast<std::uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
    return drawn % n;
  };
  const auto changed = [&](const std::vector<std::string>& lines, const std::string& mark) {
    std::string text;
    for (const std::string& line : lines) {
      const auto what = below(6);
      if (what == 0) text += mark + line;
      if (what == 1) text += line + mark + "+" + line;
      if (what > 2) text += line;
    }
    return text;
  };
  int clean = 0;
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> lines;
    std::string base;
    for (std::uint64_t i = 0; i < 4 + below(12); ++i) {
      lines.push_back(std::to_string(below(5)) + "\n");
      base += lines.back();
    }
    const std::string draft = changed(lines, "d");
    const std::string in_force = changed(lines, "f");
    EXPECT_EQ(text_of(of_text(base, draft, base)), "(as it was)");
    const Merged taken = of_text(base, base, in_force);
    EXPECT_EQ(taken.edits.empty() ? base : text_of(taken), in_force);
    const Merged both = of_text(base, draft, in_force);
    const Merged ours = of_text(base, draft, in_force, {{"p/x", Side::draft}});
    EXPECT_TRUE(ours.conflicts.empty());
    if (!both.conflicts.empty()) continue;
    ++clean;
    const std::string text = both.edits.empty() ? draft : text_of(both);
    const auto count = [](const std::string& in, char c) { return std::ranges::count(in, c); };
    EXPECT_EQ(count(text, 'd'), count(draft, 'd'));
    EXPECT_EQ(count(text, 'f'), count(in_force, 'f'));
  }
  EXPECT_GT(clean, 10);
}

}  // namespace
}  // namespace fugong::publishing
