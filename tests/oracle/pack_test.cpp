// The packs of this tree against the oracle: firms near every edge that the rules have, each as it
// is told, with gaps, and completed. Of the completed firm both must say the same, state and fen;
// of the firm with gaps the product must allow what the oracle makes of the completion.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "oracle/compare.hpp"
#include "oracle/tell.hpp"
#include "pack/neighbours_sample.hpp"
#include "pack/pack_sample.hpp"

namespace fugong::oracle {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr std::size_t kFirms = 600;  // sanitizers are slow and look for other faults
#else
constexpr std::size_t kFirms = 10'000;
#endif
/// Every so many firms also with numbers kept to 34 digits, as the standard has it.
constexpr std::size_t kStandardEvery = 4;
/// The drawing falls on ways that the rules leave open too; of the rest both must say the same.
constexpr std::size_t kLeastExactPercent = 90;

/// Days on which a text begins, ends, or became known; moments are drawn on and beside them.
class Moments {
 public:
  explicit Moments(const law::Source& source) {
    const auto take = [&](const law::ImpreciseDate& date) {
      if (date.earliest) days_.push_back(*date.earliest);
      if (date.latest) days_.push_back(*date.latest);
    };
    for (const law::Provision& provision : source.provisions) {
      take(provision.in_force.from);
      take(provision.in_force.to);
      days_.push_back(provision.known_from);
    }
    for (const law::Lookup& lookup : source.lookups) {
      for (const law::Lookup::Row& row : lookup.rows) {
        if (row.known_from) days_.push_back(*row.known_from);
      }
    }
  }

  law::Moment beside(const law::Moment& moment, Draw& draw) const {
    law::Moment made = moment;
    const auto day = [&] {
      return days_[draw.below(days_.size())].plus_days(static_cast<std::int64_t>(draw.below(3)) -
                                                       1);
    };
    if (draw.below(3) == 0) made.on = day();
    if (draw.below(3) == 0) made.known_at = draw.truth() ? made.on : day();
    return made;
  }

 private:
  std::vector<Date> days_;
};

/// Whatever occurs in the definitions that a check asks for.
std::map<std::string, std::size_t> occurring(const law::Rulebook& book) {
  std::map<std::string, std::size_t> names;
  for (const decision::Definition& definition : book.program().impl().definitions)
    collect_names(definition, names);
  return names;
}

struct Compared {
  Tally known;
  Tally partial;
  std::size_t rounded = 0;
};

std::string compare_firm(const pack::Pack& pack, Law& oracle, const law::Subject& firm,
                         const law::Moment& moment, Draw& draw, Compared& compared) {
  const law::Source& source = pack.book.source();
  const law::Subject completed = oracle.check(firm, moment, draw, Arithmetic::exact).completed;
  const Opinion opinion = oracle.check(completed, moment, draw, Arithmetic::exact);
  std::string found = difference(source, pack.book.check(completed, moment, {.trace = false}),
                                 opinion, true, Arithmetic::exact, compared.known);
  if (!found.empty()) return found;
  found = difference(source, pack.book.check(firm, moment, {.trace = false}), opinion, false,
                     Arithmetic::exact, compared.partial);
  if (!found.empty()) return "of a firm with gaps: " + found;
  if (compared.known.firms % kStandardEvery != 0) return {};
  ++compared.rounded;
  Tally apart;
  found = difference(source, pack.book.check(completed, moment, {.trace = false}),
                     oracle.check(completed, moment, draw, Arithmetic::standard), true,
                     Arithmetic::standard, apart);
  return found.empty() ? found : "of 34 digits: " + found;
}

// ---- worked examples: what people worked out from the text of the law

struct Worked {
  std::size_t met = 0;
  std::size_t amounts = 0;
  std::size_t left = 0;  // the example leaves facts open that the oracle would have to draw
};

bool meets(const pack::Example::Expected& expected, const Outcome& mine, Worked& worked) {
  const auto fen_is = [&](const std::optional<Money>& money) {
    if (!money) return true;
    ++worked.amounts;
    return mine.fen == money->fen;
  };
  const Standing wanted = expected.state == law::State::entitled  ? Standing::entitled
                          : expected.state == law::State::depends ? Standing::depends
                                                                  : Standing::not_entitled;
  if (expected.state && mine.standing != wanted) return false;
  if (expected.rate && mine.rate != read_fraction(expected.rate->to_string())) return false;
  const auto& withheld = expected.withheld;
  return fen_is(expected.amount) && fen_is(withheld ? withheld->high : std::nullopt);
}

std::string of_example(const law::Source& source, const pack::Example& example,
                       const Opinion& opinion, Worked& worked) {
  for (const pack::Example::Expected& expected : example.expected) {
    const auto is_meant = [&](const std::string& id) {
      return expected.subject_id.empty() || expected.subject_id == id;
    };
    for (const DerivedValue& derived : opinion.derived) {
      if (derived.decision->definition.name != expected.decision || !derived.value ||
          !expected.value || !is_meant(derived.subject_id)) {
        continue;
      }
      if (derived.value->open != kSettled || derived.value->value.get<Fraction>() != nullptr) {
        ++worked.left;
        continue;
      }
      ++worked.met;
      const std::string mine = text_of(derived.value->value);
      if (mine != *expected.value && mine != "\"" + *expected.value + "\"") {
        return expected.decision + ": " + mine + " instead of " + *expected.value;
      }
    }
    for (std::size_t i = 0; i < source.provisions.size(); ++i) {
      if (source.provisions[i].id != expected.provision) continue;
      for (const Outcome& mine : opinion.outcomes[i]) {
        if (!is_meant(mine.subject_id)) continue;
        if (mine.open != kSettled || mine.standing == Standing::not_covered) {
          ++worked.left;
          continue;
        }
        ++worked.met;
        const bool gone = mine.standing == Standing::replaced;
        if (expected.absent ? !gone : gone || !meets(expected, mine, worked)) {
          return expected.provision + " " + mine.subject_id;
        }
      }
    }
  }
  return {};
}

TEST(OraclePack, ComesToWhatPeopleWorkedOut) {
  const pack::Pack& pack = pack::real_pack();
  Law oracle(pack.book);
  Draw draw(pack.book, 1);
  Worked worked;
  for (const pack::Example& example : pack.examples) {
    const Opinion opinion = oracle.check(example.subject, example.moment, draw, Arithmetic::exact);
    EXPECT_EQ(of_example(pack.book.source(), example, opinion, worked), "")
        << example.file << " " << example.id;
  }
  std::printf("%zu expectations met, %zu amounts among them; %zu left open by the example\n",
              worked.met, worked.amounts, worked.left);
  EXPECT_GT(worked.met, 1'000U);
  EXPECT_GT(worked.amounts, 100U);
}

// ---- neighbours

TEST(OraclePack, SaysWhatChecksSayNearEveryEdge) {
  const pack::Pack& pack = pack::real_pack();
  const law::Source& source = pack.book.source();
  Law oracle(pack.book);
  Draw draw(pack.book, 14);
  pack::Neighbours neighbours(pack.book, 20'200'218);
  const Moments moments(source);
  Compared compared;
  const std::size_t each = kFirms / pack.examples.size() + 1;
  for (const pack::Example& example : pack.examples) {
    for (std::size_t i = 0; i < each; ++i) {
      const law::Subject firm = i == 0 ? example.subject : neighbours.draw(example.subject);
      const law::Moment moment = i == 0 ? example.moment : moments.beside(example.moment, draw);
      ASSERT_EQ(compare_firm(pack, oracle, firm, moment, draw, compared), "")
          << example.file << " " << example.id << ", neighbour " << i << ", on "
          << moment.on.to_string() << " as of " << moment.known_at.to_string();
    }
  }
  const Tally& known = compared.known;
  const std::size_t all = known.exact + known.within + known.not_covered;
  std::printf(
      "%zu firms, %zu also of 34 digits: %zu entitlements the same (%zu %%), %zu within, "
      "%zu not covered; %zu derived values; with gaps: %zu within\n",
      known.firms, compared.rounded, known.exact, known.exact * 100 / all, known.within,
      known.not_covered, known.values, compared.partial.within);
  std::printf("%zu entitled, whatever figure an authority sets\n", known.by_authority);
  auto counts = oracle.counts();
  print_counts("the same", known.standings);
  print_counts("exercised", counts);
  print_counts("not covered", oracle.not_covered);
  EXPECT_GE(known.firms, kFirms);
  EXPECT_GE(known.exact * 100, all * kLeastExactPercent);
  EXPECT_EQ(known.not_covered, 0U);
  EXPECT_GT(known.by_authority, 0U);
  std::set<std::string> never;
  for (const auto& [name, times] : occurring(pack.book)) {
    if (counts[name] == 0) never.insert(name);
  }
  EXPECT_EQ(never, std::set<std::string>()) << "occurs in the packs and was never carried out";
  for (const char* name :
       {"lookup exact", "lookup nearest", "lookup dated", "lookup too coarse",
        "lookup of a day to come", "law replaced", "law term filled", "law term left open",
        "law exception holds", "law place too coarse", "fact without meaning", "table F"})
    EXPECT_GT(counts[name], 20U) << name;
  std::string unseen;
  for (const law::Provision& provision : source.provisions) {
    if (known.by_provision.count(provision.id) == 0) unseen += " " + provision.id;
  }
  EXPECT_EQ(unseen, "") << "provisions that were never compared";
}

}  // namespace
}  // namespace fugong::oracle
