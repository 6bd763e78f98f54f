// Census = check on the real pack: firms near every edge that the rules have. Each worked example
// is a firm; its neighbours differ in a fact or two: a step beside a bound, a day beside an edge,
// an extreme amount, another code, a fact left out, a child more or less. Whatever state a
// provision reaches for any of them it must reach a thousand times, else more neighbours are drawn.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <random>
#include <set>

#include "engines/law/subject_roster.hpp"
#include "pack/pack_sample.hpp"

namespace fugong::pack {
namespace {

using feel::Value;
using law::FactType;
using law::Subject;

#if defined(__SANITIZE_ADDRESS__)
constexpr std::size_t kWanted = 10;  // sanitizers are slow and look for other faults
constexpr std::size_t kFirms = 6'000;
#else
constexpr std::size_t kWanted = 1'000;  // of each state of each provision that is reached at all
constexpr std::size_t kFirms = 200'000;
#endif
constexpr std::size_t kMostRounds = 12;
constexpr std::size_t kTracedEvery = 20;
constexpr std::size_t kSeedsKept = 6;

const Pack& real_pack() {
  static const Pack kPack =
      loaded(files_below(std::filesystem::path(FUGONG_SOURCE_DIR) / "packs"), "miit-2020-14");
  return kPack;
}

class Neighbours {
 public:
  explicit Neighbours(std::uint32_t seed) : random_(seed) {
    const auto take = [&](const std::vector<law::Parameter>& parameters) {
      for (const law::Parameter& parameter : parameters) {
        if (const auto number = Decimal::parse(parameter.value)) numbers_.push_back(*number);
        if (const auto date = Date::parse(parameter.value)) dates_.push_back(*date);
      }
    };
    for (const law::Provision& provision : book().source().provisions) {
      take(provision.parameters);
      places_.insert(places_.end(), provision.region.begin(), provision.region.end());
    }
    for (const law::Decision& decision : book().source().decisions)
      take(decision.parameters);
  }

  Subject draw(const Subject& of) {
    Subject made = of;
    for (std::size_t changes = below(3); changes > 0; --changes)
      change(made);
    return made;
  }
  std::size_t below(std::size_t n) { return random_() % n; }

 private:
  static const law::Rulebook& book() { return real_pack().book; }

  void change(Subject& subject) {
    if (!subject.children.empty() && below(2) == 0) {
      const std::size_t child = below(subject.children.size());
      switch (below(12)) {
        case 0:
          subject.children.erase(subject.children.begin() + static_cast<std::ptrdiff_t>(child));
          return;
        case 1:
          subject.children.push_back(subject.children[child]);
          return;
        default:
          return change_fact(subject.children[child]);
      }
    }
    change_fact(subject);
  }

  void change_fact(Subject& subject) {
    if (subject.facts.empty() || below(8) == 0) return add_fact(subject);
    const std::size_t at = below(subject.facts.size());
    if (below(5) == 0) {
      subject.facts.erase(subject.facts.begin() + static_cast<std::ptrdiff_t>(at));
      return;
    }
    law::GivenFact& given = subject.facts[at];
    given.value = beside(book().facts()[given.fact], given.value);
  }

  void add_fact(Subject& subject) {
    const std::size_t fact = below(book().facts().size());
    if (book().facts()[fact].subject != subject.kind) return;
    const auto index = static_cast<std::uint16_t>(fact);
    for (const law::GivenFact& given : subject.facts) {
      if (given.fact == index) return;
    }
    subject.facts.push_back({index, beside(book().facts()[fact], Value())});
  }

  Value beside(const law::Fact& fact, const Value& was) {
    switch (fact.type) {
      case FactType::boolean:
        return Value::of(was.is_null() ? below(2) == 0 : !was.is_true());
      case FactType::date: {
        const Date from =
            was.is_null() || below(4) == 0 ? dates_[below(dates_.size())] : was.date();
        constexpr std::int64_t kDays[] = {-1, 1, 0, -31, 31, 366, -30'000, 30'000};
        return Value::of(from.plus_days(kDays[below(8)]));
      }
      case FactType::code: {
        const auto& entries = book().find_list(fact.list)->entries;
        if (fact.name == book().source().place_fact && below(2) == 0) {
          return Value::of(places_[below(places_.size())]);
        }
        return Value::of(below(40) == 0 ? "no such code" : entries[below(entries.size())].code);
      }
      case FactType::text:
        return Value::of("x");
      default:
        return Value::of(number_beside(fact, was));
    }
  }

  Decimal number_beside(const law::Fact& fact, const Value& was) {
    const int scale = fact.type == FactType::integer ? 0 : 2;
    const Decimal from =
        was.is_null() || below(4) == 0 ? numbers_[below(numbers_.size())] : was.number();
    const Decimal step(static_cast<std::int64_t>(below(3)) - 1, -scale);
    Decimal number = *add(from, step);
    if (below(12) == 0) number = Decimal(0);
    if (below(25) == 0) number = Decimal(Money::kMaxFen, -2);
    if (below(25) == 0) number = *multiply(from, Decimal(1'000'003));
    number = *number.round(scale, Rounding::half_even);
    if (fact.minimum && number < *fact.minimum) return *fact.minimum;
    if (fact.maximum && number > *fact.maximum) return *fact.maximum;
    return number;
  }

  std::mt19937 random_;
  std::vector<Decimal> numbers_;
  std::vector<Date> dates_;
  std::vector<std::string> places_;
};

/// What was reached, and from where.
struct Reached {
  std::size_t rows = 0;
  std::set<std::int64_t> amounts;
  std::vector<std::pair<law::Moment, Subject>> seeds;
};

struct ByMoment {
  bool operator()(const law::Moment& a, const law::Moment& b) const {
    return std::pair(a.on, a.known_at) < std::pair(b.on, b.known_at);
  }
};

using Firms = std::map<law::Moment, std::vector<Subject>, ByMoment>;
/// By provision and finding.
using States = std::map<std::pair<std::size_t, law::Finding>, Reached>;

struct Counts {
  std::size_t asked = 0;
  std::size_t firms = 0;
  std::size_t traced = 0;
  std::size_t rows = 0;
  std::uint64_t judged = 0;
  std::vector<std::uint64_t> by_row;
};

/// Compares; tells of the first difference.
std::string run(Firms firms, States& states, Counts& counts) {
  const law::Rulebook& book = real_pack().book;
  counts.by_row.resize(book.source().provisions.size());
  for (auto& [moment, subjects] : firms) {
    law::Docket docket(book, moment);
    law::Census census(book, moment);
    law::SubjectRoster roster(book, std::move(subjects));
    const law::Oracle oracle = [&](const Subject& firm) {
      if (++counts.asked % kTracedEvery != 0) return law::expect_by_docket(book, docket, firm);
      ++counts.traced;
      return law::expect_by_check(book, moment, firm, true);
    };
    const law::SeenRow seen = [&, at = moment](std::size_t firm, std::size_t provision,
                                               const law::Expected& one) {
      Reached& reached = states[{provision, one.finding}];
      ++reached.rows;
      if (reached.amounts.size() < kWanted) reached.amounts.insert(one.low);
      if (reached.seeds.size() < kSeedsKept && reached.rows % 7 == 1) {
        reached.seeds.emplace_back(at, roster.firm(firm));
      }
    };
    const law::Compared result = law::compare(book, roster, census, 512, oracle, seen);
    counts.firms += roster.size();
    counts.rows += result.entitlements;
    for (std::size_t i = 0; i < counts.by_row.size(); ++i) {
      counts.by_row[i] += census.by_row()[i];
      counts.judged += census.judged()[i];
    }
    if (!result.difference.empty()) {
      return "on " + moment.on.to_string() + ": " + result.difference;
    }
  }
  return "";
}

TEST(CensusOfThePack, ComesToWhatChecksComeToNearEveryEdge) {
  const Pack& pack = real_pack();
  Neighbours neighbours(20'200'209);
  States states;
  Counts counts;
  Firms firms;
  std::map<std::string, int> drawn;
  const std::size_t each = kFirms / 2 / pack.examples.size() + 1;
  for (const Example& example : pack.examples) {
    for (std::size_t i = 0; i < each; ++i) {
      firms[example.moment].push_back(i == 0 ? example.subject : neighbours.draw(example.subject));
    }
  }
  std::size_t rare = 0;
  for (std::size_t round = 0; round < kMostRounds; ++round) {
    ASSERT_EQ(run(std::move(firms), states, counts), "");
    firms.clear();
    rare = 0;
    for (const auto& [key, reached] : states) {
      if (reached.rows >= kWanted) continue;
      ++rare;
      const std::size_t more = std::min<std::size_t>(2 * (kWanted - reached.rows), 1'500);
      for (std::size_t i = 0; i < more; ++i) {
        const auto& [moment, seed] = reached.seeds[neighbours.below(reached.seeds.size())];
        firms[moment].push_back(neighbours.draw(seed));
      }
    }
    if (rare == 0 && counts.firms >= kFirms) break;
  }
  std::printf("%zu firms, %zu of them traced; %zu entitlements\n", counts.firms, counts.traced,
              counts.rows);
  std::printf("provision: rows entitled, depends, not; distinct amounts\n");
  std::size_t slow = 0;
  for (std::size_t i = 0; i < pack.book.source().provisions.size(); ++i) {
    const Reached& entitled = states[{i, law::Finding::entitled}];
    const Reached& depends = states[{i, law::Finding::depends}];
    const Reached& refused = states[{i, law::Finding::not_entitled}];
    std::printf("%s: %zu %zu %zu; %zu%s\n", pack.book.source().provisions[i].id.c_str(),
                entitled.rows, depends.rows, refused.rows,
                entitled.amounts.size() + depends.amounts.size(),
                counts.by_row[i] > 0 ? "; some row by row" : "");
    for (const Reached* one : {&entitled, &depends, &refused}) {
      EXPECT_TRUE(one->rows == 0 || one->rows >= kWanted)
          << pack.book.source().provisions[i].id << " reaches a state only " << one->rows
          << " times";
    }
    const std::size_t rows = entitled.rows + depends.rows + refused.rows;
    if (counts.by_row[i] * 20 > rows) ++slow;
  }
  EXPECT_EQ(rare, 0U);
  EXPECT_GE(counts.firms, kFirms);
  EXPECT_GE(counts.traced, kFirms / kTracedEvery);
  EXPECT_LE(slow * 20, pack.book.source().provisions.size()) << "provisions in the slow lane";
}

}  // namespace
}  // namespace fugong::pack
