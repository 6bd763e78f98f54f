// SME-10 from its rule file: the first 2,000 rows come to the check sums that every engine must
// find, and every decision of every row to what the interpreter says.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "oracle/evaluator.hpp"
#include "sme10/program.hpp"

namespace fugong::oracle {
namespace {

using bench::Sme10;
using bench::Sme10Row;
using decision::Slot;

constexpr std::size_t kRows = 2'000;

class Row final : public World {
 public:
  Row(const Sme10& rules, const Sme10Row& row) {
    std::size_t next = 0;
    const auto set = [&](Value value) { values_[rules.inputs()[next++]] = std::move(value); };
    const auto day = [](const Date& date) { return Value{*read_day(date.to_string())}; };
    const auto number = [](std::int64_t whole) { return Value{Fraction(whole)}; };
    const auto code = [](char letter, int index) {
      const std::string digits = std::to_string(index + 1);
      return Value{letter + std::string(digits.size() < 2 ? "0" : "") + digits};
    };
    set({std::string(bench::kIndustries[row.industry])});
    set(number(row.employees));
    set(row.revenue_10k ? number(*row.revenue_10k) : Value{});
    set(code('R', row.region));
    set(code('C', row.industry_code));
    set(day(row.application));
    set(day(row.registration));
    set({row.tax_arrears});
    set({row.blacklisted});
    set(number(row.si_months));
    set(number(row.layoffs));
    set({Fraction(row.loan_fen, 100)});
    set({Fraction(row.rate_bp, 100)});
  }
  Given input(Slot slot) override { return {values_.at(slot), kSettled}; }
  Given look_up(std::size_t /*function*/, const Value& /*argument*/) override {
    throw NotCovered("there are no lookups");
  }
  Day today() const override { return {}; }

 private:
  std::map<Slot, Value> values_;
};

TEST(OracleSme10, FindsTheCheckSums) {
  const std::string path = std::string(FUGONG_SOURCE_DIR) + "/bench/sme10/rules.yaml";
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  auto rules = Sme10::read(text.str(), path);
  ASSERT_TRUE(rules);
  Sme10::Runner runner(*rules, false);
  Literals literals;
  Exercise exercise;
  Fraction subsidies = 0;
  std::int64_t eligible = 0;
  for (const Sme10Row& row : bench::sme10_rows(kRows)) {
    Row world(*rules, row);
    Evaluator oracle(rules->program().impl(), literals, world, Arithmetic::exact, exercise);
    for (const Slot slot : rules->decisions()) {
      const Value mine = oracle.slot(slot).value;
      const feel::Value theirs = runner.run_one(row, slot);
      ASSERT_TRUE(identical(read(theirs), mine))
          << rules->program().name(slot) << ": the interpreter " << feel::to_feel(theirs)
          << ", the oracle " << text_of(mine);
    }
    if (oracle.slot(rules->slot("eligible")).value.is(true)) ++eligible;
    subsidies = subsidies + *oracle.slot(rules->slot("subsidy")).value.get<Fraction>();
  }
  const auto expected = bench::sme10_expected(kRows);
  ASSERT_TRUE(expected);
  EXPECT_EQ(eligible, expected->eligible);
  EXPECT_EQ(subsidies, Fraction(expected->subsidy_fen, 100));
}

}  // namespace
}  // namespace fugong::oracle
