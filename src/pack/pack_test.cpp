// The real packs, the broken ones of tests/golden/pack/bad (re-record with FUGONG_RECORD=1 and read
// the diff), and what a pack promises: limits, hash, answers that later facts never overturn.
#include "pack/pack.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <random>

#include "engines/law/docket.hpp"
#include "pack/pack_sample.hpp"
#include "pack/small_pack_sample.hpp"

namespace fugong::pack {
namespace {

namespace fs = std::filesystem;

bool has_fault(const Faults& faults, std::string_view code) {
  return std::any_of(faults.begin(), faults.end(),
                     [&](const Fault& fault) { return fault.code == code; });
}

// ---- the real packs

TEST(RealPacks, BaseLoadsAlone) {
  const auto pack = load(real_files(), "cn-base");
  ASSERT_TRUE(pack) << all(pack);
  EXPECT_EQ(pack->id, "cn-base");
  EXPECT_EQ(pack->version, "2020.1");
  EXPECT_TRUE(pack->notice.measures.empty());
  EXPECT_EQ(pack->book.find_list("places")->entries.size(), 3209u);
  EXPECT_EQ(pack->book.find_list("industries")->entries.size(), 1971u);
  EXPECT_EQ(pack->book.find_entry("places", "360000")->label, (Text{"江西省", "Jiangxi"}));
  // Nobody translated it: the Chinese name stands for the English one.
  EXPECT_EQ(pack->book.find_entry("places", "360111")->label, (Text{"青山湖区", "青山湖区"}));
}

TEST(RealPacks, NoticeHasItsTwentyMeasures) {
  const Pack& pack = real_pack();
  EXPECT_EQ(pack.notice.number, "工信明电〔2020〕14号");
  EXPECT_EQ(pack.notice.issued.earliest, Date::from_civil(2020, 2, 9));
  EXPECT_EQ(pack.notice.sections.size(), 6u);
  ASSERT_EQ(pack.notice.measures.size(), 20u);
  for (int number = 1; number <= 20; ++number)
    EXPECT_EQ(pack.notice.measures[static_cast<std::size_t>(number - 1)].number, number);
  for (const Measure& measure : pack.notice.measures) {
    const auto& provisions = pack.book.source().provisions;
    const bool answers = std::any_of(
        provisions.begin(), provisions.end(),
        [&](const law::Provision& provision) { return provision.measure == measure.number; });
    EXPECT_EQ(measure.state == Measure::State::computed, answers) << "measure " << measure.number;
  }
  for (const char* id : {"5.1", "5.2", "5.3", "5.5"}) {
    ASSERT_NE(pack.book.find_provision(id), nullptr) << id;
    EXPECT_EQ(pack.book.find_provision(id)->measure, 5);
  }
  EXPECT_GE(pack.demo.size(), 5u);
}

TEST(RealPacks, EveryDemoFirmIsAnswered) {
  const Pack& pack = real_pack();
  const law::Moment moment{*Date::from_civil(2020, 2, 25), *Date::from_civil(2020, 2, 25)};
  for (const DemoFirm& firm : pack.demo) {
    EXPECT_NE(firm.name.zh.find("虚构"), std::string::npos);
    EXPECT_NE(firm.name.en.find("invented"), std::string::npos);
    EXPECT_FALSE(pack.book.check(firm.subject, moment).entitlements.empty()) << firm.id;
  }
}

// ---- what facts that are not given may do

using Removed = std::function<bool()>;

void remove_facts(law::Subject& subject, const Removed& removed) {
  std::erase_if(subject.facts, [&](const law::GivenFact&) { return removed(); });
  for (law::Subject& child : subject.children)
    remove_facts(child, removed);
}

void expect_not_overturned(const law::Answer& less, const law::Answer& full,
                           const std::string& example) {
  for (const law::Entitlement& claim : less.entitlements) {
    if (claim.state == law::State::depends) continue;
    for (const law::Entitlement& truth : full.entitlements) {
      if (truth.provision != claim.provision) continue;
      if (!claim.hypothetical && truth.subject_id != claim.subject_id) continue;
      EXPECT_EQ(claim.state, truth.state) << example << " " << claim.provision->id;
      EXPECT_EQ(claim.amount, truth.amount) << example << " " << claim.provision->id;
      EXPECT_EQ(claim.rate, truth.rate) << example << " " << claim.provision->id;
    }
  }
  for (const law::DerivedFact& claim : less.derived) {
    if (claim.value.is_unknown()) continue;
    for (const law::DerivedFact& truth : full.derived) {
      if (truth.decision != claim.decision || truth.subject_id != claim.subject_id) continue;
      EXPECT_EQ(feel::to_feel(claim.value), feel::to_feel(truth.value)) << example;
    }
  }
}

TEST(Unknown, IsNeverOverturned) {
  const Pack& pack = real_pack();
  std::mt19937 random(20200209);
  std::size_t decided = 0;
  // Every third: sound_test.cpp goes on from here with firms of its own.
  for (std::size_t i = 0; i < pack.examples.size(); i += 3) {
    const Example& example = pack.examples[i];
    const law::Answer full = pack.book.check(example.subject, example.moment, {.trace = false});
    const int rounds = example.subject.children.empty() ? 1 : 4;
    for (int round = 0; round < rounds; ++round) {
      law::Subject less = example.subject;
      const auto share = random() % 100;
      remove_facts(less, [&] { return random() % 100 < share; });
      if (random() % 8 == 0) less.children.clear();
      const law::Answer answer = pack.book.check(less, example.moment, {.trace = false});
      expect_not_overturned(answer, full, example.id);
      decided += static_cast<std::size_t>(std::count_if(
          answer.entitlements.begin(), answer.entitlements.end(),
          [](const law::Entitlement& found) { return found.state != law::State::depends; }));
    }
  }
  EXPECT_GT(decided, 1000u);  // else the test would say nothing
}

void expect_same(const law::Entitlement& a, const law::Entitlement& b) {
  EXPECT_EQ(a.provision, b.provision);
  EXPECT_EQ(a.state, b.state) << a.provision->id;
  EXPECT_EQ(a.amount, b.amount) << a.provision->id;
  EXPECT_EQ(a.amount_range, b.amount_range) << a.provision->id;
  EXPECT_EQ(a.withheld, b.withheld) << a.provision->id;
  EXPECT_EQ(a.open.facts, b.open.facts) << a.provision->id;
  EXPECT_EQ(a.open.reasons, b.open.reasons) << a.provision->id;
}

TEST(RealPacks, ATraceChangesNoAnswer) {
  const Pack& pack = real_pack();
  std::size_t compared = 0;
  for (std::size_t i = 0; i < pack.examples.size(); i += 5) {
    const Example& example = pack.examples[i];
    const law::Answer traced = pack.book.check(example.subject, example.moment);
    const law::Answer brief = pack.book.check(example.subject, example.moment, {.trace = false});
    ASSERT_EQ(traced.entitlements.size(), brief.entitlements.size()) << example.id;
    for (std::size_t at = 0; at < brief.entitlements.size(); ++at, ++compared)
      expect_same(traced.entitlements[at], brief.entitlements[at]);
    EXPECT_EQ(traced.next_questions, brief.next_questions) << example.id;
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_GT(compared, 10'000u);
}

TEST(RealPacks, ADocketComesToWhatAnAnswerComesTo) {
  const Pack& pack = real_pack();
  std::map<std::pair<Date, Date>, law::Docket> dockets;
  std::mt19937 random(20201128);
  std::size_t compared = 0;
  for (std::size_t i = 0; i < pack.examples.size(); i += 2) {
    const Example& example = pack.examples[i];
    const auto day = std::pair(example.moment.on, example.moment.known_at);
    const auto docket = dockets.try_emplace(day, pack.book, example.moment).first;
    law::Subject firm = example.subject;
    if (i % 4 == 0) {
      const auto share = random() % 100;
      remove_facts(firm, [&] { return random() % 100 < share; });
    }
    const law::Answer answer = pack.book.check(firm, example.moment, {.trace = false});
    const auto verdicts = docket->second.check(firm);
    ASSERT_EQ(verdicts.size(), answer.entitlements.size()) << example.id;
    for (std::size_t at = 0; at < verdicts.size(); ++at, ++compared) {
      const law::Entitlement& expected = answer.entitlements[at];
      const std::string& id = expected.provision->id;
      EXPECT_EQ(verdicts[at].provision->id, id) << example.id;
      EXPECT_EQ(verdicts[at].subject->id, expected.subject_id) << example.id << " " << id;
      const law::Verdict& verdict = verdicts[at];
      EXPECT_EQ(verdict.hypothetical, expected.hypothetical) << example.id << " " << id;
      EXPECT_EQ(verdict.state, expected.state) << example.id << " " << id;
      EXPECT_EQ(verdict.tainted, expected.tainted) << example.id << " " << id;
      EXPECT_EQ(verdict.amount, expected.amount) << example.id << " " << id;
      EXPECT_EQ(verdict.amount_range, expected.amount_range) << example.id << " " << id;
      EXPECT_EQ(verdict.open->facts, expected.open.facts) << example.id << " " << id;
      EXPECT_EQ(verdict.open->reasons, expected.open.reasons) << example.id << " " << id;
      EXPECT_EQ(verdict.open->terms, expected.open.terms) << example.id << " " << id;
      EXPECT_EQ(*verdict.decisive, expected.decisive) << example.id << " " << id;
    }
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_LT(dockets.size() * 5, pack.examples.size()) << "else little was remembered";
  EXPECT_GT(compared, 100'000u);
}

TEST(RealPacks, OneMeasureIsAnsweredAsAmongAll) {
  const Pack& pack = real_pack();
  const law::Moment day{*Date::from_civil(2020, 5, 1), *Date::from_civil(2020, 5, 1)};
  for (const DemoFirm& firm : pack.demo) {
    const law::Answer whole = pack.book.check(firm.subject, day, {.trace = false});
    std::size_t at = 0;
    for (const Measure& measure : pack.notice.measures) {
      const law::Answer one =
          pack.book.check(firm.subject, day, {.trace = false, .measures = {measure.number}});
      for (const law::Entitlement& entitlement : one.entitlements) {
        while (whole.entitlements.at(at).provision->measure != measure.number)
          ++at;
        expect_same(whole.entitlements.at(at++), entitlement);
        if (entitlement.state == law::State::not_entitled) continue;
        // What a stack limits it by is there to be weighed.
        for (const std::string& limit : entitlement.provision->shared_limits) {
          EXPECT_TRUE(std::any_of(one.derived.begin(), one.derived.end(), [&](const auto& derived) {
            return derived.decision->definition.name == limit;
          })) << limit;
        }
      }
      EXPECT_LE(one.derived.size(), whole.derived.size());
    }
  }
}

// ---- broken packs

std::vector<std::string> bad_packs() {
  std::vector<std::string> names;
  for (const auto& entry :
       fs::directory_iterator(fs::path(FUGONG_SOURCE_DIR) / "tests/golden/pack/bad")) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class BadPack : public testing::TestWithParam<std::string> {};

TEST_P(BadPack, SaysWhatIsWrong) {
  const fs::path folder = fs::path(FUGONG_SOURCE_DIR) / "tests/golden/pack/bad" / GetParam();
  const auto pack = load(files_below(folder), "p");
  ASSERT_FALSE(pack) << "it loads, but it is meant to be broken";
  for (const Fault& fault : pack.error()) {
    EXPECT_FALSE(fault.message.zh.empty() || fault.message.en.empty()) << fault.code;
    EXPECT_FALSE(fault.remedy.zh.empty() || fault.remedy.en.empty()) << fault.code;
    EXPECT_FALSE(fault.place.file.empty()) << fault.code;
  }
  const fs::path golden = folder / "expected.txt";
  if (std::getenv("FUGONG_RECORD") != nullptr) {
    std::ofstream(golden, std::ios::binary) << all(pack.error());
    return;
  }
  EXPECT_EQ(all(pack.error()), slurp(golden));
}

INSTANTIATE_TEST_SUITE_P(Golden, BadPack, testing::ValuesIn(bad_packs()), [](const auto& bad) {
  std::string name = bad.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

// ---- a small pack

TEST(SmallPack, UnknownPackSuggestsTheNearest) {
  const auto pack = load(real_files(), "miit-2020-41");
  ASSERT_FALSE(pack);
  EXPECT_EQ(pack.error()[0].code, "missing-pack");
  EXPECT_EQ(pack.error()[0].remedy.en, "did you mean 'miit-2020-14'?");
}

// ---- hash

TEST(Hash, CoversEveryByteOfThePackAndItsImportsOnly) {
  Files files = small_pack();
  const std::string hash = load(files, "p")->hash;
  EXPECT_EQ(hash.size(), 64u);
  EXPECT_EQ(load(files, "p")->hash, hash);
  Files other = files;
  other["q/pack.yaml"] = "not even read";
  EXPECT_EQ(load(other, "p")->hash, hash);
  other = files;
  other["p/SOURCES.md"] = "";
  EXPECT_NE(load(other, "p")->hash, hash);
  other = files;
  other["p/facts.yaml"] += "# a remark\n";
  EXPECT_NE(load(other, "p")->hash, hash);
  other = files;
  other["q/pack.yaml"] = "id: q\nversion: \"1\"\ntitle: {zh: 一, en: A}\ncredit: {zh: 一, en: A}\n";
  other["p/pack.yaml"] += "imports: [q 1]\n";
  const std::string with_import = load(other, "p")->hash;
  other["q/pack.yaml"] += "# a remark\n";
  EXPECT_NE(load(other, "p")->hash, with_import);
}

// ---- limits

TEST(Limits, OneFileTooMany) {
  Files files = small_pack();
  for (std::size_t i = files.size(); i < kMaxPackFiles; ++i)
    files["p/remarks/" + std::to_string(i) + ".md"] = "";
  EXPECT_TRUE(load(files, "p")) << all(load(files, "p"));
  files["p/remarks/one-more.md"] = "";
  const auto pack = load(files, "p");
  ASSERT_FALSE(pack);
  EXPECT_TRUE(has_fault(pack.error(), "pack-too-large"));
}

TEST(Limits, OneByteTooMany) {
  Files files = small_pack();
  std::size_t bytes = 0;
  for (const auto& [path, text] : files)
    bytes += text.size();
  files["p/remarks.md"] = std::string(kMaxPackBytes - bytes, ' ');
  EXPECT_TRUE(load(files, "p"));
  files["p/remarks.md"] += ' ';
  const auto pack = load(files, "p");
  ASSERT_FALSE(pack);
  EXPECT_TRUE(has_fault(pack.error(), "pack-too-large"));
}

TEST(Limits, ImportsOneTooDeep) {
  const auto chain = [](std::size_t imports) {
    Files files = small_pack();
    files["p/pack.yaml"] += "imports: [q1 1]\n";
    for (std::size_t i = 1; i <= imports; ++i) {
      std::string& text = files["q" + std::to_string(i) + "/pack.yaml"];
      text = "id: q" + std::to_string(i) +
             "\nversion: \"1\"\ntitle: {zh: 一, en: A}\ncredit: {zh: 一, en: A}\n";
      if (i < imports) text += "imports: [q" + std::to_string(i + 1) + " 1]\n";
    }
    return files;
  };
  EXPECT_TRUE(load(chain(kMaxImportDepth), "p")) << all(load(chain(kMaxImportDepth), "p"));
  const auto pack = load(chain(kMaxImportDepth + 1), "p");
  ASSERT_FALSE(pack);
  EXPECT_TRUE(has_fault(pack.error(), "import-cycle"));
}

}  // namespace
}  // namespace fugong::pack
