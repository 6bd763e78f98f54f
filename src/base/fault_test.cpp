#include "base/fault.hpp"

#include <gtest/gtest.h>

#include "base/hash.hpp"

namespace fugong {
namespace {

Fault sample() {
  return {"date-invalid",
          {"measure.yaml", 3, 7, "/issued"},
          {"日期无效", "not a date"},
          {"写成 2020-02-21", "write 2020-02-21"}};
}

TEST(Fault, DescribesItselfOnOneLine) {
  EXPECT_EQ(describe(sample(), "en"),
            "measure.yaml:3:7: not a date (/issued). write 2020-02-21 [date-invalid]");
  EXPECT_EQ(describe(sample(), "zh"),
            "measure.yaml:3:7: 日期无效 (/issued)。写成 2020-02-21 [date-invalid]");
}

TEST(Fault, LeavesOutWhatIsNotKnown) {
  Fault fault = sample();
  fault.place = {};
  EXPECT_EQ(describe(fault, "en"), "not a date. write 2020-02-21 [date-invalid]");
  fault.place = {"a.csv", 2, 0, ""};
  EXPECT_EQ(describe(fault, "en"), "a.csv:2: not a date. write 2020-02-21 [date-invalid]");
  fault.remedy = {};
  EXPECT_EQ(describe(fault, "en"), "a.csv:2: not a date [date-invalid]");
}

TEST(Fault, KeepsToOneLineAndOneFullStop) {
  Fault fault = sample();
  fault.place = {"", 0, 0, "/a\nb"};
  fault.message = {"日期\n无效。", "not\r\na date."};
  fault.remedy = {"改。", "mend it."};
  EXPECT_EQ(describe(fault, "en"), "not  a date (/a b). mend it [date-invalid]");
  EXPECT_EQ(describe(fault, "zh"), "日期 无效 (/a b)。改 [date-invalid]");
}

TEST(Fault, FailsAResult) {
  const Result<int> one = fail("a-code", {}, {"中", "en"}, {"改", "mend"});
  ASSERT_FALSE(one.has_value());
  ASSERT_EQ(one.error().size(), 1U);
  EXPECT_EQ(one.error()[0].code, "a-code");
  const Result<int> two = fail(Faults{sample(), sample()});
  EXPECT_EQ(two.error().size(), 2U);
}

TEST(Fault, AppendsAndEmptiesTheSource) {
  Faults to{sample()};
  Faults from{sample(), sample()};
  from[1].code = "last";
  append(to, std::move(from));
  ASSERT_EQ(to.size(), 3U);
  EXPECT_EQ(to[2].code, "last");
}

TEST(FaultDeathTest, OurOwnBugStopsTheProgram) {
  EXPECT_DEATH(FUGONG_CHECK(1 + 1 == 3, "sums hold"), "1 \\+ 1 == 3.*sums hold");
  EXPECT_DEATH(static_cast<void>(fail(Faults{})), "broken expectation");
}

TEST(Hash, IsSha256) {
  // The examples of FIPS 180-4.
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

}  // namespace
}  // namespace fugong
