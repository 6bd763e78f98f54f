#include "pack/reform.hpp"

#include <gtest/gtest.h>

#include "pack/format/format.hpp"
#include "pack/pack_sample.hpp"
#include "pack/small_pack_sample.hpp"

namespace fugong::pack {
namespace {

constexpr const char* kHead = R"(id: r
title: {zh: 修改, en: Reform}
pack: p
changes:
)";

Result<Reform> reform(const std::string& changes, const std::string& head = kHead) {
  return read_reform(head + changes, "r.yaml", small_pack(), "p");
}

std::string fault_of(const std::string& changes) {
  const auto read = reform(changes);
  if (read) return "none";
  std::string all;
  for (const Fault& fault : read.error()) {
    all += (all.empty() ? "" : " ") + fault.code + ":" + std::to_string(fault.place.line);
    EXPECT_EQ(fault.place.file, "r.yaml");
  }
  return all;
}

TEST(Reform, ChangesOneValueAndKeepsTheRestOfTheFile) {
  Files files = small_pack();
  files["p/facts.yaml"] = "# the question bank\n" + files["p/facts.yaml"];
  const auto read = read_reform(
      std::string(kHead) +
          "  - {file: p/facts.yaml, at: facts/staff/label/en, from: Staff, to: People}\n",
      "r.yaml", files, "p");
  ASSERT_TRUE(read) << describe(read.error()[0], "en");
  EXPECT_EQ(read->changed, std::vector<std::string>{"p/facts.yaml"});
  std::string expected = files["p/facts.yaml"];
  expected.replace(expected.find("en: Staff"), 9, "en: People");
  EXPECT_EQ(read->files.at("p/facts.yaml"), *canonical("p/facts.yaml", expected));
  for (const auto& [path, text] : files) {
    if (path == "p/facts.yaml") continue;
    EXPECT_EQ(read->files.at(path), text) << path;
  }
}

TEST(Reform, AddsAndTakesOutPartsAndFiles) {
  const auto read = reform(R"(  - file: p/facts.yaml
    at: facts/age
    to:
      name: age
      subject: firm
      type: integer
      label: {zh: 年龄, en: Age}
      question: {zh: 多少年, en: How old}
  - {file: p/facts.yaml, at: facts/staff/help, to: {zh: 说明, en: Help}}
  - {file: p/facts.yaml, at: facts/staff/help, from: {en: Help, zh: 说明}}
  - {file: p/NOTES.md, to: why it is so}
)");
  ASSERT_TRUE(read) << describe(read.error()[0], "en");
  EXPECT_EQ(read->changed, (std::vector<std::string>{"p/NOTES.md", "p/facts.yaml"}));
  EXPECT_EQ(read->files.at("p/NOTES.md"), "why it is so");
  const auto pack = load(read->files, "p");
  ASSERT_TRUE(pack) << describe(pack.error()[0], "en");
  EXPECT_TRUE(pack->book.fact_index("age"));
  EXPECT_NE(pack->hash, load(small_pack(), "p")->hash);
}

TEST(Reform, IsOfTheWholeHouse) {
  const Files files = files_below(FUGONG_SOURCE_DIR "/packs");
  const auto read = read_reform(R"(id: more
title: {zh: 中央贴息比例提高到60%, en: The central share becomes 60 per cent}
pack: miit-2020-14
changes:
  - {provision: "5.2", at: parameters/central_share/value, from: "0.5", to: "0.6"}
funds:
  - {id: discount, label: {zh: 贴息资金, en: Discount}, amount: "1000000.50", provisions: ["5.2"]}
)",
                                "r.yaml", files, "miit-2020-14");
  ASSERT_TRUE(read) << describe(read.error()[0], "en");
  ASSERT_EQ(read->changed.size(), 1u);
  std::string expected = files.at(read->changed[0]);
  expected.replace(expected.find("value: \"0.5\""), 12, "value: \"0.6\"");
  EXPECT_EQ(read->files.at(read->changed[0]), expected);
  ASSERT_EQ(read->funds.size(), 1u);
  EXPECT_EQ(read->funds[0].amount.fen, 100'000'050);
  EXPECT_TRUE(load(read->files, "miit-2020-14"));
}

TEST(Reform, ChangesWholeLinesOfATable) {
  Files files = small_pack();
  files["p/t.csv"] = "code,value\na,1\nb,10\nab,1\n";
  const auto with = [&](const std::string& change) {
    return read_reform(kHead + ("  - {file: p/t.csv, " + change + "}\n"), "r.yaml", files, "p");
  };
  EXPECT_EQ(with("from: \"a,1\", to: \"a,2\"")->files.at("p/t.csv"),
            "code,value\na,2\nb,10\nab,1\n");
  EXPECT_EQ(with("from: \"a,1\\nb,10\"")->files.at("p/t.csv"), "code,value\nab,1\n");
  EXPECT_EQ(with("from: \"code,value\", to: \"key,value\"")->files.at("p/t.csv"),
            "key,value\na,1\nb,10\nab,1\n");
  for (const char* change : {"from: \"b,1\", to: x", "to: x", "from: [a], to: x"})
    EXPECT_FALSE(with(change)) << change;
  files["p/t.csv"] += "a,1\n";
  EXPECT_EQ(with("from: \"a,1\", to: x").error()[0].code, "reform-stale");
}

TEST(Reform, OfAnotherTextIsRefused) {
  EXPECT_EQ(fault_of("  - {file: p/facts.yaml, at: facts/staff/type, from: text, to: integer}\n"),
            "reform-stale:5");
  EXPECT_EQ(fault_of("  - {file: p/facts.yaml, at: facts/staff/type, to: integer}\n"),
            "reform-stale:5");
  EXPECT_EQ(fault_of("  - {file: p/facts.yaml, at: facts/stuff/type, from: a, to: b}\n"),
            "reform-part:5");
  EXPECT_EQ(fault_of("  - {file: p/facts.yaml, at: facts/staff/tipe, from: a, to: b}\n"),
            "reform-part:5");
  EXPECT_EQ(fault_of("  - {file: p/facts.yaml, at: facts/age, to: {name: other}}\n"),
            "reform-stale:5");
  EXPECT_EQ(fault_of("  - {file: p/fact.yaml, at: facts, from: a, to: b}\n"), "reform-part:5");
  EXPECT_EQ(fault_of("  - {provision: \"9.9\", at: a, from: a, to: b}\n"), "reform-part:5");
}

TEST(Reform, SaysEveryFaultOfItsOwnText) {
  EXPECT_EQ(fault_of("  - {file: p/facts.yaml, at: facts}\n  - {at: a, to: b}\n"
                     "  - {file: p/facts.yaml, to: {a: b}}\n  - {file: p/x.yaml, to: text}\n"
                     "  - {file: p/x.csv, to: {a: b}}\n  - {file: p/x.csv, too: b}\n  - none\n"),
            "wrong-shape:5 wrong-shape:6 reform-file:7 reform-file:8 reform-file:9 unknown-key:10 "
            "wrong-shape:10 wrong-shape:11");
  const auto other = reform("  []\n", "id: r\ntitle: {zh: 改, en: R}\npack: q\nchanges:\n");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error()[0].code, "reform-of-another");
  EXPECT_FALSE(reform("", "id: r\ntitle: {zh: 改}\npack: p\n"));
  EXPECT_FALSE(reform("  []\nfunds:\n  - {id: f, label: {zh: 资, en: F}, amount: \"0.001\"}\n"));
  EXPECT_FALSE(reform("  []\nfunds:\n  - {id: f, label: {zh: 资, en: F}, amount: \"-1\"}\n"));
}

}  // namespace
}  // namespace fugong::pack
