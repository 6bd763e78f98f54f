#include "base/base64.hpp"

#include <gtest/gtest.h>

namespace fugong {
namespace {

// RFC 4648, section 10.
TEST(Base64, IsThatOfTheStandard) {
  for (const auto& [bytes, text] :
       {std::pair{"", ""}, std::pair{"f", "Zg=="}, std::pair{"fo", "Zm8="},
        std::pair{"foo", "Zm9v"}, std::pair{"foob", "Zm9vYg=="}}) {
    EXPECT_EQ(to_base64(bytes), text);
    std::string back;
    EXPECT_TRUE(from_base64(text, back));
    EXPECT_EQ(back, bytes);
  }
}

TEST(Base64, IsReadInOneWayOnly) {
  std::string bytes;
  for (const char* text : {"Zg", "Zh==", "Zg==\n", "Z g==", "Zm9v=", "-_8="})
    EXPECT_FALSE(from_base64(text, bytes)) << text;
}

}  // namespace
}  // namespace fugong
