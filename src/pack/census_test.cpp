// Census = check on the real pack: firms near every edge that the rules have. Each worked example
// is a firm; its neighbours differ in a fact or two: a step beside a bound, a day beside an edge,
// an extreme amount, another code, a fact left out, a child more or less. Whatever state a
// provision reaches for any of them it must reach a thousand times, else more neighbours are drawn.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>

#include "engines/law/subject_roster.hpp"
#include "pack/neighbours_sample.hpp"
#include "pack/pack_sample.hpp"

namespace fugong::pack {
namespace {

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
  Neighbours neighbours(pack.book, 20'200'209);
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
