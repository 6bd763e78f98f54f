// What waits, counted: by provision, place, step and role; small counts are masked.
#include "desks/casework/figures.hpp"

#include <gtest/gtest.h>

#include "desks/casework/counter_sample.hpp"

namespace fugong::casework {
namespace {

class Figures : public CounterSample {
 protected:
  std::vector<Figure> rows(By by, const FiguresWanted& wanted = {},
                           const char* today = "2020-03-02") {
    std::vector<Figure> found;
    EXPECT_EQ(in([&](Transaction& t) -> Result<void> {
                auto all = figures(t, by, wanted, *Date::parse(today), noon(today));
                if (!all) return fail(all.error());
                found = std::move(*all);
                return {};
              }),
              "");
    return found;
  }
  static std::string said(const std::vector<Figure>& rows) {
    std::string out;
    const auto count = [](const std::optional<std::int64_t>& value) {
      return value ? std::to_string(*value) : "-";
    };
    for (const Figure& row : rows) {
      out += row.key + (row.step.empty() ? "" : "/" + row.step) + " " + count(row.open) + " " +
             count(row.late) + " " + count(row.days_mean) + "\n";
    }
    return out;
  }
};

INSTANTIATE_TEST_SUITE_P(All, Figures, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

TEST_P(Figures, CountWhatWaitsWhereAndHowLong) {
  for (std::int64_t number = 1; number <= 3; ++number)
    ASSERT_EQ(file(number, yuan(1'000)), "");
  ASSERT_EQ(grant(1, yuan(1'000)), "");
  EXPECT_EQ(said(rows(By::provision)), "17.2 3 0 0\n");
  EXPECT_EQ(said(rows(By::step)), "subsidy/decision 2 0 0\nsubsidy/publicity 1 0 0\n");
  EXPECT_EQ(said(rows(By::role)), "county_officer 2 0 0\nprogramme 1 0 0\n");
  // Ten working days to decide, five to publish; three weeks later all of it is late.
  EXPECT_EQ(said(rows(By::step, {}, "2020-03-23")),
            "subsidy/decision 2 2 21\nsubsidy/publicity 1 1 21\n");
  EXPECT_EQ(publish_and_pay(1), "");
  EXPECT_EQ(said(rows(By::provision)), "17.2 2 0 0\n") << "what is closed waits no longer";
}

TEST_P(Figures, GoDownFromPlaceToPlace) {
  for (std::int64_t number = 1; number <= 2; ++number)
    ASSERT_EQ(file(number, yuan(1'000)), "");
  EXPECT_EQ(said(rows(By::place)), "32 2 0 0\n");
  EXPECT_EQ(said(rows(By::place, {.place_prefix = "32"})), "3201 2 0 0\n");
  EXPECT_EQ(said(rows(By::place, {.place_prefix = "3201"})), "320100 2 0 0\n");
  EXPECT_EQ(said(rows(By::place, {.place_prefix = "33"})), "");
  EXPECT_EQ(said(rows(By::provision, {.place_prefix = "3", .provision = "17.3"})), "");
}

TEST(FigureMasks, HideSmallCountsAndWhatWouldTellThem) {
  const auto row = [](const char* key, std::int64_t open, std::int64_t late) {
    return Figure{key, "", open, late, 7};
  };
  const auto masked = [](std::vector<Figure> rows) {
    mask(rows);
    std::string out;
    for (const Figure& one : rows) {
      out += one.key + (one.open ? std::to_string(*one.open) : "-") +
             (one.late ? "/" + std::to_string(*one.late) : "/-") + " ";
    }
    return out;
  };
  EXPECT_EQ(masked({row("a", 5, 0), row("b", 50, 5)}), "a5/0 b50/5 ");
  EXPECT_EQ(masked({row("a", 4, 4), row("b", 50, 9), row("c", 20, 9)}), "a-/- b50/9 c-/- ")
      << "the sum would tell a single one";
  EXPECT_EQ(masked({row("a", 4, 0), row("b", 1, 0), row("c", 20, 3)}), "a-/- b-/- c20/- ");
  EXPECT_EQ(
      masked({row("a", 5, 0), row("b", 1, 0), row("c", 1, 0), row("d", 1, 0), row("e", 9, 0)}),
      "a-/- b-/- c-/- d-/- e9/0 ")
      << "three rows of a sum of three are one each";
  EXPECT_EQ(masked({row("a", 1, 0), row("b", 1, 0), row("c", 1, 0), row("d", 1, 0), row("e", 1, 0),
                    row("f", 6, 0)}),
            "a-/- b-/- c-/- d-/- e-/- f-/- ")
      << "and so are five of five";
  EXPECT_EQ(masked({row("a", 30, 2), row("b", 40, 8), row("c", 50, 0)}), "a30/- b40/- c50/0 ")
      << "the same of those that are late";
  EXPECT_EQ(masked({row("a", 2, 0)}), "a-/- ");
  EXPECT_EQ(masked({}), "");
}

}  // namespace
}  // namespace fugong::casework
