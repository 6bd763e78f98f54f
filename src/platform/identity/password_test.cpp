#include "platform/identity/password.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.hpp"

namespace fugong::identity {
namespace {

constexpr PasswordCost kCheap{.passes = 1, .memory_bytes = 8192};

std::vector<std::string> codes_of(const Result<void>& result) {
  std::vector<std::string> codes;
  if (!result)
    for (const Fault& fault : result.error())
      codes.push_back(fault.code);
  return codes;
}

using Codes = std::vector<std::string>;

TEST(Password, IsKeptAsAnArgon2idHashThatVerifies) {
  const PasswordHasher hasher(kCheap);
  SeededRandom random(1);
  const std::string kept = *hasher.hash("correct horse", random.hex(16));
  EXPECT_TRUE(kept.starts_with("$argon2id$v=19$m=8,t=1,p=1$")) << kept;
  EXPECT_TRUE(hasher.verify(kept, "correct horse"));
  EXPECT_FALSE(hasher.verify(kept, "correct horsE"));
  EXPECT_FALSE(hasher.verify(kept, ""));
  EXPECT_FALSE(hasher.verify("no hash", "correct horse"));
  EXPECT_NE(kept, *hasher.hash("correct horse", random.hex(16))) << "salted";
}

TEST(Password, AHashOfAnotherCostIsOutdatedAndStillGood) {
  SeededRandom random(1);
  const std::string kept = *PasswordHasher(kCheap).hash("correct horse", random.hex(16));
  EXPECT_FALSE(PasswordHasher(kCheap).is_outdated(kept));
  const PasswordHasher dearer({.passes = 2, .memory_bytes = 8192});
  const PasswordHasher larger({.passes = 1, .memory_bytes = 16384});
  EXPECT_TRUE(dearer.is_outdated(kept));
  EXPECT_TRUE(larger.is_outdated(kept));
  EXPECT_TRUE(dearer.verify(kept, "correct horse"));
}

TEST(Password, AMachineWithoutTheMemorySaysSo) {
  SeededRandom random(1);
  const PasswordHasher huge({.passes = 1, .memory_bytes = std::size_t{1} << 41});
  const auto hashed = huge.hash("correct horse", random.hex(16));
  ASSERT_FALSE(hashed);
  EXPECT_EQ(hashed.error().front().code, "password-memory");
}

TEST(Password, LengthCountsWhatPeopleSee) {
  const PasswordPolicy policy = PasswordPolicy::asvs();
  EXPECT_EQ(codes_of(check_password(policy, "elevenchars", {})), Codes{"password-short"});
  EXPECT_EQ(codes_of(check_password(policy, "twelve chars", {})), Codes{});
  EXPECT_EQ(codes_of(check_password(policy, "一二三四五六七八九十十一二", {})), Codes{});
  EXPECT_EQ(codes_of(check_password(policy, "一二三四", {})), Codes{"password-short"});
  std::string most;
  while (most.size() < 128)
    most += "abcd";
  EXPECT_EQ(codes_of(check_password(policy, most, {})), Codes{});
  EXPECT_EQ(codes_of(check_password(policy, most + "e", {})), Codes{"password-long"});
  EXPECT_EQ(codes_of(check_password(policy, "twelve chars\xff", {})), Codes{"text-encoding"});
}

TEST(Password, TheTwoRuleBooksDiffer) {
  const PasswordPolicy graded = PasswordPolicy::graded_protection();
  EXPECT_EQ(codes_of(check_password(graded, "four words that rhyme", {})), Codes{"password-plain"});
  EXPECT_EQ(codes_of(check_password(graded, "Four words 4 you", {})), Codes{});
  EXPECT_EQ(codes_of(check_password(PasswordPolicy::asvs(), "four words that rhyme", {})), Codes{});
  EXPECT_EQ(PasswordPolicy::asvs().max_age_days, 0);
  EXPECT_EQ(graded.max_age_days, 90);
}

TEST(Password, WhatOthersWouldGuessIsRefused) {
  PasswordPolicy policy = PasswordPolicy::asvs();
  policy.common = {"iloveyou1234", "password1234"};
  EXPECT_EQ(codes_of(check_password(policy, "PassWord1234", {})), Codes{"password-common"});
  EXPECT_EQ(codes_of(check_password(policy, "abababababab", {})), Codes{"password-repeated"});
  EXPECT_EQ(codes_of(check_password(policy, "xx-WangXM-2020", {"wangxm"})),
            Codes{"password-personal"});
  EXPECT_EQ(codes_of(check_password(policy, "one of us is li", {"li"})), Codes{})
      << "too short a word";
  EXPECT_EQ(codes_of(check_password(policy, "aa", {})),
            (Codes{"password-short", "password-repeated"}));
}

TEST(Password, SecretsAreComparedWhole) {
  EXPECT_TRUE(is_same_secret("abc", "abc"));
  EXPECT_TRUE(is_same_secret("", ""));
  for (const char* other : {"abd", "ab", "abcd", ""})
    EXPECT_FALSE(is_same_secret("abc", other)) << other;
}

}  // namespace
}  // namespace fugong::identity
