#include "platform/store/placeholders.hpp"

#include <gtest/gtest.h>

namespace fugong::store {
namespace {

std::string numbered(std::string_view sql) {
  const NumberedStatement made = number_placeholders(sql);
  return made.sql + " #" + std::to_string(made.parameters);
}

TEST(Placeholders, AreNumberedInOrder) {
  EXPECT_EQ(numbered("SELECT 1"), "SELECT 1 #0");
  EXPECT_EQ(numbered("a = ? AND b=?"), "a = $1 AND b=$2 #2");
  EXPECT_EQ(numbered("?2, ?1, ?"), "$2, $1, $3 #3");
  EXPECT_EQ(numbered("?10 ?"), "$10 $11 #11");
}

TEST(Placeholders, QuotesAndCommentsAreLeftAlone) {
  EXPECT_EQ(numbered("'?' ?"), "'?' $1 #1");
  EXPECT_EQ(numbered("'it''s ?' ?"), "'it''s ?' $1 #1");
  EXPECT_EQ(numbered("'a\\' ?"), "'a\\' $1 #1");
  EXPECT_EQ(numbered("E'a\\'?' ?"), "E'a\\'?' $1 #1");
  EXPECT_EQ(numbered("\"a?\"\"?\" ?"), "\"a?\"\"?\" $1 #1");
  EXPECT_EQ(numbered("-- what?\n?"), "-- what?\n$1 #1");
  EXPECT_EQ(numbered("/* ? /* ? */ ? */ ?"), "/* ? /* ? */ ? */ $1 #1");
  EXPECT_EQ(numbered("$$ ? $$ ?"), "$$ ? $$ $1 #1");
  EXPECT_EQ(numbered("$tag$ ? $$ ? $tag$ ?"), "$tag$ ? $$ ? $tag$ $1 #1");
  EXPECT_EQ(numbered("a - ? / ?"), "a - $1 / $2 #2");
}

TEST(Placeholders, UnfinishedTextsEnd) {
  for (const char* sql : {"'?", "E'?\\", "\"?", "--?", "/*?", "$$?", "$a$?", "$"})
    EXPECT_EQ(numbered(sql), std::string(sql) + " #0");
}

TEST(Placeholders, HugeNumbersAreBounded) {
  EXPECT_EQ(number_placeholders("?99999999999999999999").parameters, 100'000u);
}

TEST(Placeholders, TheFirstWordSteers) {
  EXPECT_TRUE(steers_session("COMMIT"));
  EXPECT_TRUE(steers_session(" -- so\n /* then */ ;begin"));
  EXPECT_TRUE(steers_session("Set x = 1"));
  EXPECT_FALSE(steers_session("SELECT 1"));
  EXPECT_FALSE(steers_session("settle"));
  EXPECT_FALSE(steers_session("-- begin"));
  EXPECT_FALSE(steers_session(""));
}

}  // namespace
}  // namespace fugong::store
