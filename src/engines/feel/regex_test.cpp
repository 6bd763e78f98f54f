#include "engines/feel/regex.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fugong::feel {
namespace {

struct Match {
  const char* text;
  const char* pattern;
  const char* flags;
  bool expected;
};

TEST(Regex, Matches) {
  const Match cases[] = {
      {"abracadabra", "bra", "", true},
      {"abracadabra", "^bra", "", false},
      {"abracadabra", "^a.*a$", "", true},
      {"a\nb", "a.b", "", false},
      {"a\rb", "a.b", "", false},
      {"a\nb", "a.b", "s", true},
      {"a\n", "a$", "", false},
      {"a\nb", "^b$", "", false},
      {"a\nb", "^b$", "m", true},
      {"ABC", "b", "i", true},
      {"hello world", "hello[ ]world", "x", true},
      {"helloworld", "hello world", "x", true},
      {"a.b", "a.b", "q", true},
      {"axb", "a.b", "q", false},
      {"q", "[a-z-[aeiou]]", "", true},
      {"e", "[a-z-[aeiou]]", "", false},
      {"e", "[^a-c-[e]]", "", false},
      {"7", "\\d", "", true},
      {"７", "\\d", "", true},
      {"_", "\\w", "", false},
      {"+", "\\w", "", true},
      {"小", "\\w", "", true},
      {"小", "\\p{Lo}", "", true},
      {"小", "\\p{IsCJKUnifiedIdeographs}", "", true},
      {"a", "\\P{IsBasicLatin}", "", false},
      {"a:b", "^\\i\\c*$", "", true},
      {"1a", "^\\i\\c*$", "", false},
      {" ", "[\\S]", "", false},
      {"x", "[\\S]", "", true},
      {"abab", "^(ab)\\1$", "", true},
      {"b", "^(a)?b\\1$", "", true},
      {"aaa", "^a{2,3}$", "", true},
      {"a", "^a{2,}$", "", false},
      {"-", "[-a]", "", true},
      {"-", "[a-]", "", true},
      {"ab", "(?:a)(b)", "", true},
      {"", "", "", true},
      {"a|b", "a\\|b", "", true},
  };
  for (const auto& [text, pattern, flags, expected] : cases) {
    const auto regex = Regex::compile(pattern, flags);
    ASSERT_TRUE(regex) << pattern;
    EXPECT_EQ(regex->matches(text), expected) << text << " ~ " << pattern << " " << flags;
  }
}

TEST(Regex, RefusesWhatIsNotXPath) {
  for (const char* pattern : {"(",       ")",          "a)",
                              "[",       "]",          "[]",
                              "[a",      "a{",         "{1}",
                              "a{2,1}",  "a{65536}",   "*a",
                              "a**",     "a++",        "\\",
                              "\\q",     "\\x41",      "\\Qa\\E",
                              "\\b",     "\\K",        "\\R",
                              "(?=a)",   "(?!a)",      "(?<=a)",
                              "(?i)a",   "(?R)",       "(?1)",
                              "(*UTF)",  "(?#c)",      "\\1",
                              "(a)\\2",  "(a\\1)",     "[\\1]",
                              "[z-a]",   "[a-c-e]",    "[[:alpha:]]",
                              "\\p{Cs}", "\\p{Greek}", "\\p{IsNowhere}",
                              "\\p{L",   "\\pL",       "\\p{^L}",
                              "[a-\\d]", "\xC3"}) {
    EXPECT_FALSE(Regex::compile(pattern, "")) << pattern;
  }
  EXPECT_FALSE(Regex::compile("a", "g"));
  EXPECT_FALSE(Regex::compile("a", " "));
}

TEST(Regex, Replaces) {
  struct Replacement {
    const char* text;
    const char* pattern;
    const char* replacement;
    const char* expected;
  };
  const Replacement cases[] = {
      {"abracadabra", "a(.)", "a$1$1", "abbraccaddabbra"},
      {"abc", "b", "[$0]", "a[b]c"},
      {"abc", "b", "\\$\\\\", "a$\\c"},
      {"abc", "(b)", "$12", "ab2c"},
      {"abc", "b", "$1", "ac"},
      {"aaa", "^a", "b", "baa"},
      {"小微企业", "微", "型", "小型企业"},
      {"abc", "x", "y", "abc"},
  };
  for (const auto& [text, pattern, replacement, expected] : cases) {
    const auto regex = Regex::compile(pattern, "");
    ASSERT_TRUE(regex) << pattern;
    EXPECT_EQ(regex->replace(text, replacement), expected) << text << " ~ " << pattern;
  }
  const auto regex = Regex::compile("b", "");
  for (const char* bad : {"$", "$x", "\\", "\\n"}) {
    EXPECT_FALSE(regex->replace("abc", bad)) << bad;
    EXPECT_EQ(regex->failure(), Regex::Failure::bad_replacement);
  }
  const auto empty = Regex::compile("x*", "");
  EXPECT_FALSE(empty->replace("abc", "y"));
  EXPECT_EQ(empty->failure(), Regex::Failure::matches_empty);
  EXPECT_FALSE(empty->split("abc"));
  EXPECT_EQ(Regex::compile("a.", "q")->replace("a.b", "$1"), "$1b");
}

TEST(Regex, Splits) {
  const auto comma = Regex::compile(",\\s*", "");
  EXPECT_EQ(comma->split("a, b,c,"), (std::vector<std::string>{"a", "b", "c", ""}));
  EXPECT_EQ(comma->split(""), (std::vector<std::string>{""}));
}

TEST(Regex, CatastrophicPatternsEnd) {
  const std::string text(5'000, 'a');
  for (const char* pattern : {"^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(.*)*x$", "(a*)*b"}) {
    const auto regex = Regex::compile(pattern, "");
    ASSERT_TRUE(regex) << pattern;
    const auto found = regex->matches(text + "!");
    if (!found) {
      EXPECT_EQ(regex->failure(), Regex::Failure::too_costly);
    } else {
      EXPECT_FALSE(*found) << pattern;
    }
  }
  EXPECT_FALSE(Regex::compile("^(a+)+$", "")->matches(text + "!").has_value());
}

TEST(Regex, OrdinaryPatternsAreNotTooCostly) {
  const std::string text(10'000, 'a');
  EXPECT_EQ(Regex::compile("[a-z]+\\d", "")->matches(text.substr(0, 1'000)), false);
  EXPECT_EQ(Regex::compile("^.*b", "")->matches(text), false);
  EXPECT_EQ(Regex::compile("b", "")->matches(text + "b"), true);
}

TEST(Regex, Limits) {
  EXPECT_TRUE(Regex::compile(std::string(Regex::kMaxPatternBytes, 'a'), ""));
  EXPECT_FALSE(Regex::compile(std::string(Regex::kMaxPatternBytes + 1, 'a'), ""));
  const auto regex = Regex::compile("b", "");
  EXPECT_EQ(regex->matches(std::string(Regex::kMaxSubjectBytes, 'a')), false);
  EXPECT_FALSE(regex->matches(std::string(Regex::kMaxSubjectBytes + 1, 'a')));
  const std::string text(Regex::kMaxSubjectBytes, 'b');
  EXPECT_TRUE(regex->replace(text, std::string(32, 'c')));
  EXPECT_FALSE(regex->replace(text, std::string(33, 'c')));
  const std::string open(Regex::kMaxGroupDepth, '(');
  const std::string close(Regex::kMaxGroupDepth, ')');
  EXPECT_TRUE(Regex::compile(open + "a" + close, ""));
  EXPECT_FALSE(Regex::compile("(" + open + "a" + close + ")", ""));
}

}  // namespace
}  // namespace fugong::feel
