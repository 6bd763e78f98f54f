// The real packs pass; a small one says what its examples don't.
#include "pack/check/check.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "pack/new_pack.hpp"
#include "pack/pack_sample.hpp"
#include "pack/small_pack_sample.hpp"

namespace fugong::pack {
namespace {

TEST(RealPacks, AllExamplesPass) {
  const CheckReport report = check(real_files(), real_pack(), {.prove = false, .mutate = false});
  EXPECT_GT(report.examples_run, 700u);
  EXPECT_GE(report.expectations, report.examples_run);
  EXPECT_TRUE(report.faults.empty()) << all(report.faults);
}

TEST(RealPacks, EveryStepBreaksAnExample) {
  const CheckReport report = check(real_files(), real_pack(), {.workers = 2});
  EXPECT_GT(report.mutations, 200u);
  EXPECT_TRUE(report.faults.empty()) << all(report.faults);
}

TEST(SmallPack, BarsInStringsAreEscaped) {
  const Files files = small_pack();
  const Pack pack = loaded(files, "p");
  const CheckReport report = check(files, pack, {.mutate = false});
  EXPECT_EQ(report.examples_run, 3u);
  EXPECT_TRUE(report.faults.empty()) << all(report.faults);
}

TEST(SmallPack, FailedExampleShowsBothValuesAndTheWorking) {
  Files files = small_pack();
  files["p/decisions/size.examples.yaml"] =
      "examples:\n" + example("wrong", "staff: 10, kind: x", "small");
  const Pack pack = loaded(files, "p");
  const CheckReport report = check(files, pack, {});
  ASSERT_EQ(report.faults.size(), 1u) << all(report.faults);
  const Fault& fault = report.faults[0];
  EXPECT_EQ(fault.code, "example-failed");
  EXPECT_EQ(fault.message.en, "example wrong: size should be small and is large");
  EXPECT_EQ(fault.remedy.en, "working: by hand");
  EXPECT_EQ(fault.place.file, "p/decisions/size.examples.yaml");
  EXPECT_EQ(report.mutations, 0u);  // they would say nothing
}

TEST(NewPack, AnExampleBeforeItsDocumentIsToldSo) {
  Files files = *new_pack("my-town", "");
  for (auto& [path, text] : files) {
    const auto at = text.find("issued: 2020-");
    if (at != std::string::npos && path.find("/provision-") != std::string::npos) {
      text.replace(at, 18, "issued: 2020-12-31");
    }
  }
  const CheckReport report = check(files, loaded(files, "my-town"), {.workers = 1});
  ASSERT_FALSE(report.faults.empty());
  EXPECT_NE(report.faults[0].message.en.find("is absent (known_from 2020-12-31, known_at 2020-"),
            std::string::npos)
      << all(report.faults);
}

TEST(SmallPack, NumberThatNoExampleHoldsIsReported) {
  Files files = small_pack();
  files["p/decisions/size.examples.yaml"] = "examples:\n" +
                                            example("at", "staff: 10, kind: x", "large") +
                                            example("far-below", "staff: 2, kind: x", "small");
  const Pack pack = loaded(files, "p");
  const CheckReport report = check(files, pack, {});
  const bool found = std::any_of(report.faults.begin(), report.faults.end(), [](const Fault& f) {
    return f.code == "mutation-survives" &&
           f.message.en == "size: no example breaks if >= 10 -> >= 9" && f.place.line == 18;
  });
  EXPECT_TRUE(found) << all(report.faults);
  const bool other = std::any_of(report.faults.begin(), report.faults.end(), [](const Fault& f) {
    return f.message.en.find(">= 11") != std::string::npos;
  });
  EXPECT_FALSE(other) << all(report.faults);
}

TEST(NewPack, PassesTheWholeCheck) {
  const Files files = *new_pack("my-town", "");
  const Pack pack = loaded(files, "my-town");
  const CheckReport report = check(files, pack, {.workers = 1});
  EXPECT_TRUE(report.faults.empty()) << all(report.faults);
  EXPECT_EQ(report.examples_run, 4u);
  EXPECT_GT(report.mutations, 4u);
}

}  // namespace
}  // namespace fugong::pack
