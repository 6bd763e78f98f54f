#include "desks/survey/turns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

#include "desks/survey/shifted_roster.hpp"

namespace fugong::survey {

using law::Answer;
using law::Entitlement;
using law::Step;
using law::Subject;
using law::Truth;

namespace {

/// Pieces of one text that are told at most.
constexpr std::size_t kMostPieces = 6;

/// Two losses are alike if they differ by less than one part of so many.
constexpr std::int64_t kAlike = 10;

using Pieces = std::vector<Text>;

Text joined(const Pieces& pieces) {
  Text all;
  for (std::size_t i = 0; i < pieces.size() && i < kMostPieces; ++i) {
    all.zh += (i > 0 ? "；" : "") + pieces[i].zh;
    all.en += (i > 0 ? "; " : "") + pieces[i].en;
  }
  if (pieces.size() > kMostPieces) {
    all.zh += "；等";
    all.en += "; and more";
  }
  return all;
}

Text word_of(Truth truth) {
  switch (truth) {
    case Truth::holds:
      return {"成立", "holds"};
    case Truth::open:
      return {"未定", "open"};
    case Truth::fails:
      break;
  }
  return {"不成立", "fails"};
}

void add_turn(Pieces& pieces, const Text& label, const Text& from, const Text& to) {
  pieces.push_back({fmt::format("{}：{} → {}", label.zh, from.zh, to.zh),
                    fmt::format("{}: {} → {}", label.en, from.en, to.en)});
}

Text rules_of(const std::vector<int>& rules) {
  if (rules.empty()) return {"无规则", "no rule"};
  return {fmt::format("规则 {}", fmt::join(rules, "+")),
          fmt::format("rule {}", fmt::join(rules, "+"))};
}

/// Tables of which other rules fire.
void add_steps(Pieces& pieces, const std::vector<Step>& before, const std::vector<Step>& after) {
  for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i) {
    if (before[i].definition != after[i].definition) continue;
    if (before[i].matched_rules == after[i].matched_rules) continue;
    add_turn(pieces, before[i].definition->label, rules_of(before[i].matched_rules),
             rules_of(after[i].matched_rules));
  }
}

/// Numbers as people read them.
std::string shown(const feel::Value& value) {
  if (value.kind() != feel::Kind::number) return feel::to_display(value);
  const auto rounded = value.number().round(4, Rounding::half_up);
  return rounded ? rounded->to_string() : value.number().to_string();
}

/// Derived facts that differ, of the enterprise and of subjects alike: numbers, which change with
/// every step, only where nothing else does.
void add_derived(Pieces& pieces, const Answer& before, const Answer& after) {
  const bool with_numbers = pieces.empty();
  for (std::size_t i = 0; i < std::min(before.derived.size(), after.derived.size()); ++i) {
    const law::DerivedFact& was = before.derived[i];
    const law::DerivedFact& is = after.derived[i];
    if (was.decision != is.decision || feel::same(was.value, is.value)) continue;
    const auto is_number = [](const feel::Value& value) {
      return value.kind() == feel::Kind::number;
    };
    if (is_number(was.value) && is_number(is.value) && !with_numbers) continue;
    const std::string from = shown(was.value);
    const std::string to = shown(is.value);
    add_turn(pieces, was.decision->definition.label, {from, from}, {to, to});
  }
}

bool is_of_a_subject(const Entitlement& each) {
  const bool absent = !each.conditions.empty() &&
                      each.conditions[0].origin == law::ConditionAnswer::Origin::has_subject;
  return !each.hypothetical && !absent;
}

/// That of the only subject; null where the provision is replaced.
const Entitlement* entitlement_of(const Answer& answer, const law::Provision& provision) {
  for (const Entitlement& each : answer.entitlements) {
    if (each.provision == &provision && is_of_a_subject(each)) return &each;
  }
  return nullptr;
}

void add_conditions(Pieces& pieces, const Entitlement& before, const Entitlement& after) {
  const auto& was = before.conditions;
  const auto& is = after.conditions;
  for (std::size_t i = 0; i < std::min(was.size(), is.size()); ++i) {
    if (was[i].truth == is[i].truth) continue;
    add_turn(pieces, *was[i].label, word_of(was[i].truth), word_of(is[i].truth));
  }
}

Sum sure_amount(const Entitlement& each) {
  if (each.state != law::State::entitled) return 0;
  return each.amount ? each.amount->fen : each.amount_range ? each.amount_range->low.fen : 0;
}

/// Provisions of which the firm has another sum, the greatest loss first.
void add_sums(Pieces& pieces, const Answer& before, const Answer& after) {
  std::map<const law::Provision*, std::pair<Sum, Sum>> sums;
  for (const Entitlement& each : before.entitlements) {
    if (is_of_a_subject(each)) sums[each.provision].first += sure_amount(each);
  }
  for (const Entitlement& each : after.entitlements) {
    if (is_of_a_subject(each)) sums[each.provision].second += sure_amount(each);
  }
  std::vector<std::pair<Sum, const law::Provision*>> losses;
  for (const auto& [provision, sum] : sums) {
    if (sum.first != sum.second) losses.emplace_back(sum.second - sum.first, provision);
  }
  std::sort(losses.begin(), losses.end());
  for (const auto& [change, provision] : losses) {
    const std::string from = yuan(sums[provision].first);
    const std::string to = yuan(sums[provision].second);
    add_turn(pieces, {provision->id, provision->id}, {from, from}, {to, to});
  }
}

/// The way to the nth subject of a kind, in the order of a walk; empty if there is none.
bool find_way(Subject& from, const std::string& kind, std::uint32_t& nth,
              std::vector<Subject*>& way) {
  way.push_back(&from);
  if (from.kind == kind && nth-- == 0) return true;
  for (Subject& child : from.children) {
    if (find_way(child, kind, nth, way)) return true;
  }
  way.pop_back();
  return false;
}

std::string shown(const Subject& subject, std::uint16_t fact) {
  for (const law::GivenFact& given : subject.facts) {
    if (given.fact == fact) return feel::to_display(given.value);
  }
  for (const Subject& child : subject.children) {
    std::string found = shown(child, fact);
    if (!found.empty()) return found;
  }
  return {};
}

}  // namespace

std::size_t Turns::kind_of(std::size_t provision) const {
  const law::Source& source = pack_.book.source();
  std::size_t kind = 0;
  while (source.subjects[kind].name != source.provisions[provision].subject)
    ++kind;
  return kind;
}

Subject Turns::subject_of(const Example& example, std::size_t kind) {
  cursor_.go_to(example.firm, 1);
  Subject firm = cursor_.subject(0);
  std::uint32_t nth = example.nth;
  std::vector<Subject*> way;
  const bool found = find_way(firm, pack_.book.source().subjects[kind].name, nth, way);
  FUGONG_CHECK(found, "an example is of the snapshot");
  // From below, so that what is above stays where it is.
  for (std::size_t i = way.size(); i-- > 1;) {
    Subject kept = *way[i];
    std::erase_if(way[i - 1]->children,
                  [&kept](const Subject& each) { return each.kind == kept.kind; });
    way[i - 1]->children.push_back(std::move(kept));
  }
  return firm;
}

/// Groups are in memory one after the other. False if the firm's can't be read any more.
bool Turns::enter(std::size_t firm) {
  const std::size_t group = firm / enterprise_register::kFirmsInGroup;
  if (group_ == group) return true;
  if (group_) snapshot_.let_go(*std::exchange(group_, std::nullopt));
  auto sound = snapshot_.verify(group);
  if (!sound) {
    if (lost_) lost_ = std::move(sound);
    return false;
  }
  group_ = group;
  return true;
}

void Turns::name(std::optional<Example>& example, std::size_t kind) {
  if (!example) return;
  if (!enter(example->firm)) return example.reset();
  example->code = snapshot_.id(example->firm);
  const law::SubjectKind& of = pack_.book.source().subjects[kind];
  if (of.parent.empty()) return;
  cursor_.go_to(example->firm, 1);
  Subject firm = cursor_.subject(0);
  std::uint32_t nth = example->nth;
  std::vector<Subject*> way;
  if (find_way(firm, of.name, nth, way)) example->subject = way.back()->id;
}

std::int64_t Turns::amount_of(const Answer& answer, std::optional<std::size_t> provision,
                              std::size_t total, law::State state) const {
  if (!provision) {
    Answer own = answer;
    std::erase_if(own.entitlements, [](const Entitlement& each) { return !is_of_a_subject(each); });
    return stacking::stack_up(pack_.stacking, own).now.totals[total].low.fen;
  }
  const Entitlement* one = entitlement_of(answer, pack_.book.source().provisions[*provision]);
  if (one == nullptr || one->state != state) return 0;
  return one->amount ? one->amount->fen : one->amount_range ? one->amount_range->low.fen : 0;
}

void Turns::find(const Shift& shift, std::optional<std::size_t> provision, std::size_t total,
                 Cliff& cliff) {
  const law::Source& source = pack_.book.source();
  const std::size_t kind = provision ? kind_of(*provision) : shift.kind;
  for (const auto* each :
       {&cliff.sure.worst, &cliff.lost.example, &cliff.chance.worst, &cliff.chance_lost.example}) {
    if (!cliff.example) cliff.example = *each;
  }
  name(cliff.example, kind);
  if (!cliff.example) return;
  const Subject before = subject_of(*cliff.example, kind);
  Subject after = before;
  step_on(pack_.book, shift.fact, shift.step, after);
  cliff.from = shown(before, shift.fact);
  cliff.to = shown(after, shift.fact);
  law::CheckOptions options{.measures = measures_};
  if (provision) options.measures = {source.provisions[*provision].measure};
  const Answer was = pack_.book.check(before, moment_, options);
  const Answer is = pack_.book.check(after, moment_, options);
  const bool refuses = cliff.lost.subjects > 0 || cliff.chance_lost.subjects > 0;
  if (!refuses && (cliff.sure.worst || cliff.chance.worst)) {
    Subject next = after;
    step_on(pack_.book, shift.fact, shift.step, next);
    const auto state = cliff.sure.worst ? law::State::entitled : law::State::depends;
    const std::int64_t then = amount_of(is, provision, total, state);
    const std::int64_t first = amount_of(was, provision, total, state) - then;
    const std::int64_t second =
        then - amount_of(pack_.book.check(next, moment_, options), provision, total, state);
    cliff.evenly = second > 0 && std::abs(first - second) <= first / kAlike + 1;
  }
  Pieces pieces;
  if (!provision) {
    add_sums(pieces, was, is);
    add_derived(pieces, was, is);
    cliff.turns = joined(pieces);
    return;
  }
  const Entitlement* one = entitlement_of(was, source.provisions[*provision]);
  const Entitlement* other = entitlement_of(is, source.provisions[*provision]);
  if (one != nullptr && other != nullptr) {
    add_conditions(pieces, *one, *other);
    add_steps(pieces, one->steps, other->steps);
  } else {
    pieces.push_back({"适用另一条规定", "another provision takes its place"});
  }
  add_derived(pieces, was, is);
  cliff.turns = joined(pieces);
}

}  // namespace fugong::survey
