// Random laws (open terms, fills, exceptions, guards, regions): whole checks against the oracle.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engines/law/random_law.hpp"
#include "oracle/compare.hpp"
#include "oracle/tell.hpp"

namespace fugong::oracle {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr std::uint32_t kLaws = 30;  // sanitizers are slow and look for other faults
#else
constexpr std::uint32_t kLaws = 300;
#endif
constexpr int kFirmsOfLaw = 40;

/// A firm of which some facts are given, and some of its loans.
law::Subject some_firm(const law::Rulebook& book, Draw& draw) {
  const auto give = [&](law::Subject& subject) {
    for (std::size_t i = 0; i < book.facts().size(); ++i) {
      const law::Fact& fact = book.facts()[i];
      // What a guard may rule out is left to the completion.
      if (fact.subject != subject.kind || fact.applies_if || draw.below(3) == 0) continue;
      const Value value = draw.fact(fact);
      feel::Value given = feel::Value::of(true);
      if (const bool* truth = value.get<bool>()) given = feel::Value::of(*truth);
      if (const auto* text = value.get<std::string>()) given = feel::Value::of(*text);
      if (const Day* day = value.get<Day>()) given = feel::Value::of(*Date::parse(text_of(*day)));
      if (const auto* number = value.get<Fraction>()) {
        given = feel::Value::of(Decimal(whole_of(*number * Fraction(100)).value(), -2));
      }
      subject.facts.push_back({static_cast<std::uint16_t>(i), given});
    }
  };
  law::Subject firm;
  firm.kind = "firm";
  give(firm);
  for (std::size_t loans = draw.below(3); loans > 0; --loans) {
    law::Subject loan;
    loan.kind = "loan";
    loan.id = std::to_string(loans);
    give(loan);
    firm.children.push_back(std::move(loan));
  }
  if (firm.children.empty() && draw.truth()) firm.none_of = {"loan"};
  return firm;
}

/// The same law with other days: of knowledge, of beginning and end (some imprecise), and with
/// provisions that replace others. Empty where that makes no sense.
std::optional<law::Rulebook> in_other_times(law::Source source, Draw& draw) {
  const auto day = [&] {
    const Day drawn = days_later(Day{2020, 1, 1}, static_cast<std::int64_t>(draw.below(60)));
    return *Date::parse(text_of(drawn));
  };
  const auto edge = [&] {
    law::ImpreciseDate made;
    made.earliest = made.latest = day();
    if (draw.below(4) == 0) made.latest = made.earliest->plus_days(10);
    return made;
  };
  for (law::Provision& provision : source.provisions) {
    provision.known_from = day();
    provision.in_force.from = draw.below(5) == 0 ? law::ImpreciseDate{} : edge();
    if (draw.truth()) provision.in_force.to = edge();
    const law::Provision& other = source.provisions[draw.below(source.provisions.size())];
    if (other.id == provision.id || draw.below(3) != 0) continue;
    provision.supersedes = {{other.id, draw.truth(), {}}};
  }
  auto book = law::Rulebook::build(std::move(source));
  if (!book) return std::nullopt;
  return std::move(*book);
}

/// Some firms on some days.
std::string compare_books(const law::Rulebook& book, std::uint32_t seed, Tally& known,
                          Tally& partial, std::map<std::string, std::size_t>& counts) {
  Law oracle(book);
  Draw draw(book, seed);
  for (int i = 0; i < kFirmsOfLaw; ++i) {
    const Day on = days_later(Day{2020, 1, 8}, static_cast<std::int64_t>(draw.below(60)));
    const Day known_at = days_later(on, static_cast<std::int64_t>(draw.below(30)) - 10);
    const law::Moment moment{*Date::parse(text_of(on)), *Date::parse(text_of(known_at))};
    const law::Subject firm = some_firm(book, draw);
    const law::Subject completed = oracle.check(firm, moment, draw, Arithmetic::standard).completed;
    const Opinion opinion = oracle.check(completed, moment, draw, Arithmetic::standard);
    std::string found = difference(book.source(), book.check(completed, moment, {.trace = false}),
                                   opinion, true, Arithmetic::standard, known);
    if (found.empty()) {
      found = difference(book.source(), book.check(firm, moment), opinion, false,
                         Arithmetic::standard, partial);
      if (!found.empty()) found.insert(0, "of a firm with gaps: ");
    }
    if (!found.empty()) {
      return fmt::format("on {} as of {}: {}", text_of(on), text_of(known_at), found);
    }
  }
  for (const auto& [name, times] : oracle.counts())
    counts[name] += times;
  for (const auto& [reason, times] : oracle.not_covered)
    counts["NOT COVERED " + reason] += times;
  return {};
}

TEST(OracleLaws, SayWhatChecksSay) {
  Tally known;
  Tally partial;
  std::map<std::string, std::size_t> counts;
  std::uint32_t other_times = 0;
  for (std::uint32_t seed = 1; seed <= kLaws; ++seed) {
    const law::RandomLaw random(seed);
    ASSERT_EQ(compare_books(*random.book, seed, known, partial, counts), "") << "law " << seed;
    ASSERT_EQ(compare_books(random.filled.front(), seed, known, partial, counts), "")
        << "filled law " << seed;
    Draw draw(*random.book, seed);
    const auto aged = in_other_times(random.filled.front().source(), draw);
    if (!aged) continue;
    ++other_times;
    ASSERT_EQ(compare_books(*aged, seed, known, partial, counts), "") << "aged law " << seed;
  }
  std::printf("%zu firms: %zu entitlements the same, %zu within; with gaps: %zu within\n",
              known.firms, known.exact, known.within, partial.within);
  std::printf("%zu entitled, whatever figure an authority sets\n", known.by_authority);
  print_counts("the same", known.standings);
  print_counts("exercised", counts);
  EXPECT_GT(known.exact, std::size_t{kLaws} * kFirmsOfLaw * 4);
  EXPECT_EQ(known.not_covered, 0U);
  EXPECT_GT(known.by_authority, std::size_t{kLaws});
  EXPECT_GT(other_times, kLaws / 2);
  for (const char* name : {"law term filled", "law term left open", "law exception holds",
                           "law place too coarse", "law edge without a day", "lookup exact",
                           "lookup nearest", "fact without meaning", "law replaced"})
    EXPECT_GT(counts[name], std::size_t{kLaws}) << name;
}

}  // namespace
}  // namespace fugong::oracle
