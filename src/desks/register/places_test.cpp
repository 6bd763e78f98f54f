#include "desks/register/places.hpp"

#include "desks/register/sample_book.hpp"

namespace fugong::enterprise_register {
namespace {

/// The code, "~" in front of one of the past and "<" of one that is coarser, or the fault.
std::string read(std::string_view text, std::string_view within = "",
                 PreferredLevel level = PreferredLevel::none) {
  static const law::Rulebook kBook = sample_book();
  static const Places kPlaces(kBook);
  auto place = kPlaces.read(text, within, level, {});
  if (!place) return place.error()[0].code;
  return (place->former ? "~" : "") + std::string(place->coarser ? "<" : "") + place->code;
}

TEST(Places, CodesOfTheListAndOfThePast) {
  EXPECT_EQ(read("330112"), "330112");
  EXPECT_EQ(read("３３０１１２"), "330112");
  EXPECT_EQ(read("330185"), "~330112");
  EXPECT_EQ(read("330101"), "<330100") << "the districts of Hangzhou";
  EXPECT_EQ(read("330199"), "place-unknown");
  EXPECT_EQ(read("999901"), "place-unknown");
}

TEST(Places, NamesThatMeanOnePlace) {
  EXPECT_EQ(read("临安区"), "330112");
  EXPECT_EQ(read("临安市"), "~330112");
  EXPECT_EQ(read("杭州"), "330100");
  EXPECT_EQ(read("浙江省杭州市余杭区"), "330110");
  EXPECT_EQ(read("浙江省余杭区"), "330110");
  EXPECT_EQ(read(" 浙江省 杭州市 "), "330100");
  EXPECT_EQ(read("杭"), "place-unknown") << "one character says too little";
  EXPECT_EQ(read("亚特兰蒂斯"), "place-unknown");
  EXPECT_EQ(read("浙江省芜湖县"), "place-unknown");
}

TEST(Places, NamesThatMeanSeveralAreNotGuessed) {
  EXPECT_EQ(read("芜湖"), "place-ambiguous");
  EXPECT_EQ(read("芜湖县"), "340221");
  EXPECT_EQ(read("芜湖", "340000", PreferredLevel::upper), "340200");
  EXPECT_EQ(read("吉林"), "place-ambiguous");
  EXPECT_EQ(read("吉林", "220000"), "220200") << "inside the province its city is meant";
}

TEST(Places, WithinIsHeldTo) {
  EXPECT_EQ(read("330112", "340000"), "place-elsewhere");
  EXPECT_EQ(read("临安区", "340000"), "place-unknown");
  EXPECT_EQ(read("", "340000"), "<340000");
}

}  // namespace
}  // namespace fugong::enterprise_register
