#include "pack/diff/diff.hpp"

#include <algorithm>
#include <random>

#include "base/tree.hpp"
#include "pack/format/format.hpp"
#include "pack/new_pack.hpp"
#include "pack/pack_sample.hpp"

namespace fugong::pack {
namespace {

/// Read once.
const Files& tree_files() {
  static const Files kFiles = files_below(std::filesystem::path(FUGONG_SOURCE_DIR) / "packs");
  return kFiles;
}

const Pack& tree_pack() {
  static const Pack kPack = loaded(tree_files(), "miit-2020-14");
  return kPack;
}

constexpr const char* kFolder = "town/measures/01-reopening/";

Files town() {
  return *new_pack("town", "");
}

void replace(Files& files, const std::string& file, const std::string& from,
             const std::string& to) {
  std::string& text = files.at(file);
  const std::size_t at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
}

std::vector<std::string> said(const Diff& diff) {
  std::vector<std::string> lines;
  for (const Change& change : diff.changes)
    lines.push_back(std::string(name_of(change.kind)) + " " + change.path);
  return lines;
}

TEST(Diff, OfAPackWithItselfIsEmpty) {
  const Diff same = diff(tree_pack(), tree_pack());
  EXPECT_TRUE(same.changes.empty());
  EXPECT_TRUE(same.results.empty());
}

TEST(Diff, DoesNotSeeLayout) {
  Files files = tree_files();
  std::size_t formatted = 0;
  for (auto& [path, text] : files) {
    if (path.find("/05-key-enterprises/") == std::string::npos) continue;
    auto out = canonical(path, text);
    ASSERT_TRUE(out);
    // Another layout: every long FEEL text gets blanks around its signs.
    if (path.find("/provision-5.") != std::string::npos) {
      for (std::size_t at = out->find(" * "); at != std::string::npos;
           at = out->find(" * ", at + 5))
        out->replace(at, 3, "  *  ");
    }
    if (text != *out) ++formatted;
    text = *out;
  }
  ASSERT_GT(formatted, 0u);
  const Diff layout = diff(tree_pack(), loaded(files, "miit-2020-14"));
  EXPECT_NE(layout.before.hash, layout.after.hash);
  EXPECT_EQ(said(layout), std::vector<std::string>{});
  EXPECT_TRUE(layout.results.empty());
  EXPECT_GT(layout.examples_run, 1000u);
}

struct Seed {
  const char* file;
  const char* from;
  const char* to;
  const char* change;
};

const Seed kSeeds[] = {
    {"provision-1.1.yaml", "value: \"200\"", "value: \"210\"",
     "changed provisions/1.1/parameters/sum_for_each"},
    {"provision-1.1.yaml", "from: 2020-03-10", "from: 2020-03-12",
     "changed provisions/1.1/in_force/from"},
    {"provision-1.1.yaml", "feel: \"shop_reopened\"", "feel: \"shop_reopened or shop_staff > 9\"",
     "changed provisions/1.1/conditions/reopened"},
    {"provision-1.1.yaml", "mode: half_up", "mode: down",
     "changed provisions/1.1/benefit/rounding"},
    {"provision-1.1.yaml", "zh: 镇财政,", "zh: 镇级财政,", "reworded provisions/1.1/benefit/payer"},
    {"provision-1.1.yaml", "status: confirmed", "status: partly_confirmed",
     "changed provisions/1.1/document/status"},
    {"provision-1.1.yaml", "benefit:\n",
     "untranslatable:\n  - {reason: no_figure, note: {zh: 甲, en: a}}\nbenefit:\n",
     "added provisions/1.1/untranslatable/no_figure"},
    {"provision-1.1.yaml", "benefit:\n  kind: grant", "benefit:\n  kind: refund",
     "changed provisions/1.1/benefit/kind"},
    {"facts.yaml", "max: \"10000\"", "max: \"9000\"", "changed facts/shop_staff/max"},
    {"facts.yaml", "zh: 人,", "zh: 名,", "reworded facts/shop_staff/unit"},
    {"measure.yaml", "zh: 镇财政所,", "zh: 财政所,", "reworded measures/1/who_acts"},
};

TEST(Diff, ListsExactlyTheSeededChanges) {
  const Pack before = loaded(town(), "town");
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    Files files = town();
    std::vector<std::string> seeded;
    for (const Seed& seed : kSeeds) {
      if (random() % 3 != 0) continue;
      replace(files, kFolder + std::string(seed.file), seed.from, seed.to);
      seeded.emplace_back(seed.change);
    }
    const Pack after = loaded(files, "town");
    auto found = said(diff(before, after));
    std::sort(found.begin(), found.end());
    std::sort(seeded.begin(), seeded.end());
    EXPECT_EQ(found, seeded);
  }
}

TEST(Diff, EverySeedAloneIsSeenAndTurnsBack) {
  const Pack before = loaded(town(), "town");
  for (const Seed& seed : kSeeds) {
    Files files = town();
    replace(files, kFolder + std::string(seed.file), seed.from, seed.to);
    const Pack after = loaded(files, "town");
    EXPECT_EQ(said(diff(before, after)), std::vector<std::string>{seed.change});
    EXPECT_EQ(said(diff(after, before)).size(), 1u) << seed.change;
  }
}

TEST(Diff, RunsTheExamplesOfBothOnBoth) {
  const Pack before = loaded(town(), "town");
  Files files = town();
  replace(files, kFolder + std::string("provision-1.1.yaml"), "value: \"200\"",
          "value: \"210.50\"");
  const Diff found = diff(before, loaded(files, "town"));
  EXPECT_EQ(found.examples_run, 4u);
  ASSERT_EQ(found.results.size(), 1u);
  EXPECT_EQ(found.results[0].example, "first-day");
  EXPECT_EQ(found.results[0].about, "1.1");
  EXPECT_EQ(found.results[0].before, "entitled 600.00");
  EXPECT_EQ(found.results[0].after, "entitled 631.50");
  ASSERT_EQ(found.changes.size(), 1u);
  EXPECT_EQ(found.changes[0].before->zh, "200.00 元");
  EXPECT_EQ(found.changes[0].after->en, "210.50 yuan");
  EXPECT_EQ(found.changes[0].label.en, "Sum for each of the staff");
}

TEST(Diff, AFactThatTheOtherPackLacksIsUnknownThere) {
  const Pack before = loaded(town(), "town");
  Files files = town();
  for (const char* file : {"facts.yaml", "provision-1.1.yaml", "examples-1.1.yaml"}) {
    std::string& text = files.at(kFolder + std::string(file));
    for (std::size_t at = text.find("shop_staff"); at != std::string::npos;
         at = text.find("shop_staff"))
      text.replace(at, 10, "shop_people");
  }
  const Diff found = diff(before, loaded(files, "town"));
  // The examples of the new pack count where both have one of the same name.
  ASSERT_EQ(found.results.size(), 1u);
  // Nobody to ten thousand people, as the bounds of the fact say.
  EXPECT_EQ(found.results[0].before, "depends from 0.00 to 2000000.00");
  EXPECT_EQ(found.results[0].after, "entitled 600.00");
  const auto lines = said(found);
  EXPECT_NE(std::find(lines.begin(), lines.end(), "removed facts/shop_staff"), lines.end());
  EXPECT_NE(std::find(lines.begin(), lines.end(), "added facts/shop_people"), lines.end());
}

TEST(Diff, ComparesTablesRowByRow) {
  Files files = tree_files();
  const std::string file = "cn-base/decisions/enterprise-size.csv";
  replace(files, file, "\"\"\"01_agri\"\"\",-,>= 20000,-,\"\"\"large\"\"\"",
          "\"\"\"01_agri\"\"\",-,>= 20001,-,\"\"\"large\"\"\"");
  const Diff found = diff(loaded(tree_files(), "cn-base"), loaded(files, "cn-base"));
  ASSERT_EQ(found.changes.size(), 2u);
  EXPECT_EQ(found.changes[0].kind, Change::Kind::removed);
  EXPECT_EQ(found.changes[0].what, "row");
  EXPECT_EQ(found.changes[1].kind, Change::Kind::added);
  EXPECT_NE(found.changes[1].path.find(">= 20001"), std::string::npos);
  EXPECT_FALSE(found.results.empty());
}

TEST(Diff, CountsTheEntriesOfLists) {
  Files files = tree_files();
  files.at("cn-base/lists/enterprise_sizes.csv") += "nano,,纳米型,Nano\n";
  const Diff found = diff(loaded(tree_files(), "cn-base"), loaded(files, "cn-base"));
  ASSERT_EQ(found.changes.size(), 1u);
  EXPECT_EQ(found.changes[0].path, "lists/enterprise_sizes");
  EXPECT_NE(found.changes[0].after->en.find("1 added, 0 removed, 0 changed (+nano)"),
            std::string::npos)
      << found.changes[0].after->en;
}

TEST(Diff, ComparesAProvisionWithTheOneThatItReplaced) {
  const Pack& pack = tree_pack();
  const auto changes =
      diff(pack.book, *pack.book.find_provision("5.1"), *pack.book.find_provision("5.2"));
  const auto has = [&](const char* kind, const char* path) {
    return std::any_of(changes.begin(), changes.end(), [&](const Change& change) {
      return name_of(change.kind) == std::string_view(kind) && change.path == path;
    });
  };
  EXPECT_TRUE(has("changed", "document/number"));
  EXPECT_TRUE(has("added", "conditions/end_cost"));
  EXPECT_TRUE(
      diff(pack.book, *pack.book.find_provision("5.2"), *pack.book.find_provision("5.2")).empty());
}

TEST(Diff, WritesTextAndJson) {
  const Pack before = loaded(town(), "town");
  Files files = town();
  replace(files, kFolder + std::string("provision-1.1.yaml"), "value: \"200\"", "value: \"210\"");
  replace(files, kFolder + std::string("measure.yaml"), "zh: 镇财政所,", "zh: 财政所,");
  const Diff found = diff(before, loaded(files, "town"));
  EXPECT_EQ(diff_text(found, "en"),
            "town 1 -> town 1\n"
            "provisions/1.1\n"
            "  ~ parameter \u201cSum for each of the staff”: 200.00 yuan -> 210.00 yuan\n"
            "1 texts only reworded:\n"
            "  measures/1/who_acts\n"
            "4 examples were run on both versions, 1 results differ\n"
            "  first-day (town/measures/01-reopening/examples-1.1.yaml) 1.1: entitled 600.00 -> "
            "entitled 630.00\n");
  const auto json = parse_json(diff_json(found), "");
  ASSERT_TRUE(json);
  EXPECT_EQ(json->find("changes")->items.size(), 2u);
  EXPECT_EQ(json->find("examples")->find("different")->items.size(), 1u);
}

TEST(Diff, HasAWordForEveryPart) {
  const auto changes = diff(tree_pack().book, *tree_pack().book.find_provision("5.1"),
                            *tree_pack().book.find_provision("7.7"));
  ASSERT_GT(changes.size(), 10u);
  for (const Change& change : changes)
    EXPECT_NE(part_words(change.what).zh, change.what) << change.path;
}

}  // namespace
}  // namespace fugong::pack
