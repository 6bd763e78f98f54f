// A survey comes to what a loop over checks of each firm comes to, on random laws and firms.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "desks/assessment/register_sample.hpp"
#include "desks/survey/survey_sample.hpp"
#include "engines/law/alike_firms.hpp"
#include "engines/law/random_law.hpp"

namespace fugong::survey {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr std::size_t kFewer = 5;  // sanitizers are slow and look for other faults
#else
constexpr std::size_t kFewer = 1;
#endif

using law::Answer;
using law::ConditionAnswer;
using law::Entitlement;
using law::State;
using law::Truth;
using Origin = ConditionAnswer::Origin;

/// Figures by what they are of: "p1 c0 holds", "staff p1 lost".
using Figures = std::map<std::string, Sum>;

bool counts(const Entitlement& one) {
  return !one.hypothetical &&
         (one.conditions.empty() || one.conditions[0].origin != Origin::has_subject);
}

std::vector<const Entitlement*> counted(const Answer& answer) {
  std::vector<const Entitlement*> found;
  for (const Entitlement& one : answer.entitlements) {
    if (counts(one)) found.push_back(&one);
  }
  return found;
}

const char* word(Truth truth) {
  return truth == Truth::holds ? "holds" : truth == Truth::open ? "open" : "fails";
}

void add_requirements(const Entitlement& one, Figures& figures) {
  const std::string& id = one.provision->id;
  ++figures[id + " subjects"];
  std::size_t fail = 0;
  std::size_t open = 0;
  std::string failing;
  std::size_t rule = 0;
  for (const ConditionAnswer& each : one.conditions) {
    std::string name = each.origin == Origin::in_force ? "in_force" : "region";
    if (each.origin == Origin::rule) name = one.provision->conditions[rule++].id;
    if (each.truth == Truth::open) ++open;
    if (each.truth == Truth::fails) ++fail;
    if (each.origin == Origin::exception) {
      if (each.truth == Truth::fails) failing = "an exception";
      continue;
    }
    ++figures[fmt::format("{} {} {}", id, name, word(each.truth))];
    if (each.truth == Truth::fails) failing = name;
  }
  if (one.state != State::not_entitled || fail != 1 || failing == "an exception") return;
  ++figures[fmt::format("{} {} only", id, failing)];
  if (open == 0) ++figures[fmt::format("{} {} alone", id, failing)];
}

void add_tables(const std::vector<law::Step>& steps, const std::string& of, Figures& figures) {
  for (const law::Step& step : steps) {
    if (!std::holds_alternative<decision::Table>(step.definition->body)) continue;
    const std::string name = of + " " + step.definition->name;
    for (const int rule : step.matched_rules)
      ++figures[name + " rule " + std::to_string(rule)];
    if (step.matched_rules.size() > 1) ++figures[name + " several"];
    if (step.matched_rules.empty()) ++figures[name + " none or open"];
  }
}

/// The figure of a fact made larger, as far as it may be; whether it was.
bool enlarge(const Rulebook& book, std::uint16_t fact, std::int64_t step, Subject& subject) {
  const law::Fact& of = book.facts()[fact];
  bool any = false;
  for (law::GivenFact& given : subject.facts) {
    if (given.fact != fact) continue;
    if (given.value.kind() == feel::Kind::date) {
      given.value = feel::Value::of(given.value.date().plus_days(step));
      any = true;
    } else if (given.value.kind() == feel::Kind::number) {
      const bool percent = of.type == law::FactType::percent;
      const Decimal larger = *add(given.value.number(), Decimal(step, percent ? -2 : 0));
      if (of.maximum && larger > *of.maximum) continue;
      given.value = feel::Value::of(larger);
      any = true;
    }
  }
  for (Subject& child : subject.children)
    any = enlarge(book, fact, step, child) || any;
  return any;
}

bool has_figure(const Rulebook& book, const Subject& firm, const std::string& id,
                std::uint16_t fact) {
  const auto alone = [&](Subject one) {
    one.children.clear();
    return enlarge(book, fact, 1, one);
  };
  if (book.facts()[fact].subject == firm.kind) return alone(firm);
  for (const Subject& child : firm.children) {
    if (child.kind == book.facts()[fact].subject && child.id == id) return alone(child);
  }
  return false;
}

std::int64_t amount(const Entitlement* one, State state) {
  if (one == nullptr || one->state != state) return 0;
  if (one->amount) return one->amount->fen;
  return one->amount_range ? one->amount_range->low.fen : 0;
}

void add_change(const std::string& name, std::int64_t loss, Figures& figures) {
  if (loss > 0) {
    ++figures[name + " less"];
    figures[name + " lost"] += loss;
    figures[name + " worst"] = std::max(figures[name + " worst"], Sum{loss});
  } else if (loss < 0) {
    ++figures[name + " more"];
    figures[name + " won"] -= loss;
  }
}

using BySubject = std::map<std::pair<const law::Provision*, std::string>,
                           std::pair<const Entitlement*, const Entitlement*>>;

State state_of(const Entitlement* one) {  // null: the provision is replaced
  return one == nullptr ? State::not_entitled : one->state;
}

void add_cliffs(const Rulebook& book, const Subject& firm, const Answer& before,
                const Answer& after, std::uint16_t fact, Figures& figures) {
  BySubject all;
  for (const Entitlement* one : counted(before))
    all[{one->provision, one->subject_id}].first = one;
  for (const Entitlement* one : counted(after))
    all[{one->provision, one->subject_id}].second = one;
  for (const auto& [key, both] : all) {
    if (!has_figure(book, firm, key.second, fact)) continue;
    const auto [one, then] = both;
    const std::string name = book.facts()[fact].name + " " + key.first->id;
    const State was = state_of(one);
    const State is = state_of(then);
    ++figures[name + " tried"];
    if (was == State::entitled && is != State::entitled) ++figures[name + " lost it"];
    if (was != State::entitled && is == State::entitled) ++figures[name + " won it"];
    if (was == State::depends && is == State::not_entitled) ++figures[name + " chance lost"];
    if (was == State::not_entitled && is == State::depends) ++figures[name + " chance won"];
    add_change(name, amount(one, State::entitled) - amount(then, State::entitled), figures);
    add_change(name + " open", amount(one, State::depends) - amount(then, State::depends), figures);
  }
}

/// What a firm surely holds together, in fen, by total.
std::array<std::int64_t, stacking::kTotals> held(const pack::Pack& pack, Answer answer) {
  std::erase_if(answer.entitlements, [](const Entitlement& one) { return !counts(one); });
  std::array<std::int64_t, stacking::kTotals> sums{};
  const stacking::Stack stack = stacking::stack_up(pack.stacking, answer);
  for (std::size_t total = 0; total < sums.size(); ++total)
    sums[total] = stack.now.totals[total].low.fen;
  return sums;
}

std::string total_name(const law::Fact& fact, std::size_t total) {
  return fact.name + " total " + std::to_string(total);
}

Figures naive(const pack::Pack& pack, const std::vector<Subject>& firms,
              const law::Moment& moment) {
  const Rulebook& book = pack.book;
  Figures figures;
  for (const Subject& firm : firms) {
    const Answer answer = book.check(firm, moment);
    for (const Entitlement* one : counted(answer)) {
      add_requirements(*one, figures);
      add_tables(one->steps, one->provision->id, figures);
    }
    for (const law::DerivedFact& one : answer.derived)
      add_tables(one.steps, one.decision->definition.name, figures);
    for (std::uint16_t fact = 0; fact < book.facts().size(); ++fact) {
      Subject larger = firm;
      if (!usual_step(book.facts()[fact]) || !enlarge(book, fact, 1, larger)) continue;
      const Answer after = book.check(larger, moment);
      add_cliffs(book, firm, answer, after, fact, figures);
      if (book.facts()[fact].subject != firm.kind) continue;
      const auto before = held(pack, answer);
      const auto then = held(pack, after);
      for (std::size_t total = 0; total < before.size(); ++total)
        add_change(total_name(book.facts()[fact], total), before[total] - then[total], figures);
    }
  }
  return figures;
}

void put(Figures& figures, const std::string& name, Sum figure) {
  if (figure != 0) figures[name] = figure;
}

void put(Figures& figures, const std::string& name, const RequirementFigures& of) {
  put(figures, name + " holds", of.holds);
  put(figures, name + " open", of.open);
  put(figures, name + " fails", of.fails);
  put(figures, name + " only", of.only);
  put(figures, name + " alone", of.alone.subjects);
}

void put(Figures& figures, const std::string& name, const Changes& of) {
  put(figures, name + " less", of.less);
  put(figures, name + " more", of.more);
  put(figures, name + " lost", of.lost_fen);
  put(figures, name + " won", of.won_fen);
  put(figures, name + " worst", of.worst_fen);
}

Figures figures_of(const pack::Pack& pack, const Survey& found) {
  Figures figures;
  const law::Source& source = pack.book.source();
  for (const law::Provision& provision : source.provisions) {
    if (found.provision(provision.id) == nullptr) continue;
    const ProvisionFigures& of = *found.provision(provision.id);
    put(figures, provision.id + " subjects", of.subjects);
    put(figures, provision.id + " in_force", of.in_force);
    if (!provision.region.empty()) put(figures, provision.id + " region", of.in_region);
    for (std::size_t i = 0; i < of.conditions.size(); ++i)
      put(figures, provision.id + " " + provision.conditions[i].id, of.conditions[i]);
  }
  for (const TableFigures& table : found.table_figures()) {
    const std::string owner =
        table.of.provision != nullptr ? table.of.provision->id : table.of.decision->definition.name;
    const std::string name = owner + " " + table.of.definition->name;
    for (std::size_t rule = 0; rule < table.rules.size(); ++rule)
      put(figures, name + " rule " + std::to_string(rule + 1), table.rules[rule].sure.subjects);
    put(figures, name + " several", table.several.subjects);
    put(figures, name + " none or open", table.none.subjects + table.open.subjects);
  }
  for (const Cliffs& cliffs : found.cliffs()) {
    const std::string& fact = source.facts[cliffs.shift.fact].name;
    for (std::size_t i = 0; i < cliffs.provisions.size(); ++i) {
      const Cliff& of = cliffs.provisions[i];
      const std::string name = fact + " " + source.provisions[cliffs.shift.provisions[i]].id;
      put(figures, name + " tried", of.tried);
      put(figures, name + " lost it", of.lost.subjects);
      put(figures, name + " won it", of.won);
      put(figures, name + " chance lost", of.chance_lost.subjects);
      put(figures, name + " chance won", of.chance_won);
      put(figures, name, of.sure);
      put(figures, name + " open", of.chance);
    }
    for (std::size_t total = 0; total < cliffs.totals.size(); ++total)
      put(figures, total_name(source.facts[cliffs.shift.fact], total), cliffs.totals[total].sure);
  }
  return figures;
}

/// A fact on which a provision doesn't rest is not tried with it.
void drop_untouched(Figures& figures, const Figures& by) {
  std::erase_if(figures, [&by](const auto& figure) {
    return figure.first.ends_with(" tried") && !by.contains(figure.first);
  });
  std::erase_if(figures, [](const auto& figure) { return figure.second == 0; });
}

std::string shown(const Figures& figures, const Figures& others) {
  std::ostringstream text;
  for (const auto& [name, figure] : figures) {
    const auto other = others.find(name);
    if (other == others.end() || other->second != figure)
      text << name << " = " << yuan(figure) << "\n";
  }
  return text.str();
}

/// Figures on bounds of the law's rules and beside them.
void move_to_bounds(const Rulebook& book, std::mt19937& random, Subject& subject) {
  const std::int64_t bounds[] = {3, 4, 5, 9, 19, 20, 50, 1000};
  for (law::GivenFact& given : subject.facts) {
    const law::Fact& of = book.facts()[given.fact];
    if (given.value.kind() != feel::Kind::number || random() % 2 == 0) continue;
    const std::size_t most = of.maximum ? 7 : 8;
    given.value = feel::Value::of(bounds[random() % most]);
  }
  for (Subject& child : subject.children)
    move_to_bounds(book, random, child);
}

TEST(Survey, ComesToWhatChecksOfEachFirmComeTo) {
  const law::Moment moment = law::at("2020-03-01");
  std::map<std::string, std::size_t> met;  // by the last word of a figure
  for (std::uint32_t seed = 1; seed <= 25 / kFewer; ++seed) {
    SCOPED_TRACE(seed);
    law::RandomLaw random(seed);
    stacking::Rules rules;
    stacking::ExclusiveRule& one = rules.exclusive.emplace_back();
    one.provisions = {"p0", "p1", "p3"};
    const pack::Pack pack = pack_of(std::move(*random.book), std::move(rules));
    law::AlikeFirms draws(pack.book, seed);
    std::vector<Subject> drawn;
    std::mt19937 numbers(seed);
    for (int i = 0; i < 120; ++i) {
      drawn.push_back(draws.draw(pack.book.source().subjects[0], ""));
      move_to_bounds(pack.book, numbers, drawn.back());
    }
    const Register firms(pack.book, drawn);
    const Snapshot snapshot = firms.open(pack.book);
    const Figures found =
        figures_of(pack, surveyed(pack, snapshot, {.moment = moment, .workers = 1}));
    Figures expected = naive(pack, firms.firms, moment);
    drop_untouched(expected, found);
    ASSERT_EQ(shown(found, expected), shown(expected, found));
    for (const auto& [name, figure] : found)
      ++met[name.substr(name.rfind(' ') + 1)];
  }
  for (const char* word : {"holds", "open", "fails", "only", "alone", "several", "it", "less",
                           "more", "lost", "won", "worst", "tried"})
    EXPECT_GT(met[word], 20U / kFewer) << word;
}

/// Every fact of the notice, so that much is held together, and caps cut it.
TEST(Survey, ComesToWhatChecksComeToByTheNotice) {
  const pack::Pack& pack = assessment::notice();
  const assessment::Firms dense = assessment::dense_firms(25 / kFewer);
  const Register firms(pack.book, dense.subjects);
  const Snapshot snapshot = firms.open(pack.book);
  const law::Moment moment = assessment::moment();
  const Figures found =
      figures_of(pack, surveyed(pack, snapshot, {.moment = moment, .workers = 1}));
  Figures expected = naive(pack, firms.firms, moment);
  drop_untouched(expected, found);
  ASSERT_EQ(shown(found, expected), shown(expected, found));
  std::size_t totals = 0;
  for (const auto& [name, figure] : found)
    totals += name.find(" total ") != std::string::npos ? std::size_t{1} : 0;
  EXPECT_GT(totals, 5U / kFewer);
}

}  // namespace
}  // namespace fugong::survey
