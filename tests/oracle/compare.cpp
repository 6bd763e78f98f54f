#include "oracle/compare.hpp"

#include <algorithm>

namespace fugong::oracle {

namespace {

using law::Entitlement;
using law::State;

std::string state_name(State state) {
  return state == State::entitled ? "entitled" : state == State::depends ? "depends" : "not";
}

std::string standing_name(Standing standing) {
  switch (standing) {
    case Standing::not_covered:
      return "not covered";
    case Standing::replaced:
      return "replaced";
    case Standing::not_entitled:
      return "not";
    case Standing::depends:
      return "depends";
    case Standing::entitled:
      return "entitled";
  }
  return "?";
}

std::string text_of(const std::optional<law::AmountRange>& range) {
  if (!range) return "none";
  return range->low.to_string() + ".." + (range->high ? range->high->to_string() : "");
}

std::string describe(const Entitlement& theirs, const Outcome& mine) {
  std::string text = theirs.provision->id + ": " + state_name(theirs.state);
  if (theirs.amount) text += " " + theirs.amount->to_string();
  for (const Text& reason : theirs.open.reasons)
    text += " (" + reason.en + ")";
  text += " waits for " + std::to_string(theirs.open.facts.size()) + " facts, " +
          std::to_string(theirs.open.terms.size()) + " terms;";
  text += " range " + text_of(theirs.amount_range) + " withheld " + text_of(theirs.withheld);
  text +=
      ", the oracle: " + standing_name(mine.standing) + (mine.open != kSettled ? " (open)" : "");
  if (mine.fen) text += " " + std::to_string(*mine.fen) + " fen";
  return text;
}

bool holds(const std::optional<law::AmountRange>& range, std::int64_t fen) {
  return !range || (range->low.fen <= fen && (!range->high || fen <= range->high->fen));
}

bool same_period(const std::optional<Date>& theirs, const std::optional<Day>& mine) {
  if (!theirs || !mine) return !theirs && !mine;
  return read_day(theirs->to_string()) == mine;
}

/// Some of the product's 34 digits may be lost in a long calculation, but not ten.
bool same_number(const Fraction& theirs, const Fraction& mine, Arithmetic arithmetic) {
  if (arithmetic == Arithmetic::standard) return theirs == mine;
  return size_of(theirs - mine) <= size_of(mine) * power_of_ten(-24);
}

bool same_rate(const std::optional<Decimal>& theirs, const std::optional<Fraction>& mine,
               Arithmetic arithmetic) {
  if (!theirs || !mine) return !theirs && !mine;
  return same_number(*read_fraction(theirs->to_string()), *mine, arithmetic);
}

bool is_allowed(const feel::Value& theirs, const Value& mine, Arithmetic arithmetic) {
  if (allowed_by(theirs, mine)) return true;
  const Fraction* number = mine.get<Fraction>();
  const auto is_same = [&](const feel::Value& known) {
    return number != nullptr && known.kind() == feel::Kind::number &&
           same_number(*read(known).get<Fraction>(), *number, arithmetic);
  };
  if (!theirs.is_unknown()) return is_same(theirs);
  const feel::Domain& domain = theirs.domain();
  const feel::List& candidates = domain.candidates();
  return std::any_of(candidates.begin(), candidates.end(), is_same) ||
         (domain.is_interval() && ((domain.least() && is_same(*domain.least())) ||
                                   (domain.greatest() && is_same(*domain.greatest()))));
}

/// Whatever the drawn turns out to be, the product must have allowed for it.
bool is_allowed(const Entitlement& theirs, const Outcome& mine) {
  if (theirs.state == State::not_entitled) return mine.standing == Standing::not_entitled;
  if (mine.fen) {
    if (theirs.amount && theirs.amount->fen != *mine.fen) return false;
    if (!holds(theirs.amount_range, *mine.fen) || !holds(theirs.withheld, *mine.fen)) return false;
  }
  if (theirs.state == State::entitled) return mine.standing == Standing::entitled;
  return true;
}

bool is_same(const Entitlement& theirs, const Outcome& mine, Arithmetic arithmetic) {
  switch (mine.standing) {
    case Standing::not_entitled:
      return theirs.state == State::not_entitled;
    case Standing::depends:
      if (theirs.state != State::depends) return false;
      if (!mine.tainted || mine.undetermined) return is_allowed(theirs, mine);
      if (!mine.fen) return !theirs.withheld;
      return theirs.withheld && theirs.withheld->low.fen == *mine.fen && theirs.withheld->high &&
             theirs.withheld->high->fen == *mine.fen;
    case Standing::entitled:
      if (theirs.state != State::entitled || theirs.amount.has_value() != mine.fen.has_value()) {
        return false;
      }
      return (!mine.fen || theirs.amount->fen == *mine.fen) &&
             same_rate(theirs.rate, mine.rate, arithmetic) &&
             same_period(theirs.period_from, mine.period_from) &&
             same_period(theirs.period_to, mine.period_to);
    default:
      return false;
  }
}

/// All holds, and only a figure is missing that an authority sets between two ends: then nothing
/// can refuse it any more.
bool waits_for_a_figure(const Outcome& mine) {
  return mine.standing == Standing::entitled && mine.rules_open == kSettled &&
         mine.open == kByAuthority && mine.fen;
}

std::string of_provision(const std::vector<const Entitlement*>& theirs,
                         const std::vector<Outcome>& mine, const law::Provision& provision,
                         bool same_facts, Arithmetic arithmetic, Tally& tally) {
  std::size_t next = 0;
  for (const Outcome& outcome : mine) {
    if (outcome.standing == Standing::replaced) {
      // Without a fact the product may not be able to say that another text takes its place.
      const bool sure = outcome.open == kSettled && same_facts;
      const bool shown =
          !sure && next < theirs.size() &&
          (theirs.size() == mine.size() || theirs[next]->subject_id == outcome.subject_id);
      if (shown) ++next;
      continue;
    }
    if (outcome.standing == Standing::not_covered && next == theirs.size()) {
      ++tally.not_covered;
      continue;
    }
    if (next == theirs.size()) {
      return provision.id + ": no entitlement, the oracle: " + standing_name(outcome.standing);
    }
    const Entitlement& entitlement = *theirs[next++];
    if (outcome.standing == Standing::not_covered) {
      ++tally.not_covered;
      continue;
    }
    const bool exact = same_facts && outcome.open == kSettled;
    ++(exact ? tally.exact : tally.within);
    if (exact ? !is_same(entitlement, outcome, arithmetic) : !is_allowed(entitlement, outcome)) {
      return describe(entitlement, outcome);
    }
    if (same_facts && waits_for_a_figure(outcome)) {
      ++tally.by_authority;
      const auto& range = entitlement.amount_range;
      const bool stated = entitlement.state == State::entitled && (range || entitlement.amount);
      const bool too_large = range && !range->high;  // to be stated
      if (!stated && !too_large) {
        return describe(entitlement, outcome) + ", whatever figure an authority sets";
      }
    }
    if (!exact) continue;
    ++tally.standings[standing_name(outcome.standing)];
    if (outcome.fen) ++tally.standings["with an amount"];
    ++tally.by_provision[provision.id][outcome.standing];
  }
  if (next != theirs.size()) return provision.id + ": more entitlements than the oracle has";
  return {};
}

}  // namespace

std::string difference(const law::Source& source, const law::Answer& answer, const Opinion& opinion,
                       bool same_facts, Arithmetic arithmetic, Tally& tally) {
  ++tally.firms;
  std::vector<std::vector<const Entitlement*>> theirs(source.provisions.size());
  for (const Entitlement& each : answer.entitlements)
    theirs[static_cast<std::size_t>(each.provision - source.provisions.data())].push_back(&each);
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    const std::string found = of_provision(theirs[i], opinion.outcomes[i], source.provisions[i],
                                           same_facts, arithmetic, tally);
    if (!found.empty()) return found;
  }
  if (answer.derived.size() != opinion.derived.size()) return "other derived values";
  for (std::size_t i = 0; i < answer.derived.size(); ++i) {
    const law::DerivedFact& derived = answer.derived[i];
    const DerivedValue& mine = opinion.derived[i];
    const std::string& name = mine.decision->definition.name;
    if (derived.decision != mine.decision) return name + ": derived in another order";
    if (!mine.value) continue;
    ++tally.values;
    const bool known_to_me = same_facts && mine.value->open == kSettled;
    const bool known_to_them = !derived.value.is_unknown();
    if (known_to_me && !known_to_them) return name + ": unknown, the oracle knows it";
    if (!is_allowed(derived.value, mine.value->value, arithmetic)) {
      return name + ": " + feel::to_feel(derived.value) +
             ", the oracle: " + text_of(mine.value->value);
    }
  }
  return {};
}

}  // namespace fugong::oracle
