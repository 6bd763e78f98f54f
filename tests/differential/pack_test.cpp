// The whole notice in SQL: every condition, amount and exception of every provision, over rows near
// every edge that the rules name.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include "differential/notice.hpp"
#include "differential/sample.hpp"

namespace fugong::differential {
namespace {

using feel::Kind;
using feel::Value;
using law::FactType;

constexpr std::size_t kRows = 120;
constexpr std::size_t kCodes = 12;  // of a list that occur
constexpr std::size_t kSlots = 60;  // asked for at once

/// Draws what a firm and its children may say.
class Firms {
 public:
  Firms() : random_(7) {
    const law::Rulebook& book = notice().book;
    for (const law::Fact& fact : book.facts()) {
      const law::CodeList* list = fact.type == FactType::code ? book.find_list(fact.list) : nullptr;
      std::vector<Value>& codes = codes_.emplace_back();
      for (std::size_t i = 0; list != nullptr && i < kCodes; ++i)
        codes.push_back(Value::of(list->entries[below(list->entries.size())].code));
    }
  }

  std::size_t below(std::size_t limit) { return random_() % limit; }

  std::optional<Value> draw(std::size_t fact, const std::vector<Value>& edges) {
    const law::Fact& of = notice().book.facts()[fact];
    if (below(5) == 0) return std::nullopt;
    switch (of.type) {
      case FactType::boolean:
        return Value::of(below(3) != 0);
      case FactType::code:
        return codes_[fact][below(kCodes)];
      case FactType::text:
        return Value::of(below(2) == 0 ? "a" : "b");
      case FactType::date:
        return near(
            edges, Kind::date,
            Value::of(
                Date::parse("2020-02-21")->plus_days(static_cast<std::int64_t>(below(700)) - 500)));
      default: {
        const std::int64_t most = std::int64_t{1} << below(34);
        const auto drawn = static_cast<std::int64_t>(below(static_cast<std::size_t>(most)));
        Value value = near(edges, Kind::number, Value::of(Decimal(drawn, -2)));
        if (of.type == FactType::integer) value = Value::of(Decimal(drawn / 100));
        if (of.minimum && value.number() < *of.minimum) value = Value::of(*of.minimum);
        if (of.maximum && value.number() > *of.maximum) value = Value::of(*of.maximum);
        return value;
      }
    }
  }

 private:
  /// Every other time one that the rules name.
  Value near(const std::vector<Value>& edges, Kind kind, Value otherwise) {
    std::vector<Value> of;
    for (const Value& edge : edges) {
      const bool is_far = edge.kind() == Kind::number && edge.number().abs() > Decimal(1, 9);
      if (edge.kind() == kind && !is_far) of.push_back(edge);
    }
    return of.empty() || below(2) == 0 ? otherwise : of[below(of.size())];
  }

  std::mt19937_64 random_;
  std::vector<std::vector<Value>> codes_;
};

class NoticeOf : public testing::TestWithParam<const char*> {};

TEST_P(NoticeOf, EveryProvision) {
  const auto database = std::string(GetParam()) == "sqlite" ? open_sqlite() : open_postgresql();
  if (database == nullptr) {
    GTEST_SKIP() << "no PostgreSQL here (Debian: apt-get install postgresql-15)";
  }
  const law::Rulebook& book = notice().book;
  const decision::Program& program = book.program();
  Sample sample;
  sample.elsewhere = &program;
  std::vector<decision::Slot> conditions;
  std::vector<decision::Slot> amounts;
  std::vector<Value> edges;
  for (const law::Provision& provision : book.source().provisions) {
    const auto add = [&](const std::string& name, std::vector<decision::Slot>& to) {
      const auto slot = program.find(name);
      if (!slot || program.is_input(*slot)) return;
      to.push_back(*slot);
      const auto literals = program.literals_of(*slot);
      edges.insert(edges.end(), literals.begin(), literals.end());
    };
    for (const auto& condition : provision.conditions)
      add(provision.id + "/condition/" + condition.id, conditions);
    for (const char* name : {"exception/usual_amount", "exception/excluded", "benefit/rate",
                             "benefit/period_from", "benefit/period_to"}) {
      add(provision.id + "/" + name, amounts);
    }
  }
  Firms firms;
  for (std::size_t row = 0; row < kRows; ++row)
    sample.rows.emplace_back();
  for (std::size_t fact = 0; fact < book.facts().size(); ++fact) {
    const auto slot = program.find(book.facts()[fact].name);
    if (!slot) continue;
    sample.inputs.push_back(*slot);
    for (auto& row : sample.rows)
      row.push_back(firms.draw(fact, edges));
  }
  for (const law::Decision& decision : book.source().decisions) {
    const auto slot = program.find(decision.definition.name + "/in_force");
    if (slot) sample.fixed.emplace_back(*slot, Value::of(true));
  }
  const Date on = *Date::parse("2020-06-01");
  const auto lookups = book.lookups(on);
  // In percent, of all values. Asked is where there are more than two amounts, or one beyond 2^61.
  struct Part {
    const char* what;
    const std::vector<decision::Slot>& slots;
    std::size_t most_refused;
    std::size_t most_asked;
  };
  for (const auto& [what, slots, most_refused, most_asked] :
       {Part{"conditions", conditions, 1, 1}, Part{"amounts", amounts, 1, 3}}) {
    Tally tally;
    for (std::size_t at = 0; at < slots.size() && !HasFatalFailure(); at += kSlots) {
      const std::size_t end = std::min(slots.size(), at + kSlots);
      sample.wanted.assign(slots.begin() + static_cast<std::ptrdiff_t>(at),
                           slots.begin() + static_cast<std::ptrdiff_t>(end));
      compare(sample, *database, lookups.get(), tally);
    }
    std::printf("%zu slots of %s; ", slots.size(), what);
    tally.print(GetParam());
    EXPECT_GT(slots.size(), 100U);
    EXPECT_GT(tally.known, tally.values / 4);
    EXPECT_LT(tally.refused * 100, tally.values * most_refused);
    EXPECT_LT(tally.asked * 100, tally.values * most_asked);
  }
}

INSTANTIATE_TEST_SUITE_P(On, NoticeOf, testing::Values("sqlite", "postgresql"),
                         [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace fugong::differential
