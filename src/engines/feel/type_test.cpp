#include "engines/feel/type.hpp"

#include <gtest/gtest.h>

#include "engines/feel/test_literals.hpp"

namespace fugong::feel {
namespace {

using K = Type::Kind;

TEST(Type, Names) {
  EXPECT_EQ(Type(K::number).to_string(), "number");
  EXPECT_EQ(Type::list_of(K::string).to_string(), "list<string>");
  EXPECT_EQ(Type::range_of(K::date).to_string(), "range<date>");
  EXPECT_EQ(Type::context_of({{"a", K::number}, {"b", Type::list_of(K::boolean)}}).to_string(),
            "context<a: number, b: list<boolean>>");
  EXPECT_EQ(Type::function_of({K::number}, K::string).to_string(), "function<number>->string");
  for (const char* name : {"number", "string", "boolean", "date", "time", "date and time",
                           "years and months duration", "days and time duration"}) {
    const auto type = Type::by_name(name);
    ASSERT_TRUE(type) << name;
    EXPECT_EQ(type->to_string(), name);
  }
  EXPECT_FALSE(Type::by_name("numbers"));
}

TEST(Type, Parts) {
  const Type context = Type::context_of({{"a", K::number}});
  EXPECT_EQ(context.field("a"), Type(K::number));
  EXPECT_FALSE(context.field("b"));
  EXPECT_TRUE(Type(K::list).element().is(K::any));
  const Type function = Type::function_of({K::number, K::date}, K::string);
  EXPECT_EQ(function.parameters().size(), 2U);
  EXPECT_EQ(function.result(), Type(K::string));
  EXPECT_EQ(Type::list_of(K::number), Type::list_of(K::number));
  EXPECT_FALSE(Type::list_of(K::number) == Type::list_of(K::string));
  EXPECT_FALSE(Type(K::number) == Type(K::string));
}

TEST(Type, Conformance) {
  const Type numbers = Type::list_of(K::number);
  const Type small = Type::context_of({{"a", K::number}});
  const Type large = Type::context_of({{"a", K::number}, {"b", K::string}});
  EXPECT_TRUE(conforms(K::number, Type()));
  EXPECT_FALSE(conforms(Type(), K::number));
  EXPECT_TRUE(conforms(K::null, K::date));
  EXPECT_FALSE(conforms(K::date, K::date_time));
  EXPECT_TRUE(conforms(numbers, Type::list_of(Type())));
  EXPECT_FALSE(conforms(numbers, Type::list_of(K::string)));
  EXPECT_TRUE(conforms(large, small));
  EXPECT_FALSE(conforms(small, large));
  // What a function takes is contravariant, what it gives is covariant.
  EXPECT_TRUE(conforms(Type::function_of({small}, large), Type::function_of({large}, small)));
  EXPECT_FALSE(conforms(Type::function_of({large}, small), Type::function_of({small}, large)));
  EXPECT_FALSE(conforms(Type::function_of({}, small), Type::function_of({large}, small)));
}

TEST(Type, CommonTypes) {
  EXPECT_EQ(common_type(K::number, K::number), Type(K::number));
  EXPECT_EQ(common_type(K::null, K::date), Type(K::date));
  EXPECT_TRUE(common_type(K::number, K::string).is(K::any));
  const Type small = Type::context_of({{"a", K::number}});
  const Type large = Type::context_of({{"a", K::number}, {"b", K::string}});
  EXPECT_EQ(common_type(large, small), small);
}

TEST(Type, Instances) {
  struct Instance {
    const char* value;
    Type type;
    bool expected;
  };
  const Instance cases[] = {
      {"1", K::number, true},
      {"\"1\"", K::number, false},
      {"null", K::number, false},
      {"null", K::null, true},
      {"1", Type(), true},
      {"@\"2020-02-21\"", K::date, true},
      {"@\"2020-02-21\"", K::date_time, false},
      {"@\"P1D\"", K::seconds_duration, true},
      {"@\"P1D\"", K::months_duration, false},
      {"[1, 2]", Type::list_of(K::number), true},
      {"[1, \"a\"]", Type::list_of(K::number), false},
      {"[]", Type::list_of(K::number), true},
      {"{a: 1, b: 2}", Type::context_of({{"a", K::number}}), true},
      {"{b: 2}", Type::context_of({{"a", K::number}}), false},
      {"{a: \"x\"}", Type::context_of({{"a", K::number}}), false},
      {"[1..3]", Type::range_of(K::number), true},
      {"[\"a\"..\"c\"]", Type::range_of(K::number), false},
  };
  for (const auto& [value, type, expected] : cases) {
    EXPECT_EQ(instance_of(literal(value), type), expected) << value << " " << type.to_string();
  }
}

}  // namespace
}  // namespace fugong::feel
