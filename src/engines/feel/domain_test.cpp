#include "engines/feel/domain.hpp"

#include <gtest/gtest.h>

namespace fugong::feel {
namespace {

Value day(const char* text) {
  return Value::of(*Date::parse(text));
}
Value n(std::int64_t number) {
  return Value::of(number);
}

TEST(Domain, of_one_value_is_known) {
  const Value five = Value::unknown({7}, Domain::one_of({n(5), n(5)}));
  ASSERT_FALSE(five.is_unknown());
  EXPECT_EQ(to_feel(five), "5");
  EXPECT_EQ(to_feel(Value::unknown({7}, Domain::within({n(5), n(5), true, true}))), "5");
  EXPECT_TRUE(Value::unknown({7}, Domain::one_of({Value()})).is_null());
}

TEST(Domain, keeps_sources_and_bounds) {
  const Value v = Value::unknown({7}, Domain::within({n(0), n(10), true, false}));
  ASSERT_TRUE(v.is_unknown());
  EXPECT_EQ(v.sources(), (Sources{7}));
  EXPECT_EQ(to_feel(*v.domain().least()), "0");
  EXPECT_EQ(to_feel(*v.domain().greatest()), "10");
  EXPECT_TRUE(v.domain().least_included());
  EXPECT_FALSE(v.domain().greatest_included());
  EXPECT_TRUE(v.domain().may_be(n(0)));
  EXPECT_FALSE(v.domain().may_be(n(10)));
  EXPECT_FALSE(v.domain().may_be(Value()));
  EXPECT_TRUE(Value::unknown({7}).domain().is_anything());
  EXPECT_TRUE(Value::unknown_from(v, Value()).domain().is_anything());
}

TEST(Domain, left_out_ends_are_not_shown) {
  const Domain d = Domain::within({n(0), std::nullopt, true, false});
  EXPECT_EQ(to_feel(*d.least()), "0");
  EXPECT_FALSE(d.greatest());
  EXPECT_TRUE(d.may_be(n(1'000'000)));
  EXPECT_FALSE(d.may_be(n(-1)));
}

TEST(Domain, days_have_closed_ends) {
  const Domain d = Domain::within({day("2020-01-31"), day("2020-03-01"), false, false});
  EXPECT_EQ(to_feel(*d.least()), "@\"2020-02-01\"");
  EXPECT_EQ(to_feel(*d.greatest()), "@\"2020-02-29\"");
  EXPECT_TRUE(d.greatest_included());
  EXPECT_EQ(d.values()->size(), 29U);
}

TEST(Domain, nothing_that_could_be_is_no_promise) {
  EXPECT_TRUE(Domain::within({n(2), n(1), true, true}).is_anything());
  EXPECT_TRUE(Domain::within({n(1), n(1), true, false}).is_anything());
  EXPECT_TRUE(Domain::within({n(1), day("2020-01-01"), true, true}).is_anything());
  EXPECT_TRUE(Domain::within({Value::of("a"), std::nullopt, true, true}).is_anything());
  EXPECT_TRUE(Domain::one_of({}).is_anything());
  EXPECT_TRUE(Domain::one_of({n(1), Value::unknown({1})}).is_anything());
  EXPECT_TRUE(Domain::one_of({n(1), Value::of(List{Value::unknown({1})})}).is_anything());
}

TEST(Domain, same_tells_apart_what_could_lead_to_another_answer) {
  const auto unknown = [](Sources sources, const Range& range) {
    return Value::unknown(std::move(sources), Domain::within(range));
  };
  const Value one = unknown({7}, {n(0), n(10), true, true});
  EXPECT_TRUE(same(one, unknown({7}, {n(0), n(10), true, true})));
  EXPECT_FALSE(same(one, unknown({8}, {n(0), n(10), true, true})));
  EXPECT_FALSE(same(one, unknown({7}, {n(0), n(11), true, true})));
  EXPECT_FALSE(same(one, unknown({7}, {n(0), n(10), true, false})));
  EXPECT_FALSE(same(one, Value::unknown({7})));
  EXPECT_FALSE(same(one, Value::unknown({7}, Domain::one_of({n(0), n(10)}))));
  EXPECT_TRUE(same(Value::unknown({7}), Value::unknown({7})));
  EXPECT_TRUE(same(n(1), Value::of(Decimal(10, -1))));
  EXPECT_FALSE(same(n(1), Value::of("1")));
  EXPECT_FALSE(same(Value(), Value::of(false)));
  const auto list = [](const Value& item) { return Value::of(List{item}); };
  const auto context = [](const Value& entry) { return Value::of(Context{{"n", entry}}); };
  EXPECT_TRUE(same(list(one), list(one)));
  EXPECT_FALSE(same(list(one), list(Value::unknown({8}))));
  EXPECT_FALSE(same(list(one), Value::of(List{one, one})));
  EXPECT_TRUE(same(context(one), context(one)));
  EXPECT_FALSE(same(context(one), context(Value::unknown({7}))));
  EXPECT_FALSE(same(context(one), Value::of(Context{{"m", one}})));
}

TEST(Domain, hull_holds_both) {
  const Domain low = Domain::within({n(0), n(2), true, false});
  const Domain high = Domain::within({n(5), n(6), false, true});
  const Domain both = Domain::hull(low, high);
  EXPECT_TRUE(both.may_be(n(0)));
  EXPECT_TRUE(both.may_be(n(4)));
  EXPECT_TRUE(both.may_be(n(6)));
  EXPECT_FALSE(both.may_be(n(7)));
  EXPECT_TRUE(Domain::hull(low, Domain::within({n(0), n(2), false, true})).greatest_included());
  EXPECT_EQ(Domain::hull(Domain::one_of({n(1)}), Domain::one_of({Value::of("a"), Value()}))
                .candidates()
                .size(),
            3U);
  EXPECT_TRUE(Domain::hull(low, Domain::one_of({Value()})).is_anything());
  EXPECT_TRUE(Domain::hull(low, Domain()).is_anything());
}

TEST(Domain, of_too_many_values_is_the_interval_around_them) {
  List numbers;
  List texts;
  for (std::size_t i = 0; i <= kMaxCandidates; ++i) {
    numbers.push_back(n(static_cast<std::int64_t>(i)));
    texts.push_back(Value::of(std::to_string(i)));
  }
  EXPECT_TRUE(Domain::one_of(numbers).is_interval());
  EXPECT_EQ(to_feel(*Domain::one_of(numbers).greatest()), "64");
  EXPECT_TRUE(Domain::one_of(texts).is_anything());
  numbers.pop_back();
  texts.pop_back();
  EXPECT_EQ(Domain::one_of(numbers).candidates().size(), kMaxCandidates);
  EXPECT_EQ(Domain::one_of(texts).candidates().size(), kMaxCandidates);
}

TEST(Domain, one_moment_in_two_zones_is_two_values) {
  const Value a = Value::of(*parse_date_time("2020-02-21T10:00:00+08:00"));
  const Value b = Value::of(*parse_date_time("2020-02-21T02:00:00Z"));
  ASSERT_TRUE(equal(a, b).is_true());
  EXPECT_EQ(Domain::one_of({a, b}).candidates().size(), 2U);
}

}  // namespace
}  // namespace fugong::feel
